"""The tabs of a visit's page that are short tables: matters, cases, transfers, calls, journal."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.cases.records import Case
from center.change_words import KINDS
from center.complaints.records import Complaint
from center.identity import mask_phone
from center.petitions.records import Petition
from center.registration import Call, Supervision, Transfer, Visit
from desktop import parts
from desktop.dates import show_date, show_moment
from desktop.registration.conversation import ROUTE_WORDS
from desktop.registration.facts import Trace

_PHONE = re.compile(r"\d[\d-]{6,}")


def matters(
    visits: Sequence[Visit],
    this: UUID,
    item_name: Callable[[str], str],
    opened: Callable[[UUID], object],
) -> QWidget:
    """All matters of one visit, this one marked."""
    rows = [
        (
            f"第 {one.matter} 件{'（本件）' if one.id == this else ''}",
            one.visit_kind.value,
            item_name(one.item_code) or one.topic or one.need,
            ROUTE_WORDS.get(one.route, one.route.value),
            one.applicant,
        )
        for one in visits
    ]
    titles = ("同一次来访", "类别", "事由", "去向", "替谁来办")
    made = parts.table("同一次来访的几件事", titles, rows, (16, 8, 0, 14, 12))
    ids = [one.id for one in visits]
    made.cellActivated.connect(lambda row, _column: opened(ids[row]))
    return made


def cases(found: Sequence[Case], today: date, opened: Callable[[UUID], object]) -> QWidget:
    """The cases of the whole visit; the applicant stands beside the one at the desk."""
    page, layout = parts.column()
    if not found:
        layout.addWidget(parts.words("这次来访没有收件", "second"))
    else:
        rows = [
            (
                c.number or "",
                c.name,
                c.item_name,
                c.status.value,
                c.visitor_name if c.visitor_name != c.name else "",
                show_moment(c.received_at, today),
            )
            for c in found
        ]
        titles = ("编号", "申请人", "事项", "状态", "来办人", "收件")
        made = parts.table("办件", titles, rows, (22, 12, 0, 10, 12, 16))
        ids = [c.id for c in found]
        made.cellActivated.connect(lambda row, _column: opened(ids[row]))
        layout.addWidget(made)
        layout.addWidget(parts.words("回车打开办件", "hint"))
    layout.addStretch()
    return page


def grievances(
    found: Sequence[Petition | Complaint], today: date, opened: Callable[[str, UUID], object]
) -> QWidget:
    """The petitions and complaints that began with the visit."""
    page, layout = parts.column()
    rows = [
        (
            one.number or "",
            KINDS[one.kind],
            one.name or "匿名",
            one.problem if isinstance(one, Petition) else one.facts,
            one.status.value,
            show_moment(one.received_at, today),
        )
        for one in found
    ]
    titles = ("编号", "类别", "信访人", "反映的问题", "状态", "收到")
    made = parts.table("信访投诉", titles, rows, (22, 8, 12, 0, 12, 16))
    made.cellActivated.connect(lambda row, _column: opened(found[row].kind, found[row].id))
    layout.addWidget(made)
    layout.addWidget(parts.words("回车打开这一件", "hint"))
    layout.addStretch()
    return page


def transfers(
    found: Sequence[Transfer], entries: Sequence[Supervision], now: datetime, today: date
) -> QWidget:
    """Where the matter went, who took it, and what the first-asked person noted."""
    page, layout = parts.column()
    rows = [
        (
            show_moment(one.handed_at, today),
            one.handed_by_name,
            f"{one.window}　{one.receiver_name}",
            taken_words(one, now, today),
            _agreed(one, today),
        )
        for one in found
    ]
    titles = ("转出", "转办人", "转给", "接手", "与经办人的约定")
    layout.addWidget(parts.table("转办", titles, rows, (16, 10, 20, 26, 0)))
    if entries:
        noted = [(show_date(e.on, today), e.by_name, e.state) for e in entries]
        layout.addWidget(parts.table("督办", ("日期", "督办人", "情况"), noted, (16, 12, 0)))
    else:
        layout.addWidget(parts.words("还没有督办记录", "second"))
    layout.addStretch()
    return page


def taken_words(one: Transfer, now: datetime, today: date) -> str:
    """Whether it was taken, and whether that is late."""
    if one.taken_at is not None:
        return f"{one.taken_by_name}　{show_moment(one.taken_at, today)}"
    due = show_moment(one.due_at, today)
    return f"没有接手，应在 {due} 前" if one.due_at < now else f"等待接手，{due} 前"


def _agreed(one: Transfer, today: date) -> str:
    if not one.absent:
        return one.requirement
    at = show_moment(one.appointed_at, today) if one.appointed_at else ""
    way = _PHONE.sub(lambda found: mask_phone(found[0]), one.contact_way)
    return "；".join(part for part in (f"约 {at}", one.requirement, way) if part)


def calls(found: Sequence[Call], today: date) -> QWidget:
    """Every attempt to call back."""
    page, layout = parts.column()
    rows = [(show_moment(c.at, today), c.by_name, c.outcome.value, c.note) for c in found]
    titles = ("时间", "回电人", "结果", "说了什么")
    layout.addWidget(parts.table("回电", titles, rows, (18, 12, 14, 0)))
    layout.addStretch()
    return page


def journal(traces: Sequence[Trace]) -> QWidget:
    """What the journal tells of the visit."""
    page, layout = parts.column()
    rows = [(t.at, t.who, t.what, t.detail) for t in traces]
    titles = ("时间", "账号", "操作", "说明")
    layout.addWidget(parts.table("操作记录", titles, rows, (18, 14, 16, 0)))
    layout.addStretch()
    return page
