"""Time off earned by duty (值班补休): booked when the turn is done, gone when it is changed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from center.attendance.balances import time_off
from center.attendance.duty_rest import DutyRest, book, rest_of
from center.attendance.records import TimeOff
from center.journal import commit
from center.records import CHINA
from center.roster import changing, drafting, duty, log, publishing
from center.roster.records import Method, Plan, Roster, Seat, Turn
from center.settings import set_value
from center.staff import Staff
from tests.offices import Office
from tests.rosters import Lists, listed

WEDNESDAY, SATURDAY, HOLIDAY = date(2026, 10, 14), date(2026, 10, 17), date(2026, 10, 2)
MAKE_UP = date(2026, 10, 10)
"""A Saturday that is worked."""


@pytest.fixture
def lists(either: Office) -> Lists:
    return listed(either)


@pytest.fixture
def watch(lists: Lists) -> UUID:
    """October's watch, published."""
    with lists.office.work() as work:
        roster = drafting.begin_month(work, Plan.WATCH, 2026, 10)
        drafting.plan_month(work, roster, Method.ORDER)
        commit(work)
        publishing.publish(work, work.session.get_one(Roster, roster.id))
        commit(work)
        return roster.id


def turns_on(lists: Lists, roster: UUID, on: date) -> list[Turn]:
    with lists.office.work() as work:
        found = drafting.turns_of(work, work.session.get_one(Roster, roster))
        return [turn for turn in found if turn.on == on]


def handed_over(lists: Lists, on: date) -> None:
    lists.office.clock.set(on + timedelta(days=1), 8, 30)
    with lists.office.work() as work:
        log.hand_over(work, on, "无", "交班人")
        commit(work)


def balance(lists: Lists, person: UUID, on: date) -> int:
    with lists.office.work() as work:
        return time_off(work, person, on).left


@pytest.mark.parametrize(
    "on, half_days",
    [(WEDNESDAY, 1), (SATURDAY, 2), (HOLIDAY, 2), (MAKE_UP, 1)],
)
def test_the_handover_books_the_rest_of_everybody_on_the_watch(
    lists: Lists, watch: UUID, on: date, half_days: int
) -> None:
    handed_over(lists, on)
    turns = turns_on(lists, watch, on)
    assert {turn.seat for turn in turns} == {Seat.LEADER, Seat.STAFF}
    for turn in turns:
        assert balance(lists, turn.staff, on + timedelta(days=1)) == half_days
    with lists.office.work() as work:
        earned = work.session.scalars(select(TimeOff)).first()
        assert earned is not None
        assert "24小时值班" in earned.source
        assert earned.expires_on == date(2027, 4, on.day), "six months by the setting"
        assert book(work, work.session.get_one(Turn, turns[0].id)) is None, "never twice"


@pytest.mark.usefixtures("watch")
def test_half_days_are_a_setting_and_none_books_nothing(lists: Lists) -> None:
    with lists.office.work() as work:
        set_value(work, "rest_watch_workday", 0)
        set_value(work, "rest_watch_weekend", 3)
        commit(work)
    handed_over(lists, WEDNESDAY)
    handed_over(lists, SATURDAY)
    with lists.office.work() as work:
        found = {one.half_days for one in work.session.scalars(select(TimeOff))}
    assert found == {3}


def test_who_did_not_come_earns_nothing(lists: Lists, watch: UUID) -> None:
    missing, there, *_ = turns_on(lists, watch, SATURDAY)
    lists.office.clock.set(SATURDAY + timedelta(days=1), 8)
    with lists.office.work() as work:
        duty.mark_missed(work, work.session.get_one(Turn, missing.id), "没有来")
        commit(work)
    handed_over(lists, SATURDAY)
    assert balance(lists, missing.staff, SATURDAY) == 0
    assert balance(lists, there.staff, SATURDAY) == 2
    with lists.office.work() as work:
        duty.mark_missed(work, work.session.get_one(Turn, there.id), "后来查明没有来")
        commit(work)
        query = select(DutyRest).where(DutyRest.turn == there.id)
        (rest,) = work.session.scalars(query)
        assert rest.voided_at is not None
    assert balance(lists, there.staff, SATURDAY) == 0


def test_a_changed_turn_takes_its_rest_along_to_who_kept_it(lists: Lists, watch: UUID) -> None:
    turn = next(t for t in turns_on(lists, watch, SATURDAY) if t.seat is Seat.STAFF)
    other = next(ident for name, ident in lists.people.items() if name == "罗华")
    other = other if other != turn.staff else lists.people["何丽"]
    lists.office.clock.set(SATURDAY, 20)
    with lists.office.work() as work:
        log.hand_over(work, SATURDAY, "无", "交班人")
        commit(work)
    with lists.office.work() as work:
        person = work.session.get_one(Staff, other)
        changing.replace_now(work, work.session.get_one(Turn, turn.id), person, "突发疾病")
        commit(work)
    assert balance(lists, turn.staff, SATURDAY) == 0
    assert balance(lists, other, SATURDAY) == 2


def test_reception_on_a_rest_day_is_booked_once_the_record_says_when_he_left(
    lists: Lists,
) -> None:
    roster = lists.planned()
    with lists.office.work() as work:
        month = work.session.get_one(Roster, roster)
        person = work.session.get_one(Staff, lists.people["陈志远"])
        turn = changing.put(work, month, SATURDAY, Seat.LEADER, person)
        commit(work)
        assert rest_of(work, turn) == 1
        ordinary = lists.turn(roster, WEDNESDAY)
        assert rest_of(work, ordinary) == 0
    lists.office.clock.set(SATURDAY, 19)
    came, left = (datetime.combine(SATURDAY, time(hour), CHINA) for hour in (8, 12))
    for until, half_days in ((None, 0), (left, 1), (left, 1)):
        with lists.office.work() as work:
            form = duty.DutyForm(arrived_at=came, left_at=until, reception="接待三人")
            found = work.session.get_one(Turn, turn.id)
            who = work.session.get_one(Staff, turn.staff)
            duty.save_record(work, form, turn=found, on=SATURDAY, person=who)
            commit(work)
        assert balance(lists, turn.staff, SATURDAY) == half_days
    with lists.office.work() as work:
        month = work.session.get_one(Roster, roster)
        changing.take_off(work, month, work.session.get_one(Turn, turn.id))
        commit(work)
    assert balance(lists, turn.staff, SATURDAY) == 0
