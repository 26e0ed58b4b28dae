"""The page of one accountability matter: its steps, facts, papers and history."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.accountability.actions import Action, primary, reason_against
from center.accountability.file import AccountabilityFile, file_of, open_file
from center.accountability.papers import reason_against as paper_reason
from center.accountability.papers import wanted
from center.accountability.records import Accountability
from center.papers import OF_ACCOUNTABILITY, PaperKind
from desktop import papers
from desktop.accountability import asks
from desktop.accountability.entering import ask_amend
from desktop.accountability.facts import facts_page
from desktop.desk import Desk
from desktop.matter_record import VOID, MatterRecord, find_matter
from desktop.matters import history_page
from desktop.paper_list import PapersPage, papers_title
from desktop.record import Head, Section, Step
from forms.filling.accountability import situation_words

KINDS_SHOWN = frozenset(
    {"accountability", "accountable_person", "matter_event", "paper", "complaint", "secret_name"}
)
SHORTCUTS: dict[Action, str] = {
    Action.AMEND: "Alt+E",
    Action.DECIDE: "Alt+R",
    Action.REFER: "Alt+Z",
    Action.APPEAL: "Alt+S",
    Action.REVIEW: "Alt+H",
    Action.CLOSE: "Alt+F",
}


class AccountabilityRecord(MatterRecord):
    """One matter; opening a secret one leaves a line in the journal, once."""

    file: AccountabilityFile

    def __init__(self, desk: Desk, ident: UUID) -> None:
        super().__init__(desk, ident, Accountability, KINDS_SHOWN)
        self.ident = ident
        self._opened = False
        self.refresh()

    def read(self) -> None:
        """Open it, the first time with the trace a secret one leaves."""
        if not self._opened:
            with self._desk.work() as work:
                open_file(work, self.ident)
            self._opened = True
        with self._desk.read() as work:
            self.file = file_of(work, find_matter(work, Accountability, self.ident))
        record = self.file.record
        status = record.status.value + ("（已作废）" if record.voided_at else "")
        said = [
            record.severity.value,
            "保密件" if record.secret else "",
            situation_words(record.situations, record.acts),
            record.source_number,
        ]
        head = Head(
            record.number or "",
            f"责任追究　{record.names}",
            due=status,
            facts="　".join(word for word in said if word),
        )
        self.show_matter(head, self._steps(), self._tabs())

    def take(self, action: Action) -> None:
        """Ask what a step needs and take it."""
        record = self.file.record
        if action is Action.AMEND:
            ask_amend(self._desk, self, record, list(self.file.persons), self.refresh)
            return
        last = max((event.at for event in self.file.events), default=record.received_at)
        done = (lambda: self.go("papers")) if action is Action.DECIDE else None
        self.ask(action.value, asks.ASKS[action](self._desk, self.file), record, last, done)

    def _steps(self) -> list[Step]:
        actor, record = self._desk.actor, self.file.record
        first = primary(self.file, actor)
        found = []
        for action in Action:
            reason = reason_against(action, self.file, actor)
            keys = "" if reason else SHORTCUTS[action]
            step = partial(self.take, action)
            found.append(Step(action.value, step, reason, action is first, keys))
        for kind, ident in (("complaint", record.complaint), ("petition", record.petition)):
            if ident is not None:
                show = partial(self._desk.open_matter.emit, kind, ident)
                found.append(Step(f"打开{'投诉' if kind == 'complaint' else '信访'}", show))
        if record.case is not None:
            found.append(Step("打开办件", partial(self._desk.open_case.emit, record.case)))
        void = partial(self.ask, VOID, asks.void(), record, record.received_at)
        found.append(Step(VOID, void, self.against_void(record)))
        return found

    def _tabs(self) -> list[Section]:
        file, today = self.file, self._desk.today()
        return [
            Section("facts", "事实", lambda: facts_page(file, today)),
            Section(
                "papers",
                papers_title(file.papers, len(wanted(file, self._desk.actor))),
                self._papers_page,
            ),
            Section(
                "history",
                "经过",
                lambda: history_page(self._desk, self.ident, file.events, file.papers),
            ),
        ]

    def _papers_page(self) -> QWidget:
        desk, actor = self._desk, self._desk.actor
        self.papers = PapersPage(
            self.file.papers,
            desk.today(),
            lawful=[k for k in OF_ACCOUNTABILITY if not paper_reason(k, self.file, actor)],
            called_for=wanted(self.file, actor),
            issue=self.issue,
            show=lambda paper: papers.show_paper(desk, self, paper),
            void=lambda paper, replace: papers.void_flow(desk, self, paper, replace=replace),
        )
        return self.papers

    def issue(self, kind: PaperKind) -> None:
        """Preview a paper and let the leader issue it."""
        papers.issue_flow(self._desk, self, kind, self.ident)
