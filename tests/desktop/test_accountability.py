"""责任追究: proposed from a complaint or a case, decided, printed, appealed, exported (ACC)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from center.accountability.records import MEASURES, Review, Severity, Status
from center.complaints import steps as complaint_steps
from center.complaints.records import Complaint, Fault, Role, Verdict
from center.complaints.steps import CAUSES, Finding
from center.journal import commit
from center.rights import Actor
from center.rights import Role as Post
from center.staff import ServiceWindow
from desktop import tasks
from desktop.accountability.entering import PROPOSE
from desktop.accountability.offering import SHOW, accountability_steps, shown_by
from desktop.accountability.page import AccountabilityPage
from desktop.accountability.record import AccountabilityRecord
from desktop.complaints.record import ComplaintRecord
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.petitions.record import PetitionRecord
from desktop.preview import Preview
from desktop.supervision import SupervisionPage
from tests.accountable import Faults
from tests.desk import INSTANT, on
from tests.desk import Desk as CaseDesk
from tests.desktop.case_desk import WAIT, gone, shown
from tests.grievances import Grievances
from tests.hands import CONTROL
from tests.offices import Office

ROUGH = Finding(Verdict.TRUE, "监控证实", Fault.STAFF, CAUSES[2], "批评教育")


@pytest.fixture(autouse=True)
def listeners(qingshan: Office) -> Iterator[None]:
    yield
    qingshan.store.listeners.clear()


@pytest.fixture
def faults(qingshan: Office) -> Faults:
    return Faults(Grievances(qingshan))


def put(qtbot: QtBot, page: Any) -> Any:
    """A page, shown at its usual size."""
    qtbot.addWidget(page)
    page.resize(1150, 650)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def page_of(qtbot: QtBot, office: Office, actor: Actor | None = None) -> AccountabilityPage:
    tab = put(qtbot, SupervisionPage(Desk(office.store, actor or office.director)))
    page = tab.show_section("accountability")
    assert isinstance(page, AccountabilityPage)
    return page


def opened(page: AccountabilityPage, ident: UUID) -> AccountabilityRecord:
    page.open(ident)
    record = page.record()
    assert record is not None
    return record


def fill(qtbot: QtBot, **values: object) -> None:
    """Fill in the form that has come up and submit it."""
    dialog = shown(qtbot, FormDialog)
    for name, value in values.items():
        dialog.form.set_values({name: value})
        dialog.form.changed.emit(dialog.form.draft())
    dialog.submit()
    gone(qtbot, FormDialog)


def take(record: Any, title: str) -> None:
    """Press a step in the bar, or choose it from the menu."""
    if title in record.steps:
        record.steps[title].click()
        return
    actions = [action for menu in record.findChildren(QMenu) for action in menu.actions()]
    next(action for action in actions if action.text().startswith(title)).trigger()


def offered(record: Any) -> list[str]:
    menus = record.findChildren(QMenu)
    return [*record.steps, *(action.text() for menu in menus for action in menu.actions())]


def words_of(record: Any) -> str:
    said = [label.text() for label in record.findChildren(QLabel)]
    for table in record.findChildren(QTableWidget):
        cells = (table.item(r, c) for r in range(table.rowCount()) for c in range(5))
        said += [cell.text() for cell in cells if cell is not None]
    return "\n".join(said)


def verified(faults: Faults, staff: UUID, **changes: Any) -> UUID:
    desk = faults.desk
    complaint = desk.complaint(respondents=[staff], **changes)
    desk.step(Complaint, complaint, complaint_steps.accept, "周明")
    for role in (Role.COMPLAINANT, Role.RESPONDENT):
        desk.step(Complaint, complaint, complaint_steps.hear, role, "某人", "经过")
    desk.step(Complaint, complaint, complaint_steps.decide, ROUGH)
    return complaint


def test_a_matter_is_proposed_by_keys_and_decided_by_enter(
    qtbot: QtBot, qingshan: Office, faults: Faults
) -> None:
    """ACC-02, ACC-03, ACC-05: the tier proposed is one lower than the severity, the measure its
    own; the admonition is the next thing to do.
    """
    staff = faults.desk.staff()
    page = page_of(qtbot, qingshan)
    QTest.keyClick(page.listing, Qt.Key.Key_N, CONTROL)
    fill(
        qtbot,
        situation1="S03",
        situation2="S13",
        facts="值班时离开窗口四十分钟",
        severity=Severity.HEAVY.value,
        holder1=staff.hex,
        FORGIVEN_=True,
    )
    record = page.record()
    assert record is not None
    assert record.file.record.situations == ["S03", "S13"]
    QTest.keyClick(record, Qt.Key.Key_Return)
    dialog = shown(qtbot, FormDialog)
    assert dialog.form.text("tier1") == Severity.LIGHT.value
    assert dialog.form.text("measure1") == MEASURES[Severity.LIGHT]
    dialog.form.set_values({"tier1": Severity.HEAVY.value})
    dialog.form.changed.emit(dialog.form.draft())
    assert dialog.form.text("measure1") == MEASURES[Severity.HEAVY]
    fill(
        qtbot,
        tier1=Severity.LIGHT.value,
        opinion="事实清楚，已向群众道歉",
        decided_by="中心主任办公会",
    )
    assert record.file.record.status is Status.DECIDED
    assert record.tabs.tabText(1) == "文书（待出 1）"
    record.papers.issue[next(iter(record.papers.issue))].click()
    preview = shown(qtbot, Preview)
    preview.issue_button.click()
    qtbot.waitUntil(lambda: bool(record.file.papers), timeout=WAIT)
    preview.close()
    gone(qtbot, Preview)
    assert [paper.number for paper in record.file.papers] == ["QS-GJ-2026-000001"]


def test_what_is_missing_stands_under_its_field(qtbot: QtBot, qingshan: Office) -> None:
    page = page_of(qtbot, qingshan)
    page.register.click()
    dialog = shown(qtbot, FormDialog)
    values = {"situation1": "S01", "facts": "态度粗暴", "severity": "较轻"}
    dialog.form.set_values({**values, "happened_on": on("12-1"), "source": "QS-TS-2026-000009"})
    dialog.submit()
    assert dialog.form.problem_shown("holder1")
    staff = Faults(Grievances(qingshan)).desk.staff()
    dialog.reject()
    gone(qtbot, FormDialog)
    page.register.click()
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values({**values, "holder1": staff.hex, "source": "QS-TS-2026-000009"})
    dialog.submit()
    assert "没有找到这个编号" in dialog.form.problem_shown("source")
    dialog.form.set_values({"source": "", "happened_on": on("12-1")})
    dialog.submit()
    assert "不能晚于今天" in dialog.form.problem_shown("happened_on")
    assert dialog.form.text("facts") == "态度粗暴"
    dialog.reject()
    gone(qtbot, FormDialog)


def test_acc_12_a_verified_complaint_offers_it_and_both_lead_to_each_other(
    qtbot: QtBot, qingshan: Office, faults: Faults
) -> None:
    staff, head = faults.desk.staff(), faults.desk.staff("陶然")
    with qingshan.work() as work:
        work.session.add(
            ServiceWindow(id=work.new_id(), station="QS", name="社保窗口", a_post=staff, head=head)
        )
        commit(work)
    complaint = verified(faults, staff)
    desk = Desk(qingshan.store, qingshan.director)
    led: list[tuple[str, object]] = []
    desk.open_matter.connect(lambda kind, ident: led.append((kind, ident)))
    record = put(qtbot, ComplaintRecord(desk, complaint))
    assert PROPOSE in offered(record)
    record.go("inquiry")
    buttons = record.tabs.currentWidget().findChildren(QPushButton)
    next(one for one in buttons if one.text() == f"{PROPOSE}…").click()
    dialog = shown(qtbot, FormDialog)
    form = dialog.form
    assert (form.text("situation1"), form.text("facts")) == ("S01", "监控证实")
    assert (form.text("holder1"), form.text("head")) == (staff.hex, head.hex)
    dialog.submit()
    gone(qtbot, FormDialog)
    [(kind, ident)] = led
    assert kind == "accountability"
    assert isinstance(ident, UUID)
    qtbot.waitUntil(lambda: any(one.startswith(SHOW) for one in offered(record)))
    qtbot.waitUntil(lambda: PROPOSE not in offered(record))
    matter = opened(page_of(qtbot, qingshan), ident)
    assert "QS-TS-2026-000001" in words_of(matter)
    assert "打开投诉" in offered(matter)


def test_a_petition_leads_to_it_and_back(qtbot: QtBot, qingshan: Office, faults: Faults) -> None:
    """A petition says nothing of whose fault it is: it only names itself as the source."""
    staff, petition = faults.desk.staff(), faults.desk.petition()
    desk = Desk(qingshan.store, qingshan.director)
    led: list[object] = []
    desk.open_matter.connect(lambda _kind, ident: led.append(ident))
    record = put(qtbot, PetitionRecord(desk, petition))
    take(record, PROPOSE)
    fill(qtbot, situation1="S07", facts="三个月没有答复", holder1=staff.hex)
    qtbot.waitUntil(lambda: any(one.startswith(SHOW) for one in offered(record)))
    assert faults.file(UUID(str(led[0]))).record.petition == petition


def test_acc_12_an_overdue_case_offers_it(qtbot: QtBot, qingshan: Office, faults: Faults) -> None:
    cases = CaseDesk(qingshan)
    case = cases.open(INSTANT)
    desk = Desk(qingshan.store, qingshan.director)
    page = put(qtbot, QLabel("办件"))
    assert accountability_steps(desk, page, "case", case, "") == []
    cases.to("10-30")
    [step] = accountability_steps(desk, page, "case", case, shown_by(cases.file(case)))
    step.run()
    dialog = shown(qtbot, FormDialog)
    assert dialog.form.text("situation1") == "S13"
    assert "没有按时办结" in dialog.intro.text()
    dialog.form.set_values({"holder1": faults.desk.staff().hex})
    dialog.reject()
    gone(qtbot, FormDialog)
    clerk = Desk(qingshan.store, qingshan.actor(Post.WINDOW_CLERK, login="wangmin"))
    assert accountability_steps(clerk, page, "case", case, "超期") == []


def test_an_appeal_is_reviewed_and_the_change_shows(
    qtbot: QtBot, qingshan: Office, faults: Faults
) -> None:
    staff = faults.desk.staff()
    ident = faults.decided(staff, Severity.HEAVY)
    record = opened(page_of(qtbot, qingshan), ident)
    assert "为止不参加评优评先" in words_of(record)
    take(record, "登记申诉")
    fill(qtbot, text="本人：当时去复印材料")
    record.steps["复核"].click()
    dialog = shown(qtbot, FormDialog)
    assert not dialog.form.editor("tier1").isVisible()
    fill(
        qtbot,
        verdict=Review.CHANGED.value,
        tier1=Severity.LIGHT.value,
        opinion="确有工作原因",
        reviewed_by="中心主任办公会",
    )
    [person] = record.file.persons
    assert (person.tier, person.disqualified_until) == (Severity.LIGHT, None)
    record.steps["结案"].click()
    fill(qtbot, result="已当面告诫")
    assert record.file.record.status is Status.CLOSED


def test_acc_04_who_did_it_twice_in_a_year_is_told(
    qtbot: QtBot, qingshan: Office, faults: Faults
) -> None:
    staff = faults.desk.staff()
    faults.decided(staff, Severity.LIGHT)
    ident = faults.propose(staff, happened_on=on("9-20"))
    record = opened(page_of(qtbot, qingshan), ident)
    assert "一年内第 2 次" in words_of(record)


def test_the_list_is_exported(
    qtbot: QtBot, qingshan: Office, faults: Faults, tmp_path: Path
) -> None:
    faults.decided(faults.desk.staff(), Severity.HEAVY)
    page = page_of(qtbot, qingshan)
    for button in page.listing.quick.values():
        button.click()
    page.export_to(tmp_path / "t.xlsx")
    assert tasks.finish()
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "责任追究台账" in cells
    assert any("取消评优评先资格" in cell or "警告" in cell for cell in cells)


@pytest.mark.parametrize("post", [Post.WINDOW_CLERK, Post.PETITION_CLERK])
def test_who_does_not_supervise_reads_one_line(qtbot: QtBot, qingshan: Office, post: Post) -> None:
    tab = put(qtbot, SupervisionPage(Desk(qingshan.store, qingshan.actor(post, login="clerk"))))
    page = tab.show_section("accountability")
    assert not isinstance(page, AccountabilityPage)


def test_cpl_06_a_secret_one_opens_to_the_director_alone(
    qtbot: QtBot, qingshan: Office, faults: Faults
) -> None:
    staff = faults.desk.staff()
    complaint = verified(faults, staff, protected=True)
    ident = faults.propose(staff, complaint=complaint, facts="蓝鹊渡口")
    deputy = qingshan.actor(Post.DEPUTY, login="fuzhuren")
    page = page_of(qtbot, qingshan, deputy)
    assert page.listing.model.rowCount() == 0
    record = opened(page, ident)
    assert "保密件" in record.notice.text
    assert not record.tabs.count()
    assert "蓝鹊渡口" not in words_of(record)
    assert opened(page_of(qtbot, qingshan), ident).tabs.count()
