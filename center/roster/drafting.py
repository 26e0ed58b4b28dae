"""Planning a month: from the office's lists to a request, and from a proposal to turns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import select

from center.errors import Expected, Problem, Refused
from center.holidays import work_calendar
from center.records import Station, local_date
from center.rights import Right, needs, visible
from center.roster.check import Finding, check
from center.roster.members import days_off, last_day, members, people_of
from center.roster.needs import needs_of
from center.roster.records import (
    CHIEF,
    IN_CHARGE,
    SEATS,
    DutyMember,
    DutyRecord,
    Method,
    Plan,
    Roster,
    Seat,
    Turn,
)
from center.roster.request import DayClass, Days, Member, Request, class_of, month_days
from center.roster.rotation import rotate
from center.settings import Values, values
from center.staff import Staff, staff
from center.storage import Work

YEAR = 365
"""Days of history that fairness counts."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One place in the rotation: a person, or a team that serves together (固定组)."""

    member: Member
    people: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A request and the people behind its members."""

    request: Request
    units: Mapping[UUID, Unit]
    people: Mapping[UUID, Staff]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What planning a month gave. `gap` is how far it may be from the best (0: proven best)."""

    gap: float
    seconds: float
    findings: tuple[Finding, ...]


@needs(Right.SEE_OFFICE)
def rosters(work: Work, plan: Plan) -> list[Roster]:
    """All months of a plan of the actor's station, latest first."""
    query = select(Roster).where(
        Roster.plan == plan, Roster.station == work.station, Roster.voided_at.is_(None)
    )
    query = visible(query, work.actor).order_by(Roster.year.desc(), Roster.month.desc())
    return list(work.session.scalars(query))


@needs(Right.SEE_OFFICE)
def find_month(work: Work, plan: Plan, year: int, month: int) -> Roster | None:
    """The roster of one month; None when nobody began it."""
    query = select(Roster).where(
        Roster.plan == plan,
        Roster.station == work.station,
        Roster.year == year,
        Roster.month == month,
        Roster.voided_at.is_(None),
    )
    return work.session.scalars(visible(query, work.actor)).one_or_none()


@needs(Right.PLAN_ROSTER)
def begin_month(work: Work, plan: Plan, year: int, month: int) -> Roster:
    """The roster of a month, begun when nobody did; a village station keeps 村站坐班 only."""
    found = find_month(work, plan, year, month)
    if found is not None:
        return found
    where = select(Station.village).where(Station.code == work.station)
    if plan is not Plan.VILLAGE and work.session.scalars(where).first():
        raise Refused([Problem("plan", "村站只排“村站坐班”，其他班表由镇便民服务中心排")])
    roster = Roster(
        id=work.new_id(),
        station=work.station,
        plan=plan,
        year=year,
        month=month,
        edited_at=work.now,
    )
    work.session.add(roster)
    return roster


@needs(Right.SEE_OFFICE)
def turns_of(work: Work, roster: Roster) -> list[Turn]:
    """The turns of a month that stand, by day and seat."""
    work.session.flush()
    query = select(Turn).where(Turn.roster == roster.id, Turn.voided_at.is_(None))
    return list(work.session.scalars(query.order_by(Turn.on, Turn.seat, Turn.id)))


@needs(Right.SEE_OFFICE)
def outlook(work: Work, roster: Roster, seat: Seat) -> Outlook:
    """What one seat of a month is planned from: needs, members, days fixed, the year before."""
    settings, calendar = values(work.session, work.now), work_calendar(work.session)
    days = month_days(roster.year, roster.month)
    listed = members(work, roster.plan, seat)
    people = people_of(work, listed)
    units = _units(work, listed, people, days)
    of_person = {person: unit.member.id for unit in units for person in unit.people}
    served, missed = _served(work, roster, seat, days[0], of_person)
    present = [turn for turn in turns_of(work, roster) if turn.seat is seat]
    known = (*served, *missed, *days)
    teams = any(member.team for member in listed)
    need = needs_of(roster.plan, seat, days, calendar, settings)
    request = Request(
        members=tuple(unit.member for unit in units),
        classes={day: class_of(day, calendar) for day in known},
        need=dict.fromkeys(need, 1) if teams else need,
        pinned=_by_unit((turn for turn in present if turn.pinned), of_person),
        served=served,
        missed=missed,
        present=_by_unit(present, of_person),
        weights=_weights(settings),
        most=settings.number("roster_most"),
    )
    return Outlook(request, {unit.member.id: unit for unit in units}, people)


