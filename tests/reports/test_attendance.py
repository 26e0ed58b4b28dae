"""The monthly attendance sheet as a workbook: opened again and read cell by cell (ATT-10)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pdfplumber
import pytest
from openpyxl import load_workbook

from center.attendance.hours import Half
from center.attendance.month import TOTALS, Sheet, SheetLine
from center.attendance.symbols import DEFAULTS, CellKind, legend
from center.lists import day_start
from reports.attendance import monthly_attendance
from reports.attendance_pdf import monthly_attendance_pdf

MADE_AT = day_start(date(2026, 11, 2)) + timedelta(hours=9)
REST = frozenset(day for day in range(1, 32) if date(2026, 10, day).weekday() > 4 or day <= 7) - {
    10
}


def line(name: str, number: int, *, late: int = 0) -> SheetLine:
    cells = {
        (day, half): CellKind.REST if day in REST else CellKind.PRESENT
        for day in range(1, 32)
        for half in Half
    }
    for day in range(12, 12 + late):
        cells[day, Half.MORNING] = CellKind.LATE
    totals = dict.fromkeys(TOTALS, 0.0) | {"present": 18.0, "late": float(late), "overtime": 2.5}
    return SheetLine(UUID(int=number), name, "窗口", cells, totals, early_arrivals=late)


def sheet(kind: str, *lines: SheetLine) -> Sheet:
    there = {cell for one in lines for cell in one.cells.values()}
    return Sheet(
        year=2026,
        month=10,
        staff_kind=kind,
        days=tuple(range(1, 32)),
        rest=REST,
        due_days=31 - len(REST),
        lines=lines,
        totals={name: sum(one.totals[name] for one in lines) for name in TOTALS},
        symbols=DEFAULTS,
        legend=legend(DEFAULTS, there),
        signers=("考勤员", "审核人"),
        closed=None,
    )


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "考勤.xlsx"
    made = [
        sheet("事业", line("沈秋禾", 1, late=3), line("=1+1", 2)),
        sheet("临聘", line("程雨桐", 3)),
    ]
    monthly_attendance(made, unit="青山镇便民服务中心", path=path, made_at=MADE_AT)
    return path


def test_one_worksheet_per_kind_with_two_lines_a_person(written: Path) -> None:
    book = load_workbook(written)
    assert book.sheetnames == ["事业", "临聘"]
    ws = book["事业"]
    assert ws["A1"].value == "2026年10月考勤表（事业）"
    assert "应出勤 18 天" in ws["A2"].value
    assert [ws.cell(row, 3).value for row in (5, 6)] == ["上午", "下午"]
    assert ws.cell(5, 3 + 12).value == "＞"
    assert ws.cell(6, 3 + 12).value == "√"
    assert ws.cell(5, 3 + 1).value == "休"
    assert "A5:A6" in {str(one) for one in ws.merged_cells.ranges}


def test_rest_days_are_shaded_and_the_make_up_saturday_is_not(written: Path) -> None:
    ws = load_workbook(written)["事业"]
    assert ws.cell(5, 3 + 3).fill.fgColor.rgb == "00E6E6E6"
    assert ws.cell(5, 3 + 10).fill.fill_type is None
    assert ws.cell(4, 3 + 10).value == "六"


def test_totals_legend_and_signatures_stand_below(written: Path) -> None:
    ws = load_workbook(written)["事业"]
    heads = {ws.cell(3, column).value: column for column in range(35, 35 + len(TOTALS))}
    assert ws.cell(5, heads["出勤"]).value == 18
    assert ws.cell(5, heads["迟到"]).value == 3
    assert ws.cell(5, heads["旷工"]).value is None
    assert ws.cell(9, heads["加班"]).value == 5
    below = "\n".join(str(ws.cell(row, 1).value) for row in range(9, 15))
    for words in (
        "合计",
        "图例：√ 出勤",
        "＞ 迟到",
        "提前到岗：沈秋禾3次",
        "考勤员：",
        "公示日期：",
    ):
        assert words in below


def test_a_name_never_becomes_a_formula(written: Path) -> None:
    cell = load_workbook(written)["事业"]["B7"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_it_prints_landscape_on_one_page_width_with_the_heading_repeated(written: Path) -> None:
    ws = load_workbook(written)["事业"]
    assert ws.page_setup.orientation == "landscape"
    assert (ws.page_setup.fitToWidth, ws.page_setup.fitToHeight) == (1, 0)
    assert ws.print_title_rows == "$3:$4"


def test_equal_content_gives_equal_bytes(tmp_path: Path) -> None:
    made = [sheet("事业", line("沈秋禾", 1))]
    for name in ("a.xlsx", "b.xlsx"):
        monthly_attendance(made, unit="镇", path=tmp_path / name, made_at=MADE_AT)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_pdf_repeats_the_heading_and_signs_once(tmp_path: Path) -> None:
    people = [line(f"人员{number}", number, late=number % 4) for number in range(1, 45)]
    data = monthly_attendance_pdf([sheet("事业", *people)], unit="青山镇便民服务中心")
    assert data == monthly_attendance_pdf([sheet("事业", *people)], unit="青山镇便民服务中心")
    path = tmp_path / "考勤.pdf"
    path.write_bytes(data)
    with pdfplumber.open(path) as document:
        texts = [page.extract_text() for page in document.pages]
        widths = {page.width > page.height for page in document.pages}
    assert len(texts) == 3
    assert widths == {True}
    assert all("2026年10月考勤表（事业）" in text and "旷工" in text for text in texts)
    assert ["考勤员：" in text for text in texts] == [False, False, True]
    assert "合计" in texts[-1]
    assert all(f"人员{number}" in "".join(texts) for number in range(1, 45))


@pytest.mark.parametrize("count", [1, 18, 19, 20, 38, 39])
def test_what_closes_a_sheet_is_never_alone_on_a_page(count: int, tmp_path: Path) -> None:
    people = [line(f"人员{number}", number) for number in range(1, count + 1)]
    path = tmp_path / "考勤.pdf"
    path.write_bytes(monthly_attendance_pdf([sheet("事业", *people)], unit="镇"))
    with pdfplumber.open(path) as document:
        assert all("人员" in page.extract_text() for page in document.pages)
