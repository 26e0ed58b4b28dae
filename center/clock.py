"""The one clock: every deadline of the office is computed here and nowhere else.

Rules: D1 (two clocks, pauses, extensions, rolling), D6 (states), D9 (deemed acceptance), CASE-04,
CASE-15, CASE-29, ONCE-03. Pure: no database, no wall clock, no order of recording.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from center.calendar import ONE_DAY, WorkCalendar, spoken
from center.errors import Problem, Refused

LONGEST_LIMIT = 7305  # days, 20 years: beyond it a limit is a slip of the hand
LONGEST_PAUSE = 7305
DUE_SOON_DAYS = 2  # parameter due_soon_days, working days
DEFAULT_PAUSE = "等待补正材料"
UNKNOWN_YEAR = "节假日未公布，暂按周末推算"  # also printed on papers


class Unit(StrEnum):
    """What a limit counts. For SAME_DAY and NEXT_DAY the limit is fixed (0 and 1 calendar days)."""

    WORKDAY = "workday"
    DAY = "day"
    SAME_DAY = "same_day"
    NEXT_DAY = "next_day"


UNIT_LABELS = {
    Unit.WORKDAY: "个工作日",
    Unit.DAY: "日",
    Unit.SAME_DAY: "当日",
    Unit.NEXT_DAY: "次日",
}
FIXED_LIMITS = {Unit.SAME_DAY: 0, Unit.NEXT_DAY: 1}


class State(StrEnum):
    """The lights (D6) of an open matter, and how a finished one ended."""

    NORMAL = "normal"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    PAUSED = "paused"
    ON_TIME = "on_time"
    LATE = "late"


STATE_LABELS = {
    State.NORMAL: "正常",
    State.DUE_SOON: "将到期",
    State.DUE_TODAY: "今天到期",
    State.OVERDUE: "超期",
    State.PAUSED: "暂停（不计入时限）",
    State.ON_TIME: "按时办结",
    State.LATE: "超期办结",
}


@dataclass(frozen=True, slots=True, order=True)
class Pause:
    """Days that do not count: those after `since` through `until` (None: not over yet).

    `since` is the day the supplement notice was given (or the handling suspended), `until` the day
    the papers were complete (or the handling resumed). `reason` is Chinese, shown to the clerk.
    """

    since: date
    until: date | None = None
    reason: str = DEFAULT_PAUSE


@dataclass(frozen=True, slots=True, order=True)
class Extension:
    """More days in the unit of the limit; `note` says who approved it and why (Chinese)."""

    days: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that did not count, and why (Chinese)."""

    date: date
    reason: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A computed deadline.

    `raw_due` is the last day of the limit, `due` the same after rolling. `days_used` and
    `days_left` are in the unit of the limit (working days or calendar days), None when neither
    today nor the day of finishing is given; `days_left` is None too once finished or overdue.
    `days_over` is how late it is or was, at least 1 when late.
    """

    due: date
    raw_due: date
    days_used: int | None
    days_left: int | None
    days_over: int
    state: State
    skipped: tuple[Skipped, ...]
    unknown_years: tuple[int, ...]
    explanation: tuple[str, ...]


def deadline(
    start: date,
    limit: int,
    unit: Unit,
    calendar: WorkCalendar,
    *,
    roll: bool = False,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
    today: date | None = None,
    finished: date | None = None,
    due_soon: int = DUE_SOON_DAYS,
) -> Deadline:
    """When a limit of `limit` days that starts at `start` ends, and how it stands (D1, D6).

    The start day does not count (民法典 201). Overlapping pauses count once; a pause that starts on
    or after the raw due date changes nothing; a pause without an end counts through `finished` or
    `today`. Extensions lengthen the limit, then the end rolls once to a working day when `roll`
    (民法典 203). Without `today` and `finished` the state is NORMAL. `due_soon` is in working days.

    Raises Refused for a negative limit or one of more than 20 years, a pause that ends before it
    starts, and a matter finished before its start. An open pause needs `today` or `finished`.
    """
    pauses, extensions = sorted(pauses, key=_pause_order), sorted(extensions)
    as_of = finished or today
    total = FIXED_LIMITS.get(unit, limit) + sum(extension.days for extension in extensions)
    _check(start, limit, total, extensions, pauses, finished)
    excluded = _excluded_days(pauses, as_of)
    raw_due, skipped = _count(start, total, unit, calendar, excluded)
    due = calendar.next_workday(raw_due) if roll else raw_due
    rolled = tuple(
        Skipped(day, f"{calendar.why_off(day)}，到期日顺延") for day in _days(raw_due, due)
    )
    unknown = _unknown_years(start, raw_due, due, unit, roll, calendar)
    effective = [pause for pause in pauses if pause.since < raw_due]
    state = _state(raw_due, due, calendar, effective, today, finished, due_soon)
    late = state in (State.OVERDUE, State.LATE)
    still_open = [pause for pause in effective if pause.until is None and finished is None]
    running = as_of is not None and finished is None and not late
    return Deadline(
        due=due,
        raw_due=raw_due,
        days_used=None if as_of is None else _used(start, as_of, unit, calendar, effective),
        days_left=_distance(as_of, due, unit, calendar) if as_of and running else None,
        days_over=max(1, _distance(due, as_of, unit, calendar)) if as_of and late else 0,
        state=state,
        skipped=skipped + rolled,
        unknown_years=unknown,
        explanation=_explain(
            _Reading(start, total, unit, calendar, extensions, still_open, skipped),
            raw_due,
            due,
            unknown,
        ),
    )


def soon_until(today: date, calendar: WorkCalendar, due_soon: int = DUE_SOON_DAYS) -> date:
    """The last raw due date that is 将到期 on `today`: at most `due_soon` working days ahead.

    With it lists find states by date alone: overdue `due < today`; today `due == today`; soon
    `today < due` and `raw_due <= soon_until(today)`; the rest is normal.
    """
    day = today
    for _ in range(due_soon + 1):
        day = calendar.next_workday(day + ONE_DAY)
    return day - ONE_DAY


def deemed_accepted(
    received: date,
    notice_limit: int,
    calendar: WorkCalendar,
    notice_given: date | None,
    today: date,
    *,
    unit: Unit = Unit.WORKDAY,
) -> date | None:
    """The day an application counts as accepted because nobody told the applicant in time.

    行政许可法 Art. 32, only for items whose catalogue row says so (D9): when the notice limit has
    passed without a supplement notice (or it came later), acceptance dates back to `received`.
    None while the limit runs or when the notice was in time.
    """
    due = deadline(received, notice_limit, unit, calendar).due
    told = today if notice_given is None else notice_given
    return received if told > due else None


# --- counting ------------------------------------------------------------------------------------


def _pause_order(pause: Pause) -> tuple[date, date, str]:
    return pause.since, pause.until or date.max, pause.reason


def _check(
    start: date,
    limit: int,
    total: int,
    extensions: Sequence[Extension],
    pauses: Sequence[Pause],
    finished: date | None,
) -> None:
    problems: list[Problem] = []
    if limit < 0:
        problems.append(Problem("limit", "时限不能是负数"))
    if any(extension.days < 0 for extension in extensions):
        problems.append(Problem("extensions", "延长的天数不能是负数"))
    if total > LONGEST_LIMIT:
        problems.append(Problem("limit", "时限超过20年，请检查是否写错"))
    for pause in pauses:
        if pause.until and pause.until < pause.since:
            message = f"暂停的结束日{spoken(pause.until)}早于开始日{spoken(pause.since)}"
            problems.append(Problem("pauses", message))
        elif pause.until and (pause.until - pause.since).days > LONGEST_PAUSE:
            problems.append(Problem("pauses", "暂停超过20年，请检查日期是否写错"))
    if finished and finished < start:
        message = f"办结日期{spoken(finished)}早于起算日{spoken(start)}"
        problems.append(Problem("finished", message))
    if start.year > 9000:
        problems.append(Problem("start", "起算日太远，请检查日期是否写错"))
    if problems:
        raise Refused(problems)


def _excluded_days(pauses: Sequence[Pause], as_of: date | None) -> dict[date, str]:
    """Every paused day and its reason; the earlier pause names a day that two share."""
    excluded: dict[date, str] = {}
    for pause in pauses:
        until = pause.until or as_of
        if until is None:
            raise ValueError("an open pause needs today or finished")
        for day in _days(pause.since + ONE_DAY, until + ONE_DAY):
            excluded.setdefault(day, pause.reason)
    return excluded


def _days(first: date, after: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((after - first).days)]


def _count(
    start: date, total: int, unit: Unit, calendar: WorkCalendar, excluded: dict[date, str]
) -> tuple[date, tuple[Skipped, ...]]:
    skipped: list[Skipped] = []
    day, left = start, total
    while left:
        day += ONE_DAY
        # The pause comes first, so that a clerk reads one run and not its weekends one by one.
        why = excluded.get(day) or (calendar.why_off(day) if unit is Unit.WORKDAY else "")
        if why:
            skipped.append(Skipped(day, why))
        else:
            left -= 1
    return day, tuple(skipped)


def _used(
    start: date, as_of: date, unit: Unit, calendar: WorkCalendar, effective: Sequence[Pause]
) -> int:
    excluded = _excluded_days(effective, as_of)
    days = [day for day in _days(start + ONE_DAY, as_of + ONE_DAY) if day not in excluded]
    return sum(calendar.is_workday(day) for day in days) if unit is Unit.WORKDAY else len(days)


def _distance(start: date, end: date, unit: Unit, calendar: WorkCalendar) -> int:
    if unit is Unit.WORKDAY:
        return calendar.workdays_between(start, end)
    return max(0, (end - start).days)


def _unknown_years(
    start: date, raw_due: date, due: date, unit: Unit, roll: bool, calendar: WorkCalendar
) -> tuple[int, ...]:
    """Years without an arrangement among the days whose kind was looked at."""
    years: set[int] = set()
    if unit is Unit.WORKDAY and raw_due > start:
        years.update(range((start + ONE_DAY).year, raw_due.year + 1))
    if roll:
        years.update((raw_due.year, due.year))
    return tuple(sorted(years - calendar.known_years))


def _state(
    raw_due: date,
    due: date,
    calendar: WorkCalendar,
    effective: Sequence[Pause],
    today: date | None,
    finished: date | None,
    due_soon: int,
) -> State:
    if finished is not None:
        return State.ON_TIME if finished <= due else State.LATE
    if today is None:
        return State.NORMAL
    # On the day the papers are complete the clock is running again.
    if any(p.since <= today and (p.until is None or today < p.until) for p in effective):
        return State.PAUSED
    if today > due:
        return State.OVERDUE
    if today == due:
        return State.DUE_TODAY
    # Warn on the earlier of the two dates: some laws know no rolling (信访工作条例).
    return State.DUE_SOON if raw_due <= soon_until(today, calendar, due_soon) else State.NORMAL


# --- explaining ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the explanation is told from."""

    start: date
    total: int
    unit: Unit
    calendar: WorkCalendar
    extensions: Sequence[Extension]
    open_pauses: Sequence[Pause]
    skipped: Sequence[Skipped]


