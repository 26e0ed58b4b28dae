"""A paper on the screen: preview, issue (出具), print, save."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from center.errors import Expected
from desktop import printing, tasks, theme
from desktop.notice import Notice
from desktop.printing import Pdf


class Preview(QDialog):
    """Shows a PDF. With `issue` it is a draft: 出具 gives it a number and freezes it first.

    `form` is the paper's kind, under which printer and paper size are remembered in `memory`;
    `said` is what stands above a paper that is no draft.
    """

    issued = Signal()
    printed = Signal()
    """The pages have been handed to the printer."""
    saved = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        title: str,
        form: str,
        content: bytes,
        memory: MutableMapping[str, object],
        *,
        issue: Callable[[], bytes] | None = None,
        said: str = "已出具",
        color: bool = False,
    ) -> None:
        super().__init__(parent)
        self._form, self._memory, self._color = form, memory, color
        self._title = title
        self._issue = issue
        self._said = said
        self._printing: Iterator[int] | None = None
        self._step = QTimer(self)
        self._step.timeout.connect(self._print_page)
        self.setWindowTitle(title)
        self.resize(860, 700)
        self.notice = Notice()
        self.view = QPdfView(self)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setAccessibleName(title)
        self.state = QLabel()
        theme.set_role(self.state, "second")
        self.issue_button = self._button("出具", self.issue_now, "Ctrl+Return")
        self.print_button = self._button("打印", self.ask_and_print, "Ctrl+P")
        self.save_button = self._button("另存为", self._ask_path, "Ctrl+S")
        self.close_button = self._button("关闭", self.reject, "Esc")
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        bar.addWidget(self.state)
        bar.addStretch()
        for button in (self.issue_button, self.print_button, self.save_button, self.close_button):
            bar.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(bar)
        layout.addWidget(self.notice)
        layout.addWidget(self.view, 1)
        self._show(content)

    def _button(self, title: str, run: Callable[[], object], shortcut: str) -> QPushButton:
        button = QPushButton(title)
        button.setToolTip(f"{title}（{shortcut.replace('Return', 'Enter')}）")
        button.clicked.connect(lambda _=False: run())
        if shortcut != "Esc":
            QShortcut(QKeySequence(shortcut), self).activated.connect(button.click)
        return button

    def _show(self, content: bytes) -> None:
        self._pdf = Pdf(content)
        self.view.setDocument(self._pdf.document)
        draft = self._issue is not None
        pages = self._pdf.document.pageCount()
        self.state.setText(f"{'预览，尚未出具' if draft else self._said}　共 {pages} 页")
        self.issue_button.setVisible(draft)
        for button in (self.print_button, self.save_button):
            button.setEnabled(not draft)
            button.setToolTip("请先出具：预览没有编号，不能交给群众" if draft else "")
        main = self.issue_button if draft else self.print_button
        for button in (self.issue_button, self.print_button):
            theme.set_role(button, "primary" if button is main else "")
        main.setDefault(True)
        main.setFocus()

    def issue_now(self) -> None:
        """Give the paper its number and show the frozen one."""
        issue = self._issue
        if issue is None:
            return

        def done(content: bytes) -> None:
            self._issue = None
            self._show(content)
            self.issued.emit()

        tasks.run(self, f"正在出具{self._title}", lambda _progress, _cancelled: issue(), done)

    def ask_and_print(self) -> None:
        """Show the print dialog and print."""
        try:
            printer = printing.ask_printer(self, self._form, self._memory, self._pdf)
        except Expected as error:
            self.notice.error(error)
            return
        if printer is not None:
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print page by page, the window staying alive between pages."""
        self._printing = printing.draw_pages(self._pdf, printer, color=self._color)
        self.print_button.setEnabled(False)
        self._step.start(0)

    def _print_page(self) -> None:
        if self._printing is None:
            self._step.stop()
            return
        try:
            number = next(self._printing)
        except StopIteration:
            self._end_printing()
            self.notice.say("已送往打印机")
            self.printed.emit()
        except Expected as error:
            self._end_printing()
            self.notice.error(error)
        else:
            self.notice.say(f"正在打印第 {number} 页", seconds=0)

    def _end_printing(self) -> None:
        self._step.stop()
        self._printing = None
        self.print_button.setEnabled(True)

    def _ask_path(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "另存为", f"{self._title}.pdf", "PDF (*.pdf)")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the PDF to a file; trouble is told in the window and leaves no half file."""
        part = path.with_name(path.name + ".part")
        try:
            part.write_bytes(self._pdf.content)
            part.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            self.notice.problem(
                f"没有保存到“{path}”：磁盘已满、没有权限或文件正被打开。文书仍在程序里，请换个位置再存。"
            )
            self.notice.setToolTip(str(error))
            return
        self.notice.say(f"已保存到 {path}")
        self.saved.emit(str(path))

    def done(self, result: int) -> None:
        """Closing ends a running print with the pages already drawn."""
        self._end_printing()
        super().done(result)
