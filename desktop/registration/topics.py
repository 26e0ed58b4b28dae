"""A question or guidance in one key and a topic (D2): F2 or F3, then the key of the topic."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from center.registration import VisitKind
from desktop import theme

KEYS = "1234567890abcdefghijklmnopqrstuvwxyz"
COLUMNS = 3


class Topics(QFrame):
    """The topics as numbered buttons; a key or a click picks one, Esc goes back."""

    picked = Signal(str, str)
    """The kind of visit and the topic."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._kind = VisitKind.QUESTION
        self._topics: list[str] = []
        self.buttons: list[QPushButton] = []
        self._title = QLabel()
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.SMALL)
        hint = QLabel("按数字或字母即登记，不用姓名和证件；Esc 返回，表中已填的内容还在")
        hint.setWordWrap(True)
        theme.set_role(hint, "hint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self._title)
        layout.addLayout(self._grid)
        layout.addWidget(hint)
        self.hide()

    def set_topics(self, topics: Sequence[str]) -> None:
        """Offer these topics, the office's own list (REG-03)."""
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.deleteLater()
        self._topics = list(topics)[: len(KEYS)]
        self.buttons = []
        for place, topic in enumerate(self._topics):
            button = QPushButton(f"{KEYS[place].upper()}  {topic}".replace("&", "&&"))
            button.setAccessibleName(topic)
            button.setStyleSheet("text-align: left")
            button.clicked.connect(lambda _=False, t=topic: self._pick(t))
            self._grid.addWidget(button, place // COLUMNS, place % COLUMNS)
            self.buttons.append(button)

    def ask(self, kind: VisitKind) -> None:
        """Show the topics for a question or for guidance and take the keys."""
        self._kind = kind
        self._title.setText(f"{kind.value}：哪方面的事")
        self.setAccessibleName(self._title.text())
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The key of a topic picks it."""
        key = event.text().lower()
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.closed.emit()
        elif len(key) == 1 and key in KEYS[: len(self._topics)]:
            self._pick(self._topics[KEYS.index(key)])
        else:
            super().keyPressEvent(event)

    def _pick(self, topic: str) -> None:
        self.hide()
        self.picked.emit(self._kind.value, topic)
