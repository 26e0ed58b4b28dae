"""Who may do what, and who may see what."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

import center
from center import people, registration, staff
from center.accounts import colleagues
from center.cases import file as case_files
from center.cases import listing as case_lists
from center.cases import steps
from center.changes import Wanted, entries
from center.errors import Expected, NotAllowed
from center.journal import commit, history, recent
from center.papers import PaperFilter, PaperKind, latest_papers
from center.papers import count as count_papers
from center.papers import page as page_of_papers
from center.papers import paper as find_paper
from center.people import Household, Person
from center.records import Station
from center.registration import VisitForm, VisitKind
from center.registration import listing as visit_lists
from center.rights import RIGHTS, ROLE_NAMES, Actor, Right, Role, require, visible
from center.search import find
from center.staff import Village
from tests.desk import LI, Desk, at
from tests.offices import Office

NOBODY = Actor(UUID(int=1), "无岗位", frozenset(), "QS")

# Service functions without a right of their own, each with the reason.
OPEN: dict[str, str] = {
    "center.changes.account_names": "names beside a record already seen",
    "center.accounts.colleagues": "shown on the locked screen to whoever sits there",
    "center.accounts.enter": "asked before there is an actor; the password has opened the key",
    "center.accounts.set_password": "the own one is everyone's; others' ask for MANAGE_ACCOUNTS",
    "center.accounts.set_pin": "everyone sets the own one",
    "center.accounts.take_over": "asked before the colleague is the actor; the PIN decides",
    "center.follow_ups.open_follow_up": "part of an evaluation or a draw, which are checked",
    "center.journal.commit": "makes last what checked functions did",
    "center.journal.note": "called by checked functions",
    "center.attachments.keeping.content_of": "for callers with a right of their own",
    "center.attachments.keeping.put": "for callers with a right of their own",
    "center.attendance.balances.add_time_off": "for callers with a right of their own",
    "center.attendance.duty_rest.take_back": "part of changing a turn, which is checked",
    "center.cases.events.moment": "part of a step, which is checked",
    "center.cases.events.must_be_lawful": "part of a step, which is checked",
    "center.cases.events.record": "part of a step, which is checked",
    "center.cases.file.derive": "derived columns, shows nothing",
    "center.cases.file.derive_new": "derived columns, shows nothing",
    "center.cases.file.file_of": "for a case the caller already holds; `open_file` is checked",
    "center.cases.file.recompute": "derived columns, run after a holiday import",
    "center.cases.listing.conditions": "conditions of a query, shows nothing",
    "center.cases.helped.edge_of": "a day from a setting",
    "center.cases.helped.helped": "conditions of a query, shows nothing",
    "center.cases.steps.take_on": "part of a step, which is checked",
    "center.filing.filed_as": "conditions of a query, shows nothing",
    "center.registration.listing.conditions": "conditions of a query, shows nothing",
    "center.registration.book.place_problems": "part of a registration, which is checked",
    "center.registration.book.write_line": "part of a registration, which is checked",
    "center.registration.matters.must_stand": "refuses, shows nothing",
    "center.registration.matters.same_problems": "part of a registration, which is checked",
    "center.registration.transfers.handover_problems": "part of a hand-over, which is checked",
    "center.deadlines.recompute_all": "derived columns, run after a holiday import",
    "center.lights.day_of": "today and the calendar",
    "center.complaints.file.file_of": "for a complaint already held; refuses a secret one",
    "center.complaints.file.recompute": "derived columns, run after a holiday import",
    "center.complaints.file.rewrite": "derived columns, shows nothing",
    "center.complaints.verdicts.note_verified": "part of a step, which is checked",
    "center.complaints.verdicts.take_back": "part of a step, which is checked",
    "center.complaints.verdicts.verified_count": "a number, part of a step",
    "center.petitions.file.file_of": "for a petition already held; refuses a secret one",
    "center.petitions.file.recompute": "derived columns, run after a holiday import",
    "center.petitions.file.rewrite": "derived columns, shows nothing",
    "center.petitions.steps.must_be_lawful": "part of a step, which is checked",
    "center.petitions.steps.take": "part of a step, which is checked",
    "center.secret_matters.accused_problems": "part of a registration, which is checked",
    "center.secret_matters.accused_staff": "part of a registration, which is checked",
    "center.secret_matters.cover": "part of a step, which is checked",
    "center.secret_matters.begin_secret": "part of a registration, which is checked",
    "center.secret_matters.hide": "part of a correction, which is checked",
    "center.secret_matters.keep_out": "part of a correction, which is checked",
    "center.corrections.change": "part of a correction, which is checked",
    "center.petitions.owing.untold": "conditions of a query, shows nothing",
    "center.petitions.intake.facts_of": "part of a registration, which is checked",
    "center.petitions.intake.person_of": "part of a registration, which is checked",
    "center.complaints.intake.facts_of": "part of a registration, which is checked",
    "center.complaints.intake.respondent_problems": "part of a registration, which is checked",
    "center.workorders.intake.must_be_right": "part of a registration, which is checked",
    "center.workorders.file.file_of": "for a work order the caller already holds",
    "center.workorders.file.recompute": "derived columns, run after a holiday import",
    "center.workorders.file.rewrite": "derived columns, shows nothing",
    "center.matters.ask_number": "part of a registration, which is checked",
    "center.matters.moment": "part of a step, which is checked",
    "center.matters.must_see": "refuses, shows nothing",
    "center.matters.record": "part of a step, which is checked",
    "center.secrecy.may_see": "refuses, shows nothing",
    "center.roster.drafting.add_turn": "part of planning or a swap, which are checked",
    "center.attendance.closing.must_be_open": "refuses, shows nothing",
    "center.attendance.balances.balance_problem": "part of a slip, which is checked",
    "center.exchange.cards.own_keys": "for callers with a right of their own",
    "center.exchange.cards.role_of": "a setting",
    "center.exchange.again.send_again": "part of reading, which is checked",
    "center.exchange.applying.apply": "part of taking a package in, which is checked",
    "center.exchange.making.head_of": "part of making a package, which is checked",
    "center.exchange.reading.hear": "part of taking a package in, which is checked",
    "center.exchange.reading.sender_of": "refuses, shows nothing",
    "center.lists.rows_after": "adds `visible` to a query of a checked function",
    "center.lists.count_rows": "adds `visible` to a query of a checked function",
}


def service_functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of center/ whose first parameter is the unit of work."""
    for found in pkgutil.walk_packages(center.__path__, "center."):
        if ".migrations" in found.name:
            continue
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            if name.startswith("_") or not inspect.isfunction(function):
                continue
            original = inspect.unwrap(function)
            if original.__module__ != found.name:
                continue
            parameters = list(inspect.signature(original).parameters.values())
            if parameters and parameters[0].annotation in ("Work", "storage.Work"):
                yield f"{found.name}.{name}", function


