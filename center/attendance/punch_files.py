"""What the machines and programs of an office write about punches, read from plain rows. Pure.

Known: `attlog.dat` of fingerprint terminals, their 原始记录 as a grid or a list, 钉钉 每日统计,
企业微信 上下班打卡_日报, and any list with a heading for number or name and for the time. The kind
is found by headings and never by row numbers, since every release moves them.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from center.attendance.hours import at
from center.collector import uncollected
from center.imports.cells import moment_of, text_of
from center.imports.headings import bare
from center.imports.rows import Cell, Row
from center.records import CHINA
from center.text import half_width

HEADING_ROWS = 12
"""Headings stand among the first rows."""


class Format(enum.StrEnum):
    """What kind of file it is; the value is how the clerk knows it."""

    ATTLOG = "考勤机U盘文件（attlog）"
    GRID = "考勤机原始记录（按日历排列）"
    LIST = "打卡明细表"
    DAILY = "每日统计（钉钉、企业微信）"


@dataclass(frozen=True, slots=True)
class Tap:
    """One punch as the file has it: the row, the user's number and name, the moment."""

    row: int
    user: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row that could not be read, and why."""

    row: int
    sentence: str


@dataclass(frozen=True, slots=True)
class PunchFile:
    """Everything a file says."""

    format: Format
    taps: tuple[Tap, ...]
    troubles: tuple[Trouble, ...]


_USERS = {"工号", "考勤号码", "登记号码", "考勤号", "人员编号", "员工编号", "员工号", "用户编号"}
_USERS |= {"编号", "userid", "账号", "用户id", "考勤编号", "用户号", "id"}
_NAMES = {"姓名", "人员姓名", "员工姓名", "名字"}
_DATES = {"日期", "考勤日期", "打卡日期", "签到日期"}
_MOMENTS = {"日期时间", "打卡时间", "刷卡时间", "考勤时间", "签到时间", "记录时间", "打卡日期时间"}
_TIMES = {"时间", "打卡时刻"}
_SHIFT_PUNCH = re.compile(r"(上班|下班|外出|返岗)\d*打卡时间")
_SHIFT = re.compile(r"(上班|下班|外出|返岗)\d*")
_CLOCK = re.compile(r"(次日|前日)?\s*(\d{1,2}):(\d{2})(?::(\d{2}))?")
_ATTLOG = re.compile(r"\d{4}-\d{2}-\d{2} \d{1,2}:\d{2}:\d{2}")
_PERIOD = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_SHORT_DATE = re.compile(r"(\d{2})-(\d{1,2})-(\d{1,2})")
_WEEKDAY = re.compile(r"\s*(星期|周)[一二三四五六日天]\s*$")


@uncollected()
def read_punches(rows: Sequence[Row]) -> PunchFile | None:
    """The punches of a sheet; None when it is none of the kinds known."""
    for reader in (_attlog, _grid, _table):
        found = reader(rows)
        if found is not None:
            return found
    return None


def _attlog(rows: Sequence[Row]) -> PunchFile | None:
    """User, moment and four more fields per line, tab-separated, padded or not."""
    if not rows or any(_attlog_line(cells) is None for _, cells in rows[:3]):
        return None
    taps: list[Tap] = []
    troubles: list[Trouble] = []
    for number, cells in rows:
        line = _attlog_line(cells)
        if line is None:
            troubles.append(Trouble(number, "这一行不是“用户号、日期时间”，没有读入"))
            continue
        user, day, clock = line
        try:
            # The hour may lack its zero. A year of an office has 200,000 such lines.
            moment = datetime.fromisoformat(f"{day} {clock:0>8}").replace(tzinfo=CHINA)
        except ValueError:
            troubles.append(Trouble(number, f"“{day} {clock}”这个时间不存在"))
        else:
            taps.append(Tap(number, user, "", moment))
    return PunchFile(Format.ATTLOG, tuple(taps), tuple(troubles))


def _attlog_line(cells: Sequence[Cell]) -> tuple[str, str, str] | None:
    """User, day and time of a line; None when it is none of an attlog."""
    if len(cells) < 2 or not isinstance(cells[1], str):
        return None
    user, stamp = str(cells[0]).strip(), cells[1].strip()
    if not user.isalnum() or _ATTLOG.fullmatch(stamp) is None:
        return None
    day, _, clock = stamp.partition(" ")
    return user, day, clock


def _with_clock(moment: datetime, cell: Cell) -> datetime:
    """A punch at midnight is at midnight, not in the morning as a day without a time is."""
    if isinstance(cell, str) and re.search(r"(?<![\d:])0{1,2}:00(:00)?$", cell):
        return at(moment.date(), time())
    return moment


def _grid(rows: Sequence[Row]) -> PunchFile | None:
    """A person's line, then a line with the times of each day under a line of day numbers."""
    head = next(
        (n for n, (_, cells) in enumerate(rows[:HEADING_ROWS]) if _is_calendar(cells)), None
    )
    first = _first_day(rows[: HEADING_ROWS if head is None else head + 1])
    if head is None or first is None:
        return None
    columns = {n: int(text_of(cell)) for n, cell in enumerate(rows[head][1]) if _is_day(cell)}
    taps: list[Tap] = []
    troubles: list[Trouble] = []
    who: tuple[str, str] | None = None
    for number, cells in rows[head + 1 :]:
        if (labelled := _person(cells)) is not None:
            who = labelled
            continue
        times = [(n, cell) for n, cell in enumerate(cells) if _CLOCK.search(_spelled(cell))]
        if not times:
            continue
        if who is None:
            troubles.append(Trouble(number, "这一行打卡时间前没有工号和姓名，没有读入"))
            continue
        for column, cell in times:
            day = None if column not in columns else _day_of(first, columns[column])
            if day is None:
                troubles.append(Trouble(number, f"第 {column + 1} 列对不上日期，没有读入"))
                continue
            try:
                taps.extend(Tap(number, *who, moment) for moment in _clocks(day, _spelled(cell)))
            except ValueError as error:
                troubles.append(Trouble(number, str(error)))
    return PunchFile(Format.GRID, tuple(taps), tuple(troubles)) if taps or troubles else None


