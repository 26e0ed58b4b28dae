"""Leave slips (请假单): asked, approved by steps, cancelled on return, extended (LEAVE-01…17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select

from center.attendance.absence import taken
from center.attendance.balances import balance_problem
from center.attendance.chains import Span, chain, count_half_days
from center.attendance.closing import must_be_open
from center.attendance.hours import Half
from center.attendance.records import AskedBy, Leave, LeaveStatus, LeaveStep, LeaveType
from center.calendar import spoken
from center.clock import Unit, deadline
from center.errors import Problem, Refused
from center.holidays import work_calendar
from center.identity import check_phone
from center.records import local_date
from center.rights import Right, needs, visible
from center.rolls.months import add_months
from center.roster.records import CHIEF
from center.settings import Values, values
from center.staff import Staff
from center.storage import NumberRequest, Work
from center.text import LINE_LIMIT, clean_line, length_problems

LIVING = (LeaveStatus.ASKED, LeaveStatus.APPROVED, LeaveStatus.RETURNED)
GRANTED = (LeaveStatus.APPROVED, LeaveStatus.RETURNED)
LONGEST_DAYS = 400
CONTRACT = "临聘"
NUMBER_KIND = "QJ"


@dataclass(frozen=True, slots=True)
class LeaveForm:
    """A leave slip as typed; see `Leave`. `asked_on` None means today."""

    staff: UUID
    leave_type: LeaveType
    span: Span
    reason: str
    phone: str
    substitute: UUID | None = None
    place: str = ""
    asked_by: AskedBy = AskedBy.PERSON
    proxy: str = ""
    emergency: bool = False
    medical_record: bool = False
    asked_at: datetime | None = None
    extends: UUID | None = None


@needs(Right.SEE_OFFICE)
def counted(work: Work, leave_type: LeaveType, span: Span) -> int:
    """How many half days a leave would count, for the form while it is filled in."""
    by_calendar = values(work.session, work.now).lines("leave_by_calendar")
    every_day = leave_type.value in by_calendar
    return count_half_days(span, work_calendar(work.session), every_day=every_day)


@needs(Right.SEE_OFFICE)
def approvers_of(work: Work, form: LeaveForm) -> tuple[str, ...]:
    """The approval chain a slip would take, for the form while it is filled in."""
    person = work.session.get_one(Staff, form.staff)
    return _chain(work, form, person, counted(work, form.leave_type, form.span))


@needs(Right.SEE_OFFICE)
def warnings(work: Work, form: LeaveForm) -> list[str]:
    """What is unusual and does not stand against the slip (LEAVE-11, AB-06)."""
    found: list[str] = []
    person = work.session.get_one(Staff, form.staff)
    if form.leave_type is LeaveType.PERSONAL:
        hired = person.hired_on
        first_year = hired is not None and form.span.first < add_months(hired, 12)
        if person.staff_kind == CONTRACT and not first_year:
            unless = "（工作不满一年的除外）" if hired is None else ""
            found.append(f"合同制人员有事应先休年休假，不请事假{unless}")
        asked = local_date(form.asked_at or work.now)
        if (form.span.first - asked).days < 1 and not form.emergency:
            found.append("事假应提前一天请")
    return found


@needs(Right.KEEP_ATTENDANCE)
def ask(work: Work, form: LeaveForm) -> Leave:
    """Enter a slip. It waits for its approvers; by phone or proxy formalities are due later."""
    person = work.session.get_one(Staff, form.staff)
    form = replace(
        form,
        reason=clean_line(form.reason),
        phone=clean_line(form.phone),
        place=clean_line(form.place),
        proxy=clean_line(form.proxy),
    )
    problems = _problems(work, form, person)
    if problems:
        raise Refused(problems)
    must_be_open(work, form.span.first, form.span.last)
    asked = form.asked_at or work.now
    substitute = None if form.substitute is None else work.session.get_one(Staff, form.substitute)
    half_days = counted(work, form.leave_type, form.span)
    leave = Leave(
        id=work.new_id(),
        station=work.station,
        staff=form.staff,
        leave_type=form.leave_type,
        first=form.span.first,
        first_half=form.span.first_half,
        last=form.span.last,
        last_half=form.span.last_half,
        half_days=half_days,
        reason=form.reason,
        phone=form.phone,
        asked_at=asked,
        entered_at=work.now,
        entered_by=work.actor.name,
        place=form.place,
        asked_by=form.asked_by,
        proxy=form.proxy,
        emergency=form.emergency,
        medical_record=form.medical_record,
        formalities_due=_formalities_due(work, form),
        substitute=form.substitute,
        substitute_name="" if substitute is None else substitute.name,
        extends=form.extends,
    )
    work.session.add(leave)
    year = local_date(work.now).year
    number = partial(setattr, leave, "number")
    work.numbers.append(NumberRequest(leave.station, NUMBER_KIND, year, number))
    for position, title in enumerate(_chain(work, form, person, half_days), 1):
        work.session.add(
            LeaveStep(
                id=work.new_id(),
                station=work.station,
                leave=leave.id,
                position=position,
                approver_role=title,
            )
        )
    if form.emergency:
        leave.status = LeaveStatus.APPROVED
    return leave


@needs(Right.KEEP_ATTENDANCE)
def complete_formalities(work: Work, leave: Leave, *, medical_record: bool = False) -> None:
    """Make up the formalities of a leave asked by phone, proxy or in an emergency (LEAVE-03)."""
    if leave.formalities_due is None:
        raise Refused([Problem("formalities_on", "这张请假单不需要补手续")])
    leave.formalities_on = local_date(work.now)
    leave.medical_record = leave.medical_record or medical_record


@needs(Right.KEEP_ATTENDANCE)
def substitute_arrived(work: Work, leave: Leave, at: datetime) -> None:
    """The substitute came to the post (LEAVE-17)."""
    if at > work.now:
        raise Refused([Problem("substitute_at", "到岗时间不能晚于现在")])
    leave.substitute_at = at


@needs(Right.KEEP_ATTENDANCE)
def come_back(work: Work, leave: Leave, on: date, half: Half) -> None:
    """Cancel leave on return (LEAVE-13): the first half day back at work; what was left is free."""
    if leave.status not in GRANTED:
        raise Refused([Problem("returned_on", "只有已批准的假才能销假")])
    if (on, half is Half.AFTERNOON) < (leave.first, leave.first_half is Half.AFTERNOON):
        raise Refused([Problem("returned_on", "返岗时间不能早于请假开始")])
    if on > local_date(work.now):
        raise Refused([Problem("returned_on", f"{spoken(on)}还没有到，不能先销假")])
    must_be_open(work, min(leave.first, on), max(leave.last, on))
    leave.status = LeaveStatus.RETURNED
    leave.returned_on, leave.returned_half = on, half
    leave.returned_by = work.actor.name
    actual = taken(leave)
    leave.half_days = 0 if actual is None else counted(work, leave.leave_type, actual)


@needs(Right.KEEP_ATTENDANCE)
def withdraw(work: Work, leave: Leave, reason: str) -> None:
    """Take a slip back that was not used."""
    said = clean_line(reason)
    if not said:
        raise Refused([Problem("reason", "请写明撤回的原因")])
    must_be_open(work, leave.first, leave.last)
    leave.status, leave.void_reason = LeaveStatus.WITHDRAWN, said


@needs(Right.KEEP_ATTENDANCE)
def file(work: Work, leave: Leave) -> None:
    """Filed with the centre and 人事 (LEAVE-12)."""
    leave.filed_on = local_date(work.now)


@needs(Right.SEE_OFFICE)
def leaves(
    work: Work, first: date, last: date, statuses: Sequence[LeaveStatus] = LIVING
) -> list[Leave]:
    """The slips that touch a span of days, latest first."""
    query = select(Leave).where(
        Leave.first <= last,
        Leave.last >= first,
        Leave.status.in_(statuses),
        Leave.voided_at.is_(None),
    )
    query = visible(query, work.actor).order_by(Leave.first.desc(), Leave.id.desc())
    return list(work.session.scalars(query))


@needs(Right.SEE_OFFICE)
def unreturned(work: Work) -> list[Leave]:
    """Approved leave that has ended without anybody cancelling it (LEAVE-13), longest ago first."""
    query = select(Leave).where(
        Leave.status == LeaveStatus.APPROVED,
        Leave.last < local_date(work.now),
        Leave.voided_at.is_(None),
    )
    return list(work.session.scalars(visible(query, work.actor).order_by(Leave.last, Leave.id)))


@needs(Right.SEE_OFFICE)
def without_formalities(work: Work) -> list[Leave]:
    """Leave asked by phone, proxy or in an emergency whose formalities wait (待补假, LEAVE-03)."""
    query = select(Leave).where(
        Leave.formalities_due.is_not(None),
        Leave.formalities_on.is_(None),
        Leave.status.in_(LIVING),
        Leave.voided_at.is_(None),
    )
    query = visible(query, work.actor).order_by(Leave.formalities_due, Leave.id)
    return list(work.session.scalars(query))


@needs(Right.SEE_OFFICE)
def steps_of(work: Work, leave: UUID) -> list[LeaveStep]:
    """The approval chain of a slip, in order."""
    work.session.flush()
    query = select(LeaveStep).where(LeaveStep.leave == leave, LeaveStep.voided_at.is_(None))
    return list(work.session.scalars(query.order_by(LeaveStep.position)))


def _problems(work: Work, form: LeaveForm, person: Staff) -> list[Problem]:
    found: list[Problem] = []
    if not form.reason:
        found.append(Problem("reason", "请写明请假事由"))
    found += length_problems("reason", "事由", form.reason, LINE_LIMIT)
    found += length_problems("place", "去向", form.place, LINE_LIMIT)
    if not form.phone:
        found.append(Problem("phone", "请假要留联系电话"))
    elif not (checked := check_phone(form.phone)).valid:
        found.append(Problem("phone", checked.problems[0]))
    if form.asked_by is AskedBy.PROXY and not form.proxy:
        found.append(Problem("proxy", "代请的要写明代请人"))
    if form.substitute is None and not form.emergency:
        found.append(Problem("substitute", "请假要安排工作代理人（B岗）"))
    if form.substitute == form.staff:
        found.append(Problem("substitute", "工作代理人不能是本人"))
    return found + (
        _span_problems(work, form, person)
        if form.span.valid
        else [Problem("last", "结束时间不能早于开始时间")]
    )


def _span_problems(work: Work, form: LeaveForm, person: Staff) -> list[Problem]:
    if (form.span.last - form.span.first).days > LONGEST_DAYS:
        return [Problem("last", f"一次请假不能超过 {LONGEST_DAYS} 天")]
    found: list[Problem] = []
    if not counted(work, form.leave_type, form.span):
        found.append(Problem("last", "这几天都是休息日，不用请假"))
    others = leaves(work, form.span.first, form.span.last)
    for other in others:
        span = taken(other)
        if span is None or not span.meets(form.span):
            continue
        if other.staff == form.staff:
            words = f"{spoken(other.first)}起已有一张{other.leave_type.value}单，时间重叠"
            found.append(Problem("first", words))
        elif other.staff == form.substitute:
            words = "工作代理人这段时间也请了假，请换一个人"
            found.append(Problem("substitute", words))
    half_days = counted(work, form.leave_type, form.span)
    if said := balance_problem(work, person, form.leave_type, form.span, half_days):
        found.append(Problem("last", said))
    return found


def _chain(work: Work, form: LeaveForm, person: Staff, half_days: int) -> tuple[str, ...]:
    settings = values(work.session, work.now)
    return chain(
        form.leave_type,
        half_days,
        tuple(settings.lines("leave_approvers")),
        rank=_rank(person, settings),
        single=settings.text("leave_chain") == "single",
        emergency=form.emergency,
    )


def _rank(person: Staff, settings: Values) -> int:
    """The level of an applicant: 2 the head of the office, 1 another leader, 0 a section head."""
    if person.leader_rank == CHIEF:
        return 2
    if person.leader_rank:
        return 1
    return 0 if person.post in settings.lines("section_heads") else -1


def _formalities_due(work: Work, form: LeaveForm) -> date | None:
    """One working day after the return unless set otherwise (LEAVE-03, LEAVE-09)."""
    if form.asked_by is AskedBy.PERSON and not form.emergency:
        return None
    days = values(work.session, work.now).number("formalities_days")
    calendar = work_calendar(work.session)
    return deadline(form.span.last, days, Unit.WORKDAY, calendar).due
