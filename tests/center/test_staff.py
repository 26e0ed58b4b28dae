"""Windows with A and B posts (AB-01), staff and villages as the settings page keeps them."""

from __future__ import annotations

import pytest

from center.errors import NotAllowed, Refused
from center.journal import commit
from center.rights import Role
from center.staff import ServiceWindow, Staff, Village, everything, post_problems, save, staff
from center.storage import Work
from tests.offices import Office


def person(work: Work, name: str) -> Staff:
    return Staff(id=work.new_id(), station=work.station, name=name)


def test_ab_01_warns_of_a_missing_and_of_one_and_the_same_post(qingshan: Office) -> None:
    with qingshan.work() as work:
        first, second = person(work, "王㛃"), person(work, "李存")
        people = {first.id: first, second.id: second}
        window = ServiceWindow(id=work.new_id(), station="QS", name="民政窗口")
        save(work, window)
        said = [(p.field, p.message) for p in post_problems(window, people)]
        assert said == [("a_post", "还没有 A 岗"), ("b_post", "还没有 B 岗")]
        window.a_post = window.b_post = first.id
        assert [p.message for p in post_problems(window, people)] == ["A 岗和 B 岗是同一个人"]
        window.b_post = second.id
        assert post_problems(window, people) == ()
        second.active = False
        assert [p.message for p in post_problems(window, people)] == ["B 岗 李存 已不在岗"]


def test_a_window_or_village_is_not_doubled(qingshan: Office) -> None:
    with qingshan.work() as work:
        save(work, Village(id=work.new_id(), station="QS", name=" 柳河村 "))
        commit(work)
    with qingshan.work() as work, pytest.raises(Refused) as refused:
        save(work, Village(id=work.new_id(), station="QS", name="柳河村"))
    assert [p.field for p in refused.value.problems] == ["name"]
    with qingshan.work() as work:
        village = everything(work, Village)[0]
        village.groups = ["一组", "二组"]
        save(work, village)
        commit(work)


def test_those_no_longer_in_use_are_kept_and_come_last(qingshan: Office) -> None:
    with qingshan.work() as work:
        left, here = person(work, "甲"), person(work, "乙")
        left.active = False
        save(work, left)
        save(work, here)
        save(work, person(work, "乙"))
        commit(work)
        assert [s.name for s in everything(work, Staff)] == ["乙", "乙", "甲"]
        assert [s.name for s in staff(work)] == ["乙", "乙"]


def test_an_empty_name_is_refused_and_only_settings_keepers_save(qingshan: Office) -> None:
    with qingshan.work() as work, pytest.raises(Refused):
        save(work, person(work, "  "))
    clerk = qingshan.actor(Role.WINDOW_CLERK)
    with qingshan.work(clerk) as work, pytest.raises(NotAllowed):
        save(work, person(work, "丙"))
