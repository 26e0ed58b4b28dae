"""Backup and restore of an office's data folder.

A backup is made from a snapshot through the driver, never by copying live files, and it is reopened
and checked before it is called done. A restore checks everything first, keeps the present data
aside and begins a new stream and number epoch, so that no number on paper is given out twice.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import func, inspect, select, table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from center import archive, keys
from center.accounts import enter
from center.archive import Manifest
from center.errors import Expected
from center.journal import JournalHead, JournalRow, commit
from center.keys import KEY_FILE, SAMPLE_FILE, Unlocked
from center.office import check_folder, exists, renew
from center.records import CHINA, uuid7
from center.rights import Actor, Right, needs, require
from center.storage import (
    DATABASE,
    SCHEMA,
    Clock,
    NewId,
    Note,
    Store,
    Work,
    check_schema,
    driver,
    open_file,
    schema_of,
    sqlcipher_engine,
    system_clock,
)
from center.verify import Cancelled, Progress, faults, never, silent

SUFFIX = ".bianmin"
BACKUPS = UUID("b1a0313a-0000-7000-8000-000000000001")
"""What backups and restores are journalled under, so that the last one is found at once."""

PAGES = 2000
TRIES = 20
MARGIN = 50 << 20
WINDOW_LOCK = "window.lock"

Unlock: TypeAlias = Callable[[Path], Unlocked]
"""Unwraps the data key from the key file in a folder, by password or recovery key."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: what the backup held, where the former data lie, what is not sound.

    `epoch` is the number epoch that began with it.
    """

    manifest: Manifest
    aside: Path | None
    epoch: int
    faults: tuple[str, ...]


class _Stopped(Exception):  # the clerk pressed 取消
    pass


# --- making a backup -----------------------------------------------------------------------------


@needs(Right.MAINTAIN)
def backup(
    work: Work, file: Path, progress: Progress = silent, cancelled: Cancelled = never
) -> Manifest | None:
    """Write the whole office into one file; an earlier file of that name stays until this is done.

    `work` is a reading one. Returns None when cancelled. Raises `Expected` when the disk is full,
    the target cannot be written or the copy does not read back right; then no file is left.
    """
    store = work.store
    if store.folder is None or store.key is None:
        raise Expected(
            "这个办公室的数据在数据库服务器上，没有写备份文件。请系统管理员用 pg_dump 备份服务器。"
        )
    _refuse_other_file(file)
    scratch = store.folder / "backup.part"
    part = file.with_name(file.name + ".part")
    try:
        with _no_leftovers(scratch, part):
            scratch.mkdir()
            manifest = _copy(work, scratch, store.key, progress, cancelled)
            members = {
                name: path
                for name in (KEY_FILE, SAMPLE_FILE, DATABASE)
                if (path := scratch / name).exists()
            }
            archive.write(
                part, manifest, members, _teller(scratch, "写入备份文件", progress, cancelled)
            )
            archive.check_hashes(part, _teller(scratch, "核对备份文件", progress, cancelled))
            _keep(part)
            _replace(part, file)
    except _Stopped:
        return None
    except OSError as error:
        raise Expected(
            "备份没有做成，原有数据和以前的备份都没有变。请检查备份位置的磁盘空间和权限。",
            details=str(error),
        ) from error
    with store.work(work.actor) as done:
        done.notes.append(
            Note("backup", "backup", BACKUPS, {"seq": manifest.seq, "head": manifest.hash})
        )
        commit(done)
    return manifest


@needs(Right.SEE_OFFICE)
def last_backup(work: Work) -> datetime | None:
    """When the last backup was made; None when there was none."""
    query = select(func.max(JournalRow.at)).where(
        JournalRow.record == BACKUPS, JournalRow.action == "backup"
    )
    return work.session.execute(query).scalar()


def _refuse_other_file(file: Path) -> None:
    """Only an earlier backup may be replaced, never a document that was picked by mistake."""
    if file.exists():
        try:
            with archive.reading(file):
                return
        except Expected as error:
            raise Expected(
                f"“{file.name}”已经存在，而且不是本程序的备份，没有覆盖它。请换一个文件名。"
            ) from error


@contextmanager
def _no_leftovers(*paths: Path) -> Iterator[None]:
    """Remove what an interrupted run left before, and what this one leaves."""
    for path in paths:
        _remove(path)
    try:
        yield
    finally:
        for path in paths:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _copy(
    work: Work, scratch: Path, key: bytes, progress: Progress, cancelled: Cancelled
) -> Manifest:
    """Copy the snapshot this work reads; reopen the copy and compare."""
    folder = work.store.folder
    assert folder is not None
    (scratch / KEY_FILE).write_bytes(keys.key_file_bytes(folder))
    if keys.sample_key(folder) is not None:
        shutil.copyfile(folder / SAMPLE_FILE, scratch / SAMPLE_FILE)
    # Counting begins the read transaction, and with it the snapshot the copy is taken from.
    rows = _count(work.session, inspect(work.session.connection()).get_table_names())
    head = work.session.scalars(select(JournalHead).where(JournalHead.current)).one()

    def tell(_status: int, left: int, total: int) -> None:
        if cancelled():
            raise _Stopped
        progress(total - left, total, "复制数据")

    source = work.session.connection().connection.driver_connection
    copy = scratch / DATABASE
    with _told(), closing(open_file(copy, key)) as target:
        assert source is not None
        source.backup(target, pages=PAGES, progress=tell, sleep=0)
    progress(0, 0, "核对副本")
    with _opened(copy, key) as session:
        _check_copy(session, rows)
    return Manifest(
        made_at=work.now.isoformat(),
        schema=SCHEMA,
        stream=head.stream.hex,
        seq=head.seq,
        hash=head.hash.hex(),
        epoch=head.epoch,
        rows=rows,
        sha256={path.name: _hash(path) for path in sorted(scratch.iterdir())},
    )


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return archive.sha256_of(file)


def _count(session: Session, tables: Iterable[str]) -> dict[str, int]:
    return {
        name: session.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in tables
    }


def _check_copy(session: Session, rows: dict[str, int]) -> None:
    """Compare an opened copy with what it should hold."""
    ask = session.connection().exec_driver_sql
    if ask("PRAGMA cipher_integrity_check").all():
        raise archive.damaged("cipher_integrity_check")
    if ask("PRAGMA integrity_check").all() != [("ok",)]:
        raise archive.damaged("integrity_check")
    if _count(session, rows) != rows:
        raise archive.damaged("rows")


@contextmanager
def _opened(path: Path, key: bytes) -> Iterator[Session]:
    """A session over a copy of the database; nothing stays beside the file afterwards."""
    engine = sqlcipher_engine(path, key)
    try:
        with _told(), Session(engine) as session:
            session.connection(execution_options={"writes": False})
            yield session
    finally:
        engine.dispose()


@contextmanager
def _told() -> Iterator[None]:
    """What the driver refuses, as a sentence."""
    try:
        yield
    except (driver().Error, DBAPIError) as error:
        raise Expected(
            "备份的数据没有写成或读不出来，现有数据没有变。请检查磁盘空间，或换一份备份。",
            details=str(getattr(error, "orig", error)),
        ) from error


def _teller(
    scratch: Path, words: str, progress: Progress, cancelled: Cancelled
) -> Callable[[int], None]:
    total = (scratch / DATABASE).stat().st_size

    def tell(done: int) -> None:
        if cancelled():
            raise _Stopped
        progress(done, total, words)

    return tell


def _keep(file: Path) -> None:
    """Wait until a file has reached the disk."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _replace(part: Path, file: Path) -> None:
    # A virus scanner on Windows may hold a fresh file for a moment.
    for left in range(TRIES, -1, -1):
        try:
            part.replace(file)
            return
        except PermissionError:
            if not left:
                raise
            sleep(0.1)


