"""What the punches of a day mean, slot by slot (ATT-01…05). Pure.

Punches are kept as they came; this is derived from them and derived again when leave, an outing or
a rule arrives later. A missing punch is 未打卡（待核实） and never 旷工 by itself (D3).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from center.attendance.hours import Shift, Slot, at
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


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A session of one day in moments: who comes after `arrives_by` only leaves."""

    arrive: Slot
    leave: Slot
    opens: datetime
    closes: datetime
    arrives_by: datetime
    leaves_from: datetime


@dataclass(frozen=True, slots=True)
class _Due:
    """When a slot is due on one day, up to which moment it is kept, and the hour in words."""

    slot: Slot
    arrives: bool
    at: datetime
    limit: datetime
    said: str


@lru_cache(maxsize=4096)
def _stretches(shift: Shift, day: date) -> tuple[tuple[_Stretch, ...], tuple[_Due, ...]]:
    """The moments of a day, once for everybody who works these hours."""
    late, early = timedelta(minutes=shift.late_after), timedelta(minutes=shift.early_before)
    stretches: list[_Stretch] = []
    dues: list[_Due] = []
    for one in shift.sessions:
        opens, closes = at(day, one.opens), at(day, one.closes)
        stretches.append(
            _Stretch(one.arrive, one.leave, opens, closes, closes - TOO_NEAR, opens + TOO_NEAR)
        )
        dues.append(_Due(one.arrive, True, opens, opens + late, f"{opens:%H:%M}上班"))
        dues.append(_Due(one.leave, False, closes, closes - early, f"{closes:%H:%M}下班"))
    return tuple(stretches), tuple(dues)


def matched(taps: Iterable[datetime], shift: Shift, day: date) -> dict[Slot, datetime]:
    """Which tap counts for which slot.

    Taps are dealt to the sessions by the middle of the break between them; within one, the first is
    the arrival and the last the leaving. A single tap counts for the nearer of the two.
    """
    return _matched(taps, _stretches(shift, day)[0])


def _matched(taps: Iterable[datetime], stretches: Sequence[_Stretch]) -> dict[Slot, datetime]:
    found: dict[Slot, datetime] = {}
    for one, mine in zip(stretches, _dealt(collapsed(taps), stretches), strict=True):
        arrivals = [tap for tap in mine if tap < one.arrives_by]
        leavings = [tap for tap in mine if tap > one.leaves_from]
        if len(mine) == 1 and arrivals and leavings:
            nearer_open = abs(mine[0] - one.opens) <= abs(one.closes - mine[0])
            arrivals, leavings = (arrivals, []) if nearer_open else ([], leavings)
        if arrivals:
            found[one.arrive] = arrivals[0]
        if leavings and leavings[-1] != found.get(one.arrive):
            found[one.leave] = leavings[-1]
    return found


def judge(
    taps: Iterable[datetime], shift: Shift, day: date, exemptions: Sequence[Exemption] = ()
) -> tuple[Mark, ...]:
    """Every slot of a working day, in order."""
    stretches, dues = _stretches(shift, day)
    found = _matched(taps, stretches)
    return tuple([_mark(due, found.get(due.slot), shift, exemptions) for due in dues])


def _mark(due: _Due, tap: datetime | None, shift: Shift, exemptions: Sequence[Exemption]) -> Mark:
    for exemption in exemptions:
        if exemption.covers(due.at):
            return Mark(due.slot, Result.EXEMPT, tap, 0, f"{exemption.words}，不需打卡")
    if tap is None:
        return Mark(due.slot, Result.MISSING, None, 0, f"{due.said}，没有打卡记录，待核实")
    words = f"{tap.astimezone(CHINA).time().isoformat('seconds')}打卡，{due.said}"
    if due.arrives:
        if tap > due.limit:
            minutes = _whole_minutes(tap - due.at)
            words += f"，允许晚 {shift.late_after} 分钟，迟到 {minutes} 分钟"
            return Mark(due.slot, Result.LATE, tap, minutes, words)
    elif tap < due.limit:
        minutes = _whole_minutes(due.at - tap)
        return Mark(due.slot, Result.EARLY, tap, minutes, f"{words}，早退 {minutes} 分钟")
    return Mark(due.slot, Result.ON_TIME, tap, 0, words)


def _whole_minutes(span: timedelta) -> int:
    """Begun minutes: one second late is one minute."""
    return -(-int(span.total_seconds()) // 60)


def _dealt(taps: Sequence[datetime], stretches: Sequence[_Stretch]) -> list[list[datetime]]:
    if len(stretches) == 1:
        return [list(taps)]
    first, second = stretches
    start, end = first.closes, second.opens
    middle = start + (end - start) / 2
    early = [tap for tap in taps if tap <= middle]
    late = [tap for tap in taps if tap > middle]
    at_noon = [tap for tap in taps if start <= tap <= end]
    if len(at_noon) > 1:
        # Both taps of the break in one half of it: one of them still belongs to the other session.
        if at_noon[-1] <= middle and not any(tap < second.arrives_by for tap in late):
            early.remove(at_noon[-1])
            late.insert(0, at_noon[-1])
        elif at_noon[0] > middle and not any(tap > first.leaves_from for tap in early):
            late.remove(at_noon[0])
            early.append(at_noon[0])
    return [early, late]
