"""Bringing in a table exported by the 12345 line, again and again, by the number of the order.

A number not known is new; a known one takes over what the table says differently (blank cells
change nothing), never the times and texts of our own handling; a later dispatch of an answered one
is its second dispatch. One operation with a note of the import in the journal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from center.errors import Expected, Refused
from center.imports.cells import moment_of, text_of
from center.imports.headings import Target
from center.imports.plan import Verdict
from center.imports.rows import Cancelled, Cell, Progress, Row, never, silent
from center.journal import commit
from center.matters import record
from center.records import local_date
from center.rights import Right, needs
from center.storage import Note, Work
from center.workorders.file import rewrite
from center.workorders.intake import (
    TAKEN_OVER,
    OrderForm,
    cleaned_form,
    create,
    known_orders,
    problems_of,
)
from center.workorders.records import CLOSED, Happened, WorkOrder
from center.workorders.steps import dispatch_again

ORDER_TARGETS: tuple[Target, ...] = (
    Target(
        "external",
        "工单编号",
        ("工单编号", "工单号", "诉求编号", "受理编号", "受理单号", "编号", "流水号"),
        required=True,
    ),
    Target(
        "content",
        "工单内容",
        ("工单内容", "诉求内容", "反映内容", "主要内容", "问题描述", "诉求描述", "内容"),
        required=True,
    ),
    Target(
        "dispatched_at", "派单时间", ("派单时间", "派发时间", "交办时间", "转派时间", "下派时间")
    ),
    Target(
        "external_due_on",
        "办理期限",
        ("办理期限", "办结期限", "处理时限", "截止时间", "到期时间", "要求办结时间", "办理时限"),
    ),
    Target("name", "来电人", ("来电人", "诉求人", "姓名", "联系人", "反映人", "来电人姓名")),
    Target("phone", "来电号码", ("来电号码", "联系电话", "电话", "手机号", "联系方式", "来电电话")),
    Target("village", "村（社区）", ("村", "村社区", "所属村", "社区", "村居")),
    Target("address", "地址", ("地址", "事发地址", "事发地点", "诉求地址", "发生地点")),
    Target(
        "subject", "内容分类", ("内容分类", "诉求分类", "诉求类型", "问题类型", "事项分类", "分类")
    ),
    Target("unit", "承办单位", ("承办单位", "办理单位", "责任单位", "处理单位", "主办单位")),
)
AGAIN = "平台再次派单"
_LABELS = {target.name: target.label for target in ORDER_TARGETS}


@dataclass(slots=True)
class PlannedOrder:
    """One row: what it says, what becomes of it and why."""

    row: int
    form: OrderForm
    verdict: Verdict = Verdict.CREATE
    why: str = ""


@dataclass(frozen=True, slots=True)
class OrdersImported:
    """The operation (None: nothing was new) and every row's verdict."""

    operation: UUID | None
    rows: Sequence[PlannedOrder]


