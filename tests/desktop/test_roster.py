"""The month planner of the 值班 tab, by keys and mouse (DUTY-02, DUTY-03, DUTY-05, DUTY-06)."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from center.journal import commit
from center.rights import Role
from center.roster import changing, members
from center.roster.records import Plan, Roster, Seat, Turn
from center.roster.request import month_days
from center.staff import Staff
from desktop import tasks
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.notice import Message
from desktop.preview import Preview
from desktop.roster.grid import Grid, month_of
from desktop.roster.month_page import MonthPage
from desktop.roster.reading import Place
from desktop.roster.tab import SECTIONS, RosterTab
from tests.desktop.case_desk import activate, gone, shown
from tests.hands import CONTROL, Hands
from tests.offices import Office
from tests.rosters import Lists, listed

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ONE, OTHER = date(2026, 10, 13), date(2026, 10, 16)


@pytest.fixture
def lists(qingshan: Office) -> Lists:
    return listed(qingshan)


def page_of(qtbot: QtBot, office: Office, plan: Plan = Plan.RECEPTION, *roles: Role) -> MonthPage:
    """The page, shown at its usual size, October in sight."""
    actor = office.actor(*roles) if roles else office.director
    page = MonthPage(Desk(office.store, actor), plan)
    qtbot.addWidget(page)
    page.resize(1090, 680)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.show_month(2026, 10)
    page.calendar.setFocus()
    return page


def settle(qtbot: QtBot) -> None:
    """Wait until nothing works in the background."""
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=20_000)
    qtbot.wait(1)


def chip(page: MonthPage, on: date) -> QPoint:
    """The middle of the leader's box of a day."""
    return page.calendar.box(leader(page, on)).center()


def leader(page: MonthPage, on: date) -> Place:
    """The leader of a day as the page shows him."""
    assert page.month is not None
    return next(p for p in page.month.places if p.on == on and p.seat is Seat.LEADER)


