"""The working calendar (TIME-01) and the holiday files an office imports."""

from __future__ import annotations

import csv
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.calendar import (
    PUBLISHED,
    DayMark,
    WorkCalendar,
    load_days,
    parse_arrangement,
    spoken,
)
from center.errors import Refused

# Spans off and make-up days as the State Council announced them, written down a second time so
# that a slip in the shipped table shows.
ANNOUNCED = {
    2025: (
        [("01-01", 1), ("01-28", 8), ("04-04", 3), ("05-01", 5), ("05-31", 3), ("10-01", 8)],
        ["01-26", "02-08", "04-27", "09-28", "10-11"],
    ),
    2026: (
        [
            ("01-01", 3),
            ("02-15", 9),
            ("04-04", 3),
            ("05-01", 5),
            ("06-19", 3),
            ("09-25", 3),
            ("10-01", 7),
        ],
        ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
    ),
}

GOOD_2027 = "日期,类型,名称\n" + "".join(
    f"2027-{day},放假,{name}\n"
    for day, name in [
        ("01-01", "元旦"),
        ("02-05", "春节"),
        ("02-08", "春节"),
        ("02-09", "春节"),
        ("02-10", "春节"),
        ("04-05", "清明节"),
        ("05-01", "劳动节"),
        ("05-03", "劳动节"),
        ("05-04", "劳动节"),
        ("06-09", "端午节"),
        ("09-15", "中秋节"),
        ("10-01", "国庆节"),
        ("10-02", "国庆节"),
        ("10-03", "国庆节"),
        ("10-04", "国庆节"),
        ("10-05", "国庆节"),
    ]
)


@pytest.fixture
def calendar() -> WorkCalendar:
    return WorkCalendar(load_days())


@pytest.mark.parametrize("year", [2025, 2026])
def test_TIME_01_shipped_table_is_the_announced_one(year: int) -> None:
    spans, makeup = ANNOUNCED[year]
    off = {
        date.fromisoformat(f"{year}-{first}") + timedelta(days=n)
        for first, length in spans
        for n in range(length)
    }
    worked = {date.fromisoformat(f"{year}-{day}") for day in makeup}
    marks = {day: mark for day, mark in load_days().items() if day.year == year}
    assert {day for day, mark in marks.items() if mark.kind == "holiday"} == off
    assert {day for day, mark in marks.items() if mark.kind == "makeup_workday"} == worked


@pytest.mark.parametrize("year", [2025, 2026])
def test_TIME_01_248_working_days(calendar: WorkCalendar, year: int) -> None:
    assert calendar.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == 248


def test_shipped_files_hold_their_own_year_and_nothing_odd() -> None:
    paths = sorted(Path(PUBLISHED).glob("*.csv"))
    assert [path.stem for path in paths] == ["2025", "2026"]
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            assert {row["date"][:4] for row in csv.DictReader(file)} == {path.stem}
        assert parse_arrangement(path.read_bytes()).warnings == ()


def test_TIME_01_reasons_in_chinese(calendar: WorkCalendar) -> None:
    assert calendar.why_off(date(2026, 9, 19)) == "周末"
    assert calendar.why_off(date(2026, 10, 1)) == "国庆节放假"
    assert calendar.why_off(date(2025, 10, 6)) == "国庆节、中秋节放假"
    assert calendar.why_off(date(2026, 9, 20)) == ""
    assert calendar.why_worked(date(2026, 9, 20)) == "国庆节调休上班"
    assert calendar.why_worked(date(2026, 9, 21)) == ""
    assert spoken(date(2026, 11, 21)) == "2026年11月21日（周六）"


def test_next_workday_stops_at_a_makeup_saturday(calendar: WorkCalendar) -> None:
    assert calendar.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert calendar.next_workday(date(2026, 10, 10)) == date(2026, 10, 10)
    assert calendar.next_workday(date(2026, 10, 11)) == date(2026, 10, 12)


def test_workdays_between_counts_after_the_first_day(calendar: WorkCalendar) -> None:
    assert calendar.workdays_between(date(2026, 10, 9), date(2026, 10, 10)) == 1
    assert calendar.workdays_between(date(2026, 10, 10), date(2026, 10, 10)) == 0
    assert calendar.workdays_between(date(2026, 10, 12), date(2026, 10, 9)) == 0


