"""The office's own sheets, from facts to PDF: guides, boards, cards, the register, archive sheets.

They are printed on demand and not kept, so they carry no number. What hangs in the hall or is
handed out has no fact about an applicant to print (`forms.office_facts`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

from PIL import Image
from reportlab.lib.units import mm

from forms import fonts, templates
from forms.blocks import Head
from forms.boards import Board, BoardLine
from forms.cards import Card, CardLine, CardSheet, read_photo
from forms.cases import all_text
from forms.facts import JSON, Facts
from forms.page import (
    A3_WIDE,
    A4,
    A4_WHOLE,
    A4_WIDE,
    A5,
    COVER,
    HUGE,
    LARGE,
    MIDDLE,
    SMALL,
    Scale,
    Sheet,
    make_sheets,
)
from forms.paragraph import Block
from forms.parts import block
from forms.templates import Line, Template, holds, say
from forms.words import Words, words

BoardSize = Literal["A4", "A3"]
CardKind = Literal["staff_card", "desk_plate"]
Texts = Mapping[str, str] | None
REGISTER_ROWS = 20
MOST_PAGES = 100

_SETS: dict[str, tuple[Sheet, tuple[Scale, ...]]] = {
    "service_guide": (A4, (LARGE, MIDDLE)),
    "application_form": (A4, (LARGE, MIDDLE)),
    "fee_board": (A4_WIDE, (HUGE, LARGE, MIDDLE)),
    "archive_cover": (A4, (COVER, LARGE)),
    "archive_contents": (A4, (LARGE, MIDDLE)),
    "inquiry_answer": (A5, (MIDDLE, SMALL)),
    "leave_slip": (A4, (LARGE, MIDDLE)),
    "annual_leave_form": (A4, (LARGE, MIDDLE)),
    "leave_form": (A4, (LARGE, MIDDLE)),
    "leave_return": (A4, (LARGE, MIDDLE)),
    "post_handover": (A4, (LARGE, MIDDLE)),
    "survey_form": (A4, (LARGE, MIDDLE)),
    "survey_tally": (A4, (LARGE, MIDDLE)),
}
# Twenty lines wide enough for a hand fill the sheet.
_REGISTER = Scale(size=10.5, leading=15.5, title=19, unit=12, pad=3, gap=4, qr=13 * mm)
_Thing = TypeVar("_Thing")


def sheet(kind: str, facts: Facts, texts: Texts = None) -> bytes:
    """A guide (OPEN-10), a blank application form (CASE-26), a fee board (FEE-01),
    an archive cover or contents list (ARCH-01), the answer to an inquiry (CASE-28); one board, card
    or register, as it is seen while its texts are edited.

    `texts` are the office's own title and texts by name. The QR code holds the case number, else
    the item code. Raises Refused for missing facts or bad texts, and fonts.MissingGlyph.
    """
    match kind:
        case "hours_board" | "away_sign":
            return _board(kind, facts, "A4", texts)
        case "staff_card" | "desk_plate":
            return cards(kind, [facts], texts=texts)
        case "blank_register":
            return blank_register(str(facts["unit"]), 1, texts)
    paper, scales = _SETS[kind]
    template, given = _ready(kind, facts, texts)
    return make_sheets(
        lambda scale: _compose(template, given, scale),
        title=template.title,
        author=given.texts["unit"],
        sheet=paper,
        scales=scales,
    )


def hours_board(facts: Facts, size: BoardSize = "A4", texts: Texts = None) -> bytes:
    """The working-time board (TIME-06) in large type, landscape."""
    return _board("hours_board", facts, size, texts)


def away_sign(facts: Facts, texts: Texts = None) -> bytes:
    """The sign on a desk that is left for some minutes (ATT-07), A4 landscape."""
    return _board("away_sign", facts, "A4", texts)


def _board(kind: str, facts: Facts, size: BoardSize, texts: Texts) -> bytes:
    template, given = _ready(kind, facts, texts)
    lines = [BoardLine(text, line.size, line.role) for line, text in _lines(template, given)]
    return make_sheets(
        lambda _scale: [Board(lines)],
        title=template.title,
        author=given.texts["unit"],
        sheet=A3_WIDE if size == "A3" else A4_WIDE,
        scales=(LARGE,),
    )


def cards(
    kind: CardKind,
    people: Sequence[Facts],
    photos: Sequence[bytes | None] | None = None,
    texts: Texts = None,
) -> bytes:
    """Staff cards or desk plates (CODE-01), several on an A4 sheet with cut marks.

    `photos` are PNG or JPEG files, one for each of `people` or None, where the place of the photo
    stays empty. Raises Expected for a photo that cannot be used.
    """
    if not people:
        raise ValueError("nobody to print a card for")
    template = templates.load(kind)
    card = template.card
    if card is None:
        raise ValueError(f"{kind} is no card")
    made = []
    for facts, photo in zip(people, photos or [None] * len(people), strict=True):
        template, given = _ready(kind, facts, texts)
        picture = read_photo(photo, card, given.texts["name"]) if photo is not None else None
        made.append(_card(template, given, picture))
    sheets = [CardSheet(page, card) for page in _by(made, card.across * card.down)]
    return make_sheets(
        lambda _scale: list[Block](sheets),
        title=template.title,
        author=str(people[0]["unit"]),
        sheet=A4_WHOLE,
        scales=(LARGE,),
    )


def blank_register(unit: str, pages: int, texts: Texts = None) -> bytes:
    """The 手工登记簿 for power cuts: `pages` numbered A4 pages (1 to 100) of twenty lines."""
    if not 1 <= pages <= MOST_PAGES:
        raise ValueError(f"{pages} pages")
    lines: list[JSON] = [{}] * REGISTER_ROWS
    template, given = _ready("blank_register", {"unit": unit, "lines": lines}, texts)
    return make_sheets(
        lambda scale: _compose(template, given, scale),
        title=template.title,
        author=unit,
        sheet=A4_WIDE,
        scales=(_REGISTER,),
        copies=[f"第 {page} 页　共 {pages} 页" for page in range(1, pages + 1)],
    )


def _ready(kind: str, facts: Facts, texts: Texts = None) -> tuple[Template, Words]:
    template, given = templates.load(kind), words(kind, facts)
    if texts:
        template = templates.edited(template, texts)
    fonts.check(all_text(template, given, ""))
    return template, given


def _compose(template: Template, given: Words, scale: Scale) -> list[Block]:
    known = given.texts
    archived = known.get("archive_number")
    head = Head(
        unit=known["unit"],
        title=template.title,
        number=known.get("number", ""),
        case=f"档号：{archived}" if archived else "",
        code=known.get("case_number") or known.get("item_code", ""),
        scale=scale,
    )
    parts = (part for part in template.parts if holds(part.when, given.given))
    return [head, *(block(template, part, given, scale) for part in parts)]


def _lines(template: Template, given: Words) -> list[tuple[Line, str]]:
    return [
        (part, say(template, part, given))
        for part in template.parts
        if isinstance(part, Line) and holds(part.when, given.given)
    ]


def _card(template: Template, given: Words, photo: Image.Image | None) -> Card:
    lines = [CardLine(text, line.size, line.role) for line, text in _lines(template, given)]
    return Card(lines, photo)


def _by(things: Sequence[_Thing], count: int) -> list[Sequence[_Thing]]:
    return [things[start : start + count] for start in range(0, len(things), count)]
