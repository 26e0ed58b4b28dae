"""An office's data folder: founding it, opening it, and going on after a restore.

Inside the folder: the encrypted database, the key file beside it, and nothing a clerk needs to
touch.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from center import keys
from center.accounts import Account, actor_of, check_account, enter
from center.continuity import continues, last_epoch, machine, remember, remember_epoch
from center.errors import Expected, Problem, Refused
from center.exchange.records import written_here
from center.items import save_edition, shipped_fields
from center.journal import GENESIS, JournalHead, JournalRow, commit
from center.records import EPOCH, Station, increasing_ids
from center.rights import Actor, Role
from center.settings import check, set_value
from center.storage import (
    DATABASE,
    Clock,
    NewId,
    Store,
    check_schema,
    sqlcipher_engine,
    system_clock,
    telling_trouble,
)
from center.text import clean_line

UNFINISHED = DATABASE + ".new"
MIN_FREE = 200 * 1024 * 1024
NOBODY = Actor(UUID(int=0), "", frozenset(), "")
"""Who looks up an account before anyone has entered."""
SYNC_FOLDERS = ("onedrive", "dropbox", "坚果云", "nutstore", "百度网盘", "baidunetdisk", "wps云盘")


@dataclass(frozen=True, slots=True)
class Founding:
    """What the first start asks for."""

    unit_name: str
    station: str
    login: str
    name: str
    password: str
    phones: dict[str, str] = field(default_factory=dict)
    hours_profile: str = "B"
    roles: tuple[str, ...] = (Role.DIRECTOR.value, Role.ADMINISTRATOR.value)


@dataclass(frozen=True, slots=True)
class Founded:
    """A new office: its open store, its first actor, and the recovery key to print."""

    store: Store
    actor: Actor
    recovery_key: str


def exists(folder: Path) -> bool:
    """Whether there is an office in this folder."""
    return (folder / DATABASE).exists()


def check_keys_alone(folder: Path) -> None:
    """Refuse a folder whose key file has lost its database.

    A new office would replace the key, and the database, if it turns up again, could never be
    opened. A founding that was killed leaves both unfinished; that one is no loss.
    """
    if exists(folder) or any(folder.glob(UNFINISHED + "*")):
        return
    if (folder / keys.KEY_FILE).exists() or any(folder.glob(DATABASE + "-*")):
        raise Expected(
            f"这个文件夹里有密钥文件，但数据文件（{DATABASE}）不见了，没有新建，也没有改动。"
            "请把数据文件放回来（可能被杀毒软件隔离），或从备份恢复；"
            "确实要新建，请换一个文件夹。"
        )


def check_folder(folder: Path) -> None:
    """Refuse folders that are not on this computer's own disk, and a nearly full disk."""
    spelled = str(folder).lower()
    if spelled.startswith(("\\\\", "//")) or any(name in spelled for name in SYNC_FOLDERS):
        raise Expected(
            "数据文件夹不能放在网络盘或同步盘里，多台电脑同时写会损坏数据，没有打开。"
            "请换到本机硬盘上的文件夹。"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise Expected(
            "数据文件夹建不了或打不开，没有做任何改动。请检查路径和权限，或换一个文件夹。",
            details=str(error),
        ) from error
    if free < MIN_FREE:
        raise Expected(
            f"磁盘只剩 {free // 1024 // 1024} MB，为避免保存中断没有打开。请先清理磁盘。"
        )


def found(
    folder: Path,
    founding: Founding,
    *,
    clock: Clock = system_clock,
    new_id: NewId | None = None,
    state: Path | None = None,
    durable: bool = True,
) -> Founded:
    """Make a new office: keys, database, station, first account, catalogue, settings.

    `durable` False leaves syncing to the operating system while a sample office is built. Raises
    `Refused` for bad fields and `Expected` when the folder already holds an office.
    """
    if exists(folder):
        raise Expected(
            "这个文件夹里已经有一个办公室的数据，没有改动它。请直接登录，或换一个文件夹。"
        )
    problems = founding_problems(founding)
    if problems:
        raise Refused(problems)
    check_folder(folder)
    check_keys_alone(folder)
    # Nobody else who logs in to this computer may copy it away (Windows inherits the profile's).
    folder.chmod(0o700)
    _drop_unfinished(folder)
    (folder / UNFINISHED).touch()
    key, recovery = keys.create(folder)
    keys.set_password(folder, key, founding.login, founding.password)

    def opened(name: str) -> Store:
        engine = sqlcipher_engine(folder / name, key, durable=durable)
        ids = new_id or increasing_ids()
        return Store(engine, folder=folder, key=key, clock=clock, new_id=ids, state=state)

    # An office killed while it was made must not stand there with nobody able to enter.
    store = opened(UNFINISHED)
    try:
        check_schema(store.engine)
        actor = furnish(store, founding)
    finally:
        store.close()
    (folder / UNFINISHED).replace(folder / DATABASE)
    return Founded(opened(DATABASE), actor, recovery)


def founding_problems(founding: Founding) -> list[Problem]:
    """What is wrong with the answers of the first start, field by field."""
    problems = list(keys.password_problems(founding.password, founding.login))
    roles = list(founding.roles)
    problems += check_account(founding.login, founding.name.strip() or founding.login, roles)
    if not {Role.DIRECTOR.value, Role.ADMINISTRATOR.value} & set(roles) and roles:
        problems.append(Problem("roles", "第一个账号要能管理账号，请选主任或系统管理员"))
    if not re.fullmatch("[A-Za-z0-9]{2,6}", founding.station):
        problems.append(Problem("station", "站点代码用 2 到 6 位大写字母或数字，例如 QS"))
    for name, value in _settings_of(founding).items():
        problems += check(name, value)
    return problems


def _settings_of(founding: Founding) -> dict[str, str]:
    return {
        "unit_name": clean_line(founding.unit_name),
        "hours_profile": founding.hours_profile,
        **founding.phones,
    }


def _drop_unfinished(folder: Path) -> None:
    for path in folder.glob(UNFINISHED + "*"):
        path.unlink()


def furnish(store: Store, founding: Founding) -> Actor:
    """Put the first stream, station, account, settings and catalogue into an empty store."""
    now = store.clock()
    begin_stream(store.engine, store.new_id(now), epoch=0)
    code = founding.station.upper()
    account = Account(
        id=store.new_id(now),
        station=code,
        login=founding.login,
        name=founding.name.strip() or founding.login,
        roles=sorted(founding.roles),
    )
    with store.work(actor_of(account)) as work:
        work.session.add(account)
        work.session.add(
            Station(id=work.new_id(), station=code, code=code, name=clean_line(founding.unit_name))
        )
        for name, value in _settings_of(founding).items():
            set_value(work, name, value)
        for fields in shipped_fields():
            save_edition(work, fields)
        commit(work)
    return actor_of(account)


def begin_stream(engine: Engine, stream: UUID, epoch: int) -> None:
    """Let this database write a new stream from now on."""
    with Session(engine) as session:
        for head in session.scalars(select(JournalHead).where(JournalHead.current)):
            head.current = False
        session.flush()
        session.add(
            JournalHead(
                stream=stream, seq=0, hash=GENESIS, current=True, epoch=epoch, machine=machine()
            )
        )
        session.commit()


def open_store(
    folder: Path,
    key: bytes,
    *,
    clock: Clock = system_clock,
    new_id: NewId | None = None,
    state: Path | None = None,
) -> Store:
    """Open an office's database; migrates an older one after a backup, refuses a newer one."""
    if not exists(folder):
        raise Expected("这个文件夹里没有办公室的数据。请核对路径，或先新建办公室。")
    engine = sqlcipher_engine(folder / DATABASE, key)
    try:
        with telling_trouble():
            check_schema(engine, lambda schema: _keep_copy(engine, folder, key, schema))
            ids = new_id or increasing_ids()
            store = Store(engine, folder=folder, key=key, clock=clock, new_id=ids, state=state)
            go_on(store)
    except BaseException:
        engine.dispose()
        raise
    return store


def _keep_copy(engine: Engine, folder: Path, key: bytes, schema: str) -> None:
    # Needed once in years, so not loaded at every start.
    from center.backup import copy_before_upgrade

    copy_before_upgrade(engine, folder, key, schema)


def go_on(store: Store) -> bool:
    """Begin a new stream and number epoch if this database was restored, copied or moved.

    Returns whether it had to. Without a place to remember (`state`), it never has to.
    """
    if store.state is None:
        return False
    with Session(store.engine) as session:
        head = session.scalars(select(JournalHead).where(JournalHead.current)).one()
        same_machine = store.folder is None or head.machine == machine()
        if same_machine and continues(store.state, head.stream, head.seq, head.hash):
            remember(store.state, head.stream, head.seq, head.hash)
            return False
    renew(store.engine, store.new_id(store.clock()), store.state)
    return True


def renew(engine: Engine, stream: UUID, state: Path | None, above: int = 0) -> int:
    """Begin a new stream under a number epoch never used before; return the epoch.

    The epoch is above all this database and this machine know of, and above `above`.
    """
    with Session(engine) as session:
        known = {head.stream: head.epoch for head in session.scalars(select(JournalHead))}
    seen = last_epoch(state, known) if state is not None else 0
    epoch = max(above, seen, *known.values()) + 1
    begin_stream(engine, stream, epoch)
    if state is not None:
        remember_epoch(state, known, epoch)
    return epoch


def enter_office(
    folder: Path, unlocked: keys.Unlocked, *, state: Path | None = None
) -> tuple[Store, Actor]:
    """Open an office with an unwrapped key; a sample office's clock goes on from its own day.

    Raises `NotAllowed` when the account was stopped.
    """
    store = open_store(folder, unlocked.key, state=state)
    try:
        began = keys.sample_today(folder)
        if began is not None:
            store.clock = shifted_clock(max(datetime.fromisoformat(began), last_commit(store)))
        with store.read(NOBODY) as work:
            return store, enter(work, unlocked.login)
    except BaseException:
        store.close()
        raise


def last_commit(store: Store) -> datetime:
    """When this office last wrote a journal row."""
    with Session(store.engine) as session:
        found = session.execute(select(func.max(JournalRow.at)).where(written_here())).scalar()
    return EPOCH if found is None else found


def reset_by_recovery(folder: Path, spelled: str, login: str, password: str) -> keys.Unlocked:
    """Give an account a new password with the printed recovery key.

    Raises `Refused` for typing slips and weak passwords, `Expected` for a wrong key, `NotAllowed`
    for an account that does not exist or was stopped.
    """
    unlocked = keys.Unlocked(keys.unlock_by_recovery(folder, spelled).key, login)
    store, _ = enter_office(folder, unlocked)
    store.close()
    keys.set_password(folder, unlocked.key, login, password)
    return unlocked


def shifted_clock(start: datetime) -> Clock:
    """A clock that stood at `start` when it was made: the sample office's."""
    began = system_clock()
    return lambda: start + (system_clock() - began)
