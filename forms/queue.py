"""The slip with a number (排队小票): 80 mm thermal paper, or a corner of an A4 sheet to cut off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from reportlab.lib.units import mm

from center.calendar import CHINA
from forms import fonts
from forms.boards import fitting, set_line
from forms.page import A4_HEIGHT, A4_WIDTH, Scale, Sheet, make_sheets
from forms.paragraph import Block, Style, break_lines, draw_lines

SlipSize = Literal["roll", "a4"]
WIDTH, HEIGHT = 80 * mm, 82 * mm
_EDGE = 4 * mm
_ROLL = Sheet(WIDTH, HEIGHT, 0, 0, 0, 0)
_CORNER = Sheet(A4_WIDTH, A4_HEIGHT, 0, 0, 0, 0)
_SCALE = Scale(size=10.5, leading=15, title=16, unit=12, pad=3, gap=4, qr=0)
RULE = "请留意大屏和叫号；过号请到窗口说明，隔几个号再叫。本号当日有效。"


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on the slip. `ahead` counts those before it when it was taken."""

    unit: str
    number: str
    line: str
    reason: str
    ahead: int
    taken_at: datetime


def slip(facts: Slip, size: SlipSize = "roll") -> bytes:
    """The PDF of a slip; it names nobody. The same facts give the same bytes.

    Raises fonts.MissingGlyph.
    """
    fonts.check(facts.unit + facts.number + facts.line + facts.reason)
    sheet = _ROLL if size == "roll" else _CORNER

    def build(_scale: Scale) -> list[Block]:
        return [_SlipBlock(facts, framed=size == "a4")]

    return make_sheets(
        build, title=f"排队号 {facts.number}", author=facts.unit, sheet=sheet, scales=(_SCALE,)
    )


class _SlipBlock(Block):
    """One slip at the upper left of its sheet; `framed` draws the line to cut along."""

    def __init__(self, facts: Slip, *, framed: bool) -> None:
        super().__init__()
        self._facts, self._framed = facts, framed

    def wrap(self, width: float, height: float, /) -> tuple[float, float]:
        """As large as the sheet."""
        self.width, self.height = width, height
        return width, height

    def draw(self) -> None:
        """Unit, queue, number, those ahead, the rule."""
        facts, canvas = self._facts, self.canv
        if self._framed:
            canvas.saveState()
            canvas.setStrokeGray(0.45)
            canvas.setLineWidth(0.5)
            canvas.setDash(3, 3)
            foot = self.height - HEIGHT
            canvas.lines([(0, foot, WIDTH, foot), (WIDTH, foot, WIDTH, self.height)])
            canvas.restoreState()
        taken = facts.taken_at.astimezone(CHINA)
        room = WIDTH - 2 * _EDGE
        before = f"前面约 {facts.ahead} 人" if facts.ahead else "下一个就是您"
        top = self.height - _EDGE
        said: tuple[tuple[str, fonts.Role, float, float], ...] = (
            (facts.unit, "body", 12, 2 * mm),
            (facts.line, "title", 17, 1 * mm),
            (facts.number, "title", 62, 0),
            (f"优先：{facts.reason}" if facts.reason else "", "body", 12, 1 * mm),
            (before, "title", 14, 1 * mm),
            (f"{taken:%Y-%m-%d %H:%M} 取号", "body", 10.5, 1 * mm),
        )
        for text, role, size, gap in said:
            if text:
                style = fitting(text, role, size, room)
                set_line(canvas, text, style, _EDGE, top, room)
                top -= style.leading + gap
        small = Style(role="body", size=9, leading=12.5, align="left")
        draw_lines(
            canvas, break_lines(RULE, "body", small.size, room), small, _EDGE, top - mm, room
        )
