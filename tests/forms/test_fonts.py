"""Every character a name may have prints and can be copied; one that cannot is refused by name."""

from __future__ import annotations

import pytest

from forms import fonts
from forms.page import A4, flow, make_pdf
from forms.paragraph import Paragraph, Style
from tests.forms.samples import ink, pictures, text_of, without_feet

RARE = "𬮿𫍽㛃䶮𠀀𪚥𬱖𮧵"
ROLES: tuple[fonts.Role, ...] = ("title", "body", "heading", "kai", "latin")


def printed(text: str, style: Style) -> bytes:
    return make_pdf(lambda _: [Paragraph(text, style)], title="试", author="试")


@pytest.mark.parametrize("role", ROLES)
def test_rare_names_come_back_as_they_went_in(role: fonts.Role) -> None:
    text = f"阿卜杜拉·买买提、王{RARE}，“引号”‘单引’QS-SL-2026-000123（①□√〔2026〕）"
    assert text_of(printed(text, Style(role=role))) == text


def test_all_8105_standard_characters_come_back() -> None:
    codes = sorted(
        code
        for code in fonts.font("Song").face.charToGlyph
        if 0x3400 <= code < 0xA000 or code >= 0x20000
    )
    assert len(codes) >= 8105
    text = "".join(map(chr, codes))
    assert without_feet(text_of(printed(text, Style(size=9, leading=11)))) == text


def test_character_without_a_glyph_is_named_with_its_code_point() -> None:
    with pytest.raises(fonts.MissingGlyph) as caught:
        fonts.check("王😀小\U0001f9d3明😀")
    assert caught.value.characters == ("😀", "🧓")
    assert "😀" in caught.value.sentence
    assert "U+1F600" in caught.value.sentence
    assert "U+1F9D3" in caught.value.sentence
    assert "没有出具" in caught.value.sentence
    assert "😀" not in caught.value.details


def test_missing_lists_each_character_once_and_in_order() -> None:
    assert fonts.missing("甲😀乙🧓丙😀") == ["😀", "🧓"]
    assert fonts.missing(RARE + "阿卜杜拉·买买提") == []


def test_nothing_is_drawn_when_a_glyph_is_missing() -> None:
    with pytest.raises(fonts.MissingGlyph):
        printed("王😀", Style())


def test_fallback_goes_character_by_character() -> None:
    assert fonts.runs("body", "王㎡𠀀明") == [
        ("Fangsong", "王"),
        ("Serif", "㎡"),
        ("Hana", "𠀀"),
        ("Fangsong", "明"),
    ]


def test_latin_in_body_text_comes_from_the_serif_font() -> None:
    assert fonts.runs("body", "第1号A4") == [
        ("Fangsong", "第"),
        ("Serif", "1"),
        ("Fangsong", "号"),
        ("Serif", "A4"),
    ]


@pytest.mark.parametrize("quote", "“”‘’")
def test_quotes_of_the_body_font_are_one_em_wide(quote: str) -> None:
    assert fonts.glyphs("body")[quote] == fonts.Glyph("Fangsong", 1.0)


@pytest.mark.parametrize("quote, side", [("“", 1), ("‘", 1), ("”", 0), ("’", 0)])
def test_opening_quotes_sit_right_and_closing_quotes_left(quote: str, side: int) -> None:
    # The glyph numbers are written into forms/fonts.py: another font file would break them.
    style = Style(size=100, leading=120, align="left")
    picture = pictures(printed(quote, style))[0]
    left, top = A4.left, A4.top
    halves = [
        ink(picture, (left + 50 * half, top, left + 50 * half + 50, top + 120)) for half in (0, 1)
    ]
    assert halves == ([False, True] if side else [True, False])


def test_width_is_in_em() -> None:
    assert fonts.width("body", "便民服务") == 4
    assert 0 < fonts.width("body", "12") < 2


def test_fonts_are_loaded_once() -> None:
    assert fonts.font("Fangsong") is fonts.font("Fangsong")


def test_long_text_uses_many_subsets_and_comes_back() -> None:
    text = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 1500))
    pages = flow([Paragraph(text, Style())], *A4.column)
    assert len(pages) > 1
    assert without_feet(text_of(printed(text, Style()))) == text
