"""数据: where they lie, backing them up, checking them, and how to get them back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from center import backup
from center.archive import Manifest
from center.backup import SUFFIX
from center.verify import verify
from desktop import dates, parts, tasks, theme
from desktop.desk import Desk
from desktop.settings.frame import Frame
from desktop.tasks import Cancelled, Progress

_BACKUP = (
    "备份是一个加密的文件，含全部办件、文书、设置和操作记录。请每天下班前备份到 U 盘或另一台电脑，"
    "不要只放在本机。打开备份要用备份那天的密码或恢复密钥。"
)
_VERIFY = "逐条核对数据文件、操作记录的前后衔接、编号有无断号重号、文书有无改动，不改任何数据。"
_RESTORE = (
    "恢复会用备份换下现在的数据，所以要先退出本程序，再由系统管理员在命令行执行：\n"
    "bianmin restore 备份文件\n"
    "恢复前程序先核对备份，现有数据改名保留；恢复后新出的编号带一个字母，不会与已发出的重号。"
)
_SERVER = "本单位的数据在数据库服务器上，由系统管理员在服务器上备份。"


class DataPage(Frame):
    """Three cards: back up, verify, restore."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("数据")
        self._desk = desk
        self._memory = desk.memory("backup")
        self.last = parts.words("", "second")
        self.faults = parts.words("")
        self.backup_button = QPushButton("立即备份…")
        theme.set_role(self.backup_button, "primary")
        self.verify_button = QPushButton("校验数据")
        self.body.addWidget(_card("备份", _BACKUP, self.last, self.backup_button, self.ask_backup))
        self.body.addWidget(_card("校验", _VERIFY, self.faults, self.verify_button, self.verify))
        folder = desk.store.folder
        where = f"数据文件夹：{folder}" if folder is not None else _SERVER
        self.body.addWidget(_card("恢复", _RESTORE, parts.words(where, "second")))
        self.body.addStretch()
        self.setFocusProxy(self.backup_button)
        if folder is None:
            self.backup_button.setEnabled(False)
            self.backup_button.setToolTip(_SERVER)
        self.refresh()

    def refresh(self) -> None:
        """Say when the last backup was made."""
        with self._desk.read() as work:
            made = backup.last_backup(work)
        self.last.setText(backup_words(made, self._desk.now()))

    def ask_backup(self) -> None:
        """立即备份: choose where, at first where the last one went."""
        day = self._desk.today()
        unit = self._desk.settings.text("unit_name")
        name = f"{unit}-{day:%Y%m%d}{SUFFIX}"
        last = str(self._memory.get("folder", ""))
        start = str(Path(last) / name) if last and Path(last).is_dir() else name
        path, _ = QFileDialog.getSaveFileName(self, "备份到", start, f"备份 (*{SUFFIX})")
        if path:
            self.back_up(Path(path))

    def back_up(self, path: Path) -> None:
        """Write a backup off the GUI thread; it is checked before it counts as made."""
        target = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)

        def work(progress: Progress, cancelled: Cancelled) -> Manifest | None:
            with self._desk.read() as reading:
                return backup.backup(reading, target, progress, cancelled)

        def done(manifest: Manifest | None) -> None:
            self.refresh()
            if manifest is None:
                self.notice.say("已取消，没有留下备份文件。")
                return
            self._memory["folder"] = str(target.parent)
            self.notice.say(
                f"已备份到 {target}，共 {sum(manifest.rows.values()):,} 条，已核对可读。", seconds=0
            )

        tasks.run(self, "正在备份", work, done, self.notice.error)

    def verify(self) -> None:
        """Check everything off the GUI thread and tell what is wrong."""
        stopped: list[bool] = []

        def work(progress: Progress, cancelled: Cancelled) -> list[str]:
            with self._desk.read() as reading:
                found = verify(reading, progress, cancelled)
            if cancelled():
                stopped.append(True)
            return found

        def done(found: list[str]) -> None:
            if found:
                self.faults.setText("\n".join(found))
                theme.set_role(self.faults, "problem")
            else:
                moment = dates.show_moment(self._desk.now(), self._desk.today())
                said = "已取消，没有核对完" if stopped else "没有发现问题"
                self.faults.setText(f"{moment} 校验：{said}。")
                theme.set_role(self.faults, "hint" if stopped else "done")

        tasks.run(self, "正在校验数据", work, done, self.notice.error)


def backup_words(made: datetime | None, now: datetime) -> str:
    """When the last backup was made: 上次备份 11月20日 17:40，1 天前."""
    if made is None:
        return "还没有备份过。"
    days = (now.astimezone(dates.ZONE).date() - made.astimezone(dates.ZONE).date()).days
    ago = {0: "今天", 1: "昨天"}.get(days, f"{days} 天前")
    return f"上次备份 {dates.show_moment(made, now.astimezone(dates.ZONE).date())}，{ago}。"


def _card(
    title: str,
    words: str,
    state: QLabel,
    button: QPushButton | None = None,
    run: Callable[[], object] | None = None,
) -> QFrame:
    card = QFrame()
    theme.set_role(card, "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
    layout.setSpacing(theme.SMALL)
    layout.addWidget(parts.words(title, "heading"))
    layout.addWidget(parts.words(words, "second"))
    row = QHBoxLayout()
    row.addWidget(state, 1)
    if button is not None and run is not None:
        action = run
        button.clicked.connect(lambda _=False: action())
        row.addWidget(button)
    layout.addLayout(row)
    return card
