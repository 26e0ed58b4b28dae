"""Who takes turns, and when they cannot (newcomers, leavers, leave, meetings)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from center.calendar import spoken
from center.errors import Problem, Refused
from center.rights import Right, needs, visible
from center.roster.records import DutyAbsence, DutyMember, Plan, Seat
from center.staff import Staff
from center.storage import Work
from center.text import LINE_LIMIT, clean_line, length_problems

SHARES = (1, 200)
"""Percent of a full turn that a member may take."""


@needs(Right.SEE_OFFICE)
def members(work: Work, plan: Plan, seat: Seat | None = None) -> list[DutyMember]:
    """Who takes turns in a plan of the actor's station, in their order."""
    query = select(DutyMember).where(
        DutyMember.plan == plan,
        DutyMember.station == work.station,
        DutyMember.voided_at.is_(None),
    )
    if seat is not None:
        query = query.where(DutyMember.seat == seat)
    return list(work.session.scalars(query.order_by(DutyMember.position, DutyMember.id)))


@needs(Right.PLAN_ROSTER)
def save_member(work: Work, member: DutyMember) -> None:
    """Add or change a member. Refuses a doubled one, a share out of range, dates the wrong way."""
    problems: list[Problem] = []
    low, high = SHARES
    if not low <= member.share <= high:
        problems.append(Problem("share", f"承担比例应在 {low}% 到 {high}% 之间"))
    if member.since and member.until and member.until < member.since:
        problems.append(Problem("until", "离开日期不能早于开始日期"))
    member.team = clean_line(member.team)
    problems += length_problems("team", "组别", member.team, LINE_LIMIT)
    with work.session.no_autoflush:
        others = [m for m in members(work, member.plan, member.seat) if m.id != member.id]
    if any(other.staff == member.staff for other in others):
        problems.append(Problem("staff", "这个人已经在名单上"))
    if problems:
        raise Refused(problems)
    work.session.add(member)


@needs(Right.PLAN_ROSTER)
def enlist(work: Work, plan: Plan, seat: Seat, people: Sequence[UUID], team: str = "") -> None:
    """Put people at the end of a plan's list, in this order."""
    start = max((m.position for m in members(work, plan, seat)), default=0)
    for position, staff in enumerate(people, start + 1):
        save_member(
            work,
            DutyMember(
                id=work.new_id(),
                station=work.station,
                plan=plan,
                seat=seat,
                staff=staff,
                position=position,
                team=team,
            ),
        )
        work.session.flush()


@needs(Right.PLAN_ROSTER)
def reorder(work: Work, plan: Plan, seat: Seat, order: Sequence[UUID]) -> None:
    """Give the members (their ids) this fixed order."""
    place = {member: at for at, member in enumerate(order, 1)}
    for member in members(work, plan, seat):
        member.position = place.get(member.id, len(place) + member.position)


@needs(Right.PLAN_ROSTER)
def strike(work: Work, member: DutyMember, reason: str) -> None:
    """Take somebody off the list; what was served stays counted."""
    member.voided_at, member.void_reason = work.now, clean_line(reason) or "不再参加值班"


@dataclass(frozen=True, slots=True)
class Away:
    """Days somebody cannot serve, as typed; see `DutyAbsence`."""

    staff: UUID
    first: date
    last: date
    reason: str
    weekday: int | None = None


@needs(Right.PLAN_ROSTER)
def add_absence(work: Work, away: Away) -> DutyAbsence:
    """Note days somebody cannot serve.

    Refused when the dates are the wrong way, the reason is missing, or the days are noted already.
    """
    problems: list[Problem] = []
    reason = clean_line(away.reason)
    if not reason:
        problems.append(Problem("reason", "请写明不能值班的原因，如请假、开会"))
    problems += length_problems("reason", "原因", reason, LINE_LIMIT)
    if away.last < away.first:
        problems.append(Problem("last", "结束日期不能早于开始日期"))
    elif (away.last - away.first).days > 366:
        problems.append(Problem("last", "一次最多登记一年"))
    elif not (mine := set(_days(away))):
        problems.append(Problem("weekday", "这段时间里没有这个星期几"))
    else:
        for other in absences(work, [away.staff]):
            if mine & set(_days(_plain(other))):
                span = f"{spoken(other.first)}至{spoken(other.last)}（{other.reason}）"
                said = f"与已登记的{span}重叠，请改日期，或先删掉原来那条"
                problems.append(Problem("first", said))
                break
    if problems:
        raise Refused(problems)
    noted = DutyAbsence(
        id=work.new_id(),
        station=work.station,
        staff=away.staff,
        first=away.first,
        last=away.last,
        reason=reason,
        weekday=away.weekday,
    )
    work.session.add(noted)
    return noted


@needs(Right.PLAN_ROSTER)
def drop_absence(work: Work, absence: DutyAbsence) -> None:
    """Take back days that were noted."""
    absence.voided_at, absence.void_reason = work.now, "可以值班了"


@needs(Right.SEE_OFFICE)
def absences(work: Work, people: Iterable[UUID] | None = None) -> list[DutyAbsence]:
    """The days noted, earliest first."""
    query = select(DutyAbsence).where(DutyAbsence.voided_at.is_(None))
    if people is not None:
        query = query.where(DutyAbsence.staff.in_(list(people)))
    query = visible(query, work.actor).order_by(DutyAbsence.first, DutyAbsence.id)
    return list(work.session.scalars(query))


@needs(Right.SEE_OFFICE)
def days_off(work: Work, first: date, last: date) -> dict[UUID, frozenset[date]]:
    """Who cannot serve on which days of a span."""
    found: dict[UUID, set[date]] = {}
    for absence in absences(work):
        days = (day for day in _days(_plain(absence)) if first <= day <= last)
        found.setdefault(absence.staff, set()).update(days)
    return {staff: frozenset(days) for staff, days in found.items()}


@needs(Right.SEE_OFFICE)
def people_of(work: Work, listed: Iterable[DutyMember]) -> dict[UUID, Staff]:
    """The staff behind members, those no longer active too."""
    return people(work, {member.staff for member in listed})


@needs(Right.SEE_OFFICE)
def people(work: Work, ids: Iterable[UUID]) -> dict[UUID, Staff]:
    """The staff with these ids, those no longer active too."""
    query = select(Staff).where(Staff.id.in_(list(ids)))
    return {one.id: one for one in work.session.scalars(query)}


def last_day(member: DutyMember, person: Staff, today: date) -> date | None:
    """The last day somebody takes turns: who left the staff list serves no day from today on."""
    if person.active and person.voided_at is None:
        return member.until
    gone = today - timedelta(days=1)
    return gone if member.until is None else min(member.until, gone)


def _plain(absence: DutyAbsence) -> Away:
    return Away(absence.staff, absence.first, absence.last, absence.reason, absence.weekday)


def _days(away: Away) -> Iterable[date]:
    span = (away.last - away.first).days + 1
    days = (away.first + timedelta(days=n) for n in range(span))
    return (day for day in days if away.weekday is None or day.weekday() == away.weekday)
