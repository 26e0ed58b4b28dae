"""Outings, minutes away from the desk, spot checks, overtime and time off of the sample office."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from center.attendance import balances
from center.attendance.hours import Half, at
from center.attendance.outings import (
    OutingForm,
    back_at_desk,
    come_back,
    leave_desk,
    save_outing,
    save_overtime,
    spot_check,
)
from center.attendance.records import DeskAway, Found, Outing, OutingKind
from center.journal import commit
from desktop.sample.attendance.plan import COMING, THIS
from desktop.sample.attendance.slips import Desk
from desktop.sample.attendance.taps import shift_of
from desktop.sample.names import VILLAGES

MATTERS = (
    "核查低保家庭收入",
    "入户收集医保缴费",
    "上门为老人办高龄津贴认证",
    "调解宅基地纠纷",
    "督导秸秆禁烧",
    "走访脱贫户",
)
ERRANDS = (
    ("到县政务服务中心报送材料", "县政务服务中心"),
    ("到县民政局对接救助审批", "县民政局"),
    ("参加县里的调度会", "县政府二楼会议室"),
)
WALKERS = ("谢长安", "孟听澜", "贺云舟", "白若谷")
LEADERS = ("温从简", "傅明哲", "白若谷", "纪怀瑾")
DUTY = ("顾明远", "江予白", "贺云舟", "许南星")


@dataclass(frozen=True, slots=True)
class Trip:
    """One outing of the plan and the half days it takes."""

    name: str
    kind: OutingKind
    day: date
    halves: tuple[Half, ...]
    matter: str
    place: str = ""
    village: str = ""
    companions: str = ""
    substitute: str = ""
    ticks: int = 4

    @property
    def starts_at(self) -> datetime:
        """Eight o'clock, or one."""
        return at(self.day, time(8) if Half.MORNING in self.halves else time(13))

    @property
    def ends_at(self) -> datetime:
        """Noon, or six."""
        return at(self.day, time(18) if Half.AFTERNOON in self.halves else time(12))


def trips(
    rng: Random, desk: Desk, month: int, absent: Collection[tuple[str, date, Half]]
) -> Iterator[Trip]:
    """The outings of a month on days when nobody of them is on leave."""
    days, whole = desk.days.of[month], tuple(Half)
    for trip in _trips(rng, days, whole, month):
        taken = any((trip.name, trip.day, half) in absent for half in trip.halves)
        if not taken and trip.day < desk.days.today:
            yield trip
    if month == THIS and desk.days.of[COMING]:
        for number, name, kind, said, where in (
            (1, "顾明远", OutingKind.VILLAGE, MATTERS[0], "石桥村"),
            (0, "江予白", OutingKind.TRAINING, "全县政务服务业务培训", ""),
        ):
            day = desk.days.day(COMING, number)
            if day is not None:
                yield Trip(name, kind, day, whole, said, village=where, companions="包村干部")


