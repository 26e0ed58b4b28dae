"""The list of complaints: filters, lights, keyset pages; secret ones only for those named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from center.clock import State
from center.complaints.records import Channel, Complaint, Grade, Status, Verdict
from center.identity import mask_phone
from center.lights import Day, day_of, due_words, light_of
from center.lists import COUNT_CAP, Condition, Key, Sort, between, count_rows, rows_after
from center.matter_lists import lit
from center.rights import Right, needs, require
from center.secrecy import OFFICE
from center.storage import Work

SORTS: dict[str, Sort] = {
    "number": Complaint.number,
    "name": Complaint.name,
    "channel": Complaint.channel,
    "subject": Complaint.subject,
    "grade": Complaint.grade,
    "window": Complaint.window,
    "status": Complaint.status,
    "verdict": Complaint.verdict,
    "received_at": Complaint.received_at,
    "due_on": Complaint.due_on,
    "ended_on": Complaint.ended_on,
}


@dataclass(frozen=True, slots=True)
class ComplaintFilter:
    """What the list shows; dates are days in China, both ends included."""

    statuses: frozenset[Status] = frozenset()
    channel: Channel | None = None
    grade: Grade | None = None
    verdict: Verdict | None = None
    subject: str = ""
    window: str = ""
    light: State | None = None
    received_from: date | None = None
    received_to: date | None = None
    text: str = ""
    open_only: bool = False
    voided: bool = False


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """One complaint as the list shows it; `clock_name` says which clock the light follows."""

    id: UUID
    number: str | None
    name: str
    phone: str
    channel: Channel
    subject: str
    facts: str
    grade: Grade
    window: str
    respondent_names: str
    handler_name: str
    status: Status
    verdict: Verdict
    light: State
    clock_name: str
    due_on: date | None
    due_words: str
    received_at: datetime
    ended_on: date | None
    satisfied: str
    secret: bool

    def key(self, sort: str) -> Key:
        """Where the next page starts when the list is sorted by this column."""
        return getattr(self, sort), self.id


def _conditions(wanted: ComplaintFilter, day: Day) -> list[Condition]:
    voided = Complaint.voided_at.is_not(None) if wanted.voided else Complaint.voided_at.is_(None)
    found: list[Condition] = [voided]
    if wanted.statuses:
        found.append(Complaint.status.in_(sorted(wanted.statuses)))
    if wanted.open_only:
        found.append(Complaint.ended_on.is_(None))
    equal: tuple[tuple[Sort, Any], ...] = (
        (Complaint.channel, wanted.channel),
        (Complaint.grade, wanted.grade),
        (Complaint.verdict, wanted.verdict),
        (Complaint.subject, wanted.subject),
        (Complaint.window, wanted.window),
    )
    found += [column == value for column, value in equal if value]
    if wanted.light is not None:
        found.append(lit(Complaint, wanted.light, day))
    found += between(Complaint.received_at, wanted.received_from, wanted.received_to)
    typed = wanted.text.strip()
    if typed:
        found.append(
            Complaint.number.contains(typed.upper(), autoescape=True)
            | Complaint.name.contains(typed, autoescape=True)
            | Complaint.facts.contains(typed, autoescape=True)
            | Complaint.respondent_names.contains(typed, autoescape=True)
        )
    return found


_PLAIN = (
    Complaint.id,
    Complaint.number,
    Complaint.name,
    Complaint.channel,
    Complaint.subject,
    Complaint.facts,
    Complaint.grade,
    Complaint.window,
    Complaint.respondent_names,
    Complaint.handler_name,
    Complaint.status,
    Complaint.verdict,
    Complaint.clock_name,
    Complaint.due_on,
    Complaint.received_at,
    Complaint.ended_on,
    Complaint.satisfied,
)


@needs(Right.SEE)
def page(
    work: Work,
    wanted: ComplaintFilter,
    sort: str = "received_at",
    *,
    descending: bool = True,
    after: Key | None = None,
    limit: int = 100,
    masked: bool = True,
) -> list[ComplaintRow]:
    """The next rows after the key `after`, at most `limit`; secret ones only if one may see them.

    Unmasked rows need the right to reveal; whoever shows or exports them journals it first.
    """
    if not masked:
        require(work.actor, Right.REVEAL)
    day = day_of(work)
    more = (Complaint.phone, Complaint.raw_due_on, (Complaint.audience != OFFICE).label("secret"))
    query = select(*_PLAIN, *more).where(*_conditions(wanted, day))
    found = rows_after(
        work, query, SORTS[sort], Complaint.id, descending=descending, after=after, limit=limit
    )
    return [_row(row, day, masked=masked) for row in found]


def _row(row: Any, day: Day, *, masked: bool) -> ComplaintRow:
    light = light_of(row.due_on, row.raw_due_on, row.ended_on, day)
    return ComplaintRow(
        **{column.key: getattr(row, column.key) for column in _PLAIN},
        phone=mask_phone(row.phone) if masked else row.phone,
        light=light,
        due_words=due_words(light, row.due_on, day),
        secret=bool(row.secret),
    )


@needs(Right.SEE)
def count(work: Work, wanted: ComplaintFilter, cap: int = COUNT_CAP) -> int:
    """How many complaints a filter shows, never counting beyond `cap`."""
    return count_rows(work, select(Complaint.id).where(*_conditions(wanted, day_of(work))), cap)
