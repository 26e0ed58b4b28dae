"""The paper book (手工登记簿): what was written there while the program stood still.

Each line is entered later with its real time of receipt, which starts every clock; the page, line
and reason lead back to the book.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Integer, select
from sqlalchemy.orm import Mapped, mapped_column

from center.calendar import WorkCalendar
from center.errors import Problem
from center.lists import between
from center.records import Base, Record, link, local_date, unique_unless_voided
from center.registration.records import Visit
from center.rights import Right, needs, visible
from center.storage import Work

MOST_PAGES, MOST_LINES = 9999, 99


class Cause(enum.StrEnum):
    """Why the paper book was used."""

    POWER = "停电"
    NETWORK = "断网"
    SYSTEM = "系统故障"
    OUTSIDE = "外出上门"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a visit stands in the book: page and line from 1, and why the book was used."""

    page: int
    line: int
    cause: Cause


class BookLine(Record, Base):
    """The line of the book a visit was entered from."""

    __tablename__ = "book_lines"
    __table_args__ = (unique_unless_voided("visit"),)
    kind = "book_line"

    visit: Mapped[UUID] = mapped_column(link("visits.id"))
    page: Mapped[int] = mapped_column(Integer)
    line: Mapped[int] = mapped_column(Integer)
    cause: Mapped[Cause]


def place_problems(work: Work, place: Place, received_at: datetime | None) -> list[Problem]:
    """What is wrong with a place: out of the book, without a time, or entered already."""
    found: list[Problem] = []
    if not 1 <= place.page <= MOST_PAGES:
        found.append(Problem("page", f"页码应在 1 到 {MOST_PAGES} 之间"))
    if not 1 <= place.line <= MOST_LINES:
        found.append(Problem("line", f"行号应在 1 到 {MOST_LINES} 之间"))
    if received_at is None:
        found.append(Problem("received_on", "补录要填登记簿上的接待时间"))
    elif not found and (there := _entered(work, place, local_date(received_at))):
        found.append(Problem("line", f"第 {place.page} 页第 {place.line} 行已补录为 {there}"))
    return found


def _entered(work: Work, place: Place, on: date) -> str | None:
    """The number of the visit of the same day on the same line; a new book may repeat a page."""
    query = (
        select(Visit.number)
        .join(BookLine, BookLine.visit == Visit.id)
        .where(
            BookLine.page == place.page,
            BookLine.line == place.line,
            BookLine.station == work.station,
            BookLine.voided_at.is_(None),
            Visit.voided_at.is_(None),
            *between(Visit.received_at, on, on),
        )
        .limit(1)
    )
    return work.session.scalars(query).first()


def write_line(work: Work, visit: Visit, place: Place) -> BookLine:
    """Keep where a visit stands in the book."""
    line = BookLine(
        id=work.new_id(),
        station=work.station,
        visit=visit.id,
        page=place.page,
        line=place.line,
        cause=place.cause,
    )
    work.session.add(line)
    return line


@needs(Right.SEE)
def line_of(work: Work, visit: UUID) -> BookLine | None:
    """Where a visit stands in the book; None when it was entered at once."""
    query = select(BookLine).where(BookLine.visit == visit, BookLine.voided_at.is_(None))
    return work.session.scalars(visible(query, work.actor)).one_or_none()


def entered_late(
    received_at: datetime, entered_at: datetime, allowed: int, calendar: WorkCalendar
) -> bool:
    """Whether a visit was entered more than `allowed` working days after its receipt (延期录入)."""
    return calendar.workdays_between(local_date(received_at), local_date(entered_at)) > allowed
