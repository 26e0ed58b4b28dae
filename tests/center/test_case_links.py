"""Cases that belong together: done again, the same matter twice, duplicates merged and parted."""

from __future__ import annotations

from uuid import UUID

import pytest

from center.cases import links, steps
from center.cases.actions import Action
from center.cases.links import CaseLink, Fault, LinkKind
from center.cases.listing import CaseFilter, page
from center.cases.records import Case, Status
from center.errors import NotAllowed, Refused
from center.journal import commit, verify
from center.papers import PaperKind
from center.rights import Role
from center.search import find
from tests.desk import COMMITTED, INSTANT, Desk, fields
from tests.offices import Office


@pytest.fixture
def desk(qingshan: Office) -> Desk:
    return Desk(qingshan)


def linked(desk: Desk, case: UUID) -> list[tuple[str, UUID]]:
    with desk.office.store.read(desk.office.director) as work:
        return [(one.words, one.case.id) for one in links.links_of(work, case)]


def probable(desk: Desk, case: UUID) -> list[UUID]:
    with desk.office.store.read(desk.office.director) as work:
        return [one.id for one in links.probable(work, work.session.get_one(Case, case))]


def join(desk: Desk, function: object, case: UUID, other: UUID, reason: str = "同一件") -> None:
    with desk.office.work(desk.actor) as work:
        first, second = (work.session.get_one(Case, one) for one in (case, other))
        assert callable(function)
        function(work, first, second, reason)
        commit(work)


def undo(desk: Desk, case: UUID, reason: str = "看错了") -> None:
    with desk.office.work(desk.actor) as work:
        (one,) = links.links_of(work, case)
        links.undo(work, work.session.get_one(CaseLink, one.link.id), reason)
        commit(work)


def test_a_finished_case_is_done_again_and_keeps_its_first_result(either: Office) -> None:
    """返工: a new case with reason and fault; both records show the other."""
    desk = Desk(either)
    first = desk.open(INSTANT)
    assert desk.reason(first, Action.REDO) == "还没有办结"
    desk.step(first, steps.finish, steps.Outcome("办成", "证明", "青〔2026〕1号"))
    desk.to("9-22")
    desk.step(first, links.redo, "姓名写错", Fault.WINDOW)
    ((words, again),) = linked(desk, first)
    assert words == "重办为"
    assert linked(desk, again) == [("原办件", first)]
    old, fresh = desk.case(first), desk.case(again)
    assert (old.status, old.result, old.result_number) == (
        Status.FINISHED,
        "办成",
        "青〔2026〕1号",
    )
    assert (fresh.status, fresh.name, fresh.person) == (Status.RECEIVED, old.name, old.person)
    assert desk.file(again).facts.missing == []
    assert desk.file(first).events[-1].data["fault"] == Fault.WINDOW.value
    with pytest.raises(Refused, match="已经重办为"):
        desk.step(first, links.redo, "再来", Fault.UNKNOWN)
    with either.work() as work:
        assert verify(work.session) == []


def test_a_redo_needs_its_reason_and_cannot_be_parted(desk: Desk) -> None:
    case = desk.open(INSTANT)
    desk.step(case, steps.finish, steps.Outcome("办成"))
    with pytest.raises(Refused) as told:
        desk.step(case, links.redo, "", Fault.WINDOW)
    assert fields(told.value) == ["reason"]
    desk.step(case, links.redo, "姓名写错", Fault.WINDOW)
    with pytest.raises(Refused, match="不能取消"):
        undo(desk, case)


def test_probable_duplicates_are_open_cases_of_one_person_and_item(desk: Desk) -> None:
    first, second, other = desk.open(COMMITTED), desk.open(COMMITTED), desk.open(INSTANT)
    assert probable(desk, first) == [second]
    assert probable(desk, second) == [first]
    assert probable(desk, other) == []
    join(desk, links.link_same, second, first)
    assert probable(desk, first) == probable(desk, second) == []
    assert linked(desk, first) == [("同一件事", second)]
    undo(desk, first)
    assert probable(desk, first) == [second]
    desk.step(second, steps.give_back, "申请人撤回")
    assert probable(desk, first) == []


def test_a_duplicate_is_merged_stays_readable_and_comes_back(either: Office) -> None:
    desk = Desk(either)
    first, second = desk.open(COMMITTED), desk.open(COMMITTED)
    desk.step(second, steps.accept)
    before = desk.case(second)
    join(desk, links.link_same, second, first)
    join(desk, links.merge, second, first)
    merged = desk.file(second)
    assert merged.case.voided_at is not None
    assert str(desk.case(first).number) in merged.case.void_reason
    assert len(merged.events) == 2
    assert linked(desk, second) == [("已并入", first)]
    assert linked(desk, first) == [("并入本件", second)]
    with either.store.read(either.director) as work:
        assert [row.id for row in page(work, CaseFilter())] == [first]
    assert desk.reason(second, Action.FINISH) == "这件已作废"
    undo(desk, first)
    back = desk.case(second)
    assert (back.voided_at, back.void_reason) == (None, "")
    assert (back.status, back.due_on) == (before.status, before.due_on)
    assert linked(desk, first) == []
    with either.work() as work:
        assert verify(work.session) == []


def test_case_28_the_papers_of_a_merged_case_find_the_survivor(either: Office) -> None:
    """Number or QR code of the duplicate, and those of its papers, open the case it became."""
    desk = Desk(either)
    first, second = desk.open(COMMITTED), desk.open(COMMITTED)
    number = desk.case(second).number or ""
    receipt = desk.paper(second, PaperKind.RECEIPT)
    join(desk, links.merge, second, first)
    with either.store.read(either.director) as work:
        for typed in (number, receipt.number or ""):
            assert [hit.id for hit in find(work, typed).cases] == [first]


def test_what_cannot_be_linked_or_merged(desk: Desk) -> None:
    first, second, done = desk.open(COMMITTED), desk.open(COMMITTED), desk.open(INSTANT)
    desk.step(done, steps.finish, steps.Outcome("办成"))
    with pytest.raises(Refused, match="自己"):
        join(desk, links.link_same, first, first)
    with pytest.raises(Refused, match="还在办理"):
        join(desk, links.merge, done, first)
    with pytest.raises(Refused) as told:
        join(desk, links.merge, second, first, " ")
    assert fields(told.value) == ["reason"]
    join(desk, links.merge, second, first)
    with pytest.raises(Refused, match="作废"):
        join(desk, links.link_same, first, second)
    clerk = Desk(desk.office, desk.office.actor(Role.WINDOW_CLERK))
    third = clerk.open(COMMITTED)
    with pytest.raises(NotAllowed):
        join(clerk, links.merge, third, first)
    with pytest.raises(Refused, match="由主任或副主任"):
        undo(clerk, second)
    with desk.office.store.read(desk.office.director) as work:
        kinds = [one.link.link_kind for one in links.links_of(work, first)]
    assert kinds == [LinkKind.MERGED]
