"""The paper book and the calls back: late entry with the real time of receipt, REG-17."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from center.clock import State
from center.errors import Refused
from center.people import Identity
from center.registration import (
    Call,
    Cause,
    Channel,
    Outcome,
    Place,
    Route,
    Visit,
    VisitForm,
    VisitKind,
    calls_of,
    give_reply,
    line_of,
    log_call,
    register,
)
from center.registration.listing import VisitFilter, VisitRow, page
from center.settings import set_value
from center.today import Waiting, today
from tests.desk import LI, at, change, fields, on
from tests.matters import case
from tests.offices import Office

WRITTEN = VisitForm(
    VisitKind.HANDLING,
    LI,
    route=Route.HERE,
    need="申请临时救助",
    received_at=at("9-18", "10:20"),
    place=Place(3, 5, Cause.POWER),
)
CALL = VisitForm(
    VisitKind.QUESTION,
    Identity("周远", phone="13900000002"),
    channel=Channel.CALL,
    route=Route.LATER,
    need="问补贴发放时间",
    promised_reply_on=on("9-23"),
    unit="青山镇石桥村卫生室",
)


def enter(office: Office, form: VisitForm, **changes: Any) -> Visit:
    found: Visit = change(office, register, replace(form, **changes))
    return found


def row(office: Office, visit: Visit) -> VisitRow:
    with office.store.read(office.director) as work:
        return next(one for one in page(work, VisitFilter()) if one.id == visit.id)


def test_a_line_of_the_book_keeps_page_line_and_reason(either: Office) -> None:
    made = enter(either, WRITTEN)
    assert (made.received_at, made.entered_at) == (at("9-18", "10:20"), at("9-21"))
    with either.work() as work:
        line = line_of(work, made.id)
        assert line is not None
        assert (line.page, line.line, line.cause) == (3, 5, Cause.POWER)


def test_the_clock_starts_at_the_real_receipt(qingshan: Office) -> None:
    """D1: a case of 10 working days from Friday 18 September, not from Monday when it was typed."""
    made = enter(qingshan, WRITTEN)

    def both(work: Any) -> Any:
        return (
            case(work, LI, made.received_at, visit=made.id),
            case(work, LI),
        )

    late, now = change(qingshan, both)
    assert late.received_at == made.received_at
    assert late.due_on < now.due_on


@pytest.mark.parametrize(
    "allowed, received, mark",
    [
        (0, at("9-21", "08:20"), ("补录",)),
        (0, at("9-18", "10:20"), ("延期补录",)),
        (2, at("9-18", "10:20"), ("补录",)),
    ],
)
def test_late_entries_are_marked_and_very_late_ones_too(
    qingshan: Office, allowed: int, received: datetime, mark: tuple[str, ...]
) -> None:
    """entry_delay_days: Friday to Monday with a working Sunday between are two working days."""
    change(qingshan, set_value, "entry_delay_days", allowed)
    assert row(qingshan, enter(qingshan, WRITTEN, received_at=received)).marks == mark


def test_what_is_entered_at_once_bears_no_mark(qingshan: Office) -> None:
    assert row(qingshan, enter(qingshan, WRITTEN, place=None, received_at=None)).marks == ()


def test_a_line_is_entered_once(qingshan: Office) -> None:
    made = enter(qingshan, WRITTEN)
    with pytest.raises(Refused) as told:
        enter(qingshan, WRITTEN)
    assert fields(told.value) == ["line"]
    assert str(made.number) in told.value.sentence
    # A new book begins with page 1 again: another day may repeat a line.
    enter(qingshan, WRITTEN, received_at=at("9-19", "10:20"))
    enter(qingshan, WRITTEN, place=Place(3, 6, Cause.POWER))


@pytest.mark.parametrize(
    "place, received, expected",
    [
        (Place(0, 1, Cause.POWER), at("9-18"), ["page"]),
        (Place(1, 0, Cause.POWER), at("9-18"), ["line"]),
        (Place(10_000, 100, Cause.POWER), at("9-18"), ["page", "line"]),
        (Place(1, 1, Cause.POWER), None, ["received_on"]),
    ],
)
def test_a_place_is_in_the_book_and_has_a_time(
    qingshan: Office, place: Place, received: datetime | None, expected: list[str]
) -> None:
    with pytest.raises(Refused) as told:
        enter(qingshan, WRITTEN, place=place, received_at=received)
    assert fields(told.value) == expected


# --- calls back ----------------------------------------------------------------------------------


def call(office: Office, visit: Visit, outcome: Outcome, note: str = "") -> Call:
    def run(work: Any) -> Call:
        return log_call(work, work.session.get_one(Visit, visit.id), outcome, note)

    found: Call = change(office, run)
    return found


def test_reg_17_the_call_names_caller_unit_and_promise(qingshan: Office) -> None:
    made = enter(qingshan, CALL)
    assert (made.name, made.unit, made.phone) == ("周远", "青山镇石桥村卫生室", "13900000002")
    assert made.promised_reply_on == on("9-23")


def test_reg_17_each_attempt_is_kept_and_the_reply_stays_owed(qingshan: Office) -> None:
    made = enter(qingshan, CALL)
    qingshan.clock.now = at("9-23", "10:00")
    call(qingshan, made, Outcome.NO_ANSWER)
    qingshan.clock.now = at("9-23", "16:00")
    call(qingshan, made, Outcome.BUSY)
    with qingshan.work() as work:
        assert [(c.at, c.outcome) for c in calls_of(work, made.id)] == [
            (at("9-23", "10:00"), Outcome.NO_ANSWER),
            (at("9-23", "16:00"), Outcome.BUSY),
        ]
    assert row(qingshan, made).light is State.DUE_TODAY


def test_reg_17_who_was_reached_was_told_something(qingshan: Office) -> None:
    made = enter(qingshan, CALL)
    with pytest.raises(Refused) as told:
        call(qingshan, made, Outcome.REACHED)
    assert fields(told.value) == ["note"]


def test_reg_17_a_forgotten_reply_comes_up_by_itself(qingshan: Office) -> None:
    made = enter(qingshan, CALL)
    qingshan.clock.now = at("9-24")
    with qingshan.work() as work:
        (matter,) = today(work, mine=True).lists[Waiting.REPLY]
    assert (matter.record, matter.light) == (made.id, State.OVERDUE)
    assert row(qingshan, made).light is State.OVERDUE

    def reply(work: Any) -> None:
        give_reply(work, work.session.get_one(Visit, made.id), "下月 10 日前到账")

    change(qingshan, reply)
    with qingshan.work() as work:
        assert today(work, mine=True).counts[Waiting.REPLY] == 0
    assert row(qingshan, made).light is None