def _explain(
    reading: _Reading, raw_due: date, due: date, unknown: Sequence[int]
) -> tuple[str, ...]:
    """Short lines a clerk can read out to the applicant."""
    lines = [_start_line(reading)]
    lines += [
        f"批准延长{_amount(extension.days, reading.unit)}"
        + (f"（{extension.note}）" if extension.note else "")
        for extension in reading.extensions
    ]
    if reading.extensions:
        lines.append(f"延长后时限合计{_amount(reading.total, reading.unit)}")
    lines += _skipped_lines(reading.skipped)
    lines += _worked_lines(reading, raw_due)
    lines += [
        f"{spoken(pause.since)}起暂停（{pause.reason}），尚未恢复，到期日按暂停到今天推算，恢复后重新计算"
        for pause in reading.open_pauses
    ]
    if due != raw_due:
        why = reading.calendar.why_off(raw_due)
        lines.append(f"最后一天{spoken(raw_due)}是{why}，顺延到{spoken(due)}")
    if unknown:
        years = "、".join(f"{year}年" for year in unknown)
        lines.append(f"{years}{UNKNOWN_YEAR}，公布并导入后会重新计算")
    return (*lines, f"到期日：{spoken(due)}")


def _start_line(reading: _Reading) -> str:
    start = spoken(reading.start)
    if reading.unit in FIXED_LIMITS:
        return f"从{start}起算，时限为{UNIT_LABELS[reading.unit]}"
    days = reading.total - sum(extension.days for extension in reading.extensions)
    if days == 0:
        return f"{start}当天办结"
    return f"从{start}起算，当天不计，时限{_amount(days, reading.unit)}"


