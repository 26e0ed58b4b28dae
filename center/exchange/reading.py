"""Taking a package in, or looking first what it would do.

Everything happens in one transaction: the foreign rows are stored as they came, the records follow,
and the package is noted with what became of every row. Cancelled or refused, nothing is kept.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, delete, insert, select

from center.change_words import BUSINESS, KINDS
from center.changes import about
from center.errors import Expected
from center.exchange import container
from center.exchange.again import send_again
from center.exchange.applying import apply
from center.exchange.cards import Own, own_keys
from center.exchange.container import Stopped, What
from center.exchange.incoming import Gap, Read, check_fits, fresh, read_rows, spans_of
from center.exchange.kinds import BROADCAST, SHARED
from center.exchange.making import COUNTED, ends_of, totals_of
from center.exchange.planning import Applied, Ends
from center.exchange.records import (
    Direction,
    Package,
    PackageRun,
    Peer,
    PeerStream,
    Result,
    State,
    Twin,
)
from center.imports.rows import Cancelled, Progress, never, silent
from center.journal import CHANGES, JournalHead, JournalRow, batches, commit, note
from center.papers import Blob
from center.rights import Right, needs
from center.settings import STORED
from center.storage import SCHEMA, Work

NAMED_MOST = 200


@dataclass(frozen=True, slots=True)
class RowResult:
    """One row of a package and what became of it; `number` is its place in the package, from 1.

    `about` names the record in a few words; empty where the account may not see it.
    """

    stream: UUID
    seq: int
    number: int
    at: Any
    kind: str
    about: str
    record_kind: str
    record: UUID
    result: Result
    reason: str


@dataclass(frozen=True, slots=True)
class Total:
    """How many living records of the village either side counts."""

    name: str
    theirs: int
    ours: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What taking a package in did, or would do.

    `refused` says why it was refused whole, `package` is None for a look, `repeated` that it had
    been taken in before.
    """

    what: What
    peer: Peer
    counts: dict[Result, int]
    rows: tuple[RowResult, ...]
    refused: str
    package: Package | None
    repeated: bool
    totals: tuple[Total, ...]


@needs(Right.EXCHANGE)
def preview(
    work: Work, file: Path, progress: Progress = silent, cancelled: Cancelled = never
) -> Outcome | None:
    """What `take_in` would do with this file; keeps nothing. `work` is a writing one."""
    try:
        outcome = _take(work, file, progress, cancelled, keep=False)
    finally:
        work.session.rollback()
        work.session.info.pop("touched", None)
        work.notes.clear()
    if outcome is not None:
        work.session.refresh(outcome.peer)
    return outcome


@needs(Right.EXCHANGE)
def take_in(
    work: Work, file: Path, progress: Progress = silent, cancelled: Cancelled = never
) -> Outcome | None:
    """Take a package in and commit; None when cancelled, then nothing was kept.

    It cannot be undone: `preview` shows beforehand what it does. Raises `Expected`, with nothing
    kept, for a file that is damaged or altered, from a station that is not known or has another
    key, for another station, or of a newer program. A package that does not join on is refused
    whole, noted, and can be answered with a receipt.
    """
    return _take(work, file, progress, cancelled, keep=True)


def _take(
    work: Work, file: Path, progress: Progress, cancelled: Cancelled, *, keep: bool
) -> Outcome | None:
    own, sealed = own_keys(work), container.read(file)
    peer = sender_of(work, own, sealed, container.PACKAGE)
    ends, spans = ends_of(own, peer), spans_of(sealed.manifest)

    def tell(done: int, words: str = "核对数据包", total: int = sealed.what.rows) -> None:
        if cancelled():
            raise Stopped
        if done % 100 == 0 or done == total:
            progress(done, total, words)

    try:
        try:
            reached = check_fits(work.session, spans, peer.code, peer.name)
            read = read_rows(work.session, sealed, own.receiving, spans, reached, tell)
        except Gap as gap:
            return _refuse(work, sealed.what, peer, file, str(gap), keep=keep)
        _store(work, read, peer)
        applied = apply(
            work,
            ends,
            _touched(read),
            lambda done, total: tell(done, "采用内容，重算时限", total),
        )
        tell(sealed.what.rows, "保存")
    except Stopped:
        work.session.rollback()
        return None
    return _finish(work, sealed, peer, file, read, applied, ends, keep=keep)


