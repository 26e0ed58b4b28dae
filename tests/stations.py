"""A village station beside the test's town, paired by their cards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from center import keys, office
from center.exchange.cards import Card, make_card, pair, read_card
from center.exchange.records import Role
from center.journal import commit
from center.settings import set_value
from tests.offices import PASSWORD, START, Office, SettableClock, founding

VILLAGE = "石桥村便民服务站"


@pytest.fixture(scope="session")
def founded_village(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded village station, closed, to be copied."""
    folder = tmp_path_factory.mktemp("village") / "office"
    answers = founding(unit_name=VILLAGE, station="SQ", name="石守信")
    made = office.found(folder, answers, clock=SettableClock())
    with made.store.work(made.actor) as work:
        set_value(work, "station_role", Role.VILLAGE.value)
        commit(work)
    made.store.close()
    return folder


@pytest.fixture
def shiqiao(founded_village: Path, tmp_path: Path, clock: SettableClock) -> Iterator[Office]:
    """The invented 石桥村 station, whose clock is the town's."""
    folder = tmp_path / "village"
    shutil.copytree(founded_village, folder)
    unlocked = keys.unlock(folder, "zhuren", PASSWORD, START)
    store, actor = office.enter_office(folder, unlocked)
    store.clock = clock
    yield Office(store, clock, actor)
    store.close()


def card_of(station: Office) -> Card:
    """A station's own card, its keys made if there were none."""
    with station.work() as work:
        data = make_card(work)
        commit(work)
    return read_card(data)


def introduce(one: Office, other: Office) -> None:
    """Let two stations take in each other's cards."""
    cards = card_of(one), card_of(other)
    for station, card in ((one, cards[1]), (other, cards[0])):
        with station.work() as work:
            pair(work, card)
            commit(work)
