"""Who handles a case: converting, handing over, the B post, a conflict of interest.

An instant item stays one while the handler is away: the B post takes it (LEAVE-20, AB-02, CONF-05).
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from center.accounts import Account, actor_of
from center.cases.actions import Action, CaseFacts, state_against
from center.cases.events import moment, must_be_filled, must_be_lawful, must_not_be_endless, record
from center.cases.file import derive, file_of
from center.cases.records import CLOSED, Case, CaseEvent, Happened
from center.errors import Problem, Refused
from center.items import CaseKind
from center.records import local_date
from center.rights import Right, needs, visible
from center.staff import ServiceWindow
from center.storage import Work


class Cause(enum.StrEnum):
    """Why an instant case cannot be finished on the spot; the last one is never a cause."""

    SURVEY = "需要入户或现场核查"
    CHECK = "信息要到上级部门核实"
    SYSTEM = "系统或设备故障"
    APPLICANT = "申请人要求改天"
    OTHER = "其他"
    AWAY = "经办人不在岗"


ABSENCE_WORDS = ("人不在", "人员不在", "不在岗", "请假", "外出", "休假", "开会", "出差")
"""户籍不在本镇 is a reason, 经办人不在 is none."""
AWAY = "经办人不在不能作为理由，请由 B 岗当场办理"


def absence_problems(field: str, text: str) -> list[Problem]:
    """The handler's absence is no reason to put an applicant off (LEAVE-20)."""
    return [Problem(field, AWAY)] if any(word in text for word in ABSENCE_WORDS) else []


@needs(Right.HANDLE_CASES)
def convert(
    work: Work, case: Case, cause: Cause, remark: str = "", at: datetime | None = None
) -> None:
    """Turn an instant case into a committed one (CASE-01); 其他 needs a remark.

    Refused where the handler is away (LEAVE-20): the B post is there for that.
    """
    facts = must_be_lawful(work, case, Action.CONVERT)
    if cause is Cause.AWAY:
        raise Refused([Problem("cause", AWAY)])
    if cause is Cause.OTHER:
        must_be_filled(remark=(remark, "请写明为什么不能当场办结"))
    must_not_be_endless(remark=remark)
    if problems := absence_problems("remark", remark):
        raise Refused(problems)
    case.case_kind = CaseKind.COMMITTED
    said = "：".join(word for word in (cause.value, remark.strip()) if word)
    record(work, case, Happened.CONVERTED, moment(work, case, facts, at), said)
    derive(work, case)


@needs(Right.SEE)
def takers(work: Work, case: Case) -> Sequence[Account]:
    """The colleagues a case can be handed to, by name."""
    query = select(Account).where(
        Account.voided_at.is_(None), Account.active, Account.id != case.handler
    )
    found = work.session.scalars(visible(query, work.actor).order_by(Account.name, Account.id))
    return [one for one in found if actor_of(one).may(Right.HANDLE_CASES)]


@needs(Right.SEE)
def b_post(work: Work, case: Case) -> Account | None:
    """The account of the B post of the case's window (AB-01); None while it handles the case."""
    if case.voided_at is not None or case.status in CLOSED:
        return None
    window = select(ServiceWindow.b_post).where(
        ServiceWindow.name == case.window,
        ServiceWindow.voided_at.is_(None),
        ServiceWindow.active,
    )
    person = work.session.scalars(window).first()
    if person is None:
        return None
    return next((one for one in takers(work, case) if one.staff == person), None)


@needs(Right.HANDLE_CASES)
def hand_over(work: Work, case: Case, to: UUID, reason: str, at: datetime | None = None) -> None:
    """Hand a case to another handler; the event keeps who had it and who acts for whom (AB-02)."""
    _pass_on(work, case, must_be_lawful(work, case, Action.HAND_OVER, at), to, reason, at)


@needs(Right.HAND_OVER)
def hand_over_for_leave(work: Work, case: Case, to: UUID, absent: str, reason: str) -> None:
    """Hand a case of somebody who goes on leave to who stands in (LEAVE-15).

    It stays on the case that he acts for `absent` (AB-04).
    """
    facts = replace(file_of(work, case).facts, today=local_date(work.now))
    if against := state_against(Action.HAND_OVER, facts):
        raise Refused(f"现在不能移交：{against}。")
    _pass_on(work, case, facts, to, reason, None, instead_of=absent)


def _pass_on(
    work: Work,
    case: Case,
    facts: CaseFacts,
    to: UUID,
    reason: str,
    at: datetime | None,
    **told: str,
) -> None:
    must_be_filled(reason=(reason, "请写明移交原因"))
    taker = next((one for one in takers(work, case) if one.id == to), None)
    if taker is None:
        raise Refused([Problem("to", "请选择接手的人，要有办理办件的权限")])
    substitute = b_post(work, case)
    data = {
        "from": case.handler.hex,
        "from_name": case.handler_name,
        "to": taker.id.hex,
        "to_name": taker.name,
        "b_post": substitute is not None and substitute.id == taker.id,
        **told,
    }
    case.handler, case.handler_name = taker.id, taker.name
    record(work, case, Happened.PASSED_ON, moment(work, case, facts, at), reason.strip(), data)


@needs(Right.HANDLE_CASES)
def to_b_post(work: Work, case: Case, reason: str = "经办人不在岗，由 B 岗办理") -> None:
    """Let the B post go on with a case (LEAVE-20)."""
    taker = b_post(work, case)
    if taker is None:
        raise Refused("这个窗口没有可以接手的 B 岗，没有移交。请先在设置里定 B 岗，或移交他人。")
    hand_over(work, case, taker.id, reason)


@needs(Right.HANDLE_CASES)
def declare_conflict(work: Work, case: Case, remark: str = "", at: datetime | None = None) -> None:
    """Tick that the handler is related to the applicant (CONF-05); the B post should take it."""
    facts = must_be_lawful(work, case, Action.CONFLICT, at)
    must_not_be_endless(remark=remark)
    if conflicted(case, facts.events):
        raise Refused("已经申报过利害关系，没有改动。请把这件交给 B 岗或移交他人。")
    data = {"handler": case.handler.hex, "handler_name": case.handler_name}
    record(work, case, Happened.CONFLICT, moment(work, case, facts, at), remark.strip(), data)


def conflicted(case: Case, events: Sequence[CaseEvent]) -> bool:
    """Whether who handles the case now has declared a conflict of interest (CONF-05)."""
    return case.status not in CLOSED and any(
        e.happened is Happened.CONFLICT and e.data.get("handler") == case.handler.hex
        for e in events
    )
