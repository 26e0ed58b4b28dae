"""Whether the content of a foreign row is one of our records, and what its columns then hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Enum, Integer, LargeBinary, String

from center.exchange.fields import label
from center.exchange.kinds import table_of
from center.imports.undo import stored
from center.journal import LOCAL, columns_of
from center.records import Instant, Record, Uuid16
from center.storage import SCHEMA

KEPT_HERE = {"paper": ("blob",), "attachment": ("blob", "in_file")}
"""Where the bytes lie is each station's own affair."""


class Fault(Exception):
    """Why a row cannot be taken over; `waits`, for another record that may still come."""

    def __init__(self, reason: str, *, waits: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.waits = waits


def columns(kind: type[Record]) -> dict[str, Column[Any]]:
    """The columns of a kind that travel, by name."""
    return {c.name: c for c in table_of(kind).c if not LOCAL & c.info.keys()}


def checked(kind: type[Record], told: Mapping[str, Any], schema: str) -> dict[str, Any]:
    """The values of a row's content by column; raises `Fault` for what is none of ours.

    A row of an earlier schema may lack columns and hold ones that are gone.
    """
    if schema > SCHEMA:
        raise Fault("由更新版本的程序写成，请先升级本站程序", waits=True)
    known = columns(kind)
    unknown = told.keys() - known.keys()
    if unknown and schema >= SCHEMA:
        raise Fault(f"内容里有本程序不认识的项目（{min(unknown)[:40]}）")
    return {name: _value(known[name], value) for name, value in told.items() if name in known}


def complete(kind: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """A whole new row: what an earlier schema did not know has its default; raises `Fault`."""
    try:
        return columns_of(kind(**values))
    except TypeError as error:
        raise Fault("内容不完整，缺少必填的项目") from error


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        if not column.nullable:
            raise Fault(f"内容不完整，缺少必填的项目（{label(column.name)}）")
        return None
    if not _fits(column, value):
        raise Fault(f"内容不符合本程序的格式（{label(column.name)}）")
    try:
        return stored(column, value)
    except (ValueError, OverflowError) as error:
        raise Fault(f"内容不符合本程序的格式（{label(column.name)}）") from error


def _fits(column: Column[Any], value: Any) -> bool:
    match column.type:
        case JSON():
            return True
        case Boolean():
            return isinstance(value, bool)
        case Instant() | BigInteger():
            return _whole(value) and -(2**63) <= value < 2**63
        case Integer():
            return _whole(value) and -(2**31) <= value < 2**31
        case Enum():
            return isinstance(value, str)
        case Uuid16() | Date() | LargeBinary():
            return isinstance(value, str)
        case String() as text:
            return isinstance(value, str) and _sound(value) and _short(value, text.length)
        case _:
            return False


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _sound(value: str) -> bool:
    """No zero character, which PostgreSQL refuses, and nothing that is no character at all."""
    return "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


def _short(value: str, length: int | None) -> bool:
    return length is None or len(value) <= length
