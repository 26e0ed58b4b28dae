"""Search (Ctrl+K): people with their latest cases, cases and visits by number.

One range scan over the key table answers any part of a name, initials and the end of an ID or a
phone; a short serial is spelled out as the numbers it may mean, so that it is a point read. Only
the few columns that are shown are read, never whole records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from center.cases.links import CaseLink, LinkKind
from center.cases.records import Case, Status
from center.identity import mask_id, mask_phone
from center.journal import JournalHead
from center.matter_search import (
    CODES,
    MatterHit,
    matters_from_outside,
    matters_numbered,
    matters_of_paper,
    matters_within,
)
from center.numbers import NumberSeries, epoch_letters, spell
from center.papers import Paper
from center.people import Person, PersonKey
from center.records import Uuid16, local_date
from center.registration import Visit, VisitKind
from center.rights import Right, needs, visible
from center.search_keys import Lookup, classify
from center.settings import BY_NAME, Setting
from center.storage import Work

LIMIT = 12
SPARE = 6  # one person may answer by several keys
LATEST = 3  # cases shown with a person
NOBODY = UUID(int=0)
_OUTSIDE = re.compile("[0-9A-Za-z〔〕_-]{4,60}")  # a number of another system
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
    matters: tuple[MatterHit, ...] = ()


@needs(Right.SEE)
def find(work: Work, text: str) -> Found:
    """Find by part of a name, initials, ID or phone end, or number; at most `LIMIT` of each kind.

    A few digits may be the end of an ID, of a phone, or the serial of a number of this year or the
    last; a paper's number finds the case it is about. Petitions, complaints and work orders are
    found by their numbers, those of other systems in full.
    """
    asked = classify(text)
    match asked.kind:
        case "nothing":
            return Found()
        case "number":
            found = _by_number(work, asked)
        case "digits":
            found = _by_end(work, asked)
        case _:
            found = Found(_people(work, asked))
    if _OUTSIDE.fullmatch(text.strip()):
        return replace(found, matters=(*found.matters, *matters_from_outside(work, text)))
    return found


def _by_number(work: Work, asked: Lookup) -> Found:
    wanted = {"low": asked.low, "high": asked.high}
    cases = tuple(_case_hit(row) for row in _ask(work, _CASES_WITHIN, wanted))
    visits = tuple(VisitHit(*row) for row in _ask(work, _VISITS_WITHIN, wanted))
    matters = matters_within(work, asked.low, asked.high)
    if not cases and not visits and not matters:
        about = {"number": asked.text}
        cases = tuple(_case_hit(row) for row in _ask(work, _CASE_OF_PAPER, about))
        # The papers of a merged duplicate still carry its number.
        cases = cases or tuple(_case_hit(row) for row in _ask(work, _SURVIVOR, about))
        visits = tuple(VisitHit(*row) for row in _ask(work, _VISIT_OF_PAPER, about))
        matters = matters_of_paper(work, asked.text)
    return Found((), cases, visits, tuple(matters))


def _by_end(work: Work, asked: Lookup) -> Found:
    people, numbers = _people(work, asked), _spelled(work, asked.text)
    cases = _numbered(work, _CASES_NUMBERED, numbers.get("SL", ()))
    visits = _numbered(work, _VISITS_NUMBERED, numbers.get("DJ", ()))
    matters = [number for code in CODES for number in numbers.get(code, ())]
    return Found(
        people,
        tuple(_case_hit(row) for row in cases),
        tuple(VisitHit(*row) for row in visits),
        tuple(matters_numbered(work, matters)),
    )


def _numbered(work: Work, statement: Asked, numbers: Sequence[str]) -> list[Any]:
    found: list[Any] = []
    for start in range(0, len(numbers), LIMIT):
        some = zip(_SOME_NUMBERS, [*numbers[start:], *[""] * LIMIT], strict=False)
        found += _ask(work, statement, dict(some))
    return found[:LIMIT]


def _spelled(work: Work, typed: str) -> dict[str, list[str]]:
    """The numbers of each kind a serial may stand for, of this year and the last.

    123 is QS-SL-2026-000123 and others, A7 is …-A000007; only series that have got so far count.
    """
    numbers: dict[str, list[str]] = {}
    serial = re.fullmatch("([A-Z]{0,2})0*([1-9][0-9]{0,6})", typed)
    if serial is None:
        return numbers
    letters, count = serial[1], int(serial[2])
    year = local_date(work.now).year
    series = _ask(work, _SERIES, {"year": year, "before": year - 1, "count": count})
    if not series:
        return numbers
    for row in series:
        for pattern in {BY_NAME["number_pattern"].default, row.pattern} - {None}:
            for epoch in range(row.epoch + 1):
                if not letters or letters == epoch_letters(epoch):
                    number = spell(pattern, row.station, row.kind, row.year, epoch, count)
                    numbers.setdefault(row.kind, []).append(number)
    return numbers


def _people(work: Work, asked: Lookup) -> tuple[PersonHit, ...]:
    rows = _ask(work, _PEOPLE, {"low": asked.low, "high": asked.high})
    found = {row.id: row for row in _unmerged(work, rows)}
    # Whoever's name begins with what was typed comes before whoever's name ends with it.
    best = sorted(found.values(), key=lambda row: not row.name.startswith(asked.text))[:LIMIT]
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


def _unmerged(work: Work, rows: Sequence[Any]) -> Iterable[Any]:
    """Rows of people with every merged entry in its place taken by the one it became."""
    if all(row.merged_into is None for row in rows):
        return rows
    known = {row.id: row for row in rows}
    missing = {row.merged_into for row in rows} - known.keys() - {None}
    while missing:
        fresh = _ask(work, _PEOPLE_BY_ID, {"people": list(missing)})
        known.update((row.id, row) for row in fresh)
        missing = {row.merged_into for row in fresh} - known.keys() - {None}
    return filter(None, (_root(row, known) for row in rows))


def _root(row: Any, known: Mapping[UUID, Any]) -> Any:
    """Who an entry became; None when this actor may not see that, or it never ends."""
    for _ in known:
        if row is None or row.merged_into is None:
            return row
        row = known.get(row.merged_into)
    return None


def _latest(work: Work, people: Sequence[UUID]) -> dict[UUID, list[CaseHit]]:
    """The newest cases of each person, those under merged entries included."""
    found: dict[UUID, list[CaseHit]] = {}
    if not people:
        return found
    some = zip(_SOME, [*people, *[NOBODY] * LIMIT], strict=False)
    rows = _ask(work, _LATEST, dict(some))
    roots = _roots(work, people, {row.person for row in rows})
    for row in rows:
        hits = found.setdefault(roots[row.person], [])
        if len(hits) < LATEST:
            hits.append(_case_hit(row))
    return found


def _roots(work: Work, people: Sequence[UUID], entries: set[UUID]) -> dict[UUID, UUID]:
    """Which of the people each entry became."""
    roots = {person: person for person in people}
    into: dict[UUID, UUID] = {}
    while missing := entries - roots.keys() - into.keys():
        fresh = work.session.connection().execute(_INTO, {"people": list(missing)})
        into.update((entry, kept) for entry, kept in fresh if kept is not None)
        entries = entries | set(into.values())
    for entry in into:
        root = entry
        while root not in roots:
            root = into[root]
        roots[entry] = roots[root]
    return roots


def _case_hit(row: Any) -> CaseHit:
    return CaseHit(row.id, row.number, row.name, row.item_name, row.status, row.received_at)


def _ask(work: Work, statement: Asked, values: Mapping[str, object]) -> Sequence[Any]:
    """The rows this actor may see; past the ORM, which would double the time."""
    return work.session.connection().execute(visible(statement, work.actor), values).all()


# The statements are built once: building one takes longer than running it.

Asked: TypeAlias = Select[*tuple[Any, ...]]

# SQLite plans better, and twice as fast, for a limit it can read.
_TWELVE: ColumnElement[int] = literal_column(str(LIMIT))
_LOW, _HIGH = bindparam("low", type_=String), bindparam("high", type_=String)
# A list of changing length would be spelled out anew for each search.
_SOME = [f"person_{place}" for place in range(LIMIT)]
_ANYONE = bindparam("people", type_=Uuid16(), expanding=True)
_SOME_NUMBERS = [f"number_{place}" for place in range(LIMIT)]
_NUMBERS = [bindparam(name, type_=String) for name in _SOME_NUMBERS]
_NUMBER = bindparam("number", type_=String)

_PERSON: Asked = select(
    Person.id, Person.name, Person.id_number, Person.phone, Person.village, Person.merged_into
)
_PEOPLE_BY_ID: Asked = _PERSON.where(Person.id.in_(_ANYONE))
_PEOPLE: Asked = (
    _PERSON.join(PersonKey, PersonKey.person == Person.id)
    .where(PersonKey.key >= _LOW, PersonKey.key < _HIGH)
    .order_by(PersonKey.key, PersonKey.person)
    .limit(literal_column(str(LIMIT + SPARE)))
)
_CASE: Asked = select(
    Case.id, Case.number, Case.name, Case.item_name, Case.status, Case.received_at
).where(Case.voided_at.is_(None))
# The people with every entry merged into them, however long the chain.
_SAME = (
    select(Person.id)
    .where(Person.id.in_([bindparam(name, type_=Uuid16()) for name in _SOME]))
    .cte("same", recursive=True)
)
_SAME = _SAME.union(select(Person.id).where(Person.merged_into == _SAME.c.id))
_LATEST: Asked = (
    _CASE.add_columns(Case.person)
    .where(Case.person.in_(select(_SAME.c.id)))
    .order_by(Case.received_at.desc())
    .limit(literal_column(str(MOST_CASES)))
)
_INTO: Asked = select(Person.id, Person.merged_into).where(Person.id.in_(_ANYONE))
_VISIT: Asked = select(
    Visit.id, Visit.number, Visit.name, Visit.visit_kind, Visit.topic, Visit.received_at
).where(Visit.voided_at.is_(None))
_CASES_WITHIN = (
    _CASE.where(Case.number >= _LOW, Case.number < _HIGH).order_by(Case.number).limit(_TWELVE)
)
_VISITS_WITHIN = (
    _VISIT.where(Visit.number >= _LOW, Visit.number < _HIGH).order_by(Visit.number).limit(_TWELVE)
)
_CASES_NUMBERED = _CASE.where(Case.number.in_(_NUMBERS)).order_by(Case.number).limit(_TWELVE)
_VISITS_NUMBERED = _VISIT.where(Visit.number.in_(_NUMBERS)).order_by(Visit.number).limit(_TWELVE)
_ABOUT = select(Paper.about).where(Paper.number == _NUMBER)
_CASE_OF_PAPER = _CASE.where(Case.id.in_(_ABOUT))
_MERGED = aliased(Case)
_SURVIVOR = (
    _CASE.join(CaseLink, CaseLink.other == Case.id)
    .join(_MERGED, _MERGED.id == CaseLink.case)
    .where(
        or_(_MERGED.number == _NUMBER, _MERGED.id.in_(_ABOUT)),
        CaseLink.link_kind == LinkKind.MERGED,
        CaseLink.voided_at.is_(None),
    )
)
_VISIT_OF_PAPER = _VISIT.where(Visit.id.in_(_ABOUT))

_SERIES: Asked = select(
    NumberSeries.station,
    NumberSeries.kind,
    NumberSeries.year,
    select(func.max(JournalHead.epoch)).scalar_subquery().label("epoch"),
    select(Setting.value)
    .where(Setting.name == "number_pattern")
    .order_by(Setting.effective_from.desc())
    .limit(1)
    .scalar_subquery()
    .label("pattern"),
).where(
    NumberSeries.kind.in_(("SL", "DJ", *CODES)),
    or_(
        NumberSeries.year == bindparam("year", type_=Integer),
        NumberSeries.year == bindparam("before", type_=Integer),
    ),
    NumberSeries.last >= bindparam("count", type_=Integer),
)
