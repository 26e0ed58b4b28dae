"""One batch on its page: how far it is, what leaves it, and its list to be ticked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from center.batches.records import Mark
from center.batches.ticking import (
    BatchFile,
    close,
    drop_line,
    find_batch,
    open_batch,
    reopen,
    void,
)
from center.errors import Expected
from center.journal import commit
from center.money import yuan
from center.rights import Right
from center.storage import Work
from desktop import parts, tasks, theme
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.flow import Flow
from desktop.form_dialog import FormDialog
from desktop.ledgers.batches.asks import ask_add
from desktop.ledgers.batches.marking import Marking
from desktop.ledgers.rolls.leaving import ask_path
from desktop.notice import Notice
from desktop.preview import Preview
from desktop.registration.reveal import ask_reveal

KINDS_SHOWN = frozenset({"batch", "batch_line"})


class BatchRecord(QWidget):
    """The page of a batch. Esc goes back to the list of batches."""

    closed = Signal()

    def __init__(self, desk: Desk, batch_id: UUID) -> None:
        super().__init__()
        theme.set_role(self, "page")
        self._desk = desk
        self.batch_id = batch_id
        self._full = False
        self.file: BatchFile
        self.title = QLabel()
        theme.set_role(self.title, "title")
        self.said = parts.words("", "second")
        self.bar = QProgressBar()
        self.bar.setFixedWidth(160)
        self.bar.setTextVisible(False)
        self.progress = QLabel()
        self.notice = Notice()
        self.marking = Marking(desk, batch_id)
        self.buttons: dict[str, QPushButton] = {}
        self._build()
        self._connect()
        self.refresh()

    # Reading and showing

    def refresh(self) -> None:
        """Read the batch again; the place in the list stays."""
        try:
            with self._desk.read() as work:
                self.file = open_batch(work, self.batch_id, masked=not self._full)
        except Expected as error:
            self.notice.problem(f"这个批次已经打不开了：{error.sentence}")
            return
        self.marking.show_file(self.file)
        self._show_head()

    def _show_head(self) -> None:
        file, counts = self.file, self.file.counts
        batch = file.batch
        self.title.setText(batch.name)
        ended = ""
        if batch.closed_on is not None:
            ended = f"　{show_date(batch.closed_on, self._desk.today())}由{batch.closed_by}结束"
        words = (batch.batch_kind, f"{batch.year}年", batch.village, batch.source)
        collected = f"收取 {yuan(file.collected)} 元" if file.collected else ""
        told = "　".join(word for word in (*words, collected) if word)
        twice = [str(line.position) for line in file.lines if line.repeats]
        if twice:
            told += f"　名单里有重复的人：第 {'、'.join(twice[:5])} 号"
        self.said.setText(told + ended)
        self.bar.setRange(0, max(len(file.lines), 1))
        done = len(file.lines) - counts.get(Mark.OPEN, 0)
        self.bar.setValue(done)
        self.progress.setText(f"{file.percent}%　{done}/{len(file.lines)} 人")
        self.bar.setAccessibleName(f"进度 {file.percent}%")
        open_now = batch.closed_on is None
        self.buttons["结束批次"].setVisible(open_now)
        self.buttons["重新打开"].setVisible(not open_now)

    # Actions

    def ask_drop(self) -> None:
        """移出名单."""
        line = self.marking.current()
        if line is None:
            return
        self._ask_reason(
            "移出名单",
            f"{line.position}　{line.name}",
            lambda work, reason: drop_line(work, line.id, reason),
        )

    def ask_add(self) -> None:
        """加人."""
        ask_add(self._desk, self, self.batch_id, self.refresh)

    def finish(self) -> None:
        """结束批次, or open it again."""
        left = self.file.counts.get(Mark.OPEN, 0)
        words = f"还有 {left} 人没办。" if left else "全部办完。"
        FormDialog(
            self._desk,
            self,
            "结束批次",
            [Field("sure", "确认结束", "tick", default=True)],
            "结束批次",
            lambda _form: self._saved(lambda work: close(work, find_batch(work, self.batch_id))),
            intro=f"{words}结束后名单不能再改，主任可以重新打开。",
        ).open()

    def reopen(self) -> None:
        """重新打开."""
        self._try(lambda work: reopen(work, self.batch_id))

    def ask_void(self) -> None:
        """作废 a batch made by mistake."""
        self._ask_reason(
            "作废批次",
            self.file.batch.name,
            lambda work, reason: void(work, find_batch(work, self.batch_id), reason),
        )

    def ask_reveal(self) -> None:
        """Show numbers and phones in full, for a reason that is journalled."""
        if not self._desk.may(Right.REVEAL):
            said = Right.REVEAL.value
            self.notice.problem(f"当前账号没有“{said}”的权限，需要时请联系主任。")
            return

        def shown() -> None:
            self._full = True
            self.refresh()

        batch = self.batch_id
        name = self.file.batch.name
        ask_reveal(self._desk, self, name, lambda work: find_batch(work, batch), shown)

    def show_paper(self, which: str) -> None:
        """The list to sign, or who is missing, as it prints."""
        desk, batch = self._desk, self.batch_id

        def make(_progress: tasks.Progress, _cancelled: tasks.Cancelled) -> bytes:
            from reports.batches import print_batch

            return print_batch(
                desk.store, desk.actor, batch, "sign" if which == "sign" else "missing"
            )

        def done(content: bytes) -> None:
            words = "签字表" if which == "sign" else "未办人员名单"
            name = f"{self.file.batch.name}{words}"
            Preview(self, name, "batch", content, desk.memory("printers"), said=words).open()

        tasks.run(self, "正在生成名单", make, done, self.notice.error)

    def ask_export(self) -> None:
        """导出 Excel."""
        if path := ask_path(self, self.file.batch.name):
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the workbook off the GUI thread."""
        desk, batch = self._desk, self.batch_id

        def write(_progress: tasks.Progress, _cancelled: tasks.Cancelled) -> int:
            from reports.batches import export_batch

            return export_batch(desk.store, desk.actor, batch, path)

        def done(count: int) -> None:
            self.notice.say(f"已导出 {count} 人：{path}", seconds=0)

        tasks.run(self, "正在导出名单", write, done, self.notice.error)

    # Inside

    def _save(self, run: Callable[[Work], object]) -> None:
        with self._desk.work() as work:
            run(work)
            commit(work)

    def _saved(self, run: Callable[[Work], object]) -> None:
        self._save(run)
        self.refresh()

    def _try(self, run: Callable[[Work], object]) -> None:
        try:
            self._saved(run)
        except Expected as error:
            self.notice.error(error)

    def _ask_reason(self, title: str, intro: str, run: Callable[[Work, str], object]) -> None:
        def ask(form: Form) -> None:
            reason = form.text("reason")
            self._save(lambda work: run(work, reason))
            if title == "作废批次":
                self.closed.emit()
            else:
                self.refresh()

        field = Field("reason", "原因", width=0, wide=True, required=True)
        FormDialog(self._desk, self, title, [field], title, ask, intro=intro, danger=True).open()

    def _build(self) -> None:
        back = QPushButton("← 返回")
        theme.set_role(back, "link")
        back.clicked.connect(self.closed)
        head = QHBoxLayout()
        for widget in (back, self.title):
            head.addWidget(widget)
        head.addStretch()
        head.addWidget(self.progress)
        head.addWidget(self.bar)
        steps = Flow()
        for title, run in (
            ("签字表", partial(self.show_paper, "sign")),
            ("未办名单", partial(self.show_paper, "missing")),
            ("导出 Excel", self.ask_export),
            ("加人", self.ask_add),
            ("移出", self.ask_drop),
            ("查看完整信息", self.ask_reveal),
            ("结束批次", self.finish),
            ("重新打开", self.reopen),
            ("作废", self.ask_void),
        ):
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, r=run: r())
            self.buttons[title] = button
            steps.add(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(head)
        layout.addWidget(self.said)
        layout.addWidget(steps)
        layout.addWidget(self.notice)
        layout.addWidget(self.marking, 1)
        self.setFocusProxy(self.marking)

    def _connect(self) -> None:
        self.marking.changed.connect(self._ticked)
        self.marking.refused.connect(self.notice.error)
        self.marking.said.connect(self.notice.say)
        again = QShortcut(QKeySequence(Qt.Key.Key_F5), self)
        again.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        again.activated.connect(self.refresh)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._leave)

    def _leave(self) -> None:
        """Esc empties the search first, then goes back."""
        if not self.marking.leave_search():
            self.closed.emit()

    def _ticked(self) -> None:
        self.notice.clear()
        if self.marking.file is not None:
            self.file = self.marking.file
            self._show_head()
