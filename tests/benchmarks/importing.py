"""Importing 20,000 rows of the platform's list: people, keys, cases, events, numbers, journal."""

from __future__ import annotations

import random
import shutil
import statistics
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from center.imports.cases import import_cases
from center.imports.given import Columns
from center.imports.headings import CASE_TARGETS, find_headings, propose
from center.imports.plan import plan
from center.imports.rows import Row
from center.imports.undo import undo_import
from center.items import catalogue
from center.office import open_store
from center.rights import Actor
from center.storage import DATABASE, Store, open_file
from reports import reading
from tests.benchmarks.measuring import Measured, at_most, timed
from tests.benchmarks.statements import Statement, replay, writing_statements
from tests.benchmarks.town import GIVEN, SURNAMES, found, number_of
from tests.workbooks import xlsx

ROWS = 20_000
ROUNDS = 3
FACTOR = 6.0
MOST_SECONDS = 60.0
MOST_UNDO_SECONDS = 30.0

HEAD: tuple[str, ...] = (
    "办件编号",
    "事项名称",
    "申请人",
    "身份证号",
    "联系电话",
    "村",
    "申请时间",
    "受理时间",
)
HEAD += ("办结时间", "状态", "办理结果", "经办人")


def measure(folder: Path) -> list[Measured]:
    """One import against its own statements replayed, and the whole way from file to commit."""
    store, actor = found(folder / "first")
    key = store.key
    assert key is not None
    path = xlsx(folder / "明细.xlsx", [HEAD, *_lines(store, actor)])
    store.close()
    for name in [
        "heard",
        "way",
        "undo",
        *(f"{side}{n}" for side in ("ours", "bare") for n in range(ROUNDS)),
    ]:
        shutil.copytree(folder / "first", folder / name)
    way = timed(
        partial(_whole_way, open_store(folder / "way", key, clock=store.clock), actor, path)
    )
    rows = reading.rows(path, "办件")
    assert rows is not None
    statements = _heard(open_store(folder / "heard", key, clock=store.clock), actor, rows)
    ours, bare = [], []
    for n in range(ROUNDS):
        opened = open_store(folder / f"ours{n}", key, clock=store.clock)
        ours.append(timed(partial(_bring_in, opened, actor, rows)))
        opened.close()
        with closing(open_file(folder / f"bare{n}" / DATABASE, key)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            bare.append(timed(partial(replay, connection, statements)))
    undo = _undo(open_store(folder / "undo", key, clock=store.clock), actor, rows) / 1000
    own, hand = statistics.median(ours) / 1000, statistics.median(bare) / 1000
    seconds = way / 1000
    return [
        at_most(f"导入 {ROWS:,} 行，与同样的行直接写入相比", own, hand, FACTOR, "s"),
        Measured(
            "  读表、核对、导入全程",
            seconds,
            f"< {MOST_SECONDS:g} s",
            seconds < MOST_SECONDS,
            unit="s",
        ),
        Measured(
            "  整次撤销，与导入相比",
            undo,
            f"< {MOST_UNDO_SECONDS:g} s",
            undo < MOST_UNDO_SECONDS,
            own,
            unit="s",
        ),
    ]


def _lines(store: Store, actor: Actor) -> list[tuple[str, ...]]:
    rng = random.Random(3)
    with store.read(actor) as work:
        items = [item.name for item in catalogue(work)]
    made: list[tuple[str, ...]] = []
    for n in range(ROWS):
        day = date(2025, 1, 2) + timedelta(days=n % 300)
        name = rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN)
        done = day + timedelta(days=n % 9)
        made.append(
            (
                f"11440{n:08d}",
                items[n % len(items)],
                name,
                number_of(n),
                f"139{rng.randrange(10**8):08d}",
                "石桥村",
                f"{day.isoformat()} 10:20",
                day.isoformat(),
                done.isoformat(),
                "已办结",
                "准予",
                "李四",
            )
        )
    return made


def _columns(rows: Sequence[Row]) -> Columns:
    headings = find_headings(rows, CASE_TARGETS)
    assert headings is not None
    return Columns(propose(headings.titles, CASE_TARGETS), headings.last_row, "明细.xlsx")


def _bring_in(store: Store, actor: Actor, rows: Sequence[Row]) -> None:
    with store.work(actor) as work:
        done = import_cases(work, rows, _columns(rows))
    assert done is not None
    assert all(planned.case is not None for planned in done.plan.rows)


def _whole_way(store: Store, actor: Actor, path: Path) -> None:
    """What a clerk waits for: the file read in its own process, the dry run, the import."""
    rows = reading.rows(path, "办件")
    assert rows is not None
    with store.read(actor) as work:
        plan(work, rows, _columns(rows))
    _bring_in(store, actor, rows)
    store.close()


def _undo(store: Store, actor: Actor, rows: Sequence[Row]) -> float:
    """Milliseconds to take the whole import back."""
    with store.work(actor) as work:
        done = import_cases(work, rows, _columns(rows))
    assert done is not None
    assert done.operation is not None
    operation = done.operation

    def take_back() -> None:
        with store.work(actor) as work:
            undone = undo_import(work, operation, "量一量")
        assert undone is not None
        assert undone.kept == ()

    taken = timed(take_back)
    store.close()
    return taken


def _heard(store: Store, actor: Actor, rows: Sequence[Row]) -> list[Statement]:
    """The writing statements of an import, as the driver got them."""
    heard = writing_statements(store)

    _bring_in(store, actor, rows)
    store.close()
    return heard
