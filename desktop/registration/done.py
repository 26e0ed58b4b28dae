"""What was just saved, and the papers that may go with it, above the form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop import theme

Action = tuple[str, Callable[[], object]]


class Done(QFrame):
    """One line until the next thing is saved; F7 takes the first action."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "notice")
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.buttons: list[QPushButton] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.MEDIUM, theme.SMALL)
        layout.setSpacing(theme.TIGHT)
        layout.addWidget(self.label)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.SMALL)
        self._row.addStretch()
        layout.addLayout(self._row)
        self.hide()

    def tell(self, words: str, actions: Sequence[Action]) -> None:
        """Show what was saved and what may follow, the most likely first."""
        self._clear()
        self.label.setText(words)
        self.setAccessibleName(words)
        for number, (title, run) in enumerate(actions):
            button = QPushButton(title if number else f"{title} F7")
            button.setAutoDefault(True)
            button.setAccessibleName(title)
            if not number:
                theme.set_role(button, "primary")
            button.clicked.connect(lambda _=False, r=run: r())
            self._row.insertWidget(number, button)
            self.buttons.append(button)
        self.show()

    def take_first(self) -> None:
        """F7: the first action, if there is one."""
        if self.isVisible() and self.buttons:
            self.buttons[0].click()

    def forget(self) -> None:
        """Take the line away."""
        self._clear()
        self.hide()

    def _clear(self) -> None:
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
