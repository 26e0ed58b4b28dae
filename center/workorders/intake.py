"""Taking in a work order of the 12345 line; whole tables come in by `center.imports.workorders`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from center.errors import Problem, Refused
from center.journal import batches
from center.matters import ask_number, record
from center.registration import CLOCK_SLACK, MAX_TEXT
from center.rights import Right, needs
from center.storage import Work
from center.text import LINE_LIMIT, clean_block, clean_line, length_problems
from center.workorders.file import rewrite
from center.workorders.records import Happened, WorkOrder

TOGETHER = 500
"""Numbers looked up at a time."""


@dataclass(frozen=True, slots=True)
class OrderForm:
    """A work order as dispatched; `external` is the line's number."""

    external: str
    content: str
    dispatched_at: datetime | None = None
    name: str = ""
    phone: str = ""
    village: str = ""
    address: str = ""
    subject: str = ""
    unit: str = ""
    external_due_on: date | None = None


_LINES: dict[str, tuple[str, int]] = {
    "external": ("工单编号", 60),
    "name": ("来电人", 100),
    "phone": ("来电号码", 40),
    "village": ("村（社区）", LINE_LIMIT),
    "address": ("地址", LINE_LIMIT),
    "subject": ("内容分类", LINE_LIMIT),
    "unit": ("承办单位", LINE_LIMIT),
}
TAKEN_OVER = ("content", "name", "phone", "village", "address", "subject", "unit")


def cleaned_form(form: OrderForm) -> OrderForm:
    """The form without pasted line breaks and unseen characters."""
    lines: dict[str, Any] = {name: clean_line(getattr(form, name)) for name in _LINES}
    return replace(form, content=clean_block(form.content), **lines)


def problems_of(form: OrderForm, now: datetime) -> list[Problem]:
    """What is wrong with a work order, field by field."""
    found: list[Problem] = []
    if not form.external:
        found.append(Problem("external", "请填写 12345 工单编号"))
    if not form.content:
        found.append(Problem("content", "请填写工单内容"))
    if form.dispatched_at is not None and form.dispatched_at > now + CLOCK_SLACK:
        found.append(Problem("dispatched_at", "派单时间不能晚于现在"))
    for field, (label, limit) in _LINES.items():
        found += length_problems(field, label, getattr(form, field), limit)
    found += length_problems("content", "工单内容", form.content, MAX_TEXT)
    return found


@needs(Right.HANDLE_PETITIONS)
def register(work: Work, form: OrderForm) -> WorkOrder:
    """Take in one work order; refuses a number that is already there."""
    form = cleaned_form(form)
    must_be_right(work, form)
    return create(work, form)


def must_be_right(work: Work, form: OrderForm, itself: UUID | None = None) -> None:
    """Refuse all that is wrong with a cleaned form at once; `itself` is the order put right."""
    problems = problems_of(form, work.now)
    known = known_orders(work, [form.external]) if form.external else {}
    if any(order.id != itself for order in known.values()):
        problems.append(Problem("external", "这个工单已经登记过，请在列表里查找"))
    if problems:
        raise Refused(problems)


@needs(Right.HANDLE_PETITIONS)
def create(work: Work, form: OrderForm) -> WorkOrder:
    """Add an order whose form has been cleaned and found right."""
    dispatched = form.dispatched_at or work.now
    order = WorkOrder(
        id=work.new_id(),
        station=work.station,
        received_at=dispatched,
        entered_at=work.now,
        registrar=work.actor.account,
        registrar_name=work.actor.name,
        external=form.external,
        dispatched_at=dispatched,
        external_due_on=form.external_due_on,
        **{name: getattr(form, name) for name in TAKEN_OVER},
    )
    work.session.add(order)
    record(work, order, Happened.DISPATCHED, dispatched)
    ask_number(work, order, "GD")
    rewrite(work, order)
    return order


@needs(Right.SEE)
def known_orders(work: Work, numbers: Sequence[str]) -> dict[str, WorkOrder]:
    """The orders of these numbers of the line that are there, by number."""
    found: dict[str, WorkOrder] = {}
    for some in batches(numbers, TOGETHER):
        query = select(WorkOrder).where(WorkOrder.external.in_(some), WorkOrder.voided_at.is_(None))
        found |= {order.external: order for order in work.session.scalars(query)}
    return found
