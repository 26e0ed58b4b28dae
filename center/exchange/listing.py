"""Lists of packages, of the rows in one, and of stations that have gone silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from center.change_words import KINDS
from center.errors import Expected
from center.exchange.reading import RowResult, told_about
from center.exchange.records import Direction, HeldBack, Package, PackageRun, Peer, Result
from center.journal import JournalRow
from center.records import local_date
from center.rights import Right, needs
from center.settings import values
from center.storage import Work


@dataclass(frozen=True, slots=True)
class Silence:
    """A station that has said nothing for so many days."""

    peer: Peer
    days: int


@dataclass(frozen=True, slots=True)
class Held:
    """A record that could not be taken over yet; `station` is the code of where it came from.

    `waits`, for another record; otherwise its content must be mended there.
    """

    kind: str
    record: UUID
    station: str
    since: datetime
    reason: str
    waits: bool


@needs(Right.EXCHANGE)
def packages(work: Work, peer: UUID | None = None, limit: int = 200) -> list[Package]:
    """The packages made and taken in, newest first; those of one station only when it is named."""
    query = select(Package).where(Package.voided_at.is_(None))
    if peer is not None:
        query = query.where(Package.peer == peer)
    query = query.order_by(Package.at.desc(), Package.id.desc()).limit(limit)
    return list(work.session.scalars(query))


@needs(Right.EXCHANGE)
def package_of(work: Work, ident: UUID) -> tuple[Package, Peer]:
    """A package by its record and the station it was for or from; `Expected` when there is none."""
    query = select(Package, Peer).join(Peer, Package.peer == Peer.id).where(Package.id == ident)
    found = work.session.execute(query).one_or_none()
    if found is None:
        raise Expected("没有这个数据包，可能已经作废。请刷新列表。")
    return found.Package, found.Peer


@needs(Right.EXCHANGE)
def taken_package(work: Work, file: UUID) -> Package | None:
    """The package that was taken in from a file with this id; None when it never was."""
    query = select(Package).where(
        Package.package == file, Package.direction == Direction.TAKEN, Package.voided_at.is_(None)
    )
    return work.session.scalars(query).one_or_none()


@needs(Right.EXCHANGE)
def package_rows(
    work: Work,
    package: Package,
    result: Result | None = None,
    limit: int = 1000,
    after: int = 0,
) -> list[RowResult]:
    """What became of the rows of a package, in its order, after the row numbered `after`.

    Of a package made here there are none before its receipt was read.
    """
    query = select(PackageRun).where(PackageRun.package == package.id)
    if result is not None:
        query = query.where(PackageRun.result == result)
    found: list[RowResult] = []
    for run in work.session.scalars(query.order_by(PackageRun.number)):
        if run.number + run.last - run.first <= after:
            continue
        found += _rows_of(work, run, after, limit - len(found))
        if len(found) >= limit:
            break
    return found


def _rows_of(work: Work, run: PackageRun, after: int, most: int) -> Iterator[RowResult]:
    first = max(run.first, run.first + after + 1 - run.number)
    query = select(JournalRow).where(
        JournalRow.stream == run.stream, JournalRow.seq.between(first, run.last)
    )
    named = work.actor.may(Right.SEE)
    for row in work.session.scalars(query.order_by(JournalRow.seq).limit(most)):
        yield RowResult(
            stream=row.stream,
            seq=row.seq,
            number=run.number + row.seq - run.first,
            at=row.at,
            kind=KINDS.get(row.kind, row.kind),
            about=told_about(row.kind, row.payload, named=named),
            record_kind=row.kind,
            record=row.record,
            result=run.result,
            reason=run.reason,
        )


@needs(Right.EXCHANGE)
def held_back(work: Work) -> list[Held]:
    """The records whose newest content from elsewhere is not in use here, oldest first."""
    found = work.session.scalars(select(HeldBack).order_by(HeldBack.since, HeldBack.record))
    return [
        Held(
            kind=KINDS.get(one.kind, one.kind),
            record=one.record,
            station=one.code,
            since=one.since,
            reason=one.reason,
            waits=one.waits,
        )
        for one in found
    ]


@needs(Right.EXCHANGE)
def silent_peers(work: Work, days: int | None = None) -> list[Silence]:
    """The stations of which nothing was heard for `days` or longer (None: as the setting says)."""
    if days is None:
        days = values(work.session, work.now).number("exchange_silence_days")
    query = select(Peer).where(Peer.voided_at.is_(None)).order_by(Peer.code)
    found = []
    for peer in work.session.scalars(query):
        since = peer.heard_at or peer.confirmed_at
        silent = (local_date(work.now) - local_date(since)) // timedelta(days=1)
        if silent >= days:
            found.append(Silence(peer, silent))
    return found
