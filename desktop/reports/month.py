"""月末一套: the director's figures of a month, and all their tables into one folder (HR-13)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout, QWidget

from center.errors import Expected
from desktop import notice, parts, tasks, theme
from desktop.desk import Desk
from desktop.fields import Form
from desktop.listing.source import Column
from desktop.reports.choosing import year_and_month
from desktop.reports.page import READ_MS
from desktop.reports.result import Result, last_folder, remember_folder
from desktop.settings.frame import Frame, scrolled
from desktop.short_list import ShortList, keep_height
from reports.month_set import Written, month_set, set_folder, write_month_set

_WORDS = (
    "月末要给主任的几张表，一次生成到一个文件夹里。下面先列出各表的主要数字；"
    "有一张生成不了，不影响其他几张。"
)
_COLUMNS = (
    Column("title", "表格", 24, sortable=False),
    Column("state", "行数", 14, sortable=False),
    Column("said", "主要数字", 40, sortable=False),
)


_MOST = 7
"""Rows in sight before the list scrolls."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One table before it is written: how many rows and what it comes to, or why there is none."""

    title: str
    rows: str
    said: tuple[str, ...]


class MonthPage(Frame):
    """One month at a time; last month is proposed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("月末一套", _WORDS)
        self._desk = desk
        self._asked = 0
        self._lines: list[_Line] = []
        self._states: dict[str, str] = {}
        self.form = Form(year_and_month(desk.today()), desk.today())
        self.result = Result()
        self.list = ShortList("月末一套", _COLUMNS, desk.today(), wide="said")
        self.write = self.add_action("生成一套", self.ask_folder, shortcut="Ctrl+E", role="primary")
        self.body.addWidget(self.result)
        self.body.addWidget(self.form, 0, Qt.AlignmentFlag.AlignLeft)
        self.list.selectionModel().currentRowChanged.connect(lambda *_: self._tell_row())
        self.heading, self.said = parts.words("", "heading"), parts.words("")
        self.heading.setIndent(0)
        self._card = QFrame()
        theme.set_role(self._card, "card")
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        for widget in (self.heading, self.said):
            inside.addWidget(widget)
        content = QWidget()
        below = QVBoxLayout(content)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(theme.MEDIUM)
        below.addWidget(self.list)
        below.addWidget(self._card)
        below.addStretch()
        self.body.addWidget(scrolled(content), 1)
        keep_height(self.list, 0, _MOST)
        self.setFocusProxy(self.form.editor("year"))
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(READ_MS)
        self._reading.timeout.connect(self._read)
        self.form.changed.connect(lambda _draft: self._turned())
        desk.changed.connect(self._stale)

    @property
    def month(self) -> tuple[int, int]:
        """Year and number of the month in sight."""
        return int(self.form.text("year")), int(self.form.text("month"))

    def ask_folder(self) -> None:
        """Ask where the set is to go and write it."""
        folder = last_folder(self._desk.memory("reports"))
        chosen = QFileDialog.getExistingDirectory(self, "存到哪个文件夹", str(folder))
        if chosen:
            self.write_to(Path(chosen))

    def write_to(self, folder: Path) -> None:
        """Write the set into a folder of its own in `folder`, off the GUI thread."""
        desk, month = self._desk, self.month
        into = set_folder(folder, *month)

        def write(progress: tasks.Progress, cancelled: tasks.Cancelled) -> list[Written]:
            return write_month_set(desk.store, desk.actor, *month, into, progress, cancelled)

        def done(made: list[Written]) -> None:
            remember_folder(desk.memory("reports"), folder)
            self._tell(made, into)

        self.notice.clear()
        self.result.hide()
        tasks.run(self, "正在生成月末一套", write, done, self.notice.error)

    def _tell(self, made: list[Written], into: Path) -> None:
        failed = [one for one in made if one.trouble is not None]
        self._states = {
            one.report.title: f"已生成 {one.rows} 行" if one.trouble is None else "没有生成"
            for one in made
        }
        written = [one for one in made if one.trouble is None]
        if written:
            words = f"已生成 {len(written)} 张表：{into}"
            self.result.show_written(words, written[0].path, folder=True)
        elif not made:
            self.notice.say("已取消，没有生成文件")
        if failed:
            reasons = "；".join(
                f"{one.report.title}：{notice.sentence(one.trouble)}"
                for one in failed
                if one.trouble is not None
            )
            self.notice.problem(f"有 {len(failed)} 张没有生成。{reasons}")
        for one in failed:
            if not isinstance(one.trouble, Expected) and one.trouble is not None:
                notice.tell(self, one.trouble)
        self._show()

    def _turned(self) -> None:
        self._states = {}
        self._reading.start()

    def _read(self) -> None:
        if not self.isVisible():
            return
        self._asked += 1
        token, desk, month = self._asked, self._desk, self.month

        def cancelled() -> bool:
            return self._asked != token

        def read() -> list[_Line]:
            found = []
            for report, wanted in month_set(desk.actor, *month):
                if cancelled():
                    break
                try:
                    with desk.read() as work:
                        made = report.make(work, replace(wanted, cancelled=cancelled))
                except Expected as error:
                    found.append(_Line(report.title, "没有", (error.sentence,)))
                    continue
                if made is not None:
                    found.append(_Line(report.title, f"{len(made.rows)} 行", tuple(made.closing)))
            return found

        def done(found: list[_Line]) -> None:
            if token == self._asked:
                self._lines = found
                self._show()

        tasks.quiet(self, read, done)

    def _show(self) -> None:
        self.list.show_rows(
            [
                (
                    line.title,
                    (line.title, self._states.get(line.title, line.rows), "".join(line.said[:1])),
                )
                for line in self._lines
            ]
        )
        keep_height(self.list, len(self._lines), _MOST)
        self._tell_row()

    def _tell_row(self) -> None:
        """All that is said of the table the director stands on."""
        title = self.list.current_key()
        line = next((one for one in self._lines if one.title == title), None)
        self._card.setVisible(line is not None)
        if line is not None:
            self.heading.setText(line.title)
            self.said.setText("\n".join(line.said))

    def _stale(self, _kinds: frozenset[str]) -> None:
        if self.isVisible():
            self._reading.start()

    def showEvent(self, event: QShowEvent) -> None:
        """What was saved elsewhere meanwhile is counted."""
        super().showEvent(event)
        self._reading.start()