def sender_of(work: Work, own: Own, sealed: container.Sealed, kind: str) -> Peer:
    """The confirmed station that signed a file for us; raises `Expected` for any other."""
    what = sealed.what
    if what.kind != kind:
        said = "回执，请用“读入回执”打开" if what.kind == container.RECEIPT else "数据包，不是回执"
        raise Expected(f"这个文件是{said}，没有读入，现有数据没有变。")
    query = select(Peer).where(Peer.code == what.sender, Peer.voided_at.is_(None))
    # Two windows taking in packages of one station follow each other.
    peer = work.session.scalars(query.with_for_update()).one_or_none()
    if peer is None:
        raise Expected(
            f"这个数据包来自“{what.sender_name}”（{what.sender}），本站还没有核对过它的站点名片，"
            "没有读入，现有数据没有变。请先读入对方的站点名片并核对指纹。"
        )
    container.check_signature(sealed, peer.signs)
    if what.receiver != own.card.code:
        raise Expected(
            f"这个数据包是发给代码为 {what.receiver} 的站点的，不是发给本站（{own.card.code}）的，"
            "没有读入，现有数据没有变。"
        )
    if what.schema > SCHEMA:
        raise container.newer(what.schema)
    return peer


def _store(work: Work, read: Read, peer: Peer) -> None:
    """Put the foreign rows into the journal as they came, and their streams' heads."""
    session = work.session
    journal = cast(Table, JournalRow.__table__)
    for some in batches(fresh(read), 1000):
        session.execute(insert(journal), some)
    for span in read.spans:
        head = session.get(JournalHead, span.stream)
        if head is None:
            session.add(PeerStream(stream=span.stream, code=peer.code))
            session.add(
                JournalHead(
                    stream=span.stream,
                    seq=span.to,
                    hash=span.head,
                    current=False,
                    epoch=0,
                    machine="",
                )
            )
        elif span.to > head.seq:
            head.seq, head.hash = span.to, span.head
    for record, data in read.bytes.items():
        if session.execute(select(Blob.id).where(Blob.id == record)).scalar() is None:
            session.execute(insert(Blob), [{"id": record, "data": data}])
    session.flush()
    session.info.pop(STORED, None)


def _touched(read: Read) -> dict[UUID, str]:
    return {row["record"]: row["kind"] for row in fresh(read) if row["action"] in CHANGES}


def _finish(
    work: Work,
    sealed: container.Sealed,
    peer: Peer,
    file: Path,
    read: Read,
    applied: Applied,
    ends: Ends,
    *,
    keep: bool,
) -> Outcome:
    session = work.session
    results = list(_results(work, read, applied))
    counts = Counter(one.result for one in results)
    totals = _totals(work, sealed, ends)
    earlier = _earlier(work, sealed.what.id)
    earlier_state = earlier.state if earlier is not None else None
    outcome = Outcome(
        sealed.what, peer, dict(counts), tuple(results), "", None, earlier is not None, totals
    )
    if not keep:
        return outcome
    state = State.CONFLICT if counts[Result.CONFLICT] else State.TAKEN
    package = _note_package(work, sealed.what, peer, file, state)
    if earlier is None or earlier_state is State.REFUSED:
        package.counts = {result.value: count for result, count in counts.items()}
        package.totals = [[one.name, one.theirs, one.ours] for one in totals]
        package.reason = ""
        _keep_runs(work, package.id, results)
        hear(work, peer, sealed.manifest)
        send_again(work, ends.role, peer, package)
    note(work, "import", package, sender=peer.code, rows=len(results))
    session.flush()
    commit(work)
    # Our own rows are told by `commit`; the lists of what came in must follow too.
    for listener in work.store.listeners:
        listener(frozenset(applied.kinds))
    return replace(outcome, package=package)


