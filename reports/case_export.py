"""Taking cases out as tables: the ledger of a span, how timely they were, the list as filtered.

Only what the actor may see, ID and phone masked (D8).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

from center.cases.file import CaseFile, file_of
from center.cases.green import speeds
from center.cases.listing import CaseFilter, CaseRow, count, page
from center.cases.records import Case, Status
from center.clock import STATE_LABELS
from center.holidays import work_calendar
from center.imports.rows import Cancelled, Progress, never, silent
from center.records import local_date
from center.rights import Actor
from center.storage import Store, Work
from reports import cases
from reports.span import month_span, span_words
from reports.table import Table, take_out_slowly
from reports.workbook import Cell, Column

PAGE = 500

LIST_COLUMNS = (
    Column("序号", "number", 6),
    Column("办件编号"),
    Column("收件日期", "date", 16),
    Column("申请人"),
    Column("证件号码", width=20),
    Column("联系电话", width=14),
    Column("事项"),
    Column("类型", width=8),
    Column("窗口"),
    Column("状态"),
    Column("到期日", "date", 16),
    Column("时限"),
    Column("经办人"),
    Column("办结日期", "date", 16),
    Column("办理结果"),
)


def ledger(
    work: Work,
    first: date,
    last: date,
    window: str = "",
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> Table | None:
    """The cases received in a span (CASE-06), at one window if named; None if cancelled."""
    rows = ledger_rows(work, first, last, window, progress, cancelled)
    if rows is None:
        return None
    green = () if window else (cases.green_line(*speeds(work, first, last)),)
    return cases.case_ledger(rows, period=span_words(first, last), place=window, more=green)


def timeliness(
    work: Work,
    first: date,
    last: date,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> Table | None:
    """How many of a span's cases were in time, by window, item and handler; None if cancelled."""
    rows = ledger_rows(work, first, last, "", progress, cancelled)
    return None if rows is None else cases.timeliness(rows, period=span_words(first, last))


def export_case_ledger(
    store: Store,
    actor: Actor,
    year: int,
    month: int,
    path: Path,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> int | None:
    """Write a month's ledger; how many cases. See `reports.table.take_out_slowly`.

    Raises Refused for a month that does not exist.
    """
    span = month_span(year, month)
    return take_out_slowly(
        store,
        actor,
        path,
        lambda work: ledger(work, *span, progress=progress, cancelled=cancelled),
    )


def export_case_list(
    store: Store,
    actor: Actor,
    wanted: CaseFilter,
    path: Path,
    *,
    chosen: frozenset[UUID] = frozenset(),
    sort: str = "received_at",
    descending: bool = True,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> int | None:
    """Write a list of cases as it is filtered and sorted, or of it only those `chosen`.

    How many rows there are, None if it was cancelled. See `reports.table.take_out_slowly`.
    """

    def make(work: Work) -> Table | None:
        found: list[CaseRow] = []
        total = len(chosen) or count(work, wanted)
        for row in _pages(work, wanted, sort, descending):
            if cancelled():
                return None
            if not chosen or row.id in chosen:
                found.append(row)
                progress(len(found), total, "正在读取办件")
        rows = [_list_cells(number, row) for number, row in enumerate(found, 1)]
        closing = (f"合计{len(found)}件",)
        return Table(Case.kind, "办件清单", LIST_COLUMNS, rows, closing=closing)

    return take_out_slowly(store, actor, path, make)


def ledger_rows(
    work: Work, first: date, last: date, window: str, tell: Progress, stop: Cancelled
) -> list[cases.CaseRow] | None:
    """The cases received in a span as the ledger shows them."""
    wanted = CaseFilter(window=window, received_from=first, received_to=last)
    total, calendar = count(work, wanted, cap=1_000_000), work_calendar(work.session)
    found: list[cases.CaseRow] = []
    for row in _pages(work, wanted, "received_at", descending=False):
        if stop():
            return None
        case = work.session.get_one(Case, row.id)
        file = file_of(work, case, calendar)
        clock = file.clock.current
        limited = case.status not in (Status.REFUSED, Status.RETURNED)
        found.append(
            cases.CaseRow(
                number=case.number or "",
                received=local_date(case.received_at),
                applicant=case.name,
                id_number=row.id_number,
                item=case.item_name,
                kind=case.case_kind.value,
                window=case.window,
                handler=case.handler_name,
                accepted=case.accepted_on,
                due=clock.due,
                finished=local_date(case.finished_at) if case.finished_at else None,
                status=case.status.value,
                state=clock.state if limited else None,
                days_over=clock.days_over if limited else 0,
                note=_note(file),
            )
        )
        tell(len(found), total, "正在读取办件")
    return found


def _note(file: CaseFile) -> str:
    """How it ended and why, and beside that what is special: green, joint, carried (CASE-10)."""
    case, helping = file.case, file.helping
    words = (
        "绿色通道" if case.green else "",
        f"联办 {len(helping.parts)} 个部门" if helping.parts else "",
        f"代办：{helping.agency.agent}" if helping.agency is not None else "",
        "容缺受理" if helping.promise is not None else "",
        "：".join(word for word in (case.result, case.reason) if word),
    )
    return "；".join(word for word in words if word)


def _pages(work: Work, wanted: CaseFilter, sort: str, descending: bool) -> Iterator[CaseRow]:
    after = None
    while rows := page(work, wanted, sort, descending=descending, after=after, limit=PAGE):
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1].key(sort)


def _list_cells(number: int, row: CaseRow) -> tuple[Cell, ...]:
    return (
        number,
        row.number or "",
        local_date(row.received_at),
        row.name,
        row.id_number,
        row.phone,
        row.item_name,
        row.case_kind.value,
        row.window,
        row.status.value,
        row.due_on,
        STATE_LABELS[row.light],
        row.handler_name,
        local_date(row.finished_at) if row.finished_at else None,
        row.result,
    )
