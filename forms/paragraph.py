"""Chinese paragraphs: line breaking with 避头尾, justification by character space, page breaks.

`break_lines` is the one place where text becomes lines; paragraphs, tables and slips all use it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable

from forms import fonts

# What may not begin a line, what may not end one, and what gives up its empty right half at the
# end of one.
NO_START = frozenset("，。、；：？！”’）》〉」』】〕］｝〗…—～·％‰℃°′″々,.;:?!%)]}")
NO_END = frozenset("“‘（《〈「『【〔［｛〖￥＄#@§$([{")
HALF_WIDTH = frozenset("，。、；：”’）》〉」』】〕］｝〗")

# Latin words and numbers stay whole (masked ones too), and so do the two halves of …… and ——.
_TOKEN = re.compile(
    r"[A-Za-z0-9À-ɏ](?:[A-Za-z0-9À-ɏ.,:/%\-_@+#*]*[A-Za-z0-9À-ɏ%*])?|…+|—+| +|.", re.DOTALL
)
# Control characters and invisible marks that pasted text carries.
_DROPPED = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_NEW_LINE = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")

# A line that would need more than this between two characters (in em) stays ragged.
_MAX_STRETCH = 0.5

Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph is set: sizes in points, `indent` of the first line in em."""

    role: fonts.Role = "body"
    size: float = 12
    leading: float = 20
    align: Align = "justify"
    indent: float = 0
    before: float = 0
    after: float = 0
    grey: float = 0

    def resized(self, size: float, leading: float) -> Style:
        """The same style in another size."""
        return replace(self, size=size, leading=leading)


class Line(NamedTuple):
    """One line: its text, its width in points, where it starts, and whether a paragraph ends."""

    text: str
    width: float
    indent: float
    ends: bool


def clean(text: str) -> str:
    """The text as it can be printed: plain spaces, single line breaks, no control characters."""
    text = _NEW_LINE.sub("\n", text).replace("\t", " ").replace("\xa0", " ")
    return re.sub(r"\n[\n ]+", "\n", _DROPPED.sub("", text)).strip("\n ")


def break_lines(
    text: str, role: fonts.Role, size: float, width: float, indent: float = 0
) -> list[Line]:
    """Break text into lines no wider than `width` points; `indent` points before each first line.

    Line breaks in the text begin a new paragraph. No line begins with closing or ends with opening
    punctuation while another break exists; a closing mark may end a line at half its width. Words
    and numbers are broken only when they are longer than a line. Raises fonts.MissingGlyph.
    """
    lines: list[Line] = []
    for part in clean(text).split("\n"):
        lines += _break_part(part, fonts.glyphs(role), size, width, indent)
    return lines


def _break_part(
    text: str, glyphs: dict[str, fonts.Glyph], size: float, width: float, indent: float
) -> list[Line]:
    tokens: list[str] = _TOKEN.findall(text)
    widths = [sum([glyphs[c].width for c in token]) * size for token in tokens]
    lines: list[Line] = []
    start = 0
    while start < len(tokens):
        room = width - indent + 0.01
        end = _fill(tokens, widths, start, room, size)
        if end == start:
            # One word longer than the line: cut it by characters.
            whole = tokens[start]
            cut = _cut(whole, glyphs, size, room)
            parts = [whole[:cut], whole[cut:]] if cut < len(whole) else [whole]
            tokens[start : start + 1] = parts
            widths[start : start + 1] = [sum([glyphs[c].width for c in p]) * size for p in parts]
            end = start + 1
        used = sum(widths[start:end])
        last = end - 1
        if tokens[last][0] == " ":
            used -= widths[last]
            last -= 1
        if used > room and tokens[last][-1] in HALF_WIDTH:
            used -= size / 2
        lines.append(Line("".join(tokens[start:end]), used, indent, end == len(tokens)))
        start, indent = end, 0
    return lines or [Line("", 0, indent, True)]


def _fill(tokens: list[str], widths: list[float], start: int, room: float, size: float) -> int:
    """Where the next line begins; `start` itself if not even one token fits."""
    used = 0.0
    end = start
    count = len(tokens)
    while end < count and used + widths[end] <= room:
        used += widths[end]
        end += 1
    if end in (start, count):
        return end
    if tokens[end] in HALF_WIDTH and used + widths[end] - size / 2 <= room:
        if end + 1 == count or _may_break(tokens, end + 1):
            return _swallow_space(tokens, end + 1)
    best = end
    while best > start and not _may_break(tokens, best):
        best -= 1
    # Nothing but marks: break where the line is full.
    return _swallow_space(tokens, best if best > start else end)


def _swallow_space(tokens: list[str], at: int) -> int:
    return at + 1 if at < len(tokens) and tokens[at][0] == " " else at


def _may_break(tokens: list[str], at: int) -> bool:
    # A space before or after the break stays at the end of the line and counts as nothing.
    after = at + 1 if tokens[at][0] == " " and at + 1 < len(tokens) else at
    before = at - 2 if tokens[at - 1][0] == " " and at > 1 else at - 1
    return tokens[after][0] not in NO_START and tokens[before][-1] not in NO_END


