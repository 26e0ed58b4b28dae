"""Duty rosters as kept: months, swaps, publication, duty, the watch, fulfilment, meetings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.errors import Expected, NotAllowed, Refused
from center.journal import commit
from center.petitions import intake, steps
from center.petitions.intake import PetitionForm
from center.petitions.records import Channel, Purpose
from center.records import CHINA, Station
from center.rights import Actor, Role
from center.roster import changing, drafting, duty, fulfilment, log, meetings, members, publishing
from center.roster.check import Breach
from center.roster.needs import is_busy, understood
from center.roster.records import DutyMember, Method, Plan, Roster, Seat, Turn, WatchKind
from center.settings import set_value
from center.staff import Staff
from center.storage import Work
from tests.offices import Office

NAMES = ("甲书记", "乙镇长", "丙分管", "丁副镇长", "戊委员", "己委员", "庚委员")
RANKS = ("正职", "正职", "分管", "其他", "其他", "其他", "其他")


@dataclass
class Hall:
    office: Office
    people: dict[str, UUID]

    def person(self, work: Work, name: str) -> Staff:
        return work.session.get_one(Staff, self.people[name])


@pytest.fixture
def hall(qingshan: Office) -> Hall:
    return furnished(qingshan)


@pytest.fixture
def either_hall(either: Office) -> Hall:
    return furnished(either)


def furnished(office: Office) -> Hall:
    people: dict[str, UUID] = {}
    with office.work() as work:
        for name, rank in zip(NAMES, RANKS, strict=True):
            person = Staff(id=work.new_id(), station="QS", name=name, leader_rank=rank, post="领导")
            people[name] = person.id
            work.session.add(person)
        for number in range(1, 7):
            name = f"干部{number}"
            person = Staff(id=work.new_id(), station="QS", name=name, staff_number=f"{number}")
            people[name] = person.id
            work.session.add(person)
        commit(work)
    with office.work() as work:
        leaders = [people[name] for name in NAMES if name != "丙分管"]
        members.enlist(work, Plan.RECEPTION, Seat.LEADER, leaders)
        commit(work)
    return Hall(office, people)


def planned(hall: Hall, method: Method = Method.FAIR, month: int = 10) -> UUID:
    with hall.office.work() as work:
        roster = drafting.begin_month(work, Plan.RECEPTION, 2026, month)
        drafting.plan_month(work, roster, method)
        commit(work)
        return roster.id


def published(hall: Hall, month: int = 10) -> UUID:
    ident = planned(hall, month=month)
    with hall.office.work() as work:
        publishing.publish(work, work.session.get_one(Roster, ident))
        commit(work)
    return ident


def turns(work: Work, roster: UUID, seat: Seat = Seat.LEADER) -> list[Turn]:
    found = drafting.turns_of(work, work.session.get_one(Roster, roster))
    return [turn for turn in found if turn.seat is seat]


@pytest.mark.parametrize("method", list(Method))
def test_duty_05_one_click_fills_every_working_day_make_up_days_included(
    either_hall: Hall, method: Method
) -> None:
    ident = planned(either_hall, method)
    with either_hall.office.work() as work:
        days = {turn.on for turn in turns(work, ident)}
        assert date(2026, 10, 10) in days, "the Saturday made up for the National Day"
        assert date(2026, 10, 1) not in days
        assert len(days) == 18
        found = drafting.findings(work, work.session.get_one(Roster, ident))
        assert [one for one in found if one.blocking] == []


def test_duty_03_the_leader_in_charge_has_every_working_day_he_is_here(hall: Hall) -> None:
    with hall.office.work() as work:
        away = members.Away(
            hall.people["丙分管"], date(2026, 10, 12), date(2026, 10, 12), "县里开会"
        )
        members.add_absence(work, away)
        commit(work)
    ident = planned(hall)
    with hall.office.work() as work:
        days = {turn.on for turn in turns(work, ident, Seat.IN_CHARGE)}
        leaders = {turn.on for turn in turns(work, ident)}
    assert days == leaders - {date(2026, 10, 12)}


def test_duty_02_both_chiefs_have_their_day(hall: Hall) -> None:
    ident = planned(hall)
    with hall.office.work() as work:
        assert {"甲书记", "乙镇长"} <= {turn.name for turn in turns(work, ident)}


def test_planning_again_keeps_what_was_fixed_by_hand_and_unchanged_turns(hall: Hall) -> None:
    ident = planned(hall)
    day = date(2026, 10, 14)
    with hall.office.work() as work:
        roster = work.session.get_one(Roster, ident)
        before = {turn.id for turn in turns(work, ident) if turn.on != day}
        there = next(turn for turn in turns(work, ident) if turn.on == day)
        fixed = next(name for name in ("庚委员", "己委员") if name != there.name)
        changing.take_off(work, roster, there)
        changing.put(work, roster, day, Seat.LEADER, hall.person(work, fixed))
        drafting.plan_month(work, roster, Method.FAIR)
        commit(work)
        after = {turn.on: turn for turn in turns(work, ident)}
    assert after[day].name == fixed
    assert after[day].pinned
    assert len(before & {turn.id for turn in after.values()}) >= len(before) - 6


def test_moving_and_exchanging_in_a_draft_fixes_both_days(hall: Hall) -> None:
    ident = planned(hall, Method.ORDER)
    with hall.office.work() as work:
        roster = work.session.get_one(Roster, ident)
        one, other = turns(work, ident)[:2]
        days, names = (one.on, other.on), (one.name, other.name)
        changing.exchange(work, roster, one, other)
        commit(work)
        found = {turn.on: turn for turn in turns(work, ident)}
    assert (found[days[0]].name, found[days[1]].name) == names[::-1]
    assert found[days[0]].pinned
    with hall.office.work() as work:
        roster = work.session.get_one(Roster, ident)
        turn = turns(work, ident)[0]
        with pytest.raises(Refused, match="不在这个月里"):
            changing.move(work, roster, turn, date(2026, 11, 2))
        target = next(t.on for t in turns(work, ident) if t.name == turn.name and t.on != turn.on)
        with pytest.raises(Refused, match="已经排了班"):
            changing.move(work, roster, turn, target)


def test_duty_05_an_empty_day_cannot_be_published_and_the_day_is_named(hall: Hall) -> None:
    ident = planned(hall)
    with hall.office.work() as work:
        roster = work.session.get_one(Roster, ident)
        changing.take_off(work, roster, turns(work, ident)[0])
        with pytest.raises(Refused) as refused:
            publishing.publish(work, roster)
        assert "10月8日" in refused.value.problems[0].message
        assert roster.published_at is None


def test_duty_06_the_day_of_publication_is_kept_and_the_month_closed_to_edits(hall: Hall) -> None:
    ident = published(hall)
    with hall.office.work() as work:
        roster = work.session.get_one(Roster, ident)
        assert roster.published_at == hall.office.clock.now
        with pytest.raises(Refused, match="换班"):
            drafting.plan_month(work, roster, Method.ORDER)
        with pytest.raises(Refused, match="换班"):
            changing.take_off(work, roster, turns(work, ident)[0])


@pytest.mark.parametrize(
    "on, told",
    [(date(2026, 9, 24), False), (date(2026, 9, 28), True), (date(2026, 9, 30), True)],
)
def test_duty_06_reminds_in_the_last_working_days_until_published(
    hall: Hall, on: date, told: bool
) -> None:
    hall.office.clock.set(on)
    with hall.office.work() as work:
        found = publishing.unpublished(work)
    expected = [(Plan.RECEPTION, 2026, 10, False)] if told else []
    assert [(one.plan, one.year, one.month, one.begun) for one in found] == expected
    published(hall)
    with hall.office.work() as work:
        assert publishing.unpublished(work) == []


def test_two_people_editing_one_month_are_told(either_hall: Hall) -> None:
    ident = planned(either_hall)
    with either_hall.office.work() as work:
        seen = work.session.get_one(Roster, ident).version
    either_hall.office.clock.advance(minutes=1)
    with either_hall.office.work() as work:
        roster = drafting.as_seen(work, ident, seen)
        changing.take_off(work, roster, turns(work, ident)[3])
        commit(work)
    with (
        either_hall.office.work() as work,
        pytest.raises(Expected, match="刚被别人改过，这一次没有保存"),
    ):
        drafting.as_seen(work, ident, seen)


def test_a_swap_waits_for_approval_then_marks_the_roster_changed(either_hall: Hall) -> None:
    office = either_hall.office
    ident = published(either_hall)
    clerk = office.actor(Role.WINDOW_CLERK)
    with office.store.work(clerk) as work:
        turn = turns(work, ident)[-1]
        taker = next(n for n in ("庚委员", "己委员", "戊委员") if n != turn.name)
        swap = changing.ask_swap(work, turn, either_hall.person(work, taker), "县里开会")
        with pytest.raises(NotAllowed):
            changing.decide_swap(work, swap, agreed=True)
        commit(work)
        on, giver = turn.on, turn.name
        with pytest.raises(Refused, match="等审批"):
            changing.ask_swap(work, turn, either_hall.person(work, taker), "再申请")
    with office.work() as work:
        (waiting,) = changing.swaps(work, waiting=True)
        changing.decide_swap(work, waiting, agreed=True)
        commit(work)
        with pytest.raises(Refused, match="已经有人批过"):
            changing.decide_swap(work, waiting, agreed=False)
        (now,) = (turn for turn in turns(work, ident) if turn.on == on)
        assert (now.name, now.instead_of) == (taker, giver)
        assert work.session.get_one(Roster, ident).changes == 1


def test_both_ways_swap_exchanges_days_and_a_past_turn_cannot_be_swapped(hall: Hall) -> None:
    ident = published(hall)
    with hall.office.work() as work:
        first = turns(work, ident)[-1]
        other = next(t for t in turns(work, ident)[::-1] if t.staff != first.staff)
        days = first.on, other.on
        names = first.name, other.name
        taker = work.session.get_one(Staff, other.staff)
        swap = changing.ask_swap(work, first, taker, "出差", other)
        changing.decide_swap(work, swap, agreed=True)
        commit(work)
        found = {turn.on: turn.name for turn in turns(work, ident)}
    assert (found[days[0]], found[days[1]]) == names[::-1]
    hall.office.clock.set(date(2026, 10, 20))
    with hall.office.work() as work:
        early = turns(work, ident)[0]
        with pytest.raises(Refused, match="已经过去"):
            changing.ask_swap(work, early, hall.person(work, "庚委员"), "忘了")


def test_replacements_are_ranked_by_debt_with_the_reason(hall: Hall) -> None:
    ident = published(hall)
    with hall.office.work() as work:
        roster = work.session.get_one(Roster, ident)
        turn = turns(work, ident)[8]
        found = changing.replacements(work, roster, turn)
    assert turn.name not in [one.name for one in found]
    assert [one.rank for one in found] == list(range(1, len(found) + 1))
    assert "前后两天都不值班" in found[0].reason
    assert "本月已排" in found[0].reason
    beside = [index for index, one in enumerate(found) if "连着两天" in one.reason]
    assert beside == list(range(len(found) - len(beside), len(found))), "neighbours come last"


def test_a_leader_gone_after_publication_keeps_his_past_and_is_pointed_out(hall: Hall) -> None:
    ident = published(hall)
    hall.office.clock.set(date(2026, 10, 14))
    with hall.office.work() as work:
        hall.person(work, "庚委员").active = False
        commit(work)
        found = drafting.findings(work, work.session.get_one(Roster, ident))
        days = {t.on for t in turns(work, ident) if t.name == "庚委员"}
    gone = {one.day for one in found if one.breach is Breach.AWAY}
    assert gone == {day for day in days if day >= date(2026, 10, 14)}
    assert all("庚委员" in one.sentence for one in found if one.breach is Breach.AWAY)


def test_overlapping_unavailable_days_are_refused_at_the_field(hall: Hall) -> None:
    person = hall.people["丁副镇长"]
    with hall.office.work() as work:
        members.add_absence(
            work, members.Away(person, date(2026, 10, 12), date(2026, 10, 16), "休假")
        )
        work.session.flush()
        with pytest.raises(Refused) as refused:
            members.add_absence(
                work, members.Away(person, date(2026, 10, 16), date(2026, 10, 19), "开会")
            )
        assert refused.value.problems[0].field == "first"
        assert "休假" in refused.value.problems[0].message
        # Every Monday of the month does not touch the week of leave but on its own Monday.
        with pytest.raises(Refused):
            members.add_absence(
                work, members.Away(person, date(2026, 10, 1), date(2026, 10, 31), "例会", 0)
            )
        members.add_absence(
            work, members.Away(person, date(2026, 10, 17), date(2026, 10, 31), "例会", 0)
        )
        work.session.flush()
        off = members.days_off(work, date(2026, 10, 1), date(2026, 10, 31))[person]
    assert off == {date(2026, 10, 12) + timedelta(days=n) for n in range(5)} | {
        date(2026, 10, 19),
        date(2026, 10, 26),
    }


def test_no_eligible_leader_says_so_and_saves_nothing(hall: Hall) -> None:
    with hall.office.work() as work:
        for member in members.members(work, Plan.RECEPTION, Seat.LEADER):
            members.strike(work, member, "调走")
        commit(work)
    with hall.office.work() as work:
        roster = drafting.begin_month(work, Plan.RECEPTION, 2026, 10)
        outcome = drafting.plan_month(work, roster, Method.FAIR)
        assert {one.breach for one in outcome.findings} == {Breach.EMPTY}
        assert "增加值班人员" in outcome.findings[0].sentence


def test_a_team_keeps_the_watch_together_and_goes_on_from_last_month(hall: Hall) -> None:
    with hall.office.work() as work:
        members.enlist(work, Plan.WATCH, Seat.LEADER, [hall.people[n] for n in NAMES])
        for team, numbers in (("一组", (1, 2)), ("二组", (3, 4)), ("三组", (5, 6))):
            people = [hall.people[f"干部{n}"] for n in numbers]
            members.enlist(work, Plan.WATCH, Seat.STAFF, people, team)
        roster = drafting.begin_month(work, Plan.WATCH, 2026, 10)
        drafting.plan_month(work, roster, Method.ORDER)
        commit(work)
        october = by_day(drafting.turns_of(work, roster))
        roster = drafting.begin_month(work, Plan.WATCH, 2026, 11)
        drafting.plan_month(work, roster, Method.ORDER)
        november = by_day(drafting.turns_of(work, roster))
    assert len(october) == 31
    assert october[date(2026, 10, 1)] == {"干部1", "干部2"}
    assert october[date(2026, 10, 31)] == {"干部1", "干部2"}
    assert november[date(2026, 11, 1)] == {"干部3", "干部4"}


def test_insp_01_sections_take_turns_and_name_the_inspector_of_the_day(hall: Hall) -> None:
    with hall.office.work() as work:
        for section, numbers in (("综合股", (1, 2)), ("审批股", (3, 4))):
            people = [hall.people[f"干部{n}"] for n in numbers]
            members.enlist(work, Plan.PATROL, Seat.STAFF, people, section)
        away = members.Away(hall.people["干部1"], date(2026, 10, 8), date(2026, 10, 8), "开会")
        members.add_absence(work, away)
        work.session.flush()
        roster = drafting.begin_month(work, Plan.PATROL, 2026, 10)
        outcome = drafting.plan_month(work, roster, Method.ORDER)
        commit(work)
        names = [turn.name for turn in drafting.turns_of(work, roster)]
    assert outcome.findings == ()
    assert names[:5] == ["干部2", "干部3", "干部1", "干部4", "干部2"]
    assert len(names) == 18, "one named inspector on every working day"


def test_hr_08_cover_goes_by_the_same_order_as_every_roster(hall: Hall) -> None:
    hall.office.clock.set(date(2026, 10, 30))
    with hall.office.work() as work:
        for day, number in ((16, 1), (23, 2)):
            form = meetings.MeetingForm(date(2026, 10, day), time(15), time(16), "工作例会")
            meetings.save_meeting(work, replaced(form, hall.people[f"干部{number}"]))
        commit(work)
        found = [one.name for one in meetings.cover_order(work, date(2026, 10, 30))]
    assert found == ["干部3", "干部4", "干部5", "干部6", "干部1", "干部2"]


def by_day(found: list[Turn]) -> dict[date, set[str]]:
    days: dict[date, set[str]] = {}
    for turn in found:
        if turn.seat is Seat.STAFF:
            days.setdefault(turn.on, set()).add(turn.name)
    return days


@pytest.mark.parametrize(
    "hour, minute, began", [(8, 29, date(2026, 9, 20)), (8, 30, date(2026, 9, 21))]
)
def test_the_watch_changes_at_the_handover(hour: int, minute: int, began: date) -> None:
    at = datetime(2026, 9, 21, hour, minute, tzinfo=CHINA)
    assert duty.watch_day(at, time(8, 30)) == began


def test_who_is_on_duty_now_and_tomorrow_comes_from_what_was_published(hall: Hall) -> None:
    ident = planned(hall)
    hall.office.clock.set(date(2026, 10, 14))
    with hall.office.work() as work:
        assert duty.on_duty(work).leaders == ()
        publishing.publish(work, work.session.get_one(Roster, ident))
        commit(work)
        now = duty.on_duty(work)
        leader = duty.leader_of_the_day(work, date(2026, 10, 14))
        expected = {turn.on: turn.name for turn in turns(work, ident)}
    assert [turn.name for turn in now.leaders] == [expected[date(2026, 10, 14)]]
    assert [turn.name for turn in now.tomorrow] == [expected[date(2026, 10, 15)]]
    assert [turn.name for turn in now.in_charge] == ["丙分管"]
    assert leader is not None
    assert leader.name == expected[date(2026, 10, 14)]
    assert now.until == datetime(2026, 10, 15, 8, 30, tzinfo=CHINA)


def test_duty_01_the_record_has_four_tasks_and_a_missing_one_shows_the_next_day(hall: Hall) -> None:
    ident = published(hall)
    hall.office.clock.set(date(2026, 10, 8), 17)
    with hall.office.work() as work:
        assert duty.without_record(work) == []
    hall.office.clock.set(date(2026, 10, 9))
    with hall.office.work() as work:
        missing = duty.without_record(work)
        assert {turn.on for turn in missing} == {date(2026, 10, 8)}
        turn = next(turn for turn in missing if turn.seat is Seat.LEADER)
        person = work.session.get_one(Staff, turn.staff)
        form = duty.DutyForm(arrived_at=datetime(2026, 10, 8, 8, tzinfo=CHINA))
        with pytest.raises(Refused, match="至少写一项"):
            duty.save_record(work, form, turn=turn, on=turn.on, person=person)
        form = duty.DutyForm(
            arrived_at=datetime(2026, 10, 8, 8, tzinfo=CHINA), reception="接待三人", visitors=3
        )
        duty.save_record(work, form, turn=turn, on=turn.on, person=person)
        commit(work)
        assert [one.seat for one in duty.without_record(work)] == [Seat.IN_CHARGE]
        assert turns(work, ident)


@pytest.mark.parametrize(
    "change, field",
    [
        ({"arrived_at": None}, "arrived_at"),
        ({"left_at": datetime(2026, 9, 21, 7, 59, tzinfo=CHINA)}, "left_at"),
        ({"visitors": -1}, "visitors"),
        ({"solved": 10000}, "solved"),
    ],
)
def test_a_wrong_duty_record_is_refused_at_the_field(
    hall: Hall, change: dict[str, Any], field: str
) -> None:
    form = duty.DutyForm(arrived_at=datetime(2026, 9, 21, 8, tzinfo=CHINA), situation="看了大厅")
    form = replace(form, **change)
    with hall.office.work() as work:
        person = hall.person(work, "戊委员")
        with pytest.raises(Refused) as refused:
            duty.save_record(work, form, on=date(2026, 9, 21), person=person)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_duty_09_the_year_counts_planned_done_missed_swapped_and_besides(hall: Hall) -> None:
    ident = published(hall)
    with hall.office.work() as work:
        turn = turns(work, ident)[0]
        giver = turn.name
        taker = next(n for n in ("庚委员", "己委员") if n != giver)
        changing.replace_now(work, turn, hall.person(work, taker), "生病")
        commit(work)
    hall.office.clock.set(date(2026, 11, 2))
    with hall.office.work() as work:
        own = [t for t in turns(work, ident) if t.name == taker]
        duty.mark_missed(work, own[0], "临时到县里开会")
        form = duty.DutyForm(
            arrived_at=datetime(2026, 10, 20, 8, tzinfo=CHINA), settled="解决两件", solved=2
        )
        duty.save_record(work, form, turn=own[1], on=own[1].on, person=hall.person(work, taker))
        duty.save_record(work, form, on=date(2026, 10, 20), person=hall.person(work, taker))
        commit(work)
        rows = {row.name: row for row in fulfilment.fulfilment(work, 2026)}
    row = rows[taker]
    assert (row.planned, row.done, row.missed) == (len(own), 1, 1)
    assert row.unrecorded == len(own) - 2
    assert (row.taken, row.given, row.besides, row.solved) == (1, 0, 1, 4)
    assert rows[giver].given == 1


def test_duty_09_petitions_count_for_the_leader_who_received_them(hall: Hall) -> None:
    ident = published(hall)
    with hall.office.work() as work:
        name = turns(work, ident)[0].name
    for number in range(2):
        with hall.office.work() as work:
            form = PetitionForm(
                channel=Channel.LEADER,
                purpose=Purpose.ADVICE,
                name="何秀兰",
                receiving_leader=name,
                problem=f"村道路灯坏了{number}",
                village="石桥村",
                address="石桥村",
            )
            petition = intake.register(work, form)
            if number:
                steps.solve(work, petition, "当天修好")
            commit(work)
    with hall.office.work() as work:
        rows = {row.name: row for row in fulfilment.fulfilment(work, 2026)}
        watch = fulfilment.fulfilment(work, 2026, Plan.WATCH)
        before = {row.name: row for row in fulfilment.fulfilment(work, 2025)}
    assert (rows[name].petitions, rows[name].closed) == (2, 1)
    assert sum(row.petitions for row in rows.values()) == 2
    assert watch == []
    assert before == {}


def test_who_missed_a_day_still_owes_it(hall: Hall) -> None:
    ident = published(hall)
    hall.office.clock.set(date(2026, 10, 31))
    with hall.office.work() as work:
        turn = turns(work, ident)[2]
        duty.mark_missed(work, turn, "没有来")
        commit(work)
        roster = drafting.begin_month(work, Plan.RECEPTION, 2026, 11)
        view = drafting.outlook(work, roster, Seat.LEADER)
    assert turn.on in view.request.missed
    assert turn.staff not in view.request.served.get(turn.on, ())


def test_the_log_belongs_to_the_watch_and_the_next_shift_confirms(hall: Hall) -> None:
    hall.office.clock.set(date(2026, 9, 22), 7)
    with hall.office.work() as work:
        with pytest.raises(Refused, match="请写明"):
            log.write(work, log.Line(WatchKind.CALL, " "))
        log.write(work, log.Line(WatchKind.CALL, "石桥村来电：山洪", "石桥村"))
        log.write(work, log.Line(WatchKind.ORDER, "立即转移", "甲书记"))
        commit(work)
        assert len(log.lines(work, date(2026, 9, 21))) == 2
        given = log.hand_over(work, date(2026, 9, 21), "继续关注水位", "干部1")
        commit(work)
        with pytest.raises(Refused, match="同一个人"):
            log.take_over(work, given, "干部1")
        log.take_over(work, given, "干部3")
        with pytest.raises(Refused, match="已经接班"):
            log.take_over(work, given, "干部4")
        with pytest.raises(Refused, match="已经交过班"):
            log.hand_over(work, date(2026, 9, 21), "无", "干部2")


def test_hr_08_a_meeting_in_office_hours_needs_somebody_who_stays(hall: Hall) -> None:
    hall.office.clock.set(date(2026, 10, 16))
    with hall.office.work() as work:
        assert meetings.meeting_missing(work)
        form = meetings.MeetingForm(
            date(2026, 10, 16), time(17), time(18, 30), "工作例会", attendees="干部1、干部2"
        )
        with pytest.raises(Refused) as refused:
            meetings.save_meeting(work, form)
        assert [p.field for p in refused.value.problems] == ["cover"]
        evening = meetings.MeetingForm(date(2026, 10, 16), time(18), time(19), "晚间学习")
        meetings.save_meeting(work, evening)
        order = meetings.cover_order(work, date(2026, 10, 16))
        stays = order[0]
        assert stays.name == "干部1"
        with pytest.raises(Refused, match="不能同时留守"):
            meetings.save_meeting(work, replaced(form, stays.id))
        meetings.save_meeting(work, replaced(form, hall.people["干部5"]))
        commit(work)
        assert not meetings.meeting_missing(work)
        assert meetings.cover_order(work, date(2026, 10, 19))[-1].name == "干部5"


def replaced(form: meetings.MeetingForm, cover: UUID) -> meetings.MeetingForm:
    return meetings.MeetingForm(
        form.on, form.starts, form.ends, form.title, attendees=form.attendees, cover=cover
    )


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_two_leader_days_are_weekdays_last_digits_or_days_of_the_month(day: date) -> None:
    assert is_busy(day, ["周三"]) == (day.weekday() == 2)
    assert is_busy(day, ["星期天"]) == (day.weekday() == 6)
    assert is_busy(day, ["逢5"]) == (day.day in (5, 15, 25))
    assert is_busy(day, ["15日"]) == is_busy(day, ["15"]) == (day.day == 15)
    assert not is_busy(day, ["赶场"])
    assert [understood(line) for line in ("周三", "逢0", "31", "32", "赶场")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_two_leaders_on_market_days(hall: Hall) -> None:
    with hall.office.work() as work:
        set_value(work, "two_leader_days", ["周三"])
        commit(work)
    ident = planned(hall)
    with hall.office.work() as work:
        counts: dict[date, int] = {}
        for turn in turns(work, ident):
            counts[turn.on] = counts.get(turn.on, 0) + 1
    assert {day.weekday() for day, count in counts.items() if count == 2} == {2}


def test_a_village_station_keeps_its_own_duty_table_only(hall: Hall) -> None:
    with hall.office.work() as work:
        work.session.add(
            Station(id=work.new_id(), station="SQ", code="SQ", name="石桥村", village=True)
        )
        commit(work)
    cadre: Actor = hall.office.actor(Role.VILLAGE_CADRE, station="SQ")
    with hall.office.store.work(cadre) as work:
        with pytest.raises(Refused, match="村站坐班"):
            drafting.begin_month(work, Plan.RECEPTION, 2026, 10)
        people = [hall.people[f"干部{n}"] for n in (1, 2)]
        members.enlist(work, Plan.VILLAGE, Seat.STAFF, people)
        roster = drafting.begin_month(work, Plan.VILLAGE, 2026, 10)
        drafting.plan_month(work, roster, Method.ORDER)
        commit(work)
        assert len(drafting.turns_of(work, roster)) == 18
    with hall.office.work() as work:
        assert members.members(work, Plan.VILLAGE) == []


def test_a_clerk_may_not_plan(hall: Hall) -> None:
    clerk = hall.office.actor(Role.WINDOW_CLERK)
    with hall.office.store.work(clerk) as work, pytest.raises(NotAllowed):
        drafting.begin_month(work, Plan.RECEPTION, 2026, 10)


def test_a_member_is_listed_once_with_a_share_that_can_be(hall: Hall) -> None:
    with hall.office.work() as work:
        for fields in (
            {"staff": hall.people["甲书记"]},
            {"staff": hall.people["丙分管"], "share": 0},
            {"staff": hall.people["丙分管"], "share": 201},
        ):
            with pytest.raises(Refused):
                members.save_member(
                    work,
                    DutyMember(
                        id=work.new_id(),
                        station="QS",
                        plan=Plan.RECEPTION,
                        seat=Seat.LEADER,
                        **fields,
                    ),
                )


def test_duty_04_a_visit_besides_the_roster_is_corrected_and_not_doubled(hall: Hall) -> None:
    on = date(2026, 9, 21)
    came = datetime(2026, 9, 21, 9, tzinfo=CHINA)
    with hall.office.work() as work:
        leader = hall.person(work, "丁副镇长")
        form = duty.DutyForm(arrived_at=came, situation="看了大厅")
        record = duty.save_record(work, form, on=on, person=leader)
        work.session.flush()
        better = replace(form, situation="看了大厅和档案室")
        duty.save_record(work, better, on=on, person=leader, record=record)
        commit(work)
    with hall.office.work() as work:
        (kept,) = duty.records(work, on, on)
        assert kept.situation == "看了大厅和档案室"


def test_duty_01_the_visitors_a_leader_received_are_proposed_from_the_petitions(
    hall: Hall,
) -> None:
    form = PetitionForm(
        channel=Channel.LEADER,
        purpose=Purpose.CLAIM,
        problem="村道破损",
        name="林溪",
        phone="13900000001",
        address="石桥村二组",
        receiving_leader="丁副镇长",
    )
    with hall.office.work() as work:
        intake.register(work, form)
        commit(work)
    today = date(2026, 9, 21)
    with hall.office.work() as work:
        assert duty.received(work, today, "丁副镇长") == (1, 0)
        assert duty.received(work, today, "甲书记") == (0, 0)
        assert duty.received(work, today - timedelta(days=1), "丁副镇长") == (0, 0)
