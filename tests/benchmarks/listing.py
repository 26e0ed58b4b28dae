"""The list of cases over a million of them: the first page of every filter and every order.

Baseline: the newest page of this year by a bare statement on the same database.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from center.accounts import Account
from center.cases.listing import SORTS, CaseFilter, page
from center.cases.pace import at_once
from center.cases.records import Status
from center.clock import State
from center.items import Item
from center.records import microseconds, uuid7
from center.rights import Actor
from center.storage import DATABASE, Store, open_file
from tests.benchmarks.measuring import Measured, percentile, timed
from tests.benchmarks.town import found, like_case, names_of, write_rows
from tests.offices import START

LIMIT = 200
ROUNDS = 20
MOST_MS = 50.0
YEARS = 5
OPEN = 2_000
WINDOWS = tuple(f"{name}窗口" for name in ("综合", "社保", "医保", "民政", "国土", "农业", "税务"))
VILLAGES = tuple(f"{name}村" for name in ("石桥", "青山", "柳林", "新塘", "高坪", "双河", "白沙"))
YEAR = CaseFilter(received_from=date(START.year, 1, 1), received_to=date(START.year, 12, 31))


def measure(folder: Path, cases: int = 1_000_000) -> list[Measured]:
    """p95 of the first page of each list an index answers, warm, the slowest of them named."""
    store, actor = found(folder / "office")
    items, handlers = populate(store, actor, cases)
    first = partial(_first_page, store, actor)
    lists: dict[str, list[CaseFilter]] = {
        "事项": [replace(YEAR, item_code=code) for code in items],
        "窗口": [replace(YEAR, window=window) for window in WINDOWS],
        "状态": [replace(YEAR, statuses=frozenset({status})) for status in Status],
        "经办": [replace(YEAR, handler=handler) for handler in handlers],
    }
    filters = {
        name: _p95([partial(first, wanted, "received_at") for wanted in several])
        for name, several in lists.items()
    }
    filters["超期"] = _p95([partial(first, CaseFilter(light=State.OVERDUE), "due_on")])
    filters["今天到期"] = _p95([partial(first, CaseFilter(light=State.DUE_TODAY), "due_on")])
    mine = CaseFilter(mine=True, open_only=True)
    filters["我的待办"] = _p95([partial(first, mine, "due_on")])
    sorts = {
        sort: _p95([partial(first, YEAR, sort, descending=down) for down in (True, False)])
        for sort in SORTS
    }
    bare = _bare(store)
    store.close()
    return [
        _told(f"{cases:,} 件，任一筛选的第一页 p95", filters, bare),
        _told(f"{cases:,} 件，任一排序的第一页 p95", sorts, bare),
    ]


def _told(name: str, found: dict[str, float], bare: float) -> Measured:
    slowest = max(found, key=lambda one: found[one])
    ours = found[slowest]
    shown = f"{name}（最慢：{slowest}）"
    return Measured(shown, ours, f"< {MOST_MS:g} ms", ours < MOST_MS, bare)


def _first_page(
    store: Store, actor: Actor, wanted: CaseFilter, sort: str, *, descending: bool = True
) -> None:
    assert at_once(wanted, sort), f"{sort}: this list is read in another thread"
    with store.read(actor) as work:
        page(work, wanted, sort, descending=descending, limit=LIMIT)


def _p95(runs: list[Callable[[], None]]) -> float:
    """Over all runs in turns, at least `ROUNDS` of them, after one round that warms up."""
    for run in runs:
        run()
    rounds = max(1, ROUNDS // len(runs))
    return percentile([timed(run) for _ in range(rounds) for run in runs], 0.95)


def _bare(store: Store) -> float:
    """The newest page of this year, all its columns, by one statement of the driver."""
    assert store.folder is not None
    assert store.key is not None
    first = microseconds(datetime(START.year, 1, 1, tzinfo=UTC) - timedelta(hours=8))

    with closing(open_file(store.folder / DATABASE, store.key)) as connection:

        def read() -> None:
            connection.execute(
                "SELECT * FROM cases WHERE voided_at IS NULL AND received_at >= ?"
                " ORDER BY received_at DESC LIMIT ?",
                (first, LIMIT),
            ).fetchall()

        return _p95([read])


def populate(store: Store, actor: Actor, cases: int) -> tuple[list[str], list[UUID]]:
    """Write the cases of five years, most of them finished; codes of items and ids of handlers.

    The indexes are made when the rows are there, as any bulk load does.
    """
    assert store.folder is not None
    assert store.key is not None
    with store.read(actor) as work:
        items = list(work.session.scalars(select(Item).order_by(Item.code)))
        account = work.session.get_one(Account, actor.account)
    rng = random.Random(5)
    handlers = [uuid7(START, n.to_bytes(10, "big")) for n in range(12)]
    with closing(open_file(store.folder / DATABASE, store.key)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        connection.execute("BEGIN")
        others = ({"id": ident.bytes, "login": ident.hex} for ident in handlers)
        write_rows(connection, account, others)
        handlers.append(actor.account)
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'index' AND tbl_name = 'cases' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f'DROP INDEX "{name}"')
        write_rows(connection, like_case(items[0], actor), _cases(cases, items, handlers, rng))
        for _, sql in indexes:
            connection.execute(sql)
        connection.execute("COMMIT")
    return [item.code for item in items], handlers


def _cases(
    count: int, items: list[Item], handlers: list[UUID], rng: random.Random
) -> Iterator[dict[str, Any]]:
    closed = [Status.FINISHED.value] * 20 + [Status.REFUSED.value, Status.RETURNED.value]
    going = [Status.RECEIVED.value, Status.SUPPLEMENTING.value, Status.ACCEPTED.value]
    apart = timedelta(days=365 * YEARS) / count
    serial: dict[int, int] = {}
    for n, name in enumerate(names_of(count, rng)):
        received = START - apart * (count - n)
        here = received + timedelta(hours=8)
        serial[here.year] = serial.get(here.year, 0) + 1
        ended = n < count - OPEN
        item = items[rng.randrange(len(items))]
        due = (here + timedelta(days=rng.randrange(1, 20))).date().isoformat()
        done = received + timedelta(days=rng.randrange(1, 15))
        handler = rng.randrange(len(handlers))
        yield {
            "id": uuid7(received, rng.randbytes(10)).bytes,
            "number": f"QS-SL-{here.year}-{serial[here.year]:06d}",
            "name": name,
            "item": item.id.bytes,
            "item_code": item.code,
            "item_name": item.name,
            "case_kind": item.case_kind.value,
            "window": rng.choice(WINDOWS),
            "village": rng.choice(VILLAGES),
            "handler": handlers[handler].bytes,
            "handler_name": f"经办{handler:02d}",
            "received_at": microseconds(received),
            "entered_at": microseconds(received),
            "received_year": here.year,
            "status": rng.choice(closed if ended else going),
            "due_on": due,
            "raw_due_on": due,
            "ended_on": done.date().isoformat() if ended else None,
            "finished_at": microseconds(done) if ended else None,
        }
