"""A list that is all in memory: looks and keys of every list, without paging, filters, counts."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView

from desktop.listing.model import RowsModel
from desktop.listing.source import Column, Filter, Query, Quick, Row
from desktop.listing.table import Table

_LEAST = 20
"""Characters that a wide column keeps where there is no room."""


class Kept:
    """A source whose rows lie in memory, in the order they were given."""

    filters: Sequence[Filter] = ()
    quick: Sequence[Quick] = ()
    sort = ("", False)

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.rows: list[tuple[Hashable, tuple[object, ...]]] = []

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """The next rows after a place."""
        start = after if isinstance(after, int) else 0
        found = self.rows[start : start + limit]
        return [Row(key, values, start + n) for n, (key, values) in enumerate(found, 1)]

    def count(self, query: Query, cap: int) -> int:
        """How many rows there are."""
        return min(len(self.rows), cap)


class ShortList(Table):
    """Shows the rows it is given. With `fit` it is exactly as high as they are and never scrolls.

    The column named `wide` takes the room the others leave.
    """

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        today: date,
        *,
        wide: str = "",
        fit: bool = False,
        header: bool = True,
    ) -> None:
        self._source = Kept(columns)
        self._fits = fit
        self._wide = next((n for n, c in enumerate(columns) if c.name == wide), None)
        super().__init__(RowsModel(self._source, lambda: today), columns, {})
        self._rows.setParent(self)
        self._rows.load(Query())
        self.setAccessibleName(title)
        head = self.horizontalHeader()
        head.setVisible(header)
        head.setSectionsClickable(False)
        head.setSortIndicatorShown(False)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        if self._wide is not None:
            head.setStretchLastSection(False)
            head.setSectionResizeMode(self._wide, QHeaderView.ResizeMode.Stretch)
            head.setMinimumSectionSize(1)
        if fit:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_rows(self, rows: Sequence[tuple[Hashable, tuple[object, ...]]]) -> None:
        """Show these rows (key, values), keeping the place of whoever stands in the list."""
        self._source.rows = list(rows)
        self.refresh()
        if rows and not self.currentIndex().isValid():
            self.stand_on(0)
        self._settle()

    def keys(self) -> list[Hashable]:
        """The keys of all rows, top to bottom."""
        return [key for key, _ in self._source.rows]

    def text(self, number: int, column: str) -> str:
        """What a cell shows."""
        names = [one.name for one in self._source.columns]
        return str(self._rows.index(number, names.index(column)).data() or "")

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_fits"):
            self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The wide column takes the rest, but never less than its width: then the list scrolls."""
        super().resizeEvent(event)
        if self._wide is None or self._fits:
            return
        head, column = self.horizontalHeader(), self._source.columns[self._wide]
        rest = sum(head.sectionSize(n) for n in range(head.count()) if n != self._wide)
        least = min(column.width, _LEAST) * self.fontMetrics().horizontalAdvance("0")
        tight = self.viewport().width() - rest < least
        mode = QHeaderView.ResizeMode
        head.setSectionResizeMode(self._wide, mode.Fixed if tight else mode.Stretch)
        if tight:
            head.resizeSection(self._wide, least)

    def _settle(self) -> None:
        if self._fits:
            head = self.horizontalHeader()
            above = head.sizeHint().height() if not head.isHidden() else 0
            rows = len(self._source.rows) * self.verticalHeader().defaultSectionSize()
            self.setFixedHeight(above + rows + 2 * self.frameWidth())


def keep_height(shown: ShortList, rows: int, most: int) -> None:
    """Make a list as high as its rows, but no higher than `most` of them: then it scrolls."""
    head = shown.horizontalHeader().sizeHint().height()
    row = shown.verticalHeader().defaultSectionSize()
    shown.setFixedHeight(head + min(max(rows, 1), most) * row + 2 * shown.frameWidth())
