"""Ledgers and figures of petitions, complaints and 12345 work orders as workbooks (CONF-01, D8).

Each names its period and is journalled when written. Phones come masked; of secret matters only
those the writer may see are listed, the number of the others is said at the foot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from center.complaints import listing as complaints
from center.complaints.listing import ComplaintFilter, ComplaintRow
from center.complaints.records import Complaint
from center.matter_figures import (
    Figures,
    Group,
    complaint_figures,
    petition_figures,
    work_order_figures,
)
from center.matter_lists import stubs
from center.matters import Matter
from center.petitions import listing as petitions
from center.petitions.listing import PetitionFilter, PetitionRow
from center.petitions.records import Petition
from center.records import local_date
from center.rights import Actor
from center.storage import Store, Work
from center.workorders import listing as workorders
from center.workorders.listing import OrderFilter, OrderRow
from center.workorders.records import WorkOrder
from reports.table import Table, take_out
from reports.workbook import Cell, Column

PAGE = 500
SIGNATURES = ("制表人", "审核人")
PETITION_COLUMNS = (
    Column("序号", "number", 6),
    Column("编号", width=19),
    Column("登记日期", "date"),
    Column("渠道", width=9),
    Column("目的", width=9),
    Column("信访人", width=10),
    Column("联系电话", width=13),
    Column("人数", "number", 6),
    Column("村（社区）", width=10),
    Column("分类", width=9),
    Column("主要问题", "note", 30),
    Column("初重", width=6),
    Column("去向", width=9),
    Column("承办单位", width=12),
    Column("状态", width=12),
    Column("到期日", "date"),
    Column("依据时限", width=14),
    Column("办结日期", "date"),
    Column("时效", width=14),
)
COMPLAINT_COLUMNS = (
    Column("序号", "number", 6),
    Column("编号", width=19),
    Column("登记日期", "date"),
    Column("渠道", width=8),
    Column("投诉人", width=10),
    Column("联系电话", width=13),
    Column("窗口", width=10),
    Column("被投诉人", width=10),
    Column("分类", width=10),
    Column("类别", width=6),
    Column("事由", "note", 30),
    Column("承办人", width=9),
    Column("状态", width=12),
    Column("核查结论", width=9),
    Column("到期日", "date"),
    Column("办结日期", "date"),
    Column("时效", width=14),
    Column("回访", width=9),
)
ORDER_COLUMNS = (
    Column("序号", "number", 6),
    Column("编号", width=19),
    Column("工单编号", width=18),
    Column("派单时间", "time"),
    Column("来电人", width=10),
    Column("来电号码", width=13),
    Column("村（社区）", width=10),
    Column("分类", width=9),
    Column("内容", "note", 30),
    Column("承办单位", width=12),
    Column("次数", "number", 6),
    Column("签收时间", "time"),
    Column("首次联系", "time"),
    Column("回复时间", "time"),
    Column("状态", width=9),
    Column("到期日", "date"),
    Column("时效", width=14),
    Column("回访", width=9),
)
FIGURE_COLUMNS = (
    Column("类别", width=12),
    Column("统计口径", width=12),
    Column("项目", width=18),
    Column("件数", "number", 8),
    Column("按时办结", "number", 9),
    Column("超期办结", "number", 9),
    Column("在办超期", "number", 9),
    Column("按时率", width=14),
    Column("其中", "number", 7),
    Column("回访", "number", 7),
    Column("满意", "number", 7),
    Column("满意率", width=14),
)


@dataclass(frozen=True, slots=True)
class _Ledger:
    """One ledger: its title, columns, how its rows are read, and whose stubs are counted."""

    title: str
    columns: tuple[Column, ...]
    read: Callable[[Work, date, date, str], Iterator[tuple[Cell, ...]]]
    kind: type[Matter]


def period_words(first: date, last: date) -> str:
    """2026年9月1日至2026年9月30日."""
    days = (f"{day.year}年{day.month}月{day.day}日" for day in (first, last))
    return "至".join(days)


def petition_ledger(work: Work, first: date, last: date, village: str = "") -> Table:
    """The petitions received in a span of days, of one village if named."""
    return _ledger(work, (first, last), village, _PETITIONS)


def complaint_ledger(work: Work, first: date, last: date, window: str = "") -> Table:
    """The complaints received in a span of days, about one window if named."""
    return _ledger(work, (first, last), window, _COMPLAINTS)


def order_ledger(work: Work, first: date, last: date, village: str = "") -> Table:
    """The work orders of the present round dispatched in a span, of one village if named."""
    return _ledger(work, (first, last), village, _ORDERS)


def export_petitions(store: Store, actor: Actor, first: date, last: date, path: Path) -> int:
    """Write a span's petitions; how many were written. See `reports.table.take_out`."""
    return take_out(store, actor, path, lambda work: petition_ledger(work, first, last))


