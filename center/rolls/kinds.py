"""The kinds of rolls an office keeps: a list of the settings, one line each.

A line is `名称 复核名称 月数 [年龄岁]`, for example `高龄津贴 资格认证 12 80岁`: the name, what the
review is called, every how many months it comes round (0: never), and the age from which people
are proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

DEFAULTS = [
    "低保 年度复核 12",
    "特困供养 年度复核 12",
    "高龄津贴 资格认证 12 80岁",
    "残疾人两项补贴 资格认证 12",
    "优抚对象 年审 12",
    "孤儿和困境儿童 年度复核 12",
    "临时救助 复核 0",
]
_LINE = re.compile(r"(\S{1,40})\s+(\S{1,20})\s+([0-9]{1,2})(?:\s*个?月)?(?:\s+([0-9]{1,3})\s*岁)?")


@dataclass(frozen=True, slots=True)
class RollKind:
    """One kind of roll; `review_months` 0 means no review, `age` 0 that nobody is proposed."""

    name: str
    review: str
    review_months: int
    age: int = 0


def kinds_of(lines: Iterable[str]) -> list[RollKind]:
    """The kinds in the order of the setting."""
    found = (_LINE.fullmatch(line.strip()) for line in lines)
    return [RollKind(m[1], m[2], int(m[3]), int(m[4] or 0)) for m in found if m is not None]


def kind_of(lines: Iterable[str], name: str) -> RollKind:
    """The kind of this name; one that is no longer in the list is reviewed every year."""
    return next((k for k in kinds_of(lines) if k.name == name), RollKind(name, "年度复核", 12))


def against_lines(lines: Iterable[str]) -> str:
    """What is wrong with the setting, as a sentence; empty when nothing is."""
    names = []
    for line in lines:
        found = _LINE.fullmatch(line.strip())
        if found is None:
            return f"“{line[:20]}”请写成“名称 复核名称 月数”，例如“高龄津贴 资格认证 12 80岁”"
        names.append(found[1])
    if len(set(names)) < len(names):
        return "有两行的名称相同，请改掉一行"
    return ""
