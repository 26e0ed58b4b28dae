"""The rows of a package as they came: parsed, their chain verified, compared with what we have.

A package is refused whole when a row before it is missing, when its chain does not close or when it
goes on from a past that is not ours.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from center.errors import Expected
from center.exchange.container import Sealed, damaged, lines_of
from center.exchange.records import PeerStream
from center.journal import GENESIS, JournalHead, JournalRow, hash_of
from center.records import instant


class Gap(Exception):
    """Why a package as a whole cannot be taken in now; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Span:
    """One stream in a package: the rows after `since` up to `to`, as the manifest states them."""

    stream: UUID
    since: int
    to: int
    previous: bytes
    head: bytes


@dataclass(slots=True)
class Read:
    """What a package holds: its rows in order, and the bytes of papers and attachments.

    Each row is a journal row; `new` says of each whether we did not have it.
    """

    spans: list[Span]
    rows: list[dict[str, Any]] = field(default_factory=list)
    new: list[bool] = field(default_factory=list)
    bytes: dict[UUID, bytes] = field(default_factory=dict)


def spans_of(manifest: Mapping[str, Any]) -> list[Span]:
    """The streams a manifest states; raises `Expected` for what cannot be."""
    try:
        spans = [
            Span(
                stream=UUID(hex=told["stream"]),
                since=_count(told["from"]),
                to=_count(told["to"]),
                previous=bytes.fromhex(told["previous"]),
                head=bytes.fromhex(told["head"]),
            )
            for told in manifest["streams"]
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged("streams") from error
    if len({span.stream for span in spans}) != len(spans):
        raise damaged("streams twice")
    if any(span.to <= span.since for span in spans):
        raise damaged("empty stream")
    if sum(span.to - span.since for span in spans) != manifest["rows"]:
        raise damaged("count")
    return spans


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**31:
        raise ValueError("count")
    return value


def check_fits(session: Session, spans: list[Span], code: str, name: str) -> dict[UUID, int]:
    """How far we have got in each stream; raises `Gap` when the package does not join on.

    A stream belongs to the station that first brought it; our own earlier ones may come back, the
    one we write never.
    """
    writers = dict(session.execute(select(PeerStream.stream, PeerStream.code)).all())
    reached: dict[UUID, int] = {}
    for span in spans:
        head = session.get(JournalHead, span.stream)
        if head is not None and writers.get(span.stream, code) != code:
            raise Gap(_foreign(name))
        at = reached[span.stream] = head.seq if head is not None else 0
        if head is not None and head.current and span.to > at:
            raise Gap(
                "数据包里有本站自己没有写过的记录，可能有人把本站的数据复制到了另一台电脑上使用，"
                "整包没有读入，现有数据没有变。请先停用其中一台，再联系系统管理员。"
            )
        if span.since > at:
            raise Gap(
                f"这个数据包前面还缺 {span.since - at} 条，整包没有读入，现有数据没有变。"
                f"请先读入“{name}”更早的数据包；找不到的，把这次的回执交给对方，"
                "对方读入回执后重新制作即可补齐。"
            )
        if span.since and _hash_at(session, span.stream, span.since) != span.previous:
            raise Gap(_foreign(name))
        if span.since == 0 and span.previous != GENESIS:
            raise Gap(_foreign(name))
    return reached


def _foreign(name: str) -> str:
    return (
        f"这个数据包和以前从“{name}”读入的对不上，对方可能用旧备份接着写了，"
        "整包没有读入，现有数据没有变。请对方用程序的“恢复备份”重新恢复一次，再制作数据包。"
    )


def _hash_at(session: Session, stream: UUID, seq: int) -> bytes | None:
    query = select(JournalRow.hash).where(JournalRow.stream == stream, JournalRow.seq == seq)
    return session.execute(query).scalar()


def read_rows(
    session: Session,
    sealed: Sealed,
    receiving: str,
    spans: list[Span],
    reached: Mapping[UUID, int],
    tell: Callable[[int], None],
) -> Read:
    """Every row of a verified package with its hash; raises `Expected` unless the chain closes."""
    read, waiting = Read(spans), iter(spans)
    span, last, seq = None, GENESIS, 0
    for line in lines_of(sealed, receiving):
        if "stream" in line:
            _close(span, seq, last)
            span = next(waiting, None)
            if span is None or line["stream"] != span.stream.hex:
                raise damaged("order of streams")
            last, seq = span.previous, span.since
        elif "bytes" in line:
            _take_bytes(read, line)
        elif span is None:
            raise damaged("row without stream")
        else:
            seq += 1
            if seq > span.to:
                raise damaged("more rows than stated")
            row = _row(line, span.stream, seq, last)
            last = row["hash"]
            read.rows.append(row)
            read.new.append(seq > reached[span.stream])
            if seq == reached[span.stream] and _hash_at(session, span.stream, seq) != last:
                raise Gap(_foreign(sealed.what.sender_name))
            tell(len(read.rows))
    _close(span, seq, last)
    if next(waiting, None) is not None:
        raise damaged("missing stream")
    return read


def _close(span: Span | None, seq: int, last: bytes) -> None:
    if span is not None and (seq, last) != (span.to, span.head):
        raise damaged("chain")


def _take_bytes(read: Read, line: Mapping[str, Any]) -> None:
    """The bytes that a row refers to; those that are not what it says are left out."""
    try:
        record, data = UUID(hex=line["bytes"]), base64.b64decode(line["data"], validate=True)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise damaged("bytes") from error
    row = read.rows[-1] if read.rows else None
    if row is None or row["record"] != record or row["payload"] is None:
        raise damaged("bytes without row")
    if json.loads(row["payload"]).get("sha256") == hashlib.sha256(data).hexdigest():
        read.bytes[record] = data


def _row(line: Mapping[str, Any], stream: UUID, seq: int, previous: bytes) -> dict[str, Any]:
    """A line as a journal row; its hash follows from its content and the row before it."""
    try:
        payload = line.get("payload")
        if payload is None:
            payload_hash = bytes.fromhex(line["payload_hash"])
        else:
            payload_hash = hashlib.sha256(payload.encode()).digest()
            if not isinstance(json.loads(payload), dict):
                raise damaged("payload")
        merges = line["merges"]
        row: dict[str, Any] = {
            "stream": stream,
            "seq": seq,
            "prev_hash": previous,
            "operation": UUID(hex=line["operation"]),
            "at": instant(line["at"]),
            "account": UUID(hex=line["account"]),
            "acting_for": None if line["acting_for"] is None else UUID(hex=line["acting_for"]),
            "station": _text(line["station"], 8),
            "audience": _text(line["audience"], 40),
            "kind": _text(line["kind"], 40),
            "record": UUID(hex=line["record"]),
            "base": None if line["base"] is None else base64.b64decode(line["base"]),
            "merges": [bytes.fromhex(one).hex() for one in merges],
            "action": _text(line["action"], 20),
            "schema": _text(line["schema"], 8),
            "payload_hash": payload_hash,
        }
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as e:
        raise damaged(type(e).__name__) from e
    return {**row, "hash": hash_of(row), "payload": payload}


def _text(value: Any, length: int) -> str:
    if not isinstance(value, str) or len(value) > length or "\0" in value:
        raise ValueError("text")
    return value


def bad_receipt() -> Expected:
    """The refusal of a receipt that answers nothing we made."""
    return Expected(
        "这份回执和本站制作的数据包对不上，没有读入，现有数据没有变。请确认是不是发给本站的回执。"
    )


def fresh(read: Read) -> Iterator[dict[str, Any]]:
    """The rows we did not have."""
    return (row for row, new in zip(read.rows, read.new, strict=True) if new)
