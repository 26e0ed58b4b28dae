"""The 投诉 page: registering, hearing both sides, verdict, reply, secrecy (CPL-02…CPL-25)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from center.accounts import Account
from center.complaints import steps
from center.complaints.records import Channel, Complaint, Role, Status, Verdict
from center.journal import JournalRow, commit, history
from center.proposals import Proposal
from center.proposals import Verdict as Checked
from center.rights import Actor
from center.rights import Role as Post
from desktop.complaints.page import ComplaintsPage
from desktop.complaints.record import ComplaintRecord
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.preview import Preview
from desktop.secrecy import READER
from tests.desktop.case_desk import WAIT, a_case, file_of_case, gone, shown
from tests.grievances import Grievances
from tests.hands import CONTROL, Hands
from tests.offices import Office


def page_of(qtbot: QtBot, office: Office, actor: Actor | None = None) -> ComplaintsPage:
    """The page, shown at its usual size."""
    page = ComplaintsPage(Desk(office.store, actor or office.director))
    qtbot.addWidget(page)
    page.resize(1150, 650)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def record_of(qtbot: QtBot, office: Office, complaint: UUID, actor: Any = None) -> ComplaintRecord:
    """A complaint open in front of the list."""
    page = page_of(qtbot, office, actor)
    page.open(complaint)
    record = page.record()
    assert record is not None
    return record


def asked(qtbot: QtBot) -> FormDialog:
    """The dialog that has come up, with the cursor in it."""
    dialog = shown(qtbot, FormDialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def answer(qtbot: QtBot, record: ComplaintRecord, step: str, **values: object) -> None:
    """Press a step's button, fill in its form and submit it."""
    record.steps[step].click()
    dialog = asked(qtbot)
    dialog.form.set_values(values)
    dialog.form.changed.emit(dialog.form.draft())
    dialog.submit()
    gone(qtbot, FormDialog)


def words_of(record: ComplaintRecord, section: str) -> str:
    """Everything a tab says."""
    record.go(section)
    return "\n".join(label.text() for label in record.tabs.currentWidget().findChildren(QLabel))


def journal(office: Office, complaint: UUID) -> list[JournalRow]:
    with office.store.read(office.director) as work:
        return history(work, complaint)


def test_a_complaint_is_registered_by_keys_and_opens(qtbot: QtBot, qingshan: Office) -> None:
    """CPL-05: channel, class, facts, who and about whom; the new complaint opens."""
    page = page_of(qtbot, qingshan)
    QTest.keyClick(page.listing, Qt.Key.Key_N, CONTROL)
    dialog = asked(qtbot)
    dialog.form.set_values({"channel": Channel.ORAL.value, "subject": "服务态度"})
    hands = Hands(page)
    for name, text in (
        ("facts", "工作人员拒绝说明缺什么材料"),
        ("name", "何谷雨"),
        ("phone", "13900000011"),
        ("window", "社保窗口"),
    ):
        dialog.form.focus(name)
        hands.write(text)
    hands.save()
    gone(qtbot, FormDialog)
    record = page.record()
    assert record is not None
    complaint = Grievances(qingshan).case(record.complaint_id)
    assert (complaint.name, complaint.window) == ("何谷雨", "社保窗口")
    # CPL-06: secret unless told otherwise.
    assert complaint.secret
    assert complaint.status is Status.REGISTERED


def test_what_is_missing_stands_under_its_field_and_nothing_is_lost(
    qtbot: QtBot, qingshan: Office
) -> None:
    """CPL-03: a major complaint comes in writing; an anonymous one needs no name."""
    case = a_case(qingshan)
    number = file_of_case(qingshan, case).case.number
    page = page_of(qtbot, qingshan)
    page.register.click()
    dialog = asked(qtbot)
    form = dialog.form
    form.set_values(
        {
            "channel": Channel.PHONE.value,
            "subject": "廉政",
            "facts": "收受礼品",
            "real_name": False,
            "units": "民政办、司法所",
            "major": True,
        }
    )
    form.changed.emit(form.draft())
    dialog.submit()
    assert "书面" in form.problem_shown("written")
    assert form.text("facts") == "收受礼品"
    form.set_values({"written": True, "case": "QS-BJ-2026-999999"})
    dialog.submit()
    assert "没有找到这个编号的办件" in form.problem_shown("case")
    form.set_values({"case": number})
    dialog.submit()
    gone(qtbot, FormDialog)
    record = page.record()
    assert record is not None
    assert record.file.complaint.units == ["民政办", "司法所"]
    assert record.file.complaint.case == case


