"""Appointments (预约, REG-21): booked for a slot with room, ticked at arrival, missed, called off.

The office's 2026-09-21 is a Monday; 9月25日—27日 is the Mid-Autumn holiday.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest

from center.errors import Expected, Refused
from center.journal import commit
from center.people import find_person
from center.queue.appointments import (
    AppointmentForm,
    appointments_of,
    arrive,
    book,
    cancel,
    day_problem,
    miss,
    rooms,
)
from center.queue.records import Appointment, AppointmentState, BookingChannel, Ticket
from center.queue.tickets import BOOKED, TicketForm, call_next, take
from center.rights import Role
from center.settings import set_value
from tests.desk import at, change, fields, on
from tests.offices import Office

ZHOU = AppointmentForm("周远", "13900000002", on("9-22"), "上午", "A", item_code="MZ03")


def booked(office: Office, **changes: Any) -> Appointment:
    found: Appointment = change(office, book, replace(ZHOU, **changes))
    return found


def refused(office: Office, **changes: Any) -> list[str]:
    """The fields a refusal names; nothing is booked then."""
    with office.work() as work:
        before = work.session.query(Appointment).count()
    with pytest.raises(Refused) as told:
        booked(office, **changes)
    with office.work() as work:
        assert work.session.query(Appointment).count() == before
    return fields(told.value)


def with_it(office: Office, made: Appointment, function: Any, *args: Any) -> Any:
    with office.work() as work:
        found = function(work, work.session.get_one(Appointment, made.id), *args)
        commit(work)
        return found


def state(office: Office, made: Appointment) -> AppointmentState:
    with office.work() as work:
        return work.session.get_one(Appointment, made.id).state


def test_reg_21_an_appointment_keeps_day_slot_item_name_phone_and_channel(either: Office) -> None:
    booked(either, channel=BookingChannel.WECHAT, note="带户口簿\n")
    with either.work() as work:
        (found,) = appointments_of(work, on("9-22"))
        assert (found.name, found.phone, found.slot) == ("周远", "13900000002", "上午")
        assert (found.item_code, found.channel) == ("MZ03", BookingChannel.WECHAT)
        assert found.item_name != ""
        assert (found.note, found.state) == ("带户口簿", AppointmentState.BOOKED)
        assert found.person is not None
        person = find_person(work, found.person)
        assert person is not None
        assert person.name == "周远"


@pytest.mark.parametrize(
    "day, right",
    [
        ("9-20", False),  # past
        ("9-21", True),
        ("9-25", False),  # 中秋节
        ("9-26", False),
        ("9-28", True),
        ("10-5", False),  # 国庆节
        ("10-6", False),  # 15 days ahead
    ],
)
def test_past_days_days_off_and_far_days_are_refused_at_the_day(
    qingshan: Office, day: str, right: bool
) -> None:
    if right:
        assert booked(qingshan, day=on(day)).day == on(day)
    else:
        assert refused(qingshan, day=on(day)) == ["day"]
        with qingshan.work() as work:
            assert day_problem(work, on(day)) != ""


def test_a_make_up_day_can_be_booked(qingshan: Office) -> None:
    """9月20日 is a Sunday that is worked."""
    qingshan.clock.set(on("9-19"))
    assert booked(qingshan, day=on("9-20")).day == on("9-20")


def test_the_last_day_that_can_be_booked_is_a_setting(qingshan: Office) -> None:
    change(qingshan, set_value, "appointment_days", 2)
    assert booked(qingshan, day=on("9-23")).day == on("9-23")
    assert refused(qingshan, day=on("9-24")) == ["day"]


def test_each_field_is_refused_for_itself(qingshan: Office) -> None:
    assert refused(
        qingshan, name=" ", phone="", day=None, line="", item_code="NO", care="熟人"
    ) == [
        "name",
        "phone",
        "line",
        "care",
        "item_code",
        "day",
    ]
    assert refused(qingshan, slot="夜里") == ["slot"]


def test_a_slot_that_has_ended_today_is_refused(qingshan: Office) -> None:
    qingshan.clock.now = at("9-22", "11:29")
    assert booked(qingshan).slot == "上午"
    qingshan.clock.now = at("9-22", "11:30")
    assert refused(qingshan) == ["slot"]
    assert booked(qingshan, slot="下午").slot == "下午"


def test_a_full_slot_is_refused_until_somebody_calls_off(either: Office) -> None:
    change(either, set_value, "appointment_capacity", 2)
    first = booked(either)
    booked(either, name="何秀兰", phone="13900000012")
    assert refused(either, name="李青禾") == ["slot"]
    assert booked(either, slot="下午").slot == "下午"
    with pytest.raises(Refused):
        with_it(either, first, cancel, " ")
    with_it(either, first, cancel, "本人来电，改天再来")
    with either.work() as work:
        assert [(room.booked, room.free) for room in rooms(work, on("9-22"))] == [(1, 1), (1, 1)]
    assert booked(either, name="李青禾").slot == "上午"


def test_two_who_book_the_last_place_at_once_do_not_both_get_it(either: Office) -> None:
    change(either, set_value, "appointment_capacity", 1)
    gate = Barrier(2)

    def one(name: str) -> bool:
        gate.wait()
        try:
            booked(either, name=name, phone="1390000000" + str(len(name)))
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, ["周远", "何秀兰"])) == [False, True]


@pytest.mark.parametrize(
    "time, reason",
    [
        ("07:59", ""),
        ("08:00", BOOKED),
        ("11:30", BOOKED),
        ("11:31", ""),
    ],
)
def test_who_comes_in_time_goes_before_ordinary_numbers(
    either: Office, time: str, reason: str
) -> None:
    made = booked(either)
    either.clock.now = at("9-22", time)
    ordinary = change(either, take, TicketForm("A"))
    ticket: Ticket = with_it(either, made, arrive)
    assert (ticket.number, ticket.reason, ticket.name) == ("A002", reason, "周远")
    called = change(either, call_next, "综合窗口")
    assert called.id == (ticket.id if reason else ordinary.id)
    with either.work() as work:
        kept = work.session.get_one(Appointment, made.id)
        assert (kept.state, kept.ticket) == (AppointmentState.ARRIVED, ticket.id)
        assert kept.arrived_at == either.clock.now


def test_an_office_may_let_appointments_wait_like_everybody(qingshan: Office) -> None:
    change(qingshan, set_value, "appointment_priority", False)
    made = booked(qingshan)
    qingshan.clock.now = at("9-22", "09:00")
    assert with_it(qingshan, made, arrive).reason == ""


def test_reg_20_a_reason_of_ones_own_counts_at_any_time(qingshan: Office) -> None:
    made = booked(qingshan, care="孕妇")
    qingshan.clock.now = at("9-22", "16:00")
    assert with_it(qingshan, made, arrive).reason == "孕妇"


def test_only_todays_appointments_arrive_and_only_once(qingshan: Office) -> None:
    made = booked(qingshan)
    with pytest.raises(Refused, match="不是今天"):
        with_it(qingshan, made, arrive)
    qingshan.clock.now = at("9-22")
    with_it(qingshan, made, arrive)
    with pytest.raises(Expected, match="已到"):
        with_it(qingshan, made, arrive)


def test_a_no_show_is_marked_when_the_slot_is_over(either: Office) -> None:
    made = booked(either)
    either.clock.now = at("9-22", "11:30")
    with pytest.raises(Refused, match="还没有结束"):
        with_it(either, made, miss)
    either.clock.now = at("9-22", "11:31")
    with_it(either, made, miss)
    assert state(either, made) is AppointmentState.MISSED
    # The place of a slot that is over is nobody's; what is missed can be neither called off.
    with pytest.raises(Expected, match="未到"):
        with_it(either, made, cancel, "来电")


def test_the_list_of_the_day_goes_by_slot(qingshan: Office) -> None:
    for slot, name in (("下午", "周远"), ("上午", "何秀兰"), ("上午", "李青禾")):
        booked(qingshan, slot=slot, name=name)
    with qingshan.work() as work:
        assert [a.name for a in appointments_of(work, on("9-22"))] == ["何秀兰", "李青禾", "周远"]
        assert appointments_of(work, on("9-23")) == []
    other = qingshan.actor(Role.VILLAGE_CADRE, station="SQ")
    with qingshan.work(other) as work:
        assert appointments_of(work, on("9-22")) == []
