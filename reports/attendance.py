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
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter

from center.attendance.hours import Half
from center.attendance.month import TOTALS, Sheet, SheetLine
from center.calendar import CHINA
from center.text import clean_line
from reports.workbook import FONT, STYLE_PREFIX, save

Paper = Literal["A4", "A3"]
Value = str | int | float | None

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
    workbook = Workbook(write_only=True)
    for style in _styles():
        workbook.add_named_style(style)
    for sheet in sheets:
        _Writer(workbook, sheet, paper).write(unit)
    if not sheets:
        workbook.create_sheet("考勤表").append(["（本月没有考勤记录）"])
    year_month = f"{sheets[0].year}年{sheets[0].month}月" if sheets else ""
    save(path, workbook, f"{year_month}考勤表", made_at)


def closing(sheet: Sheet) -> Iterator[str]:
    """The lines below a sheet: the legend, what is counted besides, how it is counted."""
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


class _Writer:
    """One worksheet, written row by row.

    A cell of the workbook library is made once for a column and style and serves every row: a style
    costs more than a value.
    """

    def __init__(self, workbook: Workbook, sheet: Sheet, paper: Paper) -> None:
        self.sheet = sheet
        self.ws: Any = workbook.create_sheet(clean_line(sheet.staff_kind)[:31] or "考勤表")
        self.days_end = len(BEFORE) + len(sheet.days)
        self.width = self.days_end + len(SHOWN)
        self.row = 0
        self.made: dict[tuple[int, str], Any] = {}
        # The library's own collection is a set, whose order differs from run to run.
        self.ws.merged_cells = []
        _page(self.ws, sheet, paper)

    def write(self, unit: str) -> None:
        """The whole sheet."""
        sheet = self.sheet
        self._across(title_of(sheet), "考勤标题", 28)
        self._across(facts_of(sheet, unit), "考勤说明", 18)
        self._heading()
        for place, line in enumerate(sheet.lines, 1):
            self._person(place, line)
        self._sums()
        for text in closing(sheet):
            self._across(text, "考勤说明", 20)
        names = "　　".join(f"{name}：＿＿＿＿＿＿＿＿" for name in (*sheet.signers, "公示日期"))
        self._across(names, "考勤说明", 32)

    def _heading(self) -> None:
        sheet = self.sheet
        weekdays = [WEEKDAYS[date(sheet.year, sheet.month, day).weekday()] for day in sheet.days]
        titles = [TOTALS[name] for name in SHOWN]
        self._append([*BEFORE, *sheet.days, *titles], bold=True)
        self._append([None] * len(BEFORE) + weekdays + [None] * len(titles))
        self._merge_down([*range(1, len(BEFORE) + 1), *range(self.days_end + 1, self.width + 1)])

    def _person(self, place: int, line: SheetLine) -> None:
        sheet = self.sheet
        before: list[Value] = [place, clean_line(line.name)]
        after = [number(line.totals.get(name, 0)) for name in SHOWN]
        for half in Half:
            symbols = [sheet.symbols[line.cells[day, half]] for day in sheet.days]
            self._append([*before, half.value, *symbols, *after])
            before, after = [None, None], [None] * len(SHOWN)
        self._merge_down([1, 2, *range(self.days_end + 1, self.width + 1)])

    def _sums(self) -> None:
        sums = [number(self.sheet.totals.get(name, 0)) for name in SHOWN]
        self._append(["合计", *[None] * (self.days_end - 1), *sums], bold=True, shaded=False)
        self._merge(self.row, 1, self.row, self.days_end)

    def _append(self, values: Sequence[Value], *, bold: bool = False, shaded: bool = True) -> None:
        self.row += 1
        cells = []
        for column, value in enumerate(values, 1):
            rest = shaded and column - len(BEFORE) in self.sheet.rest
            style = ("考勤表头" if bold else "考勤格") + ("休" if rest else "")
            cells.append(self._cell(column, style, value))
        self.ws.append(cells)

    def _across(self, text: str, style: str, height: float) -> None:
        self.row += 1
        self.ws.row_dimensions[self.row].height = height
        self.ws.append([self._cell(1, style, text)])
        self._merge(self.row, 1, self.row, self.width)

    def _cell(self, column: int, style: str, value: Value) -> Any:
        cell = self.made.get((column, style))
        if cell is None:
            cell = self.made[column, style] = WriteOnlyCell(self.ws)
            cell.style = STYLE_PREFIX + style
        cell.value = value
        if isinstance(value, str):
            # A name that begins with = is a name.
            cell.data_type = "s"
        return cell

    def _merge_down(self, columns: Sequence[int]) -> None:
        for column in columns:
            self._merge(self.row - 1, column, self.row, column)

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        span = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
        self.ws.merged_cells.append(span)


def _styles() -> Iterator[NamedStyle]:
    def named(name: str, font: Font, place: Alignment, **more: Any) -> NamedStyle:
        return NamedStyle(STYLE_PREFIX + name, font=font, alignment=place, **more)

    yield named("考勤标题", _TITLE, _MIDDLE)
    yield named("考勤说明", _PLAIN, _LEFT)
    for name, font in (("考勤格", _PLAIN), ("考勤表头", _BOLD)):
        yield named(name, font, _MIDDLE, border=_BOX)
        yield named(f"{name}休", font, _MIDDLE, border=_BOX, fill=_REST)


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
