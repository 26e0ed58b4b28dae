"""台账 › 数据包 and 两边不一致: made, looked at, taken in, answered and decided at the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from center.exchange.cards import peers
from center.exchange.conflicts import conflict_count
from center.exchange.listing import packages
from center.exchange.records import Direction, State
from center.journal import commit
from center.people import Person
from center.records import local_date
from desktop import tasks
from desktop.desk import Desk
from desktop.exchange import making
from desktop.exchange.conflicts import NOTHING, ConflictsPage
from desktop.exchange.page import PackagesPage
from desktop.exchange.reading import ReadingDialog
from desktop.exchange.record import PackageRecord
from desktop.exchange.words import heard_words
from desktop.form_dialog import FormDialog
from desktop.listing import Listing
from desktop.main import main_window
from desktop.today.exchange import ExchangeToday
from tests import matters
from tests.desktop.case_desk import WAIT, shown
from tests.offices import Office, SettableClock
from tests.stations import VILLAGES, End, made_village, pair, send

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def desk(stations: tuple[End, End]) -> Iterator[Desk]:
    """The director's desk in the town."""
    town, _ = stations
    yield Desk(town.store, town.director)
    town.store.listeners.clear()


@pytest.fixture
def village(stations: tuple[End, End]) -> End:
    """The village station the town is paired with."""
    return stations[1]


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> PackagesPage:
    made = in_sight(qtbot, PackagesPage(desk))
    qtbot.waitUntil(lambda: bool(made.stations.standings), timeout=WAIT)
    return made


def in_sight(qtbot: QtBot, made: W) -> W:
    qtbot.addWidget(made)
    made.resize(1080, 640)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def a_case(office: Office, name: str = "林溪", serial: int = 1) -> UUID:
    with office.work() as work:
        made = matters.case(work, matters.someone(name, serial))
        commit(work)
    return made.id


def rows_of(listing: Listing) -> list[tuple[object, ...]]:
    model = listing.model
    return [row.values for n in range(model.rowCount()) if (row := model.row(n)) is not None]


def answering(monkeypatch: pytest.MonkeyPatch, dialog: str, path: Path) -> None:
    """What the clerk chooses in the next file dialog."""
    monkeypatch.setattr(QFileDialog, dialog, lambda *_: (str(path), ""))


def record_of(qtbot: QtBot, page: PackagesPage) -> PackageRecord:
    qtbot.waitUntil(lambda: page.record() is not None, timeout=WAIT)
    record = page.record()
    assert record is not None
    return record


