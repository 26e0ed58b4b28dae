"""A bare workbook, as other programs and machines write theirs: values in cells, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from reports.workbook import Cell, save


def plain_workbook(
    path: Path,
    sheet: str,
    rows: Iterable[Sequence[Cell]],
    made_at: datetime,
    merged: Sequence[str] = (),
) -> None:
    """Write rows as one sheet; `merged` are spans such as A1:F1. Equal content, equal bytes."""
    book = Workbook()
    first: Any = book.active
    first.title = sheet
    for row in rows:
        first.append(list(row))
    # The library's own collection is a set, whose order differs from run to run.
    first.merged_cells = list(merged)
    save(path, book, sheet, made_at)
