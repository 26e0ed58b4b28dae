"""How the page of a month is laid out: its head, the calendar, the panel beside it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from center.roster.records import CHIEF, IN_CHARGE, Plan
from desktop import theme
from desktop.flow import Flow
from desktop.notice import Notice
from desktop.roster.calendar import MonthCalendar
from desktop.roster.side import Legend, Side

_BOTH = 112
"""Characters of width from which calendar and panel stand side by side."""
_LEADERS = (CHIEF, IN_CHARGE, "其他")


class MonthBoard(QWidget):
    """The widgets of a month; what they do is the page's."""

    def __init__(self, today: date, plan: Plan) -> None:
        super().__init__()
        theme.set_role(self, "page")
        self.plan = plan
        self.notice = Notice()
        self.title, self.state, self.hint = QLabel(), QLabel(), QLabel()
        theme.set_role(self.title, "title")
        theme.set_role(self.state, "second")
        self.hint.setWordWrap(True)
        theme.set_role(self.hint, "hint")
        self.calendar, self.side = MonthCalendar(today), Side(today)
        self.before, self.now, self.after = (QPushButton(t) for t in ("上月", "本月", "下月"))
        self.order, self.fair, self.publish, self.change = (QPushButton() for _ in range(4))
        self.look = QPushButton("检查和公平")
        self.look.setCheckable(True)
        theme.set_role(self.look, "quick")
        self.look.toggled.connect(lambda _on: self._arrange())
        self.papers = QPushButton("打印导出")
        theme.set_role(self.papers, "more")
        self.papers.setMenu(QMenu(self.papers))
        self._build()
        self.setFocusProxy(self.calendar)

    def _build(self) -> None:
        words = Flow()
        words.add(self.title)
        for button in (self.before, self.now, self.after):
            button.setAutoDefault(False)
            words.add(button)
        words.add(self.state)
        words.add(self.look)
        actions = QHBoxLayout()
        actions.setSpacing(theme.SMALL)
        actions.addStretch()
        for button in (self.order, self.fair, self.publish, self.change, self.papers):
            actions.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        head = self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.setSpacing(theme.SMALL)
        head.addWidget(words, 1)
        head.addLayout(actions)
        staffed = self.plan in (Plan.PATROL, Plan.VILLAGE)
        ranks = ("",) if staffed else _LEADERS if self.plan is Plan.RECEPTION else (*_LEADERS, "")
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(theme.TIGHT)
        left.addWidget(self.calendar, 1)
        left.addWidget(Legend(ranks))
        left.addWidget(self.hint)
        body = QHBoxLayout()
        body.setSpacing(theme.MEDIUM)
        body.addWidget(self._left, 1)
        body.addWidget(self.side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.SMALL)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(head)
        layout.addWidget(self.notice)
        layout.addLayout(body, 1)

    def _arrange(self) -> None:
        """Where there is no room for both, the panel stands in the calendar's place on demand."""
        narrow = self.width() < _BOTH * self.fontMetrics().horizontalAdvance("0")
        directions = QBoxLayout.Direction
        self._head.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self.look.setVisible(narrow)
        self.side.setVisible(not narrow or self.look.isChecked())
        self._left.setVisible(not narrow or not self.look.isChecked())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side, or one in place of the other."""
        super().resizeEvent(event)
        self._arrange()


def offer(button: QPushButton, title: str, reason: str) -> None:
    """Name a button; with a `reason` it only tells why it cannot be used now."""
    button.setText(title)
    button.setToolTip(reason)
    button.setAccessibleName(title)
    theme.set_role(button, "unlawful" if reason else "")
