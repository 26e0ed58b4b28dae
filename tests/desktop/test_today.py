"""The 今日 page: what waits, at a glance, and every number leads to where it is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from center.cases import joint, steps
from center.cases.file import open_file
from center.cases.steps import Lack, Outcome
from center.journal import commit
from center.matter_today import MatterWaiting
from center.registration import Route
from center.rights import Actor, Role
from center.today import VISITS, Waiting
from desktop import tasks, theme
from desktop.cases.source import CaseSource
from desktop.desk import Desk
from desktop.listing import Query
from desktop.today import TodayPage
from tests.desktop.case_desk import COMMITTED, INSTANT, LICENCE, WAIT, a_case, do
from tests.grievances import Grievances
from tests.matters import visit
from tests.offices import Office

MONDAY = date(2026, 9, 7)


@pytest.fixture
def clerk(qingshan: Office) -> Actor:
    return qingshan.actor(Role.WINDOW_CLERK)


@pytest.fixture(autouse=True)
def listeners(qingshan: Office) -> Iterator[None]:
    yield
    qingshan.store.listeners.clear()


def page_of(qtbot: QtBot, office: Office, actor: Actor | None = None) -> TodayPage:
    page = TodayPage(Desk(office.store, actor or office.director))
    qtbot.addWidget(page)
    page.resize(1226, 660)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    if page.tiles[Waiting.OVERDUE].isVisible():
        read(qtbot, page)
    return page


def read(qtbot: QtBot, page: TodayPage) -> None:
    """Let the page read again and show it."""
    page.found = None
    page.refresh()
    qtbot.waitUntil(lambda: page.found is not None, timeout=WAIT)


def test_the_day_is_told_with_its_next_working_day(qtbot: QtBot, qingshan: Office) -> None:
    """TIME-01."""
    qingshan.clock.set(date(2026, 11, 21))
    page = page_of(qtbot, qingshan)
    assert page.day.text() == "11月21日 周六　休息"
    assert page.next_day.text() == "下一个工作日 11月23日 周一"
    qingshan.clock.set(date(2026, 10, 1))
    read(qtbot, page)
    assert page.day.text() == "10月1日 周四　国庆节放假"
    assert page.next_day.text() == "下一个工作日 10月8日 周四"


def test_an_office_without_work_says_so_calmly(qtbot: QtBot, qingshan: Office) -> None:
    page = page_of(qtbot, qingshan)
    assert page.empty.isVisible()
    assert all(tile.text() == "0" for tile in page.tiles.values())
    assert not any(card.isVisible() for card in page.lists.values())
    assert page.done.text() == "今天来访 0　收件 0　办结 0"


def test_rare_numbers_stand_there_only_when_something_waits(
    qtbot: QtBot, qingshan: Office, clerk: Actor
) -> None:
    """S12: who owes an answer sees it; the number leads to the list without the own cases alone."""
    qingshan.clock.set(MONDAY)
    case = a_case(qingshan, COMMITTED, by=qingshan.director)
    page = page_of(qtbot, qingshan, clerk)
    assert page.tiles[Waiting.OVERDUE].isVisible()
    assert not page.tiles[Waiting.JOINT].isVisible()
    assert not page.tiles[Waiting.PROMISE].isVisible()
    do(qingshan, case, steps.accept)
    form = joint.PartForm("残联窗口", "等级核对", handler=clerk.account)
    do(qingshan, case, lambda w, c: joint.send(w, c, joint.add_part(w, c, form).id))
    read(qtbot, page)
    assert page.tiles[Waiting.JOINT].isVisible()
    assert page.tiles[Waiting.JOINT].text() == "1"
    assert page.lists[Waiting.JOINT].list.text(0, "about") == "等我答复：等级核对"
    went = QSignalSpy(page.go)
    QTest.mouseClick(page.tiles[Waiting.JOINT], Qt.MouseButton.LeftButton)
    assert went.at(0) == ["cases", {"helped": "联办待我办"}]


def test_a_number_leads_to_the_list_it_counts(qtbot: QtBot, qingshan: Office, clerk: Actor) -> None:
    qingshan.clock.set(MONDAY)
    a_case(qingshan, COMMITTED, by=clerk)
    a_case(qingshan, LICENCE, by=qingshan.director)
    qingshan.clock.set(date(2026, 9, 14))
    page = page_of(qtbot, qingshan, clerk)
    assert page.mine.isChecked(), "a clerk sees the own first"
    assert page.tiles[Waiting.DUE_TODAY].text() == "1"
    went = QSignalSpy(page.go)
    page.tiles[Waiting.DUE_TODAY].setFocus()
    QTest.keyClick(page.tiles[Waiting.DUE_TODAY], Qt.Key.Key_Space)
    assert went.at(0) == ["cases", {"light": "due_today", "mine": "1"}]
    page.found = None
    QTest.mouseClick(page.all, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.found is not None, timeout=WAIT)
    assert page.tiles[Waiting.DUE_TODAY].text() == "2"
    QTest.mouseClick(page.tiles[Waiting.DUE_TODAY], Qt.MouseButton.LeftButton)
    assert went.at(1) == ["cases", {"light": "due_today"}]
    QTest.mouseClick(page.tiles[Waiting.COLLECT], Qt.MouseButton.LeftButton)
    QTest.mouseClick(page.tiles[Waiting.REPLY], Qt.MouseButton.LeftButton)
    assert went.at(2) == ["cases", {"only": "collect"}]
    assert went.at(3) == ["registration", {"only": "owed"}]


def test_d9_the_reminder_leads_to_the_licences_it_counts(qtbot: QtBot, qingshan: Office) -> None:
    qingshan.clock.set(MONDAY)
    licence = a_case(qingshan, LICENCE)
    a_case(qingshan, COMMITTED)
    qingshan.clock.set(date(2026, 9, 14))
    page = page_of(qtbot, qingshan)
    assert page.tiles[Waiting.DEEMED].text() == "1"
    assert page.filters_of(Waiting.DEEMED) == {"ids": licence.hex}


def test_enter_and_a_click_open_the_record(qtbot: QtBot, qingshan: Office) -> None:
    qingshan.clock.set(MONDAY)
    case = a_case(qingshan, COMMITTED)
    with qingshan.work() as work:
        owed = visit(work, route=Route.LATER, promised_reply_on=MONDAY)
        commit(work)
    qingshan.clock.set(date(2026, 9, 15))
    page = page_of(qtbot, qingshan)
    opened: list[tuple[str, UUID]] = []
    page._desk.open_case.connect(lambda key: opened.append(("case", key)))
    page._desk.open_visit.connect(lambda key: opened.append(("visit", key)))
    overdue, replies = page.lists[Waiting.OVERDUE].list, page.lists[Waiting.REPLY].list
    assert overdue.text(0, "number") == "QS-SL-2026-000001"
    assert (overdue.text(0, "name"), overdue.text(0, "due")) == ("李桂花", "超期 1 天")
    overdue.setFocus()
    QTest.keyClick(overdue, Qt.Key.Key_Return)
    where = replies.visualRect(replies.model().index(0, 1)).center()
    QTest.mouseClick(replies.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert opened == [("case", case), ("visit", owed.id)]


def test_keys_begin_what_a_clerk_begins(qtbot: QtBot, qingshan: Office, clerk: Actor) -> None:
    page = page_of(qtbot, qingshan, clerk)
    went = QSignalSpy(page.go)
    began: list[object] = []
    page._desk.new_case.connect(began.append)
    page.mine.setFocus()
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F3):
        QTest.keyClick(page, key)
    QTest.mouseClick(page.begin["visit"], Qt.MouseButton.LeftButton)
    QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert [went.at(n) for n in range(went.count())] == [
        ["registration", {"begin": name}] for name in ("question", "guidance", "visit")
    ]
    assert began == [None]


def test_what_is_saved_elsewhere_shows(qtbot: QtBot, qingshan: Office) -> None:
    page = page_of(qtbot, qingshan)
    page.found = None
    a_case(qingshan, INSTANT)
    qtbot.waitUntil(lambda: page.found is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: "收件 1" in page.done.text(), timeout=WAIT)


def test_from_november_on_the_missing_arrangement_is_told_with_a_way_to_mend_it(
    qtbot: QtBot, qingshan: Office, clerk: Actor
) -> None:
    """TIME-01: 2027 is not published yet."""
    qingshan.clock.set(date(2026, 10, 31))
    page = page_of(qtbot, qingshan)
    assert not page.holidays.isVisible()
    qingshan.clock.set(date(2026, 11, 2))
    read(qtbot, page)
    assert page.holidays.label.text().startswith("2027 年节假日安排还没有导入")
    went = QSignalSpy(page.go)
    QTest.mouseClick(page.holidays.button, Qt.MouseButton.LeftButton)
    assert went.at(0) == ["settings", {"section": "holidays"}]
    page._desk.take_over(clerk)
    read(qtbot, page)
    assert page.holidays.isVisible()
    assert not page.holidays.button.isVisible(), "a clerk cannot import"


def test_who_keeps_the_data_is_reminded_of_the_backup(
    qtbot: QtBot, qingshan: Office, clerk: Actor
) -> None:
    page = page_of(qtbot, qingshan)
    assert page.backup.label.text().startswith("还没有备份过")
    page._desk.take_over(clerk)
    read(qtbot, page)
    assert not page.backup.isVisible()


def test_who_sees_no_business_is_told_why_the_page_is_empty(qtbot: QtBot, qingshan: Office) -> None:
    a_case(qingshan, COMMITTED)
    keeper = qingshan.actor(Role.ADMINISTRATOR)
    page = page_of(qtbot, qingshan, keeper)
    assert page.closed.isVisible()
    assert not any(tile.isVisible() for tile in page.tiles.values())
    assert not any(button.isVisible() for button in page.begin.values())
    assert tasks.finish()
    assert page.found is None


def test_a_colleague_who_sits_down_sees_the_own_matters(
    qtbot: QtBot, qingshan: Office, clerk: Actor
) -> None:
    qingshan.clock.set(MONDAY)
    a_case(qingshan, COMMITTED)
    qingshan.clock.set(date(2026, 9, 14))
    page = page_of(qtbot, qingshan)
    assert page.tiles[Waiting.DUE_TODAY].text() == "1"
    page._desk.take_over(clerk)
    qtbot.waitUntil(lambda: page.found is not None, timeout=WAIT)
    assert page.mine.isChecked()
    assert page.tiles[Waiting.DUE_TODAY].text() == "0"


def test_lists_stand_side_by_side_only_where_there_is_room(
    qtbot: QtBot, qingshan: Office, qapp: QApplication
) -> None:
    qingshan.clock.set(MONDAY)
    a_case(qingshan, COMMITTED)
    with qingshan.work() as work:
        visit(work, major=True)
        commit(work)
    qingshan.clock.set(date(2026, 9, 15))
    page = page_of(qtbot, qingshan)
    left, right = page.lists[Waiting.OVERDUE], page.lists[Waiting.MAJOR]

    def side_by_side() -> bool:
        qapp.processEvents()
        return left.x() < right.x() and left.y() == right.y()

    assert side_by_side()
    theme.apply(qapp, theme.Look(theme.LIGHT, "largest"))
    page.resize(900, 660)
    assert not side_by_side()
    assert left.y() < right.y()


@pytest.mark.parametrize("mine", [False, True])
def test_the_list_shows_exactly_what_the_number_counts(
    qtbot: QtBot, qingshan: Office, clerk: Actor, mine: bool
) -> None:
    """One case at every place a case can wait, by the clerk and by the director."""
    for actor in (clerk, qingshan.director):
        qingshan.clock.set(MONDAY)
        a_case(qingshan, COMMITTED, by=actor)
        a_case(qingshan, LICENCE, by=actor)
        told, untold = (a_case(qingshan, INSTANT, by=actor) for _ in range(2))
        asked = a_case(qingshan, COMMITTED, by=actor)
        with qingshan.work(actor) as work:
            for one in (told, untold):
                steps.finish(work, open_file(work, one).case, Outcome("办成"))
            steps.notify(work, open_file(work, told).case, "电话")
            file = open_file(work, asked)
            steps.ask_supplement(work, file.case, [Lack(file.materials[0].id, "缺页")])
            commit(work)
    qingshan.clock.set(date(2026, 9, 14))
    page = page_of(qtbot, qingshan, clerk)
    (page.mine if mine else page.all).setChecked(True)
    read(qtbot, page)
    assert page.found is not None
    source = CaseSource(page._desk)
    for waiting in Waiting:
        if waiting not in VISITS:
            listed = source.count(Query(page.filters_of(waiting)), 1000)
            assert listed == page.found.counts[waiting], waiting
    assert page.found.counts[Waiting.NOTIFY] == (1 if mine else 2)


def test_pet_08_due_petitions_and_those_to_be_told_stand_below(
    qtbot: QtBot, qingshan: Office
) -> None:
    """Petitions wait on 今日 with the clock that presses; a row opens the record."""
    page = page_of(qtbot, qingshan)
    assert not any(tile.isVisible() for tile in page.matters.tiles.values())
    petition = Grievances(qingshan).petition(urgent=True)
    qingshan.clock.set(date(2026, 12, 30))
    read(qtbot, page)
    assert page.matters.lists[MatterWaiting.INFORM].isVisible()
    assert not page.empty.isVisible()
    tiles = page.matters.tiles
    assert (tiles[MatterWaiting.INFORM].count, tiles[MatterWaiting.OVERDUE].count) == (1, 1)
    asked = QSignalSpy(page.go)
    QTest.mouseClick(tiles[MatterWaiting.INFORM], Qt.MouseButton.LeftButton)
    assert asked.at(0) == ["petitions", {"section": "petitions", "uninformed": "1"}]
    opened = QSignalSpy(page._desk.open_matter)
    page.matters.lists[MatterWaiting.INFORM].list.setFocus()
    QTest.keyClick(page.matters.lists[MatterWaiting.INFORM].list, Qt.Key.Key_Return)
    assert opened.at(0) == ["petition", petition]
