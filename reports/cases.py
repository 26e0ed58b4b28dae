"""The month's case ledger (办件台账) as a workbook: CASE-06, CASE-07, CONF-01, D8."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from center.cases.green import Speed
from center.clock import STATE_LABELS, State
from center.identity import mask_id
from reports.workbook import Cell, Column, table

# CASE-07 counts only these: others wait for a superior authority.
RATED_KINDS = ("即办件", "承诺件")
COLUMNS = (
    Column("序号", "number", 6),
    Column("办件编号", width=19),
    Column("收件日期", "date"),
    Column("申请人", width=10),
    Column("证件号码", width=20),
    Column("事项", width=26),
    Column("类型", width=8),
    Column("窗口", width=10),
    Column("经办人", width=8),
    Column("受理日期", "date"),
    Column("到期日", "date"),
    Column("办结日期", "date"),
    Column("办理情况", width=13),
    Column("备注", "note", 16),
)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as the ledger shows it.

    `kind` is 即办件, 承诺件, 上报件 or 代办件; `status` the stage in words (办理中); `state` the
    light (D6) or None where no limit runs (refused, returned); `days_over` in the limit's unit.
    Names are shown in full, the ID is masked here, whether it comes masked or not (D8).
    """

    number: str
    received: date
    applicant: str
    id_number: str
    item: str
    kind: str
    window: str
    handler: str
    accepted: date | None
    due: date | None
    finished: date | None
    status: str
    state: State | None
    days_over: int = 0
    note: str = ""


def case_ledger(
    rows: Iterable[CaseRow],
    *,
    unit: str,
    period: str,
    path: Path,
    made_at: datetime,
    more: Sequence[str] = (),
) -> None:
    """Write the ledger of `period` (Chinese, for example 2026年10月) for `unit` to `path`.

    `more` are closing lines beside the totals. Raises Expected when the file cannot be written;
    see `reports.workbook.table`.
    """
    cases = list(rows)
    table(
        path,
        COLUMNS,
        (_cells(number, case) for number, case in enumerate(cases, 1)),
        title="办件台账",
        unit=unit,
        period=period,
        made_at=made_at,
        closing=(*totals(cases), *more),
        signatures=("制表人", "审核人"),
    )


def totals(cases: Sequence[CaseRow]) -> tuple[str, ...]:
    """The closing lines: how many of each kind, finished, overdue, and the rate in time.

    The rate (按时办结率, CASE-07) is over instant and committed cases whose outcome is known:
    finished in time against finished or overdue. It is cut, not rounded: 100% means all.
    """
    kinds = Counter(case.kind for case in cases)
    by_kind = "、".join(f"{kind}{count}件" for kind, count in kinds.most_common())
    states = Counter(case.state for case in cases)
    finished = sum(case.finished is not None for case in cases)
    late, overdue = states[State.LATE], states[State.OVERDUE]
    return (
        f"合计{len(cases)}件" + (f"，其中{by_kind}" if by_kind else ""),
        f"已办结{finished}件；超期{late + overdue}件（已办结{late}件，未办结{overdue}件）",
        f"暂停（不计入时限）{states[State.PAUSED]}件",
        _rate_line(cases),
    )


def green_line(own: Speed, others: Speed) -> str:
    """The green channel beside the ordinary cases of a period (CASE-15)."""
    if not own.received:
        return "绿色通道：本期没有"
    return (
        f"绿色通道{own.received}件，已办结{own.finished}件{_mean(own)}；"
        f"其他{others.received}件，已办结{others.finished}件{_mean(others)}"
    )


def _mean(speed: Speed) -> str:
    return "" if speed.days is None else f"，从收件到办结平均{speed.days:.1f}个工作日"


def _rate_line(cases: Sequence[CaseRow]) -> str:
    rated = Counter(case.state for case in cases if case.kind in RATED_KINDS)
    in_time = rated[State.ON_TIME]
    known = in_time + rated[State.LATE] + rated[State.OVERDUE]
    if not known:
        return "按时办结率：本期没有办结或超期的即办件、承诺件"
    tenths = in_time * 1000 // known
    verdict = "达到目标100%" if in_time == known else "未达到目标100%"
    return (
        f"按时办结率（即办件、承诺件）：{tenths // 10}.{tenths % 10}%"
        f"（{in_time}件/{known}件），{verdict}"
    )


def standing(case: CaseRow) -> str:
    """How a case stands in one cell: 按时办结, 超期办结2天, 办理中 将到期."""
    match case.state:
        case None:
            return case.status
        case State.ON_TIME:
            return "按时办结"
        case State.LATE:
            return f"超期办结{case.days_over}天"
        case State.OVERDUE:
            return f"{case.status} 超期{case.days_over}天"
        case State.PAUSED:
            return f"{case.status} 暂停计时"
        case State.NORMAL:
            return case.status
    return f"{case.status} {STATE_LABELS[case.state]}"


def _cells(number: int, case: CaseRow) -> tuple[Cell, ...]:
    return (
        number,
        case.number,
        case.received,
        case.applicant,
        mask_id(case.id_number),
        case.item,
        case.kind,
        case.window,
        case.handler,
        case.accepted,
        case.due,
        case.finished,
        standing(case),
        case.note,
    )
