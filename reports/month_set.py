"""月末一套: the director's tables of one month into one folder, each by itself (HR-13)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from center.errors import Expected
from center.imports.rows import Cancelled, Progress
from center.rights import Actor
from center.storage import Store
from reports.offer import MONTH_SET, Report, Wanted, named
from reports.span import month_span, span_words


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one table: its file and rows, or the trouble that kept it from being made."""

    report: Report
    path: Path
    rows: int = 0
    trouble: Exception | None = None


def month_set(actor: Actor, year: int, month: int) -> list[tuple[Report, Wanted]]:
    """The tables of a month this account may have, in their order."""
    reports = [named(name) for name in MONTH_SET]
    return [(r, r.wanted_of(year, month)) for r in reports if r.allowed(actor)]


def set_folder(folder: Path, year: int, month: int) -> Path:
    """Where a month's set goes: 月末一套 2026年9月 in `folder`."""
    return folder / f"月末一套 {span_words(*month_span(year, month))}"


def write_month_set(
    store: Store,
    actor: Actor,
    year: int,
    month: int,
    folder: Path,
    progress: Progress,
    cancelled: Cancelled,
) -> list[Written]:
    """Write the set into `folder`, which is made; what became of each table, in their order.

    A table that fails stops no other. When cancelled, what was written stays. Raises Expected when
    the folder cannot be made.
    """
    wanted = month_set(actor, year, month)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Expected(
            f"“{folder}”不能写入，一张表也没有生成；请换一个文件夹再试。", str(error)
        ) from error
    done: list[Written] = []
    for number, (report, asked) in enumerate(wanted, 1):
        if cancelled():
            break
        progress(number - 1, len(wanted), f"正在生成{report.title}")
        path = folder / f"{number:02d} {report.file_name(asked)}.xlsx"
        try:
            rows = report.export(store, actor, replace(asked, cancelled=cancelled), path)
        except Exception as error:  # told with the table's name; the others are written
            done.append(Written(report, path, trouble=error))
        else:
            if rows is not None:
                done.append(Written(report, path, rows))
    return done
