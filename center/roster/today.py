"""What the rosters ask of today: who is on duty, and what waits (DUTY-03, DUTY-06, HR-08)."""

from __future__ import annotations

from dataclasses import dataclass

from center.rights import Right, needs
from center.roster.changing import swaps
from center.roster.duty import OnDuty, on_duty, without_record
from center.roster.meetings import meeting_missing
from center.roster.publishing import Unpublished, unpublished
from center.storage import Work


@dataclass(frozen=True, slots=True)
class RosterToday:
    """Who is on duty; turns without a record, swaps to decide, months to publish.

    `meeting` says that the week ends without a meeting on record.
    """

    duty: OnDuty
    missing: int
    swaps: int
    unpublished: tuple[Unpublished, ...]
    meeting: bool


@needs(Right.SEE_OFFICE)
def roster_today(work: Work) -> RosterToday:
    """Everything 今日 says about duty."""
    return RosterToday(
        duty=on_duty(work),
        missing=len(without_record(work)),
        swaps=len(swaps(work, waiting=True)),
        unpublished=tuple(unpublished(work)),
        meeting=meeting_missing(work),
    )
