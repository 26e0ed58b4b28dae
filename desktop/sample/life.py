"""A quarter of days at the hall, planned by dice of a fixed seed and played by the real services.

Deadlines, refusals and numbers therefore come from the rules themselves.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial

from center.records import CHINA
from desktop.sample import desk, window
from desktop.sample.hall import Hall


def plan(hall: Hall, days: int) -> None:
    """Plan the visits of the working days of the last `days`; cases plan their own steps."""
    for ago in range(days, -1, -1):
        day = hall.today - timedelta(days=ago)
        if hall.calendar.is_workday(day):
            for _ in range(hall.rng.randint(7, 13)):
                _plan_visit(hall, hall.moment(day))
    _plan_tail(hall)


def _plan_visit(hall: Hall, moment: datetime) -> None:
    chance = hall.rng.random()
    if chance < 0.42:
        hall.at(moment, partial(desk.question, hall))
    elif chance < 0.52:
        hall.at(moment, partial(desk.guidance, hall))
    elif chance < 0.58:
        hall.at(moment, partial(desk.call, hall, moment))
    else:
        item = hall.rng.choice(hall.items)
        hall.at(moment, partial(window.handle, hall, item, moment))


TAIL = (
    ("ZR02", 7, "open"),
    ("MZ03", 9, "open"),
    ("NY03", 8, "open"),
    ("ZR03", 11, "open"),
    ("NY01", 12, "suspended"),
    ("ZR01", 3, "supplement"),
    ("CL01", 2, "received"),
    ("WJ04", 1, "received"),
    ("RS03", 6, "open"),
    ("ZH02", 21, "supplement_late"),
)
"""Item, working days before today, and how far the case got: every light must be on show."""


def _plan_tail(hall: Hall) -> None:
    by_code = {item.code: item for item in hall.items}
    for code, ago, script in TAIL:
        day = hall.today
        for _ in range(ago):
            day -= timedelta(days=1)
            while not hall.calendar.is_workday(day):
                day -= timedelta(days=1)
        moment = hall.moment(day)
        hall.at(moment, partial(window.handle, hall, by_code[code], moment, script))
    morning = datetime.combine(hall.today, time(8, 40), CHINA)
    hall.at(morning, partial(window.handle, hall, by_code["RS05"], morning, "today"))
    hall.at(morning + timedelta(minutes=12), partial(desk.question, hall))
    hall.at(morning + timedelta(minutes=25), partial(desk.major, hall))
