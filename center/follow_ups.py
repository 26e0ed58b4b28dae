"""Follow-up visits (回访): opened by a bad evaluation (SAT-04) or drawn by lot (SAT-05).

Whoever handled the case does not make the call. A month's sample is drawn once from the cases
finished in it, by a seed that anyone can repeat, and never drawn again.
"""

from __future__ import annotations

import enum
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, String, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from center.cases.records import Case, CaseEvent, Happened, Status
from center.clock import State, Unit, deadline
from center.errors import Expected, Problem, Refused
from center.holidays import work_calendar
from center.identity import mask_phone
from center.lights import day_of, light_of
from center.lists import COUNT_CAP, Condition, Key, Sort, between, count_rows, rows_after
from center.records import Base, Record, link, local_date, unique_unless_voided
from center.rights import Actor, Right, needs, visible
from center.settings import values
from center.storage import Work
from center.text import BLOCK_LIMIT, length_problems

TRIES = 3
"""Calls in vain before a follow-up may end without an answer."""


class Origin(enum.StrEnum):
    """Why somebody is called."""

    LOW = "评价较低"
    SAMPLE = "随机抽样"


class CallOutcome(enum.StrEnum):
    """What came of a call."""

    SATISFIED = "满意"
    SOLVED = "问题已解决"
    UNSATISFIED = "仍不满意"
    UNREACHED = "没有联系上"


class FollowUp(Record, Base):
    """One follow-up visit about one case; open until `outcome` is written."""

    __tablename__ = "follow_ups"
    __table_args__ = (unique_unless_voided("case", "origin"),)
    kind = "follow_up"

    case: Mapped[UUID] = mapped_column(link("cases.id"), index=True)
    origin: Mapped[Origin]
    opened_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(index=True)
    handler: Mapped[UUID] = mapped_column(link("accounts.id"))
    handler_name: Mapped[str]
    window: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default="")
    month: Mapped[str] = mapped_column(String(7), default="")
    tries: Mapped[int] = mapped_column(Integer, default=0)
    called_at: Mapped[datetime | None] = mapped_column(default=None)
    caller: Mapped[UUID | None] = mapped_column(link("accounts.id"), default=None)
    caller_name: Mapped[str] = mapped_column(default="")
    outcome: Mapped[CallOutcome | None] = mapped_column(default=None)
    opinion: Mapped[str] = mapped_column(default="")
    measure: Mapped[str] = mapped_column(default="")


class Sample(Record, Base):
    """That a month's sample was drawn: from how many cases, how many, by whom and by what seed."""

    __tablename__ = "follow_up_samples"
    __table_args__ = (unique_unless_voided("station", "month"),)
    kind = "follow_up_sample"

    month: Mapped[str] = mapped_column(String(7))
    percent: Mapped[int] = mapped_column(Integer)
    finished: Mapped[int] = mapped_column(Integer)
    chosen: Mapped[int] = mapped_column(Integer)
    seed: Mapped[str] = mapped_column(String(40))
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[str]


def handlers_of(session: Session, case: Case) -> frozenset[UUID]:
    """Who handled a case: its handler, and who finished it, accepted it or refused it."""
    did = (Happened.ACCEPTED, Happened.FINISHED, Happened.REFUSED, Happened.RETURNED)
    query = select(CaseEvent.account).where(
        CaseEvent.case == case.id, CaseEvent.happened.in_(did), CaseEvent.voided_at.is_(None)
    )
    return frozenset(session.scalars(query)) | {case.handler}


def open_follow_up(work: Work, case: Case, origin: Origin, why: str, month: str = "") -> FollowUp:
    """Owe the applicant a call, due a setting's working days from now."""
    days = values(work.session, work.now).number("follow_up_days")
    due = deadline(local_date(work.now), days, Unit.WORKDAY, work_calendar(work.session)).due
    made = FollowUp(
        id=work.new_id(),
        station=work.station,
        case=case.id,
        origin=origin,
        opened_at=work.now,
        due_on=due,
        window=case.window,
        handler=case.handler,
        handler_name=case.handler_name,
        why=why,
        month=month,
    )
    work.session.add(made)
    return made


@needs(Right.SEE)
def follow_up(work: Work, ident: UUID) -> tuple[FollowUp, Case]:
    """A follow-up this actor may see, with its case; raises `Expected` when there is none."""
    query = select(FollowUp).where(FollowUp.id == ident, FollowUp.voided_at.is_(None))
    found = work.session.scalars(visible(query, work.actor)).one_or_none()
    if found is None:
        raise Expected("没有找到这条回访，可能不属于本站。请刷新列表后再试。")
    return found, work.session.get_one(Case, found.case)


