"""Several matters of one visit: one entry per person and day, its matters numbered 1, 2, 3…

The first matter is the visit; the others name it by `same_visit` and bear its number with their
own, so that a returning person is one visitor however many things there are to do.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select

from center.errors import Expected, Problem
from center.lists import between
from center.people import same_person
from center.records import local_date
from center.registration.records import Visit
from center.rights import Right, needs, visible
from center.storage import Work


@needs(Right.SEE)
def entry_of(work: Work, person: UUID, on: date) -> Visit | None:
    """The first matter a person came for on a day at this station; None when they did not come."""
    query = (
        select(Visit)
        .where(
            Visit.person.in_(same_person(work.session, person)),
            Visit.station == work.station,
            Visit.voided_at.is_(None),
            *between(Visit.received_at, on, on),
        )
        .order_by(Visit.received_at, Visit.id)
        .limit(1)
    )
    found = work.session.scalars(visible(query, work.actor)).first()
    return first_of(work, found) if found is not None else None


@needs(Right.SEE)
def first_of(work: Work, visit: Visit) -> Visit:
    """The first matter of the visit a matter belongs to."""
    return visit if visit.same_visit is None else work.session.get_one(Visit, visit.same_visit)


@needs(Right.SEE)
def matters_of(work: Work, visit: Visit, *, voided: bool = False) -> list[Visit]:
    """All matters of the visit this one belongs to, itself included, in their order."""
    query = select(Visit).where(or_(Visit.id == visit.entry, Visit.same_visit == visit.entry))
    if not voided:
        query = query.where(Visit.voided_at.is_(None))
    return list(work.session.scalars(visible(query, work.actor).order_by(Visit.matter)))


@needs(Right.SEE)
def next_matter(work: Work, first: UUID) -> int:
    """The number of the next matter; a voided one keeps its number."""
    query = select(func.max(Visit.matter)).where(Visit.same_visit == first)
    return (work.session.scalar(query) or 1) + 1


def same_problems(work: Work, first: Visit | None, on: date, person: UUID | None) -> list[Problem]:
    """Why a matter cannot join a visit: another day, another station, another person, voided."""
    if first is None or first.station != work.station or first.voided_at is not None:
        return [Problem("same_visit", "找不到要并入的那次来访，可能已作废。请取消并入后再登记")]
    if local_date(first.received_at) != on:
        return [Problem("same_visit", "不是同一天来的，请取消“同一次来访”后再登记")]
    known = person is not None and first.person is not None
    if known and first.person not in same_person(work.session, person or first.id):
        return [Problem("same_visit", "不是同一个人，请取消“同一次来访”后再登记")]
    return []


def must_stand(work: Work, visit_id: UUID | None) -> None:
    """Refuse what begins with a visit that is not there or was voided; None begins with none."""
    if visit_id is None:
        return
    query = visible(select(Visit).where(Visit.id == visit_id), work.actor)
    found = work.session.scalars(query).one_or_none()
    if found is None or found.voided_at is not None:
        raise Expected("这次来访登记已作废或不属于本站，没有保存。请刷新后再试。")
