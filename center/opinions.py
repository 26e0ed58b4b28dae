"""Opinion book and box (意见簿、意见箱): the daily check, and suggestions put into practice.

CPL-17, SAT-06: looked at every working day and ticked. SAT-02, SAT-08: a suggestion becomes an
improvement and is answered.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from center.cases.events import must_be_filled, must_not_be_endless
from center.complaints.intake import ComplaintForm
from center.complaints.records import Channel, Complaint
from center.errors import Problem, Refused
from center.holidays import work_calendar
from center.records import Base, Record, link, local_date, unique_unless_voided
from center.rights import Right, needs, visible
from center.secrecy import OFFICE
from center.secret_matters import cover
from center.storage import Work


class Place(enum.StrEnum):
    """Where opinions are left."""

    BOOK = "意见簿"
    BOX = "意见箱"


class OpinionKind(enum.StrEnum):
    """What an opinion is."""

    PRAISE = "表扬"
    SUGGESTION = "建议"
    CRITICISM = "批评"
    COMPLAINT = "投诉"


class OpinionState(enum.StrEnum):
    """How far an opinion is."""

    OPEN = "待处理"
    IMPROVED = "已改进"
    ANSWERED = "已答复"
    COMPLAINT = "已转投诉"


ENDED = frozenset({OpinionState.ANSWERED, OpinionState.COMPLAINT})


class OpinionCheck(Record, Base):
    """One look into book or box on one day, and how many new entries it held."""

    __tablename__ = "opinion_checks"
    __table_args__ = (unique_unless_voided("station", "on", "place"),)
    kind = "opinion_check"

    on: Mapped[date]
    place: Mapped[Place]
    found: Mapped[int] = mapped_column(Integer)
    checked_at: Mapped[datetime]
    checker: Mapped[str]


class Opinion(Record, Base):
    """One opinion: what it says, what was improved, what was answered.

    One that became a `complaint` is as secret as that: it says what the complaint is about.
    """

    __tablename__ = "opinions"
    kind = "opinion"

    place: Mapped[Place]
    left_on: Mapped[date] = mapped_column(index=True)
    text: Mapped[str]
    opinion_kind: Mapped[OpinionKind]
    entered_at: Mapped[datetime]
    recorder: Mapped[str]
    page: Mapped[str] = mapped_column(String(20), default="")
    name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[OpinionState] = mapped_column(default=OpinionState.OPEN)
    responsible: Mapped[str] = mapped_column(default="")
    action: Mapped[str] = mapped_column(default="")
    improved_on: Mapped[date | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(default="")
    answered_on: Mapped[date | None] = mapped_column(default=None)
    audience: Mapped[str] = mapped_column(String(40), default=OFFICE)
    complaint: Mapped[UUID | None] = mapped_column(
        link(f"{Complaint.__tablename__}.id"), default=None, index=True
    )


@needs(Right.CHECK_OPINIONS)
def tick(work: Work, place: Place, found: int, on: date | None = None) -> OpinionCheck:
    """Tick that book or box was looked at, with `found` new entries (CPL-17)."""
    today = local_date(work.now)
    on = on or today
    problems = []
    if not 0 <= found <= 999:
        problems.append(Problem("found", "条数应在 0 到 999 之间"))
    if on > today:
        problems.append(Problem("on", "查看日期不能晚于今天"))
    if _checked(work, on, place):
        problems.append(Problem("on", f"当天的{place.value}已经登记查看过"))
    if problems:
        raise Refused(problems)
    check = OpinionCheck(
        id=work.new_id(),
        station=work.station,
        on=on,
        place=place,
        found=found,
        checked_at=work.now,
        checker=work.actor.name,
    )
    work.session.add(check)
    return check


def _checked(work: Work, on: date, place: Place) -> bool:
    query = select(OpinionCheck.id).where(
        OpinionCheck.on == on,
        OpinionCheck.place == place,
        OpinionCheck.station == work.station,
        OpinionCheck.voided_at.is_(None),
    )
    return work.session.scalars(query).first() is not None


@needs(Right.SEE)
def unchecked(work: Work, first: date, last: date) -> list[tuple[date, Place]]:
    """The working days of a span on which book or box was not looked at (SAT-06)."""
    calendar = work_calendar(work.session)
    seen = checks(work, first, last)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [
        (day, place)
        for day in days
        if calendar.is_workday(day)
        for place in Place
        if (day, place) not in seen
    ]


@needs(Right.SEE)
def checks(work: Work, first: date, last: date) -> dict[tuple[date, Place], OpinionCheck]:
    """Who looked into book and box on which day of a span, and what was there (CPL-17)."""
    query = select(OpinionCheck).where(
        OpinionCheck.on >= first,
        OpinionCheck.on <= last,
        OpinionCheck.station == work.station,
        OpinionCheck.voided_at.is_(None),
    )
    return {(one.on, one.place): one for one in work.session.scalars(query)}


@dataclass(frozen=True, slots=True)
class OpinionForm:
    """What somebody left."""

    place: Place
    left_on: date
    text: str
    opinion_kind: OpinionKind
    page: str = ""
    name: str = ""
    phone: str = ""


@needs(Right.CHECK_OPINIONS)
def add(work: Work, form: OpinionForm) -> Opinion:
    """Register an opinion found in book or box (SAT-06)."""
    must_be_filled(text=(form.text, "请填写意见内容"))
    must_not_be_endless(page=form.page, name=form.name, phone=form.phone)
    if form.left_on > local_date(work.now):
        raise Refused([Problem("left_on", "留言日期不能晚于今天")])
    opinion = Opinion(
        id=work.new_id(),
        station=work.station,
        place=form.place,
        left_on=form.left_on,
        text=form.text.strip(),
        opinion_kind=form.opinion_kind,
        entered_at=work.now,
        recorder=work.actor.name,
        page=form.page.strip(),
        name=form.name.strip(),
        phone=form.phone.strip(),
    )
    work.session.add(opinion)
    return opinion


@needs(Right.CHECK_OPINIONS)
def improve(work: Work, opinion: Opinion, responsible: str, action: str) -> None:
    """What was put right because of it (立行立改, SAT-02)."""
    _must_be_open(opinion)
    must_be_filled(responsible=(responsible, "请填写责任人"), action=(action, "请填写改进措施"))
    opinion.responsible, opinion.action = responsible.strip(), action.strip()
    opinion.improved_on, opinion.state = local_date(work.now), OpinionState.IMPROVED


@needs(Right.CHECK_OPINIONS)
def answer(work: Work, opinion: Opinion, text: str) -> None:
    """The answer given, to the person or on the board (SAT-02)."""
    _must_be_open(opinion)
    must_be_filled(answer=(text, "请填写答复内容"))
    opinion.answer, opinion.answered_on = text.strip(), local_date(work.now)
    opinion.state = OpinionState.ANSWERED


def _must_be_open(opinion: Opinion) -> None:
    if opinion.voided_at is not None or opinion.state in ENDED:
        raise Refused("这条意见已经答复、转为投诉或作废，没有再改动。")


def complaint_of(opinion: Opinion) -> ComplaintForm:
    """The complaint an opinion is: what it says and who left it, received when it was found.

    Without a name there is nobody to be answered in writing (CPL-10).
    """
    return ComplaintForm(
        channel=Channel(opinion.place.value),
        subject="",
        facts=opinion.text,
        name=opinion.name,
        real_name=bool(opinion.name),
        phone=opinion.phone,
        written=bool(opinion.name),
        received_at=opinion.entered_at,
    )


@needs(Right.CHECK_OPINIONS)
def became(work: Work, opinion: Opinion, complaint: Complaint) -> None:
    """Link an opinion to the complaint registered of it: it goes on there (CPL-17).

    The complaint keeps where it came from; a protected one takes the opinion along.
    """
    _must_be_open(opinion)
    opinion.complaint, opinion.state = complaint.id, OpinionState.COMPLAINT
    if complaint.secret:
        cover(work, complaint, opinion)


@needs(Right.SEE)
def origin_of(work: Work, complaint: UUID) -> Opinion | None:
    """The opinion a complaint came of; None when it came another way."""
    query = select(Opinion).where(Opinion.complaint == complaint, Opinion.voided_at.is_(None))
    return work.session.scalars(visible(query, work.actor)).first()


@needs(Right.SEE)
def numbers(work: Work, found: Sequence[Opinion]) -> dict[UUID, str]:
    """The number of the complaint each opinion became."""
    known = [one.complaint for one in found if one.complaint is not None]
    query = select(Complaint.id, Complaint.number).where(Complaint.id.in_(known))
    return {row.id: row.number or "" for row in work.session.execute(query)}


@needs(Right.SEE)
def opinions(work: Work, first: date, last: date, *, open_only: bool = False) -> Sequence[Opinion]:
    """The opinions left in a span of days, newest first; the open improvement list (SAT-02)."""
    query = select(Opinion).where(
        Opinion.left_on >= first, Opinion.left_on <= last, Opinion.voided_at.is_(None)
    )
    if open_only:
        query = query.where(Opinion.state.not_in(ENDED))
    query = visible(query, work.actor).order_by(Opinion.left_on.desc(), Opinion.id.desc())
    return work.session.scalars(query).all()
