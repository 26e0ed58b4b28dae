"""Changing a month by hand: freely while it is a draft, by an approved swap (换班) afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from center.attendance.duty_rest import book, take_back
from center.calendar import spoken
from center.errors import Problem, Refused
from center.records import local_date
from center.rights import Right, needs, visible
from center.roster.drafting import (
    add_turn,
    as_units,
    must_be_draft,
    outlook,
    turns_of,
)
from center.roster.records import Roster, Seat, Swap, Turn
from center.roster.request import DayClass, debts, neighbours, weighted
from center.staff import Staff
from center.storage import Work
from center.text import LINE_LIMIT, clean_line, length_problems


@needs(Right.PLAN_ROSTER)
def put(work: Work, roster: Roster, on: date, seat: Seat, person: Staff) -> Turn:
    """Fix somebody on a day by hand. Refused outside the month, or when he is there already."""
    must_be_draft(roster)
    if (on.year, on.month) != (roster.year, roster.month):
        raise Refused([Problem("on", f"{spoken(on)}不在这个月里")])
    _must_be_free(work, roster, on, seat, person.id, person.name)
    roster.edited_at = work.now
    return add_turn(work, roster, on, seat, person, pinned=True)


@needs(Right.PLAN_ROSTER)
def take_off(work: Work, roster: Roster, turn: Turn) -> None:
    """Take a turn out of a draft."""
    must_be_draft(roster)
    turn.voided_at, turn.void_reason = work.now, "手工去掉"
    take_back(work, turn, "这一班已从班表去掉")
    roster.edited_at = work.now


@needs(Right.PLAN_ROSTER)
def move(work: Work, roster: Roster, turn: Turn, on: date) -> Turn:
    """Move a turn to another day and fix it there; what it left is planned anew by the next click.

    The day itself is checked by `findings`, so that a clerk may put it right in two steps.
    """
    if turn.on == on:
        return turn
    person = work.session.get_one(Staff, turn.staff)
    moved = put(work, roster, on, turn.seat, person)
    take_off(work, roster, turn)
    return moved


@needs(Right.PLAN_ROSTER)
def exchange(work: Work, roster: Roster, one: Turn, other: Turn) -> None:
    """Let two people of a draft change days, both fixed."""
    must_be_draft(roster)
    if one.seat is not other.seat:
        raise Refused([Problem("seat", f"{one.seat.value}和{other.seat.value}不能对调")])
    if one.staff == other.staff or one.on == other.on:
        return
    first, second = (work.session.get_one(Staff, turn.staff) for turn in (one, other))
    days = one.on, other.on
    for turn in (one, other):
        take_off(work, roster, turn)
    work.session.flush()
    put(work, roster, days[1], one.seat, first)
    put(work, roster, days[0], other.seat, second)


@needs(Right.PLAN_ROSTER)
def pin(work: Work, roster: Roster, turn: Turn, pinned: bool) -> None:
    """Fix a turn by hand, or let the planner have it again."""
    must_be_draft(roster)
    turn.pinned, roster.edited_at = pinned, work.now


@dataclass(frozen=True, slots=True)
class Replacement:
    """Somebody who could take a turn, `rank` from 1 the best, with the reason for the rank."""

    staff: UUID
    name: str
    rank: int
    reason: str


@needs(Right.SEE_OFFICE)
def replacements(work: Work, roster: Roster, turn: Turn) -> list[Replacement]:
    """Who could take a turn, the fairest first: not away, not there already, no day beside it."""
    view = outlook(work, roster, turn.seat)
    days = as_units(turns_of(work, roster), turn.seat, view)
    around = {**view.request.served, **days}
    owing = debts(view.request, days)
    of_class = view.request.classes[turn.on]
    found: list[tuple[tuple[bool, float, float], UUID, str]] = []
    for unit in view.units.values():
        member = unit.member
        there = turn.staff in unit.people or member.id in days.get(turn.on, ())
        if there or len(unit.people) > 1 or not member.can(turn.on):
            continue
        beside = [day for day in neighbours(turn.on) if member.id in around.get(day, ())]
        owed = weighted(owing[member.id], view.request.weights)
        mine = sum(member.id in members for members in days.values())
        reason = _reason(beside, owed, mine, of_class, owing[member.id][of_class])
        found.append(((bool(beside), -owed, mine), member.id, reason))
    found.sort(key=lambda one: (one[0], one[1]))
    return [
        Replacement(staff, view.people[staff].name, rank, reason)
        for rank, (_, staff, reason) in enumerate(found, 1)
    ]


def _reason(beside: Sequence[date], owed: float, mine: int, of: DayClass, owed_here: float) -> str:
    said = [f"{spoken(day)}也值班，会连着两天" for day in beside] or ["前后两天都不值班"]
    said.append(f"一年来少值 {owed:.1f} 天" if owed > 0 else f"一年来多值 {-owed:.1f} 天")
    if owed_here > 0:
        said.append(f"其中{of.value}少 {owed_here:.1f} 天")
    said.append(f"本月已排 {mine} 天")
    return "，".join(said)


@needs(Right.KEEP_DUTY_LOG)
def ask_swap(
    work: Work, turn: Turn, taker: Staff, reason: str, back_turn: Turn | None = None
) -> Swap:
    """Ask to change a published turn, with `back_turn` both ways; it waits for approval."""
    roster = work.session.get_one(Roster, turn.roster)
    problems: list[Problem] = []
    reason = clean_line(reason)
    if roster.published_at is None:
        problems.append(Problem("turn", "这个月还没有公布，直接在班表上改就行"))
    if turn.voided_at is not None:
        problems.append(Problem("turn", "这一班已经改过，请刷新后再选"))
    if turn.on < local_date(work.now):
        problems.append(
            Problem("turn", f"{spoken(turn.on)}已经过去，不能再换班；没有到岗请如实登记")
        )
    if not reason:
        problems.append(Problem("reason", "请写明换班的原因"))
    problems += length_problems("reason", "原因", reason, LINE_LIMIT)
    if taker.id == turn.staff:
        problems.append(Problem("taker", "接班的人和原来值班的是同一个人"))
    if back_turn is not None and (back_turn.staff != taker.id or back_turn.seat is not turn.seat):
        problems.append(Problem("back_turn", "对换的那一班不是接班人的"))
    waiting = select(Swap.id).where(
        Swap.turn == turn.id, Swap.agreed.is_(None), Swap.voided_at.is_(None)
    )
    if work.session.scalars(waiting).first() is not None:
        problems.append(Problem("turn", "这一班已有换班申请在等审批"))
    if problems:
        raise Refused(problems)
    if back_turn is None:
        _must_be_free(work, roster, turn.on, turn.seat, taker.id, taker.name)
    swap = Swap(
        id=work.new_id(),
        station=work.station,
        roster=roster.id,
        turn=turn.id,
        on=turn.on,
        seat=turn.seat,
        giver=turn.staff,
        giver_name=turn.name,
        taker=taker.id,
        taker_name=taker.name,
        reason=reason,
        asked_at=work.now,
        asked_by=work.actor.name,
        back_turn=None if back_turn is None else back_turn.id,
        back_on=None if back_turn is None else back_turn.on,
    )
    work.session.add(swap)
    return swap


@needs(Right.APPROVE)
def decide_swap(work: Work, swap: Swap, *, agreed: bool, remark: str = "") -> None:
    """Agree to a swap, which changes the roster and marks it changed, or not.

    Refused when it was decided, or when the turns have changed since.
    """
    if swap.agreed is not None:
        raise Refused([Problem("swap", "这份换班申请已经有人批过了，没有再改")])
    swap.agreed, swap.remark = agreed, clean_line(remark)
    swap.decided_at, swap.decided_by = work.now, work.actor.name
    if not agreed:
        return
    roster = work.session.get_one(Roster, swap.roster)
    turns = [work.session.get_one(Turn, swap.turn)]
    if swap.back_turn is not None:
        turns.append(work.session.get_one(Turn, swap.back_turn))
    if any(turn.voided_at is not None for turn in turns):
        raise Refused([Problem("swap", "申请之后班表又改过，这份换班申请不能再用，请重新申请")])
    people = work.session.get_one(Staff, swap.taker), work.session.get_one(Staff, swap.giver)
    done: set[UUID] = set()
    for turn in turns:
        turn.voided_at, turn.void_reason = work.now, f"换班：{swap.reason}"
        if take_back(work, turn, f"换班：{swap.reason}"):
            done.add(turn.id)
    work.session.flush()
    for turn, person in zip(turns, people, strict=False):
        _must_be_free(work, roster, turn.on, turn.seat, person.id, person.name)
        fresh = add_turn(work, roster, turn.on, turn.seat, person, pinned=True)
        fresh.instead_of = turn.name
        if turn.id in done:
            book(work, fresh)
    roster.changes += 1
    roster.edited_at = work.now


@needs(Right.SEE_OFFICE)
def swaps(work: Work, *, waiting: bool = False, roster: UUID | None = None) -> list[Swap]:
    """Swap requests, latest first; with `waiting` only those to be decided."""
    query = select(Swap).where(Swap.voided_at.is_(None))
    if waiting:
        query = query.where(Swap.agreed.is_(None))
    if roster is not None:
        query = query.where(Swap.roster == roster)
    query = visible(query, work.actor).order_by(Swap.asked_at.desc(), Swap.id.desc())
    return list(work.session.scalars(query))


@needs(Right.APPROVE)
def replace_now(work: Work, turn: Turn, person: Staff, reason: str) -> Turn:
    """Put somebody else on a published turn at once (突发情况), by who may approve it."""
    swap = ask_swap(work, turn, person, reason)
    work.session.flush()
    decide_swap(work, swap, agreed=True)
    query = select(Turn).where(
        Turn.roster == turn.roster,
        Turn.on == turn.on,
        Turn.seat == turn.seat,
        Turn.staff == person.id,
        Turn.voided_at.is_(None),
    )
    work.session.flush()
    return work.session.scalars(query).one()


def _must_be_free(
    work: Work, roster: Roster, on: date, seat: Seat, person: UUID, name: str
) -> None:
    there = (t for t in turns_of(work, roster) if t.on == on and t.seat is seat)
    if any(turn.staff == person for turn in there):
        raise Refused([Problem("taker", f"{name}{spoken(on)}已经排了班")])