@needs(Right.IMPORT)
def plan_orders(
    work: Work,
    rows: Sequence[Row],
    places: Mapping[str, int],
    after_row: int,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> list[PlannedOrder] | None:
    """What importing these rows would do; None when cancelled. Writes nothing.

    Rows that say nothing are left out. Raises Expected when number or content has no column.
    """
    for target in ORDER_TARGETS:
        if target.required and target.name not in places:
            raise Expected(f"请选择“{target.label}”在哪一列。")
    made: list[PlannedOrder] = []
    data = [row for row in rows if row[0] > after_row]
    seen: set[str] = set()
    for done, (number, cells) in enumerate(data, 1):
        if cancelled():
            return None
        one = _read(number, cells, places)
        if one is not None:
            _check(work, one, seen)
            made.append(one)
        progress(done, len(data), "正在核对每一行")
    known = known_orders(work, [one.form.external for one in made if one.form.external])
    for one in made:
        order = known.get(one.form.external)
        if one.verdict is Verdict.CREATE and order is not None:
            _compare(one, order)
    return made


@needs(Right.IMPORT)
def import_orders(
    work: Work,
    rows: Sequence[Row],
    places: Mapping[str, int],
    after_row: int,
    source: str,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> OrdersImported | None:
    """Do what the plan says and commit; None when cancelled, then nothing is kept.

    Whoever imports also needs the right to handle work orders.
    """
    made = plan_orders(work, rows, places, after_row, progress, cancelled)
    if made is None:
        return None
    fresh = [one for one in made if one.verdict in (Verdict.CREATE, Verdict.UPDATE)]
    if not fresh:
        return OrdersImported(None, made)
    known = known_orders(work, [one.form.external for one in fresh])
    for done, one in enumerate(fresh, 1):
        if cancelled():
            work.session.rollback()
            return None
        order = known.get(one.form.external)
        try:
            if order is None:
                create(work, one.form)
            else:
                _take_over(work, order, one.form)
        except Refused as refused:
            one.verdict, one.why = Verdict.REFUSE, refused.sentence
        progress(done, len(fresh), "正在导入工单")
    counts = {v.name.lower(): sum(one.verdict is v for one in made) for v in Verdict}
    note = {"source": source, "rows": len(made), **counts}
    work.notes.append(Note("import", WorkOrder.kind, work.new_id(), note))
    return OrdersImported(commit(work).id, made)


def _read(number: int, cells: Sequence[Cell], places: Mapping[str, int]) -> PlannedOrder | None:
    found = {name: cells[at] if at < len(cells) else None for name, at in places.items()}
    texts = {
        name: text_of(cell)
        for name, cell in found.items()
        if name not in ("dispatched_at", "external_due_on")
    }
    if not any(texts.values()):
        return None
    at, _, wrong = moment_of(found.get("dispatched_at"))
    until, _, wrong_too = moment_of(found.get("external_due_on"))
    due: date | None = local_date(until) if until is not None else None
    form = cleaned_form(OrderForm(**texts, dispatched_at=at, external_due_on=due))
    if wrong or wrong_too:
        return PlannedOrder(number, form, Verdict.REFUSE, wrong or wrong_too)
    return PlannedOrder(number, form)


def _check(work: Work, one: PlannedOrder, seen: set[str]) -> None:
    said = [problem.message for problem in problems_of(one.form, work.now)]
    if one.form.external in seen:
        said.append("表里同一个工单编号出现了两次")
    if one.verdict is Verdict.CREATE and said:
        one.verdict, one.why = Verdict.REFUSE, "；".join(said)
    if one.verdict is Verdict.CREATE:
        seen.add(one.form.external)


def _compare(one: PlannedOrder, order: WorkOrder) -> None:
    """What a row would change of an order that is there."""
    if comes_again(order, one.form):
        one.verdict, one.why = Verdict.UPDATE, "平台再次派单，重新计时"
    elif told := _differences(order, one.form):
        said = "、".join(_LABELS[name] for name in told)
        one.verdict, one.why = Verdict.UPDATE, f"更新{said}"
    else:
        one.verdict, one.why = Verdict.SAME, ""


def comes_again(order: WorkOrder, form: OrderForm) -> bool:
    """Whether the line sent an order a second time that was answered or returned."""
    later = form.dispatched_at is not None and form.dispatched_at > order.dispatched_at
    return later and order.status in CLOSED


def _differences(order: WorkOrder, form: OrderForm) -> list[str]:
    return [
        name
        for name in (*TAKEN_OVER, "external_due_on")
        if (value := getattr(form, name)) not in ("", None) and value != getattr(order, name)
    ]


def _take_over(work: Work, order: WorkOrder, form: OrderForm) -> None:
    again = comes_again(order, form)
    if again:
        dispatch_again(work, order, AGAIN, form.dispatched_at)
    told = _differences(order, form)
    for name in told:
        setattr(order, name, getattr(form, name))
    if told and not again:
        record(work, order, Happened.CORRECTED, work.now, data={"fields": told})
    rewrite(work, order)
