"""The records of a case (办件): the case, its append-only events, its material checklist."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from center.items import CaseKind
from center.people import PersonKind
from center.records import NUMBER, Base, Record, link, unique_unless_voided
from center.registration import Relation, ServiceMode


class Status(enum.StrEnum):
    """Where a case stands in its life cycle."""

    RECEIVED = "已收件"
    SUPPLEMENTING = "待补正"
    ACCEPTED = "办理中"
    SUSPENDED = "已暂停"
    FINISHED = "已办结"
    REFUSED = "不予受理"
    RETURNED = "已退件"


CLOSED = frozenset({Status.FINISHED, Status.REFUSED, Status.RETURNED})


class Happened(enum.StrEnum):
    """What an event of a case says (收、审、发 全程记录, CASE-17)."""

    RECEIVED = "收件"
    SUPPLEMENT_ASKED = "补正告知"
    SUPPLEMENT_DONE = "材料补齐"
    ACCEPTED = "受理"
    REFUSED = "不予受理"
    RETURNED = "退件"
    SUSPENDED = "暂停"
    RESUMED = "恢复"
    EXTENDED = "延期"
    SENT_UP = "上报"
    CONTACT = "联系"
    PROGRESS = "进展"
    CONVERTED = "转为承诺件"
    JOINT_SENT = "送联办"
    JOINT_REPLIED = "联办答复"
    JOINT_REMINDED = "联办催办"
    ENTRUSTED = "委托代办"
    CARRIED_ON = "代办交接"
    PROMISED = "容缺承诺"
    EXCUSED = "批准例外"
    FINISHED = "办结"
    NOTIFIED = "通知领取"
    COLLECTED = "领取"
    REPLIED = "上级答复"
    TOLD = "告知结果"
    GREEN = "列入绿色通道"
    ORDINARY = "退出绿色通道"
    PASSED_ON = "移交"
    CONFLICT = "申报利害关系"
    REDONE = "重办"


class GreenReason(enum.StrEnum):
    """Why a case is urgent and handled first (绿色通道, CASE-15)."""

    FRAIL = "老弱病残孕"
    MILITARY = "军人和优抚对象"
    EMERGENCY = "应急救急"
    PROJECT = "重点项目"
    OTHER = "其他"


class Urgency(enum.StrEnum):
    """Urgency of an item without a limit of its own (CASE-04)."""

    NORMAL = "普通"
    URGENT = "急"
    EXTRA = "特急"


_OPEN = text("ended_on IS NULL AND voided_at IS NULL")
OPEN: dict[str, Any] = {"sqlite_where": _OPEN, "postgresql_where": _OPEN}
_UNFILED = "ended_on IS NOT NULL AND filed_on IS NULL AND voided_at IS NULL AND "
UNFILED: dict[str, Any] = {
    "sqlite_where": text(_UNFILED + "finished_elsewhere = 0"),
    "postgresql_where": text(_UNFILED + "NOT finished_elsewhere"),
}
_ALIVE = text("voided_at IS NULL")
ALIVE: dict[str, Any] = {"sqlite_where": _ALIVE, "postgresql_where": _ALIVE}
YEAR_SORTS: tuple[str, ...] = ("number", "name", "item_name", "case_kind", "window", "status")
YEAR_SORTS += ("due_on", "finished_at", "handler_name", "village")
"""What a year's cases are listed by, each from an index; `received_at` has one of its own."""
FILTERS = ("item_code", "window", "status", "handler")
"""What the newest cases are narrowed by, each from an index."""
_GREEN = text("green IS NOT NULL")
GREEN: dict[str, Any] = {"sqlite_where": _GREEN, "postgresql_where": _GREEN}


