"""Taking an import back: what it made is voided, what it changed is as it was, nothing is deleted.

The journal rows of the operation say what it did and what was there before; no second book is
kept. What has been worked on since stays, and is told.
"""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias, cast
from uuid import UUID

from sqlalchemy import Column, Date, Enum, LargeBinary, Select, Table, delete, select, update
from sqlalchemy.orm import class_mapper

from center.attendance.closing import must_be_open
from center.attendance.records import PunchImport, PunchUser
from center.canonical import canonical
from center.cases.file import derive
from center.cases.records import Case, CaseEvent, CaseMaterial
from center.errors import Problem, Refused
from center.every import every_kind
from center.exchange.records import written_here
from center.holidays import work_calendar
from center.imports.rows import Cancelled, Progress, never, silent
from center.items import Item
from center.journal import CHANGES, JournalRow, batches, commit, heads
from center.lists import Condition
from center.matters import MatterEvent
from center.papers import Paper
from center.people import Person, PersonKey, index_person
from center.records import Base, Instant, Record, Uuid16, instant, microseconds
from center.rights import Right, needs, visible
from center.storage import Line, Note, Work
from center.workorders.file import rewrite
from center.workorders.records import WorkOrder

TOGETHER = 500
PARTS: tuple[type[CaseEvent] | type[CaseMaterial], ...] = (CaseEvent, CaseMaterial)
"""What belongs to a case and stays with it."""

Change: TypeAlias = "tuple[UUID, bytes, bytes | None]"
"""A record, the hash of its change, and the change before it."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """One import that was made: when, by whom, from where, how many rows of each verdict."""

    operation: UUID
    at: datetime
    account: UUID
    source: str
    counts: Mapping[str, int]
    undone: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back; `kept` are the cases or items that were worked on since."""

    voided: int
    restored: int
    kept: tuple[UUID, ...]


@needs(Right.IMPORT)
def earlier_imports(work: Work, limit: int = 20) -> list[Earlier]:
    """The latest imports of cases, newest first."""
    return _earlier(work, Case.kind, limit)


@needs(Right.EDIT_ITEMS)
def earlier_catalogues(work: Work, limit: int = 20) -> list[Earlier]:
    """The latest imports of the catalogue, newest first."""
    return _earlier(work, Item.kind, limit)


@needs(Right.IMPORT)
def earlier_orders(work: Work, limit: int = 20) -> list[Earlier]:
    """The latest imports of work orders, newest first."""
    return _earlier(work, WorkOrder.kind, limit)


def _earlier(work: Work, kind: str, limit: int) -> list[Earlier]:
    query = select(JournalRow).where(
        JournalRow.action == "import", JournalRow.kind == kind, written_here()
    )
    query = visible(query, work.actor).order_by(JournalRow.operation.desc()).limit(limit)
    found = list(work.session.scalars(query))
    undone = _undone(work, [row.operation for row in found])
    made = []
    for row in found:
        told = json.loads(row.payload or "{}")
        counts = {name: count for name, count in told.items() if isinstance(count, int)}
        source = str(told.get("source", ""))
        there = row.operation in undone
        made.append(Earlier(row.operation, row.at, row.account, source, counts, there))
    return made


def _undone(work: Work, operations: Sequence[UUID]) -> set[UUID]:
    query = select(JournalRow.record).where(
        JournalRow.record.in_(operations), JournalRow.action == "undo"
    )
    return set(work.session.scalars(query))


