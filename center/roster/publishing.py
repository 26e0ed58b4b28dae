"""Publishing a month (接访公示) and the reminder before its end (DUTY-05, DUTY-06)."""

from __future__ import annotations

from dataclasses import dataclass

from center.errors import Problem, Refused
from center.holidays import work_calendar
from center.records import local_date
from center.rights import Right, needs
from center.roster.drafting import find_month, findings, must_be_draft, next_month
from center.roster.members import members
from center.roster.records import SEATS, Plan, Roster
from center.roster.request import month_days
from center.settings import values
from center.storage import Work


@needs(Right.PLAN_ROSTER)
def publish(work: Work, roster: Roster) -> None:
    """Publish a month; the moment is kept. Refused with an empty day (DUTY-05)."""
    must_be_draft(roster)
    found = findings(work, roster)
    against = [Problem("roster", one.sentence) for one in found if one.blocking]
    if against:
        raise Refused(against)
    roster.published_at, roster.published_by = work.now, work.actor.name
    roster.edited_at = work.now


@dataclass(frozen=True, slots=True)
class Unpublished:
    """A plan whose next month is not published though the month ends soon (DUTY-06)."""

    plan: Plan
    year: int
    month: int
    begun: bool


@needs(Right.SEE_OFFICE)
def unpublished(work: Work) -> list[Unpublished]:
    """What must still be published in the last working days of this month.

    A plan nobody takes turns in is not kept by the office and never missed.
    """
    today = local_date(work.now)
    calendar = work_calendar(work.session)
    days = [d for d in month_days(today.year, today.month) if calendar.is_workday(d)]
    last = days[-values(work.session, work.now).number("roster_reminder_days") :]
    if not last or today < last[0]:
        return []
    year, month = next_month(today)
    found: list[Unpublished] = []
    for plan in Plan:
        if not any(members(work, plan, seat) for seat in SEATS[plan]):
            continue
        roster = find_month(work, plan, year, month)
        if roster is None or roster.published_at is None:
            found.append(Unpublished(plan, year, month, roster is not None))
    return found
