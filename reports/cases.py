"""The case ledger (办件台账) and how timely cases are (时效): CASE-06, CASE-07, CONF-01, D8."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from center.cases.green import Speed
from center.cases.records import Case
from center.clock import STATE_LABELS, State
from center.identity import mask_id
from reports.table import Table
from reports.workbook import Cell, Column

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
TIMELINESS_COLUMNS = (
    Column("统计口径", width=10),
    Column("项目", width=30),
    Column("收件", "number", 9),
    Column("已办结", "number", 9),
    Column("按时办结", "number", 10),
    Column("超期办结", "number", 10),
    Column("在办超期", "number", 10),
    Column("暂停", "number", 8),
    Column("退件、不予受理", "number", 15),
    Column("按时办结率", width=12),
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
    found: Sequence[CaseRow], *, period: str, place: str = "", more: Sequence[str] = ()
) -> Table:
    """The ledger of `period` (Chinese, for example 2026年10月), of one window if `place` names it.

    `more` are closing lines beside the totals.
    """
    return Table(
        Case.kind,
        f"{place}办件台账",
        COLUMNS,
        [_cells(number, case) for number, case in enumerate(found, 1)],
        period,
        (*totals(found), *more),
        ("制表人", "审核人"),
    )


def timeliness(found: Sequence[CaseRow], *, period: str) -> Table:
    """Who received, finished and was late with how many (CASE-07), and who has how much (HR-14).

    The busiest first. The rate is that of the ledger.
    """
    rows = [("全部", "全部", *_counts(found))]
    for title, field in (("窗口", "window"), ("事项", "item"), ("经办人", "handler")):
        groups: dict[str, list[CaseRow]] = {}
        for case in found:
            groups.setdefault(getattr(case, field) or "（未填）", []).append(case)
        ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
        rows += [(title, name, *_counts(cases)) for name, cases in ordered]
    _all, ended, _paused, rate = totals(found)
    closing = (rate, ended, "按时办结率只算即办件和承诺件，其他要等上级部门。")
    return Table(
        Case.kind, "办件时效统计表", TIMELINESS_COLUMNS, rows, period, closing, ("制表人", "审核人")
    )


def _counts(found: Sequence[CaseRow]) -> tuple[Cell, ...]:
    states = Counter(case.state for case in found)
    finished = sum(case.finished is not None for case in found)
    ended = sum(case.state is None for case in found)
    in_time, known = _rated(found)
    return (
        len(found),
        finished,
        states[State.ON_TIME],
        states[State.LATE],
        states[State.OVERDUE],
        states[State.PAUSED],
        ended,
        _percent(in_time, known) if known else "还没有结果",
    )


def totals(cases: Sequence[CaseRow]) -> tuple[str, str, str, str]:
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
    in_time, known = _rated(cases)
    if not known:
        return "按时办结率：本期没有办结或超期的即办件、承诺件"
    verdict = "达到目标100%" if in_time == known else "未达到目标100%"
    share = f"{_percent(in_time, known)}（{in_time}件/{known}件）"
    return f"按时办结率（即办件、承诺件）：{share}，{verdict}"


def _rated(cases: Sequence[CaseRow]) -> tuple[int, int]:
    """Of the cases CASE-07 counts: how many in time, and how many whose outcome is known."""
    rated = Counter(case.state for case in cases if case.kind in RATED_KINDS)
    in_time = rated[State.ON_TIME]
    return in_time, in_time + rated[State.LATE] + rated[State.OVERDUE]


def _percent(in_time: int, known: int) -> str:
    tenths = in_time * 1000 // known
    return f"{tenths // 10}.{tenths % 10}%"


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
