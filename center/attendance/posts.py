"""A and B posts while people are away: who covers each window, half day by half day (AB-01…07).

B acts by itself as soon as A is away (AB-02). Both away, or nobody named, is told ahead of time
(ATT-13): a window may never be unmanned.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select

from center.accounts import Account
from center.attendance.absence import authorised, taken, until
from center.attendance.hours import NOON, Half, at
from center.attendance.leave import GRANTED, leaves
from center.attendance.outings import outings
from center.attendance.records import Leave
from center.cases.records import Case
from center.holidays import work_calendar
from center.records import local_date
from center.rights import Right, needs, visible
from center.staff import ServiceWindow, Staff, windows
from center.storage import Work


class Cover(enum.StrEnum):
    """How a window is manned in a half day."""

    A_POST = "A岗在岗"
    B_POST = "B岗顶岗"
    SUBSTITUTE = "代理人顶岗"
    LATE = "顶岗人员未到岗"
    NOBODY = "无人在岗"


@dataclass(frozen=True, slots=True)
class Manned:
    """One window in one half day: who sits there, instead of whom, and why he is away."""

    window: str
    on: date
    half: Half
    cover: Cover
    who: UUID | None
    name: str
    instead_of: str
    why: str

    @property
    def thin(self) -> bool:
        """Whether a leader should look at it."""
        return self.cover in (Cover.LATE, Cover.NOBODY)


@dataclass(frozen=True, slots=True)
class _Gone:
    why: str
    substitute: UUID | None
    arrived_at: datetime | None
    waits: bool


@needs(Right.SEE_OFFICE)
def manning(work: Work, days: Iterable[date]) -> list[Manned]:
    """Every window of the hall in every half day of some working days, in hall order."""
    calendar = work_calendar(work.session)
    open_days = [day for day in days if calendar.is_workday(day)]
    if not open_days:
        return []
    gone = _gone(work, open_days)
    query = select(Staff).where(Staff.voided_at.is_(None))
    people = {one.id: one for one in work.session.scalars(visible(query, work.actor))}
    return [
        _manned(window, day, half, gone, people, work.now)
        for day in open_days
        for half in Half
        for window in windows(work)
        if window.a_post is not None
    ]


@needs(Right.SEE_OFFICE)
def acting_for(work: Work, window: str, at_: datetime) -> Manned | None:
    """Who sits at a window at a moment; None for a window without an A post."""
    on = local_date(at_)
    half = Half.MORNING if at_ < at(on, NOON) else Half.AFTERNOON
    found = manning(work, [on])
    return next((one for one in found if one.window == window and one.half is half), None)


@needs(Right.SEE_OFFICE)
def open_matters(work: Work, staff: UUID) -> list[Case]:
    """The open cases of somebody, to be handed over before he leaves (LEAVE-15)."""
    query = (
        select(Case)
        .join(Account, Account.id == Case.handler)
        .where(Account.staff == staff, Case.ended_on.is_(None), Case.voided_at.is_(None))
        .order_by(Case.due_on, Case.id)
    )
    return list(work.session.scalars(visible(query, work.actor)))


def _manned(
    window: ServiceWindow,
    day: date,
    half: Half,
    gone: Mapping[tuple[UUID, date, Half], _Gone],
    people: Mapping[UUID, Staff],
    now: datetime,
) -> Manned:
    a_post, b_post = window.a_post, window.b_post
    assert a_post is not None
    a_name = people[a_post].name if a_post in people else ""

    def told(cover: Cover, who: UUID | None, why: str = "") -> Manned:
        name = people[who].name if who is not None and who in people else ""
        instead = "" if cover is Cover.A_POST else a_name
        return Manned(window.name, day, half, cover, who, name, instead, why)

    away = gone.get((a_post, day, half))
    if away is None:
        return told(Cover.A_POST, a_post)
    for who, cover in ((away.substitute, Cover.SUBSTITUTE), (b_post, Cover.B_POST)):
        if who is None or who == a_post or (who, day, half) in gone:
            continue
        if who == b_post:
            return told(Cover.B_POST, who, away.why)
        began = at(day, NOON if half is Half.AFTERNOON else time(8))
        if cover is Cover.SUBSTITUTE and away.waits and away.arrived_at is None and began <= now:
            return told(Cover.LATE, who, away.why)
        return told(cover, who, away.why)
    both = gone.get((b_post, day, half)) if b_post is not None else None
    why = away.why if both is None else f"{away.why}；B岗也{both.why}"
    return told(Cover.NOBODY, None, why)


def _gone(work: Work, days: list[date]) -> dict[tuple[UUID, date, Half], _Gone]:
    found: dict[tuple[UUID, date, Half], _Gone] = {}
    for leave in leaves(work, days[0], days[-1], GRANTED):
        span = taken(leave)
        if span is None:
            continue
        away = _Gone(leave.leave_type.value, leave.substitute, leave.substitute_at, _waits(leave))
        for day in days:
            for half in Half:
                if span.holds(day, half):
                    found[leave.staff, day, half] = away
    for outing in outings(work, days[0], days[-1]):
        if not authorised(outing):
            continue
        away = _Gone(outing.outing_kind.value, outing.substitute, None, False)
        for day in days:
            for half, (start, end) in _HALVES.items():
                # Gone for the greater part of the half day.
                middle = at(day, start) + (at(day, end) - at(day, start)) / 2
                if outing.starts_at <= middle <= until(outing):
                    found.setdefault((outing.staff, day, half), away)
    return found


_HALVES = {Half.MORNING: (time(8), NOON), Half.AFTERNOON: (time(14), time(18))}


def _waits(leave: Leave) -> bool:
    return leave.substitute is not None and not leave.emergency
