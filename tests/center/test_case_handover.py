"""Who handles a case: the B post, handing over, a conflict of interest (LEAVE-20, CONF-05)."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from center.accounts import Account
from center.cases import handover, steps
from center.cases.actions import Action
from center.cases.handover import Cause
from center.cases.records import Case, Happened
from center.errors import Refused
from center.items import CaseKind
from center.journal import commit
from center.rights import Actor, Role
from center.staff import ServiceWindow, Staff
from tests.desk import COMMITTED, INSTANT, Desk, fields
from tests.offices import Office


def with_b_post(office: Office, window: str, login: str = "b_gang") -> Actor:
    """An account whose staff member is the B post of this window."""
    taker = office.actor(Role.WINDOW_CLERK, login=login)
    with office.work() as work:
        person = Staff(id=work.new_id(), station="QS", name=taker.name)
        work.session.add(person)
        work.session.get_one(Account, taker.account).staff = person.id
        known = select(ServiceWindow).where(ServiceWindow.name == window)
        found = work.session.scalars(known).first()
        if found is None:
            found = ServiceWindow(id=work.new_id(), station="QS", name=window)
            work.session.add(found)
        found.b_post = person.id
        commit(work)
    return taker


def b_post_of(desk: Desk, case: UUID) -> Account | None:
    with desk.office.store.read(desk.office.director) as work:
        return handover.b_post(work, work.session.get_one(Case, case))


def test_leave_20_the_b_post_takes_an_instant_case_on_its_day(either: Office) -> None:
    """No committed case, no refusal; the event says who acted for whom."""
    desk = Desk(either, either.actor(Role.WINDOW_CLERK, login="a_gang"))
    case = desk.open(INSTANT)
    taker = with_b_post(either, desk.case(case).window)
    with pytest.raises(Refused, match="B 岗") as told:
        desk.step(case, handover.convert, Cause.AWAY)
    assert fields(told.value) == ["cause"]
    desk.step(case, handover.to_b_post)
    stored = desk.case(case)
    assert (stored.handler, stored.handler_name) == (taker.account, taker.name)
    assert stored.case_kind is CaseKind.INSTANT
    event = desk.file(case).events[-1]
    assert event.happened is Happened.PASSED_ON
    assert (event.data["from_name"], event.data["to_name"]) == ("测试a_gang", "测试b_gang")
    assert event.data["b_post"] is True
    Desk(either, taker).step(case, steps.finish, steps.Outcome("办成"))


def test_ab_01_no_b_post_no_offer(qingshan: Office) -> None:
    """Nobody stands in for himself, a stopped account for nobody."""
    desk = Desk(qingshan)
    case = desk.open(INSTANT)
    assert b_post_of(desk, case) is None
    with pytest.raises(Refused, match="没有可以接手的 B 岗"):
        desk.step(case, handover.to_b_post)
    taker = with_b_post(qingshan, desk.case(case).window)
    found = b_post_of(desk, case)
    assert found is not None
    assert found.id == taker.account
    desk.step(case, handover.to_b_post)
    assert b_post_of(desk, case) is None


def test_a_case_is_handed_to_who_may_handle_it_and_with_a_reason(qingshan: Office) -> None:
    desk = Desk(qingshan)
    case = desk.to_acceptance(COMMITTED)
    due = desk.case(case).due_on
    inspector = qingshan.actor(Role.INSPECTOR)
    clerk = qingshan.actor(Role.WINDOW_CLERK)
    for to, reason, wrong in (
        (inspector.account, "岗位调整", "to"),
        (qingshan.director.account, "岗位调整", "to"),
        (clerk.account, " ", "reason"),
    ):
        with pytest.raises(Refused) as told:
            desk.step(case, handover.hand_over, to, reason)
        assert fields(told.value) == [wrong]
    desk.step(case, handover.hand_over, clerk.account, "岗位调整")
    assert (desk.case(case).handler, desk.case(case).due_on) == (clerk.account, due)
    assert desk.file(case).events[-1].data["b_post"] is False
    desk.step(case, steps.finish, steps.Outcome("办成"))
    assert "不能再移交" in desk.reason(case, Action.HAND_OVER)


def test_conf_05_a_conflict_stands_until_another_hand_takes_the_case(qingshan: Office) -> None:
    desk = Desk(qingshan)
    case = desk.open(COMMITTED)

    def conflict() -> bool:
        return handover.conflicted(desk.case(case), desk.file(case).events)

    assert not conflict()
    desk.step(case, handover.declare_conflict, "申请人是经办人的表弟")
    assert conflict()
    with pytest.raises(Refused, match="已经申报"):
        desk.step(case, handover.declare_conflict)
    clerk = qingshan.actor(Role.WINDOW_CLERK)
    desk.step(case, handover.hand_over, clerk.account, "与申请人有利害关系")
    assert not conflict()
