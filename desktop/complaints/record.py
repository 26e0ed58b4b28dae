"""The page of one complaint: what it is, what can be done next, and everything known about it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.complaints.actions import Action, primary, reason_against, unexplained, unreported
from center.complaints.file import ComplaintFile, file_of, open_file
from center.complaints.papers import reason_against as paper_reason
from center.complaints.papers import wanted
from center.complaints.records import Complaint, Grade, Status, Verdict
from center.complaints.verdicts import Consequence, consequences_of, open_points
from center.lights import day_of
from center.matters import last_step
from center.opinions import origin_of
from center.papers import OF_COMPLAINTS, TITLES, PaperKind
from center.rights import Right
from desktop import papers
from desktop.accountability.offering import accountability_steps
from desktop.cases.marks import ask_verdict
from desktop.complaints import asks
from desktop.complaints.facts import facts_page
from desktop.complaints.inquiry import inquiry_page, told
from desktop.desk import Desk
from desktop.matter_record import VOID, MatterRecord, find_matter
from desktop.matters import CORRECT, Ask, clocks_page, due_line, history_page
from desktop.paper_list import PapersPage, papers_title
from desktop.record import Head, Section, Step
from desktop.secrecy import CONCEAL, conceal_ask, readers_page

KINDS_SHOWN = frozenset(
    {
        "complaint",
        "interview",
        "verified_complaint",
        "matter_event",
        "paper",
        "calendar_day",
        "secret_name",
        "proposal",
        "accountability",
    }
)
SHORTCUTS: dict[Action, str] = {
    Action.ACCEPT: "Alt+S",
    Action.REPORT: "Alt+B",
    Action.SEND: "Alt+Z",
    Action.UNIT_OPINION: "Alt+Y",
    Action.COORDINATE: "Alt+X",
    Action.HEAR: "Alt+W",
    Action.DECIDE: "Alt+R",
    Action.RECONSIDER: "Alt+U",
    Action.TELL_DELAY: "Alt+E",
    Action.REPLY: "Alt+D",
    Action.CLOSE: "Alt+F",
}


ISSUE_KEY = "Alt+P"


class ComplaintRecord(MatterRecord):
    """One complaint; opening a secret one leaves a line in the journal, once (CPL-06)."""

    file: ComplaintFile
    consequences: list[Consequence]

    def __init__(self, desk: Desk, complaint_id: UUID) -> None:
        super().__init__(desk, complaint_id, Complaint, KINDS_SHOWN)
        self.complaint_id = complaint_id
        self._opened = False
        self.refresh()

    def read(self) -> None:
        """Open it, the first time with the trace a secret one leaves."""
        if not self._opened:
            with self._desk.work() as work:
                open_file(work, self.complaint_id)
            self._opened = True
        with self._desk.read() as work:
            complaint = find_matter(work, Complaint, self.complaint_id)
            self.file = file_of(work, complaint)
            self.consequences = consequences_of(work, complaint)
            may = self._desk.may(Right.APPROVE) and complaint.verdict is Verdict.TRUE
            self._points = open_points(work, complaint) if may else []
            day = day_of(work)
        self._leads = accountability_steps(self._desk, self, Complaint.kind, self.complaint_id)
        light = self.file.light
        ended = complaint.ended_on is not None or complaint.voided_at is not None
        if light is not None and not light.running and not ended:
            light = None  # answered: only the closing is still to be done
        status = complaint.status.value + ("（已作废）" if complaint.voided_at else "")
        head = Head(
            complaint.number or "",
            f"{complaint.name or '匿名'}　{complaint.subject}",
            light.deadline.state.value if light else "",
            status if ended or light is None else due_line(light, day),
            _facts_line(self.file),
        )
        self.show_matter(head, self._steps(), self._tabs())

    def take(self, action: Action) -> None:
        """Ask what a step needs and take it."""
        file = self.file
        last = last_step(file.complaint, file.events)

        def done() -> None:
            if action is Action.HEAR:
                self.go("inquiry")
            if action is Action.DECIDE and self.consequences:
                self.go("inquiry")
                self.notice.say("　".join(told(one) for one in self.consequences), seconds=0)

        self.ask(action.value, asks.ASKS[action](self._desk, file), file.complaint, last, done)

    def _steps(self) -> list[Step]:
        first = primary(self.file, self._desk.actor)
        found = []
        for action in Action:
            reason = reason_against(action, self.file, self._desk.actor)
            keys = "" if reason else SHORTCUTS[action]
            step = partial(self.take, action)
            found.append(Step(action.value, step, reason, action is first, keys))
        complaint = self.file.complaint
        kinds = wanted(self.file, self._desk.actor)
        if self._points:
            check = partial(ask_verdict, self._desk, self, self._points[0])
            found.insert(0, Step("核实扣分建议", check))
        if PaperKind.COMPLAINT_REPLY in kinds:
            # What stands in the way of closing is the paper (CPL-10).
            title = f"出具{TITLES[PaperKind.COMPLAINT_REPLY]}"
            reply = partial(self.issue, PaperKind.COMPLAINT_REPLY)
            found.insert(0, Step(title, reply, "", first is None, ISSUE_KEY))
        found.append(Step(CORRECT, self.ask_correct, self.against_correcting(complaint)))
        found += self.visit_steps(complaint.visit)
        if not complaint.secret:
            conceal = partial(self._ask_plain, CONCEAL, conceal_ask(self._desk))
            found.append(Step(CONCEAL, conceal, self._against_concealing()))
        if (case := complaint.case) is not None:
            found.append(Step("打开关联办件", lambda: self._desk.open_case.emit(case)))
        found += self._leads
        void = partial(self._ask_plain, VOID, asks.void())
        found.append(Step(VOID, void, self.against_void(complaint)))
        return found

    def ask_correct(self) -> None:
        """更正 what was taken down."""
        from desktop.complaints.entering import ask_correct

        def done(_id: UUID) -> None:
            self.refresh()
            self.notice.say(f"已保存：{CORRECT}")

        issued = len([paper for paper in self.file.papers if paper.valid])
        ask_correct(self._desk, self, self.file.complaint, done, issued=issued, full=self.full)

    def _against_concealing(self) -> str:
        if self.file.complaint.voided_at is not None:
            return "这件已作废"
        may = self._desk.may(Right.HANDLE_PETITIONS)
        return "" if may else f"当前账号没有“{Right.HANDLE_PETITIONS.value}”的权限"

    def _tabs(self) -> list[Section]:
        desk, file, today = self._desk, self.file, self._desk.today()
        heard = len(file.interviews)
        return [
            Section("facts", "事实", self._facts_page),
            Section(
                "inquiry",
                f"核查 {heard}" if heard else "核查",
                lambda: inquiry_page(file, self.consequences, today, self._leads),
            ),
            Section(
                "papers",
                papers_title(file.papers, len(wanted(file, self._desk.actor))),
                self._papers_page,
            ),
            Section("limits", "时限", lambda: clocks_page(file.clocks, today)),
            Section(
                "history",
                "经过",
                lambda: history_page(desk, self.complaint_id, file.events, file.papers),
            ),
            *([Section("readers", "知情人", self._readers_page)] if file.complaint.secret else []),
        ]

    def _facts_page(self) -> QWidget:
        with self._desk.read() as work:
            origin = origin_of(work, self.complaint_id)
        today, bar = self._desk.today(), self.mask_bar()
        return facts_page(self.file, today, full=self.full, bar=bar, origin=origin)

    def _papers_page(self) -> QWidget:
        desk, actor = self._desk, self._desk.actor
        self.papers = PapersPage(
            self.file.papers,
            desk.today(),
            lawful=[k for k in OF_COMPLAINTS if not paper_reason(k, self.file, actor)],
            called_for=wanted(self.file, actor),
            issue=self.issue,
            show=lambda paper: papers.show_paper(desk, self, paper),
            void=lambda paper, replace: papers.void_flow(desk, self, paper, replace=replace),
        )
        return self.papers

    def issue(self, kind: PaperKind) -> None:
        """Preview a paper and let the clerk issue it."""
        papers.issue_flow(self._desk, self, kind, self.complaint_id)

    def _readers_page(self) -> QWidget:
        return readers_page(self._desk, self.file.named, self._ask_plain)

    def _ask_plain(self, verb: str, asked: Ask[Complaint]) -> None:
        """A change that is no step of the procedure: who may see it, voiding."""
        complaint = self.file.complaint
        self.ask(verb, asked, complaint, complaint.received_at)


def _facts_line(file: ComplaintFile) -> str:
    complaint = file.complaint
    marks = [
        complaint.status.value,
        f"{complaint.grade.value}投诉",
        "保密件" if complaint.secret else "",
        "书面投诉" if complaint.written else "",
        complaint.verdict.value,
        f"承办 {complaint.handler_name}" if complaint.handler_name else "",
    ]
    if unexplained(file, file.today) is not None and complaint.status is not Status.REPLIED:
        marks.append("答复已超期，还没有向投诉人说明原因")
    if complaint.grade is not Grade.GENERAL and (waiting := unreported(file)):
        marks.append(f"还没有{'、'.join(one.value for one in waiting)}")
    return "　".join(mark for mark in marks if mark)