def _is_day(cell: Cell) -> bool:
    text = text_of(cell)
    return text.isdigit() and 1 <= int(text) <= 31


def _is_calendar(cells: Sequence[Cell]) -> bool:
    days = [int(text_of(cell)) for cell in cells if _is_day(cell)]
    steps = pairwise(days)
    return len(days) >= 7 and all(later in (earlier + 1, 1) for earlier, later in steps)


def _first_day(rows: Sequence[Row]) -> date | None:
    for _, cells in rows:
        for cell in cells:
            if isinstance(cell, datetime):
                return cell.date()
            if isinstance(cell, date):
                return cell
            if found := _PERIOD.search(half_width(text_of(cell))):
                return _date(*(int(part) for part in found.groups()))
    return None


def _day_of(first: date, number: int) -> date | None:
    """The day with this number in the period that begins on `first`."""
    day = _date(first.year, first.month, number)
    if day is not None and day >= first:
        return day
    following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    return _date(following.year, following.month, number)


def _person(cells: Sequence[Cell]) -> tuple[str, str] | None:
    """Number and name of a line such as 工号： 3 姓名： 沈秋禾 部门： …"""
    user, name = _labelled(cells, _USERS), _labelled(cells, _NAMES)
    return None if user is None else (user, name or "")


def _labelled(cells: Sequence[Cell], labels: set[str]) -> str | None:
    texts = [text_of(cell) for cell in cells]
    for place, text in enumerate(texts):
        label, colon, value = half_width(text).partition(":")
        if bare(label).lower() not in labels:
            continue
        if colon and value.strip():
            return value.strip()
        following = (later for later in texts[place + 1 :] if later)
        return next(following, "")
    return None


def _table(rows: Sequence[Row]) -> PunchFile | None:
    """A list with a heading, or one line per person and day with a column per punch."""
    found: PunchFile | None = None
    for place in range(min(HEADING_ROWS, len(rows))):
        for depth in (2, 1):
            heading = _joined(rows[place : place + depth])
            columns = _Columns.of(heading)
            if columns is None or (found is not None and columns.format is Format.LIST):
                continue
            body = rows[place + depth :]
            if depth == 2 and not any(_filled(cells, columns) for _, cells in body[:5]):
                continue
            found = columns.read(body)
            if columns.format is Format.DAILY:
                return found
    # The upper line of a daily table alone looks like a list whose time is the day.
    return found


