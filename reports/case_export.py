"""Taking cases out as workbooks: the month's ledger and the list as filtered; both journalled.

Only what the actor may see, ID and phone masked (D8). The journal is written before the file, so
that no table leaves the program unrecorded.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

from center.cases.file import CaseFile, file_of
from center.cases.green import speeds
from center.cases.listing import CaseFilter, CaseRow, count, page
from center.cases.records import Case, Status
from center.clock import STATE_LABELS
from center.errors import Problem, Refused
from center.holidays import work_calendar
from center.journal import commit
from center.records import local_date
from center.rights import Actor, Right, require
from center.settings import values
from center.storage import Note, Store, Work
from reports import cases
from reports.workbook import Cell, Column, table

PAGE = 500

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]

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


def export_case_ledger(
    store: Store,
    actor: Actor,
    year: int,
    month: int,
    path: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> int | None:
    """Write the ledger of the cases received in a month (CASE-06, CASE-07) to `path`.

    Returns how many cases it holds, None if it was cancelled (then there is no file). Raises
    Refused for a month that does not exist, NotAllowed without the right to export, Expected when
    the file cannot be written.
    """
    require(actor, Right.EXPORT)
    if not 1 <= month <= 12 or not 2000 <= year <= 2999:
        raise Refused([Problem("month", "没有这个月份，请写成例如 2026 年 10 月")])
    period = f"{year}年{month}月"
    with store.read(actor) as work:
        unit = values(work.session, work.now).text("unit_name")
        rows = _ledger_rows(work, year, month, progress or _silent, cancelled or _never)
        now = work.now
        last = date(year, month, monthrange(year, month)[1])
        green = cases.green_line(*speeds(work, date(year, month, 1), last))
    if rows is None:
        return None
    _journal(store, actor, f"办件台账　{period}", len(rows), path)
    cases.case_ledger(rows, unit=unit, period=period, path=path, made_at=now, more=(green,))
    return len(rows)


def export_case_list(
    store: Store,
    actor: Actor,
    wanted: CaseFilter,
    path: Path,
    *,
    chosen: frozenset[UUID] = frozenset(),
    sort: str = "received_at",
    descending: bool = True,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> int | None:
    """Write a list of cases as it is filtered and sorted, or of it only those `chosen`.

    Returns how many rows there are, None if it was cancelled. Raises as `export_case_ledger`.
    """
    require(actor, Right.EXPORT)
    tell, stop = progress or _silent, cancelled or _never
    found: list[CaseRow] = []
    with store.read(actor) as work:
        unit, now = values(work.session, work.now).text("unit_name"), work.now
        total = len(chosen) or count(work, wanted)
        for row in _pages(work, wanted, sort, descending):
            if stop():
                return None
            if not chosen or row.id in chosen:
                found.append(row)
                tell(len(found), total, "正在读取办件")
    _journal(store, actor, "办件清单", len(found), path)
    return table(
        path,
        LIST_COLUMNS,
        (_list_cells(number, row) for number, row in enumerate(found, 1)),
        title="办件清单",
        unit=unit,
        made_at=now,
        closing=(f"合计{len(found)}件",),
    )


def _ledger_rows(
    work: Work, year: int, month: int, tell: Progress, stop: Cancelled
) -> list[cases.CaseRow] | None:
    wanted = CaseFilter(
        received_from=date(year, month, 1),
        received_to=date(year, month, monthrange(year, month)[1]),
    )
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


def _journal(store: Store, actor: Actor, name: str, rows: int, path: Path) -> None:
    with store.work(actor) as work:
        payload = {"name": name, "rows": rows, "file": path.name}
        # An export is about many records: it gets an id of its own.
        work.notes.append(Note("export", Case.kind, work.new_id(), payload))
        commit(work)


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


def _silent(_done: int, _total: int, _words: str) -> None:
    """Nobody watches."""


def _never() -> bool:
    return False
