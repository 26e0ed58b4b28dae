"""Cases leave as tables only masked, journalled and complete (CASE-06, CASE-07, D8)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook

from center.cases import agency, intake, joint, steps
from center.cases.agency import Entrusting
from center.cases.file import open_file
from center.cases.helping import Level
from center.cases.joint import PartForm
from center.cases.listing import CaseFilter
from center.cases.records import Status
from center.errors import Expected, NotAllowed, Refused
from center.identity import id_check_digit
from center.items import item_of
from center.journal import JournalRow, commit
from center.people import Identity
from center.rights import Actor, Role
from reports.case_export import export_case_ledger, export_case_list
from tests.offices import Office

ID_NUMBER = "41150219650315101" + id_check_digit("41150219650315101")


def a_case(office: Office, name: str = "李桂花", by: Actor | None = None) -> UUID:
    with office.work(by) as work:
        item = item_of(work.session, "MZ03")
        assert item is not None
        who = Identity(name, id_kind="居民身份证", id_number=ID_NUMBER, phone="13800001234")
        case = intake.receive(work, intake.CaseForm(item, who, received=range(len(item.materials))))
        commit(work)
    return case.id


def lines(path: Path) -> list[list[Any]]:
    """The rows of a workbook that begin with a running number."""
    sheet = load_workbook(path).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [row for row in rows if isinstance(row[0], int)]


def words(path: Path) -> str:
    sheet = load_workbook(path).active
    assert sheet is not None
    return "\n".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None)


def exports(office: Office) -> list[dict[str, Any]]:
    with office.store.read(office.director) as work:
        rows = work.session.query(JournalRow).filter_by(action="export").all()
        return [json.loads(row.payload or "") for row in rows]


def test_ledger_holds_the_month_and_nothing_else(qingshan: Office, tmp_path: Path) -> None:
    """The first and the last minute of a month belong to it, at the office's clock."""
    for day, hour, minute in (
        (date(2026, 8, 31), 23, 59),
        (date(2026, 9, 1), 0, 0),
        (date(2026, 9, 30), 23, 59),
        (date(2026, 10, 1), 0, 0),
    ):
        qingshan.clock.set(day, hour, minute)
        a_case(qingshan)
    count = export_case_ledger(qingshan.store, qingshan.director, 2026, 9, tmp_path / "ledger.xlsx")
    assert count == 2
    assert len(lines(tmp_path / "ledger.xlsx")) == 2
    assert "2026年9月" in words(tmp_path / "ledger.xlsx")


def test_ledger_masks_and_is_journalled(qingshan: Office, tmp_path: Path) -> None:
    """D8: the name in full, ID and phone never."""
    a_case(qingshan)
    export_case_ledger(qingshan.store, qingshan.director, 2026, 9, tmp_path / "ledger.xlsx")
    text = words(tmp_path / "ledger.xlsx")
    assert "李桂花" in text
    assert ID_NUMBER not in text
    assert "13800001234" not in text
    assert exports(qingshan) == [{"name": "办件台账　2026年9月", "rows": 1, "file": "ledger.xlsx"}]


def test_ledger_tells_how_each_case_stands(qingshan: Office, tmp_path: Path) -> None:
    """CASE-06: what was returned has no light; what is late says by how much."""
    late, back = a_case(qingshan, "王建国"), a_case(qingshan, "赵秀兰")
    with qingshan.work() as work:
        steps.accept(work, open_file(work, late).case)
        steps.give_back(work, open_file(work, back).case, "申请人撤回")
        commit(work)
    qingshan.clock.set(date(2026, 11, 2))
    export_case_ledger(qingshan.store, qingshan.director, 2026, 9, tmp_path / "ledger.xlsx")
    rows = {row[3]: " ".join(str(cell) for cell in row) for row in lines(tmp_path / "ledger.xlsx")}
    assert "超期" in rows["王建国"]
    assert Status.RETURNED.value in rows["赵秀兰"]
    assert "申请人撤回" in rows["赵秀兰"]
    assert "超期" not in rows["赵秀兰"]


