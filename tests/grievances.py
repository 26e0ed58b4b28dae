"""Invented petitions, complaints and work orders for tests; no real person, no real number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from center.complaints import intake as complaints
from center.complaints.records import Channel as ComplaintChannel
from center.complaints.records import Complaint
from center.journal import commit
from center.matters import Matter
from center.petitions import intake
from center.petitions.actions import Action, reason_against
from center.petitions.file import PetitionFile, file_of
from center.petitions.records import Channel, Petition, Purpose
from center.rights import Actor
from center.staff import Staff
from tests.desk import at
from tests.offices import Office

M = TypeVar("M", bound=Matter)
PROBLEM = "村里修路占用了我家承包地，三年没有给补偿款，要求按标准补偿"


def petition_form(**changes: Any) -> intake.PetitionForm:
    """A villager who asks for compensation; all eight fields of PET-02."""
    fields: dict[str, Any] = {
        "channel": Channel.VISIT,
        "purpose": Purpose.CLAIM,
        "problem": PROBLEM,
        "name": "何谷雨",
        "sex": "女",
        "age": 52,
        "occupation": "务农",
        "political_status": "群众",
        "address": "石桥村二组",
        "phone": "13900000011",
        "village": "石桥村",
    }
    return intake.PetitionForm(**(fields | changes))


def complaint_form(**changes: Any) -> complaints.ComplaintForm:
    """Somebody who was treated rudely at a window."""
    fields: dict[str, Any] = {
        "channel": ComplaintChannel.ORAL,
        "subject": "服务态度",
        "facts": "窗口人员态度粗暴，把材料扔了出来",
        "name": "何谷雨",
        "phone": "13900000011",
        "window": "社保窗口",
        "protected": False,
    }
    return complaints.ComplaintForm(**(fields | changes))


@dataclass
class Grievances:
    """Registers and takes steps, each in a unit of work of its own."""

    office: Office
    actor: Actor | None = None

    def to(self, day: str, time: str = "09:00") -> None:
        """Move the office's clock."""
        self.office.clock.now = at(day, time)

    def petition(self, **changes: Any) -> UUID:
        """A registered petition."""
        with self.office.work(self.actor) as work:
            found = intake.register(work, petition_form(**changes))
            commit(work)
            return found.id

    def complaint(self, **changes: Any) -> UUID:
        """A registered complaint."""
        with self.office.work(self.actor) as work:
            found = complaints.register(work, complaint_form(**changes))
            commit(work)
            return found.id

    def staff(self, name: str = "杜小满") -> UUID:
        """Somebody on the staff list."""
        with self.office.work() as work:
            person = Staff(id=work.new_id(), station="QS", name=name)
            work.session.add(person)
            commit(work)
            return person.id

    def step(
        self,
        kind: type[M],
        matter: UUID,
        function: Callable[..., Any],
        *args: Any,
        by: Actor | None = None,
        **named: Any,
    ) -> Any:
        """Take a step and commit."""
        with self.office.work(by or self.actor) as work:
            found = function(work, work.session.get_one(kind, matter), *args, **named)
            commit(work)
            return found

    def file(self, petition: UUID) -> PetitionFile:
        """A petition as it stands now, for the director."""
        with self.office.store.read(self.office.director) as work:
            return file_of(work, work.session.get_one(Petition, petition))

    def reason(self, petition: UUID, action: Action) -> str:
        """Why an action is not lawful now; empty when it is."""
        return reason_against(action, self.file(petition).facts)

    def case(self, complaint: UUID) -> Complaint:
        """A complaint's record alone."""
        with self.office.store.read(self.office.director) as work:
            return work.session.get_one(Complaint, complaint)
