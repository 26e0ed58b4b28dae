"""Importing a roll kept in a table: dry run, repeatable, every refusal with its reason."""

from __future__ import annotations

from datetime import date

import pytest

from center.errors import Expected, NotAllowed
from center.imports.plan import Verdict
from center.imports.rolls import import_members, plan_members
from center.imports.rows import Cell, Row
from center.journal import commit
from center.people import Identity, person_for
from center.rights import Role
from center.rolls.departures import Report, report_departure
from center.rolls.listing import MemberFilter, count, open_member, page
from center.rolls.records import Happened, Leaving
from tests.desk import id_number
from tests.offices import Office

PLACES = {"name": 0, "id_number": 1, "amount": 2, "started": 3, "village": 4, "card_account": 5}
FIRST, SECOND, THIRD = (id_number("19500101", serial) for serial in (1, 3, 5))


def row(number: int, *cells: Cell) -> Row:
    return number, cells


ROWS = [
    row(1, "姓名", "身份证号", "月标准", "起始", "村", "账号"),
    row(2, "林有田", FIRST, "450.50元", "2026-01-01", "石桥村", "6200000000000001"),
    row(3, "王春生", SECOND, 300, date(2025, 3, 1), "柳河村"),
    row(4, "", THIRD),
    row(5, "李桂英", THIRD[:-1] + ("1" if THIRD[-1] != "1" else "2")),
    row(6, "李桂英", THIRD, "很多"),
    row(7, "林有田", FIRST),
    row(8, "李桂英", "110105********0210"),
]


def bring(office: Office, rows: list[Row], roll: str = "低保") -> list[tuple[Verdict, str]]:
    with office.work() as work:
        done = import_members(work, rows, PLACES, 1, roll, "低保.xlsx·表1")
        assert done is not None
        return [(one.verdict, one.why) for one in done.rows]


def test_every_row_is_created_or_refused_with_its_reason(either: Office) -> None:
    with either.work() as work:
        made = plan_members(work, ROWS, PLACES, 1, "低保")
        assert made is not None
        assert count(work, MemberFilter()) == 0
    verdicts = [one.verdict for one in made]
    assert verdicts == [Verdict.CREATE] * 2 + [Verdict.REFUSE] * 5
    reasons = [one.why for one in made[2:]]
    for reason, said in zip(
        reasons, ("没有写姓名", "校验码", "金额", "与第 2 行重复", "遮盖"), strict=True
    ):
        assert said in reason
    assert [verdict for verdict, _ in bring(either, ROWS)] == verdicts
    with either.store.read(either.director) as work:
        found = {one.name: one for one in page(work, MemberFilter())}
    assert (found["林有田"].amount, found["林有田"].started_on) == (45050, date(2026, 1, 1))
    assert found["王春生"].amount == 30000


def test_the_same_table_again_changes_nothing_a_changed_one_adjusts(qingshan: Office) -> None:
    bring(qingshan, ROWS[:3])
    assert [verdict for verdict, _ in bring(qingshan, ROWS[:3])] == [Verdict.SAME] * 2
    changed = [ROWS[0], row(2, "林有田", FIRST, "500", None, "石桥村", "6200000000000009")]
    assert bring(qingshan, changed) == [(Verdict.UPDATE, "金额、一卡通账号")]
    with qingshan.store.read(qingshan.director) as work:
        (one,) = page(work, MemberFilter(text="有田"))
        file = open_member(work, one.id)
        assert [c.happened for c in file.changes] == [Happened.ADJUSTED, Happened.ENROLLED]
        assert (file.member.amount, file.member.card_account) == (50000, "6200000000000009")


def test_the_dead_do_not_come_in(qingshan: Office) -> None:
    with qingshan.work() as work:
        dead = person_for(work, Identity("林有田", id_number=FIRST))
        commit(work)
        report_departure(work, dead.id, Report(Leaving.DEATH, date(2026, 9, 1)))
        commit(work)
    assert bring(qingshan, ROWS[:3])[0] == (Verdict.REFUSE, "这个人已登记死亡")


@pytest.mark.parametrize(
    "said, found", [("高龄", "高龄津贴"), ("补贴", "残疾人两项补贴"), ("没有的", "")]
)
def test_a_row_may_name_its_roll(qingshan: Office, said: str, found: str) -> None:
    rows = [ROWS[0], row(2, "林有田", FIRST, said)]
    with qingshan.store.read(qingshan.director) as work:
        places = {"name": 0, "id_number": 1, "roll": 2}
        made = plan_members(work, rows, places, 1)
        assert made is not None
        refused = "" if found else f"没有“{said}”这种花名册"
        assert (made[0].roll, made[0].why) == (found or said, refused)


def test_columns_and_rights_are_asked_for(qingshan: Office) -> None:
    with qingshan.work() as work, pytest.raises(Expected, match="证件号码"):
        plan_members(work, ROWS, {"name": 0}, 1, "低保")
    cadre = qingshan.actor(Role.VILLAGE_CADRE)
    with qingshan.store.work(cadre) as work, pytest.raises(NotAllowed):
        import_members(work, ROWS, PLACES, 1, "低保", "x")


def test_a_cancelled_import_leaves_nothing(qingshan: Office) -> None:
    with qingshan.work() as work:
        assert import_members(work, ROWS, PLACES, 1, "低保", "x", cancelled=lambda: True) is None
    with qingshan.store.read(qingshan.director) as work:
        assert count(work, MemberFilter()) == 0
