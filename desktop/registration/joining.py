"""One person and day is one visit: a second matter is proposed as part of the first."""

from __future__ import annotations

from uuid import UUID

from center.people import Person, find_person
from center.registration import entry_of, visit
from center.registration.matters import first_of, next_matter
from desktop.dates import ZONE
from desktop.desk import Desk
from desktop.fields import Form
from desktop.registration.who import Known


class Joining:
    """Which visit the form joins: `first` is proposed with its tick, `joined` was asked for."""

    def __init__(self, desk: Desk, form: Form) -> None:
        self._desk, self._form = desk, form
        self.first: UUID | None = None
        self.joined: UUID | None = None

    def take(self, visit_id: UUID) -> Person | None:
        """Go on with another matter of this visit; gives who came, None when nobody said so."""
        with self._desk.read() as work:
            found = visit(work, visit_id)
            person = find_person(work, found.person) if found.person is not None else None
        self.joined = found.entry
        return person

    def propose(self, person: Known | None) -> None:
        """Propose the visit that was asked for, else the one this person began today."""
        with self._desk.read() as work:
            first = None
            if self.joined is not None:
                first = first_of(work, visit(work, self.joined))
            elif person is not None:
                first = entry_of(work, person.id, self._desk.today())
            self.first = first.id if first is not None else None
            if first is not None:
                at = first.received_at.astimezone(ZONE)
                number = next_matter(work, first.id)
                told = f"今天 {at:%H:%M} 已登记 {first.number}，作为同一次来访的第 {number} 件事"
                self._form.set_label("same", told)
        self._form.set_values({"same": first is not None})

    def chosen(self) -> UUID | None:
        """The visit to join, None while the tick is off or not asked for."""
        return self.first if self._form.ticked("same") else None

    def forget(self) -> None:
        """Start over."""
        self.first = self.joined = None
