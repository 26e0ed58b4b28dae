"""A page of petitions, complaints or work orders: the list, and the record in front of it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from center.rights import Right
from desktop.desk import Desk
from desktop.listing import Listing
from desktop.listing.source import Source
from desktop.listing.views import add_views
from desktop.matter_record import MatterRecord
from desktop.petitions.export import ask_export
from desktop.record import Subject


class MatterPage(Subject):
    """A matter opens in front of the list, which keeps its place."""

    def __init__(
        self,
        desk: Desk,
        name: str,
        title: str,
        source: Source,
        record: Callable[[Desk, UUID], MatterRecord],
        shown: frozenset[str],
        *,
        what: str = "",
        newest: str = "",
        pressing: str = "due_on",
    ) -> None:
        """`name` keeps the views and what the window remembers; `shown` are the kinds of record
        whose change is seen in the list, `what` names its rows when there are none. `newest` is the
        column that everything stands by, the source's own unless given, `pressing` the one of what
        is to be done.
        """
        self._desk, self._build = desk, record
        empty = f"没有符合条件的{what or title}。可以按“全部”看所有的，或清除筛选。"
        listing = Listing(title, source, desk.today, memory=desk.memory(name), empty=empty)
        super().__init__(listing, self._record)
        newest = newest or source.sort[0]
        for quick_name, quick in listing.quick.items():
            # What is to be done stands by due date, everything by what came last.
            every = quick_name == "all"
            column = newest if every else pressing
            quick.clicked.connect(
                lambda _=False, c=column, e=every: listing.table.sorted.emit(c, e)
            )
        self.views = add_views(desk, name, listing)
        self.follow(desk.changed, shown)

    def add_button(self, title: str, run: Callable[[], object], right: Right) -> QPushButton:
        """A button of the title line; without the right it says so."""
        button = self.listing.add_action(title, run)
        self._allow(button, right)
        return button

    def add_register(self, title: str, run: Callable[[], object], right: Right) -> QPushButton:
        """The first button of the title line, by Ctrl+N."""
        button = self.listing.add_action(title, run, primary=True)
        button.setText(f"{title}  Ctrl+N")
        # In the whole window: an empty list holds no focus.
        QShortcut(QKeySequence("Ctrl+N"), self.listing).activated.connect(button.click)
        self._allow(button, right)
        return button

    def add_export(self, name: str) -> QPushButton:
        """Ledgers and figures of a stated period."""
        return self.add_button(
            "导出",
            lambda: ask_export(self._desk, self, self.listing.notice, name),
            Right.EXPORT,
        )

    def _allow(self, button: QPushButton, right: Right) -> None:
        may = self._desk.may(right)
        button.setEnabled(may)
        button.setToolTip("" if may else f"当前账号没有“{right.value}”的权限")

    def _record(self, key: object) -> QWidget:
        if not isinstance(key, UUID):
            raise TypeError(f"no matter has the key {key!r}")
        return self._build(self._desk, key)