class Case(Record, Base):
    """One case. The applicant's data are copied as given; `person` links who it was.

    `platform_number` and `platform_status` are what the provincial platform calls and says of it.
    `import_source` and `import_row` name the table and row an imported case came from; one that was
    `finished_elsewhere` needs neither receipt nor notice of ours.

    `filed_on` is the day it was archived (`center.filing`), None while it lies in no bag.

    `due_on`, `raw_due_on`, `paused` and `ended_on` (finished, refused or returned) are derived from
    the events by `center.cases.limits` and rewritten with each event; lists filter by them and no
    one exchanges them. `received_year` is the year of `received_at` in China.
    """

    __tablename__ = "cases"
    __table_args__ = (
        unique_unless_voided("number"),
        unique_unless_voided("platform_number"),
        # Few cases are open at a time: lists of what waits read these and nothing else.
        Index("ix_cases_open_due_on", "due_on", **OPEN),
        Index("ix_cases_open_handler", "handler", "due_on", **OPEN),
        Index("ix_cases_unfiled_ended_on", "ended_on", **UNFILED),
        *(Index(f"ix_cases_year_{one}", "received_year", one, "id", **ALIVE) for one in YEAR_SORTS),
        *(
            Index(f"ix_cases_{one}_received_at", one, "received_at", "id", **ALIVE)
            for one in FILTERS
        ),
        Index("ix_cases_green_received_at", "received_at", **GREEN),
    )
    kind = "case"

    item: Mapped[UUID] = mapped_column(link("items.id"))
    item_code: Mapped[str] = mapped_column(String(20))
    item_name: Mapped[str]
    case_kind: Mapped[CaseKind]
    received_at: Mapped[datetime] = mapped_column(index=True)
    entered_at: Mapped[datetime]
    handler: Mapped[UUID] = mapped_column(link("accounts.id"))
    handler_name: Mapped[str]
    name: Mapped[str]
    number: Mapped[str | None] = mapped_column(NUMBER, default=None)
    status: Mapped[Status] = mapped_column(default=Status.RECEIVED)
    visit: Mapped[UUID | None] = mapped_column(link("visits.id"), default=None, index=True)
    window: Mapped[str] = mapped_column(default="")
    mode: Mapped[ServiceMode] = mapped_column(default=ServiceMode.WINDOW)
    urgency: Mapped[Urgency] = mapped_column(default=Urgency.NORMAL)
    green: Mapped[GreenReason | None] = mapped_column(default=None)

    person: Mapped[UUID | None] = mapped_column(link("people.id"), default=None, index=True)
    person_kind: Mapped[PersonKind] = mapped_column(default=PersonKind.NATURAL)
    id_kind: Mapped[str] = mapped_column(String(20), default="")
    id_number: Mapped[str] = mapped_column(String(40), default="")
    no_id_reason: Mapped[str] = mapped_column(default="")
    id_reason: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    no_phone_reason: Mapped[str] = mapped_column(default="")
    village: Mapped[str] = mapped_column(default="")
    group: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    card_account: Mapped[str] = mapped_column(String(40), default="")
    card_holder: Mapped[str] = mapped_column(default="")

    visitor_name: Mapped[str] = mapped_column(default="")
    visitor_phone: Mapped[str] = mapped_column(String(40), default="")
    relation: Mapped[Relation] = mapped_column(default=Relation.SELF)
    authority_seen: Mapped[bool] = mapped_column(default=False)

    accepted_on: Mapped[date | None] = mapped_column(default=None)
    supplement_due_on: Mapped[date | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    result: Mapped[str] = mapped_column(default="")
    result_document: Mapped[str] = mapped_column(default="")
    result_number: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")
    superior: Mapped[str] = mapped_column(default="")
    notified_at: Mapped[datetime | None] = mapped_column(default=None)
    notified_by: Mapped[str] = mapped_column(default="")
    collected_at: Mapped[datetime | None] = mapped_column(default=None)
    collector: Mapped[str] = mapped_column(default="")

    platform_number: Mapped[str | None] = mapped_column(String(60), default=None)
    platform_status: Mapped[str] = mapped_column(String(40), default="")
    import_source: Mapped[str] = mapped_column(default="")
    import_row: Mapped[int | None] = mapped_column(Integer, default=None)
    finished_elsewhere: Mapped[bool] = mapped_column(default=False)

    due_on: Mapped[date | None] = mapped_column(default=None, info={"derived": True}, index=True)
    raw_due_on: Mapped[date | None] = mapped_column(default=None, info={"derived": True})
    paused: Mapped[bool] = mapped_column(default=False, info={"derived": True})
    ended_on: Mapped[date | None] = mapped_column(default=None, info={"derived": True})
    filed_on: Mapped[date | None] = mapped_column(default=None, info={"derived": True})
    received_year: Mapped[int] = mapped_column(Integer, default=0, info={"derived": True})


class CaseEvent(Record, Base):
    """One thing that happened to a case; events are added, never changed.

    `at` is when it happened, `entered_at` when it was typed. `data` holds what the clock needs:
    `days`, `approver`, `reason`, `late`.
    """

    __tablename__ = "case_events"
    kind = "case_event"

    case: Mapped[UUID] = mapped_column(link("cases.id"), index=True)
    happened: Mapped[Happened]
    at: Mapped[datetime]
    entered_at: Mapped[datetime]
    account: Mapped[UUID]
    actor_name: Mapped[str]
    remark: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)


def in_order(events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """The events that stand, in the order they happened."""
    alive = (event for event in events if event.voided_at is None)
    return sorted(alive, key=lambda e: (e.at, e.entered_at, e.id))


class CaseMaterial(Record, Base):
    """One line of the material checklist (ONCE-15): received, verified, put right on the spot.

    `extra_reason` says why a material outside the item's list was asked for (ONCE-12).
    """

    __tablename__ = "case_materials"
    kind = "case_material"

    case: Mapped[UUID] = mapped_column(link("cases.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str]
    form: Mapped[str] = mapped_column(String(20), default="原件")
    count: Mapped[int] = mapped_column(Integer, default=1)
    pages: Mapped[int] = mapped_column(Integer, default=0)
    received_on: Mapped[date | None] = mapped_column(default=None)
    verified: Mapped[bool] = mapped_column(default=False)
    fixed_on_spot: Mapped[bool] = mapped_column(default=False)
    problem: Mapped[str] = mapped_column(default="")
    requirement: Mapped[str] = mapped_column(default="")
    extra_reason: Mapped[str] = mapped_column(default="")
    given_back: Mapped[bool] = mapped_column(default=False)
