"""The two clocks of a case (D1): which runs when, from which limit, and what moves it.

Autumn 2026: 25 to 27 September off, 1 to 7 October off, Saturday 10 October is worked.
"""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from center.calendar import DayMark, WorkCalendar
from center.cases import handover, steps
from center.cases.file import recompute
from center.cases.handover import Cause
from center.cases.limits import HANDLING_CLOCK, NOTICE_CLOCK, days_early, handling_limit
from center.cases.listing import CaseFilter, page
from center.cases.records import Case, Status, Urgency
from center.clock import State, Unit
from center.holidays import replace_years, work_calendar
from center.items import save_edition
from center.journal import JournalRow, commit, history
from center.settings import set_value, values
from center.storage import Work
from tests.desk import (
    CALENDAR,
    CARRIED,
    COMMITTED,
    INSTANT,
    INSTANT_BARE,
    KINDS,
    LICENCE,
    RESTART,
    UPWARD,
    Desk,
    at,
    change,
    on,
)
from tests.offices import Office


@pytest.fixture
def desk(qingshan: Office) -> Desk:
    return Desk(qingshan)


# --- from receipt to acceptance ------------------------------------------------------------------


def test_d1_only_the_notice_clock_runs_until_acceptance(desk: Desk) -> None:
    """Received Monday 21 September; the Mid-Autumn Friday does not count."""
    case = desk.open()
    clock = desk.file(case).clock
    assert clock.name == NOTICE_CLOCK
    assert clock.handling is None
    assert clock.current.due == on("9-29")
    assert desk.case(case).due_on == on("9-29")


def test_case_29_the_handling_clock_starts_at_acceptance(desk: Desk) -> None:
    case = desk.open()
    desk.to("9-23")
    desk.step(case, steps.accept)
    clock = desk.file(case).clock
    assert clock.name == HANDLING_CLOCK
    # 10 working days after 23 September: 24, 28, 29, 30, then 8, 9, 10 (make-up), 12, 13, 14.
    assert clock.current.due == on("10-14")
    assert clock.notice.state is State.ON_TIME
    stored = desk.case(case)
    assert (stored.due_on, stored.raw_due_on, stored.accepted_on) == (
        on("10-14"),
        on("10-14"),
        on("9-23"),
    )


def test_told_on_the_last_day_the_case_waits_and_is_never_overdue(desk: Desk) -> None:
    """D1, D6: the notice ends the notice clock; waiting for the applicant is no delay of ours."""
    case = desk.open(LICENCE, received=[0])
    desk.to("9-29", "17:00")
    desk.supplement(case)
    for day in ("9-29", "9-30", "10-30"):
        desk.to(day)
        change(desk.office, recompute)
        clock = desk.file(case).clock
        assert clock.current.state is State.PAUSED
        assert clock.notice.state is State.ON_TIME
        assert desk.case(case).paused
        assert "等申请人补齐" in clock.current.explanation[-1]


def test_told_too_late_counts_as_late_and_still_waits(desk: Desk) -> None:
    case = desk.open(COMMITTED, received=[0])
    desk.to("9-30")
    desk.supplement(case)
    clock = desk.file(case).clock
    assert clock.notice.state is State.LATE
    assert clock.notice.days_over == 1
    assert clock.current.state is State.PAUSED


def test_completed_papers_start_the_notice_clock_anew(desk: Desk) -> None:
    case = desk.open(received=[0])
    desk.to("9-22")
    desk.supplement(case)
    desk.to("10-20")
    desk.step(case, steps.complete)
    clock = desk.file(case).clock
    assert clock.name == NOTICE_CLOCK
    assert clock.current.due == on("10-27")
    assert clock.current.state is State.NORMAL
    assert not desk.case(case).paused


def test_a_long_supplement_does_not_make_the_acceptance_late(desk: Desk) -> None:
    """OpenCPS #1254: repeated supplements wrongly made files overdue."""
    case = desk.open(received=[0])
    desk.to("9-22")
    desk.supplement(case)
    desk.to("10-20")
    desk.step(case, steps.complete)
    desk.to("10-21")
    desk.supplement(case, reason="新提交的材料没有盖章")
    desk.to("11-10")
    assert desk.file(case).clock.current.state is State.PAUSED
    desk.step(case, steps.complete)
    desk.to("11-11")
    desk.step(case, steps.accept)
    clock = desk.file(case).clock
    assert clock.notice.state is State.ON_TIME
    assert clock.current.due == on("11-25")


