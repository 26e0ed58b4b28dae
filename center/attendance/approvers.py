"""Who holds a title of the approval chain; a slip decided step by step by them (LEAVE-01…10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from center.attendance.chains import needs_medical_record
from center.attendance.leave import steps_of
from center.attendance.records import Leave, LeaveStatus, LeaveStep
from center.errors import Problem, Refused
from center.records import local_date
from center.rights import Actor, Right, needs, visible
from center.roster.records import CHIEF, IN_CHARGE
from center.settings import values
from center.staff import Staff, staff
from center.storage import Work
from center.text import clean_line

RANKS = ("", IN_CHARGE, CHIEF)
"""What makes a leader of each level; the lowest are section heads by their post."""
NO_OWN = "不能审批自己的请假，请由别的领导审批"


@dataclass(frozen=True, slots=True)
class Titles:
    """The chain's titles from low to high, who works here, and who stands in for a title."""

    titles: Sequence[str]
    heads: frozenset[str]
    deputies: Mapping[str, frozenset[str]]
    people: Sequence[Staff]

    def holders(self, title: str) -> list[Staff]:
        """Who holds a title: whoever's post is called so, else everybody of its level.

        The level tells: section heads by their post, leaders by their rank. None for a title that
        is not of this office (上级机关).
        """
        named = [one for one in self.people if one.post == title]
        if named or title not in self.titles:
            return named
        level = self.titles.index(title)
        rank = RANKS[level] if level < len(RANKS) else title
        if rank:
            return [one for one in self.people if one.leader_rank == rank]
        return [one for one in self.people if one.post in self.heads and not one.leader_rank]

    def standing_in(self, title: str) -> list[Staff]:
        """Who may decide in their place, by the setting; a number tells namesakes apart."""
        named = self.deputies.get(title, frozenset())
        return [one for one in self.people if one.name in named or one.staff_number in named]

    def who(self, title: str, applicant: UUID) -> str:
        """A title with the names behind it, as it is told to whoever may not decide."""
        names = [one.name for one in self.holders(title) if one.id != applicant]
        names += [f"{one.name}代" for one in self.standing_in(title) if one.id != applicant]
        return f"{title}（{'、'.join(dict.fromkeys(names))}）" if names else title

    def against(self, title: str, applicant: UUID, actor: Actor) -> str:
        """Why this actor may not decide the step of a title; empty when he may.

        Where nobody holds a title of this office, whoever approves exceptions may.
        """
        able = [*self.holders(title), *self.standing_in(title)]
        if any(_is(one, actor) and one.id == applicant for one in self.people):
            return NO_OWN
        if any(_is(one, actor) for one in able):
            return ""
        if not able and title in self.titles and actor.may(Right.APPROVE):
            return ""
        if title not in self.titles and not able:
            return f"这一步由{title}审批，签字后请由考勤员录入"
        return f"这一步由{self.who(title, applicant)}审批"

    def stands_in(self, title: str, actor: Actor) -> bool:
        """Whether this actor decides for somebody else."""
        if any(_is(one, actor) for one in self.holders(title)):
            return False
        return any(_is(one, actor) for one in self.standing_in(title))

    def signs(self, title: str, applicant: UUID, name: str) -> bool:
        """Whether a signature on paper can be of this step; any where nobody holds it."""
        able = [*self.holders(title), *self.standing_in(title)]
        return not able or any(one.name == name and one.id != applicant for one in able)


@needs(Right.SEE_OFFICE)
def titles(work: Work) -> Titles:
    """The titles as the office has them now."""
    settings = values(work.session, work.now)
    deputies: dict[str, set[str]] = {}
    for line in settings.lines("leave_deputies"):
        title, colon, name = line.replace(":", "：").partition("：")
        if colon and name.strip():
            deputies.setdefault(title.strip(), set()).add(name.strip())
    return Titles(
        titles=tuple(settings.lines("leave_approvers")),
        heads=frozenset(settings.lines("section_heads")),
        deputies={title: frozenset(names) for title, names in deputies.items()},
        people=staff(work),
    )


def reason_against(known: Titles, leave: Leave, chain: Sequence[LeaveStep], actor: Actor) -> str:
    """Why this actor may not decide a slip now; empty when its next step is his."""
    if leave.status is not LeaveStatus.ASKED:
        return f"这张请假单{leave.status.value}，不用再批"
    waiting = next((step for step in chain if step.approved is None), None)
    if waiting is None:
        return "这张请假单没有等待审批的环节"
    return known.against(waiting.approver_role, leave.staff, actor)


