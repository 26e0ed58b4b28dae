"""Fulfilment by year and leader, for the annual assessment (DUTY-09)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from center.petitions.records import CLOSED, Petition
from center.records import CHINA, local_date
from center.rights import Right, needs, visible
from center.roster.records import DutyRecord, Plan, Roster, Seat, Swap, Turn
from center.staff import Staff
from center.storage import Work


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """One leader's year of one plan, in days up to yesterday unless said otherwise.

    `planned` counts turns as last published; of them `done` have a record, `missed` say nobody
    came, `unrecorded` say nothing. `to_come` lie ahead. `given` and `taken` are agreed swaps,
    `besides` days without a turn (DUTY-04); `visitors` and `solved` come from the records.
    `petitions` are those the ledger names him the receiving leader of, `closed` of them are over;
    secret ones count for who may see them. They belong to the centre and not to the watch.
    """

    staff: UUID
    name: str
    post: str
    rank: str
    planned: int
    done: int
    missed: int
    unrecorded: int
    to_come: int
    given: int
    taken: int
    besides: int
    visitors: int
    solved: int
    petitions: int
    closed: int


@needs(Right.SEE_OFFICE)
def fulfilment(work: Work, year: int, plan: Plan = Plan.RECEPTION) -> list[Fulfilment]:
    """Everyone who was planned or came in a year, by rank and name."""
    first, last, today = date(year, 1, 1), date(year, 12, 31), local_date(work.now)
    turns = _turns(work, plan, first, last)
    query = select(DutyRecord).where(
        DutyRecord.on >= first, DutyRecord.on <= last, DutyRecord.voided_at.is_(None)
    )
    records = list(work.session.scalars(visible(query, work.actor)))
    mine = {turn.id for turn in turns}
    by_turn = {record.turn: record for record in records if record.turn in mine}
    besides = [record for record in records if record.turn is None and plan is Plan.RECEPTION]
    agreed = [
        s for s in _agreed(work, first, last) if s.turn in _all_turns(work, plan, first, last)
    ]
    given = Counter(swap.giver for swap in agreed)
    taken = Counter(swap.taker for swap in agreed)
    for swap in agreed:
        if swap.back_turn is not None:
            given[swap.taker] += 1
            taken[swap.giver] += 1
    received, closed = Counter[str](), Counter[str]()
    if plan is Plan.RECEPTION:
        received, closed = _petitions(work, year)
    ids = {turn.staff for turn in turns} | {record.staff for record in besides}
    ids |= set(given) | set(taken)
    people = {one.id: one for one in work.session.scalars(select(Staff).where(Staff.id.in_(ids)))}
    found: list[Fulfilment] = []
    for ident, person in people.items():
        own = [turn for turn in turns if turn.staff == ident]
        past = [turn for turn in own if turn.on < today]
        written = [by_turn[turn.id] for turn in own if turn.id in by_turn]
        extra = [record for record in besides if record.staff == ident]
        found.append(
            Fulfilment(
                staff=ident,
                name=person.name,
                post=person.post,
                rank=person.leader_rank,
                planned=len(past),
                done=sum(not record.missed for record in written),
                missed=sum(record.missed for record in written),
                unrecorded=sum(turn.id not in by_turn for turn in past),
                to_come=len(own) - len(past),
                given=given[ident],
                taken=taken[ident],
                besides=len(extra),
                visitors=sum(record.visitors for record in (*written, *extra)),
                solved=sum(record.solved for record in (*written, *extra)),
                petitions=received[person.name],
                closed=closed[person.name],
            )
        )
    order = {"正职": 0, "分管": 1}
    return sorted(found, key=lambda one: (order.get(one.rank, 2), one.name))


def _petitions(work: Work, year: int) -> tuple[Counter[str], Counter[str]]:
    """Petitions of a year by the name of the receiving leader: all, and those that are over."""
    first, following = (datetime(y, 1, 1, tzinfo=CHINA) for y in (year, year + 1))
    query = select(Petition.receiving_leader, Petition.status).where(
        Petition.received_at >= first,
        Petition.received_at < following,
        Petition.receiving_leader != "",
        Petition.voided_at.is_(None),
    )
    received, closed = Counter[str](), Counter[str]()
    for leader, status in work.session.execute(visible(query, work.actor)):
        received[leader] += 1
        closed[leader] += status in CLOSED
    return received, closed


def _turns(work: Work, plan: Plan, first: date, last: date) -> list[Turn]:
    query = (
        select(Turn)
        .join(Roster, Roster.id == Turn.roster)
        .where(
            Turn.plan == plan,
            Turn.seat == Seat.LEADER,
            Turn.on >= first,
            Turn.on <= last,
            Turn.voided_at.is_(None),
            Roster.published_at.is_not(None),
        )
    )
    return list(work.session.scalars(visible(query, work.actor).order_by(Turn.on, Turn.id)))


def _all_turns(work: Work, plan: Plan, first: date, last: date) -> set[UUID]:
    """Every turn there ever was; a swap names the one it replaced."""
    query = select(Turn.id).where(Turn.plan == plan, Turn.on >= first, Turn.on <= last)
    return set(work.session.scalars(visible(query, work.actor)))


def _agreed(work: Work, first: date, last: date) -> Iterable[Swap]:
    query = select(Swap).where(
        Swap.on >= first, Swap.on <= last, Swap.agreed.is_(True), Swap.voided_at.is_(None)
    )
    return list(work.session.scalars(visible(query, work.actor)))
