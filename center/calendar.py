"""The working calendar (TIME-01): weekends, public holidays (节假日) and make-up days (调休上班).

Each year's arrangement is data: `resources/holidays/` holds the published years, an office imports
the next one. A day of a year without an arrangement is judged by weekends alone, and whoever
counts across such a year must say so (`known_years`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from center.errors import Problem, Refused
from center.text import parse_date

PUBLISHED = Path(__file__).resolve().parent.parent / "resources" / "holidays"

DayKind = Literal["holiday", "makeup_workday"]

KIND_WORDS: Mapping[str, DayKind] = {
    "holiday": "holiday",
    "放假": "holiday",
    "放假日": "holiday",
    "休": "holiday",
    "休息": "holiday",
    "休息日": "holiday",
    "节假日": "holiday",
    "makeup_workday": "makeup_workday",
    "调休上班": "makeup_workday",
    "调休": "makeup_workday",
    "补班": "makeup_workday",
    "上班": "makeup_workday",
    "班": "makeup_workday",
}
COLUMN_WORDS = {"日期": "date", "类型": "kind", "名称": "name", "节日": "name"}

# Days that the national rule (全国年节及纪念日放假办法) fixes to the solar calendar: without them a
# file is no arrangement, and a few local marks (州庆) do not make a year a known one.
FIXED_HOLIDAYS = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
STATUTORY_DAYS = 13
MAX_FILE_BYTES = 1_000_000
WEEKDAY_NAMES = "一二三四五六日"
ONE_DAY = timedelta(days=1)
CHINA = timezone(timedelta(hours=8), "北京时间")


@dataclass(frozen=True, slots=True)
class DayMark:
    """One day that differs from the weekly pattern: `name` is the festival (国庆节)."""

    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What a holiday file holds: marks by day, and what a person should look at before using it."""

    marks: Mapping[date, DayMark]
    warnings: tuple[str, ...]


class WorkCalendar:
    """Which days are worked, made from the marks of all known years."""

    def __init__(self, marks: Mapping[date, DayMark]) -> None:
        self._marks = MappingProxyType(dict(marks))
        self.known_years = frozenset(
            year for year in {day.year for day in marks} if not _missing_fixed(year, marks)
        )

    @property
    def marks(self) -> Mapping[date, DayMark]:
        """The marks, read-only."""
        return self._marks

    def is_workday(self, day: date) -> bool:
        """Whether the office works on `day`."""
        mark = self._marks.get(day)
        return day.weekday() < 5 if mark is None else mark.kind == "makeup_workday"

    def why_off(self, day: date) -> str:
        """Why `day` is off, in Chinese (周末, 国庆节放假); empty on a working day."""
        mark = self._marks.get(day)
        if mark is None:
            return "周末" if day.weekday() >= 5 else ""
        return f"{mark.name}放假" if mark.kind == "holiday" else ""

    def why_worked(self, day: date) -> str:
        """Why a weekend day is worked (国庆节调休上班); empty on every other day."""
        mark = self._marks.get(day)
        return f"{mark.name}调休上班" if mark and mark.kind == "makeup_workday" else ""

    def next_workday(self, day: date) -> date:
        """The first working day on or after `day`."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Number of working days after `start` through `end`; 0 when `end` is not later."""
        return sum(
            self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1)
        )


def spoken(day: date) -> str:
    """A day as a clerk reads it: 2026年10月8日（周四）."""
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAY_NAMES[day.weekday()]}）"


@cache
def load_days() -> Mapping[date, DayMark]:
    """The published arrangements that ship with the program (2025 and 2026)."""
    marks: dict[date, DayMark] = {}
    for path in sorted(PUBLISHED.glob("*.csv")):
        marks.update(parse_arrangement(path.read_bytes()).marks)
    return MappingProxyType(marks)


def parse_arrangement(data: bytes) -> Arrangement:
    """Read a holiday file: columns date, kind, name (日期, 类型, 名称), UTF-8 or GB 18030.

    Raises Refused with one problem per faulty row (field `row:N`, N as a spreadsheet counts), or
    with what a whole file lacks: fixed statutory days, or a believable number of days off.
    """
    marks: dict[date, DayMark] = {}
    problems: list[Problem] = []
    for number, row in _rows(data):
        read = _read_row(row)
        if isinstance(read, str):
            problems.append(Problem(f"row:{number}", f"第{number}行：{read}"))
            continue
        day, mark = read
        if day in marks:
            message = f"第{number}行：{spoken(day)}在前面已经出现过"
            problems.append(Problem(f"row:{number}", message))
        marks[day] = mark
    if problems:
        raise Refused(problems)
    if not marks:
        raise Refused([Problem("file", "文件里没有任何放假或调休上班的日子")])
    return Arrangement(MappingProxyType(marks), _check_years(marks))


