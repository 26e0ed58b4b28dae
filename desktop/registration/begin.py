"""A petition or complaint begun from a visit: what was said at the desk is not typed again."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.complaints.records import Complaint
from center.grievances import complaint_of, petition_of
from center.petitions.records import Petition
from desktop.desk import Desk
from desktop.record import Step
from desktop.registration.facts import VisitFile


def begin_steps(desk: Desk, parent: QWidget, file: VisitFile, against: str) -> list[Step]:
    """登记信访 and 登记投诉, once for each matter of a visit; the new one opens in its tab."""

    def opened(kind: str) -> Callable[[UUID], object]:
        return lambda record: desk.open_matter.emit(kind, record)

    def petition() -> None:
        from desktop.petitions.entering import ask_register

        ask_register(desk, parent, opened(Petition.kind), petition_of(file.visit))

    def complaint() -> None:
        from desktop.complaints.entering import ask_register

        ask_register(desk, parent, opened(Complaint.kind), complaint_of(file.visit))

    begun = {
        one.kind: f"已经登记 {one.number}" for one in file.grievances if one.visit == file.visit.id
    }
    return [
        Step("登记信访", petition, against or begun.get(Petition.kind, "")),
        Step("登记投诉", complaint, against or begun.get(Complaint.kind, "")),
    ]
