"""The ledger of visits (来访登记台账): who came, for what, who was first asked, where to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from center.imports.rows import Cancelled, Progress, never, silent
from center.items import active_items
from center.registration.listing import VisitFilter, VisitRow, count, page
from center.registration.records import Visit
from center.storage import Work
from reports.span import span_words
from reports.table import Table
from reports.workbook import Cell, Column

PAGE = 500
TITLE = "来访登记台账"
COLUMNS = (
    Column("序号", "number", 6),
    Column("编号", width=21),
    Column("时间", "time", 17),
    Column("渠道", width=6),
    Column("类别", width=6),
    Column("来访群众", width=10),
    Column("证件号码", width=20),
    Column("联系电话", width=13),
    Column("村（社区）", width=11),
    Column("人数", "number", 6),
    Column("事由", "note", 28),
    Column("首问责任人", width=11),
    Column("去向", width=10),
    Column("转到窗口", width=11),
    Column("答复期限", "date"),
    Column("备注", "note", 12),
)


def visit_ledger(
    work: Work,
    first: date,
    last: date,
    window: str = "",
    *,
    masked: bool = True,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> Table | None:
    """The visits of a span, oldest first, handed to one window if named; None when cancelled.

    One row a matter: who came with two has two rows (REG-01). Unmasked it needs the right to
    reveal.
    """
    wanted = VisitFilter(window=window, received_from=first, received_to=last)
    total = count(work, wanted, cap=1_000_000)
    names = {item.code: item.name for item in active_items(work)}
    found: list[VisitRow] = []
    for row in _pages(work, wanted, masked=masked):
        if cancelled():
            return None
        found.append(row)
        progress(len(found), total, "正在读取来访登记")
    return Table(
        Visit.kind,
        f"{window}{TITLE}",
        COLUMNS,
        [_cells(number, row, names.get(row.item_code, "")) for number, row in enumerate(found, 1)],
        span_words(first, last),
        tuple(_totals(found)),
        ("制表人", "审核人"),
    )


def _totals(found: list[VisitRow]) -> Iterator[str]:
    kinds = Counter(row.visit_kind.value for row in found)
    routes = Counter(row.route.value for row in found)
    yield f"合计{len(found)}件"
    for counted in (kinds, routes):
        if counted:
            yield "、".join(f"{name}{number}件" for name, number in counted.most_common())


def _pages(work: Work, wanted: VisitFilter, *, masked: bool) -> Iterator[VisitRow]:
    after = None
    while rows := page(work, wanted, descending=False, after=after, limit=PAGE, masked=masked):
        yield from rows
        after = rows[-1].key("received_at")


def _cells(number: int, row: VisitRow, item: str) -> tuple[Cell, ...]:
    return (
        number,
        row.number or "",
        row.received_at,
        row.channel.value,
        row.visit_kind.value,
        row.name,
        row.id_number,
        row.phone,
        row.village,
        row.people_count,
        item or row.topic or row.need,
        row.first_asked_name,
        row.route.value,
        row.window,
        row.promised_reply_on,
        "、".join(row.marks),
    )
