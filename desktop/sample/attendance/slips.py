"""The slips of the plan, asked, signed, cancelled and left open by the real services."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeAlias
from uuid import UUID

from center.attendance.approvers import Signature, decide, enter_signed, mine_to_approve
from center.attendance.chains import Span
from center.attendance.hours import NOON, Half, at
from center.attendance.leave import (
    LeaveForm,
    ask,
    come_back,
    complete_formalities,
    file,
    steps_of,
    substitute_arrived,
    withdraw,
)
from center.attendance.records import AskedBy, Leave, LeaveType
from center.calendar import WorkCalendar
from center.journal import commit
from center.records import local_date
from center.rights import Actor
from center.staff import Staff
from center.storage import Work
from desktop.sample.attendance.plan import PM, SLIPS, Days, Ends, Slip
from desktop.sample.hall import Hall

SIGNERS = {"站所（窗口）负责人": "江予白", "分管领导": "傅明哲", "主要领导": "温从简"}
_Step: TypeAlias = Callable[[Work, Leave], None]
UNSIGNED = (Ends.WITHDRAWN, Ends.REFUSED, Ends.WAITING)
FILED = (LeaveType.ANNUAL, LeaveType.HOME, LeaveType.MARRIAGE, LeaveType.MATERNITY)


@dataclass(slots=True)
class Desk:
    """The keeper's desk: the hall, who keeps attendance, everybody by name, the days."""

    hall: Hall
    keeper: Actor
    people: Mapping[str, Staff]
    days: Days
    founded: datetime
    last: dict[UUID, UUID] = field(default_factory=dict)

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar of the office."""
        return self.hall.calendar

    def now(self, moment: datetime) -> datetime:
        """Set the clock, not before the office stood nor after it opens today."""
        opens = datetime.combine(self.days.today, time(8, 30), moment.tzinfo)
        moment = min(max(moment, self.founded), opens)
        self.hall.set_clock(moment)
        return moment


def spans(days: Days, month: int) -> Iterator[tuple[Slip, Span]]:
    """The slips of a month that this office has, those that begin first first."""
    found = [(slip, span) for slip in SLIPS if slip.month == month and (span := days.span(slip))]
    yield from sorted(found, key=lambda one: (one[1].first, one[1].first_half is PM, one[0].name))


def away(days: Days) -> Iterator[tuple[str, date, Half]]:
    """The half days on which nobody punches because of a slip."""
    for month in range(len(days.of)):
        for slip, span in spans(days, month):
            if slip.ends is Ends.WITHDRAWN:
                continue
            back = _back_early(span) if slip.ends is Ends.EARLY else date.max
            for day, half in span.halves():
                if day < back or (day == back and half is not PM):
                    yield slip.name, day, half


def play(desk: Desk, month: int) -> None:
    """Every slip of a month."""
    for slip, span in spans(desk.days, month):
        _slip(desk, slip, span)


def _slip(desk: Desk, slip: Slip, span: Span) -> None:
    store, person = desk.hall.store, desk.people[slip.name]
    asked = at(span.first - timedelta(days=0 if slip.emergency else 1), time(15, 20))
    if slip.by is not AskedBy.PERSON:
        asked = at(span.first, time(7, 40))
    if desk.now(asked) < asked and slip.month < len(desk.days.of) - 1:
        return
    extends = desk.last.get(person.id) if slip.extends else None
    substitute = desk.people[slip.substitute].id if slip.substitute else None
    with store.work(desk.keeper) as work:
        leave = ask(
            work,
            LeaveForm(
                staff=person.id,
                leave_type=slip.leave_type,
                span=span,
                reason=slip.reason,
                phone=f"0399-61000{int(person.staff_number):02d}",
                substitute=substitute,
                place=slip.place,
                asked_by=slip.by,
                proxy=slip.proxy,
                emergency=slip.emergency,
                medical_record=slip.medical,
                asked_at=min(asked, work.now),
                extends=extends,
            ),
        )
        ident = desk.last[person.id] = leave.id
        if slip.ends not in UNSIGNED and not slip.emergency:
            _sign(work, leave, slip)
        commit(work)
    if slip.ends is Ends.WITHDRAWN:
        _do(desk, asked + timedelta(hours=2), ident, _withdraw)
    elif slip.ends is Ends.REFUSED:
        _refuse(desk, ident)
    elif slip.ends is not Ends.WAITING:
        if _on_screen(slip):
            _approve(desk, ident)
        _afterwards(desk, slip, span, ident)


def _on_screen(slip: Slip) -> bool:
    """Whether it is approved on the screen: the person could not come with a paper."""
    short_illness = slip.leave_type is LeaveType.SICK and not slip.medical
    return not slip.emergency and (slip.by is not AskedBy.PERSON or short_illness)


def _sign(work: Work, leave: Leave, slip: Slip) -> None:
    """Signed on paper by everybody whom the chain names."""
    if not _on_screen(slip):
        on = local_date(work.now)
        titles = [step.approver_role for step in steps_of(work, leave.id)]
        signed = [Signature(SIGNERS.get(title, "邵景行"), on) for title in titles]
        enter_signed(work, leave, signed)
    if slip.leave_type in FILED:
        file(work, leave)


def _approve(desk: Desk, ident: UUID) -> None:
    for actor in (desk.hall.cast.deputy, desk.hall.cast.director):
        with desk.hall.store.work(actor) as work:
            for leave in mine_to_approve(work):
                if leave.id == ident:
                    decide(work, leave, approved=True, remark="同意")
            commit(work)


def _refuse(desk: Desk, ident: UUID) -> None:
    for actor in (desk.hall.cast.deputy, desk.hall.cast.director):
        with desk.hall.store.work(actor) as work:
            for leave in mine_to_approve(work):
                if leave.id == ident:
                    decide(work, leave, approved=False, remark="当天有检查，人手不够")
            commit(work)


def _afterwards(desk: Desk, slip: Slip, span: Span, ident: UUID) -> None:
    """The substitute arrives; the person comes back, or does not."""
    today = desk.days.today
    if slip.arrives_late and span.first < today:
        late = at(span.first, time(9, 10))
        _do(desk, late, ident, lambda work, leave: substitute_arrived(work, leave, late))
    elif slip.substitute and span.first < today:
        begins = at(span.first, time(7, 50) if span.first_half is not PM else NOON)
        begins = max(begins, desk.founded)
        _do(desk, begins, ident, lambda work, leave: substitute_arrived(work, leave, begins))
    if slip.ends not in (Ends.BACK, Ends.EARLY, Ends.OVERSTAYED):
        return
    half, back = _return(desk, slip, span)
    if back >= today:
        return

    def returned(work: Work, leave: Leave) -> None:
        if leave.formalities_due is not None and slip.formalities:
            complete_formalities(work, leave, medical_record=slip.medical)
        come_back(work, leave, back, half)

    _do(desk, at(back, time(8, 5) if half is not PM else time(14, 5)), ident, returned)


def _return(desk: Desk, slip: Slip, span: Span) -> tuple[Half, date]:
    """The first half day back at work."""
    if slip.ends is Ends.EARLY:
        return PM, _back_early(span)
    if span.last_half is Half.MORNING:
        return PM, span.last
    following = desk.calendar.next_workday(span.last + timedelta(days=1))
    if slip.ends is Ends.OVERSTAYED:
        following = desk.calendar.next_workday(following + timedelta(days=1))
    return Half.MORNING, following


def _back_early(span: Span) -> date:
    """The day before the last one."""
    return span.last - timedelta(days=1)


def _withdraw(work: Work, leave: Leave) -> None:
    withdraw(work, leave, "事情已经办好，不用请了")


def _do(desk: Desk, moment: datetime, ident: UUID, step: _Step) -> None:
    desk.now(moment)
    with desk.hall.store.work(desk.keeper) as work:
        step(work, work.session.get_one(Leave, ident))
        commit(work)
