"""Who approves a leave, and how its days are counted (LEAVE-01, LEAVE-04…10). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from center.attendance.hours import Half
from center.attendance.records import LeaveType
from center.calendar import WorkCalendar

HALF, DAY, TWO_DAYS = 1, 2, 4
"""Lengths in half days."""

FILED = frozenset(
    {
        LeaveType.ANNUAL,
        LeaveType.HOME,
        LeaveType.MARRIAGE,
        LeaveType.MATERNITY,
        LeaveType.CARE,
        LeaveType.PARENTAL,
        LeaveType.FUNERAL,
    }
)
"""Types that have an application form of their own and are filed (LEAVE-10)."""


@dataclass(frozen=True, slots=True)
class Span:
    """Half days from the first to the last, both included."""

    first: date
    first_half: Half
    last: date
    last_half: Half

    @property
    def valid(self) -> bool:
        """Whether it does not end before it begins."""
        return (self.first, self.first_half is Half.AFTERNOON) <= (
            self.last,
            self.last_half is Half.AFTERNOON,
        )

    def halves(self) -> list[tuple[date, Half]]:
        """Every half day of it, rest days too."""
        found = [
            (self.first + timedelta(days=n), half)
            for n in range((self.last - self.first).days + 1)
            for half in Half
        ]
        if self.first_half is Half.AFTERNOON:
            found = found[1:]
        return found[:-1] if self.last_half is Half.MORNING else found

    def holds(self, day: date, half: Half) -> bool:
        """Whether a half day lies in it."""
        if not self.first <= day <= self.last:
            return False
        if day == self.first and half is Half.MORNING and self.first_half is Half.AFTERNOON:
            return False
        return not (day == self.last and half is Half.AFTERNOON and self.last_half is Half.MORNING)

    def meets(self, other: Span) -> bool:
        """Whether two spans have a half day in common."""
        return any(other.holds(day, half) for day, half in self.halves())


def count_half_days(span: Span, calendar: WorkCalendar, *, every_day: bool) -> int:
    """Half days that count: `every_day` by the calendar (自然日), else working days alone."""
    return sum(1 for day, _ in span.halves() if every_day or calendar.is_workday(day))


def levels(leave_type: LeaveType, half_days: int) -> tuple[int, ...]:
    """Which of the three levels approve, in order (0 the section head, 2 the head of the office).

    事假 half a day: the head; one day: two; more: three (LEAVE-04…06; between half and one as one).
    病假 to two days: two; more: the upper two, with a medical record (LEAVE-07, LEAVE-08). Other
    types: the head, then the responsible leader (LEAVE-10).
    """
    if leave_type is LeaveType.PERSONAL:
        if half_days <= HALF:
            return (0,)
        return (0, 1) if half_days <= DAY else (0, 1, 2)
    if leave_type is LeaveType.SICK and half_days > TWO_DAYS:
        return (1, 2)
    return (0, 1)


def needs_medical_record(leave_type: LeaveType, half_days: int) -> bool:
    """Whether a medical record (病历证明) must be seen: sick leave over two days (LEAVE-08)."""
    return leave_type is LeaveType.SICK and half_days > TWO_DAYS


def chain(
    leave_type: LeaveType,
    half_days: int,
    approvers: tuple[str, ...],
    *,
    rank: int,
    single: bool,
    emergency: bool,
) -> tuple[str, ...]:
    """The approvers of a leave by title, in order.

    `rank` is the applicant's own level (-1 for staff): nobody approves his own leave nor that of a
    superior, so his chain begins above him; the head of the office asks the superior authority. An
    emergency (急病住院) needs none beforehand (LEAVE-09). `single` is the one-step chain of 004.
    """
    if emergency:
        return ()
    wanted = (1,) if single else levels(leave_type, half_days)
    above = [level for level in wanted if level > rank]
    if not above:
        above = [rank + 1]
    return tuple(approvers[level] if level < len(approvers) else "上级机关" for level in above)
