"""Filter chips: one button per filter, with a menu of its choices or of spans of days."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.choice import Choice
from desktop.dates import parse_date, show_date
from desktop.listing.source import Dates, Filter, FilterValue


def spans(today: date) -> dict[str, Dates]:
    """The spans of days a clerk asks for, weeks from Monday."""
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    last = today.replace(day=calendar.monthrange(today.year, today.month)[1])
    return {
        "今天": Dates(today, today),
        "本周": Dates(monday, monday + timedelta(days=6)),
        "本月": Dates(month, last),
        "上月": Dates(before.replace(day=1), before),
        "今年": Dates(date(today.year, 1, 1), date(today.year, 12, 31)),
        "去年": Dates(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }


class Chip(QToolButton):
    """One filter; emits `changed` with the new value, None for 全部."""

    changed = Signal(object)

    def __init__(
        self, wanted: Filter, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._filter = wanted
        self._today = today
        self.value: FilterValue | None = None
        theme.set_role(self, "chip")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMenu(QMenu(self))
        self.menu().aboutToShow.connect(self._fill)
        self.set_value(wanted.default)

    @property
    def name(self) -> str:
        """The filter's name in `Query.filters`."""
        return self._filter.name

    def set_value(self, value: FilterValue | None) -> None:
        """Show a value without telling anyone."""
        self.value = value
        words = self._words(value)
        self.setText(f"{self._filter.title}：{words}" if words else self._filter.title)
        self.setAccessibleName(f"筛选{self._filter.title}，现为{words or '全部'}")
        self.setProperty("set", bool(words))
        self.style().unpolish(self)
        self.style().polish(self)

    def _choices(self) -> list[Choice]:
        choices = self._filter.choices
        return list(choices() if callable(choices) else choices)

    def _words(self, value: FilterValue | None) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return next((c.title for c in self._choices() if c.value == value), value)
        today = self._today()
        named = next((name for name, span in spans(today).items() if span == value), None)
        first = show_date(value.first, today) if value.first else ""
        last = show_date(value.last, today) if value.last else ""
        return named or f"{first}至{last}"

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        group = QActionGroup(menu)
        offers: list[tuple[str, FilterValue | None]] = [("全部", None)]
        if self._filter.dates:
            offers += list(spans(self._today()).items())
        else:
            offers += [(choice.title, choice.value) for choice in self._choices()]
        for title, value in offers:
            action = QAction(title.replace("&", "&&"), group)
            action.setCheckable(True)
            action.setChecked(value == self.value)
            action.triggered.connect(lambda _=False, v=value: self._pick(v))
            menu.addAction(action)
        if self._filter.dates:
            menu.addSeparator()
            menu.addAction("选择起止日期…", self._ask_span)

    def _pick(self, value: FilterValue | None) -> None:
        if value != self.value:
            self.set_value(value)
            self.changed.emit(value)

    def _ask_span(self) -> None:
        value = self.value if isinstance(self.value, Dates) else Dates()
        dialog = SpanDialog(value, self._today(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.picked.connect(self._pick)
        dialog.open()


class SpanDialog(QDialog):
    """First and last day of a filter; an empty field leaves that end open."""

    picked = Signal(object)

    def __init__(self, value: Dates, today: date, parent: QWidget) -> None:
        super().__init__(parent)
        self._today = today
        self.setWindowTitle("选择起止日期")
        self.first, self.last = QLineEdit(), QLineEdit()
        self.problem = QLabel(" ")
        theme.set_role(self.problem, "problem")
        grid = QGridLayout()
        for place, (title, edit, day) in enumerate(
            (("从", self.first, value.first), ("至", self.last, value.last))
        ):
            label = QLabel(title)
            label.setBuddy(edit)
            edit.setText(day.isoformat() if day else "")
            edit.setPlaceholderText("如 1121")
            grid.addWidget(label, 0, place)
            grid.addWidget(edit, 1, place)
        ok = QPushButton("筛选")
        theme.set_role(ok, "primary")
        ok.clicked.connect(self._check)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(ok)
        row.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.LARGE, theme.WIDE, theme.LARGE)
        layout.addLayout(grid)
        layout.addWidget(self.problem)
        layout.addLayout(row)

    def _check(self) -> None:
        days: list[date | None] = []
        for edit in (self.first, self.last):
            try:
                days.append(parse_date(edit.text(), self._today) if edit.text().strip() else None)
            except ValueError as error:
                self.problem.setText(str(error))
                edit.setFocus()
                edit.selectAll()
                return
        first, last = days
        if first and last and last < first:
            self.problem.setText("终止日期早于起始日期")
            self.last.setFocus()
            return
        self.accept()
        self.picked.emit(None if first is None and last is None else Dates(first, last))
