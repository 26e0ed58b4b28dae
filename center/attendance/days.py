"""Days as they are derived from punches, leave, outings, findings, hours and the calendar.

Nothing derived is stored but a closed month: what arrives later is simply seen by the next look.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from center.attendance.absence import authorised, taken, until
from center.attendance.chains import Span
from center.attendance.hours import (
    Half,
    Season,
    Shift,
    Slot,
    at,
    profile_shift,
    season_on,
)
from center.attendance.leave import GRANTED, leaves
from center.attendance.outings import outings
from center.attendance.punches import taps_of
from center.attendance.punching import Exemption, Mark, Result, judge
from center.attendance.records import (
    Finding,
    Leave,
    Outing,
    Overtime,
    Settlement,
    WorkHours,
)
from center.attendance.symbols import OF_LEAVE, OF_OUTING, CellKind
from center.calendar import WorkCalendar
from center.collector import uncollected
from center.holidays import work_calendar
from center.imports.rows import Progress, silent
from center.rights import Right, needs, visible
from center.settings import values
from center.staff import Staff
from center.storage import Work


@dataclass(frozen=True, slots=True)
class Cell:
    """One half day of the sheet and why it is what it is, line by line."""

    kind: CellKind
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """One person's day."""

    on: date
    workday: bool
    marks: tuple[Mark, ...]
    cells: Mapping[Half, Cell]


@dataclass(frozen=True, slots=True)
class Book:
    """Everything days are derived from, read once for a span of days."""

    now: datetime
    calendar: WorkCalendar
    shifts: Mapping[tuple[str, date], Shift]
    taps: Mapping[UUID, Mapping[date, list[datetime]]]
    leaves: Mapping[UUID, Sequence[tuple[Leave, Span]]]
    outings: Mapping[UUID, Sequence[Outing]]
    findings: Mapping[tuple[UUID, date], Mapping[Slot, Finding]]
    overtime: Mapping[tuple[UUID, date], int]


@needs(Right.SEE_OFFICE)
def hours(work: Work) -> list[WorkHours]:
    """The hours entered, those that began last first."""
    query = select(WorkHours).where(WorkHours.voided_at.is_(None))
    query = visible(query, work.actor).order_by(WorkHours.since.desc(), WorkHours.staff_kind)
    return list(work.session.scalars(query))


@needs(Right.SEE_OFFICE)
def shift_on(work: Work, staff_kind: str, day: date) -> Shift:
    """The shift of a kind of staff on a day; the office's own hours when none were entered."""
    return _shifts(work, {staff_kind}, [day])[staff_kind, day]


@needs(Right.SEE_OFFICE)
def read_book(work: Work, people: Sequence[Staff], first: date, last: date) -> Book:
    """Read what the days of some people are derived from."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    granted: dict[UUID, list[tuple[Leave, Span]]] = defaultdict(list)
    for leave in leaves(work, first, last, GRANTED):
        if (span := taken(leave)) is not None:
            granted[leave.staff].append((leave, span))
    out: dict[UUID, list[Outing]] = defaultdict(list)
    for outing in outings(work, first, last):
        out[outing.staff].append(outing)
    ids = [person.id for person in people]
    return Book(
        now=work.now,
        calendar=work_calendar(work.session),
        shifts=_shifts(work, {person.staff_kind for person in people}, days),
        taps=taps_of(work, ids, first, last),
        leaves=granted,
        outings=out,
        findings=_findings(work, first, last),
        overtime=_overtime(work, first, last),
    )


def derive(
    book: Book, people: Sequence[Staff], first: date, last: date, progress: Progress = silent
) -> dict[UUID, list[Day]]:
    """Every day of a span for some people. Pure."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found: dict[UUID, list[Day]] = {}
    with uncollected():
        for done, person in enumerate(people, 1):
            found[person.id] = [day_of(book, person.id, person.staff_kind, day) for day in days]
            progress(done, len(people), "正在计算考勤")
    return found


def day_of(book: Book, staff: UUID, staff_kind: str, on: date) -> Day:
    """One day of one person. Pure."""
    if not book.calendar.is_workday(on):
        return _rest_day(book, staff, on)
    shift = book.shifts[staff_kind, on]
    granted = [
        (leave, span) for leave, span in book.leaves.get(staff, ()) if span.first <= on <= span.last
    ]
    out = _outings_on(book.outings.get(staff, ()), on)
    exemptions = [*_of_leaves(granted, shift, on), *map(_of_outing, out)]
    marks = judge(book.taps.get(staff, {}).get(on, ()), shift, on, exemptions)
    due = tuple(m for m in marks if m.tap or at(on, shift.nominal(m.slot)) <= book.now)
    settled = book.findings.get((staff, on), {})
    cells = {}
    for half in Half:
        mine = [mark for mark in due if mark.slot.half is half]
        leave = next((leave for leave, span in granted if span.holds(on, half)), None)
        if leave is not None:
            cells[half] = _leave_cell(leave, mine)
        else:
            moments = [at(on, shift.nominal(m.slot)) for m in mine if m.result is Result.EXEMPT]
            trip = next((o for o in out for m in moments if o.starts_at <= m <= until(o)), None)
            cells[half] = _cell(mine, settled, trip)
    return Day(on, True, due, cells)


