"""The rolls as lists (对象花名册), masked (D8), and one membership with all that belongs to it."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from center.clock import State as Light
from center.identity import mask_account, mask_id, mask_phone
from center.lists import COUNT_CAP, Condition, Key, Sort, count_rows, rows_after, with_text
from center.people import Person, find_person
from center.records import local_date
from center.rights import Right, needs, require, visible
from center.rolls.departures import departure_of, still_listed
from center.rolls.kinds import RollKind
from center.rolls.members import find_member, kind_named, memberships
from center.rolls.months import month_end
from center.rolls.records import Departure, Member, MemberChange, State
from center.storage import Work

SORTS: dict[str, Sort] = {
    "roll": Member.roll,
    "name": Member.name,
    "village": Member.village,
    "category": Member.category,
    "amount": Member.amount,
    "state": Member.state,
    "started_on": Member.started_on,
    "review_due": Member.review_due,
}


class Due(enum.StrEnum):
    """Which reviews are asked for."""

    MONTH = "本月到期"
    OVERDUE = "已过期"


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What a list shows; empty shows everyone who is on a roll.

    `departed` are those still 在册 after death or move, `to_recover` those who owe money back.
    """

    roll: str = ""
    village: str = ""
    state: State | None = None
    due: Due | None = None
    departed: bool = False
    to_recover: bool = False
    text: str = ""
    ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One membership as a list shows it; `light` is empty where no review runs."""

    id: UUID
    roll: str
    name: str
    id_number: str
    phone: str
    village: str
    group: str
    category: str
    amount: int
    state: State
    started_on: date
    state_since: date
    review_due: date | None
    light: str
    card_account: str
    remark: str
    to_recover: int

    def key(self, sort: str) -> Key:
        """Where the next page starts when the list is sorted by this column."""
        return getattr(self, sort), self.id


@dataclass(frozen=True, slots=True)
class MemberFile:
    """One membership: its changes (newest first), the person, the person's other memberships."""

    member: Member
    kind: RollKind
    person: Person | None
    changes: Sequence[MemberChange]
    others: Sequence[Member]
    departure: Departure | None


def light_of(state: State, due: date | None, today: date) -> str:
    """The light of a review: overdue the day after it was due, soon within its month."""
    if state is not State.ACTIVE or due is None:
        return ""
    if due < today:
        return Light.OVERDUE.value
    if due == today:
        return Light.DUE_TODAY.value
    return (Light.DUE_SOON if due <= month_end(today) else Light.NORMAL).value


@needs(Right.SEE)
def page(
    work: Work,
    wanted: MemberFilter,
    sort: str = "village",
    *,
    descending: bool = False,
    after: Key | None = None,
    limit: int = 100,
    masked: bool = True,
) -> list[MemberRow]:
    """The next members; in full only with the right to reveal, journalled by the caller."""
    if not masked:
        require(work.actor, Right.REVEAL)
    today = local_date(work.now)
    found = rows_after(
        work,
        _query(work, wanted),
        SORTS[sort],
        Member.id,
        descending=descending,
        after=after,
        limit=limit,
    )
    return [_row(row.Member, today, masked) for row in found]


@needs(Right.SEE)
def count(work: Work, wanted: MemberFilter, cap: int = COUNT_CAP) -> int:
    """How many members a filter has, never counting beyond `cap`."""
    return count_rows(work, _query(work, wanted).with_only_columns(Member.id), cap)


@dataclass(frozen=True, slots=True)
class Waits:
    """What a roll asks for today: who must be stopped, reviews due this month and overdue."""

    stop: int
    due: int
    overdue: int


@needs(Right.SEE)
def waits(work: Work) -> Waits:
    """What waits in all rolls, for 今日."""
    return Waits(
        len(still_listed(work)),
        count(work, MemberFilter(due=Due.MONTH)),
        count(work, MemberFilter(due=Due.OVERDUE)),
    )


@needs(Right.SEE)
def rolls_in_use(work: Work) -> list[str]:
    """The rolls that have members, those the office keeps no longer too."""
    query = select(Member.roll).where(Member.voided_at.is_(None)).distinct()
    return sorted(work.session.scalars(visible(query, work.actor)))


@needs(Right.SEE)
def open_member(work: Work, member: UUID) -> MemberFile:
    """One membership with everything; Refused when there is none for this actor."""
    found = find_member(work, member)
    query = select(MemberChange).where(
        MemberChange.member == member, MemberChange.voided_at.is_(None)
    )
    order = MemberChange.entered_at.desc(), MemberChange.id.desc()
    others = [one for one in memberships(work, found.person) if one.id != member]
    return MemberFile(
        found,
        kind_named(work, found.roll),
        find_person(work, found.person),
        list(work.session.scalars(query.order_by(*order))),
        others,
        departure_of(work, found.person),
    )


def _query(work: Work, wanted: MemberFilter) -> Select[*tuple[Any, ...]]:
    return select(Member).where(*_conditions(work, wanted))


def _conditions(work: Work, wanted: MemberFilter) -> list[Condition]:
    found: list[Condition] = [Member.voided_at.is_(None)]
    today = local_date(work.now)
    if wanted.roll:
        found.append(Member.roll == wanted.roll)
    if wanted.village:
        found.append(Member.village == wanted.village)
    if wanted.state is not None:
        found.append(Member.state == wanted.state)
    if wanted.due is not None:
        found.append(Member.state == State.ACTIVE)
    if wanted.due is Due.OVERDUE:
        found.append(Member.review_due < today)
    if wanted.due is Due.MONTH:
        found += [Member.review_due >= today, Member.review_due <= month_end(today)]
    if wanted.departed:
        found.append(Member.id.in_([one.member.id for one in still_listed(work)]))
    if wanted.to_recover:
        found.append(Member.to_recover > Member.recovered)
    if wanted.ids:
        found.append(Member.id.in_(sorted(wanted.ids)))
    if wanted.text:
        texts = (Member.name, Member.category, Member.remark)
        found.append(with_text(wanted.text, Member.id_number, Member.person, texts))
    return found


def _row(member: Member, today: date, masked: bool) -> MemberRow:
    return MemberRow(
        member.id,
        member.roll,
        member.name,
        mask_id(member.id_number) if masked else member.id_number,
        mask_phone(member.phone) if masked and member.phone else member.phone,
        member.village,
        member.group,
        member.category,
        member.amount,
        member.state,
        member.started_on,
        member.state_since,
        member.review_due,
        light_of(member.state, member.review_due, today),
        mask_account(member.card_account)
        if masked and member.card_account
        else (member.card_account),
        member.remark,
        member.to_recover - member.recovered,
    )
