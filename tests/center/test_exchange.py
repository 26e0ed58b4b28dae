"""Packages between a village station and the town, on the simple road."""

from __future__ import annotations

from center.cases import steps
from center.cases.records import Case, Status
from center.exchange.records import Result, State
from center.journal import verify
from tests.desk import COMMITTED, Desk
from tests.stations import End, send

pytest_plugins = ["tests.stations"]


def test_a_village_case_reaches_the_town_and_its_result_comes_back(
    stations: tuple[End, End],
) -> None:
    """The village owns intake, the town owns results."""
    town, village = stations
    case = Desk(village).open(COMMITTED)
    outcome = send(village, town)
    assert outcome.refused == ""
    assert not {Result.REFUSED, Result.WAITING, Result.CONFLICT} & set(outcome.counts)
    there = Desk(town).case(case)
    assert (there.name, there.station, there.status) == ("李青禾", "SQ1", Status.RECEIVED)
    assert there.due_on == Desk(village).case(case).due_on
    Desk(town).step(case, steps.accept)
    back = send(town, village)
    assert not {Result.REFUSED, Result.WAITING, Result.CONFLICT} & set(back.counts), [
        (r.kind, r.reason) for r in back.rows if r.reason
    ]
    assert Desk(village).case(case).status is Status.ACCEPTED
    for end in stations:
        with end.store.read(end.director) as work:
            assert verify(work.session) == []
    assert isinstance(there, Case)
    assert outcome.package is not None
    assert outcome.package.state is State.TAKEN
