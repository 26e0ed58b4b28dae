"""Typed and pasted text: what is kept, what is cleaned away, what a paper cannot show.

Cleaning never loses a visible character: names of planes 2 and 3, the middle dot and emoji are
stored as they came. Only what nobody can see (control characters, direction marks) goes.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from center.errors import Problem

LINE_LIMIT = 200
BLOCK_LIMIT = 4000

# Line ends of every system, form feeds and Unicode's own separators.
_LINE_END = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
# The rest of the control characters, marks that turn the direction of writing (a known way of
# disguising a name), zero-width spaces, halves of surrogate pairs (a broken clipboard: UTF-8 and
# the database refuse them) and code points that are no characters. Joiners (U+200C, U+200D) stay:
# emoji and some scripts need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}-{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
    )
    + "]"
)
_BLANK = re.compile("[\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")

# Characters drawn as coloured pictures: planes' emoji blocks and those of the basic plane that are
# pictures by default; a sign such as ☑ or ✔ is one only before U+FE0F.
_EMOJI = re.compile(
    "(?:[\U0001f000-\U0001faff\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615"
    "\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2"
    "\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797"
    "\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55]\ufe0f?|[^\\s\\w]\ufe0f|[0-9#*]\ufe0f?\u20e3)"
    "(?:[\U0001f3fb-\U0001f3ff]|\u200d[^\\s\\w]\ufe0f?)*"
)

_DATE = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))"
    r"(?:[ T]0{1,2}:00(?::00)?)?"
)


def clean_line(text: str) -> str:
    """Text of a one-line field: pasted line breaks become one space, unseen characters go."""
    return _BLANK.sub(
        " ", _UNSEEN.sub("", re.sub(r"\s*\n\s*", " ", _LINE_END.sub("\n", text)))
    ).strip()


def clean_block(text: str) -> str:
    """Text of a field with several lines: line breaks stay (as \\n), unseen characters go.

    A tab becomes a space; blanks at the ends of lines and empty lines at both ends go; the indent
    of a line (two full-width spaces) stays.
    """
    lines = _UNSEEN.sub("", _LINE_END.sub("\n", text)).replace("\t", " ").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def length_problems(field: str, label: str, text: str, limit: int) -> tuple[Problem, ...]:
    """A problem when `text` has more than `limit` characters; `label` is the field's Chinese name.

    Nothing is cut off: the clerk shortens the text.
    """
    if len(text) <= limit:
        return ()
    return (Problem(field, f"{label}最多{limit}个字，现在有{len(text)}个字，请删减"),)


def emoji_in(text: str) -> tuple[str, ...]:
    """The emoji of `text`, each once, in order: they may be stored but no paper can show them."""
    return tuple(dict.fromkeys(match.group() for match in _EMOJI.finditer(text)))


def paper_problems(field: str, label: str, text: str) -> tuple[Problem, ...]:
    """A problem when `text` holds emoji; for fields that will be printed."""
    found = emoji_in(text)
    if not found:
        return ()
    return (Problem(field, f"{label}里的表情符号{''.join(found[:5])}印不到纸上，请改成文字"),)


def half_width(text: str) -> str:
    """Full-width digits, letters and signs (１２ＡＢ－) as plain ones; the rest untouched."""
    return "".join(
        unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" or c == "\u3000" else c
        for c in text
    )


def parse_date(text: str) -> date | None:
    """A day as people type it (2027-10-01, 2027/10/1, 2027.10.1, 2027年10月1日, 20271001).

    None when it cannot be read, does not exist, or lies outside 1800 to 2199.
    """
    match = _DATE.fullmatch(half_width(text).strip())
    if match is None:
        return None
    year, _, *parts = match.groups()
    month, day = (int(part) for part in parts if part is not None)
    try:
        found = date(int(year), month, day)
    except ValueError:
        return None
    return found if 1800 <= found.year <= 2199 else None
