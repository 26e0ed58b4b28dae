"""Petitions of the sample office in every state: a crowd, a repeat, a secret accusation; invented.

Complaints and work orders stand in `desktop.sample.complaints`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random
from typing import Any, TypeAlias
from uuid import UUID

from center.accounts import enter
from center.journal import commit
from center.petitions import intake, repeats, review, steps
from center.petitions.correcting import correct, form_of
from center.petitions.intake import PetitionForm, Representative
from center.petitions.records import Channel, Petition, Purpose
from center.records import CHINA, local_date
from center.rights import Actor
from center.roster.duty import leader_of_the_day
from center.secret_matters import Accused
from desktop.sample.hall import Hall
from desktop.sample.names import VILLAGES

PETITIONS, SPECIAL, SPAN = 60, 12, 56
"""How many, how many of them have a story of their own, and days back to the first."""
LAND, LEASE, PENSION, WAGES, WATER, ACCOUNTS, FLAT, LAMPS, DITCH = range(9)
PROBLEMS = (
    ("农村土地", "修路占了承包地，补偿款还没有发到户，要求按公告标准兑现。"),
    ("农村土地", "土地流转合同到期，承租方不退地也不付租金，要求镇里收回。"),
    ("社会保障", "养老保险断缴三年，想知道怎样补缴、补缴多少。"),
    ("劳动工资", "在镇里的工地做了四个月，工钱只付了一半。"),
    ("生态环境", "村口养殖场的污水流进水渠，夏天味道很大。"),
    ("村务公开", "村里的账半年没有公布，要求公开修路的开支。"),
    ("征地拆迁", "安置房漏水，物业和施工方互相推。"),
    ("其他", "村道路灯坏了大半，晚上老人不敢出门。"),
    ("其他", "邻居在共用水渠上搭棚，下雨天水倒灌进院子。"),
)
ANSWER = "已核实，三个工作日内由村里和承办单位一起上门说明处理办法"
Take: TypeAlias = tuple[float, Callable[..., Any], tuple[Any, ...], dict[str, Any]]
"""Days after the step before, the service, and what it is told (a day as days from then)."""


@dataclass(frozen=True, slots=True)
class In:
    """A day so many days after the step."""

    days: int


def take(after: float, function: Callable[..., Any], *args: Any, **named: Any) -> Take:
    """A step of a path."""
    return after, function, args, named


_BEGUN = (
    take(0.02, steps.accept),
    take(0.02, steps.tell, "当面送达"),
    take(0.02, steps.answer, ANSWER),
)
_GRANTED = ("支持", "补偿款由村集体账户兑付到户。", "《中华人民共和国土地管理法》第四十八条。")
_DENIED = (
    "不予支持",
    "镇里不是合同一方，不能收回土地；合同争议由双方协商，或者申请农村土地承包仲裁、提起诉讼。",
    "《中华人民共和国民法典》第五百零九条、《中华人民共和国农村土地承包法》第五十五条。",
)
_PUBLISHED = (
    "支持",
    "由村民委员会在十日内公布修路工程的全部收支，并把公布的照片送你。",
    "《中华人民共和国村民委员会组织法》第三十条。",
)
_UNPUBLISHED = {"found": "经查看村务公开栏和村账，修路工程的收支自2026年3月起没有公布。"}
_FOUND = {
    "found": "经调取征地公告、勘测成果和村集体账目，并与信访人、村委会见面核对，"
    "所反映的面积和金额属实，款项已经拨付到村，因村账户更换没有兑付到户。"
}
_NOT_FOUND = {
    "found": "经查阅合同并询问双方当事人，土地流转合同由你户与承租方自愿签订，约定2026年底到期，"
    "双方对租金数额有争议。"
}
PATHS: tuple[tuple[Take, ...], ...] = (
    (take(0.02, steps.solve, "当场联系村委会，路灯当天修好"),),
    (
        *_BEGUN,
        take(14, steps.opinion, *_GRANTED, **_FOUND),
        take(2, steps.call_on, "回访，款已到账"),
    ),
    (take(0.02, steps.explain, "讲清了补缴政策", "企业职工养老保险补缴规定"),),
    (
        *_BEGUN,
        take(12, steps.opinion, *_DENIED, **_NOT_FOUND),
        take(9, review.ask_review, "青山县人民政府", "要求重新核算"),
        take(12, review.review, "维持", "原处理意见事实清楚，依据充分，程序合法。"),
    ),
    (
        take(0.02, steps.assign, "农业农村办", In(6), "核实后报书面结果"),
        take(0.02, steps.answer, ANSWER),
        take(4, steps.result, "已查实并兑付"),
        take(0.1, steps.finish, "办结，信访人认可", satisfied="满意"),
    ),
    (take(1, steps.guide, "劳动仲裁", "县劳动人事争议仲裁委员会"),),
    (
        take(0.02, steps.accept, simple=True),
        *_BEGUN[1:],
        take(6, steps.opinion, *_PUBLISHED, **_UNPUBLISHED),
    ),
    (
        take(0.1, steps.transfer, "县住房和城乡建设局"),
        take(0.02, steps.tell, "当面送达"),
        take(0.02, steps.answer, "已转送县住房和城乡建设局，可凭告知书查询"),
        take(20, steps.result, "已责成施工方维修防水"),
        take(0.1, steps.finish, "已由有权机关办理"),
    ),
    (take(1, steps.refuse, "不属于本镇职权", "县人力资源和社会保障局"),),
    (
        take(
            2,
            steps.mediate,
            "信访人与邻居",
            "司法所",
            "双方签订协议，共用水渠轮流清理",
            agreed=True,
        ),
    ),
    (
        take(0.02, steps.limit, "周明", In(9)),
        take(0.02, steps.answer, ANSWER),
        take(6, steps.solve, "周明上门，双方当面谈妥"),
    ),
    (
        *_BEGUN,
        take(5, steps.plan, "分三步：测量、公示、兑付"),
        take(20, steps.opinion, *_GRANTED, **_FOUND),
    ),
)
FITTING = (
    LAMPS,
    LAND,
    PENSION,
    LEASE,
    LAND,
    WAGES,
    ACCOUNTS,
    FLAT,
    WAGES,
    DITCH,
    WATER,
    LAND,
)
"""What each path is about."""
CHANNELS = (
    *([Channel.VISIT] * 6),
    *([Channel.PHONE] * 2),
    Channel.LETTER,
    Channel.ONLINE,
    Channel.LEADER,
    Channel.ABOVE,
)


@dataclass(slots=True)
class Scene:
    """Who plays, by dice of its own."""

    hall: Hall
    rng: Random
    clerk: Actor

    def opening(self, back: float) -> datetime:
        """A moment of a working day about so many days before today."""
        day = self.hall.today - timedelta(days=int(back))
        day = min(self.hall.calendar.next_workday(day), self.hall.today)
        return datetime.combine(day, time(8, 31, self.rng.randrange(60)), CHINA)

    @property
    def end(self) -> datetime:
        """Nothing happens after the doors open today."""
        return datetime.combine(self.hall.today, time(8, 59), CHINA)

    def walk(
        self, kind: type[Any], matter: UUID, at: datetime, path: Sequence[Take], by: Actor
    ) -> None:
        """Take the steps of a path one by one, as far as today."""
        for after, function, args, named in path:
            at += timedelta(days=after)
            if after >= 1:
                at = at.replace(hour=10, minute=self.rng.randrange(60))
            if at > self.end:
                return
            self.hall.set_clock(at)
            given = [
                local_date(at) + timedelta(days=a.days) if isinstance(a, In) else a for a in args
            ]
            with self.hall.store.work(by) as work:
                function(work, work.session.get_one(kind, matter), *given, **named)
                commit(work)


def scene(hall: Hall, seed: int) -> Scene:
    """The scene with the petition clerk."""
    with hall.store.read(hall.cast.director) as work:
        clerk = enter(work, "xinfang")
    return Scene(hall, Random(f"{seed}-petitions"), clerk)


def play(hall: Hall, seed: int) -> None:
    """Play petitions by the real services; the last weeks show every state."""
    on = scene(hall, seed)
    ordinary = PETITIONS - SPECIAL
    for number in range(ordinary):
        at = on.opening(SPAN - number * SPAN / ordinary)
        purpose = Purpose.ADVICE if number % 9 == 0 else Purpose.CLAIM
        form = _form(on, FITTING[number % len(PATHS)], purpose=purpose)
        petition = _register(on, at, form)
        on.walk(Petition, petition, at, PATHS[number % len(PATHS)], hall.cast.deputy)
    _crowds(on)
    _repeat(on)
    _secret(on)
    _extended(on)
    _reviewed(on)
    _fresh(on)


def _register(on: Scene, at: datetime, form: PetitionForm) -> UUID:
    on.hall.set_clock(at)
    with on.hall.store.work(on.clerk) as work:
        if form.channel is Channel.LEADER:
            leader = leader_of_the_day(work, local_date(at))
            form = form if leader is None else replace(form, receiving_leader=leader.name)
        petition = intake.register(work, form)
        commit(work)
        return petition.id


def _form(on: Scene, topic: int, **more: Any) -> PetitionForm:
    person = on.rng.choice(on.hall.people)
    subject, problem = PROBLEMS[topic]
    channel = on.rng.choice(CHANNELS)
    given: dict[str, Any] = {
        "channel": channel,
        "purpose": Purpose.CLAIM,
        "problem": problem,
        "name": person.name,
        "occupation": on.rng.choice(("务农", "务工", "个体", "退休")),
        "political_status": on.rng.choice(("群众", "群众", "中共党员")),
        "address": f"{person.village}{person.group}",
        "phone": person.phone,
        "id_kind": "resident",
        "id_number": person.id_number,
        "village": person.village or next(iter(VILLAGES)),
        "subject": subject,
        "receiving_leader": "江予白" if channel is Channel.LEADER else "",
    }
    return PetitionForm(**(given | more))


def _crowds(on: Scene) -> None:
    """Two crowds: one passed on at once, one that stands red this morning."""
    for back, told in ((9, True), (0, False)):
        at = on.opening(back)
        spoken = [Representative(on.rng.choice(on.hall.people).name) for _ in range(3)]
        more: dict[str, Any] = {
            "channel": Channel.VISIT,
            "people_count": 12,
            "representatives": spoken,
            "urgent": True,
            "origin_unit": "白鹭村",
            "origin_due_on": local_date(at) + timedelta(days=10),
        }
        petition = _register(on, at, _form(on, WAGES, **more))
        path = (take(0.01, steps.inform, "派出所", "林若安"), *_BEGUN) if told else ()
        on.walk(Petition, petition, at, path, on.hall.cast.deputy)


def _repeat(on: Scene) -> None:
    """The same person with the same matter again; a person confirmed it."""
    first, second = on.opening(30), on.opening(6)
    form = _form(on, LAND, channel=Channel.VISIT)
    earlier = _register(on, first, form)
    on.walk(Petition, earlier, first, PATHS[1], on.hall.cast.deputy)
    later = _register(on, second, replace(form, people_count=1, occupation="务工"))
    on.hall.set_clock(second + timedelta(minutes=20))
    with on.hall.store.work(on.clerk) as work:
        one, other = (work.session.get_one(Petition, which) for which in (later, earlier))
        repeats.confirm_link(work, one, other)
        right = replace(form_of(one), occupation="务农", people_count=2)
        correct(work, one, right, "登记时职业和人数记错")
        commit(work)


def _secret(on: Scene) -> None:
    """An accusation only the clerk who took it and the director see."""
    at = on.opening(5)
    form = _form(
        on,
        ACCOUNTS,
        channel=Channel.LETTER,
        purpose=Purpose.ACCUSATION,
        problem="反映某村修路工程未经招标，款项去向不明，请求核查",
        accused=[Accused("槐大川")],
    )
    petition = _register(on, at, form)
    on.walk(Petition, petition, at, _BEGUN, on.clerk)


def _extended(on: Scene) -> None:
    """Sixty days that end in an unknown year's holidays, extended by thirty."""
    at = on.opening(50)
    petition = _register(on, at, _form(on, FLAT, channel=Channel.ABOVE, **_ABOVE))
    path = (*_BEGUN, take(40, steps.extend, 30, "林若安", "要等第三方鉴定漏水原因"))
    on.walk(Petition, petition, at, path, on.hall.cast.director)


