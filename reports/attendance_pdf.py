"""The monthly attendance sheet (月考勤表) as a PDF of the same look as the workbook (ATT-10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain, islice

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from center.attendance.hours import Half
from center.attendance.month import TOTALS, Sheet, SheetLine
from forms import fonts
from forms.page import A4_HEIGHT, A4_WIDTH, Scale, make_sheets
from forms.page import Sheet as Page
from forms.paragraph import Align, Block, Line, Pen, Style, break_lines
from reports.attendance import BEFORE, SHOWN, WEEKDAYS, Paper, closing, facts_of, number, title_of

PAGES: dict[Paper, Page] = {
    "A4": Page(A4_HEIGHT, A4_WIDTH, 10 * mm, 10 * mm, 9 * mm, 11 * mm),
    "A3": Page(2 * A4_WIDTH, A4_HEIGHT, 12 * mm, 12 * mm, 11 * mm, 12 * mm),
}
_SCALES: dict[Paper, float] = {"A4": 1.0, "A3": 1.4}
_ONE = Scale(size=8, leading=11, title=16, unit=9, pad=2, gap=3, qr=0)
_LINE, _HEAD = 12.0, 14.0
"""Heights in points of a half day's line and of a line of the heading, on A4."""
_SMALL = 8.5
_SHARES = (0.7, 1.5, 0.8)
_DAY, _TOTAL = 0.58, 0.78
_REST_GREY = 0.9


def monthly_attendance_pdf(sheets: Sequence[Sheet], *, unit: str, paper: Paper = "A4") -> bytes:
    """The sheets of a month one after the other, the heading on every page; raises MissingGlyph.

    The same input gives the same bytes.
    """
    texts = chain.from_iterable(_texts(sheet, unit) for sheet in sheets)
    fonts.check("".join(dict.fromkeys("".join(texts))))
    size = PAGES[paper]
    month = f"{sheets[0].year}年{sheets[0].month}月" if sheets else ""

    def build(_scale: Scale) -> list[Block]:
        return [
            page for sheet in sheets for page in _pages(sheet, unit, size.column, _SCALES[paper])
        ]

    return make_sheets(build, title=f"{month}考勤表", author=unit, sheet=size, scales=(_ONE,))


def _texts(sheet: Sheet, unit: str) -> Iterator[str]:
    yield from (title_of(sheet), facts_of(sheet, unit), *sheet.symbols.values(), *closing(sheet))
    yield from (*BEFORE, *TOTALS.values(), *sheet.signers, WEEKDAYS, "上午下午合计续公示日期：＿")
    yield from (line.name for line in sheet.lines)


def _pages(
    sheet: Sheet, unit: str, column: tuple[float, float], scale: float
) -> Iterator[_SheetPage]:
    """As many people a page as fit; what closes the sheet goes with the last of them."""
    size = _SMALL * scale
    lines = sum(len(break_lines(text, "body", size, column[0])) for text in closing(sheet))
    below = (3.5 * _HEAD + 10) * scale + lines * size * 1.35 + 2 * scale * 3
    above = (16 + 3 * _HEAD + 4) * scale
    room = column[1] - above
    each = 2 * _LINE * scale
    waiting = iter(enumerate(sheet.lines, 1))
    left = len(sheet.lines)
    first = True
    while left or first:
        fits = max(int(room / each), 1)
        last = left * each + below <= room
        # The closing lines never stand alone on a page.
        take = left if last else min(fits, max(left - 1, 1))
        yield _SheetPage(sheet, unit, list(islice(waiting, take)), scale, last=last)
        left -= take
        first = False