@needs(Right.SEE_OFFICE)
def decide(work: Work, leave: Leave, *, approved: bool, remark: str = "") -> None:
    """Decide the next step of a slip in the approver's own name (LEAVE-01).

    Only who holds the step's title may, or who is named to stand in; refused for all others with
    who must (LEAVE-04…10).
    """
    known, chain_ = titles(work), steps_of(work, leave.id)
    if reason := reason_against(known, leave, chain_, work.actor):
        raise Refused([Problem("status", reason)])
    title = next(step.approver_role for step in chain_ if step.approved is None)
    if known.stands_in(title, work.actor):
        remark = "；".join(part for part in (f"代{title}审批", clean_line(remark)) if part)
    _decide(work, leave, work.actor.name, work.now, approved=approved, remark=remark)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature on a paper slip: who, on what day."""

    name: str
    on: date


@needs(Right.KEEP_ATTENDANCE)
def enter_signed(work: Work, leave: Leave, signatures: Sequence[Signature]) -> None:
    """Enter the signatures of a slip that was signed on paper, one for every step.

    A signature is of somebody who holds the step's title or stands in for it.
    """
    steps, known = steps_of(work, leave.id), titles(work)
    if len(signatures) != len(steps):
        raise Refused([Problem("signatures", f"这张请假单要 {len(steps)} 级签字，请逐级填写")])
    problems: list[Problem] = []
    for place, (signature, step) in enumerate(zip(signatures, steps, strict=True)):
        name, title = clean_line(signature.name), step.approver_role
        if not name:
            problems.append(Problem(f"signer{place}", "请填写签字人"))
        elif not known.signs(title, leave.staff, name):
            said = f"{name}不能签这一步，应由{known.who(title, leave.staff)}签字"
            problems.append(Problem(f"signer{place}", said))
        if signature.on > local_date(work.now):
            problems.append(Problem("signatures", "签字日期不能晚于今天"))
    if problems:
        raise Refused(problems)
    for signature in signatures:
        _decide(
            work, leave, clean_line(signature.name), work.now, approved=True, remark="纸质请假单"
        )
    leave.on_paper = True
    leave.formalities_on = local_date(work.now)


@needs(Right.SEE_OFFICE)
def to_approve(work: Work) -> list[Leave]:
    """The slips that wait for an approver, those that begin first first (LEAVE-01)."""
    query = select(Leave).where(Leave.status == LeaveStatus.ASKED, Leave.voided_at.is_(None))
    return list(work.session.scalars(visible(query, work.actor).order_by(Leave.first, Leave.id)))


@needs(Right.SEE_OFFICE)
def mine_to_approve(work: Work) -> list[Leave]:
    """The slips whose next step is this actor's to decide, those that begin first first."""
    slips = to_approve(work)
    if not slips:
        return []
    query = select(LeaveStep).where(
        LeaveStep.leave.in_([one.id for one in slips]), LeaveStep.voided_at.is_(None)
    )
    chains: dict[UUID, list[LeaveStep]] = {}
    for step in work.session.scalars(query.order_by(LeaveStep.position)):
        chains.setdefault(step.leave, []).append(step)
    known = titles(work)
    return [one for one in slips if not reason_against(known, one, chains[one.id], work.actor)]


def _decide(
    work: Work, leave: Leave, name: str, at: datetime, *, approved: bool, remark: str
) -> None:
    if leave.status is not LeaveStatus.ASKED:
        raise Refused([Problem("status", f"这张请假单{leave.status.value}，不用再批")])
    waiting = [step for step in steps_of(work, leave.id) if step.approved is None]
    if not waiting:
        raise Refused([Problem("status", "这张请假单没有等待审批的环节")])
    if approved and needs_medical_record(leave.leave_type, leave.half_days):
        if not leave.medical_record:
            raise Refused([Problem("medical_record", "病假三天以上要有医院病历证明，请先核对")])
    step = waiting[0]
    step.approved, step.approver_name = approved, name
    step.decided_at, step.remark = at, clean_line(remark)
    if not approved:
        leave.status = LeaveStatus.REFUSED
    elif len(waiting) == 1:
        leave.status = LeaveStatus.APPROVED


def _is(person: Staff, actor: Actor) -> bool:
    """Whether an account is a person's; one that is linked to nobody goes by its name."""
    return person.id == actor.staff if actor.staff is not None else person.name == actor.name
