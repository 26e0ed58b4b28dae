"""The page of one visit: facts, reply, cases, papers, journal, and the steps that follow it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTableWidget, QWidget

from center.errors import Expected, Refused
from center.journal import commit
from center.papers import TITLES, Paper, PaperKind
from center.registration import Channel, Route, Transfer, VisitKind, take, transfer, visit
from center.rights import Right
from desktop import parts, theme
from desktop.dates import show_date, show_moment
from desktop.desk import Desk
from desktop.papers import issue_flow, show_paper, void_flow
from desktop.record import Head, RecordPage, Section, Step
from desktop.registration import sections
from desktop.registration.asks import Asks
from desktop.registration.begin import begin_steps
from desktop.registration.catalogue import Catalogue
from desktop.registration.conversation import ROUTE_WORDS
from desktop.registration.facts import (
    how_facts,
    open_visit,
    what_facts,
    where_facts,
    who_facts,
)
from desktop.registration.reveal import ask_reveal

CLOSED = "这次登记已作废"
SHOWN = frozenset(
    {"visit", "case", "paper", "transfer", "supervision", "call", "petition", "complaint"}
)


class VisitPage(RecordPage):
    """One visit on its own page; Esc goes back."""

    def __init__(
        self, desk: Desk, visit_id: UUID, catalogue: Catalogue, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, most_steps=7)
        self._desk, self._id, self._catalogue = desk, visit_id, catalogue
        self._asks = Asks(desk, self, visit_id, catalogue)
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
        if kinds & SHOWN:
            self.read()

    # Head and steps

    def _visit_head(self) -> Head:
        found, today = self.file.visit, self._desk.today()
        about = self.file.item_name or found.topic or found.need[:24]
        owed = found.route is Route.LATER and found.replied_at is None
        state, due = "", ""
        if (waiting := self._untaken()) is not None:
            now = self._desk.now()
            state = "overdue" if waiting.due_at < now else "normal"
            due = sections.taken_words(waiting, now, today)
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
        may = gone or self._lacking(Right.REGISTER)
        owed = found.route is Route.LATER and found.replied_at is None
        unreported = found.major and found.reported_at is None
        waiting = self._untaken()
        taking = waiting is not None and waiting.receiver in (None, self._desk.actor.account)
        opens = found.visit_kind is VisitKind.HANDLING and not self.file.cases
        steps = [
            Step(
                "收件",
                lambda: self._desk.new_case.emit(found.id),
                gone or self._lacking(Right.HANDLE_CASES),
                primary=opens and not owed and not unreported and not taking,
            ),
            Step("答复", lambda: self._asks.reply(found), may, primary=owed),
        ]
        steps = [*self._taking(may, taking=taking), *steps, *self._going_on(may)]
        if found.major:
            steps.append(
                Step("报告领导", lambda: self._asks.report(found), may, primary=unreported)
            )
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
        steps += begin_steps(self._desk, self, self.file, may)
        steps.append(
            Step("作废", lambda: self._asks.void(found), gone or self._lacking(Right.VOID))
        )
        return steps

    def _taking(self, may: str, *, taking: bool) -> list[Step]:
        """The tick of the receiver (REG-10)."""
        waiting = self._untaken()
        if waiting is None:
            return []
        other = f"转给了{waiting.receiver_name}，由本人接手"
        reason = "" if taking or self._desk.may(Right.APPROVE) else other
        return [Step("接手", self._take_over, may or reason, primary=taking)]

    def _going_on(self, may: str) -> list[Step]:
        """Supervising, calling back, handing on: what goes on after the visit."""
        found = self.file.visit
        answered = "这件事已经答复" if found.replied_at is not None else ""
        steps: list[Step] = []
        if self.file.transfers:
            steps.append(Step("督办", lambda: self._asks.supervise(found), may or answered))
        if found.channel is Channel.CALL or found.route is Route.LATER:
            steps.append(Step("回电", lambda: self._asks.call(found), may))
        if not answered:
            steps.append(Step("转办", lambda: self._asks.hand_over(found), may))
        return steps

    def _untaken(self) -> Transfer | None:
        """The last transfer, while nobody has taken it."""
        last = self.file.transfers[-1] if self.file.transfers else None
        return last if last is not None and last.taken_at is None else None

    def _take_over(self) -> None:
        waiting = self._untaken()
        if waiting is None:
            return
        try:
            with self._desk.work() as work:
                take(work, transfer(work, waiting.id))
                commit(work)
        except Expected as error:
            self.notice.error(error)

    def _lacking(self, right: Right) -> str:
        return "" if self._desk.may(right) else f"当前账号没有“{right.value}”的权限"

    def _no_notice(self) -> str:
        return "" if self.file.item_known else "没有登记事项，一次性告知单按事项的材料出具"

    # Sections

    def _visit_sections(self) -> list[Section]:
        file, today = self.file, self._desk.today()
        found = [
            Section("facts", "事实", self._facts),
            Section(
                "cases",
                f"办件 {len(file.cases)}" if file.cases else "办件",
                lambda: sections.cases(file.cases, today, self._desk.open_case.emit),
            ),
            Section("papers", f"文书 {len(file.papers)}" if file.papers else "文书", self._papers),
            Section("journal", "操作记录", lambda: sections.journal(file.traces)),
        ]
        if file.calls:
            title, build = f"回电 {len(file.calls)}", lambda: sections.calls(file.calls, today)
            found.insert(1, Section("calls", title, build))
        if file.grievances:
            title = f"信访投诉 {len(file.grievances)}"
            show = self._desk.open_matter.emit
            found.insert(
                1,
                Section(
                    "grievances", title, lambda: sections.grievances(file.grievances, today, show)
                ),
            )
        if file.transfers:
            found.insert(
                1,
                Section(
                    "transfers",
                    "转办和督办",
                    lambda: sections.transfers(
                        file.transfers, file.supervisions, self._desk.now(), today
                    ),
                ),
            )
        return found

    def _facts(self) -> QWidget:
        page, layout = parts.column()
        found = self.file.visit
        if found.name and (found.id_number or found.phone or found.address):
            layout.addLayout(self._mask_bar())
        today = self._desk.today()
        if len(self.file.matters) > 1:
            names, open_visit = self._catalogue.item_name, self._desk.open_visit.emit
            layout.addWidget(sections.matters(self.file.matters, found.id, names, open_visit))
        layout.addWidget(parts.facts("来访群众", who_facts(found, full=self._full)))
        layout.addWidget(parts.facts("来访事由", what_facts(self.file)))
        layout.addWidget(parts.facts("去向和答复", where_facts(found, today)))
        layout.addWidget(parts.facts("登记", how_facts(self.file, today)))
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

    # What can be done

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
