"""The list of 12345 work orders: filters, lights, keyset pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from center.clock import State
from center.identity import mask_phone
from center.lights import Day, day_of, due_words, light_of
from center.lists import COUNT_CAP, Condition, Key, Sort, between, count_rows, rows_after
from center.matter_lists import lit
from center.rights import Right, needs, require
from center.storage import Work
from center.workorders.records import Status, WorkOrder

SORTS: dict[str, Sort] = {
    "number": WorkOrder.number,
    "external": WorkOrder.external,
    "name": WorkOrder.name,
    "subject": WorkOrder.subject,
    "unit": WorkOrder.unit,
    "village": WorkOrder.village,
    "status": WorkOrder.status,
    "dispatched_at": WorkOrder.dispatched_at,
    "due_on": WorkOrder.due_on,
    "finished_at": WorkOrder.finished_at,
}


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What the list shows; `again` are second dispatches. Dates are days in China."""

    statuses: frozenset[Status] = frozenset()
    unit: str = ""
    village: str = ""
    subject: str = ""
    call_back: str = ""
    light: State | None = None
    dispatched_from: date | None = None
    dispatched_to: date | None = None
    text: str = ""
    open_only: bool = False
    again: bool = False
    voided: bool = False


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One work order as the list shows it; `clock_name` says which clock the light follows."""

    id: UUID
    number: str | None
    external: str
    name: str
    phone: str
    village: str
    subject: str
    content: str
    unit: str
    handler_name: str
    status: Status
    round: int
    light: State
    clock_name: str
    due_on: date | None
    due_words: str
    dispatched_at: datetime
    signed_at: datetime | None
    contacted_at: datetime | None
    finished_at: datetime | None
    ended_on: date | None
    call_back: str

    def key(self, sort: str) -> Key:
        """Where the next page starts when the list is sorted by this column."""
        return getattr(self, sort), self.id


def _conditions(wanted: OrderFilter, day: Day) -> list[Condition]:
    voided = WorkOrder.voided_at.is_not(None) if wanted.voided else WorkOrder.voided_at.is_(None)
    found: list[Condition] = [voided]
    if wanted.statuses:
        found.append(WorkOrder.status.in_(sorted(wanted.statuses)))
    if wanted.open_only:
        found.append(WorkOrder.ended_on.is_(None))
    if wanted.again:
        found.append(WorkOrder.round > 1)
    equal: tuple[tuple[Sort, Any], ...] = (
        (WorkOrder.unit, wanted.unit),
        (WorkOrder.village, wanted.village),
        (WorkOrder.subject, wanted.subject),
        (WorkOrder.call_back, wanted.call_back),
    )
    found += [column == value for column, value in equal if value]
    if wanted.light is not None:
        found.append(lit(WorkOrder, wanted.light, day))
    found += between(WorkOrder.dispatched_at, wanted.dispatched_from, wanted.dispatched_to)
    typed = wanted.text.strip()
    if typed:
        found.append(
            WorkOrder.number.contains(typed.upper(), autoescape=True)
            | WorkOrder.external.contains(typed, autoescape=True)
            | WorkOrder.name.contains(typed, autoescape=True)
            | WorkOrder.content.contains(typed, autoescape=True)
        )
    return found


_PLAIN = (
    WorkOrder.id,
    WorkOrder.number,
    WorkOrder.external,
    WorkOrder.name,
    WorkOrder.village,
    WorkOrder.subject,
    WorkOrder.content,
    WorkOrder.unit,
    WorkOrder.handler_name,
    WorkOrder.status,
    WorkOrder.round,
    WorkOrder.clock_name,
    WorkOrder.due_on,
    WorkOrder.dispatched_at,
    WorkOrder.signed_at,
    WorkOrder.contacted_at,
    WorkOrder.finished_at,
    WorkOrder.ended_on,
    WorkOrder.call_back,
)


@needs(Right.SEE)
def page(
    work: Work,
    wanted: OrderFilter,
    sort: str = "dispatched_at",
    *,
    descending: bool = True,
    after: Key | None = None,
    limit: int = 100,
    masked: bool = True,
) -> list[OrderRow]:
    """The next rows after the key `after`, at most `limit`; phones masked unless one may reveal."""
    if not masked:
        require(work.actor, Right.REVEAL)
    day = day_of(work)
    query = select(*_PLAIN, WorkOrder.phone, WorkOrder.raw_due_on).where(*_conditions(wanted, day))
    found = rows_after(
        work, query, SORTS[sort], WorkOrder.id, descending=descending, after=after, limit=limit
    )
    return [_row(row, day, masked=masked) for row in found]


def _row(row: Any, day: Day, *, masked: bool) -> OrderRow:
    light = light_of(row.due_on, row.raw_due_on, row.ended_on, day)
    return OrderRow(
        **{column.key: getattr(row, column.key) for column in _PLAIN},
        phone=mask_phone(row.phone) if masked else row.phone,
        light=light,
        due_words=due_words(light, row.due_on, day),
    )


@needs(Right.SEE)
def count(work: Work, wanted: OrderFilter, cap: int = COUNT_CAP) -> int:
    """How many work orders a filter shows, never counting beyond `cap`."""
    return count_rows(work, select(WorkOrder.id).where(*_conditions(wanted, day_of(work))), cap)
