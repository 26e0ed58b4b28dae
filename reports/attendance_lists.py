"""The month's attendance summary (考勤汇总表) and the log of outings (外出登记表), journalled.

Both as a workbook or as paper. The summary has a line per person in the order of the hall (ATT-10);
the log tells who went where and why, and whether a return to the home unit was in order (LEAVE-18,
LEAVE-19). Two more look back at the desks: who was away how long, what spot checks found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from center.attendance.absence import authorised
from center.attendance.desk_log import Wanted, away_rows, check_rows
from center.attendance.month import TOTALS, Sheet, SheetLine, sheets
from center.attendance.outings import AwayLight, outings
from center.attendance.records import AttendanceMonth, DeskAway, Found, Outing, SpotCheck
from center.calendar import CHINA
from center.imports.rows import Progress, silent
from center.rights import Actor
from center.settings import values
from center.staff import Staff, everything, windows
from center.storage import Store, Work
from reports.attendance import closing, number
from reports.table import Table, take_out
from reports.workbook import Cell, Column

SUMMARY = (
    Column("序号", "number", 5),
    Column("姓名", width=10),
    Column("窗口、职务", width=14),
    Column("人员类别", width=11),
    Column("应出勤", "number", 7),
    *(Column(title, "amount", 6.5) for title in TOTALS.values()),
    Column("备注", "note", 16),
)
OUTINGS = (
    Column("序号", "number", 5),
    Column("姓名", width=9),
    Column("类别", width=9),
    Column("去向", width=16),
    Column("事由", "note", 24),
    Column("离开", width=17),
    Column("返回", width=17),
    Column("同行人", width=12),
    Column("工作代理人", width=11),
    Column("批准人", width=9),
    Column("手续", "note", 12),
)


AWAYS = (
    Column("序号", "number", 5),
    Column("姓名", width=9),
    Column("窗口", width=14),
    Column("离开", width=17),
    Column("回来", width=17),
    Column("分钟", "number", 8),
    Column("情况", width=10),
    Column("原因", "note", 24),
)
CHECKS = (
    Column("序号", "number", 5),
    Column("姓名", width=9),
    Column("窗口", width=14),
    Column("抽查时间", width=17),
    Column("情况", width=10),
    Column("离开分钟", "number", 9),
    Column("抽查人", width=9),
    Column("说明", "note", 24),
)


def attendance_summary(work: Work, year: int, month: int, progress: Progress = silent) -> Table:
    """A month's summary, a line per person in the order of the hall (ATT-10)."""
    settings, found = values(work.session, work.now), sheets(work, year, month, progress)
    state = "已关账" if found and found[0].closed else "未关账"
    return Table(
        AttendanceMonth.kind,
        f"{year}年{month}月考勤汇总表",
        SUMMARY,
        _summary(work, found),
        f"{year}年{month}月（{state}）",
        list(closing_notes(found)),
        [one for one in settings.lines("sheet_signers") if "：" not in one],
    )


def outing_log(work: Work, first: date, last: date) -> Table:
    """The outings of a span of days in the order of leaving (LEAVE-18, LEAVE-19)."""
    names = {one.id: one.name for one in everything(work, Staff)}
    found = sorted(outings(work, first, last), key=lambda one: (one.starts_at, one.id))
    rows = [_outing(place, one, names[one.staff]) for place, one in enumerate(found, 1)]
    span = _span(Wanted(first, last))
    closing = [f"合计 {len(rows)} 次"]
    kind = AttendanceMonth.kind
    return Table(kind, "外出登记表", OUTINGS, rows, span, closing, ["登记人", "审核人"])


def away_log(work: Work, wanted: Wanted) -> Table:
    """Who was away from the desk how long, in order (ATT-07)."""
    settings = values(work.session, work.now)
    found = list(reversed(away_rows(work, wanted)))
    rows = [
        [
            place,
            one.name,
            one.window,
            _moment(one.left_at),
            _moment(one.returned_at) if one.returned_at else "还没有回来",
            one.minutes,
            one.light.value,
            one.reason,
        ]
        for place, one in enumerate(found, 1)
    ]
    told = Counter(one.light for one in found)
    limit, empty = settings.number("away_limit"), settings.number("empty_post")
    over = f"超过 {limit} 分钟 {told[AwayLight.LONG]} 次"
    closing = [f"合计 {len(rows)} 次，{over}，超过 {empty} 分钟按空岗 {told[AwayLight.EMPTY]} 次"]
    return Table(
        DeskAway.kind, "暂时离岗记录", AWAYS, rows, _span(wanted), closing, ["登记人", "审核人"]
    )


