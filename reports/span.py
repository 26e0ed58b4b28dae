"""The days a table is about: a month, a quarter, a year or any first and last day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from center.errors import Problem, Refused

Span = tuple[date, date]
"""First and last day, both included."""

FIRST_YEAR, LAST_YEAR = 2000, 2999


def month_span(year: int, month: int) -> Span:
    """A month; raises Refused when there is none of that number."""
    if not 1 <= month <= 12 or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused([Problem("month", "没有这个月份，请写成例如 2026 年 10 月")])
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def quarter_span(year: int, quarter: int) -> Span:
    """A quarter, 1 to 4."""
    return month_span(year, 3 * quarter - 2)[0], month_span(year, 3 * quarter)[1]


def year_span(year: int) -> Span:
    """A year."""
    return month_span(year, 1)[0], month_span(year, 12)[1]


def last_month(today: date) -> tuple[int, int]:
    """Year and number of the month before this day's."""
    before = today.replace(day=1) - timedelta(days=1)
    return before.year, before.month


def span_words(first: date, last: date) -> str:
    """2026年9月, 2026年第3季度, 2026年, or 2026年9月1日至2026年9月20日."""
    year = first.year
    if (first, last) == month_span(year, first.month):
        return f"{year}年{first.month}月"
    quarter = (first.month + 2) // 3
    if (first, last) == quarter_span(year, quarter):
        return f"{year}年第{quarter}季度"
    if (first, last) == year_span(year):
        return f"{year}年"
    return "至".join(f"{day.year}年{day.month}月{day.day}日" for day in (first, last))
