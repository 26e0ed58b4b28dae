"""Duty rosters taken out of the program: workbooks and tables with phones; each journalled.

The public version of a month carries no phone but the office's (see `forms.filling.roster`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from center.errors import Expected
from center.records import local_date
from center.rights import Actor, Right, require
from center.roster.drafting import find_month
from center.roster.fulfilment import Fulfilment, fulfilment
from center.roster.records import Plan, Roster, Seat
from center.storage import Store, Work
from forms.filling import roster as filling
from forms.roster.month import Month
from forms.roster.poster import title_of as poster_title
from forms.roster.tables import duty_table, grid, notes_of, title_of
from reports.table import Table, journal, take_out
from reports.workbook import Cell, Column

PUBLIC_COLUMNS = (
    Column("日期", "date"),
    Column("星期", width=7),
    Column("接访时间", width=26),
    Column("接访领导", width=12),
    Column("职务", width=16),
    Column("接访地点", width=22),
    Column("联系电话", width=16),
    Column("备注", "note", 24),
)
FULFILMENT_COLUMNS = (
    Column("序号", "number", 6),
    Column("姓名", width=10),
    Column("职务", width=16),
    Column("级别", width=8),
    Column("应值（天）", "number", 11),
    Column("实值（天）", "number", 11),
    Column("未到岗（天）", "number", 13),
    Column("没有记录（天）", "number", 15),
    Column("到岗率", "percent", 9),
    Column("换出", "number", 7),
    Column("换入", "number", 7),
    Column("临时到中心", "number", 12),
    Column("接待（人）", "number", 11),
    Column("现场解决（件）", "number", 15),
    Column("接访信访（件）", "number", 15),
    Column("其中办结", "number", 10),
    Column("本年待值", "number", 10),
)

COUNTED = "应值按公布的班表计到昨天，换班以后算接班的人；到岗率为实值占应值的比例。"


def duty_roster(work: Work, plan: Plan, year: int, month: int, *, phones: bool = False) -> Table:
    """A month of a plan; raises Expected when nobody has begun it."""
    roster = find_month(work, plan, year, month)
    if roster is None:
        raise Expected(f"{year}年{month}月还没有{plan.value}的班表，没有生成表格。请先排班。")
    return month_table(work, roster.id, phones=phones)


def month_table(work: Work, roster: UUID, *, phones: bool = False) -> Table:
    """A month; without `phones` the version for the wall and the website."""
    month = filling.month(work, work.session.get_one(Roster, roster), phones=phones)
    public = month.plan is Plan.RECEPTION and not phones
    return _made(month, poster_title(month) if public else title_of(month), roster, phones=phones)


def export_month(
    store: Store, actor: Actor, roster: UUID, path: Path, *, phones: bool = False
) -> int:
    """Write a month; how many rows there are. See `month_table`, `reports.table.take_out`."""
    return take_out(store, actor, path, lambda work: month_table(work, roster, phones=phones))


def print_month(store: Store, actor: Actor, roster: UUID, *, phones: bool = False) -> bytes:
    """The table of a month as a PDF, as `export_month`."""
    require(actor, Right.EXPORT)
    with store.read(actor) as work:
        month = filling.month(work, work.session.get_one(Roster, roster), phones=phones)
    journal(store, actor, _made(month, title_of(month), roster, phones=phones), "PDF")
    return duty_table(month, phones=phones)


def export_holiday(
    store: Store, actor: Actor, name: str, first: date, last: date, path: Path
) -> int:
    """Write the watch of a holiday with posts and phones, for the county; how many days."""

    def make(work: Work) -> Table:
        month = filling.holiday(work, name, first, last)
        return _made(month, title_of(month), None, phones=True)

    return take_out(store, actor, path, make)


def print_holiday(store: Store, actor: Actor, name: str, first: date, last: date) -> bytes:
    """The watch of a holiday as a PDF, as `export_holiday`."""
    require(actor, Right.EXPORT)
    with store.read(actor) as work:
        month = filling.holiday(work, name, first, last)
    journal(store, actor, _made(month, title_of(month), None, phones=True), "PDF")
    return duty_table(month, phones=True)


def fulfilment_table(work: Work, year: int, plan: Plan = Plan.RECEPTION) -> Table:
    """Each leader's year for the annual assessment (DUTY-09)."""
    rows = fulfilment(work, year, plan)
    running = year == local_date(work.now).year
    return Table(
        Roster.kind,
        f"{year}年领导{plan.value}履职情况表",
        FULFILMENT_COLUMNS,
        [_fulfilment_cells(number, row) for number, row in enumerate(rows, 1)],
        f"{year}年（计到昨天）" if running else f"{year}年",
        (_sums(rows), COUNTED),
        ("制表人", "主任", "分管领导"),
    )


def export_fulfilment(
    store: Store, actor: Actor, year: int, path: Path, plan: Plan = Plan.RECEPTION
) -> int:
    """Write each leader's year; how many leaders. See `reports.table.take_out`."""
    return take_out(store, actor, path, lambda work: fulfilment_table(work, year, plan))


def _made(month: Month, title: str, about: UUID | None, *, phones: bool) -> Table:
    public = month.plan is Plan.RECEPTION and not phones
    made = grid(month, phones=phones)
    columns = [Column(label, "note" if label == "备注" else "text") for label in made.labels]
    return Table(
        Roster.kind,
        title,
        PUBLIC_COLUMNS if public else columns,
        _public_rows(month) if public else made.rows,
        closing=(month.state, *notes_of(month)),
        signatures=() if public else ("制表人", "审核人"),
        landscape=public or bool(month.name),
        about=about,
    )


def _public_rows(month: Month) -> list[Sequence[Cell]]:
    """One row for each leader and day (B10 of the forms)."""
    return [
        (
            day.on,
            day.weekday,
            month.hours,
            one.name,
            one.post,
            month.place,
            month.phone,
            day.remark,
        )
        for day in month.days
        for one in day.of(Seat.LEADER)
    ]


def _fulfilment_cells(number: int, row: Fulfilment) -> Sequence[Cell]:
    return (
        number,
        row.name,
        row.post,
        row.rank,
        row.planned,
        row.done,
        row.missed,
        row.unrecorded,
        row.done / row.planned if row.planned else None,
        row.given,
        row.taken,
        row.besides,
        row.visitors,
        row.solved,
        row.petitions,
        row.closed,
        row.to_come,
    )


def _sums(rows: Sequence[Fulfilment]) -> str:
    counted = {
        name: sum(getattr(row, name) for row in rows)
        for name in ("planned", "done", "missed", "unrecorded", "visitors", "solved")
    }
    return (
        "合计应值 {planned} 天，实值 {done} 天，未到岗 {missed} 天，没有记录 {unrecorded} 天；"
        "接待 {visitors} 人，现场解决 {solved} 件"
    ).format(**counted)
