"""Four months of attendance: slips, outings, the machines' files, settled, closed, one still open.

The files lie in the folder of papers, so that the import can be tried: those taken in, and one of
the second terminal that nobody has taken in yet, with everything a file can have wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from center.accounts import enter
from center.attendance import balances
from center.attendance.closing import ask_to_reopen, publish
from center.attendance.days import derive, read_book
from center.attendance.hours import Half
from center.attendance.leave import leaves
from center.attendance.month import close
from center.attendance.punches import assign, plan_punches, take_in
from center.attendance.punching import Result
from center.attendance.records import (
    EXCUSES,
    AttendanceMonth,
    LeaveStatus,
    LeaveType,
    Settlement,
    WorkHours,
)
from center.attendance.settling import answer, appeal, confirm, proposals, settle, waiting
from center.journal import commit, history
from center.papers import issue
from center.records import CHINA, local_date
from center.rights import Actor
from center.settings import set_value
from center.staff import Staff, save, staff
from center.storage import Store, Work
from desktop.sample.attendance import outside, slips
from desktop.sample.attendance.machines import (
    Punched,
    Written,
    attlog,
    dingtalk,
    grid,
    listed,
    wecom,
)
from desktop.sample.attendance.plan import CLOCK_WRONG, MONTHS, OFFICE_HOURS, THIS, days_of
from desktop.sample.attendance.slips import Desk
from desktop.sample.attendance.taps import month_taps, number_of
from desktop.sample.hall import Hall
from forms import attendance
from forms.filling import draw
from reports.attendance_export import export_monthly_attendance
from reports.attendance_lists import export_attendance_summary, export_outing_log

NEWCOMERS = (("谢长安", "驻村第一书记", "驻村"), ("宋知微", "综合岗", "借调"))
NEW = frozenset(name for name, _, _ in NEWCOMERS)
SECOND = "二号考勤机attlog（还没有导入）.dat"
STRANGER, STRANGER_NAME = "88", ""
SECOND_FROM = 5
"""The working day of this month from which the newcomers punch at the second terminal."""
REASONS = {
    Settlement.DEVICE: "考勤机当时死机，有大厅监控为证",
    Settlement.POWER: "上午停电，配电房有记录",
    Settlement.OUTING: "直接去县局送件，有签收单",
    Settlement.LEAVE: "已批准的请假，请假单后补录入",
    Settlement.DELAYED: "前一天延时服务到晚上，主任同意晚到",
}
ABSENT = "当天没有到岗，也没有请假或续假"


def play(hall: Hall, seed: int) -> None:
    """Play it by dice of its own, so that nothing else of the office changes."""
    rng = Random(f"{seed}-attendance")
    desk = _furnish(hall)
    absent = set(slips.away(desk.days))
    for month in range(MONTHS):
        found = list(outside.trips(rng, desk, month, absent))
        out = {(trip.name, trip.day, half) for trip in found for half in trip.halves}
        slips.play(desk, month)
        outside.enter(desk, found)
        outside.keep_watch(desk, month)
        outside.weekends(desk, month)
        taps = month_taps(rng, list(desk.people.values()), desk.days, month, absent | out)
        for file in _files(desk, month, taps):
            _take_in(desk, file)
        _look_over(desk, month)
    slips.play(desk, MONTHS)


def write_out(store: Store, actor: Actor, out: Path, today: date) -> list[Path]:
    """Last month's tables, a paper of every kind, and the machines' files that lie here."""
    last = today.replace(day=1) - timedelta(days=1)
    year, month, name = last.year, last.month, f"{last.year}年{last.month}月"
    paths = []
    for suffix in ("xlsx", "pdf"):
        path = out / f"{name}考勤表.{suffix}"
        export_monthly_attendance(store, actor, year, month, path)
        paths.append(path)
        path = out / f"{name}考勤汇总表.{suffix}"
        export_attendance_summary(store, actor, year, month, path)
        paths.append(path)
        path = out / f"{name}外出登记表.{suffix}"
        export_outing_log(store, actor, last.replace(day=1), last, path)
        paths.append(path)
    with store.read(actor) as work:
        for title, content in _papers(work):
            path = out / f"{title}.pdf"
            path.write_bytes(content)
            paths.append(path)
    return [*paths, *sorted(out.glob("*考勤机*")), *sorted(out.glob("*打卡*"))]


def _papers(work: Work) -> Iterator[tuple[str, bytes]]:
    """One paper of every kind, from the slips that begin last."""
    yield "暂时离岗牌", attendance.away_sign(work)
    yield "请假审批单（空白）", attendance.blank_leave_slip(work)
    today = local_date(work.now)
    first, last = today - timedelta(days=120), today + timedelta(days=30)
    found = leaves(work, first, last)
    of = {one.leave_type: one for one in reversed(found)}
    for kind, title in (
        (LeaveType.PERSONAL, "请假审批单"),
        (LeaveType.ANNUAL, "年休假申请表"),
        (LeaveType.MARRIAGE, "其他休假申请表"),
    ):
        if kind in of:
            yield f"{title} {of[kind].number}", attendance.leave_slip(work, of[kind])
    returned = next((one for one in found if one.status is LeaveStatus.RETURNED), None)
    if returned is not None:
        yield f"销假单 {returned.number}", attendance.leave_return(work, returned)
    coming = next((one for one in found if one.first > today and one.substitute_name), None)
    if coming is not None:
        yield f"AB岗工作交接单 {coming.number}", attendance.post_handover(work, coming)


def _furnish(hall: Hall) -> Desk:
    """Two newcomers, hours of their own for a kind, numbers at the machine, leave due."""
    with hall.store.read(hall.cast.director) as work:
        keeper = enter(work, "kaoqin")
        founded = min(row.at for row in history(work, staff(work)[0].id))
    days = days_of(hall.today, hall.calendar)
    hall.set_clock(founded + timedelta(hours=1))
    with hall.store.work(hall.cast.director) as work:
        count = len(staff(work))
        for number, (name, post, kind) in enumerate(NEWCOMERS, count + 1):
            newcomer = Staff(
                id=work.new_id(),
                station=work.station,
                name=name,
                staff_number=f"{number:03d}",
                staff_kind=kind,
                post=post,
                phone=f"0399-60002{number:02d}",
            )
            save(work, newcomer)
        # The leader in charge has no account: the director decides for him.
        set_value(work, "leave_deputies", [f"分管领导：{hall.cast.director.name}"])
        first = days.of[0][0]
        for kind, profile in OFFICE_HOURS.items():
            for since, own in (
                (date(first.year, 5, 1), profile),
                (date(first.year, 10, 1), "D"),
            ):
                hours = WorkHours(
                    id=work.new_id(),
                    station=work.station,
                    since=since,
                    profile=own,
                    staff_kind=kind,
                    yearly=True,
                )
                work.session.add(hours)
        commit(work)
    with hall.store.work(keeper) as work:
        people = {one.name: one for one in sorted(staff(work), key=lambda one: one.staff_number)}
        for place, person in enumerate(people.values()):
            assign(work, number_of(person), person.id)
            assign(work, person.staff_number, person.id)
            balances.set_annual(work, person.id, hall.today.year, (10, 20, 30)[place % 3])
        commit(work)
    return Desk(hall, keeper, people, days, founded + timedelta(hours=2))


def _files(desk: Desk, month: int, taps: Sequence[Punched]) -> Iterator[Written]:
    """The files of a month; another kind of machine or program every month."""
    if not taps:
        return
    folder = desk.hall.store.folder
    assert folder is not None
    out = folder / "out"
    out.mkdir(exist_ok=True)
    first = desk.days.of[month][0].replace(day=1)
    name = f"{first.year}年{first.month}月"
    until = (first + timedelta(days=32)).replace(day=1)
    days = [first + timedelta(days=n) for n in range((until - first).days)]
    made_at = desk.now(datetime.combine(until, time(8), CHINA))
    if month == 0:
        yield attlog(out / f"{name}考勤机attlog.dat", taps)
    elif month == 1:
        yield grid(out / f"{name}考勤机原始记录.xlsx", taps, days, made_at)
    elif month == 2:
        chiefs = {one.name for one in desk.people.values() if one.staff_kind == "公务员"}
        others = [tap for tap in taps if tap.name not in chiefs]
        yield dingtalk(out / f"{name}钉钉打卡每日统计.xlsx", others, days, made_at)
        chiefs_taps = [tap for tap in taps if tap.name in chiefs]
        yield wecom(out / f"{name}企业微信打卡日报.xlsx", chiefs_taps, days, made_at)
    else:
        split = desk.days.day(month, SECOND_FROM) or until
        second = [t for t in taps if t.name in NEW and t.at.date() >= split]
        yield listed(out / f"{name}打卡明细.csv", [tap for tap in taps if tap not in second])
        if second:
            _second(desk, out / SECOND, second)


def _second(desk: Desk, path: Path, taps: Sequence[Punched]) -> None:
    """The second terminal's file: its clock was wrong on one day, somebody nobody knows used it."""
    first = next(iter(desk.people.values()))
    own = [tap for tap in taps if tap.name == NEWCOMERS[1][0]]
    strange = [Punched(STRANGER, STRANGER_NAME, t.slot, t.at + timedelta(minutes=2)) for t in own]
    every = [*taps, *strange]
    days = sorted({tap.at.date() for tap in every})
    wrong = days[len(days) // 2]
    hour = timedelta(hours=1)
    every = [
        Punched(t.user, t.name, t.slot, t.at + hour if t.at.date() == wrong else t.at)
        for t in every
    ]
    ahead = desk.days.today + timedelta(days=20)
    more = [
        f"{number_of(first):>9}\t{ahead:%Y-%m-%d} 07:58:00\t1\t0\t1\t0",
        "     ????\t2026-13-01\t1",
    ]
    attlog(path, every, more)


def _take_in(desk: Desk, file: Written) -> None:
    with desk.hall.store.work(desk.keeper) as work:
        plan = plan_punches(work, file.found, file.path.name, file.sha256)
        take_in(work, plan)
        commit(work)


def _look_over(desk: Desk, month: int) -> None:
    """Settle what the machine left open, confirm, answer, close, publish; this month in part."""
    first = desk.days.of[month][0].replace(day=1)
    until = (first + timedelta(days=32)).replace(day=1)
    desk.now(datetime.combine(until, time(9), CHINA))
    last = min(until, desk.days.today) - timedelta(days=1)
    if last < first:
        return
    _clock_fault(desk, month)
    _propose(desk, first, last, month)
    if month == THIS:
        return
    _confirm(desk)
    _excuse(desk, first, last)
    _appeal(desk, month)
    with desk.hall.store.work(desk.keeper) as work:
        closed = close(work, first.year, first.month)
        commit(work)
        if month < THIS - 1:
            publish(work, closed)
        commit(work)
    with desk.hall.store.work(desk.hall.cast.director) as work:
        closed = work.session.get_one(AttendanceMonth, closed.id)
        issue(work, attendance.circular_draft(work, closed), draw)
    if month == THIS - 1:
        with desk.hall.store.work(desk.keeper) as work:
            closed = work.session.get_one(AttendanceMonth, closed.id)
            ask_to_reopen(work, closed, "贺云舟补交了县医院的诊断证明，要改一处")
            commit(work)


def _clock_fault(desk: Desk, month: int) -> None:
    """The day on which the clock was an hour ahead: everybody's arrivals are excused."""
    day = desk.days.day(*CLOCK_WRONG)
    if month != CLOCK_WRONG[0] or day is None or day >= desk.days.today:
        return
    people = list(desk.people.values())
    with desk.hall.store.work(desk.keeper) as work:
        found = derive(read_book(work, people, day, day), people, day, day)
        for person in people:
            for mark in found[person.id][0].marks:
                if mark.result in (Result.LATE, Result.MISSING):
                    words = "考勤机时钟快一小时，已核对大厅监控"
                    settle(work, person.id, day, mark.slot, Settlement.DEVICE, words)
        commit(work)


def _propose(desk: Desk, first: date, last: date, month: int) -> None:
    """Propose 旷工 where leave was refused or overstayed; of this month the first two only."""
    with desk.hall.store.work(desk.keeper) as work:
        found = [one for one in proposals(work, first, last) if one.name not in NEW]
        if month == THIS:
            found = found[:2]
        else:
            found = [one for one in found if "也没有请假" not in one.reason]
        for one in found:
            settle(work, one.staff, one.on, one.slot, Settlement.ABSENT, one.reason or ABSENT)
        commit(work)


def _confirm(desk: Desk) -> None:
    """The director confirms; where only the substitute was late, she does not agree."""
    with desk.hall.store.work(desk.hall.cast.director) as work:
        for one in waiting(work):
            confirm(work, one, agreed="顶岗人员" not in one.remark)
        commit(work)


def _excuse(desk: Desk, first: date, last: date) -> None:
    """Whatever is still open is settled with one of the allowed reasons after the other."""
    people = list(desk.people.values())
    with desk.hall.store.work(desk.keeper) as work:
        book = read_book(work, people, first, last)
        found = derive(book, people, first, last)
        number = 0
        for person in people:
            for day in found[person.id]:
                settled = book.findings.get((person.id, day.on), {})
                for mark in day.marks:
                    if mark.result is not Result.MISSING or mark.slot in settled:
                        continue
                    reason = EXCUSES[number % len(EXCUSES)]
                    settle(work, person.id, day.on, mark.slot, reason, REASONS[reason])
                    number += 1
        commit(work)


def _appeal(desk: Desk, month: int) -> None:
    """Somebody who was late says why, and is answered; one punch is entered by hand (D4)."""
    day = desk.days.day(month, 14)
    if month != 2 or day is None:
        return
    person = desk.people["乔望舒"]
    with desk.hall.store.work(desk.keeper) as work:
        made = appeal(work, person.id, day, Half.MORNING, "陪同县里检查组下车间，直接从家里去的")
        ident = made.id
        commit(work)
    with desk.hall.store.work(desk.hall.cast.director) as work:
        found = work.session.get_one(type(made), ident)
        answer(work, found, "检查组九点才到，没有报备，维持迟到记录")
        commit(work)
