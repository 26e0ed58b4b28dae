"""Taking in work orders: typed one by one, or a table imported again and again by number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from center.errors import Problem, Refused
from center.matters import ask_number, record
from center.registration import CLOCK_SLACK, MAX_TEXT
from center.rights import Right, needs
from center.storage import Work
from center.text import LINE_LIMIT, clean_block, clean_line, length_problems
from center.workorders.file import rewrite
from center.workorders.records import CLOSED, Happened, WorkOrder


@dataclass(frozen=True, slots=True)
class OrderForm:
    """A work order as dispatched. `external` is the line's number; `row` where it stood."""

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
    row: int = 0


_LINES: dict[str, tuple[str, int]] = {
    "external": ("工单编号", 60),
    "name": ("来电人", 100),
    "phone": ("来电号码", 40),
    "village": ("村（社区）", LINE_LIMIT),
    "address": ("地址", LINE_LIMIT),
    "subject": ("内容分类", LINE_LIMIT),
    "unit": ("承办单位", LINE_LIMIT),
}
_TAKEN_OVER = ("content", "name", "phone", "village", "address", "subject", "unit")


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
    problems = problems_of(form, work.now)
    if form.external and _known(work, [form.external]):
        problems.append(Problem("external", "这个工单已经登记过，请在列表里查找"))
    if problems:
        raise Refused(problems)
    return _create(work, form)


def _create(work: Work, form: OrderForm) -> WorkOrder:
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
        **{name: getattr(form, name) for name in _TAKEN_OVER},
    )
    work.session.add(order)
    record(work, order, Happened.DISPATCHED, dispatched)
    ask_number(work, order, "GD")
    rewrite(work, order)
    return order


@needs(Right.SEE)
def known_orders(work: Work, numbers: Sequence[str]) -> dict[str, WorkOrder]:
    """The work orders that are there under these numbers of the line."""
    return _known(work, numbers)


def _known(work: Work, numbers: Sequence[str]) -> dict[str, WorkOrder]:
    found: dict[str, WorkOrder] = {}
    for start in range(0, len(numbers), 500):
        query = select(WorkOrder).where(
            WorkOrder.external.in_(numbers[start : start + 500]), WorkOrder.voided_at.is_(None)
        )
        found |= {order.external: order for order in work.session.scalars(query)}
    return found


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: new orders, changed ones, those as before, and rows left out and why."""

    created: int
    changed: int
    same: int
    refused: tuple[tuple[int, str], ...]


@needs(Right.IMPORT)
def import_orders(work: Work, forms: Iterable[OrderForm]) -> Imported:
    """Take in a table of the line, repeatable by number.

    A number not known is new; a known one takes over what the table says differently (blank cells
    change nothing), never the times and texts of our own handling. A second line with the same
    number in one table is refused. Whoever imports also needs the right to handle them.
    """
    cleaned = [cleaned_form(form) for form in forms]
    known = _known(work, [form.external for form in cleaned if form.external])
    seen: set[str] = set()
    refused: list[tuple[int, str]] = []
    created = changed = same = 0
    for form in cleaned:
        said = "；".join(problem.message for problem in problems_of(form, work.now))
        if form.external in seen:
            said = said or "表里同一个工单编号出现了两次"
        if said:
            refused.append((form.row, said))
            continue
        seen.add(form.external)
        order = known.get(form.external)
        if order is None:
            _create(work, form)
            created += 1
        elif _take_over(work, order, form):
            changed += 1
        else:
            same += 1
    return Imported(created, changed, same, tuple(refused))


def _take_over(work: Work, order: WorkOrder, form: OrderForm) -> bool:
    told: list[str] = []
    for name in (*_TAKEN_OVER, "external_due_on"):
        value = getattr(form, name)
        if value not in ("", None) and value != getattr(order, name):
            setattr(order, name, value)
            told.append(name)
    again = form.dispatched_at is not None and form.dispatched_at > order.dispatched_at
    if again and order.status in CLOSED:
        # The line sent the same order a second time.
        from center.workorders.steps import dispatch_again

        dispatch_again(work, order, "平台再次派单", form.dispatched_at)
        return True
    if told:
        record(work, order, Happened.CORRECTED, work.now, data={"fields": told})
        rewrite(work, order)
    return bool(told)
