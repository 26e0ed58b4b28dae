"""The list of visits (登记): filters, the light of a reply owed, keyset pages, capped counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from center.clock import State
from center.identity import mask_id, mask_phone
from center.lights import day_of, light_of
from center.lists import COUNT_CAP, Condition, Key, Sort, between, count_rows, rows_after, with_text
from center.registration.book import entered_late
from center.registration.records import Channel, Route, Visit, VisitKind
from center.registration.supervision import (
    Standing,
    escalated,
    for_me,
    standings,
    supervised,
    waits_to_be_taken,
)
from center.rights import Right, needs, require
from center.settings import values
from center.storage import Work

SHOWN_TEXT = 80

SORTS: dict[str, Sort] = {
    "number": Visit.number,
    "name": Visit.name,
    "received_at": Visit.received_at,
    "visit_kind": Visit.visit_kind,
    "channel": Visit.channel,
    "route": Visit.route,
    "topic": Visit.topic,
    "first_asked_name": Visit.first_asked_name,
    "window": Visit.window,
    "promised_reply_on": Visit.promised_reply_on,
    "village": Visit.village,
}


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """What a list shows; an empty filter shows every visit that is not voided.

    `owed` are visits with a reply still owed (REG-04, REG-17); `major` major matters nobody has
    reported (REG-12); `untaken` those handed over that nobody took (REG-10), `supervised` those
    handed over and still open (REG-14); `delayed` those served after closing (TIME-04), `late`
    those entered afterwards (补录). `mine` are those the actor was first asked, is to take over, or
    as a leader must hear of. Days are days in China, both ends included.
    """

    visit_kind: VisitKind | None = None
    channel: Channel | None = None
    route: Route | None = None
    topic: str = ""
    window: str = ""
    first_asked: UUID | None = None
    received_from: date | None = None
    received_to: date | None = None
    text: str = ""
    owed: bool = False
    major: bool = False
    mine: bool = False
    voided: bool = False
    untaken: bool = False
    supervised: bool = False
    delayed: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One matter as a list shows it: `need` is its beginning, `light` that of what is waited for.

    `marks` are 补录, 延期补录, 延时; `standing` how it was handed over, None when it was not.
    """

    id: UUID
    number: str | None
    received_at: datetime
    visit_kind: VisitKind
    channel: Channel
    route: Route
    topic: str
    need: str
    item_code: str
    name: str
    id_number: str
    phone: str
    village: str
    people_count: int
    first_asked_name: str
    window: str
    promised_reply_on: date | None
    light: State | None
    marks: tuple[str, ...] = ()
    standing: Standing | None = None

    def key(self, sort: str) -> Key:
        """Where the next page starts when the list is sorted by this column."""
        return getattr(self, sort), self.id


def conditions(work: Work, wanted: VisitFilter) -> list[Condition]:
    """A filter as conditions of a query over `Visit`."""
    found: list[Condition] = [
        Visit.voided_at.is_not(None) if wanted.voided else Visit.voided_at.is_(None)
    ]
    equal: tuple[tuple[Sort, Any], ...] = (
        (Visit.visit_kind, wanted.visit_kind),
        (Visit.channel, wanted.channel),
        (Visit.route, wanted.route),
        (Visit.topic, wanted.topic),
        (Visit.window, wanted.window),
        (Visit.first_asked, wanted.first_asked),
    )
    found += [column == value for column, value in equal if value]
    if wanted.mine:
        found.append(_mine(work, wanted))
    found += between(Visit.received_at, wanted.received_from, wanted.received_to)
    if wanted.owed:
        found += [Visit.route == Route.LATER, Visit.replied_at.is_(None)]
    if wanted.untaken:
        found.append(waits_to_be_taken())
    if wanted.supervised:
        found += supervised()
    if wanted.delayed:
        found.append(Visit.delayed.is_(True))
    if wanted.late:
        found.append(Visit.entered_at > Visit.received_at)
    if wanted.major:
        found.append(Visit.major & Visit.reported_at.is_(None))
    if wanted.text.strip():
        texts = (Visit.name, Visit.need, Visit.topic)
        found.append(with_text(wanted.text, Visit.number, Visit.person, texts))
    return found


def _mine(work: Work, wanted: VisitFilter) -> Condition:
    own = Visit.first_asked == work.actor.account
    if wanted.untaken:
        return or_(own, for_me(work.actor.account))
    if wanted.supervised and work.actor.may(Right.APPROVE):
        return or_(own, escalated(work.now))
    return own


@needs(Right.SEE)
def page(
    work: Work,
    wanted: VisitFilter,
    sort: str = "received_at",
    *,
    descending: bool = True,
    after: Key | None = None,
    limit: int = 100,
    masked: bool = True,
) -> list[VisitRow]:
    """The next rows after the key `after` (None: from the start), at most `limit`.

    Unmasked rows need the right to reveal; whoever shows or exports them journals it first.
    """
    if not masked:
        require(work.actor, Right.REVEAL)
    day = day_of(work)
    found = rows_after(
        work,
        _columns(conditions(work, wanted)),
        SORTS[sort],
        Visit.id,
        descending=descending,
        after=after,
        limit=limit,
    )
    handed = [row.id for row in found if row.route is Route.WINDOW and row.replied_at is None]
    standing = standings(work, handed)
    allowed = values(work.session, work.now).number("entry_delay_days")
    rows = []
    for row in found:
        owed = row.route is Route.LATER and row.replied_at is None
        promised = row.promised_reply_on
        marks = []
        if row.entered_at > row.received_at:
            late = entered_late(row.received_at, row.entered_at, allowed, day.calendar)
            marks.append("延期补录" if late else "补录")
        if row.delayed:
            marks.append("延时")
        stands = standing.get(row.id)
        rows.append(
            VisitRow(
                id=row.id,
                number=row.number,
                received_at=row.received_at,
                visit_kind=row.visit_kind,
                channel=row.channel,
                route=row.route,
                topic=row.topic,
                need=row.need,
                item_code=row.item_code,
                name=row.name,
                id_number=mask_id(row.id_number) if masked else row.id_number,
                phone=mask_phone(row.phone) if masked else row.phone,
                village=row.village,
                people_count=row.people_count,
                first_asked_name=row.first_asked_name,
                window=row.window,
                promised_reply_on=promised,
                light=light_of(promised, promised, None, day)
                if owed
                else _transfer_light(stands, work.now),
                marks=tuple(marks),
                standing=stands,
            )
        )
    return rows


def _transfer_light(standing: Standing | None, now: datetime) -> State | None:
    if standing is None:
        return None
    if standing.case_overdue or (not standing.taken and standing.due_at < now):
        return State.OVERDUE
    return None if standing.taken else State.NORMAL


@needs(Right.SEE)
def count(work: Work, wanted: VisitFilter, cap: int = COUNT_CAP) -> int:
    """How many visits a filter shows, never counting beyond `cap`."""
    return count_rows(work, select(Visit.id).where(*conditions(work, wanted)), cap)


def _columns(where: Sequence[Condition]) -> Select[*tuple[Any, ...]]:
    return select(
        Visit.id,
        Visit.number,
        Visit.received_at,
        Visit.entered_at,
        Visit.delayed,
        Visit.visit_kind,
        Visit.channel,
        Visit.route,
        Visit.topic,
        func.substr(Visit.need, 1, SHOWN_TEXT).label("need"),
        Visit.item_code,
        Visit.name,
        Visit.id_number,
        Visit.phone,
        Visit.village,
        Visit.people_count,
        Visit.first_asked_name,
        Visit.window,
        Visit.promised_reply_on,
        Visit.replied_at,
    ).where(*where)
