"""What the program offers to propose, from what it knows; a person decides (ACC-03, ACC-12, D5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from center.accountability.intake import AccountabilityForm
from center.accountability.records import SITUATIONS, FaultKind, Severity
from center.accounts import Account
from center.cases.file import CaseFile
from center.cases.records import Happened
from center.clock import State
from center.complaints.records import Complaint, Fault, Verdict
from center.complaints.verdicts import Consequence
from center.items import CaseKind
from center.papers import Paper, PaperKind
from center.petitions.records import Petition
from center.records import local_date
from center.rights import Right, needs
from center.roster.records import CHIEF, IN_CHARGE
from center.staff import ServiceWindow, staff, windows
from center.storage import Work

OTHER = "S13"
_LATE = (State.OVERDUE, State.LATE)


@dataclass(frozen=True, slots=True)
class Reason:
    """One situation that a record itself shows, and by what."""

    situation: str
    why: str

    @property
    def words(self) -> str:
        """The situation in words, with what shows it."""
        return f"{SITUATIONS[self.situation]}：{self.why}"


@needs(Right.SUPERVISE)
def from_complaint(
    work: Work, complaint: Complaint, consequences: Sequence[Consequence]
) -> AccountabilityForm:
    """What a verified complaint leads to (CPL-22): its respondents, the head of its window.

    At the second verified complaint (CPL-15) removal from the post is proposed. An undecided
    complaint leads to a form with the source alone.
    """
    found = complaint.verdict in (Verdict.TRUE, Verdict.PARTLY) and complaint.fault is Fault.STAFF
    situations = [one.situation for one in consequences if one.situation]
    removal = any(one.removal for one in consequences)
    return AccountabilityForm(
        happened_on=local_date(complaint.received_at),
        facts=complaint.finding if found else "",
        situations=sorted(set(situations)) or ([OTHER] if found else []),
        severity=Severity.GRAVE if removal else Severity.LIGHT,
        window=complaint.window,
        holders=[UUID(one) for one in complaint.respondents],
        head=head_of(work, complaint.window),
        supervisor=supervisor(work),
        complaint=complaint.id,
    )


@needs(Right.SUPERVISE)
def from_petition(work: Work, petition: Petition) -> AccountabilityForm:
    """A petition leads to a form with the source alone: it says nothing of whose fault it is."""
    return AccountabilityForm(
        happened_on=local_date(petition.received_at),
        facts="",
        supervisor=supervisor(work),
        petition=petition.id,
    )


@needs(Right.SUPERVISE)
def from_case(work: Work, file: CaseFile) -> AccountabilityForm:
    """What a case itself shows: late, asked for again and again, without notice or receipt."""
    case = file.case
    shown = reasons(file)
    handler = work.session.get(Account, case.handler)
    holder = handler.staff if handler is not None else None
    late = file.clock.current.state in _LATE
    happened = file.clock.current.due + timedelta(days=1) if late else local_date(case.received_at)
    return AccountabilityForm(
        happened_on=min(happened, local_date(work.now)),
        facts="；".join(one.why for one in shown) + ("。" if shown else ""),
        situations=sorted({one.situation for one in shown}),
        window=case.window,
        holders=[holder] if holder is not None else [],
        head=head_of(work, case.window),
        supervisor=supervisor(work),
        fault_kind=FaultKind.NEGLIGENCE if shown else None,
        case=case.id,
    )


def reasons(file: CaseFile) -> list[Reason]:
    """The situations a case shows by itself (ACC-03): S05, S06, S12, S13 (ACC-12). Pure."""
    case, today = file.case, file.facts.today
    if case.voided_at is not None or case.finished_elsewhere:
        return []
    found: list[Reason] = []
    asked = [e for e in file.events if e.happened is Happened.SUPPLEMENT_ASKED]
    if len(asked) >= 2:
        found.append(Reason("S05", f"材料补正告知了 {len(asked)} 次"))
    elif asked and local_date(asked[0].at) < today and not _issued(file.papers, _NOTICES):
        found.append(Reason("S05", "要求补正，没有出具一次性告知的通知单"))
    accepted = case.accepted_on
    if (
        accepted is not None
        and accepted < today
        and case.case_kind is not CaseKind.INSTANT
        and not _issued(file.papers, _RECEIPTS)
    ):
        found.append(Reason("S06", "受理后没有给申请人出具书面凭证"))
    late = [p.department for p in file.helping.unanswered if p.due_on and p.due_on < today]
    if late:
        found.append(Reason("S12", f"{'、'.join(dict.fromkeys(late))}逾期没有答复联办"))
    current = file.clock.current
    if current.state in _LATE:
        due = f"{current.due.year}年{current.due.month}月{current.due.day}日"
        found.append(Reason(OTHER, f"应在{due}前办结，没有按时办结"))
    return found


_NOTICES = (PaperKind.SUPPLEMENT_NOTICE, PaperKind.ONE_TIME_NOTICE)
_RECEIPTS = (
    PaperKind.RECEIPT,
    PaperKind.ACCEPTANCE_RECEIPT,
    PaperKind.ACCEPTANCE_NOTICE,
)


def _issued(papers: Iterable[Paper], kinds: Sequence[PaperKind]) -> bool:
    return any(one.valid and one.paper_kind in kinds for one in papers)


@needs(Right.SEE_OFFICE)
def head_of(work: Work, window: str) -> UUID | None:
    """Who answers for a window (HR-16): its head, or its A post where none is named."""
    found: ServiceWindow | None = next((w for w in windows(work) if w.name == window), None)
    return None if found is None else found.head or found.a_post


@needs(Right.SEE_OFFICE)
def supervisor(work: Work) -> UUID | None:
    """The superior proposed as jointly responsible (ACC-11): the leader in charge, or the first."""
    leaders = {one.leader_rank: one.id for one in reversed(staff(work)) if one.leader_rank}
    return leaders.get(IN_CHARGE) or leaders.get(CHIEF)
