"""What 今日 follows up: replies owed by superiors, silence, results to be told, proposed points."""

from __future__ import annotations

from uuid import UUID

import pytest

from center import today
from center.cases import steps, upward
from center.cases.followed import Followed
from center.cases.listing import CaseFilter, count
from center.clock import State
from center.journal import commit
from center.rights import Actor, Role
from center.settings import set_value
from center.today import Waiting
from tests.desk import CARRIED, UPWARD, Desk, on
from tests.offices import Office


def seen(office: Office, waiting: Waiting, actor: Actor | None = None) -> list[tuple[UUID, str]]:
    """The rows of a short list, and that the list of cases counts the same."""
    with office.store.read(actor or office.director) as work:
        page = today.today(work, mine=False)
        assert page.counts[waiting] == len(page.lists[waiting])
        which = today.FOLLOWED.get(waiting)
        if which is not None:
            assert count(work, CaseFilter(followed=which)) == page.counts[waiting]
        return [(matter.record, matter.due) for matter in page.lists[waiting]]


def test_case_09_a_reply_is_asked_for_from_the_day_it_is_owed(either: Office) -> None:
    desk = Desk(either)
    case = desk.to_acceptance(UPWARD)
    desk.step(case, upward.send_up, "县民政局", reply_due_on=on("9-24"))
    desk.to("9-23")
    assert seen(either, Waiting.UPWARD) == []
    desk.to("9-24")
    assert seen(either, Waiting.UPWARD) == [(case, "今天应答复")]
    desk.to("9-27")
    assert seen(either, Waiting.UPWARD) == [(case, "9月24日 应已答复")]
    with either.store.read(either.director) as work:
        (matter,) = today.today(work, mine=True).lists[Waiting.UPWARD]
    assert matter.light is State.OVERDUE
    desk.step(case, upward.reply, "同意")
    assert seen(either, Waiting.UPWARD) == [(case, "上级已答复，待告知")]
    desk.step(case, upward.tell, "李青禾", "电话")
    assert seen(either, Waiting.UPWARD) == []


def test_case_10_silence_longer_than_the_parameter_is_noticed(qingshan: Office) -> None:
    """Seven days by default; a contact starts them anew; a carried case has its own."""
    desk = Desk(qingshan)
    case, carried = desk.to_acceptance(UPWARD), desk.to_acceptance(CARRIED)
    for one in (case, carried):
        desk.step(one, upward.send_up, "县民政局")
    desk.to("9-28", "23:59")
    assert seen(qingshan, Waiting.UPWARD) == []
    desk.to("9-29", "00:00")
    assert seen(qingshan, Waiting.UPWARD) == [(case, "8 天没有联系")]
    desk.step(case, upward.contact, "县民政局", "还在会审")
    assert seen(qingshan, Waiting.UPWARD) == []
    with qingshan.work() as work:
        set_value(work, "upward_contact_days", 1)
        commit(work)
    desk.to("10-1", "00:00")
    assert seen(qingshan, Waiting.UPWARD) == [(case, "2 天没有联系")]
    desk.step(case, steps.give_back, "申请人撤回")
    assert seen(qingshan, Waiting.UPWARD) == []


def test_perf_16_proposed_points_wait_for_who_may_approve(qingshan: Office) -> None:
    clerk = Desk(qingshan, qingshan.actor(Role.WINDOW_CLERK))
    case = clerk.open()
    clerk.supplement(case)
    clerk.step(case, steps.complete)
    clerk.supplement(case, reason="户口簿缺页", approver=qingshan.director.name)
    assert seen(qingshan, Waiting.PROPOSAL) == [(case, "测试window_clerk -5 分")]
    assert seen(qingshan, Waiting.PROPOSAL, clerk.actor) == []
    with qingshan.store.read(qingshan.director) as work:
        assert count(work, CaseFilter(followed=Followed.PROPOSAL, mine=True)) == 0
        assert today.count(work, Waiting.PROPOSAL, mine=True) == 1


@pytest.mark.parametrize("on_now, said", [(False, "已到期"), (True, "到期，可视为撤回")])
def test_a_lapsed_supplement_says_what_can_be_done(
    qingshan: Office, on_now: bool, said: str
) -> None:
    """The reminder before: the day by which the papers must come; after it what the office may."""
    desk = Desk(qingshan)
    with qingshan.work() as work:
        set_value(work, "deemed_withdrawal", on_now)
        commit(work)
    case = desk.open(received=[0])
    desk.supplement(case)
    assert seen(qingshan, Waiting.SUPPLEMENT) == [(case, "10月12日 前补齐")]
    desk.to("10-13")
    assert seen(qingshan, Waiting.SUPPLEMENT) == [(case, f"10月12日 {said}")]
