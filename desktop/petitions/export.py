"""What leaves 信访投诉 as a table: the ledgers and the figures of a stated period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from center.errors import Problem, Refused
from center.rights import Actor
from center.storage import Store
from desktop import tasks
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.notice import Notice

TABLES = {
    "petitions": "信访登记台账",
    "complaints": "投诉登记台账",
    "workorders": "12345工单台账",
    "figures": "信访投诉统计表",
}
"""By the page it is asked from; the figures are of all three."""


def ask_export(desk: Desk, parent: QWidget, notice: Notice, page: str) -> FormDialog:
    """Ask which table of which days, and where to; `page` is proposed."""
    today = desk.today()

    def run(form: Form) -> None:
        first, last = form.date("first") or today, form.date("last") or today
        if last < first:
            raise Refused([Problem("last", "结束日期不能早于开始日期")])
        table = form.text("table")
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = Path(QStandardPaths.writableLocation(documents))
        name = f"{TABLES[table]} {first.isoformat()}至{last.isoformat()}.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(
            parent, "导出", str(folder / name), "Excel (*.xlsx)"
        )
        if chosen:
            export_to(desk, parent, notice, table, (first, last), Path(chosen))

    dialog = FormDialog(
        desk,
        parent,
        "导出台账和统计",
        [
            Field(
                "table",
                "表格",
                "choice",
                24,
                required=True,
                choices=[Choice(value, title) for value, title in TABLES.items()],
                default=page,
                wide=True,
            ),
            Field("first", "从", "date", 14, required=True, default=today.replace(day=1)),
            Field("last", "到", "date", 14, required=True, default=today),
        ],
        "导出",
        run,
        intro="按来访（收到）日期。证件号和电话已遮盖；看不到的保密件只写件数。",
    )
    dialog.open()
    return dialog


def export_to(
    desk: Desk, parent: QWidget, notice: Notice, table: str, span: tuple[date, date], path: Path
) -> None:
    """Write a table off the GUI thread."""

    def write(_progress: tasks.Progress, _cancelled: tasks.Cancelled) -> int:
        return _export(table)(desk.store, desk.actor, *span, path)

    def done(rows: int) -> None:
        notice.say(f"已导出 {rows} 行：{path}", seconds=0)

    tasks.run(parent, f"正在生成{TABLES[table]}", write, done, notice.error)


def _export(table: str) -> Callable[[Store, Actor, date, date, Path], int]:
    from reports import petitions

    return {
        "petitions": petitions.export_petitions,
        "complaints": petitions.export_complaints,
        "workorders": petitions.export_work_orders,
        "figures": petitions.export_figures,
    }[table]