def _trips(
    rng: Random, days: tuple[date, ...], whole: tuple[Half, ...], month: int
) -> Iterator[Trip]:
    for number, day in enumerate(days):
        if day.weekday() in (1, 3):
            yield _walk(rng, "谢长安", day, whole)
        if day.weekday() == 2:
            name = WALKERS[(number + month) % len(WALKERS)]
            if name != "谢长安":
                yield _walk(rng, name, day, (rng.choice(whole),))
        if number % 5 == 4:
            matter, place = rng.choice(ERRANDS)
            name = LEADERS[(number // 5 + month) % len(LEADERS)]
            yield Trip(name, OutingKind.OFFICIAL, day, (Half.MORNING,), matter, place)
    if len(days) > 19:
        yield Trip(
            "陆知行",
            OutingKind.TRAINING,
            days[19],
            whole,
            "全县政务服务业务培训",
            "县政务服务中心",
            substitute="程雨桐",
        )
    if len(days) > 12:
        home, morning = OutingKind.HOME_UNIT, (Half.MORNING,)
        yield Trip("程雨桐", home, days[12], morning, "回医保局开例会", "县医保局", ticks=4)
        if month == 2:
            # LEAVE-19: two of the four steps are not ticked, so that it does not count.
            yield Trip("叶清和", home, days[11], morning, "回残联取材料", "县残联", ticks=2)


def _walk(rng: Random, name: str, day: date, halves: tuple[Half, ...]) -> Trip:
    village = rng.choice(sorted(VILLAGES))
    return Trip(
        name,
        OutingKind.VILLAGE,
        day,
        halves,
        rng.choice(MATTERS),
        village=village,
        companions=f"{village}干部",
    )


def enter(desk: Desk, found: list[Trip]) -> None:
    """Enter outings, those of one week in one go on its Monday."""
    ids: dict[Trip, UUID] = {}
    for monday in sorted({_monday(trip.day) for trip in found}):
        desk.now(at(monday, time(7, 45)))
        with desk.hall.store.work(desk.keeper) as work:
            for trip in found:
                if _monday(trip.day) != monday:
                    continue
                person = desk.people[trip.name]
                ticks = [number < trip.ticks for number in range(4)]
                form = OutingForm(
                    staff=person.id,
                    outing_kind=trip.kind,
                    starts_at=trip.starts_at,
                    ends_at=trip.ends_at,
                    matter=trip.matter,
                    phone=f"0399-61000{int(person.staff_number):02d}",
                    approver="林若安",
                    place=trip.place,
                    village=trip.village,
                    companions=trip.companions,
                    substitute=desk.people[trip.substitute].id if trip.substitute else None,
                    told=ticks[0],
                    substitute_fixed=ticks[1],
                    agreed=ticks[2],
                    informed=ticks[3],
                )
                ids[trip] = save_outing(work, form).id
            commit(work)
    _return(desk, ids)


def _return(desk: Desk, ids: Mapping[Trip, UUID]) -> None:
    """Whoever went to a village on a Thursday said so when he came back."""
    for trip, ident in ids.items():
        back = trip.ends_at + timedelta(minutes=20)
        if trip.kind is not OutingKind.VILLAGE or trip.day.weekday() != 3 or back < desk.founded:
            continue
        if trip.day < desk.days.today and desk.now(back) >= back:
            with desk.hall.store.work(desk.keeper) as work:
                come_back(work, work.session.get_one(Outing, ident), back)
                commit(work)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


AWAYS = (
    (3, "沈秋禾", "民政窗口", "到档案室取件", 9),
    (5, "苏晓棠", "综合窗口", "送材料到二楼", 15),
    (7, "陆知行", "卫健窗口", "接电话处理急事", 22),
    (11, "程雨桐", "医保窗口", "外出办私事", 41),
)
CHECKS = (
    (7, "陆知行", "卫健窗口", Found.LEFT, 22, "牌上没有写离开时间"),
    (11, "程雨桐", "医保窗口", Found.LEFT, 41, "没有请假，窗口无人"),
    (13, "顾明远", "人社窗口", Found.WANDERING, 10, "在残联窗口闲聊"),
    (13, "叶清和", "残联窗口", Found.PRESENT, 0, ""),
)


def keep_watch(desk: Desk, month: int) -> None:
    """Minutes away from the desk and spot checks, of the last two months (ATT-06, ATT-07)."""
    if month < THIS - 1:
        return
    store, deputy = desk.hall.store, desk.hall.cast.deputy
    for number, name, window, reason, minutes in AWAYS:
        day = desk.days.day(month, number)
        if day is None or day >= desk.days.today:
            continue
        left = desk.now(at(day, time(10, 5)))
        with store.work(deputy) as work:
            ident = leave_desk(work, desk.people[name].id, reason, window).id
            commit(work)
        desk.now(left + timedelta(minutes=minutes))
        with store.work(deputy) as work:
            back_at_desk(work, work.session.get_one(DeskAway, ident))
            commit(work)
    for number, name, window, found, minutes, remark in CHECKS:
        day = desk.days.day(month, number)
        if day is None or day >= desk.days.today:
            continue
        desk.now(at(day, time(10, 30)))
        with store.work(deputy) as work:
            spot_check(work, desk.people[name].id, found, minutes, window, remark)
            commit(work)


def weekends(desk: Desk, month: int) -> None:
    """A Saturday of overtime every month, and the time off earned by it (TIME-03)."""
    for number, name in enumerate(DUTY):
        day = _saturday(desk, month, number)
        if day is None or day >= desk.days.today:
            continue
        person = desk.people[name]
        desk.now(at(day, time(18)))
        with desk.hall.store.work(desk.keeper) as work:
            ends = at(day, time(11, 30 if number % 2 else 0))
            reason = "周末延时服务，集中办理医保缴费"
            save_overtime(work, person.id, at(day, time(8)), ends, reason, shift_of(person, day))
            if number < 2:
                balances.earn(work, person.id, day, 2, f"{day:%m月%d日}周末加班")
            commit(work)


def _saturday(desk: Desk, month: int, number: int) -> date | None:
    first = desk.days.of[month][0].replace(day=1)
    saturday = first + timedelta(days=(5 - first.weekday()) % 7 + 7 * number)
    if saturday.month != first.month or desk.calendar.is_workday(saturday):
        return None
    return saturday
