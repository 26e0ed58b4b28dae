"""The steps of a complaint, each lawful or refused with the reason (CPL-*); the caller commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from center.cases.events import must_be_filled, must_not_be_endless
from center.complaints.actions import Action, reason_against, unexplained
from center.complaints.file import ComplaintFile, file_of, rewrite
from center.complaints.records import (
    Complaint,
    Fault,
    Grade,
    Happened,
    Interview,
    Role,
    Status,
    Verdict,
)
from center.complaints.verdicts import Consequence, note_verified, take_back
from center.errors import Problem, Refused
from center.matters import moment, record
from center.records import local_date
from center.rights import Right, needs
from center.settings import values
from center.storage import Work

CAUSES = ("违法违规造成损害", "办事超时推诿", "态度粗暴造成不良影响", "其他")
"""Why a verified complaint leads to accountability (CPL-22)."""


def _lawful(work: Work, complaint: Complaint, action: Action) -> ComplaintFile:
    """The complaint's file; refuses a step that is not lawful now, with the reason."""
    file = file_of(work, complaint)
    if reason := reason_against(action, file, work.actor):
        raise Refused(f"现在不能{action.value}：{reason}。")
    return file


def _take(
    work: Work,
    file: ComplaintFile,
    happened: Happened,
    at: datetime | None,
    remark: str = "",
    **data: Any,
) -> datetime:
    when = moment(work, file.complaint, file.events, at)
    record(work, file.complaint, happened, when, remark.strip(), data)
    rewrite(work, file.complaint)
    return when


@needs(Right.HANDLE_PETITIONS)
def accept(
    work: Work,
    complaint: Complaint,
    handler: str,
    account: UUID | None = None,
    at: datetime | None = None,
) -> None:
    """Assign somebody at once (CPL-18, CPL-23); `account` is theirs, if they have one.

    Whoever handles a secret one is named on it beforehand (`secret_matters.name_reader`).
    """
    file = _lawful(work, complaint, Action.ACCEPT)
    must_be_filled(handler=(handler, "请填写承办人"))
    complaint.handler, complaint.handler_name = account, handler.strip()
    complaint.status = Status.HANDLING
    _take(work, file, Happened.ACCEPTED, at, handler)


@needs(Right.HANDLE_PETITIONS)
def report(
    work: Work, complaint: Complaint, to: Happened, whom: str, at: datetime | None = None
) -> None:
    """Report to the centre's leader, the higher discipline body (CPL-11) or the Party committee and
    government (CPL-14).
    """
    file = _lawful(work, complaint, Action.REPORT)
    kinds = (Happened.REPORTED_LEADER, Happened.REPORTED_DISCIPLINE, Happened.REPORTED_PARTY)
    if to not in kinds:
        raise Refused([Problem("to", "请选择向谁报告")])
    must_be_filled(whom=(whom, "请填写报告给谁"))
    _take(work, file, to, at, whom)


@needs(Right.HANDLE_PETITIONS)
def send(
    work: Work, complaint: Complaint, unit: str, due: date, at: datetime | None = None
) -> None:
    """Pass it to a unit that decides by a day and reports back (CPL-12)."""
    file = _lawful(work, complaint, Action.SEND)
    must_be_filled(unit=(unit, "请填写承办单位"))
    if due < local_date(at or work.now):
        raise Refused([Problem("due", "答复期限不能早于今天")])
    complaint.unit_due_on = due
    if unit.strip() not in complaint.units:
        complaint.units = [*complaint.units, unit.strip()]
        if complaint.grade is Grade.GENERAL and len(complaint.units) >= 2:
            complaint.grade = Grade.COMPLEX
    _take(work, file, Happened.SENT, at, unit, due=due.isoformat())


@needs(Right.HANDLE_PETITIONS)
def unit_opinion(work: Work, complaint: Complaint, text: str, at: datetime | None = None) -> None:
    """The unit's opinion came back (CPL-12, CPL-21); the feedback clock begins."""
    file = _lawful(work, complaint, Action.UNIT_OPINION)
    must_be_filled(text=(text, "请填写承办单位的处理意见"))
    _take(work, file, Happened.UNIT_OPINION, at, text)


