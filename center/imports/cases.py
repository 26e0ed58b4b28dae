"""Bringing in an old ledger or the platform's 办件明细: one operation, repeatable, undoable.

New cases are written by the thousand (`journal.created`), so that 20,000 rows take seconds and no
more memory than the rows themselves. Those finished elsewhere are marked so and need no receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from center.cases.file import derive
from center.cases.records import Case, CaseEvent, Status
from center.holidays import work_calendar
from center.imports.fresh import ENDED, TOGETHER, Stopped, came_from, create, outcome
from center.imports.given import Columns, Given
from center.imports.plan import Plan, Planned, Verdict, plan
from center.imports.rows import Cancelled, Progress, Row, never, silent
from center.journal import batches, commit
from center.records import local_date
from center.rights import Right, needs
from center.storage import Note, Work


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the operation (None: there was nothing to do) and every row's verdict."""

    operation: UUID | None
    plan: Plan


@needs(Right.IMPORT)
def import_cases(
    work: Work,
    rows: Sequence[Row],
    columns: Columns,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> Imported | None:
    """Plan again in this transaction, write what the plan says, and commit.

    None when cancelled; then nothing is kept. Refused rows are left out and stand in the plan.
    """
    made = plan(work, rows, columns, progress, cancelled)
    if made is None:
        return None
    changed = [p for p in made.rows if p.verdict in (Verdict.MATCH, Verdict.UPDATE)]
    fresh = [p for p in made.rows if p.verdict is Verdict.CREATE]
    if not changed and not fresh:
        return Imported(None, made)
    try:
        _bring_up(work, changed, columns.source, progress, cancelled)
        create(work, fresh, columns.source, progress, cancelled)
        counts = {verdict.name.lower(): made.count(verdict) for verdict in Verdict}
        note = {"source": columns.source, "rows": len(made.rows), **counts}
        # An import is about many records: it gets an id of its own.
        work.notes.append(Note("import", Case.kind, work.new_id(), note))
        operation = commit(work)
    except Stopped:
        work.session.rollback()
        return None
    return Imported(operation.id, made)


# --- cases that are there already -----------------------------------------------------------------


def _bring_up(
    work: Work, rows: Sequence[Planned], source: str, progress: Progress, cancelled: Cancelled
) -> None:
    calendar = work_calendar(work.session)
    done = 0
    for some in batches(rows, TOGETHER):
        if cancelled():
            raise Stopped
        wanted = [_known(planned) for planned in some]
        found = {
            case.id: case
            for case in work.session.scalars(select(Case).where(Case.id.in_(wanted))).all()
        }
        for planned in some:
            case, given = found[_known(planned)], planned.given
            case.platform_number = given.platform_number or case.platform_number
            case.platform_status = given.platform_status or case.platform_status
            if planned.follows:
                _finish(work, case, given, source)
                derive(work, case, calendar)
        done += len(some)
        progress(done, len(rows), "正在更新已有的办件")


def _known(planned: Planned) -> UUID:
    if planned.case is None:
        raise ValueError("a row without a case is new")
    return planned.case


def _finish(work: Work, case: Case, given: Given, source: str) -> None:
    at = max(given.finished_at or work.now, case.received_at)
    if case.accepted_on is None and given.status is Status.FINISHED:
        case.accepted_on = local_date(given.accepted_at or case.received_at)
    case.status, case.finished_elsewhere = given.status, True
    for name, value in outcome(given, at).items():
        setattr(case, name, value)
    work.session.add(
        CaseEvent(
            id=work.new_id(),
            station=case.station,
            case=case.id,
            happened=ENDED[given.status],
            at=at,
            entered_at=work.now,
            account=work.actor.account,
            actor_name=given.handler or work.actor.name,
            remark=came_from(given, source),
        )
    )
