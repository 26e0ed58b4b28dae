"""The hours of a kind of staff from a day on: entered, entered anew, stopped (TIME-02).

Open months are derived anew from what is entered; a closed one stays as it was frozen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from center.attendance.records import WorkHours
from center.errors import Problem, Refused
from center.rights import Right, needs
from center.settings import HOURS
from center.storage import Work
from center.text import clean_line

MOST_MINUTES = 60
"""Later than this is no tolerance."""


@dataclass(frozen=True, slots=True)
class HoursForm:
    """Hours as typed; an empty `staff_kind` is for everybody, minutes are tolerances."""

    since: date
    profile: str
    staff_kind: str = ""
    late_after: int = 10
    early_before: int = 0
    yearly: bool = False


@needs(Right.EDIT_SETTINGS)
def save_hours(work: Work, form: HoursForm) -> WorkHours:
    """Enter hours from a day on; those of the same kind and day are replaced.

    `yearly` begins again every year on that day (夏季、冬季作息).
    """
    problems: list[Problem] = []
    if form.profile not in HOURS:
        problems.append(Problem("profile", "请选择作息"))
    for name, minutes in (("late_after", form.late_after), ("early_before", form.early_before)):
        if not 0 <= minutes <= MOST_MINUTES:
            problems.append(Problem(name, f"应在 0 到 {MOST_MINUTES} 分钟之间"))
    if problems:
        raise Refused(problems)
    kind = clean_line(form.staff_kind)
    query = select(WorkHours).where(
        WorkHours.station == work.station,
        WorkHours.staff_kind == kind,
        WorkHours.since == form.since,
        WorkHours.voided_at.is_(None),
    )
    found = work.session.scalars(query).one_or_none()
    if found is not None:
        void_hours(work, found)
        work.session.flush()
    entered = WorkHours(
        id=work.new_id(),
        station=work.station,
        since=form.since,
        profile=form.profile,
        staff_kind=kind,
        late_after=form.late_after,
        early_before=form.early_before,
        yearly=form.yearly,
    )
    work.session.add(entered)
    return entered


@needs(Right.EDIT_SETTINGS)
def void_hours(work: Work, hours: WorkHours) -> None:
    """Take hours back; what held before them holds again."""
    hours.voided_at, hours.void_reason = work.now, "停用"
