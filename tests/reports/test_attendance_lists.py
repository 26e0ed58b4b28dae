"""The month's summary and the log of outings, as workbook and paper, journalled."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pdfplumber
import pytest
from openpyxl import load_workbook

from center.attendance import leave, outings
from center.attendance.chains import Span
from center.attendance.hours import Half, at
from center.attendance.records import OutingKind
from center.errors import NotAllowed, Refused
from center.journal import commit, recent
from center.staff import ServiceWindow
from reports.attendance_lists import export_attendance_summary, export_outing_log
from tests.keeping import DAY, Hall, furnished, punched, trip
from tests.offices import Office


@pytest.fixture
def hall(qingshan: Office) -> Hall:
    made = furnished(qingshan)
    punched(made, "08:10:01", "12:01", "13:50", "18:01")
    with qingshan.work() as work:
        window = ServiceWindow(
            id=work.new_id(), station="QS", name="民政窗口", a_post=made.people["程雨桐"]
        )
        work.session.add(window)
        half = Span(DAY - timedelta(days=1), Half.MORNING, DAY - timedelta(days=1), Half.MORNING)
        made.approve(work, leave.ask(work, made.form(span=half)))
        outings.save_outing(work, trip(made, starts_at=at(DAY, time(8))))
        form = trip(made, staff=made.people["顾明远"], outing_kind=OutingKind.HOME_UNIT, village="")
        outings.save_outing(work, form)
        commit(work)
    return made


def test_att_10_summary_counts_halves_and_puts_the_hall_first(hall: Hall, tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    store, director = hall.office.store, hall.office.director
    assert export_attendance_summary(store, director, 2026, 9, path) == 6
    sheet = load_workbook(path).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heading = next(row for row in rows if row[0] == "序号")
    lines = {row[1]: dict(zip(heading, row, strict=True)) for row in rows if row[0] in range(1, 7)}
    assert next(iter(lines)) == "程雨桐", "the window's A post stands before everybody else"
    assert lines["程雨桐"]["窗口、职务"] == "民政窗口"
    assert lines["沈秋禾"]["事假"] == 0.5
    assert lines["沈秋禾"]["应出勤"] == 22
    below = "\n".join(str(row[0]) for row in rows)
    assert "考勤员：" in below
    assert "半天为 0.5" in below
    column = heading.index("事假") + 1
    cells = [sheet.cell(row, column) for row in range(1, sheet.max_row + 1)]
    assert {cell.number_format for cell in cells if cell.value == 0.5} == {"General"}


def test_leave_18_and_19_the_log_tells_where_and_what_is_not_in_order(
    hall: Hall, tmp_path: Path
) -> None:
    path = tmp_path / "外出.pdf"
    store, director = hall.office.store, hall.office.director
    assert export_outing_log(store, director, DAY, DAY, path) == 2
    with pdfplumber.open(path) as document:
        (page,) = document.pages
        text = page.extract_text()
    assert "外出登记表" in text
    assert "下村 石桥村 入户核查 2026-09-22 08:00 2026-09-22 16:00" in text
    assert "四步手续不" in text
    assert "登记人：" in text


def test_d8_what_leaves_the_program_is_journalled_first(hall: Hall, tmp_path: Path) -> None:
    store, director = hall.office.store, hall.office.director
    export_attendance_summary(store, director, 2026, 9, tmp_path / "汇总.pdf")
    with store.read(director) as work:
        (row,) = recent(work, limit=1)
    assert (row.action, "汇总.pdf" in str(row.payload)) == ("export", True)


def test_only_tables_and_paper_and_only_with_the_right(hall: Hall, tmp_path: Path) -> None:
    store = hall.office.store
    with pytest.raises(Refused, match="xlsx"):
        export_outing_log(store, hall.office.director, DAY, DAY, tmp_path / "外出.doc")
    nobody = hall.office.actor(login="nobody")
    with pytest.raises(NotAllowed):
        export_attendance_summary(store, nobody, 2026, 9, tmp_path / "汇总.xlsx")
    assert list(tmp_path.glob("汇总*")) == []


def test_equal_content_gives_equal_bytes(hall: Hall, tmp_path: Path) -> None:
    store, director = hall.office.store, hall.office.director
    for suffix in ("xlsx", "pdf"):
        for name in ("a", "b"):
            path = tmp_path / f"{name}.{suffix}"
            export_outing_log(store, director, date(2026, 9, 1), DAY, path)
        first, second = (tmp_path / f"{name}.{suffix}" for name in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()
