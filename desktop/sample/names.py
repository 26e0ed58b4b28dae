"""Invented people: names, numbers and phones that belong to nobody.

Identity numbers use a county code that was never assigned, phones a block of zeros; rare characters
and names with a middle dot are among them on purpose, since a township meets them every week.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from center.identity import credit_check_digit, id_check_digit

REGION = "419988"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧单曾解仇查区覃翟朴盖"
GIVEN_M = (
    "建国",
    "志强",
    "文博",
    "海涛",
    "永刚",
    "思远",
    "家栋",
    "明轩",
    "春生",
    "根柱",
    "福贵",
    "长顺",
    "大勇",
    "立新",
    "学文",
    "守田",
    "强",
    "军",
    "磊",
    "浩",
)
GIVEN_F = (
    "秀兰",
    "桂英",
    "玉梅",
    "雅婷",
    "雨欣",
    "春燕",
    "小红",
    "淑珍",
    "丽华",
    "美玲",
    "冬梅",
    "巧云",
    "彩霞",
    "月娥",
    "素琴",
    "静怡",
    "芳",
    "敏",
    "洁",
    "霞",
)
RARE = ("张𬮿", "李㛃", "王䶮", "陈𫍽", "刘𠅤", "周玥䢺", "欧阳𬀩")
DOTTED = ("阿依古丽·买买提", "帕提玛·吐尔逊", "扎西·次仁")

VILLAGES: dict[str, tuple[str, ...]] = {
    "石桥村": ("一组", "二组", "三组", "四组"),
    "柳河村": ("一组", "二组", "三组"),
    "槐树村": ("东组", "西组"),
    "上塘村": ("一组", "二组", "三组"),
    "下塘村": ("一组", "二组"),
    "白鹭村": ("一组", "二组", "三组"),
}

ENTERPRISES = ("青山镇丰谷农机专业合作社", "青山镇清泉家庭农场", "青山绿源果蔬有限公司")


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented resident or organisation."""

    name: str
    sex: str = ""
    birth: date | None = None
    id_number: str = ""
    phone: str = ""
    village: str = ""
    group: str = ""
    card_account: str = ""


def residents(rng: Random, today: date, count: int) -> list[Invented]:
    """Invented residents, ages 16 to 95; the first ones bear the rare names."""
    special = [*RARE, *DOTTED]
    found: list[Invented] = []
    for index in range(count):
        woman = rng.random() < 0.5
        given = GIVEN_F if woman else GIVEN_M
        name = rng.choice(SURNAMES) + rng.choice(given)
        if index < len(special):
            name = special[index]
        birth = today - timedelta(days=rng.randint(16 * 366, 95 * 365))
        village = rng.choice(list(VILLAGES))
        serial = rng.randint(0, 499) * 2 + (0 if woman else 1)
        first = f"{REGION}{birth:%Y%m%d}{serial:03d}"
        found.append(
            Invented(
                name=name,
                sex="女" if woman else "男",
                birth=birth,
                id_number=first + id_check_digit(first),
                phone=f"1{rng.choice('3578')}{rng.randint(0, 9)}0000{index:04d}",
                village=village,
                group=rng.choice(VILLAGES[village]),
                card_account=f"62{rng.randint(0, 9)}0000000{index:06d}",
            )
        )
    return found


def enterprises(rng: Random) -> list[Invented]:
    """Invented organisations with valid credit codes."""
    found = []
    for index, name in enumerate(ENTERPRISES):
        first = f"91{REGION}MA0000{index:03d}A"
        first = first[:17]
        found.append(
            Invented(
                name=name,
                id_number=first + credit_check_digit(first),
                phone=f"0399-6000{rng.randint(100, 999)}0",
                village=rng.choice(list(VILLAGES)),
            )
        )
    return found
