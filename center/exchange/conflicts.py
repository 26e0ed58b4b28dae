"""Records about which two stations disagree (两边不一致), decided field by field.

Both sides are kept; until a person decides, the owner's value is shown. The town decides: were both
stations to decide, their decisions would disagree again. A village sees the list, and it closes
itself with the town's next package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update

from center.cases.file import derive
from center.cases.records import Case
from center.change_words import KINDS
from center.changes import about, account_names
from center.errors import Expected, Problem, Refused
from center.exchange.cards import role_of
from center.exchange.contents import checked
from center.exchange.fields import label, spoken, told_apart
from center.exchange.graph import Composed, compose, tips_of
from center.exchange.kinds import classes, owner, table_of
from center.exchange.planning import changes_of, side_of, twins_of
from center.exchange.records import Peer, PeerStream, Role
from center.journal import ShownHead, payload_of
from center.people import Person, index_person
from center.records import Record
from center.rights import Right, needs
from center.storage import SCHEMA, Line, Note, Work
from center.text import clean_line

WHY_NOT = "由镇中心核定；核定结果随镇里的下一个数据包下发，这里会自动一致"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the versions: whose, by whom and when (as its clock said), and by what action."""

    mine: bool
    station: str
    who: str
    at: datetime
    action: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field both sides changed differently; `values` has one per side, `shown` the one in use."""

    name: str
    label: str
    base: str
    values: tuple[str, ...]
    shown: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """One record about which two stations disagree."""

    record_kind: str
    kind: str
    record: UUID
    about: str
    since: datetime
    sides: tuple[Side, ...]
    fields: tuple[Field, ...]
    may_decide: bool
    why_not: str


@needs(Right.EXCHANGE)
def conflict_count(work: Work) -> int:
    """How many records wait for a person."""
    return work.session.execute(select(func.count()).select_from(ShownHead)).scalar_one()


@needs(Right.EXCHANGE)
def conflicts(work: Work, limit: int = 200) -> list[Conflict]:
    """The records that wait for a person, oldest first."""
    query = select(ShownHead).order_by(ShownHead.since, ShownHead.record).limit(limit)
    shown = list(work.session.scalars(query))
    return [found for one in shown if (found := _conflict(work, one)) is not None]


@needs(Right.EXCHANGE)
def conflict(work: Work, record: UUID) -> Conflict:
    """One of them; raises `Expected` when it has been settled meanwhile."""
    shown = work.session.get(ShownHead, record)
    found = _conflict(work, shown) if shown is not None else None
    if found is None:
        raise Expected("这一条两边已经一致，不用再核定。请刷新列表。")
    return found


def _conflict(work: Work, shown: ShownHead) -> Conflict | None:
    composed = _composed(work, shown)
    if composed is None or not composed.contested:
        return None
    names, stations = account_names(work), _stations(work)
    mine = role_of(work)
    linked = {account.hex: name for account, name in names.items()}
    sides = tuple(
        Side(
            mine=tip.side is mine,
            station=stations.get(tip.station, tip.station),
            who=names.get(tip.account, ""),
            at=tip.at,
            action=tip.action,
        )
        for tip in composed.tips
    )
    fields = tuple(
        Field(
            name=name,
            label=label(name),
            base=spoken(name, composed.base.get(name)),
            values=told_apart(
                name, [(tip.payload or {}).get(name) for tip in composed.tips], linked
            ),
            shown=_shown(composed, name),
        )
        for name in composed.contested
    )
    town = mine is Role.TOWN
    return Conflict(
        record_kind=shown.kind,
        kind=KINDS.get(shown.kind, shown.kind),
        record=shown.record,
        about=about(shown.kind, dict(composed.values)) if work.actor.may(Right.SEE) else "",
        since=shown.since,
        sides=sides,
        fields=fields,
        may_decide=town,
        why_not="" if town else WHY_NOT,
    )


def _shown(composed: Composed, name: str) -> int:
    values = [(tip.payload or {}).get(name) for tip in composed.tips]
    return values.index(composed.values[name])


def _composed(work: Work, shown: ShownHead) -> Composed | None:
    session = work.session
    foreign = set(session.scalars(select(PeerStream.stream)))
    side = partial(side_of, role_of(work), foreign)
    changes = changes_of(session, [shown.record], side, twins_of(session))
    book = {one.hash: one for one in changes.get(shown.record, [])}
    return compose(book, tips_of(book.values()), partial(owner, shown.kind))


def _stations(work: Work) -> dict[str, str]:
    return {one.code: one.name for one in work.session.scalars(select(Peer))}


@needs(Right.EXCHANGE)
def decide(work: Work, record: UUID, choices: Mapping[str, int], reason: str) -> None:
    """Say of each contested field which side is right; the caller commits.

    The change that says so names every head it closes. Raises `Refused` in a village, without a
    reason, and while a field is not decided.
    """
    found = conflict(work, record)
    if not found.may_decide:
        raise Refused(f"这一条在本站不能核定，没有改动。{found.why_not}。")
    problems = [
        Problem(field.name, f"请选择“{field.label}”以哪一边为准")
        for field in found.fields
        if choices.get(field.name) not in range(len(found.sides))
    ]
    if not reason.strip():
        problems.append(Problem("reason", "请写明核定的理由"))
    if problems:
        raise Refused(problems)
    shown = work.session.get_one(ShownHead, record)
    composed = _composed(work, shown)
    if composed is None:
        raise RuntimeError("a conflict without heads")
    kind = classes()[shown.kind]
    told = {name: _chosen(composed, name, choices[name]) for name in composed.contested}
    if "voided_at" in told:
        told["void_reason"] = _chosen(composed, "void_reason", choices["voided_at"])
    _write(work, kind, record, checked(kind, told, SCHEMA))
    row = work.session.get_one(kind, record, populate_existing=True)
    merges = tuple(tip.hash for tip in composed.tips)
    audience = getattr(row, "audience", "office")
    line = Line(shown.kind, record, "merge", payload_of(row), audience, merges[0], merges[1:])
    work.streams.append(iter([line]))
    words = {"fields": sorted(told), "reason": clean_line(reason)}
    work.notes.append(Note("decide", shown.kind, record, words, audience))
    work.session.execute(delete(ShownHead).where(ShownHead.record == record))


def _chosen(composed: Composed, name: str, side: int) -> Any:
    return (composed.tips[side].payload or {}).get(name)


def _write(work: Work, kind: type[Record], record: UUID, values: Mapping[str, Any]) -> None:
    session, table = work.session, table_of(kind)
    session.execute(
        update(table).where(table.c.id == record).values({**values, "version": table.c.version + 1})
    )
    session.expire_all()
    if kind is Person:
        index_person(session, session.get_one(Person, record))
    if kind is Case:
        derive(work, session.get_one(Case, record))
        session.flush()
