"""One cell of a foreign table as a text, a day, an identity number: what people write into Excel.

Each reader gives the value and what is wrong with it (empty: nothing); nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from center.identity import check_number, normalise_number
from center.identity.names import from_private_use
from center.imports.rows import Cell
from center.records import CHINA
from center.text import clean_line, half_width

EXCEL_EPOCH = date(1899, 12, 30)
MORNING = time(9)
EARLIEST = date(1990, 1, 1)
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}

_DAY = re.compile(
    r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?)?[秒分]?)?"
)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")


def text_of(cell: Cell) -> str:
    """A cell as one line of text; a number without its decimals when it has none."""
    match cell:
        case None:
            return ""
        case bool():
            return "是" if cell else "否"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}" if cell.time() != time() else f"{cell:%Y-%m-%d}"
        case str():
            text = clean_line(from_private_use(cell))
            return "" if text in ERRORS else text
        case _:
            return str(cell)


def moment_of(cell: Cell) -> tuple[datetime | None, bool, str]:
    """A day or moment in China, whether the time of day was given, and what is wrong.

    Understands dates, serial numbers of Excel, 2025.3.5, 2025年3月5日, 20250305, with or without a
    time of day. Without one it is nine in the morning.
    """
    if cell is None or cell == "":
        return None, False, ""
    if isinstance(cell, datetime):
        return _moment(cell.date(), cell.time().replace(tzinfo=None))
    if isinstance(cell, date):
        return _moment(cell, time())
    text = half_width(text_of(cell))
    # Seven digits or more are a date written without marks; fewer are a serial number.
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        days = float(text)
        seconds = round((days % 1) * 86400)
        at = datetime.combine(EXCEL_EPOCH, time()) + timedelta(days=int(days), seconds=seconds)
        return _moment(at.date(), at.time())
    found = _DAY.fullmatch(text) or _DIGITS.fullmatch(text)
    if found is None:
        return None, False, f"“{text[:20]}”不是完整的日期，请写成 2025-03-05"
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return _moment(date(year, month, day), time(hour, minute, second))
    except ValueError:
        return None, False, f"“{text[:20]}”这一天不存在"


def _moment(day: date, at: time) -> tuple[datetime | None, bool, str]:
    if day < EARLIEST:
        return None, False, f"日期{day.isoformat()}太早，请核对年份"
    timed = at != time()
    return datetime.combine(day, at if timed else MORNING, CHINA), timed, ""


@dataclass(frozen=True, slots=True)
class IdCell:
    """An identity number of a table: `masked` when stars hide some of it (kept as written)."""

    number: str = ""
    kind: str = ""
    masked: bool = False
    problem: str = ""


def id_of(cell: Cell, today: date) -> IdCell:
    """An identity number or credit code; a cell that holds a number has lost its last digits."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not cell:
            return IdCell()
        return IdCell(
            problem="证件号码在表格里是数字格式，末几位已经丢失，请把这一列改成文本后重新填写号码"
        )
    number = normalise_number(text_of(cell).strip("'‘’`"))
    if not number or number in ("无", "/", "、"):
        return IdCell()
    if re.fullmatch(r"[0-9.]+E\+?[0-9]+", number):
        return IdCell(problem="证件号码显示成了科学计数，末几位已经丢失，请改成文本后重新填写号码")
    if "*" in number:
        return IdCell(number, masked=True)
    checked = check_number(number, today)
    if not checked.valid:
        return IdCell(number, problem=f"证件号码不对：{checked.problems[0]}")
    return IdCell(checked.number, checked.kind)
