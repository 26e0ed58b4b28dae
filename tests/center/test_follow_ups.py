"""Evaluations (SAT-04) and follow-up visits (SAT-05)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center import evaluations, follow_ups, settings
from center.cases import steps
from center.cases.steps import Outcome
from center.errors import Expected, NotAllowed, Refused
from center.evaluations import Rating, Satisfaction, Way
from center.follow_ups import CallOutcome, FollowUpFilter, FollowUpRow, Origin, chosen_by
from center.journal import commit
from center.rights import Actor, Role
from center.storage import Work
from tests.desk import COMMITTED, INSTANT, LI, Desk, change, fields
from tests.offices import Office

T = TypeVar("T")


@pytest.fixture
def clerk(either: Office) -> Actor:
    """Who handles the cases."""
    return either.actor(Role.WINDOW_CLERK)


@pytest.fixture
def colleague(either: Office) -> Actor:
    """Another one of the hall."""
    return either.actor(Role.WINDOW_CLERK, login="tongshi")


def do(office: Office, actor: Actor, function: Callable[..., T], *args: Any) -> T:
    """One service call in a unit of work of its own."""
    with office.work(actor) as work:
        made = function(work, *args)
        commit(work)
        return made


def finished(office: Office, clerk: Actor, **changes: Any) -> UUID:
    """An instant case, finished by the clerk."""
    desk = Desk(office, clerk)
    case = desk.open(INSTANT, **changes)
    desk.step(case, steps.finish, Outcome("办成"))
    return case


def rows(office: Office, actor: Actor, wanted: FollowUpFilter | None = None) -> list[FollowUpRow]:
    with office.store.read(actor) as work:
        found = follow_ups.page(work, wanted or FollowUpFilter())
        assert len(found) == follow_ups.count(work, wanted or FollowUpFilter())
        return found


def month(office: Office, year: int = 2026, number: int = 9) -> list[Satisfaction]:
    with office.store.read(office.director) as work:
        return evaluations.satisfaction(work, date(year, number, 1), date(year, number, 30))


def test_each_ended_service_is_evaluated_once(either: Office, clerk: Actor) -> None:
    """SAT-04: five levels, none of them given by default, none given twice."""
    case = finished(either, clerk)
    assert [rating.value for rating in Rating] == [
        "非常满意",
        "满意",
        "基本满意",
        "不满意",
        "非常不满意",
    ]
    made = do(either, clerk, evaluations.rate_on_screen, case, None)
    assert (made.rating, made.way) == (None, Way.SCREEN)
    assert evaluations.told(made).startswith("未评价")
    # Nobody answered in time: the person may still tap, or hand in a slip.
    do(either, clerk, evaluations.rate_on_screen, case, Rating.GOOD)
    with pytest.raises(Refused, match="群众已评价：满意"):
        do(either, clerk, evaluations.rate_on_screen, case, Rating.VERY_GOOD)
    assert rows(either, clerk) == []


def test_a_case_under_way_is_not_evaluated(either: Office, clerk: Actor) -> None:
    """SAT-04."""
    case = Desk(either, clerk).open(COMMITTED)
    with pytest.raises(Refused, match="还没有办完"):
        do(either, clerk, evaluations.rate_on_screen, case, Rating.GOOD)


def test_the_handler_enters_no_slip(either: Office, clerk: Actor, colleague: Actor) -> None:
    """SAT-04: a slip is entered by somebody other than the handler, and needs its level."""
    case = finished(either, clerk)
    with pytest.raises(Refused, match="经办人不能录入自己办件的评价"):
        do(either, clerk, evaluations.enter_slip, case, Rating.VERY_GOOD)
    with pytest.raises(Refused) as told:
        do(either, colleague, evaluations.enter_slip, case, None)
    assert fields(told.value) == ["rating"]
    made = do(either, colleague, evaluations.enter_slip, case, Rating.FAIR, "排队久")
    assert (made.way, made.rating, made.remark) == (Way.SLIP, Rating.FAIR, "排队久")


def test_who_finished_a_colleagues_case_is_its_handler_too(
    either: Office, clerk: Actor, colleague: Actor
) -> None:
    """SAT-04."""
    case = Desk(either, clerk).open(INSTANT)
    Desk(either, colleague).step(case, steps.finish, Outcome("办成"))
    for actor in (clerk, colleague):
        with pytest.raises(Refused, match="经办人不能录入"):
            do(either, actor, evaluations.enter_slip, case, Rating.GOOD)


@pytest.mark.parametrize("rating", Rating)
def test_only_a_bad_level_opens_a_follow_up(either: Office, clerk: Actor, rating: Rating) -> None:
    """SAT-04: the last two levels, with a day to call by (five working days unless set)."""
    case = finished(either, clerk)
    do(either, clerk, evaluations.rate_on_screen, case, rating)
    found = rows(either, clerk)
    if rating not in (Rating.BAD, Rating.VERY_BAD):
        assert found == []
        return
    (row,) = found
    # Monday 21 September; 24 and 25 September are working days before Mid-Autumn's weekend.
    assert (row.origin, row.case, row.why) == (Origin.LOW, case, rating.value)
    assert row.due_on > date(2026, 9, 25)
    assert row.phone == "139****0001"


def test_a_follow_up_is_due_after_the_days_set(either: Office, clerk: Actor) -> None:
    """SAT-04."""
    change(either, settings.set_value, "follow_up_days", 1)
    do(either, clerk, evaluations.rate_on_screen, finished(either, clerk), Rating.BAD)
    (row,) = rows(either, clerk)
    assert row.due_on == date(2026, 9, 22)
    late = FollowUpFilter(open=True, due_to=date(2026, 9, 21))
    assert rows(either, clerk, late) == []


def test_the_handler_does_not_call(either: Office, clerk: Actor, colleague: Actor) -> None:
    """SAT-05: somebody else calls; discontent needs what was said and what is done about it."""
    do(either, clerk, evaluations.rate_on_screen, finished(either, clerk), Rating.VERY_BAD)
    (row,) = rows(either, clerk)
    with pytest.raises(Refused, match="经办人不能回访自己办的件"):
        do(either, clerk, follow_ups.record_call, row.id, CallOutcome.SATISFIED)
    with pytest.raises(Refused) as told:
        do(either, colleague, follow_ups.record_call, row.id, None)
    assert fields(told.value) == ["outcome"]
    with pytest.raises(Refused) as told:
        do(either, colleague, follow_ups.record_call, row.id, CallOutcome.UNSATISFIED)
    assert fields(told.value) == ["opinion", "measure"]
    do(either, colleague, follow_ups.record_call, row.id, CallOutcome.SOLVED, "等太久", "加开窗口")
    (row,) = rows(either, clerk)
    assert (row.outcome, row.opinion, row.measure) == (CallOutcome.SOLVED, "等太久", "加开窗口")
    assert row.caller_name == colleague.name
    assert rows(either, clerk, FollowUpFilter(open=True)) == []
    with pytest.raises(Refused, match="已经办完"):
        do(either, colleague, follow_ups.record_call, row.id, CallOutcome.SATISFIED)


def test_a_call_in_vain_is_tried_three_times(
    either: Office, clerk: Actor, colleague: Actor
) -> None:
    """SAT-05: without an answer the follow-up stays open until the third try."""
    do(either, clerk, evaluations.rate_on_screen, finished(either, clerk), Rating.BAD)
    (row,) = rows(either, clerk)
    for tries in (1, 2):
        do(either, colleague, follow_ups.record_call, row.id, CallOutcome.UNREACHED)
        (now,) = rows(either, clerk, FollowUpFilter(open=True))
        assert (now.tries, now.outcome) == (tries, None)
    do(either, colleague, follow_ups.record_call, row.id, CallOutcome.UNREACHED)
    (now,) = rows(either, clerk)
    assert now.outcome is CallOutcome.UNREACHED


def test_a_months_sample_is_drawn_once(either: Office, clerk: Actor) -> None:
    """SAT-05: from the finished cases with a phone, after the month, and never drawn again."""
    for number in range(3):
        finished(either, clerk, applicant=replace(LI, phone=f"1390000000{number}"))
    silent = replace(LI, phone="", no_phone_reason="没有电话")
    finished(either, clerk, applicant=silent)
    with pytest.raises(Refused, match="还没有结束"):
        do(either, either.director, follow_ups.draw_sample, 2026, 9)
    either.clock.set(date(2026, 10, 9))
    with pytest.raises(NotAllowed):
        do(either, clerk, follow_ups.draw_sample, 2026, 9)
    made = do(either, either.director, follow_ups.draw_sample, 2026, 9)
    assert (made.finished, made.chosen, made.percent) == (3, 1, 5)
    (row,) = rows(either, clerk)
    assert row.origin is Origin.SAMPLE
    with pytest.raises(Refused, match=r"9月已由林若安于10月9日抽取 1 件，名单不能重抽"):
        do(either, either.director, follow_ups.draw_sample, 2026, 9)
    with pytest.raises(Refused, match="没有可以回访的办结件"):
        do(either, either.director, follow_ups.draw_sample, 2026, 8)


@given(st.lists(st.uuids(), min_size=1, max_size=200, unique=True), st.integers(1, 100), st.text())
def test_a_seed_draws_the_same_cases_whatever_their_order(
    ids: list[UUID], percent: int, seed: str
) -> None:
    """SAT-05: anyone can repeat a draw; it takes its share, at least one, nobody twice."""
    drawn = chosen_by(ids, percent, seed)
    assert drawn == chosen_by(list(reversed(ids)), percent, seed)
    assert len(drawn) == -(-len(ids) * percent // 100)
    assert len(set(drawn)) == len(drawn) >= 1
    assert set(drawn) <= set(ids)


def test_a_window_has_a_rate_from_the_least_number_on(either: Office, clerk: Actor) -> None:
    """SAT-03: under the least number (five unless set) no rate is told."""
    given_ones = [Rating.VERY_GOOD, Rating.GOOD, Rating.FAIR, Rating.BAD]
    for rating in given_ones:
        do(either, clerk, evaluations.rate_on_screen, finished(either, clerk), rating)
    do(either, clerk, evaluations.rate_on_screen, finished(either, clerk), None)
    finished(either, clerk)
    window, whole = month(either)
    assert (window.ended, window.rated, window.unrated) == (6, 4, 1)
    assert window.rate is None
    assert whole.window == "合计"
    do(either, clerk, evaluations.rate_on_screen, finished(either, clerk), Rating.GOOD)
    window, whole = month(either)
    assert window.rate == whole.rate == 4 / 5
    assert month(either, number=6) == []


def test_a_village_sees_its_own_follow_ups(either: Office, clerk: Actor) -> None:
    """SAT-05: like every list, narrowed to what the actor may see."""
    cadre = either.actor(Role.VILLAGE_CADRE, station="SQ")
    do(either, clerk, evaluations.rate_on_screen, finished(either, clerk), Rating.BAD)
    assert rows(either, cadre) == []
    (row,) = rows(either, clerk)

    def open_it(work: Work) -> object:
        return follow_ups.follow_up(work, row.id)

    with pytest.raises(Expected, match="没有找到这条回访"):
        do(either, cadre, open_it)
