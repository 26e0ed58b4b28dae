"""Taking over what foreign journal rows say of records: checked, ordered, one bad row alone.

Only what stands at the end of a record's graph is written; what came before stays in the journal.
A record whose content is wrong, or that refers to one we do not have, is held back with its reason
and tried again with the next package; the others are not kept waiting for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from center.cases.file import derive
from center.cases.records import Case
from center.deadlines import recompute_all
from center.exchange.contents import KEPT_HERE, Fault, columns
from center.exchange.fields import label
from center.exchange.kinds import (
    SHARED,
    table_of,
)
from center.exchange.planning import Applied, Ends, Plan, plans
from center.exchange.records import HeldBack
from center.holidays import work_calendar
from center.journal import ShownHead, batches
from center.numbers import raise_to, spelled
from center.papers import CODES, Blob, PaperKind
from center.people import Person, index_person
from center.records import Base, Record, local_date
from center.storage import Work
from center.verify import patterns_of

TOGETHER = 500
TWIN_FIRST = ("station", "item", "calendar_day")


def apply(
    work: Work,
    ends: Ends,
    touched: Mapping[UUID, str],
    progress: Callable[[int, int], None],
) -> Applied:
    """Write what the journal now says of these records (id → kind), and of those held back before.

    Everything happens inside the caller's transaction.
    """
    session, applied = work.session, Applied()
    held = session.scalars(select(HeldBack).where(HeldBack.code == ends.theirs))
    waiting = {one.record: one.kind for one in held}
    wanted = {**waiting, **touched}
    planned = list(plans(session, ends, wanted, applied))
    while True:
        ready = _settled(session, planned, applied)
        with session.begin_nested() as nested:
            _write(session, ready)
            spoiled = _derive(work, ready, progress)
            if not spoiled:
                break
            # A case that cannot be computed must not keep the others out.
            nested.rollback()
        session.expire_all()
        applied.faults.update(spoiled)
    _raise_numbers(session, ends, ready)
    applied.kinds = {plan.kind.kind for plan in ready}
    if applied.kinds & {"calendar_day", "setting"}:
        recompute_all(work)
    _remember(work, ends, wanted, ready, applied)
    return applied


def _settled(session: Session, plans: Iterable[Plan], applied: Applied) -> list[Plan]:
    """The plans that can be written together; the others are held back."""
    ready = {plan.record: plan for plan in plans if plan.record not in applied.faults}
    for plan in list(ready.values()):
        reason = _taken(session, plan, ready)
        if reason:
            applied.faults[plan.record] = Fault(reason)
            del ready[plan.record]
    _with_bytes(session, ready, applied)
    while True:
        broken = dict(_broken(session, ready, applied))
        if not broken:
            return list(ready.values())
        applied.faults.update(broken)
        for record in broken:
            del ready[record]


def _taken(session: Session, plan: Plan, ready: Mapping[UUID, Plan]) -> str:
    """Why a value that must be unique is not free; empty when it is."""
    if plan.values.get("voided_at") is not None:
        return ""
    table = table_of(plan.kind)
    for index in table.indexes:
        names = [column.name for column in index.columns]
        if not index.unique or any(plan.values.get(name) is None for name in names):
            continue
        same = [table.c[name] == plan.values[name] for name in names]
        query = select(table.c.id).where(
            *same, table.c.voided_at.is_(None), table.c.id != plan.record
        )
        for other in session.scalars(query):
            theirs = ready[other].values if other in ready else plan.values
            if theirs.get("voided_at") is None and all(
                theirs.get(name) == plan.values[name] for name in names
            ):
                return (
                    "和本站已有的另一条记录重复（"
                    + "、".join(map(label, names))
                    + "），请两边核对后改一处"
                )
    return ""


def _with_bytes(session: Session, ready: dict[UUID, Plan], applied: Applied) -> None:
    """New papers and attachments need their bytes, which lie in a blob of their id by now."""
    for plan in list(ready.values()):
        if plan.kind.kind not in KEPT_HERE or plan.known:
            continue
        query = select(Blob.id).where(Blob.id == plan.record)
        if session.execute(query).scalar() is None:
            fault = Fault("文书或附件的内容没有随数据包送到，请对方重新制作数据包", waits=True)
            applied.faults[plan.record] = fault
            del ready[plan.record]


def _broken(
    session: Session, ready: Mapping[UUID, Plan], applied: Applied
) -> Iterator[tuple[UUID, Fault]]:
    """Plans that refer to a record we do not have and shall not have after these."""
    targets: dict[str, set[UUID]] = defaultdict(set)
    for plan in ready.values():
        for _, column in _links(plan):
            for key in column.foreign_keys:
                targets[key.column.table.name].add(plan.values[column.name])
    there: set[UUID] = set(ready)
    for name, wanted in targets.items():
        table = Base.metadata.tables[name]
        for some in batches(wanted - there, TOGETHER):
            there.update(session.scalars(select(table.c.id).where(table.c.id.in_(some))))
    for record, plan in ready.items():
        for name, column in _links(plan):
            if plan.values[name] in there:
                continue
            if not column.nullable or plan.values[name] in applied.faults:
                yield record, Fault("它关联的记录还没有采用，等那一条采用后再采用", waits=True)
                break
            plan.values[name] = None


def _links(plan: Plan) -> Iterator[tuple[str, Any]]:
    for name, column in columns(plan.kind).items():
        if column.foreign_keys and plan.values.get(name) is not None:
            yield name, column


# --- writing --------------------------------------------------------------------------------------


def _write(session: Session, ready: list[Plan]) -> None:
    """Changed records first: one that is voided frees what a new one takes."""
    fresh: dict[type[Record], list[dict[str, Any]]] = defaultdict(list)
    for plan in ready:
        table = table_of(plan.kind)
        if plan.known:
            values = {**plan.values, "version": table.c.version + 1}
            session.execute(update(table).where(table.c.id == plan.record).values(values))
        else:
            fresh[plan.kind].append(plan.values)
    for kind, rows in fresh.items():
        session.execute(insert(table_of(kind)), rows)


def _derive(
    work: Work, ready: list[Plan], progress: Callable[[int, int], None]
) -> dict[UUID, Fault]:
    """Recompute what is never exchanged: search keys and time limits. Returns what cannot be."""
    session = work.session
    for plan in ready:
        if plan.kind is Person:
            person = session.get_one(Person, plan.record, populate_existing=True)
            index_person(session, person)
    cases: dict[UUID, list[UUID]] = defaultdict(list)
    for plan in ready:
        case = plan.record if plan.kind is Case else plan.values.get("case")
        if isinstance(case, UUID):
            cases[case].append(plan.record)
    calendar, spoiled = work_calendar(session), {}
    for done, (case, told) in enumerate(cases.items()):
        progress(done, len(cases))
        try:
            derive(work, session.get_one(Case, case, populate_existing=True), calendar)
        except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError):
            fault = Fault("按这条记录算不出办理时限，内容可能不完整")
            spoiled.update(dict.fromkeys(told, fault))
    return spoiled


def _raise_numbers(session: Session, ends: Ends, ready: list[Plan]) -> None:
    """Our own numbers come back after a restore: the series goes on after them."""
    patterns = patterns_of(session)
    for plan in ready:
        number, of_kind = plan.values.get("number"), _SERIES.get(plan.kind.kind)
        if number is None or of_kind is None or plan.values.get("station") != ends.ours:
            continue
        column, code = of_kind
        code = code or CODES[PaperKind(plan.values["paper_kind"])]
        series = (ends.ours, code, local_date(plan.values[column]).year)
        read = spelled(number, patterns, *series)
        if read is not None:
            raise_to(session, series, read[1])


_SERIES = {
    "case": ("received_at", "SL"),
    "visit": ("received_at", "DJ"),
    "paper": ("issued_at", ""),
}


def _remember(
    work: Work, ends: Ends, wanted: Mapping[UUID, str], ready: list[Plan], applied: Applied
) -> None:
    """Keep who is held back and what is contested."""
    session = work.session
    records = list(wanted)
    for some in batches(records, TOGETHER):
        session.execute(delete(HeldBack).where(HeldBack.record.in_(some)))
    since = dict(session.execute(select(ShownHead.record, ShownHead.since)).all())
    for some in batches([plan.record for plan in ready], TOGETHER):
        session.execute(delete(ShownHead).where(ShownHead.record.in_(some)))
    held = [
        {
            "record": record,
            "code": ends.theirs,
            "kind": wanted[record],
            "since": work.now,
            "reason": fault.reason,
            "waits": fault.waits,
        }
        for record, fault in applied.faults.items()
        if record in wanted
    ]
    if held:
        session.execute(insert(HeldBack), held)
    for plan in ready:
        if plan.composed.contested and plan.kind.kind in SHARED:
            applied.contested[plan.record] = plan.composed
    shown = [
        {
            "record": record,
            "kind": wanted[record],
            "hash": composed.follow,
            "since": since.get(record, work.now),
            "fields": list(composed.contested),
        }
        for record, composed in applied.contested.items()
    ]
    if shown:
        session.execute(insert(ShownHead), shown)
