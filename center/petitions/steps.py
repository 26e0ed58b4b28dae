"""The steps of a petition up to its opinion, each lawful or refused with the reason.

Every function records an event, changes the petition and rewrites its derived deadline; the caller
commits. `at` is when the step really happened (None: now). The accused of a secret petition never
gets here: whoever may not see it is refused first.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from center.cases.events import must_be_filled, must_not_be_endless
from center.errors import Problem, Refused
from center.matters import moment, must_see, record
from center.petitions.actions import (
    ANSWERING,
    Action,
    PetitionFacts,
    reason_against,
    unexplained,
    uninformed,
)
from center.petitions.file import file_of, rewrite
from center.petitions.limits import MOST_EXTENSION
from center.petitions.records import Happened, Petition, Route, Status
from center.records import local_date
from center.rights import Right, needs
from center.storage import Work

OPINIONS = ("支持", "解释说明", "不予支持")


def must_be_lawful(
    work: Work, petition: Petition, action: Action, at: datetime | None = None
) -> PetitionFacts:
    """The petition's facts on the day of the step; refuses one that is not lawful."""
    must_see(work, petition)
    facts = replace(file_of(work, petition).facts, today=local_date(at or work.now))
    if reason := reason_against(action, facts):
        raise Refused(f"现在不能{action.value}：{reason}。")
    if action in ANSWERING and (late := unexplained(facts)) is not None:
        day = late.deadline.due
        said = f"{late.name} {day.month}月{day.day}日 已过，请先向信访人“说明延期”的原因"
        raise Refused([Problem("delay", said)])
    return facts


def take(
    work: Work,
    petition: Petition,
    facts: PetitionFacts,
    happened: Happened,
    at: datetime | None,
    remark: str = "",
    **data: Any,
) -> datetime:
    """Place a step in time, record it and rewrite the derived deadline."""
    when = moment(work, petition, facts.events, at)
    record(work, petition, happened, when, remark.strip(), data)
    rewrite(work, petition)
    return when


@needs(Right.HANDLE_PETITIONS)
def inform(
    work: Work, petition: Petition, unit: str = "", leader: str = "", at: datetime | None = None
) -> None:
    """Say which unit and which leader were told at once (PET-08); the banner stays until both."""
    facts = must_be_lawful(work, petition, Action.INFORM, at)
    waiting = uninformed(petition)
    if not unit.strip() and not leader.strip():
        field = "unit" if "有关单位" in waiting else "leader"
        raise Refused([Problem(field, f"请填写已告知的{'或'.join(waiting)}")])
    must_not_be_endless(unit=unit, leader=leader)
    when = moment(work, petition, facts.events, at)
    if unit.strip() and petition.unit_informed_at is None:
        petition.unit_informed, petition.unit_informed_at = unit.strip(), when
        record(work, petition, Happened.INFORMED_UNIT, when, unit.strip())
    if leader.strip() and petition.leader_informed_at is None:
        petition.leader_informed, petition.leader_informed_at = leader.strip(), when
        record(work, petition, Happened.INFORMED_LEADER, when, leader.strip())
    rewrite(work, petition)


@needs(Right.HANDLE_PETITIONS)
def set_duty(
    work: Work, petition: Petition, leader: str = "", unit: str = "", responsible: str = ""
) -> None:
    """Fix who answers for it: 包案领导, responsible unit and person (DUTY-07, DUTY-08)."""
    must_see(work, petition)
    must_not_be_endless(leader=leader, unit=unit, responsible=responsible)
    petition.leader = leader.strip() or petition.leader
    petition.unit = unit.strip() or petition.unit
    petition.responsible = responsible.strip() or petition.responsible


@needs(Right.HANDLE_PETITIONS)
def solve(work: Work, petition: Petition, answer: str, at: datetime | None = None) -> None:
    """Solved on the spot (当场解决, DUTY-08, PET-03)."""
    facts = must_be_lawful(work, petition, Action.SOLVE, at)
    must_be_filled(answer=(answer, "请写明当场怎样解决的"))
    _end(petition, Status.FINISHED, Route.OWN, "当场解决", answer)
    take(work, petition, facts, Happened.SOLVED, at, answer)


