"""What every step of a case does: check that it is lawful, place it in time, record the event."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from center.cases.actions import Action, CaseFacts, reason_against
from center.cases.file import file_of
from center.cases.records import Case, CaseEvent, Happened
from center.errors import Problem, Refused
from center.records import CHINA, local_date
from center.registration import CLOCK_SLACK
from center.storage import Work
from center.text import BLOCK_LIMIT, length_problems


def must_be_lawful(work: Work, case: Case, action: Action, at: datetime | None = None) -> CaseFacts:
    """The case's facts on the day of the step; refuses one that is not lawful, with the reason."""
    facts = replace(file_of(work, case).facts, today=local_date(at or work.now))
    reason = reason_against(action, facts)
    if reason:
        raise Refused(f"现在不能{action.value}：{reason}。")
    return facts


def must_be_filled(**fields: tuple[str, str]) -> None:
    """Refuse empty and endless fields: each keyword is a field, its text and what to say."""
    problems: list[Problem] = []
    for name, (text, said) in fields.items():
        if not text.strip():
            problems.append(Problem(name, said))
        problems += length_problems(name, "这一项", text, BLOCK_LIMIT)
    if problems:
        raise Refused(problems)


def must_not_be_endless(**fields: str) -> None:
    """Refuse endless texts in fields that may stay empty."""
    problems: list[Problem] = []
    for name, text in fields.items():
        problems += length_problems(name, "这一项", text, BLOCK_LIMIT)
    if problems:
        raise Refused(problems)


def moment(work: Work, case: Case, facts: CaseFacts, at: datetime | None) -> datetime:
    """When the step happened: never in the future, never before the step before it.

    Times are typed to the minute, and clocks of two computers differ a little: within the same
    minute, and within the slack when no time was typed, the step follows the one before it.
    """
    last = max((e.at for e in facts.events), default=case.received_at)
    if at is None:
        if work.now < last - CLOCK_SLACK:
            raise Refused("电脑时间早于这件的上一步，没有保存。请先核对电脑的日期和时间。")
        return max(work.now, last)
    if at > work.now + CLOCK_SLACK:
        raise Refused([Problem("at", "时间不能晚于现在")])
    if at < last.replace(second=0, microsecond=0):
        said = last.astimezone(CHINA)
        raise Refused(
            [Problem("at", f"时间不能早于上一步（{said.month}月{said.day}日 {said:%H:%M}）")]
        )
    return max(at, last)


def record(
    work: Work,
    case: Case,
    happened: Happened,
    at: datetime,
    remark: str = "",
    data: dict[str, Any] | None = None,
) -> CaseEvent:
    """Add an event to a case."""
    event = CaseEvent(
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
    work.session.add(event)
    return event
