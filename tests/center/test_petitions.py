"""Petitions (信访): fields, routes, steps and what each refuses; repeats; the banner."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from center.errors import NotAllowed, Refused
from center.journal import commit, verify
from center.matters import MatterEvent
from center.people import PersonKey
from center.petitions import listing, repeats, review, steps
from center.petitions.actions import Action, primary, uninformed
from center.petitions.intake import Representative, register
from center.petitions.listing import PetitionFilter
from center.petitions.records import (
    Channel,
    Happened,
    LinkKind,
    Petition,
    Purpose,
    Route,
    Status,
)
from center.rights import Role
from center.search import find
from center.secrecy import STUB
from tests.desk import at, fields, on
from tests.grievances import PROBLEM, Grievances, petition_form
from tests.matters import id_number
from tests.offices import Office


@pytest.fixture
def desk(qingshan: Office) -> Grievances:
    return Grievances(qingshan)


def refused(desk: Grievances, petition: UUID, function: Any, *args: Any, **named: Any) -> Refused:
    """The refusal of a step; nothing of it may stay."""
    before = len(desk.file(petition).events), desk.file(petition).petition.status
    with pytest.raises(Refused) as told:
        desk.step(Petition, petition, function, *args, **named)
    assert (len(desk.file(petition).events), desk.file(petition).petition.status) == before
    return told.value


def not_registered(office: Office, **changes: Any) -> list[str]:
    """The fields a registration is refused at."""
    with office.work() as work, pytest.raises(Refused) as told:
        register(work, petition_form(**changes))
    return fields(told.value)


# --- registration --------------------------------------------------------------------------------


def test_pet_02_all_eight_fields_are_kept_and_numbered(either: Office) -> None:
    petition = Grievances(either).petition()
    with either.store.read(either.director) as work:
        found = work.session.get_one(Petition, petition)
        assert found.number == "QS-XF-2026-000001"
        assert (found.received_at, found.name, found.sex, found.age) == (
            at("9-21"),
            "何谷雨",
            "女",
            52,
        )
        assert (found.occupation, found.political_status) == ("务农", "群众")
        assert (found.address, found.problem) == ("石桥村二组", PROBLEM)
        assert found.person is not None
        assert verify(work.session) == []


def test_sex_and_age_follow_the_id(desk: Grievances) -> None:
    petition = desk.petition(sex="", age=None, id_number=id_number(1, "19790405"))
    assert (desk.file(petition).petition.sex, desk.file(petition).petition.age) == ("男", 47)


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"problem": " "}, "problem"),
        ({"name": ""}, "name"),
        ({"address": "", "phone": ""}, "address"),
        ({"age": -1}, "age"),
        ({"age": 131}, "age"),
        ({"people_count": 0}, "people_count"),
        ({"people_count": -3}, "people_count"),
        ({"received_at": at("9-22")}, "received_at"),
        ({"channel": Channel.LEADER}, "receiving_leader"),
        ({"platform_due_on": on("9-20")}, "platform_due_on"),
        ({"anonymous": True}, "anonymous"),
        ({"people_count": 6}, "origin_due_on"),
        (
            {"people_count": 9, "origin_due_on": on("9-30")}
            | {"representatives": [Representative(f"代表{n}") for n in range(6)]},
            "representatives",
        ),
        (
            {"people_count": 2, "representatives": [Representative(f"代{n}") for n in range(3)]},
            "representatives",
        ),
        ({"representatives": [Representative("")]}, "representatives"),
    ],
)
def test_bad_input_is_refused_at_its_field(
    qingshan: Office, changes: dict[str, Any], field: str
) -> None:
    assert field in not_registered(qingshan, **changes)


def test_article_20_five_representatives_are_allowed(desk: Grievances) -> None:
    five = [Representative(f"代表{n}", "13900000000") for n in range(5)]
    petition = desk.petition(people_count=12, representatives=five, origin_due_on=on("9-30"))
    assert len(desk.file(petition).petition.representatives) == 5


def test_an_anonymous_letter_needs_no_name(desk: Grievances) -> None:
    petition = desk.petition(
        channel=Channel.LETTER, anonymous=True, name="", address="", phone="", sex="", age=None
    )
    assert desk.file(petition).petition.person is None


def test_the_provincial_number_is_registered_once(qingshan: Office, desk: Grievances) -> None:
    desk.petition(platform_number="SX2026000777")
    assert not_registered(qingshan, platform_number="SX2026000777") == ["platform_number"]


def test_pet_14_any_staff_registers_but_not_everyone_handles(qingshan: Office) -> None:
    clerk = qingshan.actor(Role.WINDOW_CLERK, login="wangmin")
    petition = Grievances(qingshan, clerk).petition()
    with pytest.raises(NotAllowed, match="办理信访投诉"):
        Grievances(qingshan, clerk).step(Petition, petition, steps.accept)


# --- the way it goes -----------------------------------------------------------------------------


def test_from_registration_to_the_final_review(desk: Grievances) -> None:
    """受理 → 告知 → 延期 → 意见 → 复查 → 复核 → 终结 (条例 22–36)."""
    petition = desk.petition()
    assert primary(desk.file(petition).facts) is Action.ACCEPT
    desk.step(Petition, petition, steps.accept)
    assert primary(desk.file(petition).facts) is Action.TELL
    assert "先书面告知" in desk.reason(petition, Action.OPINION)
    desk.step(Petition, petition, steps.tell, "当面送达")
    desk.step(Petition, petition, steps.answer, "已受理，正在核实占地面积")
    desk.to("11-16")
    desk.step(Petition, petition, steps.extend, 30, "林若安", "要等测绘")
    desk.to("12-10")
    desk.step(Petition, petition, steps.opinion, "支持", "按标准补偿", "土地管理法第四十八条")
    assert desk.file(petition).petition.status is Status.ANSWERED
    assert desk.file(petition).petition.ended_on == on("12-10")
    desk.to("12-20")
    desk.step(Petition, petition, review.ask_review, "县人民政府")
    assert desk.file(petition).petition.ended_on is None
    desk.to("12-30")
    desk.step(Petition, petition, review.review, "维持", "事实清楚")
    desk.step(Petition, petition, review.ask_final, "市人民政府")
    desk.step(Petition, petition, review.final_review, "维持", "终结")
    found = desk.file(petition)
    assert found.petition.status is Status.ENDED
    assert primary(found.facts) is None
    assert "复核终结" in desk.reason(petition, Action.ANSWER)


def test_duty_08_solved_on_the_spot_or_with_a_person_and_a_day(desk: Grievances) -> None:
    petition = desk.petition()
    assert fields(refused(desk, petition, steps.solve, " ")) == ["answer"]
    assert fields(refused(desk, petition, steps.limit, "", on("9-30"))) == ["responsible"]
    assert fields(refused(desk, petition, steps.limit, "周明", on("9-20"))) == ["due"]
    desk.step(Petition, petition, steps.limit, "周明", on("9-30"))
    desk.step(Petition, petition, steps.solve, "当场联系村委会，补偿款当日到账")
    found = desk.file(petition).petition
    assert (found.outcome, found.status, found.route) == ("当场解决", Status.FINISHED, Route.OWN)


def test_duty_08_a_legal_route_names_way_and_organ(desk: Grievances) -> None:
    petition = desk.petition()
    assert fields(refused(desk, petition, steps.guide, "", "")) == ["way", "organ"]
    desk.step(Petition, petition, steps.guide, "劳动仲裁", "县劳动人事争议仲裁委员会")
    assert desk.file(petition).petition.status is Status.GUIDED


def test_pet_05_what_policy_does_not_support_is_explained_with_the_policy(
    desk: Grievances,
) -> None:
    petition = desk.petition()
    assert fields(refused(desk, petition, steps.explain, "已解释", "")) == ["policy"]
    desk.step(Petition, petition, steps.explain, "已解释", "补偿标准以公告为准")
    assert desk.file(petition).petition.outcome == "解释说服"


def test_not_accepted_says_where_to_go(desk: Grievances) -> None:
    petition = desk.petition()
    assert fields(refused(desk, petition, steps.refuse, "不属于本级", "")) == ["elsewhere"]
    desk.step(Petition, petition, steps.refuse, "不属于本级", "县自然资源局")
    assert desk.file(petition).petition.route is Route.REFUSED


def test_pet_06_assigned_comes_back_before_it_ends(desk: Grievances) -> None:
    petition = desk.petition()
    assert fields(refused(desk, petition, steps.assign, "农业办")) == ["due"]
    desk.step(Petition, petition, steps.assign, "农业办", on("9-28"), "查清后报结果")
    assert "没有反馈" in desk.reason(petition, Action.FINISH)
    desk.step(Petition, petition, steps.result, "已补偿到位")
    assert "没有答复信访人" in desk.reason(petition, Action.FINISH)
    desk.step(Petition, petition, steps.answer, "补偿款已到账")
    desk.step(Petition, petition, steps.finish, "办结")
    assert desk.file(petition).petition.ended_on == on("9-21")


def test_pet_13_a_failed_mediation_leaves_it_open(desk: Grievances) -> None:
    petition = desk.petition()
    who = ("何谷雨、石桥村委会", "司法所 秦朗", "未达成一致")
    desk.step(Petition, petition, steps.mediate, *who, agreed=False)
    assert desk.file(petition).petition.status is Status.REGISTERED
    desk.step(Petition, petition, steps.mediate, *who[:2], "签订协议", agreed=True)
    assert desk.file(petition).petition.status is Status.FINISHED


def test_article_23_only_what_came_from_above_is_objected_to(desk: Grievances) -> None:
    assert "上级" in desk.reason(desk.petition(), Action.OBJECT)
    above = desk.petition(channel=Channel.ABOVE)
    desk.step(Petition, above, steps.raise_objection, "属县级职权")
    assert desk.file(above).petition.ended_on == on("9-21")


def test_extension_by_an_approver_once_at_most_thirty_days_before_the_end(
    qingshan: Office, desk: Grievances
) -> None:
    clerk = qingshan.actor(Role.PETITION_CLERK, login="xinfang")
    petition = desk.petition()
    desk.step(Petition, petition, steps.accept)
    with pytest.raises(Refused, match="主任"):
        desk.step(Petition, petition, steps.extend, 10, "林若安", "复杂", by=clerk)
    assert fields(refused(desk, petition, steps.extend, 31, "林若安", "复杂")) == ["days"]
    assert fields(refused(desk, petition, steps.extend, 0, "林若安", "复杂")) == ["days"]
    assert fields(refused(desk, petition, steps.extend, 9, "", "")) == ["approver", "reason"]
    desk.step(Petition, petition, steps.extend, 30, "林若安", "复杂")
    assert "一次" in desk.reason(petition, Action.EXTEND)
    late = desk.petition()
    desk.step(Petition, late, steps.accept)
    desk.to("12-12")
    assert "到期前" in desk.reason(late, Action.EXTEND)


def test_an_answer_is_never_before_the_registration(desk: Grievances) -> None:
    petition = desk.petition()
    told = refused(desk, petition, steps.answer, "已答复", at=at("9-20"))
    assert fields(told) == ["at"]
    assert "登记" in told.sentence


def test_cpl_09_a_late_answer_needs_its_delay_explained(desk: Grievances) -> None:
    petition = desk.petition()
    desk.to("9-24", "23:59")
    assert desk.reason(petition, Action.ANSWER) == ""
    desk.to("9-28")
    assert fields(refused(desk, petition, steps.answer, "已答复")) == ["delay"]
    told = refused(desk, petition, steps.tell_delay, "要等测绘", on("9-27"))
    assert fields(told) == ["new_date"]
    assert primary(desk.file(petition).facts) is Action.TELL_DELAY
    desk.step(Petition, petition, steps.tell_delay, "要等测绘", on("10-9"))
    # The day promised instead is over: the petitioner is to hear of it again.
    desk.to("10-10")
    assert fields(refused(desk, petition, steps.answer, "已答复")) == ["delay"]
    assert fields(refused(desk, petition, steps.solve, "已解决")) == ["delay"]
    # What was done in time may still be entered.
    desk.step(Petition, petition, steps.answer, "已答复", at=at("10-9", "17:00"))


def test_cpl_09_nobody_is_told_of_the_delay_where_nobody_is_known(desk: Grievances) -> None:
    letter = {"channel": Channel.LETTER, "anonymous": True, "name": "", "phone": "", "address": ""}
    petition = desk.petition(**letter)
    desk.to("10-28")
    desk.step(Petition, petition, steps.explain, "政策已公示", "补偿标准")


def test_simple_handling_is_for_first_petitions_and_a_setting(desk: Grievances) -> None:
    first = desk.petition()
    desk.step(Petition, first, steps.accept, simple=True)
    again = desk.petition()
    with desk.office.work() as work:
        one, other = (work.session.get_one(Petition, which) for which in (again, first))
        repeats.confirm_link(work, one, other)
        commit(work)
    assert fields(refused(desk, again, steps.accept, simple=True)) == ["simple"]


def test_a_review_is_asked_for_within_thirty_days(desk: Grievances) -> None:
    petition = desk.petition()
    desk.step(Petition, petition, steps.accept)
    desk.step(Petition, petition, steps.tell, "邮寄")
    desk.step(
        Petition, petition, steps.opinion, "不予支持", "无依据", "条例", delivered_on=on("9-25")
    )
    desk.to("10-26")  # the thirtieth day, 10-25, is a Sunday
    assert desk.reason(petition, Action.ASK_REVIEW) == ""
    desk.to("10-27")
    assert "三十日" in desk.reason(petition, Action.ASK_REVIEW)


# --- major, urgent, collective -------------------------------------------------------------------


def test_pet_08_the_banner_stays_until_unit_and_leader_know(desk: Grievances) -> None:
    calm, crowd = desk.petition(), desk.petition(people_count=5, origin_due_on=on("9-30"))
    assert uninformed(desk.file(calm).petition) == ()
    assert uninformed(desk.file(crowd).petition) == ("有关单位", "领导")
    assert primary(desk.file(crowd).facts) is Action.INFORM
    assert fields(refused(desk, crowd, steps.inform)) == ["unit"]
    desk.step(Petition, crowd, steps.inform, unit="派出所 秦朗")
    assert uninformed(desk.file(crowd).petition) == ("领导",)
    with desk.office.store.read(desk.office.director) as work:
        assert [r.id for r in listing.page(work, PetitionFilter(uninformed=True))] == [crowd]
    desk.to("9-21", "09:04")
    desk.step(Petition, crowd, steps.inform, leader="林若安")
    found = desk.file(crowd).petition
    assert (found.unit_informed_at, found.leader_informed_at) == (at("9-21"), at("9-21", "09:04"))
    with desk.office.store.read(desk.office.director) as work:
        assert listing.page(work, PetitionFilter(uninformed=True)) == []


def test_collective_begins_at_the_setting(desk: Grievances) -> None:
    assert not desk.file(desk.petition(people_count=4)).petition.collective
    assert desk.file(desk.petition(people_count=5, origin_due_on=on("9-30"))).petition.collective


# --- repeats -------------------------------------------------------------------------------------


def likely(desk: Grievances, problem: str = PROBLEM, **given: Any) -> list[tuple[UUID, str]]:
    with desk.office.store.read(desk.office.director) as work:
        found = repeats.likely_earlier(work, problem, **given)
        return [(one.petition.id, one.why) for one in found]


def test_repeats_are_recognised_by_id_phone_and_name_with_a_similar_matter(
    desk: Grievances,
) -> None:
    number = id_number(7)
    petition = desk.petition(id_number=number)
    assert likely(desk, "别的事", id_number=number) == [(petition, "证件号相同")]
    assert likely(desk, "别的事", phone="13900000011") == [(petition, "电话相同")]
    near = "修路占了承包地，补偿款三年没给"
    assert likely(desk, near, name="何谷雨") == [(petition, "姓名相同，事项相近")]
    assert likely(desk, "邻居的狗夜里叫个不停", name="何谷雨") == []
    assert likely(desk, near, name="别人") == likely(desk, near) == []


def test_a_confirmed_repeat_is_linked_both_ways(desk: Grievances) -> None:
    first = desk.petition()
    desk.to("9-23")
    second = desk.petition()
    with desk.office.work() as work:
        one, other = (work.session.get_one(Petition, which) for which in (first, second))
        # Whichever is given first: the later one is the repeat.
        repeats.confirm_link(work, one, other)
        commit(work)
    with desk.office.work() as work:
        one, other = (work.session.get_one(Petition, which) for which in (first, second))
        assert [(x.petition.id, x.earlier) for x in repeats.linked_to(work, one)] == [
            (second, False)
        ]
        assert [(x.petition.id, x.earlier) for x in repeats.linked_to(work, other)] == [
            (first, True)
        ]
        assert (one.repeat, other.repeat) == (False, True)
        told = work.session.scalars(
            select(MatterEvent.matter).where(MatterEvent.happened == Happened.LINKED)
        )
        assert set(told) == {first, second}
        with pytest.raises(Refused, match="已经关联"):
            repeats.confirm_link(work, one, other, LinkKind.DUPLICATE)


def test_articles_19_and_36_what_stands_in_the_way_is_said(desk: Grievances) -> None:
    first = desk.petition()
    desk.to("9-22")
    second = desk.petition(pending_above="县信访局")
    with desk.office.work() as work:
        one, other = (work.session.get_one(Petition, which) for which in (first, second))
        assert repeats.hindrances(work, one) == []
        [above] = repeats.hindrances(work, other)
        assert "县信访局" in above.message
        assert above.basis == "信访工作条例第十九条"
        repeats.confirm_link(work, other, one)
        commit(work)
        assert [h.earlier for h in repeats.hindrances(work, other)] == [None, first]
        one.status = Status.ENDED
        commit(work)
        bases = [h.basis for h in repeats.hindrances(work, other)]
        assert bases == ["信访工作条例第三十六条", "信访工作条例第十九条"]
    desk.step(Petition, second, steps.refuse, "已复核终结", "", again=True)
    assert desk.file(second).petition.route is Route.NOT_AGAIN


# --- lists ---------------------------------------------------------------------------------------


def test_the_list_names_the_clock_and_masks_numbers(desk: Grievances) -> None:
    desk.petition(id_number=id_number(7))
    with desk.office.store.read(desk.office.director) as work:
        [row] = listing.page(work, PetitionFilter(text="何谷"))
        assert (row.clock_name, row.due_on) == ("答复承诺", on("9-24"))
        assert "*" in row.id_number
        assert row.phone == "139****0011"
        [bare] = listing.page(work, PetitionFilter(), masked=False)
        assert bare.phone == "13900000011"


def test_pages_follow_each_other(desk: Grievances) -> None:
    made = [desk.petition(name=f"群众{n}") for n in range(5)]
    with desk.office.store.read(desk.office.director) as work:
        first = listing.page(work, PetitionFilter(), "number", descending=False, limit=3)
        after = first[-1].key("number")
        rest = listing.page(work, PetitionFilter(), "number", descending=False, after=after)
        assert [row.id for row in [*first, *rest]] == made
        assert listing.count(work, PetitionFilter()) == 5


def test_an_accusation_writes_no_person_and_no_search_key(desk: Grievances) -> None:
    petition = desk.petition(purpose=Purpose.ACCUSATION, name="姚守望", phone="13900000099")
    with desk.office.store.read(desk.office.director) as work:
        assert work.session.get_one(Petition, petition).person is None
        assert work.session.scalars(select(PersonKey.key)).all() == []


def test_search_finds_by_our_number_and_by_the_provincial_one(desk: Grievances) -> None:
    petition = desk.petition(platform_number="SX2026000777")
    secret = desk.petition(purpose=Purpose.ACCUSATION, platform_number="SX2026000778")
    clerk = desk.office.actor(Role.WINDOW_CLERK, login="wangmin")
    with desk.office.store.read(clerk) as work:
        for text in ("QS-XF-2026-000001", "qs-xf-2026", "1", "SX2026000777"):
            hits = find(work, text).matters
            assert petition in [hit.id for hit in hits], text
            assert [hit.name for hit in hits if hit.id == petition] == ["何谷雨"]
        [stub] = find(work, "QS-XF-2026-000002").matters
        assert (stub.id, stub.name, stub.about, stub.received_at) == (secret, "", STUB, None)
        assert find(work, "SX2026000778").matters == ()


def test_void_keeps_the_number(desk: Grievances) -> None:
    petition = desk.petition()
    desk.step(Petition, petition, steps.void, "重复录入")
    with desk.office.store.read(desk.office.director) as work:
        assert listing.page(work, PetitionFilter()) == []
        [row] = listing.page(work, PetitionFilter(voided=True))
        assert row.number == "QS-XF-2026-000001"
    assert desk.reason(petition, Action.ACCEPT) == "这件已作废"
