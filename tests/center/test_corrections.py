"""What was taken down is put right with a reason; what stood there stays in the history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from center.complaints import correcting as complaints
from center.complaints import steps as complaint_steps
from center.complaints.limits import COMPLEX
from center.complaints.records import Complaint, Fault, Grade, Role, Verdict
from center.complaints.steps import Finding
from center.corrections import corrected_words
from center.errors import Expected, NotAllowed, Refused
from center.journal import commit, history
from center.matters import CORRECTED, events_of, last_of
from center.petitions import correcting, steps
from center.petitions.intake import PetitionForm, Representative
from center.petitions.records import Happened, LinkKind, Petition, Purpose
from center.petitions.repeats import confirm_link, likely_earlier, linked_to, unlink
from center.rights import Role as Post
from center.workorders import correcting as orders
from center.workorders import intake as order_intake
from center.workorders import steps as order_steps
from center.workorders.records import WorkOrder
from tests.desk import at, fields, id_number
from tests.grievances import PROBLEM, Grievances
from tests.offices import Office

WHY = "登记时录错"


@pytest.fixture
def desk(qingshan: Office) -> Grievances:
    desk = Grievances(qingshan)
    desk.to("11-16")
    return desk


def correct(desk: Grievances, petition: UUID, reason: str = WHY, **changes: Any) -> bool:
    form = replace(form_of(desk, petition), **changes)
    return bool(desk.step(Petition, petition, correcting.correct, form, reason))


def form_of(desk: Grievances, petition: UUID) -> PetitionForm:
    return correcting.form_of(desk.file(petition).petition)


def test_a_correction_keeps_the_old_value_and_the_number(either: Office) -> None:
    desk = Grievances(either)
    desk.to("11-16")
    petition = desk.petition()
    before = desk.file(petition).petition
    desk.to("11-17")
    assert correct(desk, petition, phone="13900000099", people_count=3)
    file = desk.file(petition)
    assert file.petition.phone == "13900000099"
    assert file.petition.people_count == 3
    assert file.petition.number == before.number
    event = last_of(file.events, CORRECTED)
    assert event is not None
    assert event.remark == WHY
    assert event.data["changed"] == [
        {"field": "phone", "was": "13900000011", "now": "13900000099"},
        {"field": "people_count", "was": "1", "now": "3"},
    ]
    with either.store.read(either.director) as work:
        assert "update" in [row.action for row in history(work, petition)]


def test_d8_the_history_masks_what_the_record_masks(desk: Grievances) -> None:
    petition = desk.petition()
    speaking = [Representative("何谷雨", "13900000011")]
    correct(desk, petition, phone="13900000099", representatives=speaking, address="")
    event = last_of(desk.file(petition).events, CORRECTED)
    assert event is not None
    said = "；".join(corrected_words(event))
    assert "139****0011 改为 139****0099" in said
    assert "石桥村*** 改为 （空）" in said
    assert "13900000" not in said


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"people_count": -3}, "people_count"),
        ({"representatives": [Representative(f"代表{n}") for n in range(6)]}, "representatives"),
        ({"problem": " "}, "problem"),
        ({"received_at": at("11-18")}, "received_at"),
        ({"people_count": 6}, "origin_due_on"),
        ({}, "reason"),
    ],
)
def test_what_may_not_be_registered_may_not_be_corrected_to(
    desk: Grievances, changes: dict[str, Any], field: str
) -> None:
    petition = desk.petition()
    with pytest.raises(Refused) as refused:
        correct(desk, petition, **changes)
    assert fields(refused.value) == [field]


def test_a_correction_gives_its_reason(desk: Grievances) -> None:
    petition = desk.petition()
    with pytest.raises(Refused) as refused:
        correct(desk, petition, " ", phone="13900000099")
    assert fields(refused.value) == ["reason"]
    assert desk.file(petition).petition.phone == "13900000011"


def test_pet_08_a_group_found_later_is_collective(desk: Grievances) -> None:
    petition = desk.petition()
    correct(desk, petition, people_count=6, origin_due_on=date(2026, 11, 30))
    assert desk.file(petition).petition.collective


def test_the_time_of_the_visit_is_not_after_the_first_step(desk: Grievances) -> None:
    petition = desk.petition()
    desk.to("11-17")
    desk.step(Petition, petition, steps.accept)
    desk.to("11-18")
    with pytest.raises(Refused) as refused:
        correct(desk, petition, received_at=at("11-17", "10:00"))
    assert fields(refused.value) == ["received_at"]
    correct(desk, petition, received_at=at("11-13", "10:00"))
    file = desk.file(petition)
    assert file.petition.received_at == at("11-13", "10:00")
    assert file.clocks[0].deadline.raw_due == date(2026, 11, 16)


def test_a_step_of_before_may_still_be_entered_after_a_correction(desk: Grievances) -> None:
    petition = desk.petition()
    desk.to("11-17")
    correct(desk, petition, phone="13900000099")
    desk.step(Petition, petition, steps.accept, at("11-16", "15:00"))
    assert desk.file(petition).petition.accepted_on == date(2026, 11, 16)


def test_another_id_asks_anew_who_came_before(desk: Grievances) -> None:
    number = id_number()
    earlier = desk.petition(id_number=number, name="蒋春分", phone="13900000077")
    desk.to("11-17")
    petition = desk.petition(name="蒋春芬", phone="13900000078", problem="低保停发要求恢复")
    assert correct(desk, petition, id_number=number)
    found = desk.file(petition).petition
    with desk.office.store.read(desk.office.director) as work:
        likely = likely_earlier(work, found.problem, id_number=found.id_number, leave_out=petition)
        assert [one.petition.id for one in likely] == [earlier]
    assert not correct(desk, petition, problem=PROBLEM)


def test_a_link_confirmed_by_mistake_is_taken_back(desk: Grievances) -> None:
    earlier = desk.petition()
    desk.to("11-17")
    later = desk.petition()
    with desk.office.work() as work:
        one, other = (work.session.get_one(Petition, key) for key in (later, earlier))
        confirm_link(work, one, other, LinkKind.REPEAT)
        commit(work)
    assert desk.file(later).petition.repeat
    with desk.office.work() as work:
        one = work.session.get_one(Petition, later)
        linked = linked_to(work, one)[0]
        with pytest.raises(Refused):
            unlink(work, one, linked.link, " ")
        unlink(work, one, linked.link, "不是同一个人")
        commit(work)
    file = desk.file(later)
    assert not file.petition.repeat
    assert [e.happened for e in file.events][-1] == Happened.UNLINKED
    with desk.office.store.read(desk.office.director) as work:
        assert not linked_to(work, work.session.get_one(Petition, earlier))


def test_pet_10_what_turns_out_to_accuse_becomes_secret(desk: Grievances) -> None:
    petition = desk.petition()
    correct(desk, petition, purpose=Purpose.ACCUSATION)
    file = desk.file(petition)
    assert file.petition.secret
    assert file.petition.person is None
    assert {event.audience for event in file.events} == {file.petition.audience}
    correct(desk, petition, purpose=Purpose.CLAIM)
    assert desk.file(petition).petition.secret


def test_pet_14_the_registrar_puts_right_the_own_entry_and_no_others(qingshan: Office) -> None:
    clerk, other = qingshan.actor(Post.WINDOW_CLERK), qingshan.actor(Post.VILLAGE_CADRE)
    desk = Grievances(qingshan, clerk)
    desk.to("11-16")
    petition = desk.petition()
    assert correct(desk, petition, phone="13900000099")
    with pytest.raises(NotAllowed):
        correct(Grievances(qingshan, other), petition, phone="13900000098")


def test_pet_10_nobody_corrects_a_secret_petition_of_others(qingshan: Office) -> None:
    desk = Grievances(qingshan)
    desk.to("11-16")
    petition = desk.petition(purpose=Purpose.ACCUSATION)
    with pytest.raises(NotAllowed):
        correct(Grievances(qingshan, qingshan.actor(Post.PETITION_CLERK)), petition, name="某人")


def test_a_voided_petition_is_not_corrected(desk: Grievances) -> None:
    petition = desk.petition()
    desk.step(Petition, petition, steps.void, "重复登记")
    with pytest.raises(Expected):
        correct(desk, petition, phone="13900000099")


# --- complaints ----------------------------------------------------------------------------------


def correct_complaint(desk: Grievances, complaint: UUID, **changes: Any) -> None:
    form = replace(complaints.form_of(desk.case(complaint)), **changes)
    desk.step(Complaint, complaint, complaints.correct, form, WHY)


def test_cpl_08_a_second_unit_put_right_makes_it_complex(desk: Grievances) -> None:
    complaint = desk.complaint()
    correct_complaint(desk, complaint, units=("民政办", "派出所"), phone="13900000099")
    found = desk.case(complaint)
    assert found.grade is Grade.COMPLEX
    assert found.clock_name != ""
    with desk.office.store.read(desk.office.director) as work:
        event = last_of(events_of(work.session, complaint), CORRECTED)
    assert event is not None
    assert [one["field"] for one in event.data["changed"]] == ["phone", "grade", "units"]
    assert COMPLEX.startswith("复杂")


def test_cpl_06_a_respondent_named_anew_never_sees_it(desk: Grievances) -> None:
    staff = desk.staff("杜小满")
    complaint = desk.complaint(protected=True)
    accused = replace(desk.office.actor(Post.DIRECTOR), name="杜小满", staff=staff)
    with desk.office.store.read(accused) as work:
        assert work.session.get(Complaint, complaint) is not None
    correct_complaint(desk, complaint, respondents=(staff,))
    assert desk.case(complaint).respondent_names == "杜小满"
    with pytest.raises(NotAllowed):
        correct_complaint(Grievances(desk.office, accused), complaint, phone="13900000099")


def test_cpl_15_respondents_stand_once_they_were_judged(desk: Grievances) -> None:
    first, second = desk.staff("杜小满"), desk.staff("贺立冬")
    complaint = desk.complaint(respondents=(first,))
    desk.step(Complaint, complaint, complaint_steps.accept, "秦以宁")
    for role in (Role.COMPLAINANT, Role.RESPONDENT):
        desk.step(Complaint, complaint, complaint_steps.hear, role, "某人", "经过")
    finding = Finding(Verdict.TRUE, "属实", Fault.STAFF, measure="批评教育")
    desk.step(Complaint, complaint, complaint_steps.decide, finding)
    with pytest.raises(Refused) as refused:
        correct_complaint(desk, complaint, respondents=(second,))
    assert fields(refused.value) == ["respondents"]
    correct_complaint(desk, complaint, demand="当面道歉")


# --- work orders ---------------------------------------------------------------------------------


def order_of(desk: Grievances, external: str = "12345-0001") -> UUID:
    form = order_intake.OrderForm(external, "路灯不亮", at("11-16"), phone="13900000011")
    with desk.office.work() as work:
        order = order_intake.register(work, form)
        commit(work)
        return order.id


def correct_order(desk: Grievances, order: UUID, **changes: Any) -> WorkOrder:
    with desk.office.work() as work:
        found = work.session.get_one(WorkOrder, order)
        orders.correct(work, found, replace(orders.form_of(found), **changes), WHY)
        commit(work)
        return found


def test_a_work_order_keeps_our_number_and_may_get_the_lines_right(desk: Grievances) -> None:
    order, other = order_of(desk), order_of(desk, "12345-0002")
    found = correct_order(desk, order, external="12345-0003", dispatched_at=at("11-13"))
    assert found.external == "12345-0003"
    assert found.received_at == at("11-13")
    assert found.number is not None
    with pytest.raises(Refused) as refused:
        correct_order(desk, other, external="12345-0003")
    assert fields(refused.value) == ["external"]


def test_a_second_dispatch_closes_the_time_of_the_first(desk: Grievances) -> None:
    order = order_of(desk)
    for step, *given in (
        (order_steps.sign,),
        (order_steps.contact, "已联系"),
        (order_steps.reply, "已修好"),
        (order_steps.dispatch_again, "没有修好"),
    ):
        desk.step(WorkOrder, order, step, *given)
    with pytest.raises(Refused) as refused:
        correct_order(desk, order, dispatched_at=at("11-13"))
    assert fields(refused.value) == ["dispatched_at"]
    assert correct_order(desk, order, village="石桥村").village == "石桥村"
