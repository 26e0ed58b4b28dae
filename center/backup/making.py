"""Making a backup: a checked copy of the snapshot a reading work sees, packed into one file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from time import sleep

from sqlalchemy import Engine, func, inspect, select
from sqlalchemy.orm import Session

from center import archive, keys
from center.archive import Manifest
from center.attachments import files
from center.attachments.keeping import in_files
from center.backup.checks import BACKUPS, Stopped, check_copy, count, no_leftovers, told
from center.errors import Expected
from center.exchange.records import written_here
from center.journal import JournalHead, JournalRow, commit
from center.keys import KEY_FILE, SAMPLE_FILE
from center.rights import Right, needs
from center.storage import DATABASE, SCHEMA, Note, Work, open_file, sqlcipher_engine
from center.verify import Cancelled, Progress, never, silent

PAGES = 2000
TRIES = 20


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
        with no_leftovers(scratch, part):
            scratch.mkdir()
            attached = _attached(work.session, store.folder)
            manifest = _copy(work, scratch, store.key, attached, progress, cancelled)
            members = {
                name: path
                for name in (KEY_FILE, SAMPLE_FILE, DATABASE)
                if (path := scratch / name).exists()
            } | attached
            archive.write(
                part, manifest, members, _teller(members, "写入备份文件", progress, cancelled)
            )
            archive.check_hashes(part, _teller(members, "核对备份文件", progress, cancelled))
            _keep(part)
            _replace(part, file)
    except Stopped:
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
        JournalRow.record == BACKUPS, JournalRow.action == "backup", written_here()
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


def copy_before_upgrade(engine: Engine, folder: Path, key: bytes, schema: str) -> Path:
    """Copy database and key file aside before a newer program changes the schema; checked.

    Returns the folder with the copy, which this program never touches again.
    """
    aside = folder / f"upgrade-from-{schema}"
    copy = aside / DATABASE
    try:
        aside.mkdir(exist_ok=True)
        copy.unlink(missing_ok=True)
        (aside / KEY_FILE).write_bytes(keys.key_file_bytes(folder))
    except OSError as error:
        raise Expected(
            "升级前的备份没有做成，数据没有改动。请检查磁盘空间后再打开程序。", details=str(error)
        ) from error
    with Session(engine) as session:
        session.connection(execution_options={"writes": False})
        rows = count(session, inspect(session.connection()).get_table_names())
        source = session.connection().connection.driver_connection
        assert source is not None
        with told(), closing(open_file(copy, key)) as target:
            source.backup(target)
    with _opened(copy, key) as session:
        check_copy(session, rows)
    return aside


def _attached(session: Session, folder: Path) -> dict[str, Path]:
    """The encrypted files of the attachments of this snapshot, by the names they get.

    They are never changed, so they are taken as they lie. One that is gone does not keep the rest
    from being backed up: `center.verify` names it, here and after a restore.
    """
    paths = [files.path_of(folder, ident) for ident in sorted(in_files(session))]
    return {f"{files.FOLDER}/{path.name}": path for path in paths if path.is_file()}


def _copy(
    work: Work,
    scratch: Path,
    key: bytes,
    attached: Mapping[str, Path],
    progress: Progress,
    cancelled: Cancelled,
) -> Manifest:
    """Copy the snapshot this work reads; reopen the copy and compare."""
    folder = work.store.folder
    assert folder is not None
    (scratch / KEY_FILE).write_bytes(keys.key_file_bytes(folder))
    if keys.sample_key(folder) is not None:
        shutil.copyfile(folder / SAMPLE_FILE, scratch / SAMPLE_FILE)
    # Counting begins the read transaction, and with it the snapshot the copy is taken from.
    rows = count(work.session, inspect(work.session.connection()).get_table_names())
    head = work.session.scalars(select(JournalHead).where(JournalHead.current)).one()

    def tell(_status: int, left: int, total: int) -> None:
        if cancelled():
            raise Stopped
        progress(total - left, total, "复制数据")

    source = work.session.connection().connection.driver_connection
    copy = scratch / DATABASE
    with told(), closing(open_file(copy, key)) as target:
        assert source is not None
        source.backup(target, pages=PAGES, progress=tell, sleep=0)
    progress(0, 0, "核对副本")
    with _opened(copy, key) as session:
        check_copy(session, rows)
    return Manifest(
        made_at=work.now.isoformat(),
        schema=SCHEMA,
        stream=head.stream.hex,
        seq=head.seq,
        hash=head.hash.hex(),
        epoch=head.epoch,
        rows=rows,
        sha256={path.name: _hash(path) for path in sorted(scratch.iterdir())}
        | {name: _hash(path) for name, path in attached.items()},
    )


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return archive.sha256_of(file)


@contextmanager
def _opened(path: Path, key: bytes) -> Iterator[Session]:
    """A session over a copy of the database; nothing stays beside the file afterwards."""
    engine = sqlcipher_engine(path, key)
    try:
        with told(), Session(engine) as session:
            session.connection(execution_options={"writes": False})
            yield session
    finally:
        engine.dispose()


def _teller(
    members: Mapping[str, Path], words: str, progress: Progress, cancelled: Cancelled
) -> Callable[[int], None]:
    total = members[DATABASE].stat().st_size

    def tell(done: int) -> None:
        if cancelled():
            raise Stopped
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
