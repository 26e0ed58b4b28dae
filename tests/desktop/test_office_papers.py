"""指南和牌表: every sheet opens from 设置, printable at once, with what the office has now."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from center.items import active_items
from center.journal import commit
from center.rights import Role
from center.settings import set_value
from center.staff import ServiceWindow, Staff, save
from desktop.desk import Desk
from desktop.preview import Preview
from desktop.settings.office_papers import OfficePapersPage, photo_of
from tests.desktop.case_desk import WAIT
from tests.forms.samples import text_of
from tests.offices import Office


@pytest.fixture(autouse=True)
def listeners(qingshan: Office) -> Iterator[None]:
    yield
    qingshan.store.listeners.clear()


@pytest.fixture
def staffed(qingshan: Office) -> Office:
    """An office with a window and its two posts."""
    with qingshan.work() as work:
        people = [
            Staff(id=work.new_id(), station="QS", name=name, staff_number=number, post="窗口")
            for name, number in (("沈秋禾", "001"), ("顾明远", "002"))
        ]
        for one in people:
            save(work, one)
        window = ServiceWindow(id=work.new_id(), station="QS", name="民政窗口", a_post=people[0].id)
        save(work, window)
        commit(work)
    return qingshan


def page_of(qtbot: QtBot, office: Office, role: Role | None = None) -> OfficePapersPage:
    actor = office.actor(role) if role else office.director
    page = OfficePapersPage(Desk(office.store, actor))
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    return page


def press(qtbot: QtBot, page: OfficePapersPage, name: str) -> Preview:
    """Press a sheet's button and return the preview that opens."""
    QTest.mouseClick(page.buttons[name], Qt.MouseButton.LeftButton)
    found: list[Preview] = []

    def opened() -> bool:
        found[:] = [one for one in page.findChildren(Preview) if one.isVisible()]
        return bool(found)

    qtbot.waitUntil(opened, timeout=WAIT)
    return found[0]


def printed(preview: Preview) -> str:
    assert preview.print_button.isEnabled()
    assert preview.issue_button.isHidden()
    assert "出具" not in preview.state.text()
    text = text_of(preview._pdf.content)
    preview.done(QDialog.DialogCode.Rejected)
    return text


def test_open_10_guide_of_the_chosen_item_and_what_the_catalogue_lacks(
    qtbot: QtBot, qingshan: Office
) -> None:
    page = page_of(qtbot, qingshan, Role.WINDOW_CLERK)
    page.guide.set_values({"item": "MZ03"})
    page.guide.changed.emit({})
    assert "受理对象、申办条件" in page.gaps.text()
    assert "事项编码MZ03" in printed(press(qtbot, page, "guide"))


def test_fee_01_and_time_06_boards(qtbot: QtBot, qingshan: Office) -> None:
    page = page_of(qtbot, qingshan)
    assert "40项事项全部免费" in printed(press(qtbot, page, "fees"))
    with qingshan.work() as work:
        active_items(work)[0].fee = "10 元"
        set_value(work, "hours_profile", "A")
        commit(work)
    assert "除此以外的39项事项" in printed(press(qtbot, page, "fees"))
    page.hours.set_values({"size": "A3"})
    preview = press(qtbot, page, "hours")
    size = preview._pdf.document.pagePointSize(0)
    assert size.width() > size.height() > 800
    assert "上午8:00—11:30" in printed(preview)


def test_code_01_cards_of_all_and_of_one(qtbot: QtBot, staffed: Office) -> None:
    page = page_of(qtbot, staffed)
    text = printed(press(qtbot, page, "cards"))
    assert "沈秋禾" in text
    assert "顾明远" in text
    one = page.cards.editor("who")
    with staffed.store.read(staffed.director) as work:
        keeper = work.session.query(Staff).filter_by(name="沈秋禾").one()
    page.cards.set_values({"kind": "desk_plate", "who": str(keeper.id)})
    assert one.value() == str(keeper.id)
    text = printed(press(qtbot, page, "cards"))
    assert "顾明远" not in text
    assert "民政窗口" in text
    assert "监督电话：0000-1234568" in text


def test_code_01_photos_are_found_by_number_or_name(
    qtbot: QtBot, staffed: Office, tmp_path: Path
) -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 400), "red").save(out, "JPEG")
    folder = tmp_path / "照片"
    folder.mkdir()
    (folder / "001.jpg").write_bytes(out.getvalue())
    (folder / "顾明远.png").write_bytes(b"broken")
    page = page_of(qtbot, staffed)
    page.use_photos(folder)
    assert "2 人中找到 2 人的照片" in page.photo_words.text()
    QTest.mouseClick(page.buttons["cards"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "顾明远的照片打不开" in page.notice.text, timeout=WAIT)
    (folder / "顾明远.png").unlink()
    preview = press(qtbot, page, "cards")
    assert text_of(preview._pdf.content).count("一寸照片") == 1
    printed(preview)
    person = Staff(id=staffed.director.account, station="QS", name="无照片")
    assert photo_of(person, folder) is None
    assert photo_of(person, None) is None


def test_cards_without_staff_say_where_to_add_them(qtbot: QtBot, qingshan: Office) -> None:
    page = page_of(qtbot, qingshan)
    QTest.mouseClick(page.buttons["cards"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "人员和窗口" in page.notice.text, timeout=WAIT)


def test_the_register_has_as_many_pages_as_asked_and_no_more_than_a_hundred(
    qtbot: QtBot, qingshan: Office
) -> None:
    page = page_of(qtbot, qingshan)
    page.register.set_values({"pages": 3})
    preview = press(qtbot, page, "register")
    assert preview._pdf.document.pageCount() == 3
    printed(preview)
    page.register.set_values({"pages": 101})
    QTest.mouseClick(page.buttons["register"], Qt.MouseButton.LeftButton)
    assert "1 到 100" in page.register.problem_shown("pages")


def test_new_staff_can_be_chosen_without_reopening(qtbot: QtBot, staffed: Office) -> None:
    page = page_of(qtbot, staffed)
    with staffed.work() as work:
        added = Staff(id=work.new_id(), station="QS", name="程雨桐", staff_number="003")
        save(work, added)
        commit(work)

    def chosen() -> bool:
        page.cards.set_values({"who": str(added.id)})
        return page.cards.text("who") == str(added.id)

    qtbot.waitUntil(chosen, timeout=WAIT)