class _SheetPage(Block):
    """One page of a sheet, drawn by its own grid: rows of two lines, columns of every day."""

    def __init__(
        self,
        sheet: Sheet,
        unit: str,
        lines: Sequence[tuple[int, SheetLine]],
        scale: float,
        *,
        last: bool,
    ) -> None:
        super().__init__()
        self._sheet, self._unit, self._lines = sheet, unit, lines
        self._scale, self._last = scale, last

    def wrap(self, width: float, height: float, /) -> tuple[float, float]:
        """A whole page."""
        self.width, self.height = width, height
        return width, height

    def draw(self) -> None:
        """Draw the heading, the people, and on the last page what closes the sheet."""
        canvas, sheet, scale = self.canv, self._sheet, self._scale
        edges = self._edges()
        self._pen = Pen(canvas)
        top = self.height
        top = self._across(title_of(sheet), "title", 16 * scale, top, "center")
        top = self._across(facts_of(sheet, self._unit), "body", 9 * scale, top - 2 * scale)
        head_top = top
        people_top = head_top - 2 * _HEAD * scale
        bottom = people_top - 2 * _LINE * scale * len(self._lines)
        if self._last:
            bottom -= _HEAD * scale
        self._shade(edges, head_top, bottom)
        self._heading(edges, head_top)
        for row, (place, line) in enumerate(self._lines):
            self._person(edges, people_top - row * 2 * _LINE * scale, place, line)
        self._rules(canvas, edges, head_top, people_top, bottom)
        if self._last:
            self._sums(edges, bottom + _HEAD * scale)
            self._close(bottom - 4 * scale)
        self._pen.draw()

    def _edges(self) -> list[float]:
        shares = [
            *_SHARES,
            *([_DAY] * len(self._sheet.days)),
            *([_TOTAL] * len(SHOWN)),
        ]
        total, edges = sum(shares), [0.0]
        for share in shares:
            edges.append(edges[-1] + self.width * share / total)
        return edges

    def _shade(self, edges: list[float], top: float, bottom: float) -> None:
        canvas = self.canv
        canvas.saveState()
        canvas.setFillGray(_REST_GREY)
        foot = bottom + (_HEAD * self._scale if self._last else 0)
        for day in self._sheet.rest:
            left = edges[len(BEFORE) + day - 1]
            canvas.rect(left, foot, edges[len(BEFORE) + day] - left, top - foot, stroke=0, fill=1)
        canvas.restoreState()

    def _heading(self, edges: list[float], top: float) -> None:
        sheet, height = self._sheet, _HEAD * self._scale
        for place, name in enumerate(BEFORE):
            self._text(name, edges, place, top, 2 * height, bold=True)
        for day in sheet.days:
            place = len(BEFORE) + day - 1
            weekday = WEEKDAYS[date(sheet.year, sheet.month, day).weekday()]
            self._text(str(day), edges, place, top, height, bold=True)
            self._text(weekday, edges, place, top - height, height)
        for at, name in enumerate(SHOWN, len(BEFORE) + len(sheet.days)):
            self._text(TOTALS[name], edges, at, top, 2 * height, bold=True)

    def _person(self, edges: list[float], top: float, place: int, line: SheetLine) -> None:
        sheet, height = self._sheet, _LINE * self._scale
        self._text(str(place), edges, 0, top, 2 * height)
        self._text(line.name, edges, 1, top, 2 * height)
        for down, half in enumerate(Half):
            self._text(half.value, edges, 2, top - down * height, height)
            for day in sheet.days:
                symbol = sheet.symbols[line.cells[day, half]]
                self._text(symbol, edges, len(BEFORE) + day - 1, top - down * height, height)
        self._totals(edges, top, 2 * height, line.totals)

    def _sums(self, edges: list[float], top: float) -> None:
        height = _HEAD * self._scale
        self._text(
            "合计", [0, edges[len(BEFORE) + len(self._sheet.days)]], 0, top, height, bold=True
        )
        self._totals(edges, top, height, self._sheet.totals)

    def _totals(
        self, edges: list[float], top: float, height: float, totals: Mapping[str, float]
    ) -> None:
        for at, name in enumerate(SHOWN, len(BEFORE) + len(self._sheet.days)):
            value = number(totals.get(name, 0))
            if value is not None:
                self._text(str(value), edges, at, top, height)

    def _rules(
        self, canvas: Canvas, edges: list[float], top: float, people: float, bottom: float
    ) -> None:
        scale, wide = self._scale, len(BEFORE) + len(self._sheet.days)
        body = bottom + (_HEAD * scale if self._last else 0)
        canvas.setLineWidth(0.4)
        lines = [(edge, top, edge, body) for edge in edges]
        lines += [(0, top, edges[-1], top), (0, people, edges[-1], people)]
        middle = top - _HEAD * scale
        lines.append((edges[len(BEFORE)], middle, edges[wide], middle))
        for row in range(1, len(self._lines) + 1):
            end = people - row * 2 * _LINE * scale
            half = end + _LINE * scale
            lines += [(0, end, edges[-1], end), (edges[2], half, edges[wide], half)]
        if self._last:
            lines += [(edge, body, edge, bottom) for edge in (0.0, *edges[wide:])]
            lines.append((0, bottom, edges[-1], bottom))
        canvas.lines(lines)

    def _close(self, top: float) -> None:
        sheet, scale = self._sheet, self._scale
        for text in closing(sheet):
            top = self._across(text, "body", _SMALL * scale, top - 1.5 * scale)
        names = "　　".join(f"{name}：＿＿＿＿＿＿＿＿" for name in (*sheet.signers, "公示日期"))
        self._across(names, "body", 10 * scale, top - 12 * scale)

    def _across(
        self, text: str, role: fonts.Role, size: float, top: float, align: Align = "left"
    ) -> float:
        style = Style(role=role, size=size, leading=size * 1.35, align=align)
        lines = break_lines(text, role, size, self.width)
        self._pen.write(lines, style, 0, top, self.width)
        return top - style.leading * len(lines)

    def _text(
        self,
        text: str,
        edges: Sequence[float],
        place: int,
        top: float,
        height: float,
        *,
        bold: bool = False,
    ) -> None:
        """One text in the middle of a cell, smaller or on two lines when it is too wide."""
        if not text:
            return
        role: fonts.Role = "heading" if bold else "body"
        left, width = edges[place], edges[place + 1] - edges[place]
        size = 8 * self._scale
        style, lines = _set_in(text, role, size, round(width - 1.5, 3), height >= 2.4 * size)
        used = style.leading * len(lines)
        self._pen.write(lines, style, left, top - (height - used) / 2, width)


@lru_cache(maxsize=4096)
def _set_in(
    text: str, role: fonts.Role, size: float, room: float, tall: bool
) -> tuple[Style, list[Line]]:
    """How a text fits into a cell; a sheet asks the same few thousands of times."""
    needed = fonts.width(role, text) * size
    count = 2 if needed > room and tall else 1
    if needed > room * count:
        size = max(size * room * count / needed * 0.97, 4)
    style = Style(role=role, size=size, leading=size * 1.15, align="center")
    return style, break_lines(text, role, size, room if count > 1 else room + size)
