"""The month's case ledger (CASE-06, CASE-07, CONF-01, D8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from center.cases.green import Speed
from center.clock import State
from center.identity import id_check_digit
from reports.cases import COLUMNS, CaseRow, case_ledger, green_line, timeliness, totals
from reports.table import write as to_workbook

ID = "37010119900307123" + id_check_digit("37010119900307123")
CASE = CaseRow(
    number="QS-SL-2026-000123",
    received=date(2026, 10, 9),
    applicant="欧阳小明",
    id_number=ID,
    item="城乡居民养老保险参保登记",
    kind="承诺件",
    window="人社窗口",
    handler="王一",
    accepted=date(2026, 10, 9),
    due=date(2026, 10, 16),
    finished=date(2026, 10, 15),
    status="已办结",
    state=State.ON_TIME,
)


def write(path: Path, *cases: CaseRow) -> Any:
    made = case_ledger(cases, period="2026年10月")
    to_workbook(made, path, "青山镇便民服务中心", datetime(2026, 11, 1, 1, 0, tzinfo=UTC))
    return load_workbook(path).active


def facts(sheet: Any, row: int) -> dict[str, Any]:
    values = [cell.value for cell in sheet[row]]
    return dict(zip((column.title for column in COLUMNS), values, strict=True))


def test_a_row_of_the_ledger(tmp_path: Path) -> None:
    sheet = write(tmp_path / "办件台账.xlsx", CASE)
    assert sheet["A1"].value == "办件台账"
    row = facts(sheet, 4)
    assert row["序号"] == 1
    assert row["办件编号"] == "QS-SL-2026-000123"
    assert row["收件日期"].date() == date(2026, 10, 9)
    assert row["到期日"].date() == date(2026, 10, 16)
    assert row["办理情况"] == "按时办结"


def test_D8_names_in_full_ids_masked(tmp_path: Path) -> None:
    path = tmp_path / "办件台账.xlsx"
    row = facts(write(path, CASE), 4)
    assert row["申请人"] == "欧阳小明"
    assert row["证件号码"] == f"370101********{ID[-4:]}"
    masked = replace(CASE, id_number=row["证件号码"])
    assert facts(write(path, masked), 4) == row


def test_CASE_06_overdue_days_stand_in_the_row(tmp_path: Path) -> None:
    late = replace(CASE, state=State.LATE, days_over=3)
    assert facts(write(tmp_path / "表.xlsx", late), 4)["办理情况"] == "超期办结3天"
    overdue = replace(CASE, state=State.OVERDUE, status="办理中", finished=None, days_over=12)
    assert facts(write(tmp_path / "表.xlsx", overdue), 4)["办理情况"] == "办理中 超期12天"


def test_refused_case_has_no_limit_state(tmp_path: Path) -> None:
    refused = replace(CASE, accepted=None, due=None, finished=None, status="不予受理", state=None)
    row = facts(write(tmp_path / "表.xlsx", refused), 4)
    assert (row["办理情况"], row["到期日"]) == ("不予受理", None)


def test_a_long_item_gets_a_row_high_enough_for_its_lines(tmp_path: Path) -> None:
    long = replace(CASE, item="农村土地经营权流转合同备案（工商资本需审查审核）" * 2)
    sheet = write(tmp_path / "表.xlsx", CASE, long)
    assert sheet.row_dimensions[5].height >= 2 * sheet.row_dimensions[4].height


def test_text_of_a_visitor_cannot_become_a_formula(tmp_path: Path) -> None:
    hostile = replace(CASE, applicant="=cmd|' /C calc'!A0", note="@SUM(1)", item="+1")
    sheet = write(tmp_path / "表.xlsx", hostile)
    assert all(cell.data_type != "f" for row in sheet for cell in row)


def test_ledger_ends_with_totals_and_signatures(tmp_path: Path) -> None:
    sheet = write(tmp_path / "表.xlsx", CASE, replace(CASE, kind="上报件", state=State.OVERDUE))
    text = [sheet.cell(row, 1).value for row in range(6, sheet.max_row + 1)]
    assert text[:-1] == list(totals([CASE, replace(CASE, kind="上报件", state=State.OVERDUE)]))
    assert "制表人" in text[-1]
    assert "审核人" in text[-1]


@pytest.mark.parametrize(
    "states, kind, line",
    [
        ([State.ON_TIME] * 3, "承诺件", "100.0%（3件/3件），达到目标100%"),
        ([State.ON_TIME, State.ON_TIME, State.LATE], "即办件", "66.6%（2件/3件），未达到目标100%"),
        ([State.ON_TIME, State.OVERDUE], "承诺件", "50.0%（1件/2件）"),
        ([State.ON_TIME] * 1999 + [State.LATE], "承诺件", "99.9%"),
        ([State.ON_TIME, State.NORMAL, State.PAUSED, None], "承诺件", "100.0%（1件/1件）"),
        ([State.OVERDUE], "上报件", "本期没有办结或超期的即办件、承诺件"),
        ([], "承诺件", "本期没有"),
    ],
)
def test_CASE_07_rate_in_time_over_instant_and_committed_cases(
    states: list[State | None], kind: str, line: str
) -> None:
    assert line in totals([replace(CASE, kind=kind, state=state) for state in states])[-1]


def test_totals_count_kinds_and_overdue() -> None:
    cases = [
        CASE,
        replace(CASE, state=State.LATE),
        replace(CASE, state=State.OVERDUE, finished=None),
        replace(CASE, kind="即办件"),
        replace(CASE, kind="上报件", state=State.PAUSED, finished=None),
    ]
    assert totals(cases)[:3] == (
        "合计5件，其中承诺件3件、即办件1件、上报件1件",
        "已办结3件；超期2件（已办结1件，未办结1件）",
        "暂停（不计入时限）1件",
    )
    assert totals([])[0] == "合计0件"


def test_case_15_the_green_channel_has_a_line_of_its_own() -> None:
    """Its count and mean beside the ordinary ones; nothing finished has no mean."""
    none = Speed(0, 0, None)
    assert green_line(none, Speed(3, 1, 2.0)) == "绿色通道：本期没有"
    assert green_line(Speed(2, 2, 0.5), Speed(3, 0, None)) == (
        "绿色通道2件，已办结2件，从收件到办结平均0.5个工作日；其他3件，已办结0件"
    )


def test_CASE_07_timeliness_counts_by_window_item_and_handler() -> None:
    """The rate leaves out what waits for a superior; a case with no limit is neither in time."""
    late = replace(CASE, state=State.LATE, days_over=2, handler="赵二")
    upward = replace(CASE, kind="上报件", state=State.OVERDUE, finished=None, window="民政窗口")
    back = replace(CASE, state=None, finished=None, status="已退件")
    made = timeliness([CASE, CASE, late, upward, back], period="2026年10月")
    rows = {(row[0], row[1]): row[2:] for row in made.rows}
    assert rows["全部", "全部"] == (5, 3, 2, 1, 1, 0, 1, "66.6%")
    assert rows["窗口", "人社窗口"] == (4, 3, 2, 1, 0, 0, 1, "66.6%")
    assert rows["窗口", "民政窗口"] == (1, 0, 0, 0, 1, 0, 0, "还没有结果")
    assert rows["经办人", "赵二"][-1] == "0.0%"
    handlers = [row[1] for row in made.rows if row[0] == "经办人"]
    assert handlers == ["王一", "赵二"], "HR-14: the busiest first"
