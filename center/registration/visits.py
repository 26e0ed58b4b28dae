"""Registration (来访登记): who came, what for, what was answered (REG-01…09, 11, 12, 17).

By D2 asking a question or being shown the way takes a topic and nothing else; ID and phone are
asked for when a case opens. The first-asked person (首问责任人) is whoever received the visit and
stays so on every transfer. The time of receipt is apart from the time of entry, so that a power
cut's paper book can be entered later.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from center.accounts import Account
from center.errors import Expected, Problem, Refused
from center.people import (
    Identity,
    Person,
    PersonKind,
    cleaned,
    endless,
    person_for,
    same_person,
)
from center.records import NUMBER, Base, Record, link, local_date, unique_unless_voided
from center.rights import Right, needs, visible
from center.settings import values
from center.storage import NumberRequest, Work
from center.text import LINE_LIMIT, clean_block, clean_line, length_problems

MAX_TEXT = 4000
CLOCK_SLACK = timedelta(minutes=5)


class Channel(enum.StrEnum):
    """How the person reached the centre (REG-07)."""

    VISIT = "来访"
    CALL = "来电"
    LETTER = "来信"
    APPLICATION = "申请"


class VisitKind(enum.StrEnum):
    """What the person came for (REG-03)."""

    QUESTION = "咨询"
    GUIDANCE = "引导"
    HANDLING = "办理"
    INQUIRY = "查询"


class Route(enum.StrEnum):
    """What happened to the visit (REG-09…11)."""

    ANSWERED = "当场答复"
    HERE = "本窗口办理"
    WINDOW = "转窗口"
    OUTSIDE = "中心外"
    LATER = "约期答复"


class Relation(enum.StrEnum):
    """Who stands at the desk, seen from the applicant (来办人)."""

    SELF = "本人"
    FAMILY = "家属"
    GUARDIAN = "监护人"
    AGENT = "村代办员"
    OFFICER = "单位经办人"
    OTHER = "受托人"


class ServiceMode(enum.StrEnum):
    """Where the service is given (REG-19)."""

    WINDOW = "窗口"
    HOME = "上门"


class Visit(Record, Base):
    """One visit, call or letter as registered."""

    __tablename__ = "visits"
    __table_args__ = (unique_unless_voided("number"),)
    kind = "visit"

    received_at: Mapped[datetime] = mapped_column(index=True)
    entered_at: Mapped[datetime]
    first_asked: Mapped[UUID] = mapped_column(link("accounts.id"))
    first_asked_name: Mapped[str]
    visit_kind: Mapped[VisitKind]
    number: Mapped[str | None] = mapped_column(NUMBER, default=None)
    channel: Mapped[Channel] = mapped_column(default=Channel.VISIT)
    mode: Mapped[ServiceMode] = mapped_column(default=ServiceMode.WINDOW)
    route: Mapped[Route] = mapped_column(default=Route.ANSWERED)
    topic: Mapped[str] = mapped_column(default="")
    need: Mapped[str] = mapped_column(default="")
    item_code: Mapped[str] = mapped_column(String(20), default="")
    person: Mapped[UUID | None] = mapped_column(link("people.id"), default=None, index=True)
    person_kind: Mapped[PersonKind] = mapped_column(default=PersonKind.NATURAL)
    name: Mapped[str] = mapped_column(default="")
    id_kind: Mapped[str] = mapped_column(String(20), default="")
    id_number: Mapped[str] = mapped_column(String(40), default="")
    no_id_reason: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    no_phone_reason: Mapped[str] = mapped_column(default="")
    village: Mapped[str] = mapped_column(default="")
    group: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    people_count: Mapped[int] = mapped_column(Integer, default=1)
    special_care: Mapped[bool] = mapped_column(default=False)
    window: Mapped[str] = mapped_column(default="")
    department: Mapped[str] = mapped_column(default="")
    department_phone: Mapped[str] = mapped_column(default="")
    department_address: Mapped[str] = mapped_column(default="")
    reply: Mapped[str] = mapped_column(default="")
    promised_reply_on: Mapped[date | None] = mapped_column(default=None, index=True)
    other_channel: Mapped[str] = mapped_column(default="")
    replied_at: Mapped[datetime | None] = mapped_column(default=None)
    feedback: Mapped[str] = mapped_column(default="")
    major: Mapped[bool] = mapped_column(default=False)
    reported_to: Mapped[str] = mapped_column(default="")
    reported_at: Mapped[datetime | None] = mapped_column(default=None)
    assigned_department: Mapped[str] = mapped_column(default="")


NOBODY = Identity("")


@dataclass(frozen=True, slots=True)
class VisitForm:
    """What the clerk filled in.

    `received_at` None means now, `first_asked` None whoever enters it.
    """

    visit_kind: VisitKind
    who: Identity = NOBODY
    channel: Channel = Channel.VISIT
    mode: ServiceMode = ServiceMode.WINDOW
    route: Route = Route.ANSWERED
    topic: str = ""
    need: str = ""
    item_code: str = ""
    people_count: int = 1
    special_care: bool = False
    window: str = ""
    department: str = ""
    department_phone: str = ""
    department_address: str = ""
    reply: str = ""
    promised_reply_on: date | None = None
    other_channel: str = ""
    major: bool = False
    received_at: datetime | None = None
    first_asked: UUID | None = None


def cleaned_form(form: VisitForm) -> VisitForm:
    """The form without pasted line breaks and unseen characters."""
    lines: dict[str, Any] = {name: clean_line(getattr(form, name)) for name in _LINES}
    blocks: dict[str, Any] = {name: clean_block(getattr(form, name)) for name in ("need", "reply")}
    return replace(form, who=cleaned(form.who), **lines, **blocks)


_LINES: dict[str, tuple[str, int]] = {
    "topic": ("主题", LINE_LIMIT),
    "item_code": ("事项编码", 20),
    "window": ("窗口", LINE_LIMIT),
    "department": ("部门", LINE_LIMIT),
    "department_phone": ("部门电话", LINE_LIMIT),
    "department_address": ("部门地址", LINE_LIMIT),
    "other_channel": ("其他渠道", LINE_LIMIT),
}


def problems_of(form: VisitForm, now: datetime, *, question_needs_name: bool) -> list[Problem]:
    """What is wrong with a filled-in visit, field by field (D2, REG-01, REG-11, REG-17)."""
    short = form.visit_kind in (VisitKind.QUESTION, VisitKind.GUIDANCE)
    on_phone = form.channel is Channel.CALL and form.route is Route.LATER
    found: list[Problem] = []
    if form.visit_kind is VisitKind.HANDLING:
        found += identity_problems(form.who)
    elif not form.who.name and (not short or question_needs_name or on_phone):
        found.append(Problem("name", "请填写姓名"))
    if short and not form.topic and not form.need:
        found.append(Problem("topic", "请选择主题"))
    if form.people_count < 1 or form.people_count > 9999:
        found.append(Problem("people_count", "人数应在 1 到 9999 之间"))
    found += endless(form.who) if form.visit_kind is not VisitKind.HANDLING else []
    lengths = {**_LINES, "need": ("诉求", MAX_TEXT), "reply": ("答复", MAX_TEXT)}
    for field, (label, limit) in lengths.items():
        found += length_problems(field, label, getattr(form, field), limit)
    return found + _route_problems(form, now) + time_problems(form.received_at, now)


def _route_problems(form: VisitForm, now: datetime) -> list[Problem]:
    found: list[Problem] = []
    if form.route is Route.OUTSIDE and not form.department:
        found.append(Problem("department", "中心外的事项要写明去哪个部门"))
    if form.route is Route.WINDOW and not form.window:
        found.append(Problem("window", "请选择转到哪个窗口"))
    if form.route is Route.LATER:
        if form.promised_reply_on is None and not form.other_channel:
            found.append(Problem("promised_reply_on", "不能当场答复的，要告知答复日期或其他渠道"))
        if not form.who.phone and not form.other_channel:
            found.append(Problem("phone", "约期答复要留电话"))
    received = local_date(form.received_at or now)
    if form.promised_reply_on is not None and form.promised_reply_on < received:
        found.append(Problem("promised_reply_on", "答复日期不能早于收到的那天"))
    return found


def identity_problems(who: Identity) -> list[Problem]:
    """ID and phone are asked for when something is handled; 'none at hand' needs a reason (D2)."""
    found = endless(who)
    if not who.name:
        found.append(Problem("name", "请填写姓名"))
    if not who.id_number and not who.no_id_reason:
        found.append(Problem("id_number", "请填写证件号码，或勾选“未带证件”并写明原因"))
    if not who.phone and not who.no_phone_reason:
        found.append(Problem("phone", "请填写联系电话，或勾选“没有电话”并写明原因"))
    return found


def time_problems(received_at: datetime | None, now: datetime) -> list[Problem]:
    """A time of receipt lies in the past, and not absurdly far."""
    if received_at is None:
        return []
    if received_at > now + CLOCK_SLACK:
        return [Problem("received_at", "收件时间不能晚于现在")]
    if received_at < now - timedelta(days=3660):
        return [Problem("received_at", "收件时间太早，请核对年份")]
    return []


@needs(Right.REGISTER)
def register(work: Work, form: VisitForm) -> Visit:
    """Register a visit; the number comes at commit.

    The first-asked person (REG-08) is the actor, or the colleague a late entry names.
    """
    form = cleaned_form(form)
    settings = values(work.session, work.now)
    problems = problems_of(
        form, work.now, question_needs_name=settings.switch("question_needs_name")
    )
    first, first_name = work.actor.account, work.actor.name
    if form.first_asked is not None:
        colleague = work.session.get(Account, form.first_asked)
        if colleague is None or colleague.voided_at is not None:
            problems.append(Problem("first_asked", "请选择首问责任人"))
        else:
            first, first_name = colleague.id, colleague.name
    if problems:
        raise Refused(problems)
    person: Person | None = person_for(work, form.who) if form.who.name else None
    received_at = form.received_at or work.now
    done = form.route in (Route.ANSWERED, Route.OUTSIDE)
    visit = Visit(
        id=work.new_id(),
        station=work.station,
        received_at=received_at,
        entered_at=work.now,
        first_asked=first,
        first_asked_name=first_name,
        visit_kind=form.visit_kind,
        channel=form.channel,
        mode=form.mode,
        route=form.route,
        topic=form.topic,
        need=form.need,
        item_code=form.item_code,
        person=person.id if person else None,
        person_kind=form.who.person_kind,
        name=form.who.name,
        id_kind=form.who.id_kind,
        id_number=form.who.id_number,
        no_id_reason=form.who.no_id_reason,
        phone=form.who.phone,
        no_phone_reason=form.who.no_phone_reason,
        village=form.who.village,
        group=form.who.group,
        address=form.who.address,
        people_count=form.people_count,
        special_care=form.special_care,
        window=form.window,
        department=form.department,
        department_phone=form.department_phone,
        department_address=form.department_address,
        reply=form.reply,
        promised_reply_on=form.promised_reply_on,
        other_channel=form.other_channel,
        replied_at=received_at if done else None,
        major=form.major,
    )
    work.session.add(visit)

    def use(number: str) -> None:
        visit.number = number

    work.numbers.append(NumberRequest(work.station, "DJ", local_date(received_at).year, use))
    return visit


@needs(Right.REGISTER)
def give_reply(work: Work, visit: Visit, reply: str, feedback: str = "") -> None:
    """Record the answer given and what the person said to it; closes the reply owed (REG-04)."""
    _must_stand(visit)
    reply, feedback = clean_block(reply), clean_block(feedback)
    problems = [] if reply else [Problem("reply", "请填写答复内容")]
    problems += length_problems("reply", "答复", reply, MAX_TEXT)
    problems += length_problems("feedback", "群众意见", feedback, MAX_TEXT)
    if problems:
        raise Refused(problems)
    visit.reply, visit.feedback, visit.replied_at = reply, feedback, work.now


@needs(Right.REGISTER)
def report_major(work: Work, visit: Visit, reported_to: str, department: str = "") -> None:
    """Record that a major matter was reported to the leader, and where it was assigned (REG-12)."""
    _must_stand(visit)
    reported_to, department = clean_line(reported_to), clean_line(department)
    problems = [] if reported_to else [Problem("reported_to", "请填写报告给哪位领导")]
    problems += length_problems("reported_to", "领导", reported_to, LINE_LIMIT)
    problems += length_problems("department", "交办部门", department, LINE_LIMIT)
    if problems:
        raise Refused(problems)
    visit.reported_to, visit.reported_at = reported_to, work.now
    visit.assigned_department = department


@needs(Right.VOID)
def void_visit(work: Work, visit: Visit, reason: str) -> None:
    """Void a visit registered by mistake; what was made of it must be voided first."""
    # Cases know visits, so visits learn of cases only here.
    from center.cases.file import cases_of_visit
    from center.papers import papers_of

    _must_stand(visit)
    if any(paper.valid for paper in papers_of(work.session, visit.id)):
        raise Refused("这次登记出具过文书，没有作废。请先作废文书。")
    if cases_of_visit(work, visit.id):
        raise Refused("这次登记已经收件，没有作废。请先作废办件。")
    if not reason.strip():
        raise Refused([Problem("reason", "请写明作废原因")])
    visit.voided_at, visit.void_reason = work.now, clean_line(reason)


def _must_stand(visit: Visit) -> None:
    if visit.voided_at is not None:
        raise Refused("这次登记已作废，没有再改动。")


@needs(Right.SEE)
def visit(work: Work, visit_id: UUID) -> Visit:
    """One visit this actor may see; raises `Expected` when there is none."""
    query = visible(select(Visit).where(Visit.id == visit_id), work.actor)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Expected("没有找到这次登记，可能不属于本站。请刷新列表后再试。")
    return found


@needs(Right.SEE)
def visits_of(work: Work, person: UUID, limit: int = 20) -> list[Visit]:
    """Earlier visits of a person (and of those merged with it), newest first."""
    query = (
        select(Visit)
        .where(Visit.person.in_(same_person(work.session, person)), Visit.voided_at.is_(None))
        .order_by(Visit.received_at.desc())
        .limit(limit)
    )
    return list(work.session.scalars(visible(query, work.actor)))


@needs(Right.SEE)
def visits_between(work: Work, start: datetime, end: datetime) -> list[Visit]:
    """The visits received in a span, newest first."""
    query = (
        select(Visit)
        .where(Visit.received_at >= start, Visit.received_at < end, Visit.voided_at.is_(None))
        .order_by(Visit.received_at.desc())
    )
    return list(work.session.scalars(visible(query, work.actor)))


@needs(Right.SEE)
def replies_owed(work: Work) -> list[Visit]:
    """Visits with a reply still owed, the earliest promise first (REG-04, REG-17)."""
    query = select(Visit).where(
        Visit.route == Route.LATER, Visit.replied_at.is_(None), Visit.voided_at.is_(None)
    )
    return list(work.session.scalars(visible(query, work.actor).order_by(Visit.promised_reply_on)))


@needs(Right.SEE)
def major_unreported(work: Work) -> list[Visit]:
    """Major matters nobody has reported yet: the leader's to-do list (REG-12)."""
    query = select(Visit).where(Visit.major, Visit.reported_at.is_(None), Visit.voided_at.is_(None))
    return list(work.session.scalars(visible(query, work.actor).order_by(Visit.received_at)))


@needs(Right.SEE)
def counts_by_kind(work: Work, start: datetime, end: datetime) -> dict[VisitKind, int]:
    """How many visits of each kind were received in a span (REG-03)."""
    query = (
        select(Visit.visit_kind, func.count())
        .where(Visit.received_at >= start, Visit.received_at < end, Visit.voided_at.is_(None))
        .group_by(Visit.visit_kind)
    )
    return dict(work.session.execute(visible(query, work.actor)).all())
