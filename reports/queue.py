"""Waiting times of the queue by day and window as a workbook (REG-18); journalled."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from center.errors import Problem, Refused
from center.queue.figures import ALL_WINDOWS, Figures, figures
from center.queue.records import Ticket
from center.rights import Actor
from center.storage import Store, Work
from reports.table import Table, take_out
from reports.workbook import Cell, Column

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


def waiting_table(work: Work, first: date, last: date) -> Table:
    """The waiting times of these days: each day as a whole, then by window; minutes are rounded.

    Raises Refused for a span that is turned round or longer than a year.
    """
    if last < first or (last - first).days >= LONGEST_SPAN:
        raise Refused([Problem("last", "结束日期应在开始日期之后，最多一年")])
    found = figures(work, first, last)
    days = [row for row in found if row.window == ALL_WINDOWS]
    called = sum(row.called for row in days)
    mean = sum(row.mean * row.called for row in days) / called if called else 0.0
    taken, priority = sum(row.taken for row in days), sum(row.priority for row in days)
    longest = max((row.longest for row in days), default=0.0)
    return Table(
        Ticket.kind,
        TITLE,
        COLUMNS,
        [_cells(row) for row in found],
        f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}",
        (
            f"合计取号{taken}个，叫到{called}个，优先{priority}个",
            f"平均等候{round(mean)}分钟，最长{round(longest)}分钟",
        ),
        ("制表人", "审核人"),
    )


def export_waiting(store: Store, actor: Actor, first: date, last: date, path: Path) -> int:
    """Write the waiting times of these days; how many rows. See `reports.table.take_out`."""
    return take_out(store, actor, path, lambda work: waiting_table(work, first, last))


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
