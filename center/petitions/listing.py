"""The list of petitions: filters, lights, keyset pages; secret ones of others only as stubs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from center.clock import State
from center.identity import mask_id, mask_phone
from center.lights import Day, day_of, due_words, light_of
from center.lists import COUNT_CAP, Condition, Key, Sort, between, count_rows, rows_after, with_text
from center.matter_lists import lit
from center.petitions.owing import untold
from center.petitions.records import Channel, Petition, Purpose, Route, Status
from center.rights import Right, needs, require
from center.secrecy import OFFICE
from center.storage import Work

SORTS: dict[str, Sort] = {
    "number": Petition.number,
    "name": Petition.name,
    "channel": Petition.channel,
    "purpose": Petition.purpose,
    "status": Petition.status,
    "village": Petition.village,
    "subject": Petition.subject,
    "unit": Petition.unit,
    "received_at": Petition.received_at,
    "due_on": Petition.due_on,
    "ended_on": Petition.ended_on,
}


@dataclass(frozen=True, slots=True)
class PetitionFilter:
    """What the list shows; empty shows every petition this actor may see.

    `uninformed` are major, urgent or collective ones nobody has passed on yet (PET-08),
    `unanswered` those whose petitioner waits (PET-03), `untold` those without slip and letter
    (PET-07). Dates are days in China, both ends included.
    """

    statuses: frozenset[Status] = frozenset()
    channel: Channel | None = None
    purpose: Purpose | None = None
    route: Route | None = None
    village: str = ""
    subject: str = ""
    unit: str = ""
    light: State | None = None
    received_from: date | None = None
    received_to: date | None = None
    text: str = ""
    open_only: bool = False
    repeat: bool = False
    collective: bool = False
    uninformed: bool = False
    unanswered: bool = False
    untold: bool = False
    voided: bool = False


@dataclass(frozen=True, slots=True)
class PetitionRow:
    """One petition as the list shows it; `clock_name` says which clock the light follows."""

    id: UUID
    number: str | None
    name: str
    id_number: str
    phone: str
    village: str
    channel: Channel
    purpose: Purpose
    subject: str
    problem: str
    people_count: int
    repeat: bool
    banner: bool
    untold: bool
    unit: str
    responsible: str
    route: Route
    status: Status
    light: State
    clock_name: str
    due_on: date | None
    raw_due_on: date | None
    due_words: str
    received_at: datetime
    ended_on: date | None
    secret: bool

    def key(self, sort: str) -> Key:
        """Where the next page starts when the list is sorted by this column."""
        return getattr(self, sort), self.id


def _conditions(work: Work, wanted: PetitionFilter, day: Day) -> list[Condition]:
    voided = Petition.voided_at.is_not(None) if wanted.voided else Petition.voided_at.is_(None)
    found: list[Condition] = [voided]
    if wanted.statuses:
        found.append(Petition.status.in_(sorted(wanted.statuses)))
    if wanted.open_only:
        found.append(Petition.ended_on.is_(None))
    equal: tuple[tuple[Sort, Any], ...] = (
        (Petition.channel, wanted.channel),
        (Petition.purpose, wanted.purpose),
        (Petition.route, wanted.route),
        (Petition.village, wanted.village),
        (Petition.subject, wanted.subject),
        (Petition.unit, wanted.unit),
    )
    found += [column == value for column, value in equal if value]
    if wanted.repeat:
        found.append(Petition.repeat.is_(True))
    if wanted.collective:
        found.append(Petition.collective.is_(True))
    if wanted.uninformed:
        found.append(banner())
    if wanted.unanswered:
        found.append(unanswered())
    if wanted.untold:
        found.append(untold(work))
    if wanted.light is not None:
        found.append(lit(Petition, wanted.light, day))
    found += between(Petition.received_at, wanted.received_from, wanted.received_to)
    if wanted.text.strip():
        texts = (Petition.name, Petition.problem, Petition.platform_number)
        found.append(with_text(wanted.text, Petition.number, Petition.person, texts))
    return found


def banner() -> ColumnElement[bool]:
    """Major, urgent or collective, and not yet passed on to unit and leader (PET-08)."""
    told = Petition.unit_informed_at.is_(None) | Petition.leader_informed_at.is_(None)
    return or_(Petition.urgent, Petition.collective) & told


def unanswered() -> ColumnElement[bool]:
    """Open, and nobody has answered the petitioner yet (PET-03, PET-04)."""
    return Petition.ended_on.is_(None) & (Petition.answer == "")


@needs(Right.SEE)
def page(
    work: Work,
    wanted: PetitionFilter,
    sort: str = "received_at",
    *,
    descending: bool = True,
    after: Key | None = None,
    limit: int = 100,
    masked: bool = True,
) -> list[PetitionRow]:
    """The next rows after the key `after`, at most `limit`; secret ones only if one may see them.

    Unmasked rows need the right to reveal; whoever shows or exports them journals it first.
    """
    if not masked:
        require(work.actor, Right.REVEAL)
    day = day_of(work)
    query = _columns(work, _conditions(work, wanted, day))
    found = rows_after(
        work, query, SORTS[sort], Petition.id, descending=descending, after=after, limit=limit
    )
    return [_row(row, day, masked=masked) for row in found]


@needs(Right.SEE)
def count(work: Work, wanted: PetitionFilter, cap: int = COUNT_CAP) -> int:
    """How many petitions a filter shows, never counting beyond `cap`."""
    where = _conditions(work, wanted, day_of(work))
    return count_rows(work, select(Petition.id).where(*where), cap)


_ROW = (
    Petition.id,
    Petition.number,
    Petition.name,
    Petition.id_number,
    Petition.phone,
    Petition.village,
    Petition.channel,
    Petition.purpose,
    Petition.subject,
    Petition.problem,
    Petition.people_count,
    Petition.repeat,
    Petition.unit,
    Petition.responsible,
    Petition.route,
    Petition.status,
    Petition.clock_name,
    Petition.due_on,
    Petition.raw_due_on,
    Petition.received_at,
    Petition.ended_on,
)


def _columns(work: Work, where: Sequence[Condition]) -> Select[*tuple[Any, ...]]:
    marks = (
        banner().label("banner"),
        untold(work).label("untold"),
        (Petition.audience != OFFICE).label("secret"),
    )
    return select(*_ROW, *marks).where(*where)


def _row(row: Any, day: Day, *, masked: bool) -> PetitionRow:
    light = light_of(row.due_on, row.raw_due_on, row.ended_on, day)
    return PetitionRow(
        **{column.key: getattr(row, column.key) for column in _ROW if column.key not in _MASKED},
        id_number=mask_id(row.id_number) if masked else row.id_number,
        phone=mask_phone(row.phone) if masked else row.phone,
        banner=bool(row.banner),
        untold=bool(row.untold),
        light=light,
        due_words=due_words(light, row.due_on, day),
        secret=bool(row.secret),
    )


_MASKED = {"id_number", "phone"}
