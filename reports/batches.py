"""A batch taken out of the program: workbook, list for signing, who is missing; each journalled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal
from uuid import UUID

from center.batches.records import Batch, Mark
from center.batches.ticking import BatchFile, LineRow, open_batch
from center.money import yuan
from center.records import local_date
from center.rights import Actor, Right, require
from center.settings import values
from center.storage import Store, Work
from forms.batches import missing_list, sign_list
from reports.table import Table, journal, take_out
from reports.workbook import Cell, Column

Which = Literal["sign", "missing"]
COLUMNS = (
    Column("序号", "number", 6),
    Column("姓名"),
    Column("证件号码", width=20),
    Column("联系电话", width=14),
    Column("村（社区）"),
    Column("组"),
    Column("办理情况"),
    Column("日期", "date"),
    Column("金额（元）", width=12),
    Column("经办"),
    Column("备注", "note", 16),
)


def batch_table(work: Work, batch: UUID) -> Table:
    """The list of a batch with how each row stands."""
    return _made(open_batch(work, batch))


def export_batch(store: Store, actor: Actor, batch: UUID, path: Path) -> int:
    """Write the list of a batch, masked (D8); how many rows. See `reports.table.take_out`."""
    return take_out(store, actor, path, lambda work: batch_table(work, batch))


def print_batch(store: Store, actor: Actor, batch: UUID, which: Which = "sign") -> bytes:
    """The list to sign, or the list of who is missing, as a PDF; journalled as an export."""
    require(actor, Right.EXPORT)
    with store.read(actor) as work:
        unit, now = values(work.session, work.now).text("unit_name"), work.now
        file = open_batch(work, batch)
    name = f"{file.batch.name}{'签字表' if which == 'sign' else '未办人员名单'}"
    journal(store, actor, replace(_made(file), name=name), "PDF")
    day = local_date(now)
    said = f"制表：{actor.name}　{day.year}年{day.month}月{day.day}日"
    return (sign_list if which == "sign" else missing_list)(file, unit, said)


def _made(file: BatchFile) -> Table:
    counts = ("".join((mark.value, f" {file.counts.get(mark, 0)} 人")) for mark in Mark)
    total = f"合计 {len(file.lines)} 人：{'，'.join(counts)}；收取 {yuan(file.collected)} 元"
    return Table(
        Batch.kind,
        file.batch.name,
        COLUMNS,
        [_cells(line) for line in file.lines],
        closing=(total,),
        signatures=("经办人", "审核人"),
        about=file.batch.id,
    )


def _cells(line: LineRow) -> tuple[Cell, ...]:
    twice = f"与第 {line.repeats} 号重复" if line.repeats else ""
    return (
        line.position,
        line.name,
        line.id_number,
        line.phone,
        line.village,
        line.group,
        line.mark.value,
        line.on,
        "" if line.amount is None else yuan(line.amount),
        line.by,
        "；".join(word for word in (line.remark, twice) if word),
    )
