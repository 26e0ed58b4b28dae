"""The steps of a work order, each lawful or refused with the reason; the caller commits."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from center.cases.events import must_be_filled, must_not_be_endless
from center.errors import Problem, Refused
from center.matters import moment, record
from center.records import local_date
from center.rights import Actor, Right, needs
from center.storage import Work
from center.workorders.file import OrderFile, file_of, rewrite
from center.workorders.limits import FINISH, RETURN
from center.workorders.records import Happened, Status, WorkOrder

CALL_BACKS = ("满意", "基本满意", "不满意", "未接通")


class Action(enum.StrEnum):
    """A step a person can take with a work order; the value is the button's verb."""

    SIGN = "签收"
    RETURN = "退单"
    CONTACT = "首次联系"
    EXTEND = "延期"
    REPLY = "回复"
    CALL_BACK = "记回访"
    AGAIN = "二次派单"


_FROM: dict[Action, frozenset[Status]] = {
    Action.SIGN: frozenset({Status.DISPATCHED}),
    Action.RETURN: frozenset({Status.DISPATCHED}),
    Action.CONTACT: frozenset({Status.SIGNED}),
    Action.EXTEND: frozenset({Status.SIGNED}),
    Action.REPLY: frozenset({Status.SIGNED}),
    Action.CALL_BACK: frozenset({Status.REPLIED}),
    Action.AGAIN: frozenset({Status.REPLIED, Status.CLOSED, Status.RETURNED}),
}


def reason_against(action: Action, order: WorkOrder, actor: Actor) -> str:
    """Why this step cannot be taken now; empty when it can."""
    if order.voided_at is not None:
        return "这件已作废"
    if not actor.may(Right.HANDLE_PETITIONS):
        return "当前账号没有办理信访投诉的权限"
    if action is Action.RETURN and order.status is Status.SIGNED:
        return "已经签收的工单不能退单，请按时办理或申请延期"
    if action is Action.CONTACT and order.contacted_at is not None:
        return "已经记过首次联系"
    if action is Action.EXTEND and not actor.may(Right.APPROVE):
        return "延期要由主任或副主任批准"
    if action is Action.EXTEND and order.extension_days:
        return "延期只能一次"
    if action is Action.REPLY and order.status is Status.SIGNED and order.contacted_at is None:
        return "还没有联系过来电人，请先记首次联系"
    if order.status in _FROM[action]:
        return ""
    if order.status is Status.DISPATCHED:
        return "请先签收"
    return f"这件{order.status.value}，不能再{action.value}"


def primary(order: WorkOrder, actor: Actor) -> Action | None:
    """The next lawful step, the one button that stands out; None at the end."""
    steps = (Action.SIGN, Action.CONTACT, Action.REPLY, Action.CALL_BACK)
    return next((step for step in steps if not reason_against(step, order, actor)), None)


def _lawful(work: Work, order: WorkOrder, action: Action) -> OrderFile:
    file = file_of(work, order)
    if reason := reason_against(action, order, work.actor):
        raise Refused(f"现在不能{action.value}：{reason}。")
    return file


def _take(
    work: Work,
    file: OrderFile,
    happened: Happened,
    at: datetime | None,
    remark: str = "",
    **data: Any,
) -> datetime:
    when = moment(work, file.order, file.events, at)
    record(work, file.order, happened, when, remark.strip(), data)
    rewrite(work, file.order)
    return when


@needs(Right.HANDLE_PETITIONS)
def sign(work: Work, order: WorkOrder, handler: str = "", at: datetime | None = None) -> None:
    """Sign for the order; `handler` is who does it, the actor when empty."""
    file = _lawful(work, order, Action.SIGN)
    must_not_be_endless(handler=handler)
    order.status, order.handler_name = Status.SIGNED, handler.strip() or work.actor.name
    order.signed_at = _take(work, file, Happened.SIGNED, at, order.handler_name)


