"""Who is on duty now and tomorrow, and what the rosters wait for, on 今日."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from center.rights import Right
from center.roster.today import RosterToday, roster_today
from desktop import parts, tasks, theme
from desktop.desk import Desk
from desktop.roster.words import next_words, now_words
from desktop.today.cards import Hint

DUTY_KINDS = frozenset(
    {"roster", "turn", "swap", "duty_member", "duty_record", "meeting", "calendar_day", "setting"}
)
"""Kinds of record whose change is told here."""

_MINUTE_MS = 60_000


class DutyToday(QWidget):
    """Now and tomorrow on one card, below it what waits, each with the button that leads there."""

    go = Signal(str, dict)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self._plan: dict[str, str] = {"section": "reception"}
        self.card = QFrame()
        theme.set_role(self.card, "card")
        self.now, self.next = parts.words(""), parts.words("", "second")
        inner = QVBoxLayout(self.card)
        inner.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.MEDIUM, theme.SMALL)
        inner.setSpacing(theme.TIGHT)
        inner.addWidget(self.now)
        inner.addWidget(self.next)
        self.unpublished = Hint("去排班", lambda: self.go.emit("roster", self._plan))
        self.missing = Hint("去填写", lambda: self.go.emit("roster", {"section": "records"}))
        self.swaps = Hint("去审批", lambda: self.go.emit("roster", {"section": "swaps"}))
        self.meeting = Hint("去登记", lambda: self.go.emit("roster", {"section": "meetings"}))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        for widget in (self.card, self.unpublished, self.missing, self.swaps, self.meeting):
            layout.addWidget(widget)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(0)
        self._wait.timeout.connect(self.refresh)
        # The watch changes in the morning, not at midnight.
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self.refresh)
        self._minute.start()
        desk.changed.connect(self._heard)
        desk.actor_changed.connect(self._wait.start)
        self.hide()
        self._wait.start()

    def refresh(self) -> None:
        """Read again in the background; answers to an older question are dropped."""
        desk = self._desk
        self._asked += 1
        asked = self._asked
        if not desk.may(Right.SEE_OFFICE):
            self.hide()
            return

        def read() -> RosterToday:
            with desk.read() as work:
                return roster_today(work)

        def done(found: RosterToday) -> None:
            if asked == self._asked:
                self.show_found(found)

        tasks.quiet(self, read, done, lambda _error: self.hide())

    def show_found(self, found: RosterToday) -> None:
        """Show what was found; without any roster and anything waiting nothing is shown."""
        now, following = now_words(found.duty), next_words(found.duty)
        self.now.setText(f"今天：{now}" if now else "今天没有排班。")
        self.next.setText(f"明天：{following}" if following else "")
        self.next.setVisible(bool(following))
        self.card.setVisible(bool(now or following))
        plan = self._desk.may(Right.PLAN_ROSTER)
        self._tell_unpublished(found, plan)
        log = self._desk.may(Right.KEEP_DUTY_LOG)
        words = f"有 {found.missing} 班没有值班记录。" if found.missing and log else ""
        self.missing.say(words, log)
        approve = self._desk.may(Right.APPROVE)
        words = f"有 {found.swaps} 份换班申请待审批。" if found.swaps and approve else ""
        self.swaps.say(words, approve)
        self.meeting.say("本周还没有例会记录。" if found.meeting and plan else "", plan)
        hints = (self.card, self.unpublished, self.missing, self.swaps, self.meeting)
        self.setVisible(any(not widget.isHidden() for widget in hints))

    def _tell_unpublished(self, found: RosterToday, may: bool) -> None:
        if not found.unpublished or not may:
            self.unpublished.say("", may)
            return
        first = found.unpublished[0]
        plans = "、".join(one.plan.value for one in found.unpublished)
        self._plan = {
            "plan": first.plan.name,
            "year": str(first.year),
            "month": str(first.month),
        }
        self.unpublished.say(f"{first.month}月的{plans}还没有公布，月底前要排好公布。", may)

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & DUTY_KINDS:
            self._wait.start()
