"""Papers of petitions and complaints at the desk: the name left out, kept out when corrected."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from center.complaints import steps as complaint_steps
from center.complaints.records import Complaint, Fault, Role, Verdict
from center.complaints.steps import CAUSES, Finding
from center.errors import NotAllowed, Refused
from center.papers import Paper, PaperKind, issue, void_paper
from center.petitions import steps
from center.petitions.records import Petition, Purpose
from center.rights import Role as Post
from desktop.notice import Message
from desktop.papers import Wanted, draft_for, issue_flow
from desktop.preview import Preview
from forms.filling import draw
from forms.filling.asked import proposed
from forms.filling.petitions import HIDDEN
from tests.desk import on
from tests.desktop.case_desk import WAIT, frozen_text, gone, papers, shown
from tests.desktop.petition_desk import dialog_of, record_of, submit
from tests.grievances import Grievances
from tests.offices import Office


@pytest.fixture
def desk(qingshan: Office) -> Iterator[Grievances]:
    yield Grievances(qingshan)
    qingshan.store.listeners.clear()


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


def opined(desk: Grievances) -> UUID:
    petition = desk.petition()
    desk.step(Petition, petition, steps.accept)
    desk.step(Petition, petition, steps.tell, "当面送达")
    desk.step(Petition, petition, steps.opinion, "支持", "兑付补偿款", "土地管理法")
    return petition


def test_b7_signer_enclosures_and_copies_are_asked_and_frozen_with_the_paper(
    qtbot: QtBot, desk: Grievances
) -> None:
    """Asked before the preview; who signed the last one is proposed for the next."""
    first, second = opined(desk), opined(desk)
    record = record_of(qtbot, desk.office, first)
    record.go("papers")
    record.papers.issue(PaperKind.PETITION_OPINION)
    submit(qtbot, signer="林若安", enclosures="补偿明细表\n勘测图", copy_to="县信访局")
    preview = shown(qtbot, Preview)
    with qtbot.waitSignal(preview.issued, timeout=WAIT):
        preview.issue_button.click()
    (paper,) = papers(desk.office, first)
    given = {key: paper.facts[key] for key in ("signer", "enclosures", "copy_to")}
    assert given == {
        "signer": "林若安",
        "enclosures": "补偿明细表\n勘测图",
        "copy_to": "县信访局",
    }
    printed = frozen_text(desk.office, first)
    assert "附件：1.补偿明细表" in printed
    assert "抄送：县信访局。" in printed
    assert "签发" not in printed
    preview.reject()
    gone(qtbot, Preview)
    issue_flow(record._desk, record, PaperKind.PETITION_OPINION, second)
    dialog = dialog_of(qtbot)
    assert dialog.form.text("signer") == "林若安"
    assert dialog.form.text("copy_to") == ""
    dialog.reject()


def test_a_corrected_letter_keeps_what_was_given_and_may_lose_it(desk: Grievances) -> None:
    petition = opined(desk)
    kind = PaperKind.PETITION_OPINION
    given = {"signer": "林若安", "copy_to": "县信访局"}
    old = issued(desk, Wanted(kind, petition, given=given))
    with desk.office.store.read(desk.office.director) as work:
        again = draft_for(work, Wanted(kind, petition, replaces=old))
        assert proposed(again, None) == {**given, "enclosures": ""}
        emptied = draft_for(work, Wanted(kind, petition, replaces=old, given={"copy_to": " "}))
    assert "copy_to" not in emptied.facts


def test_what_a_paper_does_not_ask_for_is_not_taken(desk: Grievances) -> None:
    petition = desk.petition()
    wanted = Wanted(PaperKind.PETITION_REGISTER, petition, given={"signer": "林若安"})
    with desk.office.store.read(desk.office.director) as work:
        assert "signer" not in draft_for(work, wanted).facts


def test_what_the_state_does_not_call_for_is_said_before_anything_is_asked(
    qtbot: QtBot, desk: Grievances
) -> None:
    record = record_of(qtbot, desk.office, desk.petition())
    ended: list[bool] = []
    issue_flow(
        record._desk,
        record,
        PaperKind.PETITION_OPINION,
        record.petition_id,
        closed=lambda: ended.append(True),
    )
    message = shown(qtbot, Message)
    assert "还没有作出处理意见" in "".join(one.text() for one in message.findChildren(QLabel))
    message.accept()
    qtbot.waitUntil(lambda: ended == [True], timeout=WAIT)
