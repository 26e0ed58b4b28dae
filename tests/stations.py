"""A town and its village stations in a test: each an office of its own, founded apart, paired."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest

from center import keys, office
from center.exchange import cards, making, reading, receipts
from center.exchange.reading import Outcome
from center.exchange.records import Package, Peer
from center.journal import commit
from center.people import Person, index_person
from center.records import Record, uuid7
from center.rights import Actor
from center.settings import set_value
from center.storage import DATABASE, Store, sqlcipher_engine
from center.verify import faults
from tests.offices import PASSWORD, START, Office, SettableClock, founding

T = TypeVar("T")

VILLAGES = {"SQ1": "石桥村便民服务站", "BH2": "白河村便民服务站"}


def scattered_ids(seed: str) -> Callable[[datetime], UUID]:
    """Ids of one station, repeatable and never another's."""
    source = random.Random(seed)
    return lambda at: uuid7(at, source.randbytes(10))


@pytest.fixture(scope="session")
def village_folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Founded village stations, closed, to be copied."""
    made = {}
    for code, name in VILLAGES.items():
        folder = tmp_path_factory.mktemp("village") / code
        answers = founding(unit_name=name, station=code, name=f"{name[:2]}站长")
        founded = office.found(folder, answers, clock=SettableClock(), new_id=scattered_ids(code))
        founded.store.close()
        key = keys.unlock(folder, "zhuren", PASSWORD, START).key
        (folder / "key.hex").write_text(key.hex(), "ascii")
        made[code] = folder
    return made


@dataclass
class End(Office):
    """One station: an office with a place for its packages."""

    folder: Path = field(default_factory=Path)
    count: int = 0

    def peer(self, code: str) -> Peer:
        """The station of this code as it is known here."""
        with self.store.read(self.director) as work:
            return cards.peer_of(work, code)

    def make(self, to: str) -> Path:
        """A package for a station."""
        self.count += 1
        file = self.folder / f"{self.count}.bmpkg"
        with self.work() as work:
            assert making.make(work, cards.peer_of(work, to), file) is not None
        return file

    def take(self, file: Path) -> Outcome:
        """Take a package in."""
        with self.work() as work:
            outcome = reading.take_in(work, file)
        assert outcome is not None
        return outcome

    def receipt(self, package: Package | None) -> Path:
        """The receipt for a package that was taken in."""
        assert package is not None
        self.count += 1
        file = self.folder / f"{self.count}-receipt.bmpkg"
        with self.work() as work:
            receipts.write_receipt(work, package, file)
            commit(work)
        return file

    def hear(self, file: Path) -> Package:
        """Read a receipt."""
        with self.work() as work:
            return receipts.read_receipt(work, file)


def send(sender: End, receiver: End, *, receipt: bool = True) -> Outcome:
    """A package from one station to another, answered by its receipt."""
    outcome = receiver.take(sender.make(code_of(receiver)))
    if receipt:
        sender.hear(receiver.receipt(outcome.package))
    return outcome


def code_of(end: End) -> str:
    """The code of a station."""
    return end.director.station


def pair(town: Office, village: Office) -> None:
    """Exchange cards both ways, as two people with a telephone do."""
    told = []
    for one in (town, village):
        with one.work() as work:
            told.append(cards.read_card(cards.make_card(work)))
            commit(work)
    for one, card in ((town, told[1]), (village, told[0])):
        with one.work() as work:
            cards.pair(work, card)
            commit(work)


def open_village(folders: dict[str, Path], code: str, tmp_path: Path, clock: SettableClock) -> End:
    """A village station from its founded folder."""
    folder = tmp_path / code
    shutil.copytree(folders[code], folder)
    key = bytes.fromhex((folder / "key.hex").read_text("ascii"))
    engine = sqlcipher_engine(folder / DATABASE, key, durable=False)
    ids = scattered_ids(f"{code}-later")
    store = Store(engine, folder=folder, key=key, clock=clock, new_id=ids)
    return End(store, clock, _director(store, code), folder=tmp_path / f"{code}-out")


def _director(store: Store, code: str) -> Actor:
    from center.accounts import enter

    with store.read(Actor(UUID(int=0), "", frozenset(), code)) as work:
        return enter(work, "zhuren")


def as_end(town: Office, tmp_path: Path) -> End:
    """An office as one end of an exchange."""
    folder = tmp_path / "QS-out"
    folder.mkdir()
    return End(town.store, town.clock, town.director, folder=folder)


def made_village(folders: dict[str, Path], code: str, tmp_path: Path, clock: SettableClock) -> End:
    """A village station that says it is one."""
    village = open_village(folders, code, tmp_path, clock)
    village.folder.mkdir()
    with village.work() as work:
        set_value(work, "station_role", "village")
        commit(work)
    return village


@pytest.fixture
def stations(
    qingshan: Office, village_folders: dict[str, Path], tmp_path: Path, clock: SettableClock
) -> Iterator[tuple[End, End]]:
    """The town 青山镇 and its village station 石桥村, paired."""
    town = as_end(qingshan, tmp_path)
    village = made_village(village_folders, "SQ1", tmp_path, clock)
    pair(town, village)
    yield town, village
    village.store.close()


def edit(end: Office, kind: type[Record], record: UUID, **fields: Any) -> None:
    """Change a record's fields and commit."""
    with end.work() as work:
        found = work.session.get_one(kind, record)
        for name, value in fields.items():
            setattr(found, name, value)
        commit(work)


def row(end: Office, kind: type[T], record: UUID) -> T:
    """A record as it stands."""
    with end.store.read(end.director) as work:
        return work.session.get_one(kind, record)


def person(end: Office, name: str = "李青禾", **fields: Any) -> UUID:
    """A person known at a station."""
    with end.work() as work:
        found = Person(id=work.new_id(), station=work.station, name=name, **fields)
        work.session.add(found)
        index_person(work.session, found, new=True)
        commit(work)
        return found.id


def faults_of(end: Office) -> list[str]:
    """What is not sound at a station."""
    with end.store.read(end.director) as work:
        return faults(work.session, folder=end.store.folder, key=end.store.key)
