"""Which papers a case calls for as it stands, and why another cannot be issued now. Pure.

受理 calls for the acceptance receipt (CASE-03), and for a committed case also for the notice of
acceptance (CASE-02); a supplement, a refusal, a return and the end of a case each have their own
(ONCE-02, CASE-12, ONCE-05, CASE-19), and so have an extension (许可法 42), a suspension (许可法 45)
and a decision against the applicant (CASE-13).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from center.calendar import spoken
from center.cases.file import CaseFile
from center.cases.records import CLOSED, Happened, Status
from center.cases.steps import NEGATIVE
from center.items import CaseKind
from center.papers import OF_COMPLAINTS, OF_PETITIONS, TITLES, Paper, PaperKind
from center.records import local_date
from center.registration import Relation
from center.rights import Right

# A guidance slip is about a visit, a circular about a month.
_OF_OTHERS = (PaperKind.GUIDANCE_SLIP, PaperKind.ATTENDANCE_CIRCULAR, *OF_PETITIONS, *OF_COMPLAINTS)
OF_CASES = tuple(kind for kind in PaperKind if kind not in _OF_OTHERS)

# What is handed over against a signature of its own (送达).
DELIVERED = frozenset(
    {
        PaperKind.SUPPLEMENT_NOTICE,
        PaperKind.EXTENSION_NOTICE,
        PaperKind.SPECIAL_PROCEDURE_NOTICE,
        PaperKind.NON_ACCEPTANCE_NOTICE,
        PaperKind.RETURN_NOTICE,
        PaperKind.REFUSAL_DECISION,
        PaperKind.COMPLETION_NOTICE,
    }
)

# What happened since a paper was issued that makes another of its kind lawful.
_RENEWED_BY: dict[PaperKind, tuple[Happened, ...]] = {
    PaperKind.RECEIPT: (Happened.SUPPLEMENT_DONE,),
    PaperKind.ACCEPTANCE_RECEIPT: (
        Happened.EXTENDED,
        Happened.RESUMED,
        Happened.SUPPLEMENT_DONE,
        Happened.CONVERTED,
        Happened.GREEN,
        Happened.ORDINARY,
    ),
    PaperKind.SUPPLEMENT_NOTICE: (Happened.SUPPLEMENT_ASKED,),
    PaperKind.SPECIAL_PROCEDURE_NOTICE: (Happened.SUSPENDED,),
    PaperKind.AGENCY_HANDOVER: (Happened.CARRIED_ON, Happened.ENTRUSTED),
    PaperKind.AGENCY_AUTHORISATION: (Happened.ENTRUSTED,),
}

_AT_STATUS: dict[PaperKind, tuple[Status, str]] = {
    PaperKind.SUPPLEMENT_NOTICE: (Status.SUPPLEMENTING, "请先做“补正告知”"),
    PaperKind.NON_ACCEPTANCE_NOTICE: (Status.REFUSED, "这件没有作不予受理处理"),
    PaperKind.RETURN_NOTICE: (Status.RETURNED, "这件没有退件"),
    PaperKind.COMPLETION_NOTICE: (Status.FINISHED, "还没有办结"),
    PaperKind.SPECIAL_PROCEDURE_NOTICE: (Status.SUSPENDED, "这件没有暂停"),
}


def reason_against(kind: PaperKind, file: CaseFile) -> str:
    """Why this paper cannot be issued now; empty when it can."""
    if file.case.voided_at is not None:
        return "这件已作废"
    if not file.facts.actor.may(Right.ISSUE_PAPERS):
        return f"当前账号没有“{Right.ISSUE_PAPERS.value}”的权限"
    if reason := _against_state(kind, file):
        return reason
    if valid := standing(kind, file):
        return f"已出具 {valid.number}，内容有误请更正重出"
    return ""


def standing(kind: PaperKind, file: CaseFile) -> Paper | None:
    """The valid paper of a kind that still says what is so; None when there is none."""
    since = _last(file, _RENEWED_BY.get(kind, ()))
    if kind is PaperKind.DELIVERY_RECEIPT and (waiting := to_deliver(file)):
        since = waiting[-1].issued_at
    for paper in reversed(file.papers):
        if paper.paper_kind == kind and paper.valid and (since is None or paper.issued_at >= since):
            return paper
    return None


def to_deliver(file: CaseFile) -> list[Paper]:
    """The papers of the latest day that no 送达回证 was issued for, oldest first.

    Earlier ones were signed for at the counter.
    """
    valid = [paper for paper in file.papers if paper.valid]
    covered = [p.issued_at for p in valid if p.paper_kind == PaperKind.DELIVERY_RECEIPT]
    since = max(covered, default=None)
    waiting = [
        paper
        for paper in valid
        if paper.paper_kind in DELIVERED and (since is None or paper.issued_at > since)
    ]
    return [p for p in waiting if local_date(p.issued_at) == local_date(waiting[-1].issued_at)]


def wanted(file: CaseFile) -> list[PaperKind]:
    """The papers the last step calls for and that are not issued yet, in order of use."""
    case = file.case
    kinds: Sequence[PaperKind] = ()
    match case.status:
        case Status.RECEIVED:
            kinds = (PaperKind.RECEIPT,)
        case Status.SUPPLEMENTING:
            kinds = (PaperKind.SUPPLEMENT_NOTICE,)
        case Status.ACCEPTED if case.case_kind is CaseKind.COMMITTED:
            kinds = (
                PaperKind.EXTENSION_NOTICE,
                PaperKind.TOLERANCE_UNDERTAKING,
                PaperKind.ACCEPTANCE_RECEIPT,
                PaperKind.ACCEPTANCE_NOTICE,
            )
        case Status.ACCEPTED:
            kinds = (
                PaperKind.EXTENSION_NOTICE,
                PaperKind.TOLERANCE_UNDERTAKING,
                PaperKind.ACCEPTANCE_RECEIPT,
            )
        case Status.SUSPENDED:
            kinds = (PaperKind.SPECIAL_PROCEDURE_NOTICE,)
        case Status.REFUSED:
            kinds = (PaperKind.NON_ACCEPTANCE_NOTICE,)
        case Status.RETURNED:
            kinds = (PaperKind.RETURN_NOTICE,)
        case Status.FINISHED if case.result in NEGATIVE and case.collected_at is None:
            kinds = (PaperKind.REFUSAL_DECISION, PaperKind.DELIVERY_RECEIPT)
        case Status.FINISHED if case.collected_at is None:
            kinds = (PaperKind.COMPLETION_NOTICE,)
        case _:
            pass
    return [kind for kind in kinds if not reason_against(kind, file)]


def _against_state(kind: PaperKind, file: CaseFile) -> str:
    case = file.case
    if kind in _AT_STATUS:
        status, reason = _AT_STATUS[kind]
        return "" if case.status is status else reason
    if kind is PaperKind.DELIVERY_RECEIPT:
        # A valid one that covers them all is told as such.
        some = any(p.valid and p.paper_kind in DELIVERED for p in file.papers)
        return "" if some else "还没有要送达的文书"
    if kind is PaperKind.REFUSAL_DECISION:
        return "" if case.result in NEGATIVE else "这件没有作不予办理处理"
    if case.status in CLOSED:
        return f"这件{case.status.value}，不再出具{TITLES[kind]}"
    if kind is PaperKind.RECEIPT and not any(m.received_on for m in file.materials):
        return "还没有收到材料"
    if kind in (PaperKind.ACCEPTANCE_RECEIPT, PaperKind.ACCEPTANCE_NOTICE):
        if case.accepted_on is None:
            return "还没有受理"
        if kind is PaperKind.ACCEPTANCE_NOTICE and case.case_kind is CaseKind.INSTANT:
            return "即办件当场办结，不出具受理通知书"
    if kind is PaperKind.EXTENSION_NOTICE:
        return _against_extension(file)
    return _against_helping(kind, file)


def _against_extension(file: CaseFile) -> str:
    before = file.clock.unextended
    if before is None:
        return "还没有批准延期"
    if file.facts.today > before.due:
        return f"原定期限{spoken(before.due)}已过，延期通知书要在到期前出具"
    return ""


def _against_helping(kind: PaperKind, file: CaseFile) -> str:
    match kind:
        case PaperKind.AGENCY_AUTHORISATION | PaperKind.AGENCY_HANDOVER:
            return _against_agency(kind, file)
        case PaperKind.JOINT_MATERIALS:
            return "" if file.helping.parts else "这件没有联办部门"
        case PaperKind.TOLERANCE_UNDERTAKING:
            return "" if file.helping.promise is not None else "这件没有容缺受理"
        case _:
            return ""


def _against_agency(kind: PaperKind, file: CaseFile) -> str:
    case = file.case
    carried = case.case_kind is CaseKind.CARRIED or file.helping.agency is not None
    if not carried and case.relation not in (Relation.AGENT, Relation.OTHER):
        return "这件没有委托代办"
    if kind is PaperKind.AGENCY_HANDOVER and not any(m.received_on for m in file.materials):
        return "还没有收到材料"
    return ""


def _last(file: CaseFile, kinds: Sequence[Happened]) -> datetime | None:
    # By time of entry: an event entered late must not hide behind a paper that did not know it.
    return max((e.entered_at for e in file.events if e.happened in kinds), default=None)
