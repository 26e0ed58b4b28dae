"""What a month of a roster says on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from center.calendar import WEEKDAY_NAMES
from center.roster.records import Plan, Seat

DRAFT = "草稿，尚未公布"


@dataclass(frozen=True, slots=True)
class Person:
    """One person on one day. `instead_of` and `changed_on` are set where a swap put him there."""

    name: str
    post: str
    phone: str = ""
    instead_of: str = ""
    changed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day and who serves on it; `mark` says why it is off or worked (国庆节放假, 周末)."""

    on: date
    working: bool
    mark: str
    people: dict[Seat, tuple[Person, ...]]

    def of(self, seat: Seat) -> tuple[Person, ...]:
        """Who serves in a seat."""
        return self.people.get(seat, ())

    @property
    def weekday(self) -> str:
        """周一 … 周日."""
        return f"周{WEEKDAY_NAMES[self.on.weekday()]}"

    @property
    def remark(self) -> str:
        """Why the day differs, and what was changed after publication."""
        said = [] if self.mark == "周末" or not self.mark else [self.mark]
        said += [
            f"{short(one.changed_on)}已变更，原为{one.instead_of}"
            for people in self.people.values()
            for one in people
            if one.changed_on is not None
        ]
        return "；".join(said)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a plan, or with `name` the days of one holiday.

    Phones of people stand there only in the office's own version: what hangs in public knows the
    office's `phone` and `complaint_phone` alone. `made` says who made the paper and when.
    """

    unit: str
    plan: Plan
    year: int
    month: int
    days: tuple[Day, ...]
    hours: str
    handover: str
    place: str
    phone: str
    complaint_phone: str
    published_on: date | None
    made: str
    name: str = ""

    @property
    def changed_on(self) -> date | None:
        """The last day on which a swap changed the month; None when none did."""
        found = (
            one.changed_on
            for day in self.days
            for people in day.people.values()
            for one in people
            if one.changed_on is not None
        )
        return max(found, default=None)

    @property
    def state(self) -> str:
        """Published on which day, changed on which, or still a draft."""
        if self.published_on is None:
            return DRAFT
        said = f"{dated(self.published_on)}公布"
        return said if self.changed_on is None else f"{said}，{dated(self.changed_on)}变更"


def dated(day: date) -> str:
    """2026年11月21日."""
    return f"{day.year}年{short(day)}"


def short(day: date) -> str:
    """11月21日."""
    return f"{day.month}月{day.day}日"