def _leave_cell(leave: Leave, marks: Sequence[Mark]) -> Cell:
    number = f"（{leave.number}）" if leave.number else ""
    why = (f"{leave.leave_type.value}{number}：{leave.reason}", *map(_why, marks))
    return Cell(OF_LEAVE[leave.leave_type], why)


def _cell(marks: Sequence[Mark], settled: Mapping[Slot, Finding], trip: Outing | None) -> Cell:
    """The worst of a half day's slots; an outing where nothing is wrong."""
    if not marks:
        return Cell(CellKind.NOT_YET)
    kinds = [_kind_of(mark, settled.get(mark.slot)) for mark in marks]
    told = tuple(_why(mark) + _said(settled.get(mark.slot)) for mark in marks)
    for worst in (CellKind.ABSENT, CellKind.MISSING):
        if worst in kinds:
            return Cell(worst, told)
    if trip is not None:
        return Cell(OF_OUTING[trip.outing_kind], told)
    for worst in (CellKind.LATE, CellKind.EARLY):
        if worst in kinds:
            return Cell(worst, told)
    return Cell(CellKind.PRESENT, told)


def _why(mark: Mark) -> str:
    return f"{mark.slot}：{mark.why}"


def _kind_of(mark: Mark, finding: Finding | None) -> CellKind:
    if finding is not None and finding.confirmed:
        absent = finding.settled is Settlement.ABSENT
        return CellKind.ABSENT if absent else CellKind.PRESENT
    match mark.result:
        case Result.MISSING:
            return CellKind.MISSING
        case Result.LATE:
            return CellKind.LATE
        case Result.EARLY:
            return CellKind.EARLY
        case _:
            return CellKind.PRESENT


def counts_as(mark: Mark, finding: Finding | None) -> Result:
    """The result of a slot after what was settled about it."""
    if finding is None or not finding.confirmed:
        return mark.result
    return Result.MISSING if finding.settled is Settlement.ABSENT else Result.EXEMPT


def _said(finding: Finding | None) -> str:
    if finding is None:
        return ""
    state = {None: "待领导确认", True: "已确认", False: "未同意"}[finding.confirmed]
    return f"；核实为{finding.settled.value}（{finding.remark}），{state}"


def _rest_day(book: Book, staff: UUID, on: date) -> Day:
    why = book.calendar.why_off(on)
    minutes = book.overtime.get((staff, on), 0)
    if minutes:
        cell = Cell(CellKind.OVERTIME, (f"{why}，加班 {minutes / 60:g} 小时",))
    else:
        cell = Cell(CellKind.REST, (why,))
    return Day(on, False, (), dict.fromkeys(Half, cell))


def _of_leaves(granted: Sequence[tuple[Leave, Span]], shift: Shift, on: date) -> list[Exemption]:
    """Leave exempts the slots of its half days; without a midday break each half has one."""
    found: list[Exemption] = []
    for leave, span in granted:
        for slot in shift.slots:
            if span.holds(on, slot.half):
                moment = at(on, shift.nominal(slot))
                found.append(Exemption(moment, moment, leave.leave_type.value))
    return found


def _outings_on(out: Iterable[Outing], on: date) -> list[Outing]:
    start, end = at(on, datetime.min.time()), at(on + timedelta(days=1), datetime.min.time())
    return [one for one in out if authorised(one) and one.starts_at < end and until(one) >= start]


def _of_outing(outing: Outing) -> Exemption:
    where = outing.village or outing.place
    words = f"{outing.outing_kind.value}{where}（{outing.matter}）"
    return Exemption(outing.starts_at, until(outing), words)


def _shifts(
    work: Work, kinds: Iterable[str], days: Sequence[date]
) -> dict[tuple[str, date], Shift]:
    seasons: dict[str, list[Season]] = defaultdict(list)
    for one in hours(work):
        seasons[one.staff_kind].append(
            Season(one.since, one.profile, one.late_after, one.early_before, one.yearly)
        )
    made: dict[tuple[str, int, int], Shift] = {}
    found: dict[tuple[str, date], Shift] = {}
    for day in days:
        settings = values(work.session, at(day, datetime.max.time()))
        office = Season(
            date.min,
            settings.text("hours_profile"),
            settings.number("late_tolerance"),
            settings.number("early_tolerance"),
        )
        for kind in kinds:
            season = season_on(seasons[kind], day) or season_on(seasons[""], day) or office
            key = (season.profile, season.late_after, season.early_before)
            found[kind, day] = made.setdefault(key, profile_shift(*key))
    return found


def _findings(work: Work, first: date, last: date) -> dict[tuple[UUID, date], dict[Slot, Finding]]:
    query = select(Finding).where(
        Finding.on >= first, Finding.on <= last, Finding.voided_at.is_(None)
    )
    found: dict[tuple[UUID, date], dict[Slot, Finding]] = defaultdict(dict)
    for one in work.session.scalars(visible(query, work.actor)):
        found[one.staff, one.on][one.slot] = one
    return found


def _overtime(work: Work, first: date, last: date) -> dict[tuple[UUID, date], int]:
    query = select(Overtime.staff, Overtime.on, Overtime.minutes).where(
        Overtime.on >= first, Overtime.on <= last, Overtime.voided_at.is_(None)
    )
    found: dict[tuple[UUID, date], int] = defaultdict(int)
    for staff, on, minutes in work.session.execute(visible(query, work.actor)):
        found[staff, on] += minutes
    return found
