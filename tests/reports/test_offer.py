"""Every table the office offers can be made, taken out and read, by those who may (HR-13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from center.attendance import leave
from center.attendance.chains import Span
from center.attendance.hours import Half
from center.errors import Expected, NotAllowed, Refused
from center.journal import commit
from center.people import Identity
from center.registration.records import VisitKind
from center.registration.visits import VisitForm, register
from center.rights import Role
from reports.month_set import set_folder, write_month_set
from reports.offer import MONTH_SET, REPORTS, Report, named, offered
from reports.registration import visit_ledger
from reports.span import last_month, month_span, quarter_span, span_words, year_span
from reports.titles import TITLES
from tests.desk import Desk, change, id_number
from tests.keeping import DAY, furnished
from tests.offices import Office

NEEDS_MORE = {"duty-roster", "batch"}
"""They need a roster, a batch: an office that just began has none."""


def words(path: Path) -> str:
    sheet = load_workbook(path).active
    assert sheet is not None
    return "\n".join(str(cell) for row in sheet.values for cell in row if cell is not None)


def test_names_and_titles_are_told_once() -> None:
    assert [report.name for report in REPORTS] == list(TITLES)
    assert {named(name).name for name in MONTH_SET} == set(MONTH_SET)
    assert all(report.answers.endswith("。") for report in REPORTS)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_each_table_leaves_an_office_that_just_began(
    report: Report, qingshan: Office, tmp_path: Path
) -> None:
    Desk(qingshan).open()
    wanted = report.wanted_of(2026, 9)
    path = tmp_path / f"{report.file_name(wanted)}.xlsx"
    if report.name in NEEDS_MORE:
        with pytest.raises((Expected, ValueError)):
            report.export(qingshan.store, qingshan.director, wanted, path)
        return
    for suffix in (".xlsx", ".pdf"):
        there = path.with_suffix(suffix)
        rows = report.export(qingshan.store, qingshan.director, wanted, there)
        with qingshan.store.read(qingshan.director) as work:
            made = report.make(work, wanted)
        assert made is not None
        assert rows == len(made.rows), "the preview holds what the file holds"
        assert there.stat().st_size > 500
    nobody = qingshan.actor(Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        report.export(qingshan.store, nobody, wanted, tmp_path / "不许.xlsx")
    assert not (tmp_path / "不许.xlsx").exists()


def test_only_what_an_account_may_have_is_offered(qingshan: Office) -> None:
    assert offered(qingshan.actor(Role.ADMINISTRATOR), charged=True) == []
    clerk = qingshan.actor(Role.WINDOW_CLERK)
    kept = {one.name for one in REPORTS} - {one.name for one in offered(clerk, charged=True)}
    assert kept == {"leave", "accountability"}, "the reasons of leave are not for everybody"
    free = [report.name for report in offered(clerk, charged=False)]
    assert "reconciliation" not in free, "FEE-07: where all is free there is nothing to reconcile"


def test_the_ledger_of_one_window_holds_no_other(qingshan: Office, tmp_path: Path) -> None:
    desk = Desk(qingshan)
    desk.open(window="民政窗口")
    desk.open(window="人社窗口")
    report, path = named("case-ledger"), tmp_path / "台账.xlsx"
    wanted = replace(report.wanted_of(2026, 9), chosen={"window": "人社窗口"})
    assert report.export(qingshan.store, qingshan.director, wanted, path) == 1
    assert "人社窗口办件台账" in words(path)
    assert "民政窗口" not in words(path)
    assert report.file_name(wanted) == "办件台账 人社窗口 2026年9月"


def test_reg_01_the_ledger_of_visits_masks_unless_a_reason_is_given(
    qingshan: Office, tmp_path: Path
) -> None:
    who = Identity("林有田", id_kind="resident", id_number=id_number(), phone="13900000007")
    change(qingshan, register, VisitForm(VisitKind.QUESTION, who, need="问医保缴费"))
    report, path = named("visit-ledger"), tmp_path / "登记.xlsx"
    wanted = report.wanted_of(2026, 9)
    assert report.export(qingshan.store, qingshan.director, wanted, path) == 1
    said = words(path)
    assert "林有田" in said
    assert "问医保缴费" in said
    assert "合计1件" in said
    assert id_number() not in said
    assert "13900000007" not in said
    full = replace(wanted, full_reason="报县局核对")
    assert report.export(qingshan.store, qingshan.director, full, path) == 1
    assert id_number() in words(path)
    inspector = qingshan.actor(Role.INSPECTOR)
    with qingshan.store.read(inspector) as work, pytest.raises(NotAllowed):
        visit_ledger(work, wanted.first, wanted.last, masked=False)


def test_hr_13_the_months_set_goes_into_one_folder(qingshan: Office, tmp_path: Path) -> None:
    Desk(qingshan).open()
    folder = set_folder(tmp_path, 2026, 9)
    assert folder.name == "月末一套 2026年9月"
    told: list[str] = []
    made = write_month_set(
        qingshan.store,
        qingshan.director,
        2026,
        9,
        folder,
        lambda _done, _total, said: told.append(said),
        lambda: False,
    )
    assert [one.report.name for one in made] == list(MONTH_SET)
    assert all(one.trouble is None and one.path.is_file() for one in made)
    assert len(list(folder.iterdir())) == len(MONTH_SET)
    assert told[0] == "正在生成办件台账"


def test_hr_13_a_table_that_fails_stops_no_other(qingshan: Office, tmp_path: Path) -> None:
    (tmp_path / "02 办件时效统计表 2026年9月.xlsx").mkdir()
    made = write_month_set(
        qingshan.store,
        qingshan.director,
        2026,
        9,
        tmp_path,
        lambda *_said: None,
        lambda: False,
    )
    failed = [one for one in made if one.trouble is not None]
    assert [one.report.title for one in failed] == ["办件时效统计表"]
    assert isinstance(failed[0].trouble, Expected)
    assert sum(one.path.is_file() for one in made) == len(MONTH_SET) - 1


def test_a_cancelled_set_keeps_what_was_written(qingshan: Office, tmp_path: Path) -> None:
    folder = tmp_path / "一套"

    def one_there() -> bool:
        return any(folder.glob("*.xlsx"))

    store, director = qingshan.store, qingshan.director
    made = write_month_set(store, director, 2026, 9, folder, lambda *_said: None, one_there)
    assert [one.path.is_file() for one in made] == [True]


def test_a_folder_that_cannot_be_made_is_told(qingshan: Office, tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("")
    store, director, folder = qingshan.store, qingshan.director, tmp_path / "文件" / "一套"
    with pytest.raises(Expected, match="不能写入"):
        write_month_set(store, director, 2026, 9, folder, lambda *_said: None, lambda: False)


def test_leave_01_the_slips_of_a_span_with_who_approved_and_who_is_back(
    qingshan: Office, tmp_path: Path
) -> None:
    hall = furnished(qingshan)
    half = Span(DAY, Half.MORNING, DAY, Half.MORNING)
    with qingshan.work() as work:
        slip = leave.ask(work, hall.form(span=half))
        hall.approve(work, slip)
        commit(work)
    report, path = named("leave"), tmp_path / "请假.xlsx"
    assert report.export(qingshan.store, qingshan.director, report.wanted_of(2026, 9), path) == 1
    said = words(path)
    assert "沈秋禾" in said
    assert "2026-09-22 上午" in said
    assert "准假 1 张：事假 0.5 天" in said
    clerk = qingshan.actor(Role.WINDOW_CLERK)
    with pytest.raises(NotAllowed):
        report.export(qingshan.store, clerk, report.wanted_of(2026, 9), tmp_path / "不许.xlsx")
    with qingshan.store.read(clerk) as work, pytest.raises(NotAllowed):
        report.make(work, report.wanted_of(2026, 9))


# --- the days ------------------------------------------------------------------------------------


def test_spans_are_told_in_as_few_words_as_there_are() -> None:
    assert span_words(*month_span(2026, 2)) == "2026年2月"
    assert span_words(*quarter_span(2026, 3)) == "2026年第3季度"
    assert span_words(*year_span(2026)) == "2026年"
    assert span_words(date(2026, 9, 1), date(2026, 9, 29)) == "2026年9月1日至2026年9月29日"
    assert last_month(date(2026, 1, 31)) == (2025, 12)
    with pytest.raises(Refused, match="没有这个月份"):
        month_span(2026, 13)


@given(st.dates(date(2000, 1, 1), date(2999, 12, 31)))
def test_every_day_lies_in_its_month_quarter_and_year(day: date) -> None:
    month = month_span(day.year, day.month)
    quarter = quarter_span(day.year, (day.month + 2) // 3)
    year = year_span(day.year)
    assert month[0] <= day <= month[1]
    assert quarter[0] <= month[0]
    assert month[1] <= quarter[1]
    assert (year[0], year[1]) == (date(day.year, 1, 1), date(day.year, 12, 31))
