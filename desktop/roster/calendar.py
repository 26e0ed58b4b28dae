"""The month as a calendar: people are dragged from day to day, or taken up and put down by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from center.calendar import WorkCalendar, spoken
from center.roster.check import Breach
from center.roster.records import Seat
from center.roster.request import month_days
from desktop import theme
from desktop.roster.grid import WEEK, Grid, clamp, paint_chip, paint_day, step
from desktop.roster.reading import Month, Place

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class MonthCalendar(QWidget):
    """Arrows go from day to day, Space from person to person; Ctrl+X takes up, Ctrl+V puts down.

    What a key or the mouse asks for is told by signals; the page does it or says why not.
    """

    opened = Signal(object, object)
    """Enter or a double click: the day and the person stood on, or None."""
    dropped = Signal(object, object, object, bool)
    """A person, the day it is put on, the person it was put on or None, and whether Shift says
    only to move."""
    take_off_wanted = Signal(object)
    pin_wanted = Signal(object)
    month_wanted = Signal(int)
    """So many months on or back."""
    menu_wanted = Signal(QPoint)
    moved = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.day = today
        self._days: Sequence[date] = month_days(today.year, today.month)
        self._places: dict[date, list[Place]] = {}
        self._need: Mapping[date, int] = {}
        self._alarms: dict[date, bool] = {}
        self._empty: set[date] = set()
        self._begun = False
        self._calendar = WorkCalendar({})
        self._at: int | None = None
        self._lit: frozenset[object] = frozenset()
        self.taken: Place | None = None
        self._pressed: QPoint | None = None
        self._hand: QPoint | None = None
        self._grid = Grid(self._days, self.rect(), self.fontMetrics())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    # What is shown

    def show_month(self, month: Month, calendar: WorkCalendar) -> None:
        """Show a month; the day stood on stays where it can."""
        self._calendar = calendar
        self._days = month_days(month.year, month.month)
        inside = (self.day.year, self.day.month) == (month.year, month.month)
        self.day = self.day if inside else self._first_day()
        self._places = {}
        for place in month.places:
            self._places.setdefault(place.on, []).append(place)
        self._need, self._begun = month.need, month.roster is not None
        self._alarms = {}
        self._empty = {f.day for f in month.findings if f.day and f.breach is Breach.EMPTY}
        for finding in month.findings:
            if finding.day is not None:
                known = self._alarms.get(finding.day, False)
                self._alarms[finding.day] = known or finding.blocking
        self.taken, self._hand = None, None
        if self._at is not None and self._at >= len(self._places.get(self.day, ())):
            self._at = None
        self._lay()

    def _first_day(self) -> date:
        return clamp(self._today, self._days)

    def light(self, people: frozenset[object]) -> None:
        """Make these people's days stand out."""
        self._lit = people
        self.update()

    def go_to(self, day: date, at: int | None = None) -> None:
        """Stand on a day of the month, or on its person number `at`."""
        self.day, self._at = clamp(day, self._days), at
        self._name()
        self.update()
        self.moved.emit()

    def place(self) -> Place | None:
        """The person stood on; of a day its only one, not counting who is there every day."""
        there = self._places.get(self.day, [])
        if self._at is not None and self._at < len(there):
            return there[self._at]
        turns = [one for one in there if one.seat is not Seat.IN_CHARGE] or there
        return turns[0] if len(turns) == 1 else None

    def box(self, place: Place) -> QRect:
        """Where a person stands."""
        chips = self._grid.chips[place.on]
        return next(chip.box for chip in chips if chip.place.turn == place.turn)

    def cell(self, day: date) -> QRect:
        """The box of a day."""
        return self._grid.cell(day)

    def words(self, day: date) -> str:
        """A day read out: what it is and who serves."""
        why = self._calendar.why_worked(day) or self._calendar.why_off(day) or "上班"
        there = self._places.get(day, [])
        none = "没有人值班" if day in self._need and self._begun else "未排班"
        said = "；".join(place.words for place in there) or none
        return f"{spoken(day)} {why}：{said}"

    def _name(self) -> None:
        place = self.place() if self._at is not None else None
        self.setAccessibleName(self.words(self.day) if place is None else place.words)

    def _lay(self) -> None:
        self._grid = Grid(self._days, self.rect(), self.fontMetrics())
        self._grid.lay(self._places)
        self._name()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for three lines of names a day."""
        line = self.fontMetrics().height() + 4
        return QSize(7 * 9 * self.fontMetrics().horizontalAdvance("0"), 6 * 4 * line)

    def minimumSizeHint(self) -> QSize:
        """At least one line of names a day."""
        line = self.fontMetrics().height() + 4
        return QSize(7 * 60, 6 * 2 * line + line)

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the weekdays, the days, the people, and who is in the hand."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = theme.look().palette
        painter.setPen(palette.color("second"))
        for column, name in enumerate(WEEK):
            left = column * self.width() // 7
            box = QRect(left, 0, self.width() // 7, self._grid.head)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for day in self._days:
            self._paint_day(painter, day)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.place() if self._at is not None else None
        for chips in self._grid.chips.values():
            for chip in chips:
                place = chip.place
                paint_chip(
                    painter,
                    chip.box,
                    place,
                    taken=place is self.taken,
                    chosen=place is chosen,
                    lit=place.staff in self._lit,
                )
        if self.taken is not None and self._hand is not None:
            box = QRect(self._hand - QPoint(20, 10), self.box(self.taken).size())
            paint_chip(painter, box, self.taken, taken=True, chosen=True, lit=False)

    def _paint_day(self, painter: QPainter, day: date) -> None:
        palette, box = theme.look().palette, self._grid.cell(day)
        paint_day(
            painter,
            self._grid,
            day,
            self._calendar,
            today=day == self._today,
            wanted=day in self._need or bool(self._places.get(day)),
        )
        if day in self._empty:
            painter.setPen(palette.color("today"))
            bottom = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter
            painter.drawText(box.adjusted(0, 0, 0, -4), bottom, "无人值班")
        if day in self._alarms:
            color = palette.color("today" if self._alarms[day] else "soon")
            painter.fillRect(box.left(), box.top() + 1, 3, box.height() - 1, color)
        target = self._grid.day_at(self._hand) if self._hand is not None else None
        if day in (self.day, target):
            focused = self.hasFocus() or day == target
            painter.setPen(QPen(palette.color("accent" if focused else "edge"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(2, 2, -1, -1))

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, take up, put down, fix, take off, open."""
        key, held = Qt.Key(event.key()), event.modifiers()
        place = self.place()
        if key in _STEPS:
            self.go_to(step(self.day, _STEPS[key], self._days))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.month_wanted.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key == Qt.Key.Key_Home:
            self.go_to(self._days[0])
        elif key == Qt.Key.Key_End:
            self.go_to(self._days[-1])
        elif key == Qt.Key.Key_Space:
            self._next_person()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.day, place)
        elif key == Qt.Key.Key_X and held & _CONTROL:
            self._take(place)
        elif key == Qt.Key.Key_V and held & _CONTROL and self.taken is not None:
            onto = place if self._at is not None else None
            self._drop(self.day, onto, plain=bool(held & _SHIFT))
        elif key == Qt.Key.Key_Escape and self.taken is not None:
            self._take(None)
        elif key == Qt.Key.Key_Delete and place is not None:
            self.take_off_wanted.emit(place)
        elif key == Qt.Key.Key_P and place is not None:
            self.pin_wanted.emit(place)
        else:
            super().keyPressEvent(event)

    def _next_person(self) -> None:
        there = self._places.get(self.day, [])
        if there:
            self.go_to(self.day, 0 if self._at is None else (self._at + 1) % len(there))

    def _take(self, place: Place | None) -> None:
        self.taken, self._hand, self._pressed = place, None, None
        self.update()
        self.moved.emit()

    def _drop(self, day: date, onto: Place | None, *, plain: bool) -> None:
        place = self.taken
        self._take(None)
        if place is not None and day != place.on:
            self.dropped.emit(place, day, onto, plain)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Stand on what is under the mouse; a person there may be dragged."""
        point = event.position().toPoint()
        day, chip = self._grid.day_at(point), self._grid.chip_at(point)
        self.setFocus()
        if day is None:
            return
        at = None if chip is None else self._places[day].index(chip.place)
        self.go_to(day, at)
        if chip is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = point

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry a person once the mouse has gone far enough."""
        point = event.position().toPoint()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        far = (point - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if self._hand is None and far:
            chip = self._grid.chip_at(self._pressed)
            self.taken = None if chip is None else chip.place
        if self.taken is not None:
            self._hand = point
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put down whom the mouse carries; outside the month he goes back."""
        point = event.position().toPoint()
        carried = self._hand is not None
        self._pressed = None
        if not carried:
            return
        day, chip = self._grid.day_at(point), self._grid.chip_at(point)
        if day is None:
            self._take(None)
        else:
            plain = bool(event.modifiers() & _SHIFT)
            self._drop(day, None if chip is None else chip.place, plain=plain)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the day or the person."""
        if self._grid.day_at(event.position().toPoint()) is not None:
            self.opened.emit(self.day, self.place())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the person or day."""
        self.menu_wanted.emit(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Tell who is under the mouse; follow the text size."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            chip, day = self._grid.chip_at(event.pos()), self._grid.day_at(event.pos())
            said = chip.place.words if chip else self.words(day) if day else ""
            QToolTip.showText(event.globalPos(), said, self)
            return True
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_grid"):
            self._lay()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the month out anew."""
        super().resizeEvent(event)
        self._lay()
