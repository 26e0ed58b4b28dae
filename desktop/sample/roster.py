"""Ten months of duty: leaders at the centre, the watch by fixed groups, the patrol; invented.

Swaps, two days on which nobody came, leaders who came besides, one record still to be written,
the watch log of the last days, weekly meetings; the draft of next month.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

from center.journal import commit
from center.records import CHINA
from center.rights import Actor
from center.roster import changing, drafting, duty, log, meetings, members, publishing
from center.roster.drafting import next_month
from center.roster.records import IN_CHARGE, Method, Plan, Roster, Seat, Turn, WatchKind
from center.roster.request import month_days
from center.staff import Staff, staff
from center.storage import Store, Work
from desktop.sample.hall import Hall
from forms.filling import roster as filling
from forms.roster.poster import poster
from forms.roster.sheets import duty_record, swap_slip, watch_log
from reports.roster import export_fulfilment, export_month, print_holiday, print_month

MONTHS, WATCHED, PATROLLED = 10, 3, 2
"""How many months back each plan reaches, this month included."""
LOGGED, MET = 6, 4
"""Watches whose log is written, and weeks in which a meeting was held."""
MISSED = ((2, 6, "防汛值守在水库，没有到中心"), (6, 3, "临时到县里参加紧急会议"))
"""Months from the first, turns of it nobody came to, why."""
TEAMS = (
    ("一组", ("沈秋禾", "顾明远")),
    ("二组", ("程雨桐", "陆知行")),
    ("三组", ("叶清和", "苏晓棠")),
    ("四组", ("孟听澜", "贺云舟")),
)
PATROL = ("韩修文", "江予白", "林若安")
WHY_SWAP = ("到县里开会", "下村处理土地纠纷", "参加党校培训", "身体不适就医", "陪同上级检查")
SITUATIONS = (
    "看了各窗口叫号和办件，秩序正常，等候不到二十分钟",
    "查看了办件台账，两件临近时限，已交代窗口先办",
    "与窗口人员座谈，了解医保缴费高峰的人手安排",
    "查看大厅卫生、便民设施和意见箱，均已整改到位",
)
SUPERVISION = (
    "督办低保复核三件，要求本周内入户",
    "跟踪上次接访的灌溉渠问题，水利站已清淤",
    "催办上报件两件，与县局电话沟通了进度",
    "检查一次性告知执行情况，抽查五份，均规范",
)
RECEPTION = (
    "群众询问宅基地审批流程，已当面讲清并领到表格",
    "接待反映村道路灯不亮的村民，已联系村委会",
    "接待询问养老金补缴的两名群众，由人社窗口当场算清",
    "接待反映邻里排水纠纷的双方，约定周五现场调解",
)
SETTLED = (
    "协调电管站当天修好路灯",
    "帮行动不便的老人现场办结医保登记",
    "当场联系村里盖章，群众未再跑",
    "",
)
CHARGE = (
    "巡看各窗口，处理当日难办事项",
    "与中心主任碰头，过一遍临近时限的办件",
    "审签文书，督促窗口整改",
)
CALLS = (
    (WatchKind.CALL, "石桥村村民", "村口变压器停电", "已报供电所，一小时后恢复"),
    (WatchKind.CALL, "柳河村委会", "老人走失，请求协助", "派出所找到，已送回家"),
    (WatchKind.REPORT, "县应急管理局", "报告当日平安，无突发事件", ""),
    (WatchKind.ORDER, "", "夜间有雨，通知各村查看低洼路段", "各村已回复"),
    (WatchKind.PATROL, "", "巡查办公楼水电门窗，正常", ""),
    (WatchKind.REPORT, "县委值班室", "接收防火通知并转各村", "各村已签收"),
)


def play(hall: Hall, seed: int) -> None:
    """Play ten months by dice of its own, so that nothing else of the office changes."""
    rng = Random(f"{seed}-roster")
    months = _months(hall.today, MONTHS)
    _list_members(hall, months[0])
    for at, (year, month) in enumerate(months):
        _publish(hall, Plan.RECEPTION, year, month)
        if at >= MONTHS - WATCHED:
            _publish(hall, Plan.WATCH, year, month)
        if at >= MONTHS - PATROLLED:
            _publish(hall, Plan.PATROL, year, month)
        if at % 4 != 3:
            _swap(hall, rng, year, month)
        _keep_records(hall, rng, year, month, [m for m in MISSED if m[0] == at])
    _watch_logs(hall, rng)
    _meet(hall)
    _ahead(hall)


def write_out(store: Store, actor: Actor, out: Path, today: date) -> list[Path]:
    """The poster, the office's own tables, the sheets of one duty, the year's fulfilment."""
    year, month = today.year, today.month
    made: list[Path] = []

    def keep(name: str, content: bytes) -> None:
        made.append(out / name)
        made[-1].write_bytes(content)

    with store.read(actor) as work:
        reception = drafting.find_month(work, Plan.RECEPTION, year, month)
        watch = drafting.find_month(work, Plan.WATCH, year, month)
        assert reception is not None
        assert watch is not None
        shown = filling.month(work, reception)
        keep("领导接访安排公示 A4.pdf", poster(shown, "A4"))
        keep("领导接访安排公示 A3.pdf", poster(shown, "A3"))
        keep("值班日志.pdf", watch_log(filling.log_sheet(work, today - timedelta(days=2))))
        turns = [t for t in drafting.turns_of(work, reception) if t.seat is Seat.LEADER]
        keep("领导值班记录.pdf", duty_record(filling.duty_sheet(work, turns[0])))
        agreed = [swap for swap in changing.swaps(work) if swap.agreed]
        keep("换班单.pdf", swap_slip(filling.swap_sheet(work, agreed[0])))
        past = [
            found
            for found in filling.holidays(work, year)
            if found[2] < today and (found[1].year, found[1].month) in _months(today, WATCHED)
        ]
    keep("领导坐班接访安排表（内部）.pdf", print_month(store, actor, reception.id, phones=True))
    keep("24小时值班安排表.pdf", print_month(store, actor, watch.id, phones=True))
    for name, first, last in past[-1:]:
        keep(f"{name}值班安排表.pdf", print_holiday(store, actor, name, first, last))
    public, fulfilled = out / "领导接访安排公示.xlsx", out / f"{year}年领导履职情况表.xlsx"
    export_month(store, actor, reception.id, public)
    export_fulfilment(store, actor, year, fulfilled)
    return [*made, public, fulfilled]


def _months(today: date, count: int) -> list[tuple[int, int]]:
    """The last months up to that of today, earliest first."""
    found = [(today.year, today.month)]
    while len(found) < count:
        before = date(*found[0], 1) - timedelta(days=1)
        found.insert(0, (before.year, before.month))
    return found


def _do(hall: Hall, at: datetime, step: Callable[[Work], None], by: Actor | None = None) -> None:
    hall.set_clock(at)
    with hall.store.work(by or hall.cast.director) as work:
        step(work)
        commit(work)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), CHINA)


def _people(work: Work) -> dict[str, Staff]:
    return {one.name: one for one in staff(work)}


def _list_members(hall: Hall, first: tuple[int, int]) -> None:
    """Who takes turns, and the days some of them cannot."""

    def step(work: Work) -> None:
        people = _people(work)
        leaders = [one for one in people.values() if one.leader_rank]
        leaders.sort(key=lambda one: one.staff_number)
        at_centre = [one.id for one in leaders if one.leader_rank != IN_CHARGE]
        members.enlist(work, Plan.RECEPTION, Seat.LEADER, at_centre)
        members.enlist(work, Plan.WATCH, Seat.LEADER, [one.id for one in leaders])
        for team, names in TEAMS:
            listed = [people[name].id for name in names]
            members.enlist(work, Plan.WATCH, Seat.STAFF, listed, team)
        members.enlist(work, Plan.PATROL, Seat.STAFF, [people[name].id for name in PATROL])
        _away(hall, work, people)

    _do(hall, _at(date(*first, 1) - timedelta(days=6), 9), step)


def _away(hall: Hall, work: Work, people: dict[str, Staff]) -> None:
    monday, first = 0, date(*next_month(hall.today), 1)
    last = month_days(first.year, first.month)[-1]
    committee = members.Away(people["邵景行"].id, first, last, "每周一党委会", monday)
    members.add_absence(work, committee)
    leave = first + timedelta(days=6)
    away = members.Away(people["方砚秋"].id, leave, leave + timedelta(days=4), "年休假")
    members.add_absence(work, away)


def _publish(hall: Hall, plan: Plan, year: int, month: int) -> None:
    """In the last working days of the month before (DUTY-06)."""
    before = date(year, month, 1) - timedelta(days=1)
    days = [d for d in month_days(before.year, before.month) if hall.calendar.is_workday(d)]

    def step(work: Work) -> None:
        roster = drafting.begin_month(work, plan, year, month)
        drafting.plan_month(work, roster, Method.ORDER)
        publishing.publish(work, roster)

    _do(hall, _at(days[-3], 16), step)


def _leaders(work: Work, year: int, month: int, seat: Seat = Seat.LEADER) -> list[Turn]:
    roster = drafting.find_month(work, Plan.RECEPTION, year, month)
    assert roster is not None
    return [turn for turn in drafting.turns_of(work, roster) if turn.seat is seat]


def _swap(hall: Hall, rng: Random, year: int, month: int) -> None:
    """One leader takes another's turn; in this month one more swap waits to be decided."""
    here = (year, month) == (hall.today.year, hall.today.month)
    opening = hall.calendar.next_workday(date(year, month, 1))
    _ask(hall, rng, _at(opening, 9), opening + timedelta(days=8), agreed=True)
    if here:
        following = hall.calendar.next_workday(hall.today + timedelta(days=2))
        _ask(hall, rng, _at(hall.today, 8, 30), following, agreed=False)


