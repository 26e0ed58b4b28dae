"""Stopping a membership: by review, by request, by death or by moving out.

What was paid after the death or the move is computed from the amounts in force month by month; it
stands on the change and is to be recovered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from center.errors import Problem, Refused
from center.people import same_person
from center.records import local_date
from center.rights import Right, needs
from center.rolls.departures import Report, departure_of, report_departure, spells
from center.rolls.members import STATE_OF, day_problems, must_be_active, record
from center.rolls.months import last_paid, month_of, paid_after
from center.rolls.records import (
    Departure,
    Happened,
    Leaving,
    Member,
    MemberChange,
    Outcome,
    State,
)
from center.settings import values
from center.storage import Work
from center.text import LINE_LIMIT, length_problems

_HAPPENED = {
    State.STOPPED: Happened.STOPPED,
    State.DIED: Happened.DIED,
    State.MOVED: Happened.MOVED,
}


@dataclass(frozen=True, slots=True)
class Stop:
    """Why and from which day a member is paid no more.

    `state` says how it ends; `paid_through` is any day of the last month that was paid. `left_on`
    is the day of death or move, needed unless it is on record already.
    """

    state: State
    on: date
    paid_through: date
    left_on: date | None = None
    reason: str = ""
    reviewed: bool = False


@needs(Right.SEE)
def paid_month(work: Work) -> date:
    """The last month paid by now, by its first day."""
    settings = values(work.session, work.now)
    return last_paid(local_date(work.now), settings.number("roll_pay_day"))


@needs(Right.SEE)
def overpaid(work: Work, member: Member, left_on: date, paid_through: date) -> tuple[int, int]:
    """Months paid after death or move, and fen to recover."""
    known = spells(work, [member.id])[member.id]
    return paid_after(left_on, month_of(paid_through), known)


@needs(Right.KEEP_LEDGERS)
def stop(work: Work, member: Member, told: Stop) -> MemberChange:
    """Stop a membership; a death or move told here for the first time is recorded on the person.

    Refused without a reason for 停发, for days ahead of today, and for a last paid month that
    cannot be.
    """
    must_be_active(member, "停发")
    departure = departure_of(work, member.person)
    problems = _problems(work, member, told, departure)
    if problems:
        raise Refused(problems)
    if departure is None and told.left_on is not None and told.state is not State.STOPPED:
        leaving = next(kind for kind, state in STATE_OF.items() if state is told.state)
        departure = report_departure(work, member.person, Report(leaving, told.left_on))
    through = month_of(told.paid_through)
    months = fen = 0
    if departure is not None:
        months, fen = overpaid(work, member, departure.on, through)
    member.to_recover += fen
    if told.reviewed:
        member.reviewed_on = told.on
    return record(
        work,
        member,
        Happened.REVIEWED if told.reviewed else _HAPPENED[told.state],
        told.on,
        told.state,
        outcome=Outcome.STOP if told.reviewed else None,
        paid_through=through,
        overpaid_months=months,
        overpaid=fen,
        reason=told.reason.strip(),
    )


def _problems(work: Work, member: Member, told: Stop, departure: Departure | None) -> list[Problem]:
    found = day_problems(work, member, told.on)
    found += length_problems("reason", "原因", told.reason, LINE_LIMIT)
    if told.on < member.state_since:
        found.append(Problem("on", "停发日期早于上一次变动"))
    if told.state is State.ACTIVE:
        found.append(Problem("state", "请选择停发、死亡或迁出"))
    if told.state is State.STOPPED and not told.reason.strip():
        found.append(Problem("reason", "请写明停发原因"))
    if told.state in (State.DIED, State.MOVED) and departure is None and told.left_on is None:
        found.append(Problem("left_on", f"请填写{told.state.value}日期"))
    if told.state is State.MOVED and departure and departure.leaving is Leaving.DEATH:
        found.append(Problem("state", "这个人已登记死亡，请选死亡"))
    if month_of(told.paid_through) > month_of(local_date(work.now)):
        found.append(Problem("paid_through", "最后发放月份不能晚于本月"))
    return found


@needs(Right.KEEP_LEDGERS)
def stop_everywhere(work: Work, person: UUID, on: date, paid_through: date) -> list[MemberChange]:
    """Stop every membership a person who left still has, on one day."""
    from center.rolls.members import memberships

    departure = departure_of(work, person)
    if departure is None:
        raise Refused("这个人没有登记死亡或迁出，没有改动。")
    told = Stop(STATE_OF[departure.leaving], on, paid_through)
    ids = set(same_person(work.session, person))
    active = [m for m in memberships(work, person) if m.state is State.ACTIVE and m.person in ids]
    return [stop(work, member, told) for member in active]
