"""Bringing a roll in from a table, by the same pages that bring in old cases."""

from __future__ import annotations

from collections.abc import Sequence

from center.imports.headings import Target
from center.imports.rolls import ROLL_TARGETS, PlannedMember, import_members, plan_members
from center.imports.rows import Cancelled, Progress
from center.rights import Right
from desktop.desk import Desk
from desktop.imports.kinds import Line, Outcome, Table


class Rolls:
    """A roll; rows that name none go to `roll`."""

    name = "rolls"
    title = "导入花名册"
    words = (
        "把原来的花名册（.xlsx、.xls、.csv）导入进来。先核对，核对时不改任何数据；"
        "同一张表可以反复导入，已经在册的只更新类别、金额和账号。"
    )
    right = Right.IMPORT
    targets: Sequence[Target] = ROLL_TARGETS

    def __init__(self, roll: str) -> None:
        self._roll = roll
        self.title = f"导入花名册：{roll}"

    def dry(
        self, desk: Desk, table: Table, progress: Progress, cancelled: Cancelled
    ) -> Outcome | None:
        """What would happen; None when cancelled."""
        with desk.read() as work:
            made = plan_members(
                work, table.rows, table.places, table.after_row, self._roll, progress, cancelled
            )
        return None if made is None else Outcome(_lines(made))

    def bring(
        self, desk: Desk, table: Table, progress: Progress, cancelled: Cancelled
    ) -> Outcome | None:
        """Do it; None when cancelled."""
        with desk.work() as work:
            done = import_members(
                work,
                table.rows,
                table.places,
                table.after_row,
                self._roll,
                table.source,
                progress,
                cancelled,
            )
        return None if done is None else Outcome(_lines(done.rows), operation=done.operation)


def _lines(made: Sequence[PlannedMember]) -> list[Line]:
    return [Line(one.row, one.verdict, one.name, one.roll, one.why) for one in made]
