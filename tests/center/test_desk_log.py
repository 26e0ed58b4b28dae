"""Looking back at the desks: the 15 and 30 minute marks, what spot checks found (ATT-06, 07)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook

from center.attendance.desk_log import Wanted, away_rows, check_rows, void_entry
from center.attendance.outings import AwayLight, back_at_desk, leave_desk, spot_check
from center.attendance.records import DeskAway, Found, SpotCheck
from center.errors import NotAllowed, Refused
from center.journal import commit
from center.rights import Role
from reports.attendance_lists import export_away_log, export_check_log
from tests.keeping import DAY, Hall, furnished
from tests.offices import Office

YEAR = Wanted(DAY - timedelta(days=365), DAY)


@pytest.fixture
def hall(qingshan: Office) -> Hall:
    return furnished(qingshan)


def away(hall: Hall, name: str, minutes: int | None, window: str = "综合窗口") -> UUID:
    """Somebody leaves the desk at nine and comes back, or does not."""
    office = hall.office
    office.clock.set(DAY, 9)
    with office.work() as work:
        one = leave_desk(work, hall.people[name], "取文件", window)
        commit(work)
    if minutes is not None:
        office.clock.advance(minutes=minutes)
        with office.work() as work:
            back_at_desk(work, work.session.get_one(DeskAway, one.id))
            commit(work)
    return one.id


@pytest.mark.parametrize(
    "minutes, light",
    [
        (15, AwayLight.FINE),
        (16, AwayLight.LONG),
        (30, AwayLight.LONG),
        (31, AwayLight.EMPTY),
    ],
)
def test_att_07_a_past_absence_keeps_its_mark(hall: Hall, minutes: int, light: AwayLight) -> None:
    away(hall, "沈秋禾", minutes)
    with hall.office.work() as work:
        (row,) = away_rows(work, YEAR)
    assert (row.name, row.minutes, row.light) == ("沈秋禾", minutes, light)


def test_att_07_who_has_not_come_back_grows_late_by_itself(hall: Hall) -> None:
    away(hall, "沈秋禾", None)
    hall.office.clock.advance(minutes=31)
    with hall.office.work() as work:
        (row,) = away_rows(work, YEAR)
    assert (row.returned_at, row.minutes, row.light) == (None, 31, AwayLight.EMPTY)


def test_att_06_07_the_logs_are_filtered_and_voided_entries_are_gone(hall: Hall) -> None:
    first = away(hall, "沈秋禾", 5)
    away(hall, "顾明远", 40, "民政窗口")
    with hall.office.work() as work:
        spot_check(work, hall.people["沈秋禾"], Found.PRESENT, window="综合窗口")
        spot_check(work, hall.people["顾明远"], Found.LEFT, 20, "民政窗口", "不在柜台")
        commit(work)

        def names(**wanted: Any) -> list[list[str]]:
            asked = replace(YEAR, **wanted)
            aways, checks = away_rows(work, asked), check_rows(work, asked)
            return [[row.name for row in aways], [row.name for row in checks]]

        assert names() == [["顾明远", "沈秋禾"]] * 2, "latest first"
        assert names(window="民政窗口") == [["顾明远"]] * 2
        assert names(staff=hall.people["沈秋禾"]) == [["沈秋禾"]] * 2
        assert names(state="空岗") == [["顾明远"], []]
        assert names(state="擅自离岗") == [[], ["顾明远"]]
        assert names(text="柜台") == [[], ["顾明远"]]
        with pytest.raises(Refused, match="原因"):
            void_entry(work, work.session.get_one(DeskAway, first), " ")
        void_entry(work, work.session.get_one(DeskAway, first), "登记错了人")
        work.session.flush()
        assert names()[0] == ["顾明远"]
        with pytest.raises(Refused, match="已经作废"):
            void_entry(work, work.session.get_one(DeskAway, first), "再来一次")
    clerk = hall.office.actor(Role.WINDOW_CLERK)
    with hall.office.work(clerk) as work, pytest.raises(NotAllowed):
        void_entry(work, work.session.get_one(DeskAway, first), "不是我")


def test_att_06_07_both_logs_leave_as_workbook_and_paper(hall: Hall, tmp_path: Path) -> None:
    away(hall, "沈秋禾", 16)
    away(hall, "顾明远", 31)
    with hall.office.work() as work:
        spot_check(work, hall.people["沈秋禾"], Found.WANDERING, window="综合窗口")
        commit(work)
    store, actor = hall.office.store, hall.office.director
    aways, checks = tmp_path / "a.xlsx", tmp_path / "c.xlsx"
    assert export_away_log(store, actor, YEAR, aways) == 2
    assert export_check_log(store, actor, YEAR, checks) == 1
    said = [_all_of(path) for path in (aways, checks)]
    assert "超过 15 分钟 1 次，超过 30 分钟按空岗 1 次" in said[0]
    assert "在岗 0，串岗 1" in said[1]
    for export, name in ((export_away_log, "a.pdf"), (export_check_log, "c.pdf")):
        export(store, actor, YEAR, tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(b"%PDF")


def _all_of(path: Path) -> str:
    sheet: Any = load_workbook(path).active
    return "".join(str(cell) for row in sheet.values for cell in row if cell)


def test_a_spot_check_is_voided_too(hall: Hall) -> None:
    with hall.office.work() as work:
        found = spot_check(work, hall.people["沈秋禾"], Found.EMPTY, 31)
        commit(work)
        void_entry(work, work.session.get_one(SpotCheck, found.id), "看错了")
        work.session.flush()
        assert check_rows(work, YEAR) == []
