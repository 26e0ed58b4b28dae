"""Duty rosters as workbooks (值班): the public month, the office's own, a holiday, the year."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook

from center.errors import Expected, NotAllowed
from center.journal import JournalRow, commit
from center.records import CHINA
from center.rights import Role
from center.roster import changing, drafting, duty, members, publishing
from center.roster.records import Method, Plan, Roster, Seat
from center.staff import Staff
from reports.roster import (
    export_fulfilment,
    export_holiday,
    export_month,
    print_holiday,
    print_month,
)
from tests.offices import Office

NAMES = ("邵景行", "温从简", "方砚秋", "白若谷", "姜映雪")
OWN = "13900001111"


@pytest.fixture
def october(qingshan: Office) -> UUID:
    """A published October of the centre."""
    return published(qingshan, Plan.RECEPTION)


def published(office: Office, plan: Plan) -> UUID:
    with office.work() as work:
        people = []
        for name in NAMES:
            person = Staff(id=work.new_id(), station="QS", name=name, post="镇领导", phone=OWN)
            person.leader_rank = "其他"
            people.append(person.id)
            work.session.add(person)
        commit(work)
    with office.work() as work:
        members.enlist(work, plan, Seat.LEADER, people)
        if plan is Plan.WATCH:
            members.enlist(work, plan, Seat.STAFF, people[::-1])
        roster = drafting.begin_month(work, plan, 2026, 10)
        drafting.plan_month(work, roster, Method.ORDER)
        publishing.publish(work, roster)
        commit(work)
        return roster.id


def cells(path: Path) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in load_workbook(path).worksheets[0].iter_rows()]


def words(path: Path) -> str:
    return "".join(str(value) for row in cells(path) for value in row if value is not None)


def test_duty_06_the_public_month_has_leader_post_hours_place_and_the_offices_phone(
    qingshan: Office, october: UUID, tmp_path: Path
) -> None:
    path = tmp_path / "公示.xlsx"
    assert export_month(qingshan.store, qingshan.director, october, path) == 18
    day = next(row for row in cells(path) if str(row[0]).startswith("2026-10-08"))
    assert day[1] == "周四"
    assert "—" in day[2]
    assert day[3] in NAMES
    assert day[4:7] == ["镇领导", "便民服务中心大厅", "0000-1234567"]
    said = words(path)
    assert "2026年10月领导干部接访安排公示" in said
    assert "2026年9月21日公布" in said
    assert OWN not in said


def test_the_offices_own_month_has_phones_and_what_was_changed(
    qingshan: Office, october: UUID, tmp_path: Path
) -> None:
    with qingshan.work() as work:
        turn = drafting.turns_of(work, work.session.get_one(Roster, october))[0]
        giver = turn.name
        query = drafting.outlook(work, work.session.get_one(Roster, october), Seat.LEADER)
        taker = next(one for one in query.people.values() if one.name != giver)
        changing.replace_now(work, turn, taker, "生病")
        commit(work)
    path = tmp_path / "内部.xlsx"
    export_month(qingshan.store, qingshan.director, october, path, phones=True)
    said = words(path)
    assert OWN in said
    assert f"9月21日已变更，原为{giver}" in said
    assert print_month(qingshan.store, qingshan.director, october, phones=True)[:4] == b"%PDF"


def test_the_county_gets_the_holiday_and_a_missing_day_is_named(
    qingshan: Office, tmp_path: Path
) -> None:
    path = tmp_path / "国庆.xlsx"
    first, last = date(2026, 10, 1), date(2026, 10, 7)
    with pytest.raises(Expected, match="还没有公布"):
        export_holiday(qingshan.store, qingshan.director, "国庆节", first, last, path)
    assert not path.exists()
    published(qingshan, Plan.WATCH)
    rows = export_holiday(qingshan.store, qingshan.director, "国庆节", first, last, path)
    assert rows == 7
    said = words(path)
    assert "2026年国庆节值班安排表" in said
    assert "10月7日" in said
    assert "10月8日" not in said
    assert OWN in said
    pdf = print_holiday(qingshan.store, qingshan.director, "国庆节", first, last)
    assert pdf[:4] == b"%PDF"


def test_duty_09_the_year_of_each_leader_with_sums(
    qingshan: Office, october: UUID, tmp_path: Path
) -> None:
    qingshan.clock.set(date(2026, 10, 20))
    with qingshan.work() as work:
        turns = drafting.turns_of(work, work.session.get_one(Roster, october))
        came, gone = turns[0], turns[1]
        form = duty.DutyForm(
            arrived_at=datetime(2026, 10, 8, 8, tzinfo=CHINA),
            reception="接待",
            visitors=4,
            solved=2,
        )
        person = work.session.get_one(Staff, came.staff)
        duty.save_record(work, form, turn=came, on=came.on, person=person)
        duty.mark_missed(work, gone, "防汛")
        commit(work)
    path = tmp_path / "履职.xlsx"
    assert export_fulfilment(qingshan.store, qingshan.director, 2026, path) == len(NAMES)
    rows = cells(path)
    titles = rows[2]
    row = dict(zip(titles, next(r for r in rows if r[1] == came.name), strict=True))
    assert (row["实值（天）"], row["接待（人）"], row["现场解决（件）"]) == (1, 4, 2)
    assert row["到岗率"] == pytest.approx(1 / row["应值（天）"])
    missed = dict(zip(titles, next(r for r in rows if r[1] == gone.name), strict=True))
    assert missed["未到岗（天）"] == 1
    # Ten working days from the 8th to the 19th but one: the 10th is made up for, the 11th is off.
    assert "合计应值 9 天，实值 1 天，未到岗 1 天，没有记录 7 天；接待 4 人" in words(path)


def test_exports_are_journalled_and_need_the_right(
    qingshan: Office, october: UUID, tmp_path: Path
) -> None:
    path = tmp_path / "公示.xlsx"
    stranger = qingshan.actor(Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        export_month(qingshan.store, stranger, october, path, phones=True)
    with pytest.raises(NotAllowed):
        print_month(qingshan.store, stranger, october, phones=True)
    with pytest.raises(NotAllowed):
        export_fulfilment(qingshan.store, stranger, 2026, path)
    assert not path.exists()
    print_month(qingshan.store, qingshan.director, october, phones=True)
    export_month(qingshan.store, qingshan.director, october, path)
    export_fulfilment(qingshan.store, qingshan.director, 2026, path)
    with qingshan.work() as work:
        found = work.session.query(JournalRow).filter(JournalRow.action == "export")
        payloads = "".join(row.payload or "" for row in found)
    for said in ("领导坐班接访安排表", "领导干部接访安排公示", "2026年领导坐班接访履职情况表"):
        assert said in payloads
