"""A process that saves and issues without end and is killed: `python -m tests.crash_child FOLDER`.

It warms up, waits for a line with the key, then acknowledges every commit with one line. Names are
in Latin letters, since reading the tables of pinyin takes longer than everything else here.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from center.accounts import enter
from center.drafts import keep
from center.journal import commit
from center.office import open_store
from center.rights import Actor
from center.storage import Store
from tests.matters import case, paper, someone, visit


def save_visit_and_case(store: Store, actor: Actor, step: int) -> dict[str, Any]:
    """One commit with a visit, a case and a person."""
    with store.work(actor) as work:
        who = someone("Lin Xi", step % 1000)
        came = visit(work, who)
        opened = case(work, who, visit=came.id)
        commit(work)
    return {"visits": came.number, "cases": opened.number}


def issue_paper(store: Store, actor: Actor, step: int) -> dict[str, Any]:
    """A case and a paper about it: two commits, of which the second is acknowledged."""
    with store.work(actor) as work:
        opened = case(work, someone("Zhou Lan", step % 1000))
        issued = paper(work, opened)
    return {"cases": opened.number, "papers": issued.number}


def keep_draft(store: Store, actor: Actor, step: int) -> dict[str, Any]:
    """What a clerk is typing, kept every few seconds."""
    keep(store, actor, "visit", {"step": step, "need": "还没有保存的内容" * 20})
    return {"draft": step}


def say(line: str) -> None:
    """One line to whoever waits to kill this process."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(folder: Path, state: Path, seed: int) -> None:
    """Save until killed."""
    rng = random.Random(seed)
    say("ready")
    key = bytes.fromhex(sys.stdin.readline().strip())
    store = open_store(folder, key, state=state)
    with store.read(Actor(UUID(int=0), "", frozenset(), "QS")) as work:
        actor = enter(work, "zhuren")
    step = seed * 1000
    while True:
        step += 1
        did = rng.choice((save_visit_and_case, issue_paper, keep_draft))(store, actor, step)
        say(json.dumps(did))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
