"""Punch files of the machines and programs that offices own, as rows (ATT-01)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.attendance.punch_files import Format, PunchFile, Tap, read_punches
from center.imports.rows import Cell, Row
from center.records import CHINA

START = datetime(2020, 1, 1, tzinfo=CHINA)
# As a workbook gives it, without a zone.
NOON = datetime.fromisoformat("2026-11-18 12:00:01")


def rows(*lines: tuple[Cell, ...], start: int = 1) -> list[Row]:
    return list(enumerate(lines, start))


def read(found: list[Row]) -> PunchFile:
    punches = read_punches(found)
    assert punches is not None
    return punches


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def spelled(punches: PunchFile) -> list[tuple[str, str, str]]:
    return [(tap.user, tap.name, f"{tap.at:%m-%d %H:%M:%S}") for tap in punches.taps]


def test_attlog_padded_or_not_with_four_more_fields() -> None:
    found = read(
        rows(
            ("        3", "2026-11-18 07:55:20", "1", "0", "1", "0"),
            ("12", "2026-11-18 12:01:05", "1", "1", "1", "0"),
            ("12", "2026-11-18 00:00:00", "1", "1", "1", "0"),
            ("12", "2026-11-18 08:00:00", "1", "1", "1", "0"),
            ("x y", "??", "1"),
        )
    )
    assert found.format is Format.ATTLOG
    assert spelled(found) == [
        ("3", "", "11-18 07:55:20"),
        ("12", "", "11-18 12:01:05"),
        ("12", "", "11-18 00:00:00"),
        ("12", "", "11-18 08:00:00"),
    ]
    assert [trouble.row for trouble in found.troubles] == [5]


def test_the_grid_of_a_terminal_has_a_person_line_and_a_times_line() -> None:
    found = read(
        rows(
            ("考勤记录表",),
            ("考勤时间：2026-11-01 ~ 2026-11-30",),
            tuple(range(1, 31)),
            ("工号：", None, 3, "姓名：", None, "沈秋禾", "部门：", None, "民政"),
            ("07:55\n12:01\n13:50\n18:02", None, "07:5812:0014:0518:00"),
            ("工号:7", "姓名:顾明远"),
            (None, "08:12:30"),
            (None, "25:00"),
        )
    )
    assert found.format is Format.GRID
    assert spelled(found)[:4] == [
        ("3", "沈秋禾", "11-01 07:55:00"),
        ("3", "沈秋禾", "11-01 12:01:00"),
        ("3", "沈秋禾", "11-01 13:50:00"),
        ("3", "沈秋禾", "11-01 18:02:00"),
    ]
    assert spelled(found)[-1] == ("7", "顾明远", "11-02 08:12:30")
    assert len(found.taps) == 9
    assert [trouble.row for trouble in found.troubles] == [8]


def test_a_grid_that_reaches_into_the_next_month() -> None:
    days = (*range(26, 31), *range(1, 26))
    found = read(
        rows(
            ("2026.11.26～2026.12.25",),
            days,
            ("考勤号码：3", "姓名：沈秋禾"),
            (*["08:00"] * 6,),
        )
    )
    assert [tap.at.date() for tap in found.taps][-2:] == [date(2026, 11, 30), date(2026, 12, 1)]


@pytest.mark.parametrize(
    "heading",
    [
        ("登记号码", "姓名", "日期时间"),
        ("人员编号", "姓名", "打卡时间"),
        ("工号", "姓名", "刷卡时间"),
    ],
)
def test_a_list_is_found_by_its_headings_wherever_they_stand(heading: tuple[str, ...]) -> None:
    found = read(
        rows(
            ("青山镇 11月",),
            heading,
            ("3", "沈秋禾", "2026-11-18 07:55:20"),
            ("3", "沈秋禾", NOON),
            ("3", "沈秋禾", "上午"),
        )
    )
    assert found.format is Format.LIST
    assert spelled(found) == [
        ("3", "沈秋禾", "11-18 07:55:20"),
        ("3", "沈秋禾", "11-18 12:00:01"),
    ]
    assert [(one.row, "没有读入" in one.sentence) for one in found.troubles] == [(5, True)]


def test_a_list_with_day_and_time_apart() -> None:
    found = read(
        rows(
            ("姓名", "考勤号码", "日期", "时间"),
            ("沈秋禾", 3, "2026/11/18", "07:55"),
            ("沈秋禾", 3, date(2026, 11, 18), 0.5),
        )
    )
    assert spelled(found) == [
        ("3", "沈秋禾", "11-18 07:55:00"),
        ("3", "沈秋禾", "11-18 12:00:00"),
    ]


def test_dingtalk_daily_statistics_with_merged_headings() -> None:
    found = read(
        rows(
            ("每日统计 统计日期：2026-11-01 至 2026-11-30",),
            ("报表生成时间：2026-12-01 09:00",),
            ("姓名", "工号", "日期", "班次", "上班1", None, "下班1", None, "上班2", None, "下班2"),
            (
                None,
                None,
                None,
                None,
                "打卡时间",
                "打卡结果",
                "打卡时间",
                "打卡结果",
                "打卡时间",
                "打卡结果",
                "打卡时间",
            ),
            (
                "沈秋禾",
                "3",
                "26-11-18 星期三",
                "B",
                "07:55",
                "正常",
                "12:01",
                "正常",
                None,
                "缺卡",
                "次日 00:10",
            ),
        )
    )
    assert found.format is Format.DAILY
    expected = ("2026-11-18T07:55", "2026-11-18T12:01", "2026-11-19T00:10")
    assert [tap.at for tap in found.taps] == [moment(text) for text in expected]


def test_dingtalk_with_one_line_of_headings() -> None:
    found = read(
        rows(
            ("姓名", "UserId", "日期", "上班1打卡时间", "上班1打卡结果", "下班1打卡时间"),
            ("沈秋禾", "u3", "2026-11-18", "07:55", "正常", "2026-11-18 12:01"),
        )
    )
    assert [tap.user for tap in found.taps] == ["u3", "u3"]
    assert found.taps[1].at == moment("2026-11-18T12:01")


def test_wecom_daily_report_calls_the_day_time() -> None:
    found = read(
        rows(
            ("上下班打卡_日报",),
            ("统计时间：2026-11-01 ~ 2026-11-30",),
            ("时间", "姓名", "账号", "部门", "上班1", None, "下班1", None),
            (None, None, None, None, "打卡时间", "打卡状态", "打卡时间", "打卡状态"),
            ("2026/11/18 星期三", "沈秋禾", "SQH", "民政", "07:55", "正常", "--", "未打卡"),
            ("2026/11/19 星期四", "沈秋禾", "SQH", "民政", "08:15", "迟到", "18:00", "正常"),
        )
    )
    assert found.format is Format.DAILY
    assert spelled(found) == [
        ("SQH", "沈秋禾", "11-18 07:55:00"),
        ("SQH", "沈秋禾", "11-19 08:15:00"),
        ("SQH", "沈秋禾", "11-19 18:00:00"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        [],
        rows(("序号", "姓名", "事项"), (1, "沈秋禾", "低保")),
        rows(("随便", "写点"), ("什么", "都行")),
    ],
)
def test_what_is_no_punch_file_is_not_guessed(table: list[Row]) -> None:
    assert read_punches(table) is None


@given(
    st.lists(
        st.tuples(
            st.integers(1, 99999),
            st.integers(0, 10 * 365 * 86400 - 1),
            st.integers(0, 9),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_every_line_of_an_attlog_comes_back(lines: list[tuple[int, int, int]]) -> None:
    table = rows(
        *(
            (" " * pad + str(user), f"{START + timedelta(seconds=came):%Y-%m-%d %H:%M:%S}")
            for user, came, pad in lines
        )
    )
    found = read(table)
    assert found.troubles == ()
    assert [(tap.user, tap.at) for tap in found.taps] == [
        (str(user), START + timedelta(seconds=came)) for user, came, _ in lines
    ]


@given(
    st.lists(
        st.lists(
            st.one_of(st.none(), st.text(max_size=12), st.integers(), st.floats(allow_nan=False)),
            max_size=8,
        ),
        max_size=12,
    )
)
def test_no_table_makes_the_reader_fall(table: list[list[Cell]]) -> None:
    found = read_punches(rows(*(tuple(line) for line in table)))
    assert found is None or all(isinstance(tap, Tap) for tap in found.taps)
