"""The 12345 page: the list, the work order in front of it, entering one, importing many."""

from __future__ import annotations

from center.rights import Right
from desktop.desk import Desk
from desktop.matter_page import MatterPage
from desktop.workorders.record import KINDS_SHOWN, OrderRecord
from desktop.workorders.source import OrderSource


class OrdersPage(MatterPage):
    """The page; a new order opens."""

    def __init__(self, desk: Desk) -> None:
        source = OrderSource(desk)
        super().__init__(desk, "workorders", "12345 工单", source, OrderRecord, KINDS_SHOWN)
        self.register = self.add_register("登记工单", self.ask_register, Right.HANDLE_PETITIONS)
        self.bring = self.add_button("导入", self.ask_import, Right.IMPORT)
        if not desk.may(Right.HANDLE_PETITIONS):
            # Who brings orders in also handles them.
            self.bring.setEnabled(False)
            self.bring.setToolTip(self.register.toolTip())
        self.export = self.add_export("workorders")

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
