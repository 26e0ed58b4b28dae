"""The local database: SQLCipher on one PC, PostgreSQL in a hall with several windows.

One `Store` per open database, one `Work` per unit of work. A `Work` that does not reach
`journal.commit` is rolled back. What was measured and which settings follow: WAL with FULL sync
costs one fsync per commit and lost nothing in 145 kills; a 64 MB cache keeps scans at the speed of
an unencrypted file; a raw key opens in under a millisecond where a passphrase costs 100.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import QueuePool

from center.errors import Expected
from center.records import increasing_ids
from center.rights import Actor

SCHEMA = "0017"
DATABASE = "bianmin.db"
CACHE_KIB = 65536
SECOND_CACHE_KIB = 8192
BUSY_MS = 5000

Clock = Callable[[], datetime]
NewId = Callable[[datetime], UUID]


def system_clock() -> datetime:
    """The wall clock, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class NumberRequest:
    """A number to be allotted at commit: its series, and what to do once it is known."""

    station: str
    kind: str
    year: int
    use: Callable[[str], None]


@dataclass(slots=True)
class Note:
    """A journal line that changes no record: a reveal, a print, an export, an opened secret."""

    action: str
    kind: str
    record: UUID
    payload: dict[str, Any]
    audience: str = "office"


@dataclass(frozen=True, slots=True)
class Line:
    """What the journal will say of one record: `base` is the change it follows (None: the first).

    `payload` is the whole record, or what a note says, as canonical JSON.
    """

    kind: str
    record: UUID
    action: str
    payload: str
    audience: str = "office"
    base: bytes | None = None
    merges: tuple[bytes, ...] = ()


@dataclass(slots=True)
class Work:
    """One unit of work of one actor at one moment; `commit(work)` makes it last."""

    store: Store
    session: Session
    actor: Actor
    now: datetime
    numbers: list[NumberRequest] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    streams: list[Iterator[Line]] = field(default_factory=list)
    """Rows by the thousand, written while they are read at commit (`journal.created`)."""

    def new_id(self) -> UUID:
        """A fresh record id."""
        return self.store.new_id(self.now)

    @property
    def station(self) -> str:
        """The station that owns what this work creates."""
        return self.actor.station


@dataclass(slots=True)
class Store:
    """An open database with its clock and id source, both injected so that tests repeat.

    `folder` and `key` belong to an embedded database; `state` is where this machine remembers how
    far each stream had got.
    """

    engine: Engine
    folder: Path | None = None
    key: bytes | None = field(default=None, repr=False)
    clock: Clock = system_clock
    new_id: NewId = field(default_factory=increasing_ids)
    state: Path | None = None
    listeners: list[Callable[[frozenset[str]], None]] = field(default_factory=list)

    @contextmanager
    def work(self, actor: Actor) -> Iterator[Work]:
        """A unit of work that may write; rolled back unless committed."""
        with self._session(writes=True) as session:
            work = Work(self, session, actor, self.clock())
            session.info["work"] = work
            yield work

    @contextmanager
    def read(self, actor: Actor) -> Iterator[Work]:
        """A unit of work that only reads."""
        with self._session(writes=False) as session:
            yield Work(self, session, actor, self.clock())

    @contextmanager
    def _session(self, *, writes: bool) -> Iterator[Session]:
        with telling_trouble(), Session(self.engine, expire_on_commit=False) as session:
            session.connection(execution_options={"writes": writes})
            yield session

    def close(self) -> None:
        """Close every connection and forget the key."""
        self.engine.dispose()
        self.key = None


@contextmanager
def telling_trouble() -> Iterator[None]:
    """Turn what the database refuses into a sentence for the clerk; what is a bug stays one."""
    try:
        yield
    except StaleDataError as error:
        raise Expected(
            "这条记录刚被别人改过，这一次没有保存，填写的内容还在。请刷新后核对再保存。"
        ) from error
    except IntegrityError as error:
        raise Expected(
            "有一项内容与已有记录重复或关联不上，这一次没有保存。请核对编号、代码等不能重复的内容。",
            # PostgreSQL's further lines quote the values.
            details=str(error.orig).partition("\n")[0],
        ) from error
    except OperationalError as error:
        raise _trouble(error) from error
    except DatabaseError as error:
        if _damaged(str(error.orig)):
            raise _trouble(error) from error
        raise


def _damaged(said: str) -> bool:
    return "malformed" in said or "not a database" in said


