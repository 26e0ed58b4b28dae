"""The groups of a village (村民小组) in the order people count them: 一组, 二组, … 十二组."""

from __future__ import annotations

import re

_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}
LAST = 10_000


def group_order(group: str) -> tuple[int, str]:
    """What groups are sorted by: their number, Chinese or Arabic; named ones come after."""
    found = re.search(r"([0-9]+)|([一二三四五六七八九十]{1,3})", group)
    if found is None:
        return LAST, group
    if found[1]:
        return int(found[1]), group
    tens, ten, ones = found[2].partition("十")
    if not ten:
        return _DIGITS[tens[0]], group
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0), group
