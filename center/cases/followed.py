"""What 今日 follows up beside the deadlines: superiors who owe a reply, points to be checked."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select

from center.cases.records import Case
from center.cases.upward import Dispatch
from center.clock import State
from center.items import CaseKind
from center.lights import Day, light_of
from center.lists import Condition, day_start
from center.proposals import Proposal, Verdict
from center.records import local_date
from center.rights import Right, needs
from center.settings import values
from center.storage import Work


class Followed(enum.StrEnum):
    """Why a case is followed up."""

    UPWARD = "上报待跟进"
    PROPOSAL = "扣分建议待核实"


Words = tuple[State | None, str]


@needs(Right.SEE)
def followed(work: Work, wanted: Followed, day: Day) -> list[Condition]:
    """The open cases whose superior must be asked or whose applicant must be told (CASE-09).

    A reply is asked for from the day it is owed, an upward case without contact after the
    parameter's days. Proposed points wait for those who may approve and for nobody else (D5).
    """
    if wanted is Followed.PROPOSAL:
        if not work.actor.may(Right.APPROVE):
            return [Case.id.is_(None)]
        checked = Proposal.state == Verdict.OPEN, Proposal.voided_at.is_(None)
        return [Case.id.in_(select(Proposal.case).where(*checked))]
    owed = and_(Dispatch.replied_at.is_(None), Dispatch.reply_due_on <= day.today)
    silent = and_(
        Dispatch.replied_at.is_(None), Dispatch.contacted_at < day_start(_since(work, day))
    )
    upward = and_(Case.case_kind == CaseKind.UPWARD, or_(silent, Dispatch.replied_at.is_not(None)))
    waiting = (
        select(Dispatch.case)
        .join(Case, Case.id == Dispatch.case)
        .where(
            Dispatch.told_at.is_(None),
            Dispatch.voided_at.is_(None),
            Case.ended_on.is_(None),
            or_(owed, upward),
        )
    )
    return [Case.ended_on.is_(None), Case.id.in_(waiting)]


def _since(work: Work, day: Day) -> date:
    """Who was contacted before this day has not been for longer than the parameter."""
    days = values(work.session, work.now).number("upward_contact_days")
    return day.today - timedelta(days=days)


@needs(Right.SEE)
def upward_words(work: Work, cases: Sequence[UUID], day: Day) -> dict[UUID, Words]:
    """What is to be done with each: the light of the reply owed, else the age of the contact."""
    query = select(Dispatch).where(
        Dispatch.case.in_(cases), Dispatch.told_at.is_(None), Dispatch.voided_at.is_(None)
    )
    found: dict[UUID, Words] = {}
    pressing = query.order_by(Dispatch.reply_due_on.is_(None), Dispatch.reply_due_on)
    for sent in work.session.scalars(pressing):
        found.setdefault(sent.case, _words(sent, day))
    return found


def _words(sent: Dispatch, day: Day) -> Words:
    if sent.replied_at is not None:
        return None, "上级已答复，待告知"
    due = sent.reply_due_on
    if due is not None and due <= day.today:
        light = light_of(due, due, None, day)
        late = "今天应答复" if due == day.today else f"{due.month}月{due.day}日 应已答复"
        return light, late
    age = (day.today - local_date(sent.contacted_at)).days
    return None, f"{age} 天没有联系"


@needs(Right.SEE)
def proposal_words(work: Work, cases: Sequence[UUID], _day: Day) -> dict[UUID, Words]:
    """Whom and how many points."""
    query = select(Proposal).where(
        Proposal.case.in_(cases), Proposal.state == Verdict.OPEN, Proposal.voided_at.is_(None)
    )
    return {
        one.case: (None, f"{one.name} {one.points} 分")
        for one in work.session.scalars(query.order_by(Proposal.made_at))
        if one.case is not None
    }
