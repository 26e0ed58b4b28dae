"""今日: what waits, and what was done today. Plain queries behind the page in front of the tabs.

Everything goes through `visible`; names are shown in full, numbers of persons never (D8).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from center import follow_ups
from center.calendar import spoken
from center.cases import followed, helped, listing
from center.cases.followed import Followed
from center.cases.helped import Helped
from center.cases.listing import CaseFilter
from center.cases.records import Case, CaseEvent, Happened, Status
from center.clock import State, Unit, deadline
from center.follow_ups import FollowUpFilter
from center.guides import stale_guides
from center.items import Item
from center.lights import Day, day_of, due_words, light_of
from center.lists import COUNT_CAP, Condition, between, count_rows, day_start
from center.records import local_date
from center.registration import Visit, VisitKind, counts_by_kind, visitors_between
from center.registration import listing as visits
from center.registration.listing import VisitFilter, VisitRow
from center.registration.supervision import age_days
from center.rights import Right, needs, visible
from center.settings import values
from center.storage import Work

SHORT = 8
"""Rows of a short list."""
HOLIDAYS_FROM = 11
"""The month from which next year's arrangement is missed (it is published in autumn)."""


class Waiting(enum.StrEnum):
    """What waits for somebody; the value names it for the other tabs."""

    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"
    DEEMED = "deemed"
    SUPPLEMENT = "supplement"
    NOTIFY = "notify"
    COLLECT = "collect"
    JOINT = "joint"
    AGENCY = "agency"
    PROMISE = "promise"
    UPWARD = "upward"
    PROPOSAL = "proposal"
    TRANSFER = "transfer"
    SUPERVISE = "supervise"
    REPLY = "reply"
    MAJOR = "major"


WORDS: dict[Waiting, str] = {
    Waiting.OVERDUE: "超期",
    Waiting.DUE_TODAY: "今天到期",
    Waiting.DUE_SOON: "将到期",
    Waiting.DEEMED: "视为受理提醒",
    Waiting.SUPPLEMENT: "待补正",
    Waiting.NOTIFY: "待通知领取",
    Waiting.COLLECT: "待领取",
    Waiting.JOINT: "联办待答复",
    Waiting.AGENCY: "代办待联系",
    Waiting.PROMISE: "容缺待补",
    Waiting.UPWARD: "上报待跟进",
    Waiting.PROPOSAL: "扣分建议待核实",
    Waiting.TRANSFER: "转办待接手",
    Waiting.SUPERVISE: "转办督办",
    Waiting.REPLY: "应答复来访",
    Waiting.MAJOR: "重大事项待报告",
}
"""What each is called."""

VISITS = frozenset({Waiting.TRANSFER, Waiting.SUPERVISE, Waiting.REPLY, Waiting.MAJOR})
_LIGHTS = {
    Waiting.OVERDUE: State.OVERDUE,
    Waiting.DUE_TODAY: State.DUE_TODAY,
    Waiting.DUE_SOON: State.DUE_SOON,
}
_WORDS = {
    Waiting.JOINT: helped.joint_words,
    Waiting.AGENCY: helped.agency_words,
    Waiting.PROMISE: helped.promise_words,
    Waiting.UPWARD: followed.upward_words,
    Waiting.PROPOSAL: followed.proposal_words,
}
FOLLOWED = {Waiting.UPWARD: Followed.UPWARD, Waiting.PROPOSAL: Followed.PROPOSAL}
"""What a list of cases shows of these."""
_NOT_BY_HANDLER = frozenset({Waiting.JOINT, Waiting.PROPOSAL})


