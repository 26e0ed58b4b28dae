"""The table of a list: rows of one height, hairlines, keys, columns that remember their width."""

from __future__ import annotations

from collections.abc import Hashable, MutableMapping, Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop import theme
from desktop.listing.model import LIGHT_ROLE, AnyIndex, RowsModel
from desktop.listing.source import Column, Query, Row

_KEPT_SELECTION = 1_000


class Table(QTableView):
    """Shows a `RowsModel`; Space, Enter or a double click open a row."""

    opened = Signal(object)
    sorted = Signal(str, bool)
    chosen = Signal(int)
    """How many rows are selected."""

    def __init__(
        self,
        model: RowsModel,
        columns: Sequence[Column],
        memory: MutableMapping[str, object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = model
        self._columns = list(columns)
        self._memory = memory
        self._dressing = False
        self.setModel(model)
        self.setItemDelegate(_RowDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsMovable(False)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(True)
        header.setStretchLastSection(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._header_menu)
        header.sectionClicked.connect(self._sort_by)
        header.sectionResized.connect(self._width_changed)
        self.doubleClicked.connect(self._open)
        self.selectionModel().selectionChanged.connect(self._tell_selection)
        for number, column in enumerate(self._columns):
            self.setColumnHidden(number, not self._remembered(column, "shown", column.shown))
        self.selectionModel().currentRowChanged.connect(lambda: self.viewport().update())
        self._dress()

    # Places

    def current_key(self) -> Hashable | None:
        """The record the clerk stands on."""
        row = self._rows.row(self.currentIndex().row())
        return row.key if row is not None else None

    def selected_keys(self) -> list[Hashable]:
        """The selected records, top to bottom."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        rows = (self._rows.row(number) for number in numbers)
        return [row.key for row in rows if row is not None]

    def stand_on(self, number: int) -> None:
        """Move to a row without selecting it."""
        index = self._rows.index(number, self._first_column())
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def load(self, query: Query) -> None:
        """Show another query from its top."""

        def begin() -> None:
            self.scrollToTop()
            if self._rows.rowCount():
                self.stand_on(0)

        self._rows.load(query, begin)
        self._show_sort(query)

    def refresh(self) -> None:
        """Read again and keep the place: the rows in sight, the current row, the selection."""
        top, current = self.rowAt(0), self.currentIndex().row()
        top_row = self._rows.row(top)
        key, selected = self.current_key(), self.selected_keys()[:_KEPT_SELECTION]

        def back() -> None:
            self._stand_again(top, top_row, current, key, selected)

        self._rows.refresh(max(top, current) + 50, back)

    def _stand_again(
        self,
        top: int,
        top_row: Row | None,
        current: int,
        key: Hashable | None,
        selected: Sequence[Hashable],
    ) -> None:
        if not self._rows.rowCount():
            return
        last = self._rows.rowCount() - 1
        place = self._rows.place(key, current) if key is not None else None
        self.stand_on(place if place is not None else min(max(current, 0), last))
        for one in selected:
            if (number := self._rows.place(one, current)) is not None:
                flags = QItemSelectionModel.SelectionFlag
                index = self._rows.index(number, self._first_column())
                self.selectionModel().select(index, flags.Select | flags.Rows)
        if top_row is not None:
            place = self._rows.place(top_row.key, top)
            index = self._rows.index(place if place is not None else min(top, last), 0)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)

    # Columns

    def shown_columns(self) -> list[str]:
        """Names of the columns in sight, left to right."""
        return [c.name for n, c in enumerate(self._columns) if not self.isColumnHidden(n)]

    def show_column(self, name: str, shown: bool) -> None:
        """Show or hide a column and remember it; the last column in sight stays."""
        number = next(n for n, column in enumerate(self._columns) if column.name == name)
        if not shown and self.shown_columns() == [name]:
            return
        self.setColumnHidden(number, not shown)
        self._remember(self._columns[number], "shown", shown)

    def column_menu(self, parent: QWidget) -> QMenu:
        """A menu of all columns with a tick at those in sight."""
        menu = QMenu(parent)
        shown = self.shown_columns()
        for column in self._columns:
            action = QAction(column.title, menu)
            action.setCheckable(True)
            action.setChecked(column.name in shown)
            action.toggled.connect(lambda on, name=column.name: self.show_column(name, on))
            menu.addAction(action)
        return menu

    def _header_menu(self, where: QPoint) -> None:
        menu = self.column_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(where))

    def leads(self, index: AnyIndex) -> bool:
        """True for a cell of the first column in sight."""
        return index.column() == self._first_column()

    def _first_column(self) -> int:
        shown = (n for n in range(len(self._columns)) if not self.isColumnHidden(n))
        return next(shown, 0)

    def _remembered(self, column: Column, what: str, otherwise: object) -> object:
        kept = self._memory.get(column.name)
        return kept.get(what, otherwise) if isinstance(kept, dict) else otherwise

    def _remember(self, column: Column, what: str, value: object) -> None:
        kept = self._memory.get(column.name)
        self._memory[column.name] = (kept if isinstance(kept, dict) else {}) | {what: value}

    def _dress(self) -> None:
        """Heights and widths for the text size in force; widths are kept in characters."""
        self._dressing = True
        self.verticalHeader().setDefaultSectionSize(theme.row_height(self))
        for number, column in enumerate(self._columns):
            width = self._remembered(column, "width", column.width)
            characters = float(width) if isinstance(width, int | float) else column.width
            self.setColumnWidth(number, round(characters * self._character()) + theme.LARGE)
        self._dressing = False

    def _character(self) -> int:
        return max(self.fontMetrics().horizontalAdvance("0"), 1)

    def _width_changed(self, number: int, _old: int, new: int) -> None:
        last = number == self.horizontalHeader().logicalIndex(len(self._columns) - 1)
        if not self._dressing and new > 0 and not last:
            characters = (new - theme.LARGE) / self._character()
            self._remember(self._columns[number], "width", round(max(characters, 2), 1))

    # Sorting, keys, selection

    def _sort_by(self, number: int) -> None:
        column = self._columns[number]
        query = self._rows.query
        if not column.sortable:
            self._show_sort(query)
            return
        self.sorted.emit(column.name, query.sort == column.name and not query.descending)

    def _show_sort(self, query: Query) -> None:
        header = self.horizontalHeader()
        names = [column.name for column in self._columns]
        order = Qt.SortOrder.DescendingOrder if query.descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(names.index(query.sort) if query.sort in names else -1, order)

    def _open(self, index: QModelIndex) -> None:
        row = self._rows.row(index.row())
        if row is not None:
            self.opened.emit(row.key)

    def _tell_selection(self) -> None:
        self.chosen.emit(len(self.selectionModel().selectedRows()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter open; other letters are no search inside the table."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._open(self.currentIndex())
        elif event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_dressing"):
            self._dress()


class _RowDelegate(QStyledItemDelegate):
    """Draws a hairline under each row and a bar at the row the clerk stands on."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        palette, table = theme.look().palette, self._table
        rect = table.visualRect(table.model().index(index.row(), index.column()))
        if table.leads(index):
            # The words of the first column keep off the frame.
            if table.selectionModel().isRowSelected(index.row()):
                painter.fillRect(rect, palette.color("selected"))
            painter.save()
            painter.setClipRect(rect)
            painter.translate(theme.TIGHT, 0)
            super().paint(painter, option, index)
            painter.restore()
        else:
            super().paint(painter, option, index)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, palette.color("line"))
        state = index.data(LIGHT_ROLE)
        if isinstance(state, str):
            side = table.fontMetrics().height() * 0.6
            box = QRectF(0, 0, side, side)
            box.moveCenter(QRectF(rect).center())
            theme.draw_light(painter, box, state)
        if index.row() == table.currentIndex().row() and table.hasFocus() and table.leads(index):
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), palette.color("accent"))
