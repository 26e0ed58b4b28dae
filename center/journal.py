"""The journal and the one `commit()`.

Every commit writes its journal rows in the same transaction. The rows are at once the audit trail,
the history of each record, the stream that stations exchange, the signal by which windows refresh
and the means of undoing an import; so there is no second mechanism for any of these. A row's hash
covers the header and the payload's hash, never the payload, so that a payload can be withheld from
a reader and the chain still verifies.

Lock order, measured on PostgreSQL with eight writers: records, then number counters in sorted
order, then the journal head last. Any other order deadlocks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import chain, islice
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Integer,
    String,
    Table,
    bindparam,
    event,
    inspect,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, class_mapper, mapped_column

from center.bulk import insert_rows
from center.canonical import canonical, plain_dict, speller
from center.collector import uncollected
from center.continuity import remember
from center.numbers import allot
from center.records import Base, Record
from center.rights import Right, needs, visible
from center.settings import STORED, values
from center.storage import SCHEMA, Line, Note, NumberRequest, Work, telling_trouble

T = TypeVar("T")

BATCH = 1000
GENESIS = b"\0" * 32
CHANGES = ("create", "update", "void", "merge")
LOCAL = {"derived", "secret"}
"""Columns whose `info` has one of these stay in this database."""


class JournalRow(Base):
    """One line of the journal; append-only, guarded by triggers as well."""

    __tablename__ = "journal"

    stream: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    prev_hash: Mapped[bytes]
    hash: Mapped[bytes] = mapped_column(index=True)
    operation: Mapped[UUID] = mapped_column(index=True)
    at: Mapped[datetime]
    account: Mapped[UUID]
    acting_for: Mapped[UUID | None]
    station: Mapped[str] = mapped_column(String(8))
    audience: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    record: Mapped[UUID] = mapped_column(index=True)
    base: Mapped[bytes | None]
    merges: Mapped[list[str]]
    action: Mapped[str] = mapped_column(String(20))
    schema: Mapped[str] = mapped_column(String(8))
    payload: Mapped[str | None]
    payload_hash: Mapped[bytes]


class JournalHead(Base):
    """The end of one stream; this database writes the `current` one, `epoch` counts restores."""

    __tablename__ = "journal_heads"

    stream: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(Integer)
    hash: Mapped[bytes]
    current: Mapped[bool] = mapped_column(Boolean)
    epoch: Mapped[int] = mapped_column(Integer)
    machine: Mapped[str] = mapped_column(String(64))


class ShownHead(Base):
    """Which of several heads a record follows while two stations disagree about it (两边不一致).

    `fields` are those a person must decide; until then an ordinary edit leaves the others open.
    """

    __tablename__ = "journal_shown"

    record: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    hash: Mapped[bytes]
    since: Mapped[datetime]
    fields: Mapped[list[str]]


@dataclass(frozen=True, slots=True)
class Operation:
    """What one commit wrote: its id, the kinds of record it touched, how many journal rows."""

    id: UUID
    kinds: frozenset[str]
    rows: int


def payload_of(record: Record) -> str:
    """The full row as canonical JSON, without derived columns and keys."""
    kind = type(record)
    return _payload(kind)({name: getattr(record, name) for name in _journalled(kind)})


@event.listens_for(Session, "before_flush")
def _collect(session: Session, _context: object, _instances: object) -> None:
    work: Work | None = session.info.get("work")
    if work is None:
        return
    touched: dict[Record, str] = session.info.setdefault("touched", {})
    for record in session.new:
        if isinstance(record, Record):
            touched[record] = "create"
    for record in session.dirty:
        if isinstance(record, Record) and _changed(record):
            touched.setdefault(record, "update")
    if any(isinstance(record, Record) for record in session.deleted):
        raise RuntimeError("records are voided, never deleted")


def _changed(record: Record) -> bool:
    # A recomputed due date is no change of the record: it is derived, never exchanged.
    attributes = inspect(record).attrs
    return any(attributes[name].history.has_changes() for name in _journalled(type(record)))


@cache
def _journalled(kind: type[Record]) -> tuple[str, ...]:
    return tuple(c.key for c in class_mapper(kind).columns if not LOCAL & c.info.keys())


@cache
def _payload(kind: type[Record]) -> Callable[[Mapping[str, Any]], str]:
    return speller(_journalled(kind))


def note(work: Work, action: str, record: Record, **payload: Any) -> None:
    """Journal something that changes no record: an opened secret, a reveal, a print, an export."""
    audience = getattr(record, "audience", "office")
    work.notes.append(Note(action, record.kind, record.id, payload, audience))


def commit(work: Work) -> Operation:
    """Make a unit of work last: records, numbers in sorted order, journal head, database commit.

    Raises `Expected` when someone else changed a record meanwhile, a unique value is taken, the
    disk is full or the database is busy; then nothing of the work is kept and everything before it
    is.
    """
    session = work.session
    try:
        with telling_trouble():
            if work.store.engine.dialect.name != "sqlite":
                # There rows are locked one by one, and counters come after them. SQLite has one
                # writer; a number known before the first flush saves writing its record twice.
                session.flush()
            _number(work)
            session.flush()
            operation, head = _journal(work)
            session.commit()
    except BaseException:
        _forget(work)
        raise
    if head is not None and work.store.state is not None:
        remember(work.store.state, *head)
    for listener in work.store.listeners:
        listener(operation.kinds)
    return operation


def _number(work: Work) -> None:
    if not work.numbers:
        return
    session = work.session
    epoch = session.connection().execute(_EPOCH).scalar_one()
    with session.no_autoflush:
        pattern = values(session, work.now).text("number_pattern")
    asked: dict[tuple[str, str, int], list[NumberRequest]] = {}
    for request in work.numbers:
        asked.setdefault((request.station, request.kind, request.year), []).append(request)
    for series, requests in sorted(asked.items()):
        numbers = allot(session, series, len(requests), epoch, pattern)
        for request, number in zip(requests, numbers, strict=True):
            request.use(number)
    work.numbers.clear()


def _forget(work: Work) -> None:
    # A number taken by a failed commit must not stay taken if the caller goes on with this work.
    work.session.rollback()
    work.session.info.pop("touched", None)
    work.session.info.pop(STORED, None)
    work.numbers.clear()
    work.notes.clear()
    work.streams.clear()


def _journal(work: Work) -> tuple[Operation, tuple[UUID, int, bytes] | None]:
    session = work.session
    operation = work.new_id()
    lines, streams = _lines(work), work.streams[:]
    work.streams.clear()
    if not lines and not streams:
        return Operation(operation, frozenset(), 0), None
    connection = session.connection()
    head = connection.execute(_HEAD).one()
    seq, last = head.seq, head.hash
    kinds: set[str] = set()
    no_merges: list[str] = []
    same = {
        "stream": head.stream,
        "operation": operation,
        "at": work.now,
        "account": work.actor.account,
        "acting_for": work.actor.acting_for,
        "station": work.station,
        "schema": SCHEMA,
    }
    header = speller(_HEADED - same.keys(), same)
    with uncollected():
        for lines_now in batches(chain(lines, *streams), BATCH):
            rows: list[dict[str, Any]] = []
            for line in lines_now:
                seq += 1
                row: dict[str, Any] = {
                    "seq": seq,
                    "prev_hash": last,
                    "audience": line.audience,
                    "kind": line.kind,
                    "record": line.record,
                    "base": line.base,
                    "merges": [h.hex() for h in line.merges] if line.merges else no_merges,
                    "action": line.action,
                    "payload_hash": hashlib.sha256(line.payload.encode()).digest(),
                }
                last = hashlib.sha256(header(row).encode()).digest()
                kinds.add(line.kind)
                rows.append({**same, **row, "hash": last, "payload": line.payload})
            insert_rows(connection, _JOURNAL, rows)
    connection.execute(_ADVANCE, {"of": head.stream, "seq": seq, "hash": last})
    return Operation(operation, frozenset(kinds), seq - head.seq), (head.stream, seq, last)


# Past the ORM, and built once: a commit writes these every time.
_HEADS, _JOURNAL = cast(Table, JournalHead.__table__), cast(Table, JournalRow.__table__)
_HEADED = frozenset(_JOURNAL.c.keys()) - {"hash", "payload"}
_HEADER = speller(_HEADED)
_EPOCH = select(_HEADS.c.epoch).where(_HEADS.c.current)
_HEAD = select(_HEADS.c.stream, _HEADS.c.seq, _HEADS.c.hash)
_HEAD = _HEAD.where(_HEADS.c.current).with_for_update()
_ADVANCE = update(_HEADS).where(_HEADS.c.stream == bindparam("of"))


def _lines(work: Work) -> list[Line]:
    """What the work's records and notes have to say."""
    touched: dict[Record, str] = work.session.info.pop("touched", {})
    changed = [record.id for record, did in touched.items() if did != "create"]
    bases = heads(work.session, changed)
    bases.update(_followed(work.session, bases))
    lines = []
    for record, did in touched.items():
        found = bases.get(record.id, [])
        audience = getattr(record, "audience", "office")
        action = _action_of(record, did)
        line = Line(record.kind, record.id, action, payload_of(record), audience)
        lines.append(replace(line, base=found[0] if found else None, merges=tuple(found[1:])))
    lines += [
        Line(n.kind, n.record, n.action, canonical(plain_dict(n.payload)), n.audience)
        for n in work.notes
    ]
    work.notes.clear()
    return lines


