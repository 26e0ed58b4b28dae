"""Tables as workbooks: print set-up, types of cells, hostile text, equal bytes, failed saves."""

from __future__ import annotations

import errno
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from center.errors import Expected
from reports.workbook import Cell, Column, table, text_width

MADE_AT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
COLUMNS = (Column("姓名"), Column("日期", "date"), Column("件数", "number"), Column("说明"))
ROWS: list[tuple[Cell, ...]] = [
    ("张三", date(2026, 10, 8), 3, "到期日遇国庆节放假顺延"),
    ("李四", None, None, ""),
]


def read(path: Path) -> Any:
    return load_workbook(path).active


def write(path: Path, rows: Iterable[Sequence[Cell]] = ROWS, **options: Any) -> Any:
    table(
        path,
        COLUMNS,
        rows,
        **{"title": "测试表", "unit": "青山镇便民服务中心", "made_at": MADE_AT, **options},
    )
    return read(path)


def test_prints_unedited_on_A4_landscape(tmp_path: Path) -> None:
    sheet = write(tmp_path / "表.xlsx", period="2026年10月")
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (int(sheet.page_setup.fitToWidth), int(sheet.page_setup.fitToHeight)) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "A4"


def test_title_unit_period_and_time_of_making(tmp_path: Path) -> None:
    sheet = write(tmp_path / "表.xlsx", period="2026年10月")
    assert sheet["A1"].value == "测试表"
    assert {str(merged) for merged in sheet.merged_cells.ranges} >= {"A1:D1", "A2:D2"}
    assert sheet["A2"].value == (
        "单位：青山镇便民服务中心　　统计期间：2026年10月　　制表时间：2026年11月21日 09:30"
    )
    assert [cell.value for cell in sheet[3]] == ["姓名", "日期", "件数", "说明"]


def test_cells_keep_their_types(tmp_path: Path) -> None:
    sheet = write(tmp_path / "表.xlsx")
    name, day, number, note = sheet[4]
    assert (name.data_type, name.value) == ("s", "张三")
    assert day.is_date
    assert str(day.value) == "2026-10-08 00:00:00"
    assert day.number_format == "yyyy-mm-dd"
    assert (number.data_type, number.value) == ("n", 3)
    assert note.alignment.wrap_text
    assert [cell.value for cell in sheet[5]] == ["李四", None, None, None]
    assert all(cell.border.left.style == "thin" for row in sheet["A3:D5"] for cell in row)