@needs(Right.HANDLE_PETITIONS)
def explain(
    work: Work, petition: Petition, answer: str, policy: str, at: datetime | None = None
) -> None:
    """What policy does not support is explained (解释说服), with the policy cited (PET-05)."""
    facts = must_be_lawful(work, petition, Action.EXPLAIN, at)
    must_be_filled(answer=(answer, "请写明怎样解释的"), policy=(policy, "请写明依据的政策"))
    _end(petition, Status.FINISHED, Route.OWN, "解释说服", answer)
    take(work, petition, facts, Happened.EXPLAINED, at, answer, policy=policy.strip())


def _end(petition: Petition, status: Status, route: Route, outcome: str, answer: str) -> None:
    petition.status, petition.route, petition.outcome = status, route, outcome
    petition.answer = answer.strip()


@needs(Right.HANDLE_PETITIONS)
def accept(
    work: Work, petition: Petition, at: datetime | None = None, *, simple: bool = False
) -> None:
    """Accept at the own level; 60 days begin, or 简易办理 for a first petition."""
    facts = must_be_lawful(work, petition, Action.ACCEPT, at)
    if simple and petition.repeat:
        raise Refused([Problem("simple", "简易办理只用于初次信访，这件是重复信访")])
    if simple and not facts.simple_allowed:
        raise Refused([Problem("simple", "本单位没有开通简易办理，可在设置里打开")])
    petition.status, petition.route, petition.simple = Status.HANDLING, Route.OWN, simple
    petition.accepted_on = local_date(moment(work, petition, facts.events, at))
    take(work, petition, facts, Happened.ACCEPTED, at, "简易办理" if simple else "")


@needs(Right.HANDLE_PETITIONS)
def tell(
    work: Work, petition: Petition, how: str, remark: str = "", at: datetime | None = None
) -> None:
    """Tell the petitioner in writing what is done with it (条例 23); `how` it was handed over."""
    facts = must_be_lawful(work, petition, Action.TELL, at)
    must_be_filled(how=(how, "请填写送达方式"))
    must_not_be_endless(remark=remark)
    take(work, petition, facts, Happened.TOLD, at, remark, how=how.strip())


@needs(Right.HANDLE_PETITIONS)
def transfer(
    work: Work,
    petition: Petition,
    unit: str,
    due: date | None = None,
    remark: str = "",
    at: datetime | None = None,
) -> None:
    """Pass what is not ours to the unit in charge (转送, PET-06, 条例 22)."""
    facts = must_be_lawful(work, petition, Action.TRANSFER, at)
    _send(work, petition, facts, (unit, due, remark, at), Route.TRANSFERRED, Happened.TRANSFERRED)


@needs(Right.HANDLE_PETITIONS)
def assign(
    work: Work,
    petition: Petition,
    unit: str,
    due: date | None = None,
    requirement: str = "",
    at: datetime | None = None,
) -> None:
    """Give it to a unit that must report back (交办, PET-07); `due` is mandatory."""
    facts = must_be_lawful(work, petition, Action.ASSIGN, at)
    if due is None:
        raise Refused([Problem("due", "交办要写明反馈期限")])
    _send(work, petition, facts, (unit, due, requirement, at), Route.ASSIGNED, Happened.ASSIGNED)


def _send(
    work: Work,
    petition: Petition,
    facts: PetitionFacts,
    how: tuple[str, date | None, str, datetime | None],
    route: Route,
    happened: Happened,
) -> None:
    unit, due, remark, at = how
    must_be_filled(unit=(unit, "请填写承办单位"))
    must_not_be_endless(remark=remark)
    when = moment(work, petition, facts.events, at)
    if due is not None and due < local_date(when):
        raise Refused([Problem("due", "反馈期限不能早于今天")])
    petition.route, petition.unit, petition.unit_due_on = route, unit.strip(), due
    if petition.status is Status.REGISTERED:
        petition.status = Status.SENT
    said = due.isoformat() if due else ""
    take(work, petition, facts, happened, at, remark, unit=unit.strip(), due=said)


@needs(Right.HANDLE_PETITIONS)
def result(work: Work, petition: Petition, content: str, at: datetime | None = None) -> None:
    """What the unit reported back (PET-06)."""
    facts = must_be_lawful(work, petition, Action.RESULT, at)
    must_be_filled(content=(content, "请填写承办单位反馈的结果"))
    take(work, petition, facts, Happened.RESULT, at, content)


