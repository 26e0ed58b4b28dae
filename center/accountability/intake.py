"""Proposing accountability (提出责任追究): what happened, whose fault it may be, and the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from center.accountability.actions import Action, reason_against
from center.accountability.file import file_of, persons_of
from center.accountability.records import (
    SITUATIONS,
    Accountability,
    AccountablePerson,
    Aggravating,
    FaultKind,
    Happened,
    Mitigating,
    Part,
    Severity,
)
from center.cases.file import open_file
from center.complaints.records import Complaint
from center.errors import Expected, Problem, Refused
from center.matters import Matter, ask_number, must_see, not_found, record
from center.petitions.records import Petition
from center.records import local_date
from center.rights import Right, needs
from center.secret_matters import Accused, is_accused, keep_out
from center.staff import Staff
from center.storage import Work
from center.text import BLOCK_LIMIT, LINE_LIMIT, clean_block, clean_line, length_problems

SERIES = "ZR"


@dataclass(frozen=True, slots=True)
class AccountabilityForm:
    """What is proposed: persons are staff; at most one source."""

    happened_on: date
    facts: str
    situations: Sequence[str] = ()
    acts: Sequence[str] = ()
    severity: Severity = Severity.LIGHT
    window: str = ""
    holders: Sequence[UUID] = ()
    head: UUID | None = None
    supervisor: UUID | None = None
    fault_kind: FaultKind | None = None
    breach: str = ""
    consequence: str = ""
    aggravating: Sequence[Aggravating] = ()
    mitigating: Sequence[Mitigating] = ()
    complaint: UUID | None = None
    case: UUID | None = None
    petition: UUID | None = None

    @property
    def parts(self) -> dict[UUID, Part]:
        """As what each person answers; nobody twice."""
        found = dict.fromkeys(self.holders, Part.HOLDER)
        for one, part in ((self.head, Part.HEAD), (self.supervisor, Part.SUPERVISOR)):
            if one is not None:
                found.setdefault(one, part)
        return found


@needs(Right.SUPERVISE)
def propose(work: Work, form: AccountabilityForm) -> Accountability:
    """Propose accountability; it takes the audience of what it comes from (PET-10, CPL-06).

    Whoever it names as post holder or window head cannot propose it and, where the source is
    secret, never sees it.
    """
    people = _checked(work, form)
    source, number = _source(work, form)
    made = Accountability(
        id=work.new_id(),
        station=work.station,
        received_at=work.now,
        entered_at=work.now,
        registrar=work.actor.account,
        registrar_name=work.actor.name,
        complaint=form.complaint,
        case=form.case,
        petition=form.petition,
        source_number=number,
        **_fields(form),
    )
    if source is not None and source.secret:
        made.audience = source.audience
        _bar(work, source, form, people)
    work.session.add(made)
    _write_persons(work, made, form, people)
    record(work, made, Happened.PROPOSED, made.received_at, made.names)
    ask_number(work, made, SERIES)
    return made


@needs(Right.SUPERVISE)
def amend(work: Work, made: Accountability, form: AccountabilityForm) -> None:
    """Change what was proposed while nothing is decided; the source stays."""
    if reason := reason_against(Action.AMEND, file_of(work, made), work.actor):
        raise Refused(f"现在不能{Action.AMEND.value}：{reason}。")
    people = _checked(work, form)
    if made.secret:
        source, _number = _source(work, form)
        if source is not None:
            _bar(work, source, form, people)
    for name, value in _fields(form).items():
        setattr(made, name, value)
    for person in persons_of(work, made.id):
        person.voided_at, person.void_reason = work.now, "修改责任人"
    _write_persons(work, made, form, people)
    record(work, made, Happened.AMENDED, work.now, made.names)


def form_of(made: Accountability, persons: Sequence[AccountablePerson]) -> AccountabilityForm:
    """What stands in a matter, to be amended."""
    by_part = {part: [one.staff for one in persons if one.part is part] for part in Part}
    return AccountabilityForm(
        happened_on=made.happened_on,
        facts=made.facts,
        situations=made.situations,
        acts=made.acts,
        severity=made.severity,
        window=made.window,
        holders=by_part[Part.HOLDER],
        head=next(iter(by_part[Part.HEAD]), None),
        supervisor=next(iter(by_part[Part.SUPERVISOR]), None),
        fault_kind=made.fault_kind,
        breach=made.breach,
        consequence=made.consequence,
        aggravating=[Aggravating(one) for one in made.aggravating],
        mitigating=[Mitigating(one) for one in made.mitigating],
        complaint=made.complaint,
        case=made.case,
        petition=made.petition,
    )


def _fields(form: AccountabilityForm) -> dict[str, Any]:
    chosen = {one for one in form.aggravating if one is not Aggravating.REPEATED}
    return {
        "happened_on": form.happened_on,
        "facts": clean_block(form.facts),
        "severity": form.severity,
        "situations": sorted(set(form.situations)),
        "acts": list(dict.fromkeys(form.acts)),
        "window": clean_line(form.window),
        "fault_kind": form.fault_kind,
        "breach": clean_block(form.breach),
        "consequence": clean_block(form.consequence),
        "aggravating": [one.value for one in Aggravating if one in chosen],
        "mitigating": [one.value for one in Mitigating if one in form.mitigating],
    }


def _checked(work: Work, form: AccountabilityForm) -> dict[UUID, Staff]:
    """The people named, each once; refuses what is wrong, field by field."""
    problems: list[Problem] = []
    if form.happened_on > local_date(work.now):
        problems.append(Problem("happened_on", "发生日期不能晚于今天"))
    if not clean_block(form.facts):
        problems.append(Problem("facts", "请写明违规的事实"))
    if not form.situations and not form.acts:
        problems.append(Problem("situation", "请至少选择一种情形"))
    if any(one not in SITUATIONS for one in form.situations):
        problems.append(Problem("situation", "请从列出的情形里选择"))
    if not form.holders:
        problems.append(Problem("holder", "请选择岗位责任人"))
    for name, label, text in (
        ("facts", "事实", form.facts),
        ("breach", "违反的规定", form.breach),
        ("consequence", "造成的后果", form.consequence),
    ):
        problems += length_problems(name, label, text, BLOCK_LIMIT)
    problems += length_problems("window", "窗口", form.window, LINE_LIMIT)
    people: dict[UUID, Staff] = {}
    for ident, part in form.parts.items():
        person = work.session.get(Staff, ident)
        if person is None:
            problems.append(Problem(part.name.lower(), "请从工作人员名单里选择"))
            continue
        people[ident] = person
        actor = work.actor
        if part is not Part.SUPERVISOR and is_accused(
            [Accused(person.name, person.id)], actor.account, actor.staff, actor.name
        ):
            problems.append(Problem(part.name.lower(), "涉及您本人，请回避，由其他同事提出"))
    if problems:
        raise Refused(problems)
    return people


def _source(work: Work, form: AccountabilityForm) -> tuple[Matter | None, str]:
    """The complaint or petition it comes from, and the number of that or of the case."""
    named = [one for one in (form.complaint, form.case, form.petition) if one is not None]
    if len(named) > 1:
        raise Refused([Problem("source", "一件责任追究只关联一件投诉、办件或信访")])
    if form.case is not None:
        return None, open_file(work, form.case).case.number or ""
    for kind, ident in ((Complaint, form.complaint), (Petition, form.petition)):
        if ident is not None:
            return _matter(work, kind, ident)
    return None, ""


def _matter(work: Work, kind: type[Matter], ident: UUID) -> tuple[Matter, str]:
    found = work.session.get(kind, ident)
    if found is None or (not work.actor.sees_all_stations and found.station != work.station):
        raise not_found()
    must_see(work, found)
    if found.voided_at is not None:
        raise Expected(f"{found.number}已作废，没有提出责任追究。")
    return found, found.number or ""


def _bar(work: Work, source: Matter, form: AccountabilityForm, people: dict[UUID, Staff]) -> None:
    """Whom a secret matter leads to never sees it (回避)."""
    mine = [one for one, part in form.parts.items() if part is not Part.SUPERVISOR]
    keep_out(work, source, [Accused(people[one].name, one) for one in mine])


def _write_persons(
    work: Work, made: Accountability, form: AccountabilityForm, people: dict[UUID, Staff]
) -> None:
    made.names = "、".join(people[one].name for one in form.parts)
    for position, (ident, part) in enumerate(form.parts.items()):
        work.session.add(
            AccountablePerson(
                id=work.new_id(),
                station=made.station,
                accountability=made.id,
                staff=ident,
                name=people[ident].name,
                part=part,
                position=position,
                audience=made.audience,
            )
        )
