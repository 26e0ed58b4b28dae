"""The two clocks of a case (D1): events and the item's limits in, deadlines out. Pure.

From receipt to acceptance only the notice clock runs. The handling clock starts when the papers
are complete and accepted; a supplement notice after that pauses it. Where the item has it (D9), a
notice that came too late makes the case count as accepted from the day of receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from center.calendar import WorkCalendar, spoken
from center.cases.records import Case, CaseEvent, Happened, Urgency, in_order
from center.clock import Deadline, Extension, Pause, State, Unit, deadline, deemed_accepted
from center.items import CaseKind, Item, LimitUnit
from center.records import local_date
from center.settings import Values

NOTICE_CLOCK = "补正告知期限"
HANDLING_CLOCK = "承诺办结时限"
LEGAL_CLOCK = "法定时限"


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of days, what they are counted in, and where the number comes from (Chinese)."""

    days: int
    unit: Unit
    source: str


@dataclass(frozen=True, slots=True)
class CaseClock:
    """The deadlines of one case. `current` is the one the light follows, `name` says which it is.

    `unextended` is the handling deadline without its extension, None when there was none;
    `deemed_from` is the day of receipt when the case counts as accepted for want of a notice in
    time.
    """

    name: str
    current: Deadline
    notice: Deadline
    handling: Deadline | None
    legal: Deadline | None
    deemed_from: date | None
    unextended: Deadline | None = None


def handling_limit(case: Case, item: Item, settings: Values) -> Limit:
    """The promised limit, else the statutory one, else by urgency (CASE-04).

    An instant case ends on its day (CASE-01); converted into a committed one it has no promise
    left. In the green channel the limit is no longer than the parameter (CASE-15).
    """
    limit = _ordinary_limit(case, item, settings)
    green = settings.number("green_channel_days")
    if case.green is not None and limit.days > green:
        return Limit(green, Unit.WORKDAY, f"绿色通道：{case.green.value}")
    return limit


def _ordinary_limit(case: Case, item: Item, settings: Values) -> Limit:
    if case.case_kind is CaseKind.INSTANT:
        return Limit(0, Unit.SAME_DAY, "即办件")
    if item.promised_limit is not None and item.case_kind is not CaseKind.INSTANT:
        unit = Unit.SAME_DAY if item.promised_limit == 0 else Unit.WORKDAY
        return Limit(item.promised_limit, unit, "承诺时限")
    if item.legal_limit is not None:
        return Limit(item.legal_limit, legal_unit(item), "法定时限")
    name = {
        Urgency.NORMAL: "urgency_normal_days",
        Urgency.URGENT: "urgency_urgent_days",
        Urgency.EXTRA: "urgency_extra_days",
    }[case.urgency]
    return Limit(settings.number(name), Unit.WORKDAY, f"无规定时限，按{case.urgency.value}件")


def days_early(clock: CaseClock, limit: Limit) -> int:
    """How many days of the promised limit, in its unit, a finished case did not need (CASE-08).

    0 for an open, a late and an instant case; an extension saves nothing.
    """
    handling = clock.handling
    if handling is None or handling.state is not State.ON_TIME or handling.days_used is None:
        return 0
    return max(0, limit.days - handling.days_used)


def legal_unit(item: Item) -> Unit:
    """What the statutory limit is counted in."""
    return Unit.WORKDAY if item.limit_unit is LimitUnit.WORKDAY else Unit.DAY


