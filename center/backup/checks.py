"""What making and restoring a backup share: checking a copy, and leaving nothing behind."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select, table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from center import archive
from center.errors import Expected
from center.storage import driver

BACKUPS = UUID("b1a0313a-0000-7000-8000-000000000001")
"""What backups and restores are journalled under, so that the last one is found at once."""


class Stopped(Exception):
    """The clerk pressed 取消."""


@contextmanager
def no_leftovers(*paths: Path) -> Iterator[None]:
    """Remove what an interrupted run left before, and what this one leaves."""
    for path in paths:
        _remove(path)
    try:
        yield
    finally:
        for path in paths:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def count(session: Session, tables: Iterable[str]) -> dict[str, int]:
    """How many rows each table holds."""
    return {
        name: session.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in tables
    }


def check_copy(session: Session, rows: dict[str, int]) -> None:
    """Compare an opened copy with what it should hold."""
    ask = session.connection().exec_driver_sql
    if ask("PRAGMA cipher_integrity_check").all():
        raise archive.damaged("cipher_integrity_check")
    if ask("PRAGMA integrity_check").all() != [("ok",)]:
        raise archive.damaged("integrity_check")
    if count(session, rows) != rows:
        raise archive.damaged("rows")


@contextmanager
def told() -> Iterator[None]:
    """What the driver refuses, as a sentence."""
    try:
        yield
    except (driver().Error, DBAPIError) as error:
        raise Expected(
            "备份的数据没有写成或读不出来，现有数据没有变。请检查磁盘空间，或换一份备份。",
            details=str(getattr(error, "orig", error)),
        ) from error
