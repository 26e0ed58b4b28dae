"""What visitors said of the services, whom the office called back, and last month's draw."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from center.cases import listing
from center.cases.records import Status
from center.clock import Unit, deadline
from center.errors import Refused
from center.evaluations import Rating, enter_slip, rate_on_screen
from center.follow_ups import CallOutcome, FollowUpFilter, draw_sample, page, record_call
from center.journal import commit
from center.records import CHINA, local_date
from center.rights import Actor
from center.storage import Store
from center.views import save_view
from desktop.sample.hall import Hall
from reports.evaluations import export_satisfaction

DAYS = 45
ALL = 100_000
ASKED, ON_PAPER = 0.8, 0.08
RATINGS: tuple[Rating | None, ...] = (
    *([Rating.VERY_GOOD] * 48),
    *([Rating.GOOD] * 30),
    *([Rating.FAIR] * 10),
    *([Rating.BAD] * 7),
    *([Rating.VERY_BAD] * 3),
    *([None] * 8),
)
CALLS = (
    (CallOutcome.SATISFIED, "", ""),
    (CallOutcome.SATISFIED, "办得快，没有多跑", ""),
    (CallOutcome.SOLVED, "排队等了一个多小时", "当面致歉，上午加开一个窗口"),
    (CallOutcome.UNREACHED, "", ""),
    (CallOutcome.UNSATISFIED, "材料说了两次才说全", "已约谈经办人，补发一次性告知单"),
)


def play(hall: Hall, seed: int) -> None:
    """Play it by dice of its own, so that nothing else of the office changes."""
    rng = Random(f"{seed}-evaluations")
    first = hall.today - timedelta(days=DAYS)
    with hall.store.read(hall.cast.director) as work:
        wanted = listing.CaseFilter(statuses=frozenset({Status.FINISHED}), finished_from=first)
        ended = listing.page(work, wanted, "finished_at", descending=False, limit=ALL)
    for row in ended:
        if row.finished_at is None or rng.random() > ASKED:
            continue
        case, window = row.id, row.window
        hall.set_clock(row.finished_at + timedelta(minutes=2))
        rating = rng.choice(RATINGS)
        if rng.random() < ON_PAPER and rating is not None:
            with hall.store.work(hall.cast.director) as work:
                enter_slip(work, case, rating)
                commit(work)
            continue
        with hall.store.work(hall.cast.clerk_of(window)) as work:
            rate_on_screen(work, case, rating)
            commit(work)
    _draw(hall)
    _call(hall, rng)
    hall.set_clock(_at(hall.today, 9))
    with hall.store.work(hall.cast.director) as work:
        content = {"filters": {"status": "待补正"}, "sort": ["due_on", False]}
        save_view(work, "cases", "等补正的", content, shared=True)
        save_view(work, "cases", "本月办结", {"filters": {"received": {"span": "本月"}}})


def write_out(store: Store, actor: Actor, out: Path, today: date) -> list[Path]:
    """Last month's satisfaction by window."""
    last = today.replace(day=1) - timedelta(days=1)
    path = out / f"{last.year}年{last.month}月满意度汇总表.xlsx"
    export_satisfaction(store, actor, last.replace(day=1), last, path)
    return [path]


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), CHINA)


def _draw(hall: Hall) -> None:
    """Last month's sample, on the first working day of this month."""
    day = hall.calendar.next_workday(hall.today.replace(day=1))
    if day > hall.today:
        return
    last = hall.today.replace(day=1) - timedelta(days=1)
    hall.set_clock(_at(day, 16))
    # A short sample has no finished case of last month.
    with suppress(Refused), hall.store.work(hall.cast.deputy) as work:
        draw_sample(work, last.year, last.month)
        commit(work)


def _call(hall: Hall, rng: Random) -> None:
    """The deputy calls most of those who wait, a few days after they were listed."""
    with hall.store.read(hall.cast.deputy) as work:
        waiting = page(work, FollowUpFilter(), "opened_at", limit=ALL)
    for row in waiting:
        later = rng.randrange(1, 5)
        day = deadline(local_date(row.opened_at), later, Unit.WORKDAY, hall.calendar).due
        outcome, opinion, measure = rng.choice(CALLS)
        if day >= hall.today or rng.random() < 0.2:
            continue
        hall.set_clock(_at(day, rng.choice((10, 15, 16))))
        with hall.store.work(hall.cast.deputy) as work:
            record_call(work, row.id, outcome, opinion, measure)
            commit(work)
