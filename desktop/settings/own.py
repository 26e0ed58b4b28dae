"""显示和密码: what everyone may set for themselves, whatever their rights."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from center.accounts import set_pin
from center.errors import Problem, Refused
from center.journal import commit
from center.rights import ROLE_NAMES
from desktop import theme
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.passwords import PasswordDialog
from desktop.settings.frame import Frame, scrolled


class OwnPage(Frame):
    """Text size and colours of this computer; password and PIN of this account."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("显示和密码")
        self._desk = desk
        self._memory = desk.memory("look")
        sizes = tuple(Choice(name, words) for name, words in theme.SIZE_WORDS.items())
        schemes = tuple(Choice(name, words) for name, words in theme.SCHEME_WORDS.items())
        self.look = Form(
            [
                Field(
                    "size",
                    "文字大小",
                    "buttons",
                    choices=sizes,
                    default=theme.look().size,
                    hint="随时可按 Ctrl 加号、Ctrl 减号改",
                ),
                Field(
                    "scheme",
                    "颜色",
                    "buttons",
                    choices=schemes,
                    default=str(self._memory.get("scheme", "light")),
                ),
            ],
            desk.today(),
            columns=1,
        )
        self.look.changed.connect(lambda _draft: self._dress())
        self.password = QPushButton("改密码…")
        self.password.clicked.connect(lambda _=False: self.ask_password())
        self.pin = QPushButton("设置换人密码…")
        self.pin.clicked.connect(lambda _=False: self.ask_pin())
        roles = "、".join(ROLE_NAMES[role] for role in sorted(desk.actor.roles))
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, theme.SMALL, 0)
        inner.setSpacing(theme.MEDIUM)
        inner.addWidget(_card("本机显示", "只影响这台电脑，立即生效。", self.look))
        inner.addWidget(
            _card(
                f"我的账号　{desk.actor.name}（{desk.actor.login}）　{roles}",
                "登录密码打开加密的数据；换人密码是六位数字，早上登录过以后同事之间接手用（Ctrl+L）。",
                _row(self.password, self.pin),
            )
        )
        inner.addStretch()
        self.body.addWidget(scrolled(content))
        self.setFocusProxy(self.look.editor("size"))
        if desk.store.folder is None:
            self.password.setEnabled(False)
            self.password.setToolTip("密码要在存放数据的那台电脑上修改")

    def _dress(self) -> None:
        size, scheme = self.look.text("size"), self.look.text("scheme")
        app = QApplication.instance()
        if not isinstance(app, QApplication) or size not in theme.SIZES:
            return
        self._memory.update({"size": size, "scheme": scheme})
        wanted = theme.Look(theme.palette_for(scheme), size)
        if wanted != theme.look():
            theme.apply(app, wanted)

    def ask_password(self) -> None:
        """改密码: the old one and the new one twice."""
        folder = self._desk.store.folder
        if folder is not None:
            dialog = PasswordDialog(self, folder, self._desk.actor.login)
            dialog.accepted.connect(lambda: self.notice.say("密码已改，下次登录用新密码。"))
            dialog.open()

    def ask_pin(self) -> None:
        """设置换人密码: six digits, twice."""

        def run(form: Form) -> None:
            with self._desk.work() as work:
                set_pin(work, form.text("pin"))
                commit(work)
            self.notice.say("换人密码已设置。同事接手后，您可以按 Ctrl+L 用它换回来。")

        pin = Field("pin", "换人密码（六位数字）", "secret", 12, required=True, limit=6)
        dialog = FormDialog(
            self._desk,
            self,
            "设置换人密码",
            [pin, Field("again", "再输一次", "secret", 12, required=True, limit=6)],
            "设置",
            lambda form: run(_twice(form)),
            intro="不要和别人用同一个，也不要用生日。",
        )
        dialog.open()


def _twice(form: Form) -> Form:
    if form.text("pin") != form.text("again"):
        raise Refused([Problem("again", "两次输入的不一样")])
    return form


def _row(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.SMALL)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return holder


def _card(title: str, words: str, content: QWidget) -> QFrame:
    card = QFrame()
    theme.set_role(card, "card")
    head, second = QLabel(title), QLabel(words)
    second.setWordWrap(True)
    theme.set_role(second, "second")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.LARGE)
    layout.setSpacing(theme.SMALL)
    for widget in (head, second, content):
        layout.addWidget(widget)
    return card
