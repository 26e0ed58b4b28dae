"""The symbols of the monthly sheet, with a legend the office may change. Pure.

Offices disagree about symbols and there is no standard, so the legend stands on every sheet.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

from center.attendance.records import LeaveType, OutingKind


class CellKind(enum.StrEnum):
    """What a half day was; the value is its name in the legend."""

    PRESENT = "出勤"
    LATE = "迟到"
    EARLY = "早退"
    MISSING = "未打卡（待核实）"
    ABSENT = "旷工"
    OFFICIAL = "公出"
    VILLAGE = "下村"
    TRAINING = "培训会议"
    PERSONAL = "事假"
    SICK = "病假"
    ANNUAL = "年休假"
    COMPENSATORY = "调休"
    MARRIAGE = "婚假"
    MATERNITY = "产假"
    CARE = "护理假"
    PARENTAL = "育儿假"
    FUNERAL = "丧假"
    HOME = "探亲假"
    OTHER = "其他假"
    REST = "休息日"
    OVERTIME = "休息日加班"
    NOT_YET = "未到"


DEFAULTS: Mapping[CellKind, str] = {
    CellKind.PRESENT: "√",
    CellKind.LATE: "＞",
    CellKind.EARLY: "＜",
    CellKind.MISSING: "待",
    CellKind.ABSENT: "×",
    CellKind.OFFICIAL: "公",
    CellKind.VILLAGE: "村",
    CellKind.TRAINING: "培",
    CellKind.PERSONAL: "△",
    CellKind.SICK: "○",
    CellKind.ANNUAL: "☆",
    CellKind.COMPENSATORY: "调",
    CellKind.MARRIAGE: "婚",
    CellKind.MATERNITY: "产",
    CellKind.CARE: "护",
    CellKind.PARENTAL: "育",
    CellKind.FUNERAL: "丧",
    CellKind.HOME: "探",
    CellKind.OTHER: "假",
    CellKind.REST: "休",
    CellKind.OVERTIME: "加",
    CellKind.NOT_YET: "",
}

OF_LEAVE: Mapping[LeaveType, CellKind] = {
    LeaveType.PERSONAL: CellKind.PERSONAL,
    LeaveType.SICK: CellKind.SICK,
    LeaveType.ANNUAL: CellKind.ANNUAL,
    LeaveType.HOME: CellKind.HOME,
    LeaveType.MARRIAGE: CellKind.MARRIAGE,
    LeaveType.MATERNITY: CellKind.MATERNITY,
    LeaveType.CARE: CellKind.CARE,
    LeaveType.PARENTAL: CellKind.PARENTAL,
    LeaveType.FUNERAL: CellKind.FUNERAL,
    LeaveType.OFFICIAL: CellKind.OFFICIAL,
    LeaveType.COMPENSATORY: CellKind.COMPENSATORY,
    LeaveType.OTHER: CellKind.OTHER,
}

OF_OUTING: Mapping[OutingKind, CellKind] = {
    OutingKind.OFFICIAL: CellKind.OFFICIAL,
    OutingKind.VILLAGE: CellKind.VILLAGE,
    OutingKind.TRAINING: CellKind.TRAINING,
    OutingKind.HOME_UNIT: CellKind.OFFICIAL,
}


def symbols(lines: Iterable[str]) -> dict[CellKind, str]:
    """The symbols in use; a line such as 迟到 ▲ changes one, anything else is passed over."""
    found = dict(DEFAULTS)
    names = {kind.value: kind for kind in CellKind}
    for line in lines:
        name, _, symbol = line.strip().replace("　", " ").partition(" ")
        kind = names.get(name)
        if kind is not None and 0 < len(symbol.strip()) <= 2:
            found[kind] = symbol.strip()
    return found


def legend(in_use: Mapping[CellKind, str], kinds: Iterable[CellKind]) -> str:
    """The legend of a sheet: every symbol that occurs, in the order of `CellKind`."""
    there = set(kinds) | {CellKind.PRESENT}
    return "　".join(
        f"{in_use[kind]} {kind.value}"
        for kind in CellKind
        if kind in there and kind is not CellKind.NOT_YET
    )
