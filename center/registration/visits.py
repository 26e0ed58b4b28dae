"""Registration (来访登记): who came, what for, what was answered (REG-01…09, 11, 12, 17).

By D2 asking a question or being shown the way takes a topic and nothing else; ID and phone are
asked for when a case opens. The first-asked person (首问责任人) is whoever received the visit and
stays so on every transfer. The time of receipt is apart from the time of entry, so that a power
cut's paper book can be entered later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from center.accounts import Account
from center.errors import Expected, Problem, Refused
from center.holidays import work_calendar
from center.hours import after_closing, sessions
from center.people import (
    Identity,
    Person,
    cleaned,
    endless,
    person_for,
    same_person,
)
from center.records import local_date
from center.registration.book import Place, place_problems, write_line
from center.registration.matters import first_of, matters_of, next_matter, same_problems
from center.registration.records import Channel, Relation, Route, ServiceMode, Visit, VisitKind
from center.registration.transfers import Handover, hand_over, handover_problems
from center.rights import Right, needs, visible
from center.settings import values
from center.storage import NumberRequest, Work
from center.text import LINE_LIMIT, clean_block, clean_line, length_problems

MAX_TEXT = 4000
CLOCK_SLACK = timedelta(minutes=5)


NOBODY = Identity("")


@dataclass(frozen=True, slots=True)
class VisitForm:
    """What the clerk filled in.

    `received_at` None means now, `first_asked` None whoever enters it. `same_visit` is an earlier
    matter of the same person and day, `place` where it stood in the paper book. The one at the desk
    came for `applicant` unless `relation` is 本人. `receiver` and the rest up to `contact_way` say
    to whom it is handed over (REG-10, REG-13).
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
    same_visit: UUID | None = None
    place: Place | None = None
    relation: Relation = Relation.SELF
    applicant: str = ""
    unit: str = ""
    went_to: str = ""
    receiver: UUID | None = None
    requirement: str = ""
    absent: bool = False
    appointed_at: datetime | None = None
    contact_way: str = ""

    def handover(self) -> Handover:
        """Where the matter goes."""
        return Handover(
            self.window,
            self.receiver,
            self.requirement,
            self.absent,
            self.appointed_at,
            self.contact_way or ("电话联系" if self.who.phone else ""),
        )


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
    "applicant": ("替谁来办", 100),
    "unit": ("来电单位", LINE_LIMIT),
    "went_to": ("上门地点", LINE_LIMIT),
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
    if form.relation is not Relation.SELF and not form.applicant:
        found.append(Problem("applicant", "请填写替谁来办"))
    if form.mode is ServiceMode.HOME and not (form.went_to or form.who.address or form.who.village):
        found.append(Problem("went_to", "上门服务要写明去了哪里"))
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
    received_at = form.received_at or work.now
    if form.route is Route.WINDOW:
        problems += handover_problems(work, form.handover())
    if form.place is not None:
        problems += place_problems(work, form.place, form.received_at)
    if problems:
        raise Refused(problems)
    person: Person | None = person_for(work, form.who) if form.who.name else None
    entry = _entry(work, form, local_date(received_at), person)
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
        id_reason=form.who.id_reason,
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
        relation=form.relation,
        applicant=form.applicant,
        unit=form.unit,
        went_to=form.went_to,
        delayed=form.channel is not Channel.LETTER
        and after_closing(received_at, work_calendar(work.session), sessions(settings)),
    )
    work.session.add(visit)
    if form.place is not None:
        write_line(work, visit, form.place)
    if form.route is Route.WINDOW:
        hand_over(work, visit, form.handover())
    if entry is not None:
        visit.same_visit, visit.matter = entry.id, next_matter(work, entry.id)
        visit.number = f"{entry.number}-{visit.matter}"
        return visit

    def use(number: str) -> None:
        visit.number = number

    work.numbers.append(NumberRequest(work.station, "DJ", local_date(received_at).year, use))
    return visit


def _entry(work: Work, form: VisitForm, on: date, person: Person | None) -> Visit | None:
    """The first matter of the visit this one joins."""
    if form.same_visit is None:
        return None
    told = work.session.get(Visit, form.same_visit)
    first = first_of(work, told) if told is not None else None
    if problems := same_problems(work, first, on, person.id if person is not None else None):
        raise Refused(problems)
    return first


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
    from center.grievances import begun_with
    from center.papers import papers_of

    _must_stand(visit)
    if any(paper.valid for paper in papers_of(work.session, visit.id)):
        raise Refused("这次登记出具过文书，没有作废。请先作废文书。")
    if cases_of_visit(work, visit.id):
        raise Refused("这次登记已经收件，没有作废。请先作废办件。")
    if begun_with(work, [visit.id]):
        raise Refused("这次登记已经登记信访或投诉，没有作废。请先作废那一件。")
    if visit.same_visit is None and len(matters_of(work, visit)) > 1:
        raise Refused("这次来访还有后面的几件事，没有作废。请先作废后面的几件。")
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
def visitors_between(work: Work, start: datetime, end: datetime) -> int:
    """How many came, called or wrote in a span; one with several matters counts once."""
    query = select(func.count(Visit.id)).where(
        Visit.received_at >= start,
        Visit.received_at < end,
        Visit.voided_at.is_(None),
        Visit.same_visit.is_(None),
    )
    return work.session.execute(visible(query, work.actor)).scalar_one()


@needs(Right.SEE)
def delayed_by_staff(work: Work, start: datetime, end: datetime) -> dict[str, int]:
    """How many were served after closing in a span (延时服务), by who received them (TIME-04)."""
    query = (
        select(Visit.first_asked_name, func.count())
        .where(
            Visit.received_at >= start,
            Visit.received_at < end,
            Visit.delayed,
            Visit.voided_at.is_(None),
        )
        .group_by(Visit.first_asked, Visit.first_asked_name)
        .order_by(Visit.first_asked_name)
    )
    found: dict[str, int] = {}
    for name, number in work.session.execute(visible(query, work.actor)):
        found[name] = found.get(name, 0) + number
    return found


@needs(Right.SEE)
def counts_by_kind(work: Work, start: datetime, end: datetime) -> dict[VisitKind, int]:
    """How many visits of each kind were received in a span (REG-03)."""
    query = (
        select(Visit.visit_kind, func.count())
        .where(Visit.received_at >= start, Visit.received_at < end, Visit.voided_at.is_(None))
        .group_by(Visit.visit_kind)
    )
    return dict(work.session.execute(visible(query, work.actor)).all())
