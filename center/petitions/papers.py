"""Which papers a petition calls for as it stands, and why another cannot be issued now. Pure.

信访工作条例 22, 23, 34 to 36: whatever is decided is told in writing; PET-07 asks for the slip to
the unit and the letter to the petitioner, DUTY-08 for the notice of the legal route.
"""

from __future__ import annotations

from collections.abc import Sequence

from center.matters import last_of
from center.papers import OF_PETITIONS, Paper, PaperKind
from center.petitions.file import PetitionFile
from center.petitions.limits import HANDLE, nameable
from center.petitions.records import Channel, Happened, Petition, Route, Status
from center.rights import Right

# What must have happened for a paper, and what is said when it has not. A later event of the kind
# asks for another one.
_ABOUT: dict[PaperKind, tuple[tuple[Happened, ...], str]] = {
    PaperKind.PETITION_ASSIGNMENT: ((Happened.ASSIGNED,), "这件没有交办"),
    PaperKind.PETITION_TRANSFER: ((Happened.TRANSFERRED,), "这件没有转送"),
    PaperKind.PETITION_ACCEPTANCE: ((Happened.ACCEPTED,), "还没有受理"),
    PaperKind.PETITION_REFUSAL: ((Happened.REFUSED,), "这件没有作不予受理处理"),
    PaperKind.PETITION_NOT_AGAIN: ((Happened.NOT_AGAIN,), "这件没有作不再受理处理"),
    PaperKind.PETITION_SENT_NOTICE: (
        (Happened.TRANSFERRED, Happened.ASSIGNED),
        "这件没有转送或交办",
    ),
    PaperKind.PETITION_LEGAL_ROUTE: ((Happened.GUIDED,), "这件没有告知法定途径"),
    PaperKind.PETITION_EXTENSION: ((Happened.EXTENDED,), "还没有批准延期"),
    PaperKind.PETITION_OPINION: ((Happened.OPINION,), "还没有作出处理意见"),
    PaperKind.PETITION_REVIEW: ((Happened.REVIEWED,), "还没有复查意见"),
    PaperKind.PETITION_FINAL_REVIEW: ((Happened.FINAL_REVIEWED,), "还没有复核意见"),
}
# The forms and the slips go to the office and the unit, all others to the petitioner.
_INSIDE = frozenset(
    {
        PaperKind.PETITION_REGISTER,
        PaperKind.LEADER_RECEPTION,
        PaperKind.PETITION_ASSIGNMENT,
        PaperKind.PETITION_TRANSFER,
    }
)
# Any staff may register (PET-14) and print what they took down.
_TAKEN_DOWN = frozenset({PaperKind.PETITION_REGISTER, PaperKind.LEADER_RECEPTION})


def reason_against(kind: PaperKind, file: PetitionFile) -> str:
    """Why this paper cannot be issued now; empty when it can."""
    petition = file.petition
    if petition.voided_at is not None:
        return "这件已作废"
    if not file.facts.actor.may(Right.ISSUE_PAPERS):
        return f"当前账号没有“{Right.ISSUE_PAPERS.value}”的权限"
    if kind not in _TAKEN_DOWN and not file.facts.actor.may(Right.HANDLE_PETITIONS):
        return "当前账号没有办理信访投诉的权限"
    if reason := _against_state(kind, file):
        return reason
    if valid := standing(kind, file):
        return f"已出具 {valid.number}，内容有误请更正重出"
    return ""


def standing(kind: PaperKind, file: PetitionFile) -> Paper | None:
    """The valid paper of a kind that still says what is so; None when there is none."""
    kinds, _ = _ABOUT.get(kind, ((), ""))
    last = last_of(file.events, *kinds)
    for paper in reversed(file.papers):
        if (
            paper.paper_kind == kind
            and paper.valid
            and (last is None or paper.issued_at >= last.entered_at)
        ):
            return paper
    return None


def wanted(file: PetitionFile) -> list[PaperKind]:
    """The papers the last step calls for and that are not issued yet, in order of use."""
    return [kind for kind in _called_for(file.petition) if not reason_against(kind, file)]


def _called_for(petition: Petition) -> Sequence[PaperKind]:
    match petition.status:
        case Status.REGISTERED if petition.channel is Channel.LEADER:
            return (PaperKind.LEADER_RECEPTION,)
        case Status.REGISTERED:
            return (PaperKind.PETITION_REGISTER,)
        case Status.HANDLING:
            return (
                PaperKind.PETITION_ACCEPTANCE,
                PaperKind.PETITION_ASSIGNMENT,
                PaperKind.PETITION_EXTENSION,
            )
        case Status.SENT:
            return (
                PaperKind.PETITION_ASSIGNMENT,
                PaperKind.PETITION_TRANSFER,
                PaperKind.PETITION_SENT_NOTICE,
            )
        case Status.REFUSED if petition.route is Route.NOT_AGAIN:
            return (PaperKind.PETITION_NOT_AGAIN,)
        case Status.REFUSED:
            return (PaperKind.PETITION_REFUSAL,)
        case Status.GUIDED:
            return (PaperKind.PETITION_LEGAL_ROUTE,)
        case Status.ANSWERED:
            return (PaperKind.PETITION_OPINION,)
        case Status.REVIEWED:
            return (PaperKind.PETITION_REVIEW,)
        case Status.ENDED:
            return (PaperKind.PETITION_FINAL_REVIEW,)
        case _:
            return ()


def _against_state(kind: PaperKind, file: PetitionFile) -> str:
    if kind not in OF_PETITIONS:
        return "这不是信访的文书"
    petition, events = file.petition, file.events
    if kind is PaperKind.LEADER_RECEPTION and petition.channel is not Channel.LEADER:
        return "这件不是领导接访"
    if kind not in _INSIDE and not nameable(petition):
        return "信访人匿名或没有留住址、电话，不出具告知书"
    kinds, reason = _ABOUT.get(kind, ((), ""))
    if kinds and last_of(events, *kinds) is None:
        return reason
    if kind is PaperKind.PETITION_REFUSAL and last_of(events, Happened.OBJECTED) is not None:
        return "这件已向上级提出异议退回，由交办机关告知信访人"
    if kind is PaperKind.PETITION_EXTENSION:
        clock = file.facts.clock(HANDLE)
        if clock is not None and clock.finished is not None:
            return "这件已办结，不再出具延期告知书"
    return ""
