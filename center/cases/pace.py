"""Which lists of cases an index answers at once, however many cases there are.

A list that none answers is read off the window's thread; in a small office nobody sees the
difference, so only a large one asks.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from center.cases.listing import CaseFilter, whole_year
from center.cases.records import CLOSED, YEAR_SORTS, Case
from center.clock import State
from center.rights import Right, needs
from center.storage import Work

LARGE = 20_000
"""Cases from which on a list without an index would be felt."""
_WAITING = frozenset({State.OVERDUE, State.DUE_TODAY, State.DUE_SOON})


@needs(Right.SEE)
def is_large(work: Work) -> bool:
    """Whether the office has more cases than can be looked through unnoticed."""
    there = select(Case.id).order_by(Case.id).offset(LARGE).limit(1)
    return work.session.execute(there).first() is not None


def at_once(wanted: CaseFilter, sort: str) -> bool:
    """Whether the first page of a list comes straight from an index.

    One of item, window, status or handler, newest first; a whole year by any column; what is still
    open by its due date; what goes by the green channel.
    """
    plain = replace(
        wanted,
        statuses=frozenset(),
        item_code="",
        window="",
        handler=None,
        received_from=None,
        received_to=None,
        light=None,
        open_only=False,
        mine=False,
        any_green=False,
        green=None,
    )
    if plain != CaseFilter():
        return False
    narrowed = sum(map(bool, (wanted.item_code, wanted.window, wanted.handler, wanted.statuses)))
    going = bool(wanted.statuses) and not wanted.statuses & CLOSED
    if sort == "due_on" and (wanted.open_only or going or wanted.light in _WAITING):
        return True
    if wanted.light is not None or wanted.open_only or wanted.mine:
        return False
    if wanted.any_green or wanted.green is not None:
        return False
    if sort == "received_at":
        return narrowed <= 1
    year = whole_year(wanted.received_from, wanted.received_to)
    return sort in YEAR_SORTS and not narrowed and year is not None
