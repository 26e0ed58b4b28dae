"""A case with everything that belongs to it, and the lists of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from center.calendar import WorkCalendar
from center.cases.actions import CaseFacts
from center.cases.helping import NOBODY, Helping, helping_of
from center.cases.limits import CaseClock, clock_of, ended_on
from center.cases.records import CLOSED, Case, CaseEvent, CaseMaterial, in_order
from center.clock import State
from center.errors import Expected
from center.holidays import work_calendar
from center.items import Item
from center.journal import note
from center.papers import Paper, papers_of
from center.records import local_date
from center.rights import Right, needs, visible
from center.settings import Values, values
from center.storage import Work


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case opened: its item version, events, checklist, papers and clocks as of today."""

    case: Case
    item: Item
    events: Sequence[CaseEvent]
    materials: Sequence[CaseMaterial]
    papers: Sequence[Paper]
    clock: CaseClock
    settings: Values
    facts: CaseFacts
    helping: Helping = NOBODY


@needs(Right.SEE)
def open_file(work: Work, case_id: UUID) -> CaseFile:
    """Open a case this actor may see; raises `Expected` when there is none."""
    query = visible(select(Case).where(Case.id == case_id), work.actor)
    case = work.session.scalars(query).one_or_none()
    if case is None:
        raise Expected("没有找到这件，可能已被作废，或不属于本站。请刷新列表后再试。")
    return file_of(work, case)


def file_of(work: Work, case: Case, calendar: WorkCalendar | None = None) -> CaseFile:
    """Gather a case's file inside a unit of work that already holds the case."""
    session, today = work.session, local_date(work.now)
    # The settings in force when the matter began stay its settings.
    settings = values(session, case.received_at)
    item = session.get_one(Item, case.item)
    events = events_of(session, case.id)
    materials = materials_of(session, case.id)
    papers = papers_of(session, case.id)
    helping = helping_of(session, case.id)
    clock = clock_of(case, item, events, calendar or work_calendar(session), settings, today)
    facts = CaseFacts(
        case=case,
        item=item,
        events=events,
        materials=materials,
        actor=work.actor,
        today=today,
        raw_due=clock.current.raw_due,
        deemed_from=clock.deemed_from,
        has_receipt=any(p.paper_kind == "acceptance_receipt" and p.valid for p in papers),
        helping=helping,
        deemed_withdrawal=settings.switch("deemed_withdrawal"),
    )
    return CaseFile(case, item, events, materials, papers, clock, settings, facts, helping)


def events_of(session: Session, case: UUID) -> list[CaseEvent]:
    """A case's events in the order they happened."""
    return in_order(session.scalars(select(CaseEvent).where(CaseEvent.case == case)))


def materials_of(session: Session, case: UUID) -> list[CaseMaterial]:
    """A case's checklist in the item's order."""
    query = select(CaseMaterial).where(CaseMaterial.case == case, CaseMaterial.voided_at.is_(None))
    return list(session.scalars(query.order_by(CaseMaterial.position)))


def derive(work: Work, case: Case, calendar: WorkCalendar | None = None) -> None:
    """Rewrite the derived columns of a case from its events."""
    work.session.flush()
    file = file_of(work, case, calendar)
    _set_derived(case, file.clock, file.events)


def derive_new(work: Work, case: Case, item: Item, events: Sequence[CaseEvent]) -> None:
    """The same for a case that is not stored yet: its events are these, nothing is read back."""
    with work.session.no_autoflush:
        settings, calendar = values(work.session, case.received_at), work_calendar(work.session)
    today = local_date(work.now)
    _set_derived(case, clock_of(case, item, events, calendar, settings, today), events)


def _set_derived(case: Case, clock: CaseClock, events: Sequence[CaseEvent]) -> None:
    case.due_on, case.raw_due_on = clock.current.due, clock.current.raw_due
    # Not every waiting case is paused: a stop that comes after the due date changes nothing (D1).
    case.paused = clock.current.state is State.PAUSED
    case.ended_on = ended_on(case, events)
    case.received_year = local_date(case.received_at).year


def recompute(work: Work) -> int:
    """Recompute every open deadline after a calendar change; journals each that moved.

    Returns how many moved. What the passing of time alone changes is `daily.settle_day`.
    """
    calendar, moved = work_calendar(work.session), 0
    open_cases = select(Case).where(Case.status.not_in(CLOSED), Case.voided_at.is_(None))
    for case in work.session.scalars(open_cases).all():
        before = (case.due_on, case.raw_due_on)
        derive(work, case, calendar)
        if (case.due_on, case.raw_due_on) != before:
            moved += 1
            note(work, "recompute", case, number=case.number, was=before[0], due=case.due_on)
    return moved


@needs(Right.SEE)
def cases_of(work: Work, person_ids: Sequence[UUID]) -> list[Case]:
    """The cases of a person, newest first."""
    query = select(Case).where(Case.person.in_(person_ids), Case.voided_at.is_(None))
    return list(work.session.scalars(visible(query, work.actor).order_by(Case.received_at.desc())))


@needs(Right.SEE)
def cases_of_visit(work: Work, visit: UUID) -> list[Case]:
    """The cases opened from a visit, oldest first."""
    query = select(Case).where(Case.visit == visit, Case.voided_at.is_(None))
    return list(work.session.scalars(visible(query, work.actor).order_by(Case.received_at)))
