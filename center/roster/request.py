"""What a roster is planned from: members, days, needs, what was served before. Pure.

The same request serves leaders at the centre (坐班接访), the watch at night and on days off
(24小时值班), the patrol of the hall (INSP-01) and the cover of meetings (HR-08): a member is a
leader, a fixed group or a section.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from center.calendar import WorkCalendar


class DayClass(enum.StrEnum):
    """The kinds of days that are shared out apart from each other."""

    WEEKDAY = "平日"
    EDGE = "周一周五"
    WEEKEND = "周末"
    HOLIDAY = "节假日"


WEIGHTS: Mapping[DayClass, int] = {
    DayClass.WEEKDAY: 1,
    DayClass.EDGE: 1,
    DayClass.WEEKEND: 2,
    DayClass.HOLIDAY: 3,
}
"""How much a day of each class counts in the weighted duty (proposed; the seeds give none)."""

MONDAY, FRIDAY, SATURDAY = 0, 4, 5

Days = Mapping[date, tuple[UUID, ...]]
"""Who serves on each day."""


def class_of(day: date, calendar: WorkCalendar) -> DayClass:
    """The class of a day; a make-up working day (调休上班) is a plain weekday."""
    if calendar.is_workday(day):
        return DayClass.EDGE if day.weekday() in (MONDAY, FRIDAY) else DayClass.WEEKDAY
    mark = calendar.marks.get(day)
    if mark is not None and mark.kind == "holiday":
        return DayClass.HOLIDAY
    return DayClass.WEEKEND


@dataclass(frozen=True, slots=True)
class Member:
    """One who takes turns.

    `chief` is a 党政正职 (DUTY-02). `share` is the part of a full turn, 1 for most. Present from
    `since` to `until`, both included; `off` are days that cannot be served.
    """

    id: UUID
    name: str
    chief: bool = False
    share: float = 1.0
    since: date | None = None
    until: date | None = None
    off: frozenset[date] = frozenset()

    def here(self, day: date) -> bool:
        """Whether the member belongs to the office on a day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )

    def can(self, day: date) -> bool:
        """Whether the member can serve on a day."""
        return self.here(day) and day not in self.off


@dataclass(frozen=True, slots=True)
class Request:
    """What to plan.

    `need` says how many serve on each day, in order of days. `pinned` stays as it is. `served` is
    what was served before, at best a year of it; `missed` counts those who should have served on a
    day and did not come: the day was owed, and they still owe it. `classes` knows all these days.
    `most` limits the days of one member, 0 for no limit. `present` is the month as it stands: the
    fair planner keeps of it what is as good as anything else.
    """

    members: tuple[Member, ...]
    classes: Mapping[date, DayClass]
    need: Mapping[date, int]
    pinned: Days = field(default_factory=dict)
    served: Days = field(default_factory=dict)
    missed: Mapping[date, int] = field(default_factory=dict)
    present: Days = field(default_factory=dict)
    weights: Mapping[DayClass, int] = field(default_factory=lambda: WEIGHTS)
    chief_days: int = 1
    most: int = 0

    def seats(self, day: date) -> int:
        """How many must serve on a day; more when more were pinned by hand."""
        return max(self.need[day], len(self.pinned.get(day, ())))


Tally = Mapping[UUID, Mapping[DayClass, float]]
"""Days of each class by member."""


def served(request: Request, days: Days) -> dict[UUID, dict[DayClass, float]]:
    """How many days of each class each member served in `days`."""
    found = _empty(request)
    for day, members in days.items():
        for member in members:
            if member in found:
                found[member][request.classes[day]] += 1
    return found


def owed(request: Request, needs: Mapping[date, int]) -> dict[UUID, dict[DayClass, float]]:
    """Each member's fair part of `needs`: those present on a day share it by their `share`.

    A newcomer owes nothing for the days before, so that nobody is made to catch up.
    """
    found = _empty(request)
    for day, need in needs.items():
        present = [m for m in request.members if m.here(day)]
        whole = sum(m.share for m in present)
        for member in present:
            if whole:
                found[member.id][request.classes[day]] += need * member.share / whole
    return found


def debts(request: Request, days: Days | None = None) -> dict[UUID, dict[DayClass, float]]:
    """What each member still owes (above 0) or has served ahead (below 0), by class of day.

    It counts what was served before, and with `days` the month planned too.
    """
    needs = {day: len(members) for day, members in request.served.items()}
    for day, count in request.missed.items():
        needs[day] = needs.get(day, 0) + count
    all_days = dict(request.served)
    if days is not None:
        needs |= {day: len(members) for day, members in days.items()}
        all_days |= days
    due, done = owed(request, needs), served(request, all_days)
    return {member: {of: due[member][of] - done[member][of] for of in DayClass} for member in due}


def weighted(counts: Mapping[DayClass, float], weights: Mapping[DayClass, int]) -> float:
    """The weighted duty of one member."""
    return sum(counts[of] * weights[of] for of in counts)


def neighbours(day: date) -> tuple[date, date]:
    """The day before and the day after."""
    return day - timedelta(days=1), day + timedelta(days=1)


def month_days(year: int, month: int) -> tuple[date, ...]:
    """Every day of a month."""
    first = date(year, month, 1)
    return tuple(
        day for day in (first + timedelta(days=n) for n in range(31)) if day.month == month
    )


def names(request: Request, members: Iterable[UUID]) -> str:
    """Members' names for a sentence."""
    by_id = {member.id: member.name for member in request.members}
    return "、".join(by_id.get(member, "已离开的人") for member in members)


def _empty(request: Request) -> dict[UUID, dict[DayClass, float]]:
    return {member.id: dict.fromkeys(DayClass, 0.0) for member in request.members}
