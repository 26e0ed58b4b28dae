"""The record of a petition: steps, banner, clocks, repeats, 包案, papers (PET-03 to PET-11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from center.journal import commit
from center.papers import PaperKind
from center.petitions import review, steps
from center.petitions.actions import Action
from center.petitions.intake import proposed_leader
from center.petitions.records import Channel, LinkKind, Petition, Route, Status
from center.petitions.repeats import confirm_link
from desktop.form_dialog import FormDialog
from desktop.petitions.papers import PetitionPapers
from desktop.preview import Preview
from tests.center.test_rosters import furnished, published
from tests.desk import at, on
from tests.desktop.case_desk import WAIT, activate, frozen_text, gone, papers, shown
from tests.desktop.petition_desk import dialog_of, page_of, record_of, submit
from tests.grievances import Grievances
from tests.hands import ALT
from tests.offices import Office


@pytest.fixture(autouse=True)
def listeners(qingshan: Office) -> Iterator[None]:
    yield
    qingshan.store.listeners.clear()


@pytest.fixture
def desk(qingshan: Office) -> Grievances:
    return Grievances(qingshan)


def said(page: QWidget) -> str:
    """Everything a tab says."""
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def column(table: QTableWidget, number: int) -> list[str]:
    """What stands in a column."""
    items = (table.item(row, number) for row in range(table.rowCount()))
    return [item.text() for item in items if item is not None]


def press(page: QWidget, title: str) -> None:
    """Click the first button of this title."""
    buttons = [one for one in page.findChildren(QPushButton) if one.text().startswith(title)]
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)


def told(desk: Grievances, **changes: object) -> UUID:
    """A petition accepted and told of."""
    petition = desk.petition(**changes)
    desk.step(Petition, petition, steps.accept)
    desk.step(Petition, petition, steps.tell, "当面送达")
    return petition


def test_pet_08_the_banner_stays_red_until_unit_and_leader_know(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    """The first key is 通知和汇报; each is noted with its time."""
    record = record_of(qtbot, qingshan, desk.petition(people_count=9, origin_due_on=on("9-30")))
    assert record.banner.isVisible()
    assert "通知有关单位，并向领导汇报" in record.banner.text()
    assert record.banner.property("role") == "alarm"
    activate(qtbot, record.window())
    QTest.keyClick(record, Qt.Key.Key_Return)
    submit(qtbot, unit="派出所", leader="")
    assert "已告知派出所" in record.banner.text()
    assert record.banner.isVisible()
    activate(qtbot, record.window())
    QTest.keyClick(record, Qt.Key.Key_T, ALT)
    submit(qtbot, leader="林若安")
    assert not record.banner.isVisible()
    petition = record.file.petition
    assert petition.unit_informed_at is not None
    assert petition.leader_informed_at is not None


def test_pet_11_the_leader_of_the_day_is_proposed_from_the_roster(
    qtbot: QtBot, qingshan: Office
) -> None:
    """DUTY-07: for the day of the visit; another day asks the roster again."""
    hall = furnished(qingshan)
    published(hall)
    days = (date(2026, 10, 9), date(2026, 10, 12))
    with qingshan.store.read(qingshan.director) as work:
        first, second = (proposed_leader(work, day) for day in days)
    assert first
    qingshan.clock.set(date(2026, 10, 13))
    page = page_of(qtbot, qingshan)
    page.register.click()
    form = dialog_of(qtbot).form
    form.set_values({"channel": Channel.LEADER.value, "came_on": days[0]})
    form.changed.emit(form.draft())
    assert form.text("receiving_leader") == first
    form.set_values({"came_on": days[1]})
    form.changed.emit(form.draft())
    assert form.text("receiving_leader") == second
    form.set_values({"receiving_leader": "另一位", "came_on": days[0]})
    form.changed.emit(form.draft())
    assert form.text("receiving_leader") == "另一位"
    dialog_of(qtbot).reject()


def test_the_clocks_stand_side_by_side_and_the_earliest_is_named(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    """PET-03 and 信访工作条例 22, 23: promised and statutory, each with its basis."""
    record = record_of(qtbot, qingshan, desk.petition())
    assert "（答复承诺）" in record.due.text()
    record.go("limits")
    words = said(record.tabs.currentWidget())
    assert "最早到期的是“答复承诺”" in words
    for name in ("登记转送交办期限", "书面告知期限"):
        assert name in words
    assert "信访工作条例第二十二条" in words
    assert "PET-" not in words


def test_pet_03_an_answer_after_the_promised_day_asks_for_the_reason_first(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    """CPL-09: the head says so, the first key is 说明延期; an answer is refused, not lost."""
    petition = told(desk, received_at=at("9-14"))
    record = record_of(qtbot, qingshan, petition)
    assert record.owed.isVisible()
    assert "请先向信访人“说明延期”的原因" in record.owed.text()
    assert record.steps["说明延期"].property("role") == "primary"
    record.take(Action.ANSWER)
    dialog = dialog_of(qtbot)
    dialog.form.set_values({"answer": "补偿款下月发放"})
    dialog.submit()
    assert "请先向信访人“说明延期”的原因" in dialog.form.problem_shown("answer")
    assert dialog.form.text("answer") == "补偿款下月发放"
    dialog.reject()
    gone(qtbot, FormDialog)
    record.take(Action.TELL_DELAY)
    submit(qtbot, reason="等测绘结果", new_date=on("9-30"))
    assert "说明延期" not in record.owed.text()


def test_closing_without_an_answer_says_why_not(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    record = record_of(qtbot, qingshan, told(desk))
    reasons = {step.title: step.reason for step in record._steps()}
    assert reasons["办结"] == "还没有答复信访人，不能办结"
    assert reasons["申请复查"] == "还没有出具处理意见，或已经申请过复查"


def test_steps_are_taken_by_their_keys_and_the_paper_follows(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    """PET-07: 受理 with Alt+S proposes the notice; Esc passes it over, and the tab counts it."""
    petition = desk.petition()
    record = record_of(qtbot, qingshan, petition)
    activate(qtbot, record.window())
    QTest.keyClick(record, Qt.Key.Key_S, ALT)
    submit(qtbot)
    preview = shown(qtbot, Preview)
    preview.reject()
    gone(qtbot, Preview)
    assert desk.file(petition).petition.status is Status.HANDLING
    titles = [record.tabs.tabText(number) for number in range(record.tabs.count())]
    assert any(title.startswith("文书") and "待出" in title for title in titles)


def test_pet_10_a_slip_leaves_without_the_name(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    """交办单 with the name hidden: by a tick, and of a secret petition always."""
    petition = desk.petition(name="何谷雨")
    desk.step(Petition, petition, steps.assign, "自然资源所", on("9-30"), "请核实")
    record = record_of(qtbot, qingshan, petition)
    record.go("papers")
    page = record.papers
    assert isinstance(page, PetitionPapers)
    assert page.hide_name.isVisible()
    page.hide_name.setChecked(True)
    page.issue(PaperKind.PETITION_ASSIGNMENT)
    submit(qtbot, co_units="司法所")
    preview = shown(qtbot, Preview)
    with qtbot.waitSignal(preview.issued, timeout=WAIT):
        QTest.keyClick(preview.issue_button, Qt.Key.Key_Return)
    preview.reject()
    gone(qtbot, Preview)
    assert len(papers(qingshan, petition)) == 1
    text = frozen_text(qingshan, petition)
    assert "自然资源所" in text
    assert "何谷雨" not in text


# --- Repeats -------------------------------------------------------------------------------------


def test_a_repeat_is_shown_with_the_earlier_answer_and_confirmed_by_a_person(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    earlier = told(desk, received_at=at("9-20"))
    desk.step(Petition, earlier, steps.answer, "补偿款下月发放")
    later = desk.petition()
    record = record_of(qtbot, qingshan, later)
    record.go("links")
    assert "补偿款下月发放" in said(record.tabs.currentWidget())
    assert not desk.file(later).petition.repeat
    press(record.tabs.currentWidget(), "确认是重复信访")
    assert desk.file(later).petition.repeat
    assert "重复信访" in record.facts.text()
    shown_now = said(record.tabs.currentWidget())
    assert "已关联" in shown_now
    opened = QSignalSpy(record._desk.open_matter)
    press(record.tabs.currentWidget(), "打开")
    assert opened.at(0) == ["petition", earlier]


def test_what_is_finished_for_good_offers_the_notice(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    """信访工作条例 36: after the final review 不再受理 is offered with its reason."""
    earlier = told(desk, received_at=at("9-20"))
    desk.step(Petition, earlier, steps.opinion, "不予支持", "不符合标准", "补偿办法第三条")
    desk.step(Petition, earlier, review.ask_review, "县自然资源局")
    desk.step(Petition, earlier, review.review, "维持", "维持原意见")
    desk.step(Petition, earlier, review.ask_final, "市自然资源局")
    desk.step(Petition, earlier, review.final_review, "维持", "维持复查意见")
    later = desk.petition()
    with qingshan.work() as work:
        both = [work.session.get_one(Petition, one) for one in (later, earlier)]
        confirm_link(work, both[0], both[1], LinkKind.REPEAT)
        commit(work)
    record = record_of(qtbot, qingshan, later)
    record.go("links")
    assert "已复核终结" in said(record.tabs.currentWidget())
    press(record.tabs.currentWidget(), "不再受理并告知")
    dialog = dialog_of(qtbot)
    assert "第三十六条" in dialog.form.text("reason")
    dialog.submit()
    preview = shown(qtbot, Preview)
    preview.reject()
    gone(qtbot, Preview)
    assert desk.file(later).petition.route is Route.NOT_AGAIN


# --- 包案 ----------------------------------------------------------------------------------------


def test_duty_07_leader_plan_and_visits_stand_together(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    petition = told(desk)
    record = record_of(qtbot, qingshan, petition)
    record.go("charge")
    press(record.tabs.currentWidget(), "指定包案")
    submit(qtbot, leader="林若安", unit="自然资源所", responsible="杜小满")
    press(record.tabs.currentWidget(), "化解方案")
    submit(qtbot, plan="一、核实面积；二、公示后发放")
    press(record.tabs.currentWidget(), "走访回访")
    submit(qtbot, content="到家中说明进展")
    words = said(record.tabs.currentWidget())
    for part in ("林若安", "自然资源所", "杜小满", "公示后发放"):
        assert part in words
    kept = desk.file(petition)
    assert kept.petition.leader == "林若安"
    assert [e.remark for e in kept.events if e.happened == "走访回访"] == ["到家中说明进展"]


def test_the_history_tells_what_happened_and_who_revealed(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    """D8: full data for a reason that is journalled."""
    record = record_of(qtbot, qingshan, told(desk))
    assert "13900000011" not in said(record.tabs.currentWidget())
    record.ask_reveal()
    submit(qtbot, reason="核对电话")
    assert "13900000011" in said(record.tabs.currentWidget())
    record.go("history")
    happened, done = record.tabs.currentWidget().findChildren(QTableWidget)
    assert column(happened, 1) == ["登记", "受理", "书面告知"]
    assert "核对电话" in column(done, 3)
