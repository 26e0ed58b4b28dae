"""One computer, several people: taking over by PIN (换人), and the locked screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRegularExpression, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from center.errors import Expected
from desktop import notice, tasks, theme
from desktop.choice import Choice

PIN_LENGTH = 6
OVER_LOCK = "over_lock"
"""The property of dialogs that may open while the window is locked: those that let somebody in."""
_VALUE = int(Qt.ItemDataRole.UserRole)


class PinEdit(QLineEdit):
    """Six digits, hidden; `complete` comes with the sixth."""

    complete = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(PIN_LENGTH)
        digits = QRegularExpression(f"[0-9]{{0,{PIN_LENGTH}}}")
        self.setValidator(QRegularExpressionValidator(digits, self))
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.setAccessibleName("六位数字密码")
        self.setPlaceholderText("六位数字")
        self.textChanged.connect(self._check)

    def _check(self, text: str) -> None:
        if len(text) == PIN_LENGTH:
            self.complete.emit(text)


class TakeoverDialog(QDialog):
    """换人 (Ctrl+L): Up and Down choose the colleague, the sixth digit takes over.

    `people` are the colleagues who have a PIN; `try_pin` gets the account and the PIN in another
    thread and raises `Expected` when they do not match.
    """

    taken = Signal(object)
    """What `try_pin` returned."""
    login_wanted = Signal()
    """A full login instead."""

    def __init__(
        self, parent: QWidget, people: Sequence[Choice], try_pin: Callable[[str, str], object]
    ) -> None:
        super().__init__(parent)
        self._try = try_pin
        self.setProperty(OVER_LOCK, True)
        self.setWindowTitle("换人")
        self.setMinimumWidth(360)
        self.people = QListWidget()
        self.people.setAccessibleName("同事")
        for choice in people:
            item = QListWidgetItem(choice.title)
            item.setData(_VALUE, choice.value)
            item.setSizeHint(QSize(0, theme.row_height(self)))
            self.people.addItem(item)
        self.people.setCurrentRow(0)
        rows = min(max(len(people), 1), 6)
        self.people.setFixedHeight(rows * theme.row_height(self) + theme.TIGHT)
        self.pin = PinEdit()
        self.pin.complete.connect(self._take)
        self.pin.installEventFilter(self)
        self.problem = QLabel("" if people else "其他同事还没有设置换人密码。请用账号和密码登录。")
        self.problem.setWordWrap(True)
        theme.set_role(self.problem, "problem" if people else "hint")
        full = QPushButton("用账号和密码登录")
        full.setAutoDefault(False)
        theme.set_role(full, "link")
        full.clicked.connect(self.login_wanted)
        full.clicked.connect(self.reject)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(full)
        row.addStretch()
        row.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.LARGE)
        layout.setSpacing(theme.SMALL)
        if people:
            layout.addWidget(QLabel("谁来接手（↑↓ 选择）"))
            layout.addWidget(self.people)
            layout.addWidget(self.pin)
        layout.addWidget(self.problem)
        layout.addLayout(row)
        self.pin.setFocus()

    def _take(self, pin: str) -> None:
        item = self.people.currentItem()
        if not self.people.count() or not self.pin.isEnabled():
            return
        account = str(item.data(_VALUE))
        self.problem.clear()
        self.pin.setEnabled(False)
        tasks.quiet(self, lambda: self._try(account, pin), self._done, self._failed)

    def _done(self, result: object) -> None:
        self.accept()
        self.taken.emit(result)

    def _failed(self, error: Exception) -> None:
        self.pin.setEnabled(True)
        self.pin.clear()
        self.pin.setFocus()
        self.problem.setText(notice.sentence(error))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down in the PIN field choose the person."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None:
                row = self.people.currentRow() + step
                self.people.setCurrentRow(min(max(row, 0), self.people.count() - 1))
                return True
        return False


class LockPage(QWidget):
    """Covers the window while nobody sits there; `try_unlock` gets the PIN or the password."""

    unlocked = Signal()
    other_wanted = Signal()
    """Another person wants to take over."""

    def __init__(self, person: str, try_unlock: Callable[[str], object]) -> None:
        super().__init__()
        theme.set_role(self, "page")
        self._try = try_unlock
        card = QFrame()
        theme.set_role(card, "card")
        card.setFixedWidth(400)
        title = QLabel(f"已锁定　{person}")
        theme.set_role(title, "title")
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setPlaceholderText("六位数字密码或登录密码")
        self.secret.setAccessibleName("六位数字密码或登录密码")
        self.secret.returnPressed.connect(self._unlock)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.hide()
        theme.set_role(self.problem, "problem")
        self.unlock_button = QPushButton("解锁")
        theme.set_role(self.unlock_button, "primary")
        self.unlock_button.clicked.connect(self._unlock)
        other = QPushButton("换人")
        other.clicked.connect(self.other_wanted)
        row = QHBoxLayout()
        row.addWidget(other)
        row.addStretch()
        row.addWidget(self.unlock_button)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.WIDE)
        inner.setSpacing(theme.SMALL)
        for widget in (title, self.secret, self.problem):
            inner.addWidget(widget)
        inner.addLayout(row)
        layout = QVBoxLayout(self)
        layout.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self.setFocusProxy(self.secret)

    def _unlock(self) -> None:
        secret = self.secret.text()
        if not secret or not self.unlock_button.isEnabled():
            return
        self.unlock_button.setEnabled(False)
        self.problem.hide()
        tasks.quiet(self, lambda: self._try(secret), lambda _result: self._open(), self._failed)

    def _open(self) -> None:
        self.secret.clear()
        self.unlocked.emit()

    def _failed(self, error: Exception) -> None:
        self.unlock_button.setEnabled(True)
        self.secret.clear()
        self.secret.setFocus()
        if isinstance(error, Expected):
            self.problem.setText(error.sentence)
            self.problem.show()
        else:
            notice.tell(self, error)
