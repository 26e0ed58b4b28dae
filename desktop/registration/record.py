"""The page of one visit: facts, reply, cases, papers, journal, and the steps that follow it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTableWidget, QWidget

from center.errors import Expected, Refused
from center.journal import commit
from center.papers import TITLES, Paper, PaperKind
from center.registration import (
    Route,
    Visit,
    VisitKind,
    give_reply,
    report_major,
    visit,
    void_visit,
)
from center.rights import Right
from center.storage import Work
from desktop import parts, theme
from desktop.dates import show_date, show_moment
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.papers import issue_flow, show_paper, void_flow
from desktop.record import Head, RecordPage, Section, Step
from desktop.registration.catalogue import Catalogue
from desktop.registration.conversation import ROUTE_WORDS, only_printable, unprintable
from desktop.registration.facts import (
    how_facts,
    open_visit,
    what_facts,
    where_facts,
    who_facts,
)
from desktop.registration.reveal import ask_reveal

CLOSED = "这次登记已作废"


class VisitPage(RecordPage):
    """One visit on its own page; Esc goes back."""

    def __init__(
        self, desk: Desk, visit_id: UUID, catalogue: Catalogue, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._id, self._catalogue = desk, visit_id, catalogue
        self._full = False
        self.read()
        desk.changed.connect(self._heard)

    def read(self) -> None:
        """Show the visit as it stands now."""
        try:
            with self._desk.read() as work:
                self.file = open_visit(work, self._id, self._desk.today())
        except Expected as error:
            self.notice.error(error)
            return
        self.show_record(self._visit_head(), self._visit_steps(), self._visit_sections())

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & {"visit", "case", "paper"}:
            self.read()

    # Head and steps

    def _visit_head(self) -> Head:
        found, today = self.file.visit, self._desk.today()
        about = self.file.item_name or found.topic or found.need[:24]
        owed = found.route is Route.LATER and found.replied_at is None
        state, due = "", ""
        if owed and found.promised_reply_on is not None:
            late = (found.promised_reply_on - today).days
            state = "overdue" if late < 0 else "due_today" if late == 0 else "normal"
            due = f"答应 {show_date(found.promised_reply_on, today)} 前答复"
        return Head(
            number=found.number or "",
            title=f"{found.name or '未留姓名'}　{found.visit_kind.value}　{about}",
            state=state,
            due="已作废" if found.voided_at is not None else due,
            facts=f"{show_moment(found.received_at, today)}　首问责任人 {found.first_asked_name}"
            f"　{found.channel.value}　{ROUTE_WORDS.get(found.route, found.route.value)}",
        )

    def _visit_steps(self) -> list[Step]:
        found = self.file.visit
        gone = CLOSED if found.voided_at is not None else ""
        owed = found.route is Route.LATER and found.replied_at is None
        unreported = found.major and found.reported_at is None
        opens = found.visit_kind is VisitKind.HANDLING and not self.file.cases
        steps = [
            Step(
                "收件",
                lambda: self._desk.new_case.emit(found.id),
                gone or self._lacking(Right.HANDLE_CASES),
                primary=opens and not owed and not unreported,
            ),
            Step("答复", self._ask_reply, gone or self._lacking(Right.REGISTER), primary=owed),
        ]
        if found.major:
            reason = gone or self._lacking(Right.REGISTER)
            steps.append(Step("报告领导", self._ask_report, reason, primary=unreported))
        steps.append(
            Step(
                "一次性告知单",
                lambda: self._issue(PaperKind.ONE_TIME_NOTICE),
                gone or self._lacking(Right.ISSUE_PAPERS) or self._no_notice(),
            )
        )
        if found.route is Route.OUTSIDE:
            steps.append(
                Step(
                    "引导单",
                    lambda: self._issue(PaperKind.GUIDANCE_SLIP),
                    gone or self._lacking(Right.ISSUE_PAPERS),
                )
            )
        steps.append(Step("作废", self._ask_void, gone or self._lacking(Right.VOID)))
        return steps

    def _lacking(self, right: Right) -> str:
        return "" if self._desk.may(right) else f"当前账号没有“{right.value}”的权限"

    def _no_notice(self) -> str:
        return "" if self.file.item_known else "没有登记事项，一次性告知单按事项的材料出具"

    # Sections

    def _visit_sections(self) -> list[Section]:
        file = self.file
        return [
            Section("facts", "事实", self._facts),
            Section("cases", f"办件 {len(file.cases)}" if file.cases else "办件", self._cases),
            Section("papers", f"文书 {len(file.papers)}" if file.papers else "文书", self._papers),
            Section("journal", "操作记录", self._journal),
        ]

    def _facts(self) -> QWidget:
        page, layout = parts.column()
        found = self.file.visit
        if found.name and (found.id_number or found.phone or found.address):
            layout.addLayout(self._mask_bar())
        today = self._desk.today()
        layout.addWidget(parts.facts("来访群众", who_facts(found, full=self._full)))
        layout.addWidget(parts.facts("来访事由", what_facts(self.file)))
        layout.addWidget(parts.facts("去向和答复", where_facts(found, today)))
        layout.addWidget(parts.facts("登记", how_facts(found, today)))
        layout.addStretch()
        return page

    def _mask_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        told = "显示的是完整信息，离开后恢复遮盖" if self._full else "证件号、电话、住址已遮盖"
        label = QLabel(told)
        theme.set_role(label, "warning" if self._full else "hint")
        bar.addWidget(label)
        if not self._full and self._desk.may(Right.REVEAL):
            button = QPushButton("查看完整信息…")
            button.setAutoDefault(False)
            button.clicked.connect(self._ask_reveal)
            bar.addWidget(button)
        bar.addStretch()
        return bar

    def _cases(self) -> QWidget:
        page, layout = parts.column()
        if not self.file.cases:
            layout.addWidget(parts.words("这次来访没有收件", "second"))
        else:
            today = self._desk.today()
            rows = [
                (
                    c.number or "",
                    c.name,
                    c.item_name,
                    c.status.value,
                    show_moment(c.received_at, today),
                )
                for c in self.file.cases
            ]
            made = parts.table(
                "办件", ("编号", "申请人", "事项", "状态", "收件"), rows, (22, 14, 0, 10, 16)
            )
            ids = [c.id for c in self.file.cases]
            made.cellActivated.connect(lambda row, _column: self._desk.open_case.emit(ids[row]))
            layout.addWidget(made)
            layout.addWidget(parts.words("回车打开办件", "hint"))
        layout.addStretch()
        return page

    def _papers(self) -> QWidget:
        page, layout = parts.column()
        papers = list(self.file.papers)
        if not papers:
            layout.addWidget(parts.words("这次来访没有出具文书", "second"))
            layout.addStretch()
            return page
        today = self._desk.today()
        rows = [
            (
                paper.title,
                paper.number or "",
                show_moment(paper.issued_at, today),
                paper.issuer_name,
                "有效" if paper.valid else f"已作废：{paper.void_reason}",
            )
            for paper in papers
        ]
        made = parts.table(
            "文书", ("文书", "编号", "出具时间", "出具人", "状态"), rows, (22, 22, 16, 12, 0)
        )
        made.cellActivated.connect(lambda row, _column: self._show_paper(papers[row].id))
        layout.addWidget(made)
        layout.addLayout(self._paper_bar(made, papers))
        layout.addStretch()
        return page

    def _paper_bar(self, made: QTableWidget, papers: Sequence[Paper]) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)

        def add(title: str, run: Callable[[Paper], object]) -> None:
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False: run(papers[max(made.currentRow(), 0)]))
            bar.addWidget(button)

        add("打开和重印", lambda paper: self._show_paper(paper.id))
        add("更正重出", lambda paper: self._void_paper(paper, replace=True))
        add("作废文书", lambda paper: self._void_paper(paper, replace=False))
        bar.addStretch()
        return bar

    def _journal(self) -> QWidget:
        page, layout = parts.column()
        rows = [(t.at, t.who, t.what, t.detail) for t in self.file.traces]
        layout.addWidget(
            parts.table("操作记录", ("时间", "账号", "操作", "说明"), rows, (18, 14, 16, 0))
        )
        layout.addStretch()
        return page

    # What can be done

    def _ask(
        self,
        title: str,
        fields: Sequence[Field],
        verb: str,
        take: Callable[[Work, Visit, Form], object],
        *,
        danger: bool = False,
    ) -> None:
        def run(form: Form) -> None:
            with self._desk.work() as work:
                take(work, visit(work, self._id), form)
                commit(work)

        name = self.file.visit.name or "未留姓名"
        FormDialog(
            self._desk,
            self,
            title,
            fields,
            verb,
            run,
            intro=f"{self.file.visit.number}　{name}",
            danger=danger,
            draft=f"visit:{self._id.hex}:{verb}",
        ).open()

    def _ask_reply(self) -> None:
        found = self.file.visit
        self._ask(
            "答复来访群众",
            [
                Field(
                    "reply",
                    "答复内容",
                    "lines",
                    required=True,
                    wide=True,
                    default=found.reply,
                    warn=unprintable,
                ),
                Field(
                    "feedback",
                    "群众的意见",
                    "lines",
                    wide=True,
                    lines=2,
                    default=found.feedback,
                    hint="没有意见就空着",
                ),
            ],
            "答复",
            lambda work, one, form: give_reply(
                work, one, form.text("reply"), form.text("feedback")
            ),
        )

    def _ask_report(self) -> None:
        found = self.file.visit
        self._ask(
            "报告领导",
            [
                Field(
                    "reported_to",
                    "报告给哪位领导",
                    "suggest",
                    choices=self._catalogue.leaders,
                    required=True,
                    default=found.reported_to,
                ),
                Field(
                    "department",
                    "交给哪个部门",
                    width=32,
                    default=found.assigned_department,
                    check=only_printable,
                    hint="领导还没安排就空着",
                ),
            ],
            "已报告",
            lambda work, one, form: report_major(
                work, one, form.text("reported_to"), form.text("department")
            ),
        )

    def _ask_void(self) -> None:
        self._ask(
            "作废登记",
            [Field("reason", "作废原因", "lines", required=True, wide=True, lines=2)],
            "作废",
            lambda work, one, form: void_visit(work, one, form.text("reason")),
            danger=True,
        )

    def _ask_reveal(self) -> None:
        def shown() -> None:
            self._full = True
            self.read()

        name = self.file.visit.name
        ask_reveal(self._desk, self, name, lambda work: visit(work, self._id), shown)

    def _issue(self, kind: PaperKind) -> None:
        def issued(paper: Paper) -> None:
            self.notice.say(f"已出具{TITLES[kind]} {paper.number}")

        issue_flow(self._desk, self, kind, self._id, issued)

    def _show_paper(self, paper_id: UUID) -> None:
        show_paper(self._desk, self, paper_id)

    def _void_paper(self, paper: Paper, *, replace: bool) -> None:
        if not paper.valid:
            self.notice.say("这份文书已经作废")
            return
        try:
            void_flow(self._desk, self, paper.id, replace=replace)
        except Refused as refused:
            self.notice.error(refused)
