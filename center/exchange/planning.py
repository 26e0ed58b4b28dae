"""What a record shall hold by its changes in the journal: checked, and told in our own ids."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from center.exchange.contents import KEPT_HERE, Fault, checked, columns, complete
from center.exchange.graph import Change, Composed, compose, tips_of
from center.exchange.kinds import (
    BROADCAST,
    LASTING,
    OWN_EACH,
    SHARED,
    TWINS,
    classes,
    owner,
    table_of,
)
from center.exchange.records import PeerStream, Role, Twin
from center.journal import CHANGES, JournalRow, batches
from center.papers import PaperKind
from center.records import Base, Record
from center.settings import check

TOGETHER = 500
TWIN_FIRST = ("station", "item", "calendar_day")


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of an exchange: our role and code, the other's code."""

    role: Role
    ours: str
    theirs: str

    @property
    def town(self) -> str:
        """The code of the town."""
        return self.ours if self.role is Role.TOWN else self.theirs

    @property
    def village(self) -> str:
        """The code of the village."""
        return self.theirs if self.role is Role.TOWN else self.ours


@dataclass(slots=True)
class Applied:
    """What became of the records: `faults` were held back, `contested` wait for a person.

    `aside` are those the other side only keeps for itself, with the reason; `kinds` what changed.
    """

    faults: dict[UUID, Fault] = field(default_factory=dict)
    contested: dict[UUID, Composed] = field(default_factory=dict)
    aside: dict[UUID, str] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Plan:
    """A record about to be written: its id here, its values by column, whether we have it."""

    kind: type[Record]
    record: UUID
    values: dict[str, Any]
    known: bool
    composed: Composed


def plans(
    session: Session, ends: Ends, wanted: Mapping[UUID, str], applied: Applied
) -> Iterator[Plan]:
    """How each of these records (id → kind) is to be written; faults are noted in `applied`."""
    by_kind: dict[str, list[UUID]] = defaultdict(list)
    for record, kind in wanted.items():
        by_kind[kind].append(record)
    sides = {one.stream for one in session.scalars(select(PeerStream))}
    # Twins first: others refer to them.
    known = classes()
    for name in sorted(by_kind, key=lambda name: (name not in TWIN_FIRST, name)):
        if name not in SHARED | BROADCAST:
            continue
        for some in batches(by_kind[name], TOGETHER):
            yield from _plans_of(session, ends, known[name], some, sides, applied)


def _plans_of(
    session: Session,
    ends: Ends,
    kind: type[Record],
    records: list[UUID],
    sides: set[UUID],
    applied: Applied,
) -> Iterator[Plan]:
    twins = twins_of(session)
    changes = changes_of(session, records, partial(side_of, ends.role, sides), twins)
    table = table_of(kind)
    query = select(table).where(table.c.id.in_([twins.get(one, one) for one in records]))
    have = {row["id"]: row for row in session.execute(query).mappings()}
    for record in records:
        try:
            plan = _plan(session, ends, kind, record, changes.get(record, []), have, applied)
        except Fault as fault:
            applied.faults[record] = fault
            continue
        if plan is not None:
            yield plan


def side_of(role: Role, foreign: set[UUID], stream: UUID) -> Role:
    """Which end wrote a stream, seen from ours; `foreign` are the streams that are not ours."""
    theirs = Role.VILLAGE if role is Role.TOWN else Role.TOWN
    return theirs if stream in foreign else role


def changes_of(
    session: Session,
    records: list[UUID],
    side: Callable[[UUID], Role],
    twins: Mapping[UUID, UUID],
) -> dict[UUID, list[Change]]:
    """The changes of records, their content told in our own ids."""
    found: dict[UUID, list[Change]] = defaultdict(list)
    for some in batches(records, TOGETHER):
        query = select(*JournalRow.__table__.columns).where(
            JournalRow.record.in_(some), JournalRow.action.in_(CHANGES)
        )
        for row in session.execute(query).mappings():
            told = None if row["payload"] is None else json.loads(row["payload"])
            follows = {bytes.fromhex(one) for one in row["merges"]}
            if row["base"] is not None:
                follows.add(row["base"])
            change = Change(
                hash=row["hash"],
                follows=frozenset(follows),
                side=side(row["stream"]),
                payload=None if told is None else localised(row["kind"], told, twins),
                schema=row["schema"],
                at=row["at"],
                account=row["account"],
                station=row["station"],
                action=row["action"],
            )
            found[row["record"]].append(change)
    return found


def localised(kind: str, told: dict[str, Any], twins: Mapping[UUID, UUID]) -> dict[str, Any]:
    """A row's content with the ids of twins as they are here, without where its bytes lie there."""
    found = {name: value for name, value in told.items() if name not in KEPT_HERE.get(kind, ())}
    for name, column in columns(classes()[kind]).items():
        value = found.get(name)
        if column.foreign_keys and isinstance(value, str) and len(value) == 32:
            found[name] = twins_hex(value, twins)
    return found


def twins_hex(value: str, twins: Mapping[UUID, UUID]) -> str:
    """An id in hexadecimal, ours where it is a twin's."""
    try:
        told = UUID(hex=value)
    except ValueError:
        return value
    return twins.get(told, told).hex


def twins_of(session: Session) -> dict[UUID, UUID]:
    """Our own record for each foreign one that is the same."""
    return {one.theirs: one.ours for one in session.scalars(select(Twin))}


