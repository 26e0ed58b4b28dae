"""Settling what the machine left open: excuses, 旷工 proposed and confirmed, appeals (D3, D4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from sqlalchemy import select

from center.attendance.closing import must_be_open
from center.attendance.days import Day, derive, read_book
from center.attendance.hours import NOON, Half, Slot, at
from center.attendance.leave import leaves
from center.attendance.punches import taps_of
from center.attendance.punching import Result
from center.attendance.records import (
    EXCUSES,
    Appeal,
    Finding,
    Leave,
    LeaveStatus,
    Settlement,
)
from center.calendar import spoken
from center.errors import Problem, Refused
from center.holidays import work_calendar
from center.records import local_date
from center.rights import Right, needs, require, visible
from center.settings import values
from center.staff import Staff, staff
from center.storage import Work
from center.text import LINE_LIMIT, clean_line, length_problems

_MORNING = time(8)
_NO_LEAVING = "下班没有打卡"


@needs(Right.KEEP_ATTENDANCE)
def settle(
    work: Work, staff: UUID, on: date, slot: Slot, settled: Settlement, remark: str
) -> Finding:
    """Settle one slot: an excuse counts at once, 旷工 and 补签 wait for a leader (D3, D4).

    “忘记打卡” is no excuse (ATT-02); 补签 only where the office switched it on. With the setting
    `absence_automatic` 旷工 needs no confirmation.
    """
    said = clean_line(remark)
    settings = values(work.session, work.now)
    problems: list[Problem] = []
    if not said:
        problems.append(Problem("remark", "请写明核实的情况"))
    problems += length_problems("remark", "情况", said, LINE_LIMIT)
    if "忘" in said and settled in EXCUSES:
        problems.append(Problem("remark", "不得以忘记打卡为由免记，请写明设备故障、公务外出等原因"))
    if settled is Settlement.MAKE_UP and not settings.switch("make_up_allowed"):
        problems.append(Problem("settled", "本单位没有开通补签"))
    if on > local_date(work.now):
        problems.append(Problem("on", f"{spoken(on)}还没有到"))
    if problems:
        raise Refused(problems)
    must_be_open(work, on, on)
    found = finding_of(work, staff, on, slot)
    if found is not None:
        found.voided_at, found.void_reason = work.now, "重新核实"
        work.session.flush()
    automatic = settled is Settlement.ABSENT and settings.switch("absence_automatic")
    at_once = settled in EXCUSES or automatic
    finding = Finding(
        id=work.new_id(),
        station=work.station,
        staff=staff,
        on=on,
        slot=slot,
        settled=settled,
        remark=said,
        proposed_at=work.now,
        proposed_by=work.actor.name,
        confirmed=True if at_once else None,
        confirmed_at=work.now if at_once else None,
        confirmed_by=work.actor.name if at_once else "",
    )
    work.session.add(finding)
    return finding


@needs(Right.APPROVE)
def confirm(work: Work, finding: Finding, *, agreed: bool) -> None:
    """A leader confirms or refuses what was proposed; never one's own proposal (D3)."""
    if finding.confirmed is not None:
        raise Refused([Problem("finding", "这一处已经有人确认过了")])
    if finding.proposed_by == work.actor.name:
        raise Refused([Problem("finding", "提出的人不能自己确认，请由领导确认")])
    must_be_open(work, finding.on, finding.on)
    finding.confirmed = agreed
    finding.confirmed_at, finding.confirmed_by = work.now, work.actor.name


@needs(Right.SEE_OFFICE)
def finding_of(work: Work, staff: UUID, on: date, slot: Slot) -> Finding | None:
    """What was settled about a slot; None while nothing was."""
    query = select(Finding).where(
        Finding.staff == staff,
        Finding.on == on,
        Finding.slot == slot,
        Finding.voided_at.is_(None),
    )
    return work.session.scalars(query).one_or_none()


@needs(Right.SEE_OFFICE)
def make_ups(work: Work, staff: UUID, on: date) -> int:
    """How often somebody's punches of a month were made up (补签), unless not agreed to (D4)."""
    first = on.replace(day=1)
    query = select(Finding.confirmed).where(
        Finding.staff == staff,
        Finding.settled == Settlement.MAKE_UP,
        Finding.on >= first,
        Finding.on < (first + timedelta(days=32)).replace(day=1),
        Finding.voided_at.is_(None),
    )
    return sum(agreed is not False for agreed in work.session.scalars(visible(query, work.actor)))


