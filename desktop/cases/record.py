"""The page of one case: what it is, what can be done next, and everything known about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from center.attachments.keeping import attachments_of
from center.cases.actions import Action, primary
from center.cases.actions import steps as steps_of
from center.cases.file import CaseFile, open_file
from center.cases.intake import MaterialTick, add_material, tick_materials, waive_material
from center.cases.papers import OF_CASES, reason_against, wanted
from center.cases.records import Status
from center.change_words import ACTIONS, KINDS
from center.changes import account_names
from center.clock import State
from center.errors import Expected, Problem, Refused
from center.journal import commit, history, note
from center.lights import day_of, due_words
from center.papers import TITLES, PaperKind
from center.rights import Right
from desktop import papers
from desktop.cases import kept, marks, sections, steps, tolerating
from desktop.cases.carrying import CarryingPage
from desktop.cases.evaluating import evaluation_steps, evaluation_words
from desktop.cases.facts import facts_page
from desktop.cases.inquiry import print_answer
from desktop.cases.joint import JointPage
from desktop.cases.linking import LinksPage
from desktop.cases.materials import MaterialsPage
from desktop.cases.source import due_text
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.following import Following
from desktop.form_dialog import FormDialog
from desktop.ledgers.rolls.entering import departed_words
from desktop.paper_list import PapersPage
from desktop.record import Head, RecordPage, Section, Step

KINDS_SHOWN = (
    frozenset({"case", "case_event", "case_material", "paper", "calendar_day"})
    | kept.KINDS
    | {
        "joint_part",
        "agency",
        "agency_handover",
        "undertaking",
        "case_link",
        "proposal",
        "accountability",
    }
)
GONE = "这件已经打不开了："
COUNTED = (State.NORMAL, State.DUE_SOON, State.OVERDUE)
"""The states in which the head says how many days; the others say it all by their word."""

ISSUE_KEY = "Alt+D"

_PROPOSES = (
    Action.ACCEPT,
    Action.TOLERATE,
    Action.SUPPLEMENT,
    Action.REFUSE,
    Action.RETURN,
    Action.WITHDRAW,
    Action.SUSPEND,
    Action.EXTEND,
    Action.FINISH,
)
_TRACED = {"open", "reveal", "print", "save", "export", "recompute"}


class CaseRecord(RecordPage):
    """One case. Enter takes the next step, Alt with a letter any other; Esc goes back."""

    def __init__(self, desk: Desk, case_id: UUID, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.case_id = case_id
        self._full = False
        self._next: Step | None = None
        self._keys: list[QShortcut] = []
        self.materials: MaterialsPage | None = None
        self.papers: PapersPage | None = None
        self.file: CaseFile
        self._stale = Following(self, desk.changed, KINDS_SHOWN, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the case again; the open tab and the clerk's place in it stay."""
        self._stale.stop()
        place = self.materials.place() if self.materials is not None else None
        typing = self.materials is not None and self.materials.table.hasFocus()
        try:
            with self._desk.read() as work:
                self.file = open_file(work, self.case_id)
                day = day_of(work)
        except Expected as error:
            self.notice.problem(f"{GONE}{error.sentence}")
            return
        case, current = self.file.case, self.file.clock.current
        self.materials = self.papers = None
        limited = case.status not in (Status.REFUSED, Status.RETURNED)
        words = due_words(current.state, current.due, day) if current.state in COUNTED else ""
        head = Head(
            case.number or "",
            case.item_name,
            current.state.value if limited else "",
            f"到期 {due_text(current.due, words, day.today)}" if limited else case.status.value,
            marks.facts_line(self._desk, self.file)
            + evaluation_words(self._desk, self.file)
            + departed_words(self._desk, case.person),
        )
        self.show_record(head, self._lawful_steps(), self._tabs())
        self._add_keys()
        if isinstance(self.materials, MaterialsPage) and place is not None:
            self.materials.stand_on(place)
            if typing:
                self.materials.table.setFocus()

    # Steps

    def take(self, action: Action) -> None:
        """Ask what a step needs and take it; afterwards the paper it calls for is proposed."""
        steps.ask(self._desk, self, self.file, action, lambda: self._taken(action))

    def _taken(self, action: Action) -> None:
        self.refresh()
        self.notice.say(f"已保存：{action.value}")
        if action is Action.REDO:
            self.go("links")
        if action in _PROPOSES and self._desk.may(Right.ISSUE_PAPERS):
            self._propose(wanted(self.file))

    def _propose(self, kinds: list[PaperKind]) -> None:
        """Preview the papers a step calls for, one after the other; Esc passes one over."""
        if kinds:
            papers.issue_flow(
                self._desk,
                self,
                kinds[0],
                self.case_id,
                closed=lambda: self._propose(kinds[1:]),
            )

    def _lawful_steps(self) -> list[Step]:
        first = primary(self.file.facts)
        found = [
            Step(
                step.action.value,
                partial(self.take, step.action),
                step.reason,
                step.action is first,
                steps.SHORTCUTS[step.action] if step.lawful else "",
            )
            for step in steps_of(self.file.facts)
        ]
        if first is None and (kinds := wanted(self.file)):
            # What stands in the way of the next step is a paper (CASE-03).
            title = f"出具{TITLES[kinds[0]]}"
            found.insert(0, Step(title, partial(self._propose, kinds), "", True, ISSUE_KEY))
        pressing, others = marks.more_steps(self._desk, self, self.file)
        found = [*pressing, *found, *others]
        found += evaluation_steps(self._desk, self, self.file, self.refresh)
        found.append(Step(steps.VOID, self._void, self._against_void()))
        self._next = next((step for step in found if step.primary), None)
        return found

    def _against_void(self) -> str:
        if self.file.case.voided_at is not None:
            return "这件已作废"
        may = self._desk.may(Right.VOID)
        return "" if may else "作废要由主任或副主任办理"

    def _void(self) -> None:
        steps.ask_void(self._desk, self, self.file, self.refresh)

    def _add_keys(self) -> None:
        """Shortcuts of lawful steps that stand in the menu and not in the bar."""
        for key in self._keys:
            key.deleteLater()
        self._keys = []
        for step in steps_of(self.file.facts):
            if step.lawful and step.action.value not in self.steps:
                key = QShortcut(QKeySequence(steps.SHORTCUTS[step.action]), self)
                key.activated.connect(partial(self.take, step.action))
                self._keys.append(key)
        if marks.ANSWER not in self.steps:
            key = QShortcut(QKeySequence(marks.ANSWER_KEY), self)
            key.activated.connect(lambda: print_answer(self._desk, self, self.case_id))
            self._keys.append(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the next lawful step."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in enter and not event.modifiers() and self._next is not None:
            self._next.run()
        else:
            super().keyPressEvent(event)

    # Tabs

    def _tabs(self) -> list[Section]:
        today = self._desk.today()
        count = len([paper for paper in self.file.papers if paper.valid])
        return [
            Section("facts", "事实", self._facts_page),
            Section("materials", "材料", self._materials_page),
            Section("limits", "时限", lambda: sections.limits_page(self.file, today)),
            Section("history", "经过", self._history_page),
            Section("papers", f"文书 {count}" if count else "文书", self._papers_page),
            Section("joint", self._joint_title(), self._joint_page),
            Section("agency", "代办", lambda: CarryingPage(self._desk, self.file)),
            Section("links", "关联", lambda: LinksPage(self._desk, self.file)),
            *kept.sections(self._desk, self, self.file),
        ]

    def _facts_page(self) -> QWidget:
        return facts_page(self.file, self._desk.today(), full=self._full, reveal=self.ask_reveal)

    def _materials_page(self) -> QWidget:
        self.materials = MaterialsPage(
            self.file,
            self._desk.today(),
            save=self._save_ticks,
            add=self._add_material,
            waive=self._waive_material,
            excuse=lambda: tolerating.ask_excuse(self._desk, self, self.file),
        )
        return self.materials

    def _history_page(self) -> QWidget:
        return sections.history_page(self.file, self._traces(), self._desk.today())

    def _joint_title(self) -> str:
        parts = self.file.helping.parts
        done = len(parts) - len(self.file.helping.unanswered)
        return f"联办 {done}/{len(parts)}" if parts else "联办"

    def _joint_page(self) -> QWidget:
        return JointPage(
            self._desk,
            self.file,
            lambda kind: papers.issue_flow(self._desk, self, kind, self.case_id),
        )

    def _papers_page(self) -> QWidget:
        lawful = [kind for kind in OF_CASES if not reason_against(kind, self.file)]
        self.papers = PapersPage(
            self.file.papers,
            self._desk.today(),
            lawful=lawful,
            called_for=wanted(self.file),
            issue=lambda kind: papers.issue_flow(self._desk, self, kind, self.case_id),
            show=lambda paper: papers.show_paper(self._desk, self, paper),
            void=lambda paper, replace: papers.void_flow(self._desk, self, paper, replace=replace),
        )
        return self.papers

    def _traces(self) -> list[sections.Trace]:
        """What was done in the program with the case and its papers, oldest first."""
        numbers = {paper.id: f"{paper.title} {paper.number}" for paper in self.file.papers}
        found = []
        with self._desk.read() as work:
            names = account_names(work)
            numbers |= {one.id: one.name for one in attachments_of(work, self.case_id)}
            for record in (self.case_id, *numbers):
                for row in history(work, record):
                    if row.kind == "case" and row.action == "update":
                        continue  # each step stands above as an event
                    found.append(
                        sections.Trace(
                            row.at,
                            names.get(row.account, "（其他站点）"),
                            f"{ACTIONS.get(row.action, row.action)}{KINDS.get(row.kind, '')}",
                            numbers.get(record, "") or _reason(row.action, row.payload),
                        )
                    )
        return sorted(found, key=lambda trace: trace.at)

    # Materials

    def _save_ticks(self, ticks: Mapping[UUID, MaterialTick]) -> None:
        def save() -> None:
            with self._desk.work() as work:
                tick_materials(work, open_file(work, self.case_id).case, ticks)
                commit(work)

        self._try(save)

    def _add_material(self) -> None:
        def run(form: Form) -> None:
            try:
                with self._desk.work() as work:
                    case = open_file(work, self.case_id).case
                    add_material(work, case, form.text("name"), form.text("extra_reason"))
                    commit(work)
            except Refused as refused:
                raise _renamed(refused, {"materials": "name"}) from refused

        FormDialog(
            self._desk,
            self,
            "加清单外材料",
            [
                Field("name", "材料名称", width=0, required=True, wide=True),
                Field("extra_reason", "依据和原因", "lines", required=True, wide=True),
            ],
            "加入清单",
            run,
            intro="清单以外的材料要有依据；不能要求兜底材料和复印件。",
            draft=f"case:{self.case_id.hex}:material",
        ).open()

    def _waive_material(self, material: UUID, name: str) -> None:
        def run(form: Form) -> None:
            with self._desk.work() as work:
                case = open_file(work, self.case_id).case
                waive_material(work, case, material, form.text("reason"))
                commit(work)

        FormDialog(
            self._desk,
            self,
            "此件不需要这份材料",
            [Field("reason", "原因", "lines", required=True, wide=True, lines=2)],
            "从清单中去掉",
            run,
            intro=f"{name}：例如申请人不属于需要提供它的情形。去掉后留有记录。",
        ).open()

    # Reveal

    def ask_reveal(self) -> None:
        """Show ID, phone, address and account in full, for a reason that is journalled."""
        if not self._desk.may(Right.REVEAL):
            self.notice.problem(f"当前账号没有“{Right.REVEAL.value}”的权限，需要时请联系主任。")
            return

        def run(form: Form) -> None:
            reason = form.text("reason").strip()
            if not reason:
                raise Refused([Problem("reason", "请写明查看原因")])
            with self._desk.work() as work:
                note(work, "reveal", open_file(work, self.case_id).case, reason=reason)
                commit(work)
            self._full = True
            self.refresh()

        FormDialog(
            self._desk,
            self,
            "查看完整信息",
            [Field("reason", "查看原因", width=0, required=True, wide=True)],
            "查看",
            run,
            intro="谁在什么时候因为什么查看，会写入操作记录。",
        ).open()

    # Listening

    def _try(self, run: Callable[[], object]) -> None:
        try:
            run()
        except Expected as error:
            # After a refusal the page shows again what is stored.
            self.refresh()
            self.notice.error(error)


def _reason(action: str, payload: str | None) -> str:
    import json

    if action not in _TRACED or not payload:
        return ""
    known = json.loads(payload)
    words = [str(known[name]) for name in ("reason", "number", "printer") if known.get(name)]
    if known.get("due"):
        words.append(f"到期日由 {known.get('was') or '未定'} 改为 {known['due']}")
    return "　".join(words)


def _renamed(refused: Refused, names: Mapping[str, str]) -> Refused:
    if not refused.problems:
        return refused
    return Refused([Problem(names.get(p.field, p.field), p.message) for p in refused.problems])
