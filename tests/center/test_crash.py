"""Killed while saving, a full disk, a locked database: nothing acknowledged is ever lost."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select

from center import keys
from center.cases.records import Case
from center.drafts import kept
from center.errors import Expected
from center.journal import JournalHead, commit
from center.office import enter_office, open_store
from center.papers import Paper
from center.registration import Visit
from center.rights import Actor
from center.storage import DATABASE, Work, open_file
from center.verify import verify
from tests.matters import case, paper, someone, visit
from tests.offices import Office

ROOT = Path(__file__).resolve().parents[2]
KILLS = 30
NUMBERS = {"visits": Visit.number, "cases": Case.number, "papers": Paper.number}


class Child:
    """One saving process: warmed up at once, let go with the key, killed at any moment."""

    def __init__(self, folder: Path, state: Path, seed: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash_child", str(folder), str(state), str(seed)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, key: str, commits: int, more: float) -> list[dict[str, Any]]:
        """Let it save this many times and a little more (seconds), kill it, return what it said."""
        process = self.process
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.stdin.write(key + "\n")
        process.stdin.flush()
        lines = [process.stdout.readline() for _ in range(commits)]
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(more)
        process.kill()
        lines += process.stdout.read().splitlines(keepends=True)
        process.stdin.close()
        process.stdout.close()
        process.wait()
        # A line cut short was no acknowledgement.
        return [json.loads(line) for line in lines if line.endswith("\n")]


def test_killed_again_and_again_nothing_acknowledged_is_lost(
    founded_folder: Path, tmp_path: Path
) -> None:
    folder, state = tmp_path / "office", tmp_path / "state"
    shutil.copytree(founded_folder, folder)
    state.mkdir()
    key = (folder / "key.hex").read_text("ascii")
    rng = random.Random(20260921)
    promised: dict[str, set[str]] = {name: set() for name in NUMBERS}
    draft = 0
    following = Child(folder, state, 1)
    for kill in range(1, KILLS + 1):
        child, following = following, Child(folder, state, kill + 1)
        # Now and then before the first commit, mostly in the middle of one.
        said = child.run(key, rng.choice((0, 1, 1, 2, 3, 5)), rng.uniform(0, 0.03))
        for line in said:
            draft = line.get("draft", draft)
            for name in NUMBERS:
                if name in line:
                    assert line[name] not in promised[name], "a number was given out twice"
                    promised[name].add(line[name])
        store = open_store(folder, bytes.fromhex(key), state=state)
        director = _director(store)
        with store.read(director) as work:
            for name, number in NUMBERS.items():
                stored = set(work.session.scalars(select(number)))
                assert promised[name] <= stored
            head = work.session.scalars(select(JournalHead)).one()
            assert head.epoch == 0
            assert verify(work) == []
        left = kept(store, director, "visit")
        # The last acknowledged draft, or one that lasted but was not acknowledged any more.
        assert (left or {"step": 0})["step"] >= draft
        store.close()
    following.process.kill()
    following.process.communicate()
    assert all(len(numbers) > KILLS // 4 for numbers in promised.values())


def _director(store: Any) -> Actor:
    from center.accounts import enter

    with store.read(Actor(UUID(int=0), "", frozenset(), "QS")) as work:
        return enter(work, "zhuren")


@contextlib.contextmanager
def limited(office: Office, *pragmas: str) -> Iterator[None]:
    """Every connection of an office under these pragmas, and free of them afterwards."""

    def limit(connection: Any, _record: object, _proxy: object) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    event.listen(office.store.engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(office.store.engine, "checkout", limit)
        office.store.engine.dispose()


def pages(office: Office) -> int:
    with office.work() as work:
        asked = work.session.connection().exec_driver_sql("PRAGMA page_count")
        return int(asked.scalar_one())


def save(work: Work, serial: int) -> tuple[str | None, str | None]:
    came = visit(work, someone("林溪", serial), need="长" * 3000)
    opened = case(work, someone("林溪", serial))
    commit(work)
    return came.number, opened.number


def save_until_refused(office: Office, saved: list[tuple[str | None, str | None]]) -> None:
    for serial in range(100):
        with office.work() as work:
            saved.append(save(work, serial))


def issue_until_refused(work: Work, about: Case) -> None:
    for _ in range(100):
        paper(work, about)


def test_a_full_disk_is_told_and_keeps_everything_committed(qingshan: Office) -> None:
    saved: list[tuple[str | None, str | None]] = []
    with limited(qingshan, f"max_page_count = {pages(qingshan) + 40}"):
        with pytest.raises(Expected) as full:
            save_until_refused(qingshan, saved)
        assert full.value.sentence == (
            "磁盘空间已满，这一次没有保存，之前的记录都在。请清理磁盘后再保存一次。"
        )
        with qingshan.work() as work:
            cases = work.session.scalars(select(Case).order_by(Case.number)).all()
            assert [made.number for made in cases] == [number for _, number in saved]
        with pytest.raises(Expected, match="磁盘空间已满"), qingshan.work() as work:
            issue_until_refused(work, work.session.get_one(Case, cases[0].id))
    assert 0 < len(saved) < 100
    with qingshan.work() as work:
        # What was typed is still in the form; saving it again works once there is space.
        saved.append(save(work, 100))
    assert saved == [
        (f"QS-DJ-2026-{serial:06d}", f"QS-SL-2026-{serial:06d}")
        for serial in range(1, len(saved) + 1)
    ]
    with qingshan.work() as work:
        assert verify(work) == []


def test_a_database_locked_by_another_program_is_told(qingshan: Office) -> None:
    folder, key = qingshan.store.folder, qingshan.store.key
    assert folder is not None
    assert key is not None
    with limited(qingshan, "busy_timeout = 20"):
        other = open_file(folder / DATABASE, key)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Expected) as locked, qingshan.work() as work:
            save(work, 1)
        assert locked.value.sentence == (
            "数据正被另一个程序占用，这一次没有保存，之前的记录都在。请稍候再试。"
        )
        # Reading goes on meanwhile.
        with qingshan.store.read(qingshan.director) as work:
            assert work.session.scalars(select(Case)).all() == []
        other.execute("COMMIT")
        other.close()
        with qingshan.work() as work:
            assert save(work, 1) == ("QS-DJ-2026-000001", "QS-SL-2026-000001")


def test_an_office_locked_whole_by_another_program_is_told_at_the_door(
    founded_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "office"
    shutil.copytree(founded_folder, folder)
    key = bytes.fromhex((folder / "key.hex").read_text("ascii"))
    other = open_file(folder / DATABASE, key)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr("center.storage.BUSY_MS", 20)
    with pytest.raises(Expected, match="另一个程序占用"):
        open_store(folder, key)
    other.execute("COMMIT")
    other.close()
    store, actor = enter_office(folder, keys.Unlocked(key, "zhuren"))
    assert actor.login == "zhuren"
    store.close()


def test_a_damaged_database_is_told_at_the_door(founded_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "office"
    shutil.copytree(founded_folder, folder)
    key = bytes.fromhex((folder / "key.hex").read_text("ascii"))
    with (folder / DATABASE).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 30)
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(Expected, match="已损坏"):
        enter_office(folder, keys.Unlocked(key, "zhuren"))
    assert (folder / DATABASE).read_bytes() == before
