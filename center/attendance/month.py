"""The monthly sheet (月考勤表): a line per person, a cell per half day, totals (ATT-10)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from center.accounts import Account
from center.attendance.closing import closed_month, freeze
from center.attendance.days import Book, Day, counts_as, derive, read_book
from center.attendance.hours import NOON, Half, Shift, at
from center.attendance.punching import Result
from center.attendance.records import AttendanceMonth
from center.attendance.symbols import CellKind, legend, symbols
from center.attendance.why import keep_reasons
from center.calendar import WorkCalendar
from center.collector import uncollected
from center.holidays import work_calendar
from center.hours import after_closing, sessions
from center.imports.rows import Progress, silent
from center.lists import day_start
from center.registration import Visit
from center.rights import Right, needs, visible
from center.roster.request import month_days
from center.settings import values
from center.staff import Staff
from center.storage import Work

TOTALS: Mapping[str, str] = {
    "present": "出勤",
    "official": "公出",
    "village": "下村",
    "annual": "年休",
    "personal": "事假",
    "sick": "病假",
    "other_leave": "其他假",
    "late": "迟到",
    "early": "早退",
    "missing": "未打卡",
    "absent": "旷工",
    "overtime": "加班",
    "delayed": "延时服务",
}
"""The totals of a line. Days but for 迟到、早退、未打卡、延时服务 (times) and 加班 (hours)."""

_DAYS: Mapping[CellKind, str] = {
    CellKind.PRESENT: "present",
    CellKind.LATE: "present",
    CellKind.EARLY: "present",
    CellKind.OFFICIAL: "official",
    CellKind.TRAINING: "official",
    CellKind.VILLAGE: "village",
    CellKind.ANNUAL: "annual",
    CellKind.PERSONAL: "personal",
    CellKind.SICK: "sick",
    CellKind.ABSENT: "absent",
    CellKind.COMPENSATORY: "other_leave",
    CellKind.MARRIAGE: "other_leave",
    CellKind.MATERNITY: "other_leave",
    CellKind.CARE: "other_leave",
    CellKind.PARENTAL: "other_leave",
    CellKind.FUNERAL: "other_leave",
    CellKind.HOME: "other_leave",
    CellKind.OTHER: "other_leave",
}


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One person's month: the kind of each half day, the totals, and how early he came."""

    staff: UUID
    name: str
    post: str
    cells: Mapping[tuple[int, Half], CellKind]
    totals: Mapping[str, float]
    early_arrivals: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of one kind of staff. `rest` are its days off; `closed` is what froze it."""

    year: int
    month: int
    staff_kind: str
    days: tuple[int, ...]
    rest: frozenset[int]
    due_days: int
    lines: tuple[SheetLine, ...]
    totals: Mapping[str, float]
    symbols: Mapping[CellKind, str]
    legend: str
    signers: tuple[str, ...]
    closed: AttendanceMonth | None

    @property
    def unsettled(self) -> int:
        """Half days that wait to be settled."""
        return sum(kind is CellKind.MISSING for line in self.lines for kind in line.cells.values())


@needs(Right.SEE_OFFICE)
@uncollected()
def sheets(work: Work, year: int, month: int, progress: Progress = silent) -> list[Sheet]:
    """One sheet per kind of staff, in the order of the setting; a closed month as it was frozen."""
    closed = closed_month(work, year, month)
    if closed is not None:
        lines = _thawed(closed.sheet)
    else:
        lines = _lines(work, _derived(work, year, month, progress))
    return _sheets(work, year, month, lines, closed)


def _sheets(
    work: Work,
    year: int,
    month: int,
    lines: Mapping[str, Sequence[SheetLine]],
    closed: AttendanceMonth | None,
) -> list[Sheet]:
    calendar = work_calendar(work.session)
    days = month_days(year, month)
    rest = frozenset(day.day for day in days if not calendar.is_workday(day))
    settings = values(work.session, at(days[-1], NOON))
    in_use = symbols(settings.lines("attendance_symbols"))
    found: list[Sheet] = []
    for kind, mine in lines.items():
        if not mine:
            continue
        there = {cell for line in mine for cell in line.cells.values()}
        found.append(
            Sheet(
                year=year,
                month=month,
                staff_kind=kind,
                days=tuple(day.day for day in days),
                rest=rest,
                due_days=len(days) - len(rest),
                lines=tuple(mine),
                totals=_sum(mine),
                symbols=in_use,
                legend=legend(in_use, there),
                signers=_signers(settings.lines("sheet_signers"), kind),
                closed=closed,
            )
        )
    return found


@needs(Right.KEEP_ATTENDANCE)
@uncollected()
def close(work: Work, year: int, month: int, progress: Progress = silent) -> AttendanceMonth:
    """Close a month: settle first, then it is frozen as it stands, with every reason (ATT-09)."""
    found = _derived(work, year, month, progress)
    made = _sheets(work, year, month, _lines(work, found), None)
    frozen = [_frozen(sheet.staff_kind, line) for sheet in made for line in sheet.lines]
    closed = freeze(work, year, month, frozen, sum(sheet.unsettled for sheet in made))
    keep_reasons(work, closed, found.book, found.days)
    return closed


@needs(Right.SEE_OFFICE)
def persons_days(work: Work, person: Staff, year: int, month: int) -> list[Day]:
    """One person's month with every reason, for “为什么” (ATT-10)."""
    days = month_days(year, month)
    book = read_book(work, [person], days[0], days[-1])
    return derive(book, [person], days[0], days[-1])[person.id]