def test_instants_are_shown_at_beijing_time(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    at = datetime(2026, 10, 31, 17, 0, tzinfo=UTC)
    table(path, [Column("时间", "time")], [[at]], title="表", unit="甲", made_at=MADE_AT)
    assert str(read(path)["A4"].value) == "2026-11-01 01:00:00"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86 138",
        "-1",
        "@SUM(A1)",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        '=HYPERLINK("http://example.invalid")',
        "#N/A",
        "11010519491231002X",
        "440524188001010014",
        "2026-10-08",
        "TRUE",
    ],
)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    """facts/storage-security: a typed text may never become a formula, a number or a date."""
    cell = write(tmp_path / "表.xlsx", [(text, None, None, text)])["A4"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix == (text[0] in "=+-@＝＋－＠")
    assert not cell.is_date


@pytest.mark.parametrize("field", ["title", "unit", "period"])
def test_heading_stays_text_too(tmp_path: Path, field: str) -> None:
    sheet = write(tmp_path / "表.xlsx", **{field: "=1+1"}, closing=["=2+2"])
    assert all(cell.data_type != "f" for row in sheet for cell in row)


@given(st.lists(st.text(st.characters(), max_size=50), min_size=1, max_size=5))
def test_any_text_can_be_written_and_read_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("text") / "表.xlsx"
    table(path, [Column("文")], [[t] for t in texts], title="表", unit="甲", made_at=MADE_AT)
    assert read(path).max_row == 3 + len(texts)


def test_rare_characters_and_line_breaks_survive(tmp_path: Path) -> None:
    sheet = write(tmp_path / "表.xlsx", [("𠮷\U000323af·", None, None, "第一行\r\n第二行\x07")])
    assert (sheet["A4"].value, sheet["D4"].value) == ("𠮷\U000323af·", "第一行\n第二行")


def test_widths_fit_chinese(tmp_path: Path) -> None:
    assert text_width("张三") == 4
    assert text_width("QS-SL") == 5
    assert text_width("一\n二三") == 4
    assert text_width("") == 0
    sheet = write(tmp_path / "表.xlsx", [("欧阳小明", date(2026, 10, 31), 1, "长" * 100)])
    widths = {column: sheet.column_dimensions[column].width for column in "ABCD"}
    assert widths["A"] >= 8
    assert widths["B"] >= text_width("2026-10-31")
    assert widths["D"] <= 40


def test_closing_lines_and_signatures_end_the_sheet(tmp_path: Path) -> None:
    sheet = write(
        tmp_path / "表.xlsx", closing=["合计2件", "长" * 200], signatures=["制表人", "审核人"]
    )
    assert sheet["A6"].value == "合计2件"
    assert sheet.row_dimensions[7].height > 2 * sheet.row_dimensions[6].height
    assert sheet["A8"].value.count("＿＿＿＿") >= 2
    assert "制表人：" in sheet["A8"].value
    assert "审核人：" in sheet["A8"].value
    assert sheet.max_row == 8


def test_an_empty_table_says_so(tmp_path: Path) -> None:
    sheet = write(tmp_path / "表.xlsx", [])
    assert sheet["A4"].value == "（本期没有记录）"


def test_many_rows_from_a_generator(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    rows = ([str(number), None, number, "=" * (number % 2)] for number in range(1200))
    assert table(path, COLUMNS, rows, title="表", unit="甲", made_at=MADE_AT) == 1200
    sheet = read(path)
    assert sheet.max_row == 1203
    assert sheet["A1203"].value == "1199"
    assert (sheet["D1203"].quotePrefix, sheet["D1202"].quotePrefix) == (True, False)


def test_equal_content_gives_equal_bytes(tmp_path: Path) -> None:
    """The sample office must give the same workbooks for the same seed and day."""
    first, second = tmp_path / "甲.xlsx", tmp_path / "乙.xlsx"
    lines = [f"第{number}行" for number in range(12)]
    write(first, closing=lines)
    write(second, closing=lines)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-11-21T01:30:00Z" in archive.read("docProps/core.xml")


# --- failed saves --------------------------------------------------------------------------------


def failing(error: Exception) -> Iterator[tuple[Cell, ...]]:
    yield from ROWS * 300
    raise error


def test_full_disk_keeps_the_old_file_and_leaves_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    write(path)
    before = path.read_bytes()
    full = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(Expected, match=r"磁盘空间不够，“台账\.xlsx”没有保存，原有文件没有变动"):
        write(path, failing(full))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_cancelled_export_keeps_the_old_file_and_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "台账.xlsx"
    write(path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(KeyError):
        write(path, failing(KeyError("cancelled")))
    assert list(tmp_path.iterdir()) == [path]
    assert read(path).max_row == 5


def test_missing_folder_and_place_taken_by_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Expected, match="保存位置不存在"):
        write(tmp_path / "U盘" / "台账.xlsx")
    (tmp_path / "台账.xlsx").mkdir()
    with pytest.raises(Expected, match=r"台账\.xlsx"):
        write(tmp_path / "台账.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["台账.xlsx"]


def test_file_open_elsewhere_is_told_as_such(tmp_path: Path) -> None:
    # What Windows answers when a spreadsheet program holds the file.
    held = PermissionError(errno.EACCES, "Access is denied")
    with pytest.raises(Expected, match="正被别的程序打开"):
        write(tmp_path / "台账.xlsx", failing(held))
