"""An office's data folder: founded whole or not at all, opened, restored, moved."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from center import continuity, keys, office
from center.accounts import Account, enter
from center.errors import Expected, NotAllowed, Refused
from center.items import active_items
from center.journal import JournalHead, commit, verify
from center.office import begin_stream, check_folder, enter_office, go_on, open_store, shifted_clock
from center.records import Station
from center.registration import VisitForm, VisitKind, register
from center.settings import values
from center.staff import Village
from center.storage import DATABASE, SCHEMA, Store, check_schema, schema_of, sqlcipher_engine
from tests.offices import PASSWORD, START, Office, SettableClock, counting_ids, founding

QUESTION = VisitForm(VisitKind.QUESTION, topic="其他")


@pytest.fixture
def key(founded_folder: Path) -> bytes:
    return bytes.fromhex((founded_folder / "key.hex").read_text("ascii"))


# --- founding ------------------------------------------------------------------------------------


def test_a_new_office_has_all_it_needs(tmp_path: Path) -> None:
    made = office.found(
        tmp_path / "office", founding(), clock=SettableClock(), new_id=counting_ids()
    )
    with made.store.read(made.actor) as work:
        assert work.session.scalars(select(Station)).one().name == "青山镇便民服务中心"
        assert work.session.scalars(select(Account)).one().login == "zhuren"
        found = values(work.session, work.now)
        assert found.text("unit_name") == "青山镇便民服务中心"
        assert found.text("phone_complaint") == "0000-1234568"
        assert len(active_items(work)) == 40
        assert verify(work.session) == []
        head = work.session.scalars(select(JournalHead)).one()
        assert (head.current, head.epoch) == (True, 0)
    made.store.close()
    opened = keys.unlock_by_recovery(tmp_path / "office", made.recovery_key)
    store = open_store(tmp_path / "office", opened.key)
    store.close()


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"password": "short"}, "password"),
        ({"unit_name": " \n"}, "unit_name"),
        ({"unit_name": "长" * 201}, "unit_name"),
        ({"station": "Q"}, "station"),
        ({"station": "QSQSQSQ"}, "station"),
        ({"station": "青山"}, "station"),
        ({"login": "林若安"}, "login"),
        ({"login": ""}, "login"),
        ({"name": "长" * 101}, "name"),
        ({"roles": ()}, "roles"),
        ({"roles": ("window_clerk",)}, "roles"),
        ({"hours_profile": "Z"}, "hours_profile"),
        ({"phones": {"phone_complaint": "1" * 201}}, "phone_complaint"),
        ({"phones": {"phone_of_nobody": "1"}}, "phone_of_nobody"),
    ],
)
def test_bad_answers_are_refused_and_leave_nothing(
    tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    """The clerk corrects them and goes on in the same folder."""
    folder = tmp_path / "office"
    with pytest.raises(Refused) as told:
        office.found(folder, founding(**changes))
    assert [p.field for p in told.value.problems] == [field]
    assert not office.exists(folder)


def test_several_bad_answers_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refused) as told:
        office.found(tmp_path, founding(password="", unit_name="", station="", hours_profile=""))
    assert {p.field for p in told.value.problems} == {
        "password",
        "unit_name",
        "station",
        "hours_profile",
    }


def test_a_founding_killed_half_way_can_be_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Power fails after the database was made: no office stands there that nobody can enter."""
    folder = tmp_path / "office"

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(office, "furnish", die)
        with pytest.raises(KeyboardInterrupt):
            office.found(folder, founding())
    assert not office.exists(folder)
    made = office.found(folder, founding())
    with made.store.read(made.actor) as work:
        assert verify(work.session) == []
    made.store.close()


@pytest.mark.parametrize("lost", [keys.KEY_FILE, DATABASE + "-wal"])
def test_no_office_is_founded_over_what_is_left_of_another(
    qingshan: Office, tmp_path: Path, lost: str
) -> None:
    """The database was put in quarantine or moved: its only key must not be replaced."""
    assert qingshan.store.folder is not None
    folder = tmp_path / "left"
    folder.mkdir()
    (folder / lost).write_bytes((qingshan.store.folder / keys.KEY_FILE).read_bytes())
    before = (folder / lost).read_bytes()
    with pytest.raises(Expected, match=r"数据文件（bianmin\.db）不见了"):
        office.found(folder, founding())
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [(lost, before)]


