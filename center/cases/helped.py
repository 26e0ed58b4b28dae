"""Which cases wait for those who help: conditions of the lists, rows of 今日 (S07, S12)."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from center.calendar import spoken
from center.cases.agency import TOUCHED, contact_words, last_contacts, silent_since
from center.cases.helping import Agency, JointPart, Undertaking
from center.cases.joint import parts_of
from center.cases.records import Case, CaseEvent, CaseMaterial
from center.clock import State
from center.lights import Day, light_of
from center.lists import day_start
from center.rights import Right, needs
from center.settings import values
from center.storage import Work


class Helped(enum.StrEnum):
    """What a list of cases shows of joint, carried and tolerated ones."""

    MINE = "联办待我办"
    WAITING = "联办等答复"
    LATE = "联办逾期"
    JOINT = "联办件"
    STALE = "代办久未联系"
    AGENCY = "帮办代办"
    ENTERPRISE = "招商企业代办"
    PROMISE_DUE = "容缺将到期"
    PROMISED = "容缺待补"


def helped(work: Work, wanted: Helped, day: Day) -> list[ColumnElement[bool]]:
    """The cases of one kind. 联办待我办: one waits for my answer, or I lead and one is late."""
    match wanted:
        case Helped.JOINT:
            return [Case.id.in_(select(JointPart.case).where(JointPart.voided_at.is_(None)))]
        case Helped.AGENCY:
            return [Case.id.in_(select(Agency.case).where(Agency.voided_at.is_(None)))]
        case Helped.ENTERPRISE:
            carried = and_(Agency.enterprise, Agency.voided_at.is_(None))
            return [Case.id.in_(select(Agency.case).where(carried))]
        case Helped.MINE:
            me = _me(work)
            answer = Case.id.in_(select(JointPart.case).where(_asked(), JointPart.handler.in_(me)))
            lead = and_(Case.handler.in_(me), _late(day))
            return [Case.ended_on.is_(None), or_(answer, lead)]
        case Helped.WAITING:
            asked = select(JointPart.case).where(_asked())
            return [Case.ended_on.is_(None), Case.id.in_(asked)]
        case Helped.LATE:
            return [Case.ended_on.is_(None), _late(day)]
        case Helped.STALE:
            return [Case.ended_on.is_(None), _stale(work, day)]
        case Helped.PROMISED:
            return [Case.ended_on.is_(None), _owed(None)]
        case Helped.PROMISE_DUE:
            return [Case.ended_on.is_(None), _owed(day.soon)]


def _asked() -> ColumnElement[bool]:
    return and_(
        JointPart.voided_at.is_(None),
        JointPart.sent_on.is_not(None),
        JointPart.replied_on.is_(None),
        JointPart.excused_on.is_(None),
    )


def _late(day: Day) -> ColumnElement[bool]:
    return Case.id.in_(select(JointPart.case).where(_asked(), JointPart.due_on < day.today))


def edge_of(work: Work, day: Day) -> date:
    """Who was last contacted before this day is contacted too seldom, by the setting."""
    days = values(work.session, work.now).number("agency_contact_days")
    return silent_since(day.today, day.calendar, days)


def _stale(work: Work, day: Day) -> ColumnElement[bool]:
    edge = edge_of(work, day)
    touched = select(CaseEvent.case).where(
        CaseEvent.case == Case.id,
        CaseEvent.happened.in_(TOUCHED),
        CaseEvent.at >= day_start(edge),
        CaseEvent.voided_at.is_(None),
    )
    carried = select(Agency.case).where(Agency.voided_at.is_(None), Agency.entrusted_on < edge)
    return and_(Case.id.in_(carried), ~touched.exists())


def _owed(until: date | None) -> ColumnElement[bool]:
    promised = select(Undertaking.case).where(
        Undertaking.voided_at.is_(None), Undertaking.excused_on.is_(None)
    )
    if until is not None:
        promised = promised.where(Undertaking.promised_on <= until)
    missing = select(CaseMaterial.id).where(
        CaseMaterial.case == Case.id,
        CaseMaterial.voided_at.is_(None),
        CaseMaterial.received_on.is_(None),
    )
    return and_(Case.id.in_(promised), missing.exists())


# --- in words -------------------------------------------------------------------------------------

Words = dict[UUID, tuple[State | None, str]]


@needs(Right.SEE)
def joint_words(work: Work, cases: Sequence[UUID], day: Day) -> Words:
    """For each case the light of its most pressing department, and by when the answer is owed."""
    found: Words = {}
    for case, part in _pressing(work, cases, day).items():
        due = part.due_on or day.today
        when = f"{_short(due)} 应已答复" if due < day.today else f"{_short(due)} 前答复"
        words = "今天答复" if due == day.today else when
        found[case] = (light_of(due, due, None, day), words)
    return found


@needs(Right.SEE)
def joint_about(work: Work, cases: Sequence[UUID], day: Day) -> dict[UUID, str]:
    """For each case who owes what: 等我答复, or the department."""
    me = _me(work)
    return {
        case: f"{'等我答复' if part.handler in me else part.department}：{part.matter}"
        for case, part in _pressing(work, cases, day).items()
    }


def _pressing(work: Work, cases: Sequence[UUID], day: Day) -> dict[UUID, JointPart]:
    """For each case the department that owes its answer: mine first, then what is due first."""
    me = _me(work)
    found: dict[UUID, JointPart] = {}
    for case, parts in parts_of(work, cases).items():
        asked = [part for part in parts if part.sent_on is not None and part.waiting]
        if asked:
            found[case] = min(asked, key=lambda p: (p.handler not in me, p.due_on or day.today))
    return found


def _me(work: Work) -> set[UUID]:
    return {one for one in (work.actor.account, work.actor.acting_for) if one is not None}


@needs(Right.SEE)
def agency_words(work: Work, cases: Sequence[UUID], day: Day) -> Words:
    """For each carried case its agent and how long ago the last contact was."""
    return {
        case: (None, f"{agency.agent}　{contact_words(last, agency.entrusted_on, day.today)}")
        for case, (agency, last) in last_contacts(work, cases).items()
    }


@needs(Right.SEE)
def promise_words(work: Work, cases: Sequence[UUID], day: Day) -> Words:
    """For each case accepted on a promise: its light, and by when the materials come."""
    query = select(Undertaking.case, Undertaking.promised_on).where(
        Undertaking.case.in_(cases), Undertaking.voided_at.is_(None)
    )
    found: Words = {}
    for case, due in work.session.execute(query):
        words = f"{_short(due)} 已到期" if due < day.today else f"{_short(due)} 前补齐"
        found[case] = (light_of(due, due, None, day), words)
    return found


def _short(day: date) -> str:
    return spoken(day).partition("年")[2].partition("（")[0]
