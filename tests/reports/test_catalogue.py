"""The catalogue template: written, read back in the child, nothing changed."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from center.imports.catalogue import ITEM_TARGETS, plan_items
from center.imports.headings import find_headings, propose
from center.imports.plan import Verdict
from center.items import catalogue
from reports import reading
from reports.catalogue import BLANK_ROWS, TITLE, write_catalogue
from tests.offices import START, Office


def test_the_template_comes_back_as_it_went_out(qingshan: Office, tmp_path: Path) -> None:
    path = tmp_path / "事项目录.xlsx"
    with qingshan.work() as work:
        items = catalogue(work)
        assert write_catalogue(items, path, unit="青山镇", made_at=START) == len(items)
        rows = reading.rows(path, TITLE)
        assert rows is not None
        found = find_headings(rows, ITEM_TARGETS)
        assert found is not None
        places = propose(found.titles, ITEM_TARGETS)
        assert len(places) == len(ITEM_TARGETS)
        made = plan_items(work, rows, places, found.last_row)
    assert made is not None
    assert len(made) == len(items)
    assert {planned.verdict for planned in made} == {Verdict.SAME}


def test_codes_are_typed_into_cells_of_text(qingshan: Office, tmp_path: Path) -> None:
    """Also in the blank rows: a code such as 0012 must stay what it is."""
    path = tmp_path / "事项目录.xlsx"
    with qingshan.work() as work:
        count = write_catalogue(catalogue(work), path, unit="青山镇", made_at=START)
    sheet = load_workbook(path)[TITLE]
    column = [sheet.cell(row, 1) for row in range(4, 4 + count + BLANK_ROWS)]
    assert {cell.number_format for cell in column} == {"@"}