def _ask(hall: Hall, rng: Random, at: datetime, since: date, *, agreed: bool) -> None:
    reason = rng.choice(WHY_SWAP)
    asked: list[UUID] = []

    def ask(work: Work) -> None:
        turns = [turn for turn in _leaders(work, since.year, since.month) if turn.on >= since]
        if not turns:
            return
        roster = work.session.get_one(Roster, turns[0].roster)
        taker = changing.replacements(work, roster, turns[0])[0]
        person = work.session.get_one(Staff, taker.staff)
        asked.append(changing.ask_swap(work, turns[0], person, reason).id)

    def decide(work: Work) -> None:
        for swap in changing.swaps(work, waiting=True):
            if swap.id in asked:
                changing.decide_swap(work, swap, agreed=True, remark="同意")

    _do(hall, at, ask, hall.cast.deputy)
    if agreed:
        _do(hall, at + timedelta(hours=1), decide)


def _keep_records(
    hall: Hall,
    rng: Random,
    year: int,
    month: int,
    missed: Sequence[tuple[int, int, str]],
) -> None:
    """The duty records, written each Friday and on the last day; yesterday's is still missing."""
    end = hall.today - timedelta(days=1)
    while not hall.calendar.is_workday(end):
        end -= timedelta(days=1)
    days = [day for day in month_days(year, month) if day < end]
    gone = {place: reason for _, place, reason in missed}
    week: list[date] = []
    for day in days:
        week.append(day)
        if day.weekday() == 4 or day == days[-1]:
            _write_week(hall, rng, week, gone)
            week = []


