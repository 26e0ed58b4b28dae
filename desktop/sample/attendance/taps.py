"""The punches of a month: people come and go about their hours, and not where they are away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from random import Random

from center.attendance.hours import Half, Shift, Slot, at, profile_shift
from center.staff import Staff
from desktop.sample.attendance.machines import Punched
from desktop.sample.attendance.plan import (
    CLOCK_WRONG,
    ODDITIES,
    OFFICE_HOURS,
    WINTER,
    Days,
    Odd,
)

LATE, EARLY, MISSING, TWICE = 0.012, 0.004, 0.003, 0.04
WINTER_MONTHS = (10, 11, 12, 1, 2, 3, 4)
GRACE = 10

Absent = Collection[tuple[str, date, Half]]


def shift_of(person: Staff, day: date) -> Shift:
    """The hours of a person on a day."""
    profile = OFFICE_HOURS.get(person.staff_kind, "B")
    if profile != "B" and day.month in WINTER_MONTHS:
        profile = WINTER
    return profile_shift(profile, GRACE)


def number_of(person: Staff) -> str:
    """What the terminal calls a person."""
    return person.staff_number.lstrip("0")


def month_taps(
    rng: Random, people: list[Staff], days: Days, month: int, absent: Absent
) -> list[Punched]:
    """Every punch of the working days of a month before today."""
    odd = {
        (one.name, day, one.slot): one
        for one in ODDITIES
        if one.month == month and (day := days.day(month, one.day)) is not None
    }
    wrong = days.day(*CLOCK_WRONG)
    found: list[Punched] = []
    for person in people:
        for day in days.of[month]:
            if day >= days.today:
                break
            ahead = timedelta(hours=1 if day == wrong else 0)
            taps = _day(rng, person, day, odd, absent)
            found += [Punched(one.user, one.name, one.slot, one.at + ahead) for one in taps]
    return found


def _day(
    rng: Random,
    person: Staff,
    day: date,
    odd: Mapping[tuple[str, date, Slot], Odd],
    absent: Absent,
) -> Iterator[Punched]:
    shift, user = shift_of(person, day), number_of(person)
    for slot in shift.slots:
        chance, minutes, seconds = rng.random(), rng.randint(1, 14), rng.randrange(60)
        twice = rng.random() < TWICE
        if (person.name, day, slot.half) in absent:
            continue
        due = at(day, shift.nominal(slot))
        told = odd.get((person.name, day, slot))
        if told is not None:
            if told.minutes is not None:
                came = due + timedelta(minutes=told.minutes, seconds=told.seconds)
                yield Punched(user, person.name, slot, came)
            continue
        if chance < MISSING:
            continue
        if slot.arrives:
            late = MISSING <= chance < MISSING + LATE
            came = due + timedelta(minutes=GRACE + minutes if late else -minutes)
        else:
            early = MISSING <= chance < MISSING + EARLY
            came = due + timedelta(minutes=-minutes if early else minutes)
        came += timedelta(seconds=seconds)
        yield Punched(user, person.name, slot, came)
        if twice:
            yield Punched(user, person.name, slot, came + timedelta(seconds=47))
