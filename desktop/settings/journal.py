"""操作记录: who did what to which record, newest first; nobody can change it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import cast
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from center import changes
from center.change_words import ACTIONS, KINDS
from center.changes import Key, Wanted
from center.rights import Right
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.listing import Column, Dates, Filter, Listing, Query, Quick, Row
from desktop.listing.views import add_views


class JournalSource:
    """The lines of `center.changes`, read page by page."""

    columns = (
        Column("at", "时间", 18, sortable=False),
        Column("who", "谁", 12, sortable=False),
        Column("action", "做了什么", 14, sortable=False),
        Column("kind", "对什么", 12, sortable=False),
        Column("about", "内容", 60, sortable=False),
    )
    quick: Sequence[Quick] = ()
    sort = ("at", True)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def filters(self) -> Sequence[Filter]:
        """Day, person, kind of record, action."""
        return (
            Filter("at", "日期", dates=True),
            Filter("account", "谁", self._accounts),
            Filter("kind", "对什么", [Choice(name, title) for name, title in KINDS.items()]),
            Filter("action", "做了什么", [Choice(name, word) for name, word in ACTIONS.items()]),
        )

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """The next lines."""
        with self._desk.read() as work:
            found = changes.entries(work, wanted(query), cast("Key | None", after), limit)
        return [
            Row(
                (entry.record_kind, entry.record, *entry.key),
                (entry.at, entry.who, entry.action, entry.kind, entry.about),
                entry.key,
            )
            for entry in found
        ]

    def count(self, query: Query, cap: int) -> int:
        """How many lines there are."""
        with self._desk.read() as work:
            return changes.count(work, wanted(query), cap)

    def _accounts(self) -> list[Choice]:
        with self._desk.read() as work:
            names = changes.account_names(work)
        return [Choice(account.hex, name) for account, name in sorted(names.items())]


class JournalPage(QWidget):
    """The list; Enter on a case or a visit opens it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.listing = Listing(
            "操作记录",
            JournalSource(desk),
            desk.today,
            memory=desk.memory("journal"),
            empty="没有符合条件的操作记录",
        )
        # A part of a number says nothing about who did what.
        self.listing.search.hide()
        self.listing.opened.connect(self._open)
        add_views(desk, "journal", self.listing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.listing)
        self.setFocusProxy(self.listing)

    def _open(self, key: object) -> None:
        kind, record = key[:2] if isinstance(key, tuple) else ("", None)
        if not isinstance(record, UUID) or not self._desk.may(Right.SEE):
            return
        if kind == "case":
            self._desk.open_case.emit(record)
        elif kind == "visit":
            self._desk.open_visit.emit(record)
        else:
            self.listing.notice.say("只有办件和来访登记可以从这里打开。")


def wanted(query: Query) -> Wanted:
    """The filter of the services for what the list asks."""
    filters = query.filters
    days = filters.get("at")
    span = days if isinstance(days, Dates) else Dates()
    account, kind, action = (filters.get(name) for name in ("account", "kind", "action"))
    return Wanted(
        account=UUID(hex=account) if isinstance(account, str) else None,
        record_kind=kind if isinstance(kind, str) else "",
        action=action if isinstance(action, str) else "",
        first=span.first,
        last=span.last,
    )