def _write_week(hall: Hall, rng: Random, week: Sequence[date], gone: dict[int, str]) -> None:
    def step(work: Work) -> None:
        year, month = week[0].year, week[0].month
        leaders = _leaders(work, year, month)
        for place, turn in enumerate(leaders):
            if turn.on in week and place not in gone:
                _record(work, rng, turn)
        for turn in _leaders(work, year, month, Seat.IN_CHARGE):
            if turn.on in week:
                form = duty.DutyForm(
                    _at(turn.on, 8, rng.randrange(60)),
                    _at(turn.on, 11, rng.randrange(60)),
                    situation=rng.choice(CHARGE),
                )
                person = work.session.get_one(Staff, turn.staff)
                duty.save_record(work, form, turn=turn, on=turn.on, person=person)

    _do(hall, _at(week[-1], 18), step, hall.cast.deputy)

    def miss(work: Work) -> None:
        for place, turn in enumerate(_leaders(work, week[0].year, week[0].month)):
            if turn.on in week and place in gone:
                duty.mark_missed(work, turn, gone[place])
                _besides(work, rng, turn)

    if gone:
        _do(hall, _at(week[-1] + timedelta(days=1), 9), miss)


def _record(work: Work, rng: Random, turn: Turn) -> None:
    visitors = rng.choice((0, 1, 1, 2, 2, 3, 4, 6))
    settled = rng.choice(SETTLED) if visitors else ""
    form = duty.DutyForm(
        _at(turn.on, 8, rng.randrange(5, 35)),
        _at(turn.on, 17, rng.randrange(30, 60)),
        situation=rng.choice(SITUATIONS),
        supervision=rng.choice(SUPERVISION),
        reception=rng.choice(RECEPTION) if visitors else "",
        settled=settled,
        visitors=visitors,
        solved=min(visitors, rng.choice((1, 1, 2))) if settled else 0,
    )
    person = work.session.get_one(Staff, turn.staff)
    duty.save_record(work, form, turn=turn, on=turn.on, person=person)


