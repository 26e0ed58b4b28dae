"""The table model behind every list: pages read as the clerk scrolls, few of them kept."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from center.errors import Expected
from desktop import tasks, theme
from desktop.listing.source import MayTakeLong, Query, Row, Source, show_value

PAGE = 200
KEPT_PAGES = 15
"""Pages kept in memory; the others are read again by the keyset value they start after."""
DEEPEST_REFRESH = 5_000
"""How far down a refresh follows the clerk's place before it gives up and stays near it."""

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
LIGHT_ROLE = int(Qt.ItemDataRole.UserRole)
"""The state that the delegate draws in a column of kind `light`."""


def _nothing() -> None:
    """Nothing more to do."""


class RowsModel(QAbstractTableModel):
    """Rows of a source under one query. Memory stays bounded however far the clerk scrolls."""

    failed = Signal(object)
    """An error of the source; the list stays as far as it was read."""
    arrived = Signal()
    """Rows that were read in another thread are shown now."""

    def __init__(
        self, source: Source, today: Callable[[], dt.date], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._today = today
        self._columns = list(source.columns)
        self.query = Query()
        self._starts: list[Hashable | None] = []
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._rows = 0
        self._ended = True
        self._asked = 0
        self._long = False
        self.waiting = False
        """Whether the first rows are still being read in another thread."""

    # What the list asks of the model

    def load(self, query: Query, then: Callable[[], object] = _nothing) -> None:
        """Show the first page of another query; `then` is called when it is shown."""
        self._read(query, 1, then)

    def refresh(self, down_to: int = 0, then: Callable[[], object] = _nothing) -> None:
        """Read again after something changed, at least as far as row `down_to` (capped)."""
        self._read(self.query, min(down_to, DEEPEST_REFRESH) + 1, then)

    def row(self, number: int) -> Row | None:
        """The row at a place, read again if its page was let go; None beyond the end."""
        if not 0 <= number < self._rows:
            return None
        page = self._page(number // PAGE)
        place = number % PAGE
        return page[place] if place < len(page) else None

    def place(self, key: Hashable, near: int = 0) -> int | None:
        """Where a record stands now among the pages in memory, the one nearest to `near`."""
        found = [
            number * PAGE + place
            for number, page in self._pages.items()
            for place, row in enumerate(page)
            if row.key == key
        ]
        return min(found, key=lambda n: abs(n - near), default=None)

    @property
    def ended(self) -> bool:
        """True when the last row of the query has been read."""
        return self._ended

    @property
    def rows_in_memory(self) -> int:
        """For tests and the memory budget."""
        return sum(len(page) for page in self._pages.values())

    # What Qt asks of the model

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """Rows read so far."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        """All columns, hidden ones too."""
        return 0 if parent.isValid() else len(self._columns)

    def canFetchMore(self, parent: AnyIndex) -> bool:
        """True while there may be another page."""
        return not parent.isValid() and not self._ended

    def fetchMore(self, parent: AnyIndex) -> None:
        """Read the next page, because the clerk has scrolled to the end."""
        if parent.isValid() or self._ended or self.waiting:
            return
        last = self.row(self._rows - 1)
        start = last.after if last is not None else None
        if self._long:
            self._fetch_later(start)
        else:
            self._add(start, self._fetch(start))

    def _add(self, start: Hashable | None, rows: Sequence[Row]) -> None:
        if rows:
            self.beginInsertRows(QModelIndex(), self._rows, self._rows + len(rows) - 1)
            self._append(start, rows)
            self.endInsertRows()
        self._ended = len(rows) < PAGE

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Column titles."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if column.kind == "light" else column.title
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.kind == "number" else _LEFT
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, glyph, colour and alignment of one cell."""
        row = self.row(index.row())
        if row is None:
            return None
        column = self._columns[index.column()]
        value = row.values[index.column()]
        if column.kind == "light":
            return self._light(value, role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return show_value(column, value, self._today())
        if role == Qt.ItemDataRole.ToolTipRole:
            text = show_value(column, value, self._today())
            return text if len(text) > column.width // 2 else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.kind == "number" else _LEFT
        return None

    @staticmethod
    def _light(value: object, role: int) -> object:
        light = theme.LIGHTS.get(value) if isinstance(value, str) else None
        if light is None:
            return None
        if role == LIGHT_ROLE:
            return value
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return light.word
        return None

    # Reading

    def _read(self, query: Query, rows: int, then: Callable[[], object]) -> None:
        """Read and show the first `rows`; what takes long is read in another thread."""
        self._asked += 1
        asked, other = self._asked, query != self.query
        self.query = query
        source = self._source
        self._long = isinstance(source, MayTakeLong) and not source.at_once(query)
        self.waiting = self._long
        if not self._long:
            self._show(self._pages_of(self._fetch, rows))
            then()
            return
        if other:
            # What was there answers another question.
            self._show([])

        def read() -> list[tuple[Hashable | None, Sequence[Row]]]:
            return self._pages_of(lambda after: source.fetch(query, after, PAGE), rows)

        def done(pages: list[tuple[Hashable | None, Sequence[Row]]]) -> None:
            if asked == self._asked:
                self.waiting = False
                self._show(pages)
                then()
                self.arrived.emit()

        tasks.quiet(self, read, done, lambda error: self._lost(asked, error))

    def _fetch_later(self, start: Hashable | None) -> None:
        """Read the next page of a list that takes long; older questions are dropped."""
        asked, source, query = self._asked, self._source, self.query
        self.waiting = True

        def done(rows: Sequence[Row]) -> None:
            if asked == self._asked:
                self.waiting = False
                self._add(start, rows)

        tasks.quiet(
            self,
            lambda: source.fetch(query, start, PAGE),
            done,
            lambda error: self._lost(asked, error),
        )

    def _lost(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self.waiting = False
            self._ended = True
            self.failed.emit(error)
            self.arrived.emit()

    @staticmethod
    def _pages_of(
        fetch: Callable[[Hashable | None], Sequence[Row]], rows: int
    ) -> list[tuple[Hashable | None, Sequence[Row]]]:
        """Pages until there are `rows` rows or no more, each with where it starts."""
        found: list[tuple[Hashable | None, Sequence[Row]]] = []
        start: Hashable | None = None
        read = 0
        while read < rows:
            page = fetch(start)
            found.append((start, page))
            read += len(page)
            if len(page) < PAGE:
                break
            start = page[-1].after
        return found

    def _show(self, pages: Sequence[tuple[Hashable | None, Sequence[Row]]]) -> None:
        self.beginResetModel()
        self._starts.clear()
        self._pages.clear()
        self._rows = 0
        for start, page in pages:
            self._append(start, page)
        self._ended = not pages or len(pages[-1][1]) < PAGE
        self.endResetModel()

    def _append(self, start: Hashable | None, rows: Sequence[Row]) -> None:
        if rows:
            self._starts.append(start)
            self._keep(len(self._starts) - 1, rows)
            self._rows += len(rows)

    def _page(self, number: int) -> Sequence[Row]:
        if number in self._pages:
            self._pages.move_to_end(number)
        else:
            self._keep(number, self._fetch(self._starts[number]))
        return self._pages[number]

    def _keep(self, number: int, rows: Sequence[Row]) -> None:
        self._pages[number] = rows
        # What takes long to read is not read twice.
        while not self._long and len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)

    def _fetch(self, after: Hashable | None) -> Sequence[Row]:
        try:
            return self._source.fetch(self.query, after, PAGE)
        except Expected as error:
            self.failed.emit(error)
            return ()
