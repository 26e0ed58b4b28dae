"""The year's archive list (归档目录, ARCH-02, ARCH-03) as a workbook that prints on A4."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from center.filing import FilingRow
from reports.workbook import Column, table

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


def write_filings(
    rows: Sequence[FilingRow], path: Path, *, unit: str, year: int, made_at: datetime
) -> int:
    """Write the bags filed in a year in the order of their numbers; how many there are.

    Names stand in full: the list stays in the office. Raises Expected when the file cannot be
    written; see `reports.workbook.table`.
    """
    return table(
        path,
        _COLUMNS,
        [
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
            for row in rows
        ],
        title=TITLE,
        unit=unit,
        made_at=made_at,
        period=f"{year}年归档",
        signatures=("归档人", "档案管理员"),
    )
