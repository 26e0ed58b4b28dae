"""Secret matters (检举控告、受保护的投诉): every route of center/ to their content is tried.

PET-10, CPL-06, 信访工作条例 28, 30, 46. Every text of the secret matters holds `MARK`; whoever may
not see them must never be handed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from center import changes, journal, papers, search, today
from center.accounts import Account, actor_of
from center.change_words import KINDS
from center.changes import Wanted
from center.complaints import file as complaint_files
from center.complaints import listing as complaint_lists
from center.complaints import steps as complaint_steps
from center.complaints.listing import ComplaintFilter
from center.complaints.records import Channel as ComplaintChannel
from center.complaints.records import Complaint, Fault, Role, Verdict
from center.dump import dump
from center.errors import Expected, NotAllowed, Refused
from center.journal import JournalRow, commit
from center.matter_lists import stubs
from center.papers import Draft, Paper, PaperFilter, PaperKind, issue, printed
from center.people import PersonKey
from center.petitions import file as petition_files
from center.petitions import listing as petition_lists
from center.petitions import repeats, review, steps
from center.petitions.listing import PetitionFilter
from center.petitions.records import Petition, Purpose
from center.records import Base, Record, Uuid16
from center.rights import Actor
from center.rights import Role as Post
from center.secrecy import STUB, SecretCover, SecretName
from center.secret_matters import Accused, bar, conceal, name_reader, unname_reader
from center.verify import verify
from tests.grievances import Grievances
from tests.offices import Office

MARK = "蓝鹊渡口"
PHONE = "13912345678"


class House:
    """An office with a secret petition and a secret complaint, and everyone who works there."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.desk = Grievances(office)
        self.accused_staff = self.desk.staff("杜小满")
        self.clerk = office.actor(Post.PETITION_CLERK, login="xinfang")
        self.named = office.actor(Post.WINDOW_CLERK, login="wangmin")
        self.deputy = office.actor(Post.DEPUTY, login="fuzhuren")
        self.accused = self._account(Post.DEPUTY, "duxiaoman", "杜小满", self.accused_staff)
        desk = Grievances(office, self.clerk)
        accused = [Accused("杜小满", self.accused_staff)]
        self.petition = desk.petition(
            purpose=Purpose.ACCUSATION,
            problem=f"{MARK}的工程款被挪用",
            name=f"{MARK}人",
            phone=PHONE,
            address=MARK,
            about_unit=MARK,
            accused=accused,
        )
        self.complaint = desk.complaint(
            facts=f"在{MARK}索要好处",
            name=f"{MARK}人",
            phone=PHONE,
            demand=MARK,
            channel=ComplaintChannel.WRITTEN,
            protected=True,
            respondents=[self.accused_staff],
        )
        desk.step(Petition, self.petition, name_reader, self.named.account)
        desk.step(Petition, self.petition, steps.accept)
        desk.step(Petition, self.petition, steps.answer, f"{MARK}已核查")
        desk.step(Complaint, self.complaint, complaint_steps.accept, f"{MARK}承办")
        for role in (Role.COMPLAINANT, Role.RESPONDENT):
            who = (role, f"{MARK}某", f"{MARK}经过")
            desk.step(Complaint, self.complaint, complaint_steps.hear, *who)
        with office.work(self.clerk) as work:
            petition = work.session.get_one(Petition, self.petition)
            draft = Draft(PaperKind.RECEIPT, petition, {"problem": MARK}, {"title": MARK}, 1)
            self.paper = issue(work, draft, lambda _draft, number: f"{MARK}{number}".encode())
            printed(work, self.paper, f"{MARK}打印机")
            commit(work)

    def _account(self, post: Post, login: str, name: str, staff: UUID | None) -> Actor:
        with self.office.work() as work:
            account = Account(
                id=work.new_id(),
                station="QS",
                login=login,
                name=name,
                roles=[post.value],
                staff=staff,
            )
            work.session.add(account)
            commit(work)
        return actor_of(account)

    def outsiders(self) -> dict[str, Actor]:
        """Everyone who must not see them, the accused in every disguise."""
        found = {
            post.value: self.office.actor(post, login=f"other_{post.value}")
            for post in Post
            if post is not Post.DIRECTOR
        }
        director = self.office.director
        found["accused"] = self.accused
        found["accused acting for the director"] = replace(
            self.accused, acting_for=director.account
        )
        found["accused holding the director's post"] = replace(
            self.accused, roles=frozenset({Post.DIRECTOR, Post.DEPUTY}), acting_for=director.account
        )
        found["accused by name alone"] = replace(
            self.accused, account=UUID(int=5), staff=None, roles=frozenset({Post.DIRECTOR})
        )
        found["deputy acting for the director"] = replace(self.deputy, acting_for=director.account)
        found["deputy acting for one who is named"] = replace(
            self.deputy, acting_for=self.named.account
        )
        return found


