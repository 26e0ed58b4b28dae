"""JSON in the one spelling that is hashed: keys sorted, no spaces, every character as it is.

The same record must give the same bytes on every machine, since hashes of them are compared.
"""

from __future__ import annotations

import enum
import json
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from json.encoder import encode_basestring
from typing import Any
from uuid import UUID

from center.records import microseconds

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_PLAIN: dict[type, Callable[[Any], Any]] = {
    UUID: lambda value: value.hex,
    datetime: microseconds,
    date: date.isoformat,
    bytes: lambda value: b64encode(value).decode(),
}
_SPELLED: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: str,
    str: encode_basestring,
    UUID: lambda value: f'"{value.hex}"',
    datetime: lambda value: str(microseconds(value)),
    date: lambda value: f'"{value.isoformat()}"',
    bytes: lambda value: f'"{b64encode(value).decode()}"',
    list: lambda value: canonical(value) if value else "[]",
}


def plain(value: Any) -> Any:
    """A column's value as canonical JSON holds it."""
    if isinstance(value, enum.Enum):
        return value.value
    make = _PLAIN.get(type(value))
    return value if make is None else make(value)


def plain_dict(values: Mapping[str, Any]) -> dict[str, Any]:
    """Every value as canonical JSON holds it."""
    return {key: plain(value) for key, value in values.items()}


def canonical(value: Any) -> str:
    """Plain values in the one spelling."""
    return _ENCODER.encode(value)


def spelled(value: Any) -> str:
    """`canonical(plain(value))`, without the way through the encoder for what columns hold most."""
    return _SPELLED.get(type(value), _encoded)(value)


def _encoded(value: Any) -> str:
    return canonical(plain(value))


def speller(
    names: Collection[str], same: Mapping[str, Any] | None = None
) -> Callable[[Mapping[str, Any]], str]:
    """How rows with these columns are spelled as objects, prepared once for thousands of them.

    `same` are further columns with one value for all rows.
    """
    order, known = sorted(names), _SPELLED.get
    parts = dict.fromkeys(order, "%s")
    parts |= {name: spelled(value).replace("%", "%%") for name, value in (same or {}).items()}
    pattern = "{" + ",".join(f'"{name}":{parts[name]}' for name in sorted(parts)) + "}"

    def spell(row: Mapping[str, Any]) -> str:
        # `spelled` without the call, once for every column of every row.
        return pattern % tuple([known(type(v := row[name]), _encoded)(v) for name in order])

    return spell
