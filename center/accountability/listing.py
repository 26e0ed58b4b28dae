"""The list of accountability matters: filters, keyset pages; secret ones only for those named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, select

from center.accountability.records import (
    EXEMPT,
    Accountability,
    AccountablePerson,
    Severity,
    Status,
)
from center.lists import COUNT_CAP, Condition, Key, Sort, count_rows, rows_after
from center.rights import Right, needs
from center.secrecy import OFFICE
from center.storage import Work

SORTS: dict[str, Sort] = {
    "number": Accountability.number,
    "happened_on": Accountability.happened_on,
    "severity": Accountability.severity,
    "window": Accountability.window,
    "status": Accountability.status,
    "decided_on": Accountability.decided_on,
}


@dataclass(frozen=True, slots=True)
class AccountabilityFilter:
    """What the list shows; the days are those of the act, both ends included."""

    status: Status | None = None
    severity: Severity | None = None
    situation: str = ""
    window: str = ""
    happened_from: date | None = None
    happened_to: date | None = None
    text: str = ""
    open_only: bool = False


@dataclass(frozen=True, slots=True)
class AccountabilityRow:
    """One matter as the list shows it; `measures` says what was decided for whom."""

    id: UUID
    number: str | None
    happened_on: date
    situations: tuple[str, ...]
    acts: tuple[str, ...]
    names: str
    window: str
    severity: Severity
    facts: str
    source_number: str
    status: Status
    decided_on: date | None
    decided_by: str
    measures: str
    referred_to: str
    result: str
    ended_on: date | None
    secret: bool

    def key(self, sort: str) -> Key:
        """Where the next page starts when the list is sorted by this column."""
        return getattr(self, sort), self.id


_PLAIN = (
    Accountability.id,
    Accountability.number,
    Accountability.happened_on,
    Accountability.names,
    Accountability.window,
    Accountability.severity,
    Accountability.facts,
    Accountability.source_number,
    Accountability.status,
    Accountability.decided_on,
    Accountability.decided_by,
    Accountability.referred_to,
    Accountability.result,
    Accountability.ended_on,
)


def _conditions(wanted: AccountabilityFilter) -> list[Condition]:
    found: list[Condition] = [Accountability.voided_at.is_(None)]
    equal: tuple[tuple[Sort, Any], ...] = (
        (Accountability.status, wanted.status),
        (Accountability.severity, wanted.severity),
        (Accountability.window, wanted.window),
    )
    found += [column == value for column, value in equal if value]
    if wanted.situation:
        # A code stands in the JSON list between quotation marks.
        found.append(cast(Accountability.situations, Text).contains(f'"{wanted.situation}"'))
    if wanted.open_only:
        found.append(Accountability.status != Status.CLOSED)
    if wanted.happened_from is not None:
        found.append(Accountability.happened_on >= wanted.happened_from)
    if wanted.happened_to is not None:
        found.append(Accountability.happened_on <= wanted.happened_to)
    if typed := wanted.text.strip():
        found.append(
            Accountability.number.contains(typed.upper(), autoescape=True)
            | Accountability.names.contains(typed, autoescape=True)
            | Accountability.facts.contains(typed, autoescape=True)
            | Accountability.source_number.contains(typed.upper(), autoescape=True)
        )
    return found


@needs(Right.SUPERVISE)
def page(
    work: Work,
    wanted: AccountabilityFilter,
    sort: str = "happened_on",
    *,
    descending: bool = True,
    after: Key | None = None,
    limit: int = 100,
) -> list[AccountabilityRow]:
    """The next rows after the key `after`, at most `limit`; secret ones only for those named."""
    query = select(
        *_PLAIN,
        Accountability.situations,
        Accountability.acts,
        (Accountability.audience != OFFICE).label("secret"),
    ).where(*_conditions(wanted))
    rows = rows_after(
        work,
        query,
        SORTS[sort],
        Accountability.id,
        descending=descending,
        after=after,
        limit=limit,
    )
    said = _measures(work, [row.id for row in rows])
    return [
        AccountabilityRow(
            **{column.key: getattr(row, column.key) for column in _PLAIN},
            situations=tuple(row.situations),
            acts=tuple(row.acts),
            measures=said.get(row.id, ""),
            secret=bool(row.secret),
        )
        for row in rows
    ]


def _measures(work: Work, matters: list[UUID]) -> dict[UUID, str]:
    """What was decided for each person of these matters, already known to be seen.

    Whom nothing follows for is left out.
    """
    person = AccountablePerson
    query = (
        select(person.accountability, person.name, person.measure)
        .where(
            person.accountability.in_(matters),
            person.measure.not_in(("", EXEMPT)),
            person.voided_at.is_(None),
        )
        .order_by(person.position)
    )
    found: dict[UUID, list[str]] = {}
    for ident, name, measure in work.session.execute(query):
        found.setdefault(ident, []).append(f"{name} {measure}")
    return {ident: "；".join(said) for ident, said in found.items()}


@needs(Right.SUPERVISE)
def count(work: Work, wanted: AccountabilityFilter, cap: int = COUNT_CAP) -> int:
    """How many matters a filter shows, never counting beyond `cap`."""
    return count_rows(work, select(Accountability.id).where(*_conditions(wanted)), cap)
