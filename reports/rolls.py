"""Rolls taken out of the program, as workbooks and as paper; each journalled, masked by default.

The journal is written before the file, so that no list leaves the program unrecorded (D8).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from center.errors import Problem, Refused
from center.groups import group_order
from center.imports.rows import Cancelled, Progress, never, silent
from center.journal import commit
from center.money import yuan
from center.records import local_date
from center.rights import Actor, Right, require
from center.rolls.listing import MemberFilter, MemberRow, count, page
from center.rolls.records import Member
from center.settings import values
from center.storage import Note, Store, Work
from forms.rolls import roll_pdf
from reports.workbook import Cell, Column, table

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
    """Write the members a filter shows to a workbook, by village; None when cancelled.

    With `full_reason` numbers and accounts stand there in full, which needs the right to reveal
    and a reason for the journal. Raises Refused, NotAllowed, and Expected when the file cannot be
    written.
    """
    read = _read(store, actor, wanted, full_reason, progress, cancelled)
    if read is None:
        return None
    rows, unit, now = read
    title = f"{wanted.village}{wanted.roll or '对象'}花名册"
    _journal(store, actor, title, rows, path.name, full_reason)
    return table(
        path,
        COLUMNS,
        (_cells(number, row) for number, row in enumerate(rows, 1)),
        title=title,
        unit=unit,
        made_at=now,
        closing=(f"合计 {len(rows)} 人，每月 {yuan(sum(row.amount for row in rows))} 元",),
        signatures=("制表人", "审核人"),
    )


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
    read = _read(store, actor, wanted, full_reason, progress, cancelled)
    if read is None:
        return None
    rows, unit, now = read
    title = f"{wanted.village}{wanted.roll or '对象'}花名册"
    _journal(store, actor, title, rows, "PDF", full_reason)
    day = local_date(now)
    made = f"制表：{actor.name}　{day.year}年{day.month}月{day.day}日"
    return roll_pdf(wanted.roll or "对象", unit, rows, made)


def _read(
    store: Store,
    actor: Actor,
    wanted: MemberFilter,
    full_reason: str | None,
    progress: Progress,
    cancelled: Cancelled,
) -> tuple[list[MemberRow], str, datetime] | None:
    require(actor, Right.EXPORT)
    if full_reason is not None:
        require(actor, Right.REVEAL)
        if not full_reason.strip():
            raise Refused([Problem("reason", "导出完整号码要写明原因")])
    found: list[MemberRow] = []
    with store.read(actor) as work:
        unit, now = values(work.session, work.now).text("unit_name"), work.now
        total = count(work, wanted)
        for row in _pages(work, wanted, masked=full_reason is None):
            if cancelled():
                return None
            found.append(row)
            progress(len(found), total, "正在读取花名册")
    found.sort(key=_place)
    return found, unit, now


def _place(row: MemberRow) -> tuple[str, str, tuple[int, str], str, UUID]:
    return row.roll, row.village, group_order(row.group), row.name, row.id


def _pages(work: Work, wanted: MemberFilter, *, masked: bool) -> Iterator[MemberRow]:
    after = None
    while rows := page(work, wanted, "village", after=after, limit=PAGE, masked=masked):
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1].key("village")


def _journal(
    store: Store, actor: Actor, name: str, rows: list[MemberRow], file: str, reason: str | None
) -> None:
    with store.work(actor) as work:
        about = work.new_id()
        payload = {"name": name, "rows": len(rows), "file": file}
        work.notes.append(Note("export", Member.kind, about, payload))
        if reason is not None:
            told = {"name": name, "rows": len(rows), "reason": reason.strip()}
            work.notes.append(Note("reveal", Member.kind, about, told))
        commit(work)


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