def test_a_package_is_looked_at_taken_in_and_answered_by_keys(
    qtbot: QtBot,
    village: End,
    desk: Desk,
    page: PackagesPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = a_case(village)
    answering(monkeypatch, "getOpenFileName", village.make("QS"))
    QTest.keyClick(page, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = shown(qtbot, ReadingDialog)
    assert isinstance(dialog, ReadingDialog)
    abouts = [dialog.rows.table.text(n, "kind") for n in range(len(dialog.rows.table.keys()))]
    assert "办件" in abouts
    with desk.read() as work:
        assert packages(work) == [], "looking changes nothing"
    QTest.keyClick(dialog.go, Qt.Key.Key_Space)
    record = record_of(qtbot, page)
    assert "存回执" in record.notice.text
    opened: list[object] = []
    desk.open_case.connect(opened.append)
    kinds = [row[2] for row in rows_of(record.listing)]
    record.listing.table.stand_on(kinds.index("办件"))
    QTest.keyClick(record.listing.table, Qt.Key.Key_Return)
    assert opened == [case], "the case that came in opens as any other"
    answer = tmp_path / "回执.bmpkg"
    answering(monkeypatch, "getSaveFileName", answer)
    QTest.keyClick(record.receipt, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: str(answer) in record.notice.text, timeout=WAIT)
    assert village.hear(answer).state is State.ANSWERED
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    QTest.keyClick(record.listing.table, Qt.Key.Key_Escape)
    assert page.record() is None


def test_a_package_is_made_for_the_only_station_and_waits_for_its_receipt(
    qtbot: QtBot,
    village: End,
    page: PackagesPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "下发.bmpkg"
    answering(monkeypatch, "getSaveFileName", file)
    assert "下发" in page.make.text()
    page.make.click()
    qtbot.waitUntil(lambda: str(file) in page.notice.text, timeout=WAIT)
    page.listing.refresh()
    (row,) = rows_of(page.listing)
    assert row[1:5:3] == (Direction.MADE.value, State.WAITING.value)
    page.read_file(village.receipt(village.take(file).package))
    record = record_of(qtbot, page)
    assert "已读入回执" in record.notice.text
    assert record.package.state is State.ANSWERED
    assert record.listing.model.rowCount() > 0, "what became of every row is listed"
    page.close_record()
    qtbot.waitUntil(lambda: page.stations.text(0, "pending") == "没有新内容", timeout=WAIT)
    assert page.stations.text(0, "name") == VILLAGES["SQ1"]


def test_with_several_stations_each_gets_a_file_of_its_own(
    qtbot: QtBot,
    stations: tuple[End, End],
    page: PackagesPage,
    village_folders: dict[str, Path],
    tmp_path: Path,
    clock: SettableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    second = made_village(village_folders, "BH2", tmp_path, clock)
    pair(stations[0], second)
    second.store.close()
    qtbot.waitUntil(lambda: len(page.stations.standings) == 2, timeout=WAIT)
    folder = tmp_path / "U 盘"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    page.make.click()
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values({"peer": making.ALL})
    dialog.submit()
    qtbot.waitUntil(lambda: "2 个文件" in page.notice.text, timeout=WAIT)
    assert {path.name[:6] for path in folder.iterdir()} == {"QS-SQ1", "QS-BH2"}
    page.stations.stand_on(1)
    answering(monkeypatch, "getSaveFileName", tmp_path / "一个")
    QTest.keyClick(page.stations, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "一个.bmpkg" in page.notice.text, timeout=WAIT)


def test_the_rows_leave_as_a_workbook(
    qtbot: QtBot, stations: tuple[End, End], page: PackagesPage, tmp_path: Path
) -> None:
    town, village = stations
    a_case(village)
    package = town.take(village.make("QS")).package
    assert package is not None
    page.open(package.id)
    record = record_of(qtbot, page)
    record.listing.search.setText("林溪")
    qtbot.waitUntil(lambda: 0 < len(rows_of(record.listing)) < package.rows, timeout=WAIT)
    assert all("林溪" in str(row[3]) for row in rows_of(record.listing))
    path = tmp_path / "逐条.xlsx"
    record.export_to(path)
    qtbot.waitUntil(lambda: "已导出" in record.notice.text, timeout=WAIT)
    sheet = load_workbook(path).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert len([row for row in rows if isinstance(row[0], int)]) == package.rows


def test_a_file_of_a_stranger_is_refused_in_a_sentence(
    qtbot: QtBot, page: PackagesPage, tmp_path: Path
) -> None:
    (tmp_path / "a.bmpkg").write_bytes(b"PK")
    page.read_file(tmp_path / "a.bmpkg")
    qtbot.waitUntil(lambda: "不是便民数据包" in page.notice.text, timeout=WAIT)


def disagree(stations: tuple[End, End]) -> None:
    """One villager gives the village and the town different telephones."""
    town, village = stations
    someone = matters.someone("林溪", 1)
    for office, phone in ((village, ""), (village, "13900002222"), (town, "13900003333")):
        with office.work() as work:
            matters.visit(work, replace(someone, phone=phone) if phone else someone)
            commit(work)
        if not phone:
            send(village, town)
    town.take(village.make("QS"))


def test_what_differs_is_decided_field_by_field_with_a_reason(
    qtbot: QtBot, stations: tuple[End, End], desk: Desk
) -> None:
    town, village = stations
    disagree(stations)
    page = in_sight(qtbot, ConflictsPage(desk))
    assert page.list.text(0, "fields") == "联系电话"
    choice = page.choice
    assert choice is not None
    QTest.keyClick(choice.save, Qt.Key.Key_Space)
    assert choice.problem.text() == "还没有选：联系电话"
    group = choice.groups["phone"]
    ours = next(n for n, side in enumerate(choice.conflict.sides) if side.mine)
    QTest.keyClick(group.button(ours), Qt.Key.Key_Space)
    QTest.keyClick(choice.save, Qt.Key.Key_Space)
    assert choice.reason.problem_shown("reason"), "a reason is asked for"
    choice.reason.set_values({"reason": "电话核实过"})
    QTest.keyClick(choice.save, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "已保存" in page.notice.text, timeout=WAIT)
    qtbot.waitUntil(page.none.isVisible, timeout=WAIT)
    assert page.none.text() == NOTHING
    with desk.read() as work:
        assert conflict_count(work) == 0
    send(town, village)
    for end in stations:
        with end.store.read(end.director) as work:
            (person,) = work.session.query(Person).filter(Person.name == "林溪")
            assert person.phone == "13900003333", "the decision reaches the village"


def test_a_village_reads_what_differs_and_cannot_decide(
    qtbot: QtBot, stations: tuple[End, End]
) -> None:
    town, village = stations
    disagree(stations)
    village.take(town.make("SQ1"))
    page = in_sight(qtbot, ConflictsPage(Desk(village.store, village.director)))
    choice = page.choice
    assert choice is not None
    assert not choice.conflict.may_decide
    assert not choice.save.isVisible()
    assert not any(button.isEnabled() for button in choice.groups["phone"].buttons())
    village.store.listeners.clear()


def test_today_tells_what_differs_and_who_has_gone_silent(
    qtbot: QtBot, stations: tuple[End, End], desk: Desk, clock: SettableClock
) -> None:
    part = in_sight(qtbot, ExchangeToday(desk))
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=WAIT)
    assert part.isHidden()
    disagree(stations)
    clock.advance(days=40)
    part.refresh()
    qtbot.waitUntil(lambda: "1 条记录两边不一致" in part.conflicts.label.text(), timeout=WAIT)
    assert part.silent.label.text() == f"{VILLAGES['SQ1']} 40 天没有数据包。"
    gone: list[tuple[str, object]] = []
    part.go.connect(lambda tab, wanted: gone.append((tab, wanted["section"])))
    part.conflicts.button.click()
    part.silent.button.click()
    assert gone == [("ledgers", "conflicts"), ("ledgers", "packages")]


def test_the_status_line_tells_how_old_the_villages_data_are(
    stations: tuple[End, End], clock: SettableClock
) -> None:
    town, village = stations

    def told() -> str:
        with town.store.read(town.director) as work:
            return heard_words(peers(work), local_date(clock.now))

    assert told() == "村站数据 从未收到"
    send(village, town)
    assert told() == "村站数据 今天"
    clock.advance(days=3)
    assert told() == "村站数据 3天前"


def test_a_package_opened_by_a_double_click_is_read_once_the_window_is_unlocked(
    qtbot: QtBot, stations: tuple[End, End], desk: Desk
) -> None:
    _, village = stations
    a_case(village)
    file = village.make("QS")
    window = main_window(desk)
    qtbot.addWidget(window)
    window.show()
    window.lock(lambda _secret: None)
    desk.open_package.emit(file)
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=WAIT)
    window.unlock()
    dialog = shown(qtbot, ReadingDialog)
    assert window.tabs.currentWidget().findChild(PackagesPage) is not None
    dialog.close()
