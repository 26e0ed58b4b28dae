"""One data package on its page: what became of each of its rows, and its receipt."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from center.exchange.container import PACKAGE_SUFFIX
from center.exchange.listing import package_of, package_rows
from center.exchange.reading import RowResult
from center.exchange.receipts import receipt_name, write_receipt
from center.exchange.records import Direction, Package, Result, State
from center.journal import commit
from center.rights import Right
from desktop import dates, parts, tasks, theme
from desktop.desk import Desk
from desktop.exchange.reading import PRESSING, ROW_COLUMNS, cells
from desktop.exchange.words import direction_words, state_words, totals_words
from desktop.listing import Choice, Filter, Listing, Query, Quick, Row
from desktop.reports.result import last_folder

KEEP = "请按“存回执”，把回执文件交还给对方，对方才知道哪些收到了、哪些没有采用。"
WAITS = "对方的回执还没有读入。读入以后，这里逐条列出对方是否收到、是否采用。"
EMPTY = "没有这样的记录。"
_PAGE = 200
_MATTERS = ("petition", "complaint", "work_order")


class RowSource:
    """The rows of one package, in the order they stand in it."""

    columns = ROW_COLUMNS
    sort = ("number", False)

    def __init__(self, desk: Desk, package: Package) -> None:
        self._desk, self._package = desk, package

    @property
    def filters(self) -> Sequence[Filter]:
        """By what became of a row."""
        return (Filter("result", "结果", [Choice(one.value, one.value) for one in Result]),)

    @property
    def quick(self) -> Sequence[Quick]:
        """All, and each outcome that asks for attention."""
        pressing = [Quick(one.name, one.value, {"result": one.value}) for one in PRESSING]
        return (Quick("all", "全部", {}), *pressing)

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """The next rows."""
        start, today = after if isinstance(after, int) else 0, self._desk.today()
        return [
            Row((row.record_kind, row.record, row.number), cells(row, today), row.number)
            for row in islice(self._rows(query, start), limit)
        ]

    def count(self, query: Query, cap: int) -> int:
        """How many there are, as the package's own counts say unless a text is looked for."""
        if query.text:
            return sum(1 for _ in islice(self._rows(query, 0), cap))
        only, counts = wanted(query), self._package.counts
        return min(int(sum(counts.values()) if only is None else counts.get(only.value, 0)), cap)

    def _rows(self, query: Query, after: int) -> Iterator[RowResult]:
        with self._desk.read() as work:
            while found := package_rows(work, self._package, wanted(query), _PAGE, after):
                yield from (row for row in found if query.text in f"{row.kind}{row.about}")
                after = found[-1].number


def wanted(query: Query) -> Result | None:
    """The outcome a list is narrowed to."""
    value = query.filters.get("result")
    return Result(value) if isinstance(value, str) else None


class PackageRecord(QWidget):
    """The page of a package. Esc goes back to the list."""

    closed = Signal()

    def __init__(self, desk: Desk, package: UUID) -> None:
        super().__init__()
        theme.set_role(self, "page")
        self._desk = desk
        with desk.read() as work:
            self.package, self.peer = package_of(work, package)
        back = QPushButton("← 返回")
        theme.set_role(back, "link")
        back.setToolTip("返回列表（Esc）")
        back.clicked.connect(self.closed)
        title = QLabel(f"{direction_words(self.package, self.peer.name)}数据包")
        theme.set_role(title, "title")
        self.receipt = QPushButton("存回执…")
        theme.set_role(self.receipt, "primary")
        self.receipt.clicked.connect(lambda _=False: self.ask_receipt())
        self.receipt.setVisible(self.package.direction is Direction.TAKEN)
        self.listing = Listing(
            "逐条结果",
            RowSource(desk, self.package),
            desk.today,
            memory=desk.memory("package_rows"),
            empty=WAITS if self.package.state is State.WAITING else EMPTY,
            export=self._ask_export if desk.may(Right.EXPORT) else None,
        )
        self.notice = self.listing.notice
        self.listing.opened.connect(self._open_row)
        head = QHBoxLayout()
        head.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, 0)
        for widget in (back, title):
            head.addWidget(widget)
        head.addStretch()
        head.addWidget(self.receipt)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        for told, role in self._facts():
            label = parts.words(told, role)
            label.setContentsMargins(theme.LARGE, theme.TIGHT, theme.LARGE, 0)
            layout.addWidget(label)
        layout.addWidget(self.listing, 1)
        self.setFocusProxy(self.listing)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    def _facts(self) -> list[tuple[str, str]]:
        package, today = self.package, self._desk.today()
        at = dates.show_moment(package.at, today)
        told = f"{package.state.value}　{at} 由{package.by}{package.direction.value}"
        told += f"　共 {package.rows:,} 条　{package.file_name}"
        if package.answered_at is not None:
            told += f"　{dates.show_moment(package.answered_at, today)} 收到回执"
        found = [(told, "second")]
        if said := state_words(package):
            found.append((said, "problem" if package.state is State.REFUSED else "second"))
        totals, differ = totals_words(package.totals)
        if totals:
            found.append((totals, "warning" if differ else "second"))
        return found

    # What leaves it

    def ask_receipt(self) -> None:
        """存回执: where to; proposed beside the package it answers."""
        name = receipt_name(self.package)
        start = str(last_folder(self._desk.memory("packages_read")) / name)
        path, _ = QFileDialog.getSaveFileName(
            self, "存回执", start, f"便民数据包 (*{PACKAGE_SUFFIX})"
        )
        if path:
            self.receipt_to(Path(path))

    def receipt_to(self, path: Path) -> None:
        """Write the receipt off the GUI thread."""
        desk, package = self._desk, self.package

        def write() -> None:
            with desk.work() as work:
                write_receipt(work, package, path)
                commit(work)

        tasks.run(
            self,
            "正在存回执",
            lambda _progress, _cancelled: write(),
            lambda _none: self.notice.say(f"已存回执：{path}。请把它交还给对方。", seconds=0),
            self.notice.error,
        )

    def _ask_export(self, query: Query, _columns: list[str]) -> None:
        folder = last_folder(self._desk.memory("reports"))
        name = f"{self.package.file_name.removesuffix(PACKAGE_SUFFIX)} 逐条结果.xlsx"
        path, _ = QFileDialog.getSaveFileName(self, "导出", str(folder / name), "Excel (*.xlsx)")
        if path:
            self.export_to(Path(path), wanted(query))

    def export_to(self, path: Path, only: Result | None = None) -> None:
        """Write the rows as a workbook off the GUI thread."""
        desk, package = self._desk, self.package

        def write(progress: tasks.Progress, cancelled: tasks.Cancelled) -> int | None:
            from reports.exchange import export_rows

            return export_rows(desk.store, desk.actor, package, path, only, progress, cancelled)

        def done(count: int | None) -> None:
            told = "已取消，没有写出文件。" if count is None else f"已导出 {count:,} 条：{path}"
            self.notice.say(told, seconds=0)

        tasks.run(self, "正在导出逐条结果", write, done, self.notice.error)

    def _open_row(self, key: object) -> None:
        if not isinstance(key, tuple):
            return
        kind, record, _ = key
        if kind == "case":
            self._desk.open_case.emit(record)
        elif kind == "visit":
            self._desk.open_visit.emit(record)
        elif kind in _MATTERS:
            self._desk.open_matter.emit(kind, record)
        else:
            self.notice.say("这一条没有单独的页面，可以在“设置”的“操作记录”里查看。")
