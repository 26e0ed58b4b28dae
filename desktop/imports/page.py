"""The import as one page: choose a file, say what the columns hold, look at every row, import.

The file is read in a child process, rows are planned and written off the GUI thread; nothing is
changed before 导入 is pressed, and an import of cases can be taken back as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast
from uuid import UUID

from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from center.imports.headings import Headings, find_headings, propose
from center.imports.plan import Verdict
from center.imports.rows import Row, Sheet
from center.imports.undo import Earlier, Undone
from center.items import catalogue
from desktop import dates, parts, tasks, theme
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.imports.kinds import Cases, Kind, Outcome, Table, Undoable
from desktop.imports.steps import LEFT_OUT, Rows, column_form, item_form, places_of
from desktop.listing import Column
from desktop.settings.frame import Frame, scrolled
from desktop.short_list import ShortList
from desktop.tasks import Cancelled, Progress
from reports import reading

_FILES = "表格 (*.xlsx *.xlsm *.xls *.et *.csv *.txt)"
_EARLIER = (
    Column("at", "何时", 18, sortable=False),
    Column("source", "从哪里", 40, sortable=False),
    Column("state", "状态", 10, sortable=False),
    Column("created", "新建", 8, "number", sortable=False),
    Column("updated", "更新", 8, "number", sortable=False),
    Column("refused", "拒绝", 8, "number", sortable=False),
)


class ImportPage(Frame):
    """Three panels in one place: file and earlier imports, columns, rows."""

    def __init__(self, desk: Desk, kind: Kind | None = None) -> None:
        self._kind: Kind = kind or Cases()
        self._undoable = self._kind if isinstance(self._kind, Undoable) else None
        super().__init__(self._kind.title, self._kind.words)
        self._desk = desk
        self._memory = desk.memory(f"import_{self._kind.name}")
        self._path: Path | None = None
        self._rows: Sequence[Row] = ()
        self._headings: Headings | None = None
        self._item_names: dict[str, str] = {}
        self._table: Table | None = None
        self._operation: UUID | None = None
        self.choose = self.add_action("选择文件…", self.ask_file, role="primary")
        self.sheet = QComboBox()
        self.sheet.setAccessibleName("表")
        self.sheet.activated.connect(lambda _index: self.read_sheet())
        self.file = parts.words("还没有选择文件", "second")
        bar = QHBoxLayout()
        bar.addWidget(self.file, 1)
        bar.addWidget(self.sheet)
        self.sheet.hide()
        self.body.addLayout(bar)
        self.stack = QStackedWidget()
        self.body.addWidget(self.stack, 1)
        self.earlier = ShortList("以前的导入", _EARLIER, desk.today(), wide="source")
        self._start = self._panel([self.earlier], [("撤销选中的导入…", self.ask_undo_earlier)])
        self._columns = QWidget()
        self.form: Form | None = None
        self.items: Form | None = None
        self.rows = Rows(desk)
        self.go = QPushButton("导入")
        theme.set_role(self.go, "primary")
        self.go.clicked.connect(lambda _=False: self.bring())
        self.back = QPushButton("返回改列")
        self.back.clicked.connect(lambda _=False: self.show_columns())
        self.undo = QPushButton("撤销本次导入…")
        self.undo.clicked.connect(lambda _=False: self.ask_undo())
        self._check = QWidget()
        layout = QVBoxLayout(self._check)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.rows, 1)
        buttons = QHBoxLayout()
        buttons.addStretch()
        self.save = QPushButton("把不能导入的行存为 Excel…")
        self.save.clicked.connect(lambda _=False: self.ask_refused())
        for button in (self.save, self.undo, self.back, self.go):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        layout.addLayout(buttons)
        for panel in (self._start if self._undoable else QWidget(), self._check):
            self.stack.addWidget(panel)
        self.setFocusProxy(self.choose)
        self.refresh()

    # The file

    def refresh(self) -> None:
        """Read the earlier imports again."""
        if self._undoable is None:
            return
        found = self._undoable.earlier(self._desk)
        self.earlier.show_rows([(one.operation, _earlier(one)) for one in found])

    def ask_file(self) -> None:
        """选择文件: where the last one came from."""
        folder = str(self._memory.get("folder", ""))
        path, _ = QFileDialog.getOpenFileName(self, "选择要导入的表格", folder, _FILES)
        if path:
            self.open_file(Path(path))

    def open_file(self, path: Path) -> None:
        """Look at the sheets of a file; the one that looks most like a table is proposed."""
        self._memory["folder"] = str(path.parent)
        self.notice.clear()

        def work(_progress: Progress, cancelled: Cancelled) -> list[Sheet] | None:
            return reading.sheets(path, cancelled)

        def done(found: list[Sheet] | None) -> None:
            if found is not None:
                self._choose_sheet(path, found)

        tasks.run(self, "正在打开表格", work, done, self.notice.error)

    def _choose_sheet(self, path: Path, found: Sequence[Sheet]) -> None:
        self._path = path
        self.file.setText(path.name)
        # From here on the next step stands out, not another file.
        theme.set_role(self.choose, "")
        self.sheet.clear()
        for sheet in found:
            self.sheet.addItem(sheet.name + ("（隐藏的表）" if sheet.hidden else ""), sheet.name)
        likely = [
            place
            for place, sheet in enumerate(found)
            if not sheet.hidden and find_headings(sheet.first_rows, self._kind.targets)
        ]
        self.sheet.setCurrentIndex(likely[0] if likely else 0)
        self.sheet.setVisible(len(found) > 1)
        if any(sheet.uncounted for sheet in found):
            self.notice.problem(
                "表里有公式还没有算出结果，会当作空白。请用表格软件打开这个文件，保存一次再导入。"
            )
        self.read_sheet()

    def read_sheet(self) -> None:
        """Read every row of the chosen sheet and propose its columns."""
        path, name = self._path, str(self.sheet.currentData() or "")
        if path is None:
            return

        def work(progress: Progress, cancelled: Cancelled) -> list[Row] | None:
            return reading.rows(path, name, progress, cancelled)

        def done(found: list[Row] | None) -> None:
            if found is None:
                return
            self._rows = found
            self._headings = find_headings(found, self._kind.targets)
            if self._headings is None:
                self.notice.problem(
                    "这张表里没有认出表头。请确认第一行或前几行写着姓名、事项、日期等列名，"
                    "或在右上角换一张表。"
                )
                return
            self._build_columns(self._headings)

        tasks.run(self, "正在读取表格", work, done, self.notice.error)

    # The columns

    def _build_columns(self, headings: Headings) -> None:
        kept = cast(dict[str, str], self._memory.get("columns", {}))
        names = cast(dict[str, str], self._memory.get("item_names", {}))
        self._item_names = dict(names)
        places = propose(headings.titles, self._kind.targets, kept)
        self.form = column_form(self._desk, self._kind.targets, headings.titles, places)
        self.items = None
        self.show_columns()

    def show_columns(self) -> None:
        """Ask which column holds what, and which item an unknown name means."""
        if self.form is None:
            return
        old, inside = self._columns, QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, theme.SMALL, 0)
        if self.items is not None:
            layout.addWidget(parts.words("这些事项在目录里没有，请指定是哪一项", "heading"))
            layout.addWidget(self.items)
        layout.addWidget(parts.words("每一项在表格的哪一列", "heading"))
        layout.addWidget(self.form)
        layout.addStretch()
        self._columns = self._panel([scrolled(inside)], [("核对每一行", self.check)], primary=True)
        self.stack.addWidget(self._columns)
        self.stack.setCurrentWidget(self._columns)
        self.stack.removeWidget(old)
        old.deleteLater()

    def check(self) -> None:
        """核对每一行: the dry run; what was chosen is remembered for the next table like this."""
        if self.form is None or self._headings is None or self._path is None:
            return
        if not self.form.validate():
            return
        places = places_of(self.form, self._kind.targets)
        titles = self._headings.titles
        self._memory["columns"] = {
            t.name: titles[places[t.name]] if t.name in places else "" for t in self._kind.targets
        }
        if self.items is not None:
            chosen = {name: str(code) for name, code in self.items.values().items()}
            self._item_names |= {n: c for n, c in chosen.items() if c not in (LEFT_OUT, "None")}
            self._memory["item_names"] = dict(self._item_names)
        source = f"{self._path.name}·{self.sheet.currentData()}"
        table = Table(self._rows, places, self._headings.last_row, source, self._item_names)
        self._table = table

        def work(progress: Progress, cancelled: Cancelled) -> Outcome | None:
            return self._kind.dry(self._desk, table, progress, cancelled)

        tasks.run(self, "正在核对每一行", work, self._checked, self.notice.error)

    def _checked(self, outcome: Outcome | None) -> None:
        if outcome is None:
            return
        self.notice.clear()
        self.items = None
        if outcome.unknown_items:
            with self._desk.read() as work:
                items = [Choice(item.code, item.name) for item in catalogue(work)]
            self.items = item_form(self._desk, outcome.unknown_items, items)
        changes = len(outcome.lines) - outcome.count(Verdict.REFUSE) - outcome.count(Verdict.SAME)
        self.rows.show_outcome(outcome)
        self.save.setVisible(bool(self.rows.refused))
        refused = outcome.count(Verdict.REFUSE)
        hint = "还没有改动任何数据。"
        if outcome.unknown_items:
            hint += "有些事项名称目录里没有，按“返回改列”可以指定是哪一项。"
        if refused:
            hint += f"有 {refused:,} 行不能导入，在表格里改好后可以再导入一次。"
        self.rows.hint.setText(hint)
        self.go.setText(f"导入 {changes:,} 行")
        self.go.setEnabled(changes > 0)
        self.go.show()
        self.back.show()
        self.undo.hide()
        self.stack.setCurrentWidget(self._check)

    # The rows that cannot come in

    def ask_refused(self) -> None:
        """Ask where to write the refused rows."""
        stem = self._path.stem if self._path is not None else "导入"
        name = f"{stem} 没有导入的行.xlsx"
        path, _ = QFileDialog.getSaveFileName(self, "存为", name, "Excel (*.xlsx)")
        if path:
            self.refused_to(Path(path))

    def refused_to(self, path: Path) -> None:
        """Write them with the reason beside each, off the GUI thread."""
        headings, rows, desk = self._headings, self._rows, self._desk
        if headings is None:
            return
        titles, why = headings.titles, self.rows.refused

        def work(_progress: Progress, _cancelled: Cancelled) -> int:
            from reports.refused import write_refused

            unit = desk.settings.text("unit_name")
            return write_refused(path, titles, rows, why, unit=unit, made_at=desk.now())

        def done(count: int) -> None:
            self.notice.say(f"已存 {count:,} 行和原因：{path}。改好后可以再导入一次。", seconds=0)

        tasks.run(self, "正在写表格", work, done, self.notice.error)

    # The import

    def bring(self) -> None:
        """导入: one operation, with progress; cancelled, it leaves nothing."""
        table = self._table
        if table is None:
            return

        def work(progress: Progress, cancelled: Cancelled) -> Outcome | None:
            return self._kind.bring(self._desk, table, progress, cancelled)

        tasks.run(self, "正在导入", work, self._brought, self.notice.error)

    def _brought(self, outcome: Outcome | None) -> None:
        if outcome is None:
            self.notice.say("已取消，没有导入任何内容。")
            return
        self._operation = outcome.operation
        self.rows.show_outcome(outcome)
        counts = "，".join(f"{v.value} {outcome.count(v):,}" for v in Verdict if outcome.count(v))
        self.rows.hint.setText(f"导入完成：{counts}。")
        self.notice.say(f"导入完成：{counts}。", seconds=0)
        self.go.hide()
        self.back.hide()
        self.undo.setVisible(self._undoable is not None and outcome.operation is not None)
        self.refresh()

    def ask_undo(self) -> None:
        """撤销本次导入."""
        if self._operation is not None:
            self._ask_undo(self._operation)

    def ask_undo_earlier(self) -> None:
        """撤销选中的导入."""
        operation = self.earlier.current_key()
        if isinstance(operation, UUID):
            self._ask_undo(operation)

    def _ask_undo(self, operation: UUID) -> None:
        if self._undoable is None:
            return

        def run(form: Form) -> None:
            self.take_back(operation, form.text("reason"))

        FormDialog(
            self._desk,
            self,
            "撤销导入",
            [Field("reason", "为什么撤销", required=True, wide=True, width=0)],
            "撤销导入",
            run,
            intro=self._undoable.undo_words,
            danger=True,
        ).open()

    def take_back(self, operation: UUID, reason: str) -> None:
        """Undo one import off the GUI thread."""
        kind = self._undoable
        if kind is None:
            return

        def work(progress: Progress, cancelled: Cancelled) -> Undone | None:
            return kind.take_back(self._desk, operation, reason, progress, cancelled)

        def done(undone: Undone | None) -> None:
            self.refresh()
            if undone is None:
                self.notice.say("已取消，没有撤销。")
                return
            kept = f"；{len(undone.kept)} {kind.kept_words}" if undone.kept else ""
            self.notice.say(
                f"已撤销：作废 {undone.voided:,} 条，恢复 {undone.restored:,} 条{kept}。", seconds=0
            )
            self.undo.hide()
            self.stack.setCurrentWidget(self._start)

        tasks.run(self, "正在撤销导入", work, done, self.notice.error)

    def _panel(
        self,
        content: Sequence[QWidget],
        actions: Sequence[tuple[str, object]],
        *,
        primary: bool = False,
    ) -> QWidget:
        panel = QWidget()
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in content:
            layout.addWidget(widget, 1)
        row = QHBoxLayout()
        row.addStretch()
        for title, run in actions:
            button = QPushButton(title)
            button.setAutoDefault(False)
            if primary:
                theme.set_role(button, "primary")
            if callable(run):
                action = run
                button.clicked.connect(lambda _=False, a=action: a())
            row.addWidget(button)
        layout.addLayout(row)
        return panel


def _earlier(one: Earlier) -> tuple[object, ...]:
    counts = one.counts
    return (
        dates.show_moment(one.at),
        one.source,
        "已撤销" if one.undone else "",
        counts.get("create", 0),
        counts.get("update", 0) + counts.get("match", 0),
        counts.get("refuse", 0),
    )
