"""Where the days and people of a month stand in its calendar, and how they are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from center.calendar import WorkCalendar
from center.roster.records import CHIEF, IN_CHARGE, Seat
from desktop import theme
from desktop.roster.reading import Place

WEEK = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
RANKS = ((CHIEF, "正职"), (IN_CHARGE, "分管领导"), ("其他", "其他领导"), ("", "值班干部"))
"""The ranks that are coloured apart, with their words in the legend."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One person's box in a day; `hidden` people did not find room and are only counted."""

    box: QRect
    place: Place


@dataclass
class Grid:
    """The boxes of a month for a size of the widget."""

    days: Sequence[date]
    size: QRect
    metrics: QFontMetrics
    chips: dict[date, list[Chip]] = field(default_factory=dict)
    hidden: dict[date, int] = field(default_factory=dict)

    @property
    def head(self) -> int:
        """Height of the line of weekdays."""
        return self.metrics.height() + theme.SMALL

    @property
    def rows(self) -> int:
        """Weeks of the month."""
        return (self.days[0].weekday() + len(self.days) + 6) // 7

    def cell(self, day: date) -> QRect:
        """The box of a day."""
        number = self.days[0].weekday() + day.day - 1
        column, row = number % 7, number // 7
        width, height = self.size.width() - 1, self.size.height() - self.head - 1
        left, right = column * width // 7, (column + 1) * width // 7
        top, bottom = row * height // self.rows, (row + 1) * height // self.rows
        return QRect(QPoint(left, self.head + top), QPoint(right - 1, self.head + bottom - 1))

    def day_at(self, point: QPoint) -> date | None:
        """The day under a point; None outside the month."""
        return next((day for day in self.days if self.cell(day).contains(point)), None)

    def chip_at(self, point: QPoint) -> Chip | None:
        """The person under a point."""
        chips = (chip for chips in self.chips.values() for chip in chips)
        return next((chip for chip in chips if chip.box.contains(point)), None)

    def lay(self, places: Mapping[date, Sequence[Place]]) -> None:
        """Give every person a box, side by side as far as a day is wide.

        Where the days are too low for that, the first stands beside the day's number.
        """
        for day in self.days:
            there = places.get(day, ())
            self.chips[day] = self._fill(day, there, beside=False)
            if len(self.chips[day]) < len(there):
                self.chips[day] = self._fill(day, there, beside=True)
            self.hidden[day] = len(there) - len(self.chips[day])

    def room(self, day: date) -> QRect:
        """Where a word about the day fits beside its number."""
        top = self.cell(day).adjusted(6, 2, -5, 0)
        top.setHeight(self.metrics.height() + 1)
        beside = [
            chip.box.right() for chip in self.chips.get(day, ()) if chip.box.top() < top.bottom()
        ]
        top.setLeft(max([top.left() + self._number, *beside]) + 3)
        return top

    @property
    def _number(self) -> int:
        return self.metrics.horizontalAdvance("30")

    def _fill(self, day: date, there: Sequence[Place], *, beside: bool) -> list[Chip]:
        high, gap = self.metrics.height() + (0 if beside else 2), 1 if beside else 3
        cell = self.cell(day)
        inner = cell.adjusted(4, 3 if beside else self.metrics.height() + 5, -3, -2)
        start = inner.left() + (self._number + 3 if beside else 0)
        left, top, chips = start, inner.top(), list[Chip]()
        for place in there:
            width = self.metrics.horizontalAdvance(label(place)) + 10
            if left > start and left + width > inner.right() + 1:
                left = start = inner.left()
                top += high + gap
            width = min(width, inner.right() + 1 - left)
            if top + high > inner.bottom() + 2:
                break
            chips.append(Chip(QRect(left, top, width, high), place))
            left += width + gap
        return chips


def label(place: Place) -> str:
    """What a box says: the name, and 分管 before the one who is there every day."""
    changed = "换 " if place.instead_of else ""
    charge = "分管 " if place.seat is Seat.IN_CHARGE else ""
    return f"{changed}{charge}{place.name}"


