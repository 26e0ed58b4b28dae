"""The list of cases (办件): filters, lights by date range (D6), keyset pages, capped counts.

Every query goes through `visible`; ID and phone come masked (D8) unless the caller asks otherwise
and may.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from center.cases.followed import Followed, followed
from center.cases.helped import Helped, helped
from center.cases.records import CLOSED, Case, GreenReason, Status
from center.clock import State
from center.filing import Filed, filed_as
from center.identity import mask_id, mask_phone
from center.items import CaseKind
from center.lights import Day, day_of, due_words, light_of
from center.lists import COUNT_CAP, Condition, Key, Sort, between, count_rows, rows_after, with_text
from center.rights import Right, needs, require, visible
from center.storage import Work

SORTS: dict[str, Sort] = {
    "number": Case.number,
    "name": Case.name,
    "item_name": Case.item_name,
    "case_kind": Case.case_kind,
    "window": Case.window,
    "status": Case.status,
    "received_at": Case.received_at,
    "due_on": Case.due_on,
    "finished_at": Case.finished_at,
    "handler_name": Case.handler_name,
    "village": Case.village,
}


class OnPlatform(enum.StrEnum):
    """How a case differs from the provincial platform's list (办件明细)."""

    MISSING = "未回录"
    DIFFERENT = "不一致"


ENDED_WORDS = (
    *("办结", "办毕", "完成", "送达", "领取", "已办"),
    *("退件", "退回", "撤", "终止", "作废", "不予受理", "不受理"),
)
"""What the platform's status of a case that has ended contains."""
NOT_YET, WAITING_WORDS = ("未", "待"), ("补正", "补件")


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list shows; an empty filter shows every case that is not voided.

    `mine` means handled by the actor or the one acted for; `text` is found in number, applicant
    (also by initials and by the end of ID or phone) and item. `light` is a state of D6, or how an
    ended case ended. `to_notify` are finished cases whose applicant nobody has told, `to_collect`
    those told who have not come (CASE-19), neither when they were finished elsewhere. `platform`
    are cases the provincial platform does not know, or tells another end of; `helped` are joint,
    carried and tolerated ones, `any_green` those of the green channel, `green` those with this
    reason, `followed` what must be asked or checked, `filed` how they stand in the archive. `ids`
    narrows to these cases. Dates are days in China, both ends included.
    """

    statuses: frozenset[Status] = frozenset()
    item_code: str = ""
    window: str = ""
    handler: UUID | None = None
    case_kind: CaseKind | None = None
    received_from: date | None = None
    received_to: date | None = None
    finished_from: date | None = None
    finished_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    light: State | None = None
    text: str = ""
    ids: frozenset[UUID] = frozenset()
    open_only: bool = False
    to_notify: bool = False
    to_collect: bool = False
    mine: bool = False
    platform: OnPlatform | None = None
    helped: Helped | None = None
    any_green: bool = False
    green: GreenReason | None = None
    followed: Followed | None = None
    filed: Filed | None = None
    voided: bool = False


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as a list shows it. `due_words` is 还有 3 个工作日, 超期 2 天, 按时办结 …"""

    id: UUID
    number: str | None
    name: str
    id_number: str
    phone: str
    village: str
    item_code: str
    item_name: str
    case_kind: CaseKind
    window: str
    status: Status
    light: State
    received_at: datetime
    due_on: date | None
    due_words: str
    finished_at: datetime | None
    result: str
    handler_name: str
    visitor_name: str
    green: GreenReason | None

    def key(self, sort: str) -> Key:
        """Where the next page starts when the list is sorted by this column."""
        return getattr(self, sort), self.id


def lit(light: State, day: Day) -> Condition:
    """The cases that show this light, as a date range over the derived columns."""
    if light is State.ON_TIME:
        return Case.ended_on <= Case.due_on
    if light is State.LATE:
        return Case.ended_on > Case.due_on
    if light is State.PAUSED:
        return Case.ended_on.is_(None) & Case.paused
    going = Case.ended_on.is_(None) & ~Case.paused
    match light:
        case State.OVERDUE:
            return going & (Case.due_on < day.today)
        case State.DUE_TODAY:
            return going & (Case.due_on == day.today)
        case State.DUE_SOON:
            return going & (Case.due_on > day.today) & (Case.raw_due_on <= day.soon)
        case _:
            later = (Case.due_on > day.today) & (Case.raw_due_on > day.soon)
            return going & (later | Case.due_on.is_(None))


def on_platform(wanted: OnPlatform) -> list[Condition]:
    """The cases nobody has entered on the platform, or those that ended only here or only there."""
    if wanted is OnPlatform.MISSING:
        return [Case.platform_number.is_(None), Case.import_source == ""]
    ended = or_(*(Case.platform_status.contains(word) for word in ENDED_WORDS))
    going = or_(
        *(Case.platform_status.startswith(word) for word in NOT_YET),
        *(Case.platform_status.contains(word) for word in WAITING_WORDS),
    )
    there, here = ended & ~going, Case.ended_on.is_not(None)
    return [Case.platform_status != "", (there & ~here) | (~there & here)]


def whole_year(first: date | None, last: date | None) -> int | None:
    """The year that a span of days is, from its first day to its last; None for any other span."""
    if first is None or last is None or first.year != last.year:
        return None
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    return first.year if whole else None


