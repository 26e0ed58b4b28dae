"""The journal as people read it (操作记录): who did what to which record, newest first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from center.accounts import Account
from center.change_words import ACTIONS, BUSINESS, KINDS, NAMED_BY, NAMELESS
from center.items import Item
from center.journal import JournalRow
from center.lists import COUNT_CAP, Condition, day_start
from center.papers import SHEETS, TITLES, PaperKind
from center.records import microseconds
from center.rights import Actor, Right, needs, visible
from center.secrecy import STUB, seen_by, uncovered
from center.settings import BY_NAME, Setting
from center.storage import Work

SECRET = "保密件"
"""The kind of a line that belongs to a secret matter of others."""
NOBODY = UUID(int=0)

Key = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a record, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One value a parameter was given. `value` is as stored."""

    name: str
    value: Any
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of 操作记录. `about` names the record and holds neither ID, phone nor address."""

    operation: UUID
    seq: int
    at: datetime
    who: str
    action: str
    kind: str
    about: str
    record_kind: str
    record: UUID

    @property
    def key(self) -> Key:
        """Where the next page starts."""
        return self.operation, self.seq


@dataclass(frozen=True, slots=True)
class Wanted:
    """What 操作记录 shows; empty shows all. Days are days in China, both ends included."""

    account: UUID | None = None
    record_kind: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None


@needs(Right.SEE_JOURNAL)
def entries(work: Work, wanted: Wanted, after: Key | None = None, limit: int = 100) -> list[Entry]:
    """The next lines after the key `after` (None: from the newest).

    Without the right to see business records they name no visitor and no applicant.
    """
    where = _conditions(wanted)
    if after is not None:
        operation, seq = after
        same = and_(JournalRow.operation == operation, JournalRow.seq < seq)
        where.append(or_(JournalRow.operation < operation, same))
    # Operations are numbered by time (UUIDv7) and indexed, moments are not.
    order = (JournalRow.operation.desc(), JournalRow.seq.desc())
    query = _lines(work.actor).where(*where).order_by(*order).limit(limit)
    names, all_told = account_names(work), work.actor.may(Right.SEE)
    found = work.session.execute(_told(query, wanted, work.actor))
    return [_entry(row, names, all_told=all_told) for row in found]


@needs(Right.SEE_JOURNAL)
def count(work: Work, wanted: Wanted, cap: int = COUNT_CAP) -> int:
    """How many lines there are, never counting beyond `cap`."""
    query = select(JournalRow.seq).where(*_conditions(wanted))
    few = _told(query, wanted, work.actor).limit(cap).subquery()
    return work.session.execute(select(func.count()).select_from(few)).scalar_one()


def _told(
    query: Select[*tuple[Any, ...]], wanted: Wanted, actor: Actor
) -> Select[*tuple[Any, ...]]:
    """The lines this actor is told of.

    The lines of a secret matter stand there as stubs, unless account, kind or action were asked
    for: a stub that answers says who did what.
    """
    if wanted.account is not None or wanted.record_kind or wanted.action:
        return visible(query, actor)
    return query if actor.sees_all_stations else query.where(JournalRow.station == actor.station)


def account_names(work: Work) -> dict[UUID, str]:
    """The name of every account there ever was."""
    found = work.session.execute(select(Account.id, Account.name))
    return {row.id: row.name for row in found}


@needs(Right.SEE_OFFICE)
def authors(work: Work, records: Iterable[UUID]) -> dict[UUID, Author]:
    """Who made each of these settings or versions of items, and when.

    Told to every station, like the settings and the catalogue themselves.
    """
    wanted, names = list(records), account_names(work)
    found: dict[UUID, Author] = {}
    for start in range(0, len(wanted), 500):
        query = select(JournalRow.record, JournalRow.at, JournalRow.account).where(
            JournalRow.record.in_(wanted[start : start + 500]),
            JournalRow.action == "create",
            JournalRow.kind.in_((Setting.kind, Item.kind)),
        )
        for record, at, account in work.session.execute(query):
            found[record] = Author(names.get(account, "（其他站点）"), at)
    return found


@needs(Right.SEE_OFFICE)
def setting_changes(work: Work, names: Sequence[str]) -> list[Change]:
    """Every value these parameters were given, newest first (谁在何时改成什么)."""
    query = (
        select(Setting)
        .where(Setting.name.in_(names), Setting.voided_at.is_(None))
        .order_by(Setting.effective_from.desc(), Setting.id.desc())
    )
    found = list(work.session.scalars(query))
    wrote = authors(work, [one.id for one in found])
    return [
        Change(one.name, one.value, one.effective_from, wrote[one.id].name)
        for one in found
        if one.id in wrote
    ]


def _lines(actor: Actor) -> Select[*tuple[Any, ...]]:
    seen = and_(seen_by(JournalRow.audience, actor), uncovered(JournalRow.record, actor))
    return select(
        JournalRow.operation,
        JournalRow.seq,
        JournalRow.at,
        JournalRow.account,
        JournalRow.action,
        JournalRow.kind,
        JournalRow.record,
        JournalRow.payload,
        JournalRow.station,
        seen.label("seen"),
    )


def _conditions(wanted: Wanted) -> list[Condition]:
    found: list[Condition] = []
    if wanted.account is not None:
        found.append(JournalRow.account == wanted.account)
    if wanted.record_kind:
        found.append(JournalRow.kind == wanted.record_kind)
    if wanted.action:
        found.append(JournalRow.action == wanted.action)
    if wanted.first is not None:
        found.append(JournalRow.operation >= _first_id(day_start(wanted.first)))
    if wanted.last is not None:
        found.append(JournalRow.operation < _first_id(day_start(wanted.last + timedelta(days=1))))
    return found


def _first_id(at: datetime) -> UUID:
    """No UUIDv7 of this moment or later is smaller."""
    return UUID(int=(microseconds(at) // 1000) << 80)


def _entry(row: Any, names: dict[UUID, str], *, all_told: bool) -> Entry:
    if not row.seen:
        return Entry(row.operation, row.seq, row.at, "", "", SECRET, STUB, "", NOBODY)
    payload = json.loads(row.payload) if row.payload is not None else {}
    if not all_told and row.kind in BUSINESS:
        payload = {name: payload[name] for name in NAMELESS if name in payload}
    return Entry(
        operation=row.operation,
        seq=row.seq,
        at=row.at,
        who=names.get(row.account, "（其他站点）"),
        action=ACTIONS.get(row.action, row.action),
        kind=KINDS.get(row.kind, row.kind),
        about=about(row.kind, payload),
        record_kind=row.kind,
        record=row.record,
    )


def about(kind: str, payload: dict[str, Any]) -> str:
    """A record in a few words, from what may be seen without revealing anything (D8)."""

    def text(name: str) -> str:
        return str(payload.get(name) or "")

    match kind:
        case "setting":
            return _about_setting(text("name"), payload.get("value"))
        case "paper" if text("paper_kind") in set(PaperKind):
            return _joined(TITLES[PaperKind(text("paper_kind"))], text("number"))
        case "case":
            return _joined(text("number"), text("name"), text("item_name"), _due(payload))
        case "item" if payload:
            return _joined(text("code"), text("name"), f"第 {text('edition')} 版")
        case "account" if payload:
            stopped = "" if payload.get("active", True) else "已停用"
            return _joined(text("name"), text("login"), stopped)
        case "calendar_day":
            word = {"holiday": "放假", "makeup_workday": "调休上班"}.get(text("mark"), "")
            return _joined(text("on"), text("name"), word)
        case _:
            return _joined(*map(text, NAMED_BY.get(kind, ("number", "name"))))


def _due(payload: dict[str, Any]) -> str:
    if "due" not in payload or "was" not in payload:
        return ""
    return f"到期日由 {payload['was'] or '未定'} 改为 {payload['due'] or '未定'}"


def _about_setting(name: str, value: Any) -> str:
    definition = BY_NAME.get(name)
    if name.startswith("template."):
        kind = name.removeprefix("template.")
        title = TITLES[PaperKind(kind)] if kind in set(PaperKind) else SHEETS.get(kind, kind)
        return f"{title}的文字"
    return f"{definition.label}：{spoken_value(name, value)}" if definition else name


def spoken_value(name: str, value: Any) -> str:
    """A parameter's value as a clerk reads it."""
    definition = BY_NAME.get(name)
    match value:
        case bool():
            return "是" if value else "否"
        case list():
            return "、".join(str(line) for line in value)
        case _ if definition is not None and definition.choices:
            return dict(definition.choices).get(str(value), str(value))
        case _:
            return str(value) if value != "" else "（空）"


def _joined(*words: str) -> str:
    return "　".join(word for word in words if word)
