"""What the hints of 今日 say; an empty text says that there is nothing to mend."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from center.fees.reconciling import WindowDay
from center.rolls.listing import Waits
from desktop import dates

_BACKUP_DAYS = 7
_NAMED = 3


def stale_words(stale: int, days: int) -> str:
    """Guides that nobody has looked through for `days` (OPEN-12)."""
    return f"有 {stale} 个事项的办事指南超过 {days} 天没有改动或核对。" if stale else ""


def holidays_words(year: int | None) -> str:
    """The year whose holidays are not known."""
    if year is None:
        return ""
    return (
        f"{year} 年节假日安排还没有导入，到这一年的时限和上班日暂按周末推算。"
        "国务院办公厅公布后请导入。"
    )


def unfiled_words(unfiled: int, days: int) -> str:
    """Ended cases without a bag (ARCH-01)."""
    return f"有 {unfiled:,} 件办结超过 {days} 天还没有归档。" if unfiled else ""


def unchecked_words(unchecked: Sequence[WindowDay], today: date) -> str:
    """Days of money that nobody checked (FEE-05)."""
    told = "、".join(f"{dates.show_date(d.on, today)}{d.place}" for d in unchecked[:_NAMED])
    more = f"等 {len(unchecked)} 个窗口日" if len(unchecked) > _NAMED else ""
    return f"{told}{more}的收费还没有对账。" if unchecked else ""


def rolls_words(found: Waits) -> str:
    """Who is paid though dead or gone, and whose review is due."""
    told = (
        (found.stop, f"{found.stop} 条死亡、迁出后仍在册"),
        (found.overdue, f"{found.overdue} 人复核已过期"),
        (found.due, f"{found.due} 人本月应复核"),
    )
    words = "，".join(said for number, said in told if number)
    return f"花名册：{words}。" if words else ""


def backup_words(made: datetime | None, now: datetime) -> str:
    """A backup that is a week old, or none."""
    if made is None:
        return "还没有备份过，电脑损坏时数据会丢失。"
    days = (now - made).days
    return f"已经 {days} 天没有备份。" if days >= _BACKUP_DAYS else ""
