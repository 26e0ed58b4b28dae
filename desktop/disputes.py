"""矛盾纠纷排查: the ledger of disputes by village, with the monthly zero report (PET-13).

It keeps matters, not people, and says so.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton

from center import disputes
from center.disputes import Dispute, DisputeForm, State, VillageMonth
from center.errors import Expected
from center.rights import Right
from center.staff import villages
from center.storage import Work
from desktop import parts, tasks, theme
from desktop.cases.ask import choices, lines
from desktop.dates import show_moment
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog, ask_work
from desktop.listing.source import Column
from desktop.settings.frame import Frame
from desktop.short_list import ShortList, keep_height

_WORDS = (
    "各村每月排查上报，没有发现的作零报告。这里只登记纠纷，不建立、不保存重点人员名册；"
    "当事人只用于调处这件纠纷。"
)
_VILLAGES = (
    Column("village", "村（社区）", 16, sortable=False),
    Column("found", "排查（件）", 12, sortable=False),
    Column("settled", "化解（件）", 12, sortable=False),
    Column("report", "上报", 28, sortable=False),
)
_DISPUTES = (
    Column("found_on", "排查日期", 10, sortable=False),
    Column("village", "村（社区）", 12, sortable=False),
    Column("dispute_kind", "类型", 10, sortable=False),
    Column("parties", "当事人", 16, sortable=False),
    Column("matter", "事由", 28, sortable=False),
    Column("state", "状态", 8, sortable=False),
    Column("result", "结果", 22, sortable=False),
)
MOST = 7
"""Villages in sight at once."""
_AGREED = ("达成协议", "没有达成，移交")


class DisputesPage(Frame):
    """One month at a time: the villages at the top, their disputes below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("矛盾纠纷排查", _WORDS)
        self._desk = desk
        today = desk.today()
        self._first = today.replace(day=1)
        self._rows: Sequence[VillageMonth] = ()
        self._found: Sequence[Dispute] = ()
        may = desk.may(Right.REGISTER)
        reason = "" if may else f"当前账号没有“{Right.REGISTER.value}”的权限"
        self.add = self.add_action("登记纠纷", self.ask_add, role="primary", reason=reason)
        self.add.setText("登记纠纷  Ctrl+N")
        if may:
            QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.add.click)
        export = Right.EXPORT
        against = "" if desk.may(export) else f"当前账号没有“{export.value}”的权限"
        self.export = self.add_action("导出 Excel", self.ask_export, reason=against)
        self.earlier, self.later = QPushButton("上个月"), QPushButton("下个月")
        self.month = QLabel()
        self.owed = parts.words("", "second")
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        for widget in (self.earlier, self.month, self.later):
            bar.addWidget(widget)
        bar.addSpacing(theme.LARGE)
        bar.addWidget(self.owed, 1)
        self.report = QPushButton("上报本月…")
        self.report.setEnabled(may)
        self.report.setToolTip(reason)
        self.report.clicked.connect(lambda _=False: self.ask_report())
        bar.addWidget(self.report)
        self.villages = ShortList("各村排查", _VILLAGES, today, wide="report")
        self.villages.opened.connect(lambda _key: self.ask_report())
        self.list = ShortList("纠纷", _DISPUTES, today, wide="matter")
        self.list.opened.connect(lambda _key: self.ask_settle())
        self.none = parts.words("这个月没有登记纠纷。", "second")
        below = QHBoxLayout()
        below.setSpacing(theme.SMALL)
        heading = QLabel("本月登记的纠纷")
        theme.set_role(heading, "second")
        below.addWidget(heading)
        below.addStretch()
        self.steps: dict[str, QPushButton] = {}
        for title, run in (("登记化解…", self.ask_settle), ("作废…", self.ask_void)):
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, r=run: r())
            self.steps[title.rstrip("…")] = button
            below.addWidget(button)
        self.body.addLayout(bar)
        self.body.addWidget(self.villages)
        self.body.addLayout(below)
        self.body.addWidget(self.none)
        self.body.addWidget(self.list, 1)
        self.body.addStretch()
        self.earlier.clicked.connect(lambda _=False: self._move(-1))
        self.later.clicked.connect(lambda _=False: self._move(1))
        self.villages.selectionModel().currentChanged.connect(lambda *_: self._follow())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._follow())
        self.setFocusProxy(self.villages)
        desk.changed.connect(self._heard)
        self.refresh()

    @property
    def spelled(self) -> str:
        """The month in sight, as 2026-09."""
        return f"{self._first.year}-{self._first.month:02d}"

    @property
    def span(self) -> tuple[date, date]:
        """First and last day of the month in sight."""
        first = self._first
        return first, first.replace(day=monthrange(first.year, first.month)[1])

    def refresh(self) -> None:
        """Read the month again."""
        today = self._desk.today()
        with self._desk.read() as work:
            self._rows = disputes.month(work, self.spelled)
            self._found = disputes.disputes(work, *self.span)
        self.month.setText(f"{self._first.year}年{self._first.month}月")
        self.later.setEnabled(self.span[1] < today)
        rows = [(one.village, _village_cells(one, today)) for one in self._rows]
        self.villages.show_rows(rows)
        keep_height(self.villages, len(rows), MOST)
        waiting = sum(one.report is None for one in self._rows)
        found = sum(one.found for one in self._rows)
        settled = sum(one.settled for one in self._rows)
        told = f"排查 {found} 件，化解 {settled} 件"
        self.owed.setText(
            f"{told}；还有 {waiting} 个村没有上报" if waiting else f"{told}；各村都已上报"
        )
        self.list.show_rows([(one.id, _cells(one)) for one in self._found])
        self.list.setVisible(bool(self._found))
        self.none.setVisible(not self._found)
        self._follow()

    # What is asked

    def ask_add(self) -> FormDialog:
        """Enter a dispute into the ledger of its village."""
        with self._desk.read() as work:
            names = [one.name for one in villages(work)]
        row = self.villages.current_key()
        return self._ask(
            "登记纠纷",
            [
                Field("village", "村（社区）", "choice", 16, True, choices(names), default=row),
                Field("found_on", "排查日期", "date", 14, True, default=self._desk.today()),
                Field("dispute_kind", "类型", "choice", 16, True, choices(disputes.KINDS)),
                Field("responsible", "责任人", width=16),
                Field("parties", "当事人", width=0, required=True, wide=True),
                lines("matter", "事由", required=True),
            ],
            lambda work, form: disputes.add(
                work,
                DisputeForm(
                    form.text("village"),
                    form.date("found_on") or self._desk.today(),
                    form.text("dispute_kind"),
                    form.text("parties"),
                    form.text("matter"),
                    form.text("responsible"),
                ),
            ),
        )

    def ask_report(self) -> FormDialog | None:
        """Report the village that is chosen for the month, with what it found or as zero."""
        name = self.villages.current_key()
        row = next((one for one in self._rows if one.village == name), None)
        if row is None or not self._desk.may(Right.REGISTER):
            return None
        if row.report is not None:
            self.notice.say(f"{row.village}{self._first.month}月已经上报。")
            return None
        zero = not row.found
        said = (
            f"{row.village}本月没有登记纠纷。确认排查过、没有发现，作零报告。"
            if zero
            else f"{row.village}本月排查 {row.found} 件，化解 {row.settled} 件。"
        )
        label = "已排查，没有发现矛盾纠纷" if zero else "已核对，件数无误"

        def run(work: Work, form: Form) -> None:
            if not form.ticked("sure"):
                raise Expected("请核对后勾选再上报。")
            disputes.report_month(work, row.village, self.spelled, zero=zero)

        return self._ask(
            "零报告" if zero else "上报本月",
            [Field("sure", label, "tick", wide=True)],
            run,
            said,
        )

    def ask_settle(self) -> FormDialog | None:
        """Say how a dispute was mediated, and whether it came to an end."""
        current = self._current()
        if current is None or current.state is not State.OPEN:
            return None
        ident: UUID = current.id
        agreed = choices(_AGREED)
        return self._ask(
            "登记化解",
            [
                Field("mediator", "调解人", width=20, required=True),
                Field("on", "日期", "date", 14, True, default=self._desk.today()),
                Field("agreed", "结果", "buttons", 0, True, agreed, wide=True),
                lines("result", "协议内容，或移交给谁", required=True),
            ],
            lambda work, form: disputes.settle(
                work,
                work.session.get_one(Dispute, ident),
                form.text("mediator"),
                form.text("result"),
                form.date("on") or self._desk.today(),
                agreement=form.text("agreed") == _AGREED[0],
            ),
            f"{current.village}　{current.matter}",
        )

    def ask_void(self) -> FormDialog | None:
        """Strike a dispute entered by mistake."""
        current = self._current()
        if current is None:
            return None
        ident: UUID = current.id
        return self._ask(
            "作废",
            [lines("reason", "作废原因", required=True)],
            lambda work, form: disputes.void(
                work, work.session.get_one(Dispute, ident), form.text("reason")
            ),
            f"{current.village}　{current.matter}",
            danger=True,
        )

    def ask_export(self) -> None:
        """Ask where to and write the month."""
        name = f"矛盾纠纷排查台账 {self._first.year}年{self._first.month}月.xlsx"
        path, _ = QFileDialog.getSaveFileName(self, "导出", name, "Excel (*.xlsx)")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """Write the month off the GUI thread."""
        desk, spelled = self._desk, self.spelled

        def write(_progress: tasks.Progress, _cancelled: tasks.Cancelled) -> int:
            from reports.disputes import export_disputes

            return export_disputes(desk.store, desk.actor, spelled, path)

        def done(_rows: int) -> None:
            self.notice.say(f"已导出：{path}", seconds=0)

        tasks.run(self, "正在导出排查台账", write, done, self.notice.error)

    def _ask(
        self,
        title: str,
        fields: Sequence[Field],
        run: Callable[[Work, Form], object],
        intro: str = "",
        *,
        danger: bool = False,
    ) -> FormDialog:
        def saved() -> None:
            self.refresh()
            self.notice.say(f"已保存：{title}")

        return ask_work(self._desk, self, title, fields, run, saved, intro=intro, danger=danger)

    def _current(self) -> Dispute | None:
        key = self.list.current_key()
        return next((one for one in self._found if one.id == key), None)

    def _follow(self) -> None:
        village = self.villages.current_key()
        self.report.setText(f"上报{village if isinstance(village, str) else '本月'}…")
        current = self._current()
        waits = current is not None and current.state is State.OPEN
        self.steps["登记化解"].setEnabled(waits and self._desk.may(Right.REGISTER))
        self.steps["作废"].setEnabled(current is not None and self._desk.may(Right.VOID))
        for button in self.steps.values():
            button.setVisible(bool(self._found))

    def _move(self, months: int) -> None:
        place = self._first.year * 12 + self._first.month - 1 + months
        self._first = date(place // 12, place % 12 + 1, 1)
        self.refresh()

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & {"dispute", "dispute_report", "village"} and self.isVisible():
            self.refresh()


def _village_cells(one: VillageMonth, today: date) -> tuple[object, ...]:
    report = one.report
    if report is None:
        said = "还没有上报"
    else:
        what = f"上报 {report.found} 件" if report.found else "零报告"
        said = f"{what}　{show_moment(report.reported_at, today)}　{report.reporter}"
    return (one.village, str(one.found), str(one.settled), said)


def _cells(one: Dispute) -> tuple[object, ...]:
    result = f"{one.mediator}：{one.result}" if one.result else ""
    return (
        one.found_on,
        one.village,
        one.dispute_kind,
        one.parties,
        one.matter,
        one.state.value,
        result,
    )
