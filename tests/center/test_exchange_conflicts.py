"""What happens when both stations changed a record, and what no clock may decide."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from center.cases import steps
from center.cases.records import Case, Status
from center.errors import Expected, Refused
from center.exchange.conflicts import conflict, conflict_count, conflicts, decide
from center.exchange.contents import columns
from center.exchange.fields import label, told_apart
from center.exchange.graph import Change, compose, tips_of
from center.exchange.kinds import BROADCAST, SHARED, UPWARD, classes, owner
from center.exchange.reading import Outcome
from center.exchange.records import Result, Role, State
from center.journal import commit, heads
from center.people import Person
from tests.desk import COMMITTED, Desk
from tests.offices import START
from tests.stations import End, edit, faults_of, person, row, send

pytest_plugins = ["tests.stations"]


def both(stations: tuple[End, End]) -> tuple[Outcome, Outcome]:
    """A package each way: first up, then down."""
    town, village = stations
    return send(village, town), send(town, village)


def shared_case(stations: tuple[End, End]) -> UUID:
    """A village's case that both stations have."""
    case = Desk(stations[1]).open(COMMITTED)
    both(stations)
    return case


def head_count(end: End, record: UUID) -> int:
    with end.store.read(end.director) as work:
        return len(heads(work.session, [record])[record])


def waiting(end: End) -> int:
    with end.store.read(end.director) as work:
        return conflict_count(work)


def test_different_fields_go_together_without_a_person(stations: tuple[End, End]) -> None:
    town, village = stations
    case = shared_case(stations)
    edit(village, Case, case, phone="13900000007")
    Desk(town).step(case, steps.accept)
    both(stations)
    for end in stations:
        found = row(end, Case, case)
        assert (found.phone, found.status) == ("13900000007", Status.ACCEPTED)
        assert waiting(end) == 0
    edit(town, Case, case, result="准予")
    assert head_count(town, case) == 1
    both(stations)
    assert row(village, Case, case).result == "准予"
    assert head_count(village, case) == 1


def test_the_same_field_waits_for_a_person_and_shows_the_owners_value(
    stations: tuple[End, End],
) -> None:
    """两边不一致: intake is the village's until the case is accepted; both sides are kept."""
    town, village = stations
    case = shared_case(stations)
    edit(village, Case, case, phone="13900000007")
    edit(town, Case, case, phone="13900000008")
    up, down = both(stations)
    assert up.counts[Result.CONFLICT] == 1
    assert down.counts[Result.CONFLICT] == 1
    for end in stations:
        assert row(end, Case, case).phone == "13900000007"
        assert waiting(end) == 1
        assert head_count(end, case) == 2
    with town.store.read(town.director) as work:
        (found,) = conflicts(work)
    assert [field.name for field in found.fields] == ["phone"]
    assert found.may_decide
    assert sorted(side.mine for side in found.sides) == [False, True]
    ours = next(at for at, side in enumerate(found.sides) if side.mine)
    assert found.fields[0].shown != ours


def test_a_decision_names_the_heads_it_closes_and_settles_both_sides(
    stations: tuple[End, End],
) -> None:
    town, village = stations
    case = shared_case(stations)
    edit(village, Case, case, phone="13900000007", name="李青和")
    edit(town, Case, case, phone="13900000008", address="石桥村二组")
    both(stations)
    with town.work() as work:
        found = conflict(work, case)
        ours = next(at for at, side in enumerate(found.sides) if side.mine)
        with pytest.raises(Refused, match="联系电话"):
            decide(work, case, {}, "电话核对过")
        with pytest.raises(Refused, match="理由"):
            decide(work, case, {"phone": ours}, " ")
        decide(work, case, {"phone": ours}, "电话核对过")
        commit(work)
    both(stations)
    for end in stations:
        found_case = row(end, Case, case)
        told = (found_case.phone, found_case.name, found_case.address)
        assert told == ("13900000008", "李青和", "石桥村二组")
        assert waiting(end) == 0
        assert head_count(end, case) == 1
        assert faults_of(end) == []
    with town.work() as work, pytest.raises(Expected, match="已经一致"):
        decide(work, case, {"phone": 0}, "再来一次")


