"""Leave slips, balances, and who covers a post meanwhile (LEAVE-01…17, AB-02…07, ATT-13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from center.attendance import balances, leave, outings, posts
from center.attendance.approvers import decide
from center.attendance.chains import Span, chain, count_half_days, levels, needs_medical_record
from center.attendance.hours import Half, at
from center.attendance.records import (
    AskedBy,
    Leave,
    LeaveStatus,
    LeaveType,
)
from center.attendance.symbols import CellKind
from center.errors import Refused
from center.journal import commit
from center.staff import ServiceWindow
from tests.keeping import CALENDAR, DAY, Hall, cells, full, furnished, trip
from tests.offices import Office

APPROVERS = ("负责人", "分管领导", "主要领导")


@pytest.fixture
def hall(qingshan: Office) -> Hall:
    return furnished(qingshan)


@pytest.fixture
def either_hall(either: Office) -> Hall:
    return furnished(either)


# Leave


@pytest.mark.parametrize(
    "leave_type, half_days, expected",
    [
        (LeaveType.PERSONAL, 1, (0,)),
        (LeaveType.PERSONAL, 2, (0, 1)),
        (LeaveType.PERSONAL, 3, (0, 1, 2)),
        (LeaveType.SICK, 4, (0, 1)),
        (LeaveType.SICK, 5, (1, 2)),
        (LeaveType.SICK, 6, (1, 2)),
        (LeaveType.ANNUAL, 20, (0, 1)),
        (LeaveType.FUNERAL, 6, (0, 1)),
    ],
)
def test_leave_04_to_10_who_approves(
    leave_type: LeaveType, half_days: int, expected: tuple[int, ...]
) -> None:
    assert levels(leave_type, half_days) == expected


@pytest.mark.parametrize("half_days, needed", [(4, False), (5, True), (6, True)])
def test_leave_08_a_medical_record_from_over_two_days(half_days: int, needed: bool) -> None:
    assert needs_medical_record(LeaveType.SICK, half_days) is needed


def test_the_chain_begins_above_the_applicant_and_emergencies_need_none() -> None:
    def ask(rank: int, **changes: bool) -> tuple[str, ...]:
        options = {"single": False, "emergency": False} | changes
        return chain(LeaveType.PERSONAL, 3, APPROVERS, rank=rank, **options)

    assert ask(-1) == APPROVERS
    assert ask(0) == APPROVERS[1:]
    assert ask(1) == APPROVERS[2:]
    assert ask(2) == ("上级机关",)
    assert ask(-1, single=True) == ("分管领导",)
    assert ask(-1, emergency=True) == ()


def test_days_are_counted_by_half_and_rest_days_by_type() -> None:
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    span = Span(friday, Half.AFTERNOON, monday, Half.MORNING)
    assert count_half_days(span, CALENDAR, every_day=False) == 2
    assert count_half_days(span, CALENDAR, every_day=True) == 6
    assert Span(friday, Half.AFTERNOON, friday, Half.MORNING).valid is False


@pytest.mark.parametrize(
    "change, field",
    [
        ({"reason": "  "}, "reason"),
        ({"phone": ""}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"substitute": None}, "substitute"),
        ({"asked_by": AskedBy.PROXY}, "proxy"),
        ({"span": Span(DAY, Half.AFTERNOON, DAY, Half.MORNING)}, "last"),
        ({"span": full(date(2026, 9, 19))}, "last"),
    ],
)
def test_leave_16_17_22_a_slip_that_lacks_something_is_refused_at_the_field(
    hall: Hall, change: dict[str, Any], field: str
) -> None:
    with hall.office.work() as work, pytest.raises(Refused) as refused:
        leave.ask(work, hall.form(**change))
    assert [problem.field for problem in refused.value.problems] == [field]


def test_overlapping_leave_and_a_substitute_who_is_away_too(hall: Hall) -> None:
    with hall.office.work() as work:
        leave.ask(work, hall.form())
        commit(work)
        with pytest.raises(Refused, match="时间重叠"):
            leave.ask(work, hall.form(span=Span(DAY, Half.AFTERNOON, DAY, Half.AFTERNOON)))
        other = hall.form(staff=hall.people["顾明远"], substitute=hall.people["沈秋禾"])
        with pytest.raises(Refused, match="也请了假"):
            leave.ask(work, other)


def test_leave_01_a_slip_is_approved_step_by_step(either_hall: Hall) -> None:
    office = either_hall.office
    with office.work() as work:
        slip = leave.ask(work, either_hall.form(span=full(DAY, DAY + timedelta(days=1))))
        commit(work)
        assert slip.number == "QS-QJ-2026-000001"
        assert [s.approver_role for s in leave.steps_of(work, slip.id)][-1] == "主要领导"
    for left, name in ((2, "陆站长"), (1, "江副镇长"), (0, "林镇长")):
        with office.work(either_hall.leader(name)) as work:
            slip = work.session.get_one(Leave, slip.id)
            decide(work, slip, approved=True)
            commit(work)
            waiting = [s for s in leave.steps_of(work, slip.id) if s.approved is None]
            assert len(waiting) == left
            assert (slip.status is LeaveStatus.APPROVED) == (left == 0)
    with office.work() as work, pytest.raises(Refused, match="已批"):
        decide(work, slip, approved=True)


def test_leave_08_no_approval_without_the_medical_record(hall: Hall) -> None:
    with hall.office.work(hall.leader("江副镇长")) as work:
        span = full(DAY, DAY + timedelta(days=2))
        slip = leave.ask(work, hall.form(leave_type=LeaveType.SICK, span=span))
        with pytest.raises(Refused, match="病历证明"):
            decide(work, slip, approved=True)
        slip.medical_record = True
        decide(work, slip, approved=True)


def test_leave_03_09_by_phone_or_in_an_emergency_formalities_are_due_later(hall: Hall) -> None:
    with hall.office.work() as work:
        slip = leave.ask(
            work, hall.form(leave_type=LeaveType.SICK, emergency=True, substitute=None)
        )
        assert slip.status is LeaveStatus.APPROVED
        assert slip.formalities_due == DAY + timedelta(days=1)
        assert leave.without_formalities(work) == [slip]
        leave.complete_formalities(work, slip, medical_record=True)
        assert leave.without_formalities(work) == []
    assert cells(hall)[0] is CellKind.MISSING, "nothing was committed"


def test_leave_11_ab_06_warn_and_do_not_stand_against_it(hall: Hall) -> None:
    with hall.office.work() as work:
        form = hall.form(staff=hall.people["程雨桐"])
        said = leave.warnings(work, form)
        assert ["年休假" in said[0], "提前一天" in said[1]] == [True, True]
        early = replace(form, asked_at=at(DAY - timedelta(days=1), time(9)))
        assert len(leave.warnings(work, early)) == 1
        person = hall.person(work, "程雨桐")
        for hired, count in ((date(2025, 9, 22), 1), (date(2025, 9, 23), 0)):
            person.hired_on = hired
            assert len(leave.warnings(work, early)) == count, "the first year of work (LEAVE-11)"
        leave.ask(work, form)


def test_leave_13_coming_back_early_frees_the_rest(hall: Hall) -> None:
    hall.office.clock.set(date(2026, 9, 28))
    with hall.office.work() as work:
        slip = leave.ask(work, hall.form(span=full(DAY, DAY + timedelta(days=2))))
        hall.approve(work, slip)
        assert leave.unreturned(work) == [slip]
        leave.come_back(work, slip, DAY + timedelta(days=1), Half.AFTERNOON)
        commit(work)
        assert slip.half_days == 3
        assert leave.unreturned(work) == []
    assert cells(hall, DAY + timedelta(days=1)) == (CellKind.PERSONAL, CellKind.MISSING)


def test_annual_leave_has_a_balance(hall: Hall) -> None:
    person = hall.people["沈秋禾"]
    annual = hall.form(leave_type=LeaveType.ANNUAL, span=full(DAY, DAY + timedelta(days=1)))
    with hall.office.work() as work:
        assert balances.annual(work, person, 2026) is None
        balances.set_annual(work, person, 2026, 3)
        commit(work)
        with pytest.raises(Refused, match=r"还剩 1\.5 天，不够请 2 天"):
            leave.ask(work, annual)
        balances.set_annual(work, person, 2026, 10)
        leave.ask(work, annual)
        commit(work)
        balance = balances.annual(work, person, 2026)
    assert balance is not None
    assert balance.left == 6


def test_time_off_is_earned_used_and_expires(hall: Hall) -> None:
    person = hall.people["沈秋禾"]
    slip = hall.form(leave_type=LeaveType.COMPENSATORY)
    with hall.office.work() as work:
        with pytest.raises(Refused, match="调休还剩 0 天"):
            leave.ask(work, slip)
        earned = balances.earn(work, person, date(2026, 3, 31), 2, "值班")
        assert earned.expires_on == date(2026, 9, 30)
        commit(work)
        assert balances.time_off(work, person, date(2026, 10, 1)).left == 0
        leave.ask(work, slip)
        commit(work)
        assert balances.time_off(work, person, date(2026, 10, 1)).left == 0
        assert balances.time_off(work, person, date(2026, 10, 1)).expired == 0


# Posts


def test_time_off_tells_where_each_half_day_is_from_and_what_is_left(hall: Hall) -> None:
    who = hall.people["沈秋禾"]
    with hall.office.work() as work:
        for month, source in ((5, "五一值班"), (8, "八月值班")):
            balances.earn(work, who, date(2026, month, 1), 2, source)
        leave.ask(work, hall.form(leave_type=LeaveType.COMPENSATORY))
        commit(work)
        found = balances.earned_by(work, who)
    assert [(one.entry.source, one.left) for one in found] == [("五一值班", 0), ("八月值班", 2)]


def test_ab_02_b_acts_as_soon_as_a_is_away_and_both_away_is_told(hall: Hall) -> None:
    with hall.office.work() as work:
        work.session.add(
            ServiceWindow(
                id=work.new_id(),
                station="QS",
                name="民政窗口",
                a_post=hall.people["沈秋禾"],
                b_post=hall.people["顾明远"],
            )
        )
        commit(work)
    with hall.office.work() as work:
        hall.approve(work, leave.ask(work, hall.form()))
        commit(work)
        morning, afternoon = posts.manning(work, [DAY])
        assert (morning.cover, morning.name) == (posts.Cover.B_POST, "顾明远")
        assert (morning.instead_of, afternoon.why) == ("沈秋禾", "事假")
        away = trip(hall, staff=hall.people["顾明远"], starts_at=at(DAY, time(13)))
        outings.save_outing(work, away)
        commit(work)
        morning, afternoon = posts.manning(work, [DAY])
    assert not morning.thin
    assert afternoon.thin
    assert afternoon.cover is posts.Cover.NOBODY
    assert "B岗也下村" in afternoon.why


def test_leave_17_a_named_substitute_who_has_not_arrived_is_told(hall: Hall) -> None:
    with hall.office.work() as work:
        work.session.add(
            ServiceWindow(
                id=work.new_id(), station="QS", name="综合窗口", a_post=hall.people["沈秋禾"]
            )
        )
        slip = leave.ask(work, hall.form())
        hall.approve(work, slip)
        commit(work)
        assert {one.cover for one in posts.manning(work, [DAY])} == {posts.Cover.LATE}
        leave.substitute_arrived(work, slip, at(DAY, time(7, 50)))
        commit(work)
        assert {one.cover for one in posts.manning(work, [DAY])} == {posts.Cover.SUBSTITUTE}
        tomorrow = posts.manning(work, [DAY + timedelta(days=1)])
    assert {one.cover for one in tomorrow} == {posts.Cover.A_POST}
