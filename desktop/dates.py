"""Dates and times as clerks type and read them; the office's clock is +08:00 everywhere."""

from __future__ import annotations

import datetime as dt
import re

from center.calendar import CHINA

ZONE = CHINA
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_WORDS = {"今天": 0, "今日": 0, "明天": 1, "昨天": -1, "前天": -2, "后天": 2}
_PARTS = re.compile(r"(?:(\d{4}|\d{2})[-./年])?(\d{1,2})[-./月](\d{1,2})日?")


def parse_date(text: str, today: dt.date) -> dt.date:
    """A date typed as 20261121, 2026-11-21, 26.11.21, 11.21, 1121, 11月21日, 21 or 昨天.

    Without a year it is `today`'s year, without a month `today`'s month. Full-width digits count.
    Raises ValueError with a Chinese sentence for anything else and for days that do not exist.
    """
    # NFKC would be too much: it also turns ㏠ into 1日.
    typed = text.strip().translate(_NARROW)
    if typed in _WORDS:
        return today + dt.timedelta(days=_WORDS[typed])
    year, month, day = today.year, today.month, 0
    if match := _PARTS.fullmatch(typed):
        if match[1]:
            year = int(match[1]) + (2000 if len(match[1]) == 2 else 0)
        month, day = int(match[2]), int(match[3])
    elif typed.isascii() and typed.isdigit() and len(typed) in (1, 2, 4, 8):
        day = int(typed[-2:])
        if len(typed) >= 4:
            month = int(typed[-4:-2])
        if len(typed) == 8:
            year = int(typed[:4])
    else:
        raise ValueError("日期请写成 20261121、2026-11-21 或 11.21")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise ValueError(f"没有 {year}年{month}月{day}日 这一天") from None


_NARROW = str.maketrans("０１２３４５６７８９．－／。", "0123456789.-/.", " \u3000")


def parse_time(text: str) -> dt.time:
    """A time of day typed as 0931, 931, 9:31 or 9点31分; ValueError with a sentence otherwise."""
    typed = text.strip().translate(_NARROW).replace("：", ":")
    match = re.fullmatch(r"(\d{1,2})[:点时](\d{1,2})分?", typed) or re.fullmatch(
        r"(\d{1,2})(\d{2})", typed
    )
    if match is None:
        raise ValueError("时间请写成 0931 或 9:31")
    try:
        return dt.time(int(match[1]), int(match[2]))
    except ValueError:
        raise ValueError(f"没有 {match[1]}时{match[2]}分 这个时间") from None


def show_date(value: dt.date, today: dt.date | None = None) -> str:
    """11月21日, with the year when it is not `today`'s."""
    year = "" if today is not None and value.year == today.year else f"{value.year}年"
    return f"{year}{value.month}月{value.day}日"


def show_weekday(value: dt.date) -> str:
    """11月21日 周六."""
    return f"{value.month}月{value.day}日 {WEEKDAYS[value.weekday()]}"


def show_moment(value: dt.datetime, today: dt.date | None = None) -> str:
    """11月21日 09:31 at the office's clock; `value` is aware."""
    local = value.astimezone(ZONE)
    return f"{show_date(local.date(), today)} {local:%H:%M}"


def same_minute(one: dt.datetime | None, other: dt.datetime) -> bool:
    """Whether a typed moment is the kept one, which is more exact than what is shown of it."""
    return one is not None and one == other.replace(second=0, microsecond=0)
