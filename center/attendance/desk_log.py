"""Looking back: who was away from the desk how long (ATT-07), what spot checks found (ATT-06)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from center.attendance.outings import AwayLight, away_light, desk_aways, spot_checks
from center.attendance.records import DeskAway, Found, SpotCheck
from center.errors import Problem, Refused
from center.rights import Right, needs
from center.settings import values
from center.staff import Staff, everything
from center.storage import Work
from center.text import clean_line


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a log shows; empty shows all. `state` is an `AwayLight` or a `Found` by its name."""

    first: date
    last: date
    staff: UUID | None = None
    window: str = ""
    state: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class AwayRow:
    """One absence from the desk; `minutes` to now while `returned_at` is None."""

    id: UUID
    name: str
    window: str
    left_at: datetime
    returned_at: datetime | None
    minutes: int
    light: AwayLight
    reason: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One spot check."""

    id: UUID
    name: str
    window: str
    at: datetime
    found: Found
    minutes: int
    checker: str
    remark: str


@needs(Right.SEE_OFFICE)
def away_rows(work: Work, wanted: Wanted) -> list[AwayRow]:
    """The absences of a span, latest first, each with its 15 or 30 minute mark (ATT-07)."""
    names, settings = _names(work), values(work.session, work.now)
    found: list[AwayRow] = []
    for one in desk_aways(work, wanted.first, wanted.last):
        back = one.returned_at or work.now
        row = AwayRow(
            id=one.id,
            name=names.get(one.staff, ""),
            window=one.window,
            left_at=one.left_at,
            returned_at=one.returned_at,
            minutes=int((back - one.left_at).total_seconds() // 60),
            light=away_light(one.left_at, back, settings),
            reason=one.reason,
        )
        if _holds(wanted, one.staff, row.window, row.light.value, row.name, row.reason):
            found.append(row)
    return found


@needs(Right.SEE_OFFICE)
def check_rows(work: Work, wanted: Wanted) -> list[CheckRow]:
    """The spot checks of a span, latest first (ATT-06, ATT-08)."""
    names = _names(work)
    return [
        CheckRow(
            id=one.id,
            name=names.get(one.staff, ""),
            window=one.window,
            at=one.at,
            found=one.found,
            minutes=one.minutes,
            checker=one.checker,
            remark=one.remark,
        )
        for one in reversed(spot_checks(work, wanted.first, wanted.last))
        if _holds(
            wanted, one.staff, one.window, one.found.value, names.get(one.staff, ""), one.remark
        )
    ]


@needs(Right.KEEP_ATTENDANCE)
def void_entry(work: Work, entry: DeskAway | SpotCheck, reason: str) -> None:
    """Void what was entered by mistake, with the reason."""
    said = clean_line(reason)
    if not said:
        raise Refused([Problem("reason", "请写明作废的原因")])
    if entry.voided_at is not None:
        raise Refused([Problem("reason", "这一条已经作废")])
    entry.voided_at, entry.void_reason = work.now, said


def _names(work: Work) -> dict[UUID, str]:
    return {one.id: one.name for one in everything(work, Staff)}


def _holds(wanted: Wanted, staff: UUID, window: str, state: str, *said: str) -> bool:
    if wanted.staff not in (None, staff) or wanted.window not in ("", window):
        return False
    if wanted.state not in ("", state):
        return False
    return not wanted.text or any(wanted.text in part for part in (*said, window))
