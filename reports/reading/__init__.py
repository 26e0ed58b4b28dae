"""Tables from outside (.xlsx, .xls, .csv) as plain rows, read in a child process.

Whatever is in the file, the program stays: the child looks into the file before any library does,
its memory is bounded, and it is killed when it is cancelled, falls silent or takes too long.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Any

from center.errors import Expected
from center.imports.rows import Cancelled, Progress, Row, Sheet, never, silent
from reports.reading.child import serve

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".csv", ".txt", ".dat")
QUIET_SECONDS = 60.0
MOST_SECONDS = 180.0
_TICK = 0.1


def sheets(path: Path, cancelled: Cancelled = never) -> list[Sheet] | None:
    """The sheets of a file with their first rows; None when cancelled.

    Raises Expected, a Chinese sentence, for a file that cannot or must not be read.
    """
    found = []
    for message in _told(path, None, cancelled):
        if message is None:
            return None
        found.append(message)
    return found


def rows(
    path: Path, sheet: str, progress: Progress = silent, cancelled: Cancelled = never
) -> list[Row] | None:
    """Every row of one sheet that holds anything, in order; None when cancelled.

    Raises as `sheets`; a table longer or wider than an import may be is refused whole.
    """
    found: list[Row] = []
    for message in _told(path, sheet, cancelled):
        if message is None:
            return None
        found += message
        progress(len(found), 0, "正在读取表格")
    return found


def _told(path: Path, sheet: str | None, cancelled: Cancelled) -> Iterator[Any]:
    """What the child tells, one message after the other; None when cancelled."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=serve, args=(there, path, sheet), daemon=True)
    child.start()
    there.close()
    try:
        with closing(here):
            yield from _listen(here, cancelled)
    finally:
        child.kill()
        child.join()
        child.close()


def _listen(here: Connection, cancelled: Cancelled) -> Iterator[Any]:
    begun = heard = monotonic()
    while True:
        if cancelled():
            yield None
            return
        if not here.poll(_TICK):
            now = monotonic()
            if now - heard > QUIET_SECONDS or now - begun > MOST_SECONDS:
                raise Expected(
                    "这个表格太大或内容异常，读了很久没有读完，没有导入任何内容。"
                    "请只留下要导入的表，另存为新的 .xlsx 再试。"
                )
            continue
        try:
            kind, told = here.recv()
        except EOFError:
            raise Expected(
                "这个表格读到一半停下了，可能太大或已损坏，没有导入任何内容。"
                "请用表格软件打开，另存为新的 .xlsx 再试。"
            ) from None
        heard = monotonic()
        if kind == "refused":
            raise Expected(*told)
        if kind == "end":
            return
        yield told