def clock_of(
    case: Case,
    item: Item,
    events: Sequence[CaseEvent],
    calendar: WorkCalendar,
    settings: Values,
    today: date,
) -> CaseClock:
    """Compute every deadline of a case as it stands on `today`."""
    alive = in_order(events)
    soon = settings.number("due_soon_days")
    ended = ended_on(case, alive)
    notice, told = _notice_clock(case, item, alive, calendar, today, soon)
    deemed: date | None = None
    if item.deemed_acceptance and (ended is None or case.accepted_on is not None):
        deemed = deemed_accepted(
            local_date(case.received_at),
            item.notice_limit,
            calendar,
            _first(alive, *_TELLING),
            today,
        )
    begun = case.accepted_on or deemed
    if begun is None:
        current = notice
        if told is not None and ended is None:
            current = _waiting(notice, told)
        return CaseClock(NOTICE_CLOCK, current, notice, None, None, None)

    pauses = pauses_of(alive, begun, settings)
    if item.restart_after_supplement:
        restarted = _last(alive, Happened.SUPPLEMENT_DONE)
        if restarted is not None and restarted > begun:
            begun = restarted
            pauses = [p for p in pauses if p.until is None or p.until > begun]

    def count(days: int, unit: Unit, extensions: Sequence[Extension]) -> Deadline:
        return deadline(
            begun,
            days,
            unit,
            calendar,
            roll=unit is Unit.DAY,
            pauses=pauses,
            extensions=extensions,
            today=today,
            finished=ended,
            due_soon=soon,
        )

    extensions = [
        Extension(int(e.data["days"]), f"{e.data['approver']}批准：{e.data['reason']}")
        for e in alive
        if e.happened is Happened.EXTENDED
    ]
    limit = handling_limit(case, item, settings)
    handling = count(limit.days, limit.unit, extensions)
    legal = None
    if item.legal_limit is not None:
        # Only an extension the item's law provides for moves the statutory limit itself.
        moved = extensions if item.max_extension or limit.source == LEGAL_CLOCK else []
        legal = count(item.legal_limit, legal_unit(item), moved)
    before = count(limit.days, limit.unit, ()) if extensions else None
    return CaseClock(HANDLING_CLOCK, handling, notice, handling, legal, deemed, before)


_TELLING = (
    Happened.SUPPLEMENT_ASKED,
    Happened.ACCEPTED,
    Happened.REFUSED,
    Happened.RETURNED,
)


def _notice_clock(
    case: Case,
    item: Item,
    events: Sequence[CaseEvent],
    calendar: WorkCalendar,
    today: date,
    soon: int,
) -> tuple[Deadline, date | None]:
    """The notice clock, and the day the applicant was told (None while it runs).

    Telling what is missing stops it, completed papers start it anew.
    """
    started, told = local_date(case.received_at), None
    for event in events:
        if event.happened is Happened.SUPPLEMENT_DONE:
            started, told = local_date(event.at), None
        elif event.happened in _TELLING:
            told = local_date(event.at)
        if event.happened is Happened.ACCEPTED:
            break
    clock = deadline(
        started,
        item.notice_limit,
        Unit.WORKDAY,
        calendar,
        today=today,
        finished=told,
        due_soon=soon,
    )
    return clock, told


def _waiting(notice: Deadline, told: date) -> Deadline:
    """No clock runs while the applicant completes the papers."""
    line = f"{spoken(told)}已告知补正，等申请人补齐材料，补齐后重新起算"
    return replace(notice, state=State.PAUSED, explanation=(*notice.explanation, line))


def ended_on(case: Case, events: Sequence[CaseEvent]) -> date | None:
    """The day a case was finished, refused or returned; None while it is open."""
    if case.finished_at is not None:
        return local_date(case.finished_at)
    return _first(events, Happened.REFUSED, Happened.RETURNED)


def pauses_of(events: Sequence[CaseEvent], since: date, settings: Values) -> list[Pause]:
    """The spans that do not count: supplements (unless switched off) and suspensions."""
    opening = {Happened.SUSPENDED: Happened.RESUMED}
    if settings.switch("clock_stop_on_supplement"):
        opening[Happened.SUPPLEMENT_ASKED] = Happened.SUPPLEMENT_DONE
    found: list[Pause] = []
    for start, end in opening.items():
        begun: CaseEvent | None = None
        for event in events:
            if event.happened is start and begun is None:
                begun = event
            elif event.happened is end and begun is not None:
                found.append(_pause(begun, local_date(event.at)))
                begun = None
        if begun is not None:
            found.append(_pause(begun, None))
    return [p for p in found if p.until is None or p.until > since]


def _pause(event: CaseEvent, until: date | None) -> Pause:
    reason = str(event.data.get("reason") or "")
    if event.happened is Happened.SUPPLEMENT_ASKED:
        return Pause(local_date(event.at), until)
    return Pause(local_date(event.at), until, reason or "暂停办理")


def _first(events: Sequence[CaseEvent], *kinds: Happened) -> date | None:
    days = [local_date(e.at) for e in events if e.happened in kinds]
    return days[0] if days else None


def _last(events: Sequence[CaseEvent], kind: Happened) -> date | None:
    return max((local_date(e.at) for e in events if e.happened is kind), default=None)
