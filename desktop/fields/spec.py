"""What a form asks for: one `Field` each, in the order of the conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from center.text import BLOCK_LIMIT, LINE_LIMIT
from desktop.choice import Choice

Kind = Literal[
    "text",
    "lines",
    "choice",
    "buttons",
    "pick",
    "suggest",
    "date",
    "time",
    "number",
    "tick",
    "secret",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    Kinds and their values: `text`, `lines` (several lines) and `secret` (hidden) give str; `choice`
    (a list), `buttons` (all in sight, keys 1 to 9) and `pick` (typed, by title or keys) give the
    chosen value or None; `suggest` gives str and only proposes; `date`, `time` and `number` give
    date, time and int or None; `tick` gives bool.

    `width` is in half-width characters, 0 is the width of the column (always so for `lines`).
    Fields of one `section` stand under its heading. `check` returns a sentence that must be
    heeded, `warn` one that need not; both are called with the value while typing, not for an
    empty field.
    """

    name: str
    label: str
    kind: Kind = "text"
    width: int = 24
    required: bool = False
    choices: Sequence[Choice] = ()
    hint: str = ""
    check: Callable[[Any], str | None] | None = None
    warn: Callable[[Any], str | None] | None = None
    wide: bool = False
    limit: int = 0
    lines: int = 3
    default: object = None
    section: str = ""

    @property
    def most(self) -> int:
        """The largest number of characters taken."""
        return self.limit or (BLOCK_LIMIT if self.kind == "lines" else LINE_LIMIT)
