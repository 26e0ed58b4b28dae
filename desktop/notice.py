"""What the program tells the clerk: a quiet line in the page, a dialog with details to copy."""

from __future__ import annotations

import sys
from types import TracebackType

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from center.errors import Expected, where
from desktop import crash, theme

BUG_SENTENCE = (
    "程序出错了，刚才这一步没有完成，此前已保存的内容不受影响。请复制详情，交给维护人员。"
)
REPORT_KEPT = "详情里写明了出错报告保存在哪个文件；其中没有群众信息，可以用 U 盘带走。"


def sentence(error: BaseException) -> str:
    """What the clerk reads: the sentence of expected trouble, one fixed sentence for a bug."""
    if isinstance(error, Expected):
        return error.sentence
    if isinstance(error, MemoryError):
        return "电脑内存不足，这一步没有完成，已保存的内容不受影响。请关闭其他程序后再试。"
    return BUG_SENTENCE


def details(error: BaseException) -> str:
    """What is copied for whoever helps: of a bug its traceback, never values typed by the clerk."""
    if isinstance(error, Expected):
        return error.details
    return where(error)


class Notice(QFrame):
    """One line inside a page: a status or a problem, with 关闭; hidden while it has nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "notice")
        self.setVisible(False)
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QToolButton()
        self._close.setText("关闭")
        theme.set_role(self._close, "flat")
        self._close.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.TIGHT, theme.TIGHT, theme.TIGHT)
        layout.addWidget(self.label, 1)
        layout.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)

    def say(self, text: str, seconds: int = 8) -> None:
        """Show a status for some seconds (0: until closed)."""
        self._show(text, "notice")
        if seconds:
            self._timer.start(seconds * 1000)

    def problem(self, text: str) -> None:
        """Show a problem until it is closed or replaced."""
        self._show(text, "notice-error")

    def error(self, error: BaseException) -> None:
        """Expected trouble as a line here; a bug as a dialog with details."""
        if isinstance(error, Expected):
            self.problem(error.sentence)
        else:
            tell(self, error)

    def clear(self) -> None:
        """Take the line away."""
        self._timer.stop()
        self.label.clear()
        self.hide()

    @property
    def text(self) -> str:
        """What is shown now, empty if nothing."""
        return self.label.text()

    def _show(self, text: str, role: str) -> None:
        self._timer.stop()
        theme.set_role(self, role)
        self.label.setText(text)
        self.setAccessibleName(text)
        self.show()


class Message(QDialog):
    """One sentence, buttons with verbs; `chosen` is the number of the button pressed or None."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        verbs: tuple[str, ...],
        *,
        copy: str = "",
        danger: bool = False,
    ) -> None:
        super().__init__(parent)
        self.chosen: int | None = None
        self._copy = copy
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        heading = QLabel(title)
        theme.set_role(heading, "title")
        self.label = QLabel(text)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons = [QPushButton(verb) for verb in verbs]
        row = QHBoxLayout()
        self.copy_button = QPushButton("复制详情")
        self.copy_button.setVisible(bool(copy))
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(self._copy_details)
        row.addWidget(self.copy_button)
        row.addStretch()
        for number, button in enumerate(self.buttons):
            button.clicked.connect(lambda _=False, n=number: self._choose(n))
            row.addWidget(button)
        theme.set_role(self.buttons[0], "danger" if danger else "primary")
        # What cannot be undone is never one Enter away.
        safe = self.buttons[-1] if danger else self.buttons[0]
        safe.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.LARGE)
        layout.setSpacing(theme.LARGE)
        layout.addWidget(heading)
        layout.addWidget(self.label)
        layout.addLayout(row)
        safe.setFocus()

    def _choose(self, number: int) -> None:
        self.chosen = number
        self.accept()

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._copy)
        self.copy_button.setText("已复制")


def tell(parent: QWidget | None, error: BaseException) -> Message:
    """Tell an error in a dialog that does not stop the program behind it; returns the dialog."""
    title, words, copy = "没有完成", sentence(error), details(error)
    if not isinstance(error, Expected):
        title = "程序出错了"
        kept = crash.keep(error)
        if kept is not None:
            words, copy = f"{words}{REPORT_KEPT}", f"{kept}\n{copy}"
    dialog = Message(parent, title, words, ("知道了",), copy=copy)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def confirm(
    parent: QWidget, title: str, text: str, verb: str, *, cancel: str = "取消", danger: bool = True
) -> bool:
    """Ask before what cannot be undone; True only if the clerk pressed the button `verb`."""
    dialog = Message(parent, title, text, (verb, cancel), danger=danger)
    dialog.exec()
    chosen = dialog.chosen
    dialog.deleteLater()
    return chosen == 0


def catch_bugs() -> None:
    """From now on an uncaught error in the window is told to the clerk and not only printed."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        if isinstance(error, Exception):
            tell(QApplication.activeWindow(), error.with_traceback(trace))

    sys.excepthook = hook
