"""The clocks of a complaint, side by side (CPL-07, CPL-08, CPL-12, CPL-21, rule conflict 9). Pure.

General: the same day, the next, or the next working day (setting). Complex or major: a week, and
beside it the coordination opinion in 3 working days and the feedback 1 working day after the
department's result. The department stage itself has no limit of its own but the day it was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from center.calendar import WorkCalendar
from center.clock import Unit
from center.complaints.records import Complaint, Grade, Happened, Status
from center.matters import (
    Counting,
    MatterEvent,
    NamedDeadline,
    first_day,
    last_of,
    promised_anew,
)
from center.records import local_date
from center.settings import Values

GENERAL, COMPLEX = "一般投诉答复期限", "复杂投诉答复期限"
OPINION, FEEDBACK, UNIT = "协调意见期限", "结果反馈期限", "承办单位答复期限"

OWED = frozenset({GENERAL, COMPLEX, FEEDBACK})
"""The clocks of the answer to the complainant: late, the delay is explained first (CPL-09)."""

_DUE = {
    "same_day": (0, Unit.SAME_DAY),
    "next_day": (1, Unit.NEXT_DAY),
    "next_workday": (1, Unit.WORKDAY),
}


def ended_on(complaint: Complaint, events: Sequence[MatterEvent]) -> date | None:
    """The day a closed complaint was answered: its limits are about that; None while open."""
    if complaint.status is not Status.CLOSED:
        return None
    return first_day(events, Happened.REPLIED) or first_day(events, Happened.CLOSED)


def clocks_of(
    complaint: Complaint,
    events: Sequence[MatterEvent],
    calendar: WorkCalendar,
    settings: Values,
    today: date,
) -> list[NamedDeadline]:
    """Every clock of a complaint as it stands on `today`."""
    count = Counting(calendar, today, settings.number("due_soon_days"), ended_on(complaint, events))
    began, replied = local_date(complaint.received_at), first_day(events, Happened.REPLIED)
    if complaint.grade is Grade.GENERAL:
        days, unit = _DUE[settings.text("complaint_general_due")]
        found = [count.clock(GENERAL, "CPL-07", began, days, unit, replied)]
    else:
        days = settings.number("complaint_complex_days")
        found = [count.clock(COMPLEX, "CPL-08", began, days, Unit.DAY, replied)]
        said = first_day(events, Happened.COORDINATED, Happened.DECIDED)
        days = settings.number("complaint_opinion_days")
        found.append(count.clock(OPINION, "CPL-21", began, days, Unit.WORKDAY, said or replied))
    found += promised_anew(events, count, (Happened.REPLIED,))
    sent = last_of(events, Happened.SENT)
    if sent is not None and complaint.unit_due_on is not None:
        after = [e for e in events if e.at >= sent.at]
        answered = first_day(after, Happened.UNIT_OPINION)
        since = local_date(sent.at)
        found.append(count.fixed(UNIT, "CPL-12", since, complaint.unit_due_on, answered))
        if answered is not None:
            days = settings.number("complaint_feedback_days")
            found.append(count.clock(FEEDBACK, "CPL-21", answered, days, Unit.WORKDAY, replied))
    return found
