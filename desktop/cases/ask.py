"""The form of a step: its fields, the service it calls, and what may be done instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from center.cases.records import Case
from center.storage import Work
from desktop.fields import Choice, Field, Form

Take = Callable[[Work, Case, Form, datetime | None], object]


@dataclass(frozen=True, slots=True)
class Instead:
    """Another way out of the dialog, one click: it asks for nothing that was typed."""

    title: str
    take: Callable[[Work, Case], object]


@dataclass(frozen=True, slots=True)
class Ask:
    """The form of a step. `follow` shows and hides fields after each change.

    `verb` stands on the button where the name of the step does not say what is done.
    """

    fields: Sequence[Field]
    take: Take
    intro: str = ""
    follow: Callable[[Form], None] | None = None
    danger: bool = False
    instead: Instead | None = None
    verb: str = ""


def lines(name: str, label: str, *, required: bool = False, hint: str = "") -> Field:
    """A field of several lines over the whole width."""
    return Field(name, label, "lines", required=required, wide=True, hint=hint)


def choices(words: Sequence[str]) -> list[Choice]:
    """Choices whose value is what they say."""
    return [Choice(word, word) for word in words]
