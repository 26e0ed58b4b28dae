"""The 关联 tab of a case: what is probably the same matter, what is linked, and undoing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTableWidget, QVBoxLayout, QWidget

from center.cases import links
from center.cases.file import CaseFile, open_file
from center.cases.links import CaseLink, Linked, LinkKind
from center.cases.listing import numbered
from center.cases.records import Case
from center.errors import Problem, Refused
from center.journal import commit
from center.rights import Right
from center.storage import Work
from desktop import theme
from desktop.cases.ask import lines
from desktop.cases.parts import hint_text, new_page, short_table, warning_text
from desktop.dates import show_moment
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog

NONE = "没有关联的办件。同一个人同一事项重复收了件、办结后要重办的，会列在这里。"
DOUBLE = "同一申请人的同一事项还有没办完的件，请核对是不是重复收件："
_MERGE_RIGHT = "合并要由主任或副主任办理"


class LinksPage(QWidget):
    """Two short tables, each with what can be done with the row that is chosen."""

    def __init__(self, desk: Desk, file: CaseFile) -> None:
        super().__init__()
        self._desk, self._case = desk, file.case
        with desk.read() as work:
            self.linked = links.links_of(work, file.case.id)
            self.probable = links.probable(work, file.case)
        page, layout = new_page()
        own = QHBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(page)
        self.buttons: dict[str, QPushButton] = {}
        self.doubles = self._doubles(layout)
        title = QLabel("已关联的办件")
        theme.set_role(title, "second")
        layout.addWidget(title)
        if not self.linked:
            layout.addWidget(hint_text(NONE))
        self.table = short_table(
            "关联",
            ("关系", "编号", "事项", "状态", "原因", "何时何人"),
            [self._cells(one) for one in self.linked],
            (11, 18, 22, 9, 0, 24),
        )
        self.table.doubleClicked.connect(lambda _index: self.open_linked())
        self.table.setVisible(bool(self.linked))
        layout.addWidget(self.table)
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        for verb, run in (
            ("打开", self.open_linked),
            ("取消关联…", self.ask_undo),
            ("关联另一件…", self.ask_link),
        ):
            self._button(bar, verb, run)
        bar.addStretch()
        layout.addLayout(bar)
        layout.addStretch()
        for table in (self.table, self.doubles):
            table.currentCellChanged.connect(lambda *_: self._follow())
            if table.rowCount():
                table.setCurrentCell(0, 0)
        self._follow()

    def _doubles(self, layout: QVBoxLayout) -> QTableWidget:
        today = self._desk.today()
        rows = [
            (
                case.number or "",
                case.item_name,
                case.status.value,
                show_moment(case.received_at, today),
                case.handler_name,
            )
            for case in self.probable
        ]
        table = short_table(
            "可能重复", ("编号", "事项", "状态", "收件", "经办"), rows, (18, 30, 9, 16, 0)
        )
        table.doubleClicked.connect(lambda _index: self.open_double())
        if not rows:
            table.setParent(self)
            table.hide()
            return table
        layout.addWidget(warning_text(DOUBLE))
        layout.addWidget(table)
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        for verb, run in (
            ("打开这一件", self.open_double),
            ("关联为同一件事…", self.ask_same),
            ("把本件并入它…", self.ask_merge),
        ):
            self._button(bar, verb, run)
        bar.addStretch()
        layout.addLayout(bar)
        return table

    def _button(self, bar: QHBoxLayout, verb: str, run: Callable[[], object]) -> None:
        button = QPushButton(verb)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: run())
        self.buttons[verb.rstrip("…")] = button
        bar.addWidget(button)

    def _cells(self, one: Linked) -> Sequence[str]:
        state = "已作废" if one.case.voided_at is not None else one.case.status.value
        reason = "；".join(word for word in (one.link.reason, one.link.fault) if word)
        made = f"{show_moment(one.link.made_at, self._desk.today())}　{one.link.actor_name}"
        return one.words, one.case.number or "", one.case.item_name, state, reason, made

    def _follow(self) -> None:
        chosen = self._current()
        closed = self._case.voided_at is not None
        may, void = self._desk.may(Right.HANDLE_CASES), self._desk.may(Right.VOID)
        not_mine = "" if may else "当前账号没有办理办件的权限"
        kind = chosen.link.link_kind if chosen is not None else None
        redone = "重办的关联不能取消" if kind is LinkKind.REDO else ""
        voided = "这件已作废" if closed else ""
        merged = _MERGE_RIGHT if kind is LinkKind.MERGED and not void else ""
        reasons = {
            "取消关联": not_mine or redone or merged,
            "关联另一件": not_mine or voided,
            "关联为同一件事": not_mine or voided,
            "把本件并入它": not_mine or voided or ("" if void else _MERGE_RIGHT),
        }
        for title, button in self.buttons.items():
            reason = reasons.get(title, "")
            button.setEnabled(not reason)
            button.setToolTip(reason)
        for title in ("打开", "取消关联"):
            self.buttons[title].setVisible(chosen is not None)

    def _current(self) -> Linked | None:
        row = self.table.currentRow()
        return self.linked[row] if 0 <= row < len(self.linked) else None

    def _double(self) -> Case:
        return self.probable[max(self.doubles.currentRow(), 0)]

    # What can be done

    def open_linked(self) -> None:
        """Open the chosen case."""
        if (chosen := self._current()) is not None:
            self._desk.open_case.emit(chosen.case.id)

    def open_double(self) -> None:
        """Open the probable duplicate."""
        self._desk.open_case.emit(self._double().id)

    def ask_same(self) -> None:
        """Link the two, which both go on."""
        other = self._double()

        def run(work: Work, case: Case, form: Form) -> None:
            found = open_file(work, other.id).case
            links.link_same(work, case, found, form.text("reason"))

        intro = f"本件与 {other.number} 互相注明是同一件事，两件都照常办理。"
        self._ask("关联为同一件事", [lines("reason", "说明")], "关联", run, intro)

    def ask_merge(self) -> None:
        """Void this case as merged into the other."""
        other = self._double()

        def run(work: Work, case: Case, form: Form) -> None:
            links.merge(work, case, open_file(work, other.id).case, form.text("reason"))

        intro = f"本件作废并注明并入 {other.number}，经过和文书仍可查看；可以取消合并。"
        reason = lines("reason", "为什么是同一件", required=True)
        self._ask("把本件并入另一件", [reason], "合并", run, intro)

    def ask_link(self) -> None:
        """Link a case by its number."""

        def run(work: Work, case: Case, form: Form) -> None:
            other = numbered(work, form.text("number"))
            if other is None:
                raise Refused([Problem("number", "没有这个编号的办件，请核对")])
            try:
                links.link_same(work, case, other, form.text("reason"))
            except Refused as refused:
                raise _renamed(refused) from refused

        number = Field("number", "另一件的办件编号", width=24, required=True)
        intro = "两件互相注明是同一件事，都照常办理。"
        self._ask("关联另一件", [number, lines("reason", "说明")], "关联", run, intro)

    def ask_undo(self) -> None:
        """Undo the chosen link; a merged case comes back."""
        chosen = self._current()
        if chosen is None:
            return

        def run(work: Work, _case: Case, form: Form) -> None:
            made = work.session.get_one(CaseLink, chosen.link.id)
            links.undo(work, made, form.text("reason"))

        merged = chosen.link.link_kind is LinkKind.MERGED
        intro = "取消合并后，被并入的件恢复原来的状态。" if merged else "两件不再互相注明。"
        reason = lines("reason", "为什么取消", required=True)
        self._ask("取消关联", [reason], "取消关联", run, intro)

    def _ask(
        self,
        title: str,
        fields: Sequence[Field],
        verb: str,
        do: Callable[[Work, Case, Form], object],
        intro: str,
    ) -> None:
        case_id: UUID = self._case.id

        def run(form: Form) -> None:
            with self._desk.work() as work:
                do(work, open_file(work, case_id).case, form)
                commit(work)

        page = self.window()
        heading = f"{title}　{self._case.number}"
        FormDialog(self._desk, page, heading, fields, verb, run, intro=intro).open()


def _renamed(refused: Refused) -> Refused:
    problems = [Problem("number", problem.message) for problem in refused.problems]
    return Refused(problems) if problems else refused
