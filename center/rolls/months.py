"""Months: reviews come round in months, benefits are paid by the month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_of(day: date) -> date:
    """The first day of a day's month, which stands for the month."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def reaches(birth: date, years: int) -> date:
    """The day somebody reaches an age (周岁); born on 29 February, on 1 March of other years."""
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def last_paid(today: date, pay_day: int) -> date:
    """The last month paid by today when every month is paid on `pay_day` (1 to 28)."""
    month = month_of(today)
    return month if today.day >= pay_day else add_months(month, -1)


@dataclass(frozen=True, slots=True)
class Spell:
    """From the month of `on` the member is paid `amount` fen a month, or not paid any more.

    `paid_through` is the last month that was paid before it was stopped.
    """

    on: date
    paid: bool
    amount: int = 0
    paid_through: date | None = None


def paid_in(month: date, spells: Iterable[Spell]) -> int:
    """What was paid in a month (its first day), in fen; `spells` in the order of their days."""
    amount = 0
    for spell in spells:
        if spell.paid and month_of(spell.on) <= month:
            amount = spell.amount
        elif not spell.paid and spell.paid_through is not None and month > spell.paid_through:
            amount = 0
    return amount


def paid_after(left_on: date, through: date, spells: Iterable[Spell]) -> tuple[int, int]:
    """Months paid after a person had died or moved out, and their sum in fen.

    The month of the event is still due; every later one up to the month `through` must be given
    back.
    """
    known = list(spells)
    amounts = [paid_in(month, known) for month in _months(left_on, through)]
    return sum(amount > 0 for amount in amounts), sum(amounts)


def _months(after: date, through: date) -> Iterator[date]:
    month = add_months(month_of(after), 1)
    while month <= through:
        yield month
        month = add_months(month, 1)
