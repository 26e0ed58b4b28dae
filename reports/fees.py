"""The reconciliation sheet of fees (收费对账单, FEE-05) as a workbook that prints on A4."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from center.fees.reconciling import WindowDay, days
from center.fees.records import Fee, Reconciliation
from center.money import yuan
from center.rights import Actor
from center.storage import Store, Work
from reports.table import Table, take_out
from reports.workbook import Column

TITLE = "收费对账单"
_MOST_TOLD = 30
_COLUMNS = (
    Column("日期", "date"),
    Column("窗口", "text", 16),
    Column("笔数", "number"),
    Column("收款（元）", "text", 13),
    Column("退费（元）", "text", 13),
    Column("窗口合计（元）", "text", 15),
    Column("结算室（元）", "text", 14),
    Column("差额（元）", "text", 12),
    Column("差异说明", "note", 26),
    Column("核对人", "text", 10),
)


def reconciliation(found: Sequence[WindowDay], first: date, last: date) -> Table:
    """The windows' days of a span, newest first, as they were read.

    Below them the totals, and every fee that differs from the published standard with its reason
    (FEE-02).
    """
    open_days = sum(day.open for day in found)
    differing = sum(1 for day in found if day.done is not None and day.done.difference)
    count, total = sum(len(day.fees) for day in found), yuan(sum(day.total for day in found))
    said = f"未对账 {open_days} 个窗口日，有差额 {differing} 个窗口日"
    closing = [f"合计：{count} 笔，{total} 元；{said}"]
    deviations = [(day, fee) for day in found for fee in day.deviations]
    closing += [_deviation(day, fee) for day, fee in deviations[:_MOST_TOLD]]
    if len(deviations) > _MOST_TOLD:
        closing.append(f"另有 {len(deviations) - _MOST_TOLD} 笔与公布标准不同")
    return Table(
        Reconciliation.kind,
        TITLE,
        _COLUMNS,
        [_row(day) for day in found],
        f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}",
        closing,
        ("窗口负责人", "结算室", "复核人"),
    )


def export_reconciliation(store: Store, actor: Actor, first: date, last: date, path: Path) -> int:
    """Write the days of a span; how many rows. See `reports.table.take_out`."""

    def make(work: Work) -> Table:
        return reconciliation(days(work, first, last), first, last)

    return take_out(store, actor, path, make)


def _row(day: WindowDay) -> list[str | int | date]:
    done = day.done
    received, refunded = sum(f.received for f in day.fees), sum(f.refunded for f in day.refunds)
    said = done.explanation if done is not None else "未对账"
    if day.changed:
        said = f"对账后又有变动，要重新对账；{said}".rstrip("；")
    return [
        day.on,
        day.place,
        len(day.fees),
        yuan(received),
        yuan(refunded),
        yuan(day.total),
        yuan(done.settled) if done is not None else "",
        yuan(day.total - done.settled) if done is not None else "",
        said,
        done.checker_name if done is not None else "",
    ]


def _deviation(day: WindowDay, fee: Fee) -> str:
    return (
        f"与标准不同：{day.on:%m-%d} {day.place} {fee.item_name}，"
        f"标准 {yuan(fee.standard or 0)} 元，实收 {yuan(fee.received)} 元，{fee.reason}"
    )
