"""The rows an import refused as a workbook: as they were, with the reason beside each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from center.imports.rows import Cell, Row
from reports.workbook import Column, table

WHY, NUMBER = "不能导入的原因", "原来的行号"


def write_refused(
    path: Path,
    titles: Sequence[str],
    rows: Sequence[Row],
    why: Mapping[int, str],
    *,
    unit: str,
    made_at: datetime,
) -> int:
    """Write the rows that `why` names by number; how many there are.

    Put right and saved, the file can be imported again: the columns keep their titles, and the two
    added ones are none that an import asks for. Raises Expected when it cannot be written.
    """
    columns = [Column(WHY, "note", 36), Column(NUMBER, "number", 10)]
    columns += [Column(title or f"第{place}列") for place, title in enumerate(titles, 1)]
    return table(
        path,
        columns,
        [
            (why[number], number, *_padded(cells, len(titles)))
            for number, cells in rows
            if number in why
        ],
        title="没有导入的行",
        unit=unit,
        made_at=made_at,
    )


def _padded(cells: Sequence[Cell], width: int) -> list[Cell]:
    shown = [_shown(cell) for cell in cells[:width]]
    return shown + [None] * (width - len(shown))


def _shown(cell: Cell) -> Cell:
    """A cell as text that reads back the same: Excel would turn long numbers and days around."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return str(cell) if cell is not None else None