def check_log(work: Work, wanted: Wanted) -> Table:
    """What spot checks found, in order (ATT-06)."""
    found = list(reversed(check_rows(work, wanted)))
    rows = [
        [
            place,
            one.name,
            one.window,
            _moment(one.at),
            one.found.value,
            one.minutes or None,
            one.checker,
            one.remark,
        ]
        for place, one in enumerate(found, 1)
    ]
    told = Counter(one.found for one in found)
    closing = [f"合计 {len(rows)} 次：" + "，".join(f"{kind.value} {told[kind]}" for kind in Found)]
    return Table(
        SpotCheck.kind, "在岗抽查记录", CHECKS, rows, _span(wanted), closing, ["抽查人", "审核人"]
    )


def export_away_log(store: Store, actor: Actor, wanted: Wanted, path: Path) -> int:
    """Write the absences from the desk to `path`; how many. See `reports.table.take_out`."""
    return take_out(store, actor, path, lambda work: away_log(work, wanted))


def export_check_log(store: Store, actor: Actor, wanted: Wanted, path: Path) -> int:
    """Write the spot checks to `path`; how many. See `reports.table.take_out`."""
    return take_out(store, actor, path, lambda work: check_log(work, wanted))


def export_attendance_summary(store: Store, actor: Actor, year: int, month: int, path: Path) -> int:
    """Write a month's summary to `path`; how many people it holds. See `reports.table.take_out`."""
    return take_out(store, actor, path, lambda work: attendance_summary(work, year, month))


def export_outing_log(store: Store, actor: Actor, first: date, last: date, path: Path) -> int:
    """Write the outings of a span to `path`; how many. See `reports.table.take_out`."""
    return take_out(store, actor, path, lambda work: outing_log(work, first, last))


def closing_notes(found: Sequence[Sheet]) -> Iterator[str]:
    """What everybody together comes to, and how the summary counts."""
    if found:
        counted = {
            title: number(sum(sheet.totals.get(name, 0) for sheet in found))
            for name, title in TOTALS.items()
        }
        said = "、".join(f"{title} {total}" for title, total in counted.items() if total)
        yield f"合计 {sum(len(sheet.lines) for sheet in found)} 人：{said}"
        yield list(closing(found[0]))[-1]


def _summary(work: Work, found: Sequence[Sheet]) -> list[Sequence[Cell]]:
    order = {one.a_post: (place, one.name) for place, one in enumerate(windows(work))}
    people: list[tuple[int, str, Sheet, SheetLine]] = []
    for sheet in found:
        for line in sheet.lines:
            place, window = order.get(line.staff, (len(order), line.post))
            people.append((place, window, sheet, line))
    people.sort(key=lambda one: one[0])
    rows: list[Sequence[Cell]] = []
    for row, (_, window, sheet, line) in enumerate(people, 1):
        totals = [number(line.totals.get(name, 0)) for name in TOTALS]
        early = f"提前到岗{line.early_arrivals}次" if line.early_arrivals else ""
        rows.append([row, line.name, window, sheet.staff_kind, sheet.due_days, *totals, early])
    return rows


def _outing(place: int, one: Outing, name: str) -> Sequence[Cell]:
    proper = "" if authorised(one) else "四步手续不全，不算公出"
    where = one.village or one.place
    return [
        place,
        name,
        one.outing_kind.value,
        where,
        one.matter,
        _moment(one.starts_at),
        _moment(one.returned_at or one.ends_at),
        one.companions,
        one.substitute_name,
        one.approver,
        proper,
    ]


def _span(wanted: Wanted) -> str:
    return f"{wanted.first:%Y-%m-%d} 至 {wanted.last:%Y-%m-%d}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
