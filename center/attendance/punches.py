"""Punches as they come: from files, repeatable and undoable, and by hand (ATT-01, ATT-02, D4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import select

from center.attendance.closing import must_be_open
from center.attendance.punch_files import PunchFile, Tap, Trouble
from center.attendance.punching import working_day
from center.attendance.records import Punch, PunchImport, PunchUser
from center.calendar import spoken
from center.collector import uncollected
from center.errors import Problem, Refused
from center.imports.rows import Progress, silent
from center.journal import columns_of, created, note
from center.records import CHINA
from center.registration.visits import CLOCK_SLACK
from center.rights import Right, needs, visible
from center.staff import Staff
from center.storage import Work

WRONG_BY = 40
"""Minutes off his usual time from which a whole day of punches is suspect."""
ALIKE = 15
"""Minutes by which the shifts of a suspect day may differ from person to person."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A number or name in the file that nobody was told to be; `proposed` has the same name.

    `row` is the first line it stands in.
    """

    user: str
    name: str
    count: int
    proposed: UUID | None
    row: int = 0


@dataclass(frozen=True, slots=True)
class Odd:
    """Something about the lines of a file from `row` to `last`, in a sentence."""

    row: int
    last: int
    user: str
    sentence: str

    @property
    def where(self) -> str:
        """第 3 行, or 第 3—8 行."""
        return f"第 {self.row} 行" if self.row == self.last else f"第 {self.row}—{self.last} 行"


@dataclass(frozen=True, slots=True)
class PunchPlan:
    """What taking in a file would do; nothing is written yet.

    `repeated` were taken in before, `future` lie ahead of the clock. `suspect` are days on which
    every punch is shifted, with the sentence that says so; they are taken in as they are.
    """

    file_name: str
    sha256: str
    format: str
    fresh: tuple[Tap, ...]
    repeated: tuple[Tap, ...]
    future: tuple[Tap, ...]
    unknown: tuple[Unknown, ...]
    troubles: tuple[Trouble, ...]
    suspect: tuple[tuple[date, str], ...]
    taken_before: bool

    @property
    def span(self) -> tuple[date, date] | None:
        """The days it reaches; None when there is nothing to take in."""
        days = [working_day(tap.at) for tap in self.fresh]
        return (min(days), max(days)) if days else None


def odd_rows(plan: PunchPlan, known: Collection[str] = ()) -> list[Odd]:
    """Everything odd about a file, by row: unreadable, in the future, doubled, whose nobody knows.

    Numbers that are `known` by now are left out; a file that was taken in before is one line.
    """
    found = [Odd(one.row, one.row, "", one.sentence) for one in plan.troubles]
    found += [
        Odd(tap.row, tap.row, user_of(tap), "打卡时间晚于现在，没有导入，请核对考勤机时钟")
        for tap in plan.future
    ]
    found += [
        Odd(one.row, one.row, one.user, f"不知道是谁，共 {one.count} 条，已保存，对上人后自动计入")
        for one in plan.unknown
        if one.user not in known
    ]
    rows = sorted({tap.row for tap in plan.repeated})
    for _, run in groupby(enumerate(rows), key=lambda one: one[1] - one[0] if plan.fresh else 0):
        span = [row for _, row in run]
        found.append(Odd(span[0], span[-1], "", "以前导入过或文件里重复，没有再导入"))
    for day, sentence in plan.suspect:
        span = [tap.row for tap in plan.fresh if working_day(tap.at) == day]
        found.append(Odd(min(span), max(span), "", sentence))
    return sorted(found, key=lambda one: (one.row, one.last))


@needs(Right.KEEP_ATTENDANCE)
@uncollected()
def plan_punches(work: Work, found: PunchFile, file_name: str, sha256: str) -> PunchPlan:
    """Sort the punches of a file into new, taken in before and lying in the future."""
    limit = work.now + CLOCK_SLACK
    future = tuple(tap for tap in found.taps if tap.at > limit)
    past = [tap for tap in found.taps if tap.at <= limit]
    there = _there(work, past)
    fresh: list[Tap] = []
    repeated: list[Tap] = []
    for tap in past:
        key = (user_of(tap), tap.at)
        (repeated if key in there else fresh).append(tap)
        there.add(key)
    query = select(PunchImport.id).where(
        PunchImport.sha256 == sha256, PunchImport.voided_at.is_(None)
    )
    return PunchPlan(
        file_name=file_name,
        sha256=sha256,
        format=found.format.value,
        fresh=tuple(fresh),
        repeated=tuple(repeated),
        future=future,
        unknown=tuple(_unknown(work, fresh)),
        troubles=found.troubles,
        suspect=tuple(suspect_days(fresh)),
        taken_before=work.session.scalars(query).first() is not None,
    )


@needs(Right.KEEP_ATTENDANCE)
def take_in(
    work: Work,
    plan: PunchPlan,
    known: Mapping[str, UUID] | None = None,
    progress: Progress = silent,
) -> PunchImport:
    """Write the new punches of a file; `known` says whose the unknown numbers are.

    Punches of numbers that stay unknown are kept too and count once the number is known.
    """
    span = plan.span
    if span is None:
        raise Refused("这个文件里没有新的打卡记录，没有导入任何内容。")
    must_be_open(work, *span)
    for user, staff in (known or {}).items():
        assign(work, user, staff)
    taken = PunchImport(
        id=work.new_id(),
        station=work.station,
        at=work.now,
        by=work.actor.name,
        file_name=plan.file_name,
        sha256=plan.sha256,
        format=plan.format,
        first=span[0],
        last=span[1],
        added=len(plan.fresh),
        repeated=len(plan.repeated),
    )
    work.session.add(taken)
    note(work, "import", taken, source=plan.file_name, added=taken.added)
    work.streams.append(created(work.session, Punch, _rows(work, plan.fresh, taken.id, progress)))
    return taken


@needs(Right.KEEP_ATTENDANCE)
def assign(work: Work, user: str, staff: UUID) -> None:
    """Say whose a number is; punches taken in before count for him from now on."""
    query = select(PunchUser).where(
        PunchUser.user == user, PunchUser.station == work.station, PunchUser.voided_at.is_(None)
    )
    found = work.session.scalars(query).one_or_none()
    if found is not None:
        found.staff = staff
    else:
        work.session.add(PunchUser(id=work.new_id(), station=work.station, user=user, staff=staff))


@needs(Right.SEE_OFFICE)
def punch_users(work: Work) -> dict[str, UUID]:
    """Whose each number is."""
    query = select(PunchUser).where(PunchUser.voided_at.is_(None))
    return {one.user: one.staff for one in work.session.scalars(visible(query, work.actor))}


@needs(Right.SEE_OFFICE)
def punch_imports(work: Work, limit: int = 50) -> list[PunchImport]:
    """The files taken in, latest first, those undone too."""
    query = visible(select(PunchImport), work.actor).order_by(PunchImport.at.desc()).limit(limit)
    return list(work.session.scalars(query))


@needs(Right.SEE_OFFICE)
def taps_of(
    work: Work, people: Iterable[UUID], first: date, last: date
) -> dict[UUID, dict[date, list[datetime]]]:
    """The punches of people by working day, of a span of days."""
    wanted = set(people)
    users = {user: staff for user, staff in punch_users(work).items() if staff in wanted}
    start = datetime.combine(first, datetime.min.time(), CHINA)
    query = (
        select(Punch.user, Punch.staff, Punch.at)
        .where(
            Punch.at >= start,
            Punch.at < start + timedelta(days=(last - first).days + 2),
            Punch.voided_at.is_(None),
        )
        .order_by(Punch.at)
    )
    found: dict[UUID, dict[date, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    for user, staff, at in work.session.execute(visible(query, work.actor)):
        whose = staff or users.get(user)
        local = at.astimezone(CHINA)
        day = working_day(local)
        if whose in wanted and first <= day <= last:
            found[whose][day].append(local)
    return found


def user_of(tap: Tap) -> str:
    """What a punch is known by: the number, or the name where a file has no numbers."""
    return tap.user or tap.name


def suspect_days(taps: Sequence[Tap]) -> Iterator[tuple[date, str]]:
    """Days on which everybody's punches are shifted alike: the clock was wrong, not the people."""
    firsts: dict[str, dict[date, int]] = defaultdict(dict)
    for tap in sorted(taps, key=lambda one: one.at):
        local = tap.at.astimezone(CHINA)
        firsts[user_of(tap)].setdefault(working_day(tap.at), local.hour * 60 + local.minute)
    usual = {user: median(days.values()) for user, days in firsts.items() if len(days) >= 3}
    shifts: dict[date, list[float]] = defaultdict(list)
    for user, days in firsts.items():
        for day, minute in days.items():
            if user in usual:
                shifts[day].append(minute - usual[user])
    for day in sorted(shifts):
        found = shifts[day]
        middle = median(found)
        alike = all(abs(shift - middle) <= ALIKE for shift in found)
        if len(found) >= 3 and alike and abs(middle) >= WRONG_BY:
            way = "晚" if middle > 0 else "早"
            said = f"{spoken(day)}所有人的打卡都比平时{way}约 {abs(middle):.0f} 分钟，"
            yield day, said + "可能是考勤机时钟不对，请核对后在“核实”中按考勤机故障处理。"


