"""Waiting times as a workbook (REG-18): minutes by day and window, no names, journalled."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from center.errors import NotAllowed, Refused
from center.journal import JournalRow
from center.queue.tickets import TicketForm, call_next, take
from center.rights import Role
from reports.queue import export_waiting
from tests.desk import change, on
from tests.offices import Office


def busy(office: Office) -> None:
    """Two days: numbers taken at nine, called 10 and 31 minutes later; one more is not called."""
    for day in ("9-21", "9-22"):
        office.clock.set(on(day))
        for reason in ("", "孕妇", ""):
            change(office, take, TicketForm("A", reason, name="何秀兰"))
        office.clock.advance(minutes=10)
        change(office, call_next, "综合窗口")
        office.clock.advance(minutes=21)
        change(office, call_next, "综合窗口")


def test_the_table_holds_each_day_by_window(qingshan: Office, tmp_path: Path) -> None:
    busy(qingshan)
    path = tmp_path / "等候.xlsx"
    rows = export_waiting(qingshan.store, qingshan.director, on("9-21"), on("9-22"), path)
    assert rows == 6
    sheet = load_workbook(path).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    day = next(row for row in cells if row[1] == "（全部）")
    # Called after 10 and 31 minutes: 20 or 21 in the mean, nine of ten within 31.
    assert day[2:] == [3, 2, 1, 0, 0, 20, 31, 31]
    window = next(row for row in cells if row[1] == "综合窗口")
    assert window[2:4] == [2, 2]
    rest = next(row for row in cells if row[1] == "（未叫到）")
    assert rest[2:4] + rest[7:] == [1, 0, None, None, None]
    text = "".join(str(value) for row in cells for value in row if value is not None)
    assert "合计取号6个，叫到4个，优先2个" in text
    assert "何秀兰" not in text


def test_the_export_is_journalled_before_the_file(qingshan: Office, tmp_path: Path) -> None:
    busy(qingshan)
    path = tmp_path / "等候.xlsx"
    export_waiting(qingshan.store, qingshan.director, on("9-21"), on("9-21"), path)
    with qingshan.work() as work:
        (row,) = work.session.query(JournalRow).filter(JournalRow.action == "export")
        assert row.payload is not None
        assert "排队等候统计表" in row.payload


def test_a_span_turned_round_or_without_the_right_is_refused(
    qingshan: Office, tmp_path: Path
) -> None:
    path = tmp_path / "等候.xlsx"
    with pytest.raises(Refused):
        export_waiting(qingshan.store, qingshan.director, on("9-22"), on("9-21"), path)
    administrator = qingshan.actor(Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        export_waiting(qingshan.store, administrator, on("9-21"), on("9-21"), path)
    assert not path.exists()
