"""Sheets of paper: blocks flow over pages, copies share a sheet or follow each other.

Window papers (窗口文书) are not red-head documents: black, ruled, two copies (联) on one A4 sheet
with a cut line when each fits on half of it, else a set of A4 pages for each copy, or A5 sheets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Literal, NamedTuple

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from center.errors import Expected
from forms import fonts
from forms.paragraph import Align, Block, Style, break_lines, draw_lines

PaperSize = Literal["A4", "A5"]

A4_WIDTH, A4_HEIGHT = 210 * mm, 297 * mm
A5_HEIGHT = 148 * mm


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and its margins in points; the left margin leaves room for the file's binding."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def column(self) -> tuple[float, float]:
        """Width and height of the area that blocks fill."""
        return self.width - self.left - self.right, self.height - self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Scale:
    """Type sizes of one paper in points; `pad` is the space inside table cells."""

    size: float
    leading: float
    title: float
    unit: float
    pad: float
    gap: float
    qr: float


A4 = Sheet(A4_WIDTH, A4_HEIGHT, 25 * mm, 20 * mm, 17 * mm, 16 * mm)
A5 = Sheet(A4_WIDTH, A5_HEIGHT, 20 * mm, 15 * mm, 8 * mm, 13.5 * mm)
HALF = Sheet(A4_WIDTH, A4_HEIGHT / 2, 20 * mm, 15 * mm, 8 * mm, 8 * mm)

# Sheets that hang in the hall or lie on a desk: no binding edge.
A4_WIDE = Sheet(A4_HEIGHT, A4_WIDTH, 15 * mm, 15 * mm, 12 * mm, 12 * mm)
A3_WIDE = Sheet(2 * A4_WIDTH, A4_HEIGHT, 18 * mm, 18 * mm, 16 * mm, 16 * mm)
A4_WHOLE = Sheet(A4_WIDTH, A4_HEIGHT, 0, 0, 0, 0)

# GB/T 9704: 156 × 225 mm of type, 37 mm above it and 28 mm at the binding edge.
LETTER = Sheet(A4_WIDTH, A4_HEIGHT, 28 * mm, 26 * mm, 37 * mm, 35 * mm)

HUGE = Scale(size=18, leading=29, title=38, unit=22, pad=7, gap=14, qr=24 * mm)
COVER = Scale(size=15, leading=25, title=36, unit=20, pad=8, gap=14, qr=26 * mm)
LARGE = Scale(size=12, leading=19, title=22, unit=14, pad=4, gap=8, qr=20 * mm)
MIDDLE = Scale(size=10.5, leading=15.5, title=19, unit=12, pad=3, gap=5, qr=16 * mm)
SMALL = Scale(size=10, leading=14, title=18, unit=11, pad=2, gap=4, qr=15 * mm)
# 3号 (16 pt) condensed so that 28 characters fill a line, 22 lines a page; title 2号.
OFFICIAL = Scale(size=156 * mm / 28, leading=225 * mm / 22, title=22, unit=16, pad=4, gap=0, qr=0)


class Placed(NamedTuple):
    """A block and its lower edge, in points above the foot of the column."""

    block: Block
    y: float


Page = list[Placed]


def flow(blocks: Sequence[Block], width: float, height: float) -> list[Page]:
    """Set blocks below each other in columns of `width` × `height` points, over as many as needed.

    A block that is bound to the next one (`keep_next`) is not left behind: a heading goes along
    with its text, a signature block takes the end of what stands before it to the new page. Raises
    Expected for a block that cannot be broken and is higher than a page.
    """
    waiting = list(reversed(blocks))
    page: Page = []
    pages = [page]
    y = height
    while waiting:
        block = waiting.pop()
        own = block.wrap(width, height)[1]
        before = block.before if page else 0
        room = y - before
        bound = _bound(block, waiting, width)
        if own + bound <= room + 0.01:
            y = room - own
            page.append(Placed(block, y))
            continue
        # Where only the bound block does not fit, the end of this one goes over with it.
        parts = block.split(width, min(room, own - 1 if bound else own))
        if len(parts) > 1:
            first, rest = (part for part in parts if isinstance(part, Block))
            page.append(Placed(first, room - first.wrap(width, room)[1]))
            waiting.append(rest)
        elif page:
            waiting.append(block)
        elif own > height:
            raise Expected(
                "有一段内容一页放不下，又不能分到两页，文书没有出具，填好的内容都还在；请把它改短。",
                f"{type(block).__name__} is {own:.0f} points high, a page {height:.0f}",
            )
        else:
            page.append(Placed(block, room - own))
        page = []
        pages.append(page)
        y = height
    return [page for page in pages if page]


def _bound(block: Block, waiting: list[Block], width: float) -> float:
    """Height that must be left below `block` for what it is bound to."""
    if not block.keep_next or not waiting:
        return 0
    following = waiting[-1]
    least = following.before + following.first_height(width)
    if least >= following.before + following.wrap(width, 0)[1] - 0.01:
        least += _bound(following, waiting[:-1], width)
    return least


def make_pdf(
    build: Callable[[Scale], list[Block]],
    *,
    title: str,
    author: str,
    number: str = "",
    copies: Sequence[str] = ("",),
    size: PaperSize = "A4",
    preview: bool = False,
) -> bytes:
    """The PDF of a paper; the same input gives the same bytes.

    `build` makes the blocks for a scale, `copies` names each copy (第一联 存档). Two copies on A4
    share one sheet if each fits on half of it. When there are more pages, each foot names the copy,
    the page and the paper's `number`. A preview carries the watermark 预览. Raises
    fonts.MissingGlyph.
    """
    with fonts.DRAWING:
        out = BytesIO()
        sheet, scale = A4, LARGE
        if size == "A5" or len(copies) == 2:
            half = A5 if size == "A5" else HALF
            for smaller in (MIDDLE, SMALL):
                pages = flow(build(smaller), *half.column)
                if len(pages) == 1 and half is HALF:
                    _draw_halves(_canvas(out, A4, title, author), pages[0], copies, preview)
                    return out.getvalue()
                if len(pages) == 1 or (half is A5 and smaller is SMALL):
                    sheet, scale = A5, smaller
                    break
        pages = flow(build(scale), *sheet.column)
        if len(pages) > 1 and scale is LARGE:
            # A signature block alone on a second sheet is waste; smaller type may spare the sheet.
            tighter = flow(build(MIDDLE), *sheet.column)
            pages = tighter if len(tighter) < len(pages) else pages
        canvas = _canvas(out, sheet, title, author)
        _draw_sets(canvas, sheet, pages, copies, f"{title} {number}".strip(), preview)
        return out.getvalue()


def make_sheets(
    build: Callable[[Scale], list[Block]],
    *,
    title: str,
    author: str,
    sheet: Sheet = A4,
    scales: Sequence[Scale] = (LARGE, MIDDLE),
    copies: Sequence[str] = ("",),
) -> bytes:
    """The PDF of a board, a guide, a register: in the first scale that takes the fewest pages.

    Each of `copies` is a set of pages with that small print at the upper left. The same input gives
    the same bytes. Raises fonts.MissingGlyph.
    """
    with fonts.DRAWING:
        out = BytesIO()
        pages = min((flow(build(scale), *sheet.column) for scale in scales), key=len)
        _draw_sets(_canvas(out, sheet, title, author), sheet, pages, copies, title, preview=False)
        return out.getvalue()


def make_letter(
    blocks: list[Block], *, title: str, author: str, number: str = "", preview: bool = False
) -> bytes:
    """The PDF of an official letter (GB/T 9704): pages numbered — 1 — outside, `number` inside.

    The same input gives the same bytes. Raises fonts.MissingGlyph.
    """
    with fonts.DRAWING:
        out = BytesIO()
        canvas = _canvas(out, LETTER, title, author)
        for page, placed in enumerate(flow(blocks, *LETTER.column), 1):
            _as_form(canvas, f"page{page}", placed, LETTER, preview)
            canvas.doForm(f"page{page}")
            _letter_foot(canvas, page, number)
            canvas.showPage()
        canvas.save()
        return out.getvalue()


def _letter_foot(canvas: Canvas, page: int, number: str) -> None:
    """The page number in 4号, one character in from the outer edge, 7 mm below the type."""
    odd = page % 2 == 1
    outer: Align = "right" if odd else "left"
    style = Style(role="latin", size=14, leading=14, align=outer)
    lines = break_lines(f"— {page} —", style.role, style.size, LETTER.column[0])
    left = LETTER.left + (-14 if odd else 14)
    top = LETTER.bottom - 7 * mm + 7
    draw_lines(canvas, lines, style, left, top, LETTER.column[0])
    _small_print(canvas, number, LETTER, top, "left" if odd else "right")


def _canvas(out: BytesIO, sheet: Sheet, title: str, author: str) -> Canvas:
    canvas = Canvas(out, pagesize=(sheet.width, sheet.height), invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator("bianmin")
    return canvas


def _draw_halves(canvas: Canvas, page: Page, copies: Sequence[str], preview: bool) -> None:
    # Drawn once, shown twice: the copies cannot differ.
    _as_form(canvas, "copy", page, HALF, preview)
    for copy, foot in zip(copies, (HALF.height, 0.0), strict=True):
        canvas.saveState()
        canvas.translate(0, foot)
        canvas.doForm("copy")
        _small_print(canvas, copy, HALF, HALF.height - HALF.top)
        canvas.restoreState()
    _cut_line(canvas)
    canvas.showPage()
    canvas.save()


def _draw_sets(
    canvas: Canvas,
    sheet: Sheet,
    pages: list[Page],
    copies: Sequence[str],
    name: str,
    preview: bool,
) -> None:
    for number, page in enumerate(pages, 1):
        _as_form(canvas, f"page{number}", page, sheet, preview)
    for copy in copies:
        for number in range(1, len(pages) + 1):
            canvas.doForm(f"page{number}")
            if number == 1:
                _small_print(canvas, copy, sheet, sheet.height - sheet.top)
            if len(pages) > 1:
                top = sheet.bottom - 5
                _small_print(canvas, f"第 {number} 页　共 {len(pages)} 页", sheet, top, "center")
                _small_print(canvas, name, sheet, top, "right")
                if number > 1:
                    _small_print(canvas, copy, sheet, top)
            canvas.showPage()
    canvas.save()


def _as_form(canvas: Canvas, name: str, page: Page, sheet: Sheet, preview: bool) -> None:
    canvas.beginForm(name, 0, 0, sheet.width, sheet.height)
    if preview:
        _watermark(canvas, sheet)
    for block, y in page:
        block.drawOn(canvas, sheet.left, sheet.bottom + y)
    canvas.endForm()


def _watermark(canvas: Canvas, sheet: Sheet) -> None:
    style = Style(role="title", size=110, leading=110, align="center")
    lines = break_lines("预览", style.role, style.size, sheet.width)
    canvas.saveState()
    canvas.setFillGray(0.88)
    canvas.translate(sheet.width / 2, sheet.height / 2)
    canvas.rotate(25)
    draw_lines(canvas, lines, style, -sheet.width / 2, style.leading / 2, sheet.width)
    canvas.restoreState()


def _small_print(
    canvas: Canvas, text: str, sheet: Sheet, top: float, align: Align = "left"
) -> None:
    if text:
        style = Style(role="body", size=9, leading=11, align=align)
        width = sheet.column[0]
        lines = break_lines(text, style.role, style.size, width)
        draw_lines(canvas, lines, style, sheet.left, top, width)


def _cut_line(canvas: Canvas) -> None:
    style = Style(role="body", size=7, leading=8, align="center")
    y = A4_HEIGHT / 2
    gap = 16 * mm
    middle = A4_WIDTH / 2
    canvas.saveState()
    canvas.setFillGray(0.45)
    canvas.setStrokeGray(0.45)
    canvas.setLineWidth(0.5)
    canvas.setDash(3, 3)
    canvas.lines([(6 * mm, y, middle - gap, y), (middle + gap, y, A4_WIDTH - 6 * mm, y)])
    canvas.restoreState()
    canvas.saveState()
    canvas.setFillGray(0.45)
    lines = break_lines("沿 此 线 裁 开", style.role, style.size, 2 * gap)
    draw_lines(canvas, lines, style, middle - gap, y + style.leading / 2, 2 * gap)
    canvas.restoreState()