def test_true_needs_both_sides_and_proposes_circular_and_points(
    qtbot: QtBot, qingshan: Office
) -> None:
    """CPL-19, CPL-15, PERF-17: verdict 属实 only after both were heard; the clerk is told what
    follows from it.
    """
    desk = Grievances(qingshan)
    staff = desk.staff()
    accused = qingshan.actor(Post.WINDOW_CLERK)
    with qingshan.work() as work:
        work.session.get_one(Account, accused.account).staff = staff
        commit(work)
    complaint = desk.complaint(respondents=[staff])
    desk.step(Complaint, complaint, steps.accept, "周明")
    clerk = qingshan.actor(Post.PETITION_CLERK)
    record = record_of(qtbot, qingshan, complaint, clerk)
    assert "还没有询问投诉人和被投诉人" in words_of(record, "inquiry")
    verdict = {
        "verdict": Verdict.TRUE.value,
        "fault": "窗口工作人员",
        "cause": "态度粗暴造成不良影响",
        "finding": "监控证实",
        "measure": "批评教育，赔礼道歉",
    }
    record.steps["认定"].click()
    dialog = asked(qtbot)
    dialog.form.set_values({"verdict": Verdict.TRUE.value})
    dialog.form.changed.emit(dialog.form.draft())
    dialog.form.set_values(verdict)
    dialog.submit()
    assert "双方" in dialog.form.problem_shown("verdict")
    dialog.reject()
    gone(qtbot, FormDialog)
    for role, name in ((Role.COMPLAINANT, "何谷雨"), (Role.RESPONDENT, "杜小满")):
        answer(qtbot, record, "询问", role=role.value, name=name, said="经过")
    record.steps["认定"].click()
    dialog = asked(qtbot)
    dialog.form.set_values({"verdict": Verdict.TRUE.value, "fault": "窗口工作人员"})
    dialog.form.changed.emit(dialog.form.draft())
    dialog.form.set_values(verdict)
    dialog.submit()
    gone(qtbot, FormDialog)
    said = words_of(record, "inquiry")
    assert "第 1 次投诉查实，通报" in said
    assert "扣 5 分" in said
    assert "粗暴刁难" in said
    assert "核实扣分建议" not in record.steps
    # D5: the director says whether it counts.
    record = record_of(qtbot, qingshan, complaint)
    answer(qtbot, record, "核实扣分建议", verdict=Checked.TRUE.value)
    with qingshan.store.read(qingshan.director) as work:
        (proposed,) = work.session.query(Proposal)
    assert (proposed.rule, proposed.state) == ("PERF-17", Checked.TRUE)
    qtbot.waitUntil(lambda: "核实扣分建议" not in record.steps)


def test_a_written_complaint_is_closed_once_its_paper_is_issued(
    qtbot: QtBot, qingshan: Office
) -> None:
    """CPL-10: answered in writing; before the paper 办结 only says why not."""
    desk = Grievances(qingshan)
    complaint = desk.complaint(written=True)
    desk.step(Complaint, complaint, steps.accept, "周明")
    desk.step(Complaint, complaint, steps.decide, steps.Finding(Verdict.FALSE, "没有此事"))
    record = record_of(qtbot, qingshan, complaint)
    answer(qtbot, record, "答复", form="书面", text="经核查不属实")
    assert Grievances(qingshan).case(complaint).status is Status.REPLIED
    assert record.tabs.tabText(2) == "文书（待出 1）"
    record.tabs.setCurrentIndex(0)
    # The paper is the next step, by Enter; closing is not lawful before it.
    QTest.keyClick(record, Qt.Key.Key_Return)
    asked(qtbot).submit()
    preview = shown(qtbot, Preview)
    preview.issue_button.click()
    qtbot.waitUntil(lambda: bool(record.file.papers), timeout=WAIT)
    preview.close()
    gone(qtbot, Preview)
    answer(qtbot, record, "办结", feedback="答复书已当面送达")
    assert Grievances(qingshan).case(complaint).status is Status.CLOSED


@pytest.mark.parametrize("post", [Post.DEPUTY, Post.WINDOW_CLERK, Post.PETITION_CLERK])
def test_others_find_a_number_and_nothing_else(qtbot: QtBot, qingshan: Office, post: Post) -> None:
    """CPL-06: in the list, by search and by opening."""
    complaint = Grievances(qingshan).complaint(protected=True, facts="不能让人知道的事")
    page = page_of(qtbot, qingshan, qingshan.actor(post))
    page.listing.show_quick("all")
    rows = [page.listing.model.index(0, n).data() for n in range(4)]
    assert "保密件" in str(rows)
    assert "不能让人知道" not in str(rows)
    page.listing.set_filters({}, "不能让人知道")
    assert page.listing.model.rowCount() == 0
    page.open(complaint)
    record = page.record()
    assert record is not None
    assert "保密件" in record.notice.text
    assert not record.tabs.count()


def test_opening_a_secret_one_is_journalled_once_and_readers_are_named(
    qtbot: QtBot, qingshan: Office
) -> None:
    """CPL-06: the director opens it, names a clerk, and the clerk sees it."""
    complaint = Grievances(qingshan).complaint(protected=True)
    clerk = qingshan.actor(Post.PETITION_CLERK)
    record = record_of(qtbot, qingshan, complaint)
    record.refresh()
    assert [row.action for row in journal(qingshan, complaint)].count("open") == 1
    record.go("readers")
    buttons = record.tabs.currentWidget().findChildren(QPushButton)
    next(one for one in buttons if one.text() == f"{READER}…").click()
    dialog = asked(qtbot)
    dialog.form.set_values({"account": clerk.account.hex})
    dialog.submit()
    gone(qtbot, FormDialog)
    shown_to = record_of(qtbot, qingshan, complaint, clerk)
    assert shown_to.file.complaint.id == complaint
