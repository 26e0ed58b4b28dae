"""What the exchange of data packages waits for, on 今日: 两边不一致, and stations gone silent."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from center.exchange.conflicts import conflict_count
from center.exchange.listing import Silence, silent_peers
from center.rights import Right
from desktop import tasks, theme
from desktop.desk import Desk
from desktop.today.cards import Hint

MOST_NAMED = 3
_KINDS = frozenset({"package", "peer", "setting"})


class ExchangeToday(QWidget):
    """Two lines, each with its button; both go away when nothing waits."""

    go = Signal(str, dict)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self.conflicts = Hint("去决定", lambda: self.go.emit("ledgers", {"section": "conflicts"}))
        self.silent = Hint("去看看", lambda: self.go.emit("ledgers", {"section": "packages"}))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.MEDIUM)
        for hint in (self.conflicts, self.silent):
            layout.addWidget(hint)
        self.hide()
        desk.changed.connect(self._heard)
        desk.actor_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again in the background; answers to an older question are dropped."""
        self._asked += 1
        asked, desk = self._asked, self._desk
        if not desk.may(Right.EXCHANGE):
            self._tell(0, [])
            return

        def read() -> tuple[int, list[Silence]]:
            with desk.read() as work:
                return conflict_count(work), silent_peers(work)

        def done(found: tuple[int, list[Silence]]) -> None:
            if asked == self._asked:
                self._tell(*found)

        tasks.quiet(self, read, done, lambda _error: self._tell(0, []))

    def _heard(self, kinds: frozenset[str]) -> None:
        # While something differs, any commit may be the one that settles it.
        if kinds & _KINDS or not self.isHidden():
            self.refresh()

    def _tell(self, count: int, silent: list[Silence]) -> None:
        self.conflicts.say(f"有 {count} 条记录两边不一致，等着决定。" if count else "", True)
        self.silent.say(silence_words(silent), True)
        self.setVisible(bool(count or silent))


def silence_words(silent: list[Silence]) -> str:
    """石桥村便民服务站 12 天没有数据包, the longest silence first; empty when all have spoken."""
    if not silent:
        return ""
    ordered = sorted(silent, key=lambda one: -one.days)
    told = "，".join(f"{one.peer.name} {one.days} 天没有数据包" for one in ordered[:MOST_NAMED])
    more = f"等 {len(ordered)} 个站点" if len(ordered) > MOST_NAMED else ""
    return f"{told}{more}。"
