"""Window staff are kept stable: a move before 24 months says why (HR-03, ACC-02)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from center.errors import NotAllowed, Refused
from center.journal import commit
from center.postings import Cause, Move, WindowPosting, postings, save_window, too_early
from center.rights import Role
from center.settings import set_value
from center.staff import ServiceWindow
from tests.keeping import Hall, furnished
from tests.offices import Office

SINCE = date(2024, 9, 22)
TODAY = date(2026, 9, 22)


@pytest.fixture
def hall(either: Office) -> Hall:
    return furnished(either)


@pytest.fixture
def window(hall: Hall) -> UUID:
    """民政窗口: 沈秋禾 and 顾明远 since two years ago to the day."""
    with hall.office.work() as work:
        made = ServiceWindow(id=work.new_id(), station="QS", name="民政窗口")
        made.a_post, made.b_post = hall.people["沈秋禾"], hall.people["顾明远"]
        save_window(work, made, Move(SINCE))
        commit(work)
        return made.id


def moved(hall: Hall, window: UUID, a_post: str | None, b_post: str | None, move: Move) -> None:
    with hall.office.work() as work:
        found = work.session.get_one(ServiceWindow, window)
        found.a_post = hall.people[a_post] if a_post else None
        found.b_post = hall.people[b_post] if b_post else None
        save_window(work, found, move)
        commit(work)


def there(hall: Hall) -> dict[str, tuple[str, date]]:
    names = {ident: name for name, ident in hall.people.items()}
    with hall.office.work() as work:
        return {names[one.staff]: (one.post, one.since) for one in postings(work)}


@pytest.mark.parametrize(
    "on, early",
    [(date(2026, 8, 22), True), (date(2026, 9, 21), True), (date(2026, 9, 22), False)],
)
def test_hr_03_twenty_three_months_are_too_early_and_twenty_four_are_not(
    hall: Hall, window: UUID, on: date, *, early: bool
) -> None:
    move = Move(on)
    if not early:
        moved(hall, window, "程雨桐", "顾明远", move)
        assert there(hall)["程雨桐"] == ("A", on)
        return
    with pytest.raises(Refused) as refused:
        moved(hall, window, "程雨桐", "顾明远", move)
    assert {one.field for one in refused.value.problems} == {"cause", "reason"}
    assert "沈秋禾从2024年9月22日起在这个窗口，不满 24 个月" in refused.value.sentence
    assert set(there(hall)) == {"沈秋禾", "顾明远"}, "nothing changed"


def test_hr_03_with_a_reason_it_is_done_and_kept(hall: Hall, window: UUID) -> None:
    on = date(2026, 3, 1)
    with pytest.raises(Refused):
        moved(hall, window, "程雨桐", "顾明远", Move(on, Cause.NEED))
    moved(hall, window, "程雨桐", "顾明远", Move(on, Cause.NEED, "医保征缴期人手不够"))
    with hall.office.work() as work:
        (left,) = work.session.query(WindowPosting).filter(WindowPosting.until.is_not(None))
        assert (left.until, left.cause, left.reason) == (on, "工作需要", "医保征缴期人手不够")


def test_acc_02_a_sanction_needs_no_reason(hall: Hall, window: UUID) -> None:
    moved(hall, window, None, "顾明远", Move(date(2025, 1, 1), Cause.SANCTION))
    assert set(there(hall)) == {"顾明远"}


def test_hr_03_changing_posts_at_one_window_is_no_move(hall: Hall, window: UUID) -> None:
    moved(hall, window, "顾明远", "沈秋禾", Move(date(2025, 1, 1)))
    assert there(hall) == {"顾明远": ("A", SINCE), "沈秋禾": ("B", SINCE)}


def test_hr_03_the_months_are_a_setting_and_the_day_can_be_put_right(
    hall: Hall, window: UUID
) -> None:
    with hall.office.work() as work:
        set_value(work, "staff_stability_months", 12)
        work.session.flush()
        assert too_early(work, window, [], date(2025, 9, 21))
        assert too_early(work, window, [], date(2025, 9, 22)) == []
    earlier = {hall.people["沈秋禾"]: date(2020, 1, 1)}
    moved(hall, window, "沈秋禾", "顾明远", Move(TODAY, since=earlier))
    assert there(hall)["沈秋禾"] == ("A", date(2020, 1, 1))
    with pytest.raises(Refused, match="不能晚于今天"):
        moved(hall, window, "沈秋禾", "顾明远", Move(date(2026, 9, 23)))


def test_hr_03_only_who_may_change_settings_moves_people(hall: Hall, window: UUID) -> None:
    with hall.office.work(hall.office.actor(Role.WINDOW_CLERK)) as work, pytest.raises(NotAllowed):
        save_window(work, work.session.get_one(ServiceWindow, window), Move(TODAY))
