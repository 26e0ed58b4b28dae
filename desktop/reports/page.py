"""One group of tables: choose one and its days, see its first rows, take it out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from center.rights import Right
from desktop import tasks, theme
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.reports.choosing import Choosing
from desktop.reports.result import Result, last_folder, remember_folder
from desktop.reports.rows import FirstRows
from desktop.settings.frame import Frame, scrolled
from reports.offer import Report, Wanted, offered

READ_MS = 200
_NONE = "当前账号没有这里的表格。需要时请联系主任或系统管理员。"
_FORMATS = (Choice(".xlsx", "Excel"), Choice(".pdf", "PDF"))


class ReportsPage(Frame):
    """The tables of one subject."""

    def __init__(self, desk: Desk, group: str) -> None:
        super().__init__(group)
        self._desk = desk
        charged = not desk.settings.switch("free_service")
        reports = [r for r in offered(desk.actor, charged=charged) if r.group == group]
        if not reports:
            self.say(_NONE)
            return
        self.choosing = Choosing(desk, reports)
        self.result = Result()
        self.rows = FirstRows(desk)
        self.full = self.add_action("导出完整号码…", self.ask_full)
        self.paper = self.add_action("导出 PDF", lambda: self.ask_path(".pdf"))
        self.excel = self.add_action(
            "导出 Excel", lambda: self.ask_path(".xlsx"), shortcut="Ctrl+E", role="primary"
        )
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.MEDIUM)
        inside.addWidget(self.choosing)
        inside.addWidget(self.rows, 1)
        self.body.addWidget(self.result)
        self.body.addWidget(scrolled(content), 1)
        self.setFocusProxy(self.choosing)
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(READ_MS)
        self._reading.timeout.connect(self._read)
        self.choosing.changed.connect(self._chosen)
        desk.changed.connect(self._stale)
        self._chosen()

    @property
    def report(self) -> Report:
        """The table in sight."""
        return self.choosing.report

    def ask_path(self, suffix: str, full_reason: str | None = None) -> None:
        """Ask where the table in sight is to go and write it."""
        wanted = self._wanted()
        if wanted is None:
            return
        folder = last_folder(self._desk.memory("reports"))
        kind = "PDF (*.pdf)" if suffix == ".pdf" else "Excel (*.xlsx)"
        name = f"{self.report.file_name(wanted)}{suffix}"
        path, _ = QFileDialog.getSaveFileName(self, "导出", str(folder / name), kind)
        if path:
            right = path.lower().endswith(suffix)
            self.export_to(Path(path if right else f"{path}{suffix}"), full_reason)

    def ask_full(self) -> None:
        """Ask why the numbers are to stand in full (D8)."""

        def run(form: Form) -> None:
            self.ask_path(form.text("format"), form.text("reason"))

        FormDialog(
            self._desk,
            self,
            f"导出完整号码　{self.report.title}",
            [
                Field("reason", "为什么要完整号码", width=0, wide=True, required=True),
                Field("format", "格式", "buttons", choices=_FORMATS, default=".xlsx"),
            ],
            "继续",
            run,
            intro="表里的证件号和电话不再遮盖。谁在什么时候为什么导出，会记入操作记录。",
        ).open()

    def export_to(self, path: Path, full_reason: str | None = None) -> None:
        """Write the table in sight off the GUI thread, with progress and cancel."""
        desk, report, wanted = self._desk, self.report, self._wanted()
        if wanted is None:
            return
        chosen = wanted

        def write(progress: tasks.Progress, cancelled: tasks.Cancelled) -> int | None:
            asked = Wanted(
                chosen.first, chosen.last, chosen.chosen, full_reason, progress, cancelled
            )
            return report.export(desk.store, desk.actor, asked, path)

        def done(rows: int | None) -> None:
            if rows is None:
                self.notice.say("已取消，没有生成文件")
                return
            remember_folder(desk.memory("reports"), path.parent)
            self.result.show_written(f"已导出 {rows} 行：{path}", path)

        self.notice.clear()
        self.result.hide()
        tasks.run(self, f"正在生成{report.title}", write, done, self.notice.error)

    def _wanted(self) -> Wanted | None:
        wanted = self.choosing.wanted()
        if wanted is None:
            self.notice.problem("请先把选项填完整，结束日期不能早于开始日期。")
        return wanted

    def _chosen(self) -> None:
        report = self.report
        self.title.setText(report.title)
        self.words.setText(report.answers)
        self.words.show()
        self.full.setVisible(report.full and self._desk.may(Right.REVEAL))
        self._reading.start()

    def _read(self) -> None:
        if self.isVisible():
            self.rows.ask(self.report, self.choosing.wanted())

    def _stale(self, _kinds: frozenset[str]) -> None:
        if self.isVisible():
            self._reading.start()

    def showEvent(self, event: QShowEvent) -> None:
        """What was saved elsewhere meanwhile is counted."""
        super().showEvent(event)
        if hasattr(self, "_reading"):
            self._reading.start()
