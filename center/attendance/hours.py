"""The hours a person works on a day: sessions of a profile, slots to punch in (TIME-02). Pure."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from center.records import CHINA
from center.settings import HOURS


class Half(enum.StrEnum):
    """Half a day, one cell of the monthly sheet."""

    MORNING = "上午"
    AFTERNOON = "下午"


class Slot(enum.StrEnum):
    """One of the four registrations of a day (ATT-01)."""

    MORNING_IN = "上午上班"
    MORNING_OUT = "上午下班"
    AFTERNOON_IN = "下午上班"
    AFTERNOON_OUT = "下午下班"

    @property
    def half(self) -> Half:
        """The half day it belongs to."""
        morning = self in (Slot.MORNING_IN, Slot.MORNING_OUT)
        return Half.MORNING if morning else Half.AFTERNOON

    @property
    def arrives(self) -> bool:
        """Whether it begins work."""
        return self in (Slot.MORNING_IN, Slot.AFTERNOON_IN)


NOON = time(12)


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of work between two punches."""

    opens: time
    closes: time
    arrive: Slot
    leave: Slot

    @property
    def minutes(self) -> int:
        """Its length."""
        start, end = (one.hour * 60 + one.minute for one in (self.opens, self.closes))
        return end - start


@dataclass(frozen=True, slots=True)
class Shift:
    """A day's sessions and how late is still on time, in minutes (ATT-03, ATT-05).

    Without a midday break there is one session and two punches (profile D).
    """

    sessions: tuple[Session, ...]
    late_after: int = 10
    early_before: int = 0

    @property
    def slots(self) -> tuple[Slot, ...]:
        """What is to be punched, in order."""
        return tuple(slot for one in self.sessions for slot in (one.arrive, one.leave))

    @property
    def minutes(self) -> int:
        """Scheduled working time of a day."""
        return sum(session.minutes for session in self.sessions)

    def nominal(self, slot: Slot) -> time:
        """When a slot is due."""
        for session in self.sessions:
            if slot is session.arrive:
                return session.opens
            if slot is session.leave:
                return session.closes
        raise ValueError(f"{slot} is not in this shift")


def shift_of(spans: Iterable[tuple[str, str]], late_after: int, early_before: int = 0) -> Shift:
    """The shift of one or two spans such as ("08:00", "12:00")."""
    times = [(time.fromisoformat(start), time.fromisoformat(end)) for start, end in spans]
    if len(times) == 1:
        arrive_leave = [(Slot.MORNING_IN, Slot.AFTERNOON_OUT)]
    else:
        arrive_leave = [
            (Slot.MORNING_IN, Slot.MORNING_OUT),
            (Slot.AFTERNOON_IN, Slot.AFTERNOON_OUT),
        ]
    return Shift(
        tuple(Session(*span, *slots) for span, slots in zip(times, arrive_leave, strict=True)),
        late_after,
        early_before,
    )


def profile_shift(profile: str, late_after: int, early_before: int = 0) -> Shift:
    """The shift of a profile A…F."""
    return shift_of(HOURS[profile], late_after, early_before)


@dataclass(frozen=True, slots=True)
class Season:
    """Hours that hold from a day on, `yearly` again from that day of every year (夏季、冬季)."""

    since: date
    profile: str
    late_after: int = 10
    early_before: int = 0
    yearly: bool = False

    def began(self, day: date) -> date | None:
        """The latest day up to `day` on which it began; None when it had not begun yet."""
        if day < self.since:
            return None
        if not self.yearly:
            return self.since
        start = _in_year(self.since, day.year)
        return start if start <= day else max(_in_year(self.since, day.year - 1), self.since)


def season_on(seasons: Iterable[Season], day: date) -> Season | None:
    """The hours in force on a day: those that began last; None before the first."""
    begun = [(start, season) for season in seasons if (start := season.began(day)) is not None]
    return max(begun, key=lambda one: one[0])[1] if begun else None


def at(day: date, clock: time) -> datetime:
    """A local time of day as a moment."""
    return datetime.combine(day, clock, CHINA)


def _in_year(day: date, year: int) -> date:
    if (day.month, day.day) == (2, 29):
        return date(year, 3, 1)
    return day.replace(year=year)
