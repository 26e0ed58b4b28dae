"""Making a package: everything the other station has not confirmed yet, as far as it may see it.

Every row of our streams travels, so that the chain verifies; what the receiver may not see travels
as a header and the hash of its content. The bytes of papers and attachments go along.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from center.attachments.keeping import content_of
from center.attachments.records import Attachment
from center.canonical import plain
from center.cases.records import Case
from center.errors import Expected
from center.exchange import container
from center.exchange.cards import Own, own_keys
from center.exchange.container import PACKAGE_SUFFIX
from center.exchange.kinds import BROADCAST, SHARED, UPWARD, told_to_villages
from center.exchange.planning import Ends
from center.exchange.records import Direction, Package, Peer, PeerStream, Role, State
from center.imports.rows import Cancelled, Progress, never, silent
from center.journal import CHANGES, GENESIS, JournalHead, JournalRow, commit
from center.papers import Blob, Paper
from center.people import Person
from center.records import CHINA, Record, microseconds
from center.registration import Visit
from center.rights import Right, needs
from center.rolls.records import Member
from center.secrecy import OFFICE, SecretCover
from center.storage import SCHEMA, Work

MOST_ROWS = 200_000
MOST_BYTES = 128 << 20
"""Of content in one package; what is left over goes with the next one."""
HEADER = 200
"""What a row counts at least, in bytes."""

COUNTED: tuple[tuple[str, type[Record]], ...] = (
    ("来访登记", Visit),
    ("办件", Case),
    ("群众", Person),
)
"""What both stations count of the village afterwards, so that a difference is seen."""

Readable = Callable[[Any], bool]


@dataclass(slots=True)
class Filled:
    """What was put into a package: its streams as the manifest tells them, rows so far, bytes."""

    streams: list[dict[str, Any]] = field(default_factory=list)
    rows: int = 0
    size: int = 0
    more: bool = False


def ends_of(own: Own, peer: Peer) -> Ends:
    """Both ends of the exchange with a station."""
    return Ends(own.card.role, own.card.code, peer.code)


@needs(Right.EXCHANGE)
def pending(work: Work, peer: Peer) -> int:
    """How many changes of records the other station has not confirmed yet."""
    total = 0
    ends = ends_of(own_keys(work), peer)
    for head, since in _streams(work.session, ends, peer):
        query = select(func.count()).where(
            JournalRow.stream == head.stream,
            JournalRow.seq > since,
            JournalRow.action.in_(CHANGES),
            JournalRow.kind.in_(SHARED | BROADCAST),
        )
        total += work.session.execute(query).scalar_one()
    return total


@needs(Right.EXCHANGE)
def package_name(work: Work, peer: Peer) -> str:
    """A name for the file of the next package."""
    at = work.now.astimezone(CHINA)
    return f"{own_keys(work).card.code}-{peer.code}-{at:%Y%m%d-%H%M}{PACKAGE_SUFFIX}"


@needs(Right.EXCHANGE)
def make(
    work: Work,
    peer: Peer,
    file: Path,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> Package | None:
    """Write a package for a station and commit; None when cancelled, then there is no file.

    It holds everything since what the station last confirmed, so a package that was lost is made
    good by the next one. What does not fit goes with the package after the receipt.
    """
    own = own_keys(work)
    if peer.voided_at is not None:
        raise Expected("和这个站点的结对已经解除，没有制作数据包。请重新核对站点名片。")
    ends, ident, filled = ends_of(own, peer), work.new_id(), Filled()
    lines = _lines(work, ends, peer, filled, progress)
    packed = container.pack(_until_cancelled(lines, cancelled))
    if packed is None:
        return None
    manifest = {
        **head_of(work, own, peer, ident, container.PACKAGE),
        "rows": filled.rows,
        "streams": filled.streams,
        "more": filled.more,
        "totals": totals_of(work.session, ends),
    }
    container.write(file, manifest, packed, peer.receives, own.signing)
    package = Package(
        id=work.new_id(),
        station=work.station,
        direction=Direction.MADE,
        peer=peer.id,
        package=ident,
        made_at=work.now,
        at=work.now,
        by=work.actor.name,
        file_name=file.name,
        rows=filled.rows,
        state=State.WAITING,
    )
    try:
        work.session.add(package)
        commit(work)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return package


def head_of(work: Work, own: Own, peer: Peer, ident: UUID, kind: str) -> dict[str, Any]:
    """What every package and receipt says first; `have` is how far we have got in each stream."""
    return {
        "kind": kind,
        "id": ident.hex,
        "sender": {"code": own.card.code, "name": own.card.name, "role": own.card.role.value},
        "receiver": peer.code,
        "made_at": microseconds(work.now),
        "schema": SCHEMA,
        "have": have_of(work.session, peer.code),
    }


def have_of(session: Session, code: str) -> dict[str, int]:
    """How far this database has got in each stream of its own and of this station."""
    return {head.stream.hex: head.seq for head in _shared_heads(session, code)}


def totals_of(session: Session, ends: Ends) -> list[list[Any]]:
    """How many living records of the village there are, by name."""
    return [[name, _count(session, kind, ends.village)] for name, kind in COUNTED]


def _count(session: Session, kind: type[Any], code: str) -> int:
    query = select(func.count()).where(kind.station == code, kind.voided_at.is_(None))
    return session.execute(query).scalar_one()


def _shared_heads(session: Session, code: str) -> list[JournalHead]:
    """Our own streams and those of one station: no other's are its business."""
    foreign = dict(session.execute(select(PeerStream.stream, PeerStream.code)).all())
    heads = session.scalars(select(JournalHead).order_by(JournalHead.stream))
    return [head for head in heads if foreign.get(head.stream, code) == code]


