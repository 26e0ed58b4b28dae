"""An office as an earlier release left it: its tables of then, with the rows they could hold."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, MetaData, text

from center.migrations import upgrade


def put_back(engine: Engine, revision: str) -> None:
    """Make the database again at an earlier revision and put back what its tables can hold."""
    now = MetaData()
    with engine.connect() as connection:
        now.reflect(connection)
        rows = {
            name: [dict(row) for row in connection.execute(table.select()).mappings()]
            for name, table in now.tables.items()
            if name != "alembic_version"
        }
    with engine.connect() as connection:
        _empty(connection, now)
        connection.commit()
    upgrade(engine, revision)
    then = MetaData()
    with engine.begin() as connection:
        then.reflect(connection)
        for name, table in then.tables.items():
            kept = [
                {key: value for key, value in row.items() if key in table.columns}
                for row in rows.get(name, [])
            ]
            if kept:
                connection.execute(table.insert(), kept)


def _empty(connection: Connection, now: MetaData) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        return
    connection.execute(text("PRAGMA foreign_keys = OFF"))
    for name in now.tables:
        connection.execute(text(f'DROP TABLE "{name}"'))
    connection.execute(text("PRAGMA foreign_keys = ON"))