@needs(Right.HANDLE_PETITIONS)
def coordinate(
    work: Work,
    complaint: Complaint,
    text: str,
    at: datetime | None = None,
    *,
    meeting: bool = False,
) -> None:
    """The coordination opinion, or the meeting with the chief representatives (CPL-21)."""
    file = _lawful(work, complaint, Action.COORDINATE)
    must_be_filled(text=(text, "请填写协调意见或会议决定"))
    _take(work, file, Happened.MET if meeting else Happened.COORDINATED, at, text)


@needs(Right.HANDLE_PETITIONS)
def hear(
    work: Work, complaint: Complaint, role: Role, name: str, said: str, at: datetime | None = None
) -> Interview:
    """Ask one side or somebody who knows, and write down what was said (CPL-19)."""
    file = _lawful(work, complaint, Action.HEAR)
    must_be_filled(name=(name, "请填写被询问人"), said=(said, "请填写询问记录"))
    when = _take(work, file, Happened.HEARD, at, f"{role.value} {name.strip()}")
    interview = Interview(
        id=work.new_id(),
        station=complaint.station,
        complaint=complaint.id,
        role=role,
        name=name.strip(),
        at=when,
        said=said.strip(),
        asked_by=work.actor.name,
        audience=complaint.audience,
    )
    work.session.add(interview)
    return interview


@dataclass(frozen=True, slots=True)
class Finding:
    """What the investigation found. `cause` is one of `CAUSES`, asked for when it is true."""

    verdict: Verdict
    finding: str
    fault: Fault = Fault.NONE
    cause: str = ""
    measure: str = ""


@needs(Right.HANDLE_PETITIONS)
def decide(
    work: Work, complaint: Complaint, found: Finding, at: datetime | None = None
) -> list[Consequence]:
    """Decide (核查结论, CPL-13); 属实 needs records of both sides (CPL-19).

    Returns what it means for each respondent: the circular at the first verified complaint, the
    proposal of removal at the second (CPL-15), the points of PERF-17.
    """
    file = _lawful(work, complaint, Action.DECIDE)
    problems: list[Problem] = []
    if found.verdict is Verdict.OPEN:
        problems.append(Problem("verdict", "请选择核查结论"))
    if not found.finding.strip():
        problems.append(Problem("finding", "请填写调查情况"))
    heard = {interview.role for interview in file.interviews}
    missing = [r.value for r in (Role.COMPLAINANT, Role.RESPONDENT) if r not in heard]
    if found.verdict is Verdict.TRUE and missing:
        problems.append(
            Problem("verdict", f"认定属实要有双方的询问记录，还没有询问{'和'.join(missing)}")
        )
    if found.verdict is Verdict.TRUE and not found.measure.strip():
        problems.append(Problem("measure", "查实的要写明处理措施"))
    if found.fault is Fault.STAFF and not complaint.respondents:
        problems.append(Problem("fault", "没有登记被投诉的工作人员，不能认定为工作人员过错"))
    if problems:
        raise Refused(problems)
    must_not_be_endless(finding=found.finding, measure=found.measure, cause=found.cause)
    complaint.status, complaint.verdict, complaint.fault = (
        Status.DECIDED,
        found.verdict,
        found.fault,
    )
    complaint.finding, complaint.measure = found.finding.strip(), found.measure.strip()
    complaint.cause = found.cause.strip()
    when = _take(work, file, Happened.DECIDED, at, found.verdict.value, fault=found.fault.value)
    return note_verified(work, complaint, local_date(when))


@needs(Right.HANDLE_PETITIONS)
def reconsider(work: Work, complaint: Complaint, reason: str, at: datetime | None = None) -> None:
    """Take the verdict back and investigate again; what followed from it falls (PERF-17, CPL-15).

    What was found and answered stays in the history.
    """
    file = _lawful(work, complaint, Action.RECONSIDER)
    must_be_filled(reason=(reason, "请写明为什么撤回认定"))
    take_back(work, complaint, reason.strip())
    was = complaint.verdict
    complaint.status, complaint.verdict, complaint.fault = (
        Status.HANDLING,
        Verdict.OPEN,
        Fault.NONE,
    )
    complaint.finding = complaint.measure = complaint.cause = ""
    complaint.reply = complaint.reply_form = ""
    complaint.replied_at = None
    _take(work, file, Happened.TAKEN_BACK, at, reason, verdict=was.value)