def helped_by(waiting: Waiting, *, mine: bool) -> Helped | None:
    """What a list of cases shows of it; None where it is about something else.

    Of joint cases `mine` are those that wait for my answer and those I lead of which one is late
    (S12, both sides); it asks for no handler besides.
    """
    match waiting:
        case Waiting.JOINT:
            return Helped.MINE if mine else Helped.WAITING
        case Waiting.AGENCY:
            return Helped.STALE
        case Waiting.PROMISE:
            return Helped.PROMISE_DUE
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Matter:
    """One row of a short list: a case or a visit, its light (None: none) and what is due."""

    record: UUID
    kind: str
    number: str
    name: str
    about: str
    light: State | None
    due: str


@dataclass(frozen=True, slots=True)
class Done:
    """What was done today; a visitor may have come for several matters."""

    visitors: int
    visits: Mapping[VisitKind, int]
    received: int
    finished: int


@dataclass(frozen=True, slots=True)
class Today:
    """Everything the page shows. `counts` stop at a cap; `lists` hold at most `SHORT` rows.

    `calls` are the follow-up visits due that the actor may make (SAT-05), `stale` the guides that
    nobody has looked through for long, for those who may change them (OPEN-12).
    `unknown_year` is this year while its holidays are not known, from November on else the next.
    """

    on: date
    workday: bool
    why: str
    next_workday: date
    counts: Mapping[Waiting, int]
    lists: Mapping[Waiting, tuple[Matter, ...]]
    done: Done
    unknown_year: int | None
    calls: int = 0
    stale: int = 0


@needs(Right.SEE)
def today(work: Work, *, mine: bool) -> Today:
    """The page; with `mine` only what the actor handles or was first asked.

    A major matter is everyone's who may approve: REG-12 makes it the leader's to-do.
    """
    day = day_of(work)
    calendar, on = day.calendar, day.today
    lists: dict[Waiting, tuple[Matter, ...]] = {}
    counts: dict[Waiting, int] = {}
    for waiting in Waiting:
        if waiting is Waiting.DEEMED:
            found = deemed(work, day, mine=mine)
            counts[waiting], lists[waiting] = len(found), tuple(found[:SHORT])
            continue
        counts[waiting] = count(work, waiting, mine=mine)
        lists[waiting] = tuple(short_list(work, waiting, day, mine=mine)) if counts[waiting] else ()
    looked_at = (on.year, on.year + 1) if on.month >= HOLIDAYS_FROM else (on.year,)
    missing = (year for year in looked_at if year not in calendar.known_years)
    return Today(
        on=on,
        workday=calendar.is_workday(on),
        why=calendar.why_worked(on) or calendar.why_off(on),
        next_workday=calendar.next_workday(on + timedelta(days=1)),
        counts=counts,
        lists=lists,
        done=done(work, on),
        unknown_year=next(missing, None),
        stale=len(stale_guides(work)) if work.actor.may(Right.EDIT_ITEMS) else 0,
        calls=follow_ups.count(work, FollowUpFilter(open=True, due_to=on, mine=True)),
    )


@needs(Right.SEE)
def count(work: Work, waiting: Waiting, *, mine: bool, cap: int = COUNT_CAP) -> int:
    """How many wait, never counting beyond `cap`."""
    if waiting is Waiting.DEEMED:
        return len(deemed(work, day_of(work), mine=mine))
    if waiting in VISITS:
        return visits.count(work, _visit_filter(work, waiting, mine=mine), cap)
    where = _conditions(work, waiting, day_of(work), mine=mine)
    return count_rows(work, select(Case.id).where(*where), cap)


