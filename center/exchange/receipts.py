"""Receipts (回执): what became of every row of a package, told to who made it.

A receipt travels in the same container, signed and encrypted like a package. It also says how far
its sender has got, so that the next package begins there: even one that was refused helps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from center.exchange import container
from center.exchange.again import send_again
from center.exchange.cards import own_keys
from center.exchange.incoming import bad_receipt
from center.exchange.making import ends_of, head_of, totals_of
from center.exchange.reading import hear, sender_of
from center.exchange.records import Direction, Package, PackageRun, Peer, Result, State
from center.journal import commit, note
from center.rights import Right, needs
from center.storage import Work


def receipt_name(package: Package) -> str:
    """A name for the file of the receipt for a package that was taken in."""
    return f"回执-{Path(package.file_name).stem}{container.PACKAGE_SUFFIX}"


@needs(Right.EXCHANGE)
def write_receipt(work: Work, package: Package, file: Path) -> None:
    """Write the receipt for a package that was taken in; the caller commits.

    May be written again at any time; it then tells how far we have got by now.
    """
    if package.direction is not Direction.TAKEN:
        raise ValueError("only a package that was taken in is answered")
    own, peer = own_keys(work), work.session.get_one(Peer, package.peer)
    runs = list(_runs(work, package.id))
    packed = container.pack(runs)
    if packed is None:
        raise RuntimeError("nothing stops a receipt")
    manifest = {
        **head_of(work, own, peer, work.new_id(), container.RECEIPT),
        "rows": sum(run["last"] - run["first"] + 1 for run in runs),
        "answers": package.package.hex,
        "refused": package.reason,
        "totals": totals_of(work.session, ends_of(own, peer)),
    }
    container.write(file, manifest, packed, peer.receives, own.signing)
    note(work, "export", package, receiver=peer.code)


def _runs(work: Work, package: UUID) -> Iterator[dict[str, Any]]:
    query = select(PackageRun).where(PackageRun.package == package).order_by(PackageRun.number)
    for run in work.session.scalars(query):
        yield {
            "number": run.number,
            "stream": run.stream.hex,
            "first": run.first,
            "last": run.last,
            "result": run.result.value,
            "reason": run.reason,
        }


@needs(Right.EXCHANGE)
def read_receipt(work: Work, file: Path) -> Package:
    """Take in the receipt for a package made here and commit; returns that package.

    Read twice or out of order it does no harm. Raises `Expected` as `take_in` does, and for a
    receipt that answers nothing made here.
    """
    own, sealed = own_keys(work), container.read(file)
    peer = sender_of(work, own, sealed, container.RECEIPT)
    runs = [_run(line) for line in container.lines_of(sealed, own.receiving)]
    package = _answered(work, sealed.manifest, peer)
    counts: Counter[Result] = Counter()
    for run in runs:
        counts[run["result"]] += run["last"] - run["first"] + 1
    session = work.session
    session.execute(delete(PackageRun).where(PackageRun.package == package.id))
    if runs:
        session.execute(insert(PackageRun), [{"package": package.id, **run} for run in runs])
    refused = str(sealed.manifest.get("refused") or "")[:500]
    package.counts = {result.value: count for result, count in counts.items()}
    package.reason, package.answered_at = refused, work.now
    package.totals = _totals(sealed.manifest, totals_of(session, ends_of(own, peer)))
    package.state = _state(refused, counts)
    hear(work, peer, sealed.manifest)
    send_again(work, own.card.role, peer, package)
    note(work, "import", package, sender=peer.code)
    commit(work)
    return package


def _state(refused: str, counts: Counter[Result]) -> State:
    if refused:
        return State.REFUSED
    return State.CONFLICT if counts[Result.CONFLICT] else State.ANSWERED


def _answered(work: Work, manifest: dict[str, Any], peer: Peer) -> Package:
    try:
        ident = UUID(hex=manifest["answers"])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise container.damaged("answers") from error
    query = select(Package).where(
        Package.package == ident, Package.direction == Direction.MADE, Package.voided_at.is_(None)
    )
    package = work.session.scalars(query).one_or_none()
    if package is None:
        raise bad_receipt()
    made_for = work.session.get_one(Peer, package.peer)
    if made_for.code != peer.code:
        raise bad_receipt()
    return package


def _run(line: dict[str, Any]) -> dict[str, Any]:
    try:
        run = {
            "number": line["number"],
            "stream": UUID(hex=line["stream"]),
            "first": line["first"],
            "last": line["last"],
            "result": Result(line["result"]),
            "reason": str(line["reason"])[:500],
        }
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise container.damaged("run") from error
    whole = all(type(run[name]) is int and 0 < run[name] < 2**31 for name in _NUMBERS)
    if not whole or run["last"] < run["first"]:
        raise container.damaged("run")
    return run


_NUMBERS = ("number", "first", "last")


def _totals(manifest: dict[str, Any], ours: list[list[Any]]) -> list[list[Any]]:
    told = manifest.get("totals")
    theirs = {one[0]: one[1] for one in told or () if isinstance(one, list) and len(one) == 2}
    return [[name, theirs[name], count] for name, count in ours if type(theirs.get(name)) is int]
