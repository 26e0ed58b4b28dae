"""The reconciliation sheet tells every window's day, gap and deviation (FEE-02, FEE-05)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from openpyxl import load_workbook

from center.fees.reconciling import WindowDay
from center.fees.records import Fee, Reconciliation
from reports.fees import reconciliation
from reports.table import write

NOW = datetime(2026, 9, 22, 1, 0, tzinfo=UTC)
ONE = UUID(int=1)


def fee(received: int, reason: str = "", standard: int = 1000) -> Fee:
    return Fee(
        id=ONE,
        station="QS",
        case=ONE,
        item_name="社会保障卡补领",
        standard_text="10元",
        standard=standard,
        due=received,
        received=received,
        payer="林溪",
        window="人社窗口",
        paid_on=date(2026, 9, 21),
        charged_at=NOW,
        cashier=ONE,
        cashier_name="顾明远",
        reason=reason,
    )


def checked(counted: int, settled: int, said: str) -> Reconciliation:
    return Reconciliation(
        id=ONE,
        station="QS",
        on=date(2026, 9, 21),
        window="人社窗口",
        counted=counted,
        settled=settled,
        explanation=said,
        checked_at=NOW,
        checker=ONE,
        checker_name="林若安",
    )


def written(path: Path, *days: WindowDay) -> list[str]:
    first, last = date(2026, 9, 1), date(2026, 9, 30)
    made = reconciliation(days, first, last)
    count = write(made, path, "青山镇便民服务中心", NOW)
    assert count == len(days)
    (sheet,) = load_workbook(path).worksheets
    return ["|".join(str(c) for c in row if c is not None) for row in sheet.values]


def test_fee_05_gap_explanation_and_checker_stand_in_one_row(tmp_path: Path) -> None:
    fees = [fee(1000), fee(500, "低保减半")]
    day = WindowDay(
        date(2026, 9, 21), "人社窗口", fees, [], checked(1500, 1400, "结算室漏记"), "QS"
    )
    lines = written(tmp_path / "a.xlsx", day)
    (row,) = [line for line in lines if "人社窗口|2|" in line]
    assert "|15.00|0.00|15.00|14.00|1.00|结算室漏记|林若安" in row
    assert any("2 笔，15.00 元；未对账 0 个窗口日，有差额 1 个窗口日" in line for line in lines)
    assert any("标准 10.00 元，实收 5.00 元，低保减半" in line for line in lines)
    assert any("窗口负责人" in line and "复核人" in line for line in lines)


def test_a_day_nobody_checked_and_one_that_changed_are_told(tmp_path: Path) -> None:
    day, other = date(2026, 9, 21), date(2026, 9, 20)
    changed = WindowDay(day, "人社窗口", [fee(1000)], [], checked(2000, 2000, ""), "QS")
    lines = written(
        tmp_path / "a.xlsx", changed, WindowDay(other, "医保窗口", [fee(1000)], [], None, "QS")
    )
    assert any("对账后又有变动，要重新对账" in line for line in lines)
    assert any("医保窗口" in line and "未对账" in line for line in lines)
    assert any("未对账 2 个窗口日" in line for line in lines)


def test_many_deviations_do_not_flood_the_sheet(tmp_path: Path) -> None:
    fees = [fee(500, "=1+1") for _ in range(33)]
    day = WindowDay(date(2026, 9, 21), "人社窗口", fees, [], None, "QS")
    lines = written(tmp_path / "a.xlsx", day)
    assert sum("与标准不同：" in line for line in lines) == 30
    assert any("另有 3 笔与公布标准不同" in line for line in lines)
