"""The green channel, deemed withdrawal, and points proposed for a second notice."""

from __future__ import annotations

import pytest

from center import proposals
from center.cases import green, steps
from center.cases.actions import Action, offered
from center.cases.limits import handling_limit
from center.cases.listing import CaseFilter, page
from center.cases.papers import reason_against
from center.cases.records import GreenReason, Happened, Status
from center.clock import Unit
from center.errors import NotAllowed, Refused
from center.journal import commit
from center.papers import PaperKind
from center.proposals import Verdict
from center.rights import Role
from center.settings import set_value
from tests.desk import COMMITTED, INSTANT, Desk, fields, on
from tests.offices import Office


@pytest.fixture
def desk(qingshan: Office) -> Desk:
    return Desk(qingshan)


def setting(office: Office, name: str, value: object) -> None:
    with office.work() as work:
        set_value(work, name, value)
        commit(work)


# --- 绿色通道 -------------------------------------------------------------------------------


def test_case_15_the_limit_of_the_green_channel(either: Office) -> None:
    """Parameter green_channel_limit: one working day from acceptance; out of it, ten again."""
    desk = Desk(either)
    case = desk.to_acceptance(COMMITTED)
    assert desk.case(case).due_on == on("10-12")
    desk.step(case, green.list_green, GreenReason.FRAIL, "行动不便")
    assert desk.case(case).due_on == on("9-22")
    clock = desk.file(case).clock.handling
    assert clock is not None
    assert "绿色通道" in "".join(clock.explanation) or clock.due == on("9-22")
    with pytest.raises(Refused, match="已经列入"):
        desk.step(case, green.list_green, GreenReason.FRAIL)
    with either.store.read(either.director) as work:
        rows = page(work, CaseFilter(green=GreenReason.FRAIL))
        assert [row.id for row in rows] == [case]
        assert [row.id for row in page(work, CaseFilter(any_green=True))] == [case]
        assert page(work, CaseFilter(green=GreenReason.MILITARY)) == []
        assert rows[0].green is GreenReason.FRAIL
    desk.step(case, green.make_ordinary, "不再紧急")
    assert desk.case(case).due_on == on("10-12")
    happened = [e.happened for e in desk.file(case).events][-2:]
    assert happened == [Happened.GREEN, Happened.ORDINARY]


def test_case_15_a_shorter_limit_stays_and_a_late_listing_is_refused(desk: Desk) -> None:
    """An instant case ends on its day all the same; what would be overdue at once is not listed."""
    instant = desk.open(INSTANT)
    desk.step(instant, green.list_green, GreenReason.EMERGENCY)
    file = desk.file(instant)
    assert handling_limit(file.case, file.item, file.settings).unit is Unit.SAME_DAY
    case = desk.to_acceptance(COMMITTED)
    desk.to("9-23")
    with pytest.raises(Refused, match="立即超期"):
        desk.step(case, green.list_green, GreenReason.FRAIL)
    assert desk.case(case).green is None
    with pytest.raises(Refused) as told:
        desk.step(desk.open(COMMITTED), green.list_green, GreenReason.OTHER)
    assert fields(told.value) == ["remark"]


def test_case_15_its_own_numbers_beside_the_ordinary_ones(desk: Desk) -> None:
    quick, slow, waiting = (desk.to_acceptance(COMMITTED) for _ in range(3))
    desk.step(quick, green.list_green, GreenReason.MILITARY)
    desk.step(quick, steps.finish, steps.Outcome("办成"))
    desk.paper(slow)
    desk.to("9-25")
    desk.step(slow, steps.finish, steps.Outcome("办成"))
    assert desk.case(waiting).finished_at is None
    with desk.office.store.read(desk.office.director) as work:
        own, others = green.speeds(work, on("9-1"), on("9-30"))
        none, _ = green.speeds(work, on("8-1"), on("8-31"))
    assert (own.received, own.finished, own.days) == (1, 1, 0.0)
    assert (others.received, others.finished) == (2, 1)
    assert others.days == 3.0  # 9月25日 is a holiday
    assert none.days is None


# --- 逾期不补正视为撤回 ---------------------------------------------------------------------


def test_deemed_withdrawal_only_where_the_office_switched_it_on(desk: Desk) -> None:
    """Off by default: then the action is not even offered."""
    case = desk.open(received=[0])
    desk.supplement(case)
    desk.to("10-13")
    facts = desk.file(case).facts
    assert not offered(Action.WITHDRAW, facts)
    with pytest.raises(Refused, match="没有启用"):
        desk.step(case, steps.withdraw)


def test_deemed_withdrawal_after_the_supplement_date_with_a_return_notice(either: Office) -> None:
    """The day itself is still in time; afterwards the papers go back in writing (ONCE-05)."""
    desk = Desk(either)
    setting(either, "deemed_withdrawal", True)
    case = desk.open(received=[0])
    desk.supplement(case)
    assert desk.case(case).supplement_due_on == on("10-12")
    desk.to("10-12", "17:00")
    assert "补正期限到10月12日" in desk.reason(case, Action.WITHDRAW)
    desk.to("10-13")
    assert desk.reason(case, Action.WITHDRAW) == ""
    desk.step(case, steps.withdraw, "两次电话联系", "办法第十条")
    file = desk.file(case)
    assert (file.case.status, file.case.ended_on) == (Status.RETURNED, on("10-13"))
    assert "视为撤回" in file.case.reason
    assert [m.given_back for m in file.materials][:2] == [False, False]
    assert reason_against(PaperKind.RETURN_NOTICE, file) == ""


# --- 再次补正 -------------------------------------------------------------------------------


def test_perf_16_a_second_notice_is_approved_by_name_and_proposes_points(either: Office) -> None:
    """ONCE-02: proposed for whoever gave the first notice, and open until a leader checks it."""
    clerk = Desk(either, either.actor(Role.WINDOW_CLERK))
    case = clerk.open()
    clerk.supplement(case)
    clerk.step(case, steps.complete)
    clerk.supplement(case, reason="户口簿缺页", approver=either.director.name)
    event = clerk.file(case).events[-1]
    assert event.data["approver"] == either.director.name
    with either.store.read(either.director) as work:
        (made,) = proposals.undecided(work, case)
    assert clerk.actor is not None
    assert (made.rule, made.points, made.account) == ("PERF-16", -5, clerk.actor.account)
    assert (made.case, made.state) == (case, Verdict.OPEN)
    assert "户口簿缺页" in made.why


def test_d5_a_leader_says_whether_it_was_so(desk: Desk) -> None:
    case = desk.open()
    desk.supplement(case)
    desk.step(case, steps.complete)
    desk.supplement(case, reason="户口簿缺页")
    with desk.office.work() as work:
        (made,) = proposals.undecided(work)
        for verdict, wrong in ((Verdict.OPEN, "verdict"), (Verdict.FALSE, "remark")):
            with pytest.raises(Refused) as told:
                proposals.decide(work, made, verdict)
            assert fields(told.value) == [wrong]
        proposals.decide(work, made, Verdict.FALSE, "申请人后来换了材料")
        commit(work)
    with desk.office.work() as work:
        assert proposals.undecided(work) == []
        again = work.session.get_one(proposals.Proposal, made.id)
        assert (again.decided_by, again.decided_at) == (desk.office.director.name, work.now)
        with pytest.raises(Refused, match="已经核实"):
            proposals.decide(work, again, Verdict.TRUE)
    clerk = desk.office.actor(Role.WINDOW_CLERK)
    with desk.office.work(clerk) as work, pytest.raises(NotAllowed):
        proposals.undecided(work)
