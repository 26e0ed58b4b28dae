"""What ID-reader tools copy: every layout gives the same card, nothing else is taken for one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.identity import id_check_digit
from center.identity.reader import Card, read_card
from tests.desk import id_number

TODAY = date(2026, 9, 21)
NUMBER = id_number("19800101", 4)  # an even serial: a woman
PLACE = "某省某市青山镇石桥村二组12号"
CARD = Card("林若安", NUMBER, "女", "汉", date(1980, 1, 1), PLACE)

LAYOUTS = {
    "one line": "姓名:{name} 性别:女 民族:汉 出生:1980年1月1日 住址:{place} 公民身份号码:{number}",
    "wide colons": (
        "姓名：{name}\r\n性别：女\r\n民族：汉族\r\n出生日期：1980-01-01\r\n住址：{place}\r\n"
        "身份证号码：{number}\r\n签发机关：某市公安局\r\n有效期限：2010.01.01-2030.01.01"
    ),
    "as printed": (
        "姓 名 {name}\n性 别 女 民 族 汉\n出 生 1980 年 1 月 1 日\n住 址 {place}\n"
        "公民身份号码 {number}"
    ),
    "without blanks": "姓名{name}性别女民族汉出生1980年1月1日住址{place}公民身份号码{number}",
    "bars": "{name}|女|汉|19800101|{place}|{number}|某市公安局|20100101|20300101",
    "tabs": "{name}\t女\t汉族\t1980-01-01\t{place}\t{number}\t某市公安局",
    "lines": "{name}\n女\n汉\n1980年1月1日\n{place}\n{number}\n",
    "commas": "{name},女,汉,1980.01.01,{number},{place}",
    "json": (
        '{{"ret":0,"data":{{"name":"{name}","sex":"女","nation":"汉","birth":"19800101",'
        '"address":"{place}","idNum":"{number}","photo":"AAAA"}}}}'
    ),
    "json, other keys": (
        '{{"partyName":"{name}","gender":2,"nation":"汉","bornDay":"1980-01-01",'
        '"certAddress":"{place}","certNumber":"{number}","certOrg":"某市公安局"}}'
    ),
    "keys": "Name={name};Sex=女;Nation=汉;Birth=19800101;Address={place};IDCode={number};Issue=局",
    "address over two lines": (
        "姓名：{name}\n性别：女\n民族：汉\n出生：19800101\n住址：某省某市青山镇\n石桥村二组12号\n"
        "公民身份号码：{number}"
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_card(layout: str) -> None:
    text = LAYOUTS[layout].format(name="林若安", place=PLACE, number=NUMBER)
    assert read_card(text, TODAY) == CARD


@pytest.mark.parametrize("layout", LAYOUTS)
@given(
    name=st.sampled_from(["王", "欧阳若安", "买买提·吐尔逊", "林𬭚", "民生"]),
    serial=st.integers(0, 999),
)
def test_any_name_and_number_come_out_as_they_went_in(layout: str, name: str, serial: int) -> None:
    number = id_number("19800101", serial)
    card = read_card(LAYOUTS[layout].format(name=name, place=PLACE, number=number), TODAY)
    assert card is not None
    assert (card.name, card.id_number, card.address) == (name, number, PLACE)


def test_a_number_ending_in_x_and_wide_digits() -> None:
    serial = next(n for n in range(999) if id_number("19800101", n).endswith("X"))
    number = id_number("19800101", serial)
    card = read_card(f"姓名:林若安 公民身份号码:{number.lower()}", TODAY)
    assert card is not None
    assert card.id_number == number
    wide = number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
    card = read_card(f"姓名:林若安 公民身份号码:{wide}", TODAY)
    assert card is not None
    assert card.id_number == number


def test_what_the_text_does_not_say_the_number_says() -> None:
    card = read_card(f"姓名:林若安 身份证号:{NUMBER}", TODAY)
    assert card == Card("林若安", NUMBER, "女", "", date(1980, 1, 1))


def test_a_card_that_contradicts_itself_is_read_and_doubted() -> None:
    card = read_card(f"姓名:林若安 性别:男 出生:19800102 身份证号:{NUMBER}", TODAY)
    assert card is not None
    assert [warning[:4] for warning in card.warnings] == ["性别男与", "出生日期"]
    wrong = NUMBER[:17] + ("1" if id_check_digit(NUMBER[:17]) != "1" else "2")
    card = read_card(f"姓名:林若安 身份证号:{wrong}", TODAY)
    assert card is not None
    assert "校验码不符" in card.warnings[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "林若安",
        NUMBER,
        "13900000001",
        "姓名:林若安",
        f"身份证号:{NUMBER}",
        f"今天{NUMBER}来过，请回电话",
        "姓名 的写法见下，公民身份号码 待补",
        '{"name": ["林若安"], "idNum": {}}',
        '{"name":' * 900,
        "[" * 3000,
        "林若安|女|" * 500,
    ],
)
def test_anything_else_is_no_card(text: str) -> None:
    assert read_card(text, TODAY) is None


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    read_card(text, TODAY)
    read_card("姓名:" + text + NUMBER, TODAY)