@needs(Right.SEE)
def short_list(
    work: Work, waiting: Waiting, day: Day, *, mine: bool, limit: int = SHORT
) -> list[Matter]:
    """The most pressing of those that wait."""
    if waiting is Waiting.DEEMED:
        return deemed(work, day, mine=mine)[:limit]
    if waiting in VISITS:
        return _visits(work, waiting, mine=mine, limit=limit)
    order = {
        Waiting.SUPPLEMENT: Case.supplement_due_on,
        Waiting.NOTIFY: Case.finished_at,
        Waiting.COLLECT: Case.notified_at,
    }.get(waiting, Case.due_on)
    query = _rows(_conditions(work, waiting, day, mine=mine)).order_by(order, Case.id).limit(limit)
    found = work.session.execute(visible(query, work.actor)).all()
    lapses = values(work.session, work.now).switch("deemed_withdrawal")
    matters = [_matter(row, waiting, day, lapses=lapses) for row in found]
    if spoken_of := _WORDS.get(waiting):
        cases = [matter.record for matter in matters]
        words = spoken_of(work, cases, day)
        about = helped.joint_about(work, cases, day) if waiting is Waiting.JOINT else {}
        return [
            replace(matter, light=light, due=due, about=about.get(matter.record, matter.about))
            for matter in matters
            for light, due in (words.get(matter.record, (None, "")),)
        ]
    return matters


@needs(Right.SEE)
def deemed(work: Work, day: Day, *, mine: bool) -> list[Matter]:
    """Applications that count, or will soon count, as accepted because nobody told the applicant
    what is missing in time (行政许可法 32, D9), the most pressing first.

    Computed, not queried: only licences have it, and few of them wait at a time.
    """
    told = select(CaseEvent.case).where(
        CaseEvent.happened == Happened.SUPPLEMENT_ASKED, CaseEvent.voided_at.is_(None)
    )
    # A subquery: the catalogue is the town's, and `visible` would hide it from a village.
    licences = select(Item.id, Item.notice_limit).where(Item.deemed_acceptance).subquery()
    query = (
        select(
            Case.id,
            Case.number,
            Case.name,
            Case.item_name,
            Case.received_at,
            licences.c.notice_limit,
        )
        .join(licences, licences.c.id == Case.item)
        .where(
            *listing.conditions(work, CaseFilter(mine=mine), day),
            Case.status == Status.RECEIVED,
            Case.accepted_on.is_(None),
            Case.id.not_in(told),
        )
        .order_by(Case.received_at, Case.id)
    )
    found: list[tuple[date, Matter]] = []
    for row in work.session.execute(visible(query, work.actor)):
        received = local_date(row.received_at)
        due = deadline(received, row.notice_limit, Unit.WORKDAY, day.calendar).due
        light = light_of(due, due, None, day)
        if light is State.NORMAL:
            continue
        if light is State.OVERDUE:
            words = f"已视为 {_short(received)} 受理"
        else:
            words = "今天内要告知" if due == day.today else f"{_short(due)} 前要告知"
        found.append(
            (due, Matter(row.id, "case", row.number or "", row.name, row.item_name, light, words))
        )
    return [matter for _, matter in sorted(found, key=lambda one: one[0])]


@needs(Right.SEE)
def done(work: Work, on: date) -> Done:
    """The visits and cases of one day in China."""
    start, end = day_start(on), day_start(on + timedelta(days=1))
    return Done(
        visitors=visitors_between(work, start, end),
        visits=counts_by_kind(work, start, end),
        received=_cases_on(work, between(Case.received_at, on, on)),
        finished=_cases_on(work, between(Case.finished_at, on, on)),
    )


def _cases_on(work: Work, where: list[Condition]) -> int:
    query = select(func.count(Case.id)).where(Case.voided_at.is_(None), *where)
    return work.session.execute(visible(query, work.actor)).scalar_one()


def _conditions(work: Work, waiting: Waiting, day: Day, *, mine: bool) -> list[Condition]:
    wanted = CaseFilter(
        light=_LIGHTS.get(waiting),
        statuses=frozenset({Status.SUPPLEMENTING} if waiting is Waiting.SUPPLEMENT else ()),
        to_notify=waiting is Waiting.NOTIFY,
        to_collect=waiting is Waiting.COLLECT,
        helped=helped_by(waiting, mine=mine),
        followed=FOLLOWED.get(waiting),
        mine=mine and waiting not in _NOT_BY_HANDLER,
    )
    return listing.conditions(work, wanted, day)