def _followed(session: Session, bases: dict[UUID, list[bytes]]) -> dict[UUID, list[bytes]]:
    """The one head that an edit follows where two stations disagree; the others stay open."""
    several = [record for record, found in bases.items() if len(found) > 1]
    followed: dict[UUID, list[bytes]] = {}
    for some in batches(several, 500):
        for shown in session.scalars(select(ShownHead).where(ShownHead.record.in_(some))):
            found = bases[shown.record]
            # Edited here since: our newest change followed the one that was shown.
            ours = select(JournalRow.hash).where(JournalRow.hash.in_(found))
            ours = ours.join(JournalHead, JournalHead.stream == JournalRow.stream)
            ours = ours.where(JournalHead.current).order_by(JournalRow.seq.desc()).limit(1)
            newest = shown.hash if shown.hash in found else session.scalars(ours).first()
            followed[shown.record] = found if newest is None else [newest]
    return followed


def _action_of(record: Record, did: str) -> str:
    if did == "update" and record.voided_at is not None:
        return "void"
    if did == "update" and getattr(record, "merged_into", None) is not None:
        return "merge"
    return did


def created(session: Session, kind: type[Record], rows: Iterable[dict[str, Any]]) -> Iterator[Line]:
    """Insert new records by the thousand; a stream for `Work.streams`.

    Each row holds every column (`columns_of` gives the defaults). It reads `rows` at commit, when
    the numbers are known, and keeps none.
    """
    table, payload_of_row = _table(kind), _payload(kind)
    for batch in batches(rows, BATCH):
        insert_rows(session.connection(), table, batch)
        for row in batch:
            audience = row.get("audience", "office")
            yield Line(kind.kind, row["id"], "create", payload_of_row(row), audience)