@needs(Right.HANDLE_PETITIONS)
def send_back(work: Work, order: WorkOrder, reason: str, at: datetime | None = None) -> None:
    """Return what is not ours (退单), with the reason, within the days of the setting."""
    file = _lawful(work, order, Action.RETURN)
    must_be_filled(reason=(reason, "请写明退单的理由"))
    when = moment(work, order, file.events, at)
    limit = next(clock for clock in file.clocks if clock.name == RETURN)
    if local_date(when) > limit.deadline.due:
        raise Refused([Problem("at", "已超过退单期限，请签收办理")])
    order.status, order.return_reason = Status.RETURNED, reason.strip()
    _take(work, file, Happened.RETURNED, at, reason)


@needs(Right.HANDLE_PETITIONS)
def contact(work: Work, order: WorkOrder, content: str, at: datetime | None = None) -> None:
    """The first contact with the caller."""
    file = _lawful(work, order, Action.CONTACT)
    must_be_filled(content=(content, "请填写联系情况"))
    order.contacted_at = _take(work, file, Happened.CONTACTED, at, content)


@needs(Right.HANDLE_PETITIONS)
def extend(
    work: Work,
    order: WorkOrder,
    days: int,
    approver: str,
    reason: str,
    at: datetime | None = None,
) -> None:
    """Extend the limit once, before it ends, by at most the days of the setting."""
    file = _lawful(work, order, Action.EXTEND)
    must_be_filled(approver=(approver, "请填写批准人"), reason=(reason, "请写明延期的理由"))
    most = file.settings.number("work_order_extension_days")
    if not 1 <= days <= most:
        raise Refused([Problem("days", f"最多可以延期 {most} 个工作日")])
    finish = next(clock for clock in file.clocks if clock.name == FINISH)
    if local_date(at or work.now) > finish.deadline.due:
        raise Refused([Problem("at", "办结期限已过，延期要在到期前申请")])
    order.extension_days = days
    data = {"days": days, "approver": approver.strip(), "reason": reason.strip()}
    _take(work, file, Happened.EXTENDED, at, f"延期 {days} 个工作日", **data)


@needs(Right.HANDLE_PETITIONS)
def reply(work: Work, order: WorkOrder, text: str, at: datetime | None = None) -> None:
    """Answer the line: the order is finished for us until the call-back."""
    file = _lawful(work, order, Action.REPLY)
    must_be_filled(text=(text, "请填写回复内容"))
    order.status, order.reply = Status.REPLIED, text.strip()
    order.finished_at = _take(work, file, Happened.REPLIED, at, text)


@needs(Right.HANDLE_PETITIONS)
def call_back(
    work: Work, order: WorkOrder, result: str, remark: str = "", at: datetime | None = None
) -> None:
    """What the line's call-back found; a dissatisfied caller may come as a second dispatch."""
    file = _lawful(work, order, Action.CALL_BACK)
    if result not in CALL_BACKS:
        raise Refused([Problem("result", "请选择回访结果")])
    must_not_be_endless(remark=remark)
    order.call_back = result
    if result != "未接通":
        order.status = Status.CLOSED
    _take(work, file, Happened.CALLED_BACK, at, remark, result=result)


@needs(Right.HANDLE_PETITIONS)
def dispatch_again(work: Work, order: WorkOrder, reason: str, at: datetime | None = None) -> None:
    """The line dispatched the order again: a new round, every clock anew."""
    file = _lawful(work, order, Action.AGAIN)
    must_be_filled(reason=(reason, "请写明二次派单的原因"))
    when = moment(work, order, file.events, at)
    order.status, order.round = Status.DISPATCHED, order.round + 1
    order.dispatched_at, order.extension_days, order.call_back = when, 0, ""
    order.signed_at = order.contacted_at = order.finished_at = None
    order.external_due_on = None
    _take(work, file, Happened.AGAIN, at, reason, round=order.round, reply=order.reply)


@needs(Right.VOID)
def void(work: Work, order: WorkOrder, reason: str) -> None:
    """Void an order entered by mistake; its number stays used."""
    file_of(work, order)
    if order.voided_at is not None:
        raise Refused("这件已作废，没有再改动。")
    must_be_filled(reason=(reason, "请写明作废原因"))
    order.voided_at, order.void_reason = work.now, reason.strip()