def test_a_founding_killed_before_its_database_can_be_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "office"

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(keys, "set_password", die)
        with pytest.raises(KeyboardInterrupt):
            office.found(folder, founding())
    office.found(folder, founding()).store.close()


def test_an_office_is_never_founded_over_another(qingshan: Office) -> None:
    folder = qingshan.store.folder
    assert folder is not None
    before = (folder / keys.KEY_FILE).read_bytes()
    with pytest.raises(Expected, match="已经有一个办公室"):
        office.found(folder, founding())
    assert (folder / keys.KEY_FILE).read_bytes() == before


@pytest.mark.parametrize(
    "folder",
    [
        "//server/share/office",
        "\\\\server\\share\\office",
        "/a/OneDrive/office",
        "/a/坚果云/b",
    ],
)
def test_folders_of_other_computers_are_refused(folder: str) -> None:
    """A network drive corrupts a database that several computers write."""
    with pytest.raises(Expected, match="网络盘或同步盘"):
        check_folder(Path(folder))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "ascii")
    with pytest.raises(Expected, match="建不了或打不开"):
        check_folder(tmp_path / "file" / "office")


def test_a_nearly_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass
    class Usage:
        free: int

    for free, right in ((200 * 1024 * 1024, True), (200 * 1024 * 1024 - 1, False)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, free=free: Usage(free))
        if right:
            check_folder(tmp_path)
        else:
            with pytest.raises(Expected, match="磁盘只剩 199 MB"):
                check_folder(tmp_path)


# --- opening -------------------------------------------------------------------------------------


def test_a_folder_without_an_office_is_told(tmp_path: Path) -> None:
    with pytest.raises(Expected, match="没有办公室的数据"):
        open_store(tmp_path, b"k" * 32)


def test_a_wrong_key_is_told(qingshan: Office) -> None:
    folder = qingshan.store.folder
    assert folder is not None
    with pytest.raises(Expected, match="密钥与数据文件不符"):
        open_store(folder, b"k" * 32)


def test_a_plain_text_database_is_refused(tmp_path: Path, key: bytes) -> None:
    connection = sqlite3.connect(tmp_path / DATABASE)
    connection.execute("CREATE TABLE people (name)")
    connection.commit()
    connection.close()
    with pytest.raises(Expected, match="没有加密"):
        open_store(tmp_path, key)


def test_a_newer_database_is_refused_and_unchanged(qingshan: Office, key: bytes) -> None:
    folder = qingshan.store.folder
    assert folder is not None
    with qingshan.work() as work:
        work.session.execute(text("UPDATE alembic_version SET version_num = '9001'"))
        work.session.commit()
    qingshan.store.close()
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(Expected, match="更新版本的程序"):
        open_store(folder, key)
    assert (folder / DATABASE).read_bytes() == before


def test_an_empty_database_is_brought_to_the_schema(tmp_path: Path, key: bytes) -> None:
    """As an older one is: migrations run before anything is read."""
    engine = sqlcipher_engine(tmp_path / DATABASE, key)
    assert schema_of(engine) is None
    check_schema(engine)
    assert schema_of(engine) == SCHEMA
    engine.dispose()


def test_entering_needs_the_password_of_an_account_in_use(qingshan: Office) -> None:
    folder = qingshan.store.folder
    assert folder is not None
    unlocked = keys.unlock(folder, "zhuren", PASSWORD, START)
    qingshan.store.close()
    store, actor = enter_office(folder, unlocked)
    assert actor.name == "林若安"
    store.close()
    with pytest.raises(NotAllowed, match="已停用"):
        enter_office(folder, keys.Unlocked(unlocked.key, "nobody"))


def test_a_shifted_clock_goes_on_from_its_start() -> None:
    clock = shifted_clock(START)
    first, second = clock(), clock()
    assert START <= first <= second


# --- going on after a restore --------------------------------------------------------------------


@dataclass
class Machine:
    """Where one computer remembers, and the office as it lies there."""

    state: Path
    key: bytes
    clock: SettableClock

    def open(self, folder: Path) -> Store:
        return open_store(folder, self.key, clock=self.clock, state=self.state)

    def number(self, folder: Path) -> str | None:
        """Register one visit and close."""
        store = self.open(folder)
        with store.read(office.NOBODY) as work:
            actor = enter(work, "zhuren")
        with store.work(actor) as work:
            visit = register(work, QUESTION)
            commit(work)
        with store.read(actor) as work:
            assert verify(work.session) == []
        store.close()
        return visit.number


