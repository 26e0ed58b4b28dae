"""What is known of one visit, and how its page words it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from center.cases.file import cases_of_visit
from center.cases.records import Case
from center.change_words import ACTIONS
from center.changes import account_names
from center.complaints.records import Complaint
from center.grievances import begun_with
from center.identity import mask_address, mask_id, mask_phone
from center.items import item_of
from center.journal import history
from center.papers import Paper, papers_of
from center.people import PersonKind
from center.petitions.records import Petition
from center.queue.figures import minutes_waited
from center.queue.records import Ticket
from center.queue.tickets import ticket_of_visit
from center.registration import (
    BookLine,
    Call,
    Relation,
    Supervision,
    Transfer,
    Visit,
    calls_of,
    line_of,
    matters_of,
    supervisions_of,
    transfers_of,
    visit,
)
from center.storage import Work
from desktop.dates import show_date, show_moment
from desktop.parts import Fact
from desktop.registration.conversation import ROUTE_WORDS


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of the journal about this visit."""

    at: str
    who: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class VisitFile:
    """A visit with everything that belongs to it, copied out of its unit of work."""

    visit: Visit
    item_name: str
    item_known: bool
    cases: Sequence[Case]
    papers: Sequence[Paper]
    traces: Sequence[Trace]
    matters: Sequence[Visit]
    transfers: Sequence[Transfer]
    supervisions: Sequence[Supervision]
    calls: Sequence[Call]
    grievances: Sequence[Petition | Complaint]
    line: BookLine | None
    ticket: Ticket | None


def open_visit(work: Work, visit_id: UUID, today: date) -> VisitFile:
    """Read a visit this actor may see; raises `Expected` when there is none."""
    found = visit(work, visit_id)
    item = item_of(work.session, found.item_code) if found.item_code else None
    names = account_names(work)
    traces = [
        Trace(
            show_moment(row.at, today),
            names.get(row.account, "（其他站点）"),
            ACTIONS.get(row.action, row.action),
            _told(row.action, row.payload),
        )
        for row in history(work, visit_id)
    ]
    matters = matters_of(work, found)
    return VisitFile(
        visit=found,
        item_name=item.name if item is not None else found.item_code,
        item_known=item is not None,
        cases=[case for one in matters for case in cases_of_visit(work, one.id)],
        papers=papers_of(work.session, visit_id),
        traces=traces,
        matters=matters,
        transfers=transfers_of(work, visit_id),
        supervisions=supervisions_of(work, visit_id),
        calls=calls_of(work, visit_id),
        grievances=begun_with(work, [one.id for one in matters]),
        line=line_of(work, visit_id),
        ticket=ticket_of_visit(work, visit_id),
    )


def _told(action: str, payload: str | None) -> str:
    """The reason given for a reveal; other lines hold the whole record and are not spread out."""
    if action != "reveal" or payload is None:
        return ""
    return f"原因：{json.loads(payload).get('reason', '')}"


def who_facts(found: Visit, *, full: bool) -> list[Fact]:
    """Who came; ID, phone and address masked unless `full` (D8)."""
    number = found.id_number if full else mask_id(found.id_number)
    phone = found.phone if full else mask_phone(found.phone)
    address = found.address if full else mask_address(found.address)
    place = f"{found.village}{found.group}"
    other = found.relation is not Relation.SELF
    kind = "" if found.person_kind is PersonKind.NATURAL else f"（{found.person_kind.value}）"
    return [
        ("姓名" if not kind else "单位名称", f"{found.name}{kind}" or "未留姓名"),
        (found.id_kind or "证件号码", number),
        ("未带证件", found.no_id_reason if not found.id_number else ""),
        ("号码核对", found.id_reason or (found.no_id_reason if found.id_number else "")),
        ("联系电话", phone),
        ("没有电话", found.no_phone_reason),
        ("村组", place),
        ("地址", address),
        ("来电单位", found.unit),
        ("替谁来办", f"{found.applicant}（来办人是其{found.relation.value}）" if other else ""),
        ("人数", f"{found.people_count} 人" if found.people_count > 1 else ""),
        ("优先照顾", "老人或行动不便" if found.special_care else ""),
    ]


def what_facts(file: VisitFile) -> list[Fact]:
    """What the visit was about."""
    found = file.visit
    return [
        ("类别", found.visit_kind.value),
        ("事项", file.item_name),
        ("主题", found.topic if found.topic != file.item_name else ""),
        ("来访事由", found.need),
    ]


def where_facts(found: Visit, today: date) -> list[Fact]:
    """What was done about it (REG-04, REG-09…12, REG-17)."""
    promised = show_date(found.promised_reply_on, today) if found.promised_reply_on else ""
    replied = show_moment(found.replied_at, today) if found.replied_at and found.reply else ""
    reported = ""
    if found.major:
        at = show_moment(found.reported_at, today) if found.reported_at else ""
        reported = f"{at}　{found.reported_to}" if at else "还没有报告领导"
    return [
        ("怎么处理", ROUTE_WORDS.get(found.route, found.route.value)),
        ("转到窗口", found.window),
        ("去哪个部门", found.department),
        ("部门电话", found.department_phone),
        ("部门地址", found.department_address),
        ("答应哪天答复", promised),
        ("其他渠道", found.other_channel),
        ("答复内容", found.reply),
        ("答复时间", replied),
        ("群众的意见", found.feedback),
        ("重大问题", reported),
        ("交给部门", found.assigned_department),
    ]


def how_facts(file: VisitFile, today: date) -> list[Fact]:
    """Who registered it, when it happened and when it was entered (REG-08)."""
    found, line = file.visit, file.line
    late = found.entered_at != found.received_at
    book = f"第 {line.page} 页第 {line.line} 行（{line.cause.value}）" if line else ""
    return [
        ("首问责任人", found.first_asked_name),
        ("排队号", _queued(file.ticket)),
        ("来访渠道", f"{found.channel.value}（{found.mode.value}）"),
        ("接待时间", show_moment(found.received_at, today)),
        ("补录时间", show_moment(found.entered_at, today) if late else ""),
        ("上门地点", found.went_to),
        ("手工登记簿", book),
        ("延时服务", "下班或午休时间接待" if found.delayed else ""),
        ("作废原因", found.void_reason),
    ]


def _queued(ticket: Ticket | None) -> str:
    """A012　60岁以上　等候 12 分钟 (REG-18)."""
    if ticket is None:
        return ""
    minutes = minutes_waited(ticket)
    waited = "" if minutes is None else f"等候 {round(minutes)} 分钟"
    return "　".join(part for part in (ticket.number, ticket.reason, waited) if part)
