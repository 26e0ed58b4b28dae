"""The 登记 tab: the conversation at the left; the person and the list of visits at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from center.cases.records import Case
from center.errors import Expected
from center.papers import PaperKind
from center.people import find_person
from center.registration import Route, Visit, VisitKind
from center.rights import Right
from desktop import notice, tasks, theme
from desktop.blank_forms import offer_forms
from desktop.desk import Desk
from desktop.papers import issue_flow
from desktop.registration.catalogue import EMPTY, Catalogue, catalogue
from desktop.registration.done import Action
from desktop.registration.sides import LeftSide, RightSide, to_and_fro
from desktop.registration.source import TODAY
from desktop.registration.who import known

NO_RIGHT = "当前账号没有“来访登记”的权限，这一页没有内容。需要时请联系主任或系统管理员。"
NARROW = 105  # characters across the page
LISTS = frozenset({"item", "service_window", "staff", "village", "setting"})


class RegistrationPage(QWidget):
    """Registers visits and opens cases; `desk` is all it gets."""

    ready = Signal()
    """Items, windows and villages have been read and can be chosen."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk = desk
        self.catalogue: Catalogue = EMPTY
        self._left = LeftSide(desk)
        self._right = RightSide(desk, self._item_name)
        self.entry, self.intake, self.done = self._left.entry, self._left.intake, self._left.done
        self.person, self.listing = self._right.person, self._right.listing
        self._day = desk.today()
        self._build()
        self._connect()
        self._add_keys()
        self._sit_down()

    # What the window asks

    def show_visit(self, visit: UUID) -> None:
        """Open the record of a visit in front of the form."""
        if not self._desk.may(Right.SEE):
            return
        from desktop.registration.record import VisitPage

        self.close_record()
        page = VisitPage(self._desk, visit, self.catalogue)
        page.closed.connect(self.close_record)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.setFocus()

    def close_record(self) -> None:
        """Back to the form and the list, which have kept their place."""
        page = self._stack.currentWidget()
        if page not in (self._front, self._nothing):
            self._stack.removeWidget(page)
            page.deleteLater()
            self._stack.setCurrentWidget(self._front)
            self._left.now().setFocus()

    def new_case(self, visit: UUID | None) -> None:
        """Begin a case (收件), for a visit or without one."""
        if self._stack.currentWidget() is self._nothing:
            return
        self.close_record()
        try:
            self.intake.open(visit)
        except Expected as error:
            self.entry.notice.error(error)
            return
        self._left.show_intake()

    def show_person(self, person: UUID) -> None:
        """Take up a person found by the search box; what was typed before can be brought back."""
        if self._stack.currentWidget() is self._nothing:
            return
        with self._desk.read() as work:
            found = find_person(work, person)
        if found is None:
            return
        self.close_record()
        self._show_entry()
        self.entry.put_aside()
        self.entry.asking.choose(known(found))

    def begin(self, name: str) -> None:
        """Stand where a visit begins; `question` and `guidance` ask their topic at once (今日)."""
        kinds = {"question": VisitKind.QUESTION, "guidance": VisitKind.GUIDANCE}
        if self._stack.currentWidget() is self._nothing:
            return
        self.close_record()
        self._show_entry()
        if name in kinds:
            self._ask_topic(kinds[name])

    def show_quick(self, name: str) -> None:
        """Show today's visits, the replies owed, the major matters or all (from 今日)."""
        if self._stack.currentWidget() is not self._nothing:
            self.close_record()
            self.listing.show_quick(name)
            self.listing.setFocus()

    # Building

    def _build(self) -> None:
        self._nothing = QLabel(NO_RIGHT)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        theme.set_role(self._nothing, "second")
        self._front = QWidget()
        layout = QHBoxLayout(self._front)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._left, 11)
        layout.addWidget(self._right, 10)
        self._stack = QStackedWidget()
        for page in (self._front, self._nothing):
            self._stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.setFocusProxy(self._front)
        self._front.setFocusProxy(self.entry)

    def _connect(self) -> None:
        self.entry.saved.connect(self._saved)
        self.entry.resume.connect(self._resume)
        self.intake.received.connect(self._received)
        self.intake.closed.connect(self._show_entry)
        for asking in (self.entry.asking, self.intake.asking):
            asking.proposed.connect(self.person.propose)
            asking.chosen.connect(self.person.show_person)
        self.person.chosen.connect(self._left.choose)
        self.person.refused.connect(lambda: self._left.asking().choose(None))
        self.person.revealed.connect(lambda full: self._left.asking().fill(full))
        self.listing.opened.connect(self.show_visit)
        self._right.queue.serve(self.entry, self._front)
        self._desk.changed.connect(self._heard)
        self._desk.actor_changed.connect(self._sit_down)

    def _add_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "F2": lambda: self._ask_topic(VisitKind.QUESTION),
            "F3": lambda: self._ask_topic(VisitKind.GUIDANCE),
            "F4": lambda: self._left.asking().edit(),
            "F6": lambda: to_and_fro(self._left, self._right),
            "F7": self.done.take_first,
            "F8": self._tick_all,
            "F9": self._clear,
            "Ctrl+S": self._save_only,
            "Ctrl+P": self._offer_forms,
        }
        for number in range(1, 10):
            keys[f"Alt+{number}"] = partial(self.person.take, number)
        for key, run in keys.items():
            shortcut = QShortcut(QKeySequence(key), self._front)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter outside the form saves as well; Esc goes back to it."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if self._stack.currentWidget() is not self._front:
            super().keyPressEvent(event)
        elif control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._left.now().submit()
        elif event.key() == Qt.Key.Key_Escape:
            self._left.now().begin()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Half a narrow screen has no room for two columns."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW * self.fontMetrics().horizontalAdvance("0")
        self._left.set_columns(1 if narrow else 2)

    def showEvent(self, event: QShowEvent) -> None:
        """The cursor stands where the conversation starts."""
        super().showEvent(event)
        if self._stack.currentWidget() is self._front and not self._left.in_intake():
            self.entry.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leaving the tab or the program keeps what was typed in the last second."""
        self._left.keep()
        super().hideEvent(event)

    # Who sits here, what changed

    def _sit_down(self) -> None:
        """Show what the one at the desk may see, and what that one had typed."""
        self.close_record()
        self._left.keep()
        self.done.forget()
        allowed = self._desk.may(Right.REGISTER)
        self._stack.setCurrentWidget(self._front if allowed else self._nothing)
        if not allowed:
            self.entry.asking.forget()
            return
        self._show_entry()
        self.entry.restore()
        self.entry.unfinished.offer(self.intake.unfinished())
        self.listing.show_quick(TODAY)
        self._read_catalogue()

    def _heard(self, kinds: frozenset[str]) -> None:
        if not self._desk.may(Right.REGISTER):
            return
        if kinds & LISTS:
            self._read_catalogue()
        if self._day != self._desk.today():
            self._day = self._desk.today()
            self.listing.show_quick(TODAY)
        elif kinds & {"visit", "transfer"}:
            self.listing.refresh()
        if kinds & {"visit", "case"}:
            self.person.refresh()

    def _read_catalogue(self) -> None:
        topics = self._desk.settings.lines("topics")

        def read() -> Catalogue:
            with self._desk.read() as work:
                return catalogue(work, topics)

        def show(found: Catalogue) -> None:
            self.catalogue = found
            self.entry.offer(found)
            self.intake.offer(found)
            self.listing.refresh()
            self.ready.emit()

        tasks.quiet(self, read, show, lambda error: notice.tell(self, error))

    def _item_name(self, code: str) -> str:
        return self.catalogue.item_name(code)

    # The conversation

    def _ask_topic(self, kind: VisitKind) -> None:
        if not self._left.in_intake():
            self.entry.ask_topic(kind)

    def _tick_all(self) -> None:
        if self._left.in_intake():
            self.intake.checklist.tick_all()

    def _offer_forms(self) -> None:
        if self._left.in_intake():
            self.intake.offer_forms()

    def _clear(self) -> None:
        if not self._left.in_intake():
            self.entry.clear()

    def _save_only(self) -> None:
        if not self._left.in_intake():
            self.entry.submit_only()

    def _show_entry(self) -> None:
        self._left.show_entry()
        if self._desk.may(Right.REGISTER):
            self.entry.unfinished.offer(self.intake.unfinished())
        self.entry.begin()

    def _resume(self, draft: str) -> None:
        if self.intake.restore(draft):
            self._left.show_intake()
        else:
            self.entry.unfinished.offer(self.intake.unfinished())

    # Saved

    def _saved(self, visit: Visit, intake: bool) -> None:
        if intake:
            self.new_case(visit.id)
            return
        about = self._item_name(visit.item_code) or visit.topic or visit.need
        parts = (f"已登记 {visit.number or ''}", visit.name, visit.visit_kind.value, about[:24])
        self.done.tell("　".join(part for part in parts if part), self._after(visit))
        self.entry.begin()

    def _after(self, visit: Visit) -> list[Action]:
        """What may follow a visit, the most likely first."""
        actions: list[Action] = []
        if self._desk.may(Right.ISSUE_PAPERS):
            if visit.route is Route.OUTSIDE:
                actions.append(("引导单", lambda: self._issue(PaperKind.GUIDANCE_SLIP, visit.id)))
            elif self.catalogue.item(visit.item_code) is not None:
                actions.append(
                    ("一次性告知单", lambda: self._issue(PaperKind.ONE_TIME_NOTICE, visit.id))
                )
        if (item := self.catalogue.item(visit.item_code)) is not None:
            asked = partial(offer_forms, self._desk, self, item, self.entry.notice.error)
            actions.append(("空白申请表", asked))
        if not self.entry.in_book():
            actions.append(("再登记一件", lambda: self.entry.join(visit.id)))
        actions.append(("打开", lambda: self.show_visit(visit.id)))
        return actions

    def _received(self, case: Case) -> None:
        self._show_entry()
        self.done.tell(
            f"已收件 {case.number or ''}　{case.name}　{case.item_name}",
            [
                ("收件凭证", lambda: self._issue(PaperKind.RECEIPT, case.id)),
                ("打开办件", lambda: self._desk.open_case.emit(case.id)),
                ("同一来访再收一件", lambda: self.new_case(case.visit)),
            ],
        )
        # The applicant waits for the receipt: Enter opens it.
        self.done.buttons[0].setFocus()

    def _issue(self, kind: PaperKind, about: UUID) -> None:
        issue_flow(self._desk, self, kind, about, closed=self._left.now().begin)
