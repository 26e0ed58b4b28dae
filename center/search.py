"""Search (Ctrl+K): people with their latest cases, cases and visits by number.

One range scan over the key table answers any part of a name, initials and the end of an ID or a
phone; a short serial is spelled out as the numbers it may mean, so that it is a point read. Only
the few columns that are shown are read, never whole records.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from center.cases.records import Case, Status
from center.identity import mask_id, mask_phone
from center.journal import JournalHead
from center.lists import Condition, Sort
from center.numbers import NumberSeries, epoch_letters, spell
from center.papers import Paper
from center.people import Person, PersonKey
from center.records import local_date
from center.registration import Visit, VisitKind
from center.rights import Right, needs, visible
from center.search_keys import Lookup, classify
from center.settings import BY_NAME, Setting
from center.storage import Work

LIMIT = 12
LATEST = 3  # cases shown with a person
MOST_CASES = 500  # of all people found; an organisation may have thousands


@dataclass(frozen=True, slots=True)
class CaseHit:
    """A case found by its number, or one of a person's latest."""

    id: UUID
    number: str | None
    name: str
    item_name: str
    status: Status
    received_at: datetime


@dataclass(frozen=True, slots=True)
class VisitHit:
    """A visit found by its number."""

    id: UUID
    number: str | None
    name: str
    visit_kind: VisitKind
    topic: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A resident or organisation; ID and phone are masked (D8), cases are the newest first."""

    id: UUID
    name: str
    id_number: str
    phone: str
    village: str
    cases: tuple[CaseHit, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found, best match first in each kind."""

    people: tuple[PersonHit, ...] = ()
    cases: tuple[CaseHit, ...] = ()
    visits: tuple[VisitHit, ...] = ()


@needs(Right.SEE)
def find(work: Work, text: str, limit: int = LIMIT) -> Found:
    """Find by part of a name, initials, ID or phone end, or number; at most `limit` of each kind.

    A few digits may be the end of an ID, of a phone, or the serial of a number of this year or the
    last; a paper's number finds the case it is about.
    """
    asked = classify(text)
    match asked.kind:
        case "nothing":
            return Found()
        case "number":
            return _by_number(work, asked, limit)
        case "digits":
            people = _people(work, asked, limit)
            numbers = _spelled(work, asked.text)
            if not numbers:
                return Found(people)
            return Found(
                people,
                _cases(work, Case.number.in_(numbers), limit),
                _visits(work, Visit.number.in_(numbers), limit),
            )
        case _:
            return Found(_people(work, asked, limit))


def _by_number(work: Work, asked: Lookup, limit: int) -> Found:
    cases = _cases(work, _within(Case.number, asked), limit)
    visits = _visits(work, _within(Visit.number, asked), limit)
    if not cases and not visits:
        about = select(Paper.about).where(Paper.number == asked.text)
        cases = _cases(work, Case.id.in_(about), limit)
        visits = _visits(work, Visit.id.in_(about), limit)
    return Found((), cases, visits)


def _within(number: Sort, asked: Lookup) -> Condition:
    return (number >= asked.low) & (number < asked.high)


def _spelled(work: Work, typed: str) -> list[str]:
    """The numbers a serial may stand for: 123 → QS-SL-2026-000123 and last year's, A7 → …-A000007.

    Only series that have got so far are looked at.
    """
    serial = re.fullmatch("([A-Z]{0,2})0*([1-9][0-9]{0,6})", typed)
    if serial is None:
        return []
    letters, count = serial[1], int(serial[2])
    year = local_date(work.now).year
    series = work.session.execute(
        select(
            NumberSeries.station,
            NumberSeries.kind,
            NumberSeries.year,
            select(func.max(JournalHead.epoch)).scalar_subquery().label("epoch"),
        ).where(
            NumberSeries.kind.in_(("SL", "DJ")),
            NumberSeries.year.in_((year, year - 1)),
            NumberSeries.last >= count,
        )
    ).all()
    if not series:
        return []
    patterns = {BY_NAME["number_pattern"].default}
    patterns.update(
        work.session.scalars(select(Setting.value).where(Setting.name == "number_pattern"))
    )
    return [
        spell(pattern, row.station, row.kind, row.year, epoch, count)
        for row in series
        for epoch in range(row.epoch + 1)
        if not letters or letters == epoch_letters(epoch)
        for pattern in sorted(patterns)
    ]


