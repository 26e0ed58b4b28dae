"""Batches as workbook and as lists to sign and to call."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import load_workbook

from center.batches.making import BatchForm, Name, make
from center.batches.records import Batch, Mark
from center.batches.ticking import Tick, open_batch, tick
from center.errors import NotAllowed
from center.rights import Role
from reports.batches import export_batch, print_batch
from tests.desk import change, id_number
from tests.forms.samples import page_texts
from tests.offices import Office


def batch_of(office: Office, count: int = 3) -> UUID:
    names = [
        Name(
            f"林{'一二三四五六七八九'[n % 9]}{n}",
            id_number("19500101", 100 + n) if n else id_number(),
            "",
            ("石桥村", "柳河村")[n % 2],
            "一组",
        )
        for n in range(count)
    ]
    made: Batch = change(
        office, make, BatchForm("2027年医保缴费", "医保缴费", 2027, names, amount=40000)
    )
    return made.id


def ticked(office: Office, batch: UUID, place: int, told: Tick) -> None:
    with office.store.read(office.director) as work:
        line = open_batch(work, batch).lines[place].id
    change(office, tick, line, told)


def test_a_workbook_tells_who_is_done_and_the_sum(qingshan: Office, tmp_path: Path) -> None:
    batch = batch_of(qingshan)
    ticked(qingshan, batch, 0, Tick(on=date(2026, 9, 1)))
    ticked(qingshan, batch, 1, Tick(Mark.NOT_NEEDED))
    path = tmp_path / "a.xlsx"
    assert export_batch(qingshan.store, qingshan.director, batch, path) == 3
    cells = [c.value for row in load_workbook(path).worksheets[0] for c in row]
    assert "合计 3 人：未办 1 人，已办 1 人，不需办 1 人；收取 400.00 元" in cells
    assert id_number() not in cells


def test_the_list_to_sign_has_page_totals_and_no_full_number(qingshan: Office) -> None:
    batch = batch_of(qingshan, 90)
    ticked(qingshan, batch, 0, Tick())
    pages = page_texts(print_batch(qingshan.store, qingshan.director, batch))
    assert len(pages) > 2
    assert all("签名" in page and "本页" in page for page in pages)
    told = "".join(pages)
    assert "石桥村合计45人，已办1人，400.00元" in told
    assert "柳河村合计45人，已办0人，0.00元" in told
    assert id_number() not in told


def test_the_list_to_call_holds_only_who_is_missing(qingshan: Office) -> None:
    batch = batch_of(qingshan)
    ticked(qingshan, batch, 0, Tick())
    told = "".join(page_texts(print_batch(qingshan.store, qingshan.director, batch, "missing")))
    assert "林一0" not in told
    assert "林二1" in told
    for place in (1, 2):
        ticked(qingshan, batch, place, Tick())
    told = "".join(page_texts(print_batch(qingshan.store, qingshan.director, batch, "missing")))
    assert "全部办完" in told


def test_who_may_not_export_gets_no_list(qingshan: Office) -> None:
    batch = batch_of(qingshan)
    with pytest.raises(NotAllowed):
        print_batch(qingshan.store, qingshan.actor(Role.ADMINISTRATOR), batch)