# --- restoring -----------------------------------------------------------------------------------


def restore(
    file: Path,
    folder: Path,
    unlock: Unlock,
    *,
    clock: Clock = system_clock,
    new_id: NewId = uuid7,
    state: Path | None = None,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> Restored | None:
    """Put a backup in the place of a data folder; the present data are kept aside under a date.

    `unlock` gets the folder with the backup's key file: the passwords are those of the backup's
    time. Everything is checked before anything is moved; whatever goes wrong, the present data stay
    in place. Returns None when cancelled.
    """
    check_folder(folder.parent)
    _refuse_in_use(folder)
    staged = folder.with_name(folder.name + ".restoring")
    try:
        with _no_leftovers(staged):
            staged.mkdir()
            manifest = _unpack(file, staged, progress, cancelled)
            if exists(folder) and keys.sample_key(folder) is None:
                if keys.sample_key(staged) is not None:
                    raise Expected(
                        "这是示例办公室的备份，不能放到正式办公室的位置，没有恢复，现有数据没有变。"
                        "请用 --data 指定另一个文件夹。"
                    )
            unlocked = unlock(staged)
            (staged / keys.ATTEMPTS_FILE).unlink(missing_ok=True)
            epoch, wrong = _prepare(
                staged, folder, unlocked, manifest, clock, new_id, state, progress
            )
            if cancelled():
                return None
            aside = _swap(staged, folder, clock())
    except _Stopped:
        return None
    except OSError as error:
        raise Expected(
            "恢复没有做成，现有数据没有变。请先退出正在使用这些数据的程序，检查磁盘空间后再试。",
            details=str(error),
        ) from error
    return Restored(manifest, aside, epoch, tuple(wrong))


def _unpack(file: Path, staged: Path, progress: Progress, cancelled: Cancelled) -> Manifest:
    with archive.reading(file) as (opened, manifest):
        if manifest.schema > SCHEMA:
            raise Expected(
                "这份备份是由更新版本的程序做的，没有恢复，现有数据没有变。"
                "请先在这台电脑上安装新版本。"
            )
        total = opened.getinfo(DATABASE).file_size
        if shutil.disk_usage(staged).free < total + MARGIN:
            raise Expected("磁盘空间不够放下这份备份，没有恢复，现有数据没有变。请先清理磁盘。")

        def tell(done: int) -> None:
            if cancelled():
                raise _Stopped
            progress(done, total, "取出备份")

        archive.unpack(opened, manifest, staged, tell)
    return manifest


def _prepare(
    staged: Path,
    folder: Path,
    unlocked: Unlocked,
    manifest: Manifest,
    clock: Clock,
    new_id: NewId,
    state: Path | None,
    progress: Progress,
) -> tuple[int, list[str]]:
    """Check the staged data and let them begin a new stream; its epoch, and what is not sound."""
    progress(0, 0, "核对备份")
    engine = sqlcipher_engine(staged / DATABASE, unlocked.key)
    store = Store(engine, folder=staged, clock=clock, new_id=new_id, state=state)
    try:
        with _told():
            found = schema_of(engine)
        if found != manifest.schema:
            raise archive.damaged("schema")
        with _told(), Session(engine) as session:
            _check_copy(session, manifest.rows)
        check_schema(engine)
        with _told(), Session(engine) as session:
            head = session.scalars(select(JournalHead).where(JournalHead.current)).one()
            if (head.stream.hex, head.seq, head.hash.hex()) != (
                manifest.stream,
                manifest.seq,
                manifest.hash,
            ):
                raise archive.damaged("head")
            station = session.scalars(
                select(JournalRow.station).order_by(JournalRow.at, JournalRow.seq)
            ).first()
            wrong = faults(session, progress)
        actor = Actor(UUID(int=0), "恢复密钥", frozenset(), station or "")
        if unlocked.login:
            with store.read(actor) as work:
                actor = enter(work, unlocked.login)
            require(actor, Right.MAINTAIN)
        epoch = renew(engine, new_id(clock()), state, above=_epoch_of(folder, unlocked.key))
        with store.work(actor) as work:
            payload = {"made_at": manifest.made_at, "seq": manifest.seq, "epoch": epoch}
            work.notes.append(Note("restore", "backup", BACKUPS, payload))
            commit(work)
    finally:
        store.close()
    return epoch, wrong


def _epoch_of(folder: Path, key: bytes) -> int:
    """The number epoch the present data have got to; 0 when they cannot be read with this key."""
    if not exists(folder):
        return 0
    engine = sqlcipher_engine(folder / DATABASE, key)
    try:
        with Session(engine) as session:
            return session.scalars(select(func.max(JournalHead.epoch))).one() or 0
    except (Expected, DBAPIError):
        # Damaged, or another office's: that is often why a backup is restored.
        return 0
    finally:
        engine.dispose()


def _swap(staged: Path, folder: Path, now: datetime) -> Path | None:
    """Put the staged folder in place; the present one is kept, or put back when that fails."""
    aside: Path | None = None
    if folder.exists():
        stamp = now.astimezone(CHINA).strftime("%Y%m%d-%H%M%S")
        aside = folder.with_name(f"{folder.name}-恢复前-{stamp}")
        count = 1
        while aside.exists():
            count += 1
            aside = folder.with_name(f"{folder.name}-恢复前-{stamp}-{count}")
        folder.rename(aside)
    try:
        staged.rename(folder)
    except OSError:
        if aside is not None:
            aside.rename(folder)
        raise
    return aside


def _refuse_in_use(folder: Path) -> None:
    """Refuse while a window program holds the folder (Windows itself refuses to move it then)."""
    if sys.platform == "win32":
        return
    try:
        pid = int((folder / WINDOW_LOCK).read_text("utf-8").split()[0])
        os.kill(pid, 0)
    except PermissionError:
        pass
    except (OSError, ValueError, IndexError):
        return
    raise Expected("这个办公室的窗口还开着，没有恢复，现有数据没有变。请先退出窗口程序再恢复。")