def _amount(days: int, unit: Unit) -> str:
    return f"{days}{UNIT_LABELS[unit] if unit is Unit.WORKDAY else '天'}"


def _skipped_lines(skipped: Sequence[Skipped]) -> list[str]:
    """One line for each run of holidays or paused days, one for all weekends together."""
    lines: list[str] = []
    weekends: list[str] = []
    count = 0
    for reason, days in _runs(skipped):
        if reason == "周末":
            weekends.append(_span(days))
            count += len(days)
        else:
            lines.append(f"{_span(days)}{reason}，共{len(days)}天，不计入")
    if weekends:
        shown = "、".join(weekends[:6]) + ("等" if len(weekends) > 6 else "")
        lines.append(f"周末共{count}天不计入（{shown}）")
    return lines


def _runs(skipped: Sequence[Skipped]) -> list[tuple[str, list[date]]]:
    # Neighbouring days of one reason share the difference between their day and their place.
    numbered = enumerate(skipped)
    groups = groupby(numbered, key=lambda n: (n[1].reason, n[1].date.toordinal() - n[0]))
    return [(key[0], [entry.date for _, entry in group]) for key, group in groups]


def _span(days: Sequence[date]) -> str:
    first, last = days[0], days[-1]
    start = f"{first.month}月{first.day}日"
    if first == last:
        return start
    if first.year != last.year:
        return f"{first.year}年{start}至{last.year}年{last.month}月{last.day}日"
    if first.month == last.month:
        return f"{start}至{last.day}日"
    return f"{start}至{last.month}月{last.day}日"


def _worked_lines(reading: _Reading, raw_due: date) -> list[str]:
    if reading.unit is not Unit.WORKDAY:
        return []
    skipped = {entry.date for entry in reading.skipped}
    return [
        f"{spoken(day)}是{why}，照常计算"
        for day in _days(reading.start + ONE_DAY, raw_due + ONE_DAY)
        if day not in skipped and (why := reading.calendar.why_worked(day))
    ]
