"""Restoring a backup: everything is checked beside the present data, then put in their place."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from center import archive, keys
from center.accounts import enter
from center.archive import Manifest
from center.backup.checks import BACKUPS, Stopped, check_copy, no_leftovers, told
from center.errors import Expected
from center.exchange.records import written_here
from center.journal import JournalHead, JournalRow, commit
from center.keys import Unlocked
from center.office import check_folder, exists, renew
from center.records import CHINA, uuid7
from center.rights import Actor, Right, require
from center.storage import (
    DATABASE,
    SCHEMA,
    Clock,
    NewId,
    Note,
    Store,
    check_schema,
    schema_of,
    sqlcipher_engine,
    system_clock,
)
from center.verify import Cancelled, Progress, faults, never, silent

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
        with no_leftovers(staged):
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
    except Stopped:
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
        needed = sum(info.file_size for info in opened.infolist())
        if shutil.disk_usage(staged).free < needed + MARGIN:
            raise Expected("磁盘空间不够放下这份备份，没有恢复，现有数据没有变。请先清理磁盘。")

        def tell(done: int) -> None:
            if cancelled():
                raise Stopped
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
        with told():
            found = schema_of(engine)
        if found != manifest.schema:
            raise archive.damaged("schema")
        with told(), Session(engine) as session:
            check_copy(session, manifest.rows)
        check_schema(engine)
        with told(), Session(engine) as session:
            head = session.scalars(select(JournalHead).where(JournalHead.current)).one()
            if (head.stream.hex, head.seq, head.hash.hex()) != (
                manifest.stream,
                manifest.seq,
                manifest.hash,
            ):
                raise archive.damaged("head")
            station = session.scalars(
                select(JournalRow.station)
                .where(written_here())
                .order_by(JournalRow.at, JournalRow.seq)
            ).first()
            wrong = faults(session, progress, folder=staged, key=unlocked.key)
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
