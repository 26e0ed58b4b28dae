"""Entering the paper book (补录手工登记簿): line after line, each with its real time of receipt."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from center.registration import Cause, Place
from desktop import theme
from desktop.choice import Choice
from desktop.dates import ZONE
from desktop.fields import Field, Form

BOOK = "登记簿上的位置和时间"
NAMES = ("book_on", "book_page", "book_cause", "book_by", "book_line", "book_time")
STAYS = ("book_on", "book_page", "book_cause", "book_by")
"""What the next line has in common with the one before."""
PLACES = {
    "received_on": "book_on",
    "received_at": "book_time",
    "page": "book_page",
    "line": "book_line",
    "first_asked": "book_by",
}
"""Under which field a problem of the service stands."""


def book_fields() -> list[Field]:
    """Where the line stands in the book; the first four stay from line to line."""
    causes = tuple(Choice(cause.value, cause.value) for cause in Cause)
    return [
        Field("book_on", "接待日期", "date", width=14, required=True, section=BOOK),
        Field("book_page", "第几页", "number", width=8, required=True, section=BOOK),
        Field(
            "book_cause",
            "为什么用登记簿",
            "buttons",
            choices=causes,
            default=Cause.POWER.value,
            wide=True,
            section=BOOK,
        ),
        Field("book_line", "第几行", "number", width=8, required=True, section=BOOK),
        Field("book_time", "接待时间", "time", width=10, required=True, section=BOOK),
        Field(
            "book_by",
            "当时接待的人（首问责任人）",
            "pick",
            width=24,
            wide=True,
            hint="空着就是登记人",
            section=BOOK,
        ),
    ]


def place(form: Form) -> Place:
    """Where the visit stands in the book."""
    return Place(
        form.number("book_page") or 0,
        form.number("book_line") or 0,
        Cause(form.text("book_cause") or Cause.POWER),
    )


def received_at(form: Form) -> dt.datetime | None:
    """The time of receipt the book gives."""
    day, time = form.date("book_on"), form.time("book_time")
    return dt.datetime.combine(day, time, ZONE) if day is not None and time is not None else None


def received_by(form: Form) -> UUID | None:
    """Who received the visit, None whoever enters it."""
    return UUID(hex=by) if (by := form.text("book_by")) else None


def following(form: Form) -> dict[str, str]:
    """What stays for the next line of the book, as typed; the line moves on by one."""
    draft = form.draft()
    return {name: draft[name] for name in STAYS} | {
        "book_line": str((form.number("book_line") or 0) + 1)
    }


class BookBar(QFrame):
    """Says that the paper book is being entered, how many lines so far, and how to end."""

    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "notice")
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.end = QPushButton("补录完了")
        self.end.setAutoDefault(False)
        self.end.clicked.connect(lambda _=False: self.ended.emit())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.TIGHT, theme.SMALL, theme.TIGHT)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.end)
        self.entered = 0
        self.hide()

    def begin(self) -> None:
        """Start a new sitting with the book."""
        self.count(0)
        self.show()

    def count(self, entered: int) -> None:
        """Say how many lines have been entered."""
        self.entered = entered
        done = f"，已补录 {entered} 行" if entered else ""
        self.label.setText(f"正在补录手工登记簿{done}。时限从登记簿上的接待时间算起。")
