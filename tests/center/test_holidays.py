"""The office's own holiday arrangements over the shipped ones (TIME-01)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from center.calendar import DayMark, WorkCalendar, load_days
from center.errors import Refused
from center.holidays import CalendarDay, replace_years, work_calendar
from center.journal import commit, verify
from tests.desk import change
from tests.offices import Office

FIXED = [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)]


def year(number: int, *more: date) -> dict[date, DayMark]:
    """The least that makes a year a known one, and a few days more."""
    days = [date(number, month, day) for month, day in FIXED] + list(more)
    return {day: DayMark("holiday", "放假") for day in days}


def calendar(office: Office) -> WorkCalendar:
    with office.store.read(office.director) as work:
        return work_calendar(work.session)


def test_without_imports_the_shipped_years_stand(either: Office) -> None:
    found = calendar(either)
    assert found.known_years == {2025, 2026}
    assert dict(found.marks) == dict(load_days())


def test_an_imported_year_becomes_known_beside_the_shipped(either: Office) -> None:
    assert change(either, replace_years, year(2027)) == {2027}
    found = calendar(either)
    assert found.known_years == {2025, 2026, 2027}
    assert not found.is_workday(date(2027, 5, 1))
    assert not found.is_workday(date(2026, 10, 5))


def test_an_imported_year_replaces_the_shipped_one_whole(either: Office) -> None:
    change(either, replace_years, year(2026))
    found = calendar(either)
    assert not found.is_workday(date(2026, 10, 1))
    assert found.is_workday(date(2026, 10, 5))
    assert not found.is_workday(date(2026, 10, 10))
    assert not found.is_workday(date(2025, 10, 6))


def test_a_later_import_replaces_an_earlier_one(either: Office) -> None:
    change(either, replace_years, year(2027, date(2027, 2, 8)))
    change(either, replace_years, year(2027, date(2027, 2, 9)))
    found = calendar(either)
    assert found.is_workday(date(2027, 2, 8))
    assert not found.is_workday(date(2027, 2, 9))
    with either.work() as work:
        voided = select(CalendarDay.on).where(CalendarDay.voided_at.is_not(None))
        assert work.session.scalars(voided).all() == [date(2027, 2, 8)]
        assert verify(work.session) == []


def test_the_same_import_twice_changes_nothing(either: Office) -> None:
    change(either, replace_years, year(2027))
    with either.work() as work:
        replace_years(work, year(2027))
        assert commit(work).rows == 0


def test_a_day_with_another_mark_is_replaced(either: Office) -> None:
    saturday = date(2027, 2, 6)
    change(either, replace_years, year(2027, saturday))
    marks = {**year(2027), saturday: DayMark("makeup_workday", "春节")}
    change(either, replace_years, marks)
    assert calendar(either).is_workday(saturday)


def test_next_years_notice_reaching_into_december_keeps_this_year(either: Office) -> None:
    """The notice for 2027 may name 31 December 2026; the rest of 2026 must not vanish."""
    new_year = date(2026, 12, 31)
    change(either, replace_years, {**year(2027), new_year: DayMark("holiday", "元旦")})
    found = calendar(either)
    assert not found.is_workday(new_year)
    assert found.known_years == {2025, 2026, 2027}
    assert not found.is_workday(date(2026, 10, 5))
    assert found.is_workday(date(2026, 10, 10))
    # And again: an arrangement corrected later keeps both.
    change(either, replace_years, year(2027))
    assert not calendar(either).is_workday(new_year)
    assert not calendar(either).is_workday(date(2026, 10, 5))


def test_an_empty_arrangement_is_refused(qingshan: Office) -> None:
    with pytest.raises(Refused, match="原来的安排没有变"):
        change(qingshan, replace_years, {})
    assert calendar(qingshan).known_years == {2025, 2026}