def _table(kind: type[Base] | type[Record]) -> Table:
    # Past the ORM, which would double the time.
    return cast(Table, class_mapper(kind).local_table)


def columns_of(record: Record) -> dict[str, Any]:
    """A record that was never added, as a row for `created`."""
    found = {c.key: getattr(record, c.key) for c in class_mapper(type(record)).columns}
    return {**found, "version": 1}


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """A long line of things in lists of at most `size`."""
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch


def hash_of(row: dict[str, Any]) -> bytes:
    """The hash of a journal row: its header and its payload's hash, not the payload."""
    return hashlib.sha256(_HEADER(row).encode()).digest()


def heads(session: Session, records: Iterable[UUID]) -> dict[UUID, list[bytes]]:
    """For each record the changes that no other change refers to, newest first.

    Computed from the graph, not from order of arrival; more than one head is a conflict.
    """
    wanted = list(records)
    found: dict[UUID, list[bytes]] = {}
    named: set[bytes] = set()
    for start in range(0, len(wanted), 500):
        query = (
            select(JournalRow.record, JournalRow.hash, JournalRow.base, JournalRow.merges)
            .where(JournalRow.record.in_(wanted[start : start + 500]))
            .where(JournalRow.action.in_(CHANGES))
            .order_by(JournalRow.at.desc(), JournalRow.seq.desc())
        )
        for record, hashed, base, merges in session.execute(query):
            found.setdefault(record, []).append(hashed)
            named.update(bytes.fromhex(h) for h in merges)
            if base is not None:
                named.add(base)
    return {record: [h for h in hashes if h not in named] for record, hashes in found.items()}


def verify(session: Session) -> list[str]:
    """Check every stream's chain; return what is wrong, as Chinese sentences (empty: sound)."""
    wrong: list[str] = []
    for head in session.scalars(select(JournalHead)):
        last, seq = GENESIS, 0
        rows = session.execute(
            select(*JournalRow.__table__.columns)
            .where(JournalRow.stream == head.stream)
            .order_by(JournalRow.seq)
            .execution_options(yield_per=2000)
        )
        for seq, found in enumerate(rows.mappings(), 1):
            row = dict(found)
            if row["seq"] != seq or row["prev_hash"] != last or row["hash"] != hash_of(row):
                wrong.append(f"操作记录第 {row['seq']} 条与前一条接不上，可能被改动过")
                break
            payload = row["payload"]
            if payload is not None:
                if hashlib.sha256(payload.encode()).digest() != row["payload_hash"]:
                    wrong.append(f"操作记录第 {seq} 条的内容被改动过")
            last = row["hash"]
        else:
            if (seq, last) != (head.seq, head.hash):
                wrong.append(f"操作记录应有 {head.seq} 条，只找到 {seq} 条")
    return wrong


@needs(Right.SEE)
def history(work: Work, record: UUID) -> list[JournalRow]:
    """What the journal says of one record, oldest first, as far as this actor may see it."""
    query = select(JournalRow).where(JournalRow.record == record)
    query = visible(query, work.actor).order_by(JournalRow.at, JournalRow.seq)
    return list(work.session.scalars(query))


@needs(Right.SEE_JOURNAL)
def recent(work: Work, limit: int = 200, before: datetime | None = None) -> list[JournalRow]:
    """The latest journal rows, newest first (操作记录)."""
    query = select(JournalRow).order_by(JournalRow.at.desc(), JournalRow.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(JournalRow.at < before)
    return list(work.session.scalars(visible(query, work.actor)))
