"""Today's numbers and waiting times (REG-18); the times of any days go out as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path

from PySide6.QtCore import Qt
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
from center.journal import commit
from center.queue import tickets
from center.queue.figures import ALL_WINDOWS, Figures, figures, minutes_waited, standing
from center.queue.records import AT_WINDOW, Ticket, TicketState
from center.rights import Right
from desktop import dates, tasks, theme
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing import Column
from desktop.notice import Notice
from desktop.queue import asks
from desktop.short_list import ShortList

WIDTH, HEIGHT = 980, 600
COLUMNS = (
    Column("number", "号码", 8, sortable=False),
    Column("line", "业务", 20, sortable=False),
    Column("name", "姓名", 12, sortable=False),
    Column("reason", "优先", 12, sortable=False),
    Column("taken", "取号", 8, sortable=False),
    Column("window", "窗口", 16, sortable=False),
    Column("state", "情况", 9, sortable=False),
    Column("minutes", "等候（分钟）", 13, kind="number", sortable=False),
)
WINDOW_COLUMNS = (
    Column("window", "窗口", 30, sortable=False),
    Column("called", "叫到", 10, kind="number", sortable=False),
    Column("mean", "平均（分钟）", 14, kind="number", sortable=False),
    Column("p90", "九成不超过", 14, kind="number", sortable=False),
    Column("longest", "最长（分钟）", 14, kind="number", sortable=False),
)


class TodayDialog(QDialog):
    """Every number of today, those waiting first in the order of calling, and how long it took."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._found: dict[Hashable, Ticket] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("今天的号")
        self.resize(WIDTH, HEIGHT)
        title = QLabel(f"今天的号　{dates.show_weekday(desk.today())}")
        theme.set_role(title, "title")
        self.words = QLabel()
        self.words.setWordWrap(True)
        theme.set_role(self.words, "second")
        self.notice = Notice()
        self.list = ShortList("今天的号", COLUMNS, desk.today(), wide="line")
        self.list.selectionModel().currentRowChanged.connect(lambda *_: self._tell_row())
        self.windows = ShortList(
            "各窗口等候时间", WINDOW_COLUMNS, desk.today(), wide="window", fit=True
        )
        self.empty = QLabel("今天还没有人取号。")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.set_role(self.empty, "second")
        self.back = self._button("过号回来", lambda: self._on_chosen(tickets.come_back))
        self.away = self._button("转到…", self._ask_transfer)
        self.gone = self._button("已离开", lambda: self._on_chosen(tickets.leave))
        self.slip = self._button("打印小票", self._show_slip)
        self.export = self._button("导出等候统计", self.ask_export)
        self._build(title)
        desk.changed.connect(self._heard)
        self.refresh()

    def refresh(self) -> None:
        """Read the day again."""
        today = self._desk.today()
        with self._desk.read() as work:
            all_day = tickets.tickets_between(work, today, today)
            waits = tickets.waiting(work)
            told = figures(work, today, today)
            longest = standing(work).longest
        places = {one.id: place for place, one in enumerate(waits)}
        order = [*AT_WINDOW, TicketState.WAITING, TicketState.PASSED]
        all_day.sort(
            key=lambda one: (
                order.index(one.state) if one.state in order else len(order),
                places.get(one.id, 0),
            )
        )
        self._found = {one.id: one for one in all_day}
        titles = {choice.value: choice.title for choice in asks.line_choices(self._desk)}
        self.list.show_rows([(one.id, self._row(one, titles)) for one in all_day])
        self.windows.show_rows(
            [
                (row.window, (row.window, row.called, *_minutes(row)))
                for row in told
                if row.called and row.window != ALL_WINDOWS
            ]
        )
        for widget in (self.list, self.windows):
            widget.setVisible(bool(all_day))
        self.empty.setVisible(not all_day)
        self.words.setText(_summary(told, longest))
        self._tell_row()

    def _row(self, one: Ticket, titles: dict[str, str]) -> tuple[object, ...]:
        minutes = minutes_waited(one)
        if one.state is TicketState.WAITING:
            minutes = (self._desk.now() - one.taken_at).total_seconds() / 60
        return (
            one.number,
            titles.get(one.line, one.line),
            one.name,
            one.reason,
            f"{one.taken_at.astimezone(dates.ZONE):%H:%M}",
            one.window or one.for_window,
            one.state.value,
            "" if minutes is None else round(minutes),
        )

    def chosen(self) -> Ticket | None:
        """The number the clerk stands on."""
        key = self.list.current_key()
        return self._found.get(key) if key is not None else None

    def ask_export(self) -> None:
        """Ask for the days and write their waiting times as a workbook."""
        today = self._desk.today()
        fields = [
            Field("first", "从", "date", required=True, default=today.replace(day=1)),
            Field("last", "到", "date", required=True, default=today),
        ]
        FormDialog(self._desk, self, "导出等候统计", fields, "导出", self._export).open()

    def _export(self, form: Form) -> None:
        first, last = form.date("first"), form.date("last")
        if first is None or last is None:
            return
        name = f"排队等候统计 {first:%Y%m%d}-{last:%Y%m%d}.xlsx"
        path, _ = QFileDialog.getSaveFileName(self, "导出等候统计", name, "Excel (*.xlsx)")
        if not path:
            return

        def write() -> int:
            from reports.queue import export_waiting

            store, actor = self._desk.store, self._desk.actor
            return export_waiting(store, actor, first, last, Path(path))

        tasks.run(
            self,
            "正在导出等候统计",
            lambda _progress, _cancelled: write(),
            lambda _rows: self.notice.say(f"已导出到 {path}"),
            self.notice.error,
        )

    # Doing

    def _on_chosen(self, function: Callable[..., object]) -> None:
        one = self.chosen()
        if one is None:
            return
        self.notice.clear()
        try:
            with self._desk.work() as work:
                function(work, tickets.ticket_of(work, one.id))
                commit(work)
        except Expected as error:
            self.notice.error(error)

    def _ask_transfer(self) -> None:
        if (one := self.chosen()) is not None:
            asks.ask_transfer(self._desk, self, one)

    def _show_slip(self) -> None:
        if (one := self.chosen()) is not None:
            asks.show_slip(self._desk, self, one.id)

    def _tell_row(self) -> None:
        one = self.chosen()
        state = one.state if one is not None else None
        self.back.setEnabled(state is TicketState.PASSED)
        self.away.setEnabled(state in (TicketState.WAITING, *AT_WINDOW))
        self.gone.setEnabled(state in (TicketState.WAITING, TicketState.PASSED, TicketState.CALLED))
        self.slip.setEnabled(one is not None)

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & asks.CHANGED:
            self.refresh()

    # Building

    def _button(self, words: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: run())
        return button

    def _build(self, title: QLabel) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(theme.SMALL)
        for button in (self.back, self.away, self.gone, self.slip):
            foot.addWidget(button)
        foot.addStretch()
        self.export.setVisible(self._desk.may(Right.EXPORT))
        foot.addWidget(self.export)
        foot.addWidget(self._button("关闭", self.reject))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.LARGE, theme.WIDE, theme.LARGE)
        layout.setSpacing(theme.SMALL)
        for widget in (title, self.words, self.notice):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.windows)
        layout.addLayout(foot)
        self.list.setFocus()


def _summary(told: list[Figures], longest: int) -> str:
    day = next((row for row in told if row.window == ALL_WINDOWS), None)
    if day is None:
        return ""
    mean, p90, most = _minutes(day)
    now = f"；现在最久的已等 {longest} 分钟" if longest else ""
    return (
        f"取号 {day.taken} 个，叫到 {day.called} 个，优先 {day.priority} 个，"
        f"过号未回 {day.passed} 个。"
        f"平均等候 {mean} 分钟，九成不超过 {p90} 分钟，最长 {most} 分钟{now}"
    )


def _minutes(row: Figures) -> tuple[int, int, int]:
    return round(row.mean), round(row.p90), round(row.longest)
