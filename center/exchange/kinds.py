"""Which kinds of record travel, which way, and who owns what of them.

A kind that stands in none of these lists stays at home: its journal rows travel as headers, so that
the chain still verifies, and their content never leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.orm import class_mapper

from center.exchange.records import Role
from center.parameters import BY_NAME
from center.records import Base, Record

SHARED = frozenset(
    {"visit", "transfer", "supervision", "call", "book_line", "person", "household"}
    | {"case", "case_event", "case_material", "case_link", "joint_part", "dispatch"}
    | {"agency", "agency_handover", "undertaking", "evaluation", "fee", "paper", "attachment"}
    | {"roll_member", "roll_change", "departure", "dispute", "dispute_report"}
)
"""A village's own business: all of it goes up, what the town did about it comes back down."""

BROADCAST = frozenset({"item", "calendar_day", "setting", "account", "station"})
"""What the town tells every village."""

UPWARD = SHARED | {"item", "account", "station"}
"""What a village sends: its business, and what that refers to."""

TWINS: dict[str, tuple[str, ...]] = {
    "item": ("code", "edition"),
    "calendar_day": ("on",),
    "station": ("code",),
}
"""Kinds that two stations may both have before they meet, and what makes two of them the same."""

OWN_EACH = frozenset({"account", "station"})
"""Kinds of which each side keeps its own."""

LOCAL_GROUPS = frozenset({"单位", "作息", "排队预约", "数据包", "安全", "附件"})
"""Settings that each station makes for itself."""

_INTAKE = frozenset(
    {"name", "person_kind", "id_kind", "id_number", "no_id_reason", "id_reason", "phone"}
    | {"no_phone_reason", "village", "group", "address", "card_account", "card_holder", "visit"}
    | {"visitor_name", "visitor_phone", "relation", "authority_seen", "person", "mode"}
    | {"received_at"}
)
"""What a village writes down when it receives an application."""
LASTING: dict[str, tuple[str, ...]] = {"person": ("died_on", "merged_into")}
"""What the town recorded and no village's row clears: the dead stay dead."""


def owner(kind: str, field: str, before: Mapping[str, Any]) -> Role:
    """Whose value of a field is shown while two stations disagree; `before` is what both knew.

    The village owns the intake of a case until it is handed over, that is accepted; the town owns
    results, the catalogue and who has died. Whether a record was voided, the town decides.
    """
    if kind in BROADCAST or field in ("voided_at", "void_reason"):
        return Role.TOWN
    if kind == "case":
        mine = field in _INTAKE and before.get("accepted_on") is None
        return Role.VILLAGE if mine else Role.TOWN
    return Role.TOWN if field in LASTING.get(kind, ()) else Role.VILLAGE


def told_to_villages(name: str) -> bool:
    """Whether a setting of the town is in force in its villages."""
    if name.startswith("template."):
        return True
    definition = BY_NAME.get(name)
    return definition is not None and definition.group not in LOCAL_GROUPS


def classes() -> dict[str, type[Record]]:
    """Every kind of record with its class."""
    return {m.class_.kind: m.class_ for m in Base.registry.mappers if issubclass(m.class_, Record)}


def table_of(kind: type[Any]) -> Table:
    """The table of a class."""
    return cast(Table, class_mapper(kind).local_table)
