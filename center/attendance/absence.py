"""What leave and outings take out of a day: half days and whether they count. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from center.attendance.chains import Span
from center.attendance.hours import Half
from center.attendance.records import Leave, Outing, OutingKind


def taken(leave: Leave) -> Span | None:
    """The half days really taken; None when he came back before the first."""
    last, last_half = leave.last, leave.last_half
    if leave.returned_on is not None and leave.returned_half is not None:
        before = (
            (leave.returned_on, Half.MORNING)
            if leave.returned_half is Half.AFTERNOON
            else (leave.returned_on - timedelta(days=1), Half.AFTERNOON)
        )
        if (before[0], before[1] is Half.AFTERNOON) < (last, last_half is Half.AFTERNOON):
            last, last_half = before
    span = Span(leave.first, leave.first_half, last, last_half)
    return span if span.valid else None


def until(outing: Outing) -> datetime:
    """The end of an outing: as planned, or earlier where he came back before."""
    back = outing.returned_at
    return outing.ends_at if back is None else min(back, outing.ends_at)


def authorised(outing: Outing) -> bool:
    """Whether an outing counts; a return to the home unit needs its four ticks (LEAVE-19)."""
    if outing.outing_kind is not OutingKind.HOME_UNIT:
        return True
    return outing.told and outing.substitute_fixed and outing.agreed and outing.informed