def authoritative(kind: str, changes: list[Change], ends: Ends) -> list[Change]:
    """The changes that count: of the catalogue the town's, of accounts each side's own."""
    if kind in OWN_EACH:
        stations = {(one.payload or {}).get("station") for one in changes if one.payload}
        side = Role.VILLAGE if ends.village in stations else Role.TOWN
        return [one for one in changes if one.side is side] or changes
    if kind in BROADCAST:
        return [one for one in changes if one.side is Role.TOWN] or changes
    return changes


def _plan(
    session: Session,
    ends: Ends,
    kind: type[Record],
    record: UUID,
    changes: list[Change],
    have: dict[UUID, Any],
    applied: Applied,
) -> Plan | None:
    """How a record is to be written; None when there is nothing to write."""
    name = kind.kind
    counted = authoritative(name, changes, ends)
    book = {one.hash: one for one in counted}
    composed = compose(book, tips_of(counted), partial(owner, name))
    if composed is None:
        return None
    newest = max(one.schema for one in composed.tips)
    values = checked(kind, composed.values, newest)
    _check_sound(name, values)
    if values.get("id", record) != record:
        raise Fault("内容不属于这条记录")
    twin = _twin(session, ends, kind, record, values, have)
    if name == "station" and twin is not None:
        applied.aside[record] = "站点名称由各站自己维护"
        return None
    own = twin or record
    if twin is not None and twin not in have:
        table = table_of(kind)
        have[twin] = session.execute(select(table).where(table.c.id == twin)).mappings().one()
    if name in BROADCAST and name not in OWN_EACH and counted[0].side is Role.VILLAGE:
        if twin is not None or own in have:
            applied.aside[record] = "事项目录由镇中心维护，已对应到本镇的同一事项"
            return None
        if ends.role is Role.VILLAGE:
            return None
        values["active"] = False
    before = have.get(own)
    _check_station(session, ends, kind, values, before)
    values["id"] = own
    _adapt(ends, name, values, before, mine=counted[0].side is ends.role)
    if before is None:
        if name in KEPT_HERE:
            values["blob"] = own
        values = complete(kind, values)
    return Plan(kind, own, values, before is not None, composed)


def _check_sound(name: str, values: Mapping[str, Any]) -> None:
    """Refuse what fits its columns and would still be read by no page."""
    if name == "setting" and check(values.get("name", ""), values.get("value")):
        raise Fault("参数的内容不符合本程序的要求")
    if name == "paper" and values.get("paper_kind") not in set(PaperKind):
        raise Fault("本程序没有这一种文书")
    if name == "account" and not {"login", "station"} <= values.keys():
        raise Fault("内容不完整，缺少必填的项目")


def _adapt(ends: Ends, name: str, values: dict[str, Any], before: Any, *, mine: bool) -> None:
    """Keep what a village's row must not clear, and colleagues elsewhere out of the login."""
    if before is not None and ends.role is Role.TOWN:
        for field_name in LASTING.get(name, ()):
            if values.get(field_name) is None:
                values[field_name] = before[field_name]
    if name == "account" and not mine:
        # A colleague elsewhere is named here and never logs in here.
        values["login"] = f"{values['login']}@{values['station']}"[:40]
        values["active"], values["staff"] = False, None


def _twin(
    session: Session,
    ends: Ends,
    kind: type[Record],
    record: UUID,
    values: Mapping[str, Any],
    have: Mapping[UUID, Any],
) -> UUID | None:
    """Our own record that is the same as a foreign one; found once and remembered."""
    if kind.kind not in TWINS:
        return None
    known = session.get(Twin, record)
    if known is not None or record in have:
        return known.ours if known is not None else None
    table, alive = table_of(kind), values.get("voided_at") is None
    same = [table.c[name] == values.get(name) for name in TWINS[kind.kind]]
    query: Select[Any] = select(table.c.id).where(*same, table.c.voided_at.is_(None))
    found = session.execute(query).scalar() if alive else None
    if found is None and kind.kind == "item" and ends.role is Role.TOWN:
        query = select(table.c.id).where(table.c.code == values.get("code"), table.c.active)
        found = session.execute(query.where(table.c.voided_at.is_(None))).scalar()
    if found is not None:
        session.add(Twin(theirs=record, ours=found, kind=kind.kind))
        session.flush()
    return found


def _check_station(
    session: Session,
    ends: Ends,
    kind: type[Record],
    values: Mapping[str, Any],
    before: Any,
) -> None:
    """A village writes its own records and what the town wrote about them, and no others."""
    if ends.role is Role.VILLAGE or kind.kind in BROADCAST - OWN_EACH:
        return
    station = values.get("station")
    if station == ends.theirs and (before is None or before["station"] == station):
        return
    same = before is None or before["station"] == station
    about = same and station == ends.ours and kind.kind not in OWN_EACH
    if not (about and belongs(session, ends.theirs, values)):
        raise Fault("这条记录不属于对方站点，对方不能改")


PARENTS = {"case": "cases", "visit": "visits", "member": "roll_members"}


def belongs(session: Session, code: str, values: Mapping[str, Any]) -> bool:
    """Whether a record is about a case, visit or roll entry of this station."""
    for name, target in (*PARENTS.items(), ("about", "cases"), ("about", "visits")):
        if isinstance(values.get(name), UUID):
            table = Base.metadata.tables[target]
            query = select(table.c.station).where(table.c.id == values[name])
            if session.execute(query).scalar() == code:
                return True
    return False
