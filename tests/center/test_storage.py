"""Storage: what the database refuses is told in a sentence; migrations agree with the records."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

import center
from center.cases.records import Case
from center.errors import Expected
from center.journal import JournalRow, commit
from center.numbers import NumberSeries
from center.records import Base, Station, increasing_ids, instant, microseconds, uuid7
from center.staff import Village
from center.storage import DATABASE, NumberRequest, Store, check_schema, schema_of, sqlcipher_engine
from tests.earlier import put_back
from tests.matters import case
from tests.offices import Office

NOW = datetime(2026, 9, 21, 1, 0, tzinfo=UTC)
KEY = bytes(range(32))


def test_ids_made_in_one_millisecond_keep_their_order() -> None:
    new_id = increasing_ids()
    made = [new_id(NOW) for _ in range(2000)]
    assert made == sorted(made)
    assert len(set(made)) == 2000
    assert {i.version for i in made} == {7}
    later = new_id(NOW + timedelta(milliseconds=1))
    assert later > made[-1]
    # A clock moved back makes older ids again and never the same one.
    assert new_id(NOW) not in made


def test_an_id_carries_its_millisecond() -> None:
    assert uuid7(NOW).int >> 80 == microseconds(NOW) // 1000
    assert instant(microseconds(NOW)) == NOW


def differences(connection: Connection) -> list[object]:
    for found in pkgutil.walk_packages(center.__path__, "center."):
        if ".migrations." not in found.name:
            importlib.import_module(found.name)
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


def test_migrations_make_what_the_records_describe(either: Office) -> None:
    with either.store.engine.connect() as connection:
        assert differences(connection) == []


def test_an_upgrade_of_an_up_to_date_database_changes_nothing(either: Office) -> None:
    with either.work() as work:
        before = work.session.scalars(select(JournalRow.hash)).all()
    check_schema(either.store.engine)
    with either.work() as work:
        assert work.session.scalars(select(JournalRow.hash)).all() == before


def test_an_office_of_the_first_schema_is_upgraded_with_its_cases(either: Office) -> None:
    """0002 adds where cases were imported from; those there are came from no table."""
    with either.work() as work:
        made = case(work)
        commit(work)
    put_back(either.store.engine, "0001")
    assert schema_of(either.store.engine) == "0001"
    check_schema(either.store.engine)
    with either.store.engine.connect() as connection:
        assert differences(connection) == []
    with either.work() as work:
        kept = work.session.get_one(Case, made.id)
        assert (kept.number, kept.platform_number) == (made.number, None)
        assert (kept.platform_status, kept.finished_elsewhere) == ("", False)


def test_a_database_of_a_newer_program_is_refused(either: Office) -> None:
    with either.work() as work:
        work.session.execute(text("UPDATE alembic_version SET version_num = '9001'"))
        work.session.commit()
    with pytest.raises(Expected, match="更新版本的程序"):
        check_schema(either.store.engine)
    assert schema_of(either.store.engine) == "9001"


def test_a_record_changed_meanwhile_is_told_wherever_the_flush_happens(either: Office) -> None:
    """Not only `commit` flushes: deriving a deadline does too, in the middle of a step."""
    with either.work() as work:
        village = Village(id=work.new_id(), station="QS", name="石桥村")
        work.session.add(village)
        commit(work)
    with either.work() as work:
        mine = work.session.get_one(Village, village.id)
        work.session.expunge(mine)
    with either.work() as work:
        work.session.get_one(Village, village.id).name = "石桥新村"
        commit(work)

    def save_the_old_one() -> None:
        with either.work() as work:
            work.session.add(mine)
            mine.name = "石桥老村"
            work.session.flush()

    with pytest.raises(Expected, match="刚被别人改过"):
        save_the_old_one()


def test_a_taken_value_is_told_without_the_value(either: Office) -> None:
    def add() -> None:
        with either.work() as work:
            work.session.add(Village(id=work.new_id(), station="QS", name="石桥村"))
            commit(work)

    add()
    with pytest.raises(Expected, match="重复") as told:
        add()
    assert told.value.details
    assert "石桥村" not in told.value.details


def test_our_own_faults_stay_bugs(either: Office) -> None:
    with pytest.raises(DBAPIError), either.work() as work:
        work.session.execute(text("SELECT * FROM no_such_table"))


def test_a_failed_commit_leaves_nothing_to_the_same_work(either: Office) -> None:
    """A caller that tells the trouble and goes on must not commit half of it."""

    def fail(number: str) -> None:
        raise Expected(f"画不出 {number}")

    with either.work() as work:
        work.session.add(Village(id=work.new_id(), station="QS", name="石桥村"))
        work.numbers.append(NumberRequest("QS", "SZ", 2026, fail))
        with pytest.raises(Expected, match="画不出"):
            commit(work)
        done = commit(work)
        assert done.rows == 0
    with either.work() as work:
        assert work.session.scalars(select(Village)).all() == []
        assert work.session.scalars(select(NumberSeries)).all() == []


def test_a_damaged_file_is_told_and_not_written(qingshan: Office) -> None:
    folder = qingshan.store.folder
    assert folder is not None
    qingshan.store.close()
    path = folder / DATABASE
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096 * 40] = bytes(4096 * 40)
    path.write_bytes(data)

    def read_all() -> None:
        with qingshan.store.read(qingshan.director) as work:
            for table in Base.metadata.sorted_tables:
                work.session.execute(select(table)).all()

    with pytest.raises(Expected, match="损坏"):
        read_all()
    assert path.read_bytes() == bytes(data)


@pytest.mark.parametrize("key", [b"", KEY[:31], KEY + b"1"])
def test_a_key_of_another_length_is_never_used(tmp_path: Path, key: bytes) -> None:
    """SQLCipher would take it for a passphrase, or write plain text."""
    path = tmp_path / "x.db"
    with pytest.raises(ValueError, match="32 bytes"):
        sqlcipher_engine(path, key).connect()
    assert not path.exists()


def test_a_reading_work_sees_one_moment_and_cannot_journal(qingshan: Office) -> None:
    with qingshan.store.read(qingshan.director) as work:
        assert work.now == qingshan.clock.now
        assert work.session.scalars(select(Station)).one().code == "QS"


def test_two_stores_write_one_after_the_other(qingshan: Office) -> None:
    """A command may run beside the window: both write, the chain stays whole."""
    folder = qingshan.store.folder
    assert folder is not None
    key = bytes.fromhex((folder / "key.hex").read_text("ascii"))
    counter = itertools.count(1 << 70)
    other = Store(
        sqlcipher_engine(folder / DATABASE, key),
        folder=folder,
        clock=qingshan.clock,
        new_id=lambda at: uuid7(at, next(counter).to_bytes(10, "big")),
    )
    with qingshan.work() as work:
        work.session.add(Village(id=work.new_id(), station="QS", name="石桥村"))
        commit(work)
    with other.work(qingshan.director) as work:
        work.session.add(Village(id=work.new_id(), station="QS", name="柳河村"))
        commit(work)
    with qingshan.work() as work:
        assert len(work.session.scalars(select(Village)).all()) == 2
    other.close()
