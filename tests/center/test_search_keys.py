"""Search keys: any part of a name, pinyin initials, ends of IDs and phones, case numbers."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.identity import id_check_digit
from center.search_keys import LONGEST, classify, initials_of, keys_for

ID = "11010519491231002"
ID += id_check_digit(ID)


def finds(query: str, name: str = "", id_number: str = "", phone: str = "") -> bool:
    lookup = classify(query)
    return any(lookup.low <= key < lookup.high for key in keys_for(name, id_number, phone))


@pytest.mark.parametrize("query", ["张", "小", "明", "张小", "小明", "张小明", " 张 小 明 "])
def test_any_part_of_a_name(query: str) -> None:
    assert classify(query).kind == "name"
    assert finds(query, "张小明")
    assert not finds(query, "李大华")


@pytest.mark.parametrize("query", ["张明", "明小", "张小明明"])
def test_what_is_no_part_finds_nothing(query: str) -> None:
    assert not finds(query, "张小明")


@pytest.mark.parametrize(
    "query", ["买买提", "艾力", "提艾", "买买提.艾力", "买买提•艾力", "mmtal", "al"]
)
def test_middle_dot_may_be_left_out(query: str) -> None:
    assert finds(query, "买买提·艾力")


@pytest.mark.parametrize("query", ["zxm", "ZXM", "ｚｘｍ", "z", "xm", "m"])
def test_pinyin_initials(query: str) -> None:
    assert classify(query).kind == "initials"
    assert finds(query, "张小明")
    assert not finds(query, "李大华")


@pytest.mark.parametrize(
    "name, surname, common",
    [
        ("单小明", "sxm", "dxm"),
        ("曾小明", "zxm", "cxm"),
        ("解小明", "xxm", "jxm"),
        ("仇小明", "qxm", "cxm"),
        ("查小明", "zxm", "cxm"),
        ("区小明", "oxm", "qxm"),
        ("覃小明", "qxm", "txm"),
        ("翟小明", "zxm", "dxm"),
        ("朴小明", "pxm", "pxm"),
        ("盖小明", "gxm", "gxm"),
        ("乐小明", "yxm", "lxm"),
        ("尉迟小明", "ycxm", "wcxm"),
        ("万俟小明", "mqxm", "wsxm"),
        ("单于小明", "cyxm", "syxm"),
        ("长孙小明", "zsxm", "csxm"),
    ],
)
def test_surnames_are_read_right_and_the_common_reading_is_found_too(
    name: str, surname: str, common: str
) -> None:
    assert finds(surname, name)
    assert finds(common, name)


def test_latin_names_are_found_by_any_part() -> None:
    for query in ("john", "Smith", "JOHN SMITH", "smi"):
        assert finds(query, "John Smith")


@pytest.mark.parametrize("name", ["王\U00030000明", "王\ue000明", "\U000323af", "王😀"])
def test_characters_without_pinyin_are_left_out_safely(name: str) -> None:
    assert all(initials.isascii() for initials in initials_of(name))
    assert finds(name, name)
    if name.startswith("王"):
        assert finds("w", name)


@pytest.mark.parametrize(
    "query", ["002X", "002x", "31002Ｘ", "X", "11010519491231002x", "110105 19491231 002X"]
)
def test_end_of_an_id(query: str) -> None:
    lookup = classify(query)
    assert lookup.kind == ("initials" if query == "X" else "digits")
    assert finds(query, id_number=ID) == (query != "X")
    assert not finds(query, id_number="440524188001010014")


def test_15_digit_id_is_found_by_both_of_its_ends() -> None:
    for query in ("401001", "130503670401001", "0016", "130503196704010016"):
        assert finds(query, id_number="130503670401001")


@pytest.mark.parametrize(
    "query, phone",
    [
        ("5678", "13812345678"),
        ("13812345678", "138 1234 5678"),
        ("+86 138-1234-5678", "13812345678"),
        ("1234", "0571-88881234-12"),
        ("88881234", "0571-88881234"),
        ("057188881234", "(0571) 88881234"),
        ("0571-88881234", "057188881234"),
        ("4321", "13812345678、13987654321"),
    ],
)
def test_end_of_a_phone(query: str, phone: str) -> None:
    assert finds(query, phone=phone)
    assert not finds(query, phone="13800000000")


def test_other_papers_are_found_by_their_end() -> None:
    assert finds("E12345678", id_number="E12345678")
    assert finds("5678", id_number="E12345678")


def test_case_numbers_are_told_from_the_rest() -> None:
    lookup = classify("qs-sl-2026-0001")
    assert (lookup.kind, lookup.low) == ("number", "QS-SL-2026-0001")
    assert lookup.low <= "QS-SL-2026-000123" < lookup.high
    assert not lookup.low <= "QS-SL-2026-000223" < lookup.high
    assert classify("QS-SL-2026-A000124").kind == "number"
    # A bare serial may be an ID's end as well; the caller looks for both.
    assert (classify("000123").kind, classify("000123").text) == ("digits", "000123")


@pytest.mark.parametrize("query", ["", "  ", "\u200b", "·"])
def test_an_empty_query_asks_for_nothing(query: str) -> None:
    assert classify(query).kind == "nothing"


def test_empty_values_have_no_keys() -> None:
    assert keys_for("", "", "") == set()


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_any_person_has_short_keys_and_any_query_a_range(
    name: str, id_number: str, phone: str
) -> None:
    assert all(1 < len(key) <= LONGEST + 1 for key in keys_for(name, id_number, phone))
    for query in (name, id_number, phone):
        lookup = classify(query)
        assert (lookup.kind == "nothing") == (lookup.low == "")
        assert lookup.low <= lookup.high


@given(st.text("王小明𠮷欧阳·单曾", min_size=1, max_size=6), st.data())
def test_every_part_of_every_name_is_found(name: str, data: st.DataObject) -> None:
    bare = name.replace("·", "")
    if bare:
        start = data.draw(st.integers(0, len(bare) - 1))
        end = data.draw(st.integers(start + 1, len(bare)))
        assert finds(bare[start:end], name)


def test_pinyin_tables_are_not_read_at_the_start() -> None:
    program = "import sys, center.search_keys; sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
