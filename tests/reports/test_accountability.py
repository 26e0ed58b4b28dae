"""The ledger of accountability as a workbook: what stands in it, and who may write it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from center.accountability.listing import AccountabilityFilter
from center.accountability.records import MEASURES, Severity
from center.accountability.steps import decide
from center.errors import NotAllowed
from center.journal import JournalRow
from center.rights import Role
from reports.accountability import COLUMNS, TITLE, export_accountability
from tests.accountable import Faults
from tests.grievances import Grievances
from tests.offices import Office


def test_the_ledger_names_who_what_and_what_followed(qingshan: Office, tmp_path: Path) -> None:
    faults = Faults(Grievances(qingshan))
    staff = faults.desk.staff()
    first = faults.propose(staff, window="社保窗口")
    heavy = faults.sanctions(first, Severity.HEAVY, MEASURES[Severity.HEAVY])
    faults.step(first, decide, heavy, "主任办公会", "属实")
    faults.propose(staff, situations=["S05"])
    path = tmp_path / "t.xlsx"
    director = qingshan.director
    assert export_accountability(qingshan.store, director, AccountabilityFilter(), path) == 2
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    [head] = [n for n, row in enumerate(cells) if row[0] == COLUMNS[0].title]
    rows = {row[1]: row for row in cells[head + 1 :] if row[1]}
    decided = rows["QS-ZR-2026-000001"]
    assert decided[3:6] == ["杜小满", "社保窗口", "在服务窗口值班时擅自离岗"]
    assert decided[8] == "杜小满 取消评优评先资格"
    with qingshan.store.read(director) as work:
        rows_written = work.session.query(JournalRow).filter_by(action="export").all()
    assert [TITLE in str(row.payload) for row in rows_written] == [True]


def test_who_may_not_export_writes_none(qingshan: Office, tmp_path: Path) -> None:
    cadre = qingshan.actor(Role.ADMINISTRATOR, login="keeper")
    with pytest.raises(NotAllowed):
        export_accountability(qingshan.store, cadre, AccountabilityFilter(), tmp_path / "t.xlsx")
