"""OPEN-12: guides that nobody has changed or looked through for long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from center.errors import NotAllowed
from center.guides import confirm_guide, stale_guides
from center.items import item_of, save_edition, stop_item
from center.journal import commit
from center.rights import Role
from center.settings import set_value
from tests.offices import START, Office


def codes(office: Office) -> list[str]:
    with office.work() as work:
        return [guide.code for guide in stale_guides(work)]


def test_a_guide_is_stale_after_the_days_set(either: Office) -> None:
    """OPEN-12: 180 days unless set; on the last of them it still holds."""
    either.clock.now = START + timedelta(days=180)
    assert codes(either) == []
    either.clock.now = START + timedelta(days=181)
    with either.work() as work:
        found = stale_guides(work)
    assert "MZ03" in [guide.code for guide in found]
    assert {guide.days for guide in found} == {181}
    with either.work() as work:
        set_value(work, "guide_stale_days", 200)
        commit(work)
    assert codes(either) == []


def test_a_change_and_a_look_through_renew_it(either: Office) -> None:
    """OPEN-12: a new version, or the word that it is still right; a stopped item has no guide."""
    either.clock.now = START + timedelta(days=200)
    with either.work() as work:
        save_edition(work, {"code": "MZ03", "window": "八号窗口"})
        checked = item_of(work.session, "RS01")
        assert checked is not None
        confirm_guide(work, checked)
        stop_item(work, "ZH01")
        commit(work)
    assert not {"MZ03", "RS01", "ZH01"} & set(codes(either))
    assert "MZ01" in codes(either)
    either.clock.now += timedelta(days=181)
    assert {"MZ03", "RS01"} < set(codes(either))


def test_who_may_not_edit_items_confirms_no_guide(either: Office) -> None:
    clerk = either.actor(Role.WINDOW_CLERK)
    with either.work(clerk) as work:
        item = item_of(work.session, "RS01")
        assert item is not None
        with pytest.raises(NotAllowed):
            confirm_guide(work, item)
