"""What came of a batch of papers: print all as one job, file them, and see what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
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

from center.cases.papers import OF_CASES
from center.errors import Expected
from center.papers import TITLES, PaperKind
from center.rights import Right
from desktop import printing, tasks, theme
from desktop.cases.bulk import Batch, Chosen, contents, file_papers, issue_many, note_printed
from desktop.cases.bulk import papers_of_cases as all_papers
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing import Column
from desktop.notice import Notice
from desktop.short_list import ShortList

_FAILURES = (
    Column("number", "办件编号", 20, sortable=False),
    Column("name", "申请人", 14, sortable=False),
    Column("why", "没有出具的原因", 60, sortable=False),
)


def ask_batch(desk: Desk, parent: QWidget, which: str, chosen: Chosen) -> None:
    """Ask for the kind of paper and issue it for the cases; `which` says which they are."""

    def run(form: Form) -> None:
        kind = PaperKind(form.text("kind"))

        def work(progress: tasks.Progress, cancelled: tasks.Cancelled) -> Batch:
            return issue_many(desk, kind, chosen(), progress, cancelled)

        def done(batch: Batch) -> None:
            BatchDialog(desk, parent, batch).open()

        tasks.run(parent, f"正在出具{TITLES[kind]}", work, done)

    FormDialog(
        desk,
        parent,
        "批量出文书",
        [
            Field(
                "kind",
                "文书",
                "choice",
                24,
                required=True,
                choices=[Choice(kind.value, TITLES[kind]) for kind in OF_CASES],
            )
        ],
        "出具",
        run,
        intro=f"{which}。已经出具过、仍有效的不再出具，只列入重印；不该出这种文书的逐件列出原因。",
    ).open()


def file_all(desk: Desk, parent: QWidget, folder: Path, chosen: Chosen, notice: Notice) -> None:
    """Write every valid paper of the cases into a folder."""

    def work(progress: tasks.Progress, cancelled: tasks.Cancelled) -> int:
        return file_papers(desk, all_papers(desk, chosen()), folder, progress, cancelled)

    def done(count: int) -> None:
        notice.say(f"已写入 {count} 份文书：{folder}", seconds=0)

    tasks.run(parent, "正在导出文书", work, done, notice.error)


class BatchDialog(QDialog):
    """The outcome; the papers are issued already, closing loses nothing."""

    def __init__(self, desk: Desk, parent: QWidget, batch: Batch) -> None:
        super().__init__(parent)
        self._desk, self._batch = desk, batch
        self._printing: Iterator[int] | None = None
        self._printer = ""
        self._drawn = 0
        self._step = QTimer(self)
        self._step.timeout.connect(self._print_next)
        title = f"批量{TITLES[batch.kind]}"
        self.setWindowTitle(title)
        self.resize(820, 480 if batch.failures else 180)
        heading = QLabel(title)
        theme.set_role(heading, "title")
        self.words = QLabel(batch.words)
        self.words.setWordWrap(True)
        self.notice = Notice()
        self.list = ShortList("没有出具的办件", _FAILURES, desk.today(), wide="why")
        self.list.show_rows([(one.case, (one.number, one.name, one.why)) for one in batch.failures])
        self.list.opened.connect(desk.open_case)
        self.list.setVisible(bool(batch.failures))
        self.print_button = QPushButton(f"打印全部 {len(batch.papers)} 份")
        self.stop_button = QPushButton("停止打印")
        self.save_button = QPushButton("存入文件夹…")
        self.close_button = QPushButton("关闭")
        self.print_button.clicked.connect(lambda _=False: self.ask_and_print())
        self.stop_button.clicked.connect(lambda _=False: self._end("已停止"))
        self.save_button.clicked.connect(lambda _=False: self._ask_folder())
        self.close_button.clicked.connect(self.reject)
        theme.set_role(self.print_button, "primary")
        may = desk.may(Right.EXPORT)
        self.save_button.setToolTip("" if may else f"当前账号没有“{Right.EXPORT.value}”的权限")
        self.print_button.setEnabled(bool(batch.papers))
        self.save_button.setEnabled(bool(batch.papers) and may)
        self.stop_button.hide()
        row = QHBoxLayout()
        row.addStretch()
        for button in (
            self.stop_button,
            self.save_button,
            self.print_button,
            self.close_button,
        ):
            button.setAutoDefault(False)
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.LARGE, theme.WIDE, theme.LARGE)
        layout.setSpacing(theme.MEDIUM)
        for widget in (heading, self.words, self.notice):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        layout.addLayout(row)

    def ask_and_print(self) -> None:
        """Choose a printer and print all papers as one job."""
        try:
            first = printing.Pdf(next(contents(self._desk, self._batch.papers[:1])))
            memory = self._desk.memory("printers")
            printer = printing.ask_printer(self, self._batch.kind.value, memory, first)
        except Expected as error:
            self.notice.error(error)
            return
        if printer is not None:
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print paper by paper, the window staying alive between pages."""
        self._printer, self._drawn = printer.printerName(), 0
        papers = contents(self._desk, self._batch.papers)
        self._printing = printing.draw_all(papers, printer, color=False)
        self.print_button.setEnabled(False)
        self.stop_button.show()
        self._step.start(0)

    def _print_next(self) -> None:
        if self._printing is None:
            self._step.stop()
            return
        try:
            self._drawn = next(self._printing)
        except StopIteration:
            self._end("已送往打印机")
        except Expected as error:
            self._end("已停止")
            self.notice.error(error)
        else:
            self.notice.say(f"正在打印第 {self._drawn} / {len(self._batch.papers)} 份", seconds=0)

    def _end(self, words: str) -> None:
        """Note what went to the printer; the others can be printed again at any time."""
        self._step.stop()
        if self._printing is None:
            return
        whole = self._batch.papers[: self._drawn]
        if self._drawn < len(self._batch.papers):
            words = f"{words}：已打印 {self._drawn} 份，其余的可以再打印"
        self._printing = None
        self.stop_button.hide()
        self.print_button.setEnabled(True)
        try:
            note_printed(self._desk, whole, self._printer)
        except Expected as error:
            self.notice.error(error)
        else:
            self.notice.say(words, seconds=0)

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "存入文件夹")
        if folder:
            self.save_to(Path(folder))

    def save_to(self, folder: Path) -> None:
        """Write the papers into a folder off the GUI thread."""
        desk, papers = self._desk, list(self._batch.papers)

        def work(progress: tasks.Progress, cancelled: tasks.Cancelled) -> int:
            return file_papers(desk, papers, folder, progress, cancelled)

        def done(count: int) -> None:
            self.notice.say(f"已写入 {count} 份文书：{folder}", seconds=0)

        tasks.run(self, "正在写入文件夹", work, done, self.notice.error)

    def done(self, result: int) -> None:
        """Closing ends a running print after the papers already drawn."""
        self._end("已停止")
        super().done(result)
