"""意见簿和意见箱, 满意度测评, 矛盾纠纷排查: ticked, entered, tallied, reported by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from center.disputes import DisputeForm, State, add, month
from center.journal import commit
from center.opinions import OpinionForm, OpinionKind, OpinionState, Place, checks, opinions
from center.opinions import add as add_opinion
from center.rights import Actor, Role
from center.staff import ServiceWindow, Village
from center.staff import save as save_staff
from center.surveys import surveys, tally
from desktop.complaints.record import ComplaintRecord
from desktop.desk import Desk
from desktop.disputes import DisputesPage
from desktop.form_dialog import FormDialog
from desktop.opinions import OpinionsPage
from desktop.preview import Preview
from desktop.surveys import SurveysPage
from desktop.today.opinions import OpinionsHint
from reports.disputes import export_disputes
from tests.desk import on
from tests.desktop.case_desk import gone, shown
from tests.hands import CONTROL
from tests.offices import Office

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def put(qtbot: QtBot, page: Any) -> Any:
    """A page, shown at its usual size."""
    qtbot.addWidget(page)
    page.resize(1150, 650)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def desk_of(office: Office, actor: Actor | None = None) -> Desk:
    return Desk(office.store, actor or office.director)


def answer(qtbot: QtBot, **values: object) -> None:
    """Fill in the form that has come up and submit it."""
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values(values)
    dialog.submit()
    gone(qtbot, FormDialog)


def refused(qtbot: QtBot, field: str, **values: object) -> str:
    """Submit what is refused at a field; the form stays and is then left."""
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values(values)
    dialog.submit()
    said = dialog.form.problem_shown(field)
    dialog.reject()
    gone(qtbot, FormDialog)
    return said


def press_new(page: QWidget) -> None:
    QTest.keyClick(page, Qt.Key.Key_N, CONTROL)


# --- opinions ------------------------------------------------------------------------------------


def test_book_and_box_are_ticked_once_a_day(qtbot: QtBot, qingshan: Office) -> None:
    """CPL-17, SAT-06: who looked and how many new ones; a second tick of the day is refused."""
    page = put(qtbot, OpinionsPage(desk_of(qingshan)))
    assert "今天还没有登记查看意见簿、意见箱" in page.missing.text()
    page.ticks[Place.BOOK].click()
    answer(qtbot, found=2)
    with qingshan.store.read(qingshan.director) as work:
        today = desk_of(qingshan).today()
        assert checks(work, today, today)[(today, Place.BOOK)].found == 2
    assert "√" in page.checks.text(0, Place.BOOK.name)
    assert page.checks.text(0, Place.BOX.name) == "— 没有登记"
    page.ticks[Place.BOOK].click()
    assert "已经登记查看过" in refused(qtbot, "on", found=0)


def test_a_suggestion_leads_to_improvement_and_answer_by_enter(
    qtbot: QtBot, qingshan: Office
) -> None:
    """SAT-02: suggestion, improvement, answer; then it waits no more."""
    page = put(qtbot, OpinionsPage(desk_of(qingshan)))
    press_new(page)
    answer(qtbot, opinion_kind=OpinionKind.SUGGESTION.value, text="添两副老花镜")
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    answer(qtbot, responsible="周明", action="已配")
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    answer(qtbot, answer="已配好，谢谢")
    with qingshan.store.read(qingshan.director) as work:
        (found,) = opinions(work, *YEAR)
    assert found.state is OpinionState.ANSWERED
    assert page.none.text() == "没有待处理的意见。"
    page.show_all(True)
    assert page.list.text(0, "action") == "周明：已配"
    assert not page.steps["答复"].isEnabled()


def test_an_opinion_of_kind_complaint_goes_on_as_one(qtbot: QtBot, qingshan: Office) -> None:
    """CPL-17: saved as an opinion, then registered as a complaint with nothing typed twice; both
    name each other.
    """
    desk, led = desk_of(qingshan), list[tuple[str, object]]()
    desk.open_matter.connect(lambda kind, ident: led.append((kind, ident)))
    page = put(qtbot, OpinionsPage(desk))
    press_new(page)
    dialog = shown(qtbot, FormDialog)
    values = {"opinion_kind": "投诉", "text": "把材料扔了出来", "name": "何谷雨", "page": "3"}
    dialog.form.set_values({**values, "phone": "13900000011"})
    dialog.submit()
    qtbot.waitUntil(lambda: shown(qtbot, FormDialog).windowTitle() == "登记投诉")
    register = shown(qtbot, FormDialog)
    assert register.form.text("facts") == "把材料扔了出来"
    assert register.form.text("channel") == "意见簿"
    answer(qtbot, subject="服务态度", window="社保窗口", protected=False)
    [(kind, complaint)] = led
    assert kind == "complaint"
    assert isinstance(complaint, UUID)
    record = put(qtbot, ComplaintRecord(desk, complaint))
    said = [label.text() for label in record.findChildren(QLabel)]
    assert any("意见簿第 3 页" in text for text in said)
    page.show_all(True)
    assert page.list.text(0, "state") == "已转投诉"
    assert page.list.text(0, "answer") == "见投诉 QS-TS-2026-000001"
    assert not page.steps["转为投诉"].isEnabled()


def test_a_future_opinion_is_refused_at_its_day(qtbot: QtBot, qingshan: Office) -> None:
    page = put(qtbot, OpinionsPage(desk_of(qingshan)))
    page.ask_add()
    values = {"opinion_kind": "建议", "text": "好", "left_on": on("12-1")}
    assert "不能晚于今天" in refused(qtbot, "left_on", **values)


def test_who_may_not_tick_reads_only(qtbot: QtBot, qingshan: Office) -> None:
    clerk = qingshan.actor(Role.WINDOW_CLERK)
    with qingshan.work() as work:
        add_opinion(work, OpinionForm(Place.BOX, on("9-20"), "好", OpinionKind.PRAISE))
        commit(work)
    page = put(qtbot, OpinionsPage(desk_of(qingshan, clerk)))
    assert not page.ticks[Place.BOX].isEnabled()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    page.add.click()
    assert "查看意见簿和意见箱" in page.notice.text


def test_today_reminds_until_both_are_ticked(qtbot: QtBot, qingshan: Office) -> None:
    """CPL-17: on 今日, for whoever ticks them."""
    desk, led = desk_of(qingshan), list[bool]()
    hint = OpinionsHint(desk, lambda: led.append(True))
    qtbot.addWidget(hint)
    qtbot.waitUntil(lambda: "意见簿、意见箱" in hint.label.text())
    hint.button.click()
    assert led == [True]
    page = put(qtbot, OpinionsPage(desk))
    for place in Place:
        page.ticks[place].click()
        answer(qtbot, found=0)
    qtbot.waitUntil(lambda: hint.label.text() == "")
    silent = OpinionsHint(desk_of(qingshan, qingshan.actor(Role.WINDOW_CLERK)), led.clear)
    qtbot.addWidget(silent)
    assert silent.isHidden()


# --- surveys -------------------------------------------------------------------------------------


@pytest.fixture
def halls(qingshan: Office) -> Office:
    """With two windows and two villages."""
    with qingshan.work() as work:
        for name in ("民政窗口", "社保窗口"):
            save_staff(work, ServiceWindow(id=work.new_id(), station="QS", name=name))
        for name in ("石桥村", "柳河村"):
            save_staff(work, Village(id=work.new_id(), station="QS", name=name))
        commit(work)
    return qingshan


def test_a_survey_is_issued_entered_tallied_and_ended(qtbot: QtBot, halls: Office) -> None:
    """SAT-01, SAT-03: no more forms than were handed out, no rate under the minimum of ten."""
    page = put(qtbot, SurveysPage(desk_of(halls)))
    press_new(page)
    answer(qtbot, title="三季度测评", issued=15)
    page.steps["录入收回的表"].click()
    answer(qtbot, window="民政窗口", rating="非常满意", copies=9)
    page.steps["录入收回的表"].click()
    answer(qtbot, window="民政窗口", rating="不满意", copies=1, comment="等太久")
    page.steps["录入收回的表"].click()
    answer(qtbot, window="社保窗口", rating="满意", copies=2)
    assert [page.tally.text(row, "rate") for row in range(3)] == [
        "90.0%",
        "不足 10 份，不计",
        "91.7%",
    ]
    assert page.comments.text(0, "comment") == "等太久"
    page.steps["录入收回的表"].click()
    assert "超过了发放的 15 份" in refused(
        qtbot, "copies", window="社保窗口", rating="满意", copies=4
    )
    page.steps["结束测评"].click()
    answer(qtbot)
    assert not page.steps["录入收回的表"].isEnabled()
    with halls.store.read(halls.director) as work:
        (survey,) = surveys(work)
        assert tally(work, survey).returned == 12


def test_the_blank_form_and_the_tally_are_shown_to_be_printed(qtbot: QtBot, halls: Office) -> None:
    page = put(qtbot, SurveysPage(desk_of(halls)))
    press_new(page)
    answer(qtbot, title="三季度测评", issued=15)
    page.steps["录入收回的表"].click()
    answer(qtbot, window="民政窗口", rating="满意")
    for title in ("打印空白表", "打印统计表"):
        page.steps[title].click()
        shown(qtbot, Preview).close()
        gone(qtbot, Preview)


# --- disputes ------------------------------------------------------------------------------------


def test_a_dispute_is_entered_settled_and_reported_with_a_zero_report_beside(
    qtbot: QtBot, halls: Office
) -> None:
    """PET-13: by village; a village without any reports zero; no register of persons is kept."""
    page = put(qtbot, DisputesPage(desk_of(halls)))
    assert "不建立、不保存重点人员名册" in page.words.text()
    press_new(page)
    answer(qtbot, village="石桥村", dispute_kind="邻里", parties="两户邻居", matter="宅基地边界")
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    answer(qtbot, mediator="村调委会", agreed="达成协议", result="以老界石为准")
    for row in range(2):
        page.villages.stand_on(row)
        page.report.click()
        answer(qtbot, sure=True)
    with halls.store.read(halls.director) as work:
        rows = {row.village: row for row in month(work, page.spelled)}
    reports = {name: row.report.found for name, row in rows.items() if row.report}
    assert reports == {"石桥村": 1, "柳河村": 0}
    assert rows["石桥村"].settled == 1
    assert "各村都已上报" in page.owed.text()
    assert page.list.text(0, "state") == State.SETTLED.value


def test_a_report_is_confirmed_and_the_month_before_is_a_click_away(
    qtbot: QtBot, halls: Office
) -> None:
    page = put(qtbot, DisputesPage(desk_of(halls)))
    page.report.click()
    dialog = shown(qtbot, FormDialog)
    dialog.submit()
    assert "勾选" in dialog.notice.text
    dialog.reject()
    gone(qtbot, FormDialog)
    page.earlier.click()
    assert page.month.text() == "2026年8月"
    assert page.later.isEnabled()


def test_the_ledger_as_a_workbook_names_zero_and_missing_reports(
    halls: Office, tmp_path: Path
) -> None:
    """PET-13: one line for a village without disputes; it says that it is no list of persons."""
    with halls.work() as work:
        add(work, DisputeForm("石桥村", on("9-18"), "邻里", "两户邻居", "宅基地边界"))
        commit(work)
    path = tmp_path / "排查.xlsx"
    assert export_disputes(halls.store, halls.director, "2026-09", path) == 2
    sheet = load_workbook(path).active
    assert sheet is not None
    said = "\n".join(str(cell) for row in sheet.values for cell in row if cell is not None)
    assert "宅基地边界" in said
    assert "未上报：" in said
    assert "不作为人员名册使用" in said
