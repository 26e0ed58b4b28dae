"""A whole county in one office: a million invented people with their keys, and cases.

Rows are written by bare statements, the keys are the program's own.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import sqlite

from center import office
from center.cases.records import Case, Status
from center.items import CaseKind, Item
from center.people import Person
from center.records import Base, microseconds, uuid7
from center.rights import Actor
from center.search_keys import keys_for
from center.storage import DATABASE, Store, open_file
from tests.matters import id_number
from tests.offices import START, SettableClock, founding

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁单区仇"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文志新春海燕云飞林波辉宁宇浩"
    "子轩梓涵欣怡雨桐思远嘉琪晨曦若安知秋予白听澜"
)

CASES_SHARE = 5  # one case for this many people


def found(folder: Path) -> tuple[Store, Actor]:
    """A fresh office on SQLCipher and its director."""
    made = office.found(folder, founding(), clock=SettableClock())
    return made.store, made.actor


def populate(store: Store, actor: Actor, people: int) -> None:
    """Write people with their keys, and cases that some of them have."""
    cases = people // CASES_SHARE
    assert store.folder is not None
    assert store.key is not None
    rng = random.Random(1)
    ids = [uuid7(START + timedelta(milliseconds=n), n.to_bytes(10, "big")) for n in range(people)]
    names = list(names_of(people, rng))
    numbers = [number_of(n) for n in range(people)]
    phones = [f"139{rng.randrange(10**8):08d}" for _ in range(people)]
    assert all(
        _ends(a, b) == keys_for("", a, b) for a, b in zip(numbers[:99], phones, strict=False)
    )
    with store.read(actor) as work:
        item = work.session.scalars(select(Item).order_by(Item.code)).first()
    assert item is not None
    with closing(open_file(store.folder / DATABASE, store.key)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        person = Person(id=UUID(int=0), station="QS", name="", village="石桥村")
        changes = (
            {"id": ids[n].bytes, "name": names[n], "id_number": numbers[n], "phone": phones[n]}
            for n in range(people)
        )
        write_rows(connection, person, changes)
        for kind in "npd":
            rows = [
                (key, ids[n].bytes)
                for n in range(people)
                for key in (_ends(numbers[n], phones[n]) if kind == "d" else _keys(names[n]))
                if key[0] == kind
            ]
            rows.sort()
            connection.executemany("INSERT INTO person_keys VALUES (?, ?)", rows)
        write_rows(connection, like_case(item, actor), _cases(cases, people, ids, names, rng))
        connection.execute(f"INSERT INTO number_series VALUES ('QS', 'SL', 2026, {cases})")
        connection.execute("COMMIT")


def names_of(count: int, rng: random.Random) -> Iterator[str]:
    """Names as they are spread in a county: few surnames, many doubles."""
    weights = [1 / (1 + place) for place in range(len(SURNAMES))]
    for surname in rng.choices(SURNAMES, weights, k=count):
        yield surname + rng.choice(GIVEN) + (rng.choice(GIVEN) if rng.random() < 0.85 else "")


def number_of(n: int) -> str:
    """The ID number of the n-th person."""
    return id_number(n, f"{1940 + n // 7 % 70}{1 + n % 12:02d}{1 + n // 11 % 28:02d}")


def _ends(number: str, phone: str) -> set[str]:
    """What `keys_for` makes of clean numbers, without cleaning them a million times."""
    return {f"d{number[::-1]}", f"d{phone[::-1]}"}


@cache
def _keys(name: str) -> frozenset[str]:
    return frozenset(keys_for(name, "", ""))


def like_case(item: Item, actor: Actor) -> Case:
    return Case(
        id=UUID(int=0),
        station="QS",
        item=item.id,
        item_code=item.code,
        item_name=item.name,
        case_kind=CaseKind.COMMITTED,
        received_at=START,
        entered_at=START,
        handler=actor.account,
        handler_name=actor.name,
        name="",
        status=Status.ACCEPTED,
        due_on=START.date(),
        raw_due_on=START.date(),
    )


def _cases(
    count: int, people: int, ids: list[UUID], names: list[str], rng: random.Random
) -> Iterator[dict[str, object]]:
    statuses = [status.value for status in Status]
    for n in range(count):
        who = rng.randrange(people)
        received = START - timedelta(minutes=5 * (count - n))
        due = (received + timedelta(days=20)).date().isoformat()
        status = statuses[4] if n < count * 0.95 else rng.choice(statuses)
        yield {
            "id": uuid7(received, n.to_bytes(10, "big")).bytes,
            "number": f"QS-SL-2026-{n + 1:06d}",
            "person": ids[who].bytes,
            "name": names[who],
            "received_at": microseconds(received),
            "status": status,
            "received_year": (received + timedelta(hours=8)).year,
            "due_on": due,
            "raw_due_on": due,
            "ended_on": due if status in statuses[4:] else None,
            "finished_at": microseconds(received) + 10**12 if status in statuses[4:] else None,
        }


def write_rows(connection: Any, like: Base, changes: Iterable[Mapping[str, object]]) -> None:
    """Insert rows that are like one record, each with its own few values (as stored)."""
    dialect = sqlite.dialect()
    columns = list(type(like).__table__.columns)
    stored = {}
    for column in columns:
        value = getattr(like, column.key)
        process = column.type.dialect_impl(dialect).bind_processor(dialect)
        stored[column.name] = process(value) if process is not None else value
    stored["version"] = 1
    spelled = ", ".join(f'"{name}"' for name in stored)
    marks = ", ".join("?" * len(stored))
    connection.executemany(
        f'INSERT INTO "{type(like).__tablename__}" ({spelled}) VALUES ({marks})',
        (tuple({**stored, **change}.values()) for change in changes),
    )
