"""Staff cards and desk plates: several on a sheet with cut marks, a photo or the place for one."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from center.errors import Expected
from forms import fonts
from forms.boards import fitting, set_line
from forms.page import A4_HEIGHT, A4_WIDTH
from forms.paragraph import Block, Style
from forms.templates import CardFormat

LARGEST_PHOTO = 20 << 20  # bytes
_MOST_PIXELS = 50_000_000
_PHOTO_DPI = 300
_MARK = 5 * mm

_NO_PHOTO = "的照片打不开，没有生成。请换一张 JPG 或 PNG 格式的照片。"
_TOO_LARGE = "的照片太大，没有生成。请换一张 20 MB 以内、5000 万像素以内的照片。"


@dataclass(frozen=True, slots=True)
class CardLine:
    """A line of a card: its text, its type in points."""

    text: str
    size: float
    role: fonts.Role


@dataclass(frozen=True, slots=True)
class Card:
    """The lines of one card, the first across its head, and the photo to be set beside the rest."""

    lines: Sequence[CardLine]
    photo: Image.Image | None = None


def read_photo(content: bytes, card: CardFormat, whose: str) -> Image.Image:
    """A PNG or JPEG photo, upright, cut to the shape of the card's photo, at 300 dpi.

    Raises `Expected`, naming `whose` photo it is, for anything else and for one too large.
    """
    if len(content) > LARGEST_PHOTO:
        raise Expected(whose + _TOO_LARGE, f"{len(content)} bytes")
    wide, high = (round(side / 25.4 * _PHOTO_DPI) for side in (card.photo_width, card.photo_height))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as photo:
                if photo.width * photo.height > _MOST_PIXELS:
                    raise Expected(whose + _TOO_LARGE, f"{photo.size}")
                # A photo of a telephone is decoded at about the size it is needed in.
                photo.draft("RGB", (2 * wide, 2 * high))
                upright = ImageOps.exif_transpose(photo).convert("RGBA")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Expected(whose + _TOO_LARGE, str(error)) from error
    except (OSError, ValueError, SyntaxError, EOFError, struct.error) as error:
        raise Expected(whose + _NO_PHOTO, str(error)) from error
    paper = Image.new("RGBA", upright.size, "white")
    paper.alpha_composite(upright)
    # Heads stand in the upper half.
    return ImageOps.fit(paper.convert("RGB"), (wide, high), centering=(0.5, 0.3))


class CardSheet(Block):
    """Up to `across` × `down` cards, edge to edge in the middle of an A4 sheet."""

    def __init__(self, cards: Sequence[Card], card: CardFormat) -> None:
        super().__init__()
        self._cards = cards
        self._format = card

    def wrap(self, width: float, height: float, /) -> tuple[float, float]:
        """The whole sheet."""
        self.width, self.height = width, height
        return width, height

    def draw(self) -> None:
        """Draw the cards and the marks to cut along."""
        card = self._format
        width, height = card.width * mm, card.height * mm
        left = (A4_WIDTH - card.across * width) / 2
        top = (A4_HEIGHT + card.down * height) / 2
        for place, one in enumerate(self._cards):
            row, column = divmod(place, card.across)
            self.canv.saveState()
            self.canv.translate(left + column * width, top - (row + 1) * height)
            _draw_card(self.canv, one, card)
            self.canv.restoreState()
        rows = -(-len(self._cards) // card.across)
        columns = min(len(self._cards), card.across)
        across = [left + column * width for column in range(columns + 1)]
        down = [top - row * height for row in range(rows + 1)]
        _cut_marks(self.canv, across, down)


def _cut_marks(canvas: Canvas, across: Sequence[float], down: Sequence[float]) -> None:
    """Ticks outside the cards and crosses where four of them meet."""
    marks = []
    for x in across:
        marks += [(x, down[0], x, down[0] + _MARK), (x, down[-1], x, down[-1] - _MARK)]
        marks += [(x, y - _MARK / 2, x, y + _MARK / 2) for y in down[1:-1]]
    for y in down:
        marks += [(across[0], y, across[0] - _MARK, y), (across[-1], y, across[-1] + _MARK, y)]
        marks += [(x - _MARK / 2, y, x + _MARK / 2, y) for x in across[1:-1]]
    canvas.saveState()
    canvas.setLineWidth(0.4)
    canvas.setStrokeGray(0.4)
    canvas.lines(marks)
    canvas.restoreState()


def _draw_card(canvas: Canvas, one: Card, card: CardFormat) -> None:
    """The head with a rule below it, the photo at the left, the other lines at the right."""
    width, height = card.width * mm, card.height * mm
    pad = 0.055 * width
    head, *rest = one.lines
    band = 0.2 * height
    style = fitting(head.text, head.role, head.size, width - 2 * pad)
    set_line(canvas, head.text, style, pad, height - (band - style.leading) / 2, width - 2 * pad)
    canvas.setLineWidth(1.2)
    canvas.line(pad, height - band, width - pad, height - band)
    room = height - band
    photo = (card.photo_width * mm, card.photo_height * mm)
    _draw_photo(canvas, one.photo, card.photo_hint, pad, (room - photo[1]) / 2, photo)
    x = 2 * pad + photo[0]
    wide = width - x - pad
    styles = []
    for line in rest:
        shown = fitting(line.text, line.role, line.size, wide)
        styles.append(Style(shown.role, shown.size, shown.leading, "left"))
    gap = (room - sum(shown.leading for shown in styles)) / (len(styles) + 1)
    top = room - gap
    for line, shown in zip(rest, styles, strict=True):
        set_line(canvas, line.text, shown, x, top, wide)
        top -= shown.leading + gap


def _draw_photo(
    canvas: Canvas,
    photo: Image.Image | None,
    hint: str,
    x: float,
    y: float,
    size: tuple[float, float],
) -> None:
    if photo is not None:
        canvas.drawImage(ImageReader(photo), x, y, *size)
        return
    canvas.saveState()
    canvas.setLineWidth(0.5)
    canvas.setStrokeGray(0.5)
    canvas.setDash(2, 2)
    canvas.rect(x, y, *size)
    canvas.setFillGray(0.5)
    style = Style(size=9, leading=12, align="center")
    set_line(canvas, hint, style, x, y + size[1] / 2 + style.leading / 2, size[0])
    canvas.restoreState()
