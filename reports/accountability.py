"""The ledger of accountability (责任追究台账) as a workbook; journalled when written (ACC-02)."""

from __future__ import annotations

from pathlib import Path

from center.accountability.listing import AccountabilityFilter, AccountabilityRow, page
from center.accountability.records import Accountability
from center.rights import Actor
from center.storage import Store, Work
from forms.filling.accountability import situation_words
from reports.table import Table, take_out
from reports.workbook import Cell, Column

PAGE = 500
TITLE = "责任追究台账"
COLUMNS = (
    Column("序号", "number", 6),
    Column("编号", width=19),
    Column("发生日期", "date"),
    Column("责任人", width=16),
    Column("窗口", width=11),
    Column("情形", "note", 26),
    Column("违规事实", "note", 30),
    Column("情节", width=7),
    Column("处理", "note", 26),
    Column("决定人", width=14),
    Column("决定日期", "date"),
    Column("移送", width=12),
    Column("来源", width=19),
    Column("进展", width=11),
    Column("执行情况", "note", 20),
)


def accountability_table(
    work: Work,
    wanted: AccountabilityFilter,
    sort: str = "happened_on",
    *,
    descending: bool = True,
    period: str = "",
) -> Table:
    """The list as it is filtered and sorted; secret matters as far as the reader may see them."""
    rows: list[AccountabilityRow] = []
    after = None
    while found := page(work, wanted, sort, descending=descending, after=after, limit=PAGE):
        rows += found
        after = found[-1].key(sort)
    return Table(
        Accountability.kind,
        TITLE,
        COLUMNS,
        [_cells(number, row) for number, row in enumerate(rows, 1)],
        period,
        (f"合计{len(rows)}件",),
        ("制表人", "审核人"),
    )


def export_accountability(
    store: Store,
    actor: Actor,
    wanted: AccountabilityFilter,
    path: Path,
    sort: str = "happened_on",
    *,
    descending: bool = True,
) -> int:
    """Write the list; how many matters it holds. See `reports.table.take_out`."""
    return take_out(
        store,
        actor,
        path,
        lambda work: accountability_table(work, wanted, sort, descending=descending),
    )


def _cells(number: int, row: AccountabilityRow) -> tuple[Cell, ...]:
    return (
        number,
        row.number,
        row.happened_on,
        row.names,
        row.window,
        situation_words(row.situations, row.acts),
        row.facts,
        row.severity.value,
        row.measures,
        row.decided_by,
        row.decided_on,
        row.referred_to,
        row.source_number,
        row.status.value,
        row.result,
    )
