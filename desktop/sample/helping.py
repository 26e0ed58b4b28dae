"""Joint, carried and tolerated cases in each of their states, by dice of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from center.cases import agency, joint, steps, tolerance, upward
from center.cases.agency import Entrusting
from center.cases.file import open_file
from center.cases.helping import Level, Opinion, Stage
from center.cases.intake import CaseForm, MaterialTick, receive, tick_materials
from center.cases.joint import PartForm
from center.cases.records import Case
from center.items import EDITABLE, item_of, save_edition
from center.journal import commit
from center.papers import PaperKind, issue
from center.records import CHINA, local_date
from center.registration import Relation
from center.rights import Actor
from center.settings import values
from center.storage import Work
from desktop.sample import phrases
from desktop.sample.hall import Hall, identity
from forms.filling import case_draft, draw

SECONDARY = {"MZ03": "社会保障卡（银行卡）", "MZ06": "近期1寸免冠照片", "CL02": "2寸免冠照片"}
"""What the office lets come later (可容缺)."""
COMMITTED = ("NY01", "ZR01", "MZ03", "NY03")
FIRST_DAY = 14
Take = Callable[[Work, Case], object]


def play(hall: Hall, seed: int) -> None:
    """Play them after everything else, so that nothing else of the office changes."""
    scene = _Scene(hall, Random(f"{seed}-helping"))
    hall.at(scene.ago(FIRST_DAY), lambda: _mark(hall))
    for story in (_house, _plan, _relief, _lease, _card, _bill, _allowance, _renewal, _promises):
        story(scene)
    hall.play()


def _mark(hall: Hall) -> None:
    with hall.store.work(hall.cast.director) as work:
        for code, name in SECONDARY.items():
            item = item_of(work.session, code)
            if item is not None:
                kept = {field: getattr(item, field) for field in EDITABLE}
                materials = [
                    {**one, "secondary": True} if one["name"] == name else one
                    for one in item.materials
                ]
                save_edition(work, {**kept, "materials": materials})
        commit(work)


class _Scene:
    """Plans steps by working days before today; every case has one clerk."""

    def __init__(self, hall: Hall, rng: Random) -> None:
        self.hall, self.rng = hall, rng

    def ago(self, workdays: int, hour: int = 10) -> datetime:
        """A time in office hours, some working days before today; today it is early."""
        day: date = self.hall.today
        for _ in range(workdays):
            day -= timedelta(days=1)
            while not self.hall.calendar.is_workday(day):
                day -= timedelta(days=1)
        at = time(8, 10 + self.rng.randrange(40)) if not workdays else time(hour, 20)
        return datetime.combine(day, at, CHINA)

    def case(
        self, code: str, workdays: int, *, lacks: str = "", agent: str = ""
    ) -> Callable[[], tuple[UUID, Actor]]:
        """Take in a case; what it is called is known once it was played."""
        made: list[tuple[UUID, Actor]] = []

        def take_in() -> None:
            with self.hall.store.read(self.hall.cast.director) as work:
                item = item_of(work.session, code)
                assert item is not None
            actor = self.hall.cast.clerk_of(item.window)
            names = [material.name for material in item.material_list()]
            form = CaseForm(
                item=item,
                applicant=identity(self.rng.choice(self.hall.people)),
                received=[n for n, name in enumerate(names) if name != lacks],
                visitor_name=agent,
                relation=Relation.AGENT if agent else Relation.SELF,
                authority_seen=bool(agent),
            )
            with self.hall.store.work(actor) as work:
                case = receive(work, form)
                commit(work)
            made.append((case.id, actor))

        self.hall.at(self.ago(workdays, 9), take_in)
        return lambda: made[0]

    def then(
        self, case: Callable[[], tuple[UUID, Actor]], workdays: int, take: Take, hour: int = 10
    ) -> None:
        """Take a step with a case on a day."""

        def run() -> None:
            case_id, actor = case()
            with self.hall.store.work(actor) as work:
                take(work, open_file(work, case_id).case)
                commit(work)

        self.hall.at(self.ago(workdays, hour), run)

    def lead(
        self, case: Callable[[], tuple[UUID, Actor]], workdays: int, take: Take, hour: int = 15
    ) -> None:
        """Take a step that only a leader may take."""

        def run() -> None:
            with self.hall.store.work(self.hall.cast.director) as work:
                take(work, open_file(work, case()[0]).case)
                commit(work)

        self.hall.at(self.ago(workdays, hour), run)

    def paper(
        self,
        case: Callable[[], tuple[UUID, Actor]],
        workdays: int,
        kind: PaperKind,
        hour: int = 11,
    ) -> None:
        """Issue a paper."""

        def run() -> None:
            case_id, actor = case()
            with self.hall.store.work(actor) as work:
                file, settings = open_file(work, case_id), values(work.session, work.now)
                issue(work, case_draft(kind, file, settings, actor, work.now), draw)

        self.hall.at(self.ago(workdays, hour), run)

    def accepted(
        self, code: str, workdays: int, agent: str = ""
    ) -> Callable[[], tuple[UUID, Actor]]:
        """A case that is taken in and accepted on one day, with its papers."""
        case = self.case(code, workdays, agent=agent)
        self.then(case, workdays, steps.accept)
        self.paper(case, workdays, PaperKind.ACCEPTANCE_RECEIPT)
        if code in COMMITTED:
            self.paper(case, workdays, PaperKind.ACCEPTANCE_NOTICE)
        return case


# --- 联办 -----------------------------------------------------------------------------------------


def _add(*parts: PartForm) -> Take:
    def take(work: Work, case: Case) -> None:
        for part in parts:
            joint.add_part(work, case, part)

    return take


def _part(take: Callable[..., object], department: str, *more: object) -> Take:
    def run(work: Work, case: Case) -> None:
        found = open_file(work, case.id).helping.parts
        part = next(one for one in found if one.department == department)
        take(work, case, part.id, *more)

    return run


def _house(scene: _Scene) -> None:
    """One department agreed, one is asked and in time."""
    case = scene.accepted("NY01", 6)
    parts = (
        PartForm(
            "镇自然资源所",
            "核对占用地类和四至",
            5,
            phone="0399-6000161",
            materials=["农村宅基地和建房（规划许可）申请表"],
        ),
        PartForm("民政窗口", "核对无房和困难情况", 3, materials=["身份证、户口簿"]),
    )
    scene.then(case, 6, _add(*parts), 11)
    scene.paper(case, 6, PaperKind.JOINT_MATERIALS, 14)
    scene.then(case, 5, _part(joint.send, "民政窗口"))
    scene.then(case, 4, _part(joint.send, "镇自然资源所"))
    scene.then(case, 3, _part(joint.reply, "民政窗口", Opinion.AGREE, "已入户核对，情况属实"))


def _plan(scene: _Scene) -> None:
    """One is late and was reminded, one answered with a remark."""
    case = scene.accepted("ZR01", 8)
    parts = (
        PartForm(
            "镇农业农村办",
            "核对永久基本农田",
            3,
            phone="0399-6000162",
            materials=["建设用地（宅基地）批准/权属材料"],
        ),
        PartForm("残联窗口", "核对无障碍改造", 3, materials=["建设工程设计方案或通用图集"]),
    )
    scene.then(case, 8, _add(*parts), 11)
    for part in parts:
        scene.then(case, 7, _part(joint.send, part.department))
    scene.then(case, 5, _part(joint.reply, "残联窗口", Opinion.REMARK, "门口坡道宽度请按图纸留足"))
    scene.then(case, 2, _part(joint.remind, "镇农业农村办", "电话催办，答应两天内答复"))


def _relief(scene: _Scene) -> None:
    """One owes its answer today, one is still to be asked, with a material of its own."""
    case = scene.accepted("MZ03", 3)
    parts = (
        PartForm("医保窗口", "核对医疗费用报销情况", 3),
        PartForm("残联窗口", "核对残疾等级", 3, more=["残疾人证"]),
    )
    scene.then(case, 3, _add(*parts), 11)
    scene.then(case, 3, _part(joint.send, "医保窗口"), 14)


def _lease(scene: _Scene) -> None:
    """Finished: one answered late, for one the director would not wait."""
    case = scene.accepted("NY03", 9)
    parts = (
        PartForm("镇农业农村办", "核对流转面积和用途", 2, phone="0399-6000162"),
        PartForm("镇财政所", "核对风险保障金", 3, phone="0399-6000163"),
    )
    scene.then(case, 9, _add(*parts), 11)
    for part in parts:
        scene.then(case, 8, _part(joint.send, part.department))
    scene.then(case, 5, _part(joint.reply, "镇农业农村办", Opinion.AGREE, "面积与确权一致"), 11)
    scene.lead(case, 4, _part(joint.excuse, "镇财政所", "本件不涉及工商资本，不需要保障金"))
    outcome = steps.Outcome("办成", "备案回执")
    scene.then(case, 3, lambda work, found: steps.finish(work, found, outcome))


# --- 代办 -----------------------------------------------------------------------------------------


def _entrust(agent: str, level: Level, unit: str, phone: str, originals: str) -> Take:
    form = Entrusting(agent, level, unit, phone, originals=originals)
    return lambda work, case: agency.entrust(work, case, form)


def _over(stage: Stage, giver: str, taker: str, what: str = "") -> Take:
    return lambda work, case: agency.hand_over(work, case, stage, giver, taker, what)


def _touch(whom: str, way: str, content: str) -> Take:
    return lambda work, case: agency.contact(work, case, whom or case.name, way, content)


def _card(scene: _Scene) -> None:
    """Carried by the village, not contacted for a week."""
    case = scene.accepted("RS07", 7, agent="石守信")
    village = _entrust("石守信", Level.VILLAGE, "石桥村", "13900000161", "居民身份证 1 张")
    scene.then(case, 7, village, 11)
    scene.then(
        case, 7, _over(Stage.VILLAGE_TOWN, "石守信", "顾明远", "登记表 1 份、身份证 1 张"), 14
    )
    scene.then(case, 6, _touch("", "电话", "已告知照片采集通过，等待制卡"), 15)
    scene.paper(case, 7, PaperKind.AGENCY_AUTHORISATION, 15)
    scene.paper(case, 7, PaperKind.AGENCY_HANDOVER, 16)


def _bill(scene: _Scene) -> None:
    """On its way to the county, contacted again and again."""
    case = scene.accepted("YB04", 9, agent="柳成荫")
    village = _entrust("柳成荫", Level.VILLAGE, "柳河村", "13900000162", "收费票据原件 6 张")
    scene.then(case, 9, village, 11)
    scene.then(case, 9, _over(Stage.VILLAGE_TOWN, "柳成荫", "程雨桐", "票据 6 张、病历 1 册"), 14)
    scene.then(case, 8, lambda work, found: upward.send_up(work, found, "青山县医疗保障局"))
    scene.then(case, 8, _over(Stage.TOWN_COUNTY, "程雨桐", "县医保局窗口", "同上"), 11)
    scene.then(case, 6, _touch("青山县医疗保障局", "电话", phrases.CONTACTS[0]), 11)
    scene.then(case, 4, _touch("", "微信", "已告知县里正在审核，票据齐全"), 11)
    scene.then(case, 1, _touch("青山县医疗保障局", "电话", "审核通过，预计下周到账"), 11)


def _allowance(scene: _Scene) -> None:
    """Carried from the village, contacted two days ago."""
    case = scene.accepted("MZ06", 5, agent="槐大川")
    village = _entrust("槐大川", Level.VILLAGE, "槐树村", "13900000163", "户口簿 1 本")
    scene.then(case, 5, village, 11)
    scene.then(case, 5, _over(Stage.VILLAGE_TOWN, "槐大川", "沈秋禾"), 14)
    scene.then(case, 2, _touch("", "入户", "老人在家，已当面说明发放时间"), 15)


def _renewal(scene: _Scene) -> None:
    """Carried by the hall's own guide, finished and brought home."""
    case = scene.accepted("CL02", 10)
    town = _entrust("唐知夏", Level.TOWN, "青山镇便民服务中心", "0399-6000107", "原残疾人证 1 本")
    scene.then(case, 10, town, 11)
    scene.then(case, 9, lambda work, found: upward.send_up(work, found, "青山县残疾人联合会"))
    scene.then(case, 9, _over(Stage.TOWN_COUNTY, "唐知夏", "县残联窗口"), 11)
    scene.then(case, 7, _touch("青山县残疾人联合会", "电话", "已换发，可以领取"), 11)
    scene.then(case, 6, _over(Stage.COUNTY_TOWN, "县残联窗口", "唐知夏", "新证 1 本"))
    outcome = steps.Outcome("办成", "残疾人证")
    scene.then(case, 6, lambda work, found: steps.finish(work, found, outcome), 11)


