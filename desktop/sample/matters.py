"""Visits with several matters, hand-overs, calls back, the paper book, service after closing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from uuid import UUID

from center.journal import commit
from center.people import Identity
from center.records import CHINA
from center.registration import (
    Cause,
    Channel,
    Outcome,
    Place,
    Relation,
    Route,
    Visit,
    VisitForm,
    VisitKind,
    log_call,
    register,
    supervise,
    take,
    transfers_of,
    visit,
)
from center.rights import Actor
from center.storage import Work
from desktop.sample.hall import Hall, identity

WRITTEN = (
    (time(15, 5), "医疗保障", "问异地就医备案要带什么"),
    (time(15, 18), "社会救助", "问临时救助多久能批"),
    (time(15, 40), "宅基地与建房", "问老房翻建先找谁"),
)
"""What stands in the paper book of an afternoon without power."""
LATE = ((time(18, 12), "社会保险"), (time(12, 20), "医疗保障"))
"""Who came after closing and in the noon break."""


def play(hall: Hall, seed: int) -> None:
    """Play them by dice of their own, so that nothing else of the office changes."""
    scene = _Scene(hall, Random(f"{seed}-matters"))
    for story in (_errands, _untaken, _supervised, _absent, _forgotten, _book, _delayed):
        story(scene)
    hall.play()


class _Scene:
    """Who comes, to whom, and when: working days before today."""

    def __init__(self, hall: Hall, rng: Random) -> None:
        self.hall, self.rng = hall, rng
        # The queue lets others be called by name today; these live at the end of the list.
        self._people = iter(hall.people[-40:])

    def at(self, workdays: int, hour: int, minute: int = 0) -> datetime:
        day: date = self.hall.today
        for _ in range(workdays):
            day -= timedelta(days=1)
            while not self.hall.calendar.is_workday(day):
                day -= timedelta(days=1)
        return datetime.combine(day, time(hour, minute), CHINA)

    def plan(self, moment: datetime, step: Callable[[], object]) -> None:
        def run() -> None:
            step()

        self.hall.at(moment, run)

    def someone(self) -> Identity:
        return identity(next(self._people))

    def clerk(self, window: str = "综合窗口") -> Actor:
        return self.hall.cast.clerk_of(window)

    def act(self, actor: Actor, step: Callable[[Work], object]) -> None:
        with self.hall.store.work(actor) as work:
            step(work)
            commit(work)

    def register(self, actor: Actor, form: VisitForm) -> Visit:
        with self.hall.store.work(actor) as work:
            made = register(work, form)
            commit(work)
        return made


def _errands(scene: _Scene) -> None:
    """One visitor, three things; and a daughter who comes for her mother."""

    def three() -> None:
        who, actor = scene.someone(), scene.clerk()
        first = scene.register(
            actor, VisitForm(VisitKind.HANDLING, who, route=Route.HERE, item_code="MZ03")
        )
        for form in (
            VisitForm(VisitKind.QUESTION, who, topic="医疗保障", reply="带身份证到窗口即可"),
            VisitForm(VisitKind.INQUIRY, who, need="查养老保险缴到哪一年", reply="已打印缴费记录"),
        ):
            scene.register(actor, _joined(form, first.id))

    def for_mother() -> None:
        who = scene.someone()
        form = VisitForm(
            VisitKind.QUESTION,
            who,
            topic="社会保险",
            need="母亲的养老金到账没有",
            relation=Relation.FAMILY,
            applicant=scene.someone().name,
            reply="已查到，本月已发放",
        )
        first = scene.register(scene.clerk(), form)
        again = VisitForm(
            VisitKind.HANDLING,
            who,
            route=Route.HERE,
            item_code="RS05",
            same_visit=first.id,
            relation=Relation.FAMILY,
            applicant=form.applicant,
        )
        scene.register(scene.clerk(), again)

    scene.plan(scene.at(3, 10, 20), three)
    scene.plan(scene.at(0, 8, 47), for_mother)


def _joined(form: VisitForm, first: UUID) -> VisitForm:
    return replace(form, same_visit=first)


def _handed(
    scene: _Scene, need: str, window: str, actor: Actor, agreed: datetime | None = None
) -> Visit:
    form = VisitForm(
        VisitKind.HANDLING,
        scene.someone(),
        route=Route.WINDOW,
        window=window,
        need=need,
        requirement="希望一次办好，家住得远" if agreed else "",
        absent=agreed is not None,
        appointed_at=agreed,
    )
    return scene.register(actor, form)


def _untaken(scene: _Scene) -> None:
    """Handed over yesterday and taken by nobody; another this morning."""
    actor = scene.clerk()
    late = partial(_handed, scene, "申请残疾人两项补贴", "民政窗口", actor)
    scene.plan(scene.at(1, 15, 30), late)
    fresh = partial(_handed, scene, "社保关系转移", "人社窗口", actor)
    scene.plan(scene.at(0, 8, 52), fresh)


def _supervised(scene: _Scene) -> None:
    """Taken the same day and still open; looked at twice."""
    actor, receiver = scene.clerk(), scene.clerk("民政窗口")
    made: list[UUID] = []

    def hand() -> None:
        made.append(_handed(scene, "孤儿基本生活费发放有误，要求核对", "民政窗口", actor).id)

    def taken(work: Work) -> None:
        for one in transfers_of(work, made[0]):
            take(work, one)

    def look(state: str, work: Work) -> None:
        supervise(work, visit(work, made[0]), state)

    scene.plan(scene.at(8, 9, 40), hand)
    scene.plan(scene.at(8, 9, 55), lambda: scene.act(receiver, taken))
    for days, state in ((5, "民政窗口在核对发放明细"), (2, "已报县民政局更正，等回复")):
        scene.plan(scene.at(days, 16, 30), partial(scene.act, actor, partial(look, state)))


def _absent(scene: _Scene) -> None:
    """The handler is away: received, written down, a time agreed on (REG-13)."""
    monday = scene.hall.calendar.next_workday(scene.hall.today + timedelta(days=1))
    agreed = datetime.combine(monday, time(9, 30), CHINA)
    hand = partial(
        _handed,
        scene,
        "残疾人证换领",
        "残联窗口",
        scene.clerk("卫健窗口"),
        agreed,
    )
    scene.plan(scene.at(1, 10, 10), hand)


def _forgotten(scene: _Scene) -> None:
    """A call whose reply is overdue; two attempts did not get through (REG-17)."""
    actor, made = scene.clerk("人社窗口"), list[UUID]()

    def answer() -> None:
        form = VisitForm(
            VisitKind.QUESTION,
            scene.someone(),
            channel=Channel.CALL,
            route=Route.LATER,
            topic="社会保险",
            need="公司替我缴的养老保险断了两个月，怎么补",
            unit="青山镇建材经营部",
            promised_reply_on=scene.at(2, 9).date(),
        )
        made.append(scene.register(actor, form).id)

    def ring(outcome: Outcome, work: Work) -> None:
        log_call(work, visit(work, made[0]), outcome)

    scene.plan(scene.at(5, 11, 5), answer)
    for hour, outcome in ((10, Outcome.NO_ANSWER), (16, Outcome.OFF)):
        scene.plan(scene.at(2, hour, 15), partial(scene.act, actor, partial(ring, outcome)))


def _book(scene: _Scene) -> None:
    """An afternoon without power, entered the next morning from the paper book."""

    def enter() -> None:
        for line, (clock, topic, need) in enumerate(WRITTEN, 1):
            at = scene.at(4, clock.hour, clock.minute)
            form = VisitForm(
                VisitKind.QUESTION,
                topic=topic,
                need=need,
                reply="已当面答复",
                received_at=at,
                place=Place(12, line, Cause.POWER),
            )
            scene.register(scene.clerk(), form)

    scene.plan(scene.at(3, 8, 25), enter)


def _delayed(scene: _Scene) -> None:
    """Served although the counter had closed (TIME-04)."""
    for days, (clock, topic) in zip((2, 1), LATE, strict=True):
        form = VisitForm(VisitKind.QUESTION, scene.someone(), topic=topic, reply="已当面答复")
        actor = scene.clerk(scene.rng.choice(("综合窗口", "医保窗口")))
        moment = scene.at(days, clock.hour, clock.minute)
        scene.plan(moment, partial(scene.register, actor, form))
