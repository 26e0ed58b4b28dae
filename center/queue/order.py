"""Whose number is called next: priority first, yet nobody starves (REG-20). Pure functions.

A window calls those with a priority reason first, each lane in the order of taking. Of any `every`
calls in a row at one window at least one goes to an ordinary number if one waits, so an ordinary
number with m ordinary ones before it is called after at most (m + 1) · `every` calls. A number that
came back after 过号 waits until so many others of its queue have been called, unless nobody else
waits. Nothing but the lane, the time of taking and the coming back decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody waiting: number, letters of the queue, whether there is a priority reason.

    `turn_due` is the call of the queue from which on a number that came back may be called.
    """

    id: UUID
    line: str
    priority: bool = False
    turn_due: int = 0


@dataclass(slots=True)
class Caller:
    """A window that calls: how many priority numbers it called in a row, and the queues' calls.

    `every` is at least 2. `turns` counts the calls of each queue so far today.
    """

    every: int
    in_a_row: int
    turns: dict[str, int]

    def choose(self, waiting: Sequence[Waiting]) -> Waiting | None:
        """The next of those waiting (in the order of taking); None when nobody waits."""
        ready = [w for w in waiting if w.turn_due <= self.turns.get(w.line, 0)] or list(waiting)
        first = [w for w in ready if w.priority]
        ordinary = [w for w in ready if not w.priority]
        lane = first or ordinary
        if first and ordinary and self.in_a_row >= self.every - 1:
            lane = ordinary
        return lane[0] if lane else None

    def take(self, chosen: Waiting) -> None:
        """Count a call."""
        self.in_a_row = self.in_a_row + 1 if chosen.priority else 0
        self.turns[chosen.line] = self.turns.get(chosen.line, 0) + 1

    def line_up(self, waiting: Iterable[Waiting]) -> list[Waiting]:
        """The order in which all those waiting would be called if nobody else came."""
        left, found = list(waiting), list[Waiting]()
        while (chosen := self.choose(left)) is not None:
            self.take(chosen)
            found.append(chosen)
            left.remove(chosen)
        return found


def streak(called: Iterable[bool]) -> int:
    """How many priority numbers stand at the end of a window's calls, newest first."""
    count = 0
    for priority in called:
        if not priority:
            break
        count += 1
    return count


def percentile(minutes: Sequence[float], share: float) -> float:
    """The least of the values that `share` of them do not exceed (nearest rank); 0 for none."""
    if not minutes:
        return 0.0
    ranked = sorted(minutes)
    return ranked[max(ceil(share * len(ranked)) - 1, 0)]
