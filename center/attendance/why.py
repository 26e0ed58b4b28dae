"""Why a half day of the sheet is what it is: rule, punches, what was settled and said (ATT-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from center.attendance.days import Day, derive, read_book
from center.attendance.hours import Half, Slot
from center.attendance.punching import Mark, Result
from center.attendance.records import Appeal, Finding, Punch
from center.calendar import ONE_DAY
from center.lists import day_start
from center.rights import Right, needs, visible
from center.staff import Staff
from center.storage import Work


@dataclass(frozen=True, slots=True)
class Why:
    """One day of one person: as derived, every punch as it came, what was settled and said."""

    day: Day
    taps: tuple[datetime, ...]
    by_hand: tuple[Punch, ...]
    findings: Mapping[Slot, Finding]
    appeals: tuple[Appeal, ...]

    def marks(self, half: Half) -> list[Mark]:
        """The slots of a half day."""
        return [mark for mark in self.day.marks if mark.slot.half is half]

    def doubtful(self, half: Half) -> list[Slot]:
        """The slots of a half day that may be settled: missing, late or early."""
        wrong = (Result.MISSING, Result.LATE, Result.EARLY)
        return [mark.slot for mark in self.marks(half) if mark.result in wrong]

    def missing(self, half: Half) -> list[Slot]:
        """The slots of a half day without a punch."""
        return [mark.slot for mark in self.marks(half) if mark.result is Result.MISSING]


@needs(Right.SEE_OFFICE)
def why(work: Work, staff: UUID, on: date) -> Why:
    """Everything about one day of one person."""
    person = work.session.get_one(Staff, staff)
    book = read_book(work, [person], on, on)
    hand = select(Punch).where(
        Punch.staff == staff,
        Punch.reason != "",
        Punch.at >= day_start(on),
        Punch.at < day_start(on + ONE_DAY),
        Punch.voided_at.is_(None),
    )
    said = select(Appeal).where(Appeal.staff == staff, Appeal.on == on, Appeal.voided_at.is_(None))
    return Why(
        day=derive(book, [person], on, on)[staff][0],
        taps=tuple(book.taps.get(staff, {}).get(on, ())),
        by_hand=tuple(work.session.scalars(visible(hand, work.actor).order_by(Punch.at))),
        findings=book.findings.get((staff, on), {}),
        appeals=tuple(work.session.scalars(visible(said, work.actor).order_by(Appeal.at))),
    )
