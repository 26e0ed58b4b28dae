"""Data packages of the sample office: two village stations paired, one silent, one disagreement.

The stations are offices of their own, founded beside the sample office for as long as it is built.
Their keys are new each time, so what they send is left out of the records that are compared.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from center import office
from center.exchange import cards, making, reading, receipts
from center.exchange.cards import Card
from center.exchange.records import Role
from center.journal import commit
from center.office import Founding
from center.people import Identity
from center.records import CHINA, increasing_ids
from center.registration import Route, VisitForm, VisitKind, register
from center.rights import Actor
from center.settings import set_value
from center.storage import Store
from desktop.sample.hall import Hall, identity
from desktop.sample.names import Invented, residents
from desktop.sample.office import CADRES, FOUNDING, PASSWORD, STATIONS

FOLDER = "数据包"
SILENT_DAYS = 41
PHONES = ("0399-6001207", "0399-6001270")
"""What one villager told the village and the town."""
NEEDS = (
    "咨询高龄津贴怎样申领",
    "代办城乡居民医保参保登记",
    "低保年度复核材料交来",
    "咨询残疾人两项补贴",
    "户口簿和身份证地址不一致，问怎样改",
)
_HOW_TO_TRY = """这些文件可以拿来试数据包（人和事都是编的）：

1. 在“台账 › 数据包”里按“读入数据包”，选 {package}，或者直接双击它。
2. 在“设置 › 站点名片”里按“读入对方名片”，选 {card}。
   对方在电话里念的六组数字是：{digits}
"""


@dataclass(frozen=True, slots=True)
class Station:
    """A village station's office, open, and its cadre."""

    code: str
    store: Store
    cadre: Actor


def play(hall: Hall, seed: int, out: Path) -> tuple[Path, ...]:
    """Exchange packages for six weeks; what lies in `out` afterwards can be tried."""
    rng = Random(f"{seed}-exchange")
    folder = out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, _stations(hall, rng, Path(temporary)) as found:
        near, far, new = found
        hall.set_clock(_ago(hall, SILENT_DAYS + 2))
        town = card_of(hall.store, hall.cast.director)
        for station in (near, far):
            pair(hall.store, hall.cast.director, card_of(station.store, station.cadre))
            pair(station.store, station.cadre, town)
        people = residents(rng, hall.today, len(NEEDS) + 1)
        hall.set_clock(_ago(hall, SILENT_DAYS))
        _visit(far, people[0], NEEDS[0])
        _send(hall, far, folder)
        _disagree(hall, near, people[1], folder)
        hall.set_clock(_ago(hall, 2))
        _make(hall.store, hall.cast.director, near.code, folder).unlink()
        hall.set_clock(_ago(hall, 1))
        for person, need in zip(people[2:], NEEDS[1:], strict=True):
            _visit(near, person, need)
        ready = _make(near.store, near.cadre, FOUNDING.station, folder)
        card = card_of(new.store, new.cadre)
        name = folder / cards.card_file_name(card)
        with new.store.work(new.cadre) as work:
            name.write_bytes(cards.make_card(work))
    told = folder / "怎样试.txt"
    digits = " ".join(card.fingerprint)
    words = _HOW_TO_TRY.format(package=ready.name, card=name.name, digits=digits)
    told.write_text(words, "utf-8")
    return ready, name, told


def _ago(hall: Hall, days: int) -> datetime:
    return datetime.combine(hall.today - timedelta(days=days), time(16, 20), CHINA)


@contextmanager
def _stations(hall: Hall, rng: Random, folder: Path) -> Iterator[list[Station]]:
    """The village stations, founded and open, their clocks the town's."""
    hall.set_clock(_ago(hall, SILENT_DAYS + 3))
    opened: list[Station] = []
    try:
        for (code, name), (login, cadre, _) in zip(STATIONS, CADRES, strict=True):
            answers = Founding(
                unit_name=name,
                station=code,
                login=login,
                name=cadre,
                password=PASSWORD,
                phones=FOUNDING.phones,
            )
            made = office.found(
                folder / code,
                answers,
                clock=hall.store.clock,
                new_id=increasing_ids(rng.randbytes),
                durable=False,
            )
            opened.append(Station(code, made.store, made.actor))
            with made.store.work(made.actor) as work:
                set_value(work, "station_role", Role.VILLAGE.value)
                commit(work)
        yield opened
    finally:
        for station in opened:
            station.store.close()


def card_of(store: Store, actor: Actor) -> Card:
    """A station's own card, its keys made if there were none."""
    with store.work(actor) as work:
        data = cards.make_card(work)
        commit(work)
    return cards.read_card(data)


def pair(store: Store, actor: Actor, card: Card) -> None:
    """Let a station take in another's card."""
    with store.work(actor) as work:
        cards.pair(work, card)
        commit(work)


def _visit(station: Station, person: Invented, need: str) -> None:
    _register(station.store, station.cadre, identity(person), need)


def _register(store: Store, actor: Actor, who: Identity, need: str) -> None:
    form = VisitForm(VisitKind.HANDLING, who=who, route=Route.HERE, need=need)
    with store.work(actor) as work:
        register(work, form)
        commit(work)


def _make(store: Store, actor: Actor, to: str, folder: Path) -> Path:
    with store.work(actor) as work:
        peer = cards.peer_of(work, to)
        file = folder / making.package_name(work, peer)
        making.make(work, peer, file)
    return file


def _send(hall: Hall, station: Station, folder: Path) -> None:
    """A package up and its receipt back; the file goes afterwards, as from a stick."""
    file = _make(station.store, station.cadre, FOUNDING.station, folder)
    with hall.store.work(hall.cast.director) as work:
        outcome = reading.take_in(work, file)
        assert outcome is not None
        assert outcome.package is not None
        receipts.write_receipt(work, outcome.package, file)
        commit(work)
    with station.store.work(station.cadre) as work:
        receipts.read_receipt(work, file)
    file.unlink()


def _disagree(hall: Hall, station: Station, person: Invented, folder: Path) -> None:
    """One villager tells the village one telephone and the town another."""
    who = identity(person)
    hall.set_clock(_ago(hall, 12))
    _register(station.store, station.cadre, who, NEEDS[0])
    _send(hall, station, folder)
    hall.set_clock(_ago(hall, 6))
    theirs, ours = (replace(who, phone=phone) for phone in PHONES)
    _register(hall.store, hall.cast.clerk_of(""), ours, NEEDS[1])
    hall.set_clock(_ago(hall, 5))
    _register(station.store, station.cadre, theirs, NEEDS[2])
    _send(hall, station, folder)
