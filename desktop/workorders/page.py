"""The 12345 page: the list, the work order in front of it, entering one, importing many."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from center.rights import Right
from desktop.desk import Desk
from desktop.listing import Listing
from desktop.listing.views import add_views
from desktop.petitions.export import ask_export
from desktop.record import Subject
from desktop.workorders.record import KINDS_SHOWN, OrderRecord
from desktop.workorders.source import OrderSource

EMPTY = "没有符合条件的工单。可以按“全部”看所有的，或清除筛选。"


class OrdersPage(Subject):
    """The page; a work order opens in front of the list, which keeps its place."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        listing = Listing(
            "12345 工单",
            OrderSource(desk),
            desk.today,
            memory=desk.memory("workorders"),
            empty=EMPTY,
        )
        super().__init__(listing, self._record)
        self._missed = False
        self._stale = QTimer(self)
        self._stale.setSingleShot(True)
        self._stale.setInterval(0)
        self._stale.timeout.connect(self._refresh_list)
        self.register = listing.add_action("登记工单", self.ask_register, primary=True)
        self.register.setText("登记工单  Ctrl+N")
        # In the whole window: an empty list holds no focus.
        QShortcut(QKeySequence("Ctrl+N"), listing).activated.connect(self.register.click)
        self.bring = listing.add_action("导入", self.ask_import)
        self.export = listing.add_action(
            "导出", lambda: ask_export(desk, self, listing.notice, "workorders")
        )
        for button, right in (
            (self.register, Right.HANDLE_PETITIONS),
            (self.bring, Right.IMPORT),
            (self.export, Right.EXPORT),
        ):
            may = desk.may(right)
            button.setEnabled(may)
            button.setToolTip("" if may else f"当前账号没有“{right.value}”的权限")
        for name, quick in listing.quick.items():
            # What is to be done stands by due date, everything by what came last.
            every = name == "all"
            column = "dispatched_at" if every else "due_on"
            quick.clicked.connect(
                lambda _=False, c=column, e=every: listing.table.sorted.emit(c, e)
            )
        self.views = add_views(desk, "workorders", listing)
        desk.changed.connect(self._heard)

    def record(self) -> OrderRecord | None:
        """The work order that is open, None while the list is in sight."""
        page = self.currentWidget()
        return page if isinstance(page, OrderRecord) else None

    def ask_register(self) -> None:
        """登记工单; the new order opens."""
        from desktop.workorders.entering import ask_register

        ask_register(self._desk, self, self.open)

    def ask_import(self) -> None:
        """Bring in a table exported from the platform."""
        from desktop.imports.dialog import open_import
        from desktop.workorders.bringing import Orders

        open_import(self._desk, self, Orders())

    def _record(self, key: object) -> QWidget:
        if not isinstance(key, UUID):
            raise TypeError(f"no work order has the key {key!r}")
        return OrderRecord(self._desk, key)

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
