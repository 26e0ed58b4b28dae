"""Saving a visit with its case: person, keys, checklist, event, numbers, journal."""

from __future__ import annotations

import shutil
from contextlib import closing
from functools import partial
from pathlib import Path

from center.cases.intake import CaseForm, receive
from center.items import Item
from center.journal import commit
from center.office import open_store
from center.rights import Actor
from center.storage import DATABASE, Store, open_file
from tests.benchmarks.measuring import Measured, at_most, quietest, timed
from tests.benchmarks.statements import Statement, replay, writing_statements
from tests.benchmarks.town import found
from tests.matters import item, someone, visit

ROUNDS = 300
WARM = 30
FACTOR = 4.0


def measure(folder: Path) -> list[Measured]:
    """One save in milliseconds, in turns with the same rows by bare statements."""
    store, actor = found(folder / "first")
    key = store.key
    assert key is not None
    store.close()
    for name in ("ours", "bare"):
        shutil.copytree(folder / "first", folder / name)
    written = _written(open_store(folder / "first", key, clock=store.clock), actor)
    saving = open_store(folder / "ours", key, clock=store.clock)
    picked = chosen(saving, actor)
    pairs = []
    with closing(open_file(folder / "bare" / DATABASE, key)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        for serial, statements in enumerate(written):
            ours = timed(partial(save, saving, actor, picked, serial))
            pairs.append((ours, timed(partial(replay, connection, statements))))
    saving.close()
    own, hand = quietest(pairs[WARM:], ROUNDS // 6)
    return [at_most("保存一次来访和一件办件", own, hand, FACTOR)]


def chosen(store: Store, actor: Actor) -> Item:
    """The item the clerk has picked in the form."""
    with store.read(actor) as work:
        return item(work, "MZ03")


def save(store: Store, actor: Actor, picked: Item, serial: int) -> None:
    """What the clerk's one key does."""
    with store.work(actor) as work:
        who = someone("林" + chr(0x4E00 + serial % 500), serial)
        came = visit(work, who)
        received = range(len(picked.materials))
        receive(work, CaseForm(item=picked, applicant=who, visit=came.id, received=received))
        commit(work)


def _written(store: Store, actor: Actor) -> list[list[Statement]]:
    """The writing statements of each save, as the driver got them."""
    heard = writing_statements(store)
    picked = chosen(store, actor)

    saves = []
    for serial in range(ROUNDS + WARM):
        save(store, actor, picked, serial)
        saves.append(heard[:])
        heard.clear()
    store.close()
    return saves