@pytest.fixture
def house(either: Office) -> House:
    return House(either)


ANYBODY: tuple[dict[str, Any], ...] = ({"name": f"{MARK}人"}, {"phone": PHONE})
SPAN = (date(2026, 1, 1), date(2026, 12, 31))


def routes(house: House) -> dict[str, Callable[[Any], Any]]:
    """Every way to read in center/; each returns what it hands out."""
    petition, complaint, paper = house.petition, house.complaint, house.paper.id

    def pages(work: Any) -> Iterator[Any]:
        for sort in petition_lists.SORTS:
            yield petition_lists.page(work, PetitionFilter(), sort)
            yield petition_lists.page(work, PetitionFilter(voided=True), sort)
        for text in (MARK, PHONE, "5678", "XF"):
            yield petition_lists.page(work, PetitionFilter(text=text))
            yield complaint_lists.page(work, ComplaintFilter(text=text))
        for sort in complaint_lists.SORTS:
            yield complaint_lists.page(work, ComplaintFilter(), sort)

    def counts(work: Any) -> list[int]:
        found = [petition_lists.count(work, PetitionFilter(text=MARK))]
        found.append(complaint_lists.count(work, ComplaintFilter(text=MARK)))
        assert found == [0, 0]
        return found

    def journalled(work: Any) -> Iterator[Any]:
        yield changes.entries(work, Wanted(), limit=1000)
        rows = work.session.execute(select(JournalRow.record, JournalRow.account)).all()
        for record in {row.record for row in rows}:
            yield [row.payload for row in journal.history(work, record)]
        yield [row.payload for row in journal.recent(work, 1000)]
        for account in {row.account for row in rows}:
            yield changes.entries(work, Wanted(account=account), limit=1000)
        for kind in KINDS:
            yield changes.entries(work, Wanted(record_kind=kind), limit=1000)

    def of_papers(work: Any) -> Iterator[Any]:
        found = papers.page(work, PaperFilter())
        yield found, papers.count(work, PaperFilter())
        assert papers.paper(work, paper) is None
        assert papers.latest_papers(work, PaperKind.RECEIPT, 9) == []
        with pytest.raises(NotAllowed):
            papers.stored(work, work.session.get_one(Paper, paper))
        assert found == []

    return {
        "lists": pages,
        "counts": counts,
        "stubs": lambda work: [stubs(work, Petition, *SPAN), stubs(work, Complaint)],
        "search": lambda work: [search.find(work, t) for t in (MARK, PHONE, "5678", "1", "XF")],
        "people": lambda work: work.session.scalars(select(PersonKey.key)).all(),
        "likely": lambda work: [
            [one.petition.problem for one in repeats.likely_earlier(work, MARK, **given)]
            for given in ANYBODY
        ],
        "today": lambda work: today.today(work, mine=False),
        "journal": journalled,
        "papers": of_papers,
        "dump": lambda work: list(dump(work)),
        "verify": verify,
        "opened petition": lambda work: petition_files.open_file(work, petition),
        "opened complaint": lambda work: complaint_files.open_file(work, complaint),
        "file": lambda work: petition_files.file_of(work, work.session.get_one(Petition, petition)),
        "links": lambda work: repeats.linked_to(work, work.session.get_one(Petition, petition)),
    }


def spelled(found: Any) -> str:
    """Everything a route handed out, as text."""
    if isinstance(found, str | bytes | int | float | None.__class__):
        return str(found)
    if isinstance(found, dict):
        return "".join(spelled(one) for pair in found.items() for one in pair)
    if hasattr(found, "__iter__"):
        return "".join(spelled(one) for one in found)
    return repr(found)


def test_no_route_hands_the_content_to_an_outsider(house: House) -> None:
    for who, actor in house.outsiders().items():
        for name, route in routes(house).items():
            with house.office.store.work(actor) as work:
                try:
                    said = spelled(route(work))
                except Expected as refusal:
                    said = refusal.sentence + refusal.details
            assert MARK not in said, f"{who} by {name}"
            assert PHONE not in said, f"{who} by {name}"
            assert "12345678" not in said, f"{who} by {name}"


def test_the_routes_do_find_what_may_be_seen(house: House) -> None:
    """The test above proves nothing unless each of these routes leads somewhere."""
    with house.office.store.work(house.office.director) as work:
        ways = routes(house)
        for name in ("lists", "likely", "journal", "dump", "file", "opened petition"):
            assert MARK in spelled(ways[name](work)), name
    with house.office.store.work(house.named) as work:
        assert MARK in spelled(routes(house)["lists"](work))
        assert MARK in petition_files.open_file(work, house.petition).petition.problem
        with pytest.raises(NotAllowed):
            complaint_files.open_file(work, house.complaint)


