"""One table that is offered: its facts, what is wanted of it, and how it leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from center.imports.rows import Cancelled, Progress, never, silent
from center.rights import Actor, Right, require
from center.storage import Store, Work
from reports.span import month_span, span_words, year_span
from reports.titles import TITLES

if TYPE_CHECKING:
    from reports.table import Table

Days = Literal["any", "month", "year", "none"]
"""Of which days a table can be made: any span, a whole month, a whole year, or as of today."""

Offer = Sequence[tuple[str, str]]
"""Values with the words they are chosen by."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One more thing to choose; where nothing need be, `every` says what is meant without."""

    name: str
    label: str
    choices: Callable[[Work], Offer]
    required: bool = False
    every: str = "全部"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which days, what of it (by the name of what was asked), and for whom the numbers are full."""

    first: date
    last: date
    chosen: Mapping[str, str] = field(default_factory=dict)
    full_reason: str | None = None
    progress: Progress = silent
    cancelled: Cancelled = never

    @property
    def masked(self) -> bool:
        """Whether ID numbers and phones are masked (D8)."""
        return self.full_reason is None

    def of(self, name: str) -> str:
        """What was chosen, empty for everything."""
        return self.chosen.get(name, "")


@dataclass(frozen=True, slots=True)
class Report:
    """One table: its name on the command line, its group, what it answers and for whom.

    `short` is what it is called beside the others of its group.
    `full` says that its numbers can be had unmasked, with the right and a reason.
    """

    name: str
    group: str
    short: str
    answers: str
    make: Callable[[Work, Wanted], Table | None]
    days: Days = "any"
    asks: Sequence[Ask] = ()
    right: Right = Right.SEE
    full: bool = False

    @property
    def title(self) -> str:
        """What stands above it."""
        return TITLES[self.name]

    def allowed(self, actor: Actor) -> bool:
        """Whether this account may take it out."""
        return actor.may(Right.EXPORT) and actor.may(self.right)

    def file_name(self, wanted: Wanted) -> str:
        """What the file is called, without its ending: 办件台账 2026年9月."""
        words = [self.title, *(w for w in wanted.chosen.values() if w and not _is_id(w))]
        if self.days != "none":
            words.append(span_words(wanted.first, wanted.last))
        return " ".join(words)

    def wanted_of(self, year: int, month: int) -> Wanted:
        """It for a month; a table told by the year for the month's year."""
        span = year_span(year) if self.days == "year" else month_span(year, month)
        return Wanted(*span)

    def export(self, store: Store, actor: Actor, wanted: Wanted, path: Path) -> int | None:
        """Write it to `path`, a .xlsx or a .pdf; how many rows, None when it was cancelled.

        See `reports.table.take_out_slowly`.
        """
        require(actor, self.right)
        if self.name == SHEETS:
            return _write_sheets(store, actor, wanted, path)
        from reports.table import take_out_slowly

        return take_out_slowly(
            store,
            actor,
            path,
            lambda work: self.make(work, wanted),
            full_reason=wanted.full_reason,
        )


SHEETS = "monthly-attendance"
"""The one table with a look of its own; its preview is the summary of the same sheets."""


def _is_id(word: str) -> bool:
    return len(word) == 32 and word.isalnum()


def _write_sheets(store: Store, actor: Actor, wanted: Wanted, path: Path) -> int:
    from reports.attendance_export import export_monthly_attendance

    year, month = wanted.first.year, wanted.first.month
    return export_monthly_attendance(store, actor, year, month, path, progress=wanted.progress)