# --- limits --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code, days, unit, source",
    [
        (LICENCE, 15, Unit.WORKDAY, "承诺时限"),
        (COMMITTED, 10, Unit.WORKDAY, "承诺时限"),
        (UPWARD, 25, Unit.WORKDAY, "承诺时限"),
        (CARRIED, 10, Unit.WORKDAY, "承诺时限"),
        (CALENDAR, 1, Unit.WORKDAY, "承诺时限"),
        (INSTANT, 0, Unit.SAME_DAY, "即办件"),
        (INSTANT_BARE, 0, Unit.SAME_DAY, "即办件"),
    ],
)
def test_case_04_the_promised_limit_stands_before_the_statutory(
    desk: Desk, code: str, days: int, unit: Unit, source: str
) -> None:
    file = desk.file(desk.open(code))
    limit = handling_limit(file.case, file.item, file.settings)
    assert (limit.days, limit.unit, limit.source) == (days, unit, source)


def edit(desk: Desk, code: str, **fields: object) -> None:
    change(desk.office, save_edition, {"code": code, **fields})


def test_case_04_without_a_promise_the_statutory_limit_stands(desk: Desk) -> None:
    edit(desk, CALENDAR, promised_limit=None)
    case = desk.to_acceptance(CALENDAR)
    clock = desk.file(case).clock
    # 7 calendar days after 21 September is Monday 28 September.
    assert clock.current.due == clock.current.raw_due == on("9-28")
    assert clock.legal is not None
    assert clock.legal.due == on("9-28")


def test_a_statutory_limit_in_calendar_days_rolls_once_at_its_end(desk: Desk) -> None:
    """民法典 203: the raw date is kept beside the rolled one."""
    edit(desk, CALENDAR, promised_limit=None, legal_limit=10)
    case = desk.to_acceptance(CALENDAR)
    stored = desk.case(case)
    assert (stored.raw_due_on, stored.due_on) == (on("10-1"), on("10-8"))


@pytest.mark.parametrize(
    "urgency, last",
    [(Urgency.NORMAL, "9-29"), (Urgency.URGENT, "9-24"), (Urgency.EXTRA, "9-22")],
)
def test_case_04_without_any_limit_urgency_decides(desk: Desk, urgency: Urgency, last: str) -> None:
    """Parameters of the rule: 5, 3 and 1 working days."""
    edit(desk, CARRIED, promised_limit=None)
    case = desk.to_acceptance(CARRIED, urgency=urgency)
    assert desk.case(case).due_on == on(last)


def test_case_01_an_instant_case_is_due_on_its_day(desk: Desk) -> None:
    case = desk.to_acceptance(INSTANT)
    assert desk.case(case).due_on == on("9-21")
    assert desk.file(case).clock.current.state is State.DUE_TODAY


@pytest.mark.parametrize("code, last", [(INSTANT, "10-12"), (INSTANT_BARE, "9-29")])
def test_case_01_a_converted_case_gets_a_limit_of_its_own(desk: Desk, code: str, last: str) -> None:
    """Else it would be overdue the next day: the statutory limit, or the one by urgency."""
    case = desk.to_acceptance(code)
    desk.step(case, handover.convert, Cause.CHECK, "缴费记录")
    assert desk.case(case).due_on == on(last)


# --- pauses --------------------------------------------------------------------------------------


def test_once_03_a_supplement_after_acceptance_moves_the_due_date(desk: Desk) -> None:
    """Told on the 22nd, complete on the 28th: the 23rd, 24th and 28th do not count."""
    case = desk.to_acceptance()
    assert desk.case(case).due_on == on("10-12")
    desk.to("9-22")
    desk.supplement(case)
    assert desk.file(case).clock.current.state is State.PAUSED
    desk.to("9-28")
    desk.step(case, steps.complete)
    assert desk.case(case).due_on == on("10-15")
    assert desk.file(case).clock.current.state is State.NORMAL
    assert desk.case(case).status is Status.ACCEPTED


def test_once_03_may_be_switched_off(desk: Desk) -> None:
    change(desk.office, set_value, "clock_stop_on_supplement", False)
    desk.to("9-21", "10:00")
    case = desk.to_acceptance()
    desk.to("9-22")
    desk.supplement(case)
    assert not desk.case(case).paused
    desk.to("9-28")
    desk.step(case, steps.complete)
    assert desk.case(case).due_on == on("10-12")


