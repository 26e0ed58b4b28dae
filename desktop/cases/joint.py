"""The 联办 tab of a case: who works on it beside the lead, what they answered, who is late."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from center.accounts import colleagues
from center.cases import joint
from center.cases.file import CaseFile, open_file
from center.cases.helping import JointPart, Opinion, PartState
from center.cases.records import CLOSED, Case
from center.journal import commit
from center.papers import TITLES, PaperKind
from center.rights import Right
from center.staff import windows
from center.storage import Work
from desktop import theme
from desktop.cases.ask import choices, lines
from desktop.cases.parts import hint_text, new_page, short_table, warning_text
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog

NOBODY = (
    "需要几个窗口或部门一起办的，在这里加上它们：材料合并告知一次，"
    "分头送出，各有答复期限，全部答复后办结。"
)
TITLES_OF_PARTS = ("部门", "办理事项", "答复人", "送出", "应答复", "答复", "状态", "意见")
Issue = Callable[[PaperKind], object]
Do = Callable[[Work, Case, Form], object]


class JointPage(QWidget):
    """The departments and what can be done with the one that is chosen."""

    def __init__(self, desk: Desk, file: CaseFile, issue: Issue) -> None:
        super().__init__()
        self._desk, self._file = desk, file
        self._parts = list(file.helping.parts)
        page, layout = new_page()
        own = QHBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(page)
        today = desk.today()
        self.buttons: dict[str, QPushButton] = {}
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        for verb, run in (
            ("加联办部门…", self.ask_add),
            ("送出…", self.ask_send),
            ("登记答复…", self.ask_reply),
            ("催办…", self.ask_remind),
            ("不再等候…", self.ask_excuse),
            ("移除…", self.ask_remove),
        ):
            button = QPushButton(verb)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, r=run: r())
            self.buttons[verb.rstrip("…")] = button
            bar.addWidget(button)
        self.paper = QPushButton(f"出具{TITLES[PaperKind.JOINT_MATERIALS]}")
        self.paper.setAutoDefault(False)
        self.paper.clicked.connect(lambda _=False: issue(PaperKind.JOINT_MATERIALS))
        bar.addWidget(self.paper)
        bar.addStretch()
        layout.addLayout(bar)
        late = [part for part in self._parts if part.state(today) is PartState.OVERDUE]
        if late:
            names = "、".join(part.department for part in late)
            layout.addWidget(warning_text(f"{names}逾期没有答复，请催办。"))
        layout.addWidget(hint_text(joint.progress_words(file)) if self._parts else _wrapped(NOBODY))
        rows = [self._cells(part) for part in self._parts]
        self.table = short_table("联办部门", TITLES_OF_PARTS, rows, (14, 18, 8, 10, 10, 10, 11, 0))
        layout.addWidget(self.table)
        materials = [(name, "、".join(who)) for name, who in joint.material_list(file)]
        title = QLabel("合并的材料清单")
        theme.set_role(title, "second")
        self.materials = short_table("合并的材料清单", ("材料", "哪些部门要"), materials, (48, 0))
        layout.addWidget(title)
        layout.addWidget(self.materials)
        layout.addStretch()
        for widget in (self.table, title, self.materials):
            widget.setVisible(bool(self._parts))
        self.table.currentCellChanged.connect(lambda *_: self._follow())
        if self._parts:
            mine = [n for n, part in enumerate(self._parts) if part.waiting]
            self.table.setCurrentCell(mine[0] if mine else 0, 0)
        self._follow()

    def _cells(self, part: JointPart) -> tuple[str, ...]:
        today = self._desk.today()
        days = [
            show_date(day, today) if day else ""
            for day in (part.sent_on, part.due_on, part.replied_on)
        ]
        opinion = "：".join(word for word in (part.opinion or "", part.reply) if word)
        if part.excused_on is not None:
            opinion = f"{part.excused_by}批准：{part.excuse}"
        elif part.waiting and part.reminded_on is not None:
            opinion = f"{show_date(part.reminded_on, today)}催办过"
        who = part.reply_by or part.handler_name
        return part.department, part.matter, who, *days, part.state(today).value, opinion

    def current(self) -> JointPart | None:
        """The department that is chosen."""
        row = self.table.currentRow()
        return self._parts[row] if 0 <= row < len(self._parts) else None

    def _follow(self) -> None:
        part, case = self.current(), self._file.case
        may = self._desk.may(Right.HANDLE_CASES)
        ended = "这件已作废" if case.voided_at else ""
        if case.status in CLOSED:
            ended = f"这件{case.status.value}，联办部门不能再改"
        closed = ended or ("" if may else "当前账号没有办理办件的权限")
        sent = part is not None and part.sent_on is not None
        waits = part is not None and part.waiting
        unsent = "" if sent else "还没有送出"
        answered = "" if waits else "已有结果"
        reasons = {
            "加联办部门": closed,
            "送出": closed
            or ("已经送出" if sent else "" if case.accepted_on else "请先受理再送出"),
            "登记答复": closed or unsent or ("" if part and not part.replied_on else "已经答复"),
            "催办": closed or unsent or answered,
            "不再等候": ended
            or answered
            or ("" if self._desk.may(Right.APPROVE) else "要由主任或副主任批准"),
            "移除": closed or ("已经送出，不能移除" if sent else ""),
        }
        for title, button in self.buttons.items():
            button.setVisible(title == "加联办部门" or part is not None)
            button.setEnabled(not reasons[title])
            button.setToolTip(reasons[title])
        self.paper.setVisible(bool(self._parts) and not ended)

    # Asking

    def ask_add(self) -> None:
        """Ask for one more department."""
        with self._desk.read() as work:
            here = [window.name for window in windows(work)]
            people = [Choice(one.id.hex, one.name) for one in colleagues(work)]
        names = [material.name for material in self._file.materials]
        fields = [
            Field("department", "窗口或部门", "suggest", 28, required=True, choices=choices(here)),
            Field("matter", "办理事项", width=28, required=True),
            Field("limit_days", "几个工作日内答复", "number", 6, required=True, default=3),
            Field("handler", "由谁答复", "choice", 16, choices=people, hint="不选由 A 岗答复"),
            Field("phone", "部门电话", width=20, hint="印在联办材料清单上"),
            *(
                Field(f"m{n}", name, "tick", wide=True, section="分送给它的材料")
                for n, name in enumerate(names)
            ),
            Field(
                "more",
                "它另外需要的材料",
                "lines",
                wide=True,
                lines=2,
                hint="每行一份，会加到这件的材料清单里，一次告知申请人",
                section="分送给它的材料",
            ),
        ]

        def take(work: Work, case: Case, form: Form) -> None:
            handler = form.text("handler")
            joint.add_part(
                work,
                case,
                joint.PartForm(
                    form.text("department"),
                    form.text("matter"),
                    form.number("limit_days") or 0,
                    UUID(hex=handler) if handler else None,
                    form.text("phone"),
                    [name for n, name in enumerate(names) if form.ticked(f"m{n}")],
                    form.text("more").splitlines(),
                ),
            )

        lead = self._file.case.window or "本窗口"
        self._ask("加联办部门", fields, "加入", take, f"{lead}牵头。加完后逐个送出。")

    def ask_send(self) -> None:
        """Ask on which day the papers went there."""
        part = self._chosen()
        fields = [
            Field("sent_on", "送出日期", "date", 12, required=True, default=self._desk.today())
        ]

        def take(work: Work, case: Case, form: Form) -> None:
            joint.send(work, case, part.id, form.date("sent_on"))

        said = f"{part.limit_days} 个工作日内答复，不晚于这件的到期日。"
        self._ask(f"送{part.department}", fields, "送出", take, said)

    def ask_reply(self) -> None:
        """Ask what the department answered."""
        part = self._chosen()
        fields = [
            Field(
                "opinion",
                "意见",
                "buttons",
                required=True,
                wide=True,
                choices=choices([one.value for one in Opinion]),
            ),
            lines("reply", "说明", hint="不同意或有意见的，请写明"),
            Field("replied_on", "答复日期", "date", 12, required=True, default=self._desk.today()),
            Field("by", "答复人", width=16, default=part.handler_name),
        ]

        def take(work: Work, case: Case, form: Form) -> None:
            opinion = form.text("opinion")
            joint.reply(
                work,
                case,
                part.id,
                Opinion(opinion) if opinion else None,
                form.text("reply"),
                form.date("replied_on"),
                form.text("by"),
            )

        self._ask(f"{part.department}的答复", fields, "登记答复", take, part.matter)

    def ask_remind(self) -> None:
        """Ask how the department was reminded."""
        part = self._chosen()
        fields = [
            Field(
                "how",
                "怎样催办",
                "suggest",
                28,
                required=True,
                choices=choices(("电话催办", "当面催办", "书面催办")),
            )
        ]
        self._ask(
            f"催办{part.department}",
            fields,
            "记催办",
            lambda work, case, form: joint.remind(work, case, part.id, form.text("how")),
        )

    def ask_excuse(self) -> None:
        """Ask a leader why the case need not wait."""
        part = self._chosen()
        self._ask(
            f"不再等候{part.department}",
            [lines("reason", "原因", required=True)],
            "批准",
            lambda work, case, form: joint.excuse(work, case, part.id, form.text("reason")),
            "批准后这件不等它答复也可以办结，记入经过。",
        )

    def ask_remove(self) -> None:
        """Ask why a department is taken back."""
        part = self._chosen()
        self._ask(
            f"移除{part.department}",
            [lines("reason", "原因", required=True)],
            "移除",
            lambda work, case, form: joint.remove(work, case, part.id, form.text("reason")),
        )

    def _chosen(self) -> JointPart:
        part = self.current()
        if part is None:
            raise LookupError("no department is chosen")
        return part

    def _ask(self, title: str, fields: list[Field], verb: str, take: Do, intro: str = "") -> None:
        desk, case_id = self._desk, self._file.case.id

        def run(form: Form) -> None:
            with desk.work() as work:
                take(work, open_file(work, case_id).case, form)
                commit(work)

        FormDialog(desk, self.window(), title, fields, verb, run, intro=intro).open()


def _wrapped(text: str) -> QLabel:
    label = hint_text(text)
    label.setWordWrap(True)
    return label