STEPS: dict[Callable[..., Any], tuple[Any, ...]] = {
    steps.tell: ("当面",),
    steps.answer: ("答复",),
    steps.plan: ("方案",),
    steps.opinion: ("支持", "意见", "依据"),
    steps.set_duty: ("领导",),
    steps.void: ("原因",),
    review.ask_review: ("县政府",),
    bar: (Accused("某人"),),
    conceal: (),
}


def test_no_step_is_open_to_an_outsider_who_holds_the_record(house: House) -> None:
    for who, actor in house.outsiders().items():
        for step, given in STEPS.items():
            with house.office.store.work(actor) as work, pytest.raises(NotAllowed) as told:
                step(work, work.session.get_one(Petition, house.petition), *given)
            assert MARK not in told.value.sentence, who
        decided = complaint_steps.Finding(Verdict.FALSE, "经过", Fault.NONE)
        with house.office.store.work(actor) as work:
            complaint = work.session.get_one(Complaint, house.complaint)
            with pytest.raises(NotAllowed):
                complaint_steps.decide(work, complaint, decided)


def test_outsiders_learn_the_number_and_nothing_more(house: House) -> None:
    with house.office.store.read(house.deputy) as work:
        [stub] = stubs(work, Petition)
        assert (stub.number, stub.words) == ("QS-XF-2026-000001", STUB)
        assert stubs(work, Petition, date(2025, 1, 1), date(2025, 12, 31)) == []
        with pytest.raises(NotAllowed, match="QS-XF-2026-000001"):
            petition_files.file_of(work, work.session.get_one(Petition, house.petition))
    with house.office.store.read(house.office.director) as work:
        assert stubs(work, Petition) == stubs(work, Complaint) == []


def test_the_journal_shows_a_stub_that_names_nobody(house: House) -> None:
    with house.office.store.read(house.deputy) as work:
        masked = [e for e in changes.entries(work, Wanted(), limit=1000) if e.about == STUB]
        assert len(masked) > 10
        assert {(e.who, e.action, e.kind, e.record) for e in masked} == {
            ("", "", changes.SECRET, changes.NOBODY)
        }
        # Asked by account or kind, a stub would answer.
        by_clerk = changes.entries(work, Wanted(account=house.clerk.account), limit=1000)
        assert [e for e in by_clerk if e.about == STUB] == []
        assert changes.count(work, Wanted()) == len(changes.entries(work, Wanted(), limit=1000))


def test_every_opening_is_journalled_and_lasts(house: House) -> None:
    def openings() -> int:
        with house.office.store.read(house.office.director) as work:
            rows = journal.history(work, house.petition)
            return sum(row.action == "open" for row in rows)

    for actor in (house.office.director, house.clerk, house.named):
        before = openings()
        with house.office.store.work(actor) as work:
            petition_files.open_file(work, house.petition)
        assert openings() == before + 1


def test_who_it_is_about_neither_registers_nor_is_named(house: House) -> None:
    """条例 28: recusal, by account, by staff entry and, without these, by name."""
    desk = Grievances(house.office, house.accused)
    for accused in (
        Accused("别名", house.accused_staff),
        Accused("别名", None, house.accused.account),
        Accused("杜小满"),
    ):
        with pytest.raises(Refused, match="回避"):
            desk.petition(purpose=Purpose.ACCUSATION, accused=[accused])
    with pytest.raises(Refused, match="回避"):
        desk.complaint(protected=True, respondents=[house.accused_staff])
    with pytest.raises(Refused, match="回避"):
        house.desk.step(Petition, house.petition, name_reader, house.accused.account)


def test_two_of_one_name_are_told_apart_by_the_staff_list(house: House) -> None:
    namesake = house._account(Post.WINDOW_CLERK, "duxiaoman2", "杜小满", house.desk.staff("杜小满"))
    house.desk.step(Petition, house.petition, name_reader, namesake.account)
    with house.office.store.read(namesake) as work:
        assert petition_lists.count(work, PetitionFilter()) == 1


def test_whoever_turns_out_to_be_accused_loses_sight_of_it(house: House) -> None:
    with house.office.store.read(house.named) as work:
        assert petition_lists.count(work, PetitionFilter()) == 1
    found = Accused(house.named.name, None, house.named.account)
    house.desk.step(Petition, house.petition, bar, found)
    with house.office.store.read(house.named) as work:
        assert petition_lists.count(work, PetitionFilter()) == 0
    with house.office.work() as work:
        barred = select(SecretName).where(SecretName.account == house.named.account)
        name = work.session.scalars(barred.where(SecretName.barred)).one()
        petition = work.session.get_one(Petition, house.petition)
        with pytest.raises(Refused, match="不能取消"):
            unname_reader(work, petition, name, "误登")


