"""Handing over what is open before leave begins (LEAVE-15): one step, who has it now stays told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from center.accounts import Account, actor_of
from center.attendance.posts import open_matters
from center.attendance.records import Leave
from center.cases.handover import hand_over
from center.cases.records import Case
from center.complaints.records import Complaint
from center.errors import Problem, Refused
from center.rights import Right, needs, visible
from center.storage import Work
from center.text import clean_line


@dataclass(frozen=True, slots=True)
class Open:
    """One open case or complaint (`kind`) of somebody who will be away."""

    kind: str
    record: UUID
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
    query = (
        select(Complaint)
        .join(Account, Account.id == Complaint.handler)
        .where(Account.staff == staff, Complaint.ended_on.is_(None), Complaint.voided_at.is_(None))
        .order_by(Complaint.received_at, Complaint.id)
    )
    for complaint in work.session.scalars(visible(query, work.actor)):
        number, due = complaint.number or "", complaint.due_on
        found.append(Open("complaint", complaint.id, number, complaint.subject, "", due))
    return found


@needs(Right.HANDLE_CASES)
def hand_over_all(work: Work, leave: Leave, note: str = "") -> Handed:
    """Hand the applicant's open matters to the substitute of his slip, in one step (LEAVE-15).

    A case that may not change hands now stays and is told. Raises Refused when the slip names no
    substitute, or one who has no account that handles cases.
    """
    taker = _account(work, leave)
    reason = f"{leave.leave_type.value}，由代理人{leave.substitute_name}接手"
    done: list[Open] = []
    kept: list[tuple[Open, str]] = []
    for one in open_of(work, leave.staff):
        try:
            _hand(work, one, taker, reason)
        except Refused as refused:
            kept.append((one, refused.sentence))
        else:
            done.append(one)
    leave.briefed, leave.handover_note = True, clean_line(note)
    return Handed(taker.name, tuple(done), tuple(kept))


def _hand(work: Work, one: Open, taker: Account, reason: str) -> None:
    if one.kind == Case.kind:
        hand_over(work, work.session.get_one(Case, one.record), taker.id, reason)
        return
    if not work.actor.may(Right.HANDLE_PETITIONS):
        raise Refused("投诉要由信访专员或领导移交。")
    complaint = work.session.get_one(Complaint, one.record)
    if complaint.secret:
        raise Refused("保密投诉要先把接手人列为知情人，再由承办人移交。")
    complaint.handler, complaint.handler_name = taker.id, taker.name


def _account(work: Work, leave: Leave) -> Account:
    if leave.substitute is None:
        raise Refused([Problem("substitute", "这张请假单没有工作代理人，请先补上")])
    query = select(Account).where(
        Account.staff == leave.substitute, Account.active, Account.voided_at.is_(None)
    )
    for found in work.session.scalars(visible(query, work.actor)):
        if actor_of(found).may(Right.HANDLE_CASES):
            return found
    said = (
        f"{leave.substitute_name}没有可以办理办件的账号，没有移交。请先在设置里建账号并关联人员。"
    )
    raise Refused(said)