@needs(Right.SEE_OFFICE)
def waiting(work: Work) -> list[Finding]:
    """What waits for a leader's word, oldest first."""
    query = select(Finding).where(Finding.confirmed.is_(None), Finding.voided_at.is_(None))
    query = visible(query, work.actor).order_by(Finding.on, Finding.id)
    return list(work.session.scalars(query))


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something the program proposes as 旷工, with the reason; a person decides (D3)."""

    staff: UUID
    name: str
    on: date
    slot: Slot
    reason: str


@needs(Right.KEEP_ATTENDANCE)
def proposals(work: Work, first: date, last: date) -> list[Proposal]:
    """What might be 旷工 in a span: no start punch (ATT-04), overstayed leave (LEAVE-14), a slip
    nobody approved (LEAVE-02), gone before the substitute came (LEAVE-17).
    """
    query = select(Staff).where(Staff.active, Staff.voided_at.is_(None), Staff.staff_kind != "")
    people = list(work.session.scalars(visible(query, work.actor).order_by(Staff.name)))
    book = read_book(work, people, first, last)
    days = derive(book, people, first, last)
    slips = leaves(work, first - timedelta(days=31), last, tuple(LeaveStatus))
    wait = values(work.session, work.now).switch("must_wait_for_substitute")
    found: list[Proposal] = []
    for person in people:
        mine = [slip for slip in slips if slip.staff == person.id]
        for day in days[person.id]:
            settled = book.findings.get((person.id, day.on), {})
            for slot, reason in _reasons(day, mine, wait_for_substitute=wait):
                if slot not in settled:
                    found.append(Proposal(person.id, person.name, day.on, slot, reason))
    return found


@needs(Right.SEE_OFFICE)
def unsettled(work: Work, first: date, last: date) -> list[Proposal]:
    """Every slot without a punch in a span that nobody has settled, arrivals and leavings.

    Days on which nobody at all has a punch are left out: their file was not taken in yet.
    """
    query = select(Staff).where(Staff.active, Staff.voided_at.is_(None), Staff.staff_kind != "")
    people = list(work.session.scalars(visible(query, work.actor).order_by(Staff.name)))
    book = read_book(work, people, first, last)
    days = derive(book, people, first, last)
    slips = leaves(work, first - timedelta(days=31), last, tuple(LeaveStatus))
    punched = {on for taps in book.taps.values() for on in taps}
    found: list[Proposal] = []
    for person in people:
        mine = [slip for slip in slips if slip.staff == person.id]
        for day in days[person.id]:
            if day.on not in punched:
                continue
            settled = book.findings.get((person.id, day.on), {})
            for mark in day.marks:
                finding = settled.get(mark.slot)
                refused = finding is not None and finding.confirmed is False
                if mark.result is Result.MISSING and (finding is None or refused):
                    reason = _missing_reason(day.on, mine) if mark.slot.arrives else _NO_LEAVING
                    said = "提出的没有同意，请重新核实" if refused else reason
                    found.append(Proposal(person.id, person.name, day.on, mark.slot, said))
    return sorted(found, key=lambda one: (one.on, one.name))


@needs(Right.SEE_OFFICE)
def without_punches(work: Work, first: date, last: date) -> list[date]:
    """The working days of a span on which nobody at all has a punch: a file is missing."""
    people = [one for one in staff(work) if one.staff_kind]
    taps = taps_of(work, [one.id for one in people], first, last)
    punched = {on for days in taps.values() for on in days}
    calendar = work_calendar(work.session)
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in span if people and calendar.is_workday(day) and day not in punched]


def _reasons(day: Day, slips: list[Leave], *, wait_for_substitute: bool) -> list[tuple[Slot, str]]:
    found: list[tuple[Slot, str]] = []
    for mark in day.marks:
        if mark.result is Result.MISSING and mark.slot.arrives:
            found.append((mark.slot, _missing_reason(day.on, slips)))
        elif mark.result is Result.EXEMPT and wait_for_substitute:
            slip = next((one for one in slips if one.first == day.on and _too_soon(one)), None)
            if slip is not None and mark.slot.half is slip.first_half and mark.slot.arrives:
                words = f"顶岗人员{slip.substitute_name}到岗前已离岗（{slip.number or '请假单'}）"
                found.append((mark.slot, words))
    return found


def _too_soon(slip: Leave) -> bool:
    """Whether the substitute came only after the leave had begun (LEAVE-17)."""
    if slip.substitute_at is None or slip.emergency:
        return False
    begins = at(slip.first, NOON if slip.first_half is Half.AFTERNOON else _MORNING)
    return slip.substitute_at > begins


def _missing_reason(on: date, slips: list[Leave]) -> str:
    for slip in slips:
        if slip.first <= on <= slip.last and slip.status in (
            LeaveStatus.ASKED,
            LeaveStatus.REFUSED,
        ):
            return f"请假单{slip.status.value}，没有批准的请假单无效"
        if slip.status is LeaveStatus.APPROVED and slip.last < on <= slip.last + timedelta(days=31):
            return f"{spoken(slip.last)}假期已满，没有销假也没有续假"
        if slip.returned_on is not None and slip.last < on < slip.returned_on:
            return f"{spoken(slip.last)}假期已满，{spoken(slip.returned_on)}才返岗，没有续假"
    return "上班没有打卡，也没有请假、外出登记"


@needs(Right.SEE_OFFICE)
def appeal(work: Work, staff: UUID, on: date, half: Half, words: str) -> Appeal:
    """Say something against the record of a half day: one's own, or entered by the keeper."""
    if work.actor.staff != staff:
        require(work.actor, Right.KEEP_ATTENDANCE)
    said = clean_line(words)
    if not said:
        raise Refused([Problem("words", "请写明申诉的理由")])
    must_be_open(work, on, on)
    made = Appeal(
        id=work.new_id(),
        station=work.station,
        staff=staff,
        on=on,
        half=half,
        words=said,
        at=work.now,
        by=work.actor.name,
    )
    work.session.add(made)
    return made


@needs(Right.APPROVE)
def answer(work: Work, made: Appeal, words: str) -> None:
    """Answer an appeal; what follows from it is settled slot by slot."""
    said = clean_line(words)
    if not said:
        raise Refused([Problem("answer", "请写明答复")])
    made.answer, made.answered_at, made.answered_by = said, work.now, work.actor.name


@needs(Right.SEE_OFFICE)
def appeals(work: Work, *, waiting_only: bool = True) -> list[Appeal]:
    """The appeals, oldest first."""
    query = select(Appeal).where(Appeal.voided_at.is_(None))
    if waiting_only:
        query = query.where(Appeal.answered_at.is_(None))
    return list(work.session.scalars(visible(query, work.actor).order_by(Appeal.at, Appeal.id)))
