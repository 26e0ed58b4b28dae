"""A complaint with everything that belongs to it; opening a secret one leaves a trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from center.calendar import WorkCalendar
from center.complaints.limits import clocks_of, ended_on
from center.complaints.records import Complaint, Interview, Status
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
from center.records import local_date
from center.rights import Right, needs
from center.secrecy import SecretName
from center.settings import Values, values
from center.storage import Work

REPLY_PAPER = "complaint_reply"
"""The kind of paper a written complaint is answered by (投诉答复书, CPL-10)."""


@dataclass(frozen=True, slots=True)
class ComplaintFile:
    """One complaint opened: events, interviews, clocks, papers, who is named on it."""

    complaint: Complaint
    events: Sequence[MatterEvent]
    interviews: Sequence[Interview]
    clocks: Sequence[NamedDeadline]
    papers: Sequence[Paper]
    named: Sequence[SecretName]
    settings: Values
    today: date

    @property
    def light(self) -> NamedDeadline | None:
        """The clock the light follows."""
        return governing(self.clocks)

    @property
    def replied_in_writing(self) -> bool:
        """Whether a written reply was issued and stands."""
        return any(p.paper_kind == REPLY_PAPER and p.valid for p in self.papers)


@needs(Right.SEE)
def open_file(work: Work, complaint_id: UUID) -> ComplaintFile:
    """Open a complaint this actor may see; a secret one is journalled and committed at once.

    Asks for a unit of work that writes. Raises `NotAllowed` for a secret one of others, `Expected`
    when there is none.
    """
    found = read_file(work, complaint_id)
    if found.complaint.secret:
        note(work, "open", found.complaint, number=found.complaint.number)
        commit(work)
    return found


@needs(Right.SEE)
def read_file(work: Work, complaint_id: UUID) -> ComplaintFile:
    """A complaint for a paper about it, which leaves a trace of its own; raises as `open_file`."""
    query = select(Complaint).where(Complaint.id == complaint_id)
    if not work.actor.sees_all_stations:
        query = query.where(Complaint.station == work.actor.station)
    complaint = work.session.scalars(query).one_or_none()
    if complaint is None:
        raise not_found()
    return file_of(work, complaint)


def file_of(work: Work, complaint: Complaint) -> ComplaintFile:
    """Gather the file inside a unit of work that already holds the complaint."""
    must_see(work, complaint)
    session, today = work.session, local_date(work.now)
    settings = values(session, complaint.received_at)
    events = events_of(session, complaint.id)
    clocks = clocks_of(complaint, events, work_calendar(session), settings, today)
    heard = select(Interview).where(
        Interview.complaint == complaint.id, Interview.voided_at.is_(None)
    )
    names = select(SecretName).where(
        SecretName.audience == complaint.audience, SecretName.voided_at.is_(None)
    )
    return ComplaintFile(
        complaint,
        events,
        list(session.scalars(heard.order_by(Interview.at, Interview.id))),
        clocks,
        papers_of(session, complaint.id),
        list(session.scalars(names)) if complaint.secret else [],
        settings,
        today,
    )


def rewrite(work: Work, complaint: Complaint, calendar: WorkCalendar | None = None) -> None:
    """Rewrite the derived columns of a complaint from its events."""
    work.session.flush()
    today = local_date(work.now)
    events = events_of(work.session, complaint.id)
    settings = values(work.session, complaint.received_at)
    calendar = calendar or work_calendar(work.session)
    clocks = clocks_of(complaint, events, calendar, settings, today)
    derive(complaint, clocks, ended_on(complaint, events))


def recompute(work: Work) -> int:
    """Recompute every open deadline after a calendar change; returns how many moved."""
    calendar, moved = work_calendar(work.session), 0
    query = select(Complaint).where(
        Complaint.status != Status.CLOSED, Complaint.voided_at.is_(None)
    )
    for complaint in work.session.scalars(query).all():
        before = (complaint.due_on, complaint.raw_due_on)
        rewrite(work, complaint, calendar)
        if (complaint.due_on, complaint.raw_due_on) != before:
            moved += 1
            due = complaint.due_on
            note(work, "recompute", complaint, number=complaint.number, was=before[0], due=due)
    return moved