def _joined(rows: Sequence[Row]) -> list[str]:
    """Headings of one or two lines; a merged upper one spreads over what stands below it."""
    width = max((len(cells) for _, cells in rows), default=0)
    lines = [[bare(text_of(c)) for c in cells] + [""] * (width - len(cells)) for _, cells in rows]
    if len(lines) < 2:
        return [text.lower() for line in lines for text in line]
    found: list[str] = []
    spread = ""
    for upper, lower in zip(*lines, strict=True):
        spread = upper or spread
        shift = _SHIFT.fullmatch(spread) is not None
        found.append((spread + lower if shift else lower or upper).lower())
    return found


def _filled(cells: Sequence[Cell], columns: _Columns) -> bool:
    return any(n < len(cells) and text_of(cells[n]) for n in columns.times)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column holds what; `times` are clock times of `day`, or without it whole moments."""

    user: int | None
    name: int | None
    day: int | None
    times: tuple[int, ...]
    format: Format

    @staticmethod
    def of(heading: Sequence[str]) -> _Columns | None:
        """The columns a heading names; None when it is no heading of punches."""

        def places(wanted: Callable[[str], bool]) -> list[int]:
            return [n for n, title in enumerate(heading) if wanted(title)]

        user = next(iter(places(_USERS.__contains__)), None)
        name = next(iter(places(_NAMES.__contains__)), None)
        if user is None and name is None:
            return None
        day = next(iter(places(_DATES.__contains__)), None)
        shifts = places(lambda title: _SHIFT_PUNCH.fullmatch(title) is not None)
        alone = places(_TIMES.__contains__)
        if shifts:
            # 企业微信 calls the day 时间.
            day = day if day is not None else next(iter(alone), None)
            if day is None:
                return None
            return _Columns(user, name, day, tuple(shifts), Format.DAILY)
        moments = places(_MOMENTS.__contains__)
        if not moments and not alone:
            return None
        return _Columns(user, name, day, tuple(moments or alone[:1]), Format.LIST)

    def read(self, rows: Sequence[Row]) -> PunchFile:
        """The punches below the heading."""
        taps: list[Tap] = []
        troubles: list[Trouble] = []
        for number, cells in rows:
            user, name = _cell(cells, self.user), _cell(cells, self.name)
            if not user and not name:
                continue
            try:
                moments = list(self._moments(cells))
            except ValueError as error:
                troubles.append(Trouble(number, str(error)))
                continue
            taps += [Tap(number, user, name, moment) for moment in moments]
        return PunchFile(self.format, tuple(taps), tuple(troubles))

    def _moments(self, cells: Sequence[Cell]) -> Iterator[datetime]:
        day = None if self.day is None else _day(_at(cells, self.day))
        for column in self.times:
            cell = _at(cells, column)
            text = _spelled(cell)
            if text in ("", "-", "--", "---", "未打卡", "无"):
                continue
            if isinstance(cell, datetime) or _PERIOD.search(text):
                moment, timed, problem = moment_of(_WEEKDAY.sub("", text) if text else cell)
                if moment is None or not (timed or text.endswith(("00:00", "00:00:00"))):
                    raise ValueError(problem or f"“{text}”没有几点几分，没有读入")
                yield _with_clock(moment, text)
            elif day is None:
                raise ValueError(f"“{text}”没有日期，没有读入")
            else:
                clocks = list(_clocks(day, text))
                if not clocks:
                    raise ValueError(f"“{text}”不是时间，没有读入")
                yield from clocks


def _at(cells: Sequence[Cell], column: int) -> Cell:
    return cells[column] if column < len(cells) else None


def _cell(cells: Sequence[Cell], column: int | None) -> str:
    return "" if column is None else text_of(_at(cells, column)).strip()


def _spelled(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, float) and 0 < cell < 1:
        # A time of day that the workbook holds as a part of a day.
        seconds = round(cell * 86400)
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return half_width(text_of(cell)).strip()


def _day(cell: Cell) -> date:
    """The day of a line; 钉钉 writes 26-11-18 星期三."""
    text = _WEEKDAY.sub("", _spelled(cell))
    if found := _SHORT_DATE.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
        short = _date(2000 + year, month, day)
        if short is not None:
            return short
    moment, _, problem = moment_of(text)
    if moment is None:
        raise ValueError(problem or "这一行没有日期，没有读入")
    return moment.date()


def _clocks(day: date, text: str) -> Iterator[datetime]:
    for found in _CLOCK.finditer(text):
        shift, hour, minute, second = found.groups()
        if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
            raise ValueError(f"“{found[0]}”不是时间，没有读入")
        on = day + timedelta(days={"次日": 1, "前日": -1}.get(shift, 0))
        yield at(on, time(int(hour), int(minute), int(second or 0)))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
