"""Which step of a complaint is lawful now, and if not, why not. Pure; the services ask it too."""

from __future__ import annotations

import enum
from datetime import date

from center.complaints.file import ComplaintFile
from center.complaints.limits import OWED
from center.complaints.records import Complaint, Grade, Happened, Status, Verdict
from center.matters import NamedDeadline, first_day, first_unexplained
from center.rights import Actor, Right


class Action(enum.StrEnum):
    """A step a person can take with a complaint; the value is the button's verb."""

    ACCEPT = "受理"
    REPORT = "报告"
    SEND = "转办"
    UNIT_OPINION = "记承办意见"
    COORDINATE = "协调"
    HEAR = "询问"
    DECIDE = "认定"
    RECONSIDER = "撤回认定"
    TELL_DELAY = "说明延期"
    REPLY = "答复"
    CLOSE = "办结"


def primary(file: ComplaintFile, actor: Actor) -> Action | None:
    """The next lawful step, the one button that stands out; None at the end."""
    order = {
        Status.REGISTERED: (Action.ACCEPT,),
        Status.HANDLING: (Action.REPORT, Action.DECIDE) if unreported(file) else (Action.DECIDE,),
        Status.DECIDED: (Action.REPLY,),
        Status.REPLIED: (Action.CLOSE,),
    }.get(file.complaint.status, ())
    if Status.REGISTERED is not file.complaint.status and unexplained(file, file.today):
        order = (Action.TELL_DELAY, *order)
    return next((a for a in order if not reason_against(a, file, actor)), None)


def unexplained(file: ComplaintFile, today: date) -> NamedDeadline | None:
    """The answer that is late on a day without a word to the complainant (CPL-09).

    Nobody can be told of the delay where no name or way is known.
    """
    complaint = file.complaint
    reached = complaint.name and (complaint.phone or complaint.address)
    if complaint.voided_at is not None or not reached:
        return None
    return first_unexplained(file.clocks, OWED, file.events, today)


def unreported(file: ComplaintFile) -> tuple[Happened, ...]:
    """To whom it is still to be reported: a major one to the leader and the discipline body
    (CPL-11), a complex one to the Party committee and government (CPL-14, a reminder only).
    """
    wanted: tuple[Happened, ...] = ()
    if file.complaint.grade is Grade.MAJOR:
        wanted = (Happened.REPORTED_LEADER, Happened.REPORTED_DISCIPLINE)
    elif file.complaint.grade is Grade.COMPLEX:
        wanted = (Happened.REPORTED_PARTY,)
    return tuple(kind for kind in wanted if first_day(file.events, kind) is None)


def reason_against(action: Action, file: ComplaintFile, actor: Actor) -> str:
    """Why this step cannot be taken now; empty when it can."""
    complaint = file.complaint
    if complaint.voided_at is not None:
        return "这件已作废"
    if not actor.may(Right.HANDLE_PETITIONS):
        return "当前账号没有办理信访投诉的权限"
    if complaint.status is Status.CLOSED:
        return "这件已办结"
    return _against_status(action, complaint) or _against_rule(action, file)


def _against_status(action: Action, complaint: Complaint) -> str:
    status = complaint.status
    match action:
        case Action.ACCEPT:
            return "" if status is Status.REGISTERED else "这件已经受理"
        case Action.DECIDE if status is Status.REGISTERED:
            return "请先受理并指定承办人"
        case Action.DECIDE if status is not Status.HANDLING:
            return "这件已经作过认定"
        case Action.RECONSIDER if status not in (Status.DECIDED, Status.REPLIED):
            return "还没有作过认定"
        case Action.REPLY if complaint.verdict is Verdict.OPEN:
            return "还没有核查结论，请先作认定"
        case Action.CLOSE if status is not Status.REPLIED:
            return "还没有答复投诉人"
        case Action.TELL_DELAY if status is Status.REPLIED:
            return "已经答复"
        case _:
            return ""


def _against_rule(action: Action, file: ComplaintFile) -> str:
    match action:
        case Action.UNIT_OPINION if first_day(file.events, Happened.SENT) is None:
            return "这件投诉没有转办"
        case Action.DECIDE if file.complaint.grade is Grade.MAJOR and (kinds := unreported(file)):
            return f"重大投诉要先{'、'.join(kind.value for kind in kinds)}"
        case Action.CLOSE if file.complaint.written and not file.replied_in_writing:
            return "书面投诉要先出具投诉答复书"
        case _:
            return ""
