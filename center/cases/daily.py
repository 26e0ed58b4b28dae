"""What time alone changes: who is not told in time counts as accepted (D9)."""

from __future__ import annotations

from sqlalchemy import select

from center.cases.file import derive
from center.cases.records import Case, Status
from center.holidays import work_calendar
from center.items import Item
from center.journal import note
from center.records import local_date
from center.rights import Right, needs
from center.storage import Work


@needs(Right.SEE)
def settle_day(work: Work) -> int:
    """Let cases past their notice limit follow their handling clock; run once a day.

    Journals each that moved and returns how many. The caller commits.
    """
    today, moved = local_date(work.now), 0
    waiting = (
        select(Case)
        .join(Item, Item.id == Case.item)
        .where(
            Item.deemed_acceptance,
            Case.status == Status.RECEIVED,
            Case.due_on < today,
            Case.voided_at.is_(None),
        )
    )
    cases = work.session.scalars(waiting).all()
    calendar = work_calendar(work.session) if cases else None
    for case in cases:
        before = case.due_on
        derive(work, case, calendar)
        if case.due_on != before:
            moved += 1
            note(work, "recompute", case, number=case.number, was=before, due=case.due_on)
    return moved
