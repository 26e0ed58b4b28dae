"""Which step of a petition is lawful now, and if not, why not. Pure; window and services ask it."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from center.matters import MatterEvent, NamedDeadline, first_unexplained
from center.petitions.limits import ASK_FINAL, ASK_REVIEW, HANDLE, OWED, nameable
from center.petitions.records import CLOSED, Channel, Happened, Petition, Route, Status
from center.rights import Actor, Right


class Action(enum.StrEnum):
    """A step a person can take with a petition; the value is the button's verb."""

    INFORM = "通知和汇报"
    SOLVE = "当场解决"
    EXPLAIN = "解释说服"
    ACCEPT = "受理"
    TELL = "书面告知"
    TRANSFER = "转送"
    ASSIGN = "交办"
    REFUSE = "不予受理"
    NOT_AGAIN = "不再受理"
    GUIDE = "告知法定途径"
    OBJECT = "提出异议"
    RESULT = "记承办反馈"
    LIMIT = "限期解决"
    MEDIATE = "调解"
    PLAN = "化解方案"
    CALL_ON = "走访回访"
    ANSWER = "答复"
    EXTEND = "延期"
    TELL_DELAY = "说明延期"
    OPINION = "出具意见"
    FINISH = "办结"
    ASK_REVIEW = "申请复查"
    REVIEW = "记复查意见"
    ASK_FINAL = "申请复核"
    FINAL = "记复核意见"


