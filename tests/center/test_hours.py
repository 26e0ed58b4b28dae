"""Office hours: what lies after closing, and minutes the counter is open (TIME-02, TIME-04)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.calendar import WorkCalendar
from center.hours import after_closing, open_minutes_after
from center.people import Identity
from center.registration import (
    Channel,
    VisitForm,
    VisitKind,
    delayed_by_staff,
    register,
)
from center.registration.listing import VisitFilter, count
from tests.desk import at, change
from tests.offices import Office

HOURS = ((time(8), time(12)), (time(14), time(18)))
WEEKENDS = WorkCalendar({})


@pytest.mark.parametrize(
    "moment, delayed",
    [
        (at("9-21", "07:59"), False),
        (at("9-21", "08:00"), False),
        (at("9-21", "11:59"), False),
        (at("9-21", "12:00"), True),
        (at("9-21", "13:59"), True),
        (at("9-21", "14:00"), False),
        (at("9-21", "17:59"), False),
        (at("9-21", "18:00"), True),
        (at("9-21", "23:59"), True),
        (at("9-19", "18:30"), False),
    ],
)
def test_time_04_after_closing_is_delayed_service(moment: datetime, delayed: bool) -> None:
    assert after_closing(moment, WEEKENDS, HOURS) is delayed


@given(
    st.integers(0, 500_000).map(lambda minutes: at("1-1", "00:00") + timedelta(minutes=minutes)),
    st.integers(1, 960),
    st.integers(1, 960),
)
def test_minutes_add_up_and_end_in_office_hours(start: datetime, some: int, more: int) -> None:
    first = open_minutes_after(start, some, WEEKENDS, HOURS)
    assert first >= start + timedelta(minutes=some)
    assert WEEKENDS.is_workday(first.date())
    assert any(opens <= first.time() <= closes for opens, closes in HOURS)
    both = open_minutes_after(start, some + more, WEEKENDS, HOURS)
    assert both == open_minutes_after(first, more, WEEKENDS, HOURS)


def test_time_04_visits_after_closing_are_flagged_and_counted_by_who_stayed(
    qingshan: Office,
) -> None:
    question = VisitForm(VisitKind.QUESTION, topic="医疗保障")
    letter = VisitForm(
        VisitKind.QUESTION, Identity("周远"), channel=Channel.LETTER, topic="医疗保障"
    )
    for moment in (at("9-21", "17:59"), at("9-21", "18:20"), at("9-22", "12:30")):
        qingshan.clock.now = moment
        change(qingshan, register, question)
    change(qingshan, register, letter)
    month = at("9-1", "00:00"), at("10-1", "00:00")
    with qingshan.work() as work:
        assert delayed_by_staff(work, *month) == {qingshan.director.name: 2}
        assert count(work, VisitFilter(delayed=True)) == 2


def test_time_04_the_real_time_of_receipt_counts(qingshan: Office) -> None:
    """Entered in the morning from the paper book, served the evening before."""
    qingshan.clock.now = at("9-22", "09:00")
    form = VisitForm(VisitKind.QUESTION, topic="医疗保障", received_at=at("9-21", "18:10"))
    assert change(qingshan, register, form).delayed