def test_a_suspension_and_a_supplement_each_count_once(desk: Desk) -> None:
    case = desk.to_acceptance()
    desk.to("9-22")
    desk.step(case, steps.suspend, "公示")
    desk.to("9-24")
    desk.step(case, steps.resume)
    desk.supplement(case)
    desk.to("9-28")
    desk.step(case, steps.complete)
    # 23, 24 for the publication, 28 for the supplement.
    assert desk.case(case).due_on == on("10-15")
    reasons = {s.reason for s in desk.file(case).clock.current.skipped}
    assert {"公示", "等待补正材料"} <= reasons


def test_law_45_the_reason_of_a_suspension_is_in_the_explanation(desk: Desk) -> None:
    case = desk.to_acceptance(LICENCE)
    desk.step(case, steps.suspend, "专家评审", expected="15日")
    clock = desk.file(case).clock.current
    assert clock.state is State.PAUSED
    assert any("专家评审" in line for line in clock.explanation)


def test_d1_a_pause_from_the_due_date_on_changes_nothing(desk: Desk) -> None:
    """Stopping the clock when the limit is up does not undo the delay."""
    case = desk.to_acceptance()
    desk.to("10-12")
    desk.step(case, steps.suspend, "公示")
    desk.to("10-13")
    change(desk.office, recompute)
    assert desk.file(case).clock.current.state is State.OVERDUE
    stored = desk.case(case)
    assert (stored.due_on, stored.paused) == (on("10-12"), False)


def test_a_waiting_case_shows_one_light_in_the_list_and_on_its_page(desk: Desk) -> None:
    waiting = desk.open(received=[0])
    desk.supplement(waiting)
    paused, running = desk.to_acceptance(), desk.to_acceptance()
    desk.step(paused, steps.suspend, "公示")
    desk.to("10-30")
    change(desk.office, recompute)
    with desk.office.store.read(desk.office.director) as work:
        lights = {row.id: row.light for row in page(work, CaseFilter())}
        shown = {row.id for row in page(work, CaseFilter(light=State.PAUSED))}
    assert shown == {waiting, paused}
    for case in (waiting, paused, running):
        assert lights[case] is desk.file(case).clock.current.state


def test_a_restarting_item_counts_anew_from_the_completed_papers(desk: Desk) -> None:
    """政府信息公开条例: a correction restarts the clock."""
    case = desk.to_acceptance(RESTART)
    desk.to("9-28")
    desk.supplement(case)
    desk.to("9-30")
    desk.step(case, steps.complete)
    # 20 working days after 30 September: 8, 9, 10, 12–16, 19–23, 26–30 October, 2, 3 November.
    assert desk.case(case).due_on == on("11-3")


def test_other_items_go_on_where_they_stopped(desk: Desk) -> None:
    edit(desk, RESTART, restart_after_supplement=False)
    case = desk.to_acceptance(RESTART)
    before = desk.case(case).due_on
    desk.to("9-28")
    desk.supplement(case)
    desk.to("9-30")
    desk.step(case, steps.complete)
    assert before == on("10-26")
    assert desk.case(case).due_on == on("10-28")


# --- extensions ----------------------------------------------------------------------------------


def test_law_42_an_extension_lengthens_promise_and_statutory_limit(desk: Desk) -> None:
    """15 + 10 and 20 + 10 working days."""
    case = desk.to_acceptance(LICENCE)
    desk.step(case, steps.extend, 10, "江予白", "现场踏勘受天气影响")
    clock = desk.file(case).clock
    calendar = desk_calendar(desk)
    assert clock.handling is not None
    assert clock.legal is not None
    assert calendar.workdays_between(on("9-21"), clock.handling.due) == 25
    assert calendar.workdays_between(on("9-21"), clock.legal.due) == 30
    assert any("江予白批准" in line for line in clock.handling.explanation)


def test_an_extension_within_the_statutory_limit_does_not_move_it(desk: Desk) -> None:
    """No law lengthens this item's 15 days: the office only takes its own promise back."""
    case = desk.to_acceptance(COMMITTED)
    desk.step(case, steps.extend, 5, "江予白", "入户核查尚未完成")
    clock = desk.file(case).clock
    calendar = desk_calendar(desk)
    assert clock.handling is not None
    assert clock.legal is not None
    assert calendar.workdays_between(on("9-21"), clock.handling.due) == 15
    assert clock.legal.due == clock.handling.due


