"""Who is away and who covers, which window is thin, what waits in 考勤, on 今日 (ATT-13)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from center.attendance.away import Away, Waits, waits
from center.attendance.posts import Manned
from center.rights import Right
from desktop import parts, tasks, theme
from desktop.dates import show_weekday
from desktop.desk import Desk
from desktop.today.cards import Hint

KINDS = frozenset(
    {"leave", "leave_step", "outing", "desk_away", "attendance_finding", "attendance_appeal"}
    | {"service_window", "staff", "calendar_day"}
)
_MOST = 6


class AttendanceToday(QWidget):
    """One card with the people away, below it what waits, each with the button that leads there."""

    go = Signal(str, dict)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self.card = QFrame()
        theme.set_role(self.card, "card")
        self.away = parts.words("")
        inner = QVBoxLayout(self.card)
        inner.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.MEDIUM, theme.SMALL)
        inner.addWidget(self.away)
        self._first: dict[str, str] = {}
        self.thin = Hint("去安排", lambda: self.go.emit("attendance", {"section": "posts"}))
        self.waiting = Hint("去处理", lambda: self.go.emit("attendance", self._first))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        for widget in (self.card, self.thin, self.waiting):
            layout.addWidget(widget)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(0)
        self._wait.timeout.connect(self.refresh)
        desk.changed.connect(self._heard)
        desk.actor_changed.connect(self._wait.start)
        self.hide()
        self._wait.start()

    def refresh(self) -> None:
        """Read again in the background; answers to an older question are dropped."""
        desk = self._desk
        self._asked += 1
        asked = self._asked
        if not desk.may(Right.SEE):
            self.hide()
            return

        def read() -> Waits:
            with desk.read() as work:
                return waits(work)

        def done(found: Waits) -> None:
            if asked == self._asked:
                self.show_found(found)

        tasks.quiet(self, read, done, lambda _error: self.hide())

    def show_found(self, found: Waits) -> None:
        """Show what was found, nothing where nobody is away and nothing waits."""
        self.away.setText(_away_words(found.away))
        self.card.setVisible(bool(found.away))
        keep, lead = self._desk.may(Right.KEEP_ATTENDANCE), self._desk.may(Right.APPROVE)
        mine = {"section": "leave", "quick": "mine"}
        self.thin.say(_thin_words(found.thin), True)
        said = []
        for count, words, may, wanted in (
            (found.to_approve, "张请假单等您审批", True, mine),
            (found.findings, "处核实或申诉待确认", lead, {"section": "settling", "list": "1"}),
            (found.unreturned, "人到期未销假", keep, {"section": "leave", "quick": "unreturned"}),
            (found.formalities, "人要补手续", keep, {"section": "leave", "quick": "formalities"}),
        ):
            if count and may:
                said.append((f"{count} {words}", wanted))
        self._first = said[0][1] if said else {}
        self.waiting.say(f"考勤：{'，'.join(told for told, _ in said)}。" if said else "", True)
        shown = (self.card, self.thin, self.waiting)
        self.setVisible(any(not widget.isHidden() for widget in shown))

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & KINDS:
            self._wait.start()


def _away_words(away: Sequence[Away]) -> str:
    said = []
    for one in away[:_MOST]:
        why = one.why.partition("：")[0]
        cover = f"，{one.cover}代" if one.cover and one.light is None else ""
        late = f"，{one.light.value}" if one.light is not None and one.light.value != "正常" else ""
        said.append(f"{one.name}（{why}{cover}{late}）")
    more = f" 等 {len(away)} 人" if len(away) > _MOST else ""
    return f"不在岗：{'、'.join(said)}{more}"


def _thin_words(thin: Sequence[Manned]) -> str:
    if not thin:
        return ""
    named = "、".join(f"{show_weekday(one.on)}{one.half.value}{one.window}" for one in thin[:3])
    more = f"等 {len(thin)} 处" if len(thin) > 3 else ""
    return f"没有人在岗：{named}{more}。"
