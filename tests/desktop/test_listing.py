"""The one list component, over 100,000 rows, with keys."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from center.errors import Expected
from desktop import theme
from desktop.listing import (
    COUNT_CAP,
    Choice,
    Column,
    Dates,
    Filter,
    Listing,
    Query,
    Quick,
    Row,
)
from desktop.listing.chips import SpanDialog, spans
from desktop.listing.model import KEPT_PAGES, PAGE
from desktop.listing.source import show_value

TODAY = date(2026, 11, 21)
STATES = list(theme.LIGHTS)[:5]


class Cases:
    """100,000 invented cases, read by keyset like a database would."""

    columns = (
        Column("light", "时限", 3, "light", sortable=False),
        Column("number", "编号", 20),
        Column("name", "申请人", 12),
        Column("fee", "金额", 8, "number"),
        Column("note", "备注", 20, shown=False),
    )
    filters = (
        Filter("state", "状态", (Choice("overdue", "超期"), Choice("normal", "正常"))),
        Filter("received", "收件日期", dates=True),
    )
    quick = (
        Quick("all", "全部"),
        Quick("late", "超期", {"state": "overdue"}),
        Quick("mine", "我的", {"handler": "me"}),
    )
    sort = ("number", False)

    def __init__(self, size: int = 100_000) -> None:
        self.numbers = list(range(size))
        self.fetched: list[tuple[Query, Hashable | None]] = []
        self.counting_threads: set[int] = set()
        self.broken = False

    def _matching(self, query: Query) -> Sequence[int]:
        numbers: Sequence[int] = self.numbers
        if "state" in query.filters:
            numbers = [n for n in numbers if STATES[n % 5] == query.filters["state"]]
        if "handler" in query.filters:
            numbers = numbers[:7]
        if query.text:
            numbers = [n for n in numbers if query.text in f"{n:06}"]
        return numbers[::-1] if query.descending else numbers

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        if self.broken:
            raise Expected("读不到数据库，列表停在刚才的位置。请稍后按 F5 再试。")
        self.fetched.append((query, after))
        numbers = self._matching(query)
        assert after is None or isinstance(after, int)
        if after is None:
            start = 0
        elif query.descending:
            start = next((i for i, n in enumerate(numbers) if n < after), len(numbers))
        else:
            start = next((i for i, n in enumerate(numbers) if n > after), len(numbers))
        return [
            Row(n, (STATES[n % 5], f"QS-SL-2026-{n:06}", f"申请人{n}", n, "多行\n备注"), n)
            for n in numbers[start : start + limit]
        ]

    def count(self, query: Query, cap: int) -> int:
        self.counting_threads.add(threading.get_ident())
        return min(len(self._matching(query)), cap)


def make(
    qtbot: QtBot,
    source: Cases | None = None,
    memory: dict[str, object] | None = None,
    export: Callable[[Query, list[str]], None] | None = None,
) -> Listing:
    listing = Listing(
        "办件", source or Cases(), lambda: TODAY, memory=memory, export=export, empty="还没有办件"
    )
    qtbot.addWidget(listing)
    listing.resize(1000, 600)
    listing.show()
    listing.table.setFocus()
    return listing


def counted(qtbot: QtBot, listing: Listing) -> None:
    qtbot.waitUntil(lambda: "…" not in listing.total.text())


def scroll_to_row(listing: Listing, row: int) -> None:
    while listing.model.rowCount() <= row and not listing.model.ended:
        listing.model.fetchMore(QModelIndex())
    listing.table.scrollTo(listing.model.index(row, 1), listing.table.ScrollHint.PositionAtTop)
    listing.table.stand_on(row)


def number_at(listing: Listing, row: int) -> object:
    return listing.model.index(row, 1).data()


def test_only_one_page_is_read_at_first(qtbot: QtBot) -> None:
    source = Cases()
    listing = make(qtbot, source)
    assert listing.model.rowCount() == PAGE
    assert [after for _, after in source.fetched] == [None]


def test_scrolling_to_the_end_reads_the_next_page_by_keyset(qtbot: QtBot) -> None:
    source = Cases()
    listing = make(qtbot, source)
    listing.table.scrollToBottom()
    qtbot.waitUntil(lambda: listing.model.rowCount() == 2 * PAGE)
    assert source.fetched[-1][1] == PAGE - 1
    assert number_at(listing, PAGE) == f"QS-SL-2026-{PAGE:06}"


def test_memory_is_bounded_however_far_the_clerk_scrolls(qtbot: QtBot) -> None:
    listing = make(qtbot)
    scroll_to_row(listing, 20_000)
    assert listing.model.rows_in_memory <= KEPT_PAGES * PAGE
    assert number_at(listing, 20_000) == "QS-SL-2026-020000"
    assert number_at(listing, 3) == "QS-SL-2026-000003", "a page let go is read again"
    assert listing.model.rows_in_memory <= KEPT_PAGES * PAGE


def test_counts_are_capped_and_come_from_another_thread(qtbot: QtBot) -> None:
    source = Cases()
    listing = make(qtbot, source)
    counted(qtbot, listing)
    assert listing.total.text() == "共 10,000+ 条"
    assert listing.quick["all"].text() == "全部 10,000+"
    assert listing.quick["mine"].text() == "我的 7"
    assert threading.get_ident() not in source.counting_threads
    assert COUNT_CAP == 10_000


def test_a_short_list_is_counted_without_asking(qtbot: QtBot) -> None:
    listing = make(qtbot, Cases(12))
    assert listing.total.text() == "共 12 条"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_keys_open_the_row_the_clerk_stands_on(qtbot: QtBot, key: Qt.Key) -> None:
    listing = make(qtbot)
    QTest.keyClick(listing.table, Qt.Key.Key_Down)
    QTest.keyClick(listing.table, Qt.Key.Key_Down)
    with qtbot.waitSignal(listing.opened) as opened:
        QTest.keyClick(listing.table, key)
    assert opened.args == [2]


def test_a_double_click_opens(qtbot: QtBot) -> None:
    listing = make(qtbot)
    where = listing.table.visualRect(listing.model.index(3, 1)).center()
    QTest.mouseClick(listing.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    with qtbot.waitSignal(listing.opened) as opened:
        QTest.mouseDClick(listing.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert opened.args == [3]


def test_a_click_on_a_header_sorts_and_a_second_one_turns_the_order(qtbot: QtBot) -> None:
    source = Cases()
    memory: dict[str, object] = {}
    listing = make(qtbot, source, memory)
    header = listing.table.horizontalHeader()

    def click(section: int) -> None:
        x = header.sectionViewportPosition(section) + 20
        where = header.viewport().rect().topLeft() + QPoint(x, 10)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)

    click(1)
    assert listing.query.descending
    assert number_at(listing, 0) == "QS-SL-2026-099999"
    click(0)
    assert listing.query.sort == "number", "the light column does not sort"
    click(1)
    assert not listing.query.descending
    click(2)
    assert (listing.query.sort, listing.query.descending) == ("name", False)
    again = make(qtbot, Cases(), memory)
    assert again.query.sort == "name", "the order is remembered"


def test_refresh_keeps_place_row_and_selection(qtbot: QtBot) -> None:
    source = Cases()
    listing = make(qtbot, source)
    scroll_to_row(listing, 700)
    listing.table.selectRow(702)
    top = listing.table.rowAt(0)
    key_at_top = listing.model.row(top)
    assert key_at_top is not None
    source.numbers.remove(5)
    source.numbers.remove(650)
    listing.refresh()
    assert listing.table.current_key() == 702
    assert listing.table.selected_keys() == [702]
    now = listing.model.row(listing.table.rowAt(0))
    assert now is not None
    assert now.key == key_at_top.key, "the same row stands at the top"


def test_refresh_stays_near_when_the_row_is_gone(qtbot: QtBot) -> None:
    source = Cases()
    listing = make(qtbot, source)
    scroll_to_row(listing, 300)
    source.numbers.remove(300)
    listing.refresh()
    assert listing.table.current_key() == 301


def test_refresh_of_a_list_that_became_empty_says_so(qtbot: QtBot) -> None:
    source = Cases(3)
    listing = make(qtbot, source)
    source.numbers.clear()
    listing.refresh()
    assert not listing.table.isVisible()
    assert listing.total.text() == "共 0 条"
    assert "还没有办件" in [label.text() for label in listing.findChildren(QLabel)]


def test_filters_and_quick_filters(qtbot: QtBot) -> None:
    listing = make(qtbot)
    QTest.mouseClick(listing.quick["late"], Qt.MouseButton.LeftButton)
    assert listing.query.filters == {"state": "overdue"}
    assert listing.chips["state"].text() == "状态：超期"
    assert not listing.clear.isVisible()
    choose(listing, "state", "正常")
    assert listing.query.filters == {"state": "normal"}
    assert not listing.quick["late"].isChecked()
    QTest.mouseClick(listing.clear, Qt.MouseButton.LeftButton)
    assert listing.query.filters == {"state": "overdue"}, "back to the quick filter"
    listing.show_quick("mine")
    choose(listing, "state", "正常")
    assert listing.query.filters == {"handler": "me", "state": "normal"}, (
        "a filter without a chip stays until another quick filter is pressed"
    )
    listing.show_quick("all")
    assert listing.query.filters == {}


def choose(listing: Listing, chip: str, words: str) -> None:
    menu = listing.chips[chip].menu()
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == words).trigger()


def test_days_are_filtered_by_spans_and_by_a_range(qtbot: QtBot) -> None:
    listing = make(qtbot)
    choose(listing, "received", "本月")
    assert listing.query.filters == {"received": Dates(date(2026, 11, 1), date(2026, 11, 30))}
    assert listing.chips["received"].text() == "收件日期：本月"
    choose(listing, "received", "选择起止日期…")
    dialog = listing.chips["received"].findChild(SpanDialog)
    assert dialog is not None
    dialog.first.setText("11.9")
    dialog.last.setText("11.2")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.problem.text() == "终止日期早于起始日期"
    dialog.last.setText("20261115")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert listing.query.filters == {"received": Dates(date(2026, 11, 9), date(2026, 11, 15))}
    assert listing.chips["received"].text() == "收件日期：11月9日至11月15日"


def test_spans_cover_whole_months_and_weeks_from_monday() -> None:
    assert spans(date(2026, 3, 1))["上月"] == Dates(date(2026, 2, 1), date(2026, 2, 28))
    assert spans(date(2026, 3, 1))["本周"] == Dates(date(2026, 2, 23), date(2026, 3, 1))
    assert spans(date(2026, 1, 1))["上月"] == Dates(date(2025, 12, 1), date(2025, 12, 31))


def test_typing_into_the_search_field_narrows_the_list(qtbot: QtBot) -> None:
    listing = make(qtbot)
    QTest.keyClicks(listing.search, "0999")
    QTest.keyClick(listing.search, Qt.Key.Key_Return)
    assert listing.query.text == "0999"
    assert all("0999" in str(number_at(listing, row)) for row in range(5))
    assert listing.table.hasFocus() or not listing.isActiveWindow()


def test_columns_are_hidden_widened_and_remembered(qtbot: QtBot) -> None:
    memory: dict[str, object] = {}
    listing = make(qtbot, memory=memory)
    assert listing.table.shown_columns() == ["light", "number", "name", "fee"]
    listing.table.show_column("note", True)
    listing.table.show_column("fee", False)
    listing.table.setColumnWidth(1, 300)
    again = make(qtbot, memory=memory)
    assert again.table.shown_columns() == ["light", "number", "name", "note"]
    assert abs(again.table.columnWidth(1) - 300) <= 2
    for name in again.table.shown_columns():
        again.table.show_column(name, False)
    assert len(again.table.shown_columns()) == 1, "the last column stays"


def test_widths_and_rows_grow_with_the_text(qtbot: QtBot, qapp: QApplication) -> None:
    listing = make(qtbot)
    width = listing.table.columnWidth(1)
    assert listing.table.rowHeight(0) == theme.ROW
    theme.zoom(qapp, 1)
    theme.zoom(qapp, 1)
    assert listing.table.columnWidth(1) > width * 1.2
    assert listing.table.rowHeight(0) >= theme.ROW


def test_several_rows_are_selected_and_bulk_actions_wake_up(qtbot: QtBot) -> None:
    listing = make(qtbot)
    bulk = listing.add_action("批量打印", lambda: None, needs_selection=True)
    assert not bulk.isEnabled()
    shift = Qt.KeyboardModifier.ShiftModifier
    listing.table.selectRow(0)
    QTest.keyClick(listing.table, Qt.Key.Key_Down, shift)
    QTest.keyClick(listing.table, Qt.Key.Key_Down, shift)
    assert listing.selected_keys() == [0, 1, 2]
    assert bulk.isEnabled()
    assert "已选 3 条" in listing.total.text()


def test_actions_have_shortcuts_inside_the_page(qtbot: QtBot) -> None:
    listing = make(qtbot)
    pressed: list[str] = []
    listing.add_action("收件", lambda: pressed.append("new"), shortcut="Ctrl+N", primary=True)
    with qtbot.waitActive(listing):
        listing.activateWindow()
    QTest.keyClick(listing.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["new"]


def test_export_gets_the_query_and_the_columns_in_sight(qtbot: QtBot) -> None:
    asked: list[tuple[Query, list[str]]] = []
    listing = make(qtbot, export=lambda query, columns: asked.append((query, columns)))
    listing.show_quick("late")
    button = next(b for b in listing.findChildren(QPushButton) if b.text() == "导出 Excel")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == [(listing.query, ["light", "number", "name", "fee"])]


def test_trouble_while_reading_is_told_in_the_page_and_the_window_lives_on(qtbot: QtBot) -> None:
    source = Cases()
    listing = make(qtbot, source)
    counted(qtbot, listing)
    source.broken = True
    listing.refresh()
    assert "读不到数据库" in listing.notice.text
    source.broken = False
    QTest.keyClick(listing, Qt.Key.Key_F5)
    listing.refresh()
    assert listing.model.rowCount() == PAGE


def test_a_light_is_a_shape_with_a_word_for_screen_readers(qtbot: QtBot) -> None:
    """D6: every state has its word."""
    listing = make(qtbot)
    words = [
        listing.model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(5)
    ]
    assert words == ["正常", "将到期", "今天到期", "超期", "暂停"]


def test_cells_are_one_line_and_times_are_shown_in_the_office() -> None:
    column = Column("x", "备注")
    assert show_value(column, "多行\n备注\t和\r控制符\x00", TODAY) == "多行 备注 和 控制符\x00"
    assert show_value(column, datetime(2026, 11, 20, 18, 5, tzinfo=UTC), TODAY) == "11月21日 02:05"
    assert show_value(column, date(2025, 1, 3), TODAY) == "2025年1月3日"
    assert show_value(column, None, TODAY) == ""
    assert show_value(column, True, TODAY) == "是"


def test_tab_goes_from_the_rows_to_what_narrows_them(qtbot: QtBot) -> None:
    """Keyboard first: filters, the search and the columns are on the way of Tab."""
    window = QWidget()
    qtbot.addWidget(window)
    listing = Listing("办件", Cases(), lambda: TODAY)
    layout = QVBoxLayout(window)
    layout.addWidget(listing)
    layout.addWidget(QPushButton("别处"))
    window.show()
    window.activateWindow()
    listing.setFocus()
    qtbot.waitUntil(listing.table.hasFocus)
    met: list[QWidget] = []
    while not met or met[-1] is not listing.table:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        met.append(window.focusWidget())
    wanted = [*listing.chips.values(), listing.search, listing.columns]
    assert [one for one in met if one in wanted] == wanted
    counted(qtbot, listing)
