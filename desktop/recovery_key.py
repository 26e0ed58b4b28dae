"""The recovery key, shown once: printed or saved before anyone may go on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from center.errors import Expected
from desktop import theme
from desktop.dates import ZONE
from desktop.notice import Notice

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

WARNING = (
    "恢复密钥只显示这一次。所有人都忘记密码时，只有它能打开数据，丢失后谁也无法找回。"
    "请打印或另存后，交主任封存保管，不要放在本机上。"
)


class KeyPage(QWidget):
    """Shows the key; the tick `kept` wakes up when it has been printed or saved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = self._key = ""
        self.notice = Notice()
        warning = QLabel(WARNING)
        warning.setWordWrap(True)
        self.label = QLabel()
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.label.setWordWrap(True)
        theme.set_role(self.label, "title")
        card = QFrame()
        theme.set_role(card, "card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.WIDE)
        inner.addWidget(self.label)
        self.print_button = QPushButton("打印恢复密钥")
        self.print_button.clicked.connect(self._ask_printer)
        self.save_button = QPushButton("另存到 U 盘")
        self.save_button.clicked.connect(self._ask_path)
        row = QHBoxLayout()
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        row.addStretch()
        self.kept = QCheckBox("恢复密钥已打印或另存，并已交主任保管")
        self.kept.setEnabled(False)
        self.kept.setToolTip("请先打印或另存")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.LARGE)
        layout.addWidget(warning)
        layout.addWidget(card)
        layout.addLayout(row)
        layout.addWidget(self.notice)
        layout.addWidget(self.kept)
        layout.addStretch()

    def show_key(self, unit: str, key: str) -> None:
        """Show the key of a unit."""
        self._unit, self._key = unit, key
        self.label.setText(key)
        self.kept.setChecked(False)
        self.kept.setEnabled(False)

    def sheet(self) -> bytes:
        """The page for the safe (PDF)."""
        from forms.recovery import recovery_sheet

        return recovery_sheet(self._unit, self._key, datetime.now(ZONE).date())

    def save_to(self, path: Path) -> None:
        """Write the page for the safe to a file."""
        try:
            path.write_bytes(self.sheet())
        except OSError:
            self.notice.problem("没有保存：磁盘已满、没有权限或 U 盘已拔出。请换个位置再存。")
            return
        self.notice.say(f"已保存到 {path}")
        self._may_tick()

    def print_on(self, printer: QPrinter) -> None:
        """Print the page for the safe."""
        from desktop.printing import Pdf, draw_pages

        for _ in draw_pages(Pdf(self.sheet()), printer, color=False):
            pass
        self._may_tick()

    def _may_tick(self) -> None:
        self.kept.setEnabled(True)
        self.kept.setToolTip("")
        self.kept.setFocus()

    def _ask_path(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "另存恢复密钥", "恢复密钥.pdf", "PDF (*.pdf)")
        if path:
            self.save_to(Path(path))

    def _ask_printer(self) -> None:
        from desktop.printing import Pdf, ask_printer

        try:
            printer = ask_printer(self, "recovery", {}, Pdf(self.sheet()))
            if printer is not None:
                self.print_on(printer)
        except Expected as error:
            self.notice.error(error)
