"""Names of persons: every script and plane, the middle dot, characters of old files."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from center.text import clean_line, emoji_in, half_width

MAX_NAME = 50
# What input methods and old files give for the middle dot of names.
MIDDLE_DOTS = "·•‧∙⋅・･᛫●∘˙․"


@dataclass(frozen=True, slots=True)
class NameCheck:
    """A person's name, cleaned, with what is wrong (problems) or needs a look (warnings)."""

    name: str
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def _private_use() -> dict[int, str]:
    """Characters that GBK-era files carry in the private-use area, and what they really are.

    80 characters of GBK's last rows lie in order from U+E815; Python's gb18030 codec knows most of
    them and leaves the rest (those that GB 18030-2005 and -2022 moved) in the private-use area.
    """
    table: dict[int, str] = {}
    second_bytes = [b for b in range(0x50, 0xA1) if b != 0x7F]
    for code, second in zip(range(0xE815, 0xE865), second_bytes, strict=True):
        real = bytes((0xFE, second)).decode("gb18030")
        if ord(real) != code:
            table[code] = real
    moved = {
        0xE816: 0x20087,
        0xE817: 0x20089,
        0xE818: 0x200CC,
        0xE81E: 0x9FB4,
        0xE826: 0x9FB5,
        0xE82B: 0x9FB6,
        0xE82C: 0x9FB7,
        0xE831: 0x215D7,
        0xE832: 0x9FB8,
        0xE83B: 0x2298F,
        0xE843: 0x9FB9,
        0xE854: 0x9FBA,
        0xE855: 0x241FE,
        0xE864: 0x9FBB,
        0xE7C7: 0x1E3F,
        0xE7C8: 0x1F9,
    }
    vertical = {0xE78D + n: code for n, code in enumerate((0xFE10, 0xFE12, 0xFE11))}
    vertical |= {0xE790 + n: 0xFE13 + n for n in range(7)}
    return table | {code: chr(real) for code, real in (moved | vertical).items()}


PRIVATE_USE = _private_use()
COMPOUND_SURNAMES = frozenset(
    re.findall(
        r"\S+",
        """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连
    澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于
    司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋
    夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 第五
    单于
    """,
    )
)
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U0003ffff"


def from_private_use(text: str) -> str:
    """Replace private-use characters of GBK-era files by the real ones; for imports and names."""
    return text.translate(PRIVATE_USE)


def clean_name(text: str) -> str:
    """A name as it is stored: one kind of middle dot, no blanks between Chinese characters.

    Every script and plane stays; pasted radicals (⽅) and private-use characters become real ones.
    """
    name = unicodedata.normalize("NFC", half_width(from_private_use(clean_line(text))))
    name = "".join(
        unicodedata.normalize("NFKC", c) if "\u2f00" <= c <= "\u2fdf" else c for c in name
    )
    name = re.sub(rf"\s*[{MIDDLE_DOTS}]\s*", "·", name)
    name = re.sub(rf"(?<=[{_HAN}])\s*[.。]\s*(?=[{_HAN}])", "·", name)
    name = re.sub(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])", "", name)
    return re.sub(" +", " ", re.sub("·+", "·", name)).strip("· ")


def check_name(text: str) -> NameCheck:
    """Clean and check a person's name; any script and plane is a name, digits are none."""
    name = clean_name(text)
    problems: list[str] = []
    warnings: list[str] = []
    if not name:
        problems.append("没有填写姓名")
    if len(name) > MAX_NAME:
        problems.append(f"姓名最多{MAX_NAME}个字，现在有{len(name)}个字")
    if re.search(r"[0-9]", name):
        problems.append("姓名里有数字")
    if re.search("[?\ufffd]", name):
        problems.append("姓名里有没认出来的字（显示为?），请对照证件补上")
    if emoji_in(name):
        problems.append("姓名里有表情符号")
    if any(unicodedata.category(c) == "Co" for c in name):
        warnings.append("姓名里有自造字，别的电脑上可能显示不出来，请对照证件重新输入")
    return NameCheck(name, tuple(problems), tuple(warnings))


def characters(text: str) -> list[str]:
    """The characters as a reader sees them: variation selectors and marks stay with their base."""
    found: list[str] = []
    for c in text:
        attached = unicodedata.combining(c) or "\ufe00" <= c <= "\ufe0f" or c >= "\U000e0100"
        if found and attached:
            found[-1] += c
        else:
            found.append(c)
    return found
