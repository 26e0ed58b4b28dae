"""What waits in 考勤: who is away, what is unsettled and why, handing over, files taken back."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from center.accounts import Account
from center.attachments.keeping import attach
from center.attendance import leave, outings
from center.attendance.away import Away, away_on, pressing, waits
from center.attendance.closing import freeze
from center.attendance.handing import hand_over_all, open_of
from center.attendance.hours import Half, Slot, at
from center.attendance.outings import AwayLight
from center.attendance.punches import plan_punches, punch_imports, punch_users, take_in
from center.attendance.records import AskedBy, Leave, OutingKind, Settlement
from center.attendance.settling import settle, unsettled, without_punches
from center.attendance.why import why
from center.cases.records import Case
from center.errors import NotAllowed, Refused
from center.imports.undo import undo_punches
from center.journal import commit
from center.rights import Role
from center.staff import ServiceWindow
from tests.desktop.case_desk import a_case
from tests.keeping import DAY, Hall, file_of, full, furnished, punched, trip
from tests.offices import Office
from tests.scans import png


@pytest.fixture
def hall(qingshan: Office) -> Hall:
    return furnished(qingshan)


def granted(hall: Hall, **changes: object) -> Leave:
    with hall.office.work() as work:
        slip = leave.ask(work, hall.form(**changes))
        hall.approve(work, slip)
        commit(work)
        return slip


def test_att_13_leave_outings_and_the_desk_stand_together(hall: Hall) -> None:
    """LEAVE-19: a return to the home unit without its four steps is told as such."""
    granted(hall)
    with hall.office.work() as work:
        outings.save_outing(work, trip(hall, staff=hall.people["程雨桐"]))
        home = trip(hall, staff=hall.people["江副镇长"], outing_kind=OutingKind.HOME_UNIT)
        outings.save_outing(work, home)
        outings.leave_desk(work, hall.people["顾明远"], "取文件", "综合窗口")
        commit(work)
    found: dict[str, Away] = {}
    for minutes, light in ((15, AwayLight.FINE), (1, AwayLight.LONG), (15, AwayLight.EMPTY)):
        hall.office.clock.advance(minutes=minutes)
        with hall.office.work() as work:
            found = {one.name: one for one in away_on(work, DAY)}
        assert found["顾明远"].light is light, "ATT-07: over 15 and over 30 minutes"
    assert found["沈秋禾"].cover == "顾明远"
    assert "石桥村" in found["程雨桐"].why
    assert "不算公出" in found["江副镇长"].why
    with hall.office.work() as work:
        assert away_on(work, DAY + timedelta(days=1)) == []


def test_what_waits_is_counted(hall: Hall) -> None:
    """LEAVE-03, LEAVE-13, D3: formalities, unreturned leave, slips and findings undecided."""
    yesterday = DAY - timedelta(days=1)
    granted(hall, span=full(yesterday))
    with hall.office.work() as work:
        phoned = hall.form(
            staff=hall.people["程雨桐"],
            span=full(DAY),
            asked_by=AskedBy.PHONE,
        )
        leave.ask(work, phoned)
        person = hall.people["陆站长"]
        settle(work, person, yesterday, Slot.MORNING_IN, Settlement.ABSENT, "没有来")
        window = ServiceWindow(
            id=work.new_id(),
            station="QS",
            name="综合窗口",
            a_post=hall.people["沈秋禾"],
        )
        work.session.add(window)
        commit(work)
    with hall.office.work(hall.leader("陆站长")) as work:
        found = waits(work)
        assert pressing(work) == 4
    assert (found.unreturned, found.formalities, found.to_approve, found.findings) == (1, 1, 1, 1)
    with hall.office.work(hall.office.actor(Role.ATTENDANCE_KEEPER)) as work:
        assert pressing(work) == 2, "what leaders decide waits for leaders"
    with hall.office.work(hall.office.actor(Role.WINDOW_CLERK)) as work:
        assert pressing(work) == 0
    assert found.thin == []
    assert found.any
    granted(hall, substitute=hall.people["顾明远"])
    with hall.office.work() as work:
        assert {one.window for one in waits(work).thin} == {"综合窗口"}, "LEAVE-17, ATT-13"


def test_att_02_what_is_missing_is_listed_until_it_is_settled(hall: Hall) -> None:
    """Days without any punch at all are no missing punches but a missing file."""
    punched(hall, "08:00", "12:01", "14:00")
    with hall.office.work() as work:
        monday = DAY - timedelta(days=1)
        mine = [one for one in unsettled(work, monday, DAY) if one.name == "沈秋禾"]
        assert [(one.on, one.slot) for one in mine] == [(DAY, Slot.AFTERNOON_OUT)]
        assert without_punches(work, monday, DAY) == [monday]
        settle(work, mine[0].staff, DAY, mine[0].slot, Settlement.POWER, "全镇停电")
        commit(work)
        assert not [one for one in unsettled(work, DAY, DAY) if one.name == "沈秋禾"]


def test_att_10_why_names_rule_punches_and_what_was_settled(hall: Hall) -> None:
    punched(hall, "08:21", "08:22", "12:01")
    with hall.office.work() as work:
        found = why(work, hall.people["沈秋禾"], DAY)
        assert [f"{tap.astimezone(at(DAY, time(8)).tzinfo):%H:%M}" for tap in found.taps] == [
            "08:21",
            "08:22",
            "12:01",
        ], "every punch as it came"
        assert found.doubtful(Half.MORNING) == [Slot.MORNING_IN]
        assert found.missing(Half.MORNING) == []
        assert found.missing(Half.AFTERNOON) == [Slot.AFTERNOON_IN, Slot.AFTERNOON_OUT]
        assert "迟到 21 分钟" in found.day.cells[Half.MORNING].why[0]


def test_leave_15_everything_open_is_handed_to_the_substitute_at_once(hall: Hall) -> None:
    office = hall.office
    clerk, taker = (office.actor(Role.WINDOW_CLERK, login=login) for login in ("shen", "gu"))
    with office.work() as work:
        for actor, name in ((clerk, "沈秋禾"), (taker, "顾明远")):
            account = work.session.get_one(Account, actor.account)
            account.staff = hall.people[name]
        commit(work)
    case = a_case(office, "MZ03", by=clerk)
    slip = granted(hall)
    with office.work(clerk) as work:
        assert [one.record for one in open_of(work, hall.people["沈秋禾"])] == [case]
        handed = hand_over_all(work, work.session.get_one(Leave, slip.id), "约了周四来取")
        commit(work)
    assert [one.record for one in handed.done] == [case]
    assert handed.kept == ()
    with office.work() as work:
        assert work.session.get_one(Case, case).handler == taker.account
        kept = work.session.get_one(Leave, slip.id)
        assert (kept.briefed, kept.handover_note) == (True, "约了周四来取")
        assert open_of(work, hall.people["沈秋禾"]) == []


def test_leave_15_a_substitute_without_an_account_takes_nothing(hall: Hall) -> None:
    slip = granted(hall)
    with hall.office.work() as work, pytest.raises(Refused, match="没有可以办理办件、投诉的账号"):
        hand_over_all(work, work.session.get_one(Leave, slip.id))


def test_a_punch_file_is_taken_back_whole_and_comes_again(hall: Hall) -> None:
    """Whose the numbers are stays: other files have them too."""
    punched(hall, "08:00", "12:01")
    keeper = hall.office.actor(Role.ATTENDANCE_KEEPER)
    with hall.office.work(keeper) as work:
        (taken,) = punch_imports(work)
        undone = undo_punches(work, taken, "选错了文件")
    assert undone is not None
    with hall.office.work(keeper) as work:
        assert punch_imports(work)[0].voided_at is not None
        assert punch_users(work) == {"沈秋禾": hall.people["沈秋禾"]}
        assert why(work, hall.people["沈秋禾"], DAY).taps == ()
        plan = plan_punches(work, file_of(("沈秋禾", DAY, "08:00")), "f", "x")
        assert not plan.taken_before
        take_in(work, plan)
        commit(work)
        assert len(why(work, hall.people["沈秋禾"], DAY).taps) == 1


def test_a_closed_month_keeps_its_punch_files(hall: Hall) -> None:
    """ATT-09: what closed a month is not taken from under it."""
    punched(hall, "08:00", "12:01")
    hall.office.clock.set(date(2026, 10, 9))
    with hall.office.work() as work:
        freeze(work, 2026, 9, [], 0)
        commit(work)
    with hall.office.work() as work, pytest.raises(Refused, match="已经关账"):
        undo_punches(work, punch_imports(work)[0], "想重来")


def test_the_photo_of_a_slip_is_added_by_who_keeps_attendance(hall: Hall) -> None:
    """A keeper registers nobody and still keeps the paper slip; a clerk does not."""
    slip = granted(hall)
    keeper = hall.office.actor(Role.ATTENDANCE_KEEPER)
    clerk = hall.office.actor(Role.WINDOW_CLERK)
    with hall.office.work(clerk) as work, pytest.raises(NotAllowed):
        attach(work, work.session.get_one(Leave, slip.id), "请假单.png", png())
    with hall.office.work(keeper) as work:
        attach(work, work.session.get_one(Leave, slip.id), "请假单.png", png())
        commit(work)
