"""The 投诉 page: the list, the complaint in front of it, and how one is registered."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from center.rights import Right
from desktop.complaints.record import KINDS_SHOWN, ComplaintRecord
from desktop.complaints.source import ComplaintSource
from desktop.desk import Desk
from desktop.listing import Listing
from desktop.listing.views import add_views
from desktop.petitions.export import ask_export
from desktop.record import Subject

EMPTY = "没有符合条件的投诉件。可以按“全部”看所有的，或清除筛选。"


class ComplaintsPage(Subject):
    """The page; a complaint opens in front of the list, which keeps its place."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        listing = Listing(
            "投诉", ComplaintSource(desk), desk.today, memory=desk.memory("complaints"), empty=EMPTY
        )
        super().__init__(listing, self._record)
        self._missed = False
        self._stale = QTimer(self)
        self._stale.setSingleShot(True)
        self._stale.setInterval(0)
        self._stale.timeout.connect(self._refresh_list)
        self.register = listing.add_action("登记投诉", self.ask_register, primary=True)
        self.register.setText("登记投诉  Ctrl+N")
        # In the whole window: an empty list holds no focus.
        QShortcut(QKeySequence("Ctrl+N"), listing).activated.connect(self.register.click)
        self.export = listing.add_action(
            "导出", lambda: ask_export(desk, self, listing.notice, "complaints")
        )
        for button, right in ((self.register, Right.REGISTER), (self.export, Right.EXPORT)):
            may = desk.may(right)
            button.setEnabled(may)
            button.setToolTip("" if may else f"当前账号没有“{right.value}”的权限")
        for name, quick in listing.quick.items():
            # What is to be done stands by due date, everything by what came last.
            every = name == "all"
            column = "received_at" if every else "due_on"
            quick.clicked.connect(
                lambda _=False, c=column, e=every: listing.table.sorted.emit(c, e)
            )
        self.views = add_views(desk, "complaints", listing)
        desk.changed.connect(self._heard)

    def record(self) -> ComplaintRecord | None:
        """The complaint that is open, None while the list is in sight."""
        page = self.currentWidget()
        return page if isinstance(page, ComplaintRecord) else None

    def ask_register(self) -> None:
        """登记投诉; the new complaint opens."""
        from desktop.complaints.entering import ask_register

        ask_register(self._desk, self, self.open)

    def _record(self, key: object) -> QWidget:
        if not isinstance(key, UUID):
            raise TypeError(f"no complaint has the key {key!r}")
        return ComplaintRecord(self._desk, key)

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & KINDS_SHOWN:
            self._stale.start()

    def _refresh_list(self) -> None:
        """Read the list again; at once only while it is in sight."""
        if self.isVisible() and self.currentWidget() is self.listing:
            self.listing.refresh()
        else:
            self._missed = True

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while another page was open."""
        super().showEvent(event)
        if self._missed and self.currentWidget() is self.listing:
            self._missed = False
            self.listing.refresh()
