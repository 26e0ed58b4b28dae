"""The official letter (GB/T 9704-2012): opinions, replies and circulars under the unit's seal.

No red head is printed: the sheets of an office carry theirs, and the seal is stamped by hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportlab.lib.units import mm

from forms import fonts
from forms.blocks import SEAL
from forms.page import OFFICIAL, make_letter
from forms.paragraph import Block, Paragraph, Style, break_lines, draw_lines
from forms.parts import block
from forms.templates import HEADLINE, Template, fill, holds
from forms.words import Words

NO_NUMBER = "（文号出具时编）"
_SERIAL = re.compile(r"(?P<year>20\d\d)\D*?(?P<epoch>[A-Z]*)0*(?P<serial>\d+)$")


def document_number(word: str, number: str) -> str:
    """QS-CL-2026-000012 as an official letter says it: 青信处〔2026〕12号.

    The letter of an epoch stays, or two letters could share a number. A number of another pattern
    is printed as it is.
    """
    found = _SERIAL.search(number)
    if found is None:
        return number
    return f"{word}〔{found['year']}〕{found['epoch']}{found['serial']}号"


def draw(template: Template, given: Words, number: str | None) -> bytes:
    """The PDF of a letter; without a number a preview."""
    if template.letter is None:
        raise ValueError(f"{template.kind} is no letter")
    known = given.texts
    word = known.get("prefix", "") + template.letter.word
    shown = document_number(word, number) if number else NO_NUMBER
    parts = [
        block(template, part, given, OFFICIAL)
        for part in template.parts
        if holds(part.when, given.given)
    ]
    parts[-1].keep_next = True
    if "enclosures" in known:
        parts += _enclosures(known["enclosures"])
    contact = f"（联系人：{known['handler']}，联系电话：{known['consult_phone']}）"
    fonts.check(shown + contact)
    blocks: list[Block] = [
        _centred(fill(template.texts[HEADLINE], known), "title", OFFICIAL.title),
        _centred(shown, "body", OFFICIAL.size),
        _Blank(),
        *parts,
        _Seal(known["unit"], known["date"]),
        Paragraph(
            contact,
            Style(size=OFFICIAL.size, leading=OFFICIAL.leading, indent=2),
            keep_next="copy_to" in known,
        ),
    ]
    if "copy_to" in known:
        copied = f"抄送：{known['copy_to'].rstrip('。')}。"
        blocks.append(_Imprint((copied,), known["unit"], f"{known['date']}印发"))
    return make_letter(
        blocks,
        title=template.title,
        author=known["unit"],
        number=number or "",
        preview=number is None,
    )


def _enclosures(text: str) -> list[Block]:
    """附件说明: one line below the text, two characters in, numbered when there are several."""
    names = [line.strip().rstrip("。；") for line in text.splitlines() if line.strip()]
    found: list[Block] = [_Blank()]
    for number, name in enumerate(names, start=1):
        begin = "附件：" if number == 1 else "　　　"
        said = f"{begin}{number}.{name}" if len(names) > 1 else f"{begin}{name}"
        style = Style(size=OFFICIAL.size, leading=OFFICIAL.leading, indent=2)
        found.append(Paragraph(said, style, keep_next=True))
    found[0].keep_next = True
    return found


def _centred(text: str, role: fonts.Role, size: float) -> Paragraph:
    return Paragraph(text, Style(role, size, OFFICIAL.leading, "center"), keep_next=True)


class _Blank(Block):
    """One empty line."""

    def wrap(self, width: float, height: float, /) -> tuple[float, float]:
        """One line high."""
        self.width, self.height = width, OFFICIAL.leading
        return width, self.height

    def draw(self) -> None:
        """Nothing stands there."""


class _Seal(Block):
    """Unit and date with room for the round seal over both: the date four characters in."""

    def __init__(self, unit: str, date: str) -> None:
        super().__init__()
        self._unit, self._date = unit, date
        self.keep_next = True

    def wrap(self, width: float, height: float, /) -> tuple[float, float]:
        """As high as the seal: its top touches the text above."""
        self.width, self.height = width, SEAL + 2 * mm
        return width, self.height

    def draw(self) -> None:
        """Both lines centred on the seal."""
        size, leading = OFFICIAL.size, OFFICIAL.leading
        date = fonts.width("body", self._date) * size
        unit = fonts.width("body", self._unit) * size
        right = self.width - 4 * size
        middle = right - date / 2
        # A long name may not run over the edge of the type.
        middle = min(middle, self.width - unit / 2)
        zone = max(unit, date, SEAL) + 1
        style = Style(size=size, leading=leading, align="center")
        top = self.height / 2 + leading
        for text in (self._unit, self._date):
            lines = break_lines(text, style.role, size, zone)
            draw_lines(self.canv, lines, style, middle - zone / 2, top, zone)
            top -= leading
        hint = Style(size=8, leading=10, align="center")
        self.canv.saveState()
        self.canv.setFillGray(0.5)
        lines = break_lines("（印章）", hint.role, hint.size, zone)
        draw_lines(self.canv, lines, hint, middle - zone / 2, self.height - 1 * mm, zone)
        self.canv.restoreState()


class _Imprint(Block):
    """The imprint (版记) between rules, in 4号: the copies, below them who printed it when."""

    def __init__(self, lines: Sequence[str], unit: str, issued: str) -> None:
        super().__init__()
        self.before = OFFICIAL.leading
        self._style = Style(size=14, leading=22, align="left")
        self._texts, self._unit, self._issued = lines, unit, issued

    def wrap(self, width: float, height: float, /) -> tuple[float, float]:
        """Its lines one character in from either edge."""
        style = self._style
        self._lines = [
            line
            for text in self._texts
            for line in break_lines(text, style.role, style.size, width - 2 * style.size)
        ]
        column = width - 2 * style.size
        self._last = break_lines(self._unit, style.role, style.size, column * 0.6)
        rows = len(self._lines) + len(self._last)
        self.width, self.height = width, rows * style.leading + 8
        return width, self.height

    def draw(self) -> None:
        """Rules above and below."""
        style = self._style
        column, inside = self.width - 2 * style.size, style.size
        below = len(self._last) * style.leading + 4
        # The first and the last rule are thick, the one between them thin.
        for y, thick in ((0.0, 1.0), (below, 0.7), (self.height, 1.0)):
            self.canv.setLineWidth(thick)
            self.canv.line(0, y, self.width, y)
        draw_lines(self.canv, self._lines, style, inside, self.height - 2, column)
        draw_lines(self.canv, self._last, style, inside, below - 2, column)
        right = Style(size=style.size, leading=style.leading, align="right")
        issued = break_lines(self._issued, style.role, style.size, column * 0.4)
        draw_lines(self.canv, issued, right, inside, below - 2, column)
