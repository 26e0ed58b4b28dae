"""The page of one petition: what it is, what can be done next, and everything known about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from center.attachments.keeping import count_of
from center.errors import Expected
from center.journal import commit
from center.lights import day_of
from center.matters import must_see, not_found
from center.papers import PaperKind
from center.petitions.actions import Action, primary, uninformed
from center.petitions.actions import steps as steps_of
from center.petitions.file import PetitionFile, file_of, open_file
from center.petitions.papers import wanted
from center.petitions.records import LinkKind, Petition
from center.petitions.repeats import confirm_link
from center.rights import Right
from center.storage import Work
from desktop import dates
from desktop.attachments.section import AttachmentsPage
from desktop.desk import Desk
from desktop.matters import Ask, ask_step, clocks_page, due_line, history_page
from desktop.papers import issue_flow
from desktop.parts import words
from desktop.petitions import answering, charge
from desktop.petitions.asks import ASKS
from desktop.petitions.facts import facts_page
from desktop.petitions.links import Known, links_page
from desktop.petitions.papers import PetitionPapers
from desktop.record import Head, RecordPage, Section, Step
from desktop.registration.reveal import ask_reveal
from desktop.secrecy import CONCEAL, conceal_ask, readers_page

KINDS_SHOWN = frozenset(
    {"petition", "matter_event", "petition_link", "paper", "calendar_day", "secret_name"}
)
VOID = "作废"
SHORTCUTS: dict[Action, str] = {
    Action.INFORM: "Alt+T",
    Action.SOLVE: "Alt+Q",
    Action.EXPLAIN: "Alt+J",
    Action.ACCEPT: "Alt+S",
    Action.TELL: "Alt+G",
    Action.TRANSFER: "Alt+Z",
    Action.ASSIGN: "Alt+B",
    Action.REFUSE: "Alt+Y",
    Action.RESULT: "Alt+K",
    Action.MEDIATE: "Alt+M",
    Action.PLAN: "Alt+P",
    Action.CALL_ON: "Alt+V",
    Action.ANSWER: "Alt+D",
    Action.EXTEND: "Alt+E",
    Action.OPINION: "Alt+C",
    Action.FINISH: "Alt+F",
    Action.REVIEW: "Alt+R",
    Action.FINAL: "Alt+H",
}
"""The keys of the steps taken most; the others stand in the menu."""

_PROPOSES = frozenset(
    {
        Action.ACCEPT,
        Action.TRANSFER,
        Action.ASSIGN,
        Action.REFUSE,
        Action.NOT_AGAIN,
        Action.GUIDE,
        Action.EXTEND,
        Action.OPINION,
        Action.REVIEW,
        Action.FINAL,
    }
)


def petition_of(work: Work, petition_id: UUID) -> Petition:
    """The petition in a unit of work that follows its opening: it is journalled no second time."""
    petition = work.session.get(Petition, petition_id)
    if petition is None:
        raise not_found()
    must_see(work, petition)
    return petition


class PetitionRecord(RecordPage):
    """One petition. Enter takes the next step, Alt with a letter any other; Esc goes back.

    Opening a secret one leaves a line in the journal, once for each time it is opened (PET-10).
    """

    file: PetitionFile

    def __init__(self, desk: Desk, petition_id: UUID, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.petition_id = petition_id
        self._full = False
        self._opened = False
        self._next: Step | None = None
        self._keys: list[QShortcut] = []
        self.banner = words("", "alarm")
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, self.banner)
        self.banner.hide()
        self._stale = QTimer(self)
        self._stale.setSingleShot(True)
        self._stale.setInterval(0)
        self._stale.timeout.connect(self.refresh)
        desk.changed.connect(self._heard)
        self.refresh()

    def refresh(self) -> None:
        """Read the petition again; the open tab stays."""
        self._stale.stop()
        try:
            self.file = self._read()
        except Expected as error:
            self.notice.problem(error.sentence)
            return
        with self._desk.read() as work:
            day = day_of(work)
        petition, light = self.file.petition, self.file.light
        ended = petition.ended_on is not None or petition.voided_at is not None
        status = petition.status.value + ("（已作废）" if petition.voided_at else "")
        head = Head(
            petition.number or "",
            f"{petition.name or '匿名'}　{petition.channel.value}",
            light.deadline.state.value if light else "",
            status if ended else due_line(light, day),
            _facts_line(petition),
        )
        self.show_record(head, self._steps(), self._tabs())
        self._show_banner()
        self._add_keys()

    def _read(self) -> PetitionFile:
        """Open it, the first time with the trace a secret one leaves."""
        if not self._opened:
            with self._desk.work() as work:
                found = open_file(work, self.petition_id)
            self._opened = True
            return found
        with self._desk.read() as work:
            return file_of(work, petition_of(work, self.petition_id))

    # Steps

    def take(self, action: Action) -> None:
        """Ask what a step needs and take it."""
        then = self._propose if action in _PROPOSES else None
        self._ask(action.value, ASKS[action](self._desk, self.file), then)

    def _propose(self) -> None:
        """Preview what a step calls for (PET-07), one after the other; Esc passes one over."""
        if self._desk.may(Right.ISSUE_PAPERS):
            self._preview(wanted(self.file))

    def _preview(self, kinds: list[PaperKind]) -> None:
        if kinds:
            issue_flow(
                self._desk,
                self,
                kinds[0],
                self.petition_id,
                closed=lambda: self._preview(kinds[1:]),
            )

    def ask_charge(self) -> None:
        """Put a leader, a unit and a person in charge (包案)."""
        self._ask(charge.CHARGE, charge.ask_charge(self._desk, self.file))

    def _ask(
        self, verb: str, asked: Ask[Petition], then: Callable[[], object] | None = None
    ) -> None:
        file = self.file
        last = max((event.at for event in file.events), default=file.petition.received_at)

        def done() -> None:
            self.refresh()
            self.notice.say(f"已保存：{verb}")
            if then is not None:
                then()

        ask_step(
            self._desk,
            self,
            verb,
            asked,
            file.petition,
            last,
            lambda work: petition_of(work, self.petition_id),
            done,
        )

    def _steps(self) -> list[Step]:
        first = primary(self.file.facts)
        found = [
            Step(
                step.action.value,
                partial(self.take, step.action),
                step.reason,
                step.action is first,
                SHORTCUTS.get(step.action, "") if step.lawful else "",
            )
            for step in steps_of(self.file.facts)
        ]
        against = "这件已经是保密件" if self.file.petition.secret else ""
        against = charge.against_charge(self.file) or against
        found.append(Step(CONCEAL, lambda: self._ask(CONCEAL, conceal_ask(self._desk)), against))
        found.append(Step(VOID, lambda: self._ask(VOID, answering.void()), self._against_void()))
        self._next = next((step for step in found if step.primary), None)
        return found

    def _against_void(self) -> str:
        if self.file.petition.voided_at is not None:
            return "这件已作废"
        return "" if self._desk.may(Right.VOID) else "作废要由主任或副主任办理"

    def _add_keys(self) -> None:
        """Shortcuts of lawful steps that stand in the menu and not in the bar."""
        for key in self._keys:
            key.deleteLater()
        self._keys = []
        for step in steps_of(self.file.facts):
            keys = SHORTCUTS.get(step.action, "")
            if step.lawful and keys and step.action.value not in self.steps:
                key = QShortcut(QKeySequence(keys), self)
                key.activated.connect(partial(self.take, step.action))
                self._keys.append(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the next lawful step."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in enter and not event.modifiers() and self._next is not None:
            self._next.run()
        else:
            super().keyPressEvent(event)

    def _show_banner(self) -> None:
        """Red until the unit and the leader know of it (PET-08)."""
        petition = self.file.petition
        waiting = uninformed(petition)
        self.banner.setVisible(bool(waiting))
        if not waiting:
            return
        what = "集体信访" if petition.collective else "重大紧急信访"
        told = [
            f"{dates.show_moment(at, self._desk.today())} 已告知{who}"
            for who, at in (
                (petition.unit_informed, petition.unit_informed_at),
                (petition.leader_informed, petition.leader_informed_at),
            )
            if at is not None
        ]
        said = "；".join([f"这是{what}，要立即通知：{'、'.join(waiting)}", *told])
        self.banner.setText(f"{said}。办好后请按“{Action.INFORM.value}”登记时间。")

    # Tabs

    def _tabs(self) -> list[Section]:
        desk, file, today = self._desk, self.file, self._desk.today()
        with desk.read() as work:
            attached = count_of(work, self.petition_id)
            self._known = Known(work, petition_of(work, self.petition_id))
        found = [
            Section("facts", "事实", self._facts_page),
            Section("limits", "时限", lambda: clocks_page(file.clocks, today)),
            Section(
                "history",
                "经过",
                lambda: history_page(desk, self.petition_id, file.events, file.papers),
            ),
            Section("papers", _papers_title(file), self._papers_page),
            Section("charge", "包案化解", self._charge_page),
            Section("links", self._known.title, self._links_page),
            Section("attachments", _attached(attached), self._attachments_page),
        ]
        if file.petition.secret:
            readers = partial(readers_page, desk, file.named, self._ask)
            found.append(Section("readers", "知情人", readers))
        return found

    def _facts_page(self) -> QWidget:
        today = self._desk.today()
        return facts_page(self.file, today, full=self._full, reveal=self.ask_reveal)

    def _papers_page(self) -> QWidget:
        self.papers = PetitionPapers(self._desk, self.file, self._desk.today())
        return self.papers

    def _charge_page(self) -> QWidget:
        return charge.charge_page(
            self.file, self._desk.today(), charge=self.ask_charge, take=self.take
        )

    def _links_page(self) -> QWidget:
        return links_page(
            self._known,
            self.file,
            self._desk.today(),
            confirm=self.confirm,
            refuse=lambda: self.take(Action.NOT_AGAIN),
            show=lambda other: self._desk.open_matter.emit(Petition.kind, other),
        )

    def confirm(self, other: UUID, kind: LinkKind) -> None:
        """Say that an earlier petition belongs to this one."""
        try:
            with self._desk.work() as work:
                mine, earlier = petition_of(work, self.petition_id), petition_of(work, other)
                confirm_link(work, mine, earlier, kind)
                commit(work)
        except Expected as error:
            self.notice.error(error)
            return
        self.refresh()
        self.notice.say(f"已保存：{kind.value}")

    def _attachments_page(self) -> QWidget:
        page = AttachmentsPage(
            self._desk, self.petition_id, lambda work: petition_of(work, self.petition_id), {}
        )
        page.counted.connect(lambda count: self.rename("attachments", _attached(count)))
        return page

    def ask_reveal(self) -> None:
        """Show ID, phone and address in full, for a reason that is journalled."""
        if not self._desk.may(Right.REVEAL):
            self.notice.problem(f"当前账号没有“{Right.REVEAL.value}”的权限，需要时请联系主任。")
            return

        def shown() -> None:
            self._full = True
            self.refresh()

        name = self.file.petition.name or "信访人"
        ask_reveal(self._desk, self, name, lambda work: petition_of(work, self.petition_id), shown)

    # Listening

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & KINDS_SHOWN:
            self._stale.start()


def _papers_title(file: PetitionFile) -> str:
    """How many stand, and how many the petition still calls for (PET-07)."""
    issued = len([paper for paper in file.papers if paper.valid])
    waiting = len(wanted(file))
    return f"文书 {issued or ''}{f'（待出 {waiting}）' if waiting else ''}".rstrip()


def _attached(count: int) -> str:
    return f"附件 {count}" if count else "附件"


def _facts_line(petition: Petition) -> str:
    marks = [
        word
        for word, holds in (
            ("保密件", petition.secret),
            ("集体访", petition.collective),
            ("重大紧急", petition.urgent),
            ("重复信访", petition.repeat),
            ("简易办理", petition.simple),
        )
        if holds
    ]
    said = [petition.status.value, petition.purpose.value, *marks]
    if petition.people_count > 1:
        said.append(f"{petition.people_count} 人")
    if petition.unit:
        said.append(f"承办 {petition.unit}")
    if petition.leader:
        said.append(f"包案 {petition.leader}")
    return "　".join(said)
