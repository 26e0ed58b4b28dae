"""The migrations make exactly the tables the records describe."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import center
from center.records import Base, Record
from tests.offices import Office


def import_all() -> None:
    for module in pkgutil.walk_packages(center.__path__, "center."):
        if "migrations" not in module.name:
            importlib.import_module(module.name)


def test_the_migrations_end_where_the_records_are(either: Office) -> None:
    import_all()
    with either.store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: Any = compare_metadata(context, Base.metadata)
    assert found == []


def test_every_kind_is_known_to_a_process_that_opened_nothing() -> None:
    """Hiding a matter, undoing an import, the dump and the exchange go over all kinds."""
    import_all()
    code = "from center.every import every_kind; print(*sorted(every_kind()))"
    fresh = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    kinds = (m.class_ for m in Base.registry.mappers)
    assert fresh.stdout.split() == sorted(k.kind for k in kinds if issubclass(k, Record))
