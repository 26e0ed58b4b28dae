"""The clocks of petitions, complaints and work orders, side by side and each explained."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.calendar import DayMark, WorkCalendar, load_days
from center.clock import State, Unit
from center.complaints import steps as complaint_steps
from center.complaints.file import file_of as complaint_file
from center.complaints.records import Complaint
from center.holidays import replace_years
from center.journal import commit
from center.matters import DELAY, Counting, NamedDeadline, governing
from center.petitions import review, steps
from center.petitions.file import recompute
from center.petitions.limits import (
    ABOVE,
    ASK_REVIEW,
    FINAL,
    HANDLE,
    OBJECT,
    ORIGIN,
    PROMISE,
    PROMISE_LEADER,
    REVIEW,
    ROUTE,
    SIMPLE,
    TELL,
    UNIT,
)
from center.petitions.records import Channel, Petition
from center.settings import set_value
from center.workorders import intake as orders
from center.workorders import steps as order_steps
from center.workorders.file import file_of as order_file
from center.workorders.records import WorkOrder
from tests.desk import at, change, on
from tests.grievances import Grievances
from tests.offices import Office


@pytest.fixture
def desk(qingshan: Office) -> Grievances:
    return Grievances(qingshan)


def dues(desk: Grievances, petition: UUID) -> dict[str, tuple[date, date]]:
    """The raw and the rolled day of every clock."""
    clocks = desk.file(petition).clocks
    return {c.name: (c.deadline.raw_due, c.deadline.due) for c in clocks}


def light(desk: Grievances, petition: UUID) -> tuple[str, date | None, State]:
    found = desk.file(petition)
    assert found.light is not None
    assert found.petition.clock_name == found.light.name
    assert found.petition.due_on == found.light.deadline.due
    return found.light.name, found.petition.due_on, found.light.deadline.state


def test_pet_03_registered_on_the_21st_the_answer_is_due_on_the_24th(desk: Grievances) -> None:
    petition = desk.petition()
    assert dues(desk, petition)[PROMISE] == (on("9-24"), on("9-24"))
    assert light(desk, petition) == (PROMISE, on("9-24"), State.NORMAL)


def test_pet_04_a_week_after_a_leaders_reception(desk: Grievances) -> None:
    petition = desk.petition(channel=Channel.LEADER, receiving_leader="林若安")
    found = dues(desk, petition)
    assert found[PROMISE_LEADER][1] == on("9-28")
    assert PROMISE not in found


def test_articles_22_and_23_fifteen_days_with_the_raw_day_beside_the_rolled_one(
    desk: Grievances,
) -> None:
    """law.md: 2026-09-16 and 15 calendar days end on 10-01, rolled to 10-08."""
    petition = desk.petition(received_at=at("9-16"))
    assert dues(desk, petition)[ROUTE] == (on("10-1"), on("10-8"))
    assert dues(desk, petition)[TELL] == (on("10-1"), on("10-8"))


def test_article_23_nobody_is_told_when_name_or_address_is_unclear(desk: Grievances) -> None:
    petition = desk.petition(
        channel=Channel.LETTER, anonymous=True, name="", address="", phone="", sex="", age=None
    )
    assert TELL not in dues(desk, petition)


def test_article_23_five_working_days_to_object_to_what_came_from_above(
    desk: Grievances,
) -> None:
    petition = desk.petition(channel=Channel.ABOVE, received_at=at("9-18"))
    # 9-20 is a Sunday that is worked before the National Day holiday.
    expected = Counting(WorkCalendar(load_days()), on("9-21"), 2).clock(
        OBJECT, "", on("9-18"), 5, Unit.WORKDAY
    )
    assert dues(desk, petition)[OBJECT][1] == expected.deadline.due


def test_article_34_sixty_days_from_acceptance_and_thirty_more(desk: Grievances) -> None:
    petition = desk.petition()
    desk.to("9-23")
    desk.step(Petition, petition, steps.accept)
    assert dues(desk, petition)[HANDLE] == (on("11-22"), on("11-23"))
    desk.step(Petition, petition, steps.extend, 30, "林若安", "要等测绘")
    assert dues(desk, petition)[HANDLE] == (on("12-22"), on("12-22"))
    [clock] = [c for c in desk.file(petition).clocks if c.name == HANDLE]
    assert any("林若安批准：要等测绘" in line for line in clock.deadline.explanation)


def test_simple_handling_ends_ten_working_days_after_acceptance(desk: Grievances) -> None:
    petition = desk.petition()
    desk.step(Petition, petition, steps.accept, simple=True)
    found = dues(desk, petition)
    assert found[SIMPLE][1] == on("10-12")  # 9-25 and 10-1 to 10-7 are off, 10-10 is worked
    assert found[HANDLE][0] == on("11-20")


def test_pet_09_the_provincial_day_and_ours_stand_side_by_side(desk: Grievances) -> None:
    petition = desk.petition(people_count=8, origin_due_on=on("9-29"), platform_due_on=on("9-23"))
    found = dues(desk, petition)
    assert (found[ORIGIN][1], found[ABOVE][1]) == (on("9-29"), on("9-23"))
    assert light(desk, petition) == (ABOVE, on("9-23"), State.DUE_SOON)


def test_pet_06_the_units_day_runs_until_it_reports(desk: Grievances) -> None:
    petition = desk.petition()
    desk.step(Petition, petition, steps.assign, "农业办", on("9-23"))
    assert light(desk, petition)[:2] == (UNIT, on("9-23"))
    desk.step(Petition, petition, steps.result, "已核实")
    assert light(desk, petition)[:2] == (PROMISE, on("9-24"))


def test_articles_35_and_36_the_reviews(desk: Grievances) -> None:
    petition = desk.petition()
    desk.step(Petition, petition, steps.accept)
    desk.step(Petition, petition, steps.tell, "当面送达")
    desk.step(Petition, petition, steps.opinion, "支持", "补偿", "条例", delivered_on=on("9-23"))
    [asking] = [c for c in desk.file(petition).clocks if c.name == ASK_REVIEW]
    assert not asking.ours  # the petitioner's own limit is never our light
    assert asking.deadline.raw_due == on("10-23")
    desk.to("10-9")
    desk.step(Petition, petition, review.ask_review, "县人民政府")
    assert dues(desk, petition)[REVIEW] == (on("11-8"), on("11-9"))
    assert light(desk, petition)[0] == REVIEW
    desk.to("10-20")
    desk.step(Petition, petition, review.review, "维持", "事实清楚")
    desk.step(Petition, petition, review.ask_final, "市人民政府")
    assert dues(desk, petition)[FINAL][0] == on("11-19")
    desk.to("11-20")
    hearing = (on("11-1"), on("11-6"))
    desk.step(Petition, petition, review.final_review, "维持", "终结", hearing=hearing)
    # Five days of the hearing (the 2nd to the 6th) do not count.
    assert dues(desk, petition)[FINAL][0] == on("11-24")
    assert light(desk, petition)[2] is State.ON_TIME


def test_a_missed_promise_shows_when_it_is_over(desk: Grievances) -> None:
    """The answer was late although the sixty days were kept."""
    petition = desk.petition()
    desk.step(Petition, petition, steps.accept)
    desk.step(Petition, petition, steps.tell, "当面送达")
    desk.to("9-28")
    desk.step(Petition, petition, steps.tell_delay, "要等测绘", on("9-30"))
    assert dues(desk, petition)[DELAY][0] == on("9-30")
    desk.step(Petition, petition, steps.opinion, "支持", "补偿", "条例")
    assert light(desk, petition) == (PROMISE, on("9-24"), State.LATE)


def test_a_new_arrangement_moves_open_petitions(desk: Grievances) -> None:
    petition = desk.petition(received_at=at("9-21"))
    desk.step(Petition, petition, steps.answer, "正在核实")
    assert light(desk, petition)[:2] == (ROUTE, on("10-8"))
    with desk.office.work() as work:
        shipped = {day: mark for day, mark in load_days().items() if day.year == 2026}
        replace_years(work, shipped | {on("10-8"): DayMark("holiday", "本地放假")})
        assert recompute(work) == 1
        commit(work)
    assert light(desk, petition)[1] == on("10-9")


# --- complaints ----------------------------------------------------------------------------------


def complaint_dues(desk: Grievances, complaint: UUID) -> dict[str, date]:
    with desk.office.store.read(desk.office.director) as work:
        file = complaint_file(work, work.session.get_one(Complaint, complaint))
        return {clock.name: clock.deadline.due for clock in file.clocks}


@pytest.mark.parametrize(
    "setting, due",
    [("same_day", "9-18"), ("next_day", "9-19"), ("next_workday", "9-20")],
)
def test_cpl_07_a_general_complaint_on_a_friday(desk: Grievances, setting: str, due: str) -> None:
    """Friday 9-18: Saturday by the calendar; the next working day is the make-up Sunday 9-20."""
    desk.to("9-17")
    change(desk.office, set_value, "complaint_general_due", setting)
    desk.to("9-18")
    complaint = desk.complaint()
    assert complaint_dues(desk, complaint) == {"一般投诉答复期限": on(due)}


def test_cpl_08_21_two_units_make_it_complex_with_two_clocks(desk: Grievances) -> None:
    complaint = desk.complaint(units=["社保所", "民政办"])
    assert complaint_dues(desk, complaint) == {
        "复杂投诉答复期限": on("9-28"),
        "协调意见期限": on("9-24"),
    }
    one = desk.complaint(units=["社保所", " 社保所 "])
    assert list(complaint_dues(desk, one)) == ["一般投诉答复期限"]


def test_cpl_21_the_feedback_is_due_one_working_day_after_the_units_result(
    desk: Grievances,
) -> None:
    complaint = desk.complaint(units=["社保所", "民政办"])
    desk.step(Complaint, complaint, complaint_steps.send, "社保所", on("9-23"))
    assert complaint_dues(desk, complaint)["承办单位答复期限"] == on("9-23")
    desk.to("9-24")
    desk.step(Complaint, complaint, complaint_steps.unit_opinion, "情况属实")
    # 9-25 is the Mid-Autumn holiday, 9-26 and 9-27 the weekend.
    assert complaint_dues(desk, complaint)["结果反馈期限"] == on("9-28")


# --- work orders ---------------------------------------------------------------------------------


def test_work_order_clocks_follow_the_settings(desk: Grievances) -> None:
    with desk.office.work() as work:
        form = orders.OrderForm("GD-1", "路灯不亮", external_due_on=on("9-24"))
        order = orders.register(work, form)
        commit(work)
        found = {c.name: c.deadline.due for c in order_file(work, order).clocks}
    assert found == {
        "签收期限": on("9-22"),
        "首次联系期限": on("9-22"),
        "退单期限": on("9-23"),
        "办结期限": on("9-29"),
        "12345 平台期限": on("9-24"),
    }
    assert (order.clock_name, order.due_on) == ("签收期限", on("9-22"))
    desk.step(WorkOrder, order.id, order_steps.sign)
    desk.step(WorkOrder, order.id, order_steps.contact, "已电话联系")
    with desk.office.store.read(desk.office.director) as work:
        again = work.session.get_one(WorkOrder, order.id)
        assert (again.clock_name, again.due_on) == ("12345 平台期限", on("9-24"))


# --- the light -----------------------------------------------------------------------------------

CALENDAR = WorkCalendar(load_days())
DAYS = st.integers(0, 400).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@st.composite
def clocks(draw: st.DrawFn) -> list[NamedDeadline]:
    count = Counting(CALENDAR, draw(DAYS), 2)
    made = []
    for number in range(draw(st.integers(1, 6))):
        start, days = draw(DAYS), draw(st.integers(0, 60))
        done = draw(st.none() | st.integers(0, 90).map(lambda n: n))
        unit = draw(st.sampled_from([Unit.DAY, Unit.WORKDAY]))
        finished = None if done is None else start + timedelta(days=done)
        ours = draw(st.booleans())
        made.append(count.clock(str(number), "", start, days, unit, finished, ours=ours))
    return made


@given(clocks())
def test_the_light_is_the_earliest_that_runs_and_late_when_one_was(
    found: list[NamedDeadline],
) -> None:
    light = governing(found)
    ours = [clock for clock in found if clock.ours]
    running = [clock for clock in ours if clock.running]
    if not ours:
        assert light is None
    elif running:
        assert light in running
        assert light is not None
        assert all(light.deadline.raw_due <= clock.deadline.raw_due for clock in running)
    else:
        assert light is not None
        late = any(clock.deadline.state is State.LATE for clock in ours)
        assert (light.deadline.state is State.LATE) is late
        assert all(clock.deadline.explanation for clock in ours)