_ABOVE: dict[str, Any] = {"platform_number": "SX20260900317", "been_to": "县信访局"}


def _reviewed(on: Scene) -> None:
    """Under review, under final review, ended for good, and brought again after that."""
    denied = (*_BEGUN, take(7, steps.opinion, *_DENIED, **_NOT_FOUND))
    asked = (*denied, take(5, review.ask_review, "青山县人民政府", "要求重新核算"))
    sustained = "原处理意见事实清楚，依据充分，程序合法。"
    final = (
        *asked,
        take(8, review.review, "维持", sustained),
        take(4, review.ask_final, "安次市人民政府"),
    )
    ended = (*final, take(9, review.final_review, "维持", "复查意见事实清楚，依据充分。"))
    for back, path in ((16, asked), (40, final)):
        at = on.opening(back)
        petition = _register(on, at, _form(on, LEASE, channel=Channel.VISIT))
        on.walk(Petition, petition, at, path, on.hall.cast.deputy)
    first, second = on.opening(52), on.opening(4)
    form = _form(on, LEASE, channel=Channel.VISIT)
    earlier = _register(on, first, form)
    on.walk(Petition, earlier, first, ended, on.hall.cast.deputy)
    later = _register(on, second, form)
    on.hall.set_clock(second + timedelta(minutes=20))
    with on.hall.store.work(on.clerk) as work:
        one, other = (work.session.get_one(Petition, which) for which in (later, earlier))
        repeats.confirm_link(work, one, other)
        reason = f"同一事项 {other.number} 已复核终结，没有新的事实和理由"
        steps.refuse(work, one, reason, "", again=True)
        commit(work)


def _fresh(on: Scene) -> None:
    """A leader's reception of yesterday, and this morning's first visitor."""
    day = on.opening(1)
    form = _form(on, LAMPS, channel=Channel.LEADER)
    petition = _register(on, day, form)
    path = (take(0.02, steps.limit, "周明", In(5)), take(0.01, steps.plan, "三日内换灯，村里验收"))
    on.walk(Petition, petition, day, path, on.hall.cast.deputy)
    _register(on, on.end - timedelta(minutes=9), _form(on, WAGES, channel=Channel.VISIT))
