"""A month of 200 people from the machine's file to the signed sheets; a year after a new rule."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from center.attendance.days import derive, read_book
from center.attendance.month import close
from center.attendance.punches import assign, plan_punches, take_in
from center.attendance.records import WorkHours
from center.calendar import WorkCalendar, load_days
from center.journal import commit
from center.records import CHINA
from center.rights import Actor
from center.staff import Staff
from center.storage import Store
from reports.attendance_export import export_monthly_attendance, read_punch_file
from tests.benchmarks.measuring import Measured, timed
from tests.benchmarks.town import GIVEN, SURNAMES, found

PEOPLE = 200
KINDS = ("公务员", "事业", "三支一扶", "公益性岗位", "临聘", "驻村", "借调")
YEAR, MONTH = 2026, 7
"""A month of 31 days with as many working days as a month can have."""
MOST_SECONDS, MOST_YEAR_SECONDS = 3.0, 5.0
CALENDAR = WorkCalendar(load_days())


def measure(folder: Path) -> list[Measured]:
    """The month against reading its file alone, and the year."""
    store, actor = found(folder / "office")
    people = _people(store, actor)
    first = date(YEAR, MONTH, 1)
    path = folder / "attlog.dat"
    path.write_bytes(_attlog(first, 31))
    parsing = min(timed(partial(read_punch_file, path)) for _ in range(3)) / 1000
    month = timed(partial(_month, store, actor, path, folder)) / 1000
    for number in range(12):
        begins = date(YEAR - 1, 1 + number, 1)
        length = ((begins + timedelta(days=32)).replace(day=1) - begins).days
        path.write_bytes(_attlog(begins, length))
        _take_in(store, actor, path)
    with store.work(actor) as work:
        rule = WorkHours(
            id=work.new_id(),
            station=work.station,
            since=date(YEAR - 1, 1, 1),
            profile="C",
            late_after=5,
        )
        work.session.add(rule)
        commit(work)
    year = timed(partial(_year, store, actor, people)) / 1000
    store.close()
    return [
        Measured(
            f"考勤 {PEOPLE} 人 31 天，从打卡文件到关账和两张表",
            month,
            f"< {MOST_SECONDS:g} s",
            month < MOST_SECONDS,
            parsing,
            "s",
        ),
        Measured(
            f"  改一条作息后重算 {PEOPLE} 人一年",
            year,
            f"< {MOST_YEAR_SECONDS:g} s",
            year < MOST_YEAR_SECONDS,
            unit="s",
        ),
    ]


def _people(store: Store, actor: Actor) -> list[Staff]:
    rng = random.Random(5)
    with store.work(actor) as work:
        people = [
            Staff(
                id=work.new_id(),
                station=work.station,
                name=rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN),
                staff_number=f"{number:03d}",
                staff_kind=KINDS[number % len(KINDS)],
            )
            for number in range(1, PEOPLE + 1)
        ]
        work.session.add_all(people)
        work.session.flush()
        for number, person in enumerate(people, 1):
            assign(work, str(number), person.id)
        commit(work)
    return people


def _attlog(first: date, days: int) -> bytes:
    """Four punches a person and working day."""
    rng = random.Random(6)
    lines = [
        f"{number:>9}\t{moment:%Y-%m-%d %H:%M:%S}\t1\t0\t1\t0\r\n"
        for n in range(days)
        if CALENDAR.is_workday(first + timedelta(days=n))
        for number in range(1, PEOPLE + 1)
        for moment in _taps(rng, first + timedelta(days=n))
    ]
    return "".join(lines).encode("ascii")


def _taps(rng: random.Random, day: date) -> Iterator[datetime]:
    for hour, before in ((8, 10), (12, 0), (14, 10), (18, 0)):
        due = datetime.combine(day, time(hour), CHINA)
        yield due + timedelta(seconds=rng.randrange(25 * 60) - before * 60)


def _month(store: Store, actor: Actor, path: Path, folder: Path) -> None:
    """What the keeper waits for: file read, taken in, days derived, month closed, both sheets."""
    _take_in(store, actor, path)
    with store.work(actor) as work:
        close(work, YEAR, MONTH)
        commit(work)
    for suffix in ("pdf", "xlsx"):
        export_monthly_attendance(store, actor, YEAR, MONTH, folder / f"考勤.{suffix}")


def _take_in(store: Store, actor: Actor, path: Path) -> None:
    read = read_punch_file(path)
    assert read is not None
    with store.work(actor) as work:
        plan = plan_punches(work, read[0], path.name, read[1])
        assert not plan.troubles
        take_in(work, plan)
        commit(work)


def _year(store: Store, actor: Actor, people: list[Staff]) -> None:
    first, last = date(YEAR - 1, 1, 1), date(YEAR - 1, 12, 31)
    with store.read(actor) as work:
        days = derive(read_book(work, people, first, last), people, first, last)
    assert sum(day.workday for day in days[people[0].id]) > 200
