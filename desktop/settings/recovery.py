"""换恢复密钥: a new recovery key, shown once and printed; the old sheet is void from then on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from center.accounts import new_recovery_key
from center.journal import commit
from desktop import notice, tasks, theme
from desktop.desk import Desk
from desktop.recovery_key import KeyPage
from desktop.settings.slow_dialog import OWN, SlowDialog, data_key, own_password

_INTRO = "换了以后，保险柜里原来那张立即作废。请先准备好打印机或 U 盘，新的恢复密钥只显示一次。"


def ask_recovery_key(desk: Desk, parent: QWidget) -> None:
    """Ask for the own password, make the key, show it until it has been printed or saved."""
    title, verb = "换恢复密钥", "换一把新的"

    def work(own: str) -> Callable[[], str]:
        def make() -> str:
            key = data_key(desk, own)
            with desk.work() as work:
                spelled = new_recovery_key(work, key)
                commit(work)
            return spelled

        return make

    def show(spelled: str) -> None:
        KeyDialog(desk, parent, spelled).open()

    if fields := own_password(desk):
        SlowDialog(
            desk,
            parent,
            title,
            fields,
            verb,
            lambda form: work(form.text(OWN)),
            show,
            intro=_INTRO,
            danger=True,
        ).open()
    elif notice.confirm(parent, title, _INTRO, verb):
        tasks.quiet(parent, work(""), show)


class KeyDialog(QDialog):
    """Shows the new key; it closes only when the keeper says that it is printed or saved."""

    def __init__(self, desk: Desk, parent: QWidget, spelled: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("新的恢复密钥")
        self.setMinimumWidth(560)
        title = QLabel("新的恢复密钥")
        theme.set_role(title, "title")
        self.page = KeyPage()
        self.page.show_key(desk.settings.text("unit_name"), spelled)
        self.close_button = QPushButton("完成")
        theme.set_role(self.close_button, "primary")
        self.close_button.setEnabled(False)
        self.close_button.clicked.connect(self.accept)
        self.page.kept.toggled.connect(self.close_button.setEnabled)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.LARGE)
        layout.setSpacing(theme.MEDIUM)
        layout.addWidget(title)
        layout.addWidget(self.page)
        layout.addLayout(row)

    def reject(self) -> None:
        """Esc and the window's cross wait for the tick: the old key works no longer."""
        if self.page.kept.isChecked():
            super().reject()
        else:
            self.page.notice.problem("旧的恢复密钥已作废。请先打印或另存新的，勾选后再关闭。")
