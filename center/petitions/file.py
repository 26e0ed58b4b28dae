"""A petition with everything that belongs to it; opening a secret one leaves a trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from center.calendar import WorkCalendar
from center.holidays import work_calendar
from center.journal import commit, note
from center.matters import (
    MatterEvent,
    NamedDeadline,
    derive,
    events_of,
    governing,
    must_see,
    not_found,
)
from center.papers import Paper, papers_of
from center.petitions.actions import PetitionFacts
from center.petitions.limits import clocks_of, ended_on
from center.petitions.records import CLOSED, Petition
from center.records import local_date
from center.rights import Right, needs, visible
from center.secrecy import SecretName
from center.settings import Values, values
from center.storage import Work


@dataclass(frozen=True, slots=True)
class PetitionFile:
    """One petition opened: events, clocks, papers, and who is named on a secret one."""

    petition: Petition
    events: Sequence[MatterEvent]
    clocks: Sequence[NamedDeadline]
    papers: Sequence[Paper]
    named: Sequence[SecretName]
    settings: Values
    facts: PetitionFacts

    @property
    def light(self) -> NamedDeadline | None:
        """The clock the light follows."""
        return governing(self.clocks)


@needs(Right.SEE)
def open_file(work: Work, petition_id: UUID) -> PetitionFile:
    """Open a petition this actor may see.

    Opening a secret one is journalled and committed at once, so it asks for a unit of work that
    writes. Raises `NotAllowed` for a secret one of others, `Expected` when there is none.
    """
    found = read_file(work, petition_id)
    if found.petition.secret:
        note(work, "open", found.petition, number=found.petition.number)
        commit(work)
    return found


@needs(Right.SEE)
def read_file(work: Work, petition_id: UUID) -> PetitionFile:
    """A petition for a paper about it, which leaves a trace of its own; raises as `open_file`."""
    query = select(Petition).where(Petition.id == petition_id)
    if not work.actor.sees_all_stations:
        query = query.where(Petition.station == work.actor.station)
    petition = work.session.scalars(query).one_or_none()
    if petition is None:
        raise not_found()
    return file_of(work, petition)


def file_of(work: Work, petition: Petition, calendar: WorkCalendar | None = None) -> PetitionFile:
    """Gather the file inside a unit of work that already holds the petition."""
    must_see(work, petition)
    session, today = work.session, local_date(work.now)
    # The settings in force when the matter began stay its settings.
    settings = values(session, petition.received_at)
    events = events_of(session, petition.id)
    clocks = clocks_of(petition, events, calendar or work_calendar(session), settings, today)
    names = select(SecretName).where(
        SecretName.audience == petition.audience, SecretName.voided_at.is_(None)
    )
    named = list(session.scalars(names.order_by(SecretName.id))) if petition.secret else []
    facts = PetitionFacts(
        petition, events, clocks, work.actor, today, settings.switch("simple_handling")
    )
    papers = papers_of(session, petition.id)
    return PetitionFile(petition, events, clocks, papers, named, settings, facts)


def rewrite(work: Work, petition: Petition, calendar: WorkCalendar | None = None) -> None:
    """Rewrite the derived columns of a petition from its events."""
    work.session.flush()
    today = local_date(work.now)
    events = events_of(work.session, petition.id)
    settings = values(work.session, petition.received_at)
    calendar = calendar or work_calendar(work.session)
    clocks = clocks_of(petition, events, calendar, settings, today)
    derive(petition, clocks, ended_on(petition, events))


def recompute(work: Work) -> int:
    """Recompute every open deadline after a calendar change; returns how many moved."""
    calendar, moved = work_calendar(work.session), 0
    query = select(Petition).where(Petition.status.not_in(CLOSED), Petition.voided_at.is_(None))
    for petition in work.session.scalars(query).all():
        before = (petition.due_on, petition.raw_due_on)
        rewrite(work, petition, calendar)
        if (petition.due_on, petition.raw_due_on) != before:
            moved += 1
            due = petition.due_on
            note(work, "recompute", petition, number=petition.number, was=before[0], due=due)
    return moved


@needs(Right.SEE)
def petitions_of(work: Work, person: UUID) -> list[Petition]:
    """The petitions of a person this actor may see, newest first."""
    query = select(Petition).where(Petition.person == person, Petition.voided_at.is_(None))
    query = visible(query, work.actor).order_by(Petition.received_at.desc())
    return list(work.session.scalars(query))
