"""Satisfaction by window and the list of follow-up visits as workbooks; journalled when written.

Phones come masked (D8).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from center.evaluations import Rating, Satisfaction, satisfaction
from center.follow_ups import FollowUp, FollowUpFilter, FollowUpRow, page
from center.journal import commit
from center.records import local_date
from center.rights import Actor, Right, require
from center.settings import values
from center.storage import Note, Store
from reports.workbook import Cell, Column, table

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


def export_satisfaction(store: Store, actor: Actor, first: date, last: date, path: Path) -> int:
    """Write the evaluations of a span of days by window; how many windows it names.

    Raises NotAllowed without the right to export, Expected when the file cannot be written.
    """
    require(actor, Right.EXPORT)
    with store.read(actor) as work:
        settings = values(work.session, work.now)
        rows, now = satisfaction(work, first, last), work.now
    least = settings.number("satisfaction_least")
    period = f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日"
    _journal(store, actor, f"满意度　{period}", len(rows), path)
    return table(
        path,
        SATISFACTION_COLUMNS,
        [_satisfaction_cells(row, least) for row in rows],
        title="群众评价满意度汇总表",
        unit=settings.text("unit_name"),
        period=period,
        made_at=now,
        closing=("满意率为非常满意、满意、基本满意三级占已评价的比例。",),
        signatures=("制表人", "负责人"),
    )


def export_follow_ups(
    store: Store, actor: Actor, wanted: FollowUpFilter, path: Path, sort: str, *, descending: bool
) -> int:
    """Write the list of follow-ups as it is filtered and sorted; how many it holds."""
    require(actor, Right.EXPORT)
    rows: list[FollowUpRow] = []
    with store.read(actor) as work:
        unit, now = values(work.session, work.now).text("unit_name"), work.now
        after = None
        while found := page(work, wanted, sort, descending=descending, after=after, limit=PAGE):
            rows += found
            after = found[-1].key(sort)
    _journal(store, actor, "回访清单", len(rows), path)
    return table(
        path,
        FOLLOW_UP_COLUMNS,
        [_follow_up_cells(number, row) for number, row in enumerate(rows, 1)],
        title="办件回访清单",
        unit=unit,
        made_at=now,
        closing=(f"合计{len(rows)}件",),
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


def _journal(store: Store, actor: Actor, name: str, rows: int, path: Path) -> None:
    with store.work(actor) as work:
        payload = {"name": name, "rows": rows, "file": path.name}
        work.notes.append(Note("export", FollowUp.kind, work.new_id(), payload))
        commit(work)