def _rows(where: list[Condition]) -> Select[*tuple[Any, ...]]:
    return select(
        Case.id,
        Case.number,
        Case.name,
        Case.item_name,
        Case.due_on,
        Case.raw_due_on,
        Case.paused,
        Case.ended_on,
        Case.supplement_due_on,
        Case.finished_at,
        Case.notified_at,
        Case.station,
    ).where(*where)


def _matter(row: Any, waiting: Waiting, day: Day, *, lapses: bool) -> Matter:
    light: State | None = light_of(row.due_on, row.raw_due_on, row.ended_on, day, paused=row.paused)
    match waiting:
        case Waiting.SUPPLEMENT:
            due = _supplement_words(row.supplement_due_on, day, lapses=lapses)
        case Waiting.NOTIFY:
            light, due = None, f"{_short(local_date(row.finished_at))} 办结"
        case Waiting.COLLECT:
            light, due = None, f"{_short(local_date(row.notified_at))} 已通知"
        case _:
            due = due_words(light, row.due_on, day) if light else ""
    return Matter(row.id, "case", row.number or "", row.name, row.item_name, light, due)


def _supplement_words(due: date | None, day: Day, *, lapses: bool) -> str:
    if due is None:
        return ""
    if lapses and due < day.today:
        return f"{_short(due)} 到期，可视为撤回"
    return f"{_short(due)} 已到期" if due < day.today else f"{_short(due)} 前补齐"


def _visit_filter(work: Work, waiting: Waiting, *, mine: bool) -> VisitFilter:
    match waiting:
        case Waiting.MAJOR:
            return VisitFilter(major=True, mine=mine and not work.actor.may(Right.APPROVE))
        case Waiting.TRANSFER:
            return VisitFilter(untaken=True, mine=mine)
        case Waiting.SUPERVISE:
            return VisitFilter(supervised=True, mine=mine)
        case _:
            return VisitFilter(owed=True, mine=mine)


def _visits(work: Work, waiting: Waiting, *, mine: bool, limit: int) -> list[Matter]:
    wanted = _visit_filter(work, waiting, mine=mine)
    sort = "promised_reply_on" if waiting is Waiting.REPLY else "received_at"
    found = visits.page(work, wanted, sort, descending=False, limit=limit)
    matters = []
    for row in found:
        light = row.light
        match waiting:
            case Waiting.MAJOR:
                light, due = None, f"{_short(local_date(row.received_at))} 登记"
            case Waiting.TRANSFER:
                due = _taker_words(row)
            case Waiting.SUPERVISE:
                due = _age_words(row, local_date(work.now))
            case _:
                due = _reply_words(row.promised_reply_on, row.light)
        about = row.topic or row.need or row.item_code
        matters.append(Matter(row.id, Visit.kind, row.number or "", row.name, about, light, due))
    return matters


def _taker_words(row: VisitRow) -> str:
    taker = (row.standing.receiver_name if row.standing else "") or row.window
    return f"{taker}没有接手" if row.light is State.OVERDUE else f"等{taker}接手"


def _age_words(row: VisitRow, today: date) -> str:
    """How long a matter has been open, and what is late about it (REG-14)."""
    age = age_days(row.received_at, today)
    late = ""
    if row.standing is not None and row.light is State.OVERDUE:
        late = "，办件超期" if row.standing.case_overdue else "，没人接手"
    return f"{f'已 {age} 天' if age else '今天转出'}{late}"


def _reply_words(promised: date | None, light: State | None) -> str:
    if promised is None or light is None:
        return "未定答复日期"
    if light is State.OVERDUE:
        return f"{_short(promised)} 应已答复"
    return "今天答复" if light is State.DUE_TODAY else f"{_short(promised)} 前答复"


def _short(day: date) -> str:
    return spoken(day).partition("年")[2].partition("（")[0]
