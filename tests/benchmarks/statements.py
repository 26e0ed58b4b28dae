"""What the driver is told to write, to be replayed as the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import event

from center.storage import Store

Statement = tuple[str, Any, bool]
"""SQL, its parameters, and whether they are many rows."""


def writing_statements(store: Store) -> list[Statement]:
    """A list that grows with every writing statement of the store from now on."""
    heard: list[Statement] = []

    def listen(
        _connection: object,
        _cursor: object,
        statement: str,
        parameters: object,
        _context: object,
        executemany: bool,
    ) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            heard.append((statement, parameters, executemany))

    event.listen(store.engine, "before_cursor_execute", listen)
    return heard


def replay(connection: Any, statements: Sequence[Statement]) -> None:
    """Write the same rows again in one transaction of a bare connection."""
    connection.execute("BEGIN IMMEDIATE")
    for statement, parameters, many in statements:
        if many:
            connection.executemany(statement, parameters)
        else:
            connection.execute(statement, parameters).fetchall()
    connection.execute("COMMIT")