def desk_calendar(desk: Desk) -> WorkCalendar:
    with desk.office.work() as work:
        return work_calendar(work.session)


# --- deemed acceptance ---------------------------------------------------------------------------


def test_d9_a_licence_counts_as_accepted_from_receipt_when_nobody_told(desk: Desk) -> None:
    """行政许可法 32: 5 working days; on the last day nothing has happened yet."""
    case = desk.open(LICENCE, received=[0])
    desk.to("9-29")
    assert desk.file(case).clock.deemed_from is None
    desk.to("9-30")
    clock = desk.file(case).clock
    assert clock.deemed_from == on("9-21")
    assert clock.name == HANDLING_CLOCK
    assert change(desk.office, recompute) == 1
    # 15 working days after 21 September.
    assert desk.case(case).due_on == clock.current.due == on("10-19")


def test_d9_acceptance_dates_back(desk: Desk) -> None:
    case = desk.open(LICENCE)
    desk.to("9-30")
    desk.step(case, steps.accept)
    assert desk.case(case).accepted_on == on("9-21")
    event = desk.file(case).events[-1]
    assert event.at == at("9-30")
    assert event.data["deemed_from"] == "2026-09-21"


@pytest.mark.parametrize("told, accepted_on", [("9-29", "10-20"), ("9-30", "9-21")])
def test_d9_a_notice_in_time_prevents_it_and_a_late_one_does_not(
    desk: Desk, told: str, accepted_on: str
) -> None:
    case = desk.open(LICENCE, received=[0])
    desk.to(told)
    desk.supplement(case)
    desk.to("10-20")
    desk.step(case, steps.complete)
    desk.step(case, steps.accept)
    assert desk.case(case).accepted_on == on(accepted_on)


def test_d9_a_late_notice_pauses_the_clock_that_runs_since_receipt(desk: Desk) -> None:
    case = desk.open(LICENCE, received=[0])
    desk.to("9-30")
    desk.supplement(case)
    desk.to("10-10")
    desk.step(case, steps.complete)
    # 8, 9 and 10 October do not count: 19 October moves by three.
    assert desk.case(case).due_on == on("10-22")


def test_d9_other_items_are_never_deemed_accepted(desk: Desk) -> None:
    case = desk.open(COMMITTED, received=[0])
    desk.to("12-30")
    clock = desk.file(case).clock
    assert clock.deemed_from is None
    assert clock.name == NOTICE_CLOCK
    assert clock.current.state is State.OVERDUE


# --- what a case keeps ---------------------------------------------------------------------------


def test_case_30_a_case_keeps_the_item_version_it_was_opened_with(desk: Desk) -> None:
    case = desk.open()
    edit(desk, COMMITTED, promised_limit=3, materials=[])
    desk.step(case, steps.accept)
    file = desk.file(case)
    assert file.item.edition == 1
    assert file.clock.current.due == on("10-12")
    assert desk.file(desk.open()).item.edition == 2


def test_a_case_keeps_the_settings_of_its_start(desk: Desk) -> None:
    edit(desk, CARRIED, promised_limit=None)
    old = desk.open(CARRIED)
    desk.to("9-21", "10:00")
    change(desk.office, set_value, "urgency_normal_days", 2)
    young = desk.open(CARRIED)
    for case, last in ((old, "9-29"), (young, "9-23")):
        desk.step(case, steps.accept)
        assert desk.case(case).due_on == on(last)


# --- the calendar --------------------------------------------------------------------------------


def arrangement_2027() -> dict[date, DayMark]:
    """An invented arrangement; the real one is not published."""
    days = {date(2027, 1, day): "元旦" for day in (1, 2, 3)}
    days |= {date(2027, 2, day): "春节" for day in range(5, 13)}
    days |= {date(2027, 4, 5): "清明节", date(2027, 6, 9): "端午节", date(2027, 9, 15): "中秋节"}
    days |= {date(2027, 5, day): "劳动节" for day in range(1, 6)}
    days |= {date(2027, 10, day): "国庆节" for day in range(1, 8)}
    marks = {day: DayMark("holiday", name) for day, name in days.items()}
    return {**marks, date(2026, 12, 31): DayMark("holiday", "元旦")}


def test_a_date_in_an_unpublished_year_is_flagged(desk: Desk) -> None:
    desk.to("12-21")
    near, far = desk.to_acceptance(CALENDAR), desk.to_acceptance(COMMITTED)
    assert desk.file(near).clock.current.unknown_years == ()
    clock = desk.file(far).clock.current
    assert clock.unknown_years == (2027,)
    assert any("节假日未公布" in line for line in clock.explanation)


