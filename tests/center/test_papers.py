"""Issued papers: numbers without a gap, frozen bytes, void and replace, no trace of a preview."""

from __future__ import annotations

import hashlib
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from center.cases import steps
from center.cases.records import Case
from center.errors import Expected, Refused
from center.journal import JournalRow, commit, history, verify
from center.numbers import KINDS, NumberSeries
from center.papers import (
    CODES,
    TITLES,
    Blob,
    Draft,
    Paper,
    PaperFilter,
    PaperKind,
    Render,
    count,
    issue,
    latest_papers,
    page,
    paper,
    papers_of,
    printed,
    stored,
    void_paper,
)
from center.rights import Role
from center.verify import NUMBERED
from tests.desk import Desk, at, change, draft, pdf
from tests.offices import Office


@pytest.fixture
def desk(qingshan: Office) -> Desk:
    return Desk(qingshan)


def rows(office: Office) -> dict[str, int]:
    """How many rows of each table an issued paper touches."""
    with office.work() as work:
        return {
            table.__tablename__: work.session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Paper, Blob, NumberSeries, JournalRow)
        }


def void(office: Office, paper_id: UUID, reason: str = "姓名写错") -> None:
    with office.work() as work:
        void_paper(work, work.session.get_one(Paper, paper_id), reason)
        commit(work)


def test_every_kind_has_a_code_and_a_title() -> None:
    assert CODES.keys() == TITLES.keys() == set(PaperKind)
    assert len(set(CODES.values())) == len(PaperKind)


def test_an_issued_paper_keeps_number_bytes_facts_and_template(either: Office) -> None:
    desk = Desk(either)
    case = desk.to_acceptance()
    made = desk.paper(case)
    with either.work() as work:
        found = paper(work, made.id)
        assert found is not None
        assert found.number == "QS-HZ-2026-000001"
        assert stored(work, found) == b"%PDF acceptance_receipt QS-HZ-2026-000001"
        assert found.sha256 == hashlib.sha256(stored(work, found)).hexdigest()
        assert (found.facts, found.texts) == ({"name": "李青禾"}, {"title": "回单"})
        assert (found.about, found.about_kind, found.title) == (case, "case", "受理回单")
        assert found.issuer == either.director.account
        assert found.issued_at == either.clock.now
        assert [row.action for row in history(work, made.id)] == ["create"]


def test_numbers_have_no_gap_across_kinds_and_years(either: Office) -> None:
    desk = Desk(either)
    case = desk.to_acceptance()
    receipts = [desk.paper(case).number for _ in range(3)]
    notice = desk.paper(case, PaperKind.ACCEPTANCE_NOTICE).number
    either.clock.now = at("1-4").replace(year=2027)
    assert receipts == [f"QS-HZ-2026-00000{n}" for n in (1, 2, 3)]
    assert notice == "QS-SZ-2026-000001"
    assert desk.paper(case).number == "QS-HZ-2027-000001"


@pytest.mark.parametrize(
    "error", [Expected("字体中没有“𠮷”"), ValueError("a bug"), KeyboardInterrupt()]
)
def test_a_failed_render_leaves_no_number_and_no_row(either: Office, error: BaseException) -> None:
    """A character no font has, a blank mandatory field, a bug, a user who stops it."""
    desk = Desk(either)
    case = desk.to_acceptance()
    before = rows(either)

    def fail(_ready: Draft, _number: str) -> bytes:
        raise error

    with either.work() as work:
        found = work.session.get_one(Case, case)
        with pytest.raises(type(error)):
            issue(work, draft(found), fail)
        # The same unit of work may go on, and still nothing is taken.
        commit(work)
    assert rows(either) == before
    assert desk.paper(case).number == "QS-HZ-2026-000001"


def test_a_preview_leaves_no_trace(either: Office) -> None:
    """It is rendered from the same draft, with a watermark and no number, and never stored."""
    desk = Desk(either)
    case = desk.to_acceptance()
    before = rows(either)
    with either.store.read(either.director) as work:
        assert pdf(draft(work.session.get_one(Case, case)), "") == b"%PDF acceptance_receipt "
    assert rows(either) == before


def test_papers_are_issued_one_transaction_each(either: Office) -> None:
    """Cancelling a batch keeps those issued."""
    desk = Desk(either)
    case = desk.to_acceptance()

    def stop_at_third(ready: Draft, number: str) -> bytes:
        if number.endswith("3"):
            raise KeyboardInterrupt
        return pdf(ready, number)

    with either.work() as work:
        found = work.session.get_one(Case, case)
        issue(work, draft(found), stop_at_third)
        issue(work, draft(found), stop_at_third)
        with pytest.raises(KeyboardInterrupt):
            issue(work, draft(found), stop_at_third)
    with either.work() as work:
        assert [p.number for p in papers_of(work.session, case)] == [
            "QS-HZ-2026-000001",
            "QS-HZ-2026-000002",
        ]
        assert verify(work.session) == []


def test_tampered_bytes_are_noticed(desk: Desk) -> None:
    made = desk.paper(desk.to_acceptance())
    with desk.office.work() as work:
        work.session.execute(text("UPDATE blobs SET data = X'2550'"))
        work.session.commit()
    with desk.office.work() as work:
        found = work.session.get_one(Paper, made.id)
        with pytest.raises(Refused, match="与出具时不一致"):
            stored(work, found)


