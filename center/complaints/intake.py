"""Registering a complaint (投诉登记): channel, subject, respondents, and how heavy it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from center.complaints.file import rewrite
from center.complaints.records import Channel, Complaint, Grade, Happened
from center.errors import Problem, Refused
from center.matters import ask_number, record
from center.registration import MAX_TEXT, must_stand, time_problems
from center.rights import Right, needs
from center.secret_matters import Accused, accused_problems, accused_staff, begin_secret
from center.settings import values
from center.storage import Work
from center.text import LINE_LIMIT, clean_block, clean_line, length_problems


@dataclass(frozen=True, slots=True)
class ComplaintForm:
    """What was said. `respondents` are staff; `protected` None follows the setting (CPL-06)."""

    channel: Channel
    subject: str
    facts: str
    demand: str = ""
    name: str = ""
    real_name: bool = True
    phone: str = ""
    address: str = ""
    window: str = ""
    respondents: Sequence[UUID] = ()
    units: Sequence[str] = ()
    major: bool = False
    written: bool = False
    protected: bool | None = None
    case: UUID | None = None
    visit: UUID | None = None
    received_at: datetime | None = None


_LINES: dict[str, tuple[str, int]] = {
    "subject": ("投诉内容分类", LINE_LIMIT),
    "name": ("投诉人", 100),
    "phone": ("联系电话", 40),
    "address": ("住址", LINE_LIMIT),
    "window": ("窗口", LINE_LIMIT),
}


_PLAIN = ("channel", "facts", "demand", "real_name", "written", "case")


def cleaned_form(form: ComplaintForm) -> ComplaintForm:
    """The form without pasted line breaks and unseen characters."""
    lines: dict[str, Any] = {name: clean_line(getattr(form, name)) for name in _LINES}
    units = tuple(dict.fromkeys(filter(None, map(clean_line, form.units))))
    facts, demand = clean_block(form.facts), clean_block(form.demand)
    written = form.written or form.channel is Channel.WRITTEN
    return replace(form, units=units, facts=facts, demand=demand, written=written, **lines)


def grade_of(units: Sequence[str], *, major: bool) -> Grade:
    """Major by decision, complex from two units on (CPL-08), else general."""
    if major:
        return Grade.MAJOR
    return Grade.COMPLEX if len(units) >= 2 else Grade.GENERAL


def problems_of(form: ComplaintForm, now: datetime, *, major_written: bool) -> list[Problem]:
    """What is wrong with a complaint to be registered, field by field (CPL-03, CPL-05)."""
    found: list[Problem] = []
    if not form.subject:
        found.append(Problem("subject", "请选择投诉内容分类"))
    if not form.facts:
        found.append(Problem("facts", "请填写投诉的事实"))
    if form.real_name and not form.name:
        found.append(Problem("name", "实名投诉要填写投诉人姓名，匿名的请取消“实名”"))
    if form.real_name and not form.phone and not form.address:
        found.append(Problem("phone", "请填写联系电话或住址，以便反馈"))
    if not form.window and not form.respondents and not form.units:
        found.append(Problem("window", "请填写被投诉的窗口、人员或单位"))
    if form.major and major_written and not form.written:
        found.append(Problem("written", "涉及重大事项的投诉应采用书面形式，请投诉人提交书面材料"))
    for field, (label, limit) in _LINES.items():
        found += length_problems(field, label, getattr(form, field), limit)
    found += length_problems("facts", "投诉的事实", form.facts, MAX_TEXT)
    found += length_problems("demand", "要求", form.demand, MAX_TEXT)
    return found + [
        replace(problem, message=problem.message.replace("收件", "投诉"))
        for problem in time_problems(form.received_at, now)
    ]


@needs(Right.REGISTER)
def register(work: Work, form: ComplaintForm) -> Complaint:
    """Register a complaint (CPL-05). Whoever it is about cannot take it down themselves."""
    must_stand(work, form.visit)
    form, settings = cleaned_form(form), values(work.session, work.now)
    accused = accused_staff(work, form.respondents)
    facts = facts_of(work, form, respondent_problems(work, accused))
    complaint = Complaint(
        id=work.new_id(),
        station=work.station,
        received_at=form.received_at or work.now,
        entered_at=work.now,
        registrar=work.actor.account,
        registrar_name=work.actor.name,
        visit=form.visit,
        accepted_by=settings.text("complaint_acceptor"),
        **facts,
    )
    protected = form.protected
    if settings.switch("complaint_secret_default") if protected is None else protected:
        begin_secret(work, complaint, accused)
    work.session.add(complaint)
    record(work, complaint, Happened.REGISTERED, complaint.received_at)
    ask_number(work, complaint, "TS")
    rewrite(work, complaint)
    return complaint


def respondent_problems(work: Work, accused: Sequence[Accused]) -> list[Problem]:
    """Whoever a complaint is about cannot take it down themselves (回避)."""
    found = accused_problems(work, accused)
    return [replace(problem, field="respondents") for problem in found]


def facts_of(work: Work, form: ComplaintForm, more: Sequence[Problem] = ()) -> dict[str, Any]:
    """The columns a cleaned form fills; refuses all that is wrong with it, and `more`, at once."""
    major_written = values(work.session, work.now).switch("complaint_major_written")
    problems = [*problems_of(form, work.now, major_written=major_written), *more]
    if problems:
        raise Refused(problems)
    return {
        **{name: getattr(form, name) for name in (*_LINES, *_PLAIN)},
        "grade": grade_of(form.units, major=form.major),
        "respondents": [one.hex for one in form.respondents],
        "respondent_names": "、".join(o.name for o in accused_staff(work, form.respondents)),
        "units": list(form.units),
    }