def test_case_10_and_14_ledger_says_who_carried_and_who_worked_on_it(
    qingshan: Office, tmp_path: Path
) -> None:
    case = a_case(qingshan)
    with qingshan.work() as work:
        found = open_file(work, case).case
        agency.entrust(work, found, Entrusting("石守信", Level.VILLAGE))
        joint.add_part(work, found, PartForm("残联窗口", "等级核对"))
        commit(work)
    path = tmp_path / "ledger.xlsx"
    export_case_ledger(qingshan.store, qingshan.director, 2026, 9, path)
    (row,) = lines(path)
    assert row[-1] == "联办 1 个部门；代办：石守信"


def test_voided_cases_are_not_in_the_ledger(qingshan: Office, tmp_path: Path) -> None:
    case = a_case(qingshan)
    with qingshan.work() as work:
        steps.void(work, open_file(work, case).case, "重复收件")
        commit(work)
    path = tmp_path / "ledger.xlsx"
    assert export_case_ledger(qingshan.store, qingshan.director, 2026, 9, path) == 0


def test_village_cadre_exports_the_own_station_only(qingshan: Office, tmp_path: Path) -> None:
    """`visible` stands in every export."""
    cadre = qingshan.actor(Role.VILLAGE_CADRE, station="Q1")
    a_case(qingshan)
    a_case(qingshan, "王建国", by=cadre)
    path = tmp_path / "list.xlsx"
    assert export_case_list(qingshan.store, cadre, CaseFilter(), path) == 1
    assert "李桂花" not in words(path)


def test_list_keeps_filter_order_and_choice(qingshan: Office, tmp_path: Path) -> None:
    cases = []
    for name in ("甲一", "乙二", "丙三"):
        cases.append(a_case(qingshan, name))
        qingshan.clock.advance(minutes=1)
    path = tmp_path / "list.xlsx"
    export_case_list(qingshan.store, qingshan.director, CaseFilter(), path, descending=False)
    assert [row[3] for row in lines(path)] == ["甲一", "乙二", "丙三"]
    chosen = frozenset({cases[0], cases[2]})
    export_case_list(qingshan.store, qingshan.director, CaseFilter(), path, chosen=chosen)
    assert [row[3] for row in lines(path)] == ["丙三", "甲一"]
    assert exports(qingshan)[-1]["rows"] == 2


def test_cancelled_export_leaves_no_file_and_no_journal_row(
    qingshan: Office, tmp_path: Path
) -> None:
    a_case(qingshan)
    path = tmp_path / "ledger.xlsx"
    got = export_case_ledger(
        qingshan.store, qingshan.director, 2026, 9, path, cancelled=lambda: True
    )
    assert got is None
    assert not path.exists()
    assert exports(qingshan) == []


def test_export_without_the_right_is_refused(qingshan: Office, tmp_path: Path) -> None:
    admin = qingshan.actor(Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed, match="导出表格"):
        export_case_ledger(qingshan.store, admin, 2026, 9, tmp_path / "ledger.xlsx")
    with pytest.raises(NotAllowed):
        export_case_list(qingshan.store, admin, CaseFilter(), tmp_path / "list.xlsx")


@pytest.mark.parametrize("year, month", [(2026, 0), (2026, 13), (26, 9)])
def test_month_that_does_not_exist_is_refused(
    qingshan: Office, tmp_path: Path, year: int, month: int
) -> None:
    with pytest.raises(Refused, match="没有这个月份"):
        export_case_ledger(qingshan.store, qingshan.director, year, month, tmp_path / "l.xlsx")


def test_folder_that_is_gone_is_told(qingshan: Office, tmp_path: Path) -> None:
    with pytest.raises(Expected, match="保存位置不存在"):
        export_case_ledger(
            qingshan.store, qingshan.director, 2026, 9, tmp_path / "usb" / "ledger.xlsx"
        )