def export_complaints(store: Store, actor: Actor, first: date, last: date, path: Path) -> int:
    """Write a span's complaints; how many were written. See `reports.table.take_out`."""
    return take_out(store, actor, path, lambda work: complaint_ledger(work, first, last))


def export_work_orders(store: Store, actor: Actor, first: date, last: date, path: Path) -> int:
    """Write a span's work orders; how many were written. See `reports.table.take_out`."""
    return take_out(store, actor, path, lambda work: order_ledger(work, first, last))


def _ledger(work: Work, span: tuple[date, date], place: str, ledger: _Ledger) -> Table:
    rows = list(ledger.read(work, *span, place))
    # Where a secret matter happened is secret too: they are told for the whole office only.
    hidden = 0 if place else len(stubs(work, ledger.kind, *span, limit=10_000))
    return Table(
        ledger.kind.kind,
        f"{place}{ledger.title}",
        ledger.columns,
        [(number, *cells) for number, cells in enumerate(rows, 1)],
        period_words(*span),
        (f"合计{len(rows)}件", *hidden_words(hidden)),
        SIGNATURES,
    )


def hidden_words(hidden: int) -> tuple[str, ...]:
    """That so many secret matters are not in the table; nothing when there are none."""
    return (f"另有保密件{hidden}件，不列入本表",) if hidden else ()


def figures_table(work: Work, first: date, last: date) -> Table:
    """The figures of all three kinds for a span of days."""
    found = [
        petition_figures(work, first, last),
        complaint_figures(work, first, last),
        work_order_figures(work, first, last),
    ]
    closing = ["，".join(f"{figures.kind} {figures.total.total} 件" for figures in found)]
    closing += [line for figures in found for line in closing_lines(figures)]
    closing.append("“其中”：信访为重复信访，投诉为查实，12345 工单为二次派单")
    closing.append(f"件数不足{found[0].least}件的不计比率，也不作比较")
    return Table(
        Petition.kind,
        "信访投诉统计表",
        FIGURE_COLUMNS,
        [cells for figures in found for cells in _figure_cells(figures)],
        period_words(first, last),
        closing,
        SIGNATURES,
    )


def export_figures(store: Store, actor: Actor, first: date, last: date, path: Path) -> int:
    """Write the figures of a span; how many lines were written. See `reports.table.take_out`."""
    return take_out(store, actor, path, lambda work: figures_table(work, first, last))


def closing_lines(figures: Figures) -> list[str]:
    """Repeat rate, verified complaints and satisfaction of one kind, as far as they can be told."""
    lines = []
    if figures.repeat is not None:
        words = "重复信访" if figures.kind == "信访" else "二次派单"
        rate = figures.repeat_rate
        share = f"，占{rate}%" if rate is not None else ""
        lines.append(f"{figures.kind}：{words}{figures.repeat}件{share}")
    if figures.verified is not None:
        lines.append(f"{figures.kind}：查实{figures.verified}件")
    if figures.asked:
        rate = figures.satisfaction
        share = f"，满意率{rate}%" if rate is not None else ""
        lines.append(f"{figures.kind}：回访{figures.asked}件，满意{figures.satisfied}件{share}")
    return lines + [f"{figures.kind}：{line}" for line in hidden_words(figures.hidden)]


