"""The 投诉 page: the list, the complaint in front of it, and how one is registered."""

from __future__ import annotations

from center.rights import Right
from desktop.complaints.record import KINDS_SHOWN, ComplaintRecord
from desktop.complaints.source import ComplaintSource
from desktop.desk import Desk
from desktop.matter_page import MatterPage


class ComplaintsPage(MatterPage):
    """The page; a new complaint opens."""

    def __init__(self, desk: Desk) -> None:
        source = ComplaintSource(desk)
        super().__init__(desk, "complaints", "投诉", source, ComplaintRecord, KINDS_SHOWN)
        self.register = self.add_register("登记投诉", self.ask_register, Right.REGISTER)
        self.export = self.add_export("complaints")

    def record(self) -> ComplaintRecord | None:
        """The complaint that is open, None while the list is in sight."""
        page = self.currentWidget()
        return page if isinstance(page, ComplaintRecord) else None

    def ask_register(self) -> None:
        """登记投诉; the new complaint opens."""
        from desktop.complaints.entering import ask_register

        ask_register(self._desk, self, self.open)
