"""Which kinds of record travel, which way, and who owns what of them.

A kind that stands in none of these lists stays at home: its journal rows travel as headers, so that
the chain still verifies, and their content never leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.orm import class_mapper

from center.accounts import Account
from center.attachments.records import Attachment
from center.cases.helping import Agency, AgencyHandover, JointPart, Undertaking
from center.cases.links import CaseLink
from center.cases.records import Case, CaseEvent, CaseMaterial
from center.cases.upward import Dispatch
from center.disputes import Dispute, DisputeReport
from center.evaluations import Evaluation
from center.exchange.records import Role
from center.fees.records import Fee
from center.holidays import CalendarDay
from center.items import Item
from center.papers import Paper
from center.parameters import BY_NAME
from center.people import Household, Person
from center.records import Record, Station
from center.registration.book import BookLine
from center.registration.calls import Call
from center.registration.records import Visit
from center.registration.transfers import Supervision, Transfer
from center.rolls.records import Departure, Member, MemberChange
from center.settings import Setting

_SHARED: tuple[type[Record], ...] = (
    *(Visit, Transfer, Supervision, Call, BookLine, Person, Household),
    *(Case, CaseEvent, CaseMaterial, CaseLink, JointPart, Dispatch),
    *(Agency, AgencyHandover, Undertaking, Evaluation, Fee, Paper, Attachment),
    *(Member, MemberChange, Departure, Dispute, DisputeReport),
)
_BROADCAST: tuple[type[Record], ...] = (Item, CalendarDay, Setting, Account, Station)

SHARED = frozenset(one.kind for one in _SHARED)
"""A village's own business: all of it goes up, what the town did about it comes back down."""

BROADCAST = frozenset(one.kind for one in _BROADCAST)
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
    """Every kind of record that travels, with its class."""
    return {one.kind: one for one in (*_SHARED, *_BROADCAST)}


def table_of(kind: type[Any]) -> Table:
    """The table of a class."""
    return cast(Table, class_mapper(kind).local_table)
