"""Changing the own password, and a new password by the recovery key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from center import keys
from center.errors import Problem, Refused
from desktop import notice, tasks, theme
from desktop.fields import Field, Form
from desktop.takeover import OVER_LOCK

DIFFERENT = "两次输入的密码不一样"


class SecretDialog(QDialog):
    """A small form of hidden fields, checked off the GUI thread: deriving keys takes time."""

    def __init__(
        self, parent: QWidget, title: str, intro: str, fields: list[Field], verb: str
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        heading = QLabel(title)
        theme.set_role(heading, "title")
        words = QLabel(intro)
        words.setWordWrap(True)
        theme.set_role(words, "second")
        self.notice = notice.Notice()
        self.form = Form(fields, datetime.now(UTC).date(), columns=1)
        self.form.submitted.connect(self.submit)
        self.ok = QPushButton(verb)
        theme.set_role(self.ok, "primary")
        self.ok.setDefault(True)
        self.ok.clicked.connect(self.submit)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.ok)
        row.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.LARGE)
        layout.setSpacing(theme.MEDIUM)
        for widget in (heading, words, self.notice, self.form):
            layout.addWidget(widget)
        layout.addLayout(row)

    def change(self) -> None:
        """Do it; runs in another thread and raises `Expected` when it cannot be done."""
        raise RuntimeError("a secret dialog says what it changes")

    def submit(self) -> None:
        """Check and do it."""
        if not self.form.validate() or not self.ok.isEnabled():
            return
        entered = self.form.values()
        if entered.get("again", entered["password"]) != entered["password"]:
            self.form.set_problems([Problem("again", DIFFERENT)])
            return
        self.ok.setEnabled(False)
        self.notice.clear()
        tasks.quiet(self, self.change, lambda _done: self.accept(), self._failed)

    def _failed(self, error: Exception) -> None:
        self.ok.setEnabled(True)
        rest = self.form.set_problems(error.problems) if isinstance(error, Refused) else ()
        if rest or not isinstance(error, Refused) or not error.problems:
            self.notice.error(error)


class PasswordDialog(SecretDialog):
    """改密码: the old one first, then the new one twice."""

    def __init__(self, parent: QWidget, folder: Path, login: str) -> None:
        fields = [
            Field("old", "现在的密码", "secret", required=True),
            Field("password", "新密码", "secret", required=True, hint="至少 8 位，含三种字符"),
            Field("again", "再输一次新密码", "secret", required=True),
        ]
        super().__init__(parent, "改密码", "改好后下次登录用新密码。", fields, "修改")
        self._folder, self._login = folder, login

    def change(self) -> None:
        """Open the key with the old password and wrap it with the new one."""
        old, new = self.form.text("old"), self.form.text("password")
        unlocked = keys.unlock(self._folder, self._login, old, datetime.now(UTC))
        keys.set_password(self._folder, unlocked.key, self._login, new)


class RecoveryDialog(SecretDialog):
    """忘记密码: the printed recovery key gives an account a new password."""

    def __init__(self, parent: QWidget, folder: Path) -> None:
        fields = [
            Field("recovery", "恢复密钥（纸面上的 28 位）", width=44, required=True),
            Field("login", "账号", required=True),
            Field("password", "新密码", "secret", required=True, hint="至少 8 位，含三种字符"),
            Field("again", "再输一次新密码", "secret", required=True),
        ]
        intro = "请向主任要封存的恢复密钥。数据不会改变，只重设这个账号的密码。"
        super().__init__(parent, "用恢复密钥重设密码", intro, fields, "重设密码")
        self._folder = folder

    def change(self) -> None:
        """Open the key with the recovery key and wrap it for the account."""
        from center.office import reset_by_recovery

        text = self.form.text
        reset_by_recovery(self._folder, text("recovery"), text("login"), text("password"))


class ReloginDialog(SecretDialog):
    """A full login of a colleague over the open window."""

    entered = Signal(object)
    """What `try_login` returned."""

    def __init__(self, parent: QWidget, try_login: Callable[[str, str], object]) -> None:
        fields = [
            Field("login", "账号", required=True),
            Field("password", "密码", "secret", required=True),
        ]
        intro = "登录后由你继续使用这台电脑，文书上的经办人随之改变。"
        super().__init__(parent, "换人登录", intro, fields, "登录")
        self.setProperty(OVER_LOCK, True)
        self._try = try_login
        self._result: object = None
        self.accepted.connect(lambda: self.entered.emit(self._result))

    def change(self) -> None:
        """Check account and password."""
        self._result = self._try(self.form.text("login"), self.form.text("password"))
