"""Several matters of one visit: one visitor, one number, matters 2 and 3 (REG-02, REG-03, D2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from center.errors import Refused
from center.identity import id_check_digit
from center.people import Identity
from center.registration import (
    Relation,
    Route,
    Visit,
    VisitForm,
    VisitKind,
    counts_by_kind,
    entry_of,
    matters_of,
    register,
    visitors_between,
    void_visit,
)
from center.rights import Role
from center.search import find
from center.settings import check
from center.verify import number_faults
from tests.desk import LI, at, change, fields, on
from tests.offices import Office

FIRST = VisitForm(VisitKind.HANDLING, LI, route=Route.HERE, need="申请临时救助")
SECOND = VisitForm(VisitKind.QUESTION, LI, topic="医疗保障")
OTHER = Identity("周远", id_number="110105197001010" + "11" + id_check_digit("11010519700101011"))


def enter(office: Office, form: VisitForm, **changes: Any) -> Visit:
    found: Visit = change(office, register, replace(form, **changes))
    return found


def test_reg_02_further_matters_bear_the_number_of_the_first(either: Office) -> None:
    first = enter(either, FIRST)
    second = enter(either, SECOND, same_visit=first.id)
    # Named from any matter, they all belong to the first.
    third = enter(either, SECOND, topic="其他", same_visit=second.id)
    assert [v.number for v in (first, second, third)] == [
        "QS-DJ-2026-000001",
        "QS-DJ-2026-000001-2",
        "QS-DJ-2026-000001-3",
    ]
    assert (second.entry, third.entry, third.matter) == (first.id, first.id, 3)
    with either.work() as work:
        assert [v.matter for v in matters_of(work, third)] == [1, 2, 3]
        assert list(number_faults(work.session)) == []
    assert enter(either, SECOND).number == "QS-DJ-2026-000002"


def test_the_longest_pattern_leaves_room_for_the_number_of_a_matter() -> None:
    longest = "{station}-{kind}-{year}-{epoch}{serial:06d}"
    assert check("number_pattern", longest + "-青山镇") == ()
    assert [p.field for p in check("number_pattern", longest + "-青山镇便民服务中心登记处")] == [
        "number_pattern"
    ]


def test_one_who_comes_for_three_things_is_one_visitor(qingshan: Office) -> None:
    """REG-03: what they came for is counted thing by thing, who came only once."""
    first = enter(qingshan, FIRST)
    for topic in ("医疗保障", "社会保险"):
        enter(qingshan, SECOND, topic=topic, same_visit=first.id)
    day = at("9-21", "00:00"), at("9-22", "00:00")
    with qingshan.work() as work:
        assert visitors_between(work, *day) == 1
        assert counts_by_kind(work, *day) == {VisitKind.HANDLING: 1, VisitKind.QUESTION: 2}


def test_the_entry_of_a_person_is_that_of_the_day(qingshan: Office) -> None:
    first = enter(qingshan, FIRST)
    second = enter(qingshan, SECOND, same_visit=first.id)
    assert first.person is not None
    with qingshan.work() as work:
        found = entry_of(work, first.person, on("9-21"))
        assert found is not None
        assert found.id == first.id != second.id
        assert entry_of(work, first.person, on("9-20")) is None


@pytest.mark.parametrize(
    "changes, day",
    [({"who": OTHER}, "9-21"), ({}, "9-22")],
    ids=["another person", "another day"],
)
def test_only_the_same_person_on_the_same_day_comes_again(
    qingshan: Office, changes: dict[str, Any], day: str
) -> None:
    first = enter(qingshan, FIRST)
    qingshan.clock.now = at(day, "15:00")
    with pytest.raises(Refused) as told:
        enter(qingshan, SECOND, same_visit=first.id, **changes)
    assert fields(told.value) == ["same_visit"]


def test_a_question_without_a_name_may_be_followed_by_another(qingshan: Office) -> None:
    """D2: nobody need say who they are to ask two things."""
    first = enter(qingshan, VisitForm(VisitKind.QUESTION, topic="医疗保障"))
    second = enter(qingshan, SECOND, same_visit=first.id)
    assert second.number == f"{first.number}-2"


def test_a_village_joins_no_visit_of_the_centre(qingshan: Office) -> None:
    first = enter(qingshan, FIRST)
    cadre = qingshan.actor(Role.VILLAGE_CADRE, login="liuhe", station="LH")
    with qingshan.work(cadre) as work, pytest.raises(Refused, match="找不到要并入的"):
        register(work, replace(SECOND, same_visit=first.id))


def test_the_first_matter_is_voided_last_and_numbers_are_not_used_again(qingshan: Office) -> None:
    first = enter(qingshan, FIRST)
    second = enter(qingshan, SECOND, same_visit=first.id)
    with qingshan.work() as work, pytest.raises(Refused, match="后面的几件"):
        void_visit(work, work.session.get_one(Visit, first.id), "登记错了")
    change(qingshan, lambda w: void_visit(w, w.session.get_one(Visit, second.id), "重复"))
    assert enter(qingshan, SECOND, same_visit=first.id).number == f"{first.number}-3"
    with qingshan.work() as work:
        assert [v.matter for v in matters_of(work, first)] == [1, 3]
        assert [v.matter for v in matters_of(work, first, voided=True)] == [1, 2, 3]


def test_the_one_at_the_desk_is_kept_apart_from_whom_they_came_for(qingshan: Office) -> None:
    """来办人 and 申请人: for somebody else a name is asked."""
    with pytest.raises(Refused) as told:
        enter(qingshan, FIRST, relation=Relation.FAMILY)
    assert fields(told.value) == ["applicant"]
    made = enter(qingshan, FIRST, relation=Relation.FAMILY, applicant="李小满")
    assert (made.name, made.relation, made.applicant) == ("李青禾", Relation.FAMILY, "李小满")


def test_a_number_leads_to_every_matter(qingshan: Office) -> None:
    first = enter(qingshan, FIRST)
    enter(qingshan, SECOND, same_visit=first.id)
    with qingshan.work() as work:
        found = {hit.number for hit in find(work, "QS-DJ-2026-000001").visits}
    assert found == {"QS-DJ-2026-000001", "QS-DJ-2026-000001-2"}
