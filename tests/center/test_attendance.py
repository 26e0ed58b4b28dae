"""Days, months, findings and posts as derived from what was entered (ATT, LEAVE, AB, D3, D4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from center.attendance import closing, days, leave, month, outings, settling
from center.attendance.chains import Span
from center.attendance.hours import Half, Slot, at
from center.attendance.punch_files import Tap
from center.attendance.punches import assign, plan_punches, punch_by_hand, suspect_days, take_in
from center.attendance.records import (
    Found,
    Leave,
    LeaveType,
    Outing,
    OutingKind,
    Punch,
    PunchImport,
    Settlement,
    WorkHours,
)
from center.attendance.symbols import CellKind, symbols
from center.errors import NotAllowed, Refused
from center.imports.undo import undo_punches
from center.journal import commit
from center.rights import Role
from center.settings import set_value, values
from tests.keeping import DAY, Hall, cells, file_of, full, furnished, punched, trip
from tests.offices import Office


@pytest.fixture
def hall(qingshan: Office) -> Hall:
    return furnished(qingshan)


@pytest.fixture
def either_hall(either: Office) -> Hall:
    return furnished(either)


# What a day is


def test_a_full_day_of_punches_is_present_and_rest_days_are_rest(hall: Hall) -> None:
    punched(hall, "07:55", "12:01", "13:55", "18:02")
    assert cells(hall) == (CellKind.PRESENT, CellKind.PRESENT)
    assert cells(hall, date(2026, 9, 19)) == (CellKind.REST, CellKind.REST)


def test_d3_a_missing_punch_is_shown_and_absence_takes_two_persons(hall: Hall) -> None:
    punched(hall, "12:01", "13:55", "18:02")
    assert cells(hall)[0] is CellKind.MISSING
    keeper = hall.office.actor(Role.ATTENDANCE_KEEPER)
    person = hall.people["沈秋禾"]
    with hall.office.store.work(keeper) as work:
        (proposed,) = [p for p in settling.proposals(work, DAY, DAY) if p.staff == person]
        assert (proposed.slot, "没有打卡" in proposed.reason) == (Slot.MORNING_IN, True)
        settling.settle(work, person, DAY, Slot.MORNING_IN, Settlement.ABSENT, "没有来也没有请假")
        commit(work)
    assert cells(hall)[0] is CellKind.MISSING, "proposed is not confirmed"
    with hall.office.work() as work:
        (finding,) = settling.waiting(work)
        settling.confirm(work, finding, agreed=True)
        commit(work)
    assert cells(hall)[0] is CellKind.ABSENT


def test_d3_nobody_confirms_what_he_proposed(hall: Hall) -> None:
    with hall.office.work() as work:
        person = hall.people["沈秋禾"]
        settling.settle(work, person, DAY, Slot.MORNING_IN, Settlement.ABSENT, "没有来")
        (finding,) = settling.waiting(work)
        with pytest.raises(Refused, match="不能自己确认"):
            settling.confirm(work, finding, agreed=True)


def test_d3_the_office_may_make_it_automatic(hall: Hall) -> None:
    with hall.office.work() as work:
        set_value(work, "absence_automatic", True)
        commit(work)
    with hall.office.work() as work:
        person = hall.people["沈秋禾"]
        settling.settle(work, person, DAY, Slot.MORNING_IN, Settlement.ABSENT, "没有来")
        commit(work)
    punched(hall, "12:01", "13:55", "18:02")
    assert cells(hall)[0] is CellKind.ABSENT


@pytest.mark.parametrize("words", ["忘记打卡了", "忘了"])
def test_att_02_forgetting_is_no_excuse(hall: Hall, words: str) -> None:
    person = hall.people["沈秋禾"]
    with hall.office.work() as work:
        with pytest.raises(Refused, match="忘记打卡"):
            settling.settle(work, person, DAY, Slot.MORNING_IN, Settlement.DEVICE, words)
        with pytest.raises(Refused, match="忘记打卡"):
            punch_by_hand(work, person, at(DAY, time(8)), words)


def test_d4_make_up_only_where_switched_on_and_approved(hall: Hall) -> None:
    person = hall.people["沈秋禾"]
    with hall.office.work() as work:
        with pytest.raises(Refused, match="没有开通补签"):
            settling.settle(work, person, DAY, Slot.MORNING_IN, Settlement.MAKE_UP, "补签")
        set_value(work, "make_up_allowed", True)
        commit(work)
    with hall.office.work() as work:
        made = settling.settle(work, person, DAY, Slot.MORNING_IN, Settlement.MAKE_UP, "补签")
        assert made.confirmed is None
        settling.settle(
            work, person, date(2026, 8, 31), Slot.MORNING_IN, Settlement.MAKE_UP, "八月"
        )
        work.session.flush()
        assert settling.make_ups(work, person, DAY) == 1, "counted by the month"
        made.confirmed = False
        work.session.flush()
        assert settling.make_ups(work, person, DAY) == 0, "what a leader refused is none"


def test_an_excuse_counts_at_once_and_says_why(hall: Hall) -> None:
    punched(hall, "08:40", "12:01", "13:55", "18:02")
    assert cells(hall)[0] is CellKind.LATE
    with hall.office.work() as work:
        person = hall.people["沈秋禾"]
        settling.settle(work, person, DAY, Slot.MORNING_IN, Settlement.DEVICE, "指纹机坏了")
        commit(work)
        book = days.read_book(work, [hall.person(work, "沈秋禾")], DAY, DAY)
        day = days.day_of(book, person, "事业", DAY)
    assert day.cells[Half.MORNING].kind is CellKind.PRESENT
    assert "考勤机故障（指纹机坏了）" in day.cells[Half.MORNING].why[0]


def test_the_rest_of_today_is_not_judged_before_it_came(hall: Hall) -> None:
    punched(hall, "07:55")
    hall.office.clock.set(DAY, 11)
    assert cells(hall) == (CellKind.PRESENT, CellKind.NOT_YET)


def test_leave_that_arrives_later_changes_the_day(hall: Hall) -> None:
    punched(hall, "07:55", "12:00")
    assert cells(hall)[1] is CellKind.MISSING
    with hall.office.work() as work:
        span = Span(DAY, Half.AFTERNOON, DAY, Half.AFTERNOON)
        slip = leave.ask(work, hall.form(span=span))
        commit(work)
        assert cells(hall)[1] is CellKind.MISSING, "LEAVE-02: not approved is not valid"
        hall.approve(work, slip)
        commit(work)
    assert cells(hall) == (CellKind.PRESENT, CellKind.PERSONAL)


def test_leave_02_an_unapproved_slip_is_proposed_as_absence(hall: Hall) -> None:
    with hall.office.work() as work:
        leave.ask(work, hall.form())
        commit(work)
        reasons = [p.reason for p in settling.proposals(work, DAY, DAY) if p.name == "沈秋禾"]
    assert reasons == ["请假单待批，没有批准的请假单无效"] * 2


def test_leave_14_overstaying_is_proposed_from_the_first_session_after(hall: Hall) -> None:
    with hall.office.work() as work:
        monday = DAY - timedelta(days=1)
        hall.approve(work, leave.ask(work, hall.form(span=full(monday))))
        commit(work)
        found = [p for p in settling.proposals(work, DAY, DAY) if p.name == "沈秋禾"]
    assert [one.slot for one in found] == [Slot.MORNING_IN, Slot.AFTERNOON_IN]
    assert "没有销假也没有续假" in found[0].reason


def test_leave_14_overstaying_is_still_told_after_the_return(hall: Hall) -> None:
    with hall.office.work() as work:
        monday, following = DAY - timedelta(days=1), DAY + timedelta(days=1)
        slip = leave.ask(work, hall.form(span=full(monday)))
        hall.approve(work, slip)
        hall.office.clock.set(following, 19)
        commit(work)
    with hall.office.work() as work:
        leave.come_back(work, work.session.get_one(Leave, slip.id), following, Half.MORNING)
        commit(work)
        found = [p for p in settling.proposals(work, DAY, following) if p.name == "沈秋禾"]
    told = {one.on: one.reason for one in found}
    assert "才返岗，没有续假" in told[DAY]
    assert "也没有请假" in told[following]


def test_leave_17_gone_before_the_substitute_came(hall: Hall) -> None:
    with hall.office.work() as work:
        slip = leave.ask(work, hall.form())
        hall.approve(work, slip)
        leave.substitute_arrived(work, slip, at(DAY, time(9, 30)))
        commit(work)
        found = [p for p in settling.proposals(work, DAY, DAY) if p.name == "沈秋禾"]
    assert [(one.slot, "到岗前已离岗" in one.reason) for one in found] == [(Slot.MORNING_IN, True)]


def test_leave_18_an_outing_exempts_its_hours_and_is_shown(hall: Hall) -> None:
    punched(hall, "07:55", "18:01")
    with hall.office.work() as work:
        outings.save_outing(work, trip(hall))
        commit(work)
    assert cells(hall) == (CellKind.VILLAGE, CellKind.VILLAGE)


def test_leave_19_a_return_to_the_home_unit_counts_with_all_four_ticks(hall: Hall) -> None:
    punched(hall, "07:55", "18:01")
    form = trip(hall, outing_kind=OutingKind.HOME_UNIT, village="", told=True, agreed=True)
    with hall.office.work() as work:
        out = outings.save_outing(work, form)
        commit(work)
    assert cells(hall) == (CellKind.MISSING, CellKind.MISSING)
    with hall.office.work() as work:
        ticked = replace(form, substitute_fixed=True, informed=True)
        outings.save_outing(work, ticked, work.session.get_one(type(out), out.id))
        commit(work)
    assert cells(hall) == (CellKind.OFFICIAL, CellKind.OFFICIAL)


@pytest.mark.parametrize(
    "change, field",
    [
        ({"phone": ""}, "phone"),
        ({"village": ""}, "village"),
        ({"matter": " "}, "matter"),
        ({"ends_at": at(DAY, time(10))}, "ends_at"),
    ],
)
def test_leave_16_18_an_outing_that_lacks_something_is_refused(
    hall: Hall, change: dict[str, Any], field: str
) -> None:
    with hall.office.work() as work, pytest.raises(Refused) as refused:
        outings.save_outing(work, trip(hall, **change))
    assert [problem.field for problem in refused.value.problems] == [field]


def test_time_02_each_kind_of_staff_has_its_own_hours(hall: Hall) -> None:
    with hall.office.work() as work:
        work.session.add(
            WorkHours(
                id=work.new_id(),
                station="QS",
                since=date(2026, 9, 1),
                profile="C",
                staff_kind="临聘",
            )
        )
        commit(work)
    punched(hall, "08:25", "12:01", "14:29", "17:31", name="程雨桐")
    punched(hall, "08:25", "12:01", "14:29", "17:31")
    assert cells(hall, name="程雨桐") == (CellKind.PRESENT, CellKind.PRESENT)
    assert cells(hall) == (CellKind.LATE, CellKind.LATE)


# Punches


def test_a_file_may_be_taken_in_again_and_unknown_numbers_wait(either_hall: Hall) -> None:
    found = file_of(("1", DAY, "07:55"), ("77", DAY, "07:58"), ("1", DAY, "18:01"))
    with either_hall.office.work() as work:
        plan = plan_punches(work, found, "attlog.dat", "aa")
        assert [(one.user, one.count) for one in plan.unknown] == [("1", 2), ("77", 1)]
        assert plan.unknown[0].proposed == either_hall.people["沈秋禾"]
        take_in(work, plan, {"1": either_hall.people["沈秋禾"]})
        commit(work)
    assert cells(either_hall) == (CellKind.MISSING, CellKind.MISSING)
    with either_hall.office.work() as work:
        again = plan_punches(work, found, "attlog.dat", "aa")
        assert again.taken_before
        assert (len(again.fresh), len(again.repeated)) == (0, 3)
        with pytest.raises(Refused, match="没有新的打卡"):
            take_in(work, again)
        assign(work, "77", either_hall.people["顾明远"])
        commit(work)
    assert cells(either_hall, name="顾明远")[0] is CellKind.MISSING
    with either_hall.office.work() as work:
        book = days.read_book(work, [either_hall.person(work, "顾明远")], DAY, DAY)
    assert len(book.taps[either_hall.people["顾明远"]][DAY]) == 1, "kept and counted later"


def test_punches_of_the_future_are_listed_and_not_taken_in(hall: Hall) -> None:
    found = file_of(("1", DAY, "07:55"), ("1", DAY + timedelta(days=9), "07:55"))
    with hall.office.work() as work:
        plan = plan_punches(work, found, "f", "x")
    assert [tap.row for tap in plan.future] == [2]
    assert [tap.row for tap in plan.fresh] == [1]


def test_an_import_of_punches_is_undone_by_voiding(either_hall: Hall) -> None:
    punched(either_hall, "07:55", "12:01", "13:55", "18:02")
    with either_hall.office.work() as work:
        undo_punches(work, work.session.scalars(select(PunchImport)).one(), "导错了月份")
        alive = work.session.scalars(select(Punch).where(Punch.voided_at.is_(None))).all()
    assert alive == []
    assert cells(either_hall) == (CellKind.MISSING, CellKind.MISSING)
    punched(either_hall, "07:55", "12:01", "13:55", "18:02")
    assert cells(either_hall) == (CellKind.PRESENT, CellKind.PRESENT)


def test_a_day_with_every_punch_an_hour_off_is_pointed_out() -> None:
    week = [DAY + timedelta(days=n) for n in range(5)]
    taps = [
        Tap(1, str(user), "", at(day, time(7, 50 + user)) + timedelta(hours=day == week[2]))
        for user in range(4)
        for day in week
    ]
    ((day, sentence),) = suspect_days(taps)
    assert day == week[2]
    assert "晚约 60 分钟" in sentence
    one_late = [replace(t, at=t.at + timedelta(hours=1)) if t.user == "1" else t for t in taps[:5]]
    assert list(suspect_days(one_late)) == []


# Away from the desk, overtime


@pytest.mark.parametrize(
    "minutes, light",
    [
        (15, outings.AwayLight.FINE),
        (15.1, outings.AwayLight.LONG),
        (30, outings.AwayLight.LONG),
        (30.1, outings.AwayLight.EMPTY),
    ],
)
def test_att_07_fifteen_and_thirty_minutes(
    hall: Hall, minutes: float, light: outings.AwayLight
) -> None:
    left = at(DAY, time(9))
    with hall.office.work() as work:
        settings = values(work.session, work.now)
    assert outings.away_light(left, left + timedelta(minutes=minutes), settings) is light


def test_att_06_08_gone_without_leave_and_an_empty_post_are_told_apart(hall: Hall) -> None:
    person = hall.people["沈秋禾"]
    with hall.office.work() as work:
        assert outings.spot_check(work, person, Found.LEFT, 30).found is Found.LEFT
        assert outings.spot_check(work, person, Found.LEFT, 31).found is Found.EMPTY


def test_time_03_overtime_is_capped_at_half_the_day(hall: Hall) -> None:
    person = hall.people["沈秋禾"]
    with hall.office.work() as work:
        shift = days.shift_on(work, "事业", DAY)
        evening = at(DAY, time(18))
        outings.save_overtime(work, person, evening, evening + timedelta(hours=3), "赶材料", shift)
        work.session.flush()
        later = evening + timedelta(hours=3)
        with pytest.raises(Refused, match="最多 4 小时"):
            outings.save_overtime(
                work, person, later, later + timedelta(hours=1, minutes=1), "续", shift
            )
        outings.save_overtime(
            work,
            person,
            evening + timedelta(hours=3),
            evening + timedelta(hours=4),
            "赶材料",
            shift,
        )


# The month


def test_att_10_the_month_has_a_sheet_per_kind_with_totals(hall: Hall) -> None:
    punched(hall, "08:20", "12:01", "13:55", "17:00")
    hall.office.clock.set(date(2026, 10, 9))
    with hall.office.work() as work:
        found = month.sheets(work, 2026, 9)
    assert [sheet.staff_kind for sheet in found] == ["公务员", "事业", "临聘"]
    sheet = found[1]
    assert sheet.due_days == 22
    line = next(line for line in sheet.lines if line.name == "沈秋禾")
    assert (line.totals["late"], line.totals["early"], line.totals["present"]) == (1, 1, 1)
    assert line.cells[22, Half.MORNING] is CellKind.LATE
    assert "＞ 迟到" in sheet.legend
    assert line.totals["missing"] == 21 * 4


def test_a_month_closes_only_when_it_is_over_and_settled_and_reopens_by_another(
    hall: Hall,
) -> None:
    with hall.office.work() as work:
        for name in hall.people:
            if name != "沈秋禾":
                hall.person(work, name).staff_kind = ""
        commit(work)
    keeper = hall.office.actor(Role.ATTENDANCE_KEEPER)
    with hall.office.store.work(keeper) as work, pytest.raises(Refused, match="没有过完"):
        month.close(work, 2026, 9)
    hall.office.clock.set(date(2026, 10, 9))
    with hall.office.store.work(keeper) as work, pytest.raises(Refused, match="44 处未打卡"):
        month.close(work, 2026, 9)
    with hall.office.work() as work:
        whole = full(date(2026, 9, 1), date(2026, 9, 30))
        hall.approve(work, leave.ask(work, hall.form(leave_type=LeaveType.OTHER, span=whole)))
        commit(work)
    with hall.office.store.work(keeper) as work:
        closed = month.close(work, 2026, 9)
        commit(work)
        frozen = month.sheets(work, 2026, 9)[0]
        assert frozen.closed is closed
        with pytest.raises(Refused, match="已经关账"):
            leave.ask(
                work, hall.form(staff=hall.people["顾明远"], substitute=hall.people["程雨桐"])
            )
        with pytest.raises(Refused, match="已经关账"):
            settling.settle(
                work, hall.people["沈秋禾"], DAY, Slot.MORNING_IN, Settlement.DEVICE, "坏了"
            )
    with hall.office.work() as work:
        hall.person(work, "沈秋禾").name = "改名"
        set_value(work, "late_tolerance", 0)
        commit(work)
        assert month.sheets(work, 2026, 9)[0].lines == frozen.lines, "frozen is frozen"
    with hall.office.store.work(keeper) as work:
        closed = work.session.get_one(type(closed), closed.id)
        closing.ask_to_reopen(work, closed, "漏了一张请假单")
        with pytest.raises(NotAllowed):
            closing.reopen(work, closed)
        commit(work)
    with hall.office.work() as work:
        closing.reopen(work, work.session.get_one(type(closed), closed.id))
        commit(work)
        assert closing.closed_month(work, 2026, 9) is None


def test_who_asked_cannot_reopen(hall: Hall) -> None:
    hall.office.clock.set(date(2026, 10, 9))
    with hall.office.work() as work:
        closed = closing.freeze(work, 2026, 9, [], 0)
        closing.ask_to_reopen(work, closed, "漏了")
        with pytest.raises(Refused, match="您是申请人"):
            closing.reopen(work, closed)


def test_symbols_may_be_changed_and_nonsense_is_passed_over() -> None:
    found = symbols(["迟到 ▲", "旷工　旷", "不存在 X", "早退", "病假 很长的符号"])
    assert (found[CellKind.LATE], found[CellKind.ABSENT]) == ("▲", "旷")
    assert (found[CellKind.EARLY], found[CellKind.SICK]) == ("＜", "○")


def test_an_appeal_is_made_by_oneself_or_the_keeper_and_answered(hall: Hall) -> None:
    clerk = hall.office.actor(Role.WINDOW_CLERK)
    with hall.office.store.work(clerk) as work, pytest.raises(NotAllowed):
        settling.appeal(work, hall.people["沈秋禾"], DAY, Half.MORNING, "当时在村里")
    with hall.office.work() as work:
        made = settling.appeal(work, hall.people["沈秋禾"], DAY, Half.MORNING, "当时在村里")
        commit(work)
        assert settling.appeals(work) == [made]
        settling.answer(work, made, "核实后改为公务外出")
        commit(work)
        assert settling.appeals(work) == []


def test_leave_18_who_comes_back_early_punches_again(hall: Hall) -> None:
    """The rest of the day is no outing any more; coming back late adds nothing to it."""
    punched(hall, "08:00", "12:00", "14:00")
    with hall.office.work() as work:
        out = outings.save_outing(
            work, trip(hall, starts_at=at(DAY, time(8)), ends_at=at(DAY, time(18)))
        )
        commit(work)
    assert cells(hall) == (CellKind.VILLAGE, CellKind.VILLAGE)
    with hall.office.work() as work:
        found = work.session.get_one(Outing, out.id)
        for when in (at(DAY, time(7)), at(DAY, time(19, 1))):
            with pytest.raises(Refused):
                outings.come_back(work, found, when)
        outings.come_back(work, found, at(DAY, time(13)))
        commit(work)
    assert cells(hall) == (CellKind.VILLAGE, CellKind.MISSING), "nobody punched at six"
    with hall.office.work() as work:
        outings.come_back(work, work.session.get_one(Outing, out.id), at(DAY, time(18, 30)))
        commit(work)
    assert cells(hall) == (CellKind.VILLAGE, CellKind.VILLAGE)
