"""Refused rows leave with their reasons, are put right, and come back in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl

from center.imports.headings import CASE_TARGETS, find_headings
from center.imports.rows import Row
from reports import reading
from reports.refused import write_refused
from tests.offices import START

TITLES = ("办件编号", "事项名称", "申请人", "身份证号", "申请时间")
ROWS: list[Row] = [
    (2, ("1", "低保", "周舟", "110105198001010013", date(2026, 9, 1))),
    (3, ("2", "临时困难", "吴岩", 110105198001010000.0, None)),
    (5, ("3", "低保", True)),
]


def test_each_refused_row_stands_beside_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "没有导入的行.xlsx"
    why = {3: "事项目录里没有“临时困难”", 5: "请填写姓名"}
    assert write_refused(path, TITLES, ROWS, why, unit="青山镇", made_at=START) == 2
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert cells == [
        ["事项目录里没有“临时困难”", 3, "2", "临时困难", "吴岩", "110105198001010000", None],
        ["请填写姓名", 5, "3", "低保", "是", None, None],
    ]


def test_what_was_put_right_is_read_again(tmp_path: Path) -> None:
    """The titles are found below the table's own heading, and days read back as they were."""
    path = tmp_path / "没有导入的行.xlsx"
    write_refused(path, TITLES, ROWS, {2: "原因"}, unit="青山镇", made_at=START)
    sheets = reading.sheets(path)
    assert sheets is not None
    found = reading.rows(path, sheets[0].name)
    assert found is not None
    headings = find_headings(found, CASE_TARGETS)
    assert headings is not None
    assert headings.titles[2:] == TITLES
    (row,) = [cells for number, cells in found if number > headings.last_row]
    assert row[2:] == ("1", "低保", "周舟", "110105198001010013", "2026-09-01")
