"""The 责任追究 page of 监督考核: the list, the matter in front of it, proposing and exporting."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from center.rights import Right
from desktop import tasks
from desktop.accountability.entering import PROPOSE, ask_propose, blank
from desktop.accountability.record import KINDS_SHOWN, AccountabilityRecord
from desktop.accountability.source import AccountabilitySource, wanted
from desktop.desk import Desk
from desktop.matter_page import MatterPage


class AccountabilityPage(MatterPage):
    """The page; a new matter opens."""

    def __init__(self, desk: Desk) -> None:
        source = AccountabilitySource(desk)
        super().__init__(
            desk,
            "accountability",
            "责任追究",
            source,
            AccountabilityRecord,
            KINDS_SHOWN,
            pressing="happened_on",
        )
        self.register = self.add_register(PROPOSE, self.ask_propose, Right.SUPERVISE)
        self.export = self.add_button("导出 Excel", self.ask_export, Right.EXPORT)

    def record(self) -> AccountabilityRecord | None:
        """The matter that is open, None while the list is in sight."""
        page = self.currentWidget()
        return page if isinstance(page, AccountabilityRecord) else None

    def ask_propose(self) -> None:
        """提出责任追究; the new matter opens."""
        ask_propose(self._desk, self, blank(self._desk), self.open)

    def ask_export(self) -> None:
        """Ask where to and write the list as it is filtered."""
        path, _ = QFileDialog.getSaveFileName(self, "导出", "责任追究台账.xlsx", "Excel (*.xlsx)")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """Write the list off the GUI thread."""
        desk, query, told = self._desk, self.listing.query, self.listing.notice

        def write(_progress: tasks.Progress, _cancelled: tasks.Cancelled) -> int:
            from reports.accountability import export_accountability

            return export_accountability(
                desk.store,
                desk.actor,
                wanted(query),
                path,
                query.sort,
                descending=query.descending,
            )

        def done(rows: int) -> None:
            told.say(f"已导出 {rows} 件：{path}", seconds=0)

        tasks.run(self, "正在导出责任追究台账", write, done, told.error)
