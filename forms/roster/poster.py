"""接访公示: one month of leaders at the centre on one sheet that is read from two metres (DUTY-06).

Names of leaders and their posts are public by the regulations and stand in full; of phones only
the office's own are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from reportlab.pdfgen.canvas import Canvas

from center.calendar import WEEKDAY_NAMES
from center.errors import Expected
from center.roster.records import Seat
from forms import fonts
from forms.boards import fitting, set_line
from forms.page import A3_WIDE, A4_WIDE, LARGE, make_sheets
from forms.paragraph import Block, Style
from forms.roster.month import Day, Month, Person, short

PosterSize = Literal["A4", "A3"]

# Shares of the sheet's height.
_UNIT, _TITLE, _HEAD, _FOOT_LINE = 0.042, 0.074, 0.05, 0.034
_GAP = 0.012
_REST_GREY = 0.9
_LONG_NAME = 4
"""Characters of a name that still stands beside another."""
LEGAL = "依法应当通过诉讼、仲裁、行政复议等途径解决的事项，接访时当面告知途径。"
CHANGES = "安排如有变动，以更新后的公示为准。"


def title_of(month: Month) -> str:
    """2026年12月领导干部接访安排公示."""
    return f"{month.year}年{month.month}月领导干部接访安排公示"


def poster(month: Month, size: PosterSize = "A4") -> bytes:
    """The poster of a published month, landscape, always one page.

    The type is as large as the sheet allows: names on A4 about 8 mm high, on A3 about 12. Raises
    Expected for a month that is not published, fonts.MissingGlyph; the same month gives the same
    bytes.
    """
    if month.published_on is None:
        raise Expected(f"{month.year}年{month.month}月的班表还没有公布，没有生成公示。请先公布。")
    fonts.check("".join(dict.fromkeys("".join(_texts(month)))))
    return make_sheets(
        lambda _scale: [_Poster(month)],
        title=title_of(month),
        author=month.unit,
        sheet=A3_WIDE if size == "A3" else A4_WIDE,
        scales=(LARGE,),
    )


def foot_lines(month: Month) -> list[str]:
    """What stands below the days: when, where, whom to ask, who is there besides."""
    said = [f"接访时间：{hours_of(month)}　　接访地点：{month.place}"]
    phones = (("咨询、预约电话", month.phone), ("监督电话", month.complaint_phone))
    known = [f"{label}：{number}" for label, number in phones if number]
    said += ["　　".join(known)] if known else []
    said += in_charge(month)
    return [*said, LEGAL]


def hours_of(month: Month) -> str:
    """The hours, with the days they hold for where days off are free."""
    always = any(day.of(Seat.LEADER) for day in month.days if not day.working)
    return month.hours if always else f"工作日 {month.hours}"


def in_charge(month: Month) -> list[str]:
    """The leader in charge and the working days he is not there (DUTY-03)."""
    days = [day for day in month.days if day.working]
    there: dict[tuple[str, str], int] = {}
    for day in days:
        for one in day.of(Seat.IN_CHARGE):
            there[one.name, one.post] = there.get((one.name, one.post), 0) + 1
    said = []
    for name, post in there:
        absent = [
            short(day.on)
            for day in days
            if name not in [one.name for one in day.of(Seat.IN_CHARGE)]
        ]
        but = f"（{'、'.join(absent)}除外）" if absent else ""
        said.append(f"分管领导：{name}（{post}），每个工作日在中心{but}")
    return said


def weeks(month: Month) -> tuple[list[int], list[dict[int, Day]]]:
    """The weekdays shown (0 Monday) and the weeks, each its days by weekday.

    Saturday and Sunday are shown only in a month in which somebody serves on one.
    """
    served = {day.on.weekday() for day in month.days if day.of(Seat.LEADER)}
    columns = [weekday for weekday in range(7) if weekday < 5 or weekday in served]
    found: dict[object, dict[int, Day]] = {}
    for day in month.days:
        monday = day.on - timedelta(days=day.on.weekday())
        if day.on.weekday() in columns:
            found.setdefault(monday, {})[day.on.weekday()] = day
    return columns, list(found.values())


def _texts(month: Month) -> list[str]:
    people = [f"{one.name}{one.post}" for day in month.days for one in day.of(Seat.LEADER)]
    marks = [day.mark for day in month.days]
    fixed = "周日已变更月年公布0123456789班休"
    return [
        title_of(month),
        month.unit,
        *foot_lines(month),
        *people,
        *marks,
        month.state,
        CHANGES,
        fixed,
    ]


class _Poster(Block):
    """The whole sheet: unit, title, the grid of the month, what a visitor must know."""

    def __init__(self, month: Month) -> None:
        super().__init__()
        self._month = month

    def wrap(self, width: float, height: float, /) -> tuple[float, float]:
        """As large as the column."""
        self.width, self.height = width, height
        return width, height

    def draw(self) -> None:
        """Draw it from top to bottom; the grid takes what is left between."""
        month, tall = self._month, self.height
        top = self._line(month.unit, "heading", _UNIT, tall)
        top = self._line(title_of(month), "title", _TITLE, top) - _GAP * tall
        below = foot_lines(month)
        foot = (len(below) + 1) * _FOOT_LINE * 1.3 * tall + _GAP * tall
        self._grid(top, foot)
        top = foot - _GAP * tall
        for text in below:
            self._foot(text, top, "left")
            top -= _FOOT_LINE * 1.3 * tall
        self._foot(CHANGES, top, "left")
        self._foot(month.state, top, "right")

    def _line(self, text: str, role: fonts.Role, share: float, top: float) -> float:
        style = fitting(text, role, share * self.height, self.width)
        set_line(self.canv, text, style, 0, top, self.width)
        return top - style.leading

    def _foot(self, text: str, top: float, align: Literal["left", "right"]) -> None:
        style = fitting(text, "body", _FOOT_LINE * self.height, self.width)
        style = Style(style.role, style.size, style.leading, align)
        set_line(self.canv, text, style, 0, top, self.width)

    def _grid(self, top: float, bottom: float) -> None:
        columns, rows = weeks(self._month)
        head = _HEAD * self.height
        wide, high = self.width / len(columns), (top - head - bottom) / len(rows)
        canvas = self.canv
        for at, weekday in enumerate(columns):
            text = f"周{WEEKDAY_NAMES[weekday]}"
            style = fitting(text, "heading", head * 0.62, wide)
            set_line(canvas, text, style, at * wide, top - (head - style.leading) / 2, wide)
        for row, week in enumerate(rows):
            upper = top - head - row * high
            for at, weekday in enumerate(columns):
                day = week.get(weekday)
                if day is not None:
                    _draw_day(canvas, day, at * wide, upper, wide, high)
        canvas.setLineWidth(self.height / 500)
        lines = [(at * wide, top, at * wide, bottom) for at in range(len(columns) + 1)]
        lines += [(0, top, self.width, top), (0, bottom, self.width, bottom)]
        edges = [top - head - row * high for row in range(len(rows))]
        lines += [(0, edge, self.width, edge) for edge in edges]
        canvas.lines(lines)


def _draw_day(canvas: Canvas, day: Day, x: float, top: float, wide: float, high: float) -> None:
    """A day: its number with what is special about it, below it the leaders."""
    people = day.of(Seat.LEADER)
    if not people:
        canvas.saveState()
        canvas.setFillGray(_REST_GREY)
        canvas.rect(x, top - high, wide, high, stroke=0, fill=1)
        canvas.restoreState()
    pad, band = 0.04 * wide, 0.24 * high
    number = f"{day.on.day}日" + (" 班" if day.working and day.on.weekday() >= 5 else "")
    left = _left(number, "heading", band * 0.8, wide - 2 * pad)
    set_line(canvas, number, left, x + pad, top - band * 0.1, wide - 2 * pad)
    changed = [one.changed_on for one in people if one.changed_on is not None]
    if changed:
        used = fonts.width("heading", number) * left.size + 2 * pad
        _tag(canvas, f"已变更 {short(max(changed))}", x + used, top, wide - used - pad, band)
    if not people:
        said = day.mark.removesuffix("放假") if day.mark != "周末" else ""
        style = fitting(said or "休", "body", (high - band) * 0.4, wide - 2 * pad)
        middle = top - band - (high - band - style.leading) / 2
        set_line(canvas, said or "休", style, x + pad, middle, wide - 2 * pad)
        return
    _draw_leaders(canvas, people, x + pad, top - band, wide - 2 * pad, high - band)


def _draw_leaders(
    canvas: Canvas, people: Sequence[Person], x: float, top: float, wide: float, high: float
) -> None:
    """Two short names beside each other, long ones below each other."""
    long = max(fonts.width("title", one.name) for one in people) > _LONG_NAME
    for at, one in enumerate(people):
        if long:
            each = high / len(people)
            _draw_leader(canvas, one, x, top - at * each, wide, each)
        else:
            each = wide / len(people)
            _draw_leader(canvas, one, x + at * each, top, each, high)


def _draw_leader(
    canvas: Canvas, one: Person, x: float, top: float, wide: float, high: float
) -> None:
    name = fitting(one.name, "title", high * 0.48, wide * 0.92)
    post = fitting(one.post or " ", "body", high * 0.27, wide * 0.92)
    free = (high - name.leading - post.leading) / 2
    set_line(canvas, one.name, name, x, top - free, wide)
    if one.post:
        set_line(canvas, one.post, post, x, top - free - name.leading, wide)


def _tag(canvas: Canvas, text: str, x: float, top: float, wide: float, band: float) -> None:
    """White on black at the right of the day's number."""
    style = fitting(text, "heading", band * 0.6, wide)
    long = fonts.width("heading", text) * style.size + style.size * 0.4
    left = x + wide - long
    canvas.saveState()
    canvas.setFillGray(0)
    canvas.rect(left, top - band * 0.12 - style.leading, long, style.leading, stroke=0, fill=1)
    canvas.setFillGray(1)
    set_line(canvas, text, style, left, top - band * 0.12, long)
    canvas.restoreState()


def _left(text: str, role: fonts.Role, size: float, wide: float) -> Style:
    style = fitting(text, role, size, wide)
    return Style(style.role, style.size, style.leading, "left")
