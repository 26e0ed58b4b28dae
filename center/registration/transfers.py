"""Transfers (转办) and their supervision (督办): REG-10, REG-13, REG-14.

A matter of another post goes to a window and a receiver by name, who ticks that it was taken. The
first-asked person stays answerable until the matter is closed and notes how it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from center.accounts import Account, colleagues
from center.errors import Expected, Problem, Refused
from center.holidays import work_calendar
from center.hours import open_minutes_after, sessions
from center.lists import Condition
from center.records import Base, Record, link, local_date
from center.registration.records import Route, Visit
from center.rights import Right, needs, visible
from center.settings import values
from center.staff import ServiceWindow
from center.storage import Work
from center.text import BLOCK_LIMIT, LINE_LIMIT, clean_block, clean_line, length_problems

WHOLE = "whole"
"""The value of `first_ask_mode` by which nobody is sent to another post (REG-15)."""


class Transfer(Record, Base):
    """One hand-over of a matter; `receiver` None means whoever sits at the window.

    Not taken by `due_at` it is overdue. With `absent` the handler was away: the first-asked person
    received, `appointed_at` and `contact_way` say when and how the two will meet (REG-13).
    """

    __tablename__ = "transfers"
    kind = "transfer"

    visit: Mapped[UUID] = mapped_column(link("visits.id"), index=True)
    window: Mapped[str]
    handed_at: Mapped[datetime]
    handed_by: Mapped[UUID] = mapped_column(link("accounts.id"))
    handed_by_name: Mapped[str]
    due_at: Mapped[datetime]
    receiver: Mapped[UUID | None] = mapped_column(link("accounts.id"), default=None, index=True)
    receiver_name: Mapped[str] = mapped_column(default="")
    requirement: Mapped[str] = mapped_column(default="")
    absent: Mapped[bool] = mapped_column(default=False)
    appointed_at: Mapped[datetime | None] = mapped_column(default=None)
    contact_way: Mapped[str] = mapped_column(default="")
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_by_name: Mapped[str] = mapped_column(default="")


class Supervision(Record, Base):
    """One look of the first-asked person at a matter that was handed over (REG-14)."""

    __tablename__ = "supervisions"
    kind = "supervision"

    visit: Mapped[UUID] = mapped_column(link("visits.id"), index=True)
    on: Mapped[date]
    account: Mapped[UUID] = mapped_column(link("accounts.id"))
    by_name: Mapped[str]
    state: Mapped[str]


@dataclass(frozen=True, slots=True)
class Handover:
    """Where a matter goes; what an absent colleague needs is asked only with `absent`."""

    window: str
    receiver: UUID | None = None
    requirement: str = ""
    absent: bool = False
    appointed_at: datetime | None = None
    contact_way: str = ""


def handover_problems(work: Work, to: Handover) -> list[Problem]:
    """What is wrong with a hand-over, field by field (REG-10, REG-13, REG-15)."""
    found: list[Problem] = []
    if values(work.session, work.now).text("first_ask_mode") == WHOLE:
        found.append(Problem("route", "本单位实行全程负责，由首问责任人办到底，不转窗口"))
    if not to.window:
        found.append(Problem("window", "请选择转到哪个窗口"))
    receiver = receiver_of(work, to)
    others = [one for one in colleagues(work) if one.id != work.actor.account]
    if receiver is not None and receiver.id == work.actor.account:
        found.append(Problem("receiver", "接手的人要是另一位同事"))
    elif receiver is None and (others or to.receiver is not None) and to.window:
        found.append(Problem("receiver", "请选择由谁接手，当面或电话交代清楚"))
    if to.absent:
        if not to.requirement.strip():
            found.append(Problem("requirement", "经办人不在，要记下群众的要求"))
        if to.appointed_at is None:
            found.append(Problem("appointed_on", "请与经办人约定办理时间"))
        elif to.appointed_at < work.now:
            found.append(Problem("appointed_on", "约定的时间不能早于现在"))
        if not to.contact_way.strip():
            found.append(Problem("contact_way", "请写明怎么联系来访群众"))
    found += length_problems("requirement", "要求", to.requirement, BLOCK_LIMIT)
    found += length_problems("contact_way", "联系方式", to.contact_way, LINE_LIMIT)
    return found


@needs(Right.REGISTER)
def receiver_of(work: Work, to: Handover) -> Account | None:
    """The colleague named; else whoever answers for the window (A岗, then B岗), never oneself."""
    if to.receiver is not None:
        found = work.session.get(Account, to.receiver)
        return found if found is not None and found.active and found.voided_at is None else None
    return colleague_at(work, to.window)


@needs(Right.REGISTER)
def colleague_at(work: Work, window: str) -> Account | None:
    """The account of a window's A post, else of its B post; None where neither is a colleague's."""
    where = ServiceWindow.name == window, ServiceWindow.voided_at.is_(None)
    query = visible(select(ServiceWindow).where(*where, ServiceWindow.active), work.actor)
    found = work.session.scalars(query.order_by(ServiceWindow.position)).first()
    if found is None:
        return None
    by_staff = {one.staff: one for one in colleagues(work) if one.staff is not None}
    posts = (found.a_post, found.b_post)
    taken = (by_staff[post] for post in posts if post is not None and post in by_staff)
    return next((one for one in taken if one.id != work.actor.account), None)


@needs(Right.REGISTER)
def hand_over(work: Work, visit: Visit, to: Handover) -> Transfer:
    """Hand a matter to a window and a receiver; the first-asked person stays the same (REG-08).

    An earlier hand-over that nobody took is withdrawn.
    """
    if visit.voided_at is not None:
        raise Refused("这次登记已作废，没有转办。")
    if visit.replied_at is not None:
        raise Refused("这件事已经答复，没有转办。")
    if problems := handover_problems(work, to):
        raise Refused(problems)
    for earlier in transfers_of(work, visit.id):
        if earlier.taken_at is None:
            earlier.voided_at, earlier.void_reason = work.now, "改转其他窗口或同事"
    receiver = receiver_of(work, to)
    visit.route, visit.window = Route.WINDOW, to.window
    transfer = Transfer(
        id=work.new_id(),
        station=work.station,
        visit=visit.id,
        window=to.window,
        handed_at=work.now,
        handed_by=work.actor.account,
        handed_by_name=work.actor.name,
        due_at=to.appointed_at if to.absent and to.appointed_at else _due(work),
        receiver=receiver.id if receiver is not None else None,
        receiver_name=receiver.name if receiver is not None else "",
        requirement=clean_block(to.requirement),
        absent=to.absent,
        appointed_at=to.appointed_at if to.absent else None,
        contact_way=clean_line(to.contact_way) if to.absent else "",
    )
    work.session.add(transfer)
    return transfer


def _due(work: Work) -> datetime:
    settings = values(work.session, work.now)
    minutes = settings.number("transfer_minutes")
    return open_minutes_after(work.now, minutes, work_calendar(work.session), sessions(settings))


@needs(Right.REGISTER)
def take(work: Work, transfer: Transfer) -> None:
    """The receiver ticks that the matter was taken; a leader may tick for who is away (REG-10)."""
    if transfer.voided_at is not None:
        raise Refused("这次转办已撤回，没有接手。请刷新后再看。")
    if transfer.taken_at is not None:
        raise Refused(f"{transfer.taken_by_name}已经接手，没有再改动。")
    named = transfer.receiver
    if named not in (None, work.actor.account) and not work.actor.may(Right.APPROVE):
        raise Refused(f"这件事转给了{transfer.receiver_name}，由本人确认接手。")
    transfer.taken_at, transfer.taken_by_name = work.now, work.actor.name


@needs(Right.REGISTER)
def take_with_case(work: Work, visit: UUID) -> None:
    """Opening the case takes the matter over, whoever it was meant for."""
    for transfer in transfers_of(work, visit):
        if transfer.taken_at is None and transfer.handed_by != work.actor.account:
            transfer.taken_at, transfer.taken_by_name = work.now, work.actor.name


@needs(Right.REGISTER)
def supervise(work: Work, visit: Visit, state: str) -> Supervision:
    """Note how a matter that was handed over stands now (REG-14)."""
    state = clean_block(state)
    if visit.voided_at is not None or visit.route is not Route.WINDOW:
        raise Refused("这件事没有转办，不用督办。")
    problems = [] if state else [Problem("state", "请写明督办情况")]
    problems += length_problems("state", "督办情况", state, BLOCK_LIMIT)
    if problems:
        raise Refused(problems)
    entry = Supervision(
        id=work.new_id(),
        station=work.station,
        visit=visit.id,
        on=local_date(work.now),
        account=work.actor.account,
        by_name=work.actor.name,
        state=state,
    )
    work.session.add(entry)
    return entry


@needs(Right.SEE)
def transfer(work: Work, transfer_id: UUID) -> Transfer:
    """One transfer this actor may see; raises `Expected` when there is none."""
    query = visible(select(Transfer).where(Transfer.id == transfer_id), work.actor)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Expected("没有找到这次转办，可能不属于本站。请刷新后再试。")
    return found


@needs(Right.SEE)
def transfers_of(work: Work, visit: UUID) -> list[Transfer]:
    """The transfers of a matter that stand, oldest first."""
    query = select(Transfer).where(Transfer.visit == visit, Transfer.voided_at.is_(None))
    return list(work.session.scalars(visible(query, work.actor).order_by(Transfer.handed_at)))


@needs(Right.SEE)
def supervisions_of(work: Work, visit: UUID) -> list[Supervision]:
    """What the first-asked person noted, oldest first."""
    query = select(Supervision).where(Supervision.visit == visit, Supervision.voided_at.is_(None))
    query = visible(query, work.actor).order_by(Supervision.on, Supervision.id)
    return list(work.session.scalars(query))


def untaken() -> list[Condition]:
    """The transfers nobody has taken yet, as conditions of a query over `Transfer`."""
    return [Transfer.taken_at.is_(None), Transfer.voided_at.is_(None)]
