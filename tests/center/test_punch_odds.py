"""What is odd about a punch file is listed by row: nothing is lost, nothing guessed (ATT-01)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from center.attendance.punch_files import PunchFile, Trouble
from center.attendance.punches import assign, odd_rows, plan_punches, take_in
from center.journal import commit
from tests.keeping import DAY, Hall, file_of, furnished
from tests.offices import Office

MONDAY = date(2026, 9, 14)


@pytest.fixture
def hall(qingshan: Office) -> Hall:
    return furnished(qingshan)


def week(*clocks: str, late: int = 0) -> list[tuple[str, date, str]]:
    """Three people over five days; on the third day everybody an hour `late`."""
    return [
        (
            str(user),
            MONDAY + timedelta(days=n),
            f"{int(clock[:2]) + (late if n == 2 else 0):02d}:5{user}",
        )
        for n in range(5)
        for user in (1, 2, 3)
        for clock in clocks
    ]


def told(hall: Hall, file: PunchFile, *known: str) -> list[tuple[str, str, str]]:
    with hall.office.work() as work:
        plan = plan_punches(work, file, "attlog.dat", "a")
    return [(one.where, one.user, one.sentence) for one in odd_rows(plan, known)]


def test_rows_of_the_future_and_unreadable_ones_are_told_in_order(hall: Hall) -> None:
    good = file_of(("1", DAY, "08:00"), ("1", DAY + timedelta(days=30), "08:00"))
    file = PunchFile(good.format, good.taps, (Trouble(7, "时间读不懂：上午"),))
    assert told(hall, file, "1") == [
        ("第 2 行", "1", "打卡时间晚于现在，没有导入，请核对考勤机时钟"),
        ("第 7 行", "", "时间读不懂：上午"),
    ]


def test_unknown_numbers_are_told_once_with_their_first_row(hall: Hall) -> None:
    file = file_of(("1", DAY, "08:00"), ("88", DAY, "08:01"), ("88", DAY, "12:01"))
    (only,) = told(hall, file, "1")
    assert only == ("第 2 行", "88", "不知道是谁，共 2 条，已保存，对上人后自动计入")


def test_a_file_given_twice_and_a_row_that_stands_twice_are_told(hall: Hall) -> None:
    file = file_of(("1", DAY, "08:00"), ("1", DAY, "12:00"), ("1", DAY, "08:00"))
    twice = "以前导入过或文件里重复，没有再导入"
    assert told(hall, file, "1") == [("第 3 行", "", twice)]
    with hall.office.work() as work:
        assign(work, "1", hall.people["沈秋禾"])
        take_in(work, plan_punches(work, file, "attlog.dat", "a"))
        commit(work)
        assert plan_punches(work, file, "attlog.dat", "a").taken_before
    assert told(hall, file) == [("第 1—3 行", "", twice)], (
        "rows that follow each other are one line"
    )


def test_a_day_with_the_clock_an_hour_wrong_is_told_with_its_rows(hall: Hall) -> None:
    assert told(hall, file_of(*week("07", "18")), "1", "2", "3") == []
    ((where, _, sentence),) = told(hall, file_of(*week("07", "18", late=1)), "1", "2", "3")
    assert where == "第 13—18 行"
    assert "9月16日" in sentence
    assert "晚约 60 分钟" in sentence