def reason_against_call(found: FollowUp, handled_by: frozenset[UUID], actor: Actor) -> str:
    """Why this actor cannot write down the call; empty when it is allowed (SAT-05)."""
    if found.outcome is not None:
        return "这条回访已经办完"
    if actor.account in handled_by:
        return "经办人不能回访自己办的件，请由其他同事回访"
    return ""


@needs(Right.FOLLOW_UP)
def record_call(
    work: Work, ident: UUID, outcome: CallOutcome | None, opinion: str = "", measure: str = ""
) -> FollowUp:
    """Write down a call. Without an answer it stays open until the third try.

    Refused for whoever handled the case, for a call already written, without an outcome, and where
    the applicant is not content without what was said and what is done about it.
    """
    found, case = follow_up(work, ident)
    if reason := reason_against_call(found, handlers_of(work.session, case), work.actor):
        raise Refused(f"{reason}，没有保存。")
    problems: list[Problem] = []
    if outcome is None:
        problems.append(Problem("outcome", "请选择回访结果"))
    if outcome in (CallOutcome.UNSATISFIED, CallOutcome.SOLVED) and not opinion.strip():
        problems.append(Problem("opinion", "请写明群众的意见"))
    if outcome in (CallOutcome.UNSATISFIED, CallOutcome.SOLVED) and not measure.strip():
        problems.append(Problem("measure", "请写明怎样处理"))
    problems += length_problems("opinion", "群众意见", opinion, BLOCK_LIMIT)
    problems += length_problems("measure", "处理情况", measure, BLOCK_LIMIT)
    if problems:
        raise Refused(problems)
    found.tries += 1
    found.called_at, found.caller = work.now, work.actor.account
    found.caller_name = work.actor.name
    found.opinion, found.measure = opinion.strip(), measure.strip()
    if outcome is not CallOutcome.UNREACHED or found.tries >= TRIES:
        found.outcome = outcome
    return found


# --- the month's sample ---------------------------------------------------------------------------


def chosen_by(ids: Sequence[UUID], percent: int, seed: str) -> list[UUID]:
    """The share of these cases that a seed draws, at least one; the same for everyone."""
    ordered = sorted(ids)
    count = ceil(len(ordered) * percent / 100)
    return random.Random(seed).sample(ordered, count)


@needs(Right.SUPERVISE)
def draw_sample(work: Work, year: int, month: int) -> Sample:
    """Draw the follow-up visits of a month that is over, once (SAT-05).

    Refused for a month still running, for one already drawn, and for one without finished cases.
    """
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    named = f"{year}-{month:02d}"
    if last >= local_date(work.now):
        raise Refused("这个月还没有结束，没有抽取。请下个月再抽。")
    if before := sample_of(work, year, month):
        drawn = local_date(before.drawn_at)
        raise Refused(
            f"{year}年{month}月已由{before.drawn_by}于{drawn.month}月{drawn.day}日抽取"
            f" {before.chosen} 件，名单不能重抽。"
        )
    query = select(Case).where(
        *between(Case.finished_at, first, last),
        Case.status == Status.FINISHED,
        Case.voided_at.is_(None),
        ~Case.finished_elsewhere,
        Case.phone != "",
    )
    cases = {case.id: case for case in work.session.scalars(visible(query, work.actor))}
    if not cases:
        raise Refused(f"{year}年{month}月没有可以回访的办结件，没有抽取。")
    percent = values(work.session, work.now).number("follow_up_percent")
    seed = f"{work.station}-{named}"
    called = set(work.session.scalars(select(FollowUp.case).where(FollowUp.voided_at.is_(None))))
    drawn_ids = chosen_by(list(cases), percent, seed)
    for ident in drawn_ids:
        if ident not in called:
            open_follow_up(work, cases[ident], Origin.SAMPLE, "", named)
    made = Sample(
        id=work.new_id(),
        station=work.station,
        month=named,
        percent=percent,
        finished=len(cases),
        chosen=len(drawn_ids),
        seed=seed,
        drawn_at=work.now,
        drawn_by=work.actor.name,
    )
    work.session.add(made)
    return made


@needs(Right.SEE)
def sample_of(work: Work, year: int, month: int) -> Sample | None:
    """How a month's sample was drawn; None when it was not."""
    query = select(Sample).where(
        Sample.month == f"{year}-{month:02d}",
        Sample.station == work.station,
        Sample.voided_at.is_(None),
    )
    return work.session.scalars(query).one_or_none()


# --- the list -------------------------------------------------------------------------------------

SORTS: dict[str, Sort] = {
    "due_on": FollowUp.due_on,
    "opened_at": FollowUp.opened_at,
    "window": FollowUp.window,
    "handler_name": FollowUp.handler_name,
    "number": Case.number,
    "called_at": FollowUp.called_at,
}


