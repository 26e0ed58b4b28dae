"""Lists read page by page: keyset paging by sort value and id, and counts that stop at a cap.

A page starts after a row, not at an offset: rows saved meanwhile neither repeat nor hide others,
and the ten-thousandth page costs what the first does. Rows without a sort value come last in both
directions, since SQLite and PostgreSQL disagree where NULL belongs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, false, func, literal, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from center.people import PersonKey
from center.records import CHINA
from center.rights import visible
from center.search_keys import classify
from center.storage import Work

Key: TypeAlias = tuple[Any, UUID]
"""Where a page ends: the sort value and the id of its last row."""

COUNT_CAP = 10_000

Sort: TypeAlias = InstrumentedAttribute[Any]
Condition: TypeAlias = ColumnElement[bool]


def rows_after(
    work: Work,
    query: Select[*tuple[Any, ...]],
    sort: Sort,
    ident: InstrumentedAttribute[UUID],
    *,
    descending: bool = False,
    after: Key | None = None,
    limit: int = 100,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The next `limit` rows of a query this actor may see, after the key `after`."""
    query = visible(query, work.actor).limit(limit)
    found: list[Row[*tuple[Any, ...]]] = []
    if after is None or after[0] is not None:
        filled = query.where(sort.is_not(None)) if sort.nullable else query
        if after is not None:
            last = tuple_(literal(after[0], sort.type), literal(after[1], ident.type))
            place = tuple_(sort, ident)
            filled = filled.where(place < last if descending else place > last)
        order = (sort.desc(), ident.desc()) if descending else (sort, ident)
        found += work.session.execute(filled.order_by(*order)).all()
    if sort.nullable and len(found) < limit:
        blank = query.where(sort.is_(None)).limit(limit - len(found))
        if after is not None and after[0] is None:
            blank = blank.where(ident < after[1] if descending else ident > after[1])
        found += work.session.execute(blank.order_by(ident.desc() if descending else ident)).all()
    return found


def count_rows(work: Work, query: Select[*tuple[Any, ...]], cap: int = COUNT_CAP) -> int:
    """How many rows a query has that this actor may see, never counting beyond `cap`."""
    few = visible(query, work.actor).limit(cap).subquery()
    return work.session.execute(select(func.count()).select_from(few)).scalar_one()


def day_start(day: date) -> datetime:
    """Midnight in China at the beginning of a day."""
    return datetime.combine(day, time(), CHINA)


def between(column: Sort, first: date | None, last: date | None) -> list[Condition]:
    """The moments of a span of days in China, both ends included."""
    found: list[Condition] = []
    if first is not None:
        found.append(column >= day_start(first))
    if last is not None:
        found.append(column < day_start(last + timedelta(days=1)))
    return found


def with_text(text: str, number: Sort, person: Sort, texts: Sequence[Sort]) -> Condition:
    """What was typed into 在列表中查找: a part of the number or a text, or a key of the person."""
    asked = classify(text)
    if asked.kind == "nothing":
        return false()
    typed = text.strip()
    found = [number.contains(typed.upper(), autoescape=True)]
    found += [column.contains(typed, autoescape=True) for column in texts]
    if asked.kind != "number":
        keys = PersonKey.key >= asked.low, PersonKey.key < asked.high
        found.append(person.in_(select(PersonKey.person).where(*keys)))
    return or_(*found)