@needs(Right.IMPORT)
def undo_import(
    work: Work,
    operation: UUID,
    reason: str,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> Undone | None:
    """Take one import of cases back and commit; None when cancelled, then nothing has changed.

    Raises Refused without a reason, for what was no import, and for one already taken back.
    """
    return _undo(work, Case, operation, reason, progress, cancelled)


@needs(Right.EDIT_ITEMS)
def undo_catalogue(
    work: Work,
    operation: UUID,
    reason: str,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> Undone | None:
    """Take one import of the catalogue back, as `undo_import` does one of cases.

    The versions it made are voided and those before them are in use again; an item that was used
    for a case or changed since keeps all of its versions.
    """
    return _undo(work, Item, operation, reason, progress, cancelled)


@needs(Right.IMPORT)
def undo_orders(
    work: Work,
    operation: UUID,
    reason: str,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> Undone | None:
    """Take one import of work orders back, as `undo_import` does one of cases.

    An order that was worked on since stays as it is, with everything that happened to it.
    """
    return _undo(work, WorkOrder, operation, reason, progress, cancelled)


@needs(Right.KEEP_ATTENDANCE)
def undo_punches(
    work: Work,
    taken: PunchImport,
    reason: str,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> Undone | None:
    """Take the punches of one file back, as `undo_import` does cases; a closed month refuses."""
    must_be_open(work, taken.first, taken.last)
    query = select(JournalRow.operation).where(
        JournalRow.record == taken.id, JournalRow.action == "import"
    )
    operation = work.session.scalars(query).one()
    return _undo(work, PunchImport, operation, reason, progress, cancelled)


def _undo(
    work: Work,
    about: type[Record],
    operation: UUID,
    reason: str,
    progress: Progress,
    cancelled: Cancelled,
) -> Undone | None:
    reason = reason.strip()
    if not reason:
        raise Refused([Problem("reason", "请写明为什么撤销")])
    query = visible(select(JournalRow), work.actor).where(
        JournalRow.operation == operation,
        JournalRow.action == "import",
        JournalRow.kind == about.kind,
        written_here(),
    )
    if work.session.scalars(query).first() is None:
        raise Refused("没有找到这次导入，没有改动。请刷新后再试。")
    if _undone(work, [operation]):
        raise Refused("这次导入已经撤销过，没有再改动。")
    made, changed = _changes(work, operation)
    if cancelled():
        return None
    progress(0, 0, "正在核对导入后有没有改动")
    kept = _used(work, made, changed)
    doomed = {
        kind: [change for change in changes if change[0] not in kept]
        for kind, changes in made.items()
    }
    restored = [
        (kind, change)
        for kind, changes in changed.items()
        for change in changes
        if change[0] not in kept
    ]
    if cancelled():
        return None
    work.streams += [
        _void(work, kind, changes, reason, progress) for kind, changes in doomed.items() if changes
    ]
    work.streams.append(_restore(work, restored))
    told = {change[0] for change in (*made.get(about, ()), *changed.get(about, ()))}
    undone = Undone(sum(map(len, doomed.values())), len(restored), tuple(sorted(told & kept)))
    payload = {"reason": reason, "voided": undone.voided, "restored": undone.restored}
    work.notes.append(Note("undo", about.kind, operation, payload))
    commit(work)
    return undone


Changes: TypeAlias = "dict[type[Record], list[Change]]"


def _changes(work: Work, operation: UUID) -> tuple[Changes, Changes]:
    """What the operation made and what it changed, by kind of record."""
    kinds = every_kind()
    made: Changes = defaultdict(list)
    changed: Changes = defaultdict(list)
    query = select(
        JournalRow.kind, JournalRow.action, JournalRow.record, JournalRow.hash, JournalRow.base
    ).where(JournalRow.operation == operation, JournalRow.action.in_(CHANGES))
    for row in work.session.execute(query.order_by(JournalRow.seq)):
        into = made if row.action == "create" else changed
        into[kinds[row.kind]].append((row.record, row.hash, row.base))
    return made, changed


def _used(work: Work, made: Changes, changed: Changes) -> set[UUID]:
    """What must stay: changed since, referred to by what stays, or part of a case that stays."""
    own = {record for changes in made.values() for record, _, _ in changes}
    everything = [change for book in (made, changed) for found in book.values() for change in found]
    last = heads(work.session, [record for record, _, _ in everything])
    kept = {record for record, hashed, _ in everything if last.get(record) != [hashed]}
    # Whose a number is stays: other files have it too.
    kept |= {change[0] for change in made.get(PunchUser, ())}
    references = list(_references(work, made))
    while True:
        fresh = {
            target
            for target, source in references
            if target not in kept and (source not in own or source in kept)
        }
        cases = {change[0] for change in made.get(Case, ())} & (kept | fresh)
        fresh |= set(_parts(work, cases)) & own - kept
        orders = {c[0] for book in (made, changed) for c in book.get(WorkOrder, ())}
        fresh |= set(_events(work, orders & (kept | fresh))) & own - kept
        fresh |= _versions(work, made, changed, kept | fresh) - kept
        if not fresh:
            return kept
        kept |= fresh


def _versions(work: Work, made: Changes, changed: Changes, kept: set[UUID]) -> set[UUID]:
    """The versions of an item stay together: one in use means the one before it is not."""
    ours = {change[0] for book in (made, changed) for change in book.get(Item, ())}
    if not ours:
        return set()
    codes = {row.id: row.code for row in work.session.execute(_codes(Item.id.in_(ours)))}
    later = work.session.execute(_codes(Item.code.in_(set(codes.values())), ~Item.id.in_(ours)))
    newest = {row.code: row.edition for row in later}
    own = {row.code: row.edition for row in work.session.execute(_codes(Item.id.in_(ours)))}
    stay = {code for code in own if newest.get(code, 0) > own[code]}
    stay |= {code for ident, code in codes.items() if ident in kept}
    return {ident for ident, code in codes.items() if code in stay}


def _codes(*where: Condition) -> Select[*tuple[Any, ...]]:
    query = select(Item.id, Item.code, Item.edition).where(*where, Item.voided_at.is_(None))
    return query.order_by(Item.edition)


def _references(work: Work, made: Changes) -> Iterator[tuple[UUID, UUID]]:
    """Every record made, with each living record that refers to it."""
    for kind, changes in made.items():
        table = _table(kind)
        wanted = [record for record, _, _ in changes]
        for source in Base.metadata.sorted_tables:
            for key in source.foreign_keys:
                if key.column.table is table and "voided_at" in source.c:
                    yield from _refer(work, source, key.parent, wanted)
        yield from _refer(work, _table(Paper), _table(Paper).c.about, wanted)


def _refer(
    work: Work, source: Table, column: Column[Any], wanted: Sequence[UUID]
) -> Iterator[tuple[UUID, UUID]]:
    for some in batches(wanted, TOGETHER):
        query = select(column, source.c.id).where(column.in_(some), source.c.voided_at.is_(None))
        yield from (tuple(row) for row in work.session.execute(query))


def _parts(work: Work, cases: Iterable[UUID]) -> Iterator[UUID]:
    for some in batches(cases, TOGETHER):
        for part in PARTS:
            yield from work.session.scalars(select(part.id).where(part.case.in_(some)))


def _events(work: Work, orders: Iterable[UUID]) -> Iterator[UUID]:
    for some in batches(orders, TOGETHER):
        yield from work.session.scalars(select(MatterEvent.id).where(MatterEvent.matter.in_(some)))


def _void(
    work: Work,
    kind: type[Record],
    changes: Sequence[Change],
    reason: str,
    progress: Progress,
) -> Iterator[Line]:
    session, table, done = work.session, _table(kind), 0
    mark = {"voided_at": microseconds(work.now), "void_reason": reason}
    for some in batches(changes, TOGETHER):
        records = [record for record, _, _ in some]
        session.execute(
            update(table)
            .where(table.c.id.in_(records))
            .values(voided_at=work.now, void_reason=reason, version=table.c.version + 1)
        )
        if kind is Person:
            session.execute(delete(PersonKey).where(PersonKey.person.in_(records)))
        # By hash, not by operation: that index would be walked as a whole for every batch.
        query = select(
            JournalRow.kind,
            JournalRow.record,
            JournalRow.payload,
            JournalRow.audience,
            JournalRow.hash,
        ).where(JournalRow.hash.in_([hashed for _, hashed, _ in some]))
        for row in session.execute(query).all():
            payload = canonical(json.loads(row.payload or "{}") | mark)
            yield Line(row.kind, row.record, "void", payload, row.audience, row.hash)
        done += len(some)
        progress(done, len(changes), "正在撤销")


def _restore(work: Work, changes: Sequence[tuple[type[Record], Change]]) -> Iterator[Line]:
    """Give records back what they held before; their derived columns are computed anew."""
    session = work.session
    calendar = work_calendar(session)
    for kind, (record, hashed, base) in changes:
        table = _table(kind)
        before = session.scalars(select(JournalRow).where(JournalRow.hash == base)).first()
        if before is None or before.payload is None:
            continue
        told = json.loads(before.payload)
        columns = [column for column in table.c if column.name in told]
        values = {column.name: stored(column, told[column.name]) for column in columns}
        session.execute(
            update(table).where(table.c.id == record).values(version=table.c.version + 1, **values)
        )
        found = session.get_one(kind, record, populate_existing=True)
        if isinstance(found, Person):
            index_person(session, found)
        if isinstance(found, Case):
            derive(work, found, calendar)
            session.flush()
        if isinstance(found, WorkOrder):
            rewrite(work, found, calendar)
            session.flush()
        yield Line(before.kind, record, "update", before.payload, before.audience, hashed)


def _table(kind: type[Any]) -> Table:
    return cast(Table, class_mapper(kind).local_table)


def stored(column: Column[Any], value: Any) -> Any:
    """A value of a journal row's payload as its column holds it; the reverse of `plain`."""
    if value is None or isinstance(value, list | dict | bool):
        return value
    match column.type:
        case Enum() as names:
            return names.enum_class(value) if names.enum_class else value
        case Instant():
            return instant(value)
        case Uuid16():
            return UUID(hex=value)
        case Date():
            return date.fromisoformat(value)
        case LargeBinary():
            return base64.b64decode(value)
        case _:
            return value
