"""满意度: how content each window's visitors were in a month (SAT-03)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton

from center.evaluations import Rating, satisfaction
from center.rights import Right
from desktop import tasks, theme
from desktop.desk import Desk
from desktop.listing import Column
from desktop.settings.frame import Frame
from desktop.short_list import ShortList

_COLUMNS = (
    Column("window", "窗口", 16, sortable=False),
    Column("ended", "办结", 8, "number", sortable=False),
    Column("rated", "已评价", 8, "number", sortable=False),
    Column("unrated", "未评价", 8, "number", sortable=False),
    *(Column(rating.name, rating.value, 10, "number", sortable=False) for rating in Rating),
    Column("rate", "满意率", 17, "number", sortable=False),
)


class SatisfactionPage(Frame):
    """One month at a time; a rate is told from the office's least number of evaluations on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            "满意度",
            "满意率是“非常满意”“满意”“基本满意”三级占已评价的比例；评价太少的窗口不算满意率。",
        )
        self._desk = desk
        today = desk.today()
        self._first = today.replace(day=1)
        self.earlier = QPushButton("上个月")
        self.later = QPushButton("下个月")
        self.month = QLabel()
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        for widget in (self.earlier, self.month, self.later):
            bar.addWidget(widget)
        bar.addStretch()
        self.body.addLayout(bar)
        self.list = ShortList("满意度", _COLUMNS, today, wide="window")
        self.none = QLabel("这个月没有办结的件。")
        theme.set_role(self.none, "second")
        self.body.addWidget(self.none)
        self.body.addWidget(self.list, 1)
        right = Right.EXPORT
        reason = "" if desk.may(right) else f"当前账号没有“{right.value}”的权限"
        self.export = self.add_action("导出 Excel", self.ask_export, reason=reason)
        self.earlier.clicked.connect(lambda _=False: self._move(-1))
        self.later.clicked.connect(lambda _=False: self._move(1))
        self.setFocusProxy(self.list)
        desk.changed.connect(self._heard)
        self.refresh()

    @property
    def span(self) -> tuple[date, date]:
        """First and last day of the month in sight."""
        first = self._first
        return first, first.replace(day=monthrange(first.year, first.month)[1])

    def refresh(self) -> None:
        """Read the month again."""
        from reports.evaluations import rate_words

        with self._desk.read() as work:
            rows = satisfaction(work, *self.span)
        least = self._desk.settings.number("satisfaction_least")
        self.month.setText(f"{self._first.year}年{self._first.month}月")
        self.later.setEnabled(self.span[1] < self._desk.today())
        self.none.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.list.show_rows(
            [
                (
                    number,
                    (
                        row.window,
                        row.ended,
                        row.rated,
                        row.unrated,
                        *(row.levels[rating] for rating in Rating),
                        rate_words(row, least),
                    ),
                )
                for number, row in enumerate(rows)
            ]
        )

    def ask_export(self) -> None:
        """Ask where to and write the month."""
        name = f"满意度 {self._first.year}年{self._first.month}月.xlsx"
        path, _ = QFileDialog.getSaveFileName(self, "导出", name, "Excel (*.xlsx)")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """Write the month off the GUI thread."""
        desk, span = self._desk, self.span

        def write(_progress: tasks.Progress, _cancelled: tasks.Cancelled) -> int:
            from reports.evaluations import export_satisfaction

            return export_satisfaction(desk.store, desk.actor, *span, path)

        def done(_rows: int) -> None:
            self.notice.say(f"已导出：{path}", seconds=0)

        tasks.run(self, "正在导出满意度", write, done, self.notice.error)

    def _move(self, months: int) -> None:
        place = self._first.year * 12 + self._first.month - 1 + months
        self._first = date(place // 12, place % 12 + 1, 1)
        self.refresh()

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & {"evaluation", "case", "setting"} and self.isVisible():
            self.refresh()
