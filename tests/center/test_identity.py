"""Identity numbers, credit codes, phones, names and masks (REG-01, CONF-01, D8; GB 11643)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.identity import (
    age,
    check_credit_code,
    check_id,
    check_name,
    check_number,
    check_phone,
    clean_name,
    credit_check_digit,
    from_private_use,
    id_check_digit,
    mask_account,
    mask_address,
    mask_id,
    mask_name,
    mask_phone,
)
from center.identity.numbers import CREDIT_ALPHABET, PROVINCES

TODAY = date(2026, 11, 21)


def with_check(first_17: str) -> str:
    return first_17 + id_check_digit(first_17)


births = st.dates(date(1907, 1, 1), TODAY)


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    region = draw(st.sampled_from(sorted(PROVINCES))) + draw(
        st.from_regex("[0-9]{4}", fullmatch=True)
    )
    sequence = draw(st.integers(0, 999))
    return with_check(f"{region}{draw(births):%Y%m%d}{sequence:03}")


# --- resident ID ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number, birth, sex",
    [
        ("11010519491231002X", date(1949, 12, 31), "女"),
        ("440524188001010014", date(1880, 1, 1), "男"),
    ],
)
def test_verified_examples(number: str, birth: date, sex: str) -> None:
    found = check_id(number, TODAY)
    assert (found.kind, found.valid, found.birth, found.sex) == ("resident", True, birth, sex)
    assert found.problems == ()


def test_15_digits_become_18() -> None:
    found = check_id("130503670401001", TODAY)
    assert (found.kind, found.valid) == ("resident_15", True)
    assert found.number == "130503196704010016"
    assert (found.birth, found.sex) == (date(1967, 4, 1), "男")
    assert "130503196704010016" in found.warnings[0]


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X\n",
        "110105-19491231-002×",
        "\ufeff11010519491231002X\u200b",
        "110105\u300019491231\xa0002ｘ",
    ],
)
def test_the_ways_people_type_it(typed: str) -> None:
    found = check_id(typed, TODAY)
    assert (found.valid, found.number) == (True, "11010519491231002X")


@pytest.mark.parametrize(
    "number, word",
    [
        ("", "没有填写"),
        ("110105194912310021", "校验码"),
        (with_check("99010519491231002"), ""),
        (with_check("16010519491231002"), "省份"),
        (with_check("11010519490230002"), "不存在"),
        (with_check("11010520261122002"), "今天之后"),
        (with_check("11010518491231002"), "太早"),
        ("1101051949123100", "应为18位，现在是16位"),
        ("1101051949123100211", "应为18位，现在是19位"),
        ("1101O519491231002X", "第5位是字母O"),
        ("110105********002X", "遮盖"),
        ("91350100M000100Y43", "统一社会信用代码"),
        ("E12345678", "证件类型"),
        ("张三", "证件类型"),
    ],
)
def test_what_is_wrong_is_told_in_chinese(number: str, word: str) -> None:
    found = check_id(number, TODAY)
    if word:
        assert not found.valid
        assert word in found.problems[0]
    else:
        assert found.kind == "foreign_permanent"


def test_rest_of_the_region_and_great_age_only_warn() -> None:
    odd = check_id(with_check("11000019491231002"), TODAY)
    assert odd.valid
    assert "110000" in odd.warnings[0]
    old = check_id("440524188001010014", TODAY)
    assert old.valid
    assert "146岁" in old.warnings[0]
    assert check_id("11010519491231002X", TODAY).warnings == ()


def test_born_today_is_possible_born_tomorrow_is_not() -> None:
    assert check_id(with_check("11010520261121002"), TODAY).valid
    assert not check_id(with_check("11010520261122002"), TODAY).valid


@given(id_numbers())
def test_number_gives_back_what_it_was_made_of(number: str) -> None:
    found = check_id(number, TODAY)
    assert found.valid
    assert found.birth is not None
    assert f"{found.birth:%Y%m%d}" == number[6:14]
    assert found.sex == ("男" if number[16] in "13579" else "女")


@given(id_numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_digit_is_always_detected(number: str, place: int, wrong: str) -> None:
    mutated = number[:place] + wrong + number[place + 1 :]
    assert check_id(mutated, TODAY).valid == (mutated == number)


@given(id_numbers(), st.integers(0, 16))
def test_two_neighbours_exchanged_are_detected(number: str, place: int) -> None:
    a, b = number[place], number[place + 1]
    exchanged = number[:place] + b + a + number[place + 2 :]
    assert check_id(exchanged, TODAY).valid == (exchanged == number)


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    for found in (check_id(text, TODAY), check_number(text, TODAY)):
        assert found.valid == (found.problems == ())
    assert check_phone(text).valid == (check_phone(text).problems == ())


# --- other numbers of persons --------------------------------------------------------------------


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_residence_permits(region: str) -> None:
    found = check_id(with_check(f"{region}19900307123"), TODAY)
    assert (found.kind, found.valid, found.warnings) == ("residence_permit", True, ())
    assert (found.birth, found.sex) == (date(1990, 3, 7), "男")
    odd = check_id(with_check(f"{region[:2]}010119900307123"), TODAY)
    assert odd.valid
    assert region in odd.warnings[0]


def test_foreign_permanent_id_of_2023() -> None:
    found = check_id(with_check("93184019900307124"), TODAY)
    assert (found.kind, found.valid, found.warnings) == ("foreign_permanent", True, ())
    assert (found.birth, found.sex) == (date(1990, 3, 7), "女")


def test_old_foreign_form_is_still_in_use() -> None:
    found = check_id("usa310090030712", TODAY)
    assert (found.kind, found.valid, found.number) == (
        "foreign_old",
        True,
        "USA310090030712",
    )
    assert found.birth is None
    assert found.warnings


@pytest.mark.parametrize(
    "birth, today, years",
    [
        ("2008-11-21", "2026-11-20", 17),
        ("2008-11-21", "2026-11-21", 18),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2026-11-21", "2026-11-21", 0),
    ],
)
def test_age_in_full_years(birth: str, today: str, years: int) -> None:
    assert age(date.fromisoformat(birth), date.fromisoformat(today)) == years


# --- credit code ---------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["91350100M000100Y43", "11320000MB151840XJ", "11341426003240448H"])
def test_verified_credit_codes(code: str) -> None:
    assert check_credit_code(code).valid
    assert check_credit_code(f" {code.lower()} ").code == code
    assert check_number(code, TODAY).kind == "credit_code"
    assert check_number(code, TODAY).valid


@pytest.mark.parametrize(
    "code, word",
    [("", "没有填写"), ("91350100M000100Y4", "17位"), ("91350100I000100Y43", "“I”")],
)
def test_wrong_credit_codes(code: str, word: str) -> None:
    found = check_credit_code(code)
    assert not found.valid
    assert word in found.problems[0]


@given(
    st.text(CREDIT_ALPHABET, min_size=17, max_size=17),
    st.integers(0, 17),
    st.sampled_from(CREDIT_ALPHABET),
)
def test_one_wrong_character_of_a_credit_code_is_always_detected(
    first_17: str, place: int, wrong: str
) -> None:
    code = first_17 + credit_check_digit(first_17)
    assert check_credit_code(code).valid
    mutated = code[:place] + wrong + code[place + 1 :]
    assert check_credit_code(mutated).valid == (mutated == code)


def test_numbers_of_persons_and_units_are_told_apart() -> None:
    assert check_number("11010519491231002X", TODAY).kind == "resident"
    assert check_number("110105194912310021", TODAY).kind == "resident"
    broken = check_number("91350100M000100Y44", TODAY)
    assert (broken.kind, broken.valid) == ("credit_code", False)
    assert "校验码" in broken.problems[0]


# --- phones --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed, kind, number",
    [
        ("13800000000", "mobile", "13800000000"),
        ("+86 138-0000-0000", "mobile", "13800000000"),
        ("００８６１３８００００００００", "mobile", "13800000000"),
        ("0571-88888888", "landline", "0571-88888888"),
        ("057188888888", "landline", "0571-88888888"),
        ("(010) 8888 8888 转 12", "landline", "010-88888888-12"),
        ("0898－6666666", "landline", "0898-6666666"),
        ("88888888", "landline", "88888888"),
        ("400-888-8888", "landline", "4008888888"),
        ("12345", "short", "12345"),
        ("12388", "short", "12388"),
        ("110", "short", "110"),
        ("96333", "short", "96333"),
    ],
)
def test_phones(typed: str, kind: str, number: str) -> None:
    found = check_phone(typed)
    assert (found.kind, found.valid, found.number) == (kind, True, number)


@pytest.mark.parametrize(
    "typed, word",
    [
        ("", "没有填写"),
        ("1380000000", "应为11位，现在是10位"),
        ("138000000000", "应为11位，现在是12位"),
        ("12800000000", "不对"),
        ("0571-18888888", "不对"),
        ("打村长电话", "数字"),
    ],
)
def test_wrong_phones(typed: str, word: str) -> None:
    found = check_phone(typed)
    assert not found.valid
    assert word in found.problems[0]


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed, kept",
    [
        (" 张 三 ", "张三"),
        ("张\u3000三", "张三"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提 ・ 艾力", "买买提·艾力"),
        ("买买提.艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("·买买提··艾力·", "买买提·艾力"),
        ("John  Smith", "John Smith"),
        ("Ｊｏｈｎ", "John"),
        ("⽅⼤", "方大"),
        ("𠮷田", "𠮷田"),
        ("王𬭎𱁬", "王𬭎𱁬"),
        ("李\ue81e", "李龴"),
        ("李\ue831", "李𡗗"),
    ],
)
def test_names_are_cleaned_and_nothing_is_lost(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept
    assert check_name(typed) == check_name(kept)
    assert check_name(typed).problems == ()


@pytest.mark.parametrize("plane_3", ["\U00030000", "\U00031350", "\U000323af"])
def test_names_of_extensions_G_and_H_are_names(plane_3: str) -> None:
    """str.isalpha() is False for the newest extensions and must decide nothing."""
    assert check_name(f"王{plane_3}").problems == ()
    assert check_name(f"王{plane_3}").name == f"王{plane_3}"


@pytest.mark.parametrize(
    "typed, word",
    [
        ("", "没有填写"),
        ("  ", "没有填写"),
        ("张3", "数字"),
        ("张？", "没认出来"),
        ("张\ufffd", "没认出来"),
        ("张😀", "表情"),
        ("张" * 51, "最多50"),
    ],
)
def test_what_is_no_name(typed: str, word: str) -> None:
    assert word in check_name(typed).problems[0]


def test_private_use_characters_that_stay_are_warned_of() -> None:
    found = check_name("张\ue000")
    assert found.problems == ()
    assert "自造字" in found.warnings[0]


def test_old_files_lose_no_character_to_the_private_use_area() -> None:
    """GB 18030-2022: every character of GBK's last rows is a real one after reading."""
    rows = [bytes((0xFE, low)) for low in range(0x50, 0xA1) if low != 0x7F]
    read = [from_private_use(row.decode("gb18030")) for row in rows]
    assert len(set(read)) == 80
    assert not any("\ue000" <= c <= "\uf8ff" for c in read)
    assert from_private_use(b"\xa6\xd9\xa6\xdb".decode("gb18030")) == "︐︑"


