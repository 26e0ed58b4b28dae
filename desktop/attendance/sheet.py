"""The grid of the monthly sheet: two lines a person, a column per day, names that stay in sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from center.attendance.hours import Half
from center.attendance.month import TOTALS, Sheet, SheetLine
from center.attendance.symbols import CellKind
from desktop import theme
from desktop.dates import WEEKDAYS

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
HALVES = (Half.MORNING, Half.AFTERNOON)
_FIRST_TOTALS = ("present", "late", "early", "missing", "absent")
TOTAL_NAMES = (*_FIRST_TOTALS, *(name for name in TOTALS if name not in _FIRST_TOTALS))
"""What is asked about most stands next to the days."""
_COLORS = {
    CellKind.MISSING: "today",
    CellKind.ABSENT: "overdue",
    CellKind.LATE: "soon",
    CellKind.EARLY: "soon",
}
_QUIET = frozenset({CellKind.PRESENT, CellKind.REST, CellKind.NOT_YET})


@dataclass(frozen=True, slots=True)
class Place:
    """One half day of one person."""

    staff: UUID
    name: str
    on: date
    half: Half


class SheetModel(QAbstractTableModel):
    """Rows are half days of people, columns the days and then the totals."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Sheet | None = None
        self.lines: tuple[SheetLine, ...] = ()

    def show(self, sheet: Sheet | None, text: str = "") -> None:
        """Show a sheet, or the people in it whose name holds `text`."""
        self.beginResetModel()
        self.sheet = sheet
        lines = () if sheet is None else sheet.lines
        self.lines = tuple(line for line in lines if text in line.name)
        self.endResetModel()

    def place(self, index: AnyIndex) -> Place | None:
        """What a cell is about; None for totals."""
        if self.sheet is None or not index.isValid() or index.column() >= len(self.sheet.days):
            return None
        line = self.lines[index.row() // 2]
        on = date(self.sheet.year, self.sheet.month, self.sheet.days[index.column()])
        return Place(line.staff, line.name, on, HALVES[index.row() % 2])

    def kind(self, index: AnyIndex) -> CellKind | None:
        """What a cell holds; None for totals."""
        place = self.place(index)
        if place is None:
            return None
        return self.lines[index.row() // 2].cells[place.on.day, place.half]

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """Two lines a person."""
        return 0 if parent.isValid() else 2 * len(self.lines)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        """Days and totals."""
        if parent.isValid() or self.sheet is None:
            return 0
        return len(self.sheet.days) + len(TOTAL_NAMES)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Symbol or total; its colour; what it means for a screen reader."""
        if self.sheet is None or not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignCenter)
        kind = self.kind(index)
        if kind is None:
            return self._total(index) if role == Qt.ItemDataRole.DisplayRole else None
        palette = theme.look().palette
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.sheet.symbols[kind]
            case Qt.ItemDataRole.ForegroundRole:
                name = _COLORS.get(kind, "second" if kind in _QUIET else "accent")
                return QBrush(palette.color(name))
            case Qt.ItemDataRole.BackgroundRole:
                rest = self.sheet.days[index.column()] in self.sheet.rest
                return QBrush(palette.color("hover")) if rest else None
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                place = self.place(index)
                return "" if place is None else f"{place.name}{place.on.day}日{place.half}：{kind}"
        return None

    def _total(self, index: AnyIndex) -> str:
        assert self.sheet is not None
        if index.row() % 2:
            return ""
        name = TOTAL_NAMES[index.column() - len(self.sheet.days)]
        value = self.lines[index.row() // 2].totals.get(name, 0)
        return f"{value:g}" if value else ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Day and weekday above, name and half day at the left."""
        if self.sheet is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self._name(section, role)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section >= len(self.sheet.days):
            return TOTALS[TOTAL_NAMES[section - len(self.sheet.days)]]
        day = self.sheet.days[section]
        weekday = WEEKDAYS[date(self.sheet.year, self.sheet.month, day).weekday()]
        return f"{day}\n{weekday[1:]}"

    def _name(self, section: int, role: int) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.DisplayRole:
            half = HALVES[section % 2]
            return f"{self.lines[section // 2].name}　{half}" if section % 2 == 0 else half.value
        return None


class SheetView(QTableView):
    """Arrows move over half days, Enter settles the one stood on, Home and End go to its ends."""

    entered_cell = Signal(object)
    """The `Place` stood on now, None for totals."""
    wanted = Signal()
    """Enter, Space or a double click: settle what is stood on."""

    def __init__(self, model: SheetModel) -> None:
        super().__init__()
        self._sheet = model
        self.setModel(model)
        self.setAccessibleName("月考勤表")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setSectionsClickable(False)
            header.setHighlightSections(True)
            header.setMinimumSectionSize(1)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.selectionModel().currentChanged.connect(
            lambda now, _before: self.entered_cell.emit(model.place(now))
        )
        self.doubleClicked.connect(lambda _index: self.wanted.emit())
        self.fit()

    def fit(self) -> None:
        """Narrow columns and low lines, by the text size: a month fits the screen."""
        metrics = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(metrics.height() + theme.SMALL)
        widest = max((len(line.name) for line in self._sheet.lines), default=3)
        character = metrics.horizontalAdvance("中")
        self.verticalHeader().setFixedWidth((min(widest, 6) + 3) * character + theme.LARGE)
        days = 0 if self._sheet.sheet is None else len(self._sheet.sheet.days)
        for column in range(self._sheet.columnCount()):
            words = 1 if column < days else len(TOTALS[TOTAL_NAMES[column - days]])
            self.setColumnWidth(column, words * character + (12 if column < days else theme.LARGE))

    def go(self, staff: UUID, on: date, half: Half) -> None:
        """Stand on a half day."""
        for number, line in enumerate(self._sheet.lines):
            if line.staff == staff:
                row = 2 * number + HALVES.index(half)
                self.setCurrentIndex(self._sheet.index(row, on.day - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space ask to settle."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if not event.modifiers():
                self.wanted.emit()
                return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_sheet"):
            self.fit()
