"""导入打卡: choose a file, see what it would do, say whose numbers are new, take it in, undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from center.attendance.punches import (
    PunchPlan,
    odd_rows,
    plan_punches,
    punch_imports,
    take_in,
)
from center.attendance.records import PunchImport
from center.imports.undo import Undone, undo_punches
from center.journal import commit
from desktop import parts, tasks, theme
from desktop.attendance.asking import people_of
from desktop.attendance.today import KINDS
from desktop.cases.ask import lines
from desktop.dates import show_date, show_moment
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.following import Following
from desktop.form_dialog import FormDialog
from desktop.listing import Column
from desktop.settings.frame import Frame, scrolled
from desktop.short_list import ShortList
from desktop.tasks import Cancelled, Progress

_FILES = "考勤文件 (*.dat *.xlsx *.xlsm *.xls *.et *.csv *.txt)"
_WORDS = (
    "可以直接用考勤机 U 盘里的 attlog.dat 和“原始记录”、钉钉“每日统计”、企业微信“上下班打卡”日报，"
    "以及 CSV 表。同一个文件重复导入不会记两次。"
)
_EARLIER = (
    Column("at", "何时", 14, sortable=False),
    Column("file", "文件", 30, sortable=False),
    Column("format", "种类", 25, sortable=False),
    Column("span", "打卡日期", 21, sortable=False),
    Column("added", "新记录", 8, sortable=False),
    Column("repeated", "重复", 7, sortable=False),
    Column("state", "状态", 16, sortable=False),
)
_TROUBLES = (
    Column("row", "行", 15, sortable=False),
    Column("user", "号码", 14, sortable=False),
    Column("what", "说明", 60, sortable=False),
)
_NOBODY = "none"
MOST_ROWS = 500


class PunchesPage(Frame):
    """Files taken in before; in front of them what the chosen file would do."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("导入打卡", _WORDS)
        self._desk = desk
        self._memory = desk.memory("import_punches")
        self.plan: PunchPlan | None = None
        self.form: Form | None = None
        self.choose = self.add_action(
            "选择文件…", self._ask_file, shortcut="Ctrl+O", role="primary"
        )
        self.earlier = ShortList("导入过的文件", _EARLIER, desk.today(), wide="file")
        self.undo = QPushButton("撤销选中的导入…")
        self.undo.clicked.connect(lambda _=False: self.ask_undo())
        start = _page([self.earlier], [self.undo])
        self.told = parts.words("")
        self.suspect = parts.words("", "warning")
        self.troubles = ShortList("有问题的行", _TROUBLES, desk.today(), wide="what")
        self.back = QPushButton("不导入，返回")
        self.back.clicked.connect(lambda _=False: self.show_start())
        self.go = QPushButton("导入")
        theme.set_role(self.go, "primary")
        self.go.clicked.connect(lambda _=False: self.bring())
        self._people = QWidget()
        self._check = _page([], [self.back, self.go])
        self._check_layout = QVBoxLayout()
        layout = self._check.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertLayout(0, self._check_layout, 1)
        for widget in (self.told, self.suspect):
            self._check_layout.addWidget(widget)
        self._check_layout.addWidget(self._people)
        self._check_layout.addWidget(self.troubles, 2)
        self._check_layout.addStretch()
        self.stack = QStackedWidget()
        for page in (start, self._check):
            self.stack.addWidget(page)
        self.body.addWidget(self.stack, 1)
        for button in (self.undo, self.back, self.go):
            button.setAutoDefault(False)
        self.setFocusProxy(self.choose)
        Following(self, desk.changed, frozenset({"punch_import", *KINDS}), self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the earlier imports again."""
        today = self._desk.today()
        with self._desk.read() as work:
            found = punch_imports(work)
        self.earlier.show_rows([(one.id, _earlier(one, today)) for one in found])
        self.undo.setEnabled(bool(found))

    # The file

    def _ask_file(self) -> None:
        folder = str(self._memory.get("folder", ""))
        path, _ = QFileDialog.getOpenFileName(self, "选择打卡文件", folder, _FILES)
        if path:
            self.open_file(Path(path))

    def open_file(self, path: Path) -> None:
        """Read a file and show what taking it in would do; nothing is written."""
        self._memory["folder"] = str(path.parent)
        self.notice.clear()

        def work(progress: Progress, cancelled: Cancelled) -> PunchPlan | None:
            return _planned(self._desk, path, progress, cancelled)

        def done(found: PunchPlan | None) -> None:
            if found is not None:
                self.show_plan(found)

        tasks.run(self, "正在读取打卡文件", work, done, self.notice.error)

    def show_plan(self, plan: PunchPlan) -> None:
        """Show what the file holds, whose numbers are unknown and what is odd."""
        self.plan = plan
        self.told.setText(_told(plan, self._desk.today()))
        self.suspect.setText("\n".join(sentence for _, sentence in plan.suspect))
        self.suspect.setVisible(bool(plan.suspect))
        self._show_unknown(plan)
        # Whose numbers are unknown is asked beside.
        odd = odd_rows(plan, {one.user for one in plan.unknown})
        rows = [(one.where, one.user, one.sentence) for one in odd[:MOST_ROWS]]
        self.troubles.show_rows([(n, row) for n, row in enumerate(rows)])
        self.troubles.setVisible(bool(odd))
        self.go.setEnabled(bool(plan.fresh))
        self.go.setText(f"导入 {len(plan.fresh):,} 条" if plan.fresh else "没有新记录")
        self.stack.setCurrentWidget(self._check)
        theme.set_role(self.choose, "")
        (self.form or self.go).setFocus()
        if self.form is not None and plan.unknown:
            self.form.focus("0")

    def show_start(self) -> None:
        """Back to the files taken in before."""
        self.plan, self.form = None, None
        theme.set_role(self.choose, "primary")
        self.stack.setCurrentIndex(0)
        self.choose.setFocus()

    def _show_unknown(self, plan: PunchPlan) -> None:
        old = self._people
        self.form = None
        if not plan.unknown:
            self._people = QWidget()
            self._people.hide()
        else:
            among = [Choice(_NOBODY, "（先不指定）"), *people_of(self._desk)]
            fields = [
                Field(
                    str(number),
                    f"{one.user}{f' {one.name}' if one.name != one.user else ''}".rstrip()
                    + f"（{one.count} 次）",
                    "pick",
                    20,
                    choices=among,
                    default=one.proposed.hex if one.proposed else _NOBODY,
                    hint="按姓名或编号猜的，请核对" if one.proposed else "没有同名的人",
                    section="这些号码是谁（不指定的打卡也保留，以后指定了再算）",
                )
                for number, one in enumerate(plan.unknown)
            ]
            self.form = Form(fields, self._desk.today())
            inside, layout = parts.column()
            layout.addWidget(self.form)
            layout.addStretch()
            self._people = scrolled(inside)
        self._check_layout.replaceWidget(old, self._people)
        self._check_layout.setStretchFactor(self._people, 3 if plan.unknown else 0)
        old.hide()
        old.deleteLater()

    # Taking in and back

    def known(self) -> dict[str, UUID]:
        """Whose the unknown numbers are, as chosen."""
        if self.form is None or self.plan is None:
            return {}
        chosen = {
            one.user: self.form.text(str(number)) for number, one in enumerate(self.plan.unknown)
        }
        return {
            user: UUID(hex=staff) for user, staff in chosen.items() if staff not in ("", _NOBODY)
        }

    def bring(self) -> None:
        """导入: the new punches and whose numbers they are, in one operation."""
        plan, known = self.plan, self.known()
        if plan is None or (self.form is not None and not self.form.validate()):
            return

        def work(progress: Progress, _cancelled: Cancelled) -> int:
            with self._desk.work() as unit:
                taken = take_in(unit, plan, known, progress)
                commit(unit)
                return taken.added

        def done(added: int) -> None:
            self.show_start()
            self.refresh()
            self.notice.say(f"已导入 {added:,} 条打卡，月考勤已重新计算", seconds=0)

        tasks.run(self, "正在导入打卡", work, done, self.notice.error)

    def ask_undo(self) -> None:
        """撤销 the import stood on, with a reason."""
        key = self.earlier.current_key()
        if not isinstance(key, UUID):
            self.notice.say("请先选中一次导入")
            return

        said: list[str] = []

        def work(progress: Progress, cancelled: Cancelled) -> Undone | None:
            with self._desk.work() as unit:
                taken = unit.session.get_one(PunchImport, key)
                return undo_punches(unit, taken, said[-1], progress, cancelled)

        def done(undone: Undone | None) -> None:
            self.refresh()
            if undone is not None:
                self.notice.say("已撤销这次导入")

        dialog = FormDialog(
            self._desk,
            self,
            "撤销导入",
            [lines("reason", "为什么撤销", required=True)],
            "撤销",
            lambda form: said.append(form.text("reason")),
            intro="这个文件带来的打卡都作废，号码对应的人保留；改好文件后可以再导入。",
            danger=True,
        )
        dialog.accepted.connect(
            lambda: tasks.run(self, "正在撤销导入", work, done, self.notice.error)
        )
        dialog.open()


def _planned(desk: Desk, path: Path, progress: Progress, cancelled: Cancelled) -> PunchPlan | None:
    from reports.attendance_export import read_punch_file

    read = read_punch_file(path, progress, cancelled)
    if read is None:
        return None
    found, digest = read
    with desk.read() as work:
        return plan_punches(work, found, path.name, digest)


def _told(plan: PunchPlan, today: date) -> str:
    said = [f"{plan.file_name}（{plan.format}）"]
    if plan.taken_before:
        said.append("这个文件以前导入过")
    if plan.span is not None:
        first, last = (show_date(day, today) for day in plan.span)
        said.append(f"{first}至{last}")
    counts = (
        ("新记录", len(plan.fresh)),
        ("以前已导入", len(plan.repeated)),
        ("时间还没到", len(plan.future)),
        ("不认识的号码", len(plan.unknown)),
        ("读不懂的行", len(plan.troubles)),
    )
    said += [f"{name} {number:,}" for name, number in counts if number or name == "新记录"]
    return "　".join(said)


def _earlier(one: PunchImport, today: date) -> tuple[object, ...]:
    state = "已撤销" if one.voided_at is not None else f"有效，{one.by}"
    span = f"{show_date(one.first, today)}至{show_date(one.last, today)}"
    at = show_moment(one.at, today)
    return at, one.file_name, one.format, span, f"{one.added:,}", f"{one.repeated:,}", state


def _page(widgets: Sequence[QWidget], buttons: Sequence[QPushButton]) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.SMALL)
    for widget in widgets:
        layout.addWidget(widget, 1)
    bar = QHBoxLayout()
    bar.setSpacing(theme.SMALL)
    bar.addStretch()
    for button in buttons:
        bar.addWidget(button)
    layout.addLayout(bar)
    return page
