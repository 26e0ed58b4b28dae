"""Backup, restore and verify: nothing lost, nothing given out twice, hostile files refused."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from center import keys
from center.archive import MANIFEST
from center.backup import Restored, backup, last_backup, restore
from center.cases.records import Case
from center.errors import Expected, NotAllowed
from center.journal import JournalHead, commit
from center.keys import KEY_FILE, SAMPLE_FILE, Unlocked
from center.office import open_store
from center.papers import Blob, Paper
from center.rights import Role
from center.storage import DATABASE
from center.verify import verify
from tests.matters import case, paper, someone, visit
from tests.offices import PASSWORD, START, Office


def fill(office: Office, count: int = 3) -> list[str]:
    """Visits, cases and papers; the case numbers."""
    numbers = []
    for serial in range(1, count + 1):
        with office.work() as work:
            visit(work, someone("林溪", serial))
            made = case(work, someone("林溪", serial))
            paper(work, made)
        numbers.append(made.number or "")
    return numbers


def save(office: Office, file: Path) -> Path:
    with office.store.read(office.director) as work:
        assert backup(work, file) is not None
    return file


def by_password(folder: Path) -> Unlocked:
    return keys.unlock(folder, "zhuren", PASSWORD, START)


def bring_back(office: Office, file: Path, folder: Path, **options: Any) -> Restored:
    done = restore(file, folder, by_password, clock=office.clock, **options)
    assert done is not None
    return done


def reopened(office: Office, folder: Path, state: Path | None = None) -> Office:
    unlocked = by_password(folder)
    store = open_store(folder, unlocked.key, clock=office.clock, state=state)
    return Office(store, office.clock, office.director)


def issues(office: Office) -> list[str]:
    with office.store.read(office.director) as work:
        return verify(work)


def numbers_in(office: Office) -> list[str | None]:
    with office.work() as work:
        return list(work.session.scalars(select(Case.number).order_by(Case.number)))


@pytest.fixture
def kept(qingshan: Office, tmp_path: Path) -> Path:
    """A backup of an office with three cases."""
    fill(qingshan)
    return save(qingshan, tmp_path / "一月 备份.bianmin")


def test_a_backup_brings_everything_back(qingshan: Office, kept: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(kept) as archive:
        assert set(archive.namelist()) == {MANIFEST, KEY_FILE, DATABASE}
        assert archive.read(DATABASE)[:15] != b"SQLite format 3"
        manifest = json.loads(archive.read(MANIFEST))
        assert manifest["sha256"][DATABASE] == hashlib.sha256(archive.read(DATABASE)).hexdigest()
    assert b"\xe6\x9e\x97\xe6\xba\xaa" not in kept.read_bytes()
    done = bring_back(qingshan, kept, tmp_path / "new")
    assert (done.aside, done.faults) == (None, ())
    assert done.manifest.rows["cases"] == 3
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == [DATABASE, KEY_FILE]
    other = reopened(qingshan, tmp_path / "new")
    assert numbers_in(other) == [f"QS-SL-2026-{serial:06d}" for serial in (1, 2, 3)]
    assert issues(other) == []
    other.store.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["new", "office", kept.name]


def test_a_backup_is_journalled_and_the_last_one_is_known(qingshan: Office, tmp_path: Path) -> None:
    with qingshan.work() as work:
        assert last_backup(work) is None
    save(qingshan, tmp_path / "a")
    with qingshan.work() as work:
        assert last_backup(work) == START
    assert issues(qingshan) == []


def test_a_backup_holds_what_was_committed_while_someone_writes(
    qingshan: Office, tmp_path: Path
) -> None:
    fill(qingshan, 1)
    written: list[str] = []

    def write_meanwhile(_done: int, _total: int, _words: str) -> None:
        if not written:
            written.extend(fill(qingshan, 1))

    with qingshan.store.read(qingshan.director) as work:
        manifest = backup(work, tmp_path / "a", write_meanwhile)
    assert manifest is not None
    assert written == ["QS-SL-2026-000002"]
    assert manifest.rows["cases"] == 1
    assert bring_back(qingshan, tmp_path / "a", tmp_path / "new").faults == ()


def test_the_present_data_are_kept_aside(qingshan: Office, kept: Path) -> None:
    fill(qingshan)
    qingshan.store.close()
    folder = qingshan.store.folder
    assert folder is not None
    done = bring_back(qingshan, kept, folder)
    assert done.aside is not None
    assert done.aside.name == "office-恢复前-20260921-090000"
    again = bring_back(qingshan, kept, folder)
    assert again.aside is not None
    assert again.aside.name == "office-恢复前-20260921-090000-2"
    former = reopened(qingshan, done.aside)
    assert len(numbers_in(former)) == 6
    assert issues(former) == []
    former.store.close()
    present = reopened(qingshan, folder)
    assert len(numbers_in(present)) == 3
    present.store.close()


def next_number(office: Office) -> str:
    with office.work() as work:
        made = case(work, someone("周岚", 77))
        commit(work)
    return made.number or ""


@pytest.mark.parametrize("with_state", [True, False])
def test_no_number_is_given_out_twice_whatever_is_restored(
    qingshan: Office, tmp_path: Path, with_state: bool
) -> None:
    state = tmp_path / "state" if with_state else None
    if state is not None:
        state.mkdir()
    folder = qingshan.store.folder
    assert folder is not None
    qingshan.store.state = state
    given = fill(qingshan)
    first = save(qingshan, tmp_path / "first")
    given.append(next_number(qingshan))
    qingshan.store.close()
    second = tmp_path / "second"
    for file in (first, first, first):
        bring_back(qingshan, file, folder, state=state)
        present = reopened(qingshan, folder, state)
        given.append(next_number(present))
        save(present, second)
        given.append(next_number(present))
        assert issues(present) == []
        present.store.close()
        bring_back(qingshan, second, folder, state=state)
        present = reopened(qingshan, folder, state)
        given.append(next_number(present))
        assert issues(present) == []
        present.store.close()
    assert len(given) == len(set(given)) == 13
    assert given[4] == "QS-SL-2026-A000004"
    assert given[6] == "QS-SL-2026-B000005"


def test_a_restore_begins_a_new_stream_and_says_so(qingshan: Office, kept: Path) -> None:
    qingshan.store.close()
    assert qingshan.store.folder is not None
    with_old = zipfile.ZipFile(kept).read(MANIFEST)
    bring_back(qingshan, kept, qingshan.store.folder)
    present = reopened(qingshan, qingshan.store.folder)
    with present.work() as work:
        streams = work.session.scalars(select(JournalHead).order_by(JournalHead.epoch)).all()
        assert [(head.current, head.epoch) for head in streams] == [(False, 0), (True, 1)]
        assert streams[0].stream.hex == json.loads(with_old)["stream"]
    present.store.close()


def test_the_recovery_key_opens_a_backup(
    qingshan: Office, kept: Path, tmp_path: Path, founded_folder: Path
) -> None:
    spelled = (founded_folder / "recovery.txt").read_text("ascii")
    done = restore(
        kept,
        tmp_path / "new",
        lambda folder: keys.unlock_by_recovery(folder, spelled),
        clock=qingshan.clock,
    )
    assert done is not None
    other = reopened(qingshan, tmp_path / "new")
    assert len(numbers_in(other)) == 3
    other.store.close()


def test_a_wrong_password_changes_nothing(qingshan: Office, kept: Path, tmp_path: Path) -> None:
    def wrong(folder: Path) -> Unlocked:
        return keys.unlock(folder, "zhuren", "Falsch-2026", START)

    qingshan.store.close()
    folder = qingshan.store.folder
    assert folder is not None
    before = contents(folder)
    with pytest.raises(Expected, match="密码不对"):
        restore(kept, folder, wrong)
    assert contents(folder) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["office", kept.name]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_who_may_not_maintain_neither_backs_up_nor_restores(
    qingshan: Office, tmp_path: Path
) -> None:
    clerk = qingshan.actor(Role.WINDOW_CLERK, login="chuangkou")
    folder = qingshan.store.folder
    assert folder is not None
    assert qingshan.store.key is not None
    keys.set_password(folder, qingshan.store.key, "chuangkou", PASSWORD)
    with qingshan.store.read(clerk) as work:
        with pytest.raises(NotAllowed):
            backup(work, tmp_path / "a")
        with pytest.raises(NotAllowed):
            verify(work)
    save(qingshan, tmp_path / "a")
    with pytest.raises(NotAllowed):
        restore(
            tmp_path / "a",
            tmp_path / "new",
            lambda staged: keys.unlock(staged, "chuangkou", PASSWORD, START),
        )
    assert not (tmp_path / "new").exists()


def test_a_cancelled_backup_or_restore_leaves_everything_as_it_was(
    qingshan: Office, kept: Path, tmp_path: Path
) -> None:
    folder = qingshan.store.folder
    assert folder is not None
    whole = kept.read_bytes()
    for calls in range(3):
        asked: list[int] = []

        def stop(asked: list[int] = asked, calls: int = calls) -> bool:
            asked.append(1)
            return len(asked) > calls

        with qingshan.store.read(qingshan.director) as work:
            assert backup(work, kept, cancelled=stop) is None
        assert kept.read_bytes() == whole
        asked.clear()
        assert restore(kept, tmp_path / "new", by_password, cancelled=stop) is None
    assert sorted(p.name for p in tmp_path.iterdir()) == ["office", kept.name]
    assert not (folder / "backup.part").exists()


def test_a_target_that_cannot_be_written_is_told(qingshan: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with (
        qingshan.store.read(qingshan.director) as work,
        pytest.raises(Expected, match="备份没有做成"),
    ):
        backup(work, tmp_path / "file" / "a")
    assert issues(qingshan) == []


def test_a_database_on_a_server_is_not_backed_up_here(either: Office, tmp_path: Path) -> None:
    if either.store.folder is None:
        with (
            either.store.read(either.director) as work,
            pytest.raises(Expected, match="pg_dump"),
        ):
            backup(work, tmp_path / "a")
    fill(either)
    assert issues(either) == []


def test_a_window_that_is_open_keeps_a_restore_away(qingshan: Office, kept: Path) -> None:
    folder = qingshan.store.folder
    assert folder is not None
    (folder / "window.lock").write_text(f"{os.getpid()}\nbianmin\nhost\n")
    with pytest.raises(Expected, match="窗口还开着"):
        restore(kept, folder, by_password)
    (folder / "window.lock").write_text("4194303\nbianmin\nhost\n")
    qingshan.store.close()
    bring_back(qingshan, kept, folder)


def test_a_sample_backup_stays_away_from_a_real_office(
    qingshan: Office, kept: Path, tmp_path: Path
) -> None:
    bring_back(qingshan, kept, tmp_path / "sample")
    unlocked = by_password(tmp_path / "sample")
    keys.mark_sample(tmp_path / "sample", unlocked.key, "zhuren", START)
    sample = reopened(qingshan, tmp_path / "sample")
    file = save(sample, tmp_path / "sample.bianmin")
    sample.store.close()
    qingshan.store.close()
    assert qingshan.store.folder is not None
    with pytest.raises(Expected, match="示例办公室的备份"):
        restore(file, qingshan.store.folder, by_password)
    bring_back(qingshan, file, tmp_path / "new")
    assert keys.sample_key(tmp_path / "new") is not None
    assert (tmp_path / "new" / SAMPLE_FILE).exists()


# --- hostile and damaged files -------------------------------------------------------------------


def rewritten(source: Path, change: Callable[[dict[str, bytes]], None], **options: Any) -> Path:
    """A backup with changed members."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    made = source.with_name("changed")
    with zipfile.ZipFile(made, "w", options.get("method", zipfile.ZIP_STORED)) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made


