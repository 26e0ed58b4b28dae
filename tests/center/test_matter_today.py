"""今日 of petitions, complaints and work orders."""

from __future__ import annotations

from center.clock import State
from center.journal import commit
from center.lights import day_of, due_words
from center.matter_today import WORDS, MatterWaiting, count, short_list, unticked
from center.opinions import Place, tick
from center.petitions import steps
from center.petitions.records import Petition, Purpose
from center.rights import Role
from center.workorders.intake import OrderForm, register
from tests.desk import at, change, on
from tests.grievances import Grievances
from tests.offices import Office


def counts(office: Office, role: Role | None = None) -> dict[MatterWaiting, int]:
    actor = office.actor(role) if role else office.director
    with office.store.read(actor) as work:
        found = {waiting: count(work, waiting) for waiting in MatterWaiting}
        for waiting, number in found.items():
            assert len(short_list(work, waiting)) == min(number, 8), waiting
        return found


def test_what_is_due_of_all_three_kinds_stands_in_one_list(either: Office) -> None:
    desk = Grievances(either)
    late = desk.petition(received_at=at("9-16"))
    desk.complaint()
    change(either, register, OrderForm("N1", "路灯不亮", at("9-18")))
    assert WORDS.keys() == set(MatterWaiting)
    assert counts(either) == {
        MatterWaiting.OVERDUE: 2,  # the work order was to be signed on make-up Sunday 9-20
        MatterWaiting.DUE_TODAY: 0,
        MatterWaiting.DUE_SOON: 1,
        MatterWaiting.INFORM: 0,
        MatterWaiting.ANSWER: 1,
        MatterWaiting.TELL: 1,
    }
    with either.store.read(either.director) as work:
        first, second = short_list(work, MatterWaiting.OVERDUE)
        assert [first.kind, second.kind] == ["work_order", "petition"]
        assert second.record == late
        assert "超期" in first.due


def test_a_collective_visit_waits_until_it_is_passed_on(qingshan: Office) -> None:
    desk = Grievances(qingshan)
    crowd = desk.petition(people_count=9, origin_due_on=on("9-30"))
    assert counts(qingshan)[MatterWaiting.INFORM] == 1
    desk.step(Petition, crowd, steps.inform, unit="派出所", leader="林若安")
    assert counts(qingshan)[MatterWaiting.INFORM] == 0


def test_pet_10_nobody_is_reminded_of_a_secret_matter_of_others(qingshan: Office) -> None:
    Grievances(qingshan).petition(purpose=Purpose.ACCUSATION, received_at=at("9-14"))
    assert counts(qingshan)[MatterWaiting.OVERDUE] == 1
    assert counts(qingshan, Role.DEPUTY)[MatterWaiting.OVERDUE] == 0


def test_cpl_17_book_and_box_are_missed_on_working_days(qingshan: Office) -> None:
    with qingshan.work() as work:
        assert unticked(work) == (Place.BOOK, Place.BOX)
        tick(work, Place.BOOK, 0)
        commit(work)
        assert unticked(work) == (Place.BOX,)
    qingshan.clock.set(on("9-26"))
    with qingshan.work() as work:
        assert unticked(work) == ()


def test_a_day_set_on_the_weekend_is_told_in_days(qingshan: Office) -> None:
    """PET-09: nobody is told that 0 working days are left."""
    qingshan.clock.set(on("9-12"))
    with qingshan.store.read(qingshan.director) as work:
        day = day_of(work)
    assert due_words(State.DUE_SOON, on("9-13"), day) == "还有 1 天"
    assert due_words(State.DUE_SOON, on("9-14"), day) == "还有 1 个工作日"


def test_pet_03_a_petition_waits_until_it_is_answered(qingshan: Office) -> None:
    """An answer ends the waiting, whatever is still handled; complaints are not meant."""
    desk = Grievances(qingshan)
    desk.complaint()
    petition = desk.petition()
    assert counts(qingshan)[MatterWaiting.ANSWER] == 1
    desk.step(Petition, petition, steps.accept)
    assert counts(qingshan)[MatterWaiting.ANSWER] == 1
    desk.step(Petition, petition, steps.answer, "下月发放")
    assert counts(qingshan)[MatterWaiting.ANSWER] == 0
