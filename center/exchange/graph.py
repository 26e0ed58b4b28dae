"""The changes of one record as a graph: what stands at its ends, and what follows from two ends.

More than one head means that two stations changed a record without knowing of each other. What only
one of them changed is taken over; what both changed differently is contested, and until a person
decides the owner's value is shown. Nothing here looks at a clock, nor at the order of arrival, so
both stations come to the same values from the same changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from center.exchange.records import Role


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a record; `payload` is None where it was withheld from us."""

    hash: bytes
    follows: frozenset[bytes]
    side: Role
    payload: Mapping[str, Any] | None
    schema: str
    at: datetime
    account: UUID
    station: str
    action: str


Book: TypeAlias = Mapping[bytes, Change]
Owner: TypeAlias = Callable[[str, Mapping[str, Any]], Role]


@dataclass(frozen=True, slots=True)
class Composed:
    """What a record holds by its changes.

    `tips` are the heads whose content we have, `base` what all of them knew, `follow` the head a
    later edit here follows, `contested` the fields that a person must decide.
    """

    values: Mapping[str, Any]
    tips: tuple[Change, ...]
    base: Mapping[str, Any]
    contested: tuple[str, ...]
    follow: bytes


TOGETHER = {"void_reason": "voided_at"}
"""A field that means nothing without another."""


def tips_of(changes: Iterable[Change]) -> frozenset[bytes]:
    """The changes that no other change follows."""
    known = list(changes)
    followed = {earlier for change in known for earlier in change.follows}
    return frozenset(change.hash for change in known if change.hash not in followed)


def compose(book: Book, tips: frozenset[bytes], owner: Owner) -> Composed | None:
    """What follows from these heads; None when the content of all of them was withheld."""
    told = [book[tip] for tip in sorted(tips) if book[tip].payload is not None]
    if not told:
        return None
    if len(told) == 1:
        values = told[0].payload or {}
        return Composed(values, (told[0],), values, (), told[0].hash)
    below = compose(book, _common(book, [change.hash for change in told]), owner)
    base = below.values if below is not None else {}
    values, contested, shown = {}, [], told[0]
    for field in sorted({name for change in told for name in change.payload or {}}):
        if field in TOGETHER:
            continue
        chosen, disagree = _choose(told, field, base, owner)
        values[field] = (chosen.payload or {}).get(field)
        for name, leader in TOGETHER.items():
            if leader == field:
                values[name] = (chosen.payload or {}).get(name)
        if disagree:
            contested.append(field)
            shown = chosen
    return Composed(values, tuple(told), base, tuple(contested), shown.hash)


def _choose(
    told: list[Change], field: str, base: Mapping[str, Any], owner: Owner
) -> tuple[Change, bool]:
    """The head whose value of a field is shown, and whether the others disagree with it."""

    def value(change: Change) -> Any:
        return (change.payload or {}).get(field)

    if all(value(change) == value(told[0]) for change in told):
        return told[0], False
    changed = [change for change in told if value(change) != base.get(field)]
    disagree = any(value(change) != value(changed[0]) for change in changed)
    if field == "voided_at" and len(changed) < len(told):
        # One side voided what the other went on with: that is for a person to say.
        others = [change for change in told if change not in changed]
        disagree = any(_worked_on(change, base) for change in others)
    if not disagree:
        return changed[0], False
    side = owner(field, base)
    mine = [change for change in (told if field == "voided_at" else changed) if change.side is side]
    return max(mine or changed, key=lambda change: change.hash), True


def _worked_on(change: Change, base: Mapping[str, Any]) -> bool:
    return any(value != base.get(name) for name, value in (change.payload or {}).items())


def _common(book: Book, tips: list[bytes]) -> frozenset[bytes]:
    """The last changes that lie before all of these."""
    before = [_ancestors(book, tip) for tip in tips]
    shared = frozenset.intersection(*before)
    earlier = {one for tip in shared for one in _ancestors(book, tip) if one != tip}
    return shared - earlier


def _ancestors(book: Book, tip: bytes) -> frozenset[bytes]:
    """A change with all that lie before it, as far as we know them."""
    found, waiting = set(), [tip]
    while waiting:
        one = waiting.pop()
        if one in found or one not in book:
            continue
        found.add(one)
        waiting += book[one].follows
    return frozenset(found)
