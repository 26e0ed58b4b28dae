"""The month's attendance summary (考勤汇总表) and the log of outings (外出登记表), journalled.

Both as a workbook or as paper. The summary has a line per person in the order of the hall (ATT-10);
the log tells who went where and why, and whether a return to the home unit was in order (LEAVE-18,
LEAVE-19).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from center.attendance.absence import authorised
from center.attendance.month import TOTALS, Sheet, SheetLine, sheets
from center.attendance.outings import outings
from center.attendance.records import AttendanceMonth, Outing
from center.calendar import CHINA, spoken
from center.errors import Problem, Refused
from center.journal import commit
from center.records import local_date
from center.rights import Actor, Right, require
from center.settings import values
from center.staff import Staff, everything, windows
from center.storage import Note, Store, Work
from forms.lists import ListColumn, Part, list_pdf
from reports.attendance import closing, number
from reports.workbook import Cell, Column, table, whole_file

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


@dataclass(frozen=True, slots=True)
class _Table:
    """A table before it becomes a workbook or paper."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    period: str
    closing: Sequence[str]
    signatures: Sequence[str]


def export_attendance_summary(store: Store, actor: Actor, year: int, month: int, path: Path) -> int:
    """Write a month's summary to `path`, a .xlsx or a .pdf; returns how many people it holds.

    Raises Refused for another suffix, NotAllowed without the right to export, Expected when the
    file cannot be written.
    """

    def make(work: Work) -> _Table:
        settings, found = values(work.session, work.now), sheets(work, year, month)
        state = "已关账" if found and found[0].closed else "未关账"
        signers = [one for one in settings.lines("sheet_signers") if "：" not in one]
        return _Table(
            f"{year}年{month}月考勤汇总表",
            SUMMARY,
            _summary(work, found),
            f"{year}年{month}月（{state}）",
            list(closing_notes(found)),
            signers,
        )

    return _export(store, actor, path, make)


def export_outing_log(store: Store, actor: Actor, first: date, last: date, path: Path) -> int:
    """Write the outings of a span of days to `path`, a .xlsx or a .pdf; how many there were."""

    def make(work: Work) -> _Table:
        names = {one.id: one.name for one in everything(work, Staff)}
        found = sorted(outings(work, first, last), key=lambda one: (one.starts_at, one.id))
        rows = [_outing(place, one, names[one.staff]) for place, one in enumerate(found, 1)]
        span = f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"
        return _Table("外出登记表", OUTINGS, rows, span, [], ["登记人", "审核人"])

    return _export(store, actor, path, make)


def closing_notes(found: Sequence[Sheet]) -> Iterator[str]:
    """How the summary counts."""
    if found:
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


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _export(store: Store, actor: Actor, path: Path, make: Callable[[Work], _Table]) -> int:
    require(actor, Right.EXPORT)
    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".pdf"):
        raise Refused([Problem("file", "请存成 .xlsx 或 .pdf 文件")])
    with store.read(actor) as work:
        unit, now = values(work.session, work.now).text("unit_name"), work.now
        made = make(work)
    # Journalled first, so that no list leaves the program unrecorded (D8).
    with store.work(actor) as work:
        payload = {"name": made.title, "rows": len(made.rows), "file": path.name}
        work.notes.append(Note("export", AttendanceMonth.kind, work.new_id(), payload))
        commit(work)
    if suffix == ".xlsx":
        return table(
            path,
            made.columns,
            made.rows,
            title=made.title,
            unit=unit,
            made_at=now,
            period=made.period,
            closing=made.closing,
            signatures=made.signatures,
        )
    content = _paper(made, unit, f"{actor.name}　{spoken(local_date(now))}")
    with whole_file(path) as file:
        file.write(content)
    return len(made.rows)


def _paper(made: _Table, unit: str, by: str) -> bytes:
    columns = [
        ListColumn(
            one.title, one.width or 10, "center" if one.kind in ("number", "amount") else "left"
        )
        for one in made.columns
    ]
    signed = "　　".join(f"{name}：＿＿＿＿＿＿" for name in made.signatures)
    rows = [["" if cell is None else str(cell) for cell in row] for row in made.rows]
    return list_pdf(
        made.title,
        unit,
        columns,
        [Part(made.period, rows, "　".join([*made.closing, signed]))],
        made=by,
        totals=lambda page: f"本页 {len(page)} 行",
        wide=True,
    )