def rank_colors(rank: str) -> tuple[QColor, QColor]:
    """Fill and edge of a rank; the words and the edge's strength tell them apart in grey too."""
    palette = theme.look().palette
    if rank == CHIEF:
        return palette.color("selected"), palette.color("accent")
    if rank == IN_CHARGE:
        return palette.color("surface"), palette.color("normal")
    if rank:
        return palette.color("hover"), palette.color("edge")
    return palette.color("surface"), palette.color("edge")


def paint_chip(
    painter: QPainter, box: QRect, place: Place, *, taken: bool, chosen: bool, lit: bool
) -> None:
    """One person: filled by rank, a bar at the left, a corner when fixed by hand."""
    palette = theme.look().palette
    fill, edge = rank_colors(place.rank)
    painter.setPen(QPen(palette.color("accent"), 2) if chosen or lit else QPen(edge, 1))
    if taken or place.waiting:
        painter.setPen(QPen(palette.color("soon"), 1, Qt.PenStyle.DashLine))
    painter.setBrush(fill)
    painter.drawRoundedRect(box, 3, 3)
    painter.fillRect(box.left(), box.top() + 2, 3, box.height() - 4, edge)
    painter.setPen(palette.color("text"))
    inner = box.adjusted(6, 0, -2, 0)
    metrics, words = painter.fontMetrics(), label(place)
    if place.seat is Seat.IN_CHARGE and metrics.horizontalAdvance(words) > inner.width() + 1:
        words = place.name
    words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, inner.width() + 1)
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, words)
    if place.pinned and not place.instead_of:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color("second"))
        right, top = box.right(), box.top() + 1
        painter.drawPolygon([QPoint(right - 5, top), QPoint(right, top), QPoint(right, top + 5)])


def paint_day(
    painter: QPainter, grid: Grid, day: date, calendar: WorkCalendar, *, today: bool, wanted: bool
) -> None:
    """A day's box with its number, the festival's name on days off and 班 on make-up days."""
    palette, box = theme.look().palette, grid.cell(day)
    mark = calendar.marks.get(day)
    painter.setPen(palette.color("line"))
    painter.setBrush(palette.color("surface" if wanted else "background"))
    painter.drawRect(box)
    top = box.adjusted(6, 2, -5, 0)
    top.setHeight(painter.fontMetrics().height() + 1)
    off = not calendar.is_workday(day)
    painter.setPen(palette.color("second" if off else "text"))
    if mark is not None:
        painter.setPen(palette.color("today" if mark.kind == "holiday" else "accent"))
    painter.drawText(top, Qt.AlignmentFlag.AlignVCenter, str(day.day))
    said = ["今天"] if today else []
    if mark is not None:
        holiday = mark.kind == "holiday"
        said = [mark.name, "休"] if holiday else [f"{mark.name}调休上班", "班"]
    if grid.hidden.get(day):
        painter.setPen(palette.color("second"))
        said = [f"还有 {grid.hidden[day]} 人", f"+{grid.hidden[day]}"]
    room = grid.room(day)
    fits = [words for words in said if grid.metrics.horizontalAdvance(words) <= room.width()]
    right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
    painter.drawText(room, right, next(iter(fits), ""))
    if today:
        painter.fillRect(box.left() + 1, box.top() + 1, box.width() - 1, 2, palette.color("accent"))


def month_of(year: int, month: int, by: int) -> tuple[int, int]:
    """The month some months later."""
    number = year * 12 + month - 1 + by
    return number // 12, number % 12 + 1


def clamp(day: date, days: Sequence[date]) -> date:
    """The nearest day of a month."""
    return min(max(day, days[0]), days[-1])


def step(day: date, by: int, days: Sequence[date]) -> date:
    """Some days on, within the month."""
    return clamp(day + timedelta(days=by), days)
