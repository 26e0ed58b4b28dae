"""Dates and times as clerks type them."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.dates import parse_date, parse_time, show_date, show_moment, show_weekday

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "typed",
    [
        "20261109",
        "2026-11-09",
        "2026.11.9",
        "2026/11/9",
        "26.11.9",
        "2026年11月9日",
        "11.9",
        "11-9",
        "11月9日",
        "1109",
        "9",
        "09",
        " １１．９ ",
        "２０２６－１１－０９",
    ],
)
def test_usual_ways_of_writing_a_day(typed: str) -> None:
    assert parse_date(typed, TODAY) == date(2026, 11, 9)


def test_words_for_near_days() -> None:
    assert parse_date("今天", TODAY) == TODAY
    assert parse_date("昨天", TODAY) == date(2026, 11, 20)
    assert parse_date("后天", TODAY) == date(2026, 11, 23)


@pytest.mark.parametrize("typed", ["2026-02-30", "13.1", "0", "32", "20261301", "2.29"])
def test_a_day_that_does_not_exist_is_named(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^没有 "):
        parse_date(typed, TODAY)


@pytest.mark.parametrize("typed", ["", "abc", "123", "12345", "11..2", "明年", "²", "9" * 400])
def test_anything_else_is_told_how_to_write_a_day(typed: str) -> None:
    with pytest.raises(ValueError, match="日期请写成"):
        parse_date(typed, TODAY)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_reads_back(day: date) -> None:
    for typed in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"):
        assert parse_date(typed, TODAY) == day


@given(st.text(max_size=12))
def test_no_text_breaks_the_reader(typed: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(parse_date(typed, TODAY), date)


@pytest.mark.parametrize(
    "typed, read",
    [("0931", time(9, 31)), ("931", time(9, 31)), ("9：05", time(9, 5)), ("9点31分", time(9, 31))],
)
def test_times(typed: str, read: time) -> None:
    assert parse_time(typed) == read


@pytest.mark.parametrize("typed", ["2460", "24:00", "9:61", "", "9", "今天"])
def test_no_times(typed: str) -> None:
    with pytest.raises(ValueError, match="时间"):
        parse_time(typed)


def test_moments_are_shown_at_the_offices_clock() -> None:
    late = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    assert show_moment(late, TODAY) == "11月21日 00:30"
    assert show_date(TODAY - timedelta(days=365), TODAY) == "2025年11月21日"
    assert show_weekday(TODAY) == "11月21日 周六"