def _besides(work: Work, rng: Random, turn: Turn) -> None:
    """Somebody came in his place without a turn (DUTY-04)."""
    name = "白若谷" if turn.name == "乔望舒" else "乔望舒"
    person = _people(work)[name]
    form = duty.DutyForm(
        _at(turn.on, 14), _at(turn.on, 16), reception=rng.choice(RECEPTION), visitors=1
    )
    duty.save_record(work, form, on=turn.on, person=person)


def _watch_logs(hall: Hall, rng: Random) -> None:
    """The log of the last watches, each handed over to the next in the morning."""
    for back in range(LOGGED, 0, -1):
        on = hall.today - timedelta(days=back)
        calls = rng.sample(CALLS, 3)
        hours = sorted(rng.sample((9, 11, 15, 18, 20, 22), 3))
        for hour, (what, party, content, result) in zip(hours, calls, strict=True):
            line = log.Line(what, content, party, result)
            at = _at(on, hour, rng.randrange(60))
            _do(hall, at, partial(_note, line=line), hall.cast.deputy)
        matters = "无" if back % 3 else "柳河村低洼路段积水，请白天再看一次"
        _do(hall, _at(on + timedelta(days=1), 8, 31), _hand_over(on, matters))


def _note(work: Work, line: log.Line) -> None:
    log.write(work, line)


def _hand_over(on: date, matters: str) -> Callable[[Work], None]:
    def step(work: Work) -> None:
        givers, takers = (_watch(work, day) for day in (on, on + timedelta(days=1)))
        if givers and takers:
            log.take_over(work, log.hand_over(work, on, matters, givers[0]), takers[0])

    return step


def _watch(work: Work, on: date) -> list[str]:
    roster = drafting.find_month(work, Plan.WATCH, on.year, on.month)
    turns = [] if roster is None else drafting.turns_of(work, roster)
    return [turn.name for turn in turns if turn.on == on and turn.seat is Seat.STAFF]


def _meet(hall: Hall) -> None:
    """The weekly meeting of the last weeks; somebody stays at the counter (HR-08)."""
    monday = hall.today - timedelta(days=hall.today.weekday())
    for back in range(MET, 0, -1):
        on = hall.calendar.next_workday(monday - timedelta(days=7 * back - 4))
        if on >= hall.today:
            continue

        def step(work: Work, on: date = on) -> None:
            cover = meetings.cover_order(work, on)[0]
            names = [one.name for one in staff(work) if not one.leader_rank and one.id != cover.id]
            form = meetings.MeetingForm(
                on,
                time(16, 30),
                time(17, 20),
                "周例会",
                host="林若安",
                attendees="、".join(names),
                topics="本周办件和信访情况，下周安排",
                decisions="临近时限的办件逐件落实到人；窗口下班前清台面",
                cover=cover.id,
            )
            meetings.save_meeting(work, form)

        _do(hall, _at(on, 17, 30), step)


def _ahead(hall: Hall) -> None:
    """Next month stands as a draft to be looked at."""
    year, month = next_month(hall.today)

    def step(work: Work) -> None:
        roster = drafting.begin_month(work, Plan.RECEPTION, year, month)
        drafting.plan_month(work, roster, Method.ORDER)

    _do(hall, _at(hall.today, 8, 40), step)
