"""The first window: account and password. Imports only Qt and the standard library (start time)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from center.errors import Expected
from desktop import keyboard, notice, tasks, theme

SECRETS = "国家秘密不得录入本程序，不得在本机存储、处理（《中华人民共和国保守国家秘密法》）。"
SAMPLE = "示例办公室，数据均为虚构"


class LoginWindow(QWidget):
    """Asks for account and password; `try_login` runs in another thread (about 0.2 s).

    `accounts` are proposed, the first is filled in. For the sample office `sample` names the
    persons as (account, words); no password is asked for and `try_login` gets an empty one.
    """

    entered = Signal(object)
    """What `try_login` returned."""
    recovery_wanted = Signal()
    """忘记密码 was pressed."""

    def __init__(
        self,
        unit: str,
        accounts: Sequence[str],
        try_login: Callable[[str, str], object],
        *,
        sample: Sequence[tuple[str, str]] = (),
        with_recovery: bool = False,
        resized: Callable[[str], object] | None = None,
    ) -> None:
        super().__init__()
        self._try = try_login
        self._resized = resized
        self.setObjectName("login")
        self.setWindowTitle(f"登录 — {unit}" if unit else "登录")
        theme.set_role(self, "page")
        self.account = QComboBox()
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.enter = QPushButton("登录" if not sample else "进入")
        theme.set_role(self.enter, "primary")
        self.enter.clicked.connect(self._login)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.hide()
        theme.set_role(self.problem, "problem")
        self.caps = QLabel("大写锁定已打开")
        theme.set_role(self.caps, "warning")
        self.caps.hide()
        self._build(unit, bool(sample), with_recovery)
        if sample:
            for account, words in sample:
                self.account.addItem(words, account)
        else:
            self.account.setEditable(True)
            self._typed_account = QLineEdit()
            self.account.setLineEdit(self._typed_account)
            self._typed_account.returnPressed.connect(self.password.setFocus)
            self.account.addItems(list(accounts))
            self.password.returnPressed.connect(self._login)
            self.password.installEventFilter(self)
        first = self.password if not sample and self.account.count() else self.account
        first.setFocus()
        for keys, step in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1)):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda s=step: self._zoom(s))
        enter = QShortcut(QKeySequence(Qt.Key.Key_Return), self)
        enter.setEnabled(bool(sample))
        enter.activated.connect(self._login)

    def _build(self, unit: str, sample: bool, with_recovery: bool) -> None:
        card = QFrame()
        theme.set_role(card, "card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.WIDE)
        inner.setSpacing(theme.SMALL)
        title = QLabel(unit or "便民")
        theme.set_role(title, "title")
        title.setWordWrap(True)
        inner.addWidget(title)
        if sample:
            inner.addWidget(_second(SAMPLE))
        inner.addSpacing(theme.SMALL)
        inner.addWidget(_label("以谁的身份进入" if sample else "账号", self.account))
        inner.addWidget(self.account)
        if not sample:
            inner.addWidget(_label("密码", self.password))
            inner.addWidget(self.password)
            inner.addWidget(self.caps)
        inner.addWidget(self.problem)
        inner.addWidget(self.enter)
        if with_recovery:
            forgotten = QPushButton("忘记密码")
            theme.set_role(forgotten, "link")
            forgotten.clicked.connect(self.recovery_wanted)
            inner.addWidget(forgotten, 0, Qt.AlignmentFlag.AlignLeft)
        sizes = QHBoxLayout()
        sizes.setSpacing(theme.TIGHT)
        sizes.addStretch()
        sizes.addWidget(_second("文字大小"))
        self.sizes = {}
        for name, words in theme.SIZE_WORDS.items():
            button = QPushButton(words)
            button.setCheckable(True)
            theme.set_role(button, "choice")
            button.clicked.connect(lambda _=False, n=name: self._set_size(n))
            self.sizes[name] = button
            sizes.addWidget(button)
        sizes.addStretch()
        self._mark_size()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.LARGE)
        layout.setSpacing(theme.MEDIUM)
        # A layout with an alignment would not give wrapped sentences their height.
        column = QWidget()
        column.setFixedWidth(440)
        middle = QVBoxLayout(column)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(theme.MEDIUM)
        middle.addStretch()
        middle.addWidget(card)
        middle.addWidget(_second(SECRETS))
        middle.addStretch()
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(column)
        row.addStretch()
        layout.addLayout(row, 1)
        layout.addLayout(sizes)
        self.resize(600, 560)

    def _login(self) -> None:
        account = self.account.currentData() or self.account.currentText().strip()
        password = self.password.text()
        if not self.enter.isEnabled():
            return
        if not account:
            self._refuse("请填写账号")
            self.account.setFocus()
            return
        self.problem.hide()
        self.enter.setEnabled(False)
        self.enter.setText("正在打开…")
        tasks.quiet(self, lambda: self._try(account, password), self._opened, self._failed)

    def _opened(self, opened: object) -> None:
        self.password.clear()
        self.entered.emit(opened)

    def _failed(self, error: Exception) -> None:
        self.enter.setEnabled(True)
        self.enter.setText("登录")
        if not isinstance(error, Expected):
            notice.tell(self, error)
            return
        self._refuse(error.sentence)
        self.password.selectAll()
        self.password.setFocus()

    def _refuse(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        self._grow()
        self.enter.setAccessibleDescription(sentence)

    def _zoom(self, step: int) -> None:
        names = list(theme.SIZES)
        place = names.index(theme.look().size) + step
        self._set_size(names[min(max(place, 0), len(names) - 1)])

    def _set_size(self, name: str) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, theme.Look(theme.look().palette, name))
        self._mark_size()
        self._grow()
        if self._resized is not None:
            self._resized(name)

    def _grow(self) -> None:
        """Make room for a sentence or for larger text."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            needed = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), max(self.height(), needed))

    def _mark_size(self) -> None:
        for name, button in self.sizes.items():
            button.setChecked(name == theme.look().size)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch the password's keys for 大写锁定."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            state = keyboard.caps_lock(event)
        elif event.type() == QEvent.Type.FocusIn:
            state = keyboard.caps_lock()
        else:
            return False
        if state is not None:
            self.caps.setVisible(state)
        return False


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    return label


def _second(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    theme.set_role(label, "hint")
    return label
