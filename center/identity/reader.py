"""What an ID-reader tool copied to the clipboard: name, sex, birth, address and number of a card.

Tools differ: labels with or without colons, one line or many, fields parted by bars, JSON. What is
read is checked against itself; a text that is no card gives None, so that pasting anything else
into a form stays plain pasting.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date

from center.identity.names import check_name, clean_name
from center.identity.numbers import check_id
from center.text import clean_line, half_width

LONGEST = 4000

# What tools call a field; Chinese labels first, then the keys of JSON and of key=value lists.
LABELS: dict[str, str] = {
    "name": "中文姓名 姓名 名字 partyName realName userName xm name",
    "sex": "性别 gender sex xb",
    "nation": "民族 nationality nation mz",
    "birth": "出生日期 出生年月日 出生年月 出生 生日 birthday bornDay birthDate birth csrq",
    "address": "家庭住址 户籍地址 住址 地址 certAddress address addr zz",
    "id_number": (
        "公民身份证号码 公民身份号码 居民身份证号码 身份证号码 身份证号 证件号码 证件号 "
        "certNumber idCardNo idNumber idCode idNum cardNo idNo sfzh"
    ),
    "other": (
        "签发机关 发证机关 签发日期 有效期限 有效期起 有效期止 有效日期 有效期 起始日期 截止日期 "
        "通行证号码 签发次数 证件类型 照片 指纹 卡体管理号 issuedAt issue certOrg department "
        "effDate expDate startDate endDate photo picture authority validity"
    ),
}
_FIELD = {label.lower(): field for field, labels in LABELS.items() for label in labels.split()}
_ANY = "|".join(sorted(_FIELD, key=len, reverse=True))
# A label after a separator and before one; or one of the card's own words, wherever it stands.
_LABEL = re.compile(
    rf"(?:(?<=[\s,，;；|、])|^)[\"']?({_ANY})[\"']?\s*[:：=]\s*"
    r"|(公民身份号码|姓\s*名|性\s*别|民\s*族|出\s*生(?!地)(?:日期)?|住\s*址)[:：=]?\s*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_BIRTH = re.compile(r"(\d{4})\D{0,3}(\d{1,2})\D{0,3}(\d{1,2})")
_PLACE = re.compile("[省市县区镇乡村路街号组旗盟]")
NATIONS = frozenset(
    re.findall(
        r"\S+",
        """
    汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜
    水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 裕固
    京 乌孜别克 俄罗斯 鄂温克 德昂 保安 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺
    """,
    )
)


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says; empty where the text says nothing. `warnings` are reasons to look again."""

    name: str
    id_number: str
    sex: str = ""
    nation: str = ""
    birth: date | None = None
    address: str = ""
    warnings: tuple[str, ...] = ()


def read_card(text: str, today: date) -> Card | None:
    """The card a pasted text holds; None when it has no name and number of a resident's card."""
    if not text.strip() or len(text) > LONGEST:
        return None
    # A one-line field turns the tool's line breaks into blanks.
    parted = re.sub(r"\s+", "\t", text.strip())
    found = _of_json(text) or _of_labels(text) or _of_parts(text) or _of_parts(parted)
    number = half_width(clean_line(found.get("id_number", ""))).upper().replace(" ", "")
    name = clean_name(found.get("name", ""))
    checked = check_id(number, today)
    if checked.kind == "unknown" or not name or check_name(name).problems:
        return None
    sex = found.get("sex", "").strip().removesuffix("性")
    sex = {"1": "男", "2": "女"}.get(sex, sex)
    birth = _birth(found.get("birth", ""))
    warnings = list(checked.problems or checked.warnings)
    if sex in ("男", "女") and checked.sex is not None and sex != checked.sex:
        warnings.append(f"性别{sex}与号码不符，请与证件核对")
    if birth is not None and checked.birth is not None and birth != checked.birth:
        warnings.append(f"出生日期{birth.isoformat()}与号码不符，请与证件核对")
    return Card(
        name,
        checked.number,
        sex if sex in ("男", "女") else checked.sex or "",
        found.get("nation", "").strip().removesuffix("族"),
        birth or checked.birth,
        re.sub(r"\s+", "", clean_line(found.get("address", ""))),
        tuple(warnings),
    )


def _of_json(text: str) -> dict[str, str]:
    """Fields of an object, or of an object within it."""
    if not text.strip().startswith("{"):
        return {}
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    found: dict[str, str] = {}
    waiting, seen = [told], 0
    while waiting and seen < 100:
        seen += 1
        one = waiting.pop()
        if not isinstance(one, dict):
            continue
        for key, value in one.items():
            field = _FIELD.get(str(key).lower())
            if isinstance(value, str | int) and field is not None:
                found.setdefault(field, str(value))
            else:
                waiting.append(value)
    return found


def _of_labels(text: str) -> dict[str, str]:
    """Every label with what follows it up to the next one."""
    marks = list(_LABEL.finditer(text))
    found: dict[str, str] = {}
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        label = re.sub(r"\s", "", mark[1] or mark[2]).lower()
        value = text[mark.end() : after.start() if after else len(text)]
        field = _FIELD[label]
        if field != "address":
            value = value.strip().split("\n")[0]
        found.setdefault(field, value.strip(" \t\r\n,，;；|、\"'{}"))
    if "id_number" in found:
        number = _NUMBER.search(half_width(found["id_number"]))
        found["id_number"] = number[0] if number else found["id_number"]
    return found if "name" in found and "id_number" in found else {}


def _of_parts(text: str) -> dict[str, str]:
    """Fields without labels, parted by bars, tabs, commas or line breaks, each told by its look."""
    parts = [part.strip() for part in re.split(r"[|\t\n,，;；]|\s{2,}", text) if part.strip()]
    found: dict[str, str] = {}
    for part in parts:
        number = _NUMBER.fullmatch(half_width(part))
        bare = part.removesuffix("族")
        if number is not None:
            found.setdefault("id_number", number[0])
        elif part in ("男", "女"):
            found.setdefault("sex", part)
        elif "name" in found and bare in NATIONS and "nation" not in found:
            found["nation"] = bare
        elif _BIRTH.match(part) and _birth(part) is not None and len(part) <= 12:
            found.setdefault("birth", part)
        elif "name" not in found and not check_name(part).problems and len(part) <= 20:
            found["name"] = part
        elif _PLACE.search(part) and len(part) > 5 and "公安局" not in part:
            found.setdefault("address", part)
    return found if len(found) > 2 and "id_number" in found else {}


def _birth(text: str) -> date | None:
    found = _BIRTH.search(half_width(text))
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
