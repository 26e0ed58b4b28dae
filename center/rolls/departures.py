"""Deaths and moves: recorded once on the person, warned of in every roll until all is stopped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from center.cases.records import CLOSED, Case
from center.errors import Problem, Refused
from center.journal import batches
from center.people import Person, find_person, root_of, same_person
from center.records import local_date
from center.rights import Right, needs, visible
from center.rolls.months import Spell, last_paid, paid_after
from center.rolls.records import Departure, Leaving, Member, MemberChange, State
from center.settings import values
from center.storage import Work
from center.text import LINE_LIMIT, length_problems

TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of a person's death or move; `source` is who reported it."""

    leaving: Leaving
    on: date
    source: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody still 在册 after death or move: months paid since and their sum in fen."""

    member: Member
    departure: Departure
    months: int
    overpaid: int


@needs(Right.KEEP_LEDGERS)
def report_departure(work: Work, person: UUID, told: Report) -> Departure:
    """Record that a person died or moved out; refused twice, ahead of today and before birth."""
    found = find_person(work, root_of(work.session, person))
    if found is None:
        raise Refused("没有找到这个人，没有改动。请刷新后再试。")
    problems = list(length_problems("source", "消息来源", told.source, LINE_LIMIT))
    problems += length_problems("remark", "备注", told.remark, LINE_LIMIT)
    if told.on > local_date(work.now):
        problems.append(Problem("left_on", f"{told.leaving.value}日期不能晚于今天"))
    if found.birth is not None and told.on < found.birth:
        problems.append(Problem("left_on", f"{told.leaving.value}日期早于出生日期"))
    earlier = departure_of(work, found.id)
    if earlier is not None and Leaving.DEATH in (earlier.leaving, told.leaving):
        if earlier.leaving is Leaving.DEATH or told.leaving is Leaving.MOVE:
            problems.append(Problem("left_on", f"这个人已登记{earlier.leaving.value}"))
    elif earlier is not None:
        problems.append(Problem("left_on", "这个人已登记迁出"))
    if problems:
        raise Refused(problems)
    made = Departure(
        id=work.new_id(),
        station=work.station,
        person=found.id,
        name=found.name,
        leaving=told.leaving,
        on=told.on,
        source=told.source.strip(),
        remark=told.remark.strip(),
        account=work.actor.account,
        actor_name=work.actor.name,
        entered_at=work.now,
    )
    work.session.add(made)
    if told.leaving is Leaving.DEATH:
        _write_death(work, found.id, told.on)
    work.session.flush()
    return made


@needs(Right.KEEP_LEDGERS)
def take_back(work: Work, departure: Departure, reason: str) -> None:
    """Void a report made by mistake; memberships stopped for it are resumed one by one."""
    if not reason.strip():
        raise Refused([Problem("reason", "请写明为什么撤销")])
    if departure.voided_at is not None:
        raise Refused("这条登记已经撤销过，没有再改动。")
    departure.voided_at, departure.void_reason = work.now, reason.strip()
    if departure.leaving is Leaving.DEATH:
        _write_death(work, departure.person, None)
    work.session.flush()


def _write_death(work: Work, person: UUID, on: date | None) -> None:
    ids = same_person(work.session, person)
    for one in work.session.scalars(select(Person).where(Person.id.in_(ids))):
        one.died_on = on


@needs(Right.SEE)
def departure_of(work: Work, person: UUID) -> Departure | None:
    """The latest report about a person, a death before a move; told to every station."""
    ids = same_person(work.session, person)
    query = select(Departure).where(Departure.person.in_(ids), Departure.voided_at.is_(None))
    found = list(work.session.scalars(query.order_by(Departure.id)))
    deaths = [one for one in found if one.leaving is Leaving.DEATH]
    return next(iter(deaths or found[::-1]), None)


@needs(Right.SEE)
def find_departure(work: Work, departure: UUID) -> Departure:
    """One report this actor may see; Refused when there is none."""
    query = visible(select(Departure).where(Departure.id == departure), work.actor)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Refused("没有找到这条登记，没有改动。请刷新后再试。")
    return found


@needs(Right.SEE)
def recent_departures(work: Work, limit: int) -> list[Departure]:
    """The latest reports, newest first."""
    query = select(Departure).where(Departure.voided_at.is_(None))
    query = visible(query, work.actor).order_by(Departure.id.desc()).limit(limit)
    return list(work.session.scalars(query))


@needs(Right.SEE)
def still_listed(work: Work, person: UUID | None = None) -> list[Listed]:
    """Who is still 在册 though dead or gone, in every roll, earliest death first.

    With `person` only this one's memberships.
    """
    gone = _gone(work, person)
    wanted = sorted(gone)
    members: list[Member] = []
    for some in batches(wanted, TOGETHER):
        query = select(Member).where(
            Member.person.in_(some), Member.state == State.ACTIVE, Member.voided_at.is_(None)
        )
        members += work.session.scalars(visible(query, work.actor))
    known = spells(work, [member.id for member in members])
    settings = values(work.session, work.now)
    through = last_paid(local_date(work.now), settings.number("roll_pay_day"))
    found = []
    for member in members:
        departure = gone[member.person]
        months, fen = paid_after(departure.on, through, known[member.id])
        found.append(Listed(member, departure, months, fen))
    return sorted(found, key=lambda one: (one.departure.on, one.member.name, one.member.roll))


def _gone(work: Work, person: UUID | None) -> dict[UUID, Departure]:
    """Every id of everyone who died or moved out, with what was reported."""
    if person is not None:
        departure = departure_of(work, person)
        ids = same_person(work.session, person) if departure is not None else []
        return {one: departure for one in ids if departure is not None}
    query = select(Departure).where(Departure.voided_at.is_(None)).order_by(Departure.id)
    # A death counts before a move, whichever came first.
    reports = sorted(work.session.scalars(query), key=lambda one: one.leaving is Leaving.DEATH)
    merged = set(
        work.session.scalars(select(Person.id).where(Person.merged_into.is_not(None)))
    ) | set(work.session.scalars(select(Person.merged_into).where(Person.merged_into.is_not(None))))
    found: dict[UUID, Departure] = {}
    for departure in reports:
        alone = departure.person not in merged
        ids = [departure.person] if alone else same_person(work.session, departure.person)
        found.update(dict.fromkeys(ids, departure))
    return found


@needs(Right.SEE)
def spells(work: Work, members: Iterable[UUID]) -> dict[UUID, list[Spell]]:
    """From when to when each member was paid how much."""
    found: dict[UUID, list[Spell]] = defaultdict(list)
    for some in batches(members, TOGETHER):
        query = select(MemberChange).where(
            MemberChange.member.in_(some), MemberChange.voided_at.is_(None)
        )
        for change in work.session.scalars(query.order_by(MemberChange.on, MemberChange.id)):
            paid = change.now is State.ACTIVE
            found[change.member].append(Spell(change.on, paid, change.amount, change.paid_through))
    return found


@needs(Right.SEE)
def open_cases(work: Work, person: UUID) -> list[Case]:
    """The cases of a person that have not ended."""
    ids = same_person(work.session, person)
    query = select(Case).where(
        Case.person.in_(ids), Case.status.not_in(CLOSED), Case.voided_at.is_(None)
    )
    return list(work.session.scalars(visible(query, work.actor).order_by(Case.id)))