def _rows(data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(data) > MAX_FILE_BYTES:
        raise Refused([Problem("file", "文件太大，不像是放假安排，请检查是否选错了文件")])
    text = _decode(data)
    header = text.split("\n", 1)[0]
    delimiter = next((mark for mark in "\t;，" if mark in header), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns: Sequence[str] | None = None
    try:
        for cells in reader:
            values = [cell.strip() for cell in cells]
            if not any(values):
                continue
            if columns is None:
                columns = [COLUMN_WORDS.get(value, value.lower()) for value in values]
                if not {"date", "kind", "name"} <= set(columns):
                    raise Refused([Problem("file", "第1行应当是列名：日期、类型、名称")])
            else:
                # A short row must still be told what it lacks.
                values += [""] * (len(columns) - len(values))
                yield reader.line_num, dict(zip(columns, values, strict=False))
    except csv.Error as error:
        message = f"第{reader.line_num}行读不出来，请用表格软件另存为CSV后再试"
        raise Refused([Problem("file", message)], str(error)) from error


def _decode(data: bytes) -> str:
    # The plain codec names: the "sig" variant drops the mark that spreadsheet programs write.
    for encoding in (
        ("utf-16",)
        if data[:2] in (b"\xff\xfe", b"\xfe\xff")
        else (
            "utf-8-sig",
            "gb18030",
        )
    ):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused([Problem("file", "文件不是文本文件，请用表格软件另存为CSV后再试")])


def _read_row(row: Mapping[str, str]) -> tuple[date, DayMark] | str:
    day = parse_date(row["date"])
    if day is None:
        return f"日期“{row['date'][:20]}”看不懂或不存在，应写成 2027-10-01"
    kind = KIND_WORDS.get(row["kind"].lower())
    if kind is None:
        return f"类型“{row['kind'][:20]}”看不懂，应写“放假”或“调休上班”"
    if kind == "makeup_workday" and day.weekday() < 5:
        return f"{spoken(day)}本来就是工作日，不能是调休上班"
    if not re.fullmatch(r"[^\x00-\x1f]{1,20}", row["name"]):
        return "节日名称应为1至20个字"
    return day, DayMark(kind, row["name"])


def _missing_fixed(year: int, marks: Mapping[date, DayMark]) -> list[date]:
    fixed = (date(year, month, day) for month, day in FIXED_HOLIDAYS)
    return [day for day in fixed if (m := marks.get(day)) is None or m.kind != "holiday"]


def _check_years(marks: Mapping[date, DayMark]) -> tuple[str, ...]:
    """Refuse what is no year's arrangement; return what looks odd but may be meant."""
    problems: list[Problem] = []
    warnings: list[str] = []
    years = {day.year for day in marks}
    for year in sorted(years):
        missing = _missing_fixed(year, marks)
        days = [day for day in marks if day.year == year]
        # New Year's arrangement may reach into the last days of December or the first of January.
        neighbour = len(days) <= 3 and (
            (year + 1 in years and min(days) >= date(year, 12, 28))
            or (year - 1 in years and max(days) <= date(year, 1, 3))
        )
        if neighbour:
            continue
        if missing:
            names = "、".join(f"{day.month}月{day.day}日" for day in missing)
            problems.append(Problem("file", f"{year}年的安排不全：{names}没有标为放假"))
            continue
        calendar = WorkCalendar(marks)
        worked = calendar.workdays_between(date(year - 1, 12, 31), date(year, 12, 31))
        expected = _weekdays(year) - STATUTORY_DAYS
        if abs(worked - expected) > 5:
            message = f"{year}年算出来有{worked}个工作日，通常应为{expected}个左右，请检查文件"
            problems.append(Problem("file", message))
        elif worked != expected:
            warnings.append(f"{year}年算出来有{worked}个工作日，通常为{expected}个，请与通知核对")
    if problems:
        raise Refused(problems)
    return tuple(warnings)


def _weekdays(year: int) -> int:
    return WorkCalendar({}).workdays_between(date(year - 1, 12, 31), date(year, 12, 31))
