"""A clock on the screen: its day, its light, and why it is this day (D1, D6)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from center.clock import UNKNOWN_YEAR, Deadline
from desktop import icons, theme
from desktop.cases.parts import new_card, warning_text
from desktop.dates import WEEKDAYS, show_date
from desktop.parts import words
from desktop.record import LightBox


def clock_card(
    name: str, deadline: Deadline, today: date, *, first: bool, said: str = ""
) -> QWidget:
    """One clock: its day, its light and its lines; `first` also tells which days did not count.

    `said` stands below the head: what the clock rests on, or that its step is done.
    """
    card, layout = new_card()
    head = QHBoxLayout()
    title = QLabel(name)
    theme.set_role(title, "title" if first else "second")
    day = QLabel(f"{show_date(deadline.due, today)} {WEEKDAYS[deadline.due.weekday()]}")
    if first:
        theme.set_role(day, "title")
    head.addWidget(title)
    head.addSpacing(theme.MEDIUM)
    head.addWidget(day)
    head.addSpacing(theme.MEDIUM)
    head.addWidget(LightBox(deadline.state.value))
    head.addStretch()
    layout.addLayout(head)
    if said:
        layout.addWidget(words(said, "second"))
    if first:
        why = QLabel("为什么是这一天")
        theme.set_role(why, "second")
        layout.addWidget(why)
    for line in deadline.explanation:
        layout.addWidget(words(line))
    if deadline.unknown_years:
        years = "、".join(f"{year} 年" for year in deadline.unknown_years)
        layout.addWidget(warning_text(f"{years}{UNKNOWN_YEAR}"))
    if first and deadline.skipped:
        days = [
            f"{one.date.month}月{one.date.day}日 {WEEKDAYS[one.date.weekday()]}　{one.reason}"
            for one in deadline.skipped
        ]
        layout.addWidget(Folded(f"没有计入的 {len(days)} 天", "\n".join(days)))
    return card


class Folded(QWidget):
    """A line that opens into a longer text."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.button = QPushButton(icons.icon("chevron-down"), title)
        theme.set_role(self.button, "link")
        self.button.setCheckable(True)
        self.button.setAutoDefault(False)
        self.body = words(text)
        self.body.setVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.body)

        def fold(opened: bool) -> None:
            self.body.setVisible(opened)
            self.button.setIcon(icons.icon("chevron-up" if opened else "chevron-down"))

        self.button.toggled.connect(fold)