def _people(work: Work, asked: Lookup, limit: int) -> tuple[PersonHit, ...]:
    # One person may answer by several keys; twice as many rows are enough to fill the list.
    query = (
        select(*_PERSON)
        .join(PersonKey, PersonKey.person == Person.id)
        .where(PersonKey.key >= asked.low, PersonKey.key < asked.high)
        .order_by(PersonKey.key, PersonKey.person)
        .limit(limit * 2)
    )
    rows = work.session.execute(visible(query, work.actor)).all()
    found = {row.id: row for row in _unmerged(work, rows)}
    # Whoever's name begins with what was typed comes before whoever's name ends with it.
    best = sorted(found.values(), key=lambda row: not row.name.startswith(asked.text))[:limit]
    cases = _latest(work, [row.id for row in best])
    return tuple(
        PersonHit(
            row.id,
            row.name,
            mask_id(row.id_number),
            mask_phone(row.phone),
            row.village,
            tuple(cases.get(row.id, ())),
        )
        for row in best
    )


_PERSON = (
    Person.id,
    Person.name,
    Person.id_number,
    Person.phone,
    Person.village,
    Person.merged_into,
)
_CASE = (Case.id, Case.number, Case.name, Case.item_name, Case.status, Case.received_at)


def _unmerged(work: Work, rows: Sequence[Any]) -> list[Any]:
    """Rows of people with every merged entry in its place taken by the one it became."""
    known = {row.id: row for row in rows}
    missing = {row.merged_into for row in rows} - known.keys() - {None}
    while missing:
        query = visible(select(*_PERSON).where(Person.id.in_(missing)), work.actor)
        fresh = work.session.execute(query).all()
        known.update((row.id, row) for row in fresh)
        missing = {row.merged_into for row in fresh} - known.keys() - {None}
    found = []
    for row in rows:
        kept = row
        for _ in known:
            if kept is None or kept.merged_into is None:
                break
            kept = known.get(kept.merged_into)
        if kept is not None and kept.merged_into is None:
            found.append(kept)
    return found


def _latest(work: Work, people: Sequence[UUID]) -> dict[UUID, list[CaseHit]]:
    """The newest cases of each person, those under merged entries included."""
    roots = {person: person for person in people}
    fresh = set(people)
    while fresh:
        query = select(Person.id, Person.merged_into).where(Person.merged_into.in_(fresh))
        fresh = set()
        for entry, into in work.session.execute(query):
            if into is not None and entry not in roots:
                roots[entry] = roots[into]
                fresh.add(entry)
    if not roots:
        return {}
    cases = (
        select(*_CASE, Case.person)
        .where(Case.person.in_(roots), Case.voided_at.is_(None))
        .order_by(Case.received_at.desc())
        .limit(MOST_CASES)
    )
    found: dict[UUID, list[CaseHit]] = {}
    for row in work.session.execute(visible(cases, work.actor)):
        hits = found.setdefault(roots[row.person], [])
        if len(hits) < LATEST:
            hits.append(_case_hit(row))
    return found


def _case_hit(row: Any) -> CaseHit:
    return CaseHit(row.id, row.number, row.name, row.item_name, row.status, row.received_at)


def _cases(work: Work, condition: Condition, limit: int) -> tuple[CaseHit, ...]:
    query = select(*_CASE).where(condition, Case.voided_at.is_(None))
    query = query.order_by(Case.number).limit(limit)
    return tuple(_case_hit(row) for row in work.session.execute(visible(query, work.actor)))


def _visits(work: Work, condition: Condition, limit: int) -> tuple[VisitHit, ...]:
    query = (
        select(Visit.id, Visit.number, Visit.name, Visit.visit_kind, Visit.topic, Visit.received_at)
        .where(condition, Visit.voided_at.is_(None))
        .order_by(Visit.number)
        .limit(limit)
    )
    return tuple(VisitHit(*row) for row in work.session.execute(visible(query, work.actor)))
