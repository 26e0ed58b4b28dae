"""The files of the punch machines and programs of the sample office, as their makers write them."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from center.attendance.hours import Slot
from center.attendance.punch_files import PunchFile, read_punches
from center.attendance.punching import working_day
from reports.plain import plain_workbook
from reports.workbook import Cell

WEEKDAYS = "一二三四五六日"
SHIFTS = ("上班1", "下班1", "上班2", "下班2")


@dataclass(frozen=True, slots=True)
class Punched:
    """One tap of the sample office: the machine's number, the name, the slot it was meant for."""

    user: str
    name: str
    slot: Slot
    at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """A file as written, and what reading it gives."""

    path: Path
    sha256: str
    found: PunchFile


def attlog(path: Path, taps: Sequence[Punched], more: Sequence[str] = ()) -> Written:
    """`attlog.dat` of a fingerprint terminal: numbers padded, four more fields, CRLF."""
    ordered = sorted(taps, key=lambda one: (one.at, one.user))
    lines = [f"{one.user:>9}\t{one.at:%Y-%m-%d %H:%M:%S}\t1\t0\t1\t0" for one in ordered]
    lines += more
    path.write_bytes("".join(line + "\r\n" for line in lines).encode("ascii"))
    return _read(path, [line.split("\t") for line in lines])


def grid(path: Path, taps: Sequence[Punched], days: Sequence[date], made_at: datetime) -> Written:
    """原始记录 of a terminal: a person's line, then all times of each day in one cell."""
    of: dict[str, dict[date, list[str]]] = defaultdict(lambda: defaultdict(list))
    names: dict[str, str] = {}
    for one in sorted(taps, key=lambda one: one.at):
        of[one.user][working_day(one.at)].append(f"{one.at:%H:%M}")
        names[one.user] = one.name
    rows: list[list[Cell]] = [
        ["原始记录表"],
        [f"考勤时间：{days[0]:%Y-%m-%d} ~ {days[-1]:%Y-%m-%d}"],
        [day.day for day in days],
    ]
    for user in sorted(of, key=int):
        rows.append(
            ["工号：", None, user, None, "姓名：", None, names[user], None, "部门：", "机关"]
        )
        rows.append(["\n".join(of[user][day]) if day in of[user] else None for day in days])
    plain_workbook(path, "原始记录", rows, made_at)
    return _read(path, rows)


def dingtalk(path: Path, taps: Sequence[Punched], days: Sequence[date], at: datetime) -> Written:
    """钉钉 每日统计: two heading lines with merged cells, one line per person and day."""
    titles = ["姓名", "考勤组", "部门", "工号", "日期", "班次"]
    upper: list[Cell] = [*titles]
    lower: list[Cell] = [None] * len(titles)
    merged = []
    for place, shift in enumerate(SHIFTS):
        upper += [shift, None]
        lower += ["打卡时间", "打卡结果"]
        left, right = (chr(ord("A") + len(titles) + 2 * place + n) for n in (0, 1))
        merged.append(f"{left}3:{right}3")
    rows: list[list[Cell]] = [
        [f"每日统计 统计日期：{days[0]} 至 {days[-1]}"],
        [f"报表生成时间：{at:%Y-%m-%d %H:%M}"],
        upper,
        lower,
    ]
    for (name, user), shown in _daily(taps):
        for day in days:
            if day not in shown:
                continue
            week = WEEKDAYS[day.weekday()]
            line: list[Cell] = [name, "机关考勤", "青山镇", user.zfill(3)]
            line += [f"{day:%y-%m-%d} 星期{week}", "固定班制"]
            rows.append([*line, *_cells(shown[day], "缺卡")])
    plain_workbook(path, "每日统计", rows, at, merged)
    return _read(path, rows)


def wecom(path: Path, taps: Sequence[Punched], days: Sequence[date], at: datetime) -> Written:
    """企业微信 上下班打卡_日报: its day is called 时间."""
    upper: list[Cell] = ["时间", "姓名", "账号", "部门"]
    lower: list[Cell] = [None] * 4
    for shift in SHIFTS:
        upper += [shift, None]
        lower += ["打卡时间", "打卡状态"]
    rows: list[list[Cell]] = [
        ["上下班打卡_日报"],
        [f"统计时间：{days[0]:%Y-%m-%d} ~ {days[-1]:%Y-%m-%d}"],
        upper,
        lower,
    ]
    for (name, user), shown in _daily(taps):
        for day in days:
            if day not in shown:
                continue
            spelled = f"{day:%Y/%m/%d} 星期{WEEKDAYS[day.weekday()]}"
            line: list[Cell] = [spelled, name, user.zfill(3), "青山镇党政办"]
            rows.append([*line, *_cells(shown[day], "未打卡")])
    plain_workbook(path, "上下班打卡_日报", rows, at)
    return _read(path, rows)


def listed(path: Path, taps: Sequence[Punched]) -> Written:
    """A list of punches as CSV in GB18030, as Excel saves it on a Chinese Windows."""
    rows: list[list[Cell]] = [["工号", "姓名", "打卡时间", "设备"]]
    rows += [
        [one.user.zfill(3), one.name, f"{one.at:%Y-%m-%d %H:%M:%S}", "一楼大厅"]
        for one in sorted(taps, key=lambda one: (one.at, one.user))
    ]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode("gb18030"))
    return _read(path, rows)


_Person = tuple[str, str]


def _daily(
    taps: Iterable[Punched],
) -> list[tuple[_Person, Mapping[date, Mapping[Slot, datetime]]]]:
    of: dict[_Person, dict[date, dict[Slot, datetime]]] = defaultdict(lambda: defaultdict(dict))
    for one in sorted(taps, key=lambda one: one.at):
        of[one.name, one.user][working_day(one.at)].setdefault(one.slot, one.at)
    return sorted(of.items(), key=lambda one: int(one[0][1]))


def _cells(shown: Mapping[Slot, datetime], missing: str) -> list[Cell]:
    cells: list[Cell] = []
    for slot in Slot:
        at = shown.get(slot)
        late = at is not None and at.hour < 4
        cells += [f"{'次日 ' if late else ''}{at:%H:%M}" if at else None, "正常" if at else missing]
    return cells


def _read(path: Path, rows: Sequence[Sequence[Cell]]) -> Written:
    found = read_punches(list(enumerate((tuple(row) for row in rows), 1)))
    if found is None:
        raise ValueError(f"{path.name} is no punch file")
    return Written(path, hashlib.sha256(path.read_bytes()).hexdigest(), found)