def test_a_village_does_not_decide(stations: tuple[End, End]) -> None:
    """Were both to decide, their decisions would disagree again."""
    town, village = stations
    case = shared_case(stations)
    edit(village, Case, case, phone="13900000007")
    edit(town, Case, case, phone="13900000008")
    both(stations)
    with village.work() as work:
        assert not conflict(work, case).may_decide
        with pytest.raises(Refused, match="镇中心核定"):
            decide(work, case, {"phone": 0}, "我们说了算")


def test_an_ordinary_edit_does_not_settle_what_a_person_must(stations: tuple[End, End]) -> None:
    town, village = stations
    case = shared_case(stations)
    edit(village, Case, case, phone="13900000007")
    edit(town, Case, case, phone="13900000008")
    both(stations)
    for count in range(2):
        edit(town, Case, case, address=f"石桥村二组 {count} 号")
        assert waiting(town) == 1
        assert head_count(town, case) == 2
    both(stations)
    assert waiting(town) == waiting(village) == 1
    assert row(village, Case, case).address == "石桥村二组 1 号"


def test_what_one_side_voided_and_the_other_went_on_with_is_for_a_person(
    stations: tuple[End, End],
) -> None:
    town, village = stations
    one = person(village)
    both(stations)
    edit(village, Person, one, voided_at=village.clock(), void_reason="录重了")
    edit(town, Person, one, phone="13900000001")
    both(stations)
    assert waiting(town) == 1
    # Whether a record was voided the town decides: it stands until somebody says otherwise.
    for end in stations:
        found = row(end, Person, one)
        assert found.voided_at is None
        assert found.void_reason == ""
        assert found.phone == "13900000001"


def test_the_dead_stay_dead(stations: tuple[End, End]) -> None:
    """Deceased people coming back to life: neither a concurrent nor a later village edit does."""
    town, village = stations
    one = person(village)
    both(stations)
    edit(town, Person, one, died_on=date(2026, 9, 1))
    edit(village, Person, one, phone="13900000002")
    both(stations)
    for end in stations:
        found = row(end, Person, one)
        assert (found.died_on, found.phone) == (date(2026, 9, 1), "13900000002")
    edit(village, Person, one, died_on=None)
    send(village, town)
    assert row(town, Person, one).died_on == date(2026, 9, 1)


def test_a_clock_an_hour_wrong_makes_no_conflict(stations: tuple[End, End]) -> None:
    """One clock an hour wrong made 3,000 conflicts elsewhere; here no clock decides."""
    town, village = stations
    people = [person(village, f"群众{count}") for count in range(60)]
    both(stations)
    village.clock.advance(hours=-1)
    for one in people:
        edit(village, Person, one, phone="13900000003")
    village.clock.advance(hours=2)
    for one in people:
        edit(town, Person, one, address="石桥村")
    town.clock.advance(hours=-1)
    both(stations)
    assert waiting(town) == waiting(village) == 0
    assert {row(town, Person, one).phone for one in people} == {"13900000003"}
    assert {row(village, Person, one).address for one in people} == {"石桥村"}


def test_a_future_date_does_not_stop_the_exchange(stations: tuple[End, End]) -> None:
    town, village = stations
    village.clock.advance(days=36500)
    first = person(village)
    village.clock.advance(days=-36500)
    second = person(village, "后来的人")
    assert send(village, town).refused == ""
    edit(village, Person, first, phone="13900000004")
    send(village, town)
    assert row(town, Person, first).phone == "13900000004"
    assert row(town, Person, second).name == "后来的人"


def test_the_receipt_says_that_something_disagrees(stations: tuple[End, End]) -> None:
    town, village = stations
    case = shared_case(stations)
    edit(town, Case, case, phone="13900000008")
    edit(village, Case, case, phone="13900000007")
    outcome = town.take(village.make("QS"))
    assert outcome.package is not None
    assert outcome.package.state is State.CONFLICT
    assert village.hear(town.receipt(outcome.package)).state is State.CONFLICT


def test_a_case_that_both_stations_accepted_and_finished_is_one_case(
    stations: tuple[End, End],
) -> None:
    """Both sets of events stay; what they disagree about is asked, nothing is held back."""
    town, village = stations
    case = shared_case(stations)
    for end, result in ((village, "准予"), (town, "办成")):
        Desk(end).step(case, steps.accept)
        end.clock.advance(hours=1)
        Desk(end).step(case, steps.finish, steps.Outcome(result))
    up, down = both(stations)
    assert not {Result.REFUSED, Result.WAITING} & {*up.counts, *down.counts}
    for end in stations:
        assert waiting(end) == 1
        assert row(end, Case, case).result == "办成"
        assert len(Desk(end).file(case).events) == 5
        assert faults_of(end) == []
    with town.work() as work:
        found = conflict(work, case)
        assert "办理结果" in [field.label for field in found.fields]
        theirs = next(at for at, side in enumerate(found.sides) if not side.mine)
        choices = {field.name: theirs for field in found.fields}
        decide(work, case, choices, "村里先办结")
        commit(work)
    both(stations)
    for end in stations:
        assert row(end, Case, case).result == "准予"
        assert waiting(end) == 0