@dataclass(frozen=True, slots=True)
class FollowUpFilter:
    """What the list shows; empty shows all. `open` None means both; `mine` leaves out the cases
    the actor handled, whose applicants somebody else must call.
    """

    open: bool | None = None
    due_to: date | None = None
    origin: Origin | None = None
    outcome: CallOutcome | None = None
    window: str = ""
    opened_from: date | None = None
    opened_to: date | None = None
    text: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """One follow-up as a list shows it; the phone is masked (D8)."""

    id: UUID
    case: UUID
    number: str
    name: str
    phone: str
    item_name: str
    window: str
    handler_name: str
    origin: Origin
    why: str
    opened_at: datetime
    due_on: date
    light: State
    tries: int
    called_at: datetime | None
    caller_name: str
    outcome: CallOutcome | None
    opinion: str
    measure: str

    def key(self, sort: str) -> Key:
        """Where the next page starts when the list is sorted by this column."""
        return getattr(self, sort), self.id


def _conditions(work: Work, wanted: FollowUpFilter) -> list[Condition]:
    found: list[Condition] = [FollowUp.voided_at.is_(None)]
    if wanted.open is not None:
        found.append(FollowUp.outcome.is_(None) if wanted.open else FollowUp.outcome.is_not(None))
    if wanted.due_to is not None:
        found.append(FollowUp.due_on <= wanted.due_to)
    if wanted.mine:
        found.append(FollowUp.handler != work.actor.account)
    equal: tuple[tuple[Sort, Any], ...] = (
        (FollowUp.origin, wanted.origin),
        (FollowUp.outcome, wanted.outcome),
        (FollowUp.window, wanted.window),
    )
    found += [column == value for column, value in equal if value]
    found += between(FollowUp.opened_at, wanted.opened_from, wanted.opened_to)
    if typed := wanted.text.strip():
        columns = (Case.number, Case.name, Case.item_name)
        found.append(or_(*(column.contains(typed, autoescape=True) for column in columns)))
    return found


def _joined(*columns: Any) -> Select[*tuple[Any, ...]]:
    return select(*columns).join(Case, Case.id == FollowUp.case)


@needs(Right.SEE)
def page(
    work: Work,
    wanted: FollowUpFilter,
    sort: str = "due_on",
    *,
    descending: bool = False,
    after: Key | None = None,
    limit: int = 100,
) -> list[FollowUpRow]:
    """The next rows after the key `after` (None: from the start), at most `limit`."""
    day = day_of(work)
    query = _joined(
        FollowUp.id,
        FollowUp.case,
        Case.number,
        Case.name,
        Case.phone,
        Case.item_name,
        FollowUp.window,
        FollowUp.handler_name,
        FollowUp.origin,
        FollowUp.why,
        FollowUp.opened_at,
        FollowUp.due_on,
        FollowUp.tries,
        FollowUp.called_at,
        FollowUp.caller_name,
        FollowUp.outcome,
        FollowUp.opinion,
        FollowUp.measure,
    ).where(*_conditions(work, wanted))
    found = rows_after(
        work, query, SORTS[sort], FollowUp.id, descending=descending, after=after, limit=limit
    )
    rows = []
    for row in found:
        ended = local_date(row.called_at) if row.outcome and row.called_at else None
        rows.append(
            FollowUpRow(
                id=row.id,
                case=row.case,
                number=row.number or "",
                name=row.name,
                phone=mask_phone(row.phone),
                item_name=row.item_name,
                window=row.window,
                handler_name=row.handler_name,
                origin=row.origin,
                why=row.why,
                opened_at=row.opened_at,
                due_on=row.due_on,
                light=light_of(row.due_on, row.due_on, ended, day),
                tries=row.tries,
                called_at=row.called_at,
                caller_name=row.caller_name,
                outcome=row.outcome,
                opinion=row.opinion,
                measure=row.measure,
            )
        )
    return rows


@needs(Right.SEE)
def count(work: Work, wanted: FollowUpFilter, cap: int = COUNT_CAP) -> int:
    """How many follow-ups a filter shows, never counting beyond `cap`."""
    return count_rows(work, _joined(FollowUp.id).where(*_conditions(work, wanted)), cap)


@needs(Right.SEE)
def outcomes(work: Work, first: date, last: date) -> dict[CallOutcome | None, int]:
    """How the follow-ups opened in a span of days ended; None counts those still open."""
    query = (
        select(FollowUp.outcome, func.count(FollowUp.id))
        .where(FollowUp.voided_at.is_(None), *between(FollowUp.opened_at, first, last))
        .group_by(FollowUp.outcome)
    )
    counted = work.session.execute(visible(query, work.actor)).all()
    return {row[0]: row[1] for row in counted}
