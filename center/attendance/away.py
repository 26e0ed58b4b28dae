"""Who is away today and what waits in 考勤: the page of today, and the line on 今日 (ATT-13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from center.attendance.absence import authorised, taken
from center.attendance.approvers import mine_to_approve
from center.attendance.leave import (
    GRANTED,
    leaves,
    unreturned,
    without_formalities,
)
from center.attendance.outings import AwayLight, away_light, desk_aways, outings
from center.attendance.posts import Manned, manning
from center.attendance.settling import appeals, waiting
from center.calendar import CHINA, ONE_DAY
from center.holidays import work_calendar
from center.records import local_date
from center.rights import Right, needs
from center.settings import values
from center.staff import Staff, everything
from center.storage import Work


@dataclass(frozen=True, slots=True)
class Away:
    """One person who is away on a day: the record that says so (its kind and id), why, until when.

    `light` is set for those away from the desk, at work otherwise (ATT-07).
    """

    kind: str
    record: UUID
    staff: UUID
    name: str
    why: str
    until: str
    cover: str
    light: AwayLight | None = None


@needs(Right.SEE_OFFICE)
def away_on(work: Work, on: date) -> list[Away]:
    """Who is away on a day: on leave, out on duty, away from the desk just now."""
    names = {one.id: one.name for one in everything(work, Staff)}
    found: list[Away] = []
    for slip in leaves(work, on, on, GRANTED):
        span = taken(slip)
        if span is not None and span.first <= on <= span.last:
            until = f"到 {_day(span.last, on)}{span.last_half.value}"
            name, why = names.get(slip.staff, ""), slip.leave_type.value
            found.append(
                Away(slip.kind, slip.id, slip.staff, name, why, until, slip.substitute_name)
            )
    for trip in outings(work, on, on):
        if trip.returned_at is not None and trip.returned_at <= work.now:
            continue
        where = trip.village or trip.place
        why = f"{trip.outing_kind.value}{where}：{trip.matter}"
        if not authorised(trip):
            why = f"{trip.outing_kind.value}（手续不全，不算公出）"
        until = f"到 {_clock(trip.ends_at, on)}"
        found.append(
            Away(
                trip.kind,
                trip.id,
                trip.staff,
                names.get(trip.staff, ""),
                why,
                until,
                trip.substitute_name,
            )
        )
    settings = values(work.session, work.now)
    for one in desk_aways(work, on, on, open_only=True):
        light = away_light(one.left_at, work.now, settings)
        minutes = int((work.now - one.left_at).total_seconds() // 60)
        why = f"离岗：{one.reason}"
        until = f"{_clock(one.left_at, on)} 离开，已 {minutes} 分钟"
        name = names.get(one.staff, "")
        found.append(Away(one.kind, one.id, one.staff, name, why, until, one.window, light))
    return found


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits in 考勤: counts, the people away today and the windows nobody mans.

    `to_approve` are the slips whose next step this actor decides.
    """

    away: Sequence[Away]
    thin: Sequence[Manned]
    unreturned: int
    formalities: int
    to_approve: int
    findings: int

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        counts = (self.unreturned, self.formalities, self.to_approve, self.findings)
        return bool(self.away or self.thin or any(counts))


@needs(Right.SEE_OFFICE)
def waits(work: Work) -> Waits:
    """What waits: today's people and windows, those of the next working day, what is undecided."""
    today = local_date(work.now)
    following = work_calendar(work.session).next_workday(today + ONE_DAY)
    return Waits(
        away=away_on(work, today),
        thin=[one for one in manning(work, [today, following]) if one.thin],
        unreturned=len(unreturned(work)),
        formalities=len(without_formalities(work)),
        to_approve=len(mine_to_approve(work)),
        findings=len(waiting(work)) + len(appeals(work)),
    )


@needs(Right.SEE_OFFICE)
def pressing(work: Work) -> int:
    """How much waits for this actor alone: slips and findings to decide, slips to be finished."""
    found = len(mine_to_approve(work))
    if work.actor.may(Right.APPROVE):
        found += len(waiting(work)) + len(appeals(work))
    if work.actor.may(Right.KEEP_ATTENDANCE):
        found += len(unreturned(work)) + len(without_formalities(work))
    return found


def _clock(at: datetime, on: date) -> str:
    local = at.astimezone(CHINA)
    return f"{local:%H:%M}" if local.date() == on else f"{_day(local.date(), on)} {local:%H:%M}"


def _day(day: date, on: date) -> str:
    year = "" if day.year == on.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"
