"""Typed and pasted text: line breaks, control characters, emoji, long texts, dates."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.text import (
    clean_block,
    clean_line,
    emoji_in,
    half_width,
    length_problems,
    paper_problems,
    parse_date,
)


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("  青山镇 河东村 ", "青山镇 河东村"),
        ("青山镇\r\n  河东村\n", "青山镇 河东村"),
        ("张三\t男", "张三 男"),
        ("张\x00三\x07\x1b[31m", "张三[31m"),
        ("\u202e张三\u202c\u200b\ufeff", "张三"),
        ("第一段\u2028第二段\x0b第三段", "第一段 第二段 第三段"),
        ("\ud83d坏的剪贴板", "坏的剪贴板"),
        ("谢谢😀", "谢谢😀"),
        ("𠮷野家𰻝面", "𠮷野家𰻝面"),
    ],
)
def test_one_line_field(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


def test_field_of_several_lines_keeps_its_lines_and_indents() -> None:
    assert (
        clean_block("\n\u3000\u3000第一段 \r\n\r\n第二段\t完\r")
        == "\u3000\u3000第一段\n\n第二段 完"
    )


def test_a_joined_emoji_stays_whole() -> None:
    family = "👨\u200d👩\u200d👧"
    assert clean_line(f"一家{family}") == f"一家{family}"
    assert emoji_in(f"一家{family}和{family}") == (family,)


@pytest.mark.parametrize(
    "text, found",
    [
        ("好👍🏽的❤️", ("👍🏽", "❤️")),
        ("⭐五星", ("⭐",)),
        ("☑已核 ✔ √ ★ ● ■ ① 〇 ※ ℃", ()),
        ("𠮷𰻝·‘’", ()),
        ("1️⃣", ("1️⃣",)),
        ("电话12345", ()),
    ],
)
def test_emoji_are_told_before_they_reach_paper(text: str, found: tuple[str, ...]) -> None:
    assert emoji_in(text) == found
    assert bool(paper_problems("need", "诉求", text)) == bool(found)


def test_long_text_is_a_problem_and_is_not_cut() -> None:
    (problem,) = length_problems("need", "诉求", "长" * 10_000, 4000)
    assert problem.field == "need"
    assert "4000" in problem.message
    assert "10000" in problem.message
    assert length_problems("need", "诉求", "长" * 4000, 4000) == ()


@given(st.text(alphabet=st.characters()))
def test_cleaning_is_idempotent_and_storable(text: str) -> None:
    line, block = clean_line(text), clean_block(text)
    assert clean_line(line) == line
    assert clean_block(block) == block
    for cleaned in (line, block.replace("\n", "")):
        assert cleaned.encode().decode() == cleaned
        assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in cleaned)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"])))
def test_no_visible_character_is_lost(text: str) -> None:
    assert clean_line(text) == text
    assert clean_block(text) == text


@pytest.mark.parametrize(
    "text, found",
    [
        ("2026-02-28", date(2026, 2, 28)),
        ("２０２６－２－８", date(2026, 2, 8)),
        ("2026年2月8日", date(2026, 2, 8)),
        ("20260208", date(2026, 2, 8)),
        ("2026/2/8 0:00:00", date(2026, 2, 8)),
        ("2026-02-29", None),
        ("2026-2/8", None),
        ("2026-13-01", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("2026-2", None),
        ("2026-W01-1", None),
        ("", None),
    ],
)
def test_dates_as_people_type_them(text: str, found: date | None) -> None:
    assert parse_date(text) == found


@given(st.dates(date(1800, 1, 1), date(2199, 12, 31)))
def test_dates_round_trip(day: date) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day:%Y%m%d}") == day
    assert parse_date(f"{day.year}年{day.month}月{day.day}日") == day


def test_half_width_leaves_everything_else_alone() -> None:
    assert half_width("１２Ａｘ－（甲）㈠ﾊ") == "12Ax-(甲)㈠ﾊ"
