"""Batches: whose names stand in the list, ticking and undoing, cases only if wanted, closing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from center.batches.making import (
    BatchForm,
    Name,
    add_names,
    make,
    names_of_roll,
    names_of_text,
    names_of_village,
    repeats,
)
from center.batches.records import Batch, BatchLine, Mark
from center.batches.ticking import (
    BatchFile,
    Tick,
    close,
    drop_line,
    find_batch,
    find_lines,
    open_batch,
    page,
    percent,
    reopen,
    tick,
    void,
)
from center.cases.records import Case, Status
from center.errors import NotAllowed, Refused
from center.journal import commit, history
from center.people import Identity, person_for
from center.rights import Actor, Role
from center.rolls.departures import Report, report_departure
from center.rolls.members import Entry, enrol
from center.rolls.records import Leaving
from tests.desk import COMMITTED, INSTANT_BARE, UPWARD, change, fields, id_number
from tests.offices import Office

TODAY = date(2026, 9, 21)
NAMES = (
    Name("林有田", id_number(), "13900000001", "石桥村", "一组"),
    Name("王春生", id_number("19800101", 23), "", "石桥村", "二组"),
    Name("李桂英", "", "", "石桥村", "一组"),
)


def form(**changes: Any) -> BatchForm:
    return replace(BatchForm("2027年度医保缴费", "医保缴费", 2027, NAMES, amount=40000), **changes)


def batch_of(office: Office, **changes: Any) -> UUID:
    made: Batch = change(office, make, form(**changes))
    return made.id


def file_of(office: Office, batch: UUID) -> BatchFile:
    with office.store.read(office.director) as work:
        return open_batch(work, batch)


def mark(office: Office, batch: UUID, place: int, told: Tick, actor: Actor | None = None) -> Any:
    line = file_of(office, batch).lines[place]
    with office.work(actor) as work:
        done = tick(work, line.id, told)
        commit(work)
        return done


# --- lists ----------------------------------------------------------------------------------------


def test_a_list_comes_from_a_roll_of_one_village(qingshan: Office) -> None:
    for village, serial in (("石桥村", 1), ("柳河村", 3)):
        number = id_number("19500101", serial)
        who = Identity(f"林{village[0]}", id_number=number, village=village)
        change(qingshan, enrol, Entry("低保", who, date(2026, 1, 1)))
    with qingshan.store.read(qingshan.director) as work:
        assert [n.name for n in names_of_roll(work, "低保")] == ["林柳", "林石"]
        (one,) = names_of_roll(work, "低保", "石桥村")
        assert one.person is not None


def test_a_list_of_a_village_holds_its_living_people(qingshan: Office) -> None:
    with qingshan.work() as work:
        person_for(work, Identity("林在世", phone="1", village="石桥村"))
        person_for(work, Identity("林别村", phone="2", village="柳河村"))
        dead = person_for(work, Identity("林去世", phone="3", village="石桥村"))
        commit(work)
        report_departure(work, dead.id, Report(Leaving.DEATH, TODAY))
        commit(work)
        assert [n.name for n in names_of_village(work, "石桥村")] == ["林在世"]


def test_pasted_lines_are_read_whatever_parts_them(qingshan: Office) -> None:
    text = (
        f"序号\t姓名\t身份证号\n1\t林有田\t{id_number()}\t13900000001\t石桥村\t一组\n"
        f"\n2、王春生，{id_number('19800101', 23).lower()}\n李桂英 110105198001010210\n阿依·买买提"
    )
    with qingshan.store.read(qingshan.director) as work:
        found = names_of_text(work, text, "柳河村")
    first, second, third, fourth = found
    assert (first.name, first.phone, first.village, first.group) == (
        "林有田",
        "13900000001",
        "石桥村",
        "一组",
    )
    assert (second.name, second.id_number) == ("王春生", id_number("19800101", 23))
    assert second.village == "柳河村"
    assert "校验码" in third.problem
    assert fourth.name == "阿依·买买提"


def test_the_same_person_twice_is_pointed_out(either: Office) -> None:
    names = (*NAMES, replace(NAMES[0], name="林有由", phone=""), NAMES[2])
    assert repeats(names) == {3: 0, 4: 2}
    lines = file_of(either, batch_of(either, names=names)).lines
    assert [line.repeats for line in lines] == [None, None, None, 1, 3]


def test_a_batch_is_refused_field_by_field(qingshan: Office) -> None:
    wrong = form(name=" ", batch_kind="没有的", year=26, names=(), amount=-1, item_code=UPWARD)
    with qingshan.work() as work, pytest.raises(Refused) as refused:
        make(work, wrong)
    told = ["name", "batch_kind", "year", "names", "amount", "item_code"]
    assert fields(refused.value) == told


def test_rows_are_linked_to_the_person_with_the_same_id(either: Office) -> None:
    with either.work() as work:
        known = person_for(work, Identity("林有田", id_number=id_number()))
        commit(work)
    batch = batch_of(either)
    with either.store.read(either.director) as work:
        linked = {line.name: line.person for line in work.session.query(BatchLine)}
    assert linked == {"林有田": known.id, "王春生": None, "李桂英": None}
    assert file_of(either, batch).lines[0].id_number.count("*") == 8


# --- ticking --------------------------------------------------------------------------------------


def test_a_tick_takes_day_amount_and_who(either: Office) -> None:
    batch = batch_of(either)
    mark(either, batch, 0, Tick())
    mark(either, batch, 1, Tick(Mark.DONE, date(2026, 9, 1), 20000, "半价"))
    mark(either, batch, 2, Tick(Mark.NOT_NEEDED, remark="外地参保"))
    file = file_of(either, batch)
    assert [(o.mark, o.on, o.amount) for o in file.lines] == [
        (Mark.DONE, TODAY, 40000),
        (Mark.DONE, date(2026, 9, 1), 20000),
        (Mark.NOT_NEEDED, TODAY, None),
    ]
    assert (file.percent, file.collected, file.missing) == (100, 60000, [])
    assert file.lines[0].by == "林若安"


def test_an_undone_tick_is_as_if_never_done_but_stays_in_the_journal(qingshan: Office) -> None:
    batch = batch_of(qingshan)
    line = mark(qingshan, batch, 0, Tick(remark="x")).id
    mark(qingshan, batch, 0, Tick(Mark.OPEN))
    row = file_of(qingshan, batch).lines[0]
    assert (row.mark, row.on, row.amount, row.by, row.remark) == (Mark.OPEN, None, None, "", "")
    with qingshan.store.read(qingshan.director) as work:
        assert [r.action for r in history(work, line)] == ["create", "update", "update"]


@pytest.mark.parametrize(
    "line, name",
    [
        ("王  强\t石桥村", "王强"),
        ("3\t王 强\t一组", "王强"),
        ("12 王强 一组", "王强"),
        ("王强 13900000001，一组", "王强"),
        ("阿依·买买提", "阿依·买买提"),
    ],
)
def test_blanks_inside_a_name_part_nothing(qingshan: Office, line: str, name: str) -> None:
    with qingshan.store.read(qingshan.director) as work:
        (found,) = names_of_text(work, line)
    assert found.name == name
    assert found.group == ("一组" if "一组" in line else "")


@pytest.mark.parametrize("told", [Tick(on=date(2026, 9, 22)), Tick(amount=-1)])
def test_a_tick_ahead_of_today_or_below_nothing_is_refused(qingshan: Office, told: Tick) -> None:
    batch = batch_of(qingshan)
    with pytest.raises(Refused):
        mark(qingshan, batch, 0, told)


def test_progress_is_whole_only_when_nobody_is_missing(qingshan: Office) -> None:
    assert percent({Mark.DONE: 999, Mark.OPEN: 1}) == 99
    assert percent({}) == 0
    batch = batch_of(qingshan)
    mark(qingshan, batch, 0, Tick())
    file = file_of(qingshan, batch)
    assert [(o.group, o.name) for o in file.missing] == [("一组", "李桂英"), ("二组", "王春生")]
    assert file.percent == 33


def test_rows_are_found_by_name_and_by_the_end_of_a_number(qingshan: Office) -> None:
    batch = batch_of(qingshan)
    first = file_of(qingshan, batch).lines[0].id
    with qingshan.store.read(qingshan.director) as work:
        for text in ("有田", id_number()[-4:], id_number()[-3:].lower(), "0001"):
            assert find_lines(work, batch, text) == [first], text
        assert find_lines(work, batch, " ") == []


# --- cases ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [INSTANT_BARE, COMMITTED])
def test_a_tick_finishes_a_case_where_the_batch_wants_cases(qingshan: Office, code: str) -> None:
    batch = batch_of(qingshan, item_code=code)
    mark(qingshan, batch, 0, Tick())
    mark(qingshan, batch, 2, Tick())
    mark(qingshan, batch, 0, Tick(amount=1))
    with qingshan.store.read(qingshan.director) as work:
        found = {case.name: case for case in work.session.query(Case)}
    assert set(found) == {"林有田", "李桂英"}
    assert all(case.status is Status.FINISHED and case.number for case in found.values())


def test_no_case_is_made_unless_wanted(qingshan: Office) -> None:
    mark(qingshan, batch_of(qingshan), 0, Tick())
    with qingshan.store.read(qingshan.director) as work:
        assert work.session.query(Case).count() == 0


def test_undoing_a_tick_with_a_case_voids_it_and_only_leaders_do(qingshan: Office) -> None:
    batch = batch_of(qingshan, item_code=INSTANT_BARE)
    mark(qingshan, batch, 0, Tick())
    clerk = qingshan.actor(Role.WINDOW_CLERK)
    with pytest.raises(Refused, match="主任或副主任"):
        mark(qingshan, batch, 0, Tick(Mark.OPEN), clerk)
    mark(qingshan, batch, 0, Tick(Mark.OPEN))
    with qingshan.store.read(qingshan.director) as work:
        (case,) = work.session.query(Case)
        assert case.voided_at is not None
    assert file_of(qingshan, batch).lines[0].case is None


# --- closing --------------------------------------------------------------------------------------


def test_a_closed_batch_is_changed_no_more_until_a_leader_opens_it(qingshan: Office) -> None:
    batch = batch_of(qingshan)
    with qingshan.work() as work:
        close(work, find_batch(work, batch))
        commit(work)
    with pytest.raises(Refused, match="已结束"):
        mark(qingshan, batch, 0, Tick())
    clerk = qingshan.actor(Role.WINDOW_CLERK)
    with qingshan.work(clerk) as work, pytest.raises(NotAllowed):
        reopen(work, batch)
    with qingshan.work() as work:
        reopen(work, batch)
        commit(work)
    mark(qingshan, batch, 0, Tick())


def test_people_are_added_and_dropped_while_it_is_open(either: Office) -> None:
    batch = batch_of(either)
    with either.work() as work:
        add_names(work, find_batch(work, batch), [Name("周后来")])
        commit(work)
    lines = file_of(either, batch).lines
    assert [(o.position, o.name) for o in lines][-1] == (4, "周后来")
    mark(either, batch, 0, Tick())
    with either.work() as work, pytest.raises(Refused, match="先撤销"):
        drop_line(work, lines[0].id, "重复")
    change(either, drop_line, lines[3].id, "重复")
    assert len(file_of(either, batch).lines) == 3


def test_a_batch_with_something_done_is_not_voided(qingshan: Office) -> None:
    batch = batch_of(qingshan)
    mark(qingshan, batch, 0, Tick())
    with qingshan.work() as work, pytest.raises(Refused, match="不能作废"):
        void(work, find_batch(work, batch), "建错")
    mark(qingshan, batch, 0, Tick(Mark.OPEN))
    with qingshan.work() as work:
        void(work, find_batch(work, batch), "建错")
        commit(work)
        assert page(work) == []


def test_batches_are_listed_with_their_progress(either: Office) -> None:
    batch = batch_of(either)
    batch_of(either, name="2026年审", batch_kind="年审", year=2026)
    mark(either, batch, 0, Tick())
    with either.store.read(either.director) as work:
        assert [row.year for row in page(work, sort="year")] == [2027, 2026]
        (row,) = page(work, year=2027)
        assert row.counts == {Mark.DONE: 1, Mark.OPEN: 2}


def test_a_village_sees_its_own_batches_and_clerks_may_not_tick_without_the_right(
    qingshan: Office,
) -> None:
    batch = batch_of(qingshan)
    cadre = qingshan.actor(Role.VILLAGE_CADRE, station="SQ")
    with qingshan.store.read(cadre) as work:
        assert page(work) == []
        with pytest.raises(Refused, match="没有找到"):
            open_batch(work, batch)
    inspector = qingshan.actor(Role.INSPECTOR)
    with pytest.raises(NotAllowed):
        mark(qingshan, batch, 0, Tick(), inspector)
    with qingshan.store.read(inspector) as work, pytest.raises(NotAllowed):
        open_batch(work, batch, masked=False)
