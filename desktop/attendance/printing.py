"""What leaves the tab: papers in the preview, tables as workbook or PDF, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from center.rights import Actor
from center.storage import Store, Work
from desktop import tasks
from desktop.desk import Desk
from desktop.notice import Notice
from desktop.preview import Preview

Write = Callable[[Store, Actor, Path], int]
"""Writes a table to a path, a .xlsx or a .pdf, and says how many rows it holds."""


def show_paper(
    desk: Desk,
    parent: QWidget,
    notice: Notice,
    title: str,
    form: str,
    make: Callable[[Work], bytes],
) -> None:
    """Make a paper and show it to be printed; `form` is its kind, for the printer's memory."""

    def work(_progress: tasks.Progress, _cancelled: tasks.Cancelled) -> bytes:
        with desk.read() as unit:
            return make(unit)

    def done(content: bytes) -> None:
        Preview(parent, title, form, content, desk.memory("printers"), said=title).open()

    tasks.run(parent, f"正在生成{title}", work, done, notice.error)


def ask_table(desk: Desk, parent: QWidget, notice: Notice, name: str, write: Write) -> None:
    """Ask where a table is to go, as Excel or PDF, and write it."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    kinds = "Excel (*.xlsx);;PDF (*.pdf)"
    path, kind = QFileDialog.getSaveFileName(parent, "导出", str(Path(folder) / name), kinds)
    if path:
        wanted = ".pdf" if kind.startswith("PDF") else ".xlsx"
        found = Path(path) if path.lower().endswith(wanted) else Path(f"{path}{wanted}")
        write_table(desk, parent, notice, found, write)


def write_table(desk: Desk, parent: QWidget, notice: Notice, path: Path, write: Write) -> None:
    """Write a table to a path."""
    tasks.run(
        parent,
        "正在导出",
        lambda _progress, _cancelled: write(desk.store, desk.actor, path),
        lambda rows: notice.say(f"已导出 {rows} 行：{path}", seconds=0),
        notice.error,
    )
