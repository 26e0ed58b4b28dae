"""The three formats as one: sheets with their first rows, or all rows of one sheet, in batches."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from center.errors import Expected
from center.imports.rows import Cell, Row, Sheet
from reports.reading.preflight import MAX_FILE, check_zip

MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_TEXT = 32_767
LAST_ROW = 2**20  # the last row a workbook can have
FIRST_ROWS = 30
BATCH = 500

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
RESAVE = "请用表格软件打开，另存为 .xlsx 再导入。"

Line = tuple[int, Sequence[Any]]


def read_file(path: Path, sheet: str | None) -> Iterator[Any]:
    """The `Sheet`s of a file, or lists of `Row`s of one sheet; raises Expected when refused."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(min(size, MAX_FILE) + 1)
    except FileNotFoundError as error:
        raise Expected("没有找到这个文件，可能已移走或U盘已拔出。请重新选择。") from error
    except OSError as error:
        raise Expected("这个文件打不开，可能正被别的程序占用。请关闭表格后再试。") from error
    if len(data) > MAX_FILE:
        raise Expected("文件超过 20 MB，没有打开。请只留下要导入的表，另存为新的文件再试。")
    kind = _kind_of(data)
    reader = {"xlsx": _xlsx, "xls": _xls, "text": _text}[kind]
    for name, hidden, uncounted, lines in reader(data, path.stem):
        if sheet is None:
            head = tuple(islice(_filled(lines), FIRST_ROWS))
            yield Sheet(name, hidden, head, uncounted)
        elif name == sheet:
            found = _filled(lines)
            while batch := list(islice(found, BATCH)):
                yield batch
            return
    if sheet is not None:
        raise Expected(f"文件里没有叫“{sheet}”的表了，没有导入任何内容。请重新选择文件。")


def _kind_of(data: bytes) -> Literal["xlsx", "xls", "text"]:
    """By content: platforms name their files as they like."""
    if data.startswith(b"PK"):
        if b"application/vnd.oasis.opendocument" in data[:200] or b"xl/workbook.bin" in data:
            raise Expected(f"这种表格（.ods、.xlsb）读不了，没有导入任何内容。{RESAVE}")
        return "xlsx"
    if data.startswith(_OLE):
        if _PASSWORD in data:
            raise Expected("这个表格设了打开密码，没有导入任何内容。请去掉密码另存后再导入。")
        return "xls"
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        raise Expected(f"这个文件其实是网页格式，没有导入任何内容。{RESAVE}")
    if not data.strip():
        raise Expected("这是一个空文件，没有导入任何内容。请重新选择。")
    return "text"


def _filled(lines: Iterable[Line]) -> Iterator[Row]:
    """Rows that hold anything, without blank cells at their end; refuses too many."""
    count = 0
    for number, values in lines:
        if values.count(None) == len(values):
            continue  # a workbook may have a million such rows
        cells = [_plain(value) for value in values]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        count += 1
        if count > MAX_ROWS:
            raise Expected(
                f"这个表超过 {MAX_ROWS:,} 行，没有导入任何内容。请分成几个文件，一个一个导入。"
            )
        if len(cells) > MAX_COLUMNS:
            raise Expected(
                f"第 {number} 行超过 {MAX_COLUMNS} 列，没有导入任何内容。请删去多余的列再导入。"
            )
        if any(isinstance(cell, str) and len(cell) > MAX_TEXT for cell in cells):
            raise Expected(f"第 {number} 行有一格的文字太长，没有导入任何内容。请改短再导入。")
        yield number, tuple(cells)


def _plain(value: Any) -> Cell:
    match value:
        case str():
            text = value.replace("_x000D_", "").strip()
            return text or None
        case None | bool() | int() | float() | date():
            return value
        case time():
            return value.isoformat("seconds" if value.second else "minutes")
        case timedelta():
            return str(value)
        case _:
            return str(value)


Sheets = Iterator[tuple[str, bool, bool, Iterable[Line]]]


def _xlsx(data: bytes, _stem: str) -> Sheets:
    uncounted = check_zip(data)
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        lines = sheet.iter_rows(
            min_row=1, max_row=LAST_ROW, min_col=1, max_col=MAX_COLUMNS + 1, values_only=True
        )
        yield sheet.title, sheet.sheet_state != "visible", uncounted, enumerate(lines, 1)


def _xls(data: bytes, _stem: str) -> Sheets:
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=data, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
    except xlrd.biffh.XLRDError as error:
        if "encrypted" in str(error):
            raise Expected(
                "这个表格设了打开密码，没有导入任何内容。请去掉密码另存后再导入。"
            ) from error
        raise
    for place, name in enumerate(book.sheet_names()):
        sheet = book.sheet_by_index(place)
        lines = (
            (row + 1, [_old_cell(cell, book.datemode) for cell in sheet.row(row)])
            for row in range(sheet.nrows)
        )
        yield name, sheet.visibility != 0, False, lines
        book.unload_sheet(place)


def _old_cell(cell: Any, datemode: Literal[0, 1]) -> Any:
    import xlrd

    match cell.ctype:
        case xlrd.XL_CELL_DATE:
            try:
                return _day_or_moment(xlrd.xldate_as_datetime(cell.value, datemode))
            except (ValueError, OverflowError):
                return cell.value
        case xlrd.XL_CELL_NUMBER:
            # Every number is stored as a float here.
            return int(cell.value) if float(cell.value).is_integer() else cell.value
        case xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        case xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(cell.value, "#N/A")
        case xlrd.XL_CELL_TEXT:
            return cell.value
        case _:
            return None


def _day_or_moment(at: datetime) -> datetime | str:
    # A time of day alone has no date.
    return at if at.year > 1900 else f"{at:%H:%M:%S}".removesuffix(":00")


def _text(data: bytes, stem: str) -> Sheets:
    text = _decoded(data)
    first = "\n".join(text.split("\n", 20)[:20])
    delimiter = max(",\t;", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    yield stem, False, False, _csv_lines(lines)


def _csv_lines(lines: Any) -> Iterator[Line]:
    begun = 1
    try:
        for cells in lines:
            yield begun, [_unquoted(cell) for cell in cells]
            begun = lines.line_num + 1
    except csv.Error as error:
        raise Expected(
            f"第 {begun} 行读不出来（可能有没配对的引号），没有导入任何内容。{RESAVE}",
            str(error),
        ) from error


def _unquoted(cell: str) -> str:
    """`="522101…"` is how exports keep a long number from becoming 5.22E+17."""
    written = re.fullmatch(r'="(.*)"', cell.strip(), re.DOTALL)
    return written[1] if written else cell


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Expected(f"这个文件不是表格，或文字编码认不出来，没有导入任何内容。{RESAVE}")
