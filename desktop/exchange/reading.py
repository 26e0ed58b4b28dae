"""读入数据包: what would come in, from whom and with which differences, before anything changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from center.exchange.reading import Outcome, RowResult, take_in
from center.exchange.records import Result
from desktop import dates, parts, tasks, theme
from desktop.desk import Desk
from desktop.exchange.words import totals_words
from desktop.listing import Column
from desktop.notice import Notice
from desktop.result_rows import Judged, ResultRows

WIDTH, HEIGHT = 1080, 620
PRESSING = (Result.CONFLICT, Result.REFUSED, Result.WAITING)
"""The rows that come into sight first."""
_UNDO = "读入以后不能整包撤销，只能逐条改回。现在还没有改动任何数据。"
ROW_COLUMNS = (
    Column("number", "行", 8, sortable=False),
    Column("at", "时间", 17, sortable=False),
    Column("kind", "种类", 12, sortable=False),
    Column("about", "内容", 34, sortable=False),
    Column("result", "结果", 12, sortable=False),
    Column("reason", "说明", 30, sortable=False),
)


class ReadingDialog(QDialog):
    """The dry run of one package; 读入 takes it in, Esc leaves everything as it is."""

    taken = Signal(object)
    """The `Outcome` of taking it in."""

    def __init__(self, desk: Desk, parent: QWidget, path: Path, found: Outcome) -> None:
        super().__init__(parent)
        self._desk, self._path, self.found = desk, path, found
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("读入数据包")
        title = QLabel(f"{found.peer.name}的数据包")
        theme.set_role(title, "title")
        self.facts = parts.words(_facts(found, path, desk), "second")
        self.notice = Notice()
        self.rows = ResultRows(desk, "数据包里的每一条", ROW_COLUMNS, "about", list(Result))
        self.rows.hint.setText(self._hint())
        told, differ = totals_words([(t.name, t.theirs, t.ours) for t in found.totals])
        self.totals = parts.words(told, "warning" if differ else "second")
        self.totals.setVisible(bool(told))
        self.go = QPushButton(self._verb())
        theme.set_role(self.go, "primary")
        self.go.setDefault(True)
        self.go.clicked.connect(lambda _=False: self.take())
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.go)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.LARGE, theme.WIDE, theme.LARGE)
        layout.setSpacing(theme.SMALL)
        for widget in (title, self.facts, self.notice):
            layout.addWidget(widget)
        layout.addWidget(self.rows, 1)
        layout.addWidget(self.totals)
        layout.addLayout(buttons)
        today = desk.today()
        self.rows.show_rows([_judged(row, today) for row in found.rows], PRESSING)
        if found.refused:
            self.notice.problem(found.refused)
        room = parent.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 80), min(HEIGHT, room.height() - 80))
        self.go.setFocus()

    def take(self) -> None:
        """读入: one operation, with progress; cancelled, it leaves nothing."""
        desk, path = self._desk, self._path

        def work(progress: tasks.Progress, cancelled: tasks.Cancelled) -> Outcome | None:
            with desk.work() as work:
                return take_in(work, path, progress, cancelled)

        def done(outcome: Outcome | None) -> None:
            if outcome is None:
                self.notice.say("已取消，没有读入任何内容。")
                return
            self.accept()
            self.taken.emit(outcome)

        tasks.run(self, "正在读入数据包", work, done, self.notice.error)

    def _verb(self) -> str:
        if self.found.refused:
            return "记下这个数据包，以便回执"
        return f"读入 {self.found.what.rows:,} 条"

    def _hint(self) -> str:
        if self.found.refused:
            return "这个数据包不能采用。记下以后可以存回执，告诉对方原因。"
        if self.found.repeated:
            return "这个数据包以前读入过，再读入不会重复。"
        words = _UNDO
        if self.found.counts.get(Result.CONFLICT):
            words += "两边都改过的，先按归谁管显示，读入后在“两边不一致”里逐项决定。"
        return words


def _facts(found: Outcome, path: Path, desk: Desk) -> str:
    made = dates.show_moment(found.what.made_at, desk.today())
    return f"{made} 制作　共 {found.what.rows:,} 条　{path.name}"


def _judged(row: RowResult, today: date) -> Judged[Result]:
    return Judged(row.number, row.result, cells(row, today))


def cells(row: RowResult, today: date) -> tuple[object, ...]:
    """One row as every list of rows shows it: where it stands, what it is, what became of it."""
    at = dates.show_moment(row.at, today)
    return (f"{row.number:,}", at, row.kind, row.about, row.result.value, row.reason)
