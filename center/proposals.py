"""Proposed points (扣分建议): what the program noticed, until a person has checked it (D5)."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from center.complaints.records import Complaint
from center.errors import Problem, Refused
from center.records import Base, Record, link
from center.rights import Right, needs, visible
from center.secrecy import OFFICE
from center.storage import Work
from center.text import BLOCK_LIMIT, length_problems

_COMPLAINTS = f"{Complaint.__tablename__}.id"

POINTS = {"PERF-16": -5, "PERF-17": -5}
"""Points of each rule that is proposed, per time."""


class Verdict(enum.StrEnum):
    """What became of a proposal (核查结论)."""

    OPEN = "待核实"
    TRUE = "属实"
    FALSE = "不属实"


class Proposal(Record, Base):
    """Points proposed for a person under a rule; they count when confirmed.

    The person is an `account`, an entry of the `staff` list or both; the source is a `case` or a
    `complaint`. What comes of a secret matter is as secret as that.
    """

    __tablename__ = "proposals"
    kind = "proposal"

    rule: Mapped[str] = mapped_column(String(20))
    name: Mapped[str]
    points: Mapped[int] = mapped_column(Integer)
    why: Mapped[str]
    made_at: Mapped[datetime]
    account: Mapped[UUID | None] = mapped_column(link("accounts.id"), default=None)
    staff: Mapped[UUID | None] = mapped_column(link("staff.id"), default=None, index=True)
    case: Mapped[UUID | None] = mapped_column(link("cases.id"), default=None, index=True)
    complaint: Mapped[UUID | None] = mapped_column(link(_COMPLAINTS), default=None, index=True)
    audience: Mapped[str] = mapped_column(String(40), default=OFFICE)
    state: Mapped[Verdict] = mapped_column(default=Verdict.OPEN, index=True)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")


@needs(Right.SEE)
def propose(
    work: Work, rule: str, account: UUID | None, name: str, why: str, case: UUID | None = None
) -> Proposal:
    """Note what a rule suggests, whoever's step it follows from; nothing counts before `decide`."""
    proposal = Proposal(
        id=work.new_id(),
        station=work.station,
        rule=rule,
        account=account,
        name=name,
        points=POINTS[rule],
        why=why,
        made_at=work.now,
        case=case,
    )
    work.session.add(proposal)
    return proposal


@needs(Right.SEE)
def propose_of(
    work: Work, rule: str, complaint: Complaint, staff: UUID, account: UUID | None, name: str
) -> Proposal:
    """Note what a verified complaint suggests for somebody of the staff (PERF-17).

    It names the number alone, and has the complaint's audience: a secret one stays one.
    """
    why = f"投诉 {complaint.number} 核查属实，过错方为窗口工作人员"
    proposal = propose(work, rule, account, name, why)
    proposal.staff, proposal.complaint = staff, complaint.id
    proposal.audience = complaint.audience
    return proposal


@needs(Right.APPROVE)
def undecided(
    work: Work, case: UUID | None = None, complaint: UUID | None = None
) -> Sequence[Proposal]:
    """The proposals that wait for somebody who may approve, oldest first; of one source only."""
    query = select(Proposal).where(Proposal.state == Verdict.OPEN, Proposal.voided_at.is_(None))
    if case is not None:
        query = query.where(Proposal.case == case)
    if complaint is not None:
        query = query.where(Proposal.complaint == complaint)
    query = visible(query, work.actor).order_by(Proposal.made_at, Proposal.id)
    return work.session.scalars(query).all()


@needs(Right.SEE)
def withdraw(work: Work, complaint: Complaint, reason: str) -> int:
    """Void what a complaint suggested, checked or not: its verdict stands no more.

    Returns how many were voided.
    """
    query = select(Proposal).where(Proposal.complaint == complaint.id, Proposal.voided_at.is_(None))
    found = work.session.scalars(query).all()
    for one in found:
        one.voided_at, one.void_reason = work.now, reason
    return len(found)


@needs(Right.APPROVE)
def decide(work: Work, proposal: Proposal, verdict: Verdict, remark: str = "") -> None:
    """Say whether it was so (D5); a proposal that was not true needs the reason."""
    problems = list(length_problems("remark", "说明", remark, BLOCK_LIMIT))
    if proposal.voided_at is not None:
        raise Refused("这条扣分建议已经撤回，没有改动。")
    if proposal.state is not Verdict.OPEN:
        raise Refused("这条扣分建议已经核实过，没有改动。")
    if verdict is Verdict.OPEN:
        problems.append(Problem("verdict", "请选择核查结论"))
    if verdict is Verdict.FALSE and not remark.strip():
        problems.append(Problem("remark", "不属实的要写明原因"))
    if problems:
        raise Refused(problems)
    proposal.state, proposal.remark = verdict, remark.strip()
    proposal.decided_at, proposal.decided_by = work.now, work.actor.name
