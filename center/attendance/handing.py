"""Handing over what is open before leave begins (LEAVE-15): one step, who has it now stays told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from center.accounts import Account, actor_of
from center.attendance.posts import open_matters
from center.attendance.records import Leave
from center.cases.handover import hand_over_for_leave
from center.cases.records import Case, CaseEvent
from center.cases.records import Happened as OfCase
from center.complaints.records import Complaint, Happened
from center.errors import Problem, Refused
from center.matters import MatterEvent, record
from center.rights import Right, needs, visible
from center.secrecy import STUB, seen_by
from center.staff import Staff
from center.storage import Work
from center.text import clean_line

STAYS = "保密件，由承办人本人或主任移交"


@dataclass(frozen=True, slots=True)
class Open:
    """One open case or complaint (`kind`) of somebody who will be away.

    Of a secret complaint this actor may not see only the number is told (PET-10); it has no
    `record` to be opened.
    """

    kind: str
    record: UUID | None
    number: str
    about: str
    name: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed over to whom, and what stays with the reason."""

    to: str
    done: tuple[Open, ...]
    kept: tuple[tuple[Open, str], ...]


@needs(Right.SEE_OFFICE)
def open_of(work: Work, staff: UUID) -> list[Open]:
    """The open cases and complaints of a person, the most pressing cases first."""
    found = [
        Open("case", one.id, one.number or "", one.item_name, one.name, one.due_on)
        for one in open_matters(work, staff)
    ]
    for complaint in work.session.scalars(visible(_complaints(staff), work.actor)):
        number, due = complaint.number or "", complaint.due_on
        found.append(Open("complaint", complaint.id, number, complaint.subject, "", due))
    hidden = _complaints(staff).where(~seen_by(Complaint.audience, work.actor))
    numbers = (complaint.number or "" for complaint in work.session.scalars(hidden))
    return [*found, *(Open("complaint", None, number, STUB, "", None) for number in numbers)]


@needs(Right.SEE_OFFICE)
def handed_of(work: Work, leave: Leave) -> list[Open]:
    """What was handed over under a slip and may be seen, for its sheet (C7)."""
    if not leave.number:
        return []
    named = f"（{leave.number}）"
    work.session.flush()
    of_cases = select(CaseEvent.case).where(
        CaseEvent.happened == OfCase.PASSED_ON, CaseEvent.remark.contains(named, autoescape=True)
    )
    cases = select(Case).where(Case.id.in_(of_cases)).order_by(Case.due_on, Case.id)
    found = [
        Open("case", one.id, one.number or "", one.item_name, one.name, one.due_on)
        for one in work.session.scalars(visible(cases, work.actor))
    ]
    of_matters = select(MatterEvent.matter).where(
        MatterEvent.happened == Happened.PASSED_ON,
        MatterEvent.remark.contains(named, autoescape=True),
    )
    complaints = select(Complaint).where(Complaint.id.in_(of_matters)).order_by(Complaint.id)
    for complaint in work.session.scalars(visible(complaints, work.actor)):
        number, due = complaint.number or "", complaint.due_on
        found.append(Open("complaint", complaint.id, number, complaint.subject, "", due))
    return found


@needs(Right.HAND_OVER)
def hand_over_all(work: Work, leave: Leave, note: str = "") -> Handed:
    """Hand the applicant's open matters to the substitute of his slip, in one step (LEAVE-15).

    What may not change hands now stays and is told; a secret complaint goes only to who is named
    on it already. Raises Refused when the slip names no substitute, or one who has no account that
    handles cases.
    """
    taker = _account(work, leave)
    absent = work.session.get_one(Staff, leave.staff).name
    number = f"（{leave.number}）" if leave.number else ""
    reason = f"{absent}{leave.leave_type.value}{number}，由代理人{leave.substitute_name}接手"
    done: list[Open] = []
    kept: list[tuple[Open, str]] = []
    for one in open_of(work, leave.staff):
        try:
            _hand(work, one, taker, absent, reason)
        except Refused as refused:
            kept.append((one, refused.sentence))
        else:
            done.append(one)
    leave.briefed, leave.handover_note = True, clean_line(note)
    return Handed(taker.name, tuple(done), tuple(kept))


def _complaints(staff: UUID) -> Select[Complaint]:
    return (
        select(Complaint)
        .join(Account, Account.id == Complaint.handler)
        .where(Account.staff == staff, Complaint.ended_on.is_(None), Complaint.voided_at.is_(None))
        .order_by(Complaint.received_at, Complaint.id)
    )


def _hand(work: Work, one: Open, taker: Account, absent: str, reason: str) -> None:
    if one.record is None:
        raise Refused(STAYS)
    if one.kind == Case.kind:
        case = work.session.get_one(Case, one.record)
        hand_over_for_leave(work, case, taker.id, absent, reason)
        return
    if not actor_of(taker).may(Right.HANDLE_PETITIONS):
        raise Refused("接手人没有办理信访投诉的权限")
    complaint = work.session.get_one(Complaint, one.record)
    knows = select(Complaint.id).where(
        Complaint.id == complaint.id, seen_by(Complaint.audience, actor_of(taker))
    )
    if work.session.scalars(knows).first() is None:
        raise Refused("保密件，要先把接手人列为知情人")
    data = {"from": complaint.handler_name, "to": taker.name, "instead_of": absent}
    complaint.handler, complaint.handler_name = taker.id, taker.name
    record(work, complaint, Happened.PASSED_ON, work.now, reason, data)


def _account(work: Work, leave: Leave) -> Account:
    if leave.substitute is None:
        raise Refused([Problem("substitute", "这张请假单没有工作代理人，请先补上")])
    query = select(Account).where(
        Account.staff == leave.substitute, Account.active, Account.voided_at.is_(None)
    )
    for found in work.session.scalars(visible(query, work.actor)):
        actor = actor_of(found)
        if actor.may(Right.HANDLE_CASES) or actor.may(Right.HANDLE_PETITIONS):
            return found
    who = leave.substitute_name
    raise Refused(f"{who}没有可以办理办件、投诉的账号，没有移交。请先在设置里建账号并关联人员。")
