"""The two sides of the 登记 tab: the conversation at the left, person and list at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from desktop import theme
from desktop.desk import Desk
from desktop.listing import Listing
from desktop.listing.views import add_views
from desktop.queue.panel import QueuePanel
from desktop.registration.asking import Asking
from desktop.registration.done import Done
from desktop.registration.entry import Entry
from desktop.registration.intake import Intake
from desktop.registration.person import PersonPanel
from desktop.registration.source import Visits
from desktop.registration.who import Known


class LeftSide(QWidget):
    """What was just saved, and below it the form of the visit or of the case."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.entry, self.intake = Entry(desk), Intake(desk)
        self.done = Done()
        self._forms = QStackedWidget()
        self._forms.addWidget(self.entry)
        self._forms.addWidget(self.intake)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.MEDIUM, 0, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.done)
        layout.addWidget(self._forms, 1)

    def in_intake(self) -> bool:
        """Whether a case is being taken in."""
        return self._forms.currentWidget() is self.intake

    def now(self) -> Entry | Intake:
        """The form in front."""
        return self.intake if self.in_intake() else self.entry

    def asking(self) -> Asking:
        """Who the form in front is about."""
        return self.now().asking

    def choose(self, person: Known) -> None:
        """Take one of those proposed and go on with the talk."""
        self.asking().choose(person)
        self.now().go_on()

    def show_intake(self) -> None:
        """Bring the case to the front."""
        self.done.forget()
        self._forms.setCurrentWidget(self.intake)
        self.intake.begin()

    def show_entry(self) -> None:
        """Bring the visit to the front."""
        self._forms.setCurrentWidget(self.entry)
        self.entry.asking.repeat()

    def set_columns(self, columns: int) -> None:
        """One column of fields or two."""
        for form in (self.entry, self.intake):
            form.form.set_columns(columns)
            form.area.fit_anew()

    def keep(self) -> None:
        """Keep what was typed in the last second."""
        self.entry.keeper.flush_pending()
        self.intake.keeper.flush_pending()


class RightSide(QWidget):
    """The queue, who stands at the desk, and the visits."""

    def __init__(self, desk: Desk, item_name: Callable[[str], str]) -> None:
        super().__init__()
        self.queue = QueuePanel(desk)
        self.person = PersonPanel(desk)
        self.person.set_item_names(item_name)
        self.listing = Listing(
            "来访",
            Visits(desk, item_name),
            desk.today,
            memory=desk.memory("registration"),
            empty="还没有登记。填好左边的表按 Ctrl+Enter，或按 F2 直接登记一次咨询。",
        )
        add_views(desk, "registration", self.listing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.queue)
        layout.addWidget(self.person)
        layout.addWidget(self.listing, 1)


def to_and_fro(left: LeftSide, right: RightSide) -> None:
    """F6: from the form to the right side and back."""
    focus = QApplication.focusWidget()
    rows, listing = right.person.rows, right.listing
    if focus is None or listing.isAncestorOf(focus):
        left.now().begin()
    elif focus is not rows and right.person.isVisible() and rows.count():
        rows.setFocus()
    else:
        (listing.table if listing.table.isVisible() else listing.search).setFocus()
