"""The monthly attendance sheet (月考勤表) as a workbook that a director signs unedited (ATT-10).

One worksheet per kind of staff: two lines a person (上午, 下午) under one column per day, rest days
shaded, totals, legend, notes and signatures; the heading is repeated on every printed page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from center.attendance.hours import Half
from center.attendance.month import TOTALS, Sheet, SheetLine
from center.calendar import CHINA
from center.text import clean_line
from reports.workbook import FONT, save

Paper = Literal["A4", "A3"]

WEEKDAYS = "一二三四五六日"
SHOWN = tuple(name for name in TOTALS if name != "delayed")
HEADING_ROW, FIRST_ROW = 3, 5
BEFORE = ("序号", "姓名", "时段")
_THIN = Side(style="thin", color="404040")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_REST = PatternFill("solid", fgColor="E6E6E6")
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_PLAIN, _BOLD = Font(name=FONT, size=9), Font(name=FONT, size=9, bold=True)
_TITLE = Font(name=FONT, size=16, bold=True)


def title_of(sheet: Sheet) -> str:
    """2026年10月考勤表（事业）"""
    return f"{sheet.year}年{sheet.month}月考勤表（{sheet.staff_kind}）"


def facts_of(sheet: Sheet, unit: str) -> str:
    """The line below the title: unit, due days, whether the month is closed."""
    state = ""
    if sheet.closed is not None:
        closed = sheet.closed.closed_at.astimezone(CHINA)
        state = f"　　已关账：{closed.month}月{closed.day}日 {sheet.closed.closed_by}"
    return f"单位：{unit}　　应出勤 {sheet.due_days} 天　　共 {len(sheet.lines)} 人{state}"


def number(value: float) -> float | int | None:
    """A total as the sheet shows it: nothing for nothing, no needless decimals."""
    if not value:
        return None
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def monthly_attendance(
    sheets: Sequence[Sheet], *, unit: str, path: Path, made_at: datetime, paper: Paper = "A4"
) -> None:
    """Write the sheets of a month to `path`, one worksheet each; see `reports.workbook.save`."""
    workbook = Workbook()
    first = workbook.active
    assert first is not None
    workbook.remove(first)
    for sheet in sheets:
        worksheet = workbook.create_sheet(clean_line(sheet.staff_kind)[:31] or "考勤表")
        _fill(worksheet, sheet, unit, paper)
    if not sheets:
        workbook.create_sheet("考勤表")["A1"] = "（本月没有考勤记录）"
    year_month = f"{sheets[0].year}年{sheets[0].month}月" if sheets else ""
    save(path, workbook, f"{year_month}考勤表", made_at)


def _fill(ws: Worksheet, sheet: Sheet, unit: str, paper: Paper) -> None:
    width = len(BEFORE) + len(sheet.days) + len(SHOWN)
    _across(ws, 1, width, title_of(sheet), _TITLE, _MIDDLE, 28)
    _across(ws, 2, width, facts_of(sheet, unit), _PLAIN, _LEFT, 18)
    _heading(ws, sheet)
    row = FIRST_ROW
    for place, line in enumerate(sheet.lines, 1):
        _person(ws, row, place, line, sheet)
        row += 2
    _sums(ws, row, sheet)
    row += 1
    for text in _closing(sheet):
        _across(ws, row, width, text, _PLAIN, _LEFT, 20)
        row += 1
    signatures = "　　".join(f"{name}：＿＿＿＿＿＿＿＿" for name in (*sheet.signers, "公示日期"))
    _across(ws, row, width, signatures, _PLAIN, _LEFT, 32)
    _page(ws, sheet, paper)


def _closing(sheet: Sheet) -> Iterator[str]:
    yield f"图例：{sheet.legend}"
    early = "、".join(
        f"{one.name}{one.early_arrivals}次" for one in sheet.lines if one.early_arrivals
    )
    if early:
        yield f"提前到岗：{early}"
    delayed = "、".join(
        f"{one.name}{number(one.totals['delayed'])}次"
        for one in sheet.lines
        if one.totals.get("delayed")
    )
    if delayed:
        yield f"延时服务：{delayed}"
    yield "说明：迟到、早退、未打卡按次计，加班按小时计，其余按天计，半天为 0.5。"


def _heading(ws: Worksheet, sheet: Sheet) -> None:
    for column, name in enumerate(BEFORE, 1):
        _box(ws, HEADING_ROW, column, name, _BOLD)
        _box(ws, HEADING_ROW + 1, column, None, _BOLD)
        _merge(ws, HEADING_ROW, column, HEADING_ROW + 1, column)
    for day in sheet.days:
        column = len(BEFORE) + day
        weekday = date(sheet.year, sheet.month, day).weekday()
        cells = (
            _box(ws, HEADING_ROW, column, day, _BOLD),
            _box(ws, HEADING_ROW + 1, column, WEEKDAYS[weekday], _PLAIN),
        )
        if day in sheet.rest:
            for cell in cells:
                cell.fill = _REST
    for place, name in enumerate(SHOWN, 1):
        column = len(BEFORE) + len(sheet.days) + place
        _box(ws, HEADING_ROW, column, TOTALS[name], _BOLD)
        _box(ws, HEADING_ROW + 1, column, None, _BOLD)
        _merge(ws, HEADING_ROW, column, HEADING_ROW + 1, column)


def _person(ws: Worksheet, row: int, place: int, line: SheetLine, sheet: Sheet) -> None:
    for column, value in ((1, place), (2, clean_line(line.name))):
        _box(ws, row, column, value, _PLAIN)
        _box(ws, row + 1, column, None, _PLAIN)
        _merge(ws, row, column, row + 1, column)
    for down, half in enumerate(Half):
        _box(ws, row + down, len(BEFORE), half.value, _PLAIN)
        for day in sheet.days:
            symbol = sheet.symbols[line.cells[day, half]]
            cell = _box(ws, row + down, len(BEFORE) + day, symbol, _PLAIN)
            if day in sheet.rest:
                cell.fill = _REST
    for at, name in enumerate(SHOWN, len(BEFORE) + len(sheet.days) + 1):
        _box(ws, row, at, number(line.totals.get(name, 0)), _PLAIN)
        _box(ws, row + 1, at, None, _PLAIN)
        _merge(ws, row, at, row + 1, at)


def _sums(ws: Worksheet, row: int, sheet: Sheet) -> None:
    wide = len(BEFORE) + len(sheet.days)
    for column in range(1, wide + 1):
        _box(ws, row, column, "合计" if column == 1 else None, _BOLD)
    _merge(ws, row, 1, row, wide)
    for at, name in enumerate(SHOWN, wide + 1):
        _box(ws, row, at, number(sheet.totals.get(name, 0)), _BOLD)


def _across(
    ws: Worksheet, row: int, width: int, text: str, font: Font, place: Alignment, height: float
) -> None:
    cell = ws.cell(row, 1)
    assert isinstance(cell, Cell)
    cell.value, cell.data_type = text, "s"
    cell.font, cell.alignment = font, place
    _merge(ws, row, 1, row, width)
    ws.row_dimensions[row].height = height


def _box(ws: Worksheet, row: int, column: int, value: str | float | None, font: Font) -> Cell:
    cell = ws.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = value
    if isinstance(value, str):
        # A name that begins with = is a name.
        cell.data_type = "s"
    cell.font, cell.alignment, cell.border = font, _MIDDLE, _BOX
    return cell


def _merge(ws: Worksheet, top: int, left: int, bottom: int, right: int) -> None:
    ws.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def _page(ws: Any, sheet: Sheet, paper: Paper) -> None:
    widths = [4.5, 9, 5, *([3.1] * len(sheet.days)), *([5.4] * len(SHOWN))]
    for column, width in enumerate(widths, 1):
        ws.column_dimensions[get_column_letter(column)].width = width
    ws.row_dimensions[HEADING_ROW].height = 22
    ws.page_setup.orientation = "landscape"
    ws.page_setup.paperSize = 9 if paper == "A4" else 8
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.page_margins.left = ws.page_margins.right = 0.3
    ws.page_margins.top, ws.page_margins.bottom = 0.4, 0.5
    ws.page_margins.header = ws.page_margins.footer = 0.25
    ws.print_options.horizontalCentered = True
    ws.oddFooter.center.text = "第 &P 页 共 &N 页"
    ws.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW + 1}"
    ws.freeze_panes = f"{get_column_letter(len(BEFORE) + 1)}{FIRST_ROW}"
