"""One table as an Excel workbook that prints unedited on A4; ledgers and list exports share it.

Layout: title, one line with unit, period and time of making, header row (repeated on every page),
rows, closing lines, signatures; page numbers in the footer. Text stays text: nothing that a person
typed can become a formula. Equal content gives equal bytes.
"""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain, islice
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO, Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from center.calendar import CHINA
from center.errors import Expected
from center.text import clean_block

Cell = str | int | float | date | datetime | None
Kind = Literal["text", "note", "date", "time", "number", "amount", "percent"]

FORMATS: dict[Kind, str] = {
    "text": "@",
    # Long texts: some Excel versions show ### for more than 255 characters formatted as text.
    "note": "General",
    "date": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm",
    "number": "0",
    # Half days and hours: 17.5, and 18 without a point.
    "amount": "General",
    "percent": "0.0%",
}
# Widths in characters, two for a Chinese one.
KIND_WIDTHS: dict[Kind, int] = {
    "text": 0,
    "note": 12,
    "date": 11,
    "time": 17,
    "number": 6,
    "amount": 6,
    "percent": 8,
}
NARROWEST, WIDEST = 6, 36
SAMPLED_ROWS = 500
LINE_POINTS = 18
ROW_POINTS = 13
FORMULA_START = re.compile(r"[=+\-@\t\r＝＋－＠﹢﹣﹦﹫]")
FONT = "宋体"
STYLE_PREFIX = "bianmin "  # Excel has styles of its own called Percent and 标题
THIN = Side(style="thin", color="808080")
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, what its cells hold, and its width in characters (None: by content)."""

    title: str
    kind: Kind = "text"
    width: float | None = None


def table(
    path: Path,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str,
    unit: str,
    made_at: datetime,
    period: str = "",
    closing: Sequence[str] = (),
    signatures: Sequence[str] = (),
    landscape: bool = True,
) -> int:
    """Write `rows` (cells in the order of `columns`) to `path` and return how many there were.

    `rows` is read once and may be a generator; what it raises ends the export and leaves no file.
    `made_at` is an aware instant, shown at +08:00, and the only time in the file. Personal data
    must come masked (D8). An existing file is replaced only when the new one is complete; raises
    Expected when it is open elsewhere, the disk is full or the folder is gone.
    """
    sheet = _Sheet(columns, title, unit, period, made_at, closing, signatures, landscape)
    with whole_file(path) as file:
        return _write(file, sheet, rows)


def save(path: Path, workbook: Workbook, title: str, made_at: datetime) -> None:
    """Write a workbook that was laid out elsewhere, under the promises of `table`."""
    _set_properties(workbook, title, made_at)
    with whole_file(path) as file, _StillZip(file, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(workbook, archive).write_data()


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that replaces `path` only when it was written whole; raises Expected in words."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise Expected(_trouble(error, path.name), str(error)) from error
    finally:
        part.unlink(missing_ok=True)


def text_width(text: str) -> int:
    """Width of the longest line in half characters: a Chinese one counts two."""
    return max(
        (sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line))
        for line in text.split("\n")
    )


# --- the sheet -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sheet:
    columns: Sequence[Column]
    title: str
    unit: str
    period: str
    made_at: datetime
    closing: Sequence[str]
    signatures: Sequence[str]
    landscape: bool


def _write(file: Any, sheet: _Sheet, rows: Iterable[Sequence[Cell]]) -> int:
    workbook = Workbook(write_only=True)
    try:
        count = _fill_sheet(workbook, sheet, rows)
        with _StillZip(file, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(workbook, archive).write_data()
    except BaseException:
        # openpyxl streams rows to a temporary file of its own and removes it only when it has
        # written the workbook; personal data must not lie about after a cancelled export.
        with suppress(OSError), ZipFile(io.BytesIO(), "w", ZIP_DEFLATED) as nowhere:
            ExcelWriter(workbook, nowhere).write_data()
        raise
    return count


def _fill_sheet(workbook: Workbook, sheet: _Sheet, rows: Iterable[Sequence[Cell]]) -> int:
    _set_properties(workbook, sheet.title, sheet.made_at)
    for style in _styles():
        workbook.add_named_style(style)
    ws = workbook.create_sheet(re.sub(r"[\[\]:*?/\\]", "", sheet.title)[:31] or "表")
    waiting = iter(rows)
    sample = list(islice(waiting, SAMPLED_ROWS))
    widths = _widths(sheet.columns, sample)
    _set_page(ws, sheet, widths)
    lines = _Lines(ws, len(widths), sum(widths))

    lines.merged(sheet.title, "标题", height=30)
    facts = (f"单位：{sheet.unit}", sheet.period and f"统计期间：{sheet.period}", _made(sheet))
    lines.merged("　　".join(fact for fact in facts if fact), "说明")
    lines.cells([(column.title, "表头") for column in sheet.columns])
    # One cell per column serves all rows: a style costs more than a value.
    cells = [_styled(ws, column.kind) for column in sheet.columns]
    count = 0
    for row in chain(sample, waiting):
        for cell, value in zip(cells, row, strict=True):
            _fill(cell, value)
        # Not every program grows a row by itself when a text wraps.
        ws.row_dimensions[lines.row + count + 1].height = _row_height(row, widths)
        ws.append(cells)
        count += 1
    lines.row += count
    if not count:
        lines.merged("（本期没有记录）", "说明")
    for line in sheet.closing:
        lines.merged(line, "合计")
    if sheet.signatures:
        lines.merged(
            "　".join(f"{name}：＿＿＿＿＿＿＿＿" for name in sheet.signatures), "签字", 36
        )
    return count


class _Lines:
    """Lines across the sheet, written one after the other."""

    def __init__(self, ws: Any, columns: int, width: float) -> None:
        self.ws, self.columns, self.width, self.row = ws, columns, width, 0
        # openpyxl's own collection is a set, whose order differs from run to run.
        ws.merged_cells = []

    def merged(self, text: str, style: str, height: float = 0) -> None:
        """One text over all columns; merged cells do not grow, so the height is set."""
        self.row += 1
        needed = sum(ceil(max(1, text_width(line)) / self.width) for line in text.split("\n"))
        self.ws.row_dimensions[self.row].height = height or needed * LINE_POINTS
        if self.columns > 1:
            self.ws.merged_cells.append(f"A{self.row}:{get_column_letter(self.columns)}{self.row}")
        self.ws.append([self._cell(text, style)])

    def cells(self, values: Sequence[tuple[str, str]]) -> None:
        """One cell for each column."""
        self.row += 1
        self.ws.append([self._cell(text, style) for text, style in values])

    def _cell(self, text: str, style: str) -> Any:
        cell = _styled(self.ws, style)
        _fill(cell, text)
        return cell


def _row_height(row: Sequence[Cell], widths: Sequence[float]) -> float:
    lines = (
        # One character less: a Chinese one that does not fit goes to the next line whole.
        sum(ceil(max(1, text_width(line)) / (width - 1)) for line in value.split("\n"))
        for value, width in zip(row, widths, strict=True)
        if isinstance(value, str)
    )
    return max(lines, default=1) * ROW_POINTS + 4


def _styled(ws: Any, style: str) -> Any:
    cell = WriteOnlyCell(ws)
    cell.style = STYLE_PREFIX + style
    return cell


def _fill(cell: Any, value: Cell) -> None:
    if isinstance(value, datetime):
        # A workbook knows no time zone.
        value = value.astimezone(CHINA).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, str):
        value = clean_block(value)
        cell.value = value
        # After the value: openpyxl takes "=" for a formula and "#N/A" for an error.
        cell.data_type = "s"
        cell.quotePrefix = bool(FORMULA_START.match(value))
    else:
        cell.value = value
        cell.quotePrefix = False


def _widths(columns: Sequence[Column], sample: Sequence[Sequence[Cell]]) -> list[float]:
    widths: list[float] = []
    for place, column in enumerate(columns):
        if column.width is not None:
            widths.append(column.width)
            continue
        texts = [column.title] + [row[place] for row in sample if isinstance(row[place], str)]
        longest = max(text_width(text) for text in texts if isinstance(text, str)) + 2
        numbers = [row[place] for row in sample if isinstance(row[place], int | float)]
        longest = max(longest, KIND_WIDTHS[column.kind], *(len(str(n)) + 2 for n in numbers), 0)
        widths.append(min(max(longest, NARROWEST), WIDEST))
    return widths


def _set_page(ws: Any, sheet: _Sheet, widths: Sequence[float]) -> None:
    for place, width in enumerate(widths, 1):
        ws.column_dimensions[get_column_letter(place)].width = width
    ws.page_setup.orientation = "landscape" if sheet.landscape else "portrait"
    ws.page_setup.paperSize = 9  # A4
    ws.page_setup.fitToWidth = 1
    ws.page_setup.fitToHeight = 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.page_margins.left = ws.page_margins.right = 0.4
    ws.page_margins.top, ws.page_margins.bottom = 0.5, 0.6
    ws.page_margins.header = ws.page_margins.footer = 0.3
    ws.print_options.horizontalCentered = True
    ws.oddFooter.center.text = "第 &P 页 共 &N 页"
    ws.print_title_rows = "3:3"
    ws.freeze_panes = "A4"


def _styles() -> list[NamedStyle]:
    box = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
    plain, bold = Font(name=FONT, size=10), Font(name=FONT, size=10, bold=True)
    left = Alignment(horizontal="left", vertical="center", wrap_text=True)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    right = Alignment(horizontal="right", vertical="center")
    places = {
        "text": left,
        "note": left,
        "date": middle,
        "time": middle,
        "number": middle,
        "amount": middle,
        "percent": right,
    }
    return [
        NamedStyle(
            STYLE_PREFIX + "标题", font=Font(name=FONT, size=16, bold=True), alignment=middle
        ),
        NamedStyle(STYLE_PREFIX + "说明", font=plain, alignment=left),
        NamedStyle(STYLE_PREFIX + "表头", font=bold, alignment=middle, border=box),
        NamedStyle(STYLE_PREFIX + "合计", font=bold, alignment=left),
        NamedStyle(STYLE_PREFIX + "签字", font=plain, alignment=right),
        *(
            NamedStyle(
                STYLE_PREFIX + kind,
                font=plain,
                alignment=places[kind],
                border=box,
                number_format=number_format,
            )
            for kind, number_format in FORMATS.items()
        ),
    ]


def _set_properties(workbook: Workbook, title: str, made_at: datetime) -> None:
    made = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    workbook.properties.creator = "bianmin"
    workbook.properties.title = title
    workbook.properties.created = workbook.properties.modified = made


def _made(sheet: _Sheet) -> str:
    made = sheet.made_at.astimezone(CHINA)
    return f"制表时间：{made.year}年{made.month}月{made.day}日 {made:%H:%M}"


# --- the file ------------------------------------------------------------------------------------


class _StillZip(ZipFile):
    """A zip in which every member bears the same time and system."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        super().writestr(_member(str(zinfo_or_arcname)), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        with Path(filename).open("rb") as source, self.open(_member(str(arcname)), "w") as target:
            shutil.copyfileobj(source, target)


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, ZIP_TIME)
    member.compress_type = ZIP_DEFLATED
    member.create_system = 0
    return member


def _trouble(error: OSError, name: str) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"磁盘空间不够，“{name}”没有保存，原有文件没有变动；请清理磁盘或换一个位置再导出"
    if isinstance(error, PermissionError):
        return (
            f"“{name}”正被别的程序打开，或这个文件夹不能写入，原有文件没有变动；请关闭表格后再导出"
        )
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"保存位置不存在（U盘可能已拔出），“{name}”没有保存；请换一个位置再导出"
    return f"“{name}”没有保存成功，原有文件没有变动；请换一个位置再导出"
