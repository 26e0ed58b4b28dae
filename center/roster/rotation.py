"""The simplest planner: a fixed order that goes on from last month. Pure.

Whoever has not served for the longest comes next. One who cannot serve on a day is passed over and
comes on the next, so that nobody loses or gains a turn by a day off.
"""

from __future__ import annotations

from collections import deque
from datetime import date
from uuid import UUID

from center.roster.request import Days, Member, Request


def rotate(request: Request) -> Days:
    """Share out the days in the order of `members`, going on from what was served before.

    Days on which nobody can serve stay empty; `check` says why.
    """
    waiting = deque(order(request))
    planned: dict[UUID, int] = {}
    found = {}
    for day in request.need:
        chosen = list(request.pinned.get(day, ()))
        for pinned in chosen:
            _to_the_end(waiting, pinned)
        for member in tuple(waiting):
            if len(chosen) >= request.seats(day):
                break
            full = request.most and planned.get(member.id, 0) >= request.most
            if member.id in chosen or full or not member.can(day):
                continue
            chosen.append(member.id)
            _to_the_end(waiting, member.id)
        for taken in chosen:
            planned[taken] = planned.get(taken, 0) + 1
        found[day] = tuple(chosen)
    return found


def _to_the_end(waiting: deque[Member], member: UUID) -> None:
    for one in tuple(waiting):
        if one.id == member:
            waiting.remove(one)
            waiting.append(one)


def order(request: Request) -> list[Member]:
    """The members, longest not served first; those who never served keep their order, in front."""
    last = {
        member: (day, at)
        for day in sorted(request.served)
        for at, member in enumerate(request.served[day])
    }
    return sorted(request.members, key=lambda member: last.get(member.id, (date.min, 0)))
