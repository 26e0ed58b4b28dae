"""Rows by the thousand into a table, past the ORM."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert

_Bound = list[tuple[str, Callable[[Any], Any] | None]]


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that hold every column of the table."""
    sql, bound = _inserting(table, connection.dialect)
    if bound is None:
        connection.execute(insert(table), rows)
    else:
        # SQLAlchemy takes as long over the values of a row as SQLite over writing it.
        columns = [_bound([row[name] for row in rows], to) for name, to in bound]
        connection.exec_driver_sql(sql, list(zip(*columns, strict=True)))


def _bound(values: list[Any], to: Callable[[Any], Any] | None) -> list[Any]:
    """A column's values as the driver takes them; most columns of an import hold one only."""
    if to is None:
        return values
    first = values[0]
    if all(value is first for value in values):
        return [to(first)] * len(values)
    return [to(value) for value in values]


@lru_cache(maxsize=32)
def _inserting(table: Table, dialect: Dialect) -> tuple[str, _Bound | None]:
    """The statement and what makes values those of the driver; None where that is SQLAlchemy's."""
    compiled = insert(table).compile(dialect=dialect)
    if compiled.positiontup is None:
        return compiled.string, None
    return compiled.string, [
        (name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect))
        for name in compiled.positiontup
    ]
