"""Who decides which step of a slip: the title counts, not the right alone (LEAVE-01…10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from center.attendance import leave
from center.attendance.approvers import (
    Signature,
    decide,
    enter_signed,
    mine_to_approve,
    titles,
    to_approve,
)
from center.attendance.away import pressing, waits
from center.attendance.records import Leave, LeaveStatus
from center.errors import Refused
from center.journal import commit
from center.rights import Actor, Role
from center.settings import set_value
from tests.keeping import DAY, Hall, full, furnished
from tests.offices import Office


@pytest.fixture
def hall(qingshan: Office) -> Hall:
    return furnished(qingshan)


def asked(hall: Hall, days: int = 2, **changes: object) -> UUID:
    """A slip of more than a day, so that all three levels decide."""
    with hall.office.work() as work:
        slip = leave.ask(work, hall.form(span=full(DAY, DAY + timedelta(days=days - 1)), **changes))
        commit(work)
        return slip.id


def decided(hall: Hall, slip: UUID, actor: Actor, *, approved: bool = True) -> Leave:
    with hall.office.work(actor) as work:
        found = work.session.get_one(Leave, slip)
        decide(work, found, approved=approved)
        commit(work)
        return found


def test_leave_06_each_step_is_decided_by_who_holds_its_title(hall: Hall) -> None:
    """LEAVE-04…06: the section head, the leader in charge, the head of the office, in turn."""
    slip = asked(hall)
    chief = hall.leader("林镇长")
    with pytest.raises(Refused, match="站所（窗口）负责人（陆站长）审批"):
        decided(hall, slip, chief)
    assert decided(hall, slip, hall.leader("陆站长")).status is LeaveStatus.ASKED
    with pytest.raises(Refused, match="分管领导（江副镇长）"):
        decided(hall, slip, hall.leader("陆站长"))
    decided(hall, slip, hall.leader("江副镇长"))
    assert decided(hall, slip, chief).status is LeaveStatus.APPROVED
    with hall.office.work() as work:
        names = [step.approver_name for step in leave.steps_of(work, slip)]
    assert names == ["陆站长", "江副镇长", "林镇长"]


def test_leave_01_a_title_is_enough_and_the_right_alone_is_not(hall: Hall) -> None:
    """A section head whose account is a clerk's decides; a deputy of another post does not."""
    slip = asked(hall, 1)
    deputy = hall.office.actor(Role.DEPUTY)
    with pytest.raises(Refused, match="由站所（窗口）负责人（陆站长）审批"):
        decided(hall, slip, deputy)
    clerk = replace(hall.office.actor(Role.WINDOW_CLERK), staff=hall.people["陆站长"])
    decided(hall, slip, clerk)


def test_leave_01_nobody_decides_his_own_slip(hall: Hall) -> None:
    """Even where the office made him the deputy of the next level."""
    with hall.office.work() as work:
        set_value(work, "leave_deputies", ["分管领导：陆站长"])
        commit(work)
    slip = asked(hall, 1, staff=hall.people["陆站长"])
    with pytest.raises(Refused, match="不能审批自己的请假"):
        decided(hall, slip, hall.leader("陆站长"))
    decided(hall, slip, hall.leader("江副镇长"))


@pytest.mark.parametrize("line", ["分管领导：程雨桐", "分管领导:003"])
def test_leave_05_a_named_deputy_decides_and_it_is_told(hall: Hall, line: str) -> None:
    with hall.office.work() as work:
        set_value(work, "leave_deputies", [line, "没有冒号的一行"])
        commit(work)
    slip = asked(hall, 1)
    decided(hall, slip, hall.leader("陆站长"))
    decided(hall, slip, hall.leader("程雨桐"))
    with hall.office.work() as work:
        last = leave.steps_of(work, slip)[-1]
    assert (last.approver_name, last.remark) == ("程雨桐", "代分管领导审批")


def test_leave_10_the_superior_authority_signs_on_paper_alone(hall: Hall) -> None:
    slip = asked(hall, 1, staff=hall.people["林镇长"])
    with pytest.raises(Refused, match="上级机关审批，签字后请由考勤员录入"):
        decided(hall, slip, hall.leader("江副镇长"))
    with hall.office.work() as work:
        found = work.session.get_one(Leave, slip)
        enter_signed(work, found, [Signature("周县长", DAY)])
        assert found.status is LeaveStatus.APPROVED


def test_leave_01_a_paper_bears_the_names_of_who_may_sign(hall: Hall) -> None:
    slip = asked(hall, 1)
    with hall.office.work() as work:
        found = work.session.get_one(Leave, slip)
        with pytest.raises(Refused) as refused:
            enter_signed(work, found, [Signature("陆站长", DAY), Signature("林镇长", DAY)])
        (problem,) = refused.value.problems
        assert problem.field == "signer1"
        assert "应由分管领导（江副镇长）签字" in problem.message
        assert [step.approved for step in leave.steps_of(work, slip)] == [None, None]
        enter_signed(work, found, [Signature("陆站长", DAY), Signature("江副镇长", DAY)])
        assert found.status is LeaveStatus.APPROVED


def test_leave_01_where_nobody_holds_a_title_who_approves_exceptions_may(hall: Hall) -> None:
    """An office that has not said who leads it is not stuck."""
    with hall.office.work() as work:
        for name in ("江副镇长", "陆站长"):
            hall.person(work, name).active = False
        commit(work)
    slip = asked(hall, 1)
    with pytest.raises(Refused):
        decided(hall, slip, hall.office.actor(Role.WINDOW_CLERK))
    decided(hall, slip, hall.office.director)
    assert decided(hall, slip, hall.office.director).status is LeaveStatus.APPROVED


def test_a_post_called_like_the_title_comes_before_the_rank(hall: Hall) -> None:
    """主要领导 is both chiefs; an office that writes 镇长 means one of them."""
    with hall.office.work() as work:
        hall.person(work, "江副镇长").leader_rank = "正职"
        work.session.flush()
        assert {one.name for one in titles(work).holders("主要领导")} == {"林镇长", "江副镇长"}
        set_value(work, "leave_approvers", ["站所（窗口）负责人", "分管领导", "镇长"])
        work.session.flush()
        assert [one.name for one in titles(work).holders("镇长")] == ["林镇长"]


def test_att_13_today_counts_only_what_waits_for_this_approver(hall: Hall) -> None:
    slip = asked(hall, 1)
    for name, mine in (("陆站长", 1), ("江副镇长", 0), ("林镇长", 0)):
        with hall.office.work(hall.leader(name)) as work:
            assert len(mine_to_approve(work)) == waits(work).to_approve == pressing(work) == mine
            assert len(to_approve(work)) == 1
    decided(hall, slip, hall.leader("陆站长"))
    with hall.office.work(hall.leader("江副镇长")) as work:
        assert [one.id for one in mine_to_approve(work)] == [slip]
