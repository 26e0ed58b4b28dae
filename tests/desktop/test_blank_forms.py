"""Blank application forms: kept with an item in 设置, printed at the desk (CASE-26). Proof reviews
and links beside them (ONCE-14, CASE-18).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from center.blank_forms import forms_of
from center.items import item_of
from center.proof_reviews import Finding, reviews_of
from center.registration import Route, VisitForm, VisitKind, register
from center.rights import Actor, Role
from desktop.attachments.incoming import from_file
from desktop.blank_forms import GENERAL
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.preview import Preview
from desktop.settings import SettingsPage
from desktop.settings.item_editor import ItemEditor
from desktop.settings.item_forms import FormsPage
from desktop.settings.items import ItemRecord, ItemsPage
from forms.office import blank_register
from tests.desk import LI
from tests.desktop.case_desk import WAIT, gone, shown
from tests.hands import CONTROL, Hands, desk_of, page_of
from tests.offices import Office

CODE = "MZ03"
PDF = blank_register("青山镇便民服务中心", 1)


@pytest.fixture(autouse=True)
def listeners(qingshan: Office) -> Iterator[None]:
    yield
    qingshan.store.listeners.clear()


def items_of(qtbot: QtBot, office: Office, actor: Actor | None = None) -> ItemsPage:
    page = SettingsPage(Desk(office.store, actor or office.director))
    qtbot.addWidget(page)
    page.resize(1226, 660)
    page.show()
    section = page.show_section("items")
    assert isinstance(section, ItemsPage)
    return section


def record_of(section: ItemsPage) -> ItemRecord:
    section.open(CODE)
    record = section.currentWidget()
    assert isinstance(record, ItemRecord)
    return record


def forms_page(record: ItemRecord) -> FormsPage:
    record.go("forms")
    page = record.tabs.currentWidget()
    assert page is not None
    found = page if isinstance(page, FormsPage) else page.findChild(FormsPage)
    assert isinstance(found, FormsPage)
    return found


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def kept(office: Office) -> list[str]:
    with office.work() as work:
        return [one.name for one in forms_of(work, CODE)]


def add(qtbot: QtBot, page: FormsPage, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    page.add([from_file(path, page._desk)])
    qtbot.waitUntil(lambda: page.notice.isVisibleTo(page), timeout=WAIT)


def test_case_26_a_form_is_added_opened_and_voided(
    qtbot: QtBot, qingshan: Office, tmp_path: Path
) -> None:
    section = items_of(qtbot, qingshan)
    page = forms_page(record_of(section))
    add(qtbot, page, tmp_path / "临时救助申请表.pdf", PDF)
    assert kept(qingshan) == ["临时救助申请表.pdf"]
    click(page.buttons["打开"])
    shown(qtbot, Preview).reject()
    click(page.buttons["作废"])
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values({"reason": "换了表样"})
    dialog.submit()
    gone(qtbot, FormDialog)
    assert kept(qingshan) == []


@pytest.mark.parametrize(
    "name, data", [("申请表.docx", b"PK\x03\x04"), ("申请表.pdf", b"%PDF-1.4\n" + b"x" * 900)]
)
def test_case_26_a_bad_file_is_refused_and_nothing_is_kept(
    qtbot: QtBot, qingshan: Office, tmp_path: Path, name: str, data: bytes
) -> None:
    page = forms_page(record_of(items_of(qtbot, qingshan)))
    add(qtbot, page, tmp_path / name, data)
    assert "没有添加" in page.notice.label.text()
    assert kept(qingshan) == []


def test_case_26_ctrl_p_at_the_intake_shows_the_general_form_or_asks(
    qtbot: QtBot, qingshan: Office, tmp_path: Path
) -> None:
    with qingshan.work() as work:
        visit = register(
            work, VisitForm(VisitKind.HANDLING, LI, route=Route.HERE, item_code=CODE)
        ).id
        from center.journal import commit

        commit(work)
    page = page_of(qtbot, desk_of(qingshan))
    page.new_case(visit)
    Hands(page).press(Qt.Key.Key_P, CONTROL)
    shown(qtbot, Preview).reject()
    gone(qtbot, Preview)
    add(qtbot, forms_page(record_of(items_of(qtbot, qingshan))), tmp_path / "申请表.pdf", PDF)
    menu = page.intake.offer_forms()
    assert menu is not None
    assert [action.text() for action in menu.actions() if action.text()] == ["申请表", GENERAL]
    menu.actions()[0].trigger()
    shown(qtbot, Preview).reject()


def test_once_14_a_review_is_asked_for_and_stays_on_record(qtbot: QtBot, qingshan: Office) -> None:
    section = items_of(qtbot, qingshan)
    section.listing.show_quick("proofs")
    qtbot.waitUntil(lambda: section.listing.model.rowCount() == 40, timeout=WAIT)
    record = record_of(section)
    record.review()
    dialog = shown(qtbot, FormDialog)
    dialog.submit()
    assert dialog.isVisible(), "without a finding nothing is saved"
    dialog.form.set_values({"finding": Finding.WANTED.value})
    dialog.submit()
    assert dialog.isVisible(), "a finding names the proof"
    dialog.form.set_values({"finding": Finding.NONE.value})
    dialog.submit()
    gone(qtbot, FormDialog)
    with qingshan.work() as work:
        assert [one.finding for one in reviews_of(work, CODE)] == [Finding.NONE]
    section.close_record()
    qtbot.waitUntil(lambda: section.listing.model.rowCount() == 39, timeout=WAIT)


def test_case_18_links_are_typed_a_line_each_and_refused_under_their_field(
    qtbot: QtBot, qingshan: Office
) -> None:
    section = items_of(qtbot, qingshan)
    click(record_of(section).steps["修改"])
    editor = section.currentWidget()
    assert isinstance(editor, ItemEditor)
    editor.form.set_values({"nodes": "受理：沈秋禾"})
    editor.save()
    assert section.currentWidget() is editor
    assert "看不懂" in editor.form.problem_shown("nodes")
    editor.form.set_values({"nodes": "受理：沈秋禾，当天\n办理：顾明远，9 个工作日"})
    editor.save()
    with qingshan.work() as work:
        found = item_of(work.session, CODE)
        assert found is not None
        assert [node.days for node in found.node_list()] == [0, 9]


def test_who_may_not_edit_items_opens_forms_only(qtbot: QtBot, qingshan: Office) -> None:
    clerk = qingshan.actor(Role.WINDOW_CLERK)
    page = forms_page(record_of(items_of(qtbot, qingshan, clerk)))
    assert not page.buttons["添加空白表"].isEnabled()
    assert not page.buttons["作废"].isEnabled()
    click(page.buttons["看通用申请表"])
    shown(qtbot, Preview).reject()
