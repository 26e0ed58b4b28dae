"""The page of one petition: what it is, what can be done next, and everything known about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from center.errors import Expected
from center.journal import commit
from center.lights import day_of
from center.matters import last_step
from center.papers import PaperKind
from center.petitions.actions import (
    Action,
    primary,
    reason_against,
    unexplained,
    uninformed,
)
from center.petitions.actions import steps as steps_of
from center.petitions.file import PetitionFile, file_of, open_file
from center.petitions.owing import is_untold
from center.petitions.papers import wanted
from center.petitions.records import LinkKind, Petition
from center.petitions.repeats import confirm_link
from center.rights import Right
from desktop import dates
from desktop.accountability.offering import accountability_steps
from desktop.desk import Desk
from desktop.matter_record import VOID, MatterRecord, find_matter
from desktop.matters import CORRECT, Ask, clocks_page, due_line, history_page
from desktop.paper_list import papers_title
from desktop.papers import issue_flow
from desktop.parts import words
from desktop.petitions import answering, charge
from desktop.petitions.asks import ASKS
from desktop.petitions.facts import facts_page
from desktop.petitions.links import UNLINK, Known, links_page, unlink_ask
from desktop.petitions.papers import PetitionPapers
from desktop.record import Head, Section, Step
from desktop.secrecy import CONCEAL, conceal_ask, readers_page

KINDS_SHOWN = frozenset(
    {"petition", "matter_event", "petition_link", "paper", "calendar_day", "secret_name"}
    | {"accountability"}
)
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


class PetitionRecord(MatterRecord):
    """One petition. Enter takes the next step, Alt with a letter any other; Esc goes back.

    Opening a secret one leaves a line in the journal, once for each time it is opened (PET-10).
    """

    file: PetitionFile

    def __init__(self, desk: Desk, petition_id: UUID) -> None:
        super().__init__(desk, petition_id, Petition, KINDS_SHOWN)
        self.petition_id = petition_id
        self._opened = False
        self.banner = words("", "alarm")
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, self.banner)
        self.banner.hide()
        self.owed = words("", "warning")
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(2, self.owed)
        self.refresh()

    def read(self) -> None:
        """Read the petition and show it, the first time with the trace a secret one leaves."""
        if self._opened:
            with self._desk.read() as work:
                self.file = file_of(work, find_matter(work, Petition, self.petition_id))
        else:
            with self._desk.work() as work:
                self.file = open_file(work, self.petition_id)
            self._opened = True
        with self._desk.read() as work:
            day = day_of(work)
            self._known = Known(work, find_matter(work, Petition, self.petition_id))
            self._untold = is_untold(work, self.file)
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
        self.show_matter(head, self._steps(), self._tabs())
        self._show_banner()
        self._show_owed()

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
        petition = self.file.petition
        self.ask(verb, asked, petition, last_step(petition, self.file.events), then)

    def ask_correct(self) -> None:
        """更正; a name, phone or ID put right asks anew who came before."""
        from desktop.petitions.correcting import CorrectDialog

        def done(anew: bool) -> None:
            self.refresh()
            self.notice.say(f"已保存：{CORRECT}")
            if anew and self._known.likely:
                self.go("links")
                self.notice.say("身份信息已更正，下面是重新核对到的以前的信访，请确认", seconds=0)

        issued = len([paper for paper in self.file.papers if paper.valid])
        CorrectDialog(
            self._desk, self, self.file.petition, done, issued=issued, full=self.full
        ).open()

    def _steps(self) -> list[Step]:
        first = primary(self.file.facts)
        lawful = not reason_against(Action.NOT_AGAIN, self.file.facts)
        if lawful and any(one.again for one in self._known.hindrances):
            first = Action.NOT_AGAIN
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
        petition = self.file.petition
        found.append(Step(CORRECT, self.ask_correct, self.against_correcting(petition)))
        found += self.visit_steps(petition.visit)
        against = "这件已经是保密件" if petition.secret else ""
        against = charge.against_charge(self.file) or against
        found.append(Step(CONCEAL, lambda: self._ask(CONCEAL, conceal_ask(self._desk)), against))
        found += accountability_steps(self._desk, self, Petition.kind, self.petition_id)
        found.append(
            Step(VOID, lambda: self._ask(VOID, answering.void()), self.against_void(petition))
        )
        return found

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
        verbs = {"有关单位": "通知有关单位", "领导": "向领导汇报"}
        owed = "，并".join(verbs[one] for one in waiting)
        said = "；".join([f"这是{what}，要立即{owed}", *told])
        self.banner.setText(f"{said}。办好后请按“{Action.INFORM.value}”登记时间。")

    def _show_owed(self) -> None:
        """What the petitioner still waits to hear: papers (PET-07), why it is late (CPL-09)."""
        open_still = self.file.petition.ended_on is None and self.file.petition.voided_at is None
        owed = [one.message for one in self._known.hindrances if open_still]
        if (late := unexplained(self.file.facts)) is not None:
            day = dates.show_date(late.deadline.due, self._desk.today())
            owed.append(f"“{late.name}”{day} 已过，请先向信访人“{Action.TELL_DELAY.value}”的原因")
        if self._untold:
            owed.append("登记后还没有出交办单或告知书，请办理后在“文书”里出具")
        self.owed.setText("；".join(owed) + "。" if owed else "")
        self.owed.setVisible(bool(owed))

    # Tabs

    def _tabs(self) -> list[Section]:
        desk, file, today = self._desk, self.file, self._desk.today()
        found = [
            Section("facts", "事实", self._facts_page),
            Section("limits", "时限", lambda: clocks_page(file.clocks, today)),
            Section(
                "history",
                "经过",
                lambda: history_page(desk, self.petition_id, file.events, file.papers),
            ),
            Section("papers", papers_title(file.papers, len(wanted(file))), self._papers_page),
            Section("charge", "包案化解", self._charge_page),
            Section("links", self._known.title, self._links_page),
        ]
        if file.petition.secret:
            readers = partial(readers_page, desk, file.named, self._ask)
            found.append(Section("readers", "知情人", readers))
        return found

    def _facts_page(self) -> QWidget:
        today = self._desk.today()
        return facts_page(self.file, today, full=self.full, reveal=self.ask_reveal)

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
            undo=lambda linked: self._ask(UNLINK, unlink_ask(linked)),
        )

    def confirm(self, other: UUID, kind: LinkKind) -> None:
        """Say that an earlier petition belongs to this one."""
        try:
            with self._desk.work() as work:
                mine = find_matter(work, Petition, self.petition_id)
                earlier = find_matter(work, Petition, other)
                confirm_link(work, mine, earlier, kind)
                commit(work)
        except Expected as error:
            self.notice.error(error)
            return
        self.refresh()
        self.notice.say(f"已保存：{kind.value}")


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
