"""Every table leaves by one way: journalled first, masked, as a workbook or fitted to A4 (D8)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from center.cases.records import Case
from center.errors import Expected, NotAllowed, Refused
from center.journal import JournalRow
from center.rights import Role
from center.storage import Work
from forms.fitting import SIZES, fit
from forms.lists import WIDE
from reports.table import Table, paper, shown, take_out, take_out_slowly
from reports.workbook import Cell, Column
from tests.offices import Office

NUMBER = "QS-SL-2026-000123"
COLUMNS = (
    Column("序号", "number", 6),
    Column("编号", width=19),
    Column("日期", "date"),
    *(Column(f"栏目{place}", "note", 20) for place in range(12)),
    Column("率", "percent"),
)
LONG = "村里的账目多年没有公布，要求公开修路的开支"
ROWS: list[list[Cell]] = [
    [place, NUMBER, date(2026, 9, 21), *[LONG] * 12, 0.95] for place in range(1, 31)
]


def made(_work: Work | None = None) -> Table:
    return Table(Case.kind, "试表", COLUMNS, ROWS, "2026年9月", ("合计30件",), ("制表人",))


def journalled(office: Office, action: str) -> list[dict[str, Any]]:
    with office.store.read(office.director) as work:
        rows = work.session.query(JournalRow).filter_by(action=action).all()
        return [json.loads(row.payload or "{}") for row in rows]


def test_the_same_rows_leave_as_workbook_and_paper(qingshan: Office, tmp_path: Path) -> None:
    for name in ("表.xlsx", "表.PDF"):
        assert take_out(qingshan.store, qingshan.director, tmp_path / name, made) == 30
    sheet = load_workbook(tmp_path / "表.xlsx").active
    assert sheet is not None
    assert [row[1] for row in sheet.values].count(NUMBER) == 30
    with pdfplumber.open(tmp_path / "表.PDF") as document:
        text = "\n".join(page.extract_text() for page in document.pages)
    assert text.count(NUMBER) == 30, "a number is never cut in two"
    assert text.count("2026-09-21") == 30
    assert "95.0%" in text
    assert "合计30件" in text
    assert "制表人：" in text


def test_d8_journalled_before_the_file_even_when_it_cannot_be_written(
    qingshan: Office, tmp_path: Path
) -> None:
    gone = tmp_path / "拔掉的U盘" / "表.xlsx"
    with pytest.raises(Expected, match="保存位置不存在"):
        take_out(qingshan.store, qingshan.director, gone, made)
    assert journalled(qingshan, "export") == [
        {"name": "试表　2026年9月", "rows": 30, "file": "表.xlsx"}
    ]


def test_without_the_right_or_under_another_suffix_nothing_leaves(
    qingshan: Office, tmp_path: Path
) -> None:
    with pytest.raises(NotAllowed):
        take_out(qingshan.store, qingshan.actor(Role.ADMINISTRATOR), tmp_path / "表.xlsx", made)
    with pytest.raises(Refused, match=r"\.xlsx 或 \.pdf"):
        take_out(qingshan.store, qingshan.director, tmp_path / "表.doc", made)
    assert list(tmp_path.glob("表*")) == []
    assert journalled(qingshan, "export") == []


def test_d8_full_numbers_need_the_right_and_a_reason_that_is_kept(
    qingshan: Office, tmp_path: Path
) -> None:
    path, store = tmp_path / "表.xlsx", qingshan.store
    with pytest.raises(Refused, match="原因"):
        take_out_slowly(store, qingshan.director, path, made, full_reason=" ")
    inspector = qingshan.actor(Role.INSPECTOR)
    with pytest.raises(NotAllowed):
        take_out_slowly(store, inspector, path, made, full_reason="报县局")
    assert not path.exists()
    take_out_slowly(store, qingshan.director, path, made, full_reason=" 报县局 ")
    (told,) = journalled(qingshan, "reveal")
    assert (told["name"], told["reason"]) == ("试表　2026年9月", "报县局")


def test_a_cancelled_table_leaves_neither_file_nor_journal(
    qingshan: Office, tmp_path: Path
) -> None:
    path = tmp_path / "表.xlsx"
    assert take_out_slowly(qingshan.store, qingshan.director, path, lambda _work: None) is None
    assert not path.exists()
    assert journalled(qingshan, "export") == []


def test_an_empty_table_says_so_on_paper() -> None:
    empty = Table(Case.kind, "空表", COLUMNS, [], "2026年9月", (), ("制表人",))
    content = paper(empty, "青山镇便民服务中心", "林若安")
    assert content.startswith(b"%PDF")


def test_cells_are_read_as_dates_times_and_rates() -> None:
    late = datetime(2026, 9, 21, 16, 30, tzinfo=UTC)
    assert shown(late, "time") == "2026-09-22 00:30", "times are told at the office's clock"
    assert shown(late, "date") == "2026-09-22"
    assert shown(date(2026, 9, 1), "date") == "2026-09-01"
    assert shown(0.916, "percent") == "91.6%"
    assert (shown(None), shown(0, "number")) == ("", "0")


@given(
    st.lists(
        st.lists(st.text("农村危房改造2026-0*，。 \n", max_size=40), min_size=9, max_size=9),
        max_size=6,
    )
)
def test_columns_fill_the_page_and_never_more(rows: list[list[str]]) -> None:
    labels = ["一栏很长的标题", *"二三四五六七八九"]
    room, pad = WIDE.column[0], 2.0
    widths, size = fit(labels, rows, room, pad)
    assert size in SIZES
    assert min(widths) > 2 * pad
    if size > SIZES[-1]:
        assert sum(widths) == pytest.approx(room)
