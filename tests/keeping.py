"""A small office whose attendance is kept: people, slips, outings, punches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any
from uuid import UUID

from center.attendance import approvers, days, leave, outings
from center.attendance.chains import Span
from center.attendance.hours import Half, at
from center.attendance.punch_files import Format, PunchFile, Tap
from center.attendance.punches import assign, plan_punches, take_in
from center.attendance.records import (
    Leave,
    LeaveType,
    OutingKind,
)
from center.attendance.symbols import CellKind
from center.calendar import WorkCalendar, load_days
from center.journal import commit
from center.rights import Actor
from center.staff import Staff
from center.storage import Work
from tests.offices import Office

CALENDAR = WorkCalendar(load_days())
DAY = date(2026, 9, 22)  # Tuesday
SIGNERS = {"站所（窗口）负责人": "陆站长", "分管领导": "江副镇长", "主要领导": "林镇长"}
"""Who signs each step in this office."""


def full(first: date, last: date | None = None) -> Span:
    return Span(first, Half.MORNING, last or first, Half.AFTERNOON)


@dataclass
class Hall:
    office: Office
    people: dict[str, UUID]

    def person(self, work: Work, name: str) -> Staff:
        return work.session.get_one(Staff, self.people[name])

    def form(self, **changes: Any) -> leave.LeaveForm:
        plain = leave.LeaveForm(
            staff=self.people["沈秋禾"],
            leave_type=LeaveType.PERSONAL,
            span=full(DAY),
            reason="家中有事",
            phone="13800000000",
            substitute=self.people["顾明远"],
        )
        return replace(plain, **changes)

    def leader(self, name: str) -> Actor:
        """The account of somebody who works here."""
        return replace(self.office.director, name=name, staff=self.people[name])

    def approve(self, work: Work, slip: Leave) -> None:
        signed = [
            approvers.Signature(SIGNERS.get(step.approver_role, "领导"), DAY)
            for step in leave.steps_of(work, slip.id)
        ]
        approvers.enter_signed(work, slip, signed)


def furnished(office: Office) -> Hall:
    people: dict[str, UUID] = {}
    rows = (
        ("沈秋禾", "事业", "", "窗口"),
        ("顾明远", "事业", "", "窗口"),
        ("程雨桐", "临聘", "", "窗口"),
        ("陆站长", "公务员", "", "站长"),
        ("江副镇长", "公务员", "分管", "副镇长"),
        ("林镇长", "公务员", "正职", "镇长"),
    )
    with office.work() as work:
        for number, (name, kind, rank, post) in enumerate(rows, 1):
            person = Staff(
                id=work.new_id(),
                station="QS",
                name=name,
                staff_kind=kind,
                leader_rank=rank,
                post=post,
                staff_number=f"{number:03d}",
            )
            people[name] = person.id
            work.session.add(person)
        commit(work)
    office.clock.set(DAY, 19)
    return Hall(office, people)


def file_of(*taps: tuple[str, date, str]) -> PunchFile:
    found = [
        Tap(row, user, "", at(day, time.fromisoformat(clock)))
        for row, (user, day, clock) in enumerate(taps, 1)
    ]
    return PunchFile(Format.ATTLOG, tuple(found), ())


def punched(hall: Hall, *clocks: str, day: date = DAY, name: str = "沈秋禾") -> None:
    with hall.office.work() as work:
        assign(work, name, hall.people[name])
        plan = plan_punches(work, file_of(*((name, day, clock) for clock in clocks)), "f", "x")
        take_in(work, plan)
        commit(work)


def cells(hall: Hall, day: date = DAY, name: str = "沈秋禾") -> tuple[CellKind, CellKind]:
    with hall.office.work() as work:
        person = hall.person(work, name)
        book = days.read_book(work, [person], day, day)
        (found,) = days.derive(book, [person], day, day)[person.id]
    return found.cells[Half.MORNING].kind, found.cells[Half.AFTERNOON].kind


def trip(hall: Hall, **changes: Any) -> outings.OutingForm:
    plain = outings.OutingForm(
        staff=hall.people["沈秋禾"],
        outing_kind=OutingKind.VILLAGE,
        starts_at=at(DAY, time(10)),
        ends_at=at(DAY, time(16)),
        matter="入户核查",
        phone="13800000000",
        approver="江副镇长",
        village="石桥村",
    )
    return replace(plain, **changes)
