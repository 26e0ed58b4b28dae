"""A table before it becomes a workbook or paper, and the one way by which every table leaves.

What is previewed is what is written: both come from the same `Table`. Personal data in it come
masked (D8); whoever takes them out in full must have the right and say why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from center.calendar import CHINA, spoken
from center.errors import Problem, Refused
from center.journal import commit
from center.records import local_date
from center.rights import Actor, Right, require
from center.settings import values
from center.storage import Note, Store, Work
from forms.lists import ListColumn, Part, list_pdf
from reports.workbook import Cell, Column, Kind, table, whole_file

MIDDLE: frozenset[Kind] = frozenset({"number", "amount", "date", "time"})
"""Kinds of cell that stand in the middle on paper."""
PAD = 2.0
"""Points between a cell's text and its lines on paper."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a table holds; `kind` is that of the records it is about, for the journal.

    `about` is the one record it is about, None where it is about many. `name` stands in the
    journal, by default title and period. `period` is Chinese, empty for a state of today.
    """

    kind: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    period: str = ""
    closing: Sequence[str] = ()
    signatures: Sequence[str] = ()
    landscape: bool = True
    about: UUID | None = None
    name: str = ""

    @property
    def told(self) -> str:
        """Its name in the journal."""
        return self.name or "　".join(part for part in (self.title, self.period) if part)


Make = Callable[[Work], Table | None]
"""Reads a table; None when it was cancelled."""


def take_out(store: Store, actor: Actor, path: Path, make: Callable[[Work], Table]) -> int:
    """Write a table to `path`, a .xlsx or a .pdf; how many rows it has.

    Journalled before the file, so that no list leaves the program unrecorded (D8). Raises
    NotAllowed without the right, Refused for another suffix, Expected when the file cannot be
    written.
    """
    rows = take_out_slowly(store, actor, path, make)
    assert rows is not None
    return rows


def take_out_slowly(
    store: Store, actor: Actor, path: Path, make: Make, *, full_reason: str | None = None
) -> int | None:
    """As `take_out`, where `make` may be cancelled: then there is no file, and None.

    `full_reason` says that `make` reads numbers in full and why, which needs the right to see them;
    raises Refused when no reason is given.
    """
    require_full(actor, full_reason)
    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".pdf"):
        raise Refused([Problem("file", "请存成 .xlsx 或 .pdf 文件")])
    with store.read(actor) as work:
        unit, now = values(work.session, work.now).text("unit_name"), work.now
        made = make(work)
    if made is None:
        return None
    journal(store, actor, made, path.name, full_reason)
    if suffix == ".xlsx":
        return write(made, path, unit, now)
    content = paper(made, unit, f"{actor.name}　{spoken(local_date(now))}")
    with whole_file(path) as file:
        file.write(content)
    return len(made.rows)


def require_full(actor: Actor, full_reason: str | None) -> None:
    """The right to take tables out; with a reason also the one to see numbers in full (D8)."""
    require(actor, Right.EXPORT)
    if full_reason is not None:
        require(actor, Right.REVEAL)
        if not full_reason.strip():
            raise Refused([Problem("reason", "导出完整号码要写明原因")])


def journal(
    store: Store, actor: Actor, made: Table, file: str, full_reason: str | None = None
) -> None:
    """Write down that a table leaves under a file's name, and why its numbers stand in full."""
    with store.work(actor) as work:
        # An export of many records gets an id of its own.
        about = made.about or work.new_id()
        payload = {"name": made.told, "rows": len(made.rows), "file": file}
        work.notes.append(Note("export", made.kind, about, payload))
        if full_reason is not None:
            told = {"name": made.told, "rows": len(made.rows), "reason": full_reason.strip()}
            work.notes.append(Note("reveal", made.kind, about, told))
        commit(work)


def write(made: Table, path: Path, unit: str, made_at: datetime) -> int:
    """Write a table as a workbook; see `reports.workbook.table`."""
    return table(
        path,
        made.columns,
        made.rows,
        title=made.title,
        unit=unit,
        period=made.period,
        made_at=made_at,
        closing=made.closing,
        signatures=made.signatures,
        landscape=made.landscape,
    )


def paper(made: Table, unit: str, by: str) -> bytes:
    """A table as a PDF on A4, `by` whom and when at its foot."""
    columns = [
        ListColumn(one.title, 0, "center" if one.kind in MIDDLE else "left") for one in made.columns
    ]
    kinds = [one.kind for one in made.columns]
    rows = [[shown(*cell) for cell in zip(row, kinds, strict=True)] for row in made.rows]
    signed = "　　".join(f"{name}：＿＿＿＿＿＿" for name in made.signatures)
    closing = [*made.closing] if made.rows else ["本期没有记录"]
    return list_pdf(
        made.title,
        unit,
        columns,
        [Part(made.period, rows, "\n".join([*closing, *([signed] if signed else [])]))],
        made=by,
        totals=lambda page: f"本页 {len(page)} 行",
        wide=made.landscape,
        pad=PAD,
        fitted=True,
    )


def shown(cell: Cell, kind: Kind = "text") -> str:
    """A cell as it is read on paper and screen: 2026-09-22, 2026-09-22 09:05, 95.0%."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        local = cell.astimezone(CHINA) if cell.tzinfo else cell
        return f"{local:%Y-%m-%d}" if kind == "date" else f"{local:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if kind == "percent" and isinstance(cell, int | float):
        return f"{cell:.1%}"
    return str(cell)
