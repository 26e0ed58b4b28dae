"""Rolls as workbook and paper: masked unless a reason is journalled, village by village (D8)."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from center.errors import NotAllowed, Refused
from center.journal import JournalRow
from center.people import Identity
from center.rights import Role
from center.rolls.listing import MemberFilter
from center.rolls.members import Entry, enrol
from reports.rolls import export_roll, print_roll
from tests.desk import change, id_number
from tests.forms.samples import page_texts
from tests.offices import Office

NUMBER = id_number("19450305")


def fill(office: Office, count: int = 3) -> None:
    for place in range(count):
        number = NUMBER if place == 0 else id_number("19500101", 100 + place)
        village = ("石桥村", "柳河村")[place % 2]
        who = Identity(f"林{'有田' if place == 0 else '大山'}", id_number=number, village=village)
        change(office, enrol, Entry("低保", who, date(2026, 1, 1), "A类", 45050))


def notes(office: Office, action: str) -> list[dict[str, object]]:
    with office.store.read(office.director) as work:
        rows = work.session.query(JournalRow).filter(JournalRow.action == action)
        return [json.loads(row.payload or "{}") for row in rows]


def test_a_workbook_is_masked_and_journalled(qingshan: Office, tmp_path: Path) -> None:
    fill(qingshan)
    path = tmp_path / "a.xlsx"
    wanted = MemberFilter(roll="低保")
    assert export_roll(qingshan.store, qingshan.director, wanted, path) == 3
    cells = [c.value for row in load_workbook(path).worksheets[0] for c in row]
    assert NUMBER not in cells
    assert f"{NUMBER[:6]}********{NUMBER[-4:]}" in cells
    assert "合计 3 人，每月 1351.50 元" in cells
    assert [told["rows"] for told in notes(qingshan, "export")] == [3]
    assert notes(qingshan, "reveal") == []


def test_full_numbers_need_a_reason_which_is_journalled(qingshan: Office, tmp_path: Path) -> None:
    fill(qingshan)
    path = tmp_path / "a.xlsx"
    with pytest.raises(Refused):
        export_roll(qingshan.store, qingshan.director, MemberFilter(), path, full_reason=" ")
    assert not path.exists()
    export_roll(qingshan.store, qingshan.director, MemberFilter(), path, full_reason="报县局")
    cells = [c.value for row in load_workbook(path).worksheets[0] for c in row]
    assert NUMBER in cells
    assert [told["reason"] for told in notes(qingshan, "reveal")] == ["报县局"]


def test_who_may_not_export_gets_nothing(qingshan: Office, tmp_path: Path) -> None:
    admin = qingshan.actor(Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        export_roll(qingshan.store, admin, MemberFilter(), tmp_path / "a.xlsx")
    keeper = qingshan.actor(Role.INSPECTOR)
    with pytest.raises(NotAllowed):
        print_roll(qingshan.store, keeper, MemberFilter(), full_reason="看看")


def test_paper_gives_each_village_its_own_page_and_totals(qingshan: Office) -> None:
    fill(qingshan)
    content = print_roll(qingshan.store, qingshan.director, MemberFilter(roll="低保"))
    assert content is not None
    first, second = page_texts(content)
    assert "柳河村合计1人" in first
    assert "石桥村合计2人，每月901.00元" in second
    assert "本页2人，每月901.00元" in second
    assert NUMBER not in first + second


def test_a_long_roll_has_totals_on_every_page(qingshan: Office) -> None:
    fill(qingshan, 120)
    content = print_roll(qingshan.store, qingshan.director, MemberFilter(village="石桥村"))
    assert content is not None
    pages = page_texts(content)
    assert len(pages) > 2
    counts = [int(found) for page in pages for found in re.findall(r"本页\s*(\d+)", page)]
    assert len(counts) == len(pages)
    assert sum(counts) == 60
