"""The 登记 tab: the conversation at the left; the person and the list of visits at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from center.cases.records import Case
from center.errors import Expected
from center.papers import PaperKind
from center.people import find_person
from center.registration import Route, Visit, VisitKind
from center.rights import Right
from desktop import notice, tasks, theme
from desktop.desk import Desk
from desktop.listing import Listing
from desktop.papers import issue_flow
from desktop.registration.asking import Asking
from desktop.registration.catalogue import EMPTY, Catalogue, catalogue
from desktop.registration.done import Action, Done
from desktop.registration.entry import Entry
from desktop.registration.intake import Intake
from desktop.registration.sides import PersonPanel
from desktop.registration.source import TODAY, Visits
from desktop.registration.who import Known, known

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
        self.entry, self.intake = Entry(desk), Intake(desk)
        self.done = Done()
        self.person = PersonPanel(desk)
        self.listing = Listing(
            "来访",
            Visits(desk, self._item_name),
            desk.today,
            memory=desk.memory("registration"),
            empty="还没有登记。填好左边的表按 Ctrl+Enter，或按 F2 直接登记一次咨询。",
        )
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
            self._left_now().setFocus()

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
        self._show_intake()

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
        self._left = QStackedWidget()
        self._left.addWidget(self.entry)
        self._left.addWidget(self.intake)
        left = QWidget()
        left_layout = QVBoxLayout(left)
        left_layout.setContentsMargins(theme.LARGE, theme.MEDIUM, 0, theme.MEDIUM)
        left_layout.setSpacing(theme.SMALL)
        left_layout.addWidget(self.done)
        left_layout.addWidget(self._left, 1)
        right = QWidget()
        right_layout = QVBoxLayout(right)
        right_layout.setContentsMargins(0, 0, 0, 0)
        right_layout.setSpacing(0)
        right_layout.addWidget(self.person)
        right_layout.addWidget(self.listing, 1)
        self._front = QWidget()
        layout = QHBoxLayout(self._front)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(left, 11)
        layout.addWidget(right, 10)
        self._stack = QStackedWidget()
        for page in (self._front, self._nothing):
            self._stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.setFocusProxy(self._front)
        self._front.setFocusProxy(self.entry)

    def _connect(self) -> None:
        self.person.set_item_names(self._item_name)
        self.entry.saved.connect(self._saved)
        self.entry.resume.connect(self._resume)
        self.intake.received.connect(self._received)
        self.intake.closed.connect(self._show_entry)
        for asking in (self.entry.asking, self.intake.asking):
            asking.proposed.connect(self.person.propose)
            asking.chosen.connect(self.person.show_person)
        self.person.chosen.connect(self._choose)
        self.person.refused.connect(lambda: self._asking().choose(None))
        self.person.revealed.connect(lambda full: self._asking().fill(full))
        self.listing.opened.connect(self.show_visit)
        self._desk.changed.connect(self._heard)
        self._desk.actor_changed.connect(self._sit_down)

    def _add_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "F2": lambda: self._ask_topic(VisitKind.QUESTION),
            "F3": lambda: self._ask_topic(VisitKind.GUIDANCE),
            "F4": lambda: self._asking().edit(),
            "F6": self._to_and_fro,
            "F7": self.done.take_first,
            "F8": self._tick_all,
            "F9": self._clear,
            "Ctrl+S": self._save_only,
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
            (self.intake if self._in_intake() else self.entry).submit()
        elif event.key() == Qt.Key.Key_Escape:
            self._left_now().begin()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Half a narrow screen has no room for two columns."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW * self.fontMetrics().horizontalAdvance("0")
        for left in (self.entry, self.intake):
            left.form.set_columns(1 if narrow else 2)
            left.area.fit_anew()

    def showEvent(self, event: QShowEvent) -> None:
        """The cursor stands where the conversation starts."""
        super().showEvent(event)
        if self._stack.currentWidget() is self._front and not self._in_intake():
            self.entry.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leaving the tab or the program keeps what was typed in the last second."""
        self.entry.keeper.flush_pending()
        self.intake.keeper.flush_pending()
        super().hideEvent(event)

    # Who sits here, what changed

    def _sit_down(self) -> None:
        """Show what the one at the desk may see, and what that one had typed."""
        self.close_record()
        self.entry.keeper.flush_pending()
        self.intake.keeper.flush_pending()
        self.done.forget()
        allowed = self._desk.may(Right.REGISTER)
        self._stack.setCurrentWidget(self._front if allowed else self._nothing)
        if not allowed:
            self.entry.asking.forget()
            return
        self._show_entry()
        self.entry.restore()
        self.entry.offer_resume(self.intake.keeper.kept() is not None)
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
        elif "visit" in kinds:
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

    def _in_intake(self) -> bool:
        return self._left.currentWidget() is self.intake

    def _left_now(self) -> Entry | Intake:
        return self.intake if self._in_intake() else self.entry

    def _asking(self) -> Asking:
        return self._left_now().asking

    def _choose(self, person: Known) -> None:
        self._asking().choose(person)
        self._left_now().go_on()

    def _ask_topic(self, kind: VisitKind) -> None:
        if not self._in_intake():
            self.entry.ask_topic(kind)

    def _tick_all(self) -> None:
        if self._in_intake():
            self.intake.checklist.tick_all()

    def _clear(self) -> None:
        if not self._in_intake():
            self.entry.clear()

    def _save_only(self) -> None:
        if not self._in_intake():
            self.entry.submit_only()

    def _to_and_fro(self) -> None:
        """F6: from the form to the right side and back."""
        focus = QApplication.focusWidget()
        rows = self.person.rows
        if focus is None or self.listing.isAncestorOf(focus):
            self._left_now().begin()
        elif focus is not rows and self.person.isVisible() and rows.count():
            rows.setFocus()
        else:
            table = self.listing.table
            (table if table.isVisible() else self.listing.search).setFocus()

    def _show_intake(self) -> None:
        self.done.forget()
        self._left.setCurrentWidget(self.intake)
        self.intake.begin()

    def _show_entry(self) -> None:
        self._left.setCurrentWidget(self.entry)
        self.entry.asking.repeat()
        if self._desk.may(Right.REGISTER):
            self.entry.offer_resume(self.intake.keeper.kept() is not None)
        self.entry.begin()

    def _resume(self) -> None:
        if self.intake.restore():
            self._show_intake()
        else:
            self.entry.offer_resume(False)

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
        issue_flow(self._desk, self, kind, about, closed=self._left_now().begin)
