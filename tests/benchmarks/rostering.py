"""A year of duty for 25 leaders: the fair planner against the plain fixed order.

Leaders serve every day, weekends and holidays counted two- and threefold; each is away on a few
days of every month, and the chiefs must come in every month (DUTY-02). The spread is the most
weighted duty of a leader over the year less the least; no planner can do better than 1 where the
sum does not divide by 25.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from center.calendar import WorkCalendar, load_days
from center.roster.balance import SECONDS, balance
from center.roster.check import check, publishable
from center.roster.request import (
    Days,
    Member,
    Request,
    class_of,
    month_days,
    served,
    weighted,
)
from center.roster.rotation import rotate
from tests.benchmarks.measuring import Measured, timed

YEAR, LEADERS, CHIEFS, AWAY = 2026, 25, 3, 4
SPREAD = 1


@dataclass
class Year:
    """A planned year: weighted duty most less least in days, the slowest month in milliseconds."""

    spread: float
    slowest: float


def measure(folder: Path) -> list[Measured]:
    """The spread of a year against that of the fixed order, and the slowest month."""
    del folder
    proven: list[bool] = []

    def fair(request: Request) -> Days:
        proposal = balance(request)
        proven.append(proposal.optimal)
        return proposal.days

    ours, order = _year(fair), _year(rotate)
    met = ours.spread <= SPREAD < order.spread
    return [
        Measured(
            f"{LEADERS} 名领导一年值班相差（加权天）",
            ours.spread,
            f"≤ {SPREAD}，按顺序更大",
            met,
            order.spread,
            "天",
        ),
        Measured(
            f"均衡排一个月，最慢（{sum(proven)}/12 个月证明最优）",
            ours.slowest,
            f"≤ {SECONDS:g} s",
            ours.slowest <= SECONDS * 1000,
        ),
    ]


def _year(plan: Callable[[Request], Days]) -> Year:
    rng, calendar = random.Random(7), WorkCalendar(load_days())
    members = [Member(UUID(int=n + 1), f"领导{n + 1}", chief=n < CHIEFS) for n in range(LEADERS)]
    before: dict[date, tuple[UUID, ...]] = {}
    slowest = 0.0
    for month in range(1, 13):
        request = _month(month, members, before, calendar, rng)
        planned: list[Days] = []
        slowest = max(slowest, timed(partial(_plan, plan, request, planned)))
        assert publishable(check(request, planned[0]))
        before.update(planned[0])
    year = _month(12, members, before, calendar, rng)
    loads = [weighted(counts, year.weights) for counts in served(year, before).values()]
    return Year(max(loads) - min(loads), slowest)


def _month(
    month: int,
    members: list[Member],
    before: Days,
    calendar: WorkCalendar,
    rng: random.Random,
) -> Request:
    days = month_days(YEAR, month)
    return Request(
        members=tuple(replace(m, off=frozenset(rng.sample(days, AWAY))) for m in members),
        classes={day: class_of(day, calendar) for day in (*before, *days)},
        need=dict.fromkeys(days, 1),
        served=dict(before),
    )


def _plan(plan: Callable[[Request], Days], request: Request, into: list[Days]) -> None:
    into.append(plan(request))