def test_known_years_need_the_fixed_statutory_days(calendar: WorkCalendar) -> None:
    assert calendar.known_years == {2025, 2026}
    with_local_day = {**load_days(), date(2027, 8, 8): DayMark("holiday", "州庆")}
    local = WorkCalendar(with_local_day)
    assert local.known_years == {2025, 2026}
    assert not local.is_workday(date(2027, 8, 8))


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_every_day_is_either_worked_or_off_with_a_reason(day: date) -> None:
    calendar = WorkCalendar(load_days())
    assert calendar.is_workday(day) == (calendar.why_off(day) == "")
    assert calendar.is_workday(calendar.next_workday(day))
    assert calendar.next_workday(day) >= day


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_file_of_the_next_year_in_every_usual_encoding(encoding: str, delimiter: str) -> None:
    data = GOOD_2027.replace(",", delimiter).replace("\n", "\r\n").encode(encoding)
    arrangement = parse_arrangement(data)
    assert arrangement.marks[date(2027, 10, 1)] == DayMark("holiday", "国庆节")
    assert arrangement.warnings == ()
    assert 2027 in WorkCalendar({**load_days(), **arrangement.marks}).known_years


@pytest.mark.parametrize(
    "written", ["2027-05-01", "2027/5/1", "2027.5.1", "2027年5月1日", "20270501", "2027/5/1 0:00"]
)
def test_dates_as_spreadsheets_write_them(written: str) -> None:
    data = GOOD_2027.replace("2027-05-01", written).encode()
    assert date(2027, 5, 1) in parse_arrangement(data).marks


@pytest.mark.parametrize(
    "line, word",
    [
        ("2027-02-30,放假,春节", "不存在"),
        ("明天,放假,春节", "看不懂"),
        ("2027-02-11,加班,春节", "类型"),
        ("2027-02-11,,春节", "类型"),
        ("2027-02-11", "类型"),
        ("2027-02-11,放假,", "名称"),
        ("2027-02-11,调休上班,春节", "本来就是工作日"),
        ("2027-10-01,放假,国庆节", "出现过"),
    ],
)
def test_faulty_row_is_told_with_its_number(line: str, word: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_arrangement((GOOD_2027 + line + "\n").encode())
    (problem,) = refused.value.problems
    assert problem.field == "row:18"
    assert problem.message.startswith("第18行：")
    assert word in problem.message


def test_all_faulty_rows_are_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        parse_arrangement((GOOD_2027 + "x,放假,春节\n\n2027-02-11,y,春节\n").encode())
    assert [problem.field for problem in refused.value.problems] == ["row:18", "row:20"]


@pytest.mark.parametrize(
    "data, word",
    [
        (b"", "没有任何"),
        ("日期,类型,名称\n".encode(), "没有任何"),
        ("姓名,电话\n张三,1\n".encode(), "列名"),
        (b"PK\x03\x04" + bytes(range(128, 256)), ""),
        (b"x" * 1_000_001, "太大"),
        ("日期,类型,名称\n2027-08-08,放假,州庆\n".encode(), "不全"),
        (GOOD_2027.replace("2027-10-01,放假,国庆节\n", "").encode(), "10月1日"),
        ((GOOD_2027 + "".join(f"2027-03-{d:02},放假,春节\n" for d in range(1, 20))).encode(), "个"),
    ],
)
def test_file_that_is_no_arrangement_is_refused(data: bytes, word: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_arrangement(data)
    assert word in refused.value.sentence


def test_odd_number_of_working_days_is_a_warning() -> None:
    # A bridge day without its make-up day: believable, but worth a look.
    arrangement = parse_arrangement((GOOD_2027 + "2027-10-06,放假,国庆节\n").encode())
    assert len(arrangement.warnings) == 1
    assert "2027年" in arrangement.warnings[0]


def test_new_year_may_reach_into_december() -> None:
    arrangement = parse_arrangement((GOOD_2027 + "2026-12-31,放假,元旦\n").encode())
    assert not WorkCalendar(arrangement.marks).is_workday(date(2026, 12, 31))
    assert WorkCalendar(arrangement.marks).known_years == {2027}


@given(
    st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "ignore"))
)
def test_any_file_is_read_or_refused(data: bytes) -> None:
    with suppress(Refused):
        assert parse_arrangement(data).marks
