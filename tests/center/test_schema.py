"""The migrations make exactly the tables the records describe."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import center
from center.records import Base
from tests.offices import Office


def test_the_migrations_end_where_the_records_are(either: Office) -> None:
    for module in pkgutil.walk_packages(center.__path__, "center."):
        if "migrations" not in module.name:
            importlib.import_module(module.name)
    with either.store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: Any = compare_metadata(context, Base.metadata)
    assert found == []
