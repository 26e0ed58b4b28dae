"""What the punches of a day mean (ATT-01…05, TIME-02, D3)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.attendance.hours import Half, Season, Shift, Slot, at, profile_shift, season_on
from center.attendance.punching import (
    SAME_TAP,
    Exemption,
    Result,
    collapsed,
    judge,
    matched,
    working_day,
)
from center.records import CHINA

DAY = date(2026, 11, 18)
B = profile_shift("B", 10)
D = profile_shift("D", 10)


def taps(*clocks: str) -> list[datetime]:
    return [datetime.combine(DAY, time.fromisoformat(clock), CHINA) for clock in clocks]


def results(*clocks: str, shift: Shift = B) -> list[Result]:
    return [mark.result for mark in judge(taps(*clocks), shift, DAY)]


def test_att_01_four_registrations_and_two_without_a_midday_break() -> None:
    assert B.slots == tuple(Slot)
    assert D.slots == (Slot.MORNING_IN, Slot.AFTERNOON_OUT)
    assert [slot.half for slot in D.slots] == [Half.MORNING, Half.AFTERNOON]


@pytest.mark.parametrize(
    "profile, minutes", [("A", 390), ("B", 480), ("C", 390), ("D", 480), ("E", 480), ("F", 480)]
)
def test_time_02_the_length_of_a_day(profile: str, minutes: int) -> None:
    assert profile_shift(profile, 10).minutes == minutes


@pytest.mark.parametrize(
    "clock, result, minutes",
    [
        ("07:30:00", Result.ON_TIME, 0),
        ("08:10:00", Result.ON_TIME, 0),
        ("08:10:01", Result.LATE, 11),
        ("08:25:00", Result.LATE, 25),
    ],
)
def test_att_03_ten_minutes_are_allowed_and_ten_minutes_and_a_second_are_not(
    clock: str, result: Result, minutes: int
) -> None:
    mark = judge(taps(clock, "12:00"), B, DAY)[0]
    assert (mark.result, mark.minutes) == (result, minutes)


def test_att_03_the_afternoon_counts_too_and_the_tolerance_is_a_parameter() -> None:
    assert results("08:00", "12:00", "14:10:01", "18:00")[2] is Result.LATE
    strict = profile_shift("B", 0)
    assert results("08:00:01", "12:00", shift=strict)[0] is Result.LATE


@pytest.mark.parametrize(
    "clock, result", [("17:59:59", Result.EARLY), ("18:00:00", Result.ON_TIME)]
)
def test_att_05_no_second_early(clock: str, result: Result) -> None:
    assert results("08:00", "12:00", "14:00", clock)[3] is result


def test_d3_a_missing_punch_waits_to_be_settled() -> None:
    marks = judge(taps("08:00", "12:00", "18:00"), B, DAY)
    assert [mark.result for mark in marks] == [
        Result.ON_TIME,
        Result.ON_TIME,
        Result.MISSING,
        Result.ON_TIME,
    ]
    assert "待核实" in marks[2].why


def test_extra_taps_are_collapsed_and_first_in_last_out_counts() -> None:
    many = ("07:55", "07:55:20", "07:57", "11:30", "12:01", "12:02", "13:40", "13:59", "18:05")
    found = matched(taps(*many), B, DAY)
    assert [f"{found[slot]:%H:%M}" for slot in B.slots] == ["07:55", "12:01", "13:40", "18:05"]


def test_both_taps_in_one_half_of_the_break_serve_both_sessions() -> None:
    found = matched(taps("08:00", "12:01", "12:40", "18:00"), B, DAY)
    assert f"{found[Slot.MORNING_OUT]:%H:%M}" == "12:01"
    assert f"{found[Slot.AFTERNOON_IN]:%H:%M}" == "12:40"
    found = matched(taps("08:00", "13:30", "13:50", "18:00"), B, DAY)
    assert f"{found[Slot.MORNING_OUT]:%H:%M}" == "13:30"
    assert f"{found[Slot.AFTERNOON_IN]:%H:%M}" == "13:50"


def test_a_single_tap_of_a_session_counts_for_the_nearer_end() -> None:
    assert results("08:20")[:2] == [Result.LATE, Result.MISSING]
    assert results("11:40")[:2] == [Result.MISSING, Result.EARLY]
    assert results("12:10")[:2] == [Result.MISSING, Result.ON_TIME]


def test_a_whole_day_without_a_break_needs_two_taps() -> None:
    assert results("08:55", "17:01", shift=D) == [Result.ON_TIME, Result.ON_TIME]
    assert results("08:55", shift=D) == [Result.ON_TIME, Result.MISSING]
    assert results("08:55", "12:10", "12:50", "17:01", shift=D) == [Result.ON_TIME] * 2


def test_leave_and_outings_exempt_the_slots_they_cover() -> None:
    trip = Exemption(at(DAY, time(10)), at(DAY, time(15)), "下村石桥村")
    marks = judge(taps("08:00", "18:00"), B, DAY, [trip])
    assert [mark.result for mark in marks] == [
        Result.ON_TIME,
        Result.EXEMPT,
        Result.EXEMPT,
        Result.ON_TIME,
    ]
    assert "下村石桥村" in marks[1].why


def test_each_mark_says_punch_rule_and_minutes() -> None:
    why = judge(taps("08:17:30", "12:00"), B, DAY)[0].why
    assert why == "08:17:30打卡，08:00上班，允许晚 10 分钟，迟到 18 分钟"


def test_a_tap_after_midnight_belongs_to_the_day_before() -> None:
    assert working_day(datetime(2026, 11, 19, 0, 30, tzinfo=CHINA)) == DAY
    assert working_day(datetime(2026, 11, 19, 4, 0, tzinfo=CHINA)) == date(2026, 11, 19)


def test_seasons_hold_from_their_day_and_yearly_ones_come_back() -> None:
    winter = Season(date(2025, 10, 1), "A", yearly=True)
    summer = Season(date(2026, 6, 1), "B", yearly=True)
    expected = {
        date(2025, 9, 30): None,
        date(2025, 10, 1): winter,
        date(2026, 5, 31): winter,
        date(2026, 6, 1): summer,
        date(2026, 9, 30): summer,
        date(2026, 10, 1): winter,
        date(2027, 6, 1): summer,
    }
    assert {day: season_on([winter, summer], day) for day in expected} == expected
    once = Season(date(2026, 7, 1), "C")
    assert season_on([winter, summer, once], date(2026, 9, 1)) is once
    assert season_on([winter, summer, once], date(2027, 7, 1)) is summer


@given(
    st.lists(st.integers(5 * 3600, 23 * 3600), max_size=12),
    st.sampled_from([profile_shift(letter, 10) for letter in "ABCDE"]),
)
def test_whatever_is_tapped_each_tap_counts_once_and_in_order(
    seconds: list[int], shift: Shift
) -> None:
    came = [datetime.combine(DAY, time(), CHINA) + timedelta(seconds=s) for s in seconds]
    found = matched(came, shift, DAY)
    counted = [found[slot] for slot in shift.slots if slot in found]
    assert len(set(counted)) == len(counted)
    assert counted == sorted(counted)
    assert set(counted) <= set(came)
    marks = judge(came, shift, DAY)
    assert [mark.slot for mark in marks] == list(shift.slots)
    for mark in marks:
        assert (mark.minutes > 0) == (mark.result in (Result.LATE, Result.EARLY))


@given(st.lists(st.integers(0, 86_399), max_size=20))
def test_collapsing_twice_changes_nothing(seconds: list[int]) -> None:
    came = [at(DAY, time()) + timedelta(seconds=second) for second in seconds]
    once = collapsed(came)
    assert collapsed(once) == once
    assert all(later - earlier > SAME_TAP for earlier, later in pairwise(once))