def test_an_imported_arrangement_moves_open_deadlines_and_journals_each(desk: Desk) -> None:
    """TIME-01: recomputed in the commit of the import; derived dates are no change of the case."""
    desk.to("12-21")
    moving = [desk.to_acceptance(COMMITTED), desk.to_acceptance(COMMITTED)]
    staying, done = desk.to_acceptance(CALENDAR), desk.to_acceptance(COMMITTED)
    desk.step(done, steps.finish, steps.Outcome("办成"))
    before = desk.case(moving[0]).due_on
    assert before == date(2027, 1, 4)
    with desk.office.work() as work:
        replace_years(work, arrangement_2027())
        assert recompute(work) == 2
        commit(work)
    for case in moving:
        assert desk.case(case).due_on == date(2027, 1, 6)
        assert desk.file(case).clock.current.unknown_years == ()
    assert desk.case(done).due_on == date(2027, 1, 4)
    with desk.office.work() as work:
        rows = work.session.scalars(select(JournalRow).where(JournalRow.action == "recompute"))
        noted = {row.record: row.payload for row in rows}
        assert noted.keys() == set(moving)
        said = json.loads(noted[moving[0]] or "")
        assert (said["was"], said["due"]) == ("2027-01-04", "2027-01-06")
        assert [row.action for row in history(work, staying)][-1] != "recompute"
        last = history(work, moving[0])[-1]
        assert last.operation == import_of(work)


def import_of(work: Work) -> UUID:
    query = select(JournalRow.operation).where(JournalRow.kind == "calendar_day")
    return work.session.scalars(query.distinct()).one()


def test_recomputing_changes_nothing_when_nothing_changed(desk: Desk) -> None:
    for code in KINDS:
        desk.to_acceptance(code)
    with desk.office.work() as work:
        before = work.session.scalars(select(JournalRow.hash)).all()
        assert recompute(work) == 0
        assert commit(work).rows == 0
        assert work.session.scalars(select(JournalRow.hash)).all() == before


def test_the_settings_a_clock_uses_are_those_of_the_rules(qingshan: Office) -> None:
    """Parameters: 普通 5, 急 3, 特急 1; 将到期 2 working days; the clock stops on supplement."""
    with qingshan.work() as work:
        found = values(work.session, work.now)
        assert [found.number(f"urgency_{n}_days") for n in ("normal", "urgent", "extra")] == [
            5,
            3,
            1,
        ]
        assert found.number("due_soon_days") == 2
        assert found.switch("clock_stop_on_supplement")


@pytest.mark.parametrize("code", KINDS)
def test_the_light_of_an_open_case_follows_the_days(desk: Desk, code: str) -> None:
    """D6: 正常, 将到期, 今天到期, 超期 by date alone, the same in the list and on the page."""
    case = desk.to_acceptance(code)
    seen = []
    for day in ("9-21", "9-22", "9-24", "9-28", "10-8", "10-12", "10-13", "11-20", "12-31"):
        desk.to(day)
        with desk.office.store.read(desk.office.director) as work:
            (row,) = page(work, CaseFilter())
            assert row.id == case
            assert [r.id for r in page(work, CaseFilter(light=row.light))] == [case]
        assert row.light is desk.file(case).clock.current.state
        seen.append(row.light)
    assert seen[-1] is State.OVERDUE
    assert seen == sorted(seen, key=list(State).index)


def test_no_case_is_derived_without_its_record(qingshan: Office) -> None:
    with qingshan.work() as work:
        assert recompute(work) == 0
        assert work.session.scalars(select(Case)).all() == []


@pytest.mark.parametrize("day, early", [("9-21", 10), ("9-22", 9), ("10-12", 0), ("10-13", 0)])
def test_case_08_days_saved_of_the_promised_limit(desk: Desk, day: str, early: int) -> None:
    """Finished on the day of acceptance it saved all ten; on the last day or late, none."""
    case = desk.to_acceptance(COMMITTED)
    desk.paper(case)
    file = desk.file(case)
    limit = handling_limit(file.case, file.item, file.settings)
    assert days_early(file.clock, limit) == 0, "still open"
    desk.to(day, "16:00")
    desk.step(case, steps.finish, steps.Outcome("办成"))
    assert days_early(desk.file(case).clock, limit) == early