def _streams(session: Session, ends: Ends, peer: Peer) -> list[tuple[JournalHead, int]]:
    """The streams to send, and after which row of each.

    A village sends what it wrote. The town sends its own and gives back what it has of the
    village's, which a village that was restored from a backup has lost.
    """
    foreign = set(session.scalars(select(PeerStream.stream)))
    found = []
    for head in _shared_heads(session, peer.code):
        since = int(peer.have.get(head.stream.hex, 0))
        if head.seq > since and (ends.role is Role.TOWN or head.stream not in foreign):
            # Until it has said what it has, a village still has what it wrote itself.
            if head.stream in foreign and not peer.have:
                continue
            found.append((head, since))
    return found


def _until_cancelled(lines: Iterator[Any], cancelled: Cancelled) -> Iterator[Any]:
    for line in lines:
        if cancelled():
            raise container.Stopped
        yield line


def _lines(
    work: Work, ends: Ends, peer: Peer, filled: Filled, progress: Progress
) -> Iterator[dict[str, Any]]:
    session = work.session
    streams = _streams(session, ends, peer)
    total = sum(head.seq - since for head, since in streams)
    readable = _readable(session, ends)
    for head, since in streams:
        if filled.more:
            return
        told: dict[str, Any] = {
            "stream": head.stream.hex,
            "from": since,
            "previous": _hash_at(session, head.stream, since).hex(),
        }
        yield {"stream": head.stream.hex}
        to, last = since, b""
        for row in session.execute(_rows(head.stream, since)).mappings():
            if filled.rows >= MOST_ROWS or filled.size >= MOST_BYTES:
                filled.more = True
                break
            to, last = row["seq"], row["hash"]
            filled.rows += 1
            line = line_of(row, open_to_them=readable(row))
            filled.size += HEADER + len(line.get("payload", ""))
            yield line
            for more in _bytes_of(work, row, readable):
                filled.size += len(more["data"])
                yield more
            if filled.rows % 200 == 0:
                progress(filled.rows, total, "写入数据包")
        if to > since:
            filled.streams.append({**told, "to": to, "head": last.hex(), "count": to - since})
    progress(total, total, "加密签名")


def _hash_at(session: Session, stream: UUID, seq: int) -> bytes:
    if seq == 0:
        return GENESIS
    query = select(JournalRow.hash).where(JournalRow.stream == stream, JournalRow.seq == seq)
    return session.execute(query).scalar_one()


def _rows(stream: UUID, since: int) -> Select[*tuple[Any, ...]]:
    query = select(*JournalRow.__table__.columns).where(
        JournalRow.stream == stream, JournalRow.seq > since
    )
    return query.order_by(JournalRow.seq).execution_options(yield_per=1000)


CARRIED: tuple[str, ...] = ("operation", "at", "account", "acting_for", "station", "audience")
CARRIED += ("kind", "record", "base", "merges", "action", "schema")
"""The header of a row as it travels; stream, place and earlier hash follow from the order."""


def line_of(row: Any, *, open_to_them: bool) -> dict[str, Any]:
    """A journal row as a line of the payload."""
    line = {name: plain(row[name]) for name in CARRIED}
    if open_to_them and row["payload"] is not None:
        return {**line, "payload": row["payload"]}
    return {**line, "payload_hash": row["payload_hash"].hex()}


def _readable(session: Session, ends: Ends) -> Readable:
    """Whether the other station may read the content of a row (audience, kind, whose it is)."""
    covered = set(
        session.scalars(select(SecretCover.record).where(SecretCover.voided_at.is_(None)))
    )
    if ends.role is Role.VILLAGE:
        return lambda row: _open(row, covered) and row["kind"] in UPWARD
    about = {
        name: set(session.scalars(select(kind.id).where(kind.station == ends.village)))
        for name, kind in (("case", Case), ("visit", Visit), ("member", Member))
    }

    def to_village(row: Any) -> bool:
        if not _open(row, covered) or row["payload"] is None:
            return False
        kind = row["kind"]
        if kind == "setting":
            return told_to_villages(json.loads(row["payload"])["name"])
        if kind in BROADCAST:
            return True
        return kind in SHARED and _of_village(json.loads(row["payload"]), ends.village, about)

    return to_village


def _open(row: Any, covered: set[UUID]) -> bool:
    open_to_office = row["audience"] == OFFICE and row["record"] not in covered
    return bool(open_to_office and row["action"] in CHANGES)


def _of_village(told: dict[str, Any], code: str, about: dict[str, set[UUID]]) -> bool:
    if told.get("station") == code:
        return True
    names = [(name, ids) for name, ids in about.items() if told.get(name)]
    if told.get("about"):
        names += [("about", about["case"] | about["visit"])]
    return any(UUID(hex=told[name]) in ids for name, ids in names)


def _bytes_of(work: Work, row: Any, readable: Readable) -> Iterator[dict[str, Any]]:
    """The bytes of a new paper or attachment that the other station may read."""
    if row["action"] != "create" or row["kind"] not in ("paper", "attachment"):
        return
    if not readable(row):
        return
    data = _stored(work, row["kind"], row["record"])
    if data is not None:
        yield {"bytes": row["record"].hex, "data": base64.b64encode(data).decode()}


def _stored(work: Work, kind: str, record: UUID) -> bytes | None:
    """None when the bytes are gone: the row travels, and is held back over there."""
    if kind == Paper.kind:
        query = select(Blob.data).join(Paper, Paper.blob == Blob.id).where(Paper.id == record)
        return work.session.execute(query).scalar()
    found = work.session.get(Attachment, record)
    if found is None:
        return None
    try:
        return content_of(work, found)
    except Expected:
        return None