def manifest_with(**changes: Any) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members[MANIFEST] = json.dumps({**json.loads(members[MANIFEST]), **changes}).encode()

    return change


def without(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        del members[name]

    return change


def adding(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda members: members.update({name: b"x"})


def setting(name: str, data: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda members: members.update({name: data})


def flipping(name: str) -> Callable[[dict[str, bytes]], None]:
    """One bit of a member, under its right hash."""

    def change(members: dict[str, bytes]) -> None:
        data = bytearray(members[name])
        data[len(data) // 2] ^= 1
        members[name] = bytes(data)
        hashes = json.loads(members[MANIFEST])["sha256"]
        hashes[name] = hashlib.sha256(members[name]).hexdigest()
        manifest_with(sha256=hashes)(members)

    return change


HOSTILE: dict[str, Callable[[dict[str, bytes]], None]] = {
    "no manifest": without(MANIFEST),
    "no keys": without(KEY_FILE),
    "no database": without(DATABASE),
    "climbs out": adding("../../evil"),
    "absolute": adding("/evil"),
    "another member": adding("bianmin.db-wal"),
    "manifest is no JSON": setting(MANIFEST, b"{"),
    "manifest is deep": setting(MANIFEST, b"[" * 900_000),
    "manifest is a list": setting(MANIFEST, b"[]"),
    "manifest is huge": setting(MANIFEST, b" " * 2_000_000),
    "keys are huge": setting(KEY_FILE, b" " * 2_000_000),
    "keys are no JSON": setting(KEY_FILE, b"nothing"),
    "database is nothing": setting(DATABASE, b""),
    "database is plain": setting(DATABASE, b"SQLite format 3\0" + b"\0" * 5000),
    "wrong counts": manifest_with(rows={"cases": 99}),
    "unknown table": manifest_with(rows={'x"; DROP TABLE cases; --': 0}),
    "counts are text": manifest_with(rows={"cases": "x"}),
    "rows are a list": manifest_with(rows=[1]),
    "wrong head": manifest_with(seq=1),
    "wrong hash": manifest_with(hash="00"),
    "wrong schema": manifest_with(schema="0000"),
    "newer schema": manifest_with(schema="9999"),
    "newer format": manifest_with(format=2),
    "no date": manifest_with(made_at="gestern"),
    "no hashes": manifest_with(sha256={}),
    "hash of a stranger": manifest_with(sha256={"../evil": "00"}),
    "flipped bit in the database": flipping(DATABASE),
    "flipped bit in the keys": flipping(KEY_FILE),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_or_damaged_backup_is_refused(
    qingshan: Office, kept: Path, tmp_path: Path, kind: str
) -> None:
    file = rewritten(kept, HOSTILE[kind])
    key = qingshan.store.key
    assert key is not None
    # Even someone who has the key: then it is the file's own checks that must hold.
    unlock = by_password if "keys" in kind else lambda _folder: Unlocked(key, "zhuren")
    with pytest.raises(Expected) as refused:
        restore(file, tmp_path / "new", unlock)
    assert "现有数据没有变" in refused.value.sentence or "没有" in refused.value.sentence
    assert sorted(p.name for p in tmp_path.iterdir()) == ["changed", "office", kept.name]


def test_a_bomb_is_refused_unread(kept: Path, tmp_path: Path) -> None:
    file = rewritten(kept, setting(DATABASE, b"\0" * 50_000_000), method=zipfile.ZIP_DEFLATED)
    assert file.stat().st_size < 1_000_000
    with pytest.raises(Expected, match="已经损坏"):
        restore(file, tmp_path / "new", by_password)


def test_a_cut_or_flipped_file_is_refused(kept: Path, tmp_path: Path) -> None:
    whole = kept.read_bytes()
    damaged = tmp_path / "damaged"
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        damaged.write_bytes(whole[:length])
        with pytest.raises(Expected, match="已经损坏"):
            restore(damaged, tmp_path / "new", by_password)
    for place in (0, 60, len(whole) // 3, len(whole) // 2, len(whole) - 30):
        flipped = bytearray(whole)
        flipped[place] ^= 0xFF
        damaged.write_bytes(flipped)
        with pytest.raises(Expected):
            restore(damaged, tmp_path / "new", by_password)
    with pytest.raises(Expected, match="读不出来"):
        restore(tmp_path / "nothing", tmp_path / "new", by_password)
    with pytest.raises(Expected, match="读不出来"):
        restore(tmp_path, tmp_path / "new", by_password)
    assert not (tmp_path / "new").exists()


# --- verify --------------------------------------------------------------------------------------


def change_by_hand(office: Office, *statements: str) -> None:
    with office.work() as work:
        for statement in statements:
            work.session.execute(text(statement))
        work.session.commit()


def test_verify_names_a_gap_a_double_and_a_stranger(either: Office) -> None:
    fill(either, 5)
    assert issues(either) == []
    change_by_hand(
        either,
        "UPDATE number_series SET last = 7 WHERE kind = 'SL'",
        "UPDATE cases SET number = 'X-1' WHERE number = 'QS-SL-2026-000002'",
        "UPDATE visits SET number = 'QS-DJ-2026-0000001' WHERE number = 'QS-DJ-2026-000004'",
        "UPDATE papers SET number = 'QS-SJ-2026-000009' WHERE number = 'QS-SJ-2026-000005'",
    )
    assert sorted(issues(either)) == [
        "QS 2026 年办件有一个编号“X-1”不合编号样式",
        "QS 2026 年办件缺第 2、6—7 号",
        "QS 2026 年收件凭证的编号 QS-SJ-2026-000009 超过了已发出的最后一号 5",
        "QS 2026 年收件凭证缺第 5 号",
        "QS 2026 年来访登记的第 1 号给了两条记录：QS-DJ-2026-000001 和 QS-DJ-2026-0000001",
        "QS 2026 年来访登记缺第 4 号",
    ]


def test_verify_counts_voided_numbers_as_used(either: Office) -> None:
    fill(either, 2)
    change_by_hand(either, "UPDATE cases SET voided_at = 1 WHERE number = 'QS-SL-2026-000002'")
    assert issues(either) == []


def test_verify_notices_changed_and_missing_papers(either: Office) -> None:
    fill(either, 2)
    with either.work() as work:
        first, second = work.session.scalars(select(Paper).order_by(Paper.number))
        work.session.get_one(Blob, first.blob).data = b"another"
        second.blob = None
        work.session.commit()
    assert issues(either) == [
        "文书 QS-SJ-2026-000001 的存档内容与出具时不一致",
        "文书 QS-SJ-2026-000002 的存档内容缺失",
    ]


def test_verify_notices_a_broken_link_and_a_changed_page(qingshan: Office) -> None:
    fill(qingshan)
    change_by_hand(
        qingshan, "PRAGMA defer_foreign_keys = ON", "UPDATE number_series SET last = last"
    )
    folder, key = qingshan.store.folder, qingshan.store.key
    assert folder is not None
    assert key is not None
    with qingshan.work() as work:
        work.session.connection().exec_driver_sql("COMMIT")
        ask = work.session.connection().exec_driver_sql
        ask("PRAGMA foreign_keys = OFF")
        ask("UPDATE cases SET person = zeroblob(16)")
        ask("PRAGMA foreign_keys = ON")
        ask("BEGIN")
    assert issues(qingshan) == ["“cases”表有 3 条记录找不到它关联的记录"]
    qingshan.store.close()
    with (folder / DATABASE).open("r+b") as file:
        file.seek(-3000, os.SEEK_END)
        file.write(b"\xff" * 16)
    store = open_store(folder, key, clock=qingshan.clock)
    with store.read(qingshan.director) as work:
        assert "数据文件有页面被改动过或已损坏，请用最近的备份恢复" in verify(work)
    store.close()


def test_a_damaged_database_is_not_called_a_backup(qingshan: Office, tmp_path: Path) -> None:
    fill(qingshan)
    good = save(qingshan, tmp_path / "good")
    whole = good.read_bytes()
    folder, key = qingshan.store.folder, qingshan.store.key
    assert folder is not None
    assert key is not None
    qingshan.store.close()
    with (folder / DATABASE).open("r+b") as file:
        file.seek(-3000, os.SEEK_END)
        file.write(b"\xff" * 16)
    store = open_store(folder, key, clock=qingshan.clock)
    with store.read(qingshan.director) as work, pytest.raises(Expected):
        backup(work, good)
    store.close()
    assert good.read_bytes() == whole


def test_a_document_picked_by_mistake_is_not_overwritten(qingshan: Office, tmp_path: Path) -> None:
    letter = tmp_path / "重要文件.docx"
    letter.write_bytes(b"PK\x03\x04 a letter")
    with qingshan.store.read(qingshan.director) as work, pytest.raises(Expected, match="没有覆盖"):
        backup(work, letter)
    assert letter.read_bytes() == b"PK\x03\x04 a letter"
