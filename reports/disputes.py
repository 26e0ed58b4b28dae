"""The ledger of disputes of a month by village, zero reports told, as a workbook (PET-13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from center import disputes
from center.disputes import Dispute, VillageMonth
from center.journal import commit
from center.rights import Actor, Right, require
from center.settings import values
from center.storage import Note, Store
from reports.petitions import period_words
from reports.workbook import Cell, Column, table

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
SIGNATURES = ("制表人", "审核人")


def export_disputes(store: Store, actor: Actor, month: str, path: Path) -> int:
    """Write one month (spelled 2026-09); how many lines were written.

    A village that found nothing has one line that says whether it reported so. Raises NotAllowed
    without the right to export, Expected when the file cannot be written.
    """
    require(actor, Right.EXPORT)
    span = disputes.span_of(month)
    with store.read(actor) as work:
        rows = disputes.month(work, month)
        found = disputes.disputes(work, *span)
        unit, now = values(work.session, work.now).text("unit_name"), work.now
    lines = [cells for row in rows for cells in _village(row, found)]
    with store.work(actor) as work:
        payload = {"name": f"{TITLE}　{month}", "rows": len(lines), "file": path.name}
        work.notes.append(Note("export", Dispute.kind, work.new_id(), payload))
        commit(work)
    waiting = [row.village for row in rows if row.report is None]
    closing = [
        f"排查{sum(row.found for row in rows)}件，化解{sum(row.settled for row in rows)}件",
        f"未上报：{'、'.join(waiting)}" if waiting else "各村均已上报",
        "本表只登记纠纷，不作为人员名册使用",
    ]
    return table(
        path,
        COLUMNS,
        ((number, *cells) for number, cells in enumerate(lines, 1)),
        title=TITLE,
        unit=unit,
        period=period_words(*span),
        made_at=now,
        closing=closing,
        signatures=SIGNATURES,
    )


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
