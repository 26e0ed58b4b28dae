"""The clocks of a work order (settings; there is no national rule). Pure.

Sign, first contact, return and finish run side by side from the dispatch of the present round, in
working days; the day the line itself sets stands beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from center.calendar import WorkCalendar
from center.clock import Extension, Unit
from center.matters import Counting, MatterEvent, NamedDeadline, first_day, last_of
from center.records import local_date
from center.settings import Values
from center.workorders.records import CLOSED, Happened, WorkOrder

SIGN, CONTACT, RETURN, FINISH = "签收期限", "首次联系期限", "退单期限", "办结期限"
LINE = "12345 平台期限"


def this_round(events: Sequence[MatterEvent]) -> list[MatterEvent]:
    """The events since the last dispatch, it included."""
    last = last_of(events, Happened.DISPATCHED, Happened.AGAIN)
    return list(events) if last is None else list(events[events.index(last) :])


def ended_on(order: WorkOrder, events: Sequence[MatterEvent]) -> date | None:
    """The day it was answered or returned; None while it is owed."""
    if order.status not in CLOSED:
        return None
    return first_day(this_round(events), Happened.REPLIED, Happened.RETURNED)


def clocks_of(
    order: WorkOrder,
    events: Sequence[MatterEvent],
    calendar: WorkCalendar,
    settings: Values,
    today: date,
) -> list[NamedDeadline]:
    """Every clock of a work order as it stands on `today`."""
    count = Counting(calendar, today, settings.number("due_soon_days"), ended_on(order, events))
    now, began = this_round(events), local_date(order.dispatched_at)

    def days(name: str) -> int:
        return settings.number(f"work_order_{name}_days")

    signed = first_day(now, Happened.SIGNED)
    contacted = first_day(now, Happened.CONTACTED)
    replied = first_day(now, Happened.REPLIED)
    longer = [
        Extension(int(e.data["days"]), f"{e.data['approver']}批准：{e.data['reason']}")
        for e in now
        if e.happened == Happened.EXTENDED
    ]
    finish = settings.number("work_order_days")
    found = [
        count.clock(SIGN, "设置", began, days("sign"), Unit.WORKDAY, signed),
        count.clock(CONTACT, "设置", signed or began, days("contact"), Unit.WORKDAY, contacted),
        count.clock(FINISH, "设置", began, finish, Unit.WORKDAY, replied, extensions=longer),
    ]
    if signed is None:
        found.append(count.clock(RETURN, "设置", began, days("return"), Unit.WORKDAY, ours=False))
    if order.external_due_on is not None:
        found.append(count.fixed(LINE, "平台", began, order.external_due_on, replied))
    return found
