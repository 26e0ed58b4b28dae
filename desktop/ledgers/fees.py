"""收费对账: every window's day against the settlement office's figure (FEE-05)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from center.fees.reconciling import WindowDay, days, forgotten, reconcile
from center.journal import commit
from center.money import fen_of, yuan
from center.rights import Right
from desktop import parts, tasks
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing.source import Column
from desktop.settings.frame import Frame
from desktop.short_list import ShortList

_COLUMNS = (
    Column("on", "日期", 10),
    Column("window", "窗口", 12),
    Column("state", "状态", 17),
    Column("said", "说明", 24),
    Column("count", "笔数", 6, kind="number"),
    Column("total", "窗口合计（元）", 14, kind="number"),
    Column("settled", "结算室（元）", 13, kind="number"),
    Column("difference", "差额（元）", 12, kind="number"),
)
_WORDS = "每天下班前，窗口的收费与结算室核对一致；有差额的要写明原因。"


class FeesPage(Frame):
    """A month of windows' days, newest first; Enter reconciles one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("收费对账", _WORDS)
        self._desk = desk
        today = desk.today()
        self.span = Form(
            [
                Field("first", "从", "date", 14, required=True, default=today - timedelta(days=30)),
                Field("last", "到", "date", 14, required=True, default=today),
            ],
            today,
        )
        self.found: list[WindowDay] = []
        self.list = ShortList("收费对账", _COLUMNS, today, wide="said")
        self.list.activated.connect(lambda _index: self.ask_reconcile())
        self.told = parts.words("", "warning")
        self.sums = parts.words("", "second")
        self.reconcile = self.add_action("对账…", self.ask_reconcile, role="primary")
        self.export = self.add_action("导出对账单", self._ask_path)
        self.body.addWidget(self.span, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.told, self.list, self.sums):
            self.body.addWidget(widget, 1 if widget is self.list else 0)
        self.setFocusProxy(self.list)
        self.span.changed.connect(lambda _draft: self.refresh())
        desk.changed.connect(self._heard)
        self.refresh()

    def refresh(self) -> None:
        """Read the days of the span again."""
        first, last = self.span.date("first"), self.span.date("last")
        if first is None or last is None or not first <= last:
            return
        today = self._desk.today()
        with self._desk.read() as work:
            self.found = days(work, first, last)
            late = forgotten(work)
        self.list.show_rows([(n, _cells(day, today)) for n, day in enumerate(self.found)])
        total = sum(day.total for day in self.found)
        self.sums.setText(f"共 {len(self.found)} 个窗口日，收款减退费 {yuan(total)} 元")
        named = "、".join(f"{day.on.month}月{day.on.day}日{day.place}" for day in late[:5])
        self.told.setText(f"还没有对账：{named}{'等' if len(late) > 5 else ''}。" if late else "")
        self.told.setVisible(bool(late))
        self.reconcile.setEnabled(bool(self.found) and self._desk.may(Right.HANDLE_CASES))
        self.export.setEnabled(self._desk.may(Right.EXPORT))

    def ask_reconcile(self) -> None:
        """Ask for the settlement office's figure of the day that is stood on."""
        row = self.list.currentIndex().row()
        if not 0 <= row < len(self.found) or not self._desk.may(Right.HANDLE_CASES):
            return
        day = self.found[row]

        def run(form: Form) -> None:
            said = form.text("explanation")
            with self._desk.work() as work:
                settled = fen_of(form.text("settled"))
                reconcile(work, day.on, day.window, settled, said, day.station)
                commit(work)

        FormDialog(
            self._desk,
            self,
            "收费对账",
            [
                Field("settled", "结算室金额（元）", width=14, required=True, check=_against),
                Field("explanation", "差异说明", "lines", wide=True, lines=3, hint="一致的不用填"),
            ],
            "核对",
            run,
            intro=f"{day.on.month}月{day.on.day}日　{day.place}　{len(day.fees)} 笔，"
            f"窗口合计 {yuan(day.total)} 元",
        ).open()

    def _ask_path(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = str(Path(folder) / f"收费对账单 {self._desk.today():%Y-%m-%d}.xlsx")
        path, _ = QFileDialog.getSaveFileName(self, "导出", name, "Excel (*.xlsx)")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """Write the sheet of the days in sight off the GUI thread."""
        desk, first, last = self._desk, self.span.date("first"), self.span.date("last")
        if first is None or last is None:
            return
        span = first, last

        def write() -> int:
            from reports.fees import export_reconciliation

            return export_reconciliation(desk.store, desk.actor, *span, path)

        tasks.run(
            self,
            "正在导出收费对账单",
            lambda _progress, _cancelled: write(),
            lambda count: self.notice.say(f"已导出 {count} 行：{path}", seconds=0),
            self.notice.error,
        )

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & {"fee", "fee_reconciliation"}:
            self.refresh()


def fees_page(desk: Desk) -> QWidget:
    """The page, or one line where all services are free (FEE-07)."""
    if desk.settings.switch("free_service"):
        page = Frame("收费对账")
        page.say("本单位所有服务不收费，没有要对的账。")
        return page
    return FeesPage(desk)


def _against(text: str) -> str | None:
    try:
        fen_of(text)
    except ValueError as error:
        return str(error)
    return None


def _cells(day: WindowDay, today: date) -> tuple[object, ...]:
    done = day.done
    state = _state(day, today)
    said = done.explanation if done is not None else ""
    if day.deviations:
        said = "；".join(filter(None, (f"{len(day.deviations)} 笔与公布标准不同", said)))
    return (
        day.on,
        day.place,
        state,
        said,
        len(day.fees),
        yuan(day.total),
        yuan(done.settled) if done is not None else "",
        yuan(day.total - done.settled) if done is not None else "",
    )


def _state(day: WindowDay, today: date) -> str:
    if day.done is None:
        return "今天，待对账" if day.on == today else "未对账"
    if day.changed:
        return "有变动，要重新对账"
    return f"{'有差额' if day.done.difference else '一致'}，{day.done.checker_name}"
