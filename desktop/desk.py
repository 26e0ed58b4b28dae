"""The desk: the open store, who sits at it, and the signal that something was saved.

Every page gets the desk and nothing else of the program's state.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from contextlib import AbstractContextManager
from datetime import date, datetime

from PySide6.QtCore import QObject, Signal

from center.calendar import WorkCalendar
from center.holidays import work_calendar
from center.records import local_date
from center.rights import Actor, Right
from center.settings import Values, values
from center.storage import Store, Work


class Desk(QObject):
    """One open office at one window. Signals are delivered in the GUI thread."""

    changed = Signal(object)
    """The kinds of record (frozenset of str) that a commit touched, by any thread."""
    actor_changed = Signal()
    """A colleague took over (换人)."""
    open_case = Signal(object)
    """Show the case with this id."""
    open_visit = Signal(object)
    """Show the visit with this id."""
    open_matter = Signal(str, object)
    """Show the petition, complaint or work order (the kind of its record) with this id."""
    open_package = Signal(object)
    """Read the data package at this path."""
    new_case = Signal(object)
    """Open a case for the visit with this id (None: without a visit)."""

    def __init__(
        self,
        store: Store,
        actor: Actor,
        *,
        sample: bool = False,
        memory: dict[str, MutableMapping[str, object]] | None = None,
    ) -> None:
        super().__init__()
        self.store = store
        self.actor = actor
        self.sample = sample
        self._calendar: WorkCalendar | None = None
        self._settings: Values | None = None
        self._memory = {} if memory is None else memory
        self.saved_at: datetime | None = None
        # A queued signal, because a commit may come from a worker thread.
        store.listeners.append(self.changed.emit)
        self.changed.connect(self._heard)

    def work(self) -> AbstractContextManager[Work]:
        """A unit of work that may write; rolled back unless committed."""
        return self.store.work(self.actor)

    def read(self) -> AbstractContextManager[Work]:
        """A unit of work that only reads."""
        return self.store.read(self.actor)

    def now(self) -> datetime:
        """The office's time, aware."""
        return self.store.clock()

    def today(self) -> date:
        """The office's day in China."""
        return local_date(self.now())

    def may(self, right: Right) -> bool:
        """Whether the one at the desk has a right; the services check it again."""
        return self.actor.may(right)

    @property
    def calendar(self) -> WorkCalendar:
        """The working calendar, read once and again after an import."""
        if self._calendar is None:
            with self.read() as work:
                self._calendar = work_calendar(work.session)
        return self._calendar

    @property
    def settings(self) -> Values:
        """The parameters in force now."""
        if self._settings is None:
            with self.read() as work:
                self._settings = values(work.session, work.now)
        return self._settings

    def memory(self, place: str) -> MutableMapping[str, object]:
        """What the window remembers of a place: column widths, printers (no personal data)."""
        return self._memory.setdefault(place, {})

    def take_over(self, actor: Actor) -> None:
        """Let a colleague sit down; the pages show what that one may see."""
        self.actor = actor
        self.actor_changed.emit()

    def close(self) -> None:
        """Leave: the store closes and its key goes with it."""
        self.store.listeners.clear()
        self.store.close()

    def _heard(self, kinds: frozenset[str]) -> None:
        self.saved_at = self.now()
        if "calendar_day" in kinds:
            self._calendar = None
        if "setting" in kinds:
            self._settings = None