def conditions(
    work: Work, wanted: CaseFilter, day: Day, *, by_year: bool = True
) -> list[Condition]:
    """A filter as conditions of a query over `Case`.

    A whole year is asked by its number, which every order of a list has an index for, unless the
    list is in the order of receipt itself (`by_year` False).
    """
    found: list[Condition] = [
        Case.voided_at.is_not(None) if wanted.voided else Case.voided_at.is_(None)
    ]
    if wanted.statuses:
        found.append(Case.status.in_(sorted(wanted.statuses)))
    if wanted.open_only or (wanted.statuses and not wanted.statuses & CLOSED):
        # In these words the index over the few open cases answers.
        found.append(Case.ended_on.is_(None))
    if wanted.ids:
        found.append(Case.id.in_(wanted.ids))
    if wanted.to_notify or wanted.to_collect:
        told = Case.notified_at.is_(None) if wanted.to_notify else Case.notified_at.is_not(None)
        found += [Case.status == Status.FINISHED, told, Case.collected_at.is_(None)]
        found.append(~Case.finished_elsewhere)
    found += _of_a_kind(work, wanted, day)
    if wanted.mine:
        me = {work.actor.account, work.actor.acting_for} - {None}
        found.append(Case.handler.in_(me))
    if wanted.light is not None:
        found.append(lit(wanted.light, day))
    equal: tuple[tuple[Sort, Any], ...] = (
        (Case.item_code, wanted.item_code),
        (Case.window, wanted.window),
        (Case.handler, wanted.handler),
        (Case.case_kind, wanted.case_kind),
        (Case.green, wanted.green),
    )
    found += [column == value for column, value in equal if value]
    year = whole_year(wanted.received_from, wanted.received_to) if by_year else None
    if year is not None:
        found.append(Case.received_year == year)
    else:
        found += between(Case.received_at, wanted.received_from, wanted.received_to)
    found += between(Case.finished_at, wanted.finished_from, wanted.finished_to)
    if wanted.due_from is not None:
        found.append(Case.due_on >= wanted.due_from)
    if wanted.due_to is not None:
        found.append(Case.due_on <= wanted.due_to)
    if wanted.text.strip():
        found.append(with_text(wanted.text, Case.number, Case.person, (Case.name, Case.item_name)))
    return found


def _of_a_kind(work: Work, wanted: CaseFilter, day: Day) -> list[Condition]:
    found: list[Condition] = []
    if wanted.platform is not None:
        found += on_platform(wanted.platform)
    if wanted.helped is not None:
        found += helped(work, wanted.helped, day)
    if wanted.followed is not None:
        found += followed(work, wanted.followed, day)
    if wanted.filed is not None:
        found += filed_as(work, wanted.filed)
    if wanted.any_green or wanted.green is not None:
        # In these words the index over the few green cases answers.
        found.append(Case.green.is_not(None))
    return found


@needs(Right.SEE)
def page(
    work: Work,
    wanted: CaseFilter,
    sort: str = "received_at",
    *,
    descending: bool = True,
    after: Key | None = None,
    limit: int = 100,
    masked: bool = True,
) -> list[CaseRow]:
    """The next rows after the key `after` (None: from the start), at most `limit`.

    Unmasked rows need the right to reveal; whoever shows or exports them journals it first.
    """
    if not masked:
        require(work.actor, Right.REVEAL)
    day = day_of(work)
    found = rows_after(
        work,
        _columns(conditions(work, wanted, day, by_year=sort != "received_at")),
        SORTS[sort],
        Case.id,
        descending=descending,
        after=after,
        limit=limit,
    )
    return [_row(row, day, masked=masked) for row in found]


@needs(Right.SEE)
def numbered(work: Work, number: str) -> Case | None:
    """The case with exactly this number (as typed or scanned), if this actor may see it."""
    query = select(Case).where(Case.number == number.strip().upper(), Case.voided_at.is_(None))
    return work.session.scalars(visible(query, work.actor)).one_or_none()


@needs(Right.SEE)
def count(work: Work, wanted: CaseFilter, cap: int = COUNT_CAP) -> int:
    """How many cases a filter shows, never counting beyond `cap`."""
    return count_rows(work, select(Case.id).where(*conditions(work, wanted, day_of(work))), cap)


def _columns(where: Sequence[Condition]) -> Select[*tuple[Any, ...]]:
    return select(
        Case.id,
        Case.number,
        Case.name,
        Case.id_number,
        Case.phone,
        Case.village,
        Case.item_code,
        Case.item_name,
        Case.case_kind,
        Case.window,
        Case.status,
        Case.received_at,
        Case.due_on,
        Case.raw_due_on,
        Case.paused,
        Case.ended_on,
        Case.finished_at,
        Case.result,
        Case.handler_name,
        Case.visitor_name,
        Case.green,
    ).where(*where)


def _row(row: Any, day: Day, *, masked: bool) -> CaseRow:
    light = light_of(row.due_on, row.raw_due_on, row.ended_on, day, paused=row.paused)
    return CaseRow(
        id=row.id,
        number=row.number,
        name=row.name,
        id_number=mask_id(row.id_number) if masked else row.id_number,
        phone=mask_phone(row.phone) if masked else row.phone,
        village=row.village,
        item_code=row.item_code,
        item_name=row.item_name,
        case_kind=row.case_kind,
        window=row.window,
        status=row.status,
        light=light,
        received_at=row.received_at,
        due_on=row.due_on,
        due_words=due_words(light, row.due_on, day),
        finished_at=row.finished_at,
        result=row.result,
        handler_name=row.handler_name,
        visitor_name=row.visitor_name,
        green=row.green,
    )
