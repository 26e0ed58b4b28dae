"""The one clock (D1, D6, D9; CASE-04, CASE-15, CASE-29, ONCE-03) and the law's worked examples."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from center.calendar import WorkCalendar, load_days
from center.clock import (
    LONGEST_LIMIT,
    Deadline,
    Extension,
    Pause,
    State,
    Unit,
    deadline,
    deemed_accepted,
    soon_until,
)
from center.errors import Refused

CALENDAR = WorkCalendar(load_days())


def day(text: str) -> date:
    return date.fromisoformat(text)


def due(start: str, limit: int, unit: Unit = Unit.WORKDAY, *, roll: bool = False) -> date:
    return deadline(day(start), limit, unit, CALENDAR, roll=roll).due


# --- worked examples of the law ------------------------------------------------------------------


@pytest.mark.parametrize(
    "start, limit, expected",
    [
        ("2026-02-10", 5, "2026-02-24"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-09-18", 20, "2026-10-22"),
        ("2026-04-30", 5, "2026-05-11"),
    ],
)
def test_D1_worked_examples_in_working_days(start: str, limit: int, expected: str) -> None:
    found = deadline(day(start), limit, Unit.WORKDAY, CALENDAR)
    assert found.due == found.raw_due == day(expected)
    assert found.unknown_years == ()


def test_D1_worked_examples_in_calendar_days() -> None:
    assert due("2026-09-16", 15, Unit.DAY) == day("2026-10-01")
    rolled = deadline(day("2026-09-16"), 15, Unit.DAY, CALENDAR, roll=True)
    assert (rolled.raw_due, rolled.due) == (day("2026-10-01"), day("2026-10-08"))
    # A make-up Saturday is a working day: no roll (民法典 203).
    assert due("2026-09-25", 15, Unit.DAY, roll=True) == day("2026-10-10")


def test_skipped_days_have_their_reasons() -> None:
    found = deadline(day("2026-09-18"), 20, Unit.WORKDAY, CALENDAR)
    reasons = {skipped.date: skipped.reason for skipped in found.skipped}
    assert reasons[day("2026-09-19")] == "周末"
    assert day("2026-09-20") not in reasons
    assert reasons[day("2026-09-25")] == "中秋节放假"
    assert reasons[day("2026-10-07")] == "国庆节放假"
    counted = (found.due - day("2026-09-18")).days - len(reasons)
    assert counted == 20


def test_rolled_days_are_told_too() -> None:
    found = deadline(day("2026-09-16"), 15, Unit.DAY, CALENDAR, roll=True)
    assert [skipped.date for skipped in found.skipped] == [
        day("2026-10-01") + timedelta(days=n) for n in range(7)
    ]
    assert {skipped.reason for skipped in found.skipped} == {"国庆节放假，到期日顺延"}


def test_same_day_and_next_day() -> None:
    assert due("2026-09-30", 0, Unit.SAME_DAY) == day("2026-09-30")
    assert due("2026-09-30", 0, Unit.NEXT_DAY) == day("2026-10-01")
    assert due("2026-09-30", 0, Unit.NEXT_DAY, roll=True) == day("2026-10-08")
    assert due("2026-10-01", 0, Unit.SAME_DAY, roll=True) == day("2026-10-08")


def test_limit_0_is_due_on_the_start_day_even_on_a_rest_day() -> None:
    found = deadline(day("2026-10-01"), 0, Unit.WORKDAY, CALENDAR)
    assert found.due == day("2026-10-01")
    assert found.skipped == ()


# --- pauses and extensions -----------------------------------------------------------------------


def paused(limit: int, *pauses: Pause, unit: Unit = Unit.WORKDAY) -> Deadline:
    return deadline(day("2026-10-12"), limit, unit, CALENDAR, pauses=pauses)


def test_ONCE_03_pause_excludes_the_days_after_FROM_through_TO() -> None:
    # Notice on Wednesday, complete on Friday: Thursday and Friday do not count.
    pause = Pause(day("2026-10-14"), day("2026-10-16"))
    assert paused(5).due == day("2026-10-19")
    found = paused(5, pause)
    assert found.due == day("2026-10-21")
    assert [s.date for s in found.skipped if s.reason == pause.reason] == [
        day("2026-10-15"),
        day("2026-10-16"),
    ]


def test_D1_pause_that_begins_and_ends_on_one_day_changes_nothing() -> None:
    assert paused(5, Pause(day("2026-10-14"), day("2026-10-14"))).due == paused(5).due


def test_D1_overlapping_pauses_count_once() -> None:
    first = Pause(day("2026-10-13"), day("2026-10-15"), "公示")
    second = Pause(day("2026-10-14"), day("2026-10-16"), "补正")
    found = paused(5, first, second)
    assert found.due == paused(5, Pause(day("2026-10-13"), day("2026-10-16"))).due
    assert {s.reason for s in found.skipped if s.date == day("2026-10-15")} == {"公示"}


def test_D1_pause_on_or_after_the_raw_due_date_changes_nothing() -> None:
    assert paused(5).raw_due == day("2026-10-19")
    assert paused(5, Pause(day("2026-10-19"), day("2026-11-19"))).due == day("2026-10-19")
    assert paused(5, Pause(day("2026-10-18"), day("2026-10-19"))).due == day("2026-10-20")


def test_D1_pause_during_the_roll_changes_nothing() -> None:
    during_roll = Pause(day("2026-10-02"), day("2026-10-20"))
    found = deadline(day("2026-09-16"), 15, Unit.DAY, CALENDAR, roll=True, pauses=[during_roll])
    assert found.due == day("2026-10-08")


def test_D1_second_pause_counts_when_the_first_moved_the_end_behind_its_start() -> None:
    first = Pause(day("2026-10-14"), day("2026-10-21"))
    second = Pause(day("2026-10-22"), day("2026-10-23"))
    assert paused(5, first).raw_due == day("2026-10-26")
    assert paused(5, first, second).raw_due == day("2026-10-27")


def test_D1_pause_on_calendar_days_excludes_weekends_too() -> None:
    found = paused(10, Pause(day("2026-10-16"), day("2026-10-19")), unit=Unit.DAY)
    assert found.due == day("2026-10-25")


def test_D1_extensions_lengthen_the_limit_then_the_end_rolls_once() -> None:
    # 信访: 60 days from acceptance and 30 more are 90 from the same start, not 60 rolled and 30.
    start = day("2026-08-02")
    assert deadline(start, 60, Unit.DAY, CALENDAR, roll=True).due == day("2026-10-08")
    extended = deadline(
        start, 60, Unit.DAY, CALENDAR, roll=True, extensions=[Extension(30, "张主任批准")]
    )
    assert extended.raw_due == start + timedelta(days=90) == day("2026-10-31")
    assert extended.due == day("2026-11-02")


def test_extension_is_in_the_unit_of_the_limit() -> None:
    found = deadline(day("2026-09-18"), 10, Unit.WORKDAY, CALENDAR, extensions=[Extension(10)])
    assert found.due == day("2026-10-22")


def test_open_pause_reckons_with_today() -> None:
    open_pause = Pause(day("2026-10-14"))
    before = deadline(
        day("2026-10-12"), 5, Unit.WORKDAY, CALENDAR, pauses=[open_pause], today=day("2026-10-14")
    )
    later = deadline(
        day("2026-10-12"), 5, Unit.WORKDAY, CALENDAR, pauses=[open_pause], today=day("2026-10-20")
    )
    assert (before.state, later.state) == (State.PAUSED, State.PAUSED)
    assert (before.due, later.due) == (day("2026-10-19"), day("2026-10-23"))
    assert before.days_used == later.days_used == 2
    assert before.days_left == later.days_left == 3
    assert any("尚未恢复" in line for line in later.explanation)


def test_open_pause_without_today_is_a_bug() -> None:
    with pytest.raises(ValueError, match="open pause"):
        paused(5, Pause(day("2026-10-14")))


# --- states (D6) ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "today, state, left, over",
    [
        ("2026-10-12", State.NORMAL, 5, 0),
        ("2026-10-14", State.NORMAL, 3, 0),
        ("2026-10-15", State.DUE_SOON, 2, 0),
        ("2026-10-18", State.DUE_SOON, 1, 0),
        ("2026-10-19", State.DUE_TODAY, 0, 0),
        ("2026-10-20", State.OVERDUE, None, 1),
        ("2026-10-24", State.OVERDUE, None, 4),
    ],
)
def test_D6_states_day_by_day(today: str, state: State, left: int | None, over: int) -> None:
    found = deadline(day("2026-10-12"), 5, Unit.WORKDAY, CALENDAR, today=day(today))
    assert (found.state, found.days_left, found.days_over) == (state, left, over)


def test_D6_finished_on_time_or_late() -> None:
    def finish(on: str) -> Deadline:
        return deadline(
            day("2026-10-12"),
            5,
            Unit.WORKDAY,
            CALENDAR,
            finished=day(on),
            today=day("2026-12-01"),
        )

    assert finish("2026-10-12").state is State.ON_TIME
    assert finish("2026-10-19").state is State.ON_TIME
    assert (finish("2026-10-19").days_used, finish("2026-10-19").days_left) == (5, None)
    assert (finish("2026-10-21").state, finish("2026-10-21").days_over) == (State.LATE, 2)
    # Late by a rest day only is still late.
    late = deadline(day("2026-10-16"), 0, Unit.WORKDAY, CALENDAR, finished=day("2026-10-17"))
    assert (late.state, late.days_over) == (State.LATE, 1)


def test_D6_pause_begun_after_the_raw_due_date_hides_no_overdue() -> None:
    found = deadline(
        day("2026-10-12"),
        5,
        Unit.WORKDAY,
        CALENDAR,
        pauses=[Pause(day("2026-10-20"))],
        today=day("2026-10-21"),
    )
    assert (found.state, found.days_over) == (State.OVERDUE, 2)


def test_D6_resumed_matter_runs_again_on_the_day_of_completion() -> None:
    pause = Pause(day("2026-10-13"), day("2026-10-15"))

    def on(today: str) -> State:
        return deadline(
            day("2026-10-12"), 9, Unit.WORKDAY, CALENDAR, pauses=[pause], today=day(today)
        ).state

    assert on("2026-10-12") is State.NORMAL
    assert on("2026-10-13") is State.PAUSED
    assert on("2026-10-14") is State.PAUSED
    assert on("2026-10-15") is State.NORMAL


def test_D6_rolled_deadline_warns_on_the_earlier_date() -> None:
    def on(today: str) -> State:
        return deadline(
            day("2026-09-16"), 15, Unit.DAY, CALENDAR, roll=True, today=day(today)
        ).state

    assert on("2026-09-27") is State.NORMAL
    assert on("2026-09-28") is State.DUE_SOON
    assert on("2026-10-03") is State.DUE_SOON
    assert on("2026-10-08") is State.DUE_TODAY
    assert on("2026-10-09") is State.OVERDUE


@given(st.dates(date(2026, 1, 5), date(2026, 11, 30)), st.integers(0, 5), st.integers(0, 30))
def test_D6_lists_find_due_soon_by_dates_alone(today: date, due_soon: int, ahead: int) -> None:
    raw_due = today + timedelta(days=ahead)
    by_count = CALENDAR.workdays_between(today, raw_due) <= due_soon
    assert (raw_due <= soon_until(today, CALENDAR, due_soon)) == by_count


# --- unknown years -------------------------------------------------------------------------------


def test_unknown_year_is_told_only_when_it_was_looked_at() -> None:
    reaching = deadline(day("2026-12-25"), 5, Unit.WORKDAY, CALENDAR)
    assert reaching.due == day("2027-01-01")
    assert reaching.unknown_years == (2027,)
    assert any("2027年节假日未公布，暂按周末推算" in line for line in reaching.explanation)
    assert deadline(day("2026-12-25"), 4, Unit.WORKDAY, CALENDAR).unknown_years == ()
    # Calendar days are certain; only where they roll to depends on the arrangement.
    assert deadline(day("2026-12-25"), 10, Unit.DAY, CALENDAR).unknown_years == ()
    rolled = deadline(day("2026-12-25"), 10, Unit.DAY, CALENDAR, roll=True)
    assert rolled.unknown_years == (2027,)


def test_unknown_years_may_lie_before_the_table() -> None:
    found = deadline(day("2023-12-29"), 270, Unit.WORKDAY, CALENDAR)
    assert found.unknown_years == (2023, 2024)
    assert found.due.year == 2025


# --- refusals ------------------------------------------------------------------------------------


def test_impossible_input_is_refused_field_by_field() -> None:
    def refused(
        limit: int = 5,
        pauses: Sequence[Pause] = (),
        extensions: Sequence[Extension] = (),
        finished: date | None = None,
    ) -> set[str]:
        with pytest.raises(Refused) as info:
            deadline(
                day("2026-10-12"),
                limit,
                Unit.WORKDAY,
                CALENDAR,
                pauses=pauses,
                extensions=extensions,
                finished=finished,
            )
        return {problem.field for problem in info.value.problems}

    assert refused(-1) == {"limit"}
    assert refused(LONGEST_LIMIT + 1) == {"limit"}
    assert refused(pauses=[Pause(day("2026-10-14"), day("2026-10-13"))]) == {"pauses"}
    assert refused(pauses=[Pause(day("2026-10-14"), day("2126-10-13"))]) == {"pauses"}
    assert refused(extensions=[Extension(-1)]) == {"extensions"}
    assert refused(finished=day("2026-10-11")) == {"finished"}
    assert refused(-1, finished=day("2026-10-11")) == {"limit", "finished"}


# --- deemed acceptance (D9) ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "notice, today, accepted",
    [
        (None, "2026-10-16", False),
        (None, "2026-10-19", False),
        (None, "2026-10-20", True),
        ("2026-10-19", "2026-12-01", False),
        ("2026-10-20", "2026-12-01", True),
    ],
)
def test_D9_deemed_acceptance_dates_back_to_receipt(
    notice: str | None, today: str, accepted: bool
) -> None:
    """行政许可法 Art. 32: five working days to tell what is missing."""
    received = day("2026-10-12")
    given_on = day(notice) if notice else None
    found = deemed_accepted(received, 5, CALENDAR, given_on, day(today))
    assert found == (received if accepted else None)


# --- explanation ---------------------------------------------------------------------------------


def test_explanation_is_what_a_clerk_reads_out() -> None:
    found = deadline(
        day("2026-09-18"),
        10,
        Unit.WORKDAY,
        CALENDAR,
        pauses=[Pause(day("2026-09-21"), day("2026-09-23"), "等待补正户口簿")],
        extensions=[Extension(5, "李镇长批准，需入户核查")],
    )
    assert found.explanation == (
        "从2026年9月18日（周五）起算，当天不计，时限10个工作日",
        "批准延长5个工作日（李镇长批准，需入户核查）",
        "延长后时限合计15个工作日",
        "9月22日至23日等待补正户口簿，共2天，不计入",
        "9月25日至27日中秋节放假，共3天，不计入",
        "10月1日至7日国庆节放假，共7天，不计入",
        "周末共4天不计入（9月19日、10月11日、10月17日至18日）",
        "2026年9月20日（周日）是国庆节调休上班，照常计算",
        "2026年10月10日（周六）是国庆节调休上班，照常计算",
        "到期日：2026年10月19日（周一）",
    )


def test_explanation_of_a_roll() -> None:
    found = deadline(day("2026-09-16"), 15, Unit.DAY, CALENDAR, roll=True)
    assert found.explanation == (
        "从2026年9月16日（周三）起算，当天不计，时限15天",
        "最后一天2026年10月1日（周四）是国庆节放假，顺延到2026年10月8日（周四）",
        "到期日：2026年10月8日（周四）",
    )


# --- properties ----------------------------------------------------------------------------------

starts = st.dates(date(2025, 1, 1), date(2026, 10, 31))
limits = st.integers(0, 90)
units = st.sampled_from(list(Unit))
counted_units = st.sampled_from([Unit.WORKDAY, Unit.DAY])


@st.composite
def events(draw: st.DrawFn) -> tuple[date, list[Pause], list[Extension]]:
    start = draw(starts)
    spans = draw(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=4))
    pauses = [
        Pause(start + timedelta(days=after), start + timedelta(days=after + length), f"原因{n}")
        for n, (after, length) in enumerate(spans)
    ]
    extensions = [Extension(days) for days in draw(st.lists(st.integers(0, 30), max_size=2))]
    return start, pauses, extensions


@given(events(), limits, units, st.booleans())
def test_never_before_the_start_and_rolls_land_on_a_working_day(
    recorded: tuple[date, list[Pause], list[Extension]], limit: int, unit: Unit, roll: bool
) -> None:
    start, pauses, extensions = recorded
    found = deadline(start, limit, unit, CALENDAR, roll=roll, pauses=pauses, extensions=extensions)
    assert start <= found.raw_due <= found.due
    if roll:
        assert CALENDAR.is_workday(found.due)
    else:
        assert found.due == found.raw_due
    # Every day after the start either counted or is listed with its reason.
    listed = [skipped.date for skipped in found.skipped]
    assert listed == sorted(set(listed))
    if found.raw_due > start:
        assert found.raw_due not in [s.date for s in found.skipped if "顺延" not in s.reason]


@given(events(), limits, counted_units, st.booleans())
def test_monotonic_in_the_limit(
    recorded: tuple[date, list[Pause], list[Extension]], limit: int, unit: Unit, roll: bool
) -> None:
    start, pauses, extensions = recorded

    def found(days: int) -> Deadline:
        return deadline(
            start, days, unit, CALENDAR, roll=roll, pauses=pauses, extensions=extensions
        )

    assert found(limit).raw_due < found(limit + 1).raw_due
    assert found(limit).due <= found(limit + 1).due


@given(events(), st.integers(1, 90), st.integers(0, 60), st.integers(0, 40))
def test_D1_pause_of_n_working_days_moves_a_working_day_deadline_by_n(
    recorded: tuple[date, list[Pause], list[Extension]], limit: int, after: int, length: int
) -> None:
    start, earlier, _ = recorded
    since = start + timedelta(days=after)
    until = since + timedelta(days=length)
    # Other pauses lie wholly before this one, so that no day is shared.
    earlier = [pause for pause in earlier if pause.until and pause.until <= since]
    before = deadline(start, limit, Unit.WORKDAY, CALENDAR, pauses=earlier)
    assume(since < before.raw_due)
    moved = deadline(start, limit, Unit.WORKDAY, CALENDAR, pauses=[*earlier, Pause(since, until)])
    n = CALENDAR.workdays_between(since, until)
    assert CALENDAR.workdays_between(before.due, moved.due) == n
    assert moved.due >= before.due


@given(events(), limits, units, st.booleans(), st.integers(0, 30), st.integers(0, 30))
def test_D1_pause_on_or_beyond_the_raw_due_date_changes_nothing(
    recorded: tuple[date, list[Pause], list[Extension]],
    limit: int,
    unit: Unit,
    roll: bool,
    beyond: int,
    length: int,
) -> None:
    start, pauses, _ = recorded
    without = deadline(start, limit, unit, CALENDAR, roll=roll, pauses=pauses)
    since = without.raw_due + timedelta(days=beyond)
    late = Pause(since, since + timedelta(days=length))
    assert without == deadline(start, limit, unit, CALENDAR, roll=roll, pauses=[*pauses, late])


@given(events(), limits, units, st.booleans(), st.randoms(use_true_random=False))
def test_D1_idempotent_and_independent_of_the_order_of_recording(
    recorded: tuple[date, list[Pause], list[Extension]],
    limit: int,
    unit: Unit,
    roll: bool,
    random: Random,
) -> None:
    start, pauses, extensions = recorded
    today = start + timedelta(days=20)

    def found(in_order: list[Pause], more: list[Extension]) -> Deadline:
        return deadline(
            start,
            limit,
            unit,
            CALENDAR,
            roll=roll,
            pauses=in_order,
            extensions=more,
            today=today,
        )

    once = found(pauses, extensions)
    assert once == found(pauses, extensions)
    # The same pause recorded twice (a package imported again) counts once.
    assert once == found([*pauses, *pauses], extensions)
    shuffled, more = list(pauses), list(extensions)
    random.shuffle(shuffled)
    random.shuffle(more)
    assert once == found(shuffled, more)


@given(events(), limits, counted_units, st.integers(0, 120))
def test_days_used_and_left_make_up_the_limit_while_it_runs(
    recorded: tuple[date, list[Pause], list[Extension]], limit: int, unit: Unit, passed: int
) -> None:
    start, pauses, extensions = recorded
    today = start + timedelta(days=passed)
    found = deadline(
        start, limit, unit, CALENDAR, pauses=pauses, extensions=extensions, today=today
    )
    total = limit + sum(extension.days for extension in extensions)
    assert found.days_used is not None
    if found.state is State.OVERDUE:
        assert found.days_used >= total
        assert found.days_over >= 1
    else:
        assert found.days_used <= total


@given(starts, st.integers(0, 90), units, st.booleans())
def test_agrees_with_counting_on_fingers(start: date, limit: int, unit: Unit, roll: bool) -> None:
    """A second, naive reckoning without pauses."""
    marked = load_days()

    def worked(one: date) -> bool:
        if one in marked:
            return marked[one].kind == "makeup_workday"
        return one.isoweekday() <= 5

    count = {Unit.SAME_DAY: 0, Unit.NEXT_DAY: 1}.get(unit, limit)
    expected = start
    while count:
        expected += timedelta(days=1)
        if unit is not Unit.WORKDAY or worked(expected):
            count -= 1
    raw = expected
    while roll and not worked(expected):
        expected += timedelta(days=1)
    found = deadline(start, limit, unit, CALENDAR, roll=roll)
    assert (found.raw_due, found.due) == (raw, expected)
