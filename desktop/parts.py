"""The plain parts of a record's tabs: cards of facts and short read-only tables."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import theme

Fact = tuple[str, str]
_LONG = 28


def column() -> tuple[QWidget, QVBoxLayout]:
    """An empty tab with its layout, filled top to bottom."""
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, theme.MEDIUM, 0, 0)
    layout.setSpacing(theme.MEDIUM)
    return page, layout


def words(text: str, role: str = "") -> QLabel:
    """Text to read and copy, never taken for markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        theme.set_role(label, role)
    return label


def facts(title: str, pairs: Sequence[Fact]) -> QFrame:
    """A card of labelled facts in two columns; long ones take the whole width, empty ones none."""
    card = QFrame()
    theme.set_role(card, "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
    layout.setSpacing(theme.SMALL)
    heading = words(title, "heading")
    heading.setIndent(0)
    layout.addWidget(heading)
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.MEDIUM)
    grid.setVerticalSpacing(theme.SMALL)
    row = place = 0
    for label, value in pairs:
        if not value:
            continue
        wide = len(value) > _LONG or "\n" in value
        if wide and place:
            row, place = row + 1, 0
        name = QLabel(label)
        theme.set_role(name, "second")
        grid.addWidget(name, row, place * 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words(value), row, place * 2 + 1, 1, 3 if wide else 1)
        place += 2 if wide else 1
        if place > 1:
            row, place = row + 1, 0
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    layout.addLayout(grid)
    return card


def table(
    name: str, titles: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> QTableWidget:
    """A table as high as its rows; `widths` in half-width characters, 0 takes what is left."""
    made = QTableWidget(len(rows), len(titles))
    made.setAccessibleName(name)
    made.setHorizontalHeaderLabels(list(titles))
    made.verticalHeader().hide()
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setShowGrid(False)
    made.setTabKeyNavigation(False)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    header = made.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    character = made.fontMetrics().horizontalAdvance("0")
    for number, width in enumerate(widths):
        if width:
            made.setColumnWidth(number, width * character + theme.LARGE)
        else:
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
    for place, cells in enumerate(rows):
        for number, text in enumerate(cells):
            item = QTableWidgetItem(" ".join(text.split()))
            item.setToolTip(text)
            made.setItem(place, number, item)
    height = theme.row_height(made)
    made.verticalHeader().setDefaultSectionSize(height)
    made.setFixedHeight(height * (max(len(rows), 1) + 1) + theme.TIGHT)
    if rows:
        made.setCurrentCell(0, 0)
    return made
