"""The papers' texts and layout, as data in `resources/templates/<kind>.toml`.

A template has a title, the names of its copies (联), named texts with `{fact}` placeholders, and
its blocks in order: `say` a text, `facts` two to a row, `table` of rows, `choices` with boxes,
`heading`, `line` of a board or a card. `when` lists what must hold: `key` is given, `!key` is not,
`key=value`. An office edits the title and the named texts; the blocks are ours. Every placeholder
must be a fact of the paper, and one that may be absent must be guarded by `when`, so that no paper
has a blank where a fact belongs (CASE-23). Without `closing` a paper has no signatures, no seal and
no phones: a board, a card, a register. With `letter` it is an official letter (`forms.letters`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from center.errors import Problem, Refused
from forms.facts import Fact
from forms.fonts import Role
from forms.paragraph import clean
from forms.words import Row, Words, needs

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "templates"

HEADLINE = "headline"

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Say:
    """A named text, printed when its conditions hold; `indent` of the first line in em."""

    text: str
    when: tuple[str, ...] = ()
    indent: int = 2


@dataclass(frozen=True, slots=True)
class Heading:
    """A short line in 黑体 that stays with what follows; a larger one stands in the middle."""

    text: str
    when: tuple[str, ...] = ()
    scale: float = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A labelled value of the facts table; `lines` leaves room for a hand to write as many."""

    label: str
    value: str
    when: tuple[str, ...] = ()
    wide: bool = False
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """The table of facts."""

    rows: tuple[Entry, ...]
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` is a share. `keep` prints it empty too, for a hand to fill."""

    label: str
    value: str
    width: float
    align: str = "left"
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A table over the rows of a fact."""

    rows: str
    columns: tuple[Column, ...]
    when: tuple[str, ...] = ()
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Option:
    """One box of a choice: ticked when the fact has this value."""

    value: str
    text: str
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """The boxes of a choice."""

    fact: str
    options: tuple[Option, ...]
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a board or card, smaller where it does not fit.

    `size` is in points on a card, a share of the height on a board.
    """

    text: str
    size: float
    role: Role = "body"
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CardFormat:
    """A card and the photo on it in millimetres, and how many lie on an A4 sheet."""

    width: float
    height: float
    photo_width: float
    photo_height: float
    photo_hint: str
    across: int
    down: int


@dataclass(frozen=True, slots=True)
class LetterFormat:
    """An official letter; `word` is what its document number says of its kind (信处〔2026〕8号).

    Its text `headline` is the printed title.
    """

    word: str


Part = Say | Heading | Facts | Rows | Choices | Line


@dataclass(frozen=True, slots=True)
class Template:
    """A paper's template; `version` goes up with every change of its file."""

    kind: str
    version: int
    title: str
    copies: tuple[str, ...]
    texts: Mapping[str, str]
    parts: tuple[Part, ...]
    lines: tuple[Say, ...]
    sign: tuple[Say, ...]
    closed: bool
    contacts: tuple[Say, ...]
    remarks: tuple[Say, ...]
    card: CardFormat | None = None
    letter: LetterFormat | None = None


def holds(when: Iterable[str], given: frozenset[str]) -> bool:
    """Whether all conditions hold for the facts that are given."""
    return all(
        condition[1:] not in given if condition[0] == "!" else condition in given
        for condition in when
    )


def fill(text: str, known: Mapping[str, str] | Row) -> str:
    """The text with its placeholders filled in; braces inside the facts stay as they are."""
    return _PLACEHOLDER.sub(lambda found: known[found.group(1)], text)


@lru_cache
def load(kind: str) -> Template:
    """The template of a paper as shipped (KeyError: no such kind; ValueError: a bad file)."""
    needs(kind)
    template = _parse(kind, _read(kind), _read("common")["texts"])
    problems = _problems(template)
    if problems:
        raise ValueError(f"template {kind}: " + "; ".join(p.message for p in problems))
    return template


def edited(template: Template, texts: Mapping[str, str]) -> Template:
    """The template with an office's own title and texts.

    Raises Refused, text by text, for a name the template does not have, an unknown placeholder, one
    that may be empty where this text is used, or an empty text.
    """
    problems = [
        Problem(name, f"这种文书没有名为“{name}”的文字")
        for name in texts
        if name != "title" and name not in template.texts
    ]
    problems += [
        Problem(name, f"“{name}”不能为空") for name, text in texts.items() if not clean(text)
    ]
    if problems:
        raise Refused(problems)
    own = {name: clean(text) for name, text in texts.items()}
    changed = replace(
        template,
        title=own.get("title", template.title).replace("\n", ""),
        texts={name: own.get(name, text) for name, text in template.texts.items()},
    )
    problems = _problems(changed)
    if problems:
        raise Refused(problems)
    return changed


def say(template: Template, part: Say | Line, facts: Words) -> str:
    """The text of a part, filled in."""
    return fill(template.texts[part.text], facts.texts)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def _parse(kind: str, data: dict[str, Any], common: dict[str, str]) -> Template:
    closing = data.get("closing")
    closed = closing is not None
    lines, sign = (closing["lines"], closing["sign"]) if closing else ([], [])
    return Template(
        kind=kind,
        version=data["version"],
        title=data["title"],
        copies=tuple(data["copies"]),
        texts={**data["texts"], **(common if closed else {})},
        parts=tuple(_part(block) for block in data["blocks"]),
        lines=tuple(Say(use["text"], _when(use)) for use in lines),
        sign=tuple(Say(use["text"], _when(use)) for use in sign),
        closed=closed,
        contacts=CONTACTS if closed else (),
        remarks=REMARKS if closed else (),
        card=CardFormat(**data["card"]) if "card" in data else None,
        letter=LetterFormat(**data["letter"]) if "letter" in data else None,
    )


def _when(data: dict[str, Any]) -> tuple[str, ...]:
    return tuple(data.get("when", ()))


def _part(data: dict[str, Any]) -> Part:
    when = _when(data)
    match data["type"]:
        case "say":
            return Say(data["text"], when, data.get("indent", 2))
        case "heading":
            return Heading(data["text"], when, data.get("scale", 1))
        case "facts":
            entries = (
                Entry(
                    row["label"],
                    row["value"],
                    _when(row),
                    row.get("wide", False),
                    row.get("lines", 1),
                )
                for row in data["rows"]
            )
            return Facts(tuple(entries), when)
        case "table":
            columns = tuple(Column(**column) for column in data["columns"])
            return Rows(data["rows"], columns, when, data.get("lines", 1))
        case "choices":
            options = (
                Option(option["value"], option["text"], _when(option)) for option in data["options"]
            )
            return Choices(data["fact"], tuple(options), when)
        case "line":
            return Line(data["text"], data["size"], data.get("role", "body"), when)
        case other:
            raise ValueError(f"no block is called {other}")


# The texts of common.toml, printed on every paper: whom to ask, beside the seal; remarks above it.
CONTACTS = (
    Say("handler"),
    Say("complaints"),
    Say("hours", ("office_hours",)),
    Say("address", ("unit_address",)),
)
REMARKS = (
    Say("unknown_years", ("unknown_years",)),
    Say("replaces", ("replaces",)),
)


def _problems(template: Template) -> list[Problem]:
    """What is wrong with the placeholders of a template."""
    facts = {fact.key: fact for fact in needs(template.kind)}
    always = {key for key, fact in facts.items() if fact.required and fact.kind != "flag"}
    problems = []
    for name, text, when in _uses(template):
        known = always | {condition for condition in when if condition in facts}
        problems += _unknown(name, text, facts, known)
        problems += [
            Problem(name, f"“{name}”的条件“{condition}”不是这种文书的内容")
            for condition in when
            if condition.lstrip("!").partition("=")[0] not in facts
        ]
    for part in template.parts:
        if isinstance(part, Rows):
            columns = {column.key: column for column in facts[part.rows].columns}
            columns["no"] = Fact("no", "序号")
            for shown in part.columns:
                problems += _unknown(shown.label, shown.value, columns, set(columns))
    return problems


def _unknown(name: str, text: str, facts: Mapping[str, Fact], known: set[str]) -> list[Problem]:
    problems = []
    for key in _PLACEHOLDER.findall(text):
        fact = facts.get(key)
        if fact is None and key.endswith("_count"):
            fact = facts.get(key.removesuffix("_count"))
            fact = fact if fact and fact.kind == "rows" else None
        if fact is None:
            problems.append(Problem(name, f"“{name}”里的{{{key}}}不是这种文书的内容"))
        elif fact.key not in known:
            problems.append(Problem(name, f"“{name}”里的{{{key}}}可能是空的，不能用在这里"))
    return problems


def _uses(template: Template) -> list[tuple[str, str, tuple[str, ...]]]:
    """Every text with placeholders: its name, the text, the conditions it is printed under."""
    texts = template.texts
    uses: list[tuple[str, str, tuple[str, ...]]] = []
    if template.letter is not None:
        uses.append((HEADLINE, texts[HEADLINE], ()))
    closing = (*template.lines, *template.sign, *template.contacts, *template.remarks)
    for part in (*template.parts, *closing):
        match part:
            case Say(text, when) | Line(text, _, _, when):
                uses.append((text, texts[text], when))
            case Heading(text, when, _):
                uses.append((text, text, when))
            case Facts(rows, when):
                uses += [(row.label, row.value, (*when, *row.when)) for row in rows]
            case Choices(_, options, when):
                uses += [(o.text, texts[o.text], (*when, *o.when)) for o in options]
            case Rows():
                pass
    return uses
