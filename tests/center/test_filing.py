"""Ended cases go into numbered bags; what is forgotten there is found (ARCH-01…03)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from center import filing
from center.archive_number import Retention
from center.cases import steps
from center.cases.file import open_file
from center.cases.records import Case
from center.errors import Expected, NotAllowed, Refused
from center.filing import FilingForm
from center.journal import commit
from center.rights import Role
from center.settings import set_value
from tests.matters import case, someone
from tests.offices import Office

PLACE = FilingForm(bag="12", box="3", location="档案室 2 柜", pages=9)


def ended(office: Office, serial: int = 1) -> Case:
    """An instant case that was finished on the spot."""
    with office.work() as work:
        made = case(work, someone(serial=serial), code="RS01")
        steps.finish(work, made, steps.Outcome("办成"))
        commit(work)
    return made


def put_away(office: Office, about: Case, form: FilingForm = PLACE) -> str:
    with office.work() as work:
        made = filing.file_case(work, open_file(work, about.id).case, form)
        commit(work)
    return made.number


def test_arch_01_a_bag_gets_the_number_of_the_pattern(either: Office) -> None:
    about = ended(either)
    assert put_away(either, about) == "0001-WS·2026-D10-BM-0001"
    with either.store.read(either.director) as work:
        found = filing.filed(work, about)
        assert (found.bag, found.box, found.location, found.pages) == (
            "12",
            "3",
            "档案室 2 柜",
            9,
        )
        assert (found.filer_name, found.retention) == ("林若安", Retention.D10)
        assert open_file(work, about.id).case.filed_on == date(2026, 9, 21)


def test_pieces_count_within_retention_unit_and_year(either: Office) -> None:
    numbers = [put_away(either, ended(either, serial)) for serial in (1, 2)]
    with either.work() as work:
        set_value(work, "archive_unit", "MZ")
        commit(work)
    numbers.append(put_away(either, ended(either, 3)))
    numbers.append(put_away(either, ended(either, 4), FilingForm(Retention.Y)))
    either.clock.set(date(2027, 1, 4))
    numbers.append(put_away(either, ended(either, 5)))
    assert numbers == [
        "0001-WS·2026-D10-BM-0001",
        "0001-WS·2026-D10-BM-0002",
        "0001-WS·2026-D10-MZ-0001",
        "0001-WS·2026-Y-MZ-0001",
        "0001-WS·2027-D10-MZ-0001",
    ]


def test_a_number_taken_back_is_not_given_again(either: Office) -> None:
    about = ended(either)
    put_away(either, about)
    with either.work() as work, pytest.raises(Refused, match="原因"):
        filing.void_filing(work, open_file(work, about.id).case, "")
    with either.work() as work:
        filing.void_filing(work, open_file(work, about.id).case, "装错了袋")
        commit(work)
    assert put_away(either, about) == "0001-WS·2026-D10-BM-0002"


def test_the_same_piece_cannot_be_allotted_twice(either: Office) -> None:
    put_away(either, ended(either))
    with either.work() as work:
        first = work.session.query(filing.Filing).one()
        values = {c.key: getattr(first, c.key) for c in filing.Filing.__table__.columns}
        other = case(work, someone(serial=9))
        values |= {"id": work.new_id(), "case": other.id, "number": "另一个"}
        values.pop("version")
        work.session.add(filing.Filing(**values))
        with pytest.raises(IntegrityError):
            work.session.flush()


def test_only_what_ended_is_archived_once(either: Office) -> None:
    with either.work() as work:
        waiting = case(work, someone())
        commit(work)
    with either.work() as work, pytest.raises(Refused, match="办结、退件或不予受理之后"):
        filing.file_case(work, open_file(work, waiting.id).case, PLACE)
    about = ended(either, 2)
    number = put_away(either, about)
    with either.work() as work, pytest.raises(Refused, match=number):
        filing.file_case(work, open_file(work, about.id).case, PLACE)
    inspector, third = either.actor(Role.INSPECTOR), ended(either, 3)
    with either.work(inspector) as work, pytest.raises(NotAllowed):
        filing.file_case(work, third, PLACE)


def test_arch_02_several_are_archived_at_once_and_the_rest_is_told(either: Office) -> None:
    done = [ended(either, serial) for serial in (1, 2)]
    put_away(either, done[0])
    with either.work() as work:
        waiting = case(work, someone(serial=3))
        commit(work)
    with either.work() as work:
        ids = [one.id for one in (*done, waiting)]
        count, refused = filing.file_cases(work, ids, PLACE)
        commit(work)
    assert count == 1
    assert set(refused) == {done[0].number, waiting.number}
    with either.store.read(either.director) as work:
        assert filing.by_month(work, 2026) == [(9, Retention.D10, 2)]
        assert filing.by_month(work, 2025) == []


def test_what_lies_about_longer_than_the_setting_is_reminded_of(either: Office) -> None:
    about = ended(either)

    def waiting(*, mine: bool = False) -> int:
        with either.store.read(either.director) as work:
            return filing.waiting_count(work, mine=mine)

    either.clock.set(date(2026, 10, 21))
    assert waiting() == 0
    either.clock.set(date(2026, 10, 22))
    assert (waiting(), waiting(mine=True)) == (1, 1)
    clerk = either.actor(Role.WINDOW_CLERK)
    with either.store.read(clerk) as work:
        assert filing.waiting_count(work, mine=True) == 0
    put_away(either, about)
    assert waiting() == 0


def test_arch_02_the_list_of_a_year_and_what_is_out(either: Office) -> None:
    first, second = ended(either, 1), ended(either, 2)
    put_away(either, first)
    put_away(either, second, FilingForm(Retention.D30))
    with either.work() as work:
        filing.lend(work, filing.filed(work, second), "民政办", "核对", date(2026, 9, 30))
        filing.lend(work, filing.filed(work, first), "司法所", "取证", date(2026, 9, 25))
        commit(work)
    with either.store.read(either.director) as work:
        rows = filing.filings(work, 2026)
        assert [(row.number, row.case_number, row.box) for row in rows] == [
            ("0001-WS·2026-D10-BM-0001", first.number, "3"),
            ("0001-WS·2026-D30-BM-0001", second.number, ""),
        ]
        assert filing.filings(work, 2027) == []
        assert filing.by_month(work, 2026) == [(9, Retention.D10, 1), (9, Retention.D30, 1)]
        assert [(row.case, row.borrower) for row in filing.lent(work)] == [
            (first.id, "司法所"),
            (second.id, "民政办"),
        ]
    village = either.actor(Role.VILLAGE_CADRE, station="CX")
    with either.store.read(village) as work:
        assert (filing.filings(work, 2026), filing.lent(work)) == ([], [])


def test_the_unfiled_are_found_by_their_index(qingshan: Office) -> None:
    ended(qingshan)
    with qingshan.store.read(qingshan.director) as work:
        where = [*filing.filed_as(work, filing.Filed.DUE), Case.voided_at.is_(None)]
        query = (
            select(Case.id)
            .where(*where)
            .compile(work.session.connection(), compile_kwargs={"literal_binds": True})
        )
        plan = work.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()
    assert "ix_cases_unfiled_ended_on" in str(plan)


@pytest.mark.parametrize("name", ["archive_fonds", "archive_category", "archive_unit"])
def test_a_code_that_fits_no_number_is_refused_in_the_settings(qingshan: Office, name: str) -> None:
    with qingshan.work() as work:
        for wrong in ("", "全宗", "123456789", "A-1"):
            with pytest.raises(Refused, match="1 到 8 位字母或数字"):
                set_value(work, name, wrong)
        set_value(work, name, "0042")


def test_arch_03_a_bag_is_lent_once_and_comes_back(either: Office) -> None:
    about = ended(either)
    put_away(either, about)
    with either.work() as work:
        found = filing.filed(work, about)
        with pytest.raises(Refused) as caught:
            filing.lend(work, found, "", "", date(2026, 9, 20))
        fields = [problem.field for problem in caught.value.problems]
        assert fields == ["borrower", "purpose", "return_by"]
        filing.lend(work, found, "民政办 周宁", "核对低保材料", date(2026, 9, 21))
        commit(work)
    with either.work() as work:
        with pytest.raises(Refused, match="已经借出"):
            filing.lend(work, filing.filed(work, about), "甲", "看")
        with pytest.raises(Refused, match="先登记归还"):
            filing.void_filing(work, open_file(work, about.id).case, "装错")
        back = filing.take_back(work, filing.filed(work, about))
        commit(work)
    assert back.taken_back_by == "林若安"
    with either.work() as work, pytest.raises(Refused, match="没有借出"):
        filing.take_back(work, filing.filed(work, about))


def test_a_case_without_a_bag_is_told(qingshan: Office) -> None:
    about = ended(qingshan)
    with qingshan.work() as work, pytest.raises(Expected, match="还没有归档"):
        filing.filed(work, about)
    with qingshan.work() as work, pytest.raises(Refused) as caught:
        filing.file_case(work, about, FilingForm(bag="袋" * 61, pages=10_000))
    assert [problem.field for problem in caught.value.problems] == ["bag", "pages"]
