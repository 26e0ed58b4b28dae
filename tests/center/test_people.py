"""People: who is linked, what is taken over, what a merge does and does not do."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from center.errors import Refused
from center.journal import commit, history
from center.people import (
    Household,
    Identity,
    Person,
    PersonKey,
    PersonKind,
    card_warning,
    family,
    find_person,
    index_person,
    likely_duplicates,
    merge,
    person_for,
    root_of,
    same_person,
)
from center.registration import Visit, VisitKind, visits_of
from center.search import find
from center.search_keys import keys_for
from center.storage import Work
from tests.desk import LI, Desk, change, id_number
from tests.offices import Office


def give(office: Office, given: Identity, **changes: Any) -> UUID:
    found: Person = change(office, person_for, replace(given, **changes))
    return found.id


def stored(office: Office, person: UUID) -> Person:
    with office.store.read(office.director) as work:
        return work.session.get_one(Person, person)


def join(office: Office, duplicate: UUID, into: UUID) -> None:
    with office.work() as work:
        merge(work, work.session.get_one(Person, duplicate), work.session.get_one(Person, into))
        commit(work)


def everyone(work: Work) -> set[UUID]:
    return set(work.session.scalars(select(Person.id)))


# --- linking -------------------------------------------------------------------------------------


def test_the_same_id_and_name_is_the_same_person(either: Office) -> None:
    first = give(either, LI)
    assert give(either, LI, phone="", village="") == first
    assert stored(either, first).phone == LI.phone


def test_the_same_id_with_another_name_is_looked_at_by_a_person(either: Office) -> None:
    """A slip in one of the two: both stay, the duplicate is proposed."""
    first, second = give(either, LI), give(either, LI, name="李清禾")
    assert first != second
    with either.work() as work:
        found = likely_duplicates(work, work.session.get_one(Person, second))
        assert [p.id for p in found] == [first]


def test_without_an_id_name_and_phone_decide(either: Office) -> None:
    caller = Identity("周远", phone="13900000002")
    first = give(either, caller)
    assert give(either, caller) == first
    assert give(either, caller, phone="13900000003") != first
    assert give(either, caller, name="周园") != first


def test_a_name_alone_is_never_enough(either: Office) -> None:
    assert give(either, Identity("周远")) != give(either, Identity("周远"))


def test_who_asked_without_an_id_is_known_when_the_id_comes(either: Office) -> None:
    first = give(either, Identity("李青禾", phone=LI.phone))
    assert give(either, LI) == first
    assert stored(either, first).id_number == LI.id_number
    assert give(either, Identity("李青禾", phone=LI.phone)) == first


def test_another_id_with_the_same_name_and_phone_is_another_person(either: Office) -> None:
    """Father and son may share a phone and, misheard, a name; two IDs are two people."""
    assert give(either, LI) != give(either, LI, id_number=id_number(sequence=23))


def test_a_known_person_takes_over_what_was_newly_given(either: Office) -> None:
    first = give(either, LI)
    give(either, LI, phone="13900000009", village="", birth=date(1980, 1, 1), sex="女")
    found = stored(either, first)
    assert (found.phone, found.village, found.birth) == (
        "13900000009",
        "石桥村",
        date(1980, 1, 1),
    )
    with either.work() as work:
        assert [row.action for row in history(work, first)] == ["create", "update"]


def test_nothing_new_changes_nothing(either: Office) -> None:
    give(either, LI)
    with either.work() as work:
        person_for(work, LI)
        assert commit(work).rows == 0


def test_organisations_are_people_too(qingshan: Office) -> None:
    firm = Identity("青山镇农机合作社", PersonKind.ORGANISATION, id_number="91350100M000100Y43")
    assert stored(qingshan, give(qingshan, firm)).person_kind is PersonKind.ORGANISATION


# --- search keys ---------------------------------------------------------------------------------


def keys_of(work: Work, person: UUID) -> set[str]:
    return set(work.session.scalars(select(PersonKey.key).where(PersonKey.person == person)))


def test_search_keys_follow_name_id_and_phone(either: Office) -> None:
    first = give(either, LI)
    with either.work() as work:
        assert keys_of(work, first) == set(keys_for(LI.name, LI.id_number, LI.phone))
    give(either, LI, phone="13900000009")
    with either.work() as work:
        assert keys_of(work, first) == set(keys_for(LI.name, LI.id_number, "13900000009"))
        work.session.get_one(Person, first).voided_at = work.now
        index_person(work.session, work.session.get_one(Person, first))
        assert keys_of(work, first) == set()


def test_search_keys_are_not_journalled(either: Office) -> None:
    with either.work() as work:
        person_for(work, LI)
        assert commit(work).kinds == {"person"}


@pytest.mark.parametrize("typed", ["李青禾", "青禾", "lqh", LI.id_number[-6:], "0001"])
def test_a_person_is_found_by_any_key(either: Office, typed: str) -> None:
    first = give(either, LI)
    give(either, Identity("周远", phone="13900000002"))
    with either.work() as work:
        assert [p.id for p in find(work, typed).people] == [first]


# --- merging -------------------------------------------------------------------------------------


def test_a_merge_rewrites_no_reference(either: Office) -> None:
    desk = Desk(either)
    old = desk.open(applicant=Identity("李青禾", no_id_reason="未带", phone="13900000005"))
    new = desk.open()
    duplicate, into = desk.case(old).person, desk.case(new).person
    assert duplicate is not None
    assert into is not None
    join(either, duplicate, into)
    assert desk.case(old).person == duplicate
    assert stored(either, duplicate).merged_into == into
    with either.work() as work:
        assert [row.action for row in history(work, duplicate)] == ["create", "merge"]
        assert [row.action for row in history(work, into)] == ["create"]
        assert same_person(work.session, duplicate) == sorted([duplicate, into])
        assert same_person(work.session, into) == sorted([duplicate, into])


def test_after_a_merge_the_visits_of_both_are_seen(qingshan: Office) -> None:
    first, second = give(qingshan, LI), give(qingshan, LI, name="李清禾")
    with qingshan.work() as work:
        for person in (first, second):
            work.session.add(
                Visit(
                    id=work.new_id(),
                    station="QS",
                    received_at=work.now,
                    entered_at=work.now,
                    first_asked=work.actor.account,
                    first_asked_name="",
                    visit_kind=VisitKind.HANDLING,
                    person=person,
                )
            )
        commit(work)
    join(qingshan, second, first)
    with qingshan.work() as work:
        assert len(visits_of(work, first)) == len(visits_of(work, second)) == 2


def test_who_gives_the_data_of_a_merged_entry_is_the_one_it_became(either: Office) -> None:
    first, second = give(either, LI), give(either, LI, name="李清禾", phone="13900000007")
    join(either, second, first)
    assert give(either, LI, name="李清禾") == first
    with either.work() as work:
        assert [p.id for p in find(work, "李清禾").people] == [first]
        assert [p.id for p in find(work, "13900000007").people] == [first]


@pytest.mark.parametrize("wrong", ["itself", "merged", "voided", "other id", "twice"])
def test_merges_that_are_refused(either: Office, wrong: str) -> None:
    first = give(either, LI)
    second = give(either, LI, name="李清禾")
    third = give(either, Identity("李禾", id_number=id_number(sequence=33)))
    match wrong:
        case "itself":
            pair = first, first
        case "merged":
            join(either, second, first)
            pair = first, second
        case "voided":
            with either.work() as work:
                person = work.session.get_one(Person, second)
                person.voided_at, person.void_reason = work.now, "登记错了"
                commit(work)
            pair = first, second
        case "other id":
            pair = third, first
        case _:
            join(either, second, first)
            pair = second, first
    with pytest.raises(Refused):
        join(either, *pair)
    assert stored(either, first).merged_into is None


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pairs=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_merges_in_any_order_end_in_groups_with_one_root(
    qingshan: Office, pairs: list[tuple[int, int]]
) -> None:
    """Whatever was merged: everyone of a group names the same people and the same root."""
    people = [give(qingshan, Identity("周远")) for _ in range(6)]
    groups = {person: {person} for person in people}
    for a, b in pairs:
        duplicate, into = people[a], people[b]
        try:
            join(qingshan, duplicate, into)
        except Refused:
            continue
        group = groups[duplicate] | groups[into]
        groups.update(dict.fromkeys(group, group))
    with qingshan.work() as work:
        for person in people:
            assert same_person(work.session, person) == sorted(groups[person])
            assert len({root_of(work.session, p) for p in groups[person]}) == 1


def test_entries_merged_into_each_other_at_two_stations_do_not_run_in_circles(
    qingshan: Office,
) -> None:
    first, second = give(qingshan, LI), give(qingshan, LI, name="李清禾")
    with qingshan.work() as work:
        work.session.get_one(Person, first).merged_into = second
        work.session.get_one(Person, second).merged_into = first
        commit(work)
    with qingshan.work() as work:
        assert root_of(work.session, first) == root_of(work.session, second) == min(first, second)
        assert same_person(work.session, first) == sorted([first, second])


# --- duplicates, households, cards ---------------------------------------------------------------


@pytest.mark.parametrize(
    "other, expected",
    [
        (Identity("李清禾", id_number=LI.id_number), True),
        (Identity("李青禾", phone=LI.phone, id_number=id_number(sequence=45)), True),
        (Identity("李青禾", birth=date(1980, 1, 1)), True),
        (Identity("李青禾", birth=date(1981, 1, 1)), False),
        (Identity("李青禾"), False),
        (Identity("李小满", phone=LI.phone), False),
    ],
)
def test_likely_duplicates(either: Office, other: Identity, expected: bool) -> None:
    """The same ID, or the same name with the same phone or birth date."""
    first = give(either, replace(LI, birth=date(1980, 1, 1)))
    second = give(either, other)
    with either.work() as work:
        found = likely_duplicates(work, work.session.get_one(Person, first))
        assert [p.id for p in found] == ([second] if expected else [])


def test_merged_and_voided_entries_are_not_proposed_again(either: Office) -> None:
    first, second = give(either, LI), give(either, LI, name="李清禾")
    join(either, second, first)
    with either.work() as work:
        assert likely_duplicates(work, work.session.get_one(Person, first)) == []
        assert find_person(work, second) is not None


def test_a_household_and_its_people(either: Office) -> None:
    first, second = give(either, LI), give(either, Identity("李小满", no_id_reason="年幼"))
    with either.work() as work:
        home = Household(id=work.new_id(), station="QS", head_name="李青禾", village="石桥村")
        work.session.add(home)
        for person, relation in ((first, "户主"), (second, "女儿")):
            found = work.session.get_one(Person, person)
            found.household, found.household_relation = home.id, relation
        commit(work)
    with either.work() as work:
        assert [(p.name, p.household_relation) for p in family(work, home.id)] == [
            ("李青禾", "户主"),
            ("李小满", "女儿"),
        ]
        assert family(work, UUID(int=3)) == []


@pytest.mark.parametrize(
    "holder, applicant, warned",
    [("", "李青禾", False), ("李青禾", "李青禾", False), ("李大山", "李青禾", True)],
)
def test_the_card_of_someone_else_is_warned_about(
    holder: str, applicant: str, warned: bool
) -> None:
    """一卡通: a subsidy paid to another account is hard to get back."""
    found = card_warning(holder, applicant)
    assert bool(found) is warned
    assert not warned or (holder in found and applicant in found)


def test_data_given_twice_in_one_work_make_one_person(either: Office) -> None:
    """One visit may carry several items for the same applicant."""
    with either.work() as work:
        people = {person_for(work, LI).id for _ in range(3)}
        commit(work)
        assert everyone(work) == people
        assert len(list(itertools.chain(people))) == 1
