"""What is wrong with a roster, day by day, in sentences (DUTY-02, DUTY-05). Pure.

A planner's proposal and a roster changed by hand are checked by the same function, so that the
calendar on the screen, the refusal to publish and the explanation of a clash never disagree.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from center.calendar import spoken
from center.roster.request import Days, Request, names, neighbours


class Breach(enum.StrEnum):
    """A rule that a roster breaks; the value names it."""

    EMPTY = "无人值班"
    SHORT = "人数不足"
    AWAY = "安排了不能值班的人"
    TWICE = "同一天重复安排"
    CHIEF = "正职本月没有值班"
    ROW = "连续两天值班"
    MOST = "超过每人天数上限"


BLOCKING = frozenset({Breach.EMPTY, Breach.AWAY, Breach.TWICE})
"""What a roster cannot be published with (DUTY-05)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach: on which day, by whom, said in a sentence with what would relax it."""

    breach: Breach
    sentence: str
    day: date | None = None
    member: UUID | None = None

    @property
    def blocking(self) -> bool:
        """Whether the roster cannot be published with it."""
        return self.breach in BLOCKING


def check(request: Request, days: Days) -> list[Finding]:
    """Everything that is wrong with a roster, worst first, then by day."""
    found: list[Finding] = []
    for day in request.need:
        found += _day(request, day, days.get(day, ()))
    found += _rows(request, days)
    found += _members(request, days)
    order = list(Breach)
    return sorted(found, key=lambda f: (order.index(f.breach), f.day or date.min))


def publishable(findings: list[Finding]) -> bool:
    """Whether nothing stands against publication (DUTY-05)."""
    return not any(finding.blocking for finding in findings)


def _day(request: Request, day: date, members: tuple[UUID, ...]) -> list[Finding]:
    found: list[Finding] = []
    wanted, there = request.need[day], len(set(members))
    if wanted and not there:
        found.append(Finding(Breach.EMPTY, f"{spoken(day)}没有人值班。{_why(request, day)}", day))
    elif there < wanted:
        words = f"{spoken(day)}要 {wanted} 人值班，只有 {there} 人。{_why(request, day)}"
        found.append(Finding(Breach.SHORT, words, day))
    if there < len(members):
        found.append(Finding(Breach.TWICE, f"{spoken(day)}有人被安排了两次。", day))
    by_id = {member.id: member for member in request.members}
    for member in dict.fromkeys(members):
        one = by_id.get(member)
        if one is None or not one.here(day):
            name = "一名已不在名单上的人" if one is None else one.name
            words = f"{spoken(day)}安排了{name}，当天不在岗，请换人。"
        elif day in one.off:
            words = f"{spoken(day)}安排了{one.name}，当天登记为不能值班，请换人或改不能值班的日期。"
        else:
            continue
        found.append(Finding(Breach.AWAY, words, day, member))
    return found


def _why(request: Request, day: date) -> str:
    """Who could not serve on a day and what to relax."""
    away = [m.id for m in request.members if m.here(day) and day in m.off]
    free = [m.id for m in request.members if m.can(day)]
    wanted = request.need[day]
    if len(free) >= wanted:
        return f"当天可以安排的有{names(request, free)}。"
    if not away:
        return "名单上当天没有足够的人，请增加值班人员，或减少当天人数。"
    return f"{names(request, away)}当天不能值班，请调整其中一人的日期，增加人员，或减少当天人数。"


def _rows(request: Request, days: Days) -> list[Finding]:
    found: list[Finding] = []
    around = {**request.served, **days}
    for day in request.need:
        before = neighbours(day)[0]
        for member in days.get(day, ()):
            if member in around.get(before, ()):
                words = f"{names(request, [member])}{spoken(before)}和{spoken(day)}连着值班。"
                found.append(Finding(Breach.ROW, words, day, member))
    return found


def _members(request: Request, days: Days) -> list[Finding]:
    found: list[Finding] = []
    for member in request.members:
        mine = sum(member.id in days.get(day, ()) for day in request.need)
        could = [day for day in request.need if member.here(day)]
        if member.chief and could and mine < request.chief_days:
            free = sum(member.can(day) for day in could)
            hint = (
                "请为他安排一天。" if free >= request.chief_days else "本月登记的日期都不能值班。"
            )
            words = f"正职{member.name}本月应值班 {request.chief_days} 天，排了 {mine} 天，{hint}"
            found.append(Finding(Breach.CHIEF, words, member=member.id))
        if request.most and mine > request.most:
            words = f"{member.name}排了 {mine} 天，超过每人 {request.most} 天的上限。"
            found.append(Finding(Breach.MOST, words, member=member.id))
    return found