def test_a_name_taken_off_sees_no_more(house: House) -> None:
    with house.office.work() as work:
        query = select(SecretName).where(SecretName.account == house.named.account)
        name = work.session.scalars(query).one()
        petition = work.session.get_one(Petition, house.petition)
        unname_reader(work, petition, name, "岗位调整")
        commit(work)
    with house.office.store.read(house.named) as work:
        assert petition_lists.count(work, PetitionFilter()) == 0


def test_made_secret_later_the_journal_of_before_hides_too(house: House) -> None:
    """Its person link goes, its events and papers follow, its old journal rows are covered."""
    desk, director = house.desk, house.office.director
    petition = desk.petition(problem="青瓦巷的事", name="祝青瓦")
    desk.step(Petition, petition, steps.answer, "青瓦巷已核实")
    with house.office.work() as work:
        record = work.session.get_one(Petition, petition)
        draft = Draft(PaperKind.RECEIPT, record, {"problem": "青瓦巷"}, {}, 1)
        paper = issue(work, draft, lambda _draft, number: number.encode())
    desk.step(Petition, petition, conceal, [Accused("杜小满", house.accused_staff)])
    with house.office.store.read(house.deputy) as work:
        assert [r for r in petition_lists.page(work, PetitionFilter()) if r.id == petition] == []
        assert journal.history(work, petition) == journal.history(work, paper.id) == []
        told = [row.payload for row in journal.recent(work, 1000)]
        assert not any("青瓦巷" in (payload or "") for payload in told)
        about = [entry.about for entry in changes.entries(work, Wanted(), limit=1000)]
        # The person of that name stays known; what they wanted is nobody's business.
        assert not any("青瓦巷" in words for words in about)
        assert not any("青瓦巷" in line for line in dump(work))
    with house.office.store.read(director) as work:
        assert work.session.get_one(Petition, petition).person is None
        assert work.session.get_one(Paper, paper.id).audience != "office"
        assert len(journal.history(work, petition)) >= 3
        covers = work.session.scalars(select(SecretCover.record)).all()
        assert {petition, paper.id} <= set(covers)
        assert journal.verify(work.session) == []


def test_a_written_complaint_is_secret_by_default_and_open_by_setting(house: House) -> None:
    protected = house.desk.complaint(protected=None)
    assert house.desk.case(protected).secret
    assert not house.desk.case(house.desk.complaint(protected=False)).secret


def test_two_secret_petitions_are_not_linked(house: House) -> None:
    other = house.desk.petition(purpose=Purpose.ACCUSATION)
    with house.office.work() as work:
        one, two = (work.session.get_one(Petition, w) for w in (house.petition, other))
        with pytest.raises(Refused, match="不能关联"):
            repeats.confirm_link(work, two, one)


def test_a_link_to_a_secret_petition_is_as_secret(house: House) -> None:
    """The open one's history must not point at it."""
    plain = house.desk.petition(phone=PHONE)
    with house.office.work() as work:
        one, two = (work.session.get_one(Petition, w) for w in (house.petition, plain))
        repeats.confirm_link(work, two, one)
        commit(work)
    with house.office.store.read(house.deputy) as work:
        found = work.session.get_one(Petition, plain)
        assert repeats.linked_to(work, found) == []
        assert "QS-XF-2026-000001" not in spelled(
            [(e.remark, e.data) for e in petition_files.file_of(work, found).events]
        )
    with house.office.store.read(house.office.director) as work:
        assert len(repeats.linked_to(work, work.session.get_one(Petition, plain))) == 1


BELONGING = {"matter", "complaint", "earlier", "later", "about"}


def test_every_record_of_a_matter_carries_its_audience() -> None:
    """A table somebody adds later must not hold a secret matter's content in the open."""
    exempt = {"dispute"}  # typed anew for the ledger; it only says which petition led to it
    for mapper in Base.registry.mappers:
        kind = mapper.class_
        if not issubclass(kind, Record) or kind.kind in exempt:
            continue
        names = {key.column.table.name for column in mapper.columns for key in column.foreign_keys}
        columns = {column.key for column in mapper.columns}
        ids = {column.key for column in mapper.columns if isinstance(column.type, Uuid16)}
        if names & {"petitions", "complaints"} or "matter" in ids:
            assert "audience" in columns, kind.kind
            assert columns & BELONGING, f"{kind.kind}: `conceal` would not find it"
