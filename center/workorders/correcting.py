"""Putting right what was typed of a work order (更正): the same rules as taking it in."""

from __future__ import annotations

from typing import Any

from center.corrections import change
from center.errors import Problem, Refused
from center.rights import Right, needs
from center.storage import Work
from center.workorders.file import file_of, rewrite
from center.workorders.intake import TAKEN_OVER, OrderForm, cleaned_form, must_be_right
from center.workorders.records import WorkOrder


def form_of(order: WorkOrder) -> OrderForm:
    """The form as it would have to be filled in for what the order says now."""
    given = {name: getattr(order, name) for name in TAKEN_OVER}
    return OrderForm(
        external=order.external,
        dispatched_at=order.dispatched_at,
        external_due_on=order.external_due_on,
        **given,
    )


@needs(Right.HANDLE_PETITIONS)
def correct(work: Work, order: WorkOrder, form: OrderForm, reason: str) -> None:
    """Put the typed facts right; our own number stays, the line's may be mended.

    The time of a dispatch is right as soon as a second one followed: its clocks are over.
    """
    file_of(work, order)
    form = cleaned_form(form)
    must_be_right(work, form, order.id)
    sent = form.dispatched_at or order.dispatched_at
    facts: dict[str, Any] = {name: getattr(form, name) for name in TAKEN_OVER}
    facts |= {"external": form.external, "external_due_on": form.external_due_on}
    if order.round == 1:
        facts |= {"dispatched_at": sent, "received_at": sent}
    elif sent != order.dispatched_at:
        raise Refused([Problem("dispatched_at", "已经二次派单，派单时间不能再更正")])
    change(work, order, facts, reason)
    rewrite(work, order)
