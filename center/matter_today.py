"""今日 of petitions, complaints and work orders: what is due or late, who is to be told at once.

Everything goes through `visible`: of a secret matter only those named on it are reminded.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from center.clock import State
from center.complaints.records import Complaint
from center.lights import Day, day_of, due_words, light_of
from center.lists import Condition, count_rows
from center.matter_lists import lit
from center.opinions import Place, unchecked
from center.petitions.listing import banner, unanswered
from center.petitions.owing import untold
from center.petitions.records import Petition
from center.rights import Right, needs, visible
from center.storage import Work
from center.today import SHORT, Matter
from center.workorders.records import WorkOrder


class MatterWaiting(enum.StrEnum):
    """What waits in 信访投诉; the value names it for the tab."""

    OVERDUE = "matters_overdue"
    DUE_TODAY = "matters_today"
    DUE_SOON = "matters_soon"
    INFORM = "matters_inform"
    ANSWER = "matters_answer"
    TELL = "matters_tell"


WORDS: dict[MatterWaiting, str] = {
    MatterWaiting.OVERDUE: "信访投诉超期",
    MatterWaiting.DUE_TODAY: "信访投诉今天到期",
    MatterWaiting.DUE_SOON: "信访投诉将到期",
    MatterWaiting.INFORM: "重大信访待报告",
    MatterWaiting.ANSWER: "信访待答复",
    MatterWaiting.TELL: "信访待出交办单、告知书",
}
"""What each is called."""

_LIGHTS = {
    MatterWaiting.OVERDUE: State.OVERDUE,
    MatterWaiting.DUE_TODAY: State.DUE_TODAY,
    MatterWaiting.DUE_SOON: State.DUE_SOON,
}
_ABOUT = {Petition: Petition.problem, Complaint: Complaint.facts, WorkOrder: WorkOrder.content}


def _of(waiting: MatterWaiting) -> Sequence[Any]:
    return tuple(_ABOUT) if waiting in _LIGHTS else (Petition,)


def _conditions(work: Work, kind: Any, waiting: MatterWaiting, day: Day) -> list[Condition]:
    match waiting:
        case MatterWaiting.INFORM:
            where = banner()
        case MatterWaiting.ANSWER:
            where = unanswered()
        case MatterWaiting.TELL:
            where = untold(work)
        case _:
            where = lit(kind, _LIGHTS[waiting], day)
    return [where, kind.voided_at.is_(None)]


@needs(Right.SEE)
def count(work: Work, waiting: MatterWaiting) -> int:
    """How many wait."""
    day = day_of(work)
    return sum(
        count_rows(work, select(kind.id).where(*_conditions(work, kind, waiting, day)))
        for kind in _of(waiting)
    )


@needs(Right.SEE)
def short_list(work: Work, waiting: MatterWaiting, limit: int = SHORT) -> list[Matter]:
    """The most pressing of those that wait, of all three kinds together."""
    day = day_of(work)
    found: list[tuple[date | None, Matter]] = []
    for kind in _of(waiting):
        query = select(
            kind.id,
            kind.number,
            kind.name,
            _ABOUT[kind].label("about"),
            kind.clock_name,
            kind.due_on,
            kind.raw_due_on,
            kind.ended_on,
        ).where(*_conditions(work, kind, waiting, day))
        query = query.order_by(kind.due_on, kind.id).limit(limit)
        rows = work.session.execute(visible(query, work.actor))
        found += [(row.due_on, _matter(row, kind.kind, day)) for row in rows]
    found.sort(key=lambda one: (one[0] is None, one[0] or day.today, one[1].number))
    return [matter for _, matter in found[:limit]]


def _matter(row: Any, kind: str, day: Day) -> Matter:
    light = light_of(row.due_on, row.raw_due_on, row.ended_on, day)
    words = f"{row.clock_name}，{due_words(light, row.due_on, day)}" if row.clock_name else ""
    about = row.about if len(row.about) <= 40 else f"{row.about[:39]}…"
    return Matter(row.id, kind, row.number or "", row.name or "（匿名）", about, light, words)


@needs(Right.SEE)
def unticked(work: Work) -> tuple[Place, ...]:
    """Opinion book and box when nobody has looked into them today (CPL-17); none on days off."""
    today = day_of(work).today
    return tuple(place for _, place in unchecked(work, today, today))
