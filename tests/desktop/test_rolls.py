"""The rolls in the 台账 tab: list, member, stopping after a death, by keys (D8)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from center.imports.plan import Verdict
from center.journal import commit, history
from center.people import Identity, person_for
from center.rights import Role
from center.rolls.departures import Report, report_departure
from center.rolls.listing import MemberFilter, open_member
from center.rolls.listing import page as members
from center.rolls.members import Entry, enrol, find_member, memberships
from center.rolls.records import Leaving, Member, Outcome, State
from desktop.cases.record import CaseRecord
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.imports.page import ImportPage
from desktop.ledgers.page import SECTIONS, LedgersPage
from desktop.ledgers.rolls.bringing import Rolls
from desktop.ledgers.rolls.coming import ComingPage
from desktop.ledgers.rolls.leavers import LeaversPage
from desktop.ledgers.rolls.page import RollsPage
from desktop.ledgers.rolls.record import MemberRecord
from desktop.preview import Preview
from desktop.today import TodayPage
from tests import matters
from tests.desk import change, id_number
from tests.hands import desk_of
from tests.offices import Office

NUMBER = id_number("19450305")
TODAY = date(2026, 9, 21)


def enrolled(office: Office, roll: str = "低保", number: str = NUMBER, **more: Any) -> UUID:
    who = Identity("林有田", id_number=number, phone="13900000001", village="石桥村", group="二组")
    entry = Entry(roll, who, date(2026, 1, 1), "A类", 45000, **more)
    made: Member = change(office, enrol, entry)
    return made.id


def member_of(office: Office, member: UUID) -> Member:
    with office.store.read(office.director) as work:
        return find_member(work, member)


def shown(qtbot: QtBot, page: QWidget) -> None:
    qtbot.addWidget(page)
    page.resize(1140, 690)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)


def rolls_page(qtbot: QtBot, desk: Desk) -> RollsPage:
    page = RollsPage(desk)
    shown(qtbot, page)
    return page


def opened(qtbot: QtBot, desk: Desk, member: UUID) -> MemberRecord:
    page = rolls_page(qtbot, desk)
    page.show_member(member)
    record = page.currentWidget()
    assert isinstance(record, MemberRecord)
    return record


def dialog(of: QWidget) -> FormDialog:
    QApplication.processEvents()
    found = [one for one in of.findChildren(FormDialog) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def filled(of: QWidget, **values: object) -> FormDialog:
    asked = dialog(of)
    asked.form.set_values(values)
    asked.submit()
    return asked


def test_every_page_of_the_tab_opens(qtbot: QtBot, qingshan: Office) -> None:
    page = LedgersPage(desk_of(qingshan, Role.DIRECTOR))
    shown(qtbot, page)
    for section in SECTIONS:
        assert page.show_section(section.name) is page.stack.currentWidget()


def test_somebody_is_taken_on_by_keys_and_opens(qtbot: QtBot, qingshan: Office) -> None:
    page = rolls_page(qtbot, desk_of(qingshan))
    QTest.keyClick(page.listing, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    asked = filled(page, roll="低保", id_number=NUMBER, name="林有田", amount="450.5")
    assert not asked.isVisible()
    record = page.currentWidget()
    assert isinstance(record, MemberRecord)
    assert record.title.text() == "林有田"
    assert member_of(qingshan, record.member_id).amount == 45050
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    record.setFocus()
    QTest.keyClick(record, Qt.Key.Key_Escape)
    assert page.listing.model.rowCount() == 1


def test_what_is_wrong_stands_under_its_field(qtbot: QtBot, qingshan: Office) -> None:
    enrolled(qingshan)
    page = rolls_page(qtbot, desk_of(qingshan))
    page.ask_enrol()
    asked = filled(page, roll="低保", id_number=NUMBER, name="林有田", amount="12.345")
    assert "123.45" in asked.form.problem_shown("amount")
    filled(page, amount="12")
    assert "已经在“低保”" in asked.form.problem_shown("name")
    asked.close()


def test_a_known_number_brings_what_is_known(qtbot: QtBot, qingshan: Office) -> None:
    with qingshan.work() as work:
        person_for(work, Identity("周知", id_number=NUMBER, phone="13900000005", village="柳河村"))
        commit(work)
    page = rolls_page(qtbot, desk_of(qingshan))
    page.ask_enrol()
    asked = dialog(page)
    asked.form.set_values({"id_number": NUMBER})
    asked.form.left.emit("id_number")
    assert (asked.form.text("name"), asked.form.text("village")) == ("周知", "柳河村")
    asked.close()


def test_enter_takes_the_review_and_the_next_is_proposed(qtbot: QtBot, qingshan: Office) -> None:
    member = enrolled(qingshan)
    record = opened(qtbot, desk_of(qingshan), member)
    QTest.keyClick(record, Qt.Key.Key_Return)
    asked = dialog(record)
    assert asked.form.date("next_due") == date(2027, 9, 21)
    assert "amount" not in asked.form.values()
    filled(record, outcome=Outcome.ADJUST.value, amount="500", remark="提标")
    assert not asked.isVisible()
    found = member_of(qingshan, member)
    assert (found.amount, found.review_due) == (50000, date(2027, 9, 21))
    assert record.notice.text == "已保存"


def test_a_review_may_stop(qtbot: QtBot, qingshan: Office) -> None:
    member = enrolled(qingshan)
    record = opened(qtbot, desk_of(qingshan), member)
    record.steps["年度复核"].click()
    asked = filled(record, outcome=Outcome.STOP.value)
    assert asked.form.problem_shown("remark")
    filled(record, remark="收入超过标准")
    assert member_of(qingshan, member).state is State.STOPPED
    record.steps["恢复"].click()
    filled(record, reason="重新核查")
    assert member_of(qingshan, member).state is State.ACTIVE


def test_a_death_warns_on_the_member_and_stopping_comes_first(
    qtbot: QtBot, qingshan: Office
) -> None:
    member = enrolled(qingshan)
    enrolled(qingshan, "高龄津贴")
    record = opened(qtbot, desk_of(qingshan), member)
    record.steps["登记死亡迁出"].click()
    filled(record, left_on=date(2026, 6, 15), source="村里上报")
    assert "仍在册，已多发 3 个月，应追回 1350.00 元；高龄津贴也要停" in record.notice.text
    QTest.keyClick(record, Qt.Key.Key_Return)
    asked = dialog(record)
    assert asked.form.text("state") == State.DIED
    assert "多发 3 个月，应追回 1350.00 元" in asked.intro.text()
    asked.submit()
    assert member_of(qingshan, member).to_recover == 135000
    record.steps["登记追回"].click()
    filled(record, amount="1350")
    assert member_of(qingshan, member).recovered == 135000


def test_the_page_of_leavers_stops_each_by_enter(qtbot: QtBot, qingshan: Office) -> None:
    low, old = enrolled(qingshan), enrolled(qingshan, "高龄津贴")
    page = LeaversPage(desk_of(qingshan))
    shown(qtbot, page)
    page.ask_report()
    asked = filled(page, who="没有的人", left_on=date(2026, 6, 15))
    assert "没有找到" in asked.form.problem_shown("who")
    filled(page, who=NUMBER)
    assert page.listed.keys() == [low, old]
    assert page.listed.text(0, "months") == "3 个月"
    for _ in range(2):
        QTest.keyClick(page.listed, Qt.Key.Key_Return)
        dialog(page).submit()
        QApplication.processEvents()
    assert page.listed.keys() == []
    assert {member_of(qingshan, one).state for one in (low, old)} == {State.DIED}


def test_an_open_case_tells_that_its_applicant_died(qtbot: QtBot, qingshan: Office) -> None:
    with qingshan.work() as work:
        case = matters.case(work)
        commit(work)
    assert case.person is not None
    change(qingshan, report_departure, case.person, Report(Leaving.DEATH, date(2026, 6, 15)))
    record = CaseRecord(desk_of(qingshan), case.id)
    qtbot.addWidget(record)
    assert record.facts.text().endswith("申请人已登记死亡 6月15日")


def test_a_report_is_taken_back(qtbot: QtBot, qingshan: Office) -> None:
    member = enrolled(qingshan)
    person = member_of(qingshan, member).person
    change(qingshan, report_departure, person, Report(Leaving.DEATH, date(2026, 6, 15)))
    page = LeaversPage(desk_of(qingshan))
    shown(qtbot, page)
    page.back.click()
    filled(page, reason="同名弄错")
    assert page.listed.keys() == []
    assert page.reported.keys() == []


def test_who_comes_of_age_is_taken_on_by_enter(qtbot: QtBot, qingshan: Office) -> None:
    with qingshan.work() as work:
        person = person_for(work, Identity("周老", id_number=id_number("19461001", 7)))
        commit(work)
    page = ComingPage(desk_of(qingshan))
    shown(qtbot, page)
    assert page.list.text(0, "name") == "周老"
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert dialog(page).form.text("roll") == "高龄津贴"
    filled(page, amount="60")
    assert page.list.keys() == []
    with qingshan.store.read(qingshan.director) as work:
        assert [m.roll for m in memberships(work, person.id)] == ["高龄津贴"]


def test_numbers_are_masked_until_a_reason_is_given(qtbot: QtBot, qingshan: Office) -> None:
    member = enrolled(qingshan)
    record = opened(qtbot, desk_of(qingshan), member)
    assert NUMBER not in texts(record)
    record.ask_reveal()
    filled(record, reason="核对账号")
    assert NUMBER in texts(record)
    with qingshan.store.read(qingshan.director) as work:
        assert [row.action for row in history(work, member)] == ["create", "reveal"]


def texts(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ATTENDANCE_KEEPER])
def test_who_may_not_keep_ledgers_is_told_why(qtbot: QtBot, qingshan: Office, role: Role) -> None:
    member = enrolled(qingshan)
    record = opened(qtbot, desk_of(qingshan, role), member)
    record.steps["年度复核"].click()
    assert "登记台账" in record.notice.text
    assert not record.findChildren(FormDialog)


def test_the_quick_filters_count_what_waits(qtbot: QtBot, qingshan: Office) -> None:
    member = enrolled(qingshan, review_due=date(2026, 9, 1))
    enrolled(qingshan, "高龄津贴", review_due=date(2026, 9, 30))
    person = member_of(qingshan, member).person
    change(qingshan, report_departure, person, Report(Leaving.DEATH, date(2026, 6, 15)))
    page = rolls_page(qtbot, desk_of(qingshan))
    for name, rows in (("active", 2), ("month", 1), ("overdue", 1), ("departed", 2), ("all", 2)):
        page.listing.show_quick(name)
        assert page.listing.model.rowCount() == rows, name


def test_today_tells_who_must_be_stopped_and_leads_there(qtbot: QtBot, qingshan: Office) -> None:
    member = enrolled(qingshan, review_due=date(2026, 9, 1))
    person = member_of(qingshan, member).person
    change(qingshan, report_departure, person, Report(Leaving.DEATH, date(2026, 6, 15)))
    page = TodayPage(desk_of(qingshan))
    shown(qtbot, page)
    qtbot.waitUntil(page.rolls.isVisible, timeout=20_000)
    words = "花名册：1 条死亡、迁出后仍在册，1 人复核已过期。"
    assert words in texts(page.rolls)
    with qtbot.waitSignal(page.go) as gone:
        page.rolls.button.click()
    assert gone.args == ["ledgers", {"section": "leavers"}]


def test_a_roll_is_shown_as_it_prints(qtbot: QtBot, qingshan: Office) -> None:
    enrolled(qingshan)
    page = rolls_page(qtbot, desk_of(qingshan))
    page.ask_leaving()
    dialog(page).submit()
    qtbot.waitUntil(lambda: bool(page.findChildren(Preview)), timeout=20_000)
    page.findChildren(Preview)[0].close()


def test_a_workbook_is_written(qtbot: QtBot, qingshan: Office, tmp_path: Path) -> None:
    enrolled(qingshan)
    page = rolls_page(qtbot, desk_of(qingshan))
    path = tmp_path / "a.xlsx"
    page.export_to(MemberFilter(), path, None)
    qtbot.waitUntil(lambda: "已导出 1 人" in page.notice.text, timeout=20_000)
    assert path.exists()


def test_a_roll_is_brought_in_from_a_table(qtbot: QtBot, qingshan: Office, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["姓名", "身份证号", "月标准"])
    sheet.append(["林有田", NUMBER, "450"])
    sheet.append(["王春生", "", "300"])
    book.save(tmp_path / "a.xlsx")
    page = ImportPage(desk_of(qingshan), Rolls("低保"))
    shown(qtbot, page)
    page.open_file(tmp_path / "a.xlsx")
    qtbot.waitUntil(lambda: page.form is not None, timeout=30_000)
    page.check()
    qtbot.waitUntil(lambda: page.go.text() == "导入 1 行", timeout=20_000)
    page.bring()
    qtbot.waitUntil(lambda: "导入完成" in page.notice.text, timeout=20_000)
    assert page.rows.buttons[Verdict.REFUSE].text() == "拒绝 1"
    with qingshan.store.read(qingshan.director) as work:
        (row,) = members(work, MemberFilter())
        assert open_member(work, row.id).member.amount == 45000
