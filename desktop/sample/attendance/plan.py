"""Who is away in the four months of the sample office: every kind of leave, every way it ends.

Days are told as the number of the working day in a month, 0 the first, so that the office is the
same whatever day it is built for.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from center.attendance.chains import Span
from center.attendance.hours import Half, Slot
from center.attendance.records import AskedBy, LeaveType
from center.calendar import WorkCalendar

AM, PM = Half.MORNING, Half.AFTERNOON
MONTHS = 4
THIS, COMING = 3, 4
"""The place of the current month among the months, and of the working days after today."""


class Ends(enum.StrEnum):
    """What became of a slip."""

    BACK = "销假"
    EARLY = "提前销假"
    OVERSTAYED = "超假"
    OPEN = "未销假"
    REFUSED = "驳回"
    WITHDRAWN = "撤回"
    WAITING = "待批"
    GRANTED = "已批"


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip: month, first and last working day of it with their halves, who, what, for whom."""

    month: int
    first: int
    half: Half
    last: int
    last_half: Half
    name: str
    leave_type: LeaveType
    reason: str
    substitute: str = ""
    ends: Ends = Ends.BACK
    place: str = ""
    by: AskedBy = AskedBy.PERSON
    proxy: str = ""
    emergency: bool = False
    medical: bool = False
    formalities: bool = True
    extends: bool = False
    arrives_late: bool = False
    longer: int = 0
    """Calendar days added to the end."""


L = LeaveType
SLIPS: tuple[Slip, ...] = (
    Slip(0, 3, AM, 3, AM, "程雨桐", L.PERSONAL, "到县里办房产手续", "陆知行"),
    Slip(0, 6, AM, 6, PM, "叶清和", L.PERSONAL, "送孩子报到", "苏晓棠"),
    Slip(0, 9, AM, 10, AM, "乔望舒", L.PERSONAL, "照顾住院的父亲", "纪怀瑾"),
    Slip(0, 11, AM, 12, PM, "贺云舟", L.SICK, "发热，医嘱休息两天", "孟听澜"),
    Slip(0, 5, AM, 9, PM, "秦以宁", L.ANNUAL, "年休假", "江予白", place="外省探友"),
    Slip(0, 13, AM, 17, PM, "韩修文", L.HOME, "回原籍探望父母", "江予白", place="邻省"),
    Slip(0, 14, AM, 14, PM, "许南星", L.PERSONAL, "家中有事", "孟听澜", Ends.WITHDRAWN),
    Slip(1, 0, AM, 0, PM, "姜映雪", L.MATERNITY, "产假", "白若谷", Ends.GRANTED, longer=127),
    Slip(1, 2, AM, 4, PM, "苏晓棠", L.SICK, "急性肠胃炎", "叶清和", medical=True),
    Slip(1, 6, AM, 8, PM, "孟听澜", L.MARRIAGE, "婚假", "贺云舟"),
    Slip(1, 10, AM, 12, PM, "贺云舟", L.CARE, "妻子生产", "孟听澜"),
    Slip(1, 14, AM, 14, PM, "陆知行", L.PARENTAL, "孩子打预防针、体检", "程雨桐"),
    Slip(1, 15, AM, 17, PM, "江予白", L.FUNERAL, "祖父去世", "秦以宁"),
    Slip(1, 4, AM, 5, PM, "纪怀瑾", L.OFFICIAL, "县委党校报到", "乔望舒"),
    Slip(1, 16, AM, 16, PM, "顾明远", L.COMPENSATORY, "补休八月的周末值班", "沈秋禾"),
    Slip(1, 7, AM, 13, PM, "卓以恒", L.SICK, "突发心脏病住院", emergency=True, medical=True),
    Slip(
        1,
        9,
        AM,
        9,
        PM,
        "唐知夏",
        L.PERSONAL,
        "老家有急事",
        "贺云舟",
        Ends.OVERSTAYED,
        "老家",
        AskedBy.PHONE,
    ),
    Slip(2, 3, AM, 6, PM, "叶清和", L.ANNUAL, "年休假", "苏晓棠", Ends.EARLY),
    Slip(2, 2, PM, 2, PM, "程雨桐", L.OTHER, "参加孩子的家长会", "陆知行"),
    Slip(2, 8, AM, 8, AM, "贺云舟", L.PERSONAL, "亲戚办酒席", "孟听澜", Ends.REFUSED),
    Slip(
        2,
        10,
        AM,
        10,
        PM,
        "孟听澜",
        L.PERSONAL,
        "父亲摔伤",
        "贺云舟",
        Ends.BACK,
        "县医院",
        AskedBy.PROXY,
        "孟听澜的姐姐",
    ),
    Slip(2, 11, AM, 11, PM, "孟听澜", L.PERSONAL, "父亲手术，续假", "贺云舟", extends=True),
    Slip(2, 12, AM, 12, AM, "沈秋禾", L.PERSONAL, "孩子发烧", "唐知夏", arrives_late=True),
    Slip(3, 6, AM, 7, PM, "苏晓棠", L.ANNUAL, "年休假", "叶清和"),
    Slip(3, 10, AM, 11, PM, "秦以宁", L.SICK, "腰伤复查", "江予白", Ends.OPEN),
    Slip(
        3,
        12,
        PM,
        12,
        PM,
        "许南星",
        L.PERSONAL,
        "家里水管爆裂",
        "孟听澜",
        by=AskedBy.PHONE,
        formalities=False,
    ),
    Slip(COMING, 0, AM, 2, PM, "沈秋禾", L.ANNUAL, "年休假", "顾明远", Ends.GRANTED),
    Slip(COMING, 2, AM, 3, PM, "陆知行", L.PERSONAL, "搬家", "程雨桐", Ends.WAITING),
    Slip(COMING, 1, AM, 1, AM, "韩修文", L.SICK, "体检复查", "江予白", Ends.WAITING),
)


