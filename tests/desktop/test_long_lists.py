"""Lists over more cases than anybody reads: the window waits neither for rows nor for counts."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from center.cases.listing import CaseFilter, OnPlatform, whole_year
from center.cases.pace import at_once
from center.cases.records import YEAR_SORTS, Status
from center.clock import State
from center.errors import Expected
from desktop.cases.source import CaseSource
from desktop.desk import Desk
from desktop.listing import Column, Filter, Listing, Query, Quick, Row
from tests.desktop.case_desk import a_case
from tests.offices import Office

WAIT = 20_000
YEAR = CaseFilter(received_from=date(2026, 1, 1), received_to=date(2026, 12, 31))


class Gated:
    """A source of 1,000 rows whose slow reads and counts wait at a gate."""

    columns: Sequence[Column] = (Column("name", "姓名"), Column("number", "编号"))
    filters: Sequence[Filter] = ()
    quick: Sequence[Quick] = ()
    sort = ("name", False)

    def __init__(self) -> None:
        self.rows, self.counts = threading.Event(), threading.Event()
        self.error: Exception | None = None

    def at_once(self, query: Query) -> bool:
        """Only what is not searched for."""
        return not query.text

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        if query.text:
            assert threading.current_thread() is not threading.main_thread()
            assert self.rows.wait(20)
            if self.error is not None:
                raise self.error
        start = after if isinstance(after, int) else 0
        return [
            Row(n, (f"{query.text}{n}", f"{n:04d}"), n + 1)
            for n in range(start, min(start + limit, 1000))
        ]

    def count(self, query: Query, cap: int) -> int:
        assert threading.current_thread() is not threading.main_thread()
        assert self.counts.wait(20)
        return 1000


@pytest.fixture
def source() -> Iterator[Gated]:
    made = Gated()
    yield made
    made.rows.set()
    made.counts.set()


def listing_of(qtbot: QtBot, source: Gated) -> Listing:
    listing = Listing("办件", source, lambda: date(2026, 9, 21), empty="没有")
    qtbot.addWidget(listing)
    listing.resize(900, 500)
    listing.show()
    return listing


def search(listing: Listing, text: str) -> None:
    QTest.keyClicks(listing.search, text)
    QTest.keyClick(listing.search, Qt.Key.Key_Return)


def test_the_window_never_waits_for_a_count(qtbot: QtBot, source: Gated) -> None:
    """Rows stand, keys work, and the total is told when it is known."""
    listing = listing_of(qtbot, source)
    assert listing.model.rowCount() == 200
    assert "…" in listing.total.text()
    QTest.keyClick(listing.table, Qt.Key.Key_Down)
    assert listing.table.current_key() == 1
    source.counts.set()
    qtbot.waitUntil(lambda: "1,000" in listing.total.text(), timeout=WAIT)


def test_the_window_never_waits_for_rows_without_an_index(qtbot: QtBot, source: Gated) -> None:
    source.counts.set()
    listing = listing_of(qtbot, source)
    search(listing, "a")
    assert listing.model.waiting
    assert listing.model.rowCount() == 0, "the rows of another question are gone"
    source.rows.set()
    qtbot.waitUntil(lambda: listing.model.rowCount() == 200, timeout=WAIT)
    assert listing.model.index(0, 0).data() == "a0"
    assert listing.table.current_key() == 0


def test_only_the_last_question_is_answered(qtbot: QtBot, source: Gated) -> None:
    source.counts.set()
    listing = listing_of(qtbot, source)
    search(listing, "a")
    search(listing, "b")
    source.rows.set()
    qtbot.waitUntil(lambda: listing.model.rowCount() > 0, timeout=WAIT)
    assert listing.model.index(0, 0).data() == "ab0"
    listing.search.clear()
    QTest.keyClick(listing.search, Qt.Key.Key_Return)
    assert listing.model.index(0, 0).data() == "0", "what an index answers comes at once"


def test_the_next_pages_come_without_waiting_too(qtbot: QtBot, source: Gated) -> None:
    source.counts.set()
    source.rows.set()
    listing = listing_of(qtbot, source)
    search(listing, "a")
    qtbot.waitUntil(lambda: listing.model.rowCount() == 200, timeout=WAIT)
    source.rows.clear()
    listing.table.scrollToBottom()
    listing.model.fetchMore(listing.model.index(-1, -1))
    assert listing.model.waiting
    source.rows.set()
    qtbot.waitUntil(lambda: listing.model.rowCount() >= 400, timeout=WAIT)
    assert listing.model.index(399, 0).data() == "a399"


def test_a_refresh_keeps_what_is_shown_until_the_new_is_there(qtbot: QtBot, source: Gated) -> None:
    source.counts.set()
    source.rows.set()
    listing = listing_of(qtbot, source)
    search(listing, "a")
    qtbot.waitUntil(lambda: listing.model.rowCount() == 200, timeout=WAIT)
    listing.table.stand_on(7)
    source.rows.clear()
    listing.refresh()
    assert listing.model.rowCount() == 200
    source.rows.set()
    qtbot.waitUntil(lambda: not listing.model.waiting, timeout=WAIT)
    assert listing.table.current_key() == 7


def test_a_read_that_fails_says_so(qtbot: QtBot, source: Gated) -> None:
    source.counts.set()
    listing = listing_of(qtbot, source)
    source.error = Expected("数据库正在备份，请稍后再试。")
    search(listing, "a")
    source.rows.set()
    qtbot.waitUntil(lambda: listing.notice.label.text() != "", timeout=WAIT)
    assert "请稍后再试" in listing.notice.label.text()
    assert not listing.model.waiting


def test_what_an_index_answers() -> None:
    """Each filter newest first, a year in any order, open cases by due date."""
    assert all(at_once(YEAR, sort) for sort in (*YEAR_SORTS, "received_at"))
    assert at_once(replace(YEAR, window="社保"), "received_at")
    assert at_once(replace(YEAR, statuses=frozenset({Status.FINISHED})), "received_at")
    assert at_once(CaseFilter(light=State.OVERDUE), "due_on")
    assert at_once(CaseFilter(mine=True, open_only=True), "due_on")
    assert not at_once(replace(YEAR, window="社保"), "name")
    assert not at_once(CaseFilter(window="社保", item_code="RS01"), "received_at")
    assert not at_once(CaseFilter(), "name")
    assert not at_once(replace(YEAR, text="李"), "received_at")
    assert not at_once(CaseFilter(platform=OnPlatform.DIFFERENT), "received_at")


@pytest.mark.parametrize(
    "first, last, year",
    [
        (date(2026, 1, 1), date(2026, 12, 31), 2026),
        (date(2026, 1, 2), date(2026, 12, 31), None),
        (date(2026, 1, 1), date(2026, 12, 30), None),
        (date(2025, 1, 1), date(2026, 12, 31), None),
        (None, date(2026, 12, 31), None),
    ],
)
def test_a_whole_year_is_from_its_first_day_to_its_last(
    first: date | None, last: date | None, year: int | None
) -> None:
    assert whole_year(first, last) == year


def test_a_small_office_reads_everything_at_once(qingshan: Office) -> None:
    a_case(qingshan)
    source = CaseSource(Desk(qingshan.store, qingshan.director))
    assert source.at_once(Query(text="李"))
    qingshan.store.listeners.clear()
