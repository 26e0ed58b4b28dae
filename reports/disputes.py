"""The ledger of disputes of a month by village, zero reports told, as a workbook (PET-13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from center import disputes
from center.disputes import Dispute, VillageMonth
from center.rights import Actor
from center.storage import Store, Work
from reports.petitions import period_words
from reports.table import Table, take_out
from reports.workbook import Cell, Column

TITLE = "矛盾纠纷排查台账"
COLUMNS = (
    Column("序号", "number", 6),
    Column("村（社区）", width=12),
    Column("排查日期", "date"),
    Column("类型", width=10),
    Column("当事人", width=18),
    Column("事由", "note", 30),
    Column("责任人", width=10),
    Column("调解人", width=12),
    Column("化解日期", "date"),
    Column("结果", "note", 24),
    Column("状态", width=9),
)


def dispute_ledger(work: Work, month: str) -> Table:
    """The disputes of one month (spelled 2026-09).

    A village that found nothing has one line that says whether it reported so.
    """
    span = disputes.span_of(month)
    villages, found = disputes.month(work, month), disputes.disputes(work, *span)
    lines = [cells for row in villages for cells in _village(row, found)]
    waiting = [row.village for row in villages if row.report is None]
    closing = [
        f"排查{sum(row.found for row in villages)}件，化解{sum(row.settled for row in villages)}件",
        f"未上报：{'、'.join(waiting)}" if waiting else "各村均已上报",
        "本表只登记纠纷，不作为人员名册使用",
    ]
    rows = [(number, *cells) for number, cells in enumerate(lines, 1)]
    return Table(
        Dispute.kind, TITLE, COLUMNS, rows, period_words(*span), closing, ("制表人", "审核人")
    )


def export_disputes(store: Store, actor: Actor, month: str, path: Path) -> int:
    """Write one month's disputes; how many lines. See `reports.table.take_out`."""
    return take_out(store, actor, path, lambda work: dispute_ledger(work, month))


def _village(row: VillageMonth, found: Sequence[Dispute]) -> list[tuple[Cell, ...]]:
    own = [one for one in found if one.village == row.village]
    if not own:
        said = "零报告" if row.report is not None else "未上报"
        nothing: tuple[Cell, ...] = (None,) * (len(COLUMNS) - 3)
        return [(row.village, *nothing, said)]
    return [
        (
            one.village,
            one.found_on,
            one.dispute_kind,
            one.parties,
            one.matter,
            one.responsible,
            one.mediator,
            one.settled_on,
            one.result,
            one.state.value,
        )
        for one in sorted(own, key=_first)
    ]


def _first(one: Dispute) -> tuple[date, str]:
    return one.found_on, one.matter