@dataclass(frozen=True, slots=True)
class Step:
    """An action and why it is not lawful now; an empty reason means it is."""

    action: Action
    reason: str = ""

    @property
    def lawful(self) -> bool:
        """Whether the step can be taken."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class PetitionFacts:
    """What the question depends on."""

    petition: Petition
    events: Sequence[MatterEvent]
    clocks: Sequence[NamedDeadline]
    actor: Actor
    today: date
    simple_allowed: bool = True

    def happened(self, *kinds: Happened) -> bool:
        """Whether such an event is on record."""
        return any(e.happened in kinds for e in self.events)

    def clock(self, name: str) -> NamedDeadline | None:
        """The clock of this name, None when it does not run."""
        return next((clock for clock in self.clocks if clock.name == name), None)


def steps(facts: PetitionFacts) -> list[Step]:
    """Every action in order of use, each with the reason when it is not lawful now."""
    return [Step(action, reason_against(action, facts)) for action in Action]


def primary(facts: PetitionFacts) -> Action | None:
    """The next lawful step, the one button that stands out; None at the end."""
    petition = facts.petition
    order: tuple[Action, ...] = ()
    if uninformed(petition):
        order = (Action.INFORM,)
    elif unexplained(facts) is not None:
        order = (Action.TELL_DELAY,)
    elif petition.status is Status.REGISTERED:
        order = (Action.ACCEPT,)
    elif petition.status is Status.HANDLING and not facts.happened(Happened.TOLD):
        order = (Action.TELL, Action.OPINION)
    elif petition.status is Status.HANDLING:
        order = (Action.OPINION, Action.FINISH)
    elif petition.status is Status.SENT:
        order = (Action.RESULT, Action.FINISH)
    elif petition.status is Status.REVIEWING:
        order = (Action.REVIEW,)
    elif petition.status is Status.FINAL_REVIEWING:
        order = (Action.FINAL,)
    return next((action for action in order if not reason_against(action, facts)), None)


ANSWERING = frozenset(
    {
        Action.SOLVE,
        Action.EXPLAIN,
        Action.REFUSE,
        Action.NOT_AGAIN,
        Action.GUIDE,
        Action.MEDIATE,
        Action.ANSWER,
        Action.OPINION,
        Action.FINISH,
    }
)
"""The steps that tell the petitioner what became of it."""


def unexplained(facts: PetitionFacts) -> NamedDeadline | None:
    """The answer that is late without a word to the petitioner (CPL-09); None when none is.

    Nobody can be told of the delay where nobody is known.
    """
    petition = facts.petition
    if petition.voided_at is not None or petition.status in CLOSED or not nameable(petition):
        return None
    return first_unexplained(facts.clocks, OWED, facts.events, facts.today)


def uninformed(petition: Petition) -> tuple[str, ...]:
    """Who is still to be told at once of a major, urgent or collective petition (PET-08)."""
    if not (petition.urgent or petition.collective) or petition.voided_at is not None:
        return ()
    waiting = []
    if petition.unit_informed_at is None:
        waiting.append("有关单位")
    if petition.leader_informed_at is None:
        waiting.append("领导")
    return tuple(waiting)


_REGISTERED = frozenset({Status.REGISTERED})
_OPEN = frozenset({Status.REGISTERED, Status.HANDLING, Status.SENT})
_AFTER = frozenset({Status.ANSWERED, Status.REVIEWED, Status.ENDED})
_FROM: dict[Action, frozenset[Status]] = {
    Action.SOLVE: _REGISTERED,
    Action.EXPLAIN: _REGISTERED | {Status.HANDLING},
    Action.ACCEPT: _REGISTERED,
    Action.TELL: _OPEN,
    Action.TRANSFER: _REGISTERED,
    Action.ASSIGN: _REGISTERED | {Status.HANDLING},
    Action.REFUSE: _REGISTERED,
    Action.NOT_AGAIN: _REGISTERED,
    Action.GUIDE: _REGISTERED | {Status.HANDLING},
    Action.OBJECT: _REGISTERED,
    Action.RESULT: frozenset({Status.SENT, Status.HANDLING}),
    Action.LIMIT: _REGISTERED | {Status.HANDLING},
    Action.MEDIATE: _REGISTERED | {Status.HANDLING},
    Action.PLAN: frozenset(Status),
    Action.CALL_ON: frozenset(Status),
    Action.ANSWER: _OPEN,
    Action.EXTEND: frozenset({Status.HANDLING}),
    Action.TELL_DELAY: frozenset(Status) - CLOSED,
    Action.OPINION: frozenset({Status.HANDLING}),
    Action.FINISH: frozenset({Status.HANDLING, Status.SENT}),
    Action.ASK_REVIEW: frozenset({Status.ANSWERED}),
    Action.REVIEW: frozenset({Status.REVIEWING}),
    Action.ASK_FINAL: frozenset({Status.REVIEWED}),
    Action.FINAL: frozenset({Status.FINAL_REVIEWING}),
    Action.INFORM: frozenset(Status),
}


def reason_against(action: Action, facts: PetitionFacts) -> str:
    """Why this step cannot be taken now; empty when it can."""
    petition = facts.petition
    if petition.voided_at is not None:
        return "这件已作废"
    if not facts.actor.may(Right.HANDLE_PETITIONS):
        return "当前账号没有办理信访投诉的权限"
    if petition.status not in _FROM[action]:
        return _against_status(action, petition.status)
    return _against_rule(action, facts)


def _against_status(action: Action, status: Status) -> str:
    match action:
        case Action.ASK_REVIEW:
            return "还没有出具处理意见，或已经申请过复查"
        case Action.REVIEW:
            return "没有正在进行的复查"
        case Action.ASK_FINAL:
            return "要先有复查意见才能申请复核"
        case Action.FINAL:
            return "没有正在进行的复核"
        case _ if status in CLOSED:
            return f"这件{status.value}，不能再{action.value}"
        case Action.RESULT:
            return "还没有转送或交办"
        case Action.OPINION | Action.EXTEND | Action.FINISH:
            return "请先受理"
        case _:
            return f"这件{status.value}，不能再{action.value}"


def _against_rule(action: Action, facts: PetitionFacts) -> str:
    petition = facts.petition
    match action:
        case Action.INFORM if not uninformed(petition):
            return "不是重大紧急或集体信访，或已经通知汇报"
        case Action.OBJECT if petition.channel is not Channel.ABOVE:
            return "只有上级转送交办的可以提出异议"
        case Action.RESULT if petition.route not in (Route.TRANSFERRED, Route.ASSIGNED):
            return "还没有转送或交办"
        case Action.TELL if facts.happened(Happened.TOLD):
            return "已经书面告知"
        case Action.EXTEND:
            return _against_extension(facts)
        case Action.OPINION if not facts.happened(Happened.TOLD) and not petition.anonymous:
            return "受理后要先书面告知信访人"
        case Action.FINISH:
            return _against_finish(facts)
        case Action.ASK_REVIEW | Action.ASK_FINAL:
            return _against_asking(action, facts)
        case _:
            return ""


def _against_extension(facts: PetitionFacts) -> str:
    if not facts.actor.may(Right.APPROVE):
        return "延期要由主任或副主任批准"
    if facts.happened(Happened.EXTENDED):
        return "延期只能一次"
    clock = facts.clock(HANDLE)
    if clock is not None and facts.today > clock.deadline.raw_due:
        return "期限已过，延期要在到期前批准"
    return ""


def _against_finish(facts: PetitionFacts) -> str:
    petition = facts.petition
    if petition.status is Status.SENT and not facts.happened(Happened.RESULT):
        return "承办单位还没有反馈"
    if not petition.anonymous and not facts.happened(
        Happened.ANSWERED, Happened.MEDIATED, Happened.EXPLAINED
    ):
        return "还没有答复信访人，不能办结"
    return ""


def _against_asking(action: Action, facts: PetitionFacts) -> str:
    clock = facts.clock(ASK_REVIEW if action is Action.ASK_REVIEW else ASK_FINAL)
    if clock is not None and clock.running and facts.today > clock.deadline.due:
        day = clock.deadline.due
        return f"已超过三十日的请求期限（{day.month}月{day.day}日，{clock.basis}）"
    return ""
