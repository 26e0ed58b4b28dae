"""A year at a glance: twelve months, 休 on days off by decree, 班 on weekends that are worked."""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from center.calendar import DayMark, WorkCalendar, spoken
from desktop import theme

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}
_WEEK = "一二三四五六日"


class YearCalendar(QWidget):
    """Arrows move from day to day, Enter, Space or a double click asks to mark a day."""

    mark_wanted = Signal()
    moved = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.day = today
        self.calendar = WorkCalendar({})
        self._changed: frozenset[date] = frozenset()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._name()

    @property
    def year(self) -> int:
        """The year in sight."""
        return self.day.year

    def show_marks(self, marks: Mapping[date, DayMark], changed: frozenset[date]) -> None:
        """Show these marks; `changed` are days not saved yet."""
        self.calendar, self._changed = WorkCalendar(marks), changed
        self._name()
        self.update()

    def go_to(self, day: date) -> None:
        """Stand on a day; its year comes into sight."""
        self.day = day
        self._name()
        self.update()
        self.moved.emit()

    def words(self, day: date) -> str:
        """A day and what it is: 2026年10月1日（周四） 国庆节放假."""
        why = self.calendar.why_worked(day) or self.calendar.why_off(day) or "上班"
        return f"{spoken(day)} {why}" + ("，还没有保存" if day in self._changed else "")

    def _name(self) -> None:
        self.setAccessibleName(self.words(self.day))

    # Places

    def _cell(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance("30") + round(metrics.height() * 0.9)
        return QSize(width, metrics.height() + 3)

    def _month_size(self) -> QSize:
        cell = self._cell()
        return QSize(7 * cell.width(), 8 * cell.height())

    def _across(self) -> int:
        """Months side by side: 4, 3 or 2, as the width allows."""
        wide = self._month_size().width() + theme.LARGE
        return next((n for n in (4, 3, 2) if n * wide - theme.LARGE <= self.width()), 2)

    def heightForWidth(self, width: int) -> int:
        """All twelve months, the fewer side by side the higher."""
        del width
        down = 12 // self._across()
        return down * (self._month_size().height() + theme.MEDIUM) - theme.MEDIUM

    def sizeHint(self) -> QSize:
        """Two months side by side at least."""
        return QSize(
            2 * self._month_size().width() + theme.LARGE, self.heightForWidth(self.width())
        )

    def minimumSizeHint(self) -> QSize:
        """Months are not squeezed."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer months side by side."""
        super().resizeEvent(event)
        self.updateGeometry()

    def _corner(self, month: int) -> QPoint:
        size, across = self._month_size(), self._across()
        gap = (self.width() - across * size.width()) // (across - 1)
        gap = min(max(gap, theme.LARGE), 2 * theme.WIDE)
        place, row = (month - 1) % across, (month - 1) // across
        return QPoint(place * (size.width() + gap), row * (size.height() + theme.MEDIUM))

    def where(self, day: date) -> QRect:
        """The box of a day of the year in sight."""
        cell, corner = self._cell(), self._corner(day.month)
        first = date(day.year, day.month, 1).weekday()
        number = first + day.day - 1
        place = QPoint(number % 7 * cell.width(), (number // 7 + 2) * cell.height())
        return QRect(corner + place, cell)

    def _day_at(self, point: QPoint) -> date | None:
        for month in range(1, 13):
            if QRect(self._corner(month), self._month_size()).contains(point):
                for number in range(1, months.monthrange(self.year, month)[1] + 1):
                    day = date(self.year, month, number)
                    if self.where(day).contains(point):
                        return day
        return None

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw twelve months."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for month in range(1, 13):
            self._paint_month(painter, month)
            for number in range(1, months.monthrange(self.year, month)[1] + 1):
                painter.setFont(self.font())
                self._paint_day(painter, date(self.year, month, number))

    def _paint_month(self, painter: QPainter, month: int) -> None:
        palette, cell, corner = theme.look().palette, self._cell(), self._corner(month)
        painter.setFont(self.font())
        painter.setPen(palette.color("text"))
        title = QRect(corner, QSize(self._month_size().width(), cell.height()))
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, f" {month}月")
        painter.setPen(palette.color("second"))
        for place, name in enumerate(_WEEK):
            box = QRect(corner + QPoint(place * cell.width(), cell.height()), cell)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)

    def _paint_day(self, painter: QPainter, day: date) -> None:
        palette, box = theme.look().palette, self.where(day)
        mark = self.calendar.marks.get(day)
        inner = box.adjusted(1, 1, -1, -1)
        if mark is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color("hover" if mark.kind == "holiday" else "selected"))
            painter.drawRoundedRect(inner, 4, 4)
        color = "text" if self.calendar.is_workday(day) else "second"
        if mark is not None:
            color = "today" if mark.kind == "holiday" else "accent"
        painter.setPen(palette.color(color))
        metrics = self.fontMetrics()
        number = box.adjusted(0, 0, -metrics.height() // 2 if mark else 0, 0)
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(day.day))
        if mark is not None:
            font = self.font()
            font.setPointSizeF(max(font.pointSizeF() * 0.7, 7.0))
            painter.setFont(font)
            side = box.adjusted(box.width() // 2 + 4, 0, -2, 0)
            word = "休" if mark.kind == "holiday" else "班"
            painter.drawText(side, Qt.AlignmentFlag.AlignCenter, word)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if day in self._changed:
            painter.setPen(palette.color("soon"))
            painter.drawRoundedRect(inner, 4, 4)
        if day == self._today:
            painter.setPen(palette.color("accent"))
            painter.drawLine(box.left() + 4, box.bottom() - 1, box.right() - 4, box.bottom() - 1)
        if day == self.day:
            painter.setPen(palette.color("accent" if self.hasFocus() else "edge"))
            painter.drawRoundedRect(inner, 4, 4)

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows by day and week, Page keys by month, Enter and Space mark."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.go_to(self.day + timedelta(days=_STEPS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._turn(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.mark_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _turn(self, by: int) -> None:
        number = self.day.year * 12 + self.day.month - 1 + by
        year, month = number // 12, number % 12 + 1
        last = months.monthrange(year, month)[1]
        self.go_to(date(year, month, min(self.day.day, last)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Stand on the day under the mouse."""
        day = self._day_at(event.position().toPoint())
        if day is not None:
            self.go_to(day)
            self.setFocus()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Mark the day under the mouse."""
        if self._day_at(event.position().toPoint()) is not None:
            self.mark_wanted.emit()

    def event(self, event: QEvent) -> bool:
        """Tell what a day is under the mouse; follow the text size."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            day = self._day_at(event.pos())
            QToolTip.showText(event.globalPos(), self.words(day) if day else "", self)
            return True
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        return super().event(event)
