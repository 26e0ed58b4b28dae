"""Drafts: what was typed survives a crash, belongs to its account, and leaves no trace."""

from __future__ import annotations

from sqlalchemy import select

from center.drafts import Draft, drop, keep, kept
from center.journal import JournalRow
from center.rights import Role
from tests.offices import Office

CONTENT = {"name": "李青禾", "need": "申请\n临时救助", "received": [0, 2], "seen": True}


def test_what_was_typed_is_there_after_a_crash(either: Office) -> None:
    keep(either.store, either.director, "visit", CONTENT)
    either.store.engine.dispose()
    assert kept(either.store, either.director, "visit") == CONTENT


def test_a_later_draft_replaces_the_earlier_and_saving_drops_it(either: Office) -> None:
    keep(either.store, either.director, "visit", CONTENT)
    either.clock.advance(minutes=1)
    keep(either.store, either.director, "visit", {"name": "周远"})
    assert kept(either.store, either.director, "visit") == {"name": "周远"}
    with either.work() as work:
        assert work.session.scalars(select(Draft.saved_at)).one() == either.clock.now
    drop(either.store, either.director, "visit")
    assert kept(either.store, either.director, "visit") is None
    drop(either.store, either.director, "visit")


def test_drafts_are_apart_by_form_and_account(either: Office) -> None:
    clerk = either.actor(Role.WINDOW_CLERK)
    keep(either.store, either.director, "visit", {"a": 1})
    keep(either.store, either.director, "case", {"b": 2})
    assert kept(either.store, clerk, "visit") is None
    keep(either.store, clerk, "visit", {"c": 3})
    drop(either.store, either.director, "visit")
    assert kept(either.store, clerk, "visit") == {"c": 3}
    assert kept(either.store, either.director, "case") == {"b": 2}


def test_drafts_are_not_journalled(either: Office) -> None:
    with either.work() as work:
        before = work.session.scalars(select(JournalRow.hash)).all()
    keep(either.store, either.director, "visit", CONTENT)
    with either.work() as work:
        assert work.session.scalars(select(JournalRow.hash)).all() == before
