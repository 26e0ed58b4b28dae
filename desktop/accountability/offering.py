"""The steps by which a complaint, case or petition leads to accountability, and back to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.accountability import offers
from center.accountability.file import of_source
from center.accountability.intake import AccountabilityForm
from center.cases.file import CaseFile, open_file
from center.complaints.records import Complaint, Fault
from center.complaints.verdicts import consequences_of
from center.petitions.records import Petition
from center.rights import Right
from center.storage import Work
from desktop.accountability.entering import PROPOSE, ask_propose
from desktop.desk import Desk
from desktop.matter_record import find_matter
from desktop.record import Step

SHOW = "打开责任追究"


def accountability_steps(
    desk: Desk, page: QWidget, kind: str, source: UUID, shown: str | None = None
) -> list[Step]:
    """Open what came of a record (its kind: complaint, case, petition), else propose it.

    Offered where the record itself shows a fault (ACC-12); of a petition it may always be. Who may
    not supervise is not told of accountability at all. `shown` is what the record shows, where the
    caller has read it.
    """
    if not desk.may(Right.SUPERVISE):
        return []
    with desk.read() as work:
        known = of_source(work, kind, source)
        if shown is None and not known:
            shown = _shown(work, kind, source)
    if known:
        opened = partial(desk.open_matter.emit, "accountability", known[-1].id)
        return [Step(f"{SHOW} {known[-1].number}", opened)]
    if not shown:
        return []
    return [Step(PROPOSE, partial(_propose, desk, page, kind, source, shown))]


def _propose(desk: Desk, page: QWidget, kind: str, source: UUID, shown: str) -> None:
    with desk.read() as work:
        start = _STARTS[kind](work, source)
    opened = partial(desk.open_matter.emit, "accountability")
    ask_propose(desk, page, start, opened, shown)


def shown_by(file: CaseFile) -> str:
    """What a case shows of a fault by itself, in words; empty where it shows none."""
    return "；".join(one.words for one in offers.reasons(file))


def _shown(work: Work, kind: str, source: UUID) -> str:
    """What a complaint or petition shows of a fault, in words; empty where it shows none."""
    if kind == "complaint":
        found = find_matter(work, Complaint, source)
        return f"投诉 {found.number} 查实。" if found.fault is Fault.STAFF else ""
    return f"信访 {find_matter(work, Petition, source).number}。"


def _of_complaint(work: Work, source: UUID) -> AccountabilityForm:
    complaint = find_matter(work, Complaint, source)
    return offers.from_complaint(work, complaint, consequences_of(work, complaint))


_STARTS: dict[str, Callable[[Work, UUID], AccountabilityForm]] = {
    "complaint": _of_complaint,
    "case": lambda work, source: offers.from_case(work, open_file(work, source)),
    "petition": lambda work, source: offers.from_petition(
        work, find_matter(work, Petition, source)
    ),
}