@needs(Right.HANDLE_PETITIONS)
def tell_delay(
    work: Work, complaint: Complaint, reason: str, new_date: date, at: datetime | None = None
) -> None:
    """Explain to the complainant why it takes longer, and until when (CPL-09)."""
    file = _lawful(work, complaint, Action.TELL_DELAY)
    must_be_filled(reason=(reason, "请写明不能按时答复的客观原因"))
    if new_date < local_date(at or work.now):
        raise Refused([Problem("new_date", "新的答复日期不能早于今天")])
    _take(work, file, Happened.DELAY_TOLD, at, reason, until=new_date.isoformat())


@needs(Right.HANDLE_PETITIONS)
def reply(
    work: Work, complaint: Complaint, text: str, form: str, at: datetime | None = None
) -> None:
    """Answer the complainant; `form` is 口头, 电话 or 书面 (CPL-10).

    Late, the delay was explained first (CPL-09).
    """
    file = _lawful(work, complaint, Action.REPLY)
    must_be_filled(text=(text, "请填写答复内容"), form=(form, "请选择答复方式"))
    if complaint.written and form.strip() != "书面":
        raise Refused([Problem("form", "书面投诉必须书面答复")])
    if unexplained(file, local_date(at or work.now)) is not None:
        raise Refused([Problem("delay", "已超过答复期限，请先向投诉人“说明延期”的原因")])
    when = _take(work, file, Happened.REPLIED, at, text, form=form.strip())
    complaint.status, complaint.reply = Status.REPLIED, text.strip()
    complaint.reply_form, complaint.replied_at = form.strip(), when


@needs(Right.HANDLE_PETITIONS)
def close(
    work: Work,
    complaint: Complaint,
    feedback: str,
    fed_back_on: date | None,
    satisfied: str = "",
    at: datetime | None = None,
) -> None:
    """Close: answered, fed back (CPL-13), and a written one by an issued written reply (CPL-10).

    An anonymous complaint without a way to reach anybody is fed back by posting (公示).
    """
    file = file_of(work, complaint)
    problems: list[Problem] = []
    # Whatever is missing is told at its field, all at once.
    if complaint.status not in (Status.REPLIED, Status.CLOSED):
        problems.append(Problem("reply", "还没有答复投诉人，不能办结"))
    if not feedback.strip():
        problems.append(Problem("feedback", "请填写向投诉人反馈的情况，没有反馈不能办结"))
    if fed_back_on is None:
        problems.append(Problem("fed_back_on", "请填写反馈日期"))
    elif fed_back_on > local_date(work.now):
        problems.append(Problem("fed_back_on", "反馈日期不能晚于今天"))
    elif fed_back_on < local_date(complaint.received_at):
        problems.append(Problem("fed_back_on", "反馈日期不能早于登记那天"))
    if complaint.written and not file.replied_in_writing:
        problems.append(Problem("paper", "书面投诉要先出具投诉答复书，才能办结"))
    if problems:
        raise Refused(problems)
    _lawful(work, complaint, Action.CLOSE)
    must_not_be_endless(feedback=feedback)
    complaint.status, complaint.feedback = Status.CLOSED, feedback.strip()
    complaint.fed_back_on, complaint.satisfied = fed_back_on, satisfied.strip()
    _take(work, file, Happened.CLOSED, at, feedback)


@needs(Right.VOID)
def void(work: Work, complaint: Complaint, reason: str) -> None:
    """Void a complaint registered by mistake; its number stays used."""
    file = file_of(work, complaint)
    if file.complaint.voided_at is not None:
        raise Refused("这件已作废，没有再改动。")
    must_be_filled(reason=(reason, "请写明作废原因"))
    complaint.voided_at, complaint.void_reason = work.now, reason.strip()
    take_back(work, complaint, "投诉已作废")


@needs(Right.SEE_OFFICE)
def unit_due(work: Work) -> int:
    """Working days a unit is given by default (CPL-12)."""
    return values(work.session, work.now).number("complaint_unit_days")
