"""The blocks of a window paper: head with number and QR code, facts, choices, closing with seal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from forms import fonts
from forms.page import Scale
from forms.paragraph import Block, Style, break_lines, draw_lines
from forms.tables import Cell, Table

# A township seal is 4.2 cm round (law.md §4).
SEAL = 42 * mm
# One fixed mask of the eight: any may be used, choosing the best costs more than the whole paper.
_QR_MASK = 2
# Bytes that versions 1 to 10 hold at error correction M.
_QR_BYTES = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)


@lru_cache(maxsize=16)
def _qr_path(text: str) -> tuple[int, str]:
    """How many modules a QR code has to a side, and its dark ones as a path of unit squares."""
    length = len(text.encode())
    version = next(v for v, room in enumerate(_QR_BYTES, 1) if length <= room)
    code = QRCode(version, QRErrorCorrectLevel.M)
    code.addData(text)
    code.makeImpl(False, _QR_MASK)
    count = code.moduleCount
    path = []
    for row, modules in enumerate(code.modules):
        column = 0
        for dark, run in groupby(modules, bool):
            length = len(list(run))
            if dark:
                path.append(f"{column} {count - row - 1} {length} 1 re")
            column += length
    return count, " ".join([*path, "f"])


def draw_qr(canvas: Canvas, text: str, x: float, y: float, size: float) -> None:
    """Draw a QR code (error correction M, at most 213 bytes), its lower left corner at x, y."""
    count, path = _qr_path(text)
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(size / count, size / count)
    # As it stands: reportlab would format a thousand numbers one by one.
    canvas.addLiteral(path)
    canvas.restoreState()


def _line(canvas: Canvas, text: str, style: Style, x: float, top: float, width: float) -> None:
    lines = break_lines(text, style.role, style.size, width)
    draw_lines(canvas, lines[:1], style, x, top, width)


class Head(Block):
    """Unit and title in the middle, QR code at the right, the numbers of case and paper."""

    def __init__(
        self, unit: str, title: str, number: str, case: str, code: str, scale: Scale
    ) -> None:
        super().__init__()
        self._unit = unit
        self._title = title
        self._shown = f"编号：{number}" if number else ""
        self._case = case
        self._code = code
        self._scale = scale

    def wrap(self, width: float, height: float, /) -> tuple[float, float]:
        """The numbers stand beside the title where there is room, else on a line of their own."""
        scale = self._scale
        side = scale.qr + 2 * mm
        middle = width - 2 * side
        # Long names of units shrink rather than break.
        self._unit_style = _fitting(self._unit, "heading", scale.unit, middle)
        self._title_style = _fitting(self._title, "title", scale.title, middle)
        title = fonts.width("title", self._title) * self._title_style.size
        numbers = max(fonts.width("body", self._case), fonts.width("body", self._shown))
        self._beside = (width - title) / 2 > numbers * scale.size + side + scale.size
        self.width = width
        self.height = scale.qr + (0 if self._beside else scale.leading) + scale.gap
        return width, self.height

    def draw(self) -> None:
        """Draw the head."""
        canvas, scale, width = self.canv, self._scale, self.width
        side = scale.qr + 2 * mm
        middle = width - 2 * side
        unit, title = self._unit_style, self._title_style
        top = self.height - (scale.qr - unit.leading - title.leading) / 2
        _line(canvas, self._unit, unit, side, top, middle)
        _line(canvas, self._title, title, side, top - unit.leading, middle)
        if self._code:
            draw_qr(canvas, self._code, width - scale.qr, self.height - scale.qr, scale.qr)
        left = Style(size=scale.size, leading=scale.leading, align="left")
        right = Style(size=scale.size, leading=scale.leading, align="right")
        edge = width
        top = self.height - scale.qr - scale.gap / 2
        if self._beside:
            top = self.height - scale.qr + scale.leading - (scale.leading - scale.size) / 2
            edge = width - side if self._code else width
        if self._case:
            _line(canvas, self._case, left, 0, top, edge)
        if self._shown:
            _line(canvas, self._shown, right, 0, top, edge)


def _fitting(text: str, role: fonts.Role, size: float, width: float) -> Style:
    wanted = fonts.width(role, text) * size
    if wanted > width:
        size = size * width / wanted - 0.01
    return Style(role=role, size=size, leading=size * 1.3, align="center")


class Fact(NamedTuple):
    """A label and its value; a wide fact takes a row of its own, `lines` leaves room to write."""

    label: str
    value: str
    wide: bool = False
    lines: int = 1


def facts_table(facts: Sequence[Fact], scale: Scale) -> Table:
    """The table of facts: two to a row, wide ones alone."""
    label = Style(role="heading", size=scale.size - 0.5, leading=scale.leading, align="center")
    value = Style(size=scale.size, leading=scale.leading, align="left")
    rows: list[list[Cell]] = []
    half: Fact | None = None

    def alone(fact: Fact) -> list[Cell]:
        return [Cell(fact.label, label), Cell(fact.value, value, 3, fact.lines)]

    for fact in facts:
        if fact.wide:
            if half:
                rows.append(alone(half))
                half = None
            rows.append(alone(fact))
        elif half is None:
            half = fact
        else:
            rows.append(
                [
                    Cell(half.label, label),
                    Cell(half.value, value, lines=half.lines),
                    Cell(fact.label, label),
                    Cell(fact.value, value, lines=fact.lines),
                ]
            )
            half = None
    if half:
        rows.append(alone(half))
    return Table(rows, (17, 33, 17, 33), pad=scale.pad, before=scale.gap)


class Choices(Block):
    """Options with boxes, the chosen one ticked."""

    def __init__(self, options: Sequence[tuple[str, bool]], scale: Scale) -> None:
        super().__init__()
        self.before = scale.gap
        self._options = options
        self._style = Style(size=scale.size, leading=scale.leading, align="left")

    def wrap(self, width: float, height: float, /) -> tuple[float, float]:
        """Break every option into lines beside its box."""
        style = self._style
        self._edge = 1.4 * style.size
        self._lines = [
            break_lines(text, style.role, style.size, width - self._edge)
            for text, _ in self._options
        ]
        self.width = width
        self.height = sum(len(lines) for lines in self._lines) * style.leading
        return width, self.height

    def draw(self) -> None:
        """Draw the boxes, ticks and options."""
        canvas, style = self.canv, self._style
        top = self.height
        for lines, (_, chosen) in zip(self._lines, self._options, strict=True):
            _line(canvas, "□", style, 0, top, self._edge)
            if chosen:
                _line(canvas, "√", style, 0.08 * style.size, top + 0.06 * style.size, self._edge)
            draw_lines(canvas, lines, style, self._edge, top, self.width - self._edge)
            top -= len(lines) * style.leading


class Closing(Block):
    """The end of a paper: who to ask and who signs at the left, unit, date and seal at the right.

    It is one piece, and `flow` never sets it alone on a page. In `lines` two underscores stand for
    a rule to write on.
    """

    def __init__(self, lines: Sequence[str], unit: str, date: str, scale: Scale) -> None:
        super().__init__()
        self.before = scale.gap
        self._texts = lines
        self._unit = unit
        self._date = date
        self._scale = scale
        self.width = 0

    def wrap(self, width: float, height: float, /) -> tuple[float, float]:
        """At least as high as the seal."""
        if width == self.width:
            return width, self.height
        scale = self._scale
        self._zone = max(SEAL, fonts.width("body", self._unit) * scale.size) + 2 * mm
        self._zone = min(self._zone, width / 2)
        self._column = width - self._zone - 4 * mm
        style = Style(size=scale.size, leading=scale.leading, align="left")
        self._heights = []
        self._left = []
        for text in self._texts:
            signed = "__" in text
            lines = [] if signed else break_lines(text, style.role, style.size, self._column)
            if len(lines) > 1 and "　" in text:
                # Two facts on one line: each on its own where they do not fit.
                apart = text.replace("　", "\n")
                lines = break_lines(apart, style.role, style.size, self._column)
            self._left.append(lines)
            # A hand needs more room than type.
            self._heights.append(scale.leading * 1.35 if signed else scale.leading * len(lines))
        self.width = width
        self.height = max(SEAL, sum(self._heights))
        return width, self.height

    def draw(self) -> None:
        """Draw the lines and the place of the seal."""
        canvas, scale = self.canv, self._scale
        style = Style(size=scale.size, leading=scale.leading, align="left")
        top = self.height
        for text, lines, height in zip(self._texts, self._left, self._heights, strict=True):
            if lines:
                draw_lines(canvas, lines, style, 0, top, self._column)
            else:
                _signed_line(canvas, text, style, top - height + style.leading, self._column)
            top -= height
        x = self.width - self._zone
        centred = Style(size=scale.size, leading=scale.leading, align="center")
        hint = Style(size=8, leading=10, align="center", grey=0.5)
        middle = SEAL / 2 + scale.leading
        canvas.saveState()
        canvas.setFillGray(hint.grey)
        _line(canvas, "（印章）", hint, x, SEAL - 1 * mm, self._zone)
        canvas.restoreState()
        _line(canvas, self._unit, _shrunk(self._unit, centred, self._zone), x, middle, self._zone)
        _line(canvas, self._date, centred, x, middle - scale.leading, self._zone)


def _shrunk(text: str, style: Style, width: float) -> Style:
    wanted = fonts.width(style.role, text) * style.size
    if wanted <= width:
        return style
    return style.resized(style.size * width / wanted - 0.01, style.leading)


def _signed_line(canvas: Canvas, text: str, style: Style, top: float, width: float) -> None:
    parts = text.split("__")
    words = sum(fonts.width(style.role, part) for part in parts) * style.size
    rule = max((width - words) / (len(parts) - 1), 2 * style.size)
    y = top - (style.leading + style.size) / 2 + 0.02 * style.size
    x = 0.0
    for number, part in enumerate(parts):
        if number:
            canvas.setLineWidth(0.5)
            canvas.line(x + 1, y, x + rule - 2, y)
            x += rule
        long = fonts.width(style.role, part) * style.size
        if part:
            _line(canvas, part, style, x, top, long + 1)
        x += long
