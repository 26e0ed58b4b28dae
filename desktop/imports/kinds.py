"""What can be imported: 办件 (old ledgers, the platform's list) and the catalogue; one wizard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable
from uuid import UUID

from center.imports import cases, catalogue
from center.imports.given import Columns
from center.imports.headings import CASE_TARGETS, Target
from center.imports.plan import Plan, Verdict, plan
from center.imports.rows import Cancelled, Progress, Row
from center.imports.undo import (
    Earlier,
    Undone,
    earlier_catalogues,
    earlier_imports,
    undo_catalogue,
    undo_import,
)
from center.rights import Right
from desktop.desk import Desk


@dataclass(frozen=True, slots=True)
class Table:
    """A table the clerk has chosen and explained."""

    rows: Sequence[Row]
    places: Mapping[str, int]
    after_row: int
    source: str
    item_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> Columns:
        """As the import of cases wants it."""
        return Columns(self.places, self.after_row, self.source, self.item_names)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the dry run or of the result."""

    row: int
    verdict: Verdict
    name: str
    item: str
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A dry run, or what was done (then `operation` can be taken back, if there is one)."""

    lines: Sequence[Line]
    unknown_items: Mapping[str, int] = field(default_factory=dict)
    operation: UUID | None = None

    def count(self, verdict: Verdict) -> int:
        """How many rows came to this."""
        return sum(line.verdict is verdict for line in self.lines)


@runtime_checkable
class Undoable(Protocol):
    """A kind of import that can be taken back as a whole, and how that is told."""

    undo_words: str
    kept_words: str

    def earlier(self, desk: Desk) -> list[Earlier]:
        """The imports there were, newest first."""

    def take_back(
        self, desk: Desk, operation: UUID, reason: str, progress: Progress, cancelled: Cancelled
    ) -> Undone | None:
        """Undo one of them; None when cancelled."""


class Cases:
    """办件: an old ledger or the platform's 办件明细."""

    name = "cases"
    title = "导入办件"
    words = (
        "把旧台账或省平台导出的办件明细（.xlsx、.xls、.csv）导入为办件。先核对，核对时不改任何数据；"
        "同一张表可以反复导入，已有的办件不会重复。"
    )
    right = Right.IMPORT
    targets: Sequence[Target] = CASE_TARGETS
    undo_words = "导入时新建的办件全部作废，改动的恢复原样；导入后又办理过的办件保留不动。"
    kept_words = "件导入后又办理过，保留不动"

    def earlier(self, desk: Desk) -> list[Earlier]:
        """The imports there were, newest first."""
        with desk.read() as work:
            return earlier_imports(work)

    def take_back(
        self, desk: Desk, operation: UUID, reason: str, progress: Progress, cancelled: Cancelled
    ) -> Undone | None:
        """Undo one of them; None when cancelled."""
        with desk.work() as work:
            return undo_import(work, operation, reason, progress, cancelled)

    def dry(
        self, desk: Desk, table: Table, progress: Progress, cancelled: Cancelled
    ) -> Outcome | None:
        """What would happen; None when cancelled."""
        with desk.read() as work:
            made = plan(work, table.rows, table.columns, progress, cancelled)
        return None if made is None else _of_plan(made)

    def bring(
        self, desk: Desk, table: Table, progress: Progress, cancelled: Cancelled
    ) -> Outcome | None:
        """Do it; None when cancelled."""
        with desk.work() as work:
            done = cases.import_cases(work, table.rows, table.columns, progress, cancelled)
        return None if done is None else _of_plan(done.plan, done.operation)


def _of_plan(made: Plan, operation: UUID | None = None) -> Outcome:
    lines = [
        Line(
            planned.row,
            planned.verdict,
            planned.given.name,
            planned.item.name if planned.item is not None else planned.given.item,
            planned.why,
        )
        for planned in made.rows
    ]
    return Outcome(lines, dict(made.unknown_items), operation)


class Catalogue:
    """事项目录: from the template, new editions only where something changed."""

    name = "items"
    title = "导入事项目录"
    words = (
        "先在事项目录里导出模板，改好后再导入。只有改动过的事项出新版本，"
        "办理中的件照原来的版本办；不合规定的行会列出原因，其余照常导入。"
    )
    right = Right.EDIT_ITEMS
    targets: Sequence[Target] = catalogue.ITEM_TARGETS
    undo_words = (
        "导入时出的新版本全部作废，恢复原来的版本；已经用新版本收件或又修改过的事项保留不动。"
    )
    kept_words = "个版本导入后用过或又改过，保留不动"

    def earlier(self, desk: Desk) -> list[Earlier]:
        """The imports there were, newest first."""
        with desk.read() as work:
            return earlier_catalogues(work)

    def take_back(
        self, desk: Desk, operation: UUID, reason: str, progress: Progress, cancelled: Cancelled
    ) -> Undone | None:
        """Undo one of them; None when cancelled."""
        with desk.work() as work:
            return undo_catalogue(work, operation, reason, progress, cancelled)

    def dry(
        self, desk: Desk, table: Table, progress: Progress, cancelled: Cancelled
    ) -> Outcome | None:
        """What would happen; None when cancelled."""
        with desk.read() as work:
            made = catalogue.plan_items(
                work, table.rows, table.places, table.after_row, progress, cancelled
            )
        return None if made is None else Outcome(_lines(made))

    def bring(
        self, desk: Desk, table: Table, progress: Progress, cancelled: Cancelled
    ) -> Outcome | None:
        """Do it; None when cancelled."""
        with desk.work() as work:
            done = catalogue.import_items(
                work,
                table.rows,
                table.places,
                table.after_row,
                table.source,
                progress,
                cancelled,
            )
        return None if done is None else Outcome(_lines(done.rows), operation=done.operation)


def _lines(made: Sequence[catalogue.PlannedItem]) -> list[Line]:
    return [Line(p.row, p.verdict, p.code, p.name, p.why) for p in made]


class Kind(Protocol):
    """What the pages of the import ask of something that can be imported."""

    name: str
    title: str
    words: str
    right: Right
    targets: Sequence[Target]

    def dry(
        self, desk: Desk, table: Table, progress: Progress, cancelled: Cancelled
    ) -> Outcome | None:
        """What would happen; None when cancelled."""

    def bring(
        self, desk: Desk, table: Table, progress: Progress, cancelled: Cancelled
    ) -> Outcome | None:
        """Do it; None when cancelled."""