@needs(Right.PLAN_ROSTER)
def plan_month(work: Work, roster: Roster, method: Method) -> Outcome:
    """Fill a month by one click; days fixed by hand stay (DUTY-02, DUTY-03, DUTY-05).

    A published month is changed by a swap and not planned anew.
    """
    must_be_draft(roster)
    roster.method, roster.edited_at = method, work.now
    gap = seconds = 0.0
    found: list[Finding] = []
    for seat in SEATS[roster.plan]:
        view = outlook(work, roster, seat)
        days: Days
        if method is Method.FAIR and view.request.members:
            # The solver and what it brings load when the first fair month is planned.
            from center.roster.balance import balance

            proposal = balance(view.request)
            days = proposal.days
            gap, seconds = max(gap, proposal.gap), seconds + proposal.seconds
        else:
            days = rotate(view.request)
        _put(work, roster, seat, view, days)
        found += check(view.request, days)
    _put_in_charge(work, roster)
    return Outcome(gap, seconds, tuple(found))


@needs(Right.SEE_OFFICE)
def findings(work: Work, roster: Roster) -> list[Finding]:
    """Everything that is wrong with a month as it stands."""
    found: list[Finding] = []
    turns = turns_of(work, roster)
    for seat in SEATS[roster.plan]:
        view = outlook(work, roster, seat)
        found += check(view.request, as_units(turns, seat, view))
    return found


def as_units(turns: Iterable[Turn], seat: Seat, view: Outlook) -> Days:
    """The turns of a seat as the planner sees them; somebody on no list stands for himself."""
    of_person = {person: unit.member.id for unit in view.units.values() for person in unit.people}
    return _by_unit((turn for turn in turns if turn.seat is seat), of_person)


@needs(Right.PLAN_ROSTER)
def as_seen(work: Work, roster: UUID, version: int) -> Roster:
    """The roster to be changed, if nobody changed it since the window read this `version`.

    Raises `Expected` otherwise, so that two people planning one month never undo each other.
    """
    found = work.session.get_one(Roster, roster)
    if found.version != version:
        raise Expected("这个月的班表刚被别人改过，这一次没有保存。已刷新，请核对后再改。")
    return found


def must_be_draft(roster: Roster) -> None:
    """Refuse to change a published month otherwise than by a swap."""
    if roster.published_at is not None:
        raise Refused([Problem("roster", "这个月的班表已经公布，没有改动；要调整请用“换班”")])


def add_turn(
    work: Work, roster: Roster, on: date, seat: Seat, person: Staff, *, pinned: bool = False
) -> Turn:
    """One more turn; the caller has checked that it may be."""
    turn = Turn(
        id=work.new_id(),
        station=roster.station,
        roster=roster.id,
        plan=roster.plan,
        on=on,
        seat=seat,
        staff=person.id,
        name=person.name,
        post=person.post,
        pinned=pinned,
    )
    work.session.add(turn)
    return turn


def _units(
    work: Work,
    listed: Sequence[DutyMember],
    people: Mapping[UUID, Staff],
    days: Sequence[date],
) -> list[Unit]:
    away = days_off(work, days[0], days[-1])
    teams: dict[str, list[DutyMember]] = {}
    for member in listed:
        teams.setdefault(member.team or member.staff.hex, []).append(member)
    found: list[Unit] = []
    for name, team in teams.items():
        first, person = team[0], people[team[0].staff]
        alone = not first.team
        # A team serves with those who can; it is away when all of them are.
        off = frozenset.intersection(*(away.get(one.staff, frozenset()) for one in team))
        found.append(
            Unit(
                Member(
                    id=first.staff if alone else uuid5(NAMESPACE_OID, f"{first.plan} {name}"),
                    name=person.name if alone else name,
                    chief=alone and person.leader_rank == CHIEF,
                    share=first.share / 100,
                    since=first.since,
                    until=last_day(first, person, local_date(work.now)) if alone else first.until,
                    off=off,
                ),
                tuple(one.staff for one in team),
            )
        )
    return found


