"""Which papers an accountability matter calls for as it stands, and why another cannot be issued.

Pure. ACC-02 asks for the admonition (告诫) and the circular (通报批评), the record goes on file.
"""

from __future__ import annotations

from center.accountability.actions import concerned
from center.accountability.file import AccountabilityFile
from center.accountability.records import Happened, Severity, Status
from center.matters import last_of
from center.papers import OF_ACCOUNTABILITY, Paper, PaperKind
from center.rights import Actor, Right

TIERS = {
    PaperKind.ACCOUNTABILITY_ADMONITION: Severity.LIGHT,
    PaperKind.ACCOUNTABILITY_CIRCULAR: Severity.GRAVE,
}
"""For whom each paper is: those dealt with by this tier."""


def reason_against(kind: PaperKind, file: AccountabilityFile, actor: Actor) -> str:
    """Why this paper cannot be issued now; empty when it can."""
    if kind not in OF_ACCOUNTABILITY:
        return "这不是责任追究的文书"
    if file.record.voided_at is not None:
        return "这件已作废"
    if not actor.may(Right.ISSUE_PAPERS):
        return f"当前账号没有“{Right.ISSUE_PAPERS.value}”的权限"
    if concerned(file, actor):
        return "涉及您本人，请回避，由其他领导办理"
    if (tier := TIERS.get(kind)) is not None:
        if file.record.status is Status.PROPOSED:
            return "还没有作出决定"
        if not any(one.tier is tier for one in file.persons):
            return f"没有人按“{tier.value}”处理"
    if valid := standing(kind, file):
        return f"已出具 {valid.number}，内容有误请更正重出"
    return ""


def standing(kind: PaperKind, file: AccountabilityFile) -> Paper | None:
    """The valid paper of a kind that still says what is so; None when there is none.

    A review asks for papers that say what it changed; the record is filled in step by step.
    """
    last = last_of(file.events, Happened.DECIDED, Happened.REVIEWED)
    if kind is PaperKind.ACCOUNTABILITY_RECORD:
        last = file.events[-1] if file.events else None
    for paper in reversed(file.papers):
        if (
            paper.paper_kind == kind
            and paper.valid
            and (last is None or paper.issued_at >= last.entered_at)
        ):
            return paper
    return None


def wanted(file: AccountabilityFile, actor: Actor) -> list[PaperKind]:
    """The papers the last step calls for and that are not issued yet, in order of use."""
    kinds: tuple[PaperKind, ...] = ()
    if file.record.status is Status.DECIDED:
        kinds = tuple(TIERS)
    elif file.record.status is Status.CLOSED:
        kinds = (PaperKind.ACCOUNTABILITY_RECORD,)
    return [kind for kind in kinds if not reason_against(kind, file, actor)]
