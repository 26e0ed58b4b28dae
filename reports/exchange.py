"""What became of each row of a data package, as a workbook (回执明细)."""

from __future__ import annotations

from pathlib import Path

from center.exchange.listing import package_rows
from center.exchange.reading import RowResult
from center.exchange.records import Package, Result
from center.imports.rows import Cancelled, Progress, never, silent
from center.rights import Actor
from center.storage import Store, Work
from reports.table import Table, take_out_slowly
from reports.workbook import Cell, Column

PAGE = 1_000
COLUMNS = (
    Column("行", "number", 7),
    Column("时间", "time"),
    Column("种类", width=14),
    Column("内容", "note", 34),
    Column("结果", width=12),
    Column("说明", "note", 36),
)


def export_rows(
    store: Store,
    actor: Actor,
    package: Package,
    path: Path,
    only: Result | None = None,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> int | None:
    """Write the rows of a package, or those with one outcome; how many, None when cancelled.

    Raises NotAllowed without the right to export, Expected when the file cannot be written.
    """

    def make(work: Work) -> Table | None:
        rows: list[RowResult] = []
        while found := package_rows(work, package, only, PAGE, rows[-1].number if rows else 0):
            if cancelled():
                return None
            rows += found
            progress(len(rows), package.rows, "正在读取数据包")
            if len(found) < PAGE:
                break
        counts = {one: sum(row.result is one for row in rows) for one in Result}
        closing = "，".join(f"{one.value} {count}" for one, count in counts.items() if count)
        return Table(
            Package.kind,
            f"数据包逐条结果　{package.file_name}",
            COLUMNS,
            [_cells(row) for row in rows],
            closing=(f"共 {len(rows)} 条：{closing}",) if rows else (),
            about=package.id,
        )

    return take_out_slowly(store, actor, path, make)


def _cells(row: RowResult) -> tuple[Cell, ...]:
    return (row.number, row.at, row.kind, row.about, row.result.value, row.reason)
