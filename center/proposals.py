"""Proposed points (扣分建议): what the program noticed, until a person has checked it (D5)."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from center.errors import Problem, Refused
from center.records import Base, Record, link
from center.rights import Right, needs, visible
from center.storage import Work
from center.text import BLOCK_LIMIT, length_problems

POINTS = {"PERF-16": -5, "PERF-17": -5}
"""Points of each rule that is proposed, per time."""


class Verdict(enum.StrEnum):
    """What became of a proposal (核查结论)."""

    OPEN = "待核实"
    TRUE = "属实"
    FALSE = "不属实"


class Proposal(Record, Base):
    """Points proposed for `account` under a rule, with their source; they count when confirmed."""

    __tablename__ = "proposals"
    kind = "proposal"

    rule: Mapped[str] = mapped_column(String(20))
    account: Mapped[UUID] = mapped_column(link("accounts.id"))
    name: Mapped[str]
    points: Mapped[int] = mapped_column(Integer)
    why: Mapped[str]
    made_at: Mapped[datetime]
    case: Mapped[UUID | None] = mapped_column(link("cases.id"), default=None, index=True)
    state: Mapped[Verdict] = mapped_column(default=Verdict.OPEN, index=True)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")


@needs(Right.SEE)
def propose(
    work: Work, rule: str, account: UUID, name: str, why: str, case: UUID | None = None
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


@needs(Right.APPROVE)
def undecided(work: Work, case: UUID | None = None) -> Sequence[Proposal]:
    """The proposals that wait for somebody who may approve, oldest first; of one case only."""
    query = select(Proposal).where(Proposal.state == Verdict.OPEN, Proposal.voided_at.is_(None))
    if case is not None:
        query = query.where(Proposal.case == case)
    query = visible(query, work.actor).order_by(Proposal.made_at, Proposal.id)
    return work.session.scalars(query).all()


@needs(Right.APPROVE)
def decide(work: Work, proposal: Proposal, verdict: Verdict, remark: str = "") -> None:
    """Say whether it was so (D5); a proposal that was not true needs the reason."""
    problems = list(length_problems("remark", "说明", remark, BLOCK_LIMIT))
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
