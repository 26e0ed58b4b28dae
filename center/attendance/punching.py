"""What the punches of a day mean, slot by slot (ATT-01…05). Pure.

Punches are kept as they came; this is derived from them and derived again when leave, an outing or
a rule arrives later. A missing punch is 未打卡（待核实） and never 旷工 by itself (D3).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from center.attendance.hours import Session, Shift, Slot, at
from center.records import CHINA

SAME_TAP = timedelta(minutes=3)
"""Taps closer than this to the one before are one tap."""
TOO_NEAR = timedelta(minutes=30)
"""Nobody arrives this shortly before closing nor leaves this shortly after opening."""
DAWN = timedelta(hours=4)
"""Taps of the night before this hour belong to the day before."""


class Result(enum.StrEnum):
    """How a slot was kept."""

    ON_TIME = "正常"
    LATE = "迟到"
    EARLY = "早退"
    MISSING = "未打卡（待核实）"
    EXEMPT = "免打卡"


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why somebody need not punch between two moments, both included (leave, outing, rest…)."""

    starts: datetime
    ends: datetime
    words: str

    def covers(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.starts <= moment <= self.ends


@dataclass(frozen=True, slots=True)
class Mark:
    """One slot judged: the tap that counts, the minutes late or early, the reason in a sentence."""

    slot: Slot
    result: Result
    tap: datetime | None
    minutes: int
    why: str


def working_day(tap: datetime) -> date:
    """The day a tap belongs to; just after midnight it is still the day before."""
    return (tap.astimezone(CHINA) - DAWN).date()


def collapsed(taps: Iterable[datetime]) -> list[datetime]:
    """The taps in order, of several within `SAME_TAP` the first."""
    found: list[datetime] = []
    last: datetime | None = None
    for tap in sorted(taps):
        if last is None or tap - last > SAME_TAP:
            found.append(tap)
        last = tap
    return found


def matched(taps: Iterable[datetime], shift: Shift, day: date) -> dict[Slot, datetime]:
    """Which tap counts for which slot.

    Taps are dealt to the sessions by the middle of the break between them; within one, the first is
    the arrival and the last the leaving. A single tap counts for the nearer of the two.
    """
    found: dict[Slot, datetime] = {}
    for session, mine in zip(shift.sessions, _dealt(collapsed(taps), shift, day), strict=True):
        opens, closes = at(day, session.opens), at(day, session.closes)
        arrivals = [tap for tap in mine if tap < closes - TOO_NEAR]
        leavings = [tap for tap in mine if tap > opens + TOO_NEAR]
        if len(mine) == 1 and arrivals and leavings:
            nearer_open = abs(mine[0] - opens) <= abs(closes - mine[0])
            arrivals, leavings = (arrivals, []) if nearer_open else ([], leavings)
        if arrivals:
            found[session.arrive] = arrivals[0]
        if leavings and leavings[-1] != found.get(session.arrive):
            found[session.leave] = leavings[-1]
    return found


def judge(
    taps: Iterable[datetime], shift: Shift, day: date, exemptions: Sequence[Exemption] = ()
) -> tuple[Mark, ...]:
    """Every slot of a working day, in order."""
    found = matched(taps, shift, day)
    return tuple(_mark(slot, found.get(slot), shift, day, exemptions) for slot in shift.slots)


def _mark(
    slot: Slot, tap: datetime | None, shift: Shift, day: date, exemptions: Sequence[Exemption]
) -> Mark:
    due = at(day, shift.nominal(slot))
    said = f"{due:%H:%M}{'上班' if slot.arrives else '下班'}"
    for exemption in exemptions:
        if exemption.covers(due):
            return Mark(slot, Result.EXEMPT, tap, 0, f"{exemption.words}，不需打卡")
    if tap is None:
        return Mark(slot, Result.MISSING, None, 0, f"{said}，没有打卡记录，待核实")
    local = tap.astimezone(CHINA)
    punched = f"{local:%H:%M:%S}打卡"
    if slot.arrives:
        if tap > due + timedelta(minutes=shift.late_after):
            minutes = _whole_minutes(tap - due)
            words = f"{punched}，{said}，允许晚 {shift.late_after} 分钟，迟到 {minutes} 分钟"
            return Mark(slot, Result.LATE, tap, minutes, words)
    elif tap < due - timedelta(minutes=shift.early_before):
        minutes = _whole_minutes(due - tap)
        return Mark(slot, Result.EARLY, tap, minutes, f"{punched}，{said}，早退 {minutes} 分钟")
    return Mark(slot, Result.ON_TIME, tap, 0, f"{punched}，{said}")


def _whole_minutes(span: timedelta) -> int:
    """Begun minutes: one second late is one minute."""
    return -(-int(span.total_seconds()) // 60)


def _dealt(taps: Sequence[datetime], shift: Shift, day: date) -> list[list[datetime]]:
    if len(shift.sessions) == 1:
        return [list(taps)]
    first, second = shift.sessions
    start, end = at(day, first.closes), at(day, second.opens)
    middle = start + (end - start) / 2
    early = [tap for tap in taps if tap <= middle]
    late = [tap for tap in taps if tap > middle]
    at_noon = [tap for tap in taps if start <= tap <= end]
    if len(at_noon) > 1:
        # Both taps of the break in one half of it: one of them still belongs to the other session.
        if at_noon[-1] <= middle and not _arrives(late, second, day):
            early.remove(at_noon[-1])
            late.insert(0, at_noon[-1])
        elif at_noon[0] > middle and not _leaves(early, first, day):
            late.remove(at_noon[0])
            early.append(at_noon[0])
    return [early, late]


def _arrives(taps: Sequence[datetime], session: Session, day: date) -> bool:
    return any(tap < at(day, session.closes) - TOO_NEAR for tap in taps)


def _leaves(taps: Sequence[datetime], session: Session, day: date) -> bool:
    return any(tap > at(day, session.opens) + TOO_NEAR for tap in taps)