FUNCTIONS = dict(service_functions())


def test_the_walk_finds_the_services() -> None:
    assert len(FUNCTIONS) > 60
    assert "center.cases.steps.accept" in FUNCTIONS
    assert "center.registration.visits.register" in FUNCTIONS


def test_every_service_function_asks_for_a_right() -> None:
    rights = {name: getattr(function, "right", None) for name, function in FUNCTIONS.items()}
    assert {name for name, right in rights.items() if right is None} == OPEN.keys()
    assert {type(right) for right in rights.values() if right is not None} == {Right}


def test_without_a_role_every_call_is_refused_before_it_begins(qingshan: Office) -> None:
    for name in sorted(FUNCTIONS.keys() - OPEN.keys()):
        function = FUNCTIONS[name]
        parameters = list(inspect.signature(inspect.unwrap(function)).parameters.values())[1:]
        given = [None for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
        named: dict[str, Any] = {p.name: None for p in parameters if p.kind is p.KEYWORD_ONLY}
        with qingshan.store.read(NOBODY) as work:
            with pytest.raises(NotAllowed) as told:
                function(work, *given, **named)
            assert function.__dict__["right"].value in told.value.sentence, name
            assert not work.session.new, name


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", Right)
def test_a_role_carries_what_the_table_says(role: Role, right: Right) -> None:
    actor = Actor(UUID(int=1), "", frozenset({role}), "QS")
    assert actor.may(right) is (right in RIGHTS[role])
    if actor.may(right):
        require(actor, right)
    else:
        with pytest.raises(NotAllowed, match=right.value):
            require(actor, right)


def test_every_role_has_a_name_and_sees_the_office() -> None:
    """The administrator edits items and settings and so must read them, but no visits or cases."""
    assert ROLE_NAMES.keys() == RIGHTS.keys() == set(Role)
    assert all(Right.SEE_OFFICE in rights for rights in RIGHTS.values())
    assert not RIGHTS[Role.ADMINISTRATOR] & {Right.SEE, Right.REVEAL, Right.HANDLE_CASES}


@pytest.mark.parametrize(
    "right, roles",
    [
        (Right.APPROVE, {Role.DEPUTY, Role.DIRECTOR}),
        (Right.VOID, {Role.DEPUTY, Role.DIRECTOR}),
        (Right.MANAGE_ACCOUNTS, {Role.DIRECTOR, Role.ADMINISTRATOR}),
        (Right.EDIT_SETTINGS, {Role.DIRECTOR, Role.ADMINISTRATOR}),
        (Right.EDIT_ITEMS, {Role.DEPUTY, Role.DIRECTOR, Role.ADMINISTRATOR}),
        (
            Right.HANDLE_CASES,
            {Role.WINDOW_CLERK, Role.DEPUTY, Role.DIRECTOR, Role.VILLAGE_CADRE},
        ),
    ],
)
def test_who_carries_the_rights_that_matter(right: Right, roles: set[Role]) -> None:
    assert {role for role in Role if right in RIGHTS[role]} == roles


def test_roles_add_up() -> None:
    both = Actor(UUID(int=1), "", frozenset({Role.INSPECTOR, Role.ADMINISTRATOR}), "QS")
    assert both.may(Right.SEE)
    assert both.may(Right.EDIT_ITEMS)
    assert not NOBODY.may(Right.SEE)


# --- stations ------------------------------------------------------------------------------------


def test_a_cadre_who_is_also_a_clerk_sees_the_whole_centre() -> None:
    cadre = Actor(UUID(int=1), "", frozenset({Role.VILLAGE_CADRE}), "SQ1")
    assert not cadre.sees_all_stations
    assert replace(cadre, roles=frozenset({Role.VILLAGE_CADRE, Role.DEPUTY})).sees_all_stations
    assert not NOBODY.sees_all_stations


class Two:
    """A centre and a village station, each with a person, a household, a visit, a case, a paper."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.cadre = office.actor(Role.VILLAGE_CADRE, login="zhoujie", station="SQ1")
        self.clerk = office.actor(Role.WINDOW_CLERK, login="wangmin")
        with office.work() as work:
            work.session.add(
                Station(id=work.new_id(), station="QS", code="SQ1", name="石桥村站", village=True)
            )
            commit(work)
        self.other = self._fill(self.clerk, "QS")
        self.own = self._fill(self.cadre, "SQ1")

    def _fill(self, actor: Actor, station: str) -> dict[str, UUID]:
        office = self.office
        desk = Desk(office, actor)
        with office.work(actor) as work:
            home = Household(id=work.new_id(), station=station, head_name="李青禾")
            work.session.add(home)
            form = VisitForm(
                VisitKind.INQUIRY,
                LI,
                route=registration.Route.LATER,
                other_channel="电话",
                major=True,
            )
            visit = registration.register(work, form)
            assert visit.person is not None
            work.session.get_one(Person, visit.person).household = home.id
            commit(work)
        case = desk.open(visit=visit.id)
        desk.step(case, steps.accept)
        paper = desk.paper(case)
        assert visit.person is not None
        return {
            "visit": visit.id,
            "case": case,
            "paper": paper.id,
            "person": visit.person,
            "household": home.id,
        }


@pytest.fixture
def two(qingshan: Office) -> Two:
    return Two(qingshan)


def test_the_same_data_at_two_stations_are_two_entries(two: Two) -> None:
    """A cadre's registration must not reach into the centre's people, nor learn from them."""
    assert two.own["person"] != two.other["person"]
    with two.office.work(two.cadre) as work:
        more = replace(LI, phone="", no_phone_reason="没有", id_number=LI.id_number)
        assert people.person_for(work, more).id == two.own["person"]


def test_a_village_cadre_sees_only_the_own_station_by_any_list(two: Two) -> None:
    own, other = two.own, two.other
    with two.office.store.read(two.cadre) as work:
        day = at("9-21", "00:00"), at("9-22", "00:00")
        seen: dict[str, list[UUID]] = {
            "case lists": [row.id for row in case_lists.page(work, case_lists.CaseFilter())],
            "cases of": [c.id for c in case_files.cases_of(work, [own["person"], other["person"]])],
            "cases of visit": [
                c.id
                for visit in (own["visit"], other["visit"])
                for c in case_files.cases_of_visit(work, visit)
            ],
            "visit lists": [row.id for row in visit_lists.page(work, visit_lists.VisitFilter())],
            "visits between": [v.id for v in registration.visits_between(work, *day)],
            "visits of": [
                v.id
                for person in (own["person"], other["person"])
                for v in registration.visits_of(work, person)
            ],
            "replies": [v.id for v in registration.replies_owed(work)],
            "major": [v.id for v in registration.major_unreported(work)],
            "people": [p.id for p in find(work, "李青禾").people],
            "duplicates": [
                p.id
                for p in people.likely_duplicates(
                    work, work.session.get_one(Person, other["person"])
                )
            ],
            "family": [
                p.id
                for home in (own["household"], other["household"])
                for p in people.family(work, home)
            ],
            "papers": [row.id for row in page_of_papers(work, PaperFilter())],
            "latest": [p.id for p in latest_papers(work, PaperKind.ACCEPTANCE_RECEIPT, 9)],
        }
        kinds = {
            "case lists": "case",
            "cases of": "case",
            "cases of visit": "case",
            "papers": "paper",
            "latest": "paper",
            "people": "person",
            "duplicates": "person",
            "family": "person",
        }
        for name, found in seen.items():
            assert found == [own[kinds.get(name, "visit")]], name
        assert case_lists.count(work, case_lists.CaseFilter()) == 1
        assert visit_lists.count(work, visit_lists.VisitFilter()) == 1
        assert count_papers(work, PaperFilter()) == 1
        assert registration.counts_by_kind(work, *day) == {VisitKind.INQUIRY: 1}
        assert [a.station for a in colleagues(work)] == ["SQ1"]
        assert {row.station for row in history(work, own["case"])} == {"SQ1"}
        for record in other.values():
            assert history(work, record) == []


def test_a_village_cadre_opens_nothing_of_another_station(two: Two) -> None:
    with two.office.store.read(two.cadre) as work:
        assert case_files.open_file(work, two.own["case"]).case.station == "SQ1"
        with pytest.raises(Expected, match="不属于本站"):
            case_files.open_file(work, two.other["case"])
        with pytest.raises(Expected, match="不属于本站"):
            registration.visit(work, two.other["visit"])
        assert find_paper(work, two.other["paper"]) is None
        assert people.find_person(work, two.other["person"]) is None


def test_the_centre_sees_every_station(two: Two) -> None:
    for actor in (two.clerk, two.office.director):
        with two.office.store.read(actor) as work:
            found = {row.id for row in case_lists.page(work, case_lists.CaseFilter())}
            assert found == {two.own["case"], two.other["case"]}
            assert case_files.open_file(work, two.own["case"]).case.station == "SQ1"


def test_the_journal_shows_a_station_its_own_lines(two: Two) -> None:
    """A cadre has no right to the journal; a deputy of a village station would see its own."""
    with two.office.store.read(two.cadre) as work, pytest.raises(NotAllowed):
        recent(work)
    with two.office.store.read(two.cadre) as work, pytest.raises(NotAllowed):
        entries(work, Wanted())
    with two.office.store.read(two.office.director) as work:
        assert {row.station for row in recent(work)} == {"QS", "SQ1"}


def test_visible_narrows_every_entity_of_a_query(two: Two) -> None:
    query = select(Person.id, Household.id).where(Person.household == Household.id)
    with two.office.store.read(two.cadre) as work:
        rows = work.session.execute(visible(query, two.cadre)).all()
        assert [tuple(row) for row in rows] == [(two.own["person"], two.own["household"])]
        rows = work.session.execute(visible(query, two.clerk)).all()
        assert len(rows) == 2


def test_villages_are_shown_to_every_station(two: Two) -> None:
    """People move; the address list is no secret."""
    with two.office.work() as work:
        staff.save(work, Village(id=work.new_id(), station="QS", name="柳河村"))
        commit(work)
    with two.office.store.read(two.cadre) as work:
        assert [v.name for v in staff.villages(work)] == ["柳河村"]
        assert staff.staff(work) == []