def _results(work: Work, read: Read, applied: Applied) -> Iterator[RowResult]:
    session, named = work.session, work.actor.may(Right.SEE)
    twins = {one.theirs: one.ours for one in session.scalars(select(Twin))}
    heads = {change.hash for composed in applied.contested.values() for change in composed.tips}
    for number, (row, new) in enumerate(zip(read.rows, read.new, strict=True), 1):
        record = twins.get(row["record"], row["record"])
        result, reason = Result.APPLIED, ""
        fault = applied.faults.get(record) or applied.faults.get(row["record"])
        if not new:
            result = Result.THERE
        elif row["action"] not in CHANGES or row["payload"] is None:
            result = Result.NOTED
        elif row["record"] in applied.aside:
            result, reason = Result.NOTED, applied.aside[row["record"]]
        elif fault is not None:
            result = Result.WAITING if fault.waits else Result.REFUSED
            reason = fault.reason
        elif row["hash"] in heads:
            result, reason = Result.CONFLICT, "两边改了同一项，由镇中心核定"
        elif row["kind"] not in SHARED | BROADCAST:
            result = Result.NOTED
        yield RowResult(
            stream=row["stream"],
            seq=row["seq"],
            number=number,
            at=row["at"],
            kind=KINDS.get(row["kind"], row["kind"]),
            about=told_about(row["kind"], row["payload"], named=named),
            record_kind=row["kind"],
            record=record,
            result=result,
            reason=reason,
        )


def told_about(kind: str, payload: str | None, *, named: bool) -> str:
    """A record in a few words; nothing of a visitor to who may not see business."""
    if payload is None or (not named and kind in BUSINESS):
        return ""
    return about(kind, json.loads(payload))[:NAMED_MOST]


def _totals(work: Work, sealed: container.Sealed, ends: Ends) -> tuple[Total, ...]:
    told = sealed.manifest.get("totals")
    theirs = {one[0]: one[1] for one in told or () if isinstance(one, list) and len(one) == 2}
    ours = {str(name): int(count) for name, count in totals_of(work.session, ends)}
    return tuple(
        Total(name, theirs[name], ours[name])
        for name, _ in COUNTED
        if type(theirs.get(name)) is int
    )


def _earlier(work: Work, ident: UUID) -> Package | None:
    query = select(Package).where(
        Package.package == ident, Package.direction == Direction.TAKEN, Package.voided_at.is_(None)
    )
    return work.session.scalars(query).one_or_none()


def _refuse(work: Work, what: What, peer: Peer, file: Path, said: str, *, keep: bool) -> Outcome:
    """Refuse a package whole; noted, so that the receipt tells its sender what we have."""
    work.session.rollback()
    peer = work.session.get_one(Peer, peer.id, populate_existing=True)
    outcome = Outcome(what, peer, {}, (), said, None, False, ())
    if not keep:
        return outcome
    package = _note_package(work, what, peer, file, State.REFUSED)
    package.reason = said
    commit(work)
    return replace(outcome, package=package)


def _note_package(work: Work, what: What, peer: Peer, file: Path, state: State) -> Package:
    package = _earlier(work, what.id)
    if package is None:
        package = Package(
            id=work.new_id(),
            station=work.station,
            direction=Direction.TAKEN,
            peer=peer.id,
            package=what.id,
            made_at=what.made_at,
            at=work.now,
            by=work.actor.name,
            file_name=file.name[:200],
            rows=what.rows,
            state=state,
        )
        work.session.add(package)
    elif package.state is State.REFUSED:
        package.state = state
    package.at, package.by = work.now, work.actor.name
    return package


def _keep_runs(work: Work, package: UUID, results: Iterable[RowResult]) -> None:
    work.session.execute(delete(PackageRun).where(PackageRun.package == package))
    runs = [{"package": package, **run} for run in runs_of(results)]
    if runs:
        work.session.execute(insert(PackageRun), runs)


def runs_of(results: Iterable[RowResult]) -> list[dict[str, Any]]:
    """Rows that follow each other and fared alike, as one."""
    runs: list[dict[str, Any]] = []
    for one in results:
        last = runs[-1] if runs else None
        if (
            last is not None
            and (last["stream"], last["result"], last["reason"])
            == (one.stream, one.result, one.reason)
            and last["last"] + 1 == one.seq
        ):
            last["last"] = one.seq
            continue
        runs.append(
            {
                "number": one.number,
                "stream": one.stream,
                "first": one.seq,
                "last": one.seq,
                "result": one.result,
                "reason": one.reason,
            }
        )
    return runs


def hear(work: Work, peer: Peer, manifest: dict[str, Any]) -> None:
    """Keep what a station says it has; only its own word moves this."""
    told = manifest.get("have")
    if not isinstance(told, dict) or not all(
        isinstance(stream, str) and type(seq) is int and seq >= 0 for stream, seq in told.items()
    ):
        raise container.damaged("have")
    peer.have, peer.heard_at = told, work.now