def _served(
    work: Work, roster: Roster, seat: Seat, before: date, of_person: Mapping[UUID, UUID]
) -> tuple[Days, dict[date, int]]:
    """Who served in the year before a month, and how many on which day did not come."""
    query = select(Turn).where(
        Turn.plan == roster.plan,
        Turn.station == roster.station,
        Turn.seat == seat,
        Turn.on < before,
        Turn.on >= before - timedelta(days=YEAR),
        Turn.voided_at.is_(None),
    )
    turns = list(work.session.scalars(query.order_by(Turn.on, Turn.id)))
    query_missed = select(DutyRecord.turn).where(
        DutyRecord.missed, DutyRecord.voided_at.is_(None), DutyRecord.on < before
    )
    gone = set(work.session.scalars(query_missed))
    missed: dict[date, int] = {}
    for turn in turns:
        if turn.id in gone:
            missed[turn.on] = missed.get(turn.on, 0) + 1
    return _by_unit((turn for turn in turns if turn.id not in gone), of_person), missed


def _by_unit(turns: Iterable[Turn], of_person: Mapping[UUID, UUID]) -> Days:
    found: dict[date, tuple[UUID, ...]] = {}
    for turn in turns:
        unit = of_person.get(turn.staff, turn.staff)
        if unit not in (there := found.get(turn.on, ())):
            found[turn.on] = (*there, unit)
    return found


def _weights(settings: Values) -> dict[DayClass, int]:
    return {
        DayClass.WEEKDAY: 1,
        DayClass.EDGE: 1,
        DayClass.WEEKEND: settings.number("weekend_weight"),
        DayClass.HOLIDAY: settings.number("holiday_weight"),
    }


def _put(work: Work, roster: Roster, seat: Seat, view: Outlook, days: Days) -> None:
    """Make the turns of a seat what was planned; those that stay keep their record."""
    away = days_off(work, *_span(roster))
    standing = turns_of(work, roster)
    named = _inspectors(work, roster, standing) if roster.plan is Plan.PATROL else None
    wanted: set[tuple[date, UUID]] = set()
    for day in sorted(days):
        for unit in (view.units[one] for one in days[day] if one in view.units):
            people = [one for one in unit.people if day not in away.get(one, ())]
            alone = len(unit.people) == 1
            if named is not None and not alone:
                people = named(day, people)
            wanted |= {(day, one) for one in (unit.people if alone else people)}
    for turn in standing:
        if turn.seat is not seat:
            continue
        if turn.pinned or (turn.on, turn.staff) in wanted:
            wanted.discard((turn.on, turn.staff))
        else:
            turn.voided_at, turn.void_reason = work.now, "重新排班"
    work.session.flush()
    for day, person in sorted(wanted, key=lambda one: (one[0], one[1])):
        add_turn(work, roster, day, seat, view.people[person])


def _inspectors(
    work: Work, roster: Roster, standing: Sequence[Turn]
) -> Callable[[date, Sequence[UUID]], list[UUID]]:
    """Whom a section names as its inspector of the day: who has not been for longest (INSP-01).

    One fixed by hand on that day stays the only one.
    """
    query = select(Turn.staff, Turn.on).where(
        Turn.plan == roster.plan,
        Turn.station == roster.station,
        Turn.on < _span(roster)[0],
        Turn.voided_at.is_(None),
    )
    rows = work.session.execute(visible(query, work.actor).order_by(Turn.on))
    last: dict[UUID, date] = {row.staff: row.on for row in rows}
    fixed = {(turn.on, turn.staff) for turn in standing if turn.pinned}

    def named(day: date, people: Sequence[UUID]) -> list[UUID]:
        by_hand = [one for one in people if (day, one) in fixed]
        chosen = by_hand or sorted(people, key=lambda one: last.get(one, date.min))[:1]
        last.update(dict.fromkeys(chosen, day))
        return chosen

    return named


def _put_in_charge(work: Work, roster: Roster) -> None:
    """The leader in charge of the centre is there every working day (DUTY-03)."""
    if roster.plan is not Plan.RECEPTION:
        return
    calendar = work_calendar(work.session)
    leaders = [one for one in staff(work) if one.leader_rank == IN_CHARGE]
    away = days_off(work, *_span(roster))
    there = {(t.on, t.staff) for t in turns_of(work, roster) if t.seat is Seat.IN_CHARGE}
    for day in month_days(roster.year, roster.month):
        for leader in leaders:
            free = day not in away.get(leader.id, ())
            if calendar.is_workday(day) and free and (day, leader.id) not in there:
                add_turn(work, roster, day, Seat.IN_CHARGE, leader)


def _span(roster: Roster) -> tuple[date, date]:
    days = month_days(roster.year, roster.month)
    return days[0], days[-1]


def next_month(today: date) -> tuple[int, int]:
    """The month after that of a day."""
    following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return following.year, following.month
