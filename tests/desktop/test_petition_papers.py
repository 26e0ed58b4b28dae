"""Papers of petitions and complaints at the desk: the name left out, kept out when corrected."""

from __future__ import annotations

from uuid import UUID

import pytest

from center.complaints import steps as complaint_steps
from center.complaints.records import Complaint, Fault, Role, Verdict
from center.complaints.steps import CAUSES, Finding
from center.errors import NotAllowed, Refused
from center.papers import Paper, PaperKind, issue, void_paper
from center.petitions import steps
from center.petitions.records import Petition, Purpose
from center.rights import Role as Post
from desktop.papers import Wanted, draft_for
from forms.filling import draw
from forms.filling.petitions import HIDDEN
from tests.desk import on
from tests.grievances import Grievances
from tests.offices import Office


@pytest.fixture
def desk(qingshan: Office) -> Grievances:
    return Grievances(qingshan)


def petitioner(desk: Grievances, wanted: Wanted) -> str:
    """Whom the draft names."""
    with desk.office.store.read(desk.office.director) as work:
        return str(draft_for(work, wanted).facts["petitioner"])


def issued(desk: Grievances, wanted: Wanted) -> UUID:
    with desk.office.work() as work:
        return issue(work, draft_for(work, wanted), draw).id


def test_pet_07_the_name_is_left_out_as_asked_and_stays_out_when_corrected(
    desk: Grievances,
) -> None:
    petition = desk.petition()
    desk.step(Petition, petition, steps.assign, "农业农村办", on("10-9"))
    kind = PaperKind.PETITION_ASSIGNMENT
    assert petitioner(desk, Wanted(kind, petition)) == "何谷雨"
    assert petitioner(desk, Wanted(kind, petition, hide_name=True)) == HIDDEN
    old = issued(desk, Wanted(kind, petition, hide_name=True))
    assert petitioner(desk, Wanted(kind, petition, replaces=old)) == HIDDEN
    with desk.office.work() as work:
        draft = draft_for(work, Wanted(kind, petition, replaces=old))
        void_paper(work, work.session.get_one(Paper, old), "办理要求写错")
        made = issue(work, draft, draw)
        assert made.replaces == old


def test_a_second_copy_of_a_standing_paper_is_refused(desk: Grievances) -> None:
    petition = desk.petition()
    wanted = Wanted(PaperKind.PETITION_REGISTER, petition)
    issued(desk, wanted)
    with pytest.raises(Refused, match="已出具"):
        petitioner(desk, wanted)


def test_pet_10_nobody_else_previews_the_paper_of_a_secret_petition(desk: Grievances) -> None:
    petition = desk.petition(purpose=Purpose.ACCUSATION)
    clerk = desk.office.actor(Post.PETITION_CLERK)
    with desk.office.store.read(clerk) as work, pytest.raises(NotAllowed):
        draft_for(work, Wanted(PaperKind.PETITION_REGISTER, petition))


def test_cpl_15_the_circular_is_drafted_with_what_was_proposed(desk: Grievances) -> None:
    complaint = desk.complaint(respondents=[desk.staff()])
    desk.step(Complaint, complaint, complaint_steps.accept, "周明")
    for role in (Role.COMPLAINANT, Role.RESPONDENT):
        desk.step(Complaint, complaint, complaint_steps.hear, role, "某人", "说了经过")
    found = Finding(Verdict.TRUE, "监控证实", Fault.STAFF, CAUSES[0], "批评教育")
    desk.step(Complaint, complaint, complaint_steps.decide, found)
    with desk.office.store.read(desk.office.director) as work:
        draft = draft_for(work, Wanted(PaperKind.COMPLAINT_CIRCULAR, complaint))
    assert (draft.facts["names"], draft.facts["removal"]) == ("杜小满", False)