@given(st.text(max_size=30))
def test_cleaning_a_name_is_idempotent(text: str) -> None:
    assert clean_name(clean_name(text)) == clean_name(text)


# --- masks ---------------------------------------------------------------------------------------


@given(id_numbers())
def test_D8_mask_of_an_id_keeps_6_and_4_and_no_birth_date(number: str) -> None:
    masked = mask_id(number)
    assert (masked[:6], masked[6:14], masked[14:]) == (number[:6], "********", number[14:])
    assert mask_id(masked) == masked


@pytest.mark.parametrize(
    "number, masked",
    [
        ("130503670401001", "130503******001"),
        ("USA310090030712", "USA310*******12"),
        ("E12345678", "E1*****78"),
        ("军字123", "军****"),
        ("", ""),
    ],
)
def test_D8_masks_of_other_papers(number: str, masked: str) -> None:
    assert mask_id(number) == masked


@pytest.mark.parametrize(
    "number, masked",
    [
        ("13812345678", "138****5678"),
        ("+86 138 1234 5678", "138****5678"),
        ("0571-88881234", "0571-****1234"),
        ("0571-88881234-12", "0571-****1234-**"),
        ("88881234", "****1234"),
        ("6661234", "****234"),
        ("12345", "12345"),
        ("", ""),
    ],
)
def test_D8_masks_of_phones(number: str, masked: str) -> None:
    assert mask_phone(number) == masked
    assert mask_phone(masked) == masked