def _there(work: Work, taps: Sequence[Tap]) -> set[tuple[str, datetime]]:
    if not taps:
        return set()
    query = select(Punch.user, Punch.at).where(
        Punch.at >= min(tap.at for tap in taps),
        Punch.at <= max(tap.at for tap in taps),
        Punch.station == work.station,
        Punch.voided_at.is_(None),
    )
    return {(user, at) for user, at in work.session.execute(visible(query, work.actor))}


def _unknown(work: Work, taps: Sequence[Tap]) -> Iterator[Unknown]:
    known = punch_users(work)
    counts: dict[str, int] = defaultdict(int)
    names: dict[str, str] = {}
    rows: dict[str, int] = {}
    for tap in taps:
        if user_of(tap) not in known:
            counts[user_of(tap)] += 1
            names.setdefault(user_of(tap), tap.name)
            rows.setdefault(user_of(tap), tap.row)
    query = select(Staff).where(Staff.active, Staff.voided_at.is_(None))
    by_name: dict[str, list[UUID]] = defaultdict(list)
    by_number: dict[str, UUID] = {}
    for person in work.session.scalars(query):
        by_name[person.name].append(person.id)
        if person.staff_number:
            by_number[person.staff_number.lstrip("0")] = person.id
    for user, count in counts.items():
        same = by_name.get(names[user], [])
        # Two people of one name are for the clerk to tell apart; a bare number is a guess.
        proposed = same[0] if len(same) == 1 else None
        if proposed is None and not names[user]:
            proposed = by_number.get(user.lstrip("0"))
        yield Unknown(user, names[user], count, proposed, rows[user])


