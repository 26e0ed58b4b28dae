"""Which papers a complaint calls for as it stands, and why another cannot be issued now. Pure.

CPL-05 and CPL-18 ask for the register and the feedback record, CPL-10 for the written reply, CPL-15
for the circular about whoever a complaint was verified against.
"""

from __future__ import annotations

from center.complaints.file import ComplaintFile
from center.complaints.records import Fault, Happened, Status, Verdict
from center.matters import last_of
from center.papers import OF_COMPLAINTS, Paper, PaperKind
from center.rights import Actor, Right


def reason_against(kind: PaperKind, file: ComplaintFile, actor: Actor) -> str:
    """Why this paper cannot be issued now; empty when it can."""
    if file.complaint.voided_at is not None:
        return "这件已作废"
    if not actor.may(Right.ISSUE_PAPERS):
        return f"当前账号没有“{Right.ISSUE_PAPERS.value}”的权限"
    if kind is not PaperKind.COMPLAINT_REGISTER and not actor.may(Right.HANDLE_PETITIONS):
        return "当前账号没有办理信访投诉的权限"
    if reason := _against_state(kind, file):
        return reason
    if valid := standing(kind, file):
        return f"已出具 {valid.number}，内容有误请更正重出"
    return ""


def standing(kind: PaperKind, file: ComplaintFile) -> Paper | None:
    """The valid paper of a kind that still says what is so; None when there is none.

    The feedback record is filled in as the complaint goes on: each step asks for a new one.
    """
    since = None
    if kind is PaperKind.COMPLAINT_RECORD:
        since = max(event.entered_at for event in file.events)
    elif kind is PaperKind.COMPLAINT_REPLY and (event := last_of(file.events, Happened.REPLIED)):
        since = event.entered_at
    for paper in reversed(file.papers):
        if paper.paper_kind == kind and paper.valid and (since is None or paper.issued_at >= since):
            return paper
    return None


def wanted(file: ComplaintFile, actor: Actor) -> list[PaperKind]:
    """The papers the last step calls for and that are not issued yet, in order of use."""
    complaint = file.complaint
    kinds: tuple[PaperKind, ...] = ()
    match complaint.status:
        case Status.REGISTERED:
            kinds = (PaperKind.COMPLAINT_REGISTER,)
        case Status.DECIDED:
            kinds = (PaperKind.COMPLAINT_CIRCULAR,)
        case Status.REPLIED if complaint.written:
            kinds = (PaperKind.COMPLAINT_REPLY, PaperKind.COMPLAINT_CIRCULAR)
        case Status.REPLIED:
            kinds = (PaperKind.COMPLAINT_CIRCULAR,)
        case Status.CLOSED:
            kinds = (PaperKind.COMPLAINT_RECORD,)
        case _:
            pass
    return [kind for kind in kinds if not reason_against(kind, file, actor)]


def _against_state(kind: PaperKind, file: ComplaintFile) -> str:
    complaint = file.complaint
    match kind:
        case PaperKind.COMPLAINT_REPLY if not complaint.reply:
            return "还没有答复投诉人"
        case PaperKind.COMPLAINT_REPLY if not complaint.name:
            return "匿名投诉不出具答复书，用公示的方式反馈"
        case PaperKind.COMPLAINT_CIRCULAR if complaint.verdict is not Verdict.TRUE:
            return "没有认定属实"
        case PaperKind.COMPLAINT_CIRCULAR if complaint.fault is not Fault.STAFF:
            return "过错方不是窗口工作人员，不作通报"
        case PaperKind.COMPLAINT_RECORD if complaint.status is Status.REGISTERED:
            return "请先受理并指定承办人"
        case _ if kind not in OF_COMPLAINTS:
            return "这不是投诉的文书"
        case _:
            return ""
