"""Who is on duty, in words for the top bar and 今日."""

from __future__ import annotations

from collections.abc import Sequence

from center.records import local_date
from center.roster.duty import OnDuty
from center.roster.records import Seat, Turn
from desktop.dates import ZONE, show_weekday


def bar_words(duty: OnDuty) -> str:
    """The top bar: 坐班 陈×× 带班 周×× 值班 罗××等3人."""
    seats = (
        ("坐班", duty.leaders),
        ("带班", _of(duty.watch, Seat.LEADER)),
        ("值班", _of(duty.watch, Seat.STAFF)),
    )
    return "　".join(f"{word} {_short(turns)}" for word, turns in seats if turns)


def now_words(duty: OnDuty) -> str:
    """Who is on duty now and until when; empty when no roster is kept."""
    until = duty.until.astimezone(ZONE)
    said = [
        f"{word} {_named(turns)}"
        for word, turns in (("坐班", duty.leaders), ("分管领导", duty.in_charge))
        if turns
    ]
    if duty.watch:
        leaders, staff = _of(duty.watch, Seat.LEADER), _of(duty.watch, Seat.STAFF)
        kept = "，".join(
            f"{word} {_named(turns)}"
            for word, turns in (("带班", leaders), ("值班", staff))
            if turns
        )
        said.append(f"{kept}（到{show_weekday(local_date(until))} {until:%H:%M}）")
    return "　".join(said)


def next_words(duty: OnDuty) -> str:
    """Who comes tomorrow; empty when nobody does."""
    seats = (
        ("坐班", duty.tomorrow),
        ("带班", _of(duty.tomorrow_watch, Seat.LEADER)),
        ("值班", _of(duty.tomorrow_watch, Seat.STAFF)),
    )
    return "　".join(f"{word} {_named(turns)}" for word, turns in seats if turns)


def _of(turns: Sequence[Turn], seat: Seat) -> tuple[Turn, ...]:
    return tuple(turn for turn in turns if turn.seat is seat)


def _named(turns: Sequence[Turn]) -> str:
    return "、".join(turn.name for turn in turns)


def _short(turns: Sequence[Turn]) -> str:
    first = turns[0].name
    return first if len(turns) == 1 else f"{first}等{len(turns)}人"
