"""The pages beside the rosters, and duty on 今日 and in the top bar (DUTY-01…DUTY-10, HR-08)."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import TypeVar

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from center.journal import commit
from center.rights import Role
from center.roster import changing, drafting, duty, members
from center.roster.log import handover, lines
from center.roster.records import DutyRecord, Method, Plan, Seat, Swap, Turn
from center.staff import Staff
from desktop import tasks
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.main import main_window
from desktop.roster.absences import AbsencesPage
from desktop.roster.book import Book
from desktop.roster.fulfilment import FulfilmentPage
from desktop.roster.log import LogPage
from desktop.roster.meetings import MeetingsPage
from desktop.roster.members import MembersPage
from desktop.roster.month_page import MonthPage
from desktop.roster.records import RecordsPage
from desktop.roster.swaps import SwapsPage
from desktop.roster.tab import RosterTab
from desktop.today import TodayPage
from tests.desktop.case_desk import activate, gone, shown
from tests.hands import CONTROL, Hands
from tests.offices import Office
from tests.rosters import Lists, listed

ALT = Qt.KeyboardModifier.AltModifier
Page = TypeVar("Page", bound=Book)


@pytest.fixture
def lists(qingshan: Office) -> Lists:
    return listed(qingshan)


def show(qtbot: QtBot, page: Page) -> Page:
    """Show a page with the cursor in its list."""
    qtbot.addWidget(page)
    page.resize(1090, 680)
    page.show()
    activate(qtbot, page)
    page.list.setFocus()
    return page


def desk(lists: Lists, *roles: Role) -> Desk:
    """A desk of the director, or of a new account of these roles."""
    office = lists.office
    return Desk(office.store, office.actor(*roles) if roles else office.director)


def dialog_of(qtbot: QtBot) -> FormDialog:
    """The dialog that has come up, with the cursor in it."""
    dialog = shown(qtbot, FormDialog)
    activate(qtbot, dialog)
    return dialog


def save(page: QWidget) -> None:
    """Ctrl+Enter where the cursor is."""
    Hands(page).save()


def a_swap(lists: Lists) -> Swap:
    """September published, and a swap of its 24th that waits."""
    roster, on = lists.planned(9, publish=True), date(2026, 9, 24)
    with lists.office.work() as work:
        turn = work.session.get_one(Turn, lists.turn(roster, on).id)
        free = next(name for name in ("吴佳慧", "钱国强") if name != turn.name)
        taker = work.session.get_one(Staff, lists.people[free])
        swap = changing.ask_swap(work, turn, taker, "到县里开会")
        commit(work)
    return swap


# --- 值班记录 ------------------------------------------------------------------------------------


def test_duty_01_a_missing_record_is_on_top_and_filled_by_keys(qtbot: QtBot, lists: Lists) -> None:
    lists.planned(9, publish=True)
    page = show(qtbot, RecordsPage(desk(lists)))
    assert "没有记录" in page.late.text()
    assert page.list.text(0, "state") == "没有记录"
    name, missing = page.list.text(0, "name"), page.list.text(0, "on")
    assert missing == "9月20日 周日", "a make-up Sunday is a working day"
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    dialog = dialog_of(qtbot)
    hands = Hands(page)
    hands.write("0830")
    dialog.form.focus("reception")
    hands.write("接待石桥村群众")
    save(page)
    gone(qtbot, FormDialog)
    with lists.office.store.read(lists.office.director) as work:
        (record,) = duty.records(work, date(2026, 9, 1), date(2026, 9, 30))
    assert (record.name, record.reception) == (name, "接待石桥村群众")
    assert record.turn is not None


def test_duty_01_a_record_that_says_nothing_is_refused_and_kept_in_the_form(
    qtbot: QtBot, lists: Lists
) -> None:
    lists.planned(9, publish=True)
    page = show(qtbot, RecordsPage(desk(lists)))
    page.ask_record()
    dialog = dialog_of(qtbot)
    dialog.form.set_values({"arrived_at": time(9), "left_at": time(8)})
    save(page)
    assert dialog.isVisible()
    assert "不能早于" in dialog.form.problem_shown("left_at")
    assert "至少写一项" in dialog.form.problem_shown("situation")
    assert dialog.form.time("arrived_at") == time(9)
    dialog.reject()


def test_duty_09_nobody_came_is_noted_with_its_reason(qtbot: QtBot, lists: Lists) -> None:
    lists.planned(9, publish=True)
    page = show(qtbot, RecordsPage(desk(lists)))
    place = next(n for n in range(5) if page.list.text(n, "done") == Seat.LEADER.value)
    page.list.stand_on(place)
    name = page.list.text(place, "name")
    page.miss.click()
    dialog_of(qtbot)
    Hands(page).write("临时到县里开会")
    save(page)
    gone(qtbot, FormDialog)
    yearly = show(qtbot, FulfilmentPage(desk(lists)))
    rows = {yearly.list.text(n, "name"): n for n in range(len(yearly.list.keys()))}
    assert yearly.list.text(rows[name], "missed") == "1"


def test_duty_04_a_leader_who_came_besides_is_corrected_and_not_doubled(
    qtbot: QtBot, lists: Lists
) -> None:
    page = show(qtbot, RecordsPage(desk(lists)))
    page.besides.click()
    dialog = dialog_of(qtbot)
    dialog.form.set_values(
        {"person": str(lists.people["吴佳慧"]), "arrived_at": time(8, 40), "situation": "看大厅"}
    )
    save(page)
    gone(qtbot, FormDialog)
    assert page.list.text(0, "state") == "临时到中心"
    page.ask_record()
    dialog = dialog_of(qtbot)
    dialog.form.set_values({"situation": "看大厅和档案室"})
    save(page)
    gone(qtbot, FormDialog)
    with lists.office.store.read(lists.office.director) as work:
        (record,) = duty.records(work, date(2026, 9, 21), date(2026, 9, 21))
    assert isinstance(record, DutyRecord)
    assert record.situation == "看大厅和档案室"


# --- 值班日志 ------------------------------------------------------------------------------------


def test_the_log_takes_a_call_by_keys_and_belongs_to_the_watch_before_the_handover(
    qtbot: QtBot, lists: Lists
) -> None:
    """At 09:00 on the 21st a line at 02:10 belongs to the watch that began on the 20th."""
    page = show(qtbot, LogPage(desk(lists)))
    assert page.on == date(2026, 9, 21)
    page.show_day(date(2026, 9, 20))
    QTest.keyClick(page.list, Qt.Key.Key_N, CONTROL)
    dialog = dialog_of(qtbot)
    dialog.form.set_values({"at": time(2, 10)})
    dialog.form.focus("content")
    Hands(page).write("来电：村道有树倒伏")
    save(page)
    gone(qtbot, FormDialog)
    with lists.office.store.read(lists.office.director) as work:
        (line,) = lines(work, date(2026, 9, 20))
    assert line.content == "来电：村道有树倒伏"
    assert page.list.text(0, "content") == "来电：村道有树倒伏"


def test_a_watch_is_handed_over_and_nobody_takes_over_from_himself(
    qtbot: QtBot, lists: Lists
) -> None:
    page = show(qtbot, LogPage(desk(lists)))
    page.show_day(date(2026, 9, 20))
    page.take.click()
    assert "还没有交班" in page.notice.text
    page.give.click()
    dialog_of(qtbot)
    Hands(page).write("倒树已清理，续报县应急局")
    save(page)
    gone(qtbot, FormDialog)
    assert "等下一班确认" in page.handed.text()
    page.take.click()
    dialog = dialog_of(qtbot)
    save(page)
    assert "同一个人" in dialog.form.problem_shown("taken_by")
    dialog.form.set_values({"taken_by": "高军"})
    save(page)
    gone(qtbot, FormDialog)
    with lists.office.store.read(lists.office.director) as work:
        given = handover(work, date(2026, 9, 20))
    assert given is not None
    assert given.taken_by == "高军"


# --- 换班 ----------------------------------------------------------------------------------------


def test_a_swap_is_approved_by_enter_and_the_roster_is_changed(qtbot: QtBot, lists: Lists) -> None:
    swap = a_swap(lists)
    page = show(qtbot, SwapsPage(desk(lists)))
    assert page.list.text(0, "state") == "待审批"
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert page.list.text(0, "state") == "已批准"
    assert lists.turns(swap.roster)[swap.on] == [swap.taker_name]
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert "已经有人批过" in page.notice.text


def test_a_refused_swap_leaves_the_roster_alone(qtbot: QtBot, lists: Lists) -> None:
    swap = a_swap(lists)
    page = show(qtbot, SwapsPage(desk(lists)))
    page.refuse.click()
    dialog_of(qtbot)
    Hands(page).write("当天要接待，换不开")
    save(page)
    gone(qtbot, FormDialog)
    assert page.list.text(0, "state") == "未批准"
    assert lists.turns(swap.roster)[swap.on] == [swap.giver_name]


def test_a_clerk_sees_swaps_and_cannot_approve_them(qtbot: QtBot, lists: Lists) -> None:
    swap = a_swap(lists)
    page = show(qtbot, SwapsPage(desk(lists, Role.WINDOW_CLERK)))
    page.agree.click()
    assert "审批延期和例外" in page.notice.text
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert lists.turns(swap.roster)[swap.on] == [swap.giver_name]


# --- 会议 ----------------------------------------------------------------------------------------


def test_hr_08_a_meeting_in_office_hours_needs_somebody_to_stay(qtbot: QtBot, lists: Lists) -> None:
    page = show(qtbot, MeetingsPage(desk(lists)))
    QTest.keyClick(page.list, Qt.Key.Key_N, CONTROL)
    dialog = dialog_of(qtbot)
    dialog.form.set_values({"starts": time(9), "ends": time(10), "topics": "超期件"})
    save(page)
    assert "留守" in dialog.form.problem_shown("cover")
    assert dialog.form.text("topics") == "超期件"
    dialog.form.set_values({"cover": str(lists.people["高军"])})
    save(page)
    gone(qtbot, FormDialog)
    assert page.list.text(0, "cover") == "高军"


# --- 名单、不能值班 ------------------------------------------------------------------------------


def test_the_fixed_order_changes_by_alt_and_arrows(qtbot: QtBot, lists: Lists) -> None:
    page = show(qtbot, MembersPage(desk(lists)))
    assert page.list.text(0, "name") == "陈志远"
    page.list.stand_on(0)
    QTest.keyClick(page.list, Qt.Key.Key_Down, ALT)
    assert [page.list.text(n, "name") for n in (0, 1)] == ["周文涛", "陈志远"]
    assert page.list.currentIndex().row() == 1


def test_one_click_enlists_all_leaders_but_who_is_there_every_day(
    qtbot: QtBot, lists: Lists
) -> None:
    """DUTY-03: the leader in charge takes no turns at the centre; on the watch he does."""
    with lists.office.work() as work:
        for member in members.members(work, Plan.RECEPTION):
            members.strike(work, member, "重排")
        commit(work)
    page = show(qtbot, MembersPage(desk(lists)))
    page.all.click()
    names = {page.list.text(n, "name") for n in range(len(page.list.keys()))}
    assert "林清河" not in names
    assert len(names) == 6
    page.which.set_values({"which": "1"})
    page.refresh()
    page.all.click()
    assert "林清河" in {page.list.text(n, "name") for n in range(len(page.list.keys()))}


def test_a_share_out_of_range_is_refused_at_its_field(qtbot: QtBot, lists: Lists) -> None:
    page = show(qtbot, MembersPage(desk(lists)))
    page.ask_edit()
    dialog = dialog_of(qtbot)
    dialog.form.set_values({"share": 300, "team": "第一组"})
    save(page)
    assert "1% 到 200%" in dialog.form.problem_shown("share")
    assert dialog.form.text("team") == "第一组"
    dialog.reject()
    assert page.list.text(0, "share") == "100%"


def test_overlapping_days_off_are_refused_and_nothing_typed_is_lost(
    qtbot: QtBot, lists: Lists
) -> None:
    page = show(qtbot, AbsencesPage(desk(lists)))
    for attempt in range(2):
        QTest.keyClick(page.list, Qt.Key.Key_N, CONTROL)
        dialog = dialog_of(qtbot)
        dialog.form.set_values(
            {
                "person": str(lists.people["赵立新"]),
                "reason": "年休假",
                "first": date(2026, 10, 12),
                "last": date(2026, 10, 16),
            }
        )
        save(page)
        if attempt:
            assert "重叠" in dialog.form.problem_shown("first")
            assert dialog.form.text("reason") == "年休假"
            dialog.reject()
        gone(qtbot, FormDialog)
    assert len(page.list.keys()) == 1
    page.drop.click()
    assert page.list.keys() == []


# --- 年度履职 ------------------------------------------------------------------------------------


def test_duty_09_the_year_leaves_as_a_workbook(qtbot: QtBot, lists: Lists, tmp_path: Path) -> None:
    lists.planned(9, publish=True)
    page = show(qtbot, FulfilmentPage(desk(lists)))
    planned = sum(int(page.list.text(n, "planned")) for n in range(len(page.list.keys())))
    assert planned == 15, "working days of September before the 21st, the make-up Sunday too"
    path = tmp_path / "履职.xlsx"
    page.printer.export_fulfilment(page.year, page.plan, path)
    qtbot.waitUntil(lambda: not tasks.busy() and path.name in page.notice.text, timeout=20_000)
    sheet = load_workbook(path).worksheets[0]
    assert "陈志远" in [str(cell.value) for row in sheet.rows for cell in row]


# --- 今日和标题栏 --------------------------------------------------------------------------------


def watch_of(lists: Lists, month: int) -> None:
    """Publish the watch of a month."""
    with lists.office.work() as work:
        roster = drafting.begin_month(work, Plan.WATCH, 2026, month)
        drafting.plan_month(work, roster, Method.ORDER)
        roster.published_at = work.now
        commit(work)


def test_today_says_who_is_on_duty_until_when_and_who_comes_tomorrow(
    qtbot: QtBot, lists: Lists
) -> None:
    roster = lists.planned(9, publish=True)
    watch_of(lists, 9)
    page = TodayPage(desk(lists))
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    qtbot.waitUntil(lambda: "坐班" in page.duty.now.text(), timeout=20_000)
    on = lists.turns(roster)
    assert f"坐班 {on[date(2026, 9, 21)][0]}" in page.duty.now.text()
    assert "（到9月22日 周二 08:30）" in page.duty.now.text()
    assert f"坐班 {on[date(2026, 9, 22)][0]}" in page.duty.next.text()
    assert "没有值班记录" in page.duty.missing.label.text()
    wanted: list[tuple[str, dict[str, str]]] = []
    page.go.connect(lambda tab, what: wanted.append((tab, what)))
    page.duty.missing.button.click()
    assert wanted == [("roster", {"section": "records"})]
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=20_000)


def test_duty_06_the_last_days_of_the_month_remind_until_the_next_is_public(
    qtbot: QtBot, lists: Lists
) -> None:
    office = lists.office
    office.clock.set(date(2026, 9, 30))
    page = TodayPage(desk(lists))
    qtbot.addWidget(page)
    page.show()
    reminder = page.duty.unpublished
    qtbot.waitUntil(lambda: "10月的坐班接访" in reminder.label.text(), timeout=20_000)
    lists.planned(10, publish=True)
    qtbot.waitUntil(lambda: "坐班接访" not in reminder.label.text(), timeout=20_000)
    assert "24小时值班" in reminder.label.text()
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=20_000)


def test_the_top_bar_names_who_is_on_duty_and_the_tab_opens_from_today(
    qtbot: QtBot, lists: Lists
) -> None:
    swap = a_swap(lists)
    watch_of(lists, 9)
    window = main_window(desk(lists))
    qtbot.addWidget(window)
    window.show()
    name = lists.turns(swap.roster)[date(2026, 9, 21)][0]
    qtbot.waitUntil(lambda: f"坐班 {name}" in window.duty.text(), timeout=20_000)
    today = window.page("today")
    assert isinstance(today, TodayPage)
    qtbot.waitUntil(lambda: "1 份换班申请" in today.duty.swaps.label.text(), timeout=20_000)
    today.duty.swaps.button.click()
    tab = window.page("roster")
    assert isinstance(tab, RosterTab)
    page = tab.stack.currentWidget()
    assert isinstance(page, SwapsPage)
    assert page.list.keys() == [swap.id]
    tab.show_wanted({"plan": "RECEPTION", "year": "2026", "month": "10"})
    assert isinstance(tab.stack.currentWidget(), MonthPage)
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=20_000)
