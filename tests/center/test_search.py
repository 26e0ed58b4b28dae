"""Search over people, cases and visits, on both databases."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from center.cases import steps
from center.errors import NotAllowed
from center.journal import commit
from center.people import Identity, Person, index_person, merge, person_for
from center.rights import Role
from center.search import LATEST, LIMIT, Found, find
from center.settings import set_value
from tests.matters import case, id_number, paper, someone, visit
from tests.offices import Office


def add(office: Office, who: Identity) -> Person:
    with office.work() as work:
        person = person_for(work, who)
        commit(work)
        return person


def search(office: Office, text: str) -> Found:
    with office.work() as work:
        return find(work, text)


def names(office: Office, text: str) -> list[str]:
    return [hit.name for hit in search(office, text).people]


def test_people_are_found_by_any_part_initials_and_ends(either: Office) -> None:
    who = add(either, someone("单知秋", 7))
    add(either, someone("周岚", 8, id_number=id_number(123456 % 1000, "19811224")))
    for text in ("单知秋", "知秋", "秋", "szq", "SZQ", "dzq", "zq", who.id_number, who.phone):
        assert names(either, text) == ["单知秋"], text
    for text in (who.id_number[-4:], who.id_number[-6:].lower(), who.phone[-5:], "　单 知秋 "):
        assert names(either, text) == ["单知秋"], text
    for text in ("", " ", "单秋", "知周", "qz", "%", "_", "'", "🙂", "-", "a-"):
        assert search(either, text) == Found(), text


def test_whoever_begins_with_it_comes_before_whoever_ends_with_it(either: Office) -> None:
    for serial, name in enumerate(("林小溪", "王小林", "小林", "林林"), 1):
        add(either, someone(name, serial))
    found = names(either, "林")
    assert set(found[:2]) == {"林林", "林小溪"}
    assert set(found[2:]) == {"王小林", "小林"}


def test_a_person_is_shown_once_and_masked_with_the_latest_cases(either: Office) -> None:
    who = someone("林林林", 3)
    for _ in range(LATEST + 2):
        with either.work() as work:
            case(work, who)
            commit(work)
        either.clock.advance(days=1)
    [hit] = search(either, "林").people
    assert "*" in hit.id_number
    assert "*" in hit.phone
    assert [found.number for found in hit.cases] == [
        f"QS-SL-2026-{serial:06d}" for serial in (5, 4, 3)
    ]


def test_a_merged_entry_leads_to_who_it_became(either: Office) -> None:
    kept = someone("林溪", 1)
    old = someone("林小溪", 2, id_number="", no_id_reason="未带", phone="13900009999")
    for who in (kept, old):
        with either.work() as work:
            case(work, who)
            commit(work)
    with either.work() as work:
        root, entry = person_for(work, kept), person_for(work, old)
        merge(work, entry, into=root)
        commit(work)
    for text in ("林小溪", "9999", "林", "lxx"):
        [hit] = search(either, text).people
        assert hit.name == "林溪"
        assert len(hit.cases) == 2
    again = add(either, someone("林一溪", 1))
    with either.work() as work:
        root = work.session.get_one(Person, root.id)
        merge(work, root, into=work.session.get_one(Person, again.id))
        commit(work)
    [hit] = search(either, "林小溪").people
    assert (hit.id, len(hit.cases)) == (again.id, 2)
    [hit] = search(either, "林").people
    assert hit.id == again.id


def test_at_most_a_dozen_of_each_kind_are_found(either: Office) -> None:
    with either.work() as work:
        for serial in range(LIMIT + 5):
            case(work, someone("林溪", serial))
            visit(work, someone("林溪", serial))
        commit(work)
    assert len(search(either, "林").people) == LIMIT
    found = search(either, "qs-")
    assert len(found.cases) == len(found.visits) == LIMIT


def test_a_voided_person_is_not_found(either: Office) -> None:
    made = add(either, someone())
    with either.work() as work:
        person = work.session.get_one(Person, made.id)
        person.voided_at, person.void_reason = work.now, "登记错了"
        index_person(work.session, person)
        commit(work)
    assert search(either, "林溪").people == ()


def test_a_new_phone_replaces_the_old_one(either: Office) -> None:
    add(either, someone())
    add(either, someone(phone="13900004321"))
    assert names(either, "4321") == ["林溪"]
    assert names(either, "13900000001") == []


def numbered(office: Office) -> tuple[UUID, UUID]:
    """The second case and the third visit of the year."""
    with office.work() as work:
        visit(work)
        case(work)
        commit(work)
    with office.work() as work:
        found = case(work, someone("周岚", 2))
        visit(work)
        commit(work)
    with office.work() as work:
        third = visit(work)
        commit(work)
    return found.id, third.id


@pytest.mark.parametrize("text", ["QS-SL-2026-000002", "qs-sl-2026-000002", "ＱＳ－SL-2026-000002"])
def test_a_full_number_finds_its_case(either: Office, text: str) -> None:
    wanted, _ = numbered(either)
    found = search(either, text)
    assert [hit.id for hit in found.cases] == [wanted]
    assert (found.people, found.visits) == ((), ())


def test_the_beginning_of_a_number_finds_its_series_in_order(either: Office) -> None:
    numbered(either)
    assert [hit.number for hit in search(either, "QS-DJ-").visits] == [
        f"QS-DJ-2026-00000{serial}" for serial in (1, 2, 3)
    ]
    assert len(search(either, "qs-").cases) == 2
    assert search(either, "QS-ZZ-2026").cases == ()


@pytest.mark.parametrize("text", ["2", "02", "000002"])
def test_a_serial_finds_this_and_last_years_number(either: Office, text: str) -> None:
    either.clock.set(date(2024, 6, 3))
    numbered(either)
    either.clock.set(date(2025, 6, 3))
    last_year, _ = numbered(either)
    either.clock.set(date(2026, 6, 3))
    this_year, _ = numbered(either)
    found = search(either, text)
    assert {hit.id for hit in found.cases} == {this_year, last_year}
    assert {hit.number for hit in found.visits} == {"QS-DJ-2025-000002", "QS-DJ-2026-000002"}
    # Whoever's ID or phone ends so is found beside them.
    assert [hit.name for hit in found.people] == ["周岚"]


def test_a_serial_follows_the_office_pattern_old_and_new(either: Office) -> None:
    numbered(either)
    with either.work() as work:
        set_value(work, "number_pattern", "{year}{station}{kind}{epoch}{serial:04d}号")
        commit(work)
    with either.work() as work:
        case(work)
        commit(work)
    assert [hit.number for hit in search(either, "3").cases] == ["2026QSSL0003号"]
    assert [hit.number for hit in search(either, "2").cases] == ["QS-SL-2026-000002"]


def test_a_papers_number_finds_the_case_it_is_about(either: Office) -> None:
    with either.work() as work:
        about = case(work)
        issued = paper(work, about)
    assert issued.number == "QS-SJ-2026-000001"
    assert [hit.id for hit in search(either, "QS-SJ-2026-000001").cases] == [about.id]


def test_a_voided_case_is_not_found(either: Office) -> None:
    with either.work() as work:
        wrong = case(work)
        commit(work)
        steps.void(work, wrong, "登记错了")
        commit(work)
    assert search(either, "QS-SL-2026-000001").cases == ()
    assert search(either, "1").cases == ()
    [hit] = search(either, "林溪").people
    assert hit.cases == ()


def test_a_village_finds_its_own_only(either: Office) -> None:
    numbered(either)
    cadre = either.actor(Role.VILLAGE_CADRE, station="SQ")
    with either.work(cadre) as work:
        own = case(work, someone("林溪", 5))
        visit(work, someone("林溪", 5))
        commit(work)
    with either.work(cadre) as work:
        found = find(work, "林")
        assert [len(hit.cases) for hit in found.people] == [1]
        assert [hit.id for hit in find(work, "1").cases] == [own.id]
        assert [hit.number for hit in find(work, "1").visits] == ["SQ-DJ-2026-000001"]
        assert find(work, "QS-").cases == ()
        assert find(work, "周岚") == Found()
    assert len(search(either, "林").people) == 2


def test_nobody_without_the_right_searches(either: Office) -> None:
    with either.work(either.actor(Role.ADMINISTRATOR)) as work, pytest.raises(NotAllowed):
        find(work, "林")