@pytest.fixture
def machine(tmp_path: Path, key: bytes, clock: SettableClock) -> Machine:
    state = tmp_path / "state"
    state.mkdir()
    return Machine(state, key, clock)


@pytest.fixture
def folder(founded_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded_folder, tmp_path / "first"))


def copy(folder: Path, name: str) -> Path:
    return Path(shutil.copytree(folder, folder.with_name(name)))


def streams(machine: Machine, folder: Path) -> list[tuple[bool, int]]:
    store = machine.open(folder)
    with store.read(office.NOBODY) as work:
        heads = work.session.scalars(select(JournalHead).order_by(JournalHead.epoch)).all()
    store.close()
    return [(head.current, head.epoch) for head in heads]


def test_the_same_office_on_the_same_machine_goes_on(machine: Machine, folder: Path) -> None:
    assert [machine.number(folder) for _ in range(3)] == [
        "QS-DJ-2026-000001",
        "QS-DJ-2026-000002",
        "QS-DJ-2026-000003",
    ]
    assert streams(machine, folder) == [(True, 0)]


def test_a_restored_office_goes_on_under_a_letter(machine: Machine, folder: Path) -> None:
    """The number on a paper given out after the backup is never given out again."""
    machine.number(folder)
    backup = copy(folder, "backup")
    assert machine.number(folder) == "QS-DJ-2026-000002"
    shutil.rmtree(folder)
    shutil.copytree(backup, folder)
    assert machine.number(folder) == "QS-DJ-2026-A000002"
    assert machine.number(folder) == "QS-DJ-2026-A000003"
    assert streams(machine, folder) == [(False, 0), (True, 1)]
    shutil.rmtree(folder)
    shutil.copytree(backup, folder)
    assert machine.number(folder) == "QS-DJ-2026-B000002"


def test_of_two_copies_only_one_goes_on_without_a_letter(machine: Machine, folder: Path) -> None:
    machine.number(folder)
    twin = copy(folder, "twin")
    numbers = [machine.number(f) for f in (folder, twin, folder, twin)]
    assert numbers == [
        "QS-DJ-2026-000002",
        "QS-DJ-2026-A000002",
        "QS-DJ-2026-000003",
        "QS-DJ-2026-A000003",
    ]


def test_copies_of_copies_never_share_a_number(machine: Machine, folder: Path) -> None:
    machine.number(folder)
    places = [folder]
    numbers: list[str | None] = []
    for n in range(3):
        places += [copy(place, f"{place.name}-{n}") for place in list(places)]
        numbers += [machine.number(place) for place in places]
    assert len(set(numbers)) == len(numbers)


def test_a_moved_office_begins_a_new_stream(
    machine: Machine, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.number(folder)
    monkeypatch.setattr(office, "machine", lambda: "another computer")
    elsewhere = Machine(tmp_path / "elsewhere", machine.key, machine.clock)
    elsewhere.state.mkdir()
    assert elsewhere.number(folder) == "QS-DJ-2026-A000002"
    assert elsewhere.number(folder) == "QS-DJ-2026-A000003"


def test_without_a_place_to_remember_nothing_is_noticed(qingshan: Office) -> None:
    assert qingshan.store.state is None
    assert go_on(qingshan.store) is False


def test_a_lost_mark_only_makes_the_check_less_sharp(machine: Machine, folder: Path) -> None:
    machine.number(folder)
    for mark in machine.state.iterdir():
        mark.write_text("garbage", "ascii")
    assert machine.number(folder) == "QS-DJ-2026-000002"


def test_a_mark_that_cannot_be_written_never_fails_a_commit(machine: Machine, folder: Path) -> None:
    store = machine.open(folder)
    shutil.rmtree(machine.state)
    with store.read(office.NOBODY) as work:
        actor = enter(work, "zhuren")
    with store.work(actor) as work:
        work.session.add(Village(id=work.new_id(), station="QS", name="石桥村"))
        commit(work)
    store.close()


def test_the_fingerprint_of_a_machine_says_nothing_about_it() -> None:
    found = continuity.machine()
    assert found == continuity.machine()
    assert len(found) == 64
    assert platform.node() not in found or not platform.node()


def test_only_one_stream_is_current(qingshan: Office) -> None:
    with qingshan.work() as work:
        stream = work.new_id()
    begin_stream(qingshan.store.engine, stream, epoch=1)
    with qingshan.work() as work:
        heads = work.session.scalars(select(JournalHead)).all()
        assert sum(head.current for head in heads) == 1
