"""What the pages beside the calendars share: a list with its buttons, read again on a change."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtWidgets import QLabel

from center.errors import Expected
from center.journal import commit
from center.rights import Right
from center.storage import Work
from desktop import theme
from desktop.desk import Desk
from desktop.listing import Column
from desktop.settings.frame import Frame
from desktop.short_list import ShortList

Rows = Sequence[tuple[Hashable, tuple[object, ...]]]


class Book(Frame):
    """A page with one list; a subclass reads its rows and says which kinds of record they show."""

    shows: frozenset[str] = frozenset()

    def __init__(
        self, desk: Desk, title: str, words: str, columns: Sequence[Column], wide: str, empty: str
    ) -> None:
        super().__init__(title, words)
        self._desk = desk
        self.list = ShortList(title, columns, desk.today(), wide=wide)
        self.empty = QLabel(empty)
        theme.set_role(self.empty, "second")
        self.body.addWidget(self.empty)
        self.body.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        desk.changed.connect(self._heard)

    def refresh(self) -> None:
        """Read the rows again, keeping the place of whoever stands in the list."""
        with self._desk.read() as work:
            rows = self.read(work)
        self.list.show_rows(rows)
        self.empty.setVisible(not rows)

    def read(self, work: Work) -> Rows:
        """The rows to show (key, values)."""
        # Qt's metaclass leaves no room for abc; every book has its own.
        raise NotImplementedError

    def key(self) -> Hashable:
        """The key stood on; None in an empty list."""
        return self.list.current_key()

    def save(self, do: Callable[[Work], object], said: str) -> bool:
        """Do one thing at once, tell what was done or why it was not."""
        try:
            with self._desk.work() as work:
                do(work)
                commit(work)
        except Expected as error:
            self.notice.error(error)
            return False
        self.done(said)
        return True

    def done(self, said: str) -> None:
        """Something was saved: show it and say so."""
        self.refresh()
        self.notice.say(said)

    def against(self, right: Right) -> str:
        """Why a button cannot be used by the one at the desk; empty when it can."""
        may = self._desk.may(right)
        return "" if may else f"当前账号没有“{right.value}”的权限"

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & self.shows:
            self.refresh()
