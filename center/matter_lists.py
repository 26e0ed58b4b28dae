"""What the lists of petitions, complaints and work orders share: lights by date, and stubs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from center.clock import State
from center.lights import Day
from center.lists import between
from center.matters import Matter
from center.rights import Right, needs
from center.secrecy import STUB, seen_by
from center.storage import Work


@dataclass(frozen=True, slots=True)
class Stub:
    """All that is said of a secret matter to who may not see it."""

    id: UUID
    number: str | None
    words: str = STUB


def lit(kind: type[Any], light: State, day: Day) -> ColumnElement[bool]:
    """The matters of a kind that show this light, as a date range over the derived columns."""
    ended, due, raw = kind.ended_on, kind.due_on, kind.raw_due_on
    found: ColumnElement[bool]
    match light:
        case State.ON_TIME:
            found = ended.is_not(None) & (due.is_(None) | (ended <= due))
        case State.LATE:
            found = ended > due
        case State.OVERDUE:
            found = ended.is_(None) & (due < day.today)
        case State.DUE_TODAY:
            found = ended.is_(None) & (due == day.today)
        case State.DUE_SOON:
            found = ended.is_(None) & (due > day.today) & (raw <= day.soon)
        case _:
            later = (due > day.today) & (raw > day.soon)
            found = ended.is_(None) & (later | due.is_(None))
    return found


@needs(Right.SEE)
def stubs(
    work: Work,
    kind: type[Matter],
    first: date | None = None,
    last: date | None = None,
    limit: int = 100,
) -> list[Stub]:
    """The secret matters of a kind this actor may not see: their numbers and nothing more.

    They answer to no filter but the span of days: a search that found one would tell what it says.
    """
    query = select(kind.id, kind.number).where(
        ~seen_by(kind.audience, work.actor),
        kind.voided_at.is_(None),
        *between(kind.received_at, first, last),
    )
    if not work.actor.sees_all_stations:
        query = query.where(kind.station == work.actor.station)
    query = query.order_by(kind.number.desc()).limit(limit)
    return [Stub(row.id, row.number) for row in work.session.execute(query)]