@dataclass(frozen=True, slots=True)
class Odd:
    """One slot of a day that is not as it should be: `minutes` and seconds after the hour due, or
    None for no punch at all.
    """

    month: int
    day: int
    name: str
    slot: Slot
    minutes: int | None = None
    seconds: int = 0


ODDITIES: tuple[Odd, ...] = (
    # The boundary of ATT-03: ten minutes sharp are on time, one second more is late.
    Odd(0, 1, "沈秋禾", Slot.MORNING_IN, 10, 0),
    Odd(0, 1, "顾明远", Slot.MORNING_IN, 10, 1),
    Odd(0, 2, "顾明远", Slot.AFTERNOON_IN, 10, 0),
    # ATT-05: a second before the hour is early.
    Odd(0, 4, "苏晓棠", Slot.MORNING_OUT, -1, 59),
    Odd(0, 4, "叶清和", Slot.MORNING_OUT, 0, 0),
    Odd(0, 7, "贺云舟", Slot.MORNING_IN),
    Odd(0, 8, "卓以恒", Slot.AFTERNOON_OUT),
    # Served people until after midnight: the tap belongs to the day before.
    Odd(0, 15, "陆知行", Slot.AFTERNOON_OUT, 380, 12),
    Odd(1, 10, "唐知夏", Slot.MORNING_IN),
    Odd(1, 10, "唐知夏", Slot.MORNING_OUT),
    Odd(1, 10, "唐知夏", Slot.AFTERNOON_IN),
    Odd(1, 10, "唐知夏", Slot.AFTERNOON_OUT),
    Odd(2, 8, "贺云舟", Slot.MORNING_IN),
    Odd(2, 8, "贺云舟", Slot.MORNING_OUT),
    Odd(2, 14, "乔望舒", Slot.MORNING_IN, 26, 40),
    Odd(2, 15, "乔望舒", Slot.AFTERNOON_IN, 31, 5),
    Odd(THIS, 2, "贺云舟", Slot.MORNING_IN),
    Odd(THIS, 4, "乔望舒", Slot.AFTERNOON_OUT),
    Odd(THIS, 8, "程雨桐", Slot.AFTERNOON_IN),
    Odd(THIS, 9, "卓以恒", Slot.MORNING_IN),
    Odd(THIS, 13, "孟听澜", Slot.MORNING_OUT),
)
CLOCK_WRONG = (1, 18)
"""The working day on which the terminal's clock was an hour ahead, by month and number."""


@dataclass(frozen=True, slots=True)
class Days:
    """The working days of the four months and those after today."""

    today: date
    of: tuple[tuple[date, ...], ...]

    def day(self, month: int, number: int) -> date | None:
        """A working day; None when the month has no such day."""
        days = self.of[month]
        return days[number] if number < len(days) else None

    def span(self, slip: Slip) -> Span | None:
        """The half days of a slip; None where the months of this office have no such days."""
        first, last = self.day(slip.month, slip.first), self.day(slip.month, slip.last)
        if first is None or last is None:
            return None
        return Span(first, slip.half, last + timedelta(days=slip.longer), slip.last_half)


def days_of(today: date, calendar: WorkCalendar) -> Days:
    """The working days of the three months before today's, of its own, and the ten after today."""
    months: list[tuple[date, ...]] = []
    first = today.replace(day=1)
    for _ in range(MONTHS - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    for _ in range(MONTHS):
        following = (first + timedelta(days=32)).replace(day=1)
        months.append(tuple(_workdays(first, following, calendar)))
        first = following
    after = _workdays(today + timedelta(days=1), today + timedelta(days=30), calendar)
    return Days(today, (*months, tuple(after)[:10]))


def _workdays(first: date, end: date, calendar: WorkCalendar) -> Iterator[date]:
    for number in range((end - first).days):
        day = first + timedelta(days=number)
        if calendar.is_workday(day):
            yield day


OFFICE_HOURS: Mapping[str, str] = {"公益性岗位": "A"}
"""The hours of a kind of staff that has its own, in summer; in winter it has no midday break."""
WINTER = "D"
