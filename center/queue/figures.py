"""What the queue tells: how long people waited, and what hangs on the second screen (REG-18)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from center.identity import mask_name
from center.queue.order import percentile
from center.queue.records import Ticket, TicketState
from center.queue.tickets import lines, tickets_between, waiting
from center.records import local_date
from center.rights import Right, needs, visible
from center.settings import values
from center.storage import Work

SHOWN = 5
ALL_WINDOWS = "（全部）"
NOT_CALLED = "（未叫到）"


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of one day at one window: minutes from taking to the first call.

    `p90` is the time that nine of ten did not exceed; `called` counts numbers, not calls.
    """

    day: date
    window: str
    taken: int
    called: int
    priority: int
    passed: int
    left: int
    mean: float
    p90: float
    longest: float


@dataclass(frozen=True, slots=True)
class Called:
    """A number as the public sees it: the name is masked (D8)."""

    number: str
    window: str
    name: str
    times: int


@dataclass(frozen=True, slots=True)
class Screen:
    """What the second screen shows; `waiting` holds letters, name and count of each queue."""

    unit: str
    now: Called | None
    before: tuple[Called, ...]
    waiting: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The queue at a glance: who waits for a window, and for how many minutes the longest."""

    waiting: int
    priority: int
    longest: int


def minutes_waited(ticket: Ticket) -> float | None:
    """Minutes from taking to the first call; None while it was not called."""
    if ticket.first_called_at is None:
        return None
    return (ticket.first_called_at - ticket.taken_at).total_seconds() / 60


def figures_of(tickets: Iterable[Ticket]) -> list[Figures]:
    """Each day as a whole, then by window; days in order."""
    days: dict[date, list[Ticket]] = {}
    for ticket in tickets:
        days.setdefault(ticket.day, []).append(ticket)
    found: list[Figures] = []
    for day, all_day in sorted(days.items()):
        found.append(_figures(day, ALL_WINDOWS, all_day))
        windows: dict[str, list[Ticket]] = {}
        for ticket in all_day:
            windows.setdefault(ticket.window or NOT_CALLED, []).append(ticket)
        names = sorted(windows, key=lambda name: (name == NOT_CALLED, name))
        found += [_figures(day, name, windows[name]) for name in names]
    return found


def _figures(day: date, window: str, tickets: Sequence[Ticket]) -> Figures:
    minutes = [m for m in map(minutes_waited, tickets) if m is not None]
    states = [ticket.state for ticket in tickets]
    return Figures(
        day=day,
        window=window,
        taken=len(tickets),
        called=len(minutes),
        priority=sum(ticket.priority for ticket in tickets),
        passed=states.count(TicketState.PASSED),
        left=states.count(TicketState.LEFT),
        mean=sum(minutes) / len(minutes) if minutes else 0.0,
        p90=percentile(minutes, 0.9),
        longest=max(minutes, default=0.0),
    )


@needs(Right.SEE)
def figures(work: Work, first: date, last: date) -> list[Figures]:
    """Waiting times by day and window, both days included."""
    return figures_of(tickets_between(work, first, last))


@needs(Right.SEE)
def standing(work: Work, window: str = "") -> Standing:
    """Who waits for a window now (empty: the whole hall)."""
    found = waiting(work, window)
    longest = max((_minutes(one.taken_at, work.now) for one in found), default=0)
    return Standing(len(found), sum(one.priority for one in found), longest)


def _minutes(since: datetime, now: datetime) -> int:
    return max(int((now - since).total_seconds() // 60), 0)


@needs(Right.SEE)
def screen(work: Work) -> Screen:
    """What everybody in the hall may read: numbers, windows, masked names, how many wait."""
    query = select(Ticket).where(
        Ticket.station == work.station,
        Ticket.day == local_date(work.now),
        Ticket.voided_at.is_(None),
        Ticket.called_at.is_not(None),
        Ticket.window != "",
    )
    query = visible(query, work.actor).order_by(Ticket.called_at.desc(), Ticket.id.desc())
    found = [_called(one) for one in work.session.scalars(query.limit(SHOWN + 1))]
    known = lines(work)
    counts = {line.letters: 0 for line in known}
    for one in waiting(work):
        counts[one.line] = counts.get(one.line, 0) + 1
    titles = {line.letters: line.title for line in known}
    return Screen(
        unit=values(work.session, work.now).text("unit_name"),
        now=found[0] if found else None,
        before=tuple(found[1:]),
        waiting=tuple((one, titles.get(one, one), count) for one, count in counts.items()),
    )


def _called(ticket: Ticket) -> Called:
    return Called(ticket.number, ticket.window, mask_name(ticket.name), ticket.calls)
