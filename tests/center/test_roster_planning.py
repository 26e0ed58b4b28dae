"""Planning a duty roster: fixed order, fair, and what is wrong with it (DUTY-02, DUTY-05)."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from center.calendar import WorkCalendar, load_days
from center.errors import Expected
from center.roster.balance import balance
from center.roster.check import Breach, check, publishable
from center.roster.request import (
    DayClass,
    Days,
    Member,
    Request,
    class_of,
    debts,
    month_days,
    neighbours,
    weighted,
)
from center.roster.rotation import rotate

CALENDAR = WorkCalendar(load_days())
NOVEMBER = month_days(2026, 11)


def people(count: int, chiefs: int = 0) -> tuple[Member, ...]:
    return tuple(Member(UUID(int=n + 1), f"领导{n + 1}", chief=n < chiefs) for n in range(count))


def ask(
    members: Sequence[Member],
    days: Sequence[date] = NOVEMBER,
    *,
    weekends: bool = False,
    pinned: Days | None = None,
    served: Days | None = None,
    most: int = 0,
) -> Request:
    before = served or {}
    return Request(
        members=tuple(members),
        classes={day: class_of(day, CALENDAR) for day in (*before, *days)},
        need={day: 1 for day in days if weekends or CALENDAR.is_workday(day)},
        pinned=pinned or {},
        served=before,
        most=most,
    )


def a_year(count: int, plan: object, rng: random.Random) -> tuple[Request, Days]:
    served: dict[date, tuple[UUID, ...]] = {}
    request = ask(people(count, 3))
    for month in range(1, 13):
        days = month_days(2026, month)
        members = [
            replace(member, off=frozenset(rng.sample(days, 4))) for member in people(count, 3)
        ]
        request = ask(members, days, weekends=True, served=served)
        assert callable(plan)
        planned: Mapping[date, tuple[UUID, ...]] = plan(request)
        served.update(planned)
    return request, served


def test_make_up_days_are_working_days_and_holidays_are_apart() -> None:
    makeup = next(d for d, m in CALENDAR.marks.items() if m.kind == "makeup_workday")
    assert class_of(makeup, CALENDAR) is DayClass.WEEKDAY
    assert class_of(date(2026, 10, 1), CALENDAR) is DayClass.HOLIDAY
    assert class_of(date(2026, 11, 21), CALENDAR) is DayClass.WEEKEND
    assert class_of(date(2026, 11, 20), CALENDAR) is DayClass.EDGE
    assert class_of(date(2026, 11, 19), CALENDAR) is DayClass.WEEKDAY


def test_the_fixed_order_goes_on_from_last_month() -> None:
    members = people(4)
    first = rotate(ask(members, NOVEMBER))
    assert [first[day][0].int for day in list(first)[:5]] == [1, 2, 3, 4, 1]
    last = first[max(first)][0].int
    december = rotate(ask(members, month_days(2026, 12), served=first))
    assert december[min(december)][0].int == last % 4 + 1


def test_who_is_away_is_passed_over_and_comes_next() -> None:
    members = list(people(3))
    first = next(iter(ask(members).need))
    members[0] = replace(members[0], off=frozenset({first}))
    order = [chosen[0].int for chosen in rotate(ask(members)).values()]
    assert order[:4] == [2, 1, 3, 2]


def test_duty_05_every_working_day_has_a_leader_make_up_days_included() -> None:
    october = month_days(2026, 10)
    request = ask(people(5), october)
    makeup = [d for d in october if d.weekday() > 4 and CALENDAR.is_workday(d)]
    assert makeup
    for days in (rotate(request), balance(request).days):
        assert all(len(days[day]) == 1 for day in (*request.need, *makeup))
        assert publishable(check(request, days))


def test_duty_05_an_empty_working_day_stands_against_publication() -> None:
    request = ask(people(5))
    days = dict(balance(request).days)
    hole = next(iter(days))
    days[hole] = ()
    findings = check(request, days)
    assert findings[0].breach is Breach.EMPTY
    assert findings[0].day == hole
    assert not publishable(findings)


def test_duty_02_each_chief_has_a_day_even_when_he_is_ahead() -> None:
    members = people(25, chiefs=3)
    before = date(2026, 10, 30)
    ahead = {before - timedelta(days=n): (members[0].id,) for n in range(20)}
    days = balance(ask(members, served=ahead)).days
    served = [member for chosen in days.values() for member in chosen]
    assert all(chief.id in served for chief in members[:3])


def test_duty_02_a_chief_who_is_away_all_month_is_pointed_out_and_blocks_nothing() -> None:
    members = list(people(5, chiefs=1))
    members[0] = replace(members[0], off=frozenset(NOVEMBER))
    request = ask(members)
    findings = check(request, balance(request).days)
    assert [finding.breach for finding in findings] == [Breach.CHIEF]
    assert "领导1" in findings[0].sentence
    assert publishable(findings)


def test_nobody_serves_two_days_running_unless_it_cannot_be_helped() -> None:
    request = ask(people(2), weekends=True)
    assert Breach.ROW not in [f.breach for f in check(request, balance(request).days)]
    alone = ask(people(1), weekends=True)
    found = check(alone, balance(alone).days)
    assert {finding.breach for finding in found} == {Breach.ROW}
    assert publishable(found)


def test_not_the_day_after_the_last_of_last_month() -> None:
    members = people(3)
    request = ask(members, weekends=True, served={date(2026, 10, 31): (members[1].id,)})
    assert balance(request).days[date(2026, 11, 1)] != (members[1].id,)


def test_days_fixed_by_hand_stay() -> None:
    members = people(6, chiefs=1)
    day = date(2026, 11, 11)
    pinned = {day: (members[4].id, members[5].id)}
    request = ask(members, pinned=pinned)
    assert set(balance(request).days[day]) == set(pinned[day])
    assert set(rotate(request)[day]) == set(pinned[day])


def test_a_clash_names_the_day_those_away_and_what_to_relax() -> None:
    day = date(2026, 11, 11)
    members = [replace(member, off=frozenset({day})) for member in people(3)]
    request = ask(members)
    proposal = balance(request)
    findings = check(request, proposal.days)
    assert [f.breach for f in findings] == [Breach.EMPTY]
    sentence = findings[0].sentence
    assert "11月11日" in sentence
    assert "领导1、领导2、领导3" in sentence
    assert "请" in sentence
    assert all(proposal.days[other] for other in request.need if other != day)


def test_more_days_than_the_limit_only_where_it_must_be() -> None:
    enough = ask(people(7), most=3)
    assert not check(enough, balance(enough).days)
    short = ask(people(6), most=3)
    breaches = {f.breach for f in check(short, balance(short).days)}
    assert breaches == {Breach.MOST}


def test_a_newcomer_is_not_made_to_catch_up() -> None:
    served: dict[date, tuple[UUID, ...]] = {}
    members = people(4)
    for month in (8, 9, 10):
        served |= balance(ask(members, month_days(2026, month), served=served)).days
    newcomer = Member(UUID(int=99), "新来", since=date(2026, 11, 1))
    days = balance(ask([*members, newcomer], served=served)).days
    counts = [sum(m.id in chosen for chosen in days.values()) for m in (*members, newcomer)]
    assert sum(counts) == 21
    assert max(counts) - min(counts) <= 1


def test_one_who_leaves_serves_no_day_after() -> None:
    members = list(people(4))
    members[0] = replace(members[0], until=date(2026, 11, 10))
    days = balance(ask(members)).days
    assert all(members[0].id not in chosen for day, chosen in days.items() if day.day > 10)


def test_a_year_is_fair_where_a_fixed_order_is_not() -> None:
    rng = random.Random(7)
    request, served = a_year(12, lambda r: balance(r).days, rng)
    owed = debts(replace(request, served=served))
    spread = [weighted(counts, request.weights) for counts in owed.values()]
    assert max(spread) - min(spread) <= 2
    request, served = a_year(12, rotate, random.Random(7))
    owed = debts(replace(request, served=served))
    plain = [weighted(counts, request.weights) for counts in owed.values()]
    assert max(plain) - min(plain) > max(spread) - min(spread)


def test_the_same_request_gives_the_same_roster() -> None:
    request = ask(people(9, chiefs=2), weekends=True)
    assert balance(request).days == balance(request).days
    assert balance(request).optimal


def test_nobody_at_all_is_said() -> None:
    with pytest.raises(Expected, match="没有人能在这个月值班"):
        balance(ask([]))


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_whatever_is_asked_seats_are_filled_when_they_can_be(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 6))
    days = NOVEMBER[:12]
    members = [
        replace(member, off=frozenset(data.draw(st.sets(st.sampled_from(days), max_size=6))))
        for member in people(count, 1)
    ]
    request = ask(members, days, weekends=True)
    planned = rotate(request), balance(request).days
    for day in days:
        free = [m for m in members if m.can(day)]
        for found in planned:
            assert len(found[day]) == min(1, len(free))
            assert all(one in [m.id for m in free] for one in found[day])
    rows = [sum(f.breach is Breach.ROW for f in check(request, found)) for found in planned]
    assert rows[1] <= rows[0]
    assert neighbours(days[1]) == (days[0], days[2])
