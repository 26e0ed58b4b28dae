"""What every step of a case does: check that it is lawful, place it in time, record the event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from center.cases.actions import Action, CaseFacts, reason_against
from center.cases.file import file_of
from center.cases.records import Case, CaseEvent, Happened
from center.errors import Problem, Refused
from center.records import CHINA
from center.registration import CLOCK_SLACK
from center.storage import Work


def must_be_lawful(work: Work, case: Case, action: Action) -> CaseFacts:
    """The case's facts; refuses a step that is not lawful now, with the reason."""
    facts = file_of(work, case).facts
    reason = reason_against(action, facts)
    if reason:
        raise Refused(f"现在不能{action.value}：{reason}。")
    return facts


def must_be_filled(**fields: tuple[str, str]) -> None:
    """Refuse empty fields: each keyword is a field with its text and what to say when empty."""
    problems = [Problem(name, said) for name, (text, said) in fields.items() if not text.strip()]
    if problems:
        raise Refused(problems)


def moment(work: Work, case: Case, facts: CaseFacts, at: datetime | None) -> datetime:
    """When the step happened: never in the future, never before the step before it."""
    when = at or work.now
    last = max((e.at for e in facts.events), default=case.received_at)
    if when > work.now + CLOCK_SLACK:
        raise Refused([Problem("at", "时间不能晚于现在")])
    if when < last:
        said = last.astimezone(CHINA)
        raise Refused(
            [Problem("at", f"时间不能早于上一步（{said.month}月{said.day}日 {said:%H:%M}）")]
        )
    return when


def record(
    work: Work,
    case: Case,
    happened: Happened,
    at: datetime,
    remark: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    """Add an event to a case."""
    work.session.add(
        CaseEvent(
            id=work.new_id(),
            station=work.station,
            case=case.id,
            happened=happened,
            at=at,
            entered_at=work.now,
            account=work.actor.account,
            actor_name=work.actor.name,
            remark=remark,
            data=data or {},
        )
    )
