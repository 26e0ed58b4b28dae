"""The papers of attendance, from the records to PDF: slips, 销假单, handover, circular, sign."""

from __future__ import annotations

from uuid import UUID

from center.attendance.balances import annual
from center.attendance.chains import FILED
from center.attendance.closing import circular_before
from center.attendance.handing import Open, handed_of, open_of
from center.attendance.leave import counted, steps_of
from center.attendance.month import sheets
from center.attendance.outings import spot_checks
from center.attendance.records import AttendanceMonth, Leave, LeaveType
from center.cases.records import Case
from center.errors import Refused
from center.holidays import work_calendar
from center.papers import Draft, Paper, PaperKind
from center.records import local_date
from center.rights import Right, needs
from center.roster.request import month_days
from center.settings import values
from center.staff import Staff, windows
from center.storage import Work
from forms import office
from forms.filling import attendance as filling
from forms.filling.drafts import drafted


@needs(Right.SEE_OFFICE)
def leave_slip(work: Work, leave: Leave) -> bytes:
    """A slip as it was asked and decided (C1); the types of LEAVE-10 on their own form."""
    settings = values(work.session, work.now)
    asked = counted(work, leave.leave_type, filling.span_of(leave))
    person = _person(work, leave.staff)
    facts = filling.slip(leave, steps_of(work, leave.id), person, settings, asked)
    if leave.leave_type is LeaveType.ANNUAL:
        balance = annual(work, leave.staff, leave.first.year)
        form = filling.annual_form(facts, leave.first.year, balance)
        return office.sheet("annual_leave_form", form)
    return office.sheet("leave_form" if leave.leave_type in FILED else "leave_slip", facts)


@needs(Right.SEE_OFFICE)
def blank_leave_slip(work: Work) -> bytes:
    """The standard slip (制式请假单) to be filled in by hand (LEAVE-01)."""
    return office.sheet("leave_slip", filling.blank_slip(values(work.session, work.now)))


@needs(Right.SEE_OFFICE)
def leave_return(work: Work, leave: Leave) -> bytes:
    """The paper of a return (C2, LEAVE-13); what is not known yet is left to a hand."""
    settings, calendar = values(work.session, work.now), work_calendar(work.session)
    asked = counted(work, leave.leave_type, filling.span_of(leave))
    facts = filling.back(leave, _person(work, leave.staff), settings, calendar, asked)
    return office.sheet("leave_return", facts)


@needs(Right.SEE_OFFICE)
def post_handover(work: Work, leave: Leave) -> bytes:
    """What is handed over before a leave begins (C7, LEAVE-15): cases and complaints, those handed
    over already under this slip first.

    Raises Refused for a slip without a substitute.
    """
    if not leave.substitute_name:
        raise Refused("这张请假单没有工作代理人，没有打印交接单。请先补上代理人。")
    matters = [
        filling.Matter(one.number, one.about, one.name, _progress(work, one), one.due)
        for one in [*handed_of(work, leave), *open_of(work, leave.staff)]
    ]
    settings = values(work.session, work.now)
    facts = filling.handover(leave, _person(work, leave.staff), matters, settings)
    return office.sheet("post_handover", facts)


@needs(Right.KEEP_ATTENDANCE)
def circular_draft(work: Work, month: AttendanceMonth, *, replaces: Paper | None = None) -> Draft:
    """The circular on a closed month (考勤通报, ATT-12), ready for preview or issue: late, early,
    absent, away without leave.

    A leader issues it; like every paper it is frozen and numbered. Raises Refused for a month that
    was reopened.
    """
    if month.voided_at is not None:
        raise Refused(f"{month.month}月考勤已经重新打开，没有出具通报。请改完关账后再出具。")
    days = month_days(month.year, month.month)
    settings = values(work.session, work.now)
    found, checks = sheets(work, month.year, month.month), spot_checks(work, days[0], days[-1])
    facts = filling.circular(found, checks, settings, local_date(work.now))
    before = circular_before(work, month.year, month.month)
    facts["replaces"] = replaces.number if replaces is not None else before
    return drafted(PaperKind.ATTENDANCE_CIRCULAR, month, facts, settings, replaces)


@needs(Right.SEE_OFFICE)
def away_sign(work: Work, window: str = "") -> bytes:
    """The away sign of a window (暂时离岗牌, ATT-07), or of any."""
    settings = values(work.session, work.now)
    return office.away_sign(filling.away_sign(settings, window), settings.template("away_sign"))


def _person(work: Work, ident: UUID) -> filling.Person:
    window = next((one.name for one in windows(work) if one.a_post == ident), "")
    return filling.Person(work.session.get_one(Staff, ident), window)


def _progress(work: Work, one: Open) -> str:
    """How far a case has got; a complaint is simply being looked into."""
    if one.kind != Case.kind:
        return "调查处理中"
    return work.session.get_one(Case, one.record).status.value
