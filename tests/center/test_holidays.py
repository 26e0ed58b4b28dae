"""An office's own holiday arrangements (TIME-01)."""

from __future__ import annotations

from datetime import date

from center.calendar import DayMark, load_days
from center.holidays import replace_years, work_calendar
from center.journal import commit
from tests.offices import Office


def year_2027(extra: dict[date, DayMark] | None = None) -> dict[date, DayMark]:
    """An invented arrangement of 2027 that has the days the national rule fixes."""
    fixed = [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)]
    marks = {date(2027, m, d): DayMark("holiday", "法定节日") for m, d in fixed}
    return {**marks, **(extra or {})}


def test_an_imported_year_is_known_and_the_others_stay(qingshan: Office) -> None:
    with qingshan.work() as work:
        assert 2027 not in work_calendar(work.session).known_years
        assert replace_years(work, year_2027()) == {2027}
        commit(work)
        calendar = work_calendar(work.session)
    assert calendar.known_years == {2025, 2026, 2027}
    assert not calendar.is_workday(date(2027, 10, 1))
    assert not calendar.is_workday(date(2026, 10, 1))


def test_days_that_reach_into_the_year_before_do_not_wipe_it_out(qingshan: Office) -> None:
    """The notice for a year may move work to the last December days of the year before."""
    new_year = {date(2026, 12, 31): DayMark("holiday", "元旦")}
    with qingshan.work() as work:
        replace_years(work, year_2027(new_year))
        commit(work)
        calendar = work_calendar(work.session)
    assert not calendar.is_workday(date(2026, 12, 31))
    assert {d: m for d, m in calendar.marks.items() if d.year == 2026} == {
        **{d: m for d, m in load_days().items() if d.year == 2026},
        **new_year,
    }


def test_a_second_import_replaces_the_first_whole(qingshan: Office) -> None:
    with qingshan.work() as work:
        replace_years(work, year_2027({date(2027, 4, 5): DayMark("holiday", "清明节")}))
        commit(work)
    with qingshan.work() as work:
        replace_years(work, year_2027())
        commit(work)
        assert work_calendar(work.session).is_workday(date(2027, 4, 5))
