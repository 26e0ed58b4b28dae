"""Ruled tables: nothing is lost over the page, the header comes again."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from forms.page import A4, flow, make_pdf
from forms.paragraph import Style
from forms.tables import Cell, Table
from tests.forms.samples import page_texts, pictures, text_of, without_feet

STYLE = Style(size=12, leading=20, align="left")


def table(texts: list[str]) -> Table:
    return Table(
        [[Cell("甲", STYLE), Cell(text, STYLE)] for text in texts],
        (1, 5),
        header=[[Cell("序号", STYLE), Cell("名称", STYLE)]],
    )


@given(st.lists(st.integers(1, 900), min_size=1, max_size=25))
@settings(max_examples=40, deadline=None)
def test_rows_go_on_over_the_page_and_nothing_is_lost(lengths: list[int]) -> None:
    texts = ["便" * length for length in lengths]
    pdf = make_pdf(lambda _: [table(texts)], title="试", author="试")
    found = without_feet(text_of(pdf))
    assert found.count("便") == sum(lengths)
    assert found.count("甲") == len(lengths)


def test_header_is_repeated_on_every_page() -> None:
    pdf = make_pdf(lambda _: [table(["材料"] * 100)], title="试", author="试")
    texts = page_texts(pdf)
    assert len(texts) > 2
    assert all(text.startswith("序号名称") for text in texts)


def test_row_higher_than_a_page_is_cut_between_lines() -> None:
    pages = flow([table(["便民服务中心" * 700])], *A4.column)
    assert len(pages) > 2
    assert all(len(page) == 1 for page in pages)


def test_short_row_is_not_cut() -> None:
    text = "便民服务中心" * 13  # three lines
    for filler in range(1, 40):
        pages = flow([table(["材料"] * filler + [text])], *A4.column)
        row_pages = [page for page in pages if page]
        heights = sum(page[0].block.height for page in row_pages)
        headers = len(row_pages) * 26
        assert round(heights) == headers + filler * 26 + 66


def test_rules_close_the_table_on_the_right() -> None:
    (picture,) = pictures(make_pdf(lambda _: [table(["甲"])], title="试", author="试"), 2)
    x = round((A4.width - A4.right) * 2)
    y = round((A4.top + 26) * 2)
    column = picture.crop((x - 3, y - 40, x + 3, y + 40))
    assert all(
        min(column.crop((0, row, 6, row + 1)).tobytes()) < 200 for row in range(column.height)
    )
