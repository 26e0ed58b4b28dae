"""A work order with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from center.calendar import WorkCalendar
from center.holidays import work_calendar
from center.journal import note
from center.matters import (
    MatterEvent,
    NamedDeadline,
    derive,
    events_of,
    governing,
    must_see,
    not_found,
)
from center.records import local_date
from center.rights import Right, needs, visible
from center.settings import Values, values
from center.storage import Work
from center.workorders.limits import clocks_of, ended_on
from center.workorders.records import CLOSED, WorkOrder


@dataclass(frozen=True, slots=True)
class OrderFile:
    """One work order opened: events and clocks as of today."""

    order: WorkOrder
    events: Sequence[MatterEvent]
    clocks: Sequence[NamedDeadline]
    settings: Values
    today: date

    @property
    def light(self) -> NamedDeadline | None:
        """The clock the light follows."""
        return governing(self.clocks)


@needs(Right.SEE)
def open_file(work: Work, order_id: UUID) -> OrderFile:
    """Open a work order this actor may see; raises `Expected` when there is none."""
    query = visible(select(WorkOrder).where(WorkOrder.id == order_id), work.actor)
    order = work.session.scalars(query).one_or_none()
    if order is None:
        raise not_found()
    return file_of(work, order)


def file_of(work: Work, order: WorkOrder) -> OrderFile:
    """Gather the file inside a unit of work that already holds the order."""
    must_see(work, order)
    today, events = local_date(work.now), events_of(work.session, order.id)
    settings = values(work.session, order.dispatched_at)
    clocks = clocks_of(order, events, work_calendar(work.session), settings, today)
    return OrderFile(order, events, clocks, settings, today)


def rewrite(work: Work, order: WorkOrder, calendar: WorkCalendar | None = None) -> None:
    """Rewrite the derived columns of a work order from its events."""
    work.session.flush()
    today, events = local_date(work.now), events_of(work.session, order.id)
    settings = values(work.session, order.dispatched_at)
    calendar = calendar or work_calendar(work.session)
    derive(order, clocks_of(order, events, calendar, settings, today), ended_on(order, events))


def recompute(work: Work) -> int:
    """Recompute every open deadline after a calendar change; returns how many moved."""
    calendar, moved = work_calendar(work.session), 0
    query = select(WorkOrder).where(WorkOrder.status.not_in(CLOSED), WorkOrder.voided_at.is_(None))
    for order in work.session.scalars(query).all():
        before = (order.due_on, order.raw_due_on)
        rewrite(work, order, calendar)
        if (order.due_on, order.raw_due_on) != before:
            moved += 1
            note(work, "recompute", order, number=order.number, was=before[0], due=order.due_on)
    return moved
