"""A batch taken out of the program: workbook, list for signing, who is missing; each journalled."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

from center.batches.records import Batch, Mark
from center.batches.ticking import BatchFile, LineRow, open_batch
from center.journal import commit
from center.money import yuan
from center.records import local_date
from center.rights import Actor, Right, require
from center.settings import values
from center.storage import Note, Store
from forms.batches import missing_list, sign_list
from reports.workbook import Cell, Column, table

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


def export_batch(store: Store, actor: Actor, batch: UUID, path: Path) -> int:
    """Write the list of a batch to a workbook and return how many rows there are (D8: masked).

    Raises NotAllowed without the right to export, Expected when the file cannot be written.
    """
    file, unit, now = _read(store, actor, batch)
    _journal(store, actor, file, file.batch.name, path.name)
    counts = ("".join((mark.value, f" {file.counts.get(mark, 0)} 人")) for mark in Mark)
    return table(
        path,
        COLUMNS,
        (_cells(line) for line in file.lines),
        title=file.batch.name,
        unit=unit,
        made_at=now,
        closing=(
            f"合计 {len(file.lines)} 人：{'，'.join(counts)}；收取 {yuan(file.collected)} 元",
        ),
        signatures=("经办人", "审核人"),
    )


def print_batch(store: Store, actor: Actor, batch: UUID, which: Which = "sign") -> bytes:
    """The list to sign, or the list of who is missing, as a PDF; journalled as an export."""
    file, unit, now = _read(store, actor, batch)
    name = f"{file.batch.name}{'签字表' if which == 'sign' else '未办人员名单'}"
    _journal(store, actor, file, name, "PDF")
    day = local_date(now)
    made = f"制表：{actor.name}　{day.year}年{day.month}月{day.day}日"
    return (sign_list if which == "sign" else missing_list)(file, unit, made)


def _read(store: Store, actor: Actor, batch: UUID) -> tuple[BatchFile, str, datetime]:
    require(actor, Right.EXPORT)
    with store.read(actor) as work:
        unit = values(work.session, work.now).text("unit_name")
        return open_batch(work, batch), unit, work.now


def _journal(store: Store, actor: Actor, file: BatchFile, name: str, to: str) -> None:
    with store.work(actor) as work:
        payload = {"name": name, "rows": len(file.lines), "file": to}
        work.notes.append(Note("export", Batch.kind, file.batch.id, payload))
        commit(work)


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