def drag(page: MonthPage, start: QPoint, end: QPoint, held: Qt.KeyboardModifier = NONE) -> None:
    """Press, carry and put down."""
    calendar = page.calendar
    QTest.mousePress(calendar, LEFT, held, start)
    QTest.mouseMove(calendar, QPoint((start.x() + end.x()) // 2, (start.y() + end.y()) // 2))
    QTest.mouseMove(calendar, end)
    QTest.mouseRelease(calendar, LEFT, held, end)


def press(page: MonthPage, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    """Press a key in the calendar."""
    QTest.keyClick(page.calendar, key, held)


def save(qtbot: QtBot, page: MonthPage, dialog: FormDialog) -> None:
    """Ctrl+Enter in a dialog."""
    activate(qtbot, dialog)
    Hands(page).save()


@given(st.integers(2000, 2100), st.integers(1, 12), st.integers(-60, 60))
def test_months_are_turned_over_and_back(year: int, month: int, by: int) -> None:
    there = month_of(year, month, by)
    assert 1 <= there[1] <= 12
    assert month_of(*there, -by) == (year, month)


@given(
    st.integers(1, 12),
    st.integers(420, 1400),
    st.integers(260, 900),
    st.lists(st.text("陈志远周文涛", min_size=2, max_size=4), min_size=1, max_size=9),
)
def test_nobody_stands_outside_his_day_and_whoever_finds_no_room_is_counted(
    qapp: QApplication, month: int, width: int, height: int, names: list[str]
) -> None:
    days = month_days(2026, month)
    places = {day: [a_place(day, name) for name in names] for day in days}
    grid = Grid(days, QRect(0, 0, width, height), QFontMetrics(qapp.font()))
    grid.lay(places)
    for day in days:
        boxes = [one.box for one in grid.chips[day]]
        assert len(boxes) + grid.hidden[day] == len(names)
        assert all(grid.cell(day).contains(box) for box in boxes)
        assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
        assert grid.day_at(grid.cell(day).center()) == day


def a_place(on: date, name: str) -> Place:
    """Somebody on a day."""
    ident = uuid4()
    return Place(ident, on, Seat.STAFF, ident, name, "", "", False, "", False)


def test_duty_05_one_click_plans_the_month_in_order(qtbot: QtBot, lists: Lists) -> None:
    page = page_of(qtbot, lists.office)
    assert page.state.text() == "还没有排班"
    assert page.order.text() == "按顺序排 10月"
    QTest.mouseClick(page.order, LEFT)
    settle(qtbot)
    assert page.month is not None
    assert page.month.roster is not None
    days = lists.turns(page.month.roster)
    assert date(2026, 10, 10) in days, "the make-up Saturday is a working day"
    assert date(2026, 10, 1) not in days
    assert page.side.found.text() == "检查：没有问题"
    assert "调休上班" in page.calendar.words(date(2026, 10, 10))


def test_duty_02_the_fair_plan_says_that_nothing_is_better(qtbot: QtBot, lists: Lists) -> None:
    page = page_of(qtbot, lists.office)
    QTest.mouseClick(page.fair, LEFT)
    settle(qtbot)
    assert "已证明最优" in page.notice.text
    assert page.month is not None
    chiefs = [share for share in page.month.shares if share.name in ("陈志远", "周文涛")]
    assert all(share.month >= 1 for share in chiefs)


def test_a_drag_onto_a_full_day_exchanges_two_leaders_and_fixes_both(
    qtbot: QtBot, lists: Lists
) -> None:
    roster = lists.planned()
    before = lists.turns(roster)
    page = page_of(qtbot, lists.office)
    drag(page, chip(page, ONE), chip(page, OTHER))
    after = lists.turns(roster)
    assert (after[ONE], after[OTHER]) == (before[OTHER], before[ONE])
    assert lists.turn(roster, ONE).pinned
    assert page.calendar.day == OTHER


def test_shift_only_moves_and_the_empty_day_is_found_at_once(qtbot: QtBot, lists: Lists) -> None:
    """DUTY-05: the day left empty stands beside the calendar and blocks publication."""
    roster = lists.planned()
    page = page_of(qtbot, lists.office)
    drag(page, chip(page, ONE), chip(page, OTHER), SHIFT)
    assert ONE not in lists.turns(roster)
    assert len(lists.turns(roster)[OTHER]) == 2
    assert "1 处不能公布" in page.side.found.text()
    item = page.side.findings.item(0)
    box = page.side.findings.visualItemRect(item)
    QTest.mouseClick(page.side.findings.viewport(), LEFT, NONE, box.center())
    assert page.calendar.day == ONE
    page.publish.click()
    assert "10月13日" in page.notice.text
    assert page.month is not None
    assert not page.month.published


def test_a_drag_outside_the_month_and_esc_change_nothing(qtbot: QtBot, lists: Lists) -> None:
    roster = lists.planned()
    before = lists.turns(roster)
    page = page_of(qtbot, lists.office)
    drag(page, chip(page, ONE), QPoint(3, 3))
    page.calendar.go_to(ONE)
    press(page, Qt.Key.Key_X, CONTROL)
    press(page, Qt.Key.Key_Escape)
    press(page, Qt.Key.Key_Right)
    press(page, Qt.Key.Key_V, CONTROL)
    assert lists.turns(roster) == before


def test_the_keys_take_up_and_put_down_fix_and_take_off(qtbot: QtBot, lists: Lists) -> None:
    roster = lists.planned()
    before = lists.turns(roster)
    page = page_of(qtbot, lists.office)
    page.calendar.go_to(ONE)
    press(page, Qt.Key.Key_X, CONTROL)
    for _ in range((OTHER - ONE).days):
        press(page, Qt.Key.Key_Right)
    press(page, Qt.Key.Key_V, CONTROL)
    assert lists.turns(roster)[OTHER] == before[ONE]
    page.calendar.go_to(ONE)
    press(page, Qt.Key.Key_P)
    assert not lists.turn(roster, ONE).pinned
    press(page, Qt.Key.Key_Delete)
    assert ONE not in lists.turns(roster)
    press(page, Qt.Key.Key_Space)
    place = page.calendar.place()
    assert place is not None
    assert place.seat is Seat.IN_CHARGE, "the leader in charge is stood on by Space (DUTY-03)"


def test_enter_puts_somebody_on_an_empty_day(qtbot: QtBot, lists: Lists) -> None:
    roster = lists.planned()
    page = page_of(qtbot, lists.office)
    page.calendar.go_to(ONE)
    press(page, Qt.Key.Key_Delete)
    page.open_day(ONE, None)
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values({"person": str(lists.people["吴佳慧"])})
    save(qtbot, page, dialog)
    gone(qtbot, FormDialog)
    assert lists.turns(roster)[ONE] == ["吴佳慧"]


def test_replacing_by_enter_offers_the_fairest_first_with_the_reason(
    qtbot: QtBot, lists: Lists
) -> None:
    roster = lists.planned()
    page = page_of(qtbot, lists.office)
    page.calendar.go_to(ONE)
    press(page, Qt.Key.Key_Return)
    dialog = shown(qtbot, FormDialog)
    with lists.office.store.read(lists.office.director) as work:
        turn = work.session.get_one(Turn, lists.turn(roster, ONE).id)
        ranked = changing.replacements(work, work.session.get_one(Roster, roster), turn)
    dialog.form.set_values({"person": str(ranked[0].staff)})
    save(qtbot, page, dialog)
    gone(qtbot, FormDialog)
    assert lists.turns(roster)[ONE] == [ranked[0].name]


def test_whoever_changes_what_another_has_changed_is_told(qtbot: QtBot, lists: Lists) -> None:
    """Two people editing one month: the second is told and nothing is undone."""
    roster = lists.planned()
    page = page_of(qtbot, lists.office)
    page.calendar.go_to(ONE)
    lists.office.clock.advance(seconds=5)
    with lists.office.work() as work:
        turn = work.session.get_one(Turn, lists.turn(roster, OTHER).id)
        changing.take_off(work, work.session.get_one(Roster, roster), turn)
        commit(work)
    place = leader(page, ONE)
    page.calendar.take_off_wanted.emit(place)
    assert "刚被别人改过" in page.notice.text
    assert ONE in lists.turns(roster)
    assert OTHER not in lists.turns(roster)
    press(page, Qt.Key.Key_Delete)
    assert ONE not in lists.turns(roster), "after reading again the same key works"


def test_duty_06_publishing_keeps_the_moment_and_closes_the_month(
    qtbot: QtBot, lists: Lists
) -> None:
    roster = lists.planned()
    page = page_of(qtbot, lists.office)
    QTest.mouseClick(page.publish, LEFT)
    message = shown(qtbot, Message)
    QTest.mouseClick(message.buttons[0], LEFT)
    gone(qtbot, Message)
    assert page.state.text() == "9月21日公布"
    assert "9月21日 09:00 林若安公布" in page.state.toolTip()
    page.calendar.go_to(ONE)
    press(page, Qt.Key.Key_Delete)
    assert "请用“换班”" in page.notice.text
    assert ONE in lists.turns(roster)
    assert page.publish.isHidden()


def test_a_drag_after_publication_asks_for_a_swap(qtbot: QtBot, lists: Lists) -> None:
    roster = lists.planned(publish=True)
    before = lists.turns(roster)
    page = page_of(qtbot, lists.office)
    drag(page, chip(page, ONE), chip(page, OTHER))
    dialog = shown(qtbot, FormDialog)
    save(qtbot, page, dialog)
    assert dialog.isVisible(), "a reason is asked for"
    dialog.form.set_values({"reason": "到县里开会", "now": True})
    save(qtbot, page, dialog)
    gone(qtbot, FormDialog)
    after = lists.turns(roster)
    assert (after[ONE], after[OTHER]) == (before[OTHER], before[ONE])
    assert "已变更 1 次" in page.state.text()
    place = leader(page, ONE)
    assert f"换班，原为{before[ONE][0]}" in place.words


def test_a_waiting_swap_is_marked_in_the_calendar(qtbot: QtBot, lists: Lists) -> None:
    roster = lists.planned(publish=True)
    page = page_of(qtbot, lists.office)
    page.calendar.go_to(ONE)
    press(page, Qt.Key.Key_Return)
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values({"taker": str(lists.people["吴佳慧"]), "reason": "家里有事"})
    save(qtbot, page, dialog)
    gone(qtbot, FormDialog)
    assert "待审批" in page.calendar.words(ONE)
    assert lists.turns(roster)[ONE] != ["吴佳慧"]


def test_a_leader_who_left_after_publication_is_named_in_a_finding(
    qtbot: QtBot, lists: Lists
) -> None:
    roster = lists.planned(publish=True)
    name = lists.turns(roster)[ONE][0]
    with lists.office.work() as work:
        work.session.get_one(Staff, lists.people[name]).active = False
        commit(work)
    page = page_of(qtbot, lists.office)
    assert page.month is not None
    told = [f.sentence for f in page.month.findings if f.day == ONE]
    assert any(name in sentence for sentence in told)
    assert name in page.calendar.words(ONE)


def test_a_month_nobody_can_serve_says_so(qtbot: QtBot, qingshan: Office) -> None:
    page = page_of(qtbot, qingshan)
    QTest.mouseClick(page.fair, LEFT)
    settle(qtbot)
    assert page.month is not None
    assert "没有人值班" in page.month.findings[0].sentence
    assert page.month.findings[0].blocking


def test_who_may_not_plan_is_told_and_changes_nothing(qtbot: QtBot, lists: Lists) -> None:
    roster = lists.planned()
    before = lists.turns(roster)
    page = page_of(qtbot, lists.office, Plan.RECEPTION, Role.WINDOW_CLERK)
    page.calendar.go_to(ONE)
    press(page, Qt.Key.Key_Delete)
    QTest.mouseClick(page.order, LEFT)
    assert "排班和公布班表" in page.notice.text
    assert lists.turns(roster) == before


def test_the_fairness_panel_lights_up_a_leaders_days(qtbot: QtBot, lists: Lists) -> None:
    lists.planned()
    page = page_of(qtbot, lists.office)
    lit: list[object] = []
    page.side.lit.connect(lit.append)
    page.side.fair.stand_on(0)
    page.side.fair.setFocus()
    QTest.keyClick(page.side.fair, Qt.Key.Key_Return)
    assert lit == [frozenset({lists.people["陈志远"]})]
    assert page.side.fair.text(0, "name") == "陈志远"


def test_days_off_are_seen_by_the_open_month(qtbot: QtBot, lists: Lists) -> None:
    """Somebody notes leave on another page: the month checks itself anew."""
    roster = lists.planned()
    page = page_of(qtbot, lists.office)
    name = lists.turns(roster)[ONE][0]
    with lists.office.work() as work:
        members.add_absence(work, members.Away(lists.people[name], ONE, ONE, "年休假"))
        commit(work)
    qtbot.waitUntil(lambda: "1 处不能公布" in page.side.found.text())


def test_the_public_poster_is_previewed_after_publication(qtbot: QtBot, lists: Lists) -> None:
    lists.planned(publish=True)
    page = page_of(qtbot, lists.office)
    menu = page.papers.menu()
    menu.aboutToShow.emit()
    action = next(one for one in menu.actions() if one.text() == "接访公示 A4")
    assert action.isEnabled()
    action.trigger()
    preview = shown(qtbot, Preview)
    assert preview.windowTitle()
    preview.close()
    settle(qtbot)


def test_every_page_of_the_tab_opens(qtbot: QtBot, lists: Lists) -> None:
    lists.planned(publish=True)
    tab = RosterTab(Desk(lists.office.store, lists.office.director))
    qtbot.addWidget(tab)
    for section in SECTIONS:
        assert tab.show_section(section.name) is tab.stack.currentWidget()
    tab.show_wanted({"plan": "WATCH", "year": "2026", "month": "11"})
    page = tab.stack.currentWidget()
    assert isinstance(page, MonthPage)
    assert page.title.text() == "24小时值班　2026年11月"


def test_on_a_narrow_screen_the_panel_takes_the_calendars_place(qtbot: QtBot, lists: Lists) -> None:
    lists.planned()
    page = page_of(qtbot, lists.office)
    assert page.side.isVisible()
    page.resize(630, 430)
    assert page.calendar.isVisible()
    assert not page.side.isVisible()
    QTest.mouseClick(page.look, LEFT)
    assert page.side.isVisible()
    assert not page.calendar.isVisible()
    page.side.day_wanted.emit(ONE)
    assert page.calendar.isVisible()
    assert page.calendar.day == ONE