def early_arrivals(days: Iterable[Day], shift_on: Mapping[date, Shift], minutes: int) -> int:
    """How often somebody came at least so many minutes early; never a penalty (TIME-05)."""
    count = 0
    for day in days:
        for mark in day.marks:
            if mark.tap is None or not mark.slot.arrives:
                continue
            due = at(day.on, shift_on[day.on].nominal(mark.slot))
            count += mark.tap <= due - timedelta(minutes=minutes)
    return count


@dataclass(frozen=True, slots=True)
class _Month:
    """A month as it is derived: of whom, from what, what came of it."""

    people: Sequence[Staff]
    book: Book
    days: Mapping[UUID, Sequence[Day]]
    span: Sequence[date]


def _derived(work: Work, year: int, month: int, progress: Progress) -> _Month:
    query = select(Staff).where(Staff.active, Staff.voided_at.is_(None), Staff.staff_kind != "")
    people = list(work.session.scalars(visible(query, work.actor)))
    people.sort(key=lambda one: (one.staff_number == "", one.staff_number, one.name))
    days = month_days(year, month)
    book = read_book(work, people, days[0], days[-1])
    return _Month(people, book, derive(book, people, days[0], days[-1], progress), days)


def _lines(work: Work, found: _Month) -> dict[str, list[SheetLine]]:
    people, book, derived, days = found.people, found.book, found.days, found.span
    delayed = _delayed(work, book.calendar, days[0], days[-1])
    hint = values(work.session, work.now).number("early_hint")
    lines: dict[str, list[SheetLine]] = {kind: [] for kind in _kinds(work, people)}
    for person in people:
        mine = derived[person.id]
        shift_on = {day: book.shifts[person.staff_kind, day] for day in days}
        lines[person.staff_kind].append(
            SheetLine(
                staff=person.id,
                name=person.name,
                post=person.post,
                cells={(day.on.day, h): cell.kind for day in mine for h, cell in day.cells.items()},
                totals=_totals(book, person.id, mine) | {"delayed": delayed[person.id]},
                early_arrivals=early_arrivals(mine, shift_on, hint),
            )
        )
    return lines


def _kinds(work: Work, people: Sequence[Staff]) -> list[str]:
    """The kinds of staff in the order of the setting, then any others there are."""
    listed = values(work.session, work.now).lines("staff_kinds")
    return [*dict.fromkeys([*listed, *sorted({person.staff_kind for person in people})])]


def _totals(book: Book, staff: UUID, days: Sequence[Day]) -> dict[str, float]:
    found: dict[str, float] = dict.fromkeys(TOTALS, 0)
    for day in days:
        for cell in day.cells.values():
            if day.workday and (name := _DAYS.get(cell.kind)):
                found[name] += 0.5
        for mark in day.marks:
            finding = book.findings.get((staff, day.on), {}).get(mark.slot)
            match counts_as(mark, finding):
                case Result.LATE:
                    found["late"] += 1
                case Result.EARLY:
                    found["early"] += 1
                case Result.MISSING if finding is None or not finding.confirmed:
                    found["missing"] += 1
        found["overtime"] += book.overtime.get((staff, day.on), 0) / 60
    return found


def _delayed(work: Work, calendar: WorkCalendar, first: date, last: date) -> Counter[UUID]:
    """Registrations after closing by whoever received them (延时服务, TIME-04)."""
    hours = sessions(values(work.session, work.now))
    query = (
        select(Visit.received_at, Account.staff)
        .join(Account, Account.id == Visit.first_asked)
        .where(
            Visit.received_at >= day_start(first),
            Visit.received_at < day_start(last + timedelta(days=1)),
            Visit.voided_at.is_(None),
            Account.staff.is_not(None),
        )
    )
    rows = work.session.execute(visible(query, work.actor))
    return Counter(who for came, who in rows if who and after_closing(came, calendar, hours))


def _sum(lines: Iterable[SheetLine]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for line in lines:
        for name, value in line.totals.items():
            found[name] += value
    return dict(found)


def _signers(lines: Iterable[str], kind: str) -> tuple[str, ...]:
    """The signature lines of a kind of staff; 驻村：… stands on the sheet of 驻村 alone."""
    found: list[str] = []
    for line in lines:
        of, colon, title = line.replace(":", "：").partition("：")
        if not colon:
            found.append(line)
        elif of.strip() == kind:
            found.append(title.strip())
    return tuple(found)


def _frozen(kind: str, line: SheetLine) -> dict[str, Any]:
    cells = {
        half.value: [line.cells[day, half].value for day in sorted({day for day, _ in line.cells})]
        for half in Half
    }
    return {
        "staff_kind": kind,
        "staff": line.staff.hex,
        "name": line.name,
        "post": line.post,
        "cells": cells,
        "totals": dict(line.totals),
        "early_arrivals": line.early_arrivals,
    }


def _thawed(frozen: Iterable[Mapping[str, Any]]) -> dict[str, list[SheetLine]]:
    found: dict[str, list[SheetLine]] = defaultdict(list)
    for line in frozen:
        cells = {
            (day, half): CellKind(kind)
            for half in Half
            for day, kind in enumerate(line["cells"][half.value], 1)
        }
        found[line["staff_kind"]].append(
            SheetLine(
                staff=UUID(line["staff"]),
                name=line["name"],
                post=line["post"],
                cells=cells,
                totals=line["totals"],
                early_arrivals=line["early_arrivals"],
            )
        )
    return found
