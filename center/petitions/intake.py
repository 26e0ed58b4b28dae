"""Registering a petition (信访登记): the fields of PET-02, who comes, what is said at the field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from center.errors import Problem, Refused
from center.identity import age, check_id
from center.matters import ask_number, record
from center.people import Identity, person_for
from center.petitions.file import rewrite
from center.petitions.records import Channel, Happened, Petition, Purpose
from center.records import local_date
from center.registration import MAX_TEXT, must_stand, time_problems
from center.rights import Right, needs
from center.roster.duty import leader_of_the_day
from center.secret_matters import Accused, accused_problems, begin_secret
from center.settings import values
from center.storage import Work
from center.text import LINE_LIMIT, clean_block, clean_line, length_problems

MOST_REPRESENTATIVES = 5


@dataclass(frozen=True, slots=True)
class Representative:
    """One of up to five who speak for a group (信访工作条例 20)."""

    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PetitionForm:
    """What the clerk filled in.

    `received_at` is the time of the visit, None now. `protected` asks for secrecy beyond what
    the purpose asks for anyway. `accused` are barred from a secret petition.
    `origin_due_on` is the day by which the place of origin solves a collective one (PET-09).
    """

    channel: Channel
    purpose: Purpose
    problem: str
    name: str = ""
    sex: str = ""
    age: int | None = None
    occupation: str = ""
    political_status: str = ""
    address: str = ""
    phone: str = ""
    id_kind: str = ""
    id_number: str = ""
    village: str = ""
    anonymous: bool = False
    people_count: int = 1
    representatives: Sequence[Representative] = ()
    written: bool = False
    subject: str = ""
    about_unit: str = ""
    been_to: str = ""
    pending_above: str = ""
    litigation: bool = False
    urgent: bool = False
    origin_unit: str = ""
    origin_due_on: date | None = None
    platform_number: str = ""
    platform_due_on: date | None = None
    receiving_leader: str = ""
    protected: bool = False
    accused: Sequence[Accused] = ()
    visit: UUID | None = None
    received_at: datetime | None = None


_LINES: dict[str, tuple[str, int]] = {
    "name": ("姓名", 100),
    "sex": ("性别", 4),
    "occupation": ("职业", LINE_LIMIT),
    "political_status": ("政治面貌", LINE_LIMIT),
    "address": ("住址或工作单位", LINE_LIMIT),
    "phone": ("联系电话", 40),
    "id_kind": ("证件类型", 20),
    "id_number": ("证件号码", 40),
    "village": ("村（社区）", LINE_LIMIT),
    "subject": ("内容分类", LINE_LIMIT),
    "about_unit": ("涉及单位", LINE_LIMIT),
    "been_to": ("曾到过的机关", LINE_LIMIT),
    "pending_above": ("正在办理的上级机关", LINE_LIMIT),
    "origin_unit": ("问题发生地", LINE_LIMIT),
    "platform_number": ("省级系统编号", 60),
    "receiving_leader": ("接访领导", 100),
}


_PLAIN = (
    "channel",
    "purpose",
    "problem",
    "age",
    "anonymous",
    "people_count",
    "litigation",
    "urgent",
    "origin_due_on",
    "platform_due_on",
)


def cleaned_form(form: PetitionForm, on: date) -> PetitionForm:
    """The form without pasted line breaks; sex and age `on` a day follow an ID, when left out."""
    lines: dict[str, Any] = {name: clean_line(getattr(form, name)) for name in _LINES}
    people = tuple(
        Representative(clean_line(one.name), clean_line(one.phone)) for one in form.representatives
    )
    form = replace(form, problem=clean_block(form.problem), representatives=people, **lines)
    if form.id_number and form.id_kind in ("", "resident"):
        known = check_id(form.id_number, on)
        if known.valid and known.birth is not None:
            years = age(known.birth, on) if form.age is None else form.age
            form = replace(form, sex=form.sex or (known.sex or ""), age=years)
    return form


def problems_of(form: PetitionForm, now: datetime) -> list[Problem]:
    """What is wrong with a petition to be registered, field by field (PET-02, 条例 20)."""
    found: list[Problem] = []
    if not form.problem:
        found.append(Problem("problem", "请填写主要问题"))
    found += length_problems("problem", "主要问题", form.problem, MAX_TEXT)
    for field, (label, limit) in _LINES.items():
        found += length_problems(field, label, getattr(form, field), limit)
    if not form.anonymous:
        if not form.name:
            found.append(Problem("name", "请填写姓名，匿名的请勾选“匿名”"))
        if not form.address and not form.phone:
            found.append(Problem("address", "请填写住址或工作单位，或留联系电话"))
    elif form.channel in (Channel.VISIT, Channel.LEADER) and form.purpose is Purpose.CLAIM:
        found.append(Problem("anonymous", "来访求决的要登记姓名，才能书面告知和答复"))
    if form.age is not None and not 0 <= form.age <= 130:
        found.append(Problem("age", "年龄应在 0 到 130 之间"))
    found += _people_problems(form)
    if form.channel is Channel.LEADER and not form.receiving_leader:
        found.append(Problem("receiving_leader", "请填写接访领导"))
    if form.accused and not secret(form):
        found.append(Problem("accused", "有被检举控告人的，信访目的请选“检举控告”或勾选保密"))
    received = local_date(form.received_at or now)
    for field, due in (
        ("origin_due_on", form.origin_due_on),
        ("platform_due_on", form.platform_due_on),
    ):
        if due is not None and due < received:
            found.append(Problem(field, "期限不能早于来访那天"))
    return found + [
        replace(problem, message=problem.message.replace("收件", "来访"))
        for problem in time_problems(form.received_at, now)
    ]


def _people_problems(form: PetitionForm) -> list[Problem]:
    found: list[Problem] = []
    if not 1 <= form.people_count <= 9999:
        found.append(Problem("people_count", "人数应在 1 到 9999 之间"))
    if len(form.representatives) > MOST_REPRESENTATIVES:
        found.append(Problem("representatives", "集体走访的代表不得超过 5 人（条例第二十条）"))
    elif len(form.representatives) > max(form.people_count, 1):
        found.append(Problem("representatives", "代表人数不能多于来访人数"))
    if any(not one.name for one in form.representatives):
        found.append(Problem("representatives", "请填写每位代表的姓名"))
    return found


def secret(form: PetitionForm) -> bool:
    """Accusations are secret (PET-10), others when the petitioner asks."""
    return form.protected or form.purpose is Purpose.ACCUSATION


@needs(Right.REGISTER)
def register(work: Work, form: PetitionForm) -> Petition:
    """Register a petition; any staff may (PET-14). The number comes at commit.

    A secret one is visible to the registrar, those named later and the director alone, and links
    no person: nothing of it can be found by a name.
    """
    must_stand(work, form.visit)
    form = cleaned_form(form, local_date(form.received_at or work.now))
    facts = facts_of(work, form, accused_problems(work, form.accused))
    petition = Petition(
        id=work.new_id(),
        station=work.station,
        received_at=form.received_at or work.now,
        entered_at=work.now,
        registrar=work.actor.account,
        registrar_name=work.actor.name,
        visit=form.visit,
        **facts,
    )
    if secret(form):
        begin_secret(work, petition, form.accused)
    else:
        petition.person = person_of(work, form)
    work.session.add(petition)
    record(work, petition, Happened.REGISTERED, petition.received_at)
    ask_number(work, petition, "XF")
    rewrite(work, petition)
    return petition


def facts_of(
    work: Work, form: PetitionForm, more: Sequence[Problem] = (), itself: UUID | None = None
) -> dict[str, Any]:
    """The columns a cleaned form fills; refuses all that is wrong with it, and `more`, at once.

    `itself` is the petition that is put right: its own provincial number is no double.
    """
    problems = [*problems_of(form, work.now), *more]
    least = values(work.session, work.now).number("collective_min_people")
    collective = form.people_count >= least
    if collective and form.origin_due_on is None:
        problems.append(Problem("origin_due_on", "集体访要定问题发生地解决的期限"))
    if form.platform_number and _numbered(work, form.platform_number, itself):
        problems.append(Problem("platform_number", "这个省级系统编号已经登记过"))
    if problems:
        raise Refused(problems)
    return {
        **{name: getattr(form, name) for name in (*_LINES, *_PLAIN)},
        "platform_number": form.platform_number or None,
        "representatives": [asdict(one) for one in form.representatives],
        "written": form.written or form.channel is Channel.LETTER,
        "collective": collective,
    }


def person_of(work: Work, form: PetitionForm) -> UUID | None:
    """The entry of who petitions; None for a petition without a name."""
    return person_for(work, _identity(form)).id if form.name else None


@needs(Right.SEE_OFFICE)
def proposed_leader(work: Work, day: date) -> str:
    """The leader of the day by the published roster, proposed for a petition (DUTY-07, PET-11).

    Empty when no roster is published for that day.
    """
    turn = leader_of_the_day(work, day)
    return turn.name if turn is not None else ""


def _identity(form: PetitionForm) -> Identity:
    return Identity(
        form.name,
        id_kind=form.id_kind,
        id_number=form.id_number,
        phone=form.phone,
        village=form.village,
        address=form.address,
        sex=form.sex,
    )


def _numbered(work: Work, number: str, itself: UUID | None) -> bool:
    same = select(Petition.id).where(
        Petition.platform_number == number, Petition.voided_at.is_(None)
    )
    with work.session.no_autoflush:
        return any(one != itself for one in work.session.scalars(same))