def _figure_cells(figures: Figures) -> Iterator[tuple[Cell, ...]]:
    yield _group_cells(figures.kind, "全部", figures.total, figures.least)
    for title, groups in figures.groups.items():
        for group in groups:
            yield _group_cells(figures.kind, title, group, figures.least)


def _group_cells(kind: str, title: str, group: Group, least: int) -> tuple[Cell, ...]:
    counts = (group.total, group.in_time, group.late, group.overdue)
    if group.rate is not None:
        words = f"{group.rate}%"
    else:
        words = f"不足{least}件，不计" if group.total < least else "还没有结果"
    said: tuple[Cell, ...] = (group.again, group.asked, group.satisfied)
    return (kind, title, group.name, *counts, words, *said, _satisfaction(group, least))


def _satisfaction(group: Group, least: int) -> str:
    if not group.asked:
        return ""
    if group.asked < max(least, 1):
        return f"不足{least}件，不计"
    return f"{round(100 * group.satisfied / group.asked, 1)}%"


# --- rows ----------------------------------------------------------------------------------------


def _pages(read: Callable[..., Sequence[Any]], work: Work, wanted: Any, sort: str) -> Iterator[Any]:
    after = None
    while True:
        found = read(work, wanted, sort, descending=False, after=after, limit=PAGE)
        yield from found
        if len(found) < PAGE:
            return
        after = found[-1].key(sort)


def _petitions(work: Work, first: date, last: date, village: str) -> Iterator[tuple[Cell, ...]]:
    wanted = PetitionFilter(village=village, received_from=first, received_to=last)
    row: PetitionRow
    for row in _pages(petitions.page, work, wanted, "received_at"):
        yield (
            row.number,
            _day(row.received_at),
            row.channel.value,
            row.purpose.value,
            row.name or "（匿名）",
            row.phone,
            row.people_count,
            row.village,
            row.subject,
            row.problem,
            "重复" if row.repeat else "初次",
            row.route.value,
            row.unit,
            row.status.value,
            row.due_on,
            row.clock_name,
            row.ended_on,
            row.due_words,
        )


def _complaints(work: Work, first: date, last: date, window: str) -> Iterator[tuple[Cell, ...]]:
    wanted = ComplaintFilter(window=window, received_from=first, received_to=last)
    row: ComplaintRow
    for row in _pages(complaints.page, work, wanted, "received_at"):
        yield (
            row.number,
            _day(row.received_at),
            row.channel.value,
            row.name or "（匿名）",
            row.phone,
            row.window,
            row.respondent_names,
            row.subject,
            row.grade.value,
            row.facts,
            row.handler_name,
            row.status.value,
            row.verdict.value,
            row.due_on,
            row.ended_on,
            row.due_words,
            row.satisfied,
        )


def _orders(work: Work, first: date, last: date, village: str) -> Iterator[tuple[Cell, ...]]:
    wanted = OrderFilter(village=village, dispatched_from=first, dispatched_to=last)
    row: OrderRow
    for row in _pages(workorders.page, work, wanted, "dispatched_at"):
        yield (
            row.number,
            row.external,
            row.dispatched_at,
            row.name,
            row.phone,
            row.village,
            row.subject,
            row.content,
            row.unit,
            row.round,
            row.signed_at,
            row.contacted_at,
            row.finished_at,
            row.status.value,
            row.due_on,
            row.due_words,
            row.call_back,
        )


def _day(at: datetime) -> date:
    return local_date(at)


_PETITIONS = _Ledger("信访登记台账", PETITION_COLUMNS, _petitions, Petition)
_COMPLAINTS = _Ledger("投诉登记台账", COMPLAINT_COLUMNS, _complaints, Complaint)
_ORDERS = _Ledger("12345工单台账", ORDER_COLUMNS, _orders, WorkOrder)
