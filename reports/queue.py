"""Waiting times of the queue by day and window as a workbook (REG-18); journalled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from center.errors import Problem, Refused
from center.journal import commit
from center.queue.figures import ALL_WINDOWS, Figures, figures
from center.queue.records import Ticket
from center.rights import Actor, Right, require
from center.settings import values
from center.storage import Note, Store
from reports.workbook import Cell, Column, table

LONGEST_SPAN = 366
COLUMNS = (
    Column("日期", "date"),
    Column("窗口", width=20),
    Column("取号", "number", 8),
    Column("叫到", "number", 8),
    Column("优先", "number", 8),
    Column("过号未回", "number", 10),
    Column("已离开", "number", 8),
    Column("平均等候（分钟）", "number", 16),
    Column("九成不超过（分钟）", "number", 18),
    Column("最长等候（分钟）", "number", 16),
)
TITLE = "排队等候统计表"


def waiting_table(
    rows: Iterable[Figures], *, unit: str, period: str, path: Path, made_at: datetime
) -> int:
    """Write the figures to `path`: each day as a whole, then by window; minutes are rounded.

    Raises Expected when the file cannot be written; see `reports.workbook.table`.
    """
    found = list(rows)
    days = [row for row in found if row.window == ALL_WINDOWS]
    called = sum(row.called for row in days)
    mean = sum(row.mean * row.called for row in days) / called if called else 0.0
    taken, first = sum(row.taken for row in days), sum(row.priority for row in days)
    longest = max((row.longest for row in days), default=0.0)
    return table(
        path,
        COLUMNS,
        (_cells(row) for row in found),
        title=TITLE,
        unit=unit,
        period=period,
        made_at=made_at,
        closing=(
            f"合计取号{taken}个，叫到{called}个，优先{first}个",
            f"平均等候{round(mean)}分钟，最长{round(longest)}分钟",
        ),
        signatures=("制表人", "审核人"),
    )


def export_waiting(store: Store, actor: Actor, first: date, last: date, path: Path) -> int:
    """Write the waiting times of these days, both included; returns how many rows there are.

    Raises Refused for a span that is turned round or longer than a year, NotAllowed without the
    right to export, Expected when the file cannot be written.
    """
    require(actor, Right.EXPORT)
    if last < first or (last - first).days >= LONGEST_SPAN:
        raise Refused([Problem("last", "结束日期应在开始日期之后，最多一年")])
    with store.read(actor) as work:
        unit, now = values(work.session, work.now).text("unit_name"), work.now
        rows = figures(work, first, last)
    period = f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"
    with store.work(actor) as work:
        payload = {"name": f"{TITLE}　{period}", "rows": len(rows), "file": path.name}
        # An export is about many records: it gets an id of its own.
        work.notes.append(Note("export", Ticket.kind, work.new_id(), payload))
        commit(work)
    return waiting_table(rows, unit=unit, period=period, path=path, made_at=now)


def _cells(row: Figures) -> tuple[Cell, ...]:
    # Nobody called, no time: a nought would look like good service.
    minutes = (row.mean, row.p90, row.longest) if row.called else ()
    told: list[Cell] = [round(m) for m in minutes] or [None] * 3
    return (
        row.day,
        row.window,
        row.taken,
        row.called,
        row.priority,
        row.passed,
        row.left,
        *told,
    )