def _rows(
    work: Work, taps: Sequence[Tap], source: UUID, progress: Progress
) -> Iterator[dict[str, Any]]:
    if not taps:
        return
    # What every row has in common is asked of the mapping once.
    same = columns_of(
        Punch(id=source, station=work.station, at=work.now, user="", source=source, row=0)
    )
    for done, tap in enumerate(taps, 1):
        if done % 1000 == 0 or done == len(taps):
            progress(done, len(taps), "正在写入打卡记录")
        yield {
            **same,
            "id": work.new_id(),
            "at": tap.at,
            "user": user_of(tap),
            "row": tap.row,
        }


@needs(Right.KEEP_ATTENDANCE)
def punch_by_hand(work: Work, staff: UUID, at: datetime, reason: str) -> Punch:
    """Enter a punch by hand; “忘记” is no reason (ATT-02)."""
    said = reason.strip()
    problems: list[Problem] = []
    if not said:
        problems.append(Problem("reason", "请写明为什么手工登记"))
    elif "忘" in said:
        problems.append(Problem("reason", "不得以忘记打卡为由补登，请选设备故障、公务外出等原因"))
    if at > work.now + CLOCK_SLACK:
        problems.append(Problem("at", "打卡时间不能晚于现在"))
    if problems:
        raise Refused(problems)
    must_be_open(work, working_day(at), working_day(at))
    punch = Punch(
        id=work.new_id(),
        station=work.station,
        at=at,
        user=f"手工 {staff.hex}",
        staff=staff,
        reason=said,
    )
    work.session.add(punch)
    return punch
