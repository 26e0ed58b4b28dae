"""Rolls taken out of the program, as workbooks and as paper; each journalled, masked by default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

from center.groups import group_order
from center.imports.rows import Cancelled, Progress, never, silent
from center.money import yuan
from center.records import local_date
from center.rights import Actor
from center.rolls.listing import MemberFilter, MemberRow, count, page
from center.rolls.records import Member
from center.settings import values
from center.storage import Store, Work
from forms.rolls import roll_pdf
from reports.table import Table, journal, require_full, take_out_slowly
from reports.workbook import Cell, Column

PAGE = 500
COLUMNS = (
    Column("序号", "number", 6),
    Column("花名册"),
    Column("姓名"),
    Column("证件号码", width=20),
    Column("联系电话", width=14),
    Column("村（社区）"),
    Column("组"),
    Column("类别"),
    Column("每月金额（元）", width=14),
    Column("一卡通账号", width=22),
    Column("享受起始", "date"),
    Column("状态"),
    Column("下次复核", "date"),
    Column("备注", "note", 16),
)


def roll_table(
    work: Work,
    wanted: MemberFilter,
    *,
    masked: bool = True,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> Table | None:
    """The members a filter shows, by village; None when cancelled."""
    rows = _read(work, wanted, masked, progress, cancelled)
    return None if rows is None else _made(rows, wanted)


def export_roll(
    store: Store,
    actor: Actor,
    wanted: MemberFilter,
    path: Path,
    *,
    full_reason: str | None = None,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> int | None:
    """Write the members a filter shows; None when cancelled. See `reports.table.take_out_slowly`.

    With `full_reason` numbers and accounts stand there in full.
    """

    def make(work: Work) -> Table | None:
        masked = full_reason is None
        return roll_table(work, wanted, masked=masked, progress=progress, cancelled=cancelled)

    return take_out_slowly(store, actor, path, make, full_reason=full_reason)


def print_roll(
    store: Store,
    actor: Actor,
    wanted: MemberFilter,
    *,
    full_reason: str | None = None,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> bytes | None:
    """The members a filter shows as a PDF, a village to a page; as `export_roll`."""
    require_full(actor, full_reason)
    with store.read(actor) as work:
        unit, now = values(work.session, work.now).text("unit_name"), work.now
        rows = _read(work, wanted, full_reason is None, progress, cancelled)
    if rows is None:
        return None
    journal(store, actor, _made(rows, wanted), "PDF", full_reason)
    day = local_date(now)
    said = f"制表：{actor.name}　{day.year}年{day.month}月{day.day}日"
    return roll_pdf(wanted.roll or "对象", unit, rows, said)


def _made(rows: Sequence[MemberRow], wanted: MemberFilter) -> Table:
    return Table(
        Member.kind,
        f"{wanted.village}{wanted.roll or '对象'}花名册",
        COLUMNS,
        [_cells(number, row) for number, row in enumerate(rows, 1)],
        closing=(f"合计 {len(rows)} 人，每月 {yuan(sum(row.amount for row in rows))} 元",),
        signatures=("制表人", "审核人"),
    )


def _read(
    work: Work, wanted: MemberFilter, masked: bool, progress: Progress, cancelled: Cancelled
) -> list[MemberRow] | None:
    found: list[MemberRow] = []
    total = count(work, wanted)
    for row in _pages(work, wanted, masked=masked):
        if cancelled():
            return None
        found.append(row)
        progress(len(found), total, "正在读取花名册")
    return sorted(found, key=_place)


def _place(row: MemberRow) -> tuple[str, str, tuple[int, str], str, UUID]:
    return row.roll, row.village, group_order(row.group), row.name, row.id


def _pages(work: Work, wanted: MemberFilter, *, masked: bool) -> Iterator[MemberRow]:
    after = None
    while rows := page(work, wanted, "village", after=after, limit=PAGE, masked=masked):
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1].key("village")


def _cells(number: int, row: MemberRow) -> tuple[Cell, ...]:
    return (
        number,
        row.roll,
        row.name,
        row.id_number,
        row.phone,
        row.village,
        row.group,
        row.category,
        yuan(row.amount),
        row.card_account,
        row.started_on,
        row.state.value,
        row.review_due,
        row.remark,
    )
