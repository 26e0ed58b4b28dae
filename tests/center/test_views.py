"""Saved views of lists: whose they are, who may share, what a list opens with."""

from __future__ import annotations

import pytest

from center.errors import NotAllowed, Refused
from center.journal import JournalRow
from center.rights import Actor, Role
from center.views import MOST, delete_view, make_default, rename_view, save_view, views
from tests.offices import Office


@pytest.fixture
def clerk(either: Office) -> Actor:
    return either.actor(Role.WINDOW_CLERK)


def names(office: Office, actor: Actor, listing: str = "cases") -> list[tuple[str, bool, bool]]:
    with office.store.read(actor) as work:
        return [(view.name, view.own, view.default) for view in views(work, listing)]


def test_a_view_is_its_owners_until_it_is_shared(either: Office, clerk: Actor) -> None:
    with either.work() as work:
        mine = save_view(work, "cases", " 本月  低保 ", {"text": "低保"})
    assert names(either, either.director) == [("本月 低保", True, False)]
    assert names(either, clerk) == []
    with either.work() as work:
        rename_view(work, mine, "低保", shared=True)
    assert names(either, clerk) == [("低保", False, False)]
    assert names(either, clerk, "registration") == []
    with either.work(clerk) as work, pytest.raises(Refused, match="只有存它的人"):
        rename_view(work, mine, "别的")
    with either.work(clerk) as work, pytest.raises(Refused, match="只有存它的人"):
        delete_view(work, mine)
    with either.work(clerk) as work, pytest.raises(NotAllowed):
        save_view(work, "cases", "我的", {}, shared=True)


def test_the_same_name_is_replaced_and_never_doubled(either: Office) -> None:
    with either.work() as work:
        first = save_view(work, "cases", "低保", {"text": "一"})
    with either.work() as work:
        assert save_view(work, "cases", "低保", {"text": "二"}) == first
        other = save_view(work, "cases", "特困", {})
    with either.work() as work, pytest.raises(Refused, match="已经有“低保”"):
        rename_view(work, other, "低保")
    with either.store.read(either.director) as work:
        assert [view.content for view in views(work, "cases") if view.id == first] == [
            {"text": "二"}
        ]


@pytest.mark.parametrize("name", ["", "   ", "长" * 21])
def test_a_view_needs_a_name_of_its_length(either: Office, name: str) -> None:
    with either.work() as work, pytest.raises(Refused):
        save_view(work, "cases", name, {})


def test_there_is_an_end_to_views(either: Office) -> None:
    for number in range(MOST):
        with either.work() as work:
            save_view(work, "cases", f"第{number}个", {})
    with either.work() as work, pytest.raises(Refused, match="最多存 30 个"):
        save_view(work, "cases", "又一个", {})


def test_each_account_opens_a_list_in_its_own_way(either: Office, clerk: Actor) -> None:
    with either.work() as work:
        shared = save_view(work, "cases", "低保", {}, shared=True)
    with either.work(clerk) as work:
        make_default(work, "cases", shared)
    assert names(either, clerk) == [("低保", False, True)]
    assert names(either, either.director) == [("低保", True, False)]
    with either.work(clerk) as work:
        make_default(work, "cases", None)
    assert names(either, clerk) == [("低保", False, False)]
    with either.work(clerk) as work:
        make_default(work, "cases", shared)
    with either.work() as work:
        delete_view(work, shared)
    assert names(either, clerk) == []


def test_views_are_no_records(either: Office) -> None:
    """As drafts are: they tell how somebody looks, and stay out of the journal."""
    with either.store.read(either.director) as work:
        before = work.session.query(JournalRow).count()
    with either.work() as work:
        save_view(work, "cases", "低保", {})
    with either.store.read(either.director) as work:
        assert work.session.query(JournalRow).count() == before
