"""The queue (排队叫号): REG-18 numbers, calls and waiting times; REG-20 priority with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.changes import Wanted, entries
from center.errors import Expected, Refused
from center.journal import commit, history
from center.people import Identity
from center.queue.appointments import AppointmentForm, book
from center.queue.figures import figures, screen, standing
from center.queue.groups import lines_problem, read_lines, slots_problem
from center.queue.order import Caller, Waiting, percentile, streak
from center.queue.records import Ticket, TicketState
from center.queue.tickets import (
    TicketForm,
    ahead,
    at_window,
    call_again,
    call_next,
    come_back,
    finish,
    leave,
    pass_over,
    start,
    take,
    ticket_of,
    transfer,
    waiting,
)
from center.registration import Route, VisitForm, VisitKind, register
from center.rights import Role
from center.settings import check, set_value
from tests.desk import change, fields, on
from tests.offices import Office

OLD = "60岁以上"
FIRST, SECOND = "综合窗口", "民政窗口"


def draw(office: Office, reason: str = "", line: str = "A", **more: Any) -> Ticket:
    """Somebody takes a number, a minute after the one before."""
    office.clock.advance(minutes=1)
    found: Ticket = change(office, take, TicketForm(line, reason, **more))
    return found


def call(office: Office, window: str = FIRST) -> str:
    """The number called next; empty when nobody waits."""
    office.clock.advance(minutes=1)
    found = change(office, call_next, window)
    return found.number if found is not None else ""


def on_ticket(office: Office, number: str, function: Any, *args: Any) -> None:
    """Do something with a number of today."""
    with office.work() as work:
        found = work.session.query(Ticket).filter(Ticket.number == number).one()
        function(work, found, *args)
        commit(work)


def line_up(office: Office, window: str = FIRST) -> list[str]:
    with office.work() as work:
        return [one.number for one in waiting(work, window)]


# --- the order, as a rule ------------------------------------------------------------------------

EVERY = st.integers(2, 6)
ARRIVALS = st.lists(st.booleans(), max_size=40)


def _queue(priorities: Sequence[bool]) -> list[Waiting]:
    return [Waiting(UUID(int=n), "A", priority) for n, priority in enumerate(priorities, 1)]


@given(EVERY, ARRIVALS, st.integers(0, 10))
def test_reg_20_everybody_is_called_once_and_each_lane_in_the_order_of_taking(
    every: int, priorities: list[bool], row: int
) -> None:
    queue = _queue(priorities)
    called = Caller(every, row, {}).line_up(queue)
    assert sorted(one.id for one in called) == [one.id for one in queue]
    for lane in (True, False):
        assert [one for one in called if one.priority is lane] == [
            one for one in queue if one.priority is lane
        ]


@given(EVERY, st.lists(st.tuples(st.lists(st.booleans(), max_size=4)), max_size=40))
def test_reg_20_priority_goes_first_and_ordinary_numbers_never_starve(
    every: int, rounds: list[tuple[list[bool]]]
) -> None:
    """Whoever comes meanwhile, m ordinary ones before: called after at most (m + 1) · every."""
    caller, queue, came = Caller(every, 0, {}), list[Waiting](), 0
    patience: dict[UUID, int] = {}
    for (arrivals,) in rounds:
        for priority in arrivals:
            came += 1
            one = Waiting(UUID(int=came), "A", priority)
            before = sum(not other.priority for other in queue)
            queue.append(one)
            if not priority:
                patience[one.id] = (before + 1) * every
        row = caller.in_a_row
        chosen = caller.choose(queue)
        if chosen is None:
            continue
        someone_first = any(one.priority for one in queue)
        assert chosen.priority or not someone_first or row >= every - 1
        caller.take(chosen)
        queue.remove(chosen)
        patience.pop(chosen.id, None)
        patience = {ident: left - 1 for ident, left in patience.items()}
        assert all(left > 0 for left in patience.values()), "an ordinary number waits too long"


@given(st.integers(0, 5), st.integers(0, 8))
def test_a_number_that_came_back_waits_for_so_many_others(turns: int, after: int) -> None:
    others = _queue([False] * 10)
    back = Waiting(UUID(int=99), "A", turn_due=turns + after)
    called = Caller(3, 0, {"A": turns}).line_up([back, *others])
    assert called.index(back) == after


def test_one_that_came_back_does_not_wait_for_nobody() -> None:
    back = Waiting(UUID(int=1), "A", turn_due=5)
    assert Caller(3, 0, {"A": 2}).choose([back]) is back


def test_the_streak_ends_with_the_first_ordinary_number() -> None:
    assert [streak(called) for called in ([], [True, True], [True, False, True])] == [0, 2, 1]


@given(st.lists(st.floats(0, 300), min_size=1), st.floats(0.01, 1))
def test_the_percentile_is_the_least_that_enough_do_not_exceed(
    minutes: list[float], share: float
) -> None:
    found = percentile(minutes, share)
    assert sum(m <= found for m in minutes) >= share * len(minutes) - 1e-9
    assert sum(m < found for m in minutes) < share * len(minutes)
    assert percentile([], share) == 0


# --- taking and calling --------------------------------------------------------------------------


def test_reg_18_numbers_run_by_day_and_queue(either: Office) -> None:
    change(either, set_value, "queue_groups", ["A 综合业务", "B 社保医保"])
    assert [draw(either).number for _ in range(2)] == ["A001", "A002"]
    assert draw(either, line="B").number == "B001"
    either.clock.set(on("9-22"))
    assert draw(either).number == "A001"


def test_what_the_settings_do_not_have_is_refused_at_its_field(qingshan: Office) -> None:
    with pytest.raises(Refused) as told:
        draw(qingshan, "领导熟人", line="Z", name="长" * 101)
    assert sorted(fields(told.value)) == ["line", "name", "reason"]
    # Nothing was taken: no gap.
    assert draw(qingshan).number == "A001"


def test_reg_20_at_the_desk_priority_first_every_third_an_ordinary_one(either: Office) -> None:
    for reason in ("", "", OLD, "孕妇", OLD, OLD):
        draw(either, reason)
    shown = line_up(either)
    assert shown == ["A003", "A004", "A001", "A005", "A006", "A002"]
    assert [call(either) for _ in range(7)] == [*shown, ""]


def test_the_next_call_finishes_what_the_window_had(qingshan: Office) -> None:
    first, second = draw(qingshan), draw(qingshan)
    assert call(qingshan) == first.number
    assert call(qingshan) == second.number
    with qingshan.work() as work:
        before = ticket_of(work, first.id)
        assert (before.state, before.ended_at) == (TicketState.DONE, qingshan.clock.now)
        now = at_window(work, FIRST)
        assert now is not None
        assert (now.number, now.window, now.calls) == (second.number, FIRST, 1)


def test_a_window_must_be_known(qingshan: Office) -> None:
    draw(qingshan)
    with pytest.raises(Refused) as told:
        change(qingshan, call_next, " ")
    assert fields(told.value) == ["window"]


def test_a_passed_number_comes_back_after_three_others(either: Office) -> None:
    for _ in range(6):
        draw(either)
    assert call(either) == "A001"
    on_ticket(either, "A001", call_again)
    on_ticket(either, "A001", pass_over)
    assert call(either) == "A002"
    on_ticket(either, "A001", come_back)
    assert [call(either) for _ in range(6)] == ["A003", "A004", "A005", "A001", "A006", ""]


def test_a_transfer_keeps_the_number_and_the_place(either: Office) -> None:
    change(either, set_value, "queue_groups", ["A 综合业务：综合窗口", "B 民政：民政窗口"])
    draw(either, line="A")
    draw(either, line="B")
    draw(either, line="A")
    draw(either, line="B")
    assert (call(either, FIRST), call(either, SECOND)) == ("A001", "B001")
    on_ticket(either, "A001", transfer, "B", SECOND)
    assert line_up(either, SECOND) == ["A001", "B002"]
    assert line_up(either, FIRST) == ["A002"]
    with pytest.raises(Refused):
        on_ticket(either, "A001", transfer, "B", SECOND)
    with pytest.raises(Refused):
        on_ticket(either, "A001", transfer, "Z")


def test_only_its_windows_call_a_queue(qingshan: Office) -> None:
    change(qingshan, set_value, "queue_groups", ["A 综合业务", "B 民政：民政窗口"])
    draw(qingshan, line="B")
    draw(qingshan, line="A")
    assert line_up(qingshan, FIRST) == ["A001"]
    assert line_up(qingshan, SECOND) == ["B001", "A001"]
    # The queue is taken away while somebody waits: any window may call them.
    change(qingshan, set_value, "queue_groups", ["A 综合业务"])
    assert line_up(qingshan, FIRST) == ["B001", "A001"]


def test_what_a_number_is_not_ready_for_is_refused(qingshan: Office) -> None:
    waits = draw(qingshan)
    for function in (call_again, pass_over, come_back, start, finish):
        with pytest.raises(Refused, match="等候"):
            on_ticket(qingshan, waits.number, function)
    on_ticket(qingshan, waits.number, leave)
    with pytest.raises(Refused, match="已离开"):
        on_ticket(qingshan, waits.number, transfer, "A", SECOND)
    assert call(qingshan) == ""


def test_yesterdays_numbers_are_left_alone(qingshan: Office) -> None:
    draw(qingshan)
    qingshan.clock.set(on("9-22"))
    assert call(qingshan) == ""
    with pytest.raises(Refused, match="今天"):
        on_ticket(qingshan, "A001", leave)


def test_a_visit_is_linked_to_the_number_called(either: Office) -> None:
    draw(either)
    call(either)
    form = VisitForm(VisitKind.INQUIRY, Identity("周远"), route=Route.ANSWERED)
    visit = change(either, register, form)
    on_ticket(either, "A001", start, visit.id)
    with either.work() as work:
        found = at_window(work, FIRST)
        assert found is not None
        assert (found.visit, found.name, found.state) == (visit.id, "周远", TicketState.SERVING)
        assert [row.action for row in history(work, found.id)] == ["create", "update", "update"]
    with pytest.raises(Expected, match="没有找到这次登记"):
        on_ticket(either, "A001", start, UUID(int=5))


@pytest.mark.parametrize("together", [2, 4])
def test_windows_that_call_at_the_same_moment_never_get_the_same_number(
    either: Office, together: int
) -> None:
    """Each window is a connection of its own; every number is called once, none twice."""
    numbers = [draw(either, OLD if n % 3 else "").number for n in range(12)]
    gate = Barrier(together)

    def at(window: str) -> list[str]:
        found: list[str] = []
        gate.wait()
        while True:
            with either.work() as work:
                ticket = call_next(work, window)
                commit(work)
            if ticket is None:
                return found
            found.append(ticket.number)

    with ThreadPoolExecutor(together) as pool:
        called = list(pool.map(at, [f"{n}号窗口" for n in range(together)]))
    assert sorted(number for each in called for number in each) == numbers


def test_numbers_taken_at_the_same_moment_differ(either: Office) -> None:
    gate = Barrier(3)

    def some(_: int) -> list[str]:
        gate.wait()
        return [draw(either).number for _ in range(4)]

    with ThreadPoolExecutor(3) as pool:
        found = sorted(number for each in pool.map(some, range(3)) for number in each)
    assert found == [f"A{n:03d}" for n in range(1, 13)]


# --- waiting times and the second screen ---------------------------------------------------------


def test_reg_18_waiting_time_by_day_and_window(either: Office) -> None:
    for _ in range(10):
        draw(either)
    either.clock.advance(minutes=-9)
    for minute in range(10):
        either.clock.advance(minutes=2 if minute else 1)
        change(either, call_next, FIRST if minute % 2 else SECOND)
    draw(either, OLD)
    with either.work() as work:
        day, first, second, rest = figures(work, on("9-21"), on("9-21"))
    assert (day.window, day.taken, day.called, day.priority) == ("（全部）", 11, 10, 1)
    # The n-th was taken at minute n and called at minute 2n: it waited n minutes.
    assert (day.mean, day.p90, day.longest) == (5.5, 9.0, 10.0)
    assert (first.window, second.window) == (SECOND, FIRST)
    assert first.called + second.called == 10
    assert (rest.window, rest.taken, rest.called) == ("（未叫到）", 1, 0)


def test_the_longest_waiting_now_is_told(qingshan: Office) -> None:
    draw(qingshan)
    qingshan.clock.advance(minutes=22)
    draw(qingshan, OLD)
    with qingshan.work() as work:
        found = standing(work, FIRST)
        assert (found.waiting, found.priority, found.longest) == (2, 1, 23)
        last = work.session.query(Ticket).filter(Ticket.number == "A001").one()
        assert ahead(work, last) == 1


def test_conf_01_the_second_screen_never_shows_a_whole_name(qingshan: Office) -> None:
    for name in ("张明", "欧阳若安", ""):
        draw(qingshan, name=name, phone="13900000001")
    call(qingshan, FIRST)
    call(qingshan, SECOND)
    draw(qingshan)
    with qingshan.work() as work:
        shown = screen(work)
    assert shown.now is not None
    assert (shown.now.number, shown.now.window, shown.now.name) == ("A002", SECOND, "欧阳*安")
    assert [(one.number, one.name) for one in shown.before] == [("A001", "张*")]
    assert shown.waiting == (("A", "综合业务", 2),)


def test_the_journal_names_the_number_and_to_the_administrator_nobody(qingshan: Office) -> None:
    draw(qingshan, name="周远", phone="13900000002")
    call(qingshan)
    booking = AppointmentForm("何秀兰", "13900000012", on("9-22"), "上午", "A")
    change(qingshan, book, booking)
    administrator = qingshan.actor(Role.ADMINISTRATOR)
    told: list[list[str]] = []
    for actor in (qingshan.director, administrator):
        with qingshan.work(actor) as work:
            kinds = [Wanted(record_kind=kind) for kind in ("ticket", "appointment")]
            told.append([one.about for kind in kinds for one in entries(work, kind)])
    assert told[0] == [
        "A001　已叫号　综合窗口",
        "A001　等候",
        "2026-09-22　上午　何秀兰　已约",
    ]
    assert told[1] == ["A001", "A001", ""]


def test_a_station_sees_its_own_queue(qingshan: Office) -> None:
    draw(qingshan)
    cadre = qingshan.actor(Role.VILLAGE_CADRE, station="SQ")
    with qingshan.work(cadre) as work:
        assert waiting(work) == []
        assert screen(work).now is None


# --- settings ------------------------------------------------------------------------------------


def test_queues_are_written_one_a_line() -> None:
    (first, second) = read_lines(["A 综合业务", "SB 社保 医保：社保窗口、医保窗口"])
    assert (first.letters, first.title, first.windows) == ("A", "综合业务", ())
    assert (second.letters, second.title) == ("SB", "社保 医保")
    assert second.windows == ("社保窗口", "医保窗口")
    assert first.served_by("任何窗口")
    assert not second.served_by("综合窗口")


@pytest.mark.parametrize(
    "name, value, right",
    [
        ("queue_groups", ["A 综合业务", "B 民政"], True),
        ("queue_groups", ["A 综合业务", "A 民政"], False),
        ("queue_groups", ["综合业务"], False),
        ("queue_groups", [f"{chr(65 + n)} 业务{n}" for n in range(13)], False),
        ("appointment_slots", ["上午 08:30-11:30"], True),
        ("appointment_slots", ["上午 8:30～11:30", "上午 14:30-17:00"], False),
        ("appointment_slots", ["上午 11:30-08:30"], False),
        ("appointment_slots", ["上午 25:00-26:00"], False),
        ("queue_ordinary_every", 1, False),
        ("queue_ordinary_every", 2, True),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(name: str, value: Any, right: bool) -> None:
    assert (check(name, value) == ()) is right
    if name == "queue_groups":
        assert (lines_problem(value) == "") is right
    elif name == "appointment_slots":
        assert (slots_problem(value) == "") is right


def test_waiting_minutes_are_counted_to_the_first_call(qingshan: Office) -> None:
    draw(qingshan)
    qingshan.clock.advance(minutes=9)
    call(qingshan)
    qingshan.clock.advance(minutes=30)
    on_ticket(qingshan, "A001", call_again)
    with qingshan.work() as work:
        found = figures(work, on("9-21"), on("9-21"))[0]
    assert found.mean == timedelta(minutes=10) / timedelta(minutes=1)
