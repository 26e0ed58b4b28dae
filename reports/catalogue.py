"""The catalogue as a workbook to fill in and read back (事项目录模板): text, and blank rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from center.imports.catalogue import ITEM_TARGETS, cells_of
from center.items import Item
from reports.workbook import Column, table

BLANK_ROWS = 50
WIDTHS = {"code": 10, "name": 28}
LONG = {"materials": 40} | dict.fromkeys(
    ("legal_basis", "conditions", "procedure", "nodes", "notes"), 30
)
TITLE = "事项目录"


def write_catalogue(items: Iterable[Item], path: Path, *, unit: str, made_at: datetime) -> int:
    """Write the catalogue with blank rows to add to; how many items it holds.

    Codes and limits are cells of text, so that they stay as they are typed. Raises Expected when
    the file cannot be written; see `reports.workbook.table`.
    """
    rows = [cells_of(item) for item in items]
    blank = [""] * len(ITEM_TARGETS)
    columns = [
        Column(t.label, "note", LONG[t.name])
        if t.name in LONG
        else Column(t.label, "text", WIDTHS.get(t.name, 14))
        for t in ITEM_TARGETS
    ]
    table(
        path,
        columns,
        [*rows, *([blank] * BLANK_ROWS)],
        title=TITLE,
        unit=unit,
        made_at=made_at,
    )
    return len(rows)
