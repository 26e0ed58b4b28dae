"""月考勤: the sheet of a month, why each half day is what it is, closing it (ATT-09, ATT-10)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
)

from center.attendance.closing import ask_to_reopen, publish, reopen
from center.attendance.month import Sheet, close, sheets
from center.attendance.records import AttendanceMonth
from center.errors import Expected
from center.journal import commit
from center.papers import Paper, PaperKind, papers_of
from center.rights import Actor, Right
from center.storage import Store, Work
from desktop import parts, tasks, theme
from desktop.attendance.asking import NO_RIGHT, ask, month_after
from desktop.attendance.printing import ask_table, show_paper
from desktop.attendance.sheet import Place, SheetModel, SheetView
from desktop.attendance.why import WhyPanel
from desktop.cases.ask import lines
from desktop.dates import show_moment
from desktop.desk import Desk
from desktop.fields import Form
from desktop.papers import issue_flow
from desktop.papers import show_paper as show_issued
from desktop.settings.frame import Frame

KINDS = frozenset(
    {"punch", "punch_import", "punch_user", "attendance_finding", "leave", "outing", "overtime"}
    | {"work_hours", "attendance_month", "staff", "calendar_day", "setting", "attendance_appeal"}
)
_SOON_MS = 200


class MonthPage(Frame):
    """One month; a sheet for each kind of staff, chosen by a button above the grid."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("月考勤", " ")
        self._desk = desk
        self._asked = 0
        self._kind = ""
        self._place: Place | None = None
        self.sheets: list[Sheet] = []
        today = desk.today()
        self.month = today.replace(day=1)
        self.add_action("上月", lambda: self.turn(-1), shortcut="Alt+Left").setText("◀ 上月")
        self.add_action("下月", lambda: self.turn(1), shortcut="Alt+Right").setText("下月 ▶")
        no = "" if desk.may(Right.EXPORT) else f"当前账号没有“{Right.EXPORT.value}”的权限"
        keep = "" if desk.may(Right.KEEP_ATTENDANCE) else NO_RIGHT
        self.circular = self.add_action("考勤通报…", self.ask_circular, reason=keep)
        self.summary = self.add_action("汇总表…", self.ask_summary, reason=no)
        self.export = self.add_action("导出…", self._ask_path, reason=no)
        self.closing = QPushButton("关账…")
        self.closing.setAutoDefault(False)
        self.closing.clicked.connect(lambda _=False: self._close_or_open())
        self._actions.addWidget(self.closing)
        self.publishing = QPushButton("登记公示")
        self.publishing.setAutoDefault(False)
        self.publishing.clicked.connect(lambda _=False: self.publish())
        self._actions.addWidget(self.publishing)
        self.kinds: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._kinds_row = QHBoxLayout()
        self._kinds_row.setSpacing(theme.TIGHT)
        self.search = QLineEdit()
        self.search.setPlaceholderText("按姓名查找")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(140)
        row = QHBoxLayout()
        row.addLayout(self._kinds_row)
        row.addStretch()
        row.addWidget(self.search)
        self.model = SheetModel()
        self.grid = SheetView(self.model)
        self.legend = parts.words("", "hint")
        self.panel = WhyPanel(desk)
        self.panel.changed.connect(self.refresh)
        self.body.setSpacing(theme.SMALL)
        self.body.addLayout(row)
        self.body.addWidget(self.grid, 1)
        self.body.addWidget(self.legend)
        self.body.addWidget(self.panel)
        self.setFocusProxy(self.grid)
        self.search.textChanged.connect(lambda _text: self._show_kind(self._kind))
        self.grid.entered_cell.connect(self._stand)
        self.grid.wanted.connect(self.panel.settle)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_SOON_MS)
        self._wait.timeout.connect(self.refresh)
        desk.changed.connect(self._heard)
        self.refresh()

    @property
    def closed(self) -> AttendanceMonth | None:
        """What froze the month in sight; None while it is open."""
        return self.sheets[0].closed if self.sheets else None

    def turn(self, months: int) -> None:
        """Another month; never one that has not begun."""
        wanted = month_after(self.month, months)
        if wanted <= self._desk.today():
            self.month = wanted
            self.refresh()

    def refresh(self) -> None:
        """Derive the month again off the GUI thread; the place in the grid stays."""
        self._wait.stop()
        self._asked += 1
        asked, month = self._asked, self.month

        def read() -> list[Sheet]:
            with self._desk.read() as work:
                return sheets(work, month.year, month.month)

        def done(found: list[Sheet]) -> None:
            if asked == self._asked:
                self._show(found)

        tasks.quiet(self, read, done, self.notice.error)

    # Showing

    def _show(self, found: list[Sheet]) -> None:
        self.sheets = found
        names = [sheet.staff_kind for sheet in found]
        if list(self.kinds) != names:
            self._build_kinds(names)
        for sheet in found:
            text = f"{sheet.staff_kind} {len(sheet.lines)}"
            self.kinds[sheet.staff_kind].setText(text)
        kind = self._kind if self._kind in names else next(iter(names), "")
        if kind:
            self.kinds[kind].setChecked(True)
        self._show_kind(kind)
        self._tell()

    def _build_kinds(self, names: list[str]) -> None:
        for button in self.kinds.values():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        self.kinds = {}
        for name in names:
            button = QPushButton(name)
            button.setCheckable(True)
            button.setAutoDefault(False)
            theme.set_role(button, "quick")
            button.clicked.connect(partial(self._show_kind, name))
            self._group.addButton(button)
            self._kinds_row.addWidget(button)
            self.kinds[name] = button

    def _show_kind(self, kind: str, _checked: bool = False) -> None:
        self._kind = kind
        kept = self._place
        sheet = next((one for one in self.sheets if one.staff_kind == kind), None)
        self.model.show(sheet, self.search.text().strip())
        self.grid.fit()
        self.legend.setText(f"图例：{sheet.legend}" if sheet is not None else "")
        if kept is not None and (kept.on.year, kept.on.month) == (
            self.month.year,
            self.month.month,
        ):
            self.grid.go(kept.staff, kept.on, kept.half)
        if not self.grid.currentIndex().isValid() and self.model.rowCount():
            day = self._desk.today().day if self.month.month == self._desk.today().month else 1
            self.grid.setCurrentIndex(self.model.index(0, day - 1))

    def _tell(self) -> None:
        month = f"{self.month.year}年{self.month.month}月"
        self.title.setText(f"{month}考勤")
        waiting = sum(sheet.unsettled for sheet in self.sheets)
        people = sum(len(sheet.lines) for sheet in self.sheets)
        closed = self.closed
        if not self.sheets:
            said = "还没有定过人员类别，考勤表是空的；请在“设置”的人员里填“人员类别”。"
        elif closed is None:
            due = self.sheets[0].due_days
            state = f"待核实 {waiting} 处" if waiting else "没有待核实的"
            said = f"{people} 人，应出勤 {due} 天，{state}。方向键移动，按 Enter 核实选中的半天。"
        else:
            at = show_moment(closed.closed_at, self._desk.today())
            said = f"{people} 人。{at} 由{closed.closed_by}关账，不能再改。"
            if closed.published_on:
                said += f"{closed.published_on.month}月{closed.published_on.day}日已公示。"
            if closed.reopen_asked_by:
                said += f"{closed.reopen_asked_by}申请重新打开：{closed.reopen_reason}。"
        self.words.setText(said)
        self.panel.lock(closed is not None)
        self._tell_closing()

    def _tell_closing(self) -> None:
        closed = self.closed
        may = self._desk.may(Right.KEEP_ATTENDANCE)
        if closed is None:
            title, why = "关账…", "" if may else NO_RIGHT
        elif closed.reopen_asker is None:
            title, why = "申请重新打开…", "" if may else NO_RIGHT
        else:
            title = "批准重新打开…"
            why = "" if self._desk.may(Right.APPROVE) else "重新打开要由领导批准"
            if closed.reopen_asker == self._desk.actor.account:
                why = "您是申请人，要由另一个人批准"
        self.closing.setText(title)
        self.closing.setToolTip(why)
        self.closing.setProperty("why", why)
        theme.set_role(self.closing, "unlawful" if why else "primary")
        self.publishing.setVisible(closed is not None and closed.published_on is None and may)

    def _stand(self, place: Place | None) -> None:
        self._place = place or self._place
        self.panel.show_place(place)

    # Closing

    def _close_or_open(self) -> None:
        if why := str(self.closing.property("why") or ""):
            self.notice.say(why)
        elif self.closed is None:
            self.ask_close()
        elif self.closed.reopen_asker is None:
            self.ask_reopen()
        else:
            self.approve_reopen()

    def ask_close(self) -> None:
        """关账: the sheet is frozen as it stands."""
        from desktop.notice import confirm

        month = self.month
        text = f"{month.month}月的考勤表按现在的样子定下来，以后补来的打卡、请假不再改变它。"
        if not confirm(self, "关账", text, "关账", danger=False):
            return

        def work(progress: tasks.Progress, _cancelled: tasks.Cancelled) -> None:
            with self._desk.work() as unit:
                close(unit, month.year, month.month, progress)
                commit(unit)

        def done(_nothing: None) -> None:
            self.refresh()
            self.notice.say(f"{month.month}月考勤已关账")

        tasks.run(self, "正在关账", work, done, self.notice.error)

    def ask_reopen(self) -> None:
        """Ask a second person to reopen the month."""

        def take(work: Work, form: Form) -> None:
            ask_to_reopen(work, self._frozen(work), form.text("reason"))

        ask(
            self._desk,
            self,
            "申请重新打开",
            [lines("reason", "为什么要重新打开", required=True)],
            "申请",
            take,
            self.refresh,
            intro="由另一个人批准后才能改；申请和批准都记入操作记录。",
        )

    def approve_reopen(self) -> None:
        """The second person agrees."""
        self._do(lambda work: reopen(work, self._frozen(work)), "已重新打开，改完请再关账")

    def publish(self) -> None:
        """The closed sheet was shown to the staff (ATT-10)."""
        self._do(lambda work: publish(work, self._frozen(work)), "已登记公示")

    def _frozen(self, work: Work) -> AttendanceMonth:
        assert self.closed is not None
        return work.session.get_one(AttendanceMonth, self.closed.id)

    def _do(self, take: Callable[[Work], object], said: str) -> None:
        try:
            with self._desk.work() as work:
                take(work)
                commit(work)
        except Expected as error:
            self.notice.error(error)
            return
        self.refresh()
        self.notice.say(said)

    # Export

    def _ask_path(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{self.month.year}年{self.month.month}月考勤表"
        kinds = "Excel (*.xlsx);;PDF A4 (*.pdf);;PDF A3 (*.pdf)"
        path, kind = QFileDialog.getSaveFileName(self, "导出", str(Path(folder) / name), kinds)
        if path:
            wanted = ".xlsx" if kind.startswith("Excel") else ".pdf"
            found = Path(path)
            target = found if found.suffix.lower() == wanted else Path(f"{path}{wanted}")
            self.export_to(target, a3=kind.startswith("PDF A3"))

    def export_to(self, path: Path, *, a3: bool = False) -> None:
        """Write the sheets in sight off the GUI thread, as a workbook or by its suffix as PDF."""
        desk, month = self._desk, self.month

        def work(progress: tasks.Progress, _cancelled: tasks.Cancelled) -> int:
            from reports.attendance_export import export_monthly_attendance

            return export_monthly_attendance(
                desk.store,
                desk.actor,
                month.year,
                month.month,
                path,
                paper="A3" if a3 else "A4",
                progress=progress,
            )

        def done(people: int) -> None:
            self.notice.say(f"已导出 {people} 人：{path}", seconds=0)

        tasks.run(self, "正在导出考勤表", work, done, self.notice.error)

    def ask_summary(self) -> None:
        """汇总表 of the month in sight."""
        year, month = self.month.year, self.month.month

        def write(store: Store, actor: Actor, path: Path) -> int:
            from reports.attendance_lists import export_attendance_summary

            return export_attendance_summary(store, actor, year, month, path)

        ask_table(
            self._desk,
            self,
            self.notice,
            f"{year}年{month}月考勤汇总表",
            write,
        )

    def ask_circular(self) -> None:
        """考勤通报 of the month in sight: shown once issued, else previewed to be issued (ATT-12).

        Only a closed month is told of; who may not issue papers sees what a leader will issue.
        """
        closed = self.closed
        if closed is None:
            self.notice.say("请先关账，再出具考勤通报")
            return
        with self._desk.read() as work:
            valid = [one.id for one in papers_of(work.session, closed.id) if one.valid]
        if valid:
            show_issued(self._desk, self, valid[-1])
        elif self._desk.may(Right.ISSUE_PAPERS):
            issue_flow(self._desk, self, PaperKind.ATTENDANCE_CIRCULAR, closed.id, self._issued)
        else:
            self._show_draft(closed.id)

    def _issued(self, made: Paper) -> None:
        self.notice.say(f"已出具考勤通报 {made.number}")

    def _show_draft(self, closed: UUID) -> None:
        def make(work: Work) -> bytes:
            from forms.attendance import circular_draft
            from forms.filling import draw

            return draw(circular_draft(work, work.session.get_one(AttendanceMonth, closed)), None)

        show_paper(
            self._desk,
            self,
            self.notice,
            f"{self.month.month}月考勤通报（由领导出具）",
            PaperKind.ATTENDANCE_CIRCULAR.value,
            make,
        )

    # Following what happens

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & KINDS:
            self._wait.start()

    def showEvent(self, event: QShowEvent) -> None:
        """The day may have gone on."""
        super().showEvent(event)
        self._wait.start()
