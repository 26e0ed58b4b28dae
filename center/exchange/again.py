"""What the town lost by restoring a backup is sent up again by the village it concerned.

The town says in every package and receipt how far it has got in its own streams. Where that is less
than we have of them, its later changes exist only here. The village then says of its own records
what they hold, in changes of its own that follow both the lost ones and those the town still has;
so the town takes them over, and nobody has to notice a difference first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from center.exchange.kinds import SHARED
from center.exchange.records import Package, Peer, PeerStream, Role
from center.journal import CHANGES, JournalHead, JournalRow, batches, heads, note
from center.storage import Line, Work


def send_again(work: Work, role: Role, peer: Peer, package: Package) -> int:
    """Write again what `peer` lost of our business; how many records. The caller commits.

    Nothing for a town: villages get back what they lost as it was (`center.exchange.making`).
    """
    if role is Role.TOWN:
        return 0
    lines = list(_lines(work, _lost(work, peer)))
    if lines:
        work.streams.append(iter(lines))
        note(work, "resend", package, rows=len(lines))
    return len(lines)


def _lost(work: Work, peer: Peer) -> dict[UUID, list[bytes]]:
    """The changes of each record that only we have, of the streams that this station wrote."""
    session = work.session
    query = select(JournalHead).join(PeerStream, PeerStream.stream == JournalHead.stream)
    found: dict[UUID, list[bytes]] = defaultdict(list)
    for head in session.scalars(query.where(PeerStream.code == peer.code)):
        has = int(peer.have.get(head.stream.hex, head.seq))
        rows = select(JournalRow.record, JournalRow.hash).where(
            JournalRow.stream == head.stream,
            JournalRow.seq > has,
            JournalRow.kind.in_(SHARED),
            JournalRow.action.in_(CHANGES),
            JournalRow.payload.is_not(None),
        )
        for record, hashed in session.execute(rows):
            found[record].append(hashed)
    return found


def _lines(work: Work, lost: Mapping[UUID, list[bytes]]) -> Iterator[Line]:
    session = work.session
    for some in batches(lost, 500):
        ends = heads(session, some)
        known: dict[UUID, list[Any]] = defaultdict(list)
        query = select(JournalRow).where(
            JournalRow.record.in_(some), JournalRow.action.in_(CHANGES)
        )
        for row in session.scalars(query.order_by(JournalRow.stream, JournalRow.seq)):
            known[row.record].append(row)
        for record in some:
            if len(ends[record]) == 1:
                yield from _line(known[record], ends[record][0], set(lost[record]))


def _line(rows: list[Any], head: bytes, lost: set[bytes]) -> Iterator[Line]:
    """A change that holds what the head holds and follows what the town still has.

    None when the head follows all of that already, past the lost changes.
    """
    book = {row.hash: row for row in rows}
    reached: set[bytes] = set()
    waiting = [head]
    while waiting:
        one = waiting.pop()
        if one in book and one not in reached | lost:
            reached.add(one)
            row = book[one]
            waiting += [bytes.fromhex(told) for told in row.merges]
            waiting += [row.base] if row.base is not None else []
    apart = tuple(row.hash for row in rows if row.hash not in reached | lost)
    told = book[head]
    if (head in lost or apart) and told.payload is not None:
        action = told.action if apart or head not in lost else "create"
        yield Line(told.kind, told.record, action, told.payload, told.audience, head, apart)
