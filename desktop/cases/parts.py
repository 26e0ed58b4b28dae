"""Parts that the tabs of a case share: cards, short tables, texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHeaderView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.dates import show_moment
from desktop.listing.model import AnyIndex
from desktop.parts import Fact, words

LATE_ENTRY = timedelta(minutes=10)


class Hairlines(QStyledItemDelegate):
    """A line under each row, as in every list."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw the cell and its line."""
        super().paint(painter, option, index)
        table = self.parent()
        if isinstance(table, QTableWidget):
            rect = table.visualRect(table.model().index(index.row(), index.column()))
            line = theme.look().palette.color("line")
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, line)


def entered_later(at: datetime, entered: datetime) -> str:
    """（补录于 …） where something was entered later than it happened."""
    return f"（补录于 {show_moment(entered)}）" if entered - at > LATE_ENTRY else ""


def new_page() -> tuple[QWidget, QVBoxLayout]:
    """An empty tab and its layout."""
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
    layout.setSpacing(theme.MEDIUM)
    return page, layout


def new_card() -> tuple[QFrame, QVBoxLayout]:
    """An empty card and its layout."""
    card = QFrame()
    theme.set_role(card, "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
    layout.setSpacing(theme.SMALL)
    return card, layout


def facts_card(title: str, facts: Sequence[Fact]) -> QWidget:
    """Facts two to a row, long ones over the whole width."""
    card, layout = new_card()
    heading = QLabel(title)
    theme.set_role(heading, "second")
    layout.addWidget(heading)
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.MEDIUM)
    grid.setVerticalSpacing(theme.SMALL)
    row = column = 0
    for label, value in facts:
        wide = len(value) > 28
        if wide and column:
            row, column = row + 1, 0
        name = QLabel(label)
        theme.set_role(name, "second")
        grid.addWidget(name, row, column * 2, Qt.AlignmentFlag.AlignTop)
        span = 3 if wide else 1
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(words(value), row, column * 2 + 1, 1, span, top)
        column += 2 if wide else 1
        if column > 1:
            row, column = row + 1, 0
    character = card.fontMetrics().horizontalAdvance("0")
    for number in (0, 2):
        grid.setColumnMinimumWidth(number, 11 * character)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    layout.addLayout(grid)
    return card


def hint_text(words: str) -> QLabel:
    """A line that explains."""
    label = QLabel(words)
    theme.set_role(label, "second")
    return label


def warning_text(words: str) -> QLabel:
    """A line to look at."""
    label = QLabel(words)
    label.setWordWrap(True)
    theme.set_role(label, "warning")
    return label


def short_table(
    name: str, titles: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> QTableWidget:
    """A short read-only table, as high as its rows; `widths` in half-width characters."""
    table = QTableWidget(len(rows), len(titles))
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels(list(titles))
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setItemDelegate(Hairlines(table))
    table.setTabKeyNavigation(False)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    for column, width in enumerate(widths):
        if width:
            table.setColumnWidth(
                column, width * table.fontMetrics().horizontalAdvance("0") + theme.LARGE
            )
        else:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    for place, cells in enumerate(rows):
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            table.setItem(place, column, item)
    height = theme.row_height(table)
    table.verticalHeader().setDefaultSectionSize(height)
    table.setFixedHeight(height * (max(len(rows), 1) + 1) + theme.TIGHT)
    return table
