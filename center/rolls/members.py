"""What is done with a membership: enrol, review, adjust, resume, recover, correct, void.

Stopping stands in `center.rolls.stopping`. Every step leaves a change; nothing is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from center.errors import Problem, Refused
from center.identity import check_id, normalise_number
from center.money import MOST, yuan
from center.people import (
    Identity,
    Person,
    PersonKind,
    cleaned,
    endless,
    index_person,
    person_for,
    same_person,
)
from center.records import local_date
from center.rights import Right, needs, visible
from center.rolls.departures import departure_of
from center.rolls.kinds import RollKind, kind_of, kinds_of
from center.rolls.months import add_months
from center.rolls.records import Happened, Leaving, Member, MemberChange, Outcome, State
from center.settings import values
from center.storage import Work
from center.text import LINE_LIMIT, length_problems

NOT_ACTIVE = "这个对象不在册，恢复以后才能{}"


@dataclass(frozen=True, slots=True)
class Entry:
    """Who comes on which roll from which day. `amount` is fen a month.

    Without `review_due` the first review is due one period after the start.
    """

    roll: str
    who: Identity
    started_on: date
    category: str = ""
    amount: int = 0
    review_due: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """How a review ended; `category` and `amount` count where it says 调整."""

    outcome: Outcome
    on: date
    category: str = ""
    amount: int = 0
    next_due: date | None = None
    remark: str = ""


@needs(Right.SEE)
def kinds(work: Work) -> list[RollKind]:
    """The kinds of rolls this office keeps, in their order."""
    return kinds_of(values(work.session, work.now).lines("roll_kinds"))


@needs(Right.SEE)
def kind_named(work: Work, name: str) -> RollKind:
    """One kind; reviewed yearly where the office keeps it no longer."""
    return kind_of(values(work.session, work.now).lines("roll_kinds"), name)


@needs(Right.SEE)
def find_member(work: Work, member: UUID) -> Member:
    """One membership this actor may see; Refused when there is none."""
    query = visible(select(Member).where(Member.id == member), work.actor)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Refused("没有找到这个对象，没有改动。请回到列表刷新后再试。")
    return found


@needs(Right.KEEP_LEDGERS)
def enrol(work: Work, entry: Entry) -> Member:
    """Put a person on a roll (纳入); the person is found by ID or made.

    Refused for a roll the office does not keep, somebody who is on it already, and somebody who
    is known to have died or moved out.
    """
    who = cleaned(entry.who)
    today = local_date(work.now)
    problems = endless(who) + _entry_problems(work, entry, today)
    if not who.name:
        problems.append(Problem("name", "请填写姓名"))
    if not who.id_number and not who.no_id_reason:
        problems.append(Problem("id_number", "请填写证件号码，发放补贴要按证件号核对"))
    if problems:
        raise Refused(problems)
    who = _read_id(who, today)
    person = person_for(work, who)
    gone = departure_of(work, person.id)
    if gone is not None:
        raise Refused([Problem("name", f"这个人已登记{gone.leaving.value}，不能纳入")])
    for other in memberships(work, person.id):
        if other.roll == entry.roll and other.state is State.ACTIVE:
            raise Refused([Problem("name", f"这个人已经在“{entry.roll}”花名册上")])
    kind = kind_named(work, entry.roll)
    due = entry.review_due
    if due is None and kind.review_months:
        due = add_months(entry.started_on, kind.review_months)
    member = Member(
        id=work.new_id(),
        station=work.station,
        roll=entry.roll,
        person=person.id,
        name=who.name,
        id_number=who.id_number,
        birth=who.birth or person.birth,
        sex=who.sex or person.sex,
        phone=who.phone or person.phone,
        village=who.village or person.village,
        group=who.group or person.group,
        household_head=who.household_head,
        card_account=who.card_account or person.card_account,
        card_holder=who.card_holder or person.card_holder,
        category=entry.category.strip(),
        amount=entry.amount,
        started_on=entry.started_on,
        state_since=entry.started_on,
        review_due=due,
        remark=entry.remark.strip(),
    )
    work.session.add(member)
    record(work, member, Happened.ENROLLED, entry.started_on, State.ACTIVE)
    return member


def _read_id(who: Identity, today: date) -> Identity:
    """Birth and sex come from the number where nobody gave them."""
    checked = check_id(who.id_number, today)
    number = normalise_number(who.id_number)
    return replace(
        who,
        person_kind=PersonKind.NATURAL,
        id_number=number,
        birth=who.birth or checked.birth,
        sex=who.sex or checked.sex or "",
    )


def _entry_problems(work: Work, entry: Entry, today: date) -> list[Problem]:
    found = _amount_problems(entry.category, entry.amount)
    found += length_problems("remark", "备注", entry.remark, LINE_LIMIT)
    if entry.roll not in [kind.name for kind in kinds(work)]:
        found.append(Problem("roll", "请选择花名册"))
    if entry.started_on > add_months(today, 1):
        found.append(Problem("started_on", "享受起始日期最多可以写到一个月后"))
    if entry.review_due is not None and entry.review_due < entry.started_on:
        found.append(Problem("review_due", "下次复核日期早于起始日期"))
    return found


def _amount_problems(category: str, amount: int) -> list[Problem]:
    found = list(length_problems("category", "类别", category, 40))
    if not 0 <= amount < MOST:
        found.append(Problem("amount", "金额不对，请核对"))
    return found


@needs(Right.SEE)
def memberships(work: Work, person: UUID) -> list[Member]:
    """Every membership of a person, merged entries included, by roll."""
    ids = same_person(work.session, person)
    query = select(Member).where(Member.person.in_(ids), Member.voided_at.is_(None))
    query = visible(query, work.actor).order_by(Member.roll, Member.id)
    return list(work.session.scalars(query))


def must_be_active(member: Member, doing: str) -> None:
    """Refuse what only a member 在册 can have done."""
    if member.voided_at is not None:
        raise Refused("这条记录已作废，没有改动。")
    if member.state is not State.ACTIVE:
        raise Refused(NOT_ACTIVE.format(doing) + "。")


@needs(Right.KEEP_LEDGERS)
def day_problems(work: Work, member: Member, on: date, field: str = "on") -> list[Problem]:
    """A change counts from a day that is neither ahead nor before the start."""
    if on > local_date(work.now):
        return [Problem(field, "日期不能晚于今天")]
    if on < member.started_on:
        return [Problem(field, "日期早于享受起始日期")]
    return []


@needs(Right.KEEP_LEDGERS)
def adjust(
    work: Work, member: Member, on: date, category: str, amount: int, reason: str
) -> MemberChange:
    """Change category or amount from a day on; refused when nothing changes or without a reason."""
    must_be_active(member, "调整")
    problems = day_problems(work, member, on) + _amount_problems(category, amount)
    if not reason.strip():
        problems.append(Problem("reason", "请写明调整原因"))
    if (category.strip(), amount) == (member.category, member.amount):
        problems.append(Problem("amount", "类别和金额都没有变"))
    if problems:
        raise Refused(problems)
    member.category, member.amount = category.strip(), amount
    return record(work, member, Happened.ADJUSTED, on, State.ACTIVE, reason=reason.strip())


@needs(Right.KEEP_LEDGERS)
def review(work: Work, member: Member, done: Review) -> MemberChange:
    """Record a review that ends with 继续 or 调整, and when the next is due.

    A review that ends with 停发 is `stopping.stop` with `reviewed`.
    """
    must_be_active(member, "复核")
    problems = day_problems(work, member, done.on)
    problems += length_problems("remark", "说明", done.remark, LINE_LIMIT)
    if done.outcome is Outcome.STOP:
        raise ValueError("a review that stops is a stop")
    if done.outcome is Outcome.ADJUST:
        problems += _amount_problems(done.category, done.amount)
        if (done.category.strip(), done.amount) == (member.category, member.amount):
            problems.append(Problem("amount", "结论是调整，类别和金额却没有变"))
    if done.next_due is not None and done.next_due <= done.on:
        problems.append(Problem("next_due", "下次复核日期要晚于这次"))
    if problems:
        raise Refused(problems)
    if done.outcome is Outcome.ADJUST:
        member.category, member.amount = done.category.strip(), done.amount
    period = kind_named(work, member.roll).review_months
    member.reviewed_on = done.on
    member.review_due = done.next_due or (add_months(done.on, period) if period else None)
    return record(
        work,
        member,
        Happened.REVIEWED,
        done.on,
        State.ACTIVE,
        outcome=done.outcome,
        reason=done.remark.strip(),
    )


@needs(Right.KEEP_LEDGERS)
def resume(work: Work, member: Member, on: date, reason: str) -> MemberChange:
    """Take a stopped member on again (恢复) with a fresh review period."""
    if member.state is State.ACTIVE or member.voided_at is not None:
        raise Refused("这个对象在册，不用恢复。")
    gone = departure_of(work, member.person)
    if gone is not None:
        hint = "如果登记错了，先撤销那条登记"
        raise Refused(f"这个人已登记{gone.leaving.value}，不能恢复；{hint}。")
    problems = day_problems(work, member, on)
    if on < member.state_since:
        problems.append(Problem("on", "恢复日期早于停发日期"))
    if not reason.strip():
        problems.append(Problem("reason", "请写明恢复原因"))
    if problems:
        raise Refused(problems)
    period = kind_named(work, member.roll).review_months
    member.review_due = add_months(on, period) if period else None
    return record(work, member, Happened.RESUMED, on, State.ACTIVE, reason=reason.strip())


@needs(Right.KEEP_LEDGERS)
def recover(work: Work, member: Member, on: date, amount: int, reason: str) -> MemberChange:
    """Record that money paid after death or moving out was given back (追回), in fen."""
    problems = day_problems(work, member, on)
    left = member.to_recover - member.recovered
    if not 0 < amount <= left:
        problems.append(Problem("amount", f"追回金额应在 0.01 到 {yuan(left)} 元之间"))
    if problems:
        raise Refused(problems)
    member.recovered += amount
    said = "　".join(word for word in (f"追回 {yuan(amount)} 元", reason.strip()) if word)
    return record(work, member, Happened.RECOVERED, on, member.state, reason=said)


CORRECTABLE = ("phone", "village", "group", "household_head", "card_account", "card_holder")
PERSONAL = frozenset({"phone", "village", "group", "card_account", "card_holder"})
"""What is true of the person wherever it was told."""


@needs(Right.KEEP_LEDGERS)
def correct(work: Work, member: Member, told: dict[str, str], remark: str) -> None:
    """Correct where a member lives and is paid to, on the person too; the journal keeps the old."""
    given: dict[str, Any] = {name: told[name] for name in CORRECTABLE}
    who = cleaned(Identity(member.name, **given))
    problems = [*endless(who), *length_problems("remark", "备注", remark, LINE_LIMIT)]
    if problems:
        raise Refused(problems)
    person = work.session.get_one(Person, member.person)
    for name in CORRECTABLE:
        value = getattr(who, name)
        setattr(member, name, value)
        if value and name in PERSONAL:
            setattr(person, name, value)
    member.remark = remark.strip()
    index_person(work.session, person)


@needs(Right.VOID)
def void(work: Work, member: Member, reason: str) -> None:
    """Take back an entry made by mistake; its changes stay with it."""
    if not reason.strip():
        raise Refused([Problem("reason", "请写明作废原因")])
    if member.voided_at is not None:
        raise Refused("这条记录已经作废过，没有再改动。")
    member.voided_at, member.void_reason = work.now, reason.strip()


@needs(Right.KEEP_LEDGERS)
def record(
    work: Work, /, member: Member, happened: Happened, on: date, now: State, **more: Any
) -> MemberChange:
    """Write a change of a member and bring the member's state along."""
    change = MemberChange(
        id=work.new_id(),
        station=member.station,
        member=member.id,
        happened=happened,
        on=on,
        was=member.state,
        now=now,
        category=member.category,
        amount=member.amount,
        account=work.actor.account,
        actor_name=work.actor.name,
        entered_at=work.now,
        **more,
    )
    work.session.add(change)
    if member.state is not now:
        member.state, member.state_since = now, on
    return change


STATE_OF = {Leaving.DEATH: State.DIED, Leaving.MOVE: State.MOVED}
"""How a membership ends with each way of leaving."""
