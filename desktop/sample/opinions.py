"""Book and box, disputes with zero reports, two surveys of the sample office; invented."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from center import disputes, opinions, surveys
from center.disputes import DisputeForm
from center.journal import commit
from center.opinions import OpinionForm, OpinionKind, Place
from center.records import CHINA
from center.storage import Work
from center.surveys import Rating, Survey
from desktop.sample.hall import Hall
from desktop.sample.names import VILLAGES
from desktop.sample.office import WINDOWS

WRITTEN = (
    (24, Place.BOOK, OpinionKind.SUGGESTION, "填表台加两副老花镜", "苏晓棠", "已配三副", "已配好"),
    (19, Place.BOX, OpinionKind.PRAISE, "综合窗口的同志帮老人填了表，很耐心", "", "", "已转达本人"),
    (
        15,
        Place.BOOK,
        OpinionKind.CRITICISM,
        "上午十点半叫号屏不亮，不知道排到几号",
        "叶清和",
        "已报修",
        "",
    ),
    (
        10,
        Place.BOX,
        OpinionKind.SUGGESTION,
        "赶集日人多，希望多开一个医保窗口",
        "程雨桐",
        "赶集日增开一个窗口",
        "",
    ),
    (4, Place.BOOK, OpinionKind.SUGGESTION, "门口台阶高，轮椅上不来，能不能修个坡道", "", "", ""),
    (2, Place.BOX, OpinionKind.SUGGESTION, "一次性告知单的字太小", "", "", ""),
)
"""Days ago, where, what it is, the text, who put it right and how, the answer."""
FOUND = (
    (41, "邻里", "两户邻居", "宅基地边界", "以老界石为准，双方签字", True),
    (36, "土地山林", "两个村民小组", "水渠占地补偿", "按亩均摊，已兑付", True),
    (33, "婚姻家庭", "兄弟二人", "赡养老人分摊", "没有谈成，移交司法所", False),
    (12, "邻里", "两户邻居", "排水沟改道", "共用一条，费用平摊", True),
    (9, "劳动工资", "务工者与包工头", "拖欠工资", "", True),
    (5, "土地山林", "村民与承包户", "林地租金", "", True),
)
"""Days ago, kind, parties, matter, how it ended (empty: still open), whether they agreed."""
COMMENTS = ("希望中午也有人值班", "窗口多放一把椅子", "")
LAST, NOW = 5, 2
"""Days looked back over for ticks, villages that have reported this month."""


def play(hall: Hall, seed: int) -> None:
    """Play them by dice of their own, so that nothing else of the office changes."""
    rng = Random(f"{seed}-opinions")
    hall.set_clock(datetime.combine(hall.today, time(8, 50), CHINA))
    with hall.store.work(hall.cast.director) as work:
        _disputes(work, hall.today)
        _ticks(work, hall, rng)
        _opinions(work, hall.today)
        _survey(work, hall.today, rng)
        commit(work)


def _disputes(work: Work, today: date) -> None:
    names = list(VILLAGES)
    for number, (ago, kind, parties, matter, result, agreed) in enumerate(FOUND):
        on = today - timedelta(days=ago)
        village = names[number % len(names)]
        made = disputes.add(work, DisputeForm(village, on, kind, parties, matter, "村调委会"))
        if result:
            ended = on + timedelta(days=3)
            disputes.settle(work, made, "村调委会", result, ended, agreement=agreed)
    work.session.flush()
    this = today.replace(day=1)
    before = (this - timedelta(days=1)).replace(day=1)
    for first, reported in ((before, len(names)), (this, NOW)):
        spelled = f"{first.year}-{first.month:02d}"
        for row in disputes.month(work, spelled)[:reported]:
            disputes.report_month(work, row.village, spelled, zero=not row.found)


def _ticks(work: Work, hall: Hall, rng: Random) -> None:
    """Every day but one; today only the book."""
    day = hall.today.replace(day=1)
    while day < hall.today:
        if hall.calendar.is_workday(day):
            for place in Place:
                forgotten = place is Place.BOX and (hall.today - day).days == LAST
                if not forgotten:
                    opinions.tick(work, place, rng.choice((0, 0, 0, 1)), day)
        day += timedelta(days=1)
    opinions.tick(work, Place.BOOK, 0, hall.today)


def _opinions(work: Work, today: date) -> None:
    for ago, place, kind, text, who, action, answer in WRITTEN:
        form = OpinionForm(place, today - timedelta(days=ago), text, kind)
        made = opinions.add(work, form)
        if action:
            opinions.improve(work, made, who, action)
        if answer:
            opinions.answer(work, made, answer)


def _survey(work: Work, today: date, rng: Random) -> None:
    """Last quarter's, ended; this one's, half returned, one window still under the minimum."""
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    ended = surveys.issue(
        work, f"{before.year}年{before.month}月服务质量测评", before, first - timedelta(days=1), 150
    )
    running = surveys.issue(
        work, f"{today.year}年{today.month}月服务质量测评", today.replace(day=1), today, 120
    )
    work.session.flush()
    for window, _, _ in WINDOWS:
        _enter(work, ended, window, rng, (11, 7, 3, 1))
        _enter(
            work, running, window, rng, (5, 4, 2, 1) if window != WINDOWS[-2][0] else (3, 1, 0, 0)
        )
    surveys.close(work, ended)


def _enter(
    work: Work, survey: Survey, window: str, rng: Random, copies: tuple[int, int, int, int]
) -> None:
    levels = (Rating.BEST, Rating.GOOD, Rating.FAIR, Rating.BAD)
    for rating, most in zip(levels, copies, strict=True):
        number = rng.randint(most - 1, most) if most > 1 else most
        if number:
            comment = rng.choice(COMMENTS) if rating is Rating.FAIR else ""
            surveys.enter(work, survey, window, rating, comment, number)