@needs(Right.HANDLE_PETITIONS)
def refuse(
    work: Work,
    petition: Petition,
    reason: str,
    elsewhere: str,
    at: datetime | None = None,
    *,
    again: bool = False,
) -> None:
    """Do not accept (不予受理), or not any more (`again`: 不再受理, 条例 36), with where to go."""
    action = Action.NOT_AGAIN if again else Action.REFUSE
    facts = must_be_lawful(work, petition, action, at)
    must_be_filled(reason=(reason, f"请写明{action.value}的理由和依据"))
    if not again:
        must_be_filled(elsewhere=(elsewhere, "请写明应当向哪个机关提出"))
    must_not_be_endless(elsewhere=elsewhere)
    route = Route.NOT_AGAIN if again else Route.REFUSED
    _end(petition, Status.REFUSED, route, route.value, reason)
    happened = Happened.NOT_AGAIN if again else Happened.REFUSED
    take(work, petition, facts, happened, at, reason, elsewhere=elsewhere.strip())


@needs(Right.HANDLE_PETITIONS)
def guide(work: Work, petition: Petition, way: str, organ: str, at: datetime | None = None) -> None:
    """Tell the legal route (诉讼、仲裁、行政复议 …) and which organ to turn to (DUTY-08)."""
    facts = must_be_lawful(work, petition, Action.GUIDE, at)
    must_be_filled(
        way=(way, "请写明法定途径，例如行政复议、仲裁、诉讼"),
        organ=(organ, "请写明向哪个机关提出"),
    )
    _end(petition, Status.GUIDED, Route.LEGAL, "法定途径告知", f"{way.strip()}：{organ.strip()}")
    take(work, petition, facts, Happened.GUIDED, at, way, way=way.strip(), organ=organ.strip())


@needs(Right.HANDLE_PETITIONS)
def raise_objection(
    work: Work, petition: Petition, reason: str, at: datetime | None = None
) -> None:
    """Send back what a superior gave us and is not ours, in writing (条例 23)."""
    facts = must_be_lawful(work, petition, Action.OBJECT, at)
    must_be_filled(reason=(reason, "请写明不属于本机关职权的理由"))
    _end(petition, Status.REFUSED, Route.REFUSED, "提出异议退回", reason)
    record(work, petition, Happened.REFUSED, moment(work, petition, facts.events, at), reason)
    take(work, petition, facts, Happened.OBJECTED, at, reason)


@needs(Right.HANDLE_PETITIONS)
def limit(
    work: Work, petition: Petition, responsible: str, due: date, at: datetime | None = None
) -> None:
    """Not solvable on the spot: a responsible person and a day (限期解决, DUTY-08)."""
    facts = must_be_lawful(work, petition, Action.LIMIT, at)
    must_be_filled(responsible=(responsible, "请填写责任人"))
    if due < local_date(at or work.now):
        raise Refused([Problem("due", "解决期限不能早于今天")])
    petition.responsible, petition.solve_by = responsible.strip(), due
    petition.outcome = "限期解决"
    take(work, petition, facts, Happened.LIMITED, at, responsible, due=due.isoformat())


@needs(Right.HANDLE_PETITIONS)
def mediate(
    work: Work,
    petition: Petition,
    parties: str,
    mediator: str,
    result: str,
    at: datetime | None = None,
    *,
    agreed: bool,
) -> None:
    """Mediate a dispute (调解, PET-13); an agreement ends the petition, failure leaves it open."""
    facts = must_be_lawful(work, petition, Action.MEDIATE, at)
    must_be_filled(
        parties=(parties, "请填写双方当事人"),
        mediator=(mediator, "请填写调解人"),
        result=(result, "请填写调解结果"),
    )
    petition.route = Route.MEDIATION
    if agreed:
        _end(petition, Status.FINISHED, Route.MEDIATION, "调解达成协议", result)
    data = {"parties": parties.strip(), "mediator": mediator.strip(), "agreed": agreed}
    happened = Happened.MEDIATED if agreed else Happened.NOT_MEDIATED
    take(work, petition, facts, happened, at, result, **data)


@needs(Right.HANDLE_PETITIONS)
def plan(work: Work, petition: Petition, text: str) -> None:
    """The plan to resolve it (化解方案)."""
    facts = must_be_lawful(work, petition, Action.PLAN)
    must_be_filled(plan=(text, "请填写化解方案"))
    petition.plan = text.strip()
    take(work, petition, facts, Happened.PLAN, None, text)


