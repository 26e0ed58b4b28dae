"""Petitions, complaints, work orders found by a number: ours, a paper's, the provincial system's.

Of a secret matter others find the number and nothing more; by any other number, nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select

from center.complaints.records import Complaint
from center.lists import Sort
from center.papers import Paper
from center.petitions.records import Petition
from center.rights import Right, needs
from center.secrecy import STUB, seen_by
from center.storage import Work
from center.workorders.records import WorkOrder

MOST = 12
Kind: TypeAlias = "type[Petition] | type[Complaint] | type[WorkOrder]"
CODES: dict[str, Kind] = {"XF": Petition, "TS": Complaint, "GD": WorkOrder}


@dataclass(frozen=True, slots=True)
class MatterHit:
    """A matter found by its number; `kind` is that of its record, `about` what it is of.

    Of a secret one that is not the actor's name and time are empty.
    """

    id: UUID
    kind: str
    number: str | None
    name: str
    about: str
    received_at: datetime | None


@needs(Right.SEE)
def matters_within(work: Work, low: str, high: str) -> list[MatterHit]:
    """The matters whose own number lies in a range of spellings."""
    return [
        hit
        for kind in CODES.values()
        for hit in _hits(work, kind, and_(kind.number >= low, kind.number < high), stub=True)
    ][:MOST]


@needs(Right.SEE)
def matters_numbered(work: Work, numbers: Sequence[str]) -> list[MatterHit]:
    """The matters with one of these numbers of ours."""
    if not numbers:
        return []
    return [
        hit
        for kind in CODES.values()
        for hit in _hits(work, kind, kind.number.in_(numbers), stub=True)
    ][:MOST]


@needs(Right.SEE)
def matters_from_outside(work: Work, number: str) -> list[MatterHit]:
    """The matter with this number of the provincial system or of the 12345 line, in full."""
    number = number.strip()
    if not number:
        return []
    found = _hits(work, Petition, Petition.platform_number == number, stub=False)
    return [*found, *_hits(work, WorkOrder, WorkOrder.external == number, stub=False)]


@needs(Right.SEE)
def matters_of_paper(work: Work, number: str) -> list[MatterHit]:
    """The matter an issued paper with this number is about, in full: for whoever holds it."""
    about = select(Paper.about).where(Paper.number == number)
    return [
        hit
        for kind in (Petition, Complaint)
        for hit in _hits(work, kind, kind.id.in_(about), stub=False)
    ]


_ABOUT: dict[str, Sort] = {
    Petition.kind: Petition.problem,
    Complaint.kind: Complaint.facts,
    WorkOrder.kind: WorkOrder.content,
}


def _hits(
    work: Work,
    kind: Kind,
    where: ColumnElement[bool],
    *,
    stub: bool,
) -> list[MatterHit]:
    seen, about = seen_by(kind.audience, work.actor), _ABOUT[kind.kind]
    query: Select[*tuple[Any, ...]] = select(
        kind.id,
        kind.number,
        kind.name,
        about.label("about"),
        kind.received_at,
        seen.label("seen"),
    ).where(where, kind.voided_at.is_(None))
    if not stub:
        query = query.where(seen)
    if not work.actor.sees_all_stations:
        query = query.where(kind.station == work.actor.station)
    rows = work.session.execute(query.order_by(kind.number).limit(MOST))
    return [_hit(row, kind.kind) for row in rows]


def _hit(row: Any, kind: str) -> MatterHit:
    if not row.seen:
        return MatterHit(row.id, kind, row.number, "", STUB, None)
    return MatterHit(row.id, kind, row.number, row.name, row.about, row.received_at)
