"""PET-07: a petition received without slip and letter is shown wherever one looks."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from center.matter_today import MatterWaiting, count
from center.papers import PaperKind, issue
from center.petitions import listing, steps
from center.petitions.file import read_file
from center.petitions.listing import PetitionFilter
from center.petitions.owing import is_untold
from center.petitions.records import Channel, Petition
from center.settings import set_value, values
from forms.filling import draw, petition_draft
from tests.desk import change
from tests.grievances import Grievances
from tests.offices import Office


@pytest.fixture
def desk(either: Office) -> Grievances:
    return Grievances(either)


def untold(desk: Grievances, petition: UUID) -> bool:
    """Whether the record warns; the list must say the same."""
    with desk.office.store.read(desk.office.director) as work:
        said = is_untold(work, desk.file(petition))
        listed = {row.id for row in listing.page(work, PetitionFilter(untold=True))}
        assert said is (petition in listed)
        return said


@pytest.mark.parametrize(
    "days, today, late",
    [
        (1, "11-16", False),  # came on a Friday
        (1, "11-17", True),
        (3, "11-18", False),
        (3, "11-19", True),
    ],
)
def test_pet_07_promptly_is_a_number_of_working_days(
    desk: Grievances, days: int, today: str, late: bool
) -> None:
    change(desk.office, set_value, "petition_papers_days", days)
    desk.to("11-13")
    petition = desk.petition()
    desk.to(today)
    assert untold(desk, petition) is late


def test_pet_07_any_slip_or_letter_or_telling_stills_the_warning(desk: Grievances) -> None:
    """Today, list and record say the same."""
    waiting, slip, told, ended = (desk.petition() for _ in range(4))
    due = desk.office.clock().date() + timedelta(days=20)
    desk.step(Petition, slip, steps.assign, "派出所", due)
    with desk.office.work() as work:
        file = read_file(work, slip)
        kind = PaperKind.PETITION_ASSIGNMENT
        draft = petition_draft(kind, file, values(work.session, work.now), work.actor, work.now)
        issue(work, draft, draw)
    desk.step(Petition, told, steps.accept)
    desk.step(Petition, told, steps.tell, "网上告知")
    desk.step(Petition, ended, steps.solve, "当场解决")
    desk.to("10-20")
    assert untold(desk, waiting)
    for petition in (slip, told, ended):
        assert not untold(desk, petition)
    with desk.office.store.read(desk.office.director) as work:
        found = listing.page(work, PetitionFilter(untold=True))
        assert [row.id for row in found] == [waiting]
        assert found[0].untold
        assert not any(row.untold for row in listing.page(work, PetitionFilter())[:-1])
        assert count(work, MatterWaiting.TELL) == 1


def test_pet_07_an_unknown_petitioner_waits_until_the_way_is_decided(desk: Grievances) -> None:
    letter = {"channel": Channel.LETTER, "anonymous": True, "name": "", "phone": "", "address": ""}
    petition = desk.petition(**letter)
    desk.to("10-20")
    assert untold(desk, petition)
    desk.step(Petition, petition, steps.accept)
    assert not untold(desk, petition)
