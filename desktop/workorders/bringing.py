"""Bringing in the 12345 line's tables: the import window's kind for work orders."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from center.imports.headings import Target
from center.imports.rows import Cancelled, Progress
from center.imports.undo import Earlier, Undone, earlier_orders, undo_orders
from center.imports.workorders import ORDER_TARGETS, PlannedOrder, import_orders, plan_orders
from center.rights import Right
from desktop.desk import Desk
from desktop.imports.kinds import Line, Outcome, Table


class Orders:
    """工单: a table exported from the 12345 platform."""

    name = "work_orders"
    title = "导入 12345 工单"
    words = (
        "把 12345 平台导出的工单表（.xlsx、.xls、.csv）导入。先核对，核对时不改任何数据；同一张表"
        "可以反复导入，按工单编号认，已登记的不会重复，签收、联系、回复的时间不会被改。"
    )
    right = Right.IMPORT
    targets: Sequence[Target] = ORDER_TARGETS
    undo_words = "导入时新建的工单全部作废，改动的恢复原样；导入后又办理过的工单保留不动。"
    kept_words = "件导入后又办理过，保留不动"

    def earlier(self, desk: Desk) -> list[Earlier]:
        """The imports there were, newest first."""
        with desk.read() as work:
            return earlier_orders(work)

    def take_back(
        self, desk: Desk, operation: UUID, reason: str, progress: Progress, cancelled: Cancelled
    ) -> Undone | None:
        """Undo one of them; None when cancelled."""
        with desk.work() as work:
            return undo_orders(work, operation, reason, progress, cancelled)

    def dry(
        self, desk: Desk, table: Table, progress: Progress, cancelled: Cancelled
    ) -> Outcome | None:
        """What would happen; None when cancelled."""
        with desk.read() as work:
            made = plan_orders(work, table.rows, table.places, table.after_row, progress, cancelled)
        return None if made is None else Outcome(_lines(made))

    def bring(
        self, desk: Desk, table: Table, progress: Progress, cancelled: Cancelled
    ) -> Outcome | None:
        """Do it; None when cancelled."""
        with desk.work() as work:
            done = import_orders(
                work,
                table.rows,
                table.places,
                table.after_row,
                table.source,
                progress,
                cancelled,
            )
        return None if done is None else Outcome(_lines(done.rows), operation=done.operation)


def _lines(made: Sequence[PlannedOrder]) -> list[Line]:
    return [Line(p.row, p.verdict, p.form.external, p.form.content, p.why) for p in made]