def test_a_voided_paper_keeps_number_and_bytes(either: Office) -> None:
    desk = Desk(either)
    case = desk.to_acceptance()
    made = desk.paper(case)
    void(either, made.id)
    with either.work() as work:
        found = work.session.get_one(Paper, made.id)
        assert (found.valid, found.void_reason, found.number) == (
            False,
            "姓名写错",
            "QS-HZ-2026-000001",
        )
        assert stored(work, found).endswith(b"000001")
        assert [row.action for row in history(work, made.id)] == ["create", "void"]
    assert desk.paper(case).number == "QS-HZ-2026-000002"


def test_a_correction_voids_and_names_the_first_in_one_commit(either: Office) -> None:
    desk = Desk(either)
    case = desk.to_acceptance()
    made = desk.paper(case)

    def replace_by(render: Render) -> None:
        with either.work() as work:
            old = work.session.get_one(Paper, made.id)
            void_paper(work, old, "姓名写错")
            ready = draft(work.session.get_one(Case, case), replaces=old)
            issue(work, ready, render)

    def fail(_ready: Draft, _number: str) -> bytes:
        raise Expected("字体中没有“𠮷”")

    with pytest.raises(Expected, match="字体"):
        replace_by(fail)
    with either.work() as work:
        assert work.session.get_one(Paper, made.id).valid
    replace_by(pdf)
    with either.work() as work:
        first, second = papers_of(work.session, case)
        assert (first.valid, second.valid, second.replaces) == (False, True, first.id)


def test_a_correction_needs_the_first_voided_and_about_the_same(desk: Desk) -> None:
    case, other = desk.to_acceptance(), desk.to_acceptance()
    made = desk.paper(case)
    for about, voided in ((case, False), (other, True)):
        with desk.office.work() as work:
            old = work.session.get_one(Paper, made.id)
            if voided:
                void_paper(work, old, "姓名写错")
            with pytest.raises(Refused, match="先作废"):
                issue(work, draft(work.session.get_one(Case, about), replaces=old), pdf)


def test_voiding_needs_a_reason_and_happens_once(desk: Desk) -> None:
    made = desk.paper(desk.to_acceptance())
    for reason in (" ", "长" * 10_000):
        with pytest.raises(Refused) as told:
            void(desk.office, made.id, reason)
        assert [p.field for p in told.value.problems] == ["reason"]
    void(desk.office, made.id)
    with pytest.raises(Refused, match="已经作废"):
        void(desk.office, made.id)


def test_a_clerk_voids_only_the_own_papers(desk: Desk) -> None:
    clerk = desk.office.actor(Role.WINDOW_CLERK)
    colleague = desk.office.actor(Role.PETITION_CLERK)
    case = desk.to_acceptance()
    made = Desk(desk.office, clerk).paper(case)
    with desk.office.work(colleague) as work, pytest.raises(Refused, match="只有出具人或主任"):
        void_paper(work, work.session.get_one(Paper, made.id), "写错")
    with desk.office.work(clerk) as work:
        void_paper(work, work.session.get_one(Paper, made.id), "写错")
        commit(work)
    other = Desk(desk.office, clerk).paper(case)
    void(desk.office, other.id)


def test_a_voided_record_gets_no_papers(desk: Desk) -> None:
    case = desk.open()
    desk.step(case, steps.void, "重复收件")
    with pytest.raises(Refused, match="已作废"):
        desk.paper(case)


def test_prints_are_journalled_and_change_nothing(desk: Desk) -> None:
    made = desk.paper(desk.to_acceptance())
    change(desk.office, printed, made, "前台打印机")
    with desk.office.work() as work:
        last = history(work, made.id)[-1]
        assert last.action == "print"
        assert last.payload == '{"number":"QS-HZ-2026-000001","printer":"前台打印机"}'


def test_lists_of_papers(desk: Desk) -> None:
    case = desk.to_acceptance()
    first, second = desk.paper(case), desk.paper(case, PaperKind.ACCEPTANCE_NOTICE)
    desk.to("9-22")
    third = desk.paper(case)
    void(desk.office, first.id)
    with desk.office.store.read(desk.office.director) as work:
        assert [row.id for row in page(work, PaperFilter())] == [third.id, second.id, first.id]
        assert [row.id for row in page(work, PaperFilter(voided=True))] == [first.id]
        assert [row.id for row in page(work, PaperFilter(number="sz-2026"))] == [second.id]
        only = PaperFilter(issued_from=at("9-22").date(), paper_kind=PaperKind.ACCEPTANCE_RECEIPT)
        assert [row.id for row in page(work, only)] == [third.id]
        assert count(work, PaperFilter()) == 3
        latest = latest_papers(work, PaperKind.ACCEPTANCE_RECEIPT, 5)
        assert [p.id for p in latest] == [third.id]
        assert paper(work, UUID(int=3)) is None


def test_verify_counts_every_series_of_numbers() -> None:
    """A series that verify does not know would be told as missing from its first number on."""
    assert set(NUMBERED) | set(CODES.values()) == set(KINDS)
    assert not set(NUMBERED) & set(CODES.values())
