"""What every section of 设置 looks like: a title, a line of words, a notice, the content."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop import theme
from desktop.notice import Notice


class Frame(QWidget):
    """A section; subclasses put their content into `body`."""

    def __init__(self, title: str, words: str = "") -> None:
        super().__init__()
        self.notice = Notice()
        self.title = QLabel(title)
        theme.set_role(self.title, "title")
        self.words = QLabel(words)
        self.words.setWordWrap(True)
        theme.set_role(self.words, "second")
        self._actions = QHBoxLayout()
        self._actions.setSpacing(theme.SMALL)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch()
        head.addLayout(self._actions)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.MEDIUM)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(head)
        layout.addWidget(self.words)
        layout.addWidget(self.notice)
        layout.addLayout(self.body, 1)
        self.words.setVisible(bool(words))

    def say(self, words: str) -> None:
        """One line in place of a content."""
        self.words.setText(words)
        self.words.show()
        self.body.addStretch()

    def add_action(
        self,
        title: str,
        run: Callable[[], object],
        *,
        shortcut: str = "",
        role: str = "",
        reason: str = "",
    ) -> QPushButton:
        """A button at the right of the title. With a `reason` it only tells why it cannot be."""
        button = QPushButton(f"{title}  {shortcut}" if shortcut else title)
        button.setAccessibleName(title)
        button.setAutoDefault(False)
        if reason:
            theme.set_role(button, "unlawful")
            button.setToolTip(reason)
            button.clicked.connect(lambda _=False: self.notice.say(reason))
        else:
            theme.set_role(button, role)
            button.clicked.connect(lambda _=False: run())
        if shortcut:
            key = QShortcut(QKeySequence(shortcut), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(button.click)
        self._actions.addWidget(button)
        return button


def scrolled(content: QWidget) -> QScrollArea:
    """A content that scrolls when it is higher than the window."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
    return area


def heading(words: str) -> QLabel:
    """A heading inside a section."""
    label = QLabel(words)
    theme.set_role(label, "second")
    return label
