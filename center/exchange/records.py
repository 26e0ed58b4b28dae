"""What one station knows of another, of the packages between them and of what still waits."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from center.journal import JournalRow
from center.records import Base, Record, link, unique_unless_voided


class Role(enum.StrEnum):
    """Which end of the star a station is."""

    TOWN = "town"
    VILLAGE = "village"


ROLE_NAMES: dict[Role, str] = {Role.TOWN: "镇中心", Role.VILLAGE: "村站"}


class Direction(enum.StrEnum):
    """Whether a package was made here or taken in here."""

    MADE = "制作"
    TAKEN = "读入"


class State(enum.StrEnum):
    """How far a package has got: one made waits for its receipt, one taken in needs none."""

    WAITING = "待回执"
    ANSWERED = "已回执"
    TAKEN = "已读入"
    CONFLICT = "有不一致"
    REFUSED = "被拒"


class Result(enum.StrEnum):
    """What became of one row of a package.

    NOTED rows say that something happened and carry no content, or are kept by the other side.
    """

    APPLIED = "已采用"
    NOTED = "已登记"
    THERE = "原已有"
    CONFLICT = "两边不一致"
    WAITING = "等待"
    REFUSED = "未采用"


class Peer(Record, Base):
    """A station whose card was taken in and confirmed by a person.

    `signs` is its Ed25519 key, `receives` its X25519 key as age spells it. `have` is how far into
    each stream it says it has got, `heard_at` when it last said anything; both stay here.
    """

    __tablename__ = "peers"
    __table_args__ = (unique_unless_voided("code"),)
    kind = "peer"

    code: Mapped[str] = mapped_column(String(8))
    name: Mapped[str]
    role: Mapped[Role]
    signs: Mapped[bytes]
    receives: Mapped[str]
    confirmed_at: Mapped[datetime]
    confirmed_by: Mapped[str]
    have: Mapped[dict[str, Any]] = mapped_column(default_factory=dict, info={"derived": True})
    heard_at: Mapped[datetime | None] = mapped_column(default=None, info={"derived": True})


class Package(Record, Base):
    """One package made or taken in; `package` is the id that stands in its file.

    `counts` is rows by `Result`, `totals` the records of either side afterwards
    (`[[name, theirs, ours], …]`), `reason` why it was refused as a whole.
    """

    __tablename__ = "packages"
    __table_args__ = (unique_unless_voided("direction", "package"),)
    kind = "package"

    direction: Mapped[Direction]
    peer: Mapped[UUID] = mapped_column(link("peers.id"), index=True)
    package: Mapped[UUID]
    made_at: Mapped[datetime]
    at: Mapped[datetime]
    by: Mapped[str]
    file_name: Mapped[str]
    rows: Mapped[int] = mapped_column(Integer)
    state: Mapped[State]
    counts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    totals: Mapped[list[Any]] = mapped_column(default_factory=list)
    reason: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None] = mapped_column(default=None)


class PackageRun(Base):
    """Rows of one stream that follow each other in a package and fared alike.

    `number` is the first one's place in the package, from 1.
    """

    __tablename__ = "package_runs"

    package: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    stream: Mapped[UUID]
    first: Mapped[int] = mapped_column(Integer)
    last: Mapped[int] = mapped_column(Integer)
    result: Mapped[Result]
    reason: Mapped[str] = mapped_column(default="")


class PeerStream(Base):
    """Which station writes a stream that is not ours."""

    __tablename__ = "peer_streams"

    stream: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8))


def written_here() -> ColumnElement[bool]:
    """The condition that a journal row was written by this station, not taken in from another."""
    return JournalRow.stream.not_in(select(PeerStream.stream))


class HeldBack(Base):
    """A record whose newest content could not be taken over yet, and why.

    It is tried again with every package of the station `code` it came from. `waits` for another
    record; otherwise its content is wrong.
    """

    __tablename__ = "held_back"

    record: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(40))
    since: Mapped[datetime]
    reason: Mapped[str]
    waits: Mapped[bool] = mapped_column(Boolean)


class Twin(Base):
    """A record of another station that is one of ours: both founded with the same catalogue."""

    __tablename__ = "twins"

    theirs: Mapped[UUID] = mapped_column(primary_key=True)
    ours: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(40))


class StationKeys(Base):
    """This station's own keys; the private ones sealed under the data key, never journalled.

    On PostgreSQL there is no data key: the server guards them with the data.
    """

    __tablename__ = "station_keys"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    signs: Mapped[bytes]
    receives: Mapped[str]
    signing: Mapped[bytes]
    receiving: Mapped[bytes]
