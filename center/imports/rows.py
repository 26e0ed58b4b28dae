"""What a table from outside is once it has been read: numbered rows of plain cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

Cell: TypeAlias = "str | int | float | bool | date | datetime | None"
Row: TypeAlias = tuple[int, tuple[Cell, ...]]
"""The row's number in the file as the clerk sees it (from 1), and its cells."""

Progress = Callable[[int, int, str], None]
"""`progress(done, total, words)`; `total` 0 means unknown."""
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook and its first rows; `uncounted` formulas have no stored result."""

    name: str
    hidden: bool
    first_rows: tuple[Row, ...]
    uncounted: bool = False


def silent(_done: int, _total: int, _words: str) -> None:
    """Progress that nobody reads."""


def never() -> bool:
    """A work that nobody cancels."""
    return False
