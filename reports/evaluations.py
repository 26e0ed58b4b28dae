"""Satisfaction by window and the list of follow-up visits as workbooks; journalled when written.

Phones come masked (D8).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from center.evaluations import Rating, Satisfaction, satisfaction
from center.follow_ups import FollowUp, FollowUpFilter, FollowUpRow, page
from center.records import local_date
from center.rights import Actor
from center.settings import values
from center.storage import Store, Work
from reports.table import Table, take_out
from reports.workbook import Cell, Column

PAGE = 500
SATISFACTION_COLUMNS = (
    Column("窗口", width=20),
    Column("办结", "number", 8),
    Column("已评价", "number", 8),
    Column("未评价", "number", 8),
    *(Column(rating.value, "number", 10) for rating in Rating),
    Column("满意率", width=16),
)
FOLLOW_UP_COLUMNS = (
    Column("序号", "number", 6),
    Column("办件编号"),
    Column("申请人", width=10),
    Column("联系电话", width=14),
    Column("事项"),
    Column("窗口", width=12),
    Column("经办人", width=9),
    Column("来源", width=10),
    Column("评价", "note", 16),
    Column("应回访", "date", 12),
    Column("回访日期", "date", 12),
    Column("回访人", width=9),
    Column("结果", width=11),
    Column("群众意见", "note", 24),
    Column("处理情况", "note", 24),
)


def rate_words(row: Satisfaction, least: int) -> str:
    """95.0%, or why there is none."""
    if row.rate is None:
        return f"不足 {least} 份，不计"
    return f"{row.rate:.1%}"


def satisfaction_table(work: Work, first: date, last: date) -> Table:
    """The evaluations of a span of days by window (SAT-03)."""
    least = values(work.session, work.now).number("satisfaction_least")
    found = satisfaction(work, first, last)
    rated, ended = sum(row.rated for row in found), sum(row.ended for row in found)
    return Table(
        FollowUp.kind,
        "群众评价满意度汇总表",
        SATISFACTION_COLUMNS,
        [_satisfaction_cells(row, least) for row in found],
        f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日",
        (
            f"合计办结 {ended} 件，已评价 {rated} 件",
            "满意率为非常满意、满意、基本满意三级占已评价的比例。",
        ),
        ("制表人", "负责人"),
    )


def export_satisfaction(store: Store, actor: Actor, first: date, last: date, path: Path) -> int:
    """Write the evaluations of a span; how many windows. See `reports.table.take_out`."""
    return take_out(store, actor, path, lambda work: satisfaction_table(work, first, last))


def follow_up_table(
    work: Work, wanted: FollowUpFilter, sort: str = "due_on", *, descending: bool = False
) -> Table:
    """The list of follow-ups as it is filtered and sorted."""
    rows: list[FollowUpRow] = []
    after = None
    while found := page(work, wanted, sort, descending=descending, after=after, limit=PAGE):
        rows += found
        after = found[-1].key(sort)
    called = sum(row.outcome is not None for row in rows)
    return Table(
        FollowUp.kind,
        "办件回访清单",
        FOLLOW_UP_COLUMNS,
        [_follow_up_cells(number, row) for number, row in enumerate(rows, 1)],
        closing=(f"合计{len(rows)}件，已回访{called}件",),
    )


def export_follow_ups(
    store: Store, actor: Actor, wanted: FollowUpFilter, path: Path, sort: str, *, descending: bool
) -> int:
    """Write the list of follow-ups; how many it holds. See `reports.table.take_out`."""
    return take_out(
        store,
        actor,
        path,
        lambda work: follow_up_table(work, wanted, sort, descending=descending),
    )


def _satisfaction_cells(row: Satisfaction, least: int) -> Sequence[Cell]:
    levels = [row.levels[rating] for rating in Rating]
    return (row.window, row.ended, row.rated, row.unrated, *levels, rate_words(row, least))


def _follow_up_cells(number: int, row: FollowUpRow) -> Sequence[Cell]:
    return (
        number,
        row.number,
        row.name,
        row.phone,
        row.item_name,
        row.window,
        row.handler_name,
        row.origin.value,
        row.why,
        row.due_on,
        local_date(row.called_at) if row.called_at else None,
        row.caller_name,
        row.outcome.value if row.outcome else "待回访",
        row.opinion,
        row.measure,
    )
