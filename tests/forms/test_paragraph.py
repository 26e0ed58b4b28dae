"""Line breaking (避头尾), justification and page breaks of Chinese paragraphs."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import fonts
from forms.page import A4, make_pdf
from forms.paragraph import (
    HALF_WIDTH,
    NO_END,
    NO_START,
    Line,
    Paragraph,
    Style,
    break_lines,
    clean,
)
from tests.forms.samples import ink, pictures, text_of, without_feet

# The marks of the brief, whatever the module's own lists say.
STARTS_FORBIDDEN = "，。、；：？！”’）》〉」』】〕…—～·"
ENDS_FORBIDDEN = "“‘（《〈「『【〔"

WORDS = st.sampled_from(
    [
        *"便民服务中心受理通知书甲乙丙丁戊己庚辛壬癸" * 2,
        *STARTS_FORBIDDEN,
        *ENDS_FORBIDDEN,
        "……",
        "——",
        "1,234.50",
        "QS-SL-2026-000123",
        "%",
        " ",
        "\n",
        "A4",
        "𠀀",
    ]
)
TEXTS = st.lists(WORDS, max_size=200).map("".join)


def joined(lines: list[Line]) -> str:
    return "".join(line.text + ("\n" if line.ends else "") for line in lines).rstrip("\n")


def is_latin(c: str) -> bool:
    return c.isascii() and not c.isspace()


def is_legal(a: str, b: str) -> bool:
    """Whether a line may surely be broken between two characters."""
    return (
        b not in NO_START
        and a not in NO_END
        and not (is_latin(a) and is_latin(b))
        and " " not in (a, b)
    )


@given(TEXTS, st.integers(60, 400), st.sampled_from([0, 24]))
@settings(max_examples=300, deadline=None)
def test_no_character_is_lost_by_breaking(text: str, width: int, indent: int) -> None:
    lines = break_lines(text, "body", 12, width, indent)
    assert joined(lines) == clean(text)


@given(TEXTS, st.integers(60, 400))
@settings(max_examples=300, deadline=None)
def test_no_line_is_wider_than_the_column(text: str, width: int) -> None:
    for line in break_lines(text, "body", 12, width):
        shown = line.text.rstrip(" ")
        natural = fonts.width("body", shown) * 12
        if shown and shown[-1] in HALF_WIDTH:
            natural -= 6
        assert natural <= width + 0.02
        assert line.width <= width + 0.02


@given(TEXTS, st.integers(100, 400))
@settings(max_examples=300, deadline=None)
def test_no_line_begins_or_ends_with_a_forbidden_mark_while_another_break_exists(
    text: str, width: int
) -> None:
    for before, after in pairwise(break_lines(text, "body", 12, width)):
        if before.ends:
            continue
        bad = after.text.lstrip(" ")[:1] in NO_START or before.text.rstrip(" ")[-1:] in NO_END
        if bad:
            assert not any(is_legal(a, b) for a, b in pairwise(before.text))


@given(st.lists(st.sampled_from(["便", "民", "QS-SL-2026-000123", "3,250.50", "A4"]), max_size=80))
@settings(max_examples=200, deadline=None)
def test_numbers_and_words_are_never_broken_when_they_fit(words: list[str]) -> None:
    # Words are kept apart, so that two of them do not become one.
    text = "，".join(words)
    for line in break_lines(text, "body", 12, 200):
        for part in re.split(r"[，便民]", line.text):
            assert part == "" or part in {"QS-SL-2026-000123", "3,250.50", "A4"}


def test_word_longer_than_the_line_is_cut() -> None:
    lines = break_lines("A" * 100, "body", 12, 100)
    assert len(lines) > 1
    assert joined(lines) == "A" * 100


@pytest.mark.parametrize("mark", STARTS_FORBIDDEN)
def test_closing_mark_never_begins_a_line(mark: str) -> None:
    for count in range(1, 12):
        lines = break_lines("便" * count + mark + "民" * 12, "body", 12, 60)
        assert not any(line.text.startswith(mark) for line in lines)


@pytest.mark.parametrize("mark", ENDS_FORBIDDEN)
def test_opening_mark_never_ends_a_line(mark: str) -> None:
    for count in range(1, 12):
        lines = break_lines("便" * count + mark + "民" * 12, "body", 12, 60)
        assert not any(line.text.endswith(mark) for line in lines)


def test_closing_mark_fits_at_half_its_width() -> None:
    line, rest = break_lines("便民服务，中心", "body", 12, 54)
    assert line.text == "便民服务，"
    assert line.width == pytest.approx(54)
    assert rest.text == "中心"


def test_dash_and_ellipsis_are_not_cut_in_two() -> None:
    for mark in ("——", "……"):
        for count in range(1, 12):
            lines = break_lines("便" * count + mark + "民" * 12, "body", 12, 60)
            assert any(mark in line.text for line in lines)


def test_pasted_line_breaks_begin_new_paragraphs() -> None:
    lines = break_lines("第一行\r\n第二行\r\n\r\n\r\n第三行\u2028第四行", "body", 12, 200, 24)
    assert [line.text for line in lines] == ["第一行", "第二行", "第三行", "第四行"]
    assert all(line.ends and line.indent == 24 for line in lines)


def test_control_characters_are_dropped_and_tabs_are_spaces() -> None:
    assert clean("\ufeff甲\x00乙\x07\t丙\u200b丁\xa0戊\x1b") == "甲乙 丙丁 戊"


def test_empty_text_is_one_empty_line() -> None:
    assert break_lines("", "body", 12, 100) == [Line("", 0, 0, True)]


def test_first_line_only_is_indented() -> None:
    lines = break_lines("便" * 30, "body", 12, 120, 24)
    assert [line.indent for line in lines] == [24, 0, 0, 0]
    assert len(lines[0].text) == 8


def parts(paragraph: Paragraph, width: float, height: float) -> list[Paragraph]:
    return [part for part in paragraph.split(width, height) if isinstance(part, Paragraph)]


@given(st.integers(1, 400), st.integers(0, 400))
@settings(max_examples=200, deadline=None)
def test_split_carries_all_text_and_leaves_no_single_line(length: int, height: int) -> None:
    text = ("便民服务中心，" * 60)[:length]
    paragraph = Paragraph(text, Style(size=12, leading=20))
    paragraph.wrap(120, 1000)
    whole = [line.text for line in paragraph.lines]
    pieces = parts(paragraph, 120, height)
    if not pieces:
        assert height < 40 or len(whole) < 4
        return
    assert [line.text for piece in pieces for line in piece.lines] == whole
    if len(pieces) == 2:
        assert all(len(piece.lines) >= 2 for piece in pieces)
        assert pieces[0].wrap(120, height)[1] <= height


def test_rest_of_a_split_paragraph_can_be_wrapped_in_another_width() -> None:
    paragraph = Paragraph("便民服务中心" * 30, Style(size=12, leading=20, indent=2))
    first, rest = parts(paragraph, 120, 100)
    rest.wrap(240, 1000)
    text = "".join(line.text for line in (*first.lines, *rest.lines))
    assert text == "便民服务中心" * 30
    assert rest.lines[0].indent == 0


def test_justified_lines_reach_the_right_margin() -> None:
    text = "受理通知书，办件编号QS-SL-2026-000123，" * 12
    style = Style(size=12, leading=20)
    picture = pictures(
        make_pdf(lambda _: [Paragraph(text, style)], title="试", author="试"), scale=2
    )[0]
    right = (A4.width - A4.right) * 2
    lines = len(break_lines(text, "body", 12, A4.column[0]))
    for number in range(lines - 1):
        top = (A4.top + number * 20) * 2
        assert ink(picture, (right - 20, top, right + 1, top + 40))
        assert not ink(picture, (right + 2, top, A4.width * 2, top + 40))


def test_ten_thousand_characters_flow_over_pages_and_come_back() -> None:
    text = "青山镇便民服务中心受理了这件事，办理时限自受理的次日起算。" * 345
    pdf = make_pdf(lambda _: [Paragraph(text, Style())], title="试", author="试")
    assert len(text) > 10_000
    assert without_feet(text_of(pdf)) == text
