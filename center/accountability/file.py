"""An accountability matter with all that belongs to it; opening a secret one leaves a trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from center.accountability.records import (
    Accountability,
    AccountablePerson,
    Aggravating,
    Part,
    Status,
)
from center.accountability.standing import acts_before
from center.complaints.records import Complaint, Fault, Verdict
from center.journal import commit, note
from center.matters import MatterEvent, events_of, must_see, not_found
from center.papers import Paper, papers_of
from center.records import local_date
from center.rights import Right, needs, visible
from center.settings import Values, values
from center.storage import Work


@dataclass(frozen=True, slots=True)
class AccountabilityFile:
    """One matter opened: persons, events, papers; `repeated` are earlier acts by person.

    `unfounded` says that the verdict of the complaint it rests on stands no more.
    """

    record: Accountability
    persons: Sequence[AccountablePerson]
    events: Sequence[MatterEvent]
    papers: Sequence[Paper]
    repeated: Mapping[UUID, int]
    unfounded: bool
    settings: Values
    today: date

    @property
    def aggravating(self) -> list[str]:
        """What makes it heavier; before the decision with what the program counts (ACC-04)."""
        found = list(self.record.aggravating)
        if self.record.status is Status.PROPOSED and any(self.repeated.values()):
            found.append(Aggravating.REPEATED)
        return [one for one in Aggravating if one in found]


@needs(Right.SUPERVISE)
def open_file(work: Work, ident: UUID) -> AccountabilityFile:
    """Open a matter this actor may see; a secret one is journalled and committed at once.

    Raises `NotAllowed` for a secret one of others, `Expected` when there is none.
    """
    found = read_file(work, ident)
    if found.record.secret:
        note(work, "open", found.record, number=found.record.number)
        commit(work)
    return found


@needs(Right.SUPERVISE)
def read_file(work: Work, ident: UUID) -> AccountabilityFile:
    """A matter for a paper about it, which leaves a trace of its own; raises as `open_file`."""
    query = select(Accountability).where(Accountability.id == ident)
    if not work.actor.sees_all_stations:
        query = query.where(Accountability.station == work.actor.station)
    record = work.session.scalars(query).one_or_none()
    if record is None:
        raise not_found()
    return file_of(work, record)


@needs(Right.SUPERVISE)
def file_of(work: Work, record: Accountability) -> AccountabilityFile:
    """Gather the file inside a unit of work that already holds the matter."""
    must_see(work, record)
    persons = persons_of(work, record.id)
    repeated = {
        one.staff: acts_before(work, one.staff, record.happened_on, record.id)
        for one in persons
        if one.part is not Part.SUPERVISOR
    }
    return AccountabilityFile(
        record,
        persons,
        events_of(work.session, record.id),
        papers_of(work.session, record.id),
        {staff: count for staff, count in repeated.items() if count},
        _unfounded(work, record),
        values(work.session, record.received_at),
        local_date(work.now),
    )


@needs(Right.SUPERVISE)
def persons_of(work: Work, ident: UUID) -> list[AccountablePerson]:
    """Who answers in a matter, in order."""
    query = select(AccountablePerson).where(
        AccountablePerson.accountability == ident, AccountablePerson.voided_at.is_(None)
    )
    query = visible(query, work.actor).order_by(AccountablePerson.position)
    return list(work.session.scalars(query))


@needs(Right.SUPERVISE)
def of_source(work: Work, kind: str, source: UUID) -> list[Accountability]:
    """The matters that came of a complaint, case or petition (the kind of its record)."""
    column = {
        "complaint": Accountability.complaint,
        "case": Accountability.case,
        "petition": Accountability.petition,
    }[kind]
    query = select(Accountability).where(column == source, Accountability.voided_at.is_(None))
    return list(work.session.scalars(visible(query, work.actor).order_by(Accountability.id)))


def _unfounded(work: Work, record: Accountability) -> bool:
    if record.complaint is None:
        return False
    source = work.session.get(Complaint, record.complaint)
    if source is None or source.voided_at is not None:
        return True
    return source.verdict is Verdict.FALSE or source.fault is not Fault.STAFF