def _cut(token: str, glyphs: dict[str, fonts.Glyph], size: float, room: float) -> int:
    used = 0.0
    for i, c in enumerate(token):
        used += glyphs[c].width * size
        if used > room:
            return max(i, 1)
    return len(token)


def draw_lines(
    canvas: Canvas, lines: list[Line], style: Style, x: float, top: float, width: float
) -> None:
    """Draw lines below `top` into a column of `width` points beginning at `x`."""
    pen = Pen(canvas)
    pen.write(lines, style, x, top, width)
    pen.draw()


class Pen:
    """Text for many places of a page in one go; says the font only where it changes."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas, self._text = canvas, canvas.beginText()
        self._font, self._size = "", 0.0

    def write(self, lines: list[Line], style: Style, x: float, top: float, width: float) -> None:
        """Set lines as `draw_lines` does."""
        size, text = style.size, self._text
        glyphs = fonts.glyphs(style.role)
        # The em box of a Chinese font reaches 0.12 em below the base line.
        y = top - (style.leading + size) / 2 + 0.12 * size
        current = self._font if size == self._size else ""
        space = 0.0
        for line in lines:
            shown = line.text.rstrip(" ")
            spare = width - line.indent - line.width
            left = x + line.indent
            wanted = 0.0
            if style.align == "center":
                left += spare / 2
            elif style.align == "right":
                left += spare
            elif style.align == "justify" and not line.ends and len(shown) > 1:
                wanted = _stretch(shown, glyphs, spare)
                if wanted > _MAX_STRETCH * size:
                    wanted = 0.0
            text.setTextOrigin(left, y)
            start = 0
            for i, c in enumerate(shown):
                font = glyphs[c].font
                if font != current:
                    if i > start:
                        text.textOut(shown[start:i])
                    text.setFont(font, size)
                    current, start = font, i
                if i == start:
                    here = 0.0 if font == fonts.LATIN else wanted
                    if here != space:
                        text.setCharSpace(here)
                        space = here
            text.textOut(shown[start:])
            y -= style.leading
        if space:
            text.setCharSpace(0)
        self._font, self._size = current, size

    def draw(self) -> None:
        """Put what was written on the page."""
        self._canvas.drawText(self._text)


def _stretch(text: str, glyphs: dict[str, fonts.Glyph], spare: float) -> float:
    """Space to add after each character; words and numbers in Latin letters keep their own."""
    gaps = sum([glyphs[c].font != fonts.LATIN for c in text[:-1]])
    return spare / gaps if gaps else 0.0


class Block(Flowable):
    """Something that fills the column of a paper from top to bottom.

    Subclasses set `height` in `wrap`. `keep_next` binds a block to the one that follows: a heading
    to its text, the last block to the signatures.
    """

    before: float = 0
    keep_next = False

    def first_height(self, width: float) -> float:
        """The least height in points that this block may begin with on a page."""
        return self.wrap(width, 0)[1]


class Paragraph(Block):
    """Text in a style; breaks over pages with at least two lines on either side."""

    def __init__(self, text: str, style: Style, *, keep_next: bool = False) -> None:
        super().__init__()
        self.style = style
        self.before = self.spaceBefore = style.before
        self.spaceAfter = style.after
        self.keep_next = keep_next
        self._text = text
        self._lines: list[Line] = []
        self._wrapped_at = -1.0

    @property
    def lines(self) -> list[Line]:
        """The lines of the last wrap."""
        return self._lines

    def wrap(self, width: float, height: float, /) -> tuple[float, float]:
        """Break the text into lines of `width` points."""
        style = self.style
        if width != self._wrapped_at:
            self._lines = break_lines(
                self._text, style.role, style.size, width, style.indent * style.size
            )
            self._wrapped_at = width
        self.width = width
        self.height = len(self._lines) * style.leading
        return width, self.height

    def first_height(self, width: float) -> float:
        """Two lines, or all of it when the rest could not stand on the next page."""
        self.wrap(width, 0)
        return (2 if len(self._lines) > 3 else len(self._lines)) * self.style.leading

    def split(self, width: float, height: float, /) -> list[Flowable]:
        """What fits into `height` points and the rest; nothing when either would be one line."""
        self.wrap(width, height)
        count = len(self._lines)
        fit = min(int((height + 0.01) // self.style.leading), count)
        if fit == count:
            return [self]
        fit = min(fit, count - 2)
        if fit < 2:
            return []
        return [self._part(self._lines[:fit]), self._part(self._lines[fit:], rest=True)]

    def _part(self, lines: list[Line], *, rest: bool = False) -> Paragraph:
        # The text goes along, so that a part can be wrapped again in another width.
        style = self.style
        if rest:
            starts_inside = lines[0].indent == 0 and style.indent > 0
            style = replace(style, before=0, indent=0 if starts_inside else style.indent)
        text = "".join(line.text + ("\n" if line.ends else "") for line in lines)
        part = Paragraph(text, style, keep_next=self.keep_next)
        part._lines, part._wrapped_at = lines, self._wrapped_at
        return part

    def draw(self) -> None:
        """Draw the lines."""
        if self.style.grey:
            self.canv.setFillGray(self.style.grey)
        draw_lines(self.canv, self._lines, self.style, 0, self.height, self.width)
        if self.style.grey:
            self.canv.setFillGray(0)
