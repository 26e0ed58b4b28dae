"""Petitions received without a slip to a unit and without a word in writing (PET-07).

After a reception the 交办单 and the 告知书 are filled in promptly: the working days are a setting.
One of the papers is enough to still the warning, and so is a telling that was entered (书面告知).
Who is unknown is told nothing: such a petition only waits until its way is decided.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, not_, or_, select

from center.calendar import WorkCalendar
from center.lights import day_of
from center.lists import day_start
from center.matters import MatterEvent
from center.papers import Paper, PaperKind
from center.petitions.file import PetitionFile
from center.petitions.limits import nameable
from center.petitions.records import Happened, Petition, Status
from center.records import local_date
from center.rights import Right, needs
from center.settings import values
from center.storage import Work

TELLING = frozenset(
    {
        PaperKind.PETITION_ASSIGNMENT,
        PaperKind.PETITION_TRANSFER,
        PaperKind.PETITION_ACCEPTANCE,
        PaperKind.PETITION_REFUSAL,
        PaperKind.PETITION_NOT_AGAIN,
        PaperKind.PETITION_SENT_NOTICE,
        PaperKind.PETITION_LEGAL_ROUTE,
    }
)
"""The papers by which unit or petitioner learn of it."""


def untold(work: Work) -> ColumnElement[bool]:
    """The open petitions nobody was told of in writing within the days of the setting."""
    papers = select(Paper.id).where(
        Paper.about == Petition.id, Paper.paper_kind.in_(sorted(TELLING)), Paper.voided_at.is_(None)
    )
    told = select(MatterEvent.id).where(
        MatterEvent.matter == Petition.id,
        MatterEvent.happened == Happened.TOLD,
        MatterEvent.voided_at.is_(None),
    )
    known = and_(
        Petition.anonymous.is_(False),
        Petition.name != "",
        or_(Petition.address != "", Petition.phone != ""),
    )
    return and_(
        Petition.ended_on.is_(None),
        Petition.received_at < day_start(_edge(work)),
        or_(known, Petition.status == Status.REGISTERED),
        not_(papers.exists()),
        not_(told.exists()),
    )


@needs(Right.SEE)
def is_untold(work: Work, file: PetitionFile) -> bool:
    """Whether this petition is one of them."""
    petition = file.petition
    if petition.voided_at is not None or petition.ended_on is not None:
        return False
    if not nameable(petition) and petition.status is not Status.REGISTERED:
        return False
    issued = any(paper.valid and paper.paper_kind in TELLING for paper in file.papers)
    if issued or file.facts.happened(Happened.TOLD):
        return False
    return local_date(petition.received_at) < _edge(work)


def _edge(work: Work) -> date:
    days = values(work.session, work.now).number("petition_papers_days")
    day = day_of(work)
    return first_in_time(day.today, days, day.calendar)


def first_in_time(today: date, days: int, calendar: WorkCalendar) -> date:
    """The earliest day of reception of which not `days` working days have fully passed."""
    day = today
    while days:
        day -= timedelta(days=1)
        days -= calendar.is_workday(day)
    return day
