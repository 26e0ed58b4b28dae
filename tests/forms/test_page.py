"""How blocks flow over pages, and copies over sheets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from center.errors import Expected
from forms.blocks import Choices, Closing, Fact, facts_table
from forms.page import A4, HALF, LARGE, Page, flow, make_pdf
from forms.paragraph import Block, Paragraph, Style
from forms.tables import Cell, Table
from tests.forms.samples import ink, page_texts, pictures

STYLE = Style(size=12, leading=20)
WIDTH, HEIGHT = A4.column


def closing() -> Closing:
    return Closing(
        ["经办：李存", "申请人（签名）：__"], "青山镇便民服务中心", "2026年11月21日", LARGE
    )


def last(block: Block) -> Block:
    block.keep_next = True
    return block


def table(rows: int, text: str = "材料") -> Table:
    return Table(
        [[Cell(str(n), STYLE), Cell(text, STYLE)] for n in range(rows)],
        (1, 5),
        header=[[Cell("序号", STYLE), Cell("名称", STYLE)]],
    )


def names(page: Page) -> list[str]:
    return [type(placed.block).__name__ for placed in page]


@given(st.integers(1, 120))
@settings(max_examples=120, deadline=None)
def test_signatures_after_a_paragraph_never_stand_alone(lines: int) -> None:
    text = "\n".join("便民服务" for _ in range(lines))
    pages = flow([last(Paragraph(text, STYLE)), closing()], WIDTH, HEIGHT)
    assert names(pages[-1]) == ["Paragraph", "Closing"]
    above = pages[-1][0].block
    assert isinstance(above, Paragraph)
    assert len(above.lines) >= min(2, lines)


@given(st.integers(1, 90), st.integers(1, 30))
@settings(max_examples=100, deadline=None)
def test_signatures_after_a_table_never_stand_alone(rows: int, cell: int) -> None:
    pages = flow([last(table(rows, "材料" * 5 * cell)), closing()], WIDTH, HEIGHT)
    assert names(pages[-1]) == ["Table", "Closing"]


@given(st.integers(0, 60), st.integers(1, 8))
@settings(max_examples=100, deadline=None)
def test_signatures_after_what_cannot_be_broken_never_stand_alone(lines: int, rows: int) -> None:
    before = Paragraph("\n".join("便民" for _ in range(lines + 1)), STYLE)
    options = last(Choices([("其他情形", True)] * rows, LARGE))
    pages = flow([before, options, closing()], WIDTH, HEIGHT)
    assert names(pages[-1])[-2:] == ["Choices", "Closing"]


@given(st.integers(0, 80))
@settings(max_examples=80, deadline=None)
def test_heading_stays_with_its_table(lines: int) -> None:
    before = Paragraph("\n".join("便民" for _ in range(lines + 1)), STYLE)
    heading = Paragraph("一、需要的材料", STYLE, keep_next=True)
    for page in flow([before, heading, table(30)], WIDTH, HEIGHT):
        blocks = [placed.block for placed in page]
        assert blocks[-1] is not heading


@given(st.integers(1, 60), st.integers(1, 60))
@settings(max_examples=100, deadline=None)
def test_blocks_stay_inside_the_column_and_do_not_overlap(lines: int, rows: int) -> None:
    text = "\n".join("便民服务" for _ in range(lines))
    blocks = [Paragraph(text, STYLE), last(table(rows)), closing()]
    for page in flow(blocks, WIDTH, HEIGHT):
        top = HEIGHT
        for block, y in page:
            assert y + block.height <= top + 0.02
            top = y
        assert top >= -0.02


def test_block_higher_than_a_page_is_refused() -> None:
    with pytest.raises(Expected, match="放不下"):
        flow([Choices([("情形", False)] * 200, LARGE)], WIDTH, HEIGHT)


def test_two_copies_share_a_sheet_with_a_cut_line_when_they_fit() -> None:
    pdf = make_pdf(
        lambda scale: [Paragraph("受理", STYLE), Closing(["经办"], "青山镇", "今天", scale)],
        title="试",
        author="试",
        copies=("第一联", "第二联"),
    )
    (text,) = page_texts(pdf)
    assert text.count("受理") == 2
    assert text.count("第一联") == text.count("第二联") == 1
    (picture,) = pictures(pdf, 2)
    middle = picture.height // 2
    band = [picture.crop((x, middle - 2, x + 1, middle + 2)).tobytes() for x in range(1190)]
    dark = [x for x, pixels in enumerate(band) if min(pixels) < 200]
    # Dashes nearly from edge to edge, and gaps between them.
    assert min(dark) < 40
    assert max(dark) > 1150
    assert 200 < len(dark) < 900


def test_copies_that_do_not_fit_are_sets_of_numbered_pages() -> None:
    pdf = make_pdf(
        lambda _: [Paragraph("便民服务中心" * 300, STYLE)],
        title="收件凭证",
        author="试",
        number="QS-SJ-2026-000001",
        copies=("第一联存档", "第二联交申请人"),
    )
    texts = page_texts(pdf)
    count = len(texts) // 2
    assert count > 1
    for number, text in enumerate(texts):
        assert f"第{number % count + 1}页共{count}页" in text
        assert "收件凭证QS-SJ-2026-000001" in text
        assert ("第一联存档" if number < count else "第二联交申请人") in text


def test_single_page_has_no_page_number() -> None:
    pdf = make_pdf(lambda _: [Paragraph("受理", STYLE)], title="试", author="试")
    assert page_texts(pdf) == ["受理"]


def test_a5_sheets_hold_one_copy_each() -> None:
    pdf = make_pdf(
        lambda _: [Paragraph("受理", STYLE)],
        title="试",
        author="试",
        copies=("第一联", "第二联"),
        size="A5",
    )
    assert [text.replace("受理", "") for text in page_texts(pdf)] == ["第一联", "第二联"]
    assert {(p.width, p.height) for p in pictures(pdf)} == {(596, 420)}


def test_preview_has_a_watermark_on_every_copy() -> None:
    pdf = make_pdf(
        lambda _: [Paragraph("受理", STYLE)],
        title="试",
        author="试",
        copies=("第一联", "第二联"),
        preview=True,
    )
    assert page_texts(pdf)[0].count("预览") == 2


def test_same_input_gives_the_same_bytes() -> None:
    def make() -> bytes:
        return make_pdf(lambda _: [Paragraph("受理𠀀", STYLE), table(3)], title="试", author="试")

    assert make() == make()


def test_facts_stand_two_to_a_row_and_no_row_has_a_hole() -> None:
    facts = [
        Fact("申请人", "甲"),
        Fact("事项", "乙", wide=True),
        Fact("日期", "丙"),
        Fact("窗口", "丁"),
    ]
    block = facts_table(facts, LARGE)
    _, height = block.wrap(WIDTH, HEIGHT)
    _, one = facts_table(facts[:1], LARGE).wrap(WIDTH, HEIGHT)
    assert height == pytest.approx(3 * one)


def test_place_of_the_seal_is_42_mm_and_empty_but_for_unit_and_date() -> None:
    block = closing()
    _, height = block.wrap(*HALF.column)
    assert height >= 42 / 25.4 * 72
    pdf = make_pdf(lambda _: [closing()], title="试", author="试")
    (picture,) = pictures(pdf, 2)
    right = (A4.width - A4.right) * 2
    left = right - 42 / 25.4 * 144
    bottom = (A4.top + height) * 2
    top = bottom - 42 / 25.4 * 144
    # The hint （印章） is grey, and unit and date are two lines in the middle.
    assert not ink(picture, (left, top, right, top + 70))
    assert ink(picture, (left, top + 70, right, bottom - 70))
    assert not ink(picture, (left, bottom - 70, right, bottom))
