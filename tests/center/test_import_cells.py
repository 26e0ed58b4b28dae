"""What people write into Excel: headings, days and numbers, as offices and platforms have them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.cases.records import Status
from center.imports.cells import EARLIEST, EXCEL_EPOCH, id_of, moment_of, text_of
from center.imports.given import phone_of, status_of
from center.imports.headings import CASE_TARGETS, find_headings, propose
from center.imports.rows import Row
from center.records import CHINA
from tests.matters import id_number

TODAY = date(2026, 9, 21)


def rows(*lines: tuple[Any, ...]) -> list[Row]:
    return list(enumerate(lines, 1))


# --- headings -------------------------------------------------------------------------------------


def test_the_heading_is_found_under_title_and_blank_lines() -> None:
    found = find_headings(
        rows(
            ("青山镇2025年办件台账", None, None),
            ("制表人：林若安", "单位：件"),
            ("序号", "姓 名", "身份证号\n（18位）", "办理事项", "日期"),
            (1, "周舟", "x", "临时救助", "2025-1-1"),
        ),
        CASE_TARGETS,
    )
    assert found is not None
    assert found.last_row == 3
    assert propose(found.titles, CASE_TARGETS) == {
        "name": 1,
        "id_number": 2,
        "item": 3,
        "received": 4,
    }


def test_a_merged_heading_of_two_rows_is_one() -> None:
    found = find_headings(
        rows(
            ("序号", "申请人", None, None, "事项", "收件日期"),
            (None, "姓名", "证件号码", "电话"),
            (1, "周舟", "x", "139", "临时救助", "2025-1-1"),
        ),
        CASE_TARGETS,
    )
    assert found is not None
    assert found.last_row == 2
    assert found.titles == ("序号", "姓名", "证件号码", "电话", "事项", "收件日期")


def test_a_first_row_of_data_is_not_a_heading() -> None:
    found = find_headings(
        rows(("姓名", "事项", "日期"), ("窗口", "临时救助", "2025-1-1")), CASE_TARGETS
    )
    assert found is not None
    assert found.last_row == 1


def test_a_table_without_known_words_has_no_heading() -> None:
    assert find_headings(rows(("甲", "乙"), ("姓名", "丙")), CASE_TARGETS) is None


def test_what_the_clerk_chose_is_remembered_by_title() -> None:
    titles = ("流水", "事由", "姓名", "日期", "状态")
    remembered = {"item": "事由", "platform_number": "流水", "status": ""}
    found = propose(titles, CASE_TARGETS, remembered)
    assert (found["item"], found["platform_number"]) == (1, 0)
    assert "status" not in found
    assert propose(("姓名", "日期", "事项"), CASE_TARGETS, remembered)["item"] == 2


def test_no_column_is_proposed_twice() -> None:
    places = propose(("申请人姓名", "申请人", "受理时间", "办理时间"), CASE_TARGETS)
    assert len(set(places.values())) == len(places)
    assert (places["accepted"], places["received"]) == (2, 3)


# --- days -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        date(2025, 3, 5),
        datetime.fromisoformat("2025-03-05"),
        "2025-03-05",
        "2025/3/5",
        "2025.3.5",
        "2025年3月5日",
        " 2025 年 3 月 5 日 ",
        "２０２５－０３－０５",
        "20250305",
        20250305,
        45721,
        45721.0,
        "45721",
        "2025-03-05 00:00:00",
    ],
)
def test_one_day_in_every_spelling(cell: Any) -> None:
    assert moment_of(cell) == (datetime(2025, 3, 5, 9, tzinfo=CHINA), False, "")


@pytest.mark.parametrize(
    "cell",
    [
        "2025-03-05 15:20",
        "2025/3/5 15:20:00",
        "2025-03-05T15:20:00.000",
        "20250305152000",
        "2025年3月5日15时20分",
        45721 + 15.3333333 / 24,
    ],
)
def test_one_moment_in_every_spelling(cell: Any) -> None:
    at, timed, wrong = moment_of(cell)
    assert at is not None
    assert abs(at - datetime(2025, 3, 5, 15, 20, tzinfo=CHINA)) < timedelta(minutes=1)
    assert (timed, wrong) == (True, "")


@pytest.mark.parametrize("cell", ["3月5日", "去年", "2025-13-01", "2025-02-29", "25.3.5", 7, True])
def test_half_a_day_and_no_day_are_told(cell: Any) -> None:
    at, _, wrong = moment_of(cell)
    assert at is None
    assert wrong


@given(st.dates(EARLIEST, date(2099, 12, 31)))
def test_excels_serials_and_texts_mean_the_same_day(day: date) -> None:
    by_text = moment_of(day.isoformat())
    assert moment_of((day - EXCEL_EPOCH).days) == by_text == moment_of(day)
    assert by_text[0] is not None
    assert by_text[0].date() == day


# --- numbers and words ----------------------------------------------------------------------------


@pytest.mark.parametrize("wrap", ["{}", " {} ", "'{}", "‘{}", "{}\t", "{}\u200b"])
def test_a_number_as_exports_write_it(wrap: str) -> None:
    number = id_number(7)
    assert id_of(wrap.format(number), TODAY).number == number
    wide = number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
    assert id_of(wrap.format(wide), TODAY).number == number


@pytest.mark.parametrize("cell", [5.22e17, 522101197904050000, 110105790405001, 1.0])
def test_a_numeric_cell_is_never_an_identity_number(cell: float) -> None:
    assert "数字格式" in id_of(cell, TODAY).problem


def test_masked_and_missing_numbers_are_neither_wrong_nor_known() -> None:
    masked = id_of("1101**********0013", TODAY)
    assert (masked.masked, masked.problem) == (True, "")
    for cell in (None, "", "无", "/"):
        assert id_of(cell, TODAY).number == ""


def test_numbers_without_decimals_read_as_they_were_typed() -> None:
    assert [text_of(cell) for cell in (13900000002, 13900000002.0, 1.5, True, "#N/A", None)] == [
        "13900000002",
        "13900000002",
        "1.5",
        "是",
        "",
        "",
    ]


def test_the_first_good_phone_of_a_cell_counts() -> None:
    assert phone_of("139 0000 0002") == "13900000002"
    assert phone_of("无、13900000002") == "13900000002"
    assert phone_of("139****0002") == ""


@pytest.mark.parametrize(
    "word, status",
    [
        ("已办结", Status.FINISHED),
        ("办结（准予许可）", Status.FINISHED),
        ("未办结", Status.ACCEPTED),
        ("不予受理", Status.REFUSED),
        ("待受理", Status.RECEIVED),
        ("部门审核中", Status.ACCEPTED),
        ("退回补正", Status.SUPPLEMENTING),
        ("星空", None),
    ],
)
def test_the_platforms_words_for_where_a_case_stands(word: str, status: Status | None) -> None:
    assert status_of(word) is status