def test_values_are_told_masked_and_links_by_name() -> None:
    """D8: personal values are masked; where that hides the difference, it is said."""
    apart = told_apart("phone", ["13900000007", "13900000008"], {})
    assert all("139" in one and one != "13900000007" for one in apart)
    hidden = told_apart("id_number", ["110105198001010213", "110105199001010213"], {})
    assert "198001" not in hidden[0]
    assert len(set(hidden)) > 1 or all("不同" in one for one in hidden)
    clerk, other = "01" * 16, "ab" * 16
    assert told_apart("handler", [clerk, other], {clerk: "王敏"}) == ("王敏", "记录 ababab")
    assert told_apart("voided_at", [None, 1_790_000_000_000_000], {})[0] == "没有作废"
    assert told_apart("materials", [["户口簿"], []], {}) == ("户口簿", "（空）")
    assert (label("phone"), label("nothing")) == ("联系电话", "nothing")


# --- the graph alone ------------------------------------------------------------------------------


def change(name: str, follows: str, side: Role, **told: object) -> Change:
    """A change named by one letter that follows others."""
    return Change(
        hash=name.encode(),
        follows=frozenset(one.encode() for one in follows),
        side=side,
        payload=told,
        schema="0017",
        at=START + timedelta(hours=ord(name)),
        account=UUID(int=1),
        station="QS",
        action="update",
    )


def town_owns(_field: str, _before: Mapping[str, Any]) -> Role:
    return Role.TOWN


def test_heads_follow_from_the_graph_not_from_the_order_of_arrival() -> None:
    """An incremental version diverged on 471 rows of the prototype."""
    changes = [
        change("a", "", Role.VILLAGE, x=1, y=1),
        change("b", "a", Role.VILLAGE, x=2, y=1),
        change("c", "a", Role.TOWN, x=1, y=3),
        change("d", "bc", Role.TOWN, x=2, y=3),
        change("e", "b", Role.VILLAGE, x=5, y=1),
    ]
    found = set()
    for order in itertools.permutations(changes):
        book = {one.hash: one for one in order}
        composed = compose(book, tips_of(order), town_owns)
        assert composed is not None
        found.add((tuple(sorted(composed.values.items())), composed.contested))
    assert found == {((("x", 5), ("y", 3)), ())}


def test_two_decisions_of_the_same_conflict_that_agree_are_one() -> None:
    """Both stations closed the same two heads: what they agree on is not asked again."""
    changes = [
        change("a", "", Role.VILLAGE, x=0, y=0),
        change("b", "a", Role.VILLAGE, x=1, y=0),
        change("c", "a", Role.TOWN, x=0, y=1),
        change("d", "bc", Role.TOWN, x=1, y=1),
        change("e", "bc", Role.VILLAGE, x=1, y=7),
    ]
    book = {one.hash: one for one in changes}
    composed = compose(book, tips_of(changes), town_owns)
    assert composed is not None
    assert composed.values == {"x": 1, "y": 7}
    assert composed.contested == ()


def test_intake_is_the_villages_until_the_case_is_accepted() -> None:
    assert owner("case", "phone", {"accepted_on": None}) is Role.VILLAGE
    assert owner("case", "phone", {"accepted_on": "2026-09-21"}) is Role.TOWN
    assert owner("case", "status", {"accepted_on": None}) is Role.TOWN
    assert owner("item", "name", {}) is Role.TOWN
    assert owner("person", "phone", {}) is Role.VILLAGE
    assert owner("person", "died_on", {}) is Role.TOWN


def test_every_field_that_travels_has_a_chinese_name() -> None:
    """两边不一致 and the reasons of rows held back are read by clerks."""
    every = classes()
    for kind in SHARED | BROADCAST | UPWARD:
        for name in columns(every[kind]):
            assert re.search("[一-龥]", label(name)), (kind, name)