# --- 容缺 -----------------------------------------------------------------------------------------


def _promises(scene: _Scene) -> None:
    """One is due soon, one is broken, one was kept, one may be accepted so this morning."""
    for code, workdays, promised in (("MZ03", 4, -1), ("MZ06", 6, 1), ("MZ03", 9, 5)):
        case = scene.case(code, workdays, lacks=SECONDARY[code])
        day = scene.ago(promised) if promised >= 0 else scene.hall.workday(scene.hall.today, 1)
        promise = local_date(day)

        def accept(work: Work, found: Case, on: date = promise) -> None:
            tolerance.accept_on_promise(work, found, on, phrases.BROKEN_PROMISE)

        scene.then(case, workdays, accept)
        scene.paper(case, workdays, PaperKind.TOLERANCE_UNDERTAKING)
        if promised > 1:
            scene.paper(case, workdays, PaperKind.ACCEPTANCE_RECEIPT, 14)
            scene.then(case, promised + 1, _bring)
            scene.then(case, 2, _finish_relief)
    scene.case("CL02", 0, lacks=SECONDARY["CL02"])


def _finish_relief(work: Work, case: Case) -> None:
    steps.finish(work, case, steps.Outcome("办成", "临时救助审批表"))


def _bring(work: Work, case: Case) -> None:
    ticks = {
        material.id: MaterialTick(received=True, verified=True)
        for material in open_file(work, case.id).materials
    }
    tick_materials(work, case, ticks)
