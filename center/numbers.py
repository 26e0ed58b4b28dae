"""Number series: one per station, kind and year, gap-free, never reused, valid offline.

Counters are not journalled; they are taken in the same transaction as the record they number,
after the records and before the journal head. After a restore or a copy of the database the series
goes on under a new epoch letter, so that a number on paper can never be given out twice.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from functools import cache

from sqlalchemy import Integer, String, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from center.records import Base

KINDS: dict[str, str] = {
    "DJ": "来访登记",
    "SL": "办件",
    "XF": "信访",
    "TS": "投诉",
    "GD": "12345 工单",
    "SJ": "收件凭证",
    "HZ": "受理回单",
    "SZ": "受理通知书",
    "GZ": "一次性告知单",
    "BZ": "材料补正通知单",
    "BS": "不予受理通知书",
    "TJ": "退件通知书",
    "LQ": "办结通知（领取单）",
    "YD": "中心外事项引导单",
    "YQ": "延期办理通知书",
    "TX": "特别程序告知书",
    "BB": "不予办理决定书",
    "SD": "送达回证",
    "RQ": "容缺受理承诺书",
    "DW": "委托代办书",
    "JJ": "代办交接单",
    "LB": "联办材料清单",
    "QJ": "请假单",
    "XD": "信访事项登记表",
    "JF": "领导接访登记表",
    "XJ": "信访事项交办单",
    "XZ": "信访事项转送单",
    "XS": "信访事项受理告知书",
    "XB": "信访事项不予受理告知书",
    "XN": "信访事项不再受理告知书",
    "XG": "信访事项转送（交办）告知书",
    "FD": "法定途径告知书",
    "XY": "信访事项延期告知书",
    "CL": "信访事项处理意见书",
    "FC": "信访事项复查意见书",
    "FH": "信访事项复核意见书",
    "TD": "投诉登记表",
    "TF": "投诉反馈记录表",
    "DF": "投诉答复书",
    "TB": "投诉查实通报",
    "KT": "考勤通报",
    "ZR": "责任追究",
    "ZJ": "责任追究记录",
    "GJ": "告诫书",
    "TP": "通报批评",
}


class NumberSeries(Base):
    """The last serial given out in one series."""

    __tablename__ = "number_series"

    station: Mapped[str] = mapped_column(String(8), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


def epoch_letters(epoch: int) -> str:
    """The letters of an epoch: none for the first, then A … Z, AA …"""
    letters = ""
    while epoch:
        epoch, rest = divmod(epoch - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def spell(pattern: str, station: str, kind: str, year: int, epoch: int, serial: int) -> str:
    """The number as printed, for example QS-SL-2026-000123 (after one restore …-A000124)."""
    letters = epoch_letters(epoch)
    return pattern.format(station=station, kind=kind, year=year, epoch=letters, serial=serial)


@cache
def _reading(pattern: str, station: str, kind: str, year: int) -> re.Pattern[str]:
    known = {"station": re.escape(station), "kind": re.escape(kind), "year": str(year)}
    found = ""
    for literal, name, _, _ in string.Formatter().parse(pattern):
        found += re.escape(literal)
        if name == "serial":
            found += "(?P<serial>[0-9]+)"
        elif name == "epoch":
            found += "(?P<epoch>[A-Z]*)"
        elif name is not None:
            found += known[name]
    return re.compile(found)


def spelled(
    number: str, patterns: Iterable[str], station: str, kind: str, year: int
) -> tuple[str, int] | None:
    """The epoch letters and the serial of a number by any of these patterns; None if by none."""
    for pattern in patterns:
        match = _reading(pattern, station, kind, year).fullmatch(number)
        if match is not None:
            return match["epoch"], int(match["serial"])
    return None


@cache
def _taking(dialect: str) -> ReturningInsert[int]:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    more = NumberSeries.last + bindparam("more", type_=Integer)
    key = ["station", "kind", "year"]
    statement = insert(NumberSeries).on_conflict_do_update(index_elements=key, set_={"last": more})
    return statement.returning(NumberSeries.last)


def allot(
    session: Session, series: tuple[str, str, int], count: int, epoch: int, pattern: str
) -> list[str]:
    """Take the next `count` numbers of a series (station, kind, year).

    The counter row stays locked until commit.
    """
    station, kind, year = series
    values = {"station": station, "kind": kind, "year": year, "last": count, "more": count}
    connection = session.connection()
    last = connection.execute(_taking(connection.dialect.name), values).scalar_one()
    serials = range(last - count + 1, last + 1)
    return [spell(pattern, station, kind, year, epoch, serial) for serial in serials]


def raise_to(session: Session, series: tuple[str, str, int], serial: int) -> None:
    """Let a series go on after this serial, if it had not got so far."""
    station, kind, year = series
    found = session.get(NumberSeries, series, with_for_update=True)
    if found is None:
        session.add(NumberSeries(station=station, kind=kind, year=year, last=serial))
    elif found.last < serial:
        found.last = serial
    session.flush()
