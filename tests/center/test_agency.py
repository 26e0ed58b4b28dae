"""Carrying a case for the applicant (帮办代办): agent, hand-overs, contact log and its age."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center import today
from center.calendar import WorkCalendar, load_days
from center.cases import agency, steps, upward
from center.cases.agency import Entrusting, Totals, contact_words, silent_since, stages_of
from center.cases.helped import Helped, edge_of
from center.cases.helping import Level, Stage
from center.cases.listing import CaseFilter, page
from center.cases.papers import reason_against
from center.cases.records import Happened
from center.cases.upward import dispatches_of
from center.errors import Refused
from center.lights import day_of
from center.papers import PaperKind
from center.people import PersonKind
from center.records import local_date
from center.registration import Relation
from center.settings import set_value
from center.today import Waiting
from tests.desk import CARRIED, COMMITTED, LI, Desk, change, fields, on
from tests.offices import Office

SHI = Entrusting("石守信", Level.VILLAGE, "石桥村", "13900001111")
CALENDAR = WorkCalendar(load_days())


@pytest.fixture
def desk(qingshan: Office) -> Desk:
    """Monday 7 September."""
    made = Desk(qingshan)
    made.to("9-7")
    return made


def carried(desk: Desk, code: str = CARRIED, form: Entrusting = SHI, **changes: Any) -> UUID:
    case = desk.to_acceptance(code, **changes)
    desk.step(case, agency.entrust, form)
    return case


def test_case_10_the_agent_and_the_powers_are_on_record(desk: Desk) -> None:
    case = carried(desk)
    found = desk.file(case).helping.agency
    assert found is not None
    assert (found.agent, found.level, found.entrusted_on) == ("石守信", Level.VILLAGE, on("9-7"))
    assert found.scope == agency.POWERS
    assert desk.file(case).events[-1].happened is Happened.ENTRUSTED


def test_case_10_another_agent_takes_over_only_with_a_reason(desk: Desk) -> None:
    case = carried(desk)
    other = Entrusting("柳成荫", Level.VILLAGE)
    with pytest.raises(Refused) as refused:
        desk.step(case, agency.entrust, other)
    assert fields(refused.value) == ["reason"]
    desk.step(case, agency.entrust, other, "石守信外出学习")
    found = desk.file(case).helping.agency
    assert found is not None
    assert found.agent == "柳成荫"


@pytest.mark.parametrize(
    "form, field",
    [
        (Entrusting("", Level.TOWN), "agent"),
        (Entrusting("石守信", None), "level"),
        (Entrusting("石守信", Level.TOWN, scope=" "), "scope"),
        (Entrusting("石守信", Level.TOWN, on=date(2026, 9, 8)), "on"),
    ],
)
def test_what_an_entrusting_is_refused_for(desk: Desk, form: Entrusting, field: str) -> None:
    case = desk.to_acceptance(CARRIED)
    with pytest.raises(Refused) as refused:
        desk.step(case, agency.entrust, form)
    assert fields(refused.value) == [field]


def test_case_10_the_log_says_with_whom_how_and_what_came_of_it(desk: Desk) -> None:
    case = desk.to_acceptance(COMMITTED)
    with pytest.raises(Refused, match="还没有登记代办员"):
        desk.step(case, agency.contact, "李青禾", "电话", "已告知")
    desk.step(case, agency.entrust, SHI)
    desk.to("9-9")
    for values, field in (
        (("", "电话", "已告知"), "whom"),
        (("李青禾", "", "已告知"), "way"),
        (("李青禾", "电话", " "), "content"),
        (("李青禾", "电话", "已告知", on("9-10")), "on"),
        (("李青禾", "电话", "已告知", on("9-6")), "on"),
    ):
        with pytest.raises(Refused) as refused:
            desk.step(case, agency.contact, *values)
        assert fields(refused.value) == [field]
    desk.step(case, agency.contact, "李青禾", "电话", "已告知进度", on("9-8"))
    event = desk.file(case).events[-1]
    assert (event.happened, event.remark) == (Happened.CONTACT, "已告知进度")
    assert event.data == {"authority": "李青禾", "way": "电话"}
    assert agency.last_contact(desk.file(case)) == on("9-8")
    # A contact put down later does not stand in the way of the next step.
    desk.step(case, agency.contact, "李青禾", "入户", "送去材料")
    assert agency.last_contact(desk.file(case)) == on("9-9")


def test_case_09_a_superior_contacted_by_the_agent_counts_as_contacted(desk: Desk) -> None:
    case = carried(desk)
    desk.step(case, upward.send_up, "县人社局")
    desk.to("9-9")
    desk.step(case, agency.contact, "李青禾", "电话", "已告知进度")
    desk.to("9-10")
    desk.step(case, agency.contact, "县人社局", "电话", "正在制卡")
    with desk.office.work() as work:
        (sent,) = dispatches_of(work.session, case)
    assert local_date(sent.contacted_at) == on("9-10")


def test_case_10_the_age_of_the_last_contact_is_said() -> None:
    assert contact_words(None, on("9-7"), on("9-7")) == "今天委托"
    assert contact_words(None, on("9-7"), on("9-10")) == "委托 3 天，还没有联系"
    assert contact_words(on("9-10"), on("9-7"), on("9-10")) == "今天联系过"
    assert contact_words(on("9-8"), on("9-7"), on("9-13")) == "5 天前联系"


def test_s07_too_long_without_word_shows_by_itself(either: Office) -> None:
    """Three working days after Monday 7 September end on Thursday; on Friday it is too long."""
    desk = Desk(either)
    desk.to("9-7")
    case = carried(desk)

    def stale() -> list[str]:
        with either.work() as work:
            found = today.today(work, mine=True)
            assert len(page(work, CaseFilter(helped=Helped.STALE))) == found.counts[Waiting.AGENCY]
        return [matter.due for matter in found.lists[Waiting.AGENCY]]

    desk.to("9-10")
    assert stale() == []
    desk.to("9-11")
    assert stale() == ["石守信　委托 4 天，还没有联系"]
    desk.step(case, agency.contact, "李青禾", "电话", "已告知进度")
    assert stale() == []
    desk.to("9-17")
    assert stale() == ["石守信　6 天前联系"]
    desk.step(case, agency.hand_over, Stage.TOWN_COUNTY, "顾明远", "县人社局")
    assert stale() == []
    desk.to("9-29")
    assert stale() != []
    desk.step(case, steps.give_back, "申请人撤回")
    assert stale() == []
    with either.work() as work:
        assert [row.id for row in page(work, CaseFilter(helped=Helped.AGENCY))] == [case]


def test_s07_the_office_sets_after_how_many_working_days(desk: Desk) -> None:
    carried(desk)
    change(desk.office, set_value, "agency_contact_days", 5)
    desk.to("9-14")
    with desk.office.work() as work:
        assert edge_of(work, day_of(work)) == on("9-7")
        assert page(work, CaseFilter(helped=Helped.STALE)) == []
    desk.to("9-15")
    with desk.office.work() as work:
        assert len(page(work, CaseFilter(helped=Helped.STALE))) == 1


@given(st.dates(date(2025, 2, 1), date(2026, 11, 30)), st.integers(1, 30))
def test_exactly_so_many_working_days_lie_after_the_edge(day: date, days: int) -> None:
    edge = silent_since(day, CALENDAR, days)
    assert CALENDAR.workdays_between(edge, day) == days


def test_a10_the_way_goes_from_village_to_county_and_back(desk: Desk) -> None:
    assert stages_of(desk.file(carried(desk))) == list(Stage)
    village = desk.file(carried(desk, COMMITTED))
    assert stages_of(village) == [Stage.VILLAGE_TOWN, Stage.TOWN_VILLAGE]
    town = desk.file(carried(desk, form=Entrusting("顾明远", Level.TOWN)))
    assert stages_of(town) == [Stage.TOWN_COUNTY, Stage.COUNTY_TOWN]


def test_a10_each_hand_over_is_named_and_dated(desk: Desk) -> None:
    case = carried(desk)
    for values, field in (
        ((None, "石守信", "顾明远"), "stage"),
        ((Stage.VILLAGE_TOWN, "", "顾明远"), "giver"),
        ((Stage.VILLAGE_TOWN, "石守信", ""), "taker"),
        ((Stage.VILLAGE_TOWN, "石守信", "顾明远", "", on("9-8")), "on"),
    ):
        with pytest.raises(Refused) as refused:
            desk.step(case, agency.hand_over, *values)
        assert fields(refused.value) == [field]
    desk.step(case, agency.hand_over, Stage.VILLAGE_TOWN, "石守信", "顾明远", "户口簿 1 本")
    (found,) = desk.file(case).helping.handovers
    assert (found.stage, found.on, found.what) == (Stage.VILLAGE_TOWN, on("9-7"), "户口簿 1 本")


def test_case_10_papers_may_be_issued_anew_after_a_hand_over(desk: Desk) -> None:
    case = desk.to_acceptance(COMMITTED)
    kind = PaperKind.AGENCY_HANDOVER
    assert reason_against(kind, desk.file(case)) == "这件没有委托代办"
    desk.step(case, agency.entrust, SHI)
    assert reason_against(kind, desk.file(case)) == ""
    desk.to("9-7", "10:00")
    number = desk.paper(case, kind).number
    assert str(number) in reason_against(kind, desk.file(case))
    desk.to("9-7", "11:00")
    desk.step(case, agency.hand_over, Stage.VILLAGE_TOWN, "石守信", "顾明远")
    assert reason_against(kind, desk.file(case)) == ""


def test_the_result_still_goes_back_to_the_village_after_the_end(desk: Desk) -> None:
    case = carried(desk, COMMITTED)
    desk.step(case, steps.finish, steps.Outcome("办成"))
    desk.step(case, agency.hand_over, Stage.TOWN_VILLAGE, "顾明远", "石守信")
    desk.step(case, steps.collect, "石守信")
    with pytest.raises(Refused, match="已经领取"):
        desk.step(case, agency.contact, "李青禾", "电话", "已送到")


def test_cases_are_counted_by_agent_and_by_village(either: Office) -> None:
    desk = Desk(either)
    desk.to("9-7")
    carried(desk)
    done = carried(desk, COMMITTED, relation=Relation.SELF)
    carried(desk, form=Entrusting("柳成荫", Level.VILLAGE))
    desk.step(done, steps.finish, steps.Outcome("办成"))
    desk.to("9-14")
    with either.work() as work:
        edge, span = edge_of(work, day_of(work)), (on("9-1"), on("9-30"))
        assert agency.totals(work, *span, edge) == [
            Totals("石守信", 2, 1, 1, 1),
            Totals("柳成荫", 1, 1, 0, 1),
        ]
        by_village = agency.totals(work, *span, edge, by_village=True)
        assert by_village == [Totals("石桥村", 3, 2, 1, 2)]
        assert agency.totals(work, on("9-8"), on("9-30"), edge) == []


def test_case_11_an_invited_enterprise_is_tagged_listed_and_counted(desk: Desk) -> None:
    firm = replace(
        LI,
        name="浉水县青禾农业发展有限公司",
        person_kind=PersonKind.ENTERPRISE,
        id_kind="统一社会信用代码",
        id_number="91350100M000100Y43",
    )
    tagged = replace(SHI, enterprise=True)
    case = carried(
        desk,
        form=tagged,
        applicant=firm,
        relation=Relation.OFFICER,
        visitor_name="李成",
        authority_seen=True,
    )
    carried(desk)
    with pytest.raises(Refused) as told:
        carried(desk, form=tagged)
    assert fields(told.value) == ["enterprise"]
    with desk.office.work() as work:
        found = page(work, CaseFilter(helped=Helped.ENTERPRISE))
        assert [row.id for row in found] == [case]
        first, last, edge = on("9-1"), on("9-30"), on("9-1")
        assert len(page(work, CaseFilter(helped=Helped.AGENCY))) == 2
        assert agency.totals(work, first, last, edge, enterprise=True) == [
            Totals(agency.INVITED, 1, 1, 0, 0)
        ]
