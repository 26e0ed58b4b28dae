"""From visit to case (收件): item, applicant, materials (REG-09)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from center import drafts
from center.cases.intake import CaseForm, receive
from center.cases.links import probable_for
from center.cases.records import GreenReason, Urgency
from center.errors import Expected, Problem, Refused
from center.items import CaseKind, Item
from center.journal import commit
from center.people import PersonKind, card_warning, find_person
from center.registration import Relation, Route, ServiceMode, Visit, take_with_case, visit
from desktop import theme
from desktop.blank_forms import offer_forms
from desktop.dates import ZONE
from desktop.desk import Desk
from desktop.fields import Form
from desktop.notice import Notice
from desktop.registration import conversation as talk
from desktop.registration.area import FormArea
from desktop.registration.asking import Asking
from desktop.registration.catalogue import EMPTY, Catalogue, initials
from desktop.registration.checklist import Checklist
from desktop.registration.keeping import Keeper
from desktop.registration.unfinished import words
from desktop.registration.who import Known, known

DRAFT = "intake:"
VISIT, RECEIVED = "*visit", "*received"


class Intake(QWidget):
    """Takes in one application. Ctrl+Enter saves the case (收件), Esc goes back to the form."""

    received = Signal(object)
    """The `Case` just saved."""
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._catalogue = EMPTY
        self._visit: Visit | None = None
        self._at_desk: Known | None = None
        self._item: Item | None = None
        self._following = False
        self._looked_for: tuple[UUID, str] | None = None
        self.form = Form(talk.intake_fields(desk.today()), desk.today())
        self.asking = Asking(desk, self.form, self)
        self.keeper = Keeper(desk, DRAFT, self._content, self)
        self.checklist = Checklist()
        self.notice = Notice()
        self._build()
        self.form.changed.connect(self._changed)
        self.form.submitted.connect(self.submit)
        self.asking.chosen.connect(lambda _person: self._follow())
        self.checklist.changed.connect(self.keeper.touch)
        self.checklist.done.connect(self.submit)
        self.checklist.blank_wanted.connect(self.offer_forms)
        self.keeper.failed.connect(self.notice.error)

    # What the page asks

    def offer(self, catalogue: Catalogue) -> None:
        """Take what may be chosen."""
        self._catalogue = catalogue
        self.form.set_choices("item", catalogue.item_choices)
        self.form.set_choices("window", catalogue.windows)
        self.asking.fill_villages(initials)
        self._follow()

    def open(self, visit_id: UUID | None) -> None:
        """Begin a case, for a visit or without one."""
        self.keeper.use(self._draft_of(visit_id))
        if self.keeper.kept() is not None and self.restore(self._draft_of(visit_id)):
            self.begin()
            return
        self._empty()
        if visit_id is not None:
            self._take_visit(visit_id)
        self._follow()
        self.begin()

    def begin(self) -> None:
        """Go to the first thing that is still to be done."""
        missing = [name for name in ("item", "who") if self._lacks(name)]
        if missing:
            self.form.focus(missing[0])
        else:
            self.checklist.setFocus()

    def go_on(self) -> None:
        """After a person was chosen: to what is still missing."""
        self.begin()

    def _draft_of(self, visit_id: UUID | None) -> str:
        """Each visit has one case in the making; without a visit every case has its own."""
        return DRAFT + (visit_id or self._desk.store.new_id(self._desk.now())).hex

    def unfinished(self) -> list[tuple[str, str]]:
        """What was begun and not finished: the draft's name, and applicant and item in words."""
        found = drafts.waiting(self._desk.store, self._desk.actor, DRAFT)
        return [(name, words(content)) for name, content in found]

    def restore(self, draft: str) -> bool:
        """Go on with what was left unsaved; True if there was something."""
        self.keeper.use(draft)
        content = self.keeper.kept()
        if content is None:
            return False
        self._empty()
        if VISIT in content:
            try:
                self._take_visit(UUID(hex=str(content[VISIT])))
            except Expected:
                self.keeper.drop()
                return False
        self.form.restore({n: str(raw) for n, raw in content.items() if not n.startswith("*")})
        self._follow()
        self.checklist.set_received([int(place) for place in content.get(RECEIVED, [])])
        self.notice.say("上次没有完成的收件已放回", seconds=0)
        return True

    def submit(self) -> None:
        """Save the case, or show what is in the way."""
        self.asking.look()
        if not self.form.validate():
            return
        item = self._item
        if item is None:
            self.form.set_problems([Problem("item", "请选择事项")])
            return
        try:
            with self._desk.work() as work:
                case = receive(work, self._case_form(item))
                if case.visit is not None:
                    take_with_case(work, case.visit)
                commit(work)
        except Refused as refused:
            self.asking.skip(problem.field for problem in refused.problems)
            rest = self.form.set_problems(talk.to_fields(refused.problems, self.form.values()))
            if rest or not refused.problems:
                told = "；".join(problem.message for problem in rest)
                self.notice.problem(told or refused.sentence)
            return
        except Expected as error:
            self.notice.error(error)
            return
        self.keeper.drop()
        self.received.emit(case)

    def offer_forms(self) -> QMenu | None:
        """Ctrl+P: the blank application form of the chosen item (CASE-26)."""
        if self._item is None:
            return None
        return offer_forms(self._desk, self, self._item, self.notice.error)

    def leave(self) -> None:
        """Esc: back to registration; what was begun is kept and can be taken up again."""
        self.keeper.flush()
        self.closed.emit()

    def give_up(self) -> None:
        """Forget what was begun; the visit stays registered."""
        self.keeper.drop()
        self._empty()
        self.closed.emit()

    # Building

    def _build(self) -> None:
        self.title = QLabel("收件")
        theme.set_role(self.title, "title")
        self.about = QLabel()
        self.about.setWordWrap(True)
        theme.set_role(self.about, "second")
        self.double = QLabel()
        self.double.setWordWrap(True)
        theme.set_role(self.double, "warning")
        self.area = FormArea(self.form, self.checklist)
        self.save = QPushButton("收件 Ctrl+Enter")
        theme.set_role(self.save, "primary")
        self.save.clicked.connect(self.submit)
        back = QPushButton("返回 Esc")
        back.setToolTip("已填的内容会保留，之后可以继续")
        back.clicked.connect(self.leave)
        drop = QPushButton("不办了")
        drop.setToolTip("放弃这次收件，来访登记不受影响")
        drop.clicked.connect(self.give_up)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.LARGE, theme.SMALL, theme.LARGE, theme.MEDIUM)
        foot.setSpacing(theme.SMALL)
        foot.addWidget(self.save)
        foot.addWidget(back)
        foot.addWidget(drop)
        foot.addStretch()
        card = QFrame()
        theme.set_role(card, "card")
        frame = QVBoxLayout(card)
        frame.setContentsMargins(1, 1, 1, 1)
        frame.setSpacing(0)
        frame.addWidget(self.area, 1)
        frame.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.title)
        layout.addWidget(self.about)
        layout.addWidget(self.double)
        layout.addWidget(self.notice)
        layout.addWidget(card, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    # Following the talk

    def _empty(self) -> None:
        self._following = True
        self._visit = self._at_desk = self._item = self._looked_for = None
        self.double.hide()
        self.notice.clear()
        self.form.clear()
        self.asking.forget()
        self.checklist.show_materials(())
        self.about.setText("没有来访登记，直接收件")
        self._following = False

    def _take_visit(self, visit_id: UUID) -> None:
        with self._desk.read() as work:
            found = visit(work, visit_id)
            person = find_person(work, found.person) if found.person is not None else None
            self._at_desk = known(person) if person is not None else None
        self._visit = found
        number = found.number or ""
        self.about.setText(f"来访 {number}　{found.name or '未留姓名'}")
        window = found.window if found.route is Route.WINDOW else ""
        self._following = True
        unit = found.person_kind is not PersonKind.NATURAL
        relation = Relation.OFFICER if unit else found.relation
        self.form.set_values(
            {
                "item": talk.ITEM + found.item_code if found.item_code else None,
                "relation": relation.value,
                "window": window,
                "mode": found.mode.value,
                "no_id": bool(found.no_id_reason and not found.id_number),
                "no_id_reason": found.no_id_reason,
                "no_phone": bool(found.no_phone_reason),
                "no_phone_reason": found.no_phone_reason,
            }
        )
        if found.received_at < found.entered_at:
            local = found.received_at.astimezone(ZONE)
            self.form.set_values(
                {"more": True, "late": True, "received_on": local.date()}
                | {"received_time": local.time()}
            )
        self._following = False
        if found.applicant:
            self.form.set_values({"who": found.applicant})
            self.asking.look()
        else:
            self._begin_with_visitor()

    def _begin_with_visitor(self) -> None:
        """The one at the desk is the applicant, as long as nothing else is said."""
        person = self._at_desk
        if person is None:
            return
        self.form.set_values({"who": person.name})
        self.asking.choose(person)

    def _changed(self, _draft: object) -> None:
        if not self._following:
            self._follow()
            self.keeper.touch()

    def _relation(self) -> Relation:
        return Relation(self.form.editor("relation").raw() or Relation.SELF)

    def _represented(self) -> bool:
        """Whether a person at the desk stands there for somebody else."""
        own = self._visit is None or self._visit.person_kind is PersonKind.NATURAL
        return own and self._relation() is not Relation.SELF

    def _follow(self) -> None:
        if self._following:
            return
        self._following = True
        self._take_item()
        at_desk = self._at_desk
        if at_desk is not None:
            if self._represented() and self.asking.kept == at_desk:
                self.asking.forget()
                self.form.set_values({"who": ""})
            elif not self._represented() and self.asking.reading().read == "nothing":
                self._begin_with_visitor()
        draft = self.form.draft()
        self.form.show_only(self._wanted(draft))
        self.form.set_label("who", f"{'申请人的' if self._represented() else ''}证件号、电话或姓名")
        self.asking.tell()
        self._tell_card(draft)
        self._tell_double()
        self._following = False

    def _wanted(self, draft: Mapping[str, str]) -> set[str]:
        """The fields that are needed for this item, relation and person."""
        relation, at_desk = self._relation(), self._at_desk
        shown = {"item", "relation", "more"} | self.asking.wanted(strict=True, draft=draft)
        if self._item is not None and self._item.promised_limit is None:
            if self._item.case_kind is not CaseKind.INSTANT:
                shown.add("urgency")
        if relation is not Relation.SELF:
            shown.add("authority_seen")
            if at_desk is None or not self._represented():
                shown |= {"visitor_name", "visitor_phone"}
        elif at_desk is not None and at_desk == self.asking.kept:
            shown.discard("who")
        per_household = self._item is not None and self._item.applies_per == "户"
        if per_household or draft.get("more") == "1":
            shown |= {"household_head", "household_relation"}
        if draft.get("more") == "1":
            shown |= {"green", "card_account", "card_holder", "window", "mode", "late"}
            if draft.get("late") == "1":
                shown |= {"received_on", "received_time"}
        return shown

    def _take_item(self) -> None:
        value = self.form.editor("item").value()
        code = str(value or "").removeprefix(talk.ITEM)
        item = self._catalogue.item(code) if code else None
        if item is not self._item:
            self._item = item
            self.checklist.show_materials(item.material_list() if item is not None else ())
        self.checklist.setVisible(item is not None)

    def _tell_card(self, draft: dict[str, str]) -> None:
        holder = draft.get("card_holder", "")
        warning = card_warning(holder, self.asking.identity().name) if holder else ""
        self.form.set_hint("card_holder", warning)

    def _tell_double(self) -> None:
        """Point out open cases of the same person about the same item; they refuse nothing."""
        who, item = self.asking.kept, self._item
        asked = (who.id, item.code) if who is not None and item is not None else None
        if asked == self._looked_for:
            return
        self._looked_for, found = asked, []
        if asked is not None:
            with self._desk.read() as work:
                found = probable_for(work, *asked)
        known = "、".join(f"{case.number}（{case.status.value}）" for case in found)
        self.double.setText(f"这个人的同一事项还没办完：{known}。请核对是不是重复收件。")
        self.double.setVisible(bool(found))

    def _lacks(self, name: str) -> bool:
        if name == "item":
            return self._item is None
        return name in self.form.values() and not self.form.text(name)

    # Saving

    def _case_form(self, item: Item) -> CaseForm:
        form, visited = self.form, self._visit
        applicant = self.asking.identity()
        name, phone = form.text("visitor_name"), form.text("visitor_phone")
        if visited is not None and self._represented():
            name, phone = visited.name or name, visited.phone or phone
        if visited is not None and visited.id_number and applicant.id_number == visited.id_number:
            # A doubtful number was explained when the visit was registered.
            applicant = replace(applicant, id_reason=visited.id_reason)
        return CaseForm(
            item=item,
            applicant=applicant,
            visit=visited.id if visited is not None else None,
            visitor_name=name,
            visitor_phone=phone,
            relation=self._relation(),
            authority_seen=form.ticked("authority_seen"),
            urgency=Urgency(form.text("urgency") or Urgency.NORMAL),
            mode=ServiceMode(form.text("mode") or ServiceMode.WINDOW),
            window=form.text("window"),
            received=self.checklist.received(),
            green=GreenReason(green) if (green := form.text("green")) else None,
            received_at=talk.received_at(form),
        )

    def _content(self) -> dict[str, Any] | None:
        content: dict[str, Any] = {**self.form.draft(), RECEIVED: list(self.checklist.received())}
        return content | ({VISIT: self._visit.id.hex} if self._visit is not None else {})
