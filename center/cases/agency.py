"""Carrying a case for the applicant (帮办代办, CASE-10): agent, hand-overs, contact log, its age.

From village to town to county and back. The agent and the applicant are owed answers (S07): who
was not contacted for longer than the setting shows up by itself on 今日. The caller commits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from center.calendar import ONE_DAY, WorkCalendar
from center.cases.events import must_be_filled, must_not_be_endless, record
from center.cases.file import CaseFile, file_of
from center.cases.helping import Agency, AgencyHandover, Level, Stage
from center.cases.records import CLOSED, Case, CaseEvent, Happened
from center.cases.upward import dispatches_of
from center.errors import Problem, Refused
from center.items import CaseKind
from center.lists import day_start
from center.people import PersonKind
from center.records import local_date
from center.registration import CLOCK_SLACK, Relation
from center.rights import Right, needs, visible
from center.storage import Work

POWERS = "递交申请材料、补正材料、查询进度、签收文书、领取办理结果"
INVITED = "招商引资企业"
WAYS = ("电话", "微信", "当面", "入户", "短信")
TOUCHED = (Happened.CONTACT, Happened.SENT_UP, Happened.CARRIED_ON)
"""What counts as having been in touch."""


@dataclass(frozen=True, slots=True)
class Entrusting:
    """Who is entrusted, with what. `on` is the day (None: today).

    `enterprise`: in full for an invited enterprise (CASE-11), never for a natural person.
    """

    agent: str
    level: Level | None
    unit: str = ""
    phone: str = ""
    staff: UUID | None = None
    scope: str = POWERS
    originals: str = ""
    on: date | None = None
    enterprise: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    """What one agent or village has: cases of the span, open, finished, too long without word."""

    name: str
    all: int
    open: int
    finished: int
    stale: int


@needs(Right.HANDLE_CASES)
def entrust(work: Work, case: Case, form: Entrusting, reason: str = "") -> Agency:
    """Put on record who carries the case; another agent takes over with a `reason`."""
    file = _open(work, case)
    must_be_filled(agent=(form.agent, "请填写代办员"), scope=(form.scope, "请写明代办权限"))
    must_not_be_endless(unit=form.unit, phone=form.phone, originals=form.originals, reason=reason)
    problems = []
    if form.level is None:
        problems.append(Problem("level", "请选择代办员是村、镇还是县的"))
    before = file.helping.agency
    if before is not None and not reason.strip():
        problems.append(Problem("reason", f"已由{before.agent}代办，换人要写明原因"))
    on = form.on or local_date(work.now)
    if on > local_date(work.now):
        problems.append(Problem("on", "委托日期不能晚于今天"))
    if form.enterprise and case.person_kind is PersonKind.NATURAL:
        problems.append(Problem("enterprise", "申请人是个人，不是招商引资企业"))
    if problems or form.level is None:
        raise Refused(problems)
    if before is not None:
        before.voided_at, before.void_reason = work.now, reason.strip()
        # Its place must be free before another takes it.
        work.session.flush()
    made = Agency(
        id=work.new_id(),
        station=work.station,
        case=case.id,
        agent=form.agent.strip(),
        level=form.level,
        entrusted_on=on,
        staff=form.staff,
        unit=form.unit.strip(),
        phone=form.phone.strip(),
        scope=form.scope.strip(),
        originals=form.originals.strip(),
        enterprise=form.enterprise,
    )
    work.session.add(made)
    words = f"{made.agent}（{made.level.value}）" + (f"，换人：{reason.strip()}" if before else "")
    record(work, case, Happened.ENTRUSTED, work.now, words)
    return made


@needs(Right.HANDLE_CASES)
def hand_over(
    work: Work,
    case: Case,
    stage: Stage | None,
    giver: str,
    taker: str,
    what: str = "",
    on: date | None = None,
) -> AgencyHandover:
    """Put one hand-over on record (代办交接); it counts as being in touch."""
    agency = _agency(_open(work, case))
    must_be_filled(giver=(giver, "请填写移交人"), taker=(taker, "请填写接收人"))
    must_not_be_endless(what=what)
    day = on or local_date(work.now)
    problems = []
    if stage is None:
        problems.append(Problem("stage", "请选择环节"))
    if not agency.entrusted_on <= day <= local_date(work.now):
        problems.append(Problem("on", "交接日期应在委托之日到今天之间"))
    if problems or stage is None:
        raise Refused(problems)
    made = AgencyHandover(
        id=work.new_id(),
        station=work.station,
        case=case.id,
        stage=stage,
        giver=giver.strip(),
        taker=taker.strip(),
        on=day,
        what=what.strip(),
    )
    work.session.add(made)
    words = f"{stage.value}　{made.giver}→{made.taker}" + (f"，{made.what}" if made.what else "")
    record(work, case, Happened.CARRIED_ON, _moment(work, day), words)
    return made


@needs(Right.HANDLE_CASES)
def contact(
    work: Work, case: Case, whom: str, way: str, content: str, on: date | None = None
) -> None:
    """Write a contact into the log: with whom, how, what came of it (CASE-10, S07)."""
    agency = _agency(_open(work, case))
    must_be_filled(
        whom=(whom, "请填写联系了谁"),
        way=(way, "请选择联系方式"),
        content=(content, "请填写联系内容和结果"),
    )
    day = on or local_date(work.now)
    if not agency.entrusted_on <= day <= local_date(work.now):
        raise Refused([Problem("on", "联系日期应在委托之日到今天之间")])
    when = _moment(work, day)
    if whom.strip() == case.superior:
        # The superior was asked: what waits for its reply counts from here as well (CASE-09).
        for sent in dispatches_of(work.session, case.id):
            if sent.replied_at is None:
                sent.contacted_at = max(sent.contacted_at, when)
    data = {"authority": whom.strip(), "way": way.strip()}
    record(work, case, Happened.CONTACT, when, content.strip(), data)


def last_contact(file: CaseFile) -> date | None:
    """The day of the last contact since the entrusting; None when there was none."""
    agency = file.helping.agency
    days = [
        local_date(e.at)
        for e in file.events
        if e.happened in TOUCHED and agency and local_date(e.at) >= agency.entrusted_on
    ]
    return max(days, default=None)


def contact_words(last: date | None, entrusted: date, today: date) -> str:
    """5 天前联系, 今天联系过, 委托 3 天还没有联系."""
    if last is None:
        days = (today - entrusted).days
        return f"委托 {days} 天，还没有联系" if days else "今天委托"
    days = (today - last).days
    return f"{days} 天前联系" if days else "今天联系过"


def silent_since(today: date, calendar: WorkCalendar, days: int) -> date:
    """Who was last contacted before this day has waited more than `days` working days."""
    while days:
        days -= calendar.is_workday(today)
        today -= ONE_DAY
    return today


@needs(Right.SEE)
def last_contacts(work: Work, cases: Collection[UUID]) -> dict[UUID, tuple[Agency, date | None]]:
    """Agent and day of the last contact of those of the cases that are carried."""
    agencies = select(Agency).where(Agency.case.in_(cases), Agency.voided_at.is_(None))
    found = {agency.case: agency for agency in work.session.scalars(agencies)}
    if not found:
        return {}
    latest = (
        select(CaseEvent.case, func.max(CaseEvent.at))
        .where(
            CaseEvent.case.in_(list(found)),
            CaseEvent.happened.in_(TOUCHED),
            CaseEvent.voided_at.is_(None),
        )
        .group_by(CaseEvent.case)
    )
    days = {case: local_date(at) for case, at in work.session.execute(latest)}
    return {
        case: (agency, day if (day := days.get(case)) and day >= agency.entrusted_on else None)
        for case, agency in found.items()
    }


@needs(Right.SEE)
def totals(
    work: Work,
    first: date,
    last: date,
    edge: date,
    *,
    by_village: bool = False,
    enterprise: bool = False,
) -> list[Totals]:
    """Cases entrusted in a span of days by agent or by the applicant's village, most first.

    Open ones last contacted before `edge` (see `silent_since`) count as stale. With `enterprise`
    only those of invited enterprises, as one (CASE-11).
    """
    query = (
        select(Case.id, Case.village, Case.ended_on, Agency.agent, Agency.entrusted_on)
        .join(Agency, Agency.case == Case.id)
        .where(
            Agency.voided_at.is_(None),
            Case.voided_at.is_(None),
            Agency.entrusted_on >= first,
            Agency.entrusted_on <= last,
        )
    )
    if enterprise:
        query = query.where(Agency.enterprise)
    rows = work.session.execute(visible(query, work.actor)).all()
    known = last_contacts(work, [row.id for row in rows if row.ended_on is None])
    groups: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        name = (row.village or "（未填村）") if by_village else row.agent
        group = groups[INVITED if enterprise else name]
        group[0] += 1
        group[1 if row.ended_on is None else 2] += 1
        if row.ended_on is None:
            _, day = known.get(row.id, (None, None))
            group[3] += (day or row.entrusted_on) < edge
    found = [Totals(name, *numbers) for name, numbers in groups.items()]
    return sorted(found, key=lambda one: (-one.all, one.name))


def stages_of(file: CaseFile) -> list[Stage]:
    """The way the papers go: from the agent's level up, to the county where the case goes there."""
    agency = file.helping.agency
    upward = file.case.case_kind in (CaseKind.CARRIED, CaseKind.UPWARD)
    # Before anyone is on record, a village agent at the desk is the one.
    level = agency.level if agency is not None else None
    village = level is Level.VILLAGE or (level is None and file.case.relation is Relation.AGENT)
    county = upward or not village
    return [
        stage
        for stage, gone in (
            (Stage.VILLAGE_TOWN, village),
            (Stage.TOWN_COUNTY, county),
            (Stage.COUNTY_TOWN, county),
            (Stage.TOWN_VILLAGE, village),
        )
        if gone
    ]


def _open(work: Work, case: Case) -> CaseFile:
    if case.voided_at is not None:
        raise Refused("这件已作废，没有改动。")
    # The result still goes back to the village after the case is finished.
    if case.status in CLOSED and case.collected_at is not None:
        raise Refused("这件的结果已经领取，代办记录不能再改。")
    return file_of(work, case)


def _agency(file: CaseFile) -> Agency:
    if file.helping.agency is None:
        raise Refused("还没有登记代办员，没有保存。请先登记代办员。")
    return file.helping.agency


def _moment(work: Work, day: date) -> datetime:
    """A day given without a time: now for today, else its end, never the future."""
    if day == local_date(work.now):
        return work.now
    return min(day_start(day + ONE_DAY) - CLOCK_SLACK, work.now)
