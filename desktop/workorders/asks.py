"""What each step of a work order asks, and the service it calls; the rules are the center's."""

from __future__ import annotations

from collections.abc import Callable

from center.accounts import approvers
from center.workorders import steps
from center.workorders.file import OrderFile
from center.workorders.limits import FINISH, RETURN
from center.workorders.records import WorkOrder
from center.workorders.steps import Action
from desktop.cases.ask import choices, lines
from desktop.dates import show_weekday
from desktop.desk import Desk
from desktop.fields import Field
from desktop.matters import Ask

OrderAsk = Ask[WorkOrder]


def _due(file: OrderFile, name: str) -> str:
    found = next((clock for clock in file.clocks if clock.name == name), None)
    return show_weekday(found.deadline.due) if found else ""


def _sign(desk: Desk, _file: OrderFile) -> OrderAsk:
    return OrderAsk(
        [Field("handler", "经办人", width=16, required=True, default=desk.actor.name)],
        lambda work, one, form, at: steps.sign(work, one, form.text("handler"), at),
        "不属于本镇的请不要签收，用“退单”退回。",
    )


def _return(_desk: Desk, file: OrderFile) -> OrderAsk:
    return OrderAsk(
        [lines("reason", "退单理由", required=True, hint="写明应当由哪个单位办理")],
        lambda work, one, form, at: steps.send_back(work, one, form.text("reason"), at),
        f"退单要在 {_due(file, RETURN)} 前提出。" if _due(file, RETURN) else "",
    )


def _contact(_desk: Desk, _file: OrderFile) -> OrderAsk:
    return OrderAsk(
        [lines("content", "联系情况", required=True)],
        lambda work, one, form, at: steps.contact(work, one, form.text("content"), at),
    )


def _extend(desk: Desk, file: OrderFile) -> OrderAsk:
    most = file.settings.number("work_order_extension_days")
    with desk.read() as work:
        named = approvers(work)
    return OrderAsk(
        [
            Field("days", "延长（工作日）", "number", 6, True, hint=f"最多 {most} 个工作日"),
            Field("approver", "批准人", "suggest", 16, True, choices(named)),
            lines("reason", "延期理由", required=True),
        ],
        lambda work, one, form, at: steps.extend(
            work,
            one,
            form.number("days") or 0,
            form.text("approver"),
            form.text("reason"),
            at,
        ),
        f"现在的办结期限是 {_due(file, FINISH)}。只能延一次，要在到期前批准。",
    )


def _reply(_desk: Desk, _file: OrderFile) -> OrderAsk:
    return OrderAsk(
        [Field("text", "回复内容", "lines", required=True, wide=True, lines=5)],
        lambda work, one, form, at: steps.reply(work, one, form.text("text"), at),
    )


def _call_back(_desk: Desk, _file: OrderFile) -> OrderAsk:
    results = choices(steps.CALL_BACKS)
    return OrderAsk(
        [
            Field("result", "回访结果", "buttons", 0, True, results, wide=True),
            lines("remark", "说明"),
        ],
        lambda work, one, form, at: steps.call_back(
            work, one, form.text("result"), form.text("remark"), at
        ),
        "不满意的，平台可能再次派单，到时按“二次派单”重新计时。",
    )


def _again(_desk: Desk, _file: OrderFile) -> OrderAsk:
    return OrderAsk(
        [lines("reason", "二次派单的原因", required=True)],
        lambda work, one, form, at: steps.dispatch_again(work, one, form.text("reason"), at),
        "各项时限从这次派单重新计算，上一次的经过都保留。",
    )


def void() -> OrderAsk:
    """The form that voids an order entered by mistake."""
    return OrderAsk(
        [lines("reason", "作废原因", required=True)],
        lambda work, one, form, _at: steps.void(work, one, form.text("reason")),
        "作废后不能恢复，编号不再使用，经过都保留。",
        danger=True,
        late=False,
    )


ASKS: dict[Action, Callable[[Desk, OrderFile], OrderAsk]] = {
    Action.SIGN: _sign,
    Action.RETURN: _return,
    Action.CONTACT: _contact,
    Action.EXTEND: _extend,
    Action.REPLY: _reply,
    Action.CALL_BACK: _call_back,
    Action.AGAIN: _again,
}
"""Every step, by what it asks."""
