"""The year's archive list (归档目录, ARCH-02, ARCH-03) as a workbook that prints on A4."""

from __future__ import annotations

from pathlib import Path

from center.filing import Filing, filings
from center.rights import Actor
from center.storage import Store, Work
from reports.table import Table, take_out
from reports.workbook import Column

TITLE = "归档目录"
_COLUMNS = (
    Column("档号", "text", 26),
    Column("办件编号", "text", 19),
    Column("事项", "note", 28),
    Column("申请人", "text", 10),
    Column("办结日期", "date"),
    Column("保管期限", "text", 9),
    Column("页数", "number"),
    Column("袋号", "text", 8),
    Column("盒号", "text", 8),
    Column("存放位置", "note", 16),
    Column("归档日期", "date"),
    Column("归档人", "text", 9),
)


def filing_list(work: Work, year: int) -> Table:
    """The bags filed in a year in the order of their numbers.

    Names stand in full: the list stays in the office.
    """
    rows = [
        (
            row.number,
            row.case_number,
            row.item_name,
            row.name,
            row.ended_on,
            row.retention.value,
            row.pages or None,
            row.bag,
            row.box,
            row.location,
            row.filed_on,
            row.filer_name,
        )
        for row in filings(work, year)
    ]
    closing = (f"合计{len(rows)}件",)
    signers = ("归档人", "档案管理员")
    return Table(Filing.kind, TITLE, _COLUMNS, rows, f"{year}年归档", closing, signers)


def export_filings(store: Store, actor: Actor, year: int, path: Path) -> int:
    """Write the bags filed in a year; how many. See `reports.table.take_out`."""
    return take_out(store, actor, path, lambda work: filing_list(work, year))