def _trouble(error: DBAPIError) -> Exception:
    """What a database error means to the clerk; the error itself when it is a fault of ours."""
    said = str(error.orig)
    if "no such " in said or "has no column" in said or "syntax error" in said:
        return error
    if "disk is full" in said or "No space left" in said:
        sentence = "磁盘空间已满，这一次没有保存，之前的记录都在。请清理磁盘后再保存一次。"
    elif "locked" in said or "busy" in said:
        sentence = "数据正被另一个程序占用，这一次没有保存，之前的记录都在。请稍候再试。"
    elif "disk I/O error" in said or "readonly" in said or "unable to open" in said:
        sentence = "数据文件无法写入，这一次没有保存，之前的记录都在。请检查磁盘和文件权限。"
    elif _damaged(said):
        sentence = "数据文件已损坏，没有再写入。请用最近的备份恢复，并保留损坏的文件。"
    else:
        sentence = "数据库没有响应，这一次没有保存，之前的记录都在。请稍候再试。"
    return Expected(sentence, details=said)


def driver() -> Any:
    """The SQLCipher driver (DB-API); it has no type stubs."""
    return importlib.import_module("sqlcipher3.dbapi2")


def open_file(path: Path, key: bytes, cache_kib: int = CACHE_KIB) -> Any:
    """A driver's connection to an encrypted file; refuses a plain-text file and a wrong key.

    `key` is the raw 32-byte data key. A hexadecimal key of any other length would silently be
    taken for a passphrase, and the standard library's sqlite3 would ignore it and write plain
    text, so both are checked.
    """
    pragma_key = f"x'{key.hex()}'"
    if not re.fullmatch(r"x'[0-9a-f]{64}'", pragma_key):
        raise ValueError("the data key has 32 bytes")
    if path.exists() and path.stat().st_size:
        with path.open("rb") as file:
            if file.read(15) == b"SQLite format 3":
                raise Expected(
                    "数据文件没有加密，为保护个人信息没有打开它。请从备份恢复，"
                    "或联系系统管理员核对文件来源。"
                )
    connection = driver().connect(str(path), isolation_level=None, check_same_thread=False)
    try:
        connection.execute(f'PRAGMA key = "{pragma_key}"')
        if not connection.execute("PRAGMA cipher_version").fetchone():
            raise RuntimeError("the SQLite driver has no encryption")
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        connection.execute("SELECT count(*) FROM sqlite_master")
        connection.execute(f"PRAGMA cache_size = {-cache_kib}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")
    except driver().DatabaseError as error:
        connection.close()
        if "not a database" in str(error):
            raise Expected(
                "密钥与数据文件不符，没有打开数据。请确认密钥文件和数据文件来自同一份备份。"
            ) from error
        raise
    return connection


def sqlcipher_engine(path: Path, key: bytes, *, durable: bool = True) -> Engine:
    """An engine over an encrypted file (see `open_file`): WAL, one fsync per commit.

    Not `durable`, the system syncs when it likes: only while a sample office is built.
    """
    opened = 0

    def connect() -> Any:
        nonlocal opened
        connection = open_file(path, key, SECOND_CACHE_KIB if opened else CACHE_KIB)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
        opened += 1
        return connection

    engine = create_engine(
        "sqlite+pysqlite://",
        module=driver(),
        creator=connect,
        poolclass=QueuePool,
        pool_size=2,
        max_overflow=2,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("writes", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def postgres_engine(url: str) -> Engine:
    """An engine over a PostgreSQL database shared by several windows."""
    return create_engine(url, pool_size=2, max_overflow=2, pool_pre_ping=True, hide_parameters=True)


def schema_of(engine: Engine) -> str | None:
    """The schema revision the database is at; None for an empty database."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def check_schema(engine: Engine, before: Callable[[str], object] | None = None) -> None:
    """Refuse a database that a newer program wrote; migrate an older one.

    `before` is called with an older database's revision before anything is changed.
    """
    found = schema_of(engine)
    if found == SCHEMA:
        return
    if found is not None and found > SCHEMA:
        raise Expected(
            "数据是由更新版本的程序保存的，本程序没有打开它，数据没有改动。"
            "请在这台电脑上安装新版本。",
            details=f"database schema {found}, program schema {SCHEMA}",
        )
    from center.migrations import upgrade

    if found is not None and before is not None:
        before(found)
    upgrade(engine)
