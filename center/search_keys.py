"""Search keys of people and what a typed query asks for; the database part is `center.search`.

Each person has a few short keys in one table (`key`, person), and every search is one range scan
`low <= key < high` under binary collation. Keys begin with a letter that tells what they are:
`n` every tail of the name, `p` every tail of its pinyin initials, `d` an ID, another paper's number
or a phone written backwards, so that its end is the beginning of the key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import islice, product
from typing import Literal

from center.identity import check_id, check_phone, clean_name, normalise_number

NAME, INITIALS, DIGITS = "n", "p", "d"
LONGEST = 24  # characters of a key; longer names are found by their first 24
MOST_READINGS = 8
AFTER = "\U0010ffff"  # sorts after every character a key can hold

LookupKind = Literal["nothing", "name", "initials", "digits", "number"]

# First letters of characters that names read in more than one way; pypinyin knows only one, and for
# surnames (单 Shàn, 区 Ōu, 仇 Qiú) often the wrong one. Both are indexed.
READINGS: dict[str, str] = dict(
    re.findall(
        r"(\S)([a-z]+)",
        """
    单sd 曾zc 解xj 仇qc 查zc 区oq 覃qt 翟zd 朴pb 盖g 乐ly 尉wy 种zc 召sz 折sz 繁fp 秘bm 祭zj
    重zc 长zc 乜nm 冯fp 郇xh 隗wk 句gj 佴ne 郗xc 阚kh 谌cs 盛sc 石sd 车cj 合hg 万wm 俞ys 奇qj
    沈sc 强qj 适sk 莘sx 瞿qj 炅gj 库ks 朝zc 茜qx 行xh 传cz 藏cz 晟sc 蔚wy 虹hj 贾jg 省sx 参cs
    降jx 校xj 厦sx 调td 弹td 佛fb 大d 会hk 给gj 系xj 畜xc 仔z 迟c 臧z 洗x 员y 那n 褚c 逄p 郄qx
    缪m 牟m 宓m 呙g 逯l 卜b 匡k 尹y 谷g 费fb 鲍b 圈qj 卡kq 夹jg 吓xh 伽gjq 艾ay 父f 俟sq
    """,
    )
)
COMPOUND_INITIALS = {
    "尉迟": "yc",
    "万俟": "mq",
    "单于": "cy",
    "长孙": "zs",
    "澹台": "tt",
    "宰父": "zf",
    "乐正": "yz",
    "令狐": "lh",
    "夹谷": "jg",
}


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a query asks for, and the range of keys that answers it: `low <= key < high`.

    `digits` is the end of an ID or a phone (or the whole); short ones may be the serial of a
    number as well, `text` holds them as typed. `number` is the beginning of a case or visit number:
    its range is over numbers, not over keys. `nothing` has no range.
    """

    kind: LookupKind
    text: str
    low: str = ""
    high: str = ""


def keys_for(name: str, id_number: str, phone: str) -> set[str]:
    """All search keys of a person; empty values give none. Several phones may be parted by 、."""
    keys = {NAME + tail for tail in _tails(_bare(name))}
    for initials in initials_of(name):
        keys.update(INITIALS + tail for tail in _tails(initials))
    numbers = {normalise_number(id_number)}
    # An ID written with 15 digits is also found by the end of its 18.
    numbers.add(check_id(id_number, date.max).number)
    numbers.update(_phone_digits(one) for one in re.split("[、,，;；/]", phone))
    keys.update(DIGITS + number[::-1][:LONGEST] for number in numbers if number)
    return keys


def initials_of(name: str) -> set[str]:
    """Pinyin initials of a name in each likely reading; characters without pinyin are left out."""
    bare = _bare(name)
    found = {"".join(letters) for letters in islice(_readings(bare), MOST_READINGS)}
    if initials := COMPOUND_INITIALS.get(bare[:2]):
        found.update(
            initials + "".join(rest) for rest in islice(_readings(bare[2:]), MOST_READINGS)
        )
    return found - {""}


def classify(query: str) -> Lookup:
    """What a query from the search box asks for; understands full-width input and pasted blanks."""
    text = clean_name(query)
    number = normalise_number(text)
    if not number:
        return Lookup("nothing", "")
    if re.fullmatch(r"[A-Za-z]{1,8}-[A-Za-z0-9-]*", text):
        return Lookup("number", text.upper(), text.upper(), text.upper() + AFTER)
    if re.fullmatch(r"[A-Z ·]+", text.upper()):
        letters = _bare(text)[:LONGEST]
        return Lookup("initials", text, INITIALS + letters, INITIALS + letters + AFTER)
    if re.fullmatch(r"\+?[A-Z0-9()]*[0-9][A-Z0-9()]*", number):
        end = DIGITS + _phone_digits(number)[::-1][:LONGEST]
        return Lookup("digits", number, end, end + AFTER)
    part = _bare(text)[:LONGEST]
    return Lookup("name", text, NAME + part, NAME + part + AFTER) if part else Lookup("nothing", "")


def _bare(name: str) -> str:
    return re.sub("[· ]", "", clean_name(name)).lower()


def _tails(text: str) -> Iterator[str]:
    return (text[start : start + LONGEST] for start in range(len(text)))


def _readings(bare: str) -> Iterator[tuple[str, ...]]:
    return product(*(READINGS.get(c) or _first_letter(c) or ("",) for c in bare))


def _phone_digits(phone: str) -> str:
    """The number without area signs or extension when it is a phone, else without blanks."""
    checked = check_phone(phone)
    if not checked.valid:
        return normalise_number(phone)
    parts = checked.number.split("-")
    with_area = len(parts) > 1 and parts[0].startswith("0")
    return "".join(parts[:2] if with_area else parts[:1])


@lru_cache(maxsize=8192)
def _first_letter(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() else ""
    letters = "".join(_pinyin()(character))
    return letters if re.fullmatch("[a-z]", letters) else ""


@cache
def _pinyin() -> Callable[[str], list[str]]:
    # Reading its tables takes longer than the rest of the start.
    from pypinyin import Style, lazy_pinyin

    return lambda character: lazy_pinyin(character, style=Style.FIRST_LETTER, errors="ignore")
