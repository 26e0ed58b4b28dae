"""Boards that hang in the hall: a few lines as large as the sheet allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from forms import fonts
from forms.paragraph import Block, Style, break_lines, draw_lines

_FRAME = 5 * mm
_LEADING = 1.2


class BoardLine(NamedTuple):
    """A line of a board; `share` is its type size as a share of the board's height."""

    text: str
    share: float
    role: fonts.Role


class Board(Block):
    """Lines spread over the whole sheet inside a double frame; a long one is set smaller."""

    def __init__(self, lines: Sequence[BoardLine]) -> None:
        super().__init__()
        self._lines = lines

    def wrap(self, width: float, height: float, /) -> tuple[float, float]:
        """As large as the column."""
        self.width, self.height = width, height
        return width, height

    def draw(self) -> None:
        """Draw the frame and the lines, the space between them even."""
        canvas = self.canv
        canvas.setLineWidth(2.5)
        canvas.rect(0, 0, self.width, self.height)
        canvas.setLineWidth(0.7)
        canvas.rect(_FRAME / 2, _FRAME / 2, self.width - _FRAME, self.height - _FRAME)
        width, height = self.width - 4 * _FRAME, self.height - 2 * _FRAME
        styles = [fitting(line.text, line.role, line.share * height, width) for line in self._lines]
        gap = (height - sum(style.leading for style in styles)) / (len(styles) + 1)
        top = self.height - _FRAME - gap
        for line, style in zip(self._lines, styles, strict=True):
            set_line(canvas, line.text, style, 2 * _FRAME, top, width)
            top -= style.leading + gap


def fitting(text: str, role: fonts.Role, size: float, width: float) -> Style:
    """A centred style for one line of text, as large as `size` points and `width` allow."""
    wanted = fonts.width(role, text) * size
    if wanted > width:
        size = size * width / wanted - 0.01
    return Style(role=role, size=size, leading=size * _LEADING, align="center")


def set_line(canvas: Canvas, text: str, style: Style, x: float, top: float, width: float) -> None:
    """Draw one line that is known to fit."""
    lines = break_lines(text, style.role, style.size, width + 1)
    draw_lines(canvas, lines, style, x, top, width)
