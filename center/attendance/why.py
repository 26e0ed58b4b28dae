"""Why a half day of the sheet is what it is: rule, punches, what was settled and said (ATT-10).

Of an open month it is derived anew each time; a closed one tells what was told when it was closed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from center.attendance.closing import closed_month
from center.attendance.days import Book, Day, derive, read_book
from center.attendance.hours import Half, Slot
from center.attendance.punching import Mark, Result
from center.attendance.records import (
    Appeal,
    AttendanceMonth,
    Finding,
    MonthReasons,
    Punch,
)
from center.attendance.symbols import CellKind
from center.calendar import ONE_DAY, spoken
from center.journal import columns_of, created
from center.lists import day_start
from center.records import CHINA, local_date
from center.rights import Right, needs, visible
from center.staff import Staff
from center.storage import Work

NOT_KEPT = "关账时没有保存说明，以下按现在的记录推算："
"""Said of months that were closed before reasons were kept."""


@dataclass(frozen=True, slots=True)
class Why:
    """One day of one person: as derived, every punch as it came, what was settled and said.

    `lines` and `kinds` are what is told of each half day, frozen where the month is closed.
    """

    day: Day
    taps: tuple[datetime, ...]
    by_hand: tuple[Punch, ...]
    findings: Mapping[Slot, Finding]
    appeals: tuple[Appeal, ...]
    lines: Mapping[Half, tuple[str, ...]]
    kinds: Mapping[Half, CellKind]

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
    by_hand = _by_hand(work, on, on).get((staff, on), ())
    appeals = _appeals(work, on, on).get((staff, on), ())
    day = derive(book, [person], on, on)[staff][0]
    told = {half: tuple(_told(book, staff, day, half, by_hand, appeals)) for half in Half}
    kinds = {half: day.cells[half].kind for half in Half}
    closed = closed_month(work, on.year, on.month)
    if closed is not None:
        told, kinds = _as_closed(work, closed, staff, on, told, kinds)
    return Why(
        day=day,
        taps=tuple(book.taps.get(staff, {}).get(on, ())),
        by_hand=tuple(by_hand),
        findings=book.findings.get((staff, on), {}),
        appeals=tuple(appeals),
        lines=told,
        kinds=kinds,
    )


@needs(Right.KEEP_ATTENDANCE)
def keep_reasons(
    work: Work, closed: AttendanceMonth, book: Book, derived: Mapping[UUID, Sequence[Day]]
) -> None:
    """Keep what is told of every half day of a month that is being closed."""
    first = date(closed.year, closed.month, 1)
    last = max((day.on for days in derived.values() for day in days), default=first)
    by_hand, appeals = _by_hand(work, first, last), _appeals(work, first, last)

    def days_of(staff: UUID, days: Iterable[Day]) -> dict[str, dict[str, list[str]]]:
        return {
            str(day.on.day): {
                half.value: list(
                    _told(
                        book,
                        staff,
                        day,
                        half,
                        by_hand.get((staff, day.on), ()),
                        appeals.get((staff, day.on), ()),
                    )
                )
                for half in Half
            }
            for day in days
        }

    def rows() -> Iterator[dict[str, Any]]:
        for staff, days in derived.items():
            kept = MonthReasons(
                id=work.new_id(),
                station=closed.station,
                month=closed.id,
                staff=staff,
                days=days_of(staff, days),
            )
            yield columns_of(kept)

    work.streams.append(created(work.session, MonthReasons, rows()))


def _as_closed(
    work: Work,
    closed: AttendanceMonth,
    staff: UUID,
    on: date,
    told: dict[Half, tuple[str, ...]],
    kinds: dict[Half, CellKind],
) -> tuple[dict[Half, tuple[str, ...]], dict[Half, CellKind]]:
    line = next((one for one in closed.sheet if one["staff"] == staff.hex), None)
    if line is not None:
        kinds = {half: CellKind(line["cells"][half.value][on.day - 1]) for half in Half}
    query = select(MonthReasons).where(
        MonthReasons.month == closed.id,
        MonthReasons.staff == staff,
        MonthReasons.voided_at.is_(None),
    )
    kept = work.session.scalars(visible(query, work.actor)).first()
    if kept is None:
        return {half: (NOT_KEPT, *said) for half, said in told.items()}, kinds
    frozen = kept.days.get(str(on.day), {})
    return {half: tuple(frozen.get(half.value, ())) for half in Half}, kinds


def _told(
    book: Book,
    staff: UUID,
    day: Day,
    half: Half,
    by_hand: Sequence[Punch],
    appeals: Sequence[Appeal],
) -> Iterator[str]:
    """The rule line by line, then every punch of the day as it came, then what was said."""
    yield from day.cells[half].why
    if taps := book.taps.get(staff, {}).get(day.on):
        yield f"当天打卡：{'、'.join(_clock(tap) for tap in taps)}"
    for punch in by_hand:
        yield f"手工登记 {_clock(punch.at)}：{punch.reason}"
    for slot, finding in book.findings.get((staff, day.on), {}).items():
        if slot.half is half:
            agreed = f"，{finding.confirmed_by}确认" if finding.confirmed_by else ""
            at = finding.proposed_at.astimezone(CHINA)
            when = f"{spoken(at.date())} {at:%H:%M}"
            yield f"{slot.value}由{finding.proposed_by}于 {when} 核实{agreed}"
    for one in appeals:
        if one.half is half:
            yield f"申诉：{one.words}" + (f"；答复：{one.answer}" if one.answer else "")


def _by_hand(work: Work, first: date, last: date) -> dict[tuple[UUID, date], list[Punch]]:
    query = select(Punch).where(
        Punch.reason != "",
        Punch.at >= day_start(first),
        Punch.at < day_start(last + ONE_DAY),
        Punch.voided_at.is_(None),
    )
    found: dict[tuple[UUID, date], list[Punch]] = defaultdict(list)
    for one in work.session.scalars(visible(query, work.actor).order_by(Punch.at)):
        if one.staff is not None:
            found[one.staff, local_date(one.at)].append(one)
    return found


def _appeals(work: Work, first: date, last: date) -> dict[tuple[UUID, date], list[Appeal]]:
    query = select(Appeal).where(Appeal.on >= first, Appeal.on <= last, Appeal.voided_at.is_(None))
    found: dict[tuple[UUID, date], list[Appeal]] = defaultdict(list)
    for one in work.session.scalars(visible(query, work.actor).order_by(Appeal.at)):
        found[one.staff, one.on].append(one)
    return found


def _clock(at: datetime) -> str:
    return at.astimezone(CHINA).time().isoformat("seconds")