@needs(Right.HANDLE_PETITIONS)
def call_on(work: Work, petition: Petition, content: str, at: datetime | None = None) -> None:
    """A visit to the petitioner (走访回访)."""
    facts = must_be_lawful(work, petition, Action.CALL_ON, at)
    must_be_filled(content=(content, "请填写走访回访的情况"))
    take(work, petition, facts, Happened.CALLED_ON, at, content)


@needs(Right.HANDLE_PETITIONS)
def answer(work: Work, petition: Petition, text: str, at: datetime | None = None) -> None:
    """Answer the petitioner (PET-03, PET-04); late, the delay must have been explained (CPL-09)."""
    facts = must_be_lawful(work, petition, Action.ANSWER, at)
    must_be_filled(answer=(text, "请填写答复内容"))
    petition.answer = text.strip()
    take(work, petition, facts, Happened.ANSWERED, at, text)


@needs(Right.HANDLE_PETITIONS)
def tell_delay(
    work: Work, petition: Petition, reason: str, new_date: date, at: datetime | None = None
) -> None:
    """Explain to the petitioner why it takes longer, and until when (CPL-09)."""
    facts = must_be_lawful(work, petition, Action.TELL_DELAY, at)
    must_be_filled(reason=(reason, "请写明延期的客观原因"))
    if new_date < local_date(at or work.now):
        raise Refused([Problem("new_date", "新的答复日期不能早于今天")])
    take(work, petition, facts, Happened.DELAY_TOLD, at, reason, until=new_date.isoformat())


@needs(Right.HANDLE_PETITIONS)
def extend(
    work: Work,
    petition: Petition,
    days: int,
    approver: str,
    reason: str,
    at: datetime | None = None,
) -> None:
    """Extend the sixty days once by at most thirty, approved by the head (条例 34)."""
    facts = must_be_lawful(work, petition, Action.EXTEND, at)
    must_be_filled(approver=(approver, "请填写批准人"), reason=(reason, "请写明延长的理由"))
    if not 1 <= days <= MOST_EXTENSION:
        raise Refused([Problem("days", f"最多可以延长 {MOST_EXTENSION} 日（条例第三十四条）")])
    data = {"days": days, "approver": approver.strip(), "reason": reason.strip()}
    take(work, petition, facts, Happened.EXTENDED, at, f"延长 {days} 日", **data)


@needs(Right.HANDLE_PETITIONS)
def opinion(
    work: Work,
    petition: Petition,
    verdict: str,
    text: str,
    basis: str,
    at: datetime | None = None,
    *,
    found: str = "",
    delivered_on: date | None = None,
) -> None:
    """The handling opinion (处理意见): what was found, verdict, text, basis; review may follow."""
    facts = must_be_lawful(work, petition, Action.OPINION, at)
    if verdict not in OPINIONS:
        raise Refused([Problem("verdict", "请选择支持、解释说明或不予支持")])
    must_be_filled(text=(text, "请填写处理意见"), basis=(basis, "请写明依据"))
    must_not_be_endless(found=found)
    petition.status, petition.opinion, petition.answer = Status.ANSWERED, verdict, text.strip()
    data = {"verdict": verdict, "basis": basis.strip(), "delivered_on": _day(delivered_on)}
    if found.strip():
        data["found"] = found.strip()
    take(work, petition, facts, Happened.OPINION, at, text, **data)


@needs(Right.HANDLE_PETITIONS)
def finish(
    work: Work, petition: Petition, outcome: str, at: datetime | None = None, satisfied: str = ""
) -> None:
    """End what needs no opinion (意见建议、转送有结果); the petitioner has been answered."""
    facts = must_be_lawful(work, petition, Action.FINISH, at)
    must_be_filled(outcome=(outcome, "请填写办结情况"))
    petition.status, petition.outcome = Status.FINISHED, outcome.strip()
    petition.satisfied = satisfied.strip()
    take(work, petition, facts, Happened.FINISHED, at, outcome)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


@needs(Right.VOID)
def void(work: Work, petition: Petition, reason: str) -> None:
    """Void a petition registered by mistake; its number stays used."""
    must_see(work, petition)
    if petition.voided_at is not None:
        raise Refused("这件已作废，没有再改动。")
    must_be_filled(reason=(reason, "请写明作废原因"))
    petition.voided_at, petition.void_reason = work.now, reason.strip()