@pytest.mark.parametrize(
    "name, masked",
    [
        ("张三", "张*"),
        ("张小明", "张*明"),
        ("欧阳明", "欧阳*"),
        ("欧阳小明", "欧阳*明"),
        ("张王小明", "张**明"),
        ("欧阳", "欧*"),
        ("𠮷小田", "𠮷*田"),
        ("葛\U000e0100小明", "葛\U000e0100*明"),
        ("阿依古丽·买买提", "阿***·**提"),
        ("John Smith", "J*** ****h"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_masks_of_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    "address, masked",
    [
        ("青山镇河东村3组12号", "青山镇河东村***"),
        ("甲省乙市丙县青山镇河东村民委员会旁", "甲省乙市丙县青山镇河东村民委员会***"),
        ("中村镇大王村二组", "中村镇大王村***"),
        ("新乡市辉县青山乡河东村5号", "新乡市辉县青山乡河东村***"),
        ("青山镇张村村一组", "青山镇张村村***"),
        ("幸福街道阳光社区3栋501", "幸福街道阳光社区***"),
        ("青山镇解放路12号", "青山镇***"),
        ("丙县解放路12号", "丙县***"),
        ("解放路12号", "***"),
        ("青山镇河东村", "青山镇河东村"),
        ("", ""),
    ],
)
def test_D8_masks_of_addresses_keep_to_the_village(address: str, masked: str) -> None:
    assert mask_address(address) == masked
    assert mask_address(masked) == masked


def test_masks_of_accounts_keep_the_last_four() -> None:
    assert mask_account("6217 0000 0000 0001 234") == "***************1234"
    assert mask_account("1234") == "****"


@given(st.text(max_size=30))
def test_masks_are_idempotent_and_take_any_text(text: str) -> None:
    for mask in (mask_id, mask_phone, mask_address, mask_account):
        assert mask(mask(text)) == mask(text)
    assert mask_name(text) is not None
