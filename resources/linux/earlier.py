"""A sample office as an earlier release left it, for trying an upgrade over data."""

from __future__ import annotations

from pathlib import Path

from center import keys
from center.storage import DATABASE, sqlcipher_engine
from resources.linux.debian import Stop
from resources.linux.telling import check
from tests.earlier import put_back

SCHEMA = "0013"
"""What the release before this one wrote."""

LEDGER = ("export", "case-ledger", "2026-09")
"""A command that opens the office, brings it to the schema of now and reads of every case."""


def leave_behind(data: Path) -> None:
    """Put a closed sample office back to the schema of the release before. Raises `Stop`."""
    unlocked = keys.sample_key(data)
    if unlocked is None:
        raise Stop(f"{data} 不是示例办公室，没有改动它。")
    engine = sqlcipher_engine(data / DATABASE, unlocked.key)
    put_back(engine, SCHEMA)
    engine.dispose()


def check_upgraded(data: Path) -> None:
    """The program brought the office to its own schema and kept a copy of before."""
    aside = data / f"upgrade-from-{SCHEMA}"
    check((aside / DATABASE).exists(), "数据升级时没有留下升级前的副本")
