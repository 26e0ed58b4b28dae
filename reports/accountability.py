"""The ledger of accountability (责任追究台账) as a workbook; journalled when written (ACC-02)."""

from __future__ import annotations

from pathlib import Path

from center.accountability.listing import AccountabilityFilter, AccountabilityRow, page
from center.accountability.records import Accountability
from center.journal import commit
from center.rights import Actor, Right, require
from center.settings import values
from center.storage import Note, Store
from forms.filling.accountability import situation_words
from reports.workbook import Cell, Column, table

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


def export_accountability(
    store: Store,
    actor: Actor,
    wanted: AccountabilityFilter,
    path: Path,
    sort: str = "happened_on",
    *,
    descending: bool = True,
) -> int:
    """Write the list as it is filtered and sorted; how many matters it holds.

    Secret ones only as far as the writer may see them. Raises NotAllowed without the right to
    export, Expected when the file cannot be written.
    """
    require(actor, Right.EXPORT)
    rows: list[AccountabilityRow] = []
    with store.read(actor) as work:
        unit, now = values(work.session, work.now).text("unit_name"), work.now
        after = None
        while found := page(work, wanted, sort, descending=descending, after=after, limit=PAGE):
            rows += found
            after = found[-1].key(sort)
    with store.work(actor) as work:
        payload = {"name": TITLE, "rows": len(rows), "file": path.name}
        work.notes.append(Note("export", Accountability.kind, work.new_id(), payload))
        commit(work)
    return table(
        path,
        COLUMNS,
        [_cells(number, row) for number, row in enumerate(rows, 1)],
        title=TITLE,
        unit=unit,
        made_at=now,
        closing=(f"合计{len(rows)}件",),
        signatures=("制表人", "审核人"),
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
