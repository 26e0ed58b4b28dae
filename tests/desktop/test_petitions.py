"""The 信访 page: registering, the list, secrecy (PET-01, PET-02, PET-08 to PET-11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from center.journal import JournalRow
from center.petitions.records import Channel, Petition, Purpose, Status
from center.rights import Actor, Role
from center.secret_matters import Accused
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.petitions.entering import TOO_MANY, RegisterDialog
from desktop.petitions.page import PetitionsPage
from desktop.petitions.tab import PetitionsTab
from desktop.secrecy import READER, reader_ask
from tests.desk import at
from tests.desktop.case_desk import gone, shown
from tests.desktop.petition_desk import cells, dialog_of, keys, page_of
from tests.grievances import Grievances
from tests.hands import CONTROL, Hands
from tests.offices import Office


@pytest.fixture(autouse=True)
def listeners(qingshan: Office) -> Iterator[None]:
    yield
    qingshan.store.listeners.clear()


def registering(qtbot: QtBot, page: PetitionsPage) -> RegisterDialog:
    """Ctrl+N."""
    QTest.keyClick(page.listing, Qt.Key.Key_N, CONTROL)
    dialog = dialog_of(qtbot)
    assert isinstance(dialog, RegisterDialog)
    return dialog


def test_pet_02_a_visit_is_registered_by_keys_alone(qtbot: QtBot, qingshan: Office) -> None:
    """Name, phone and the main problem are enough; the new petition opens."""
    page = page_of(qtbot, qingshan)
    dialog = registering(qtbot, page)
    hands = Hands(page)
    dialog.form.focus("name")
    hands.write("林溪")
    dialog.form.focus("phone")
    hands.write("13900000001")
    dialog.form.focus("problem")
    hands.write("村道破损")
    hands.save()
    gone(qtbot, FormDialog)
    record = page.record()
    assert record is not None
    petition = Grievances(qingshan).file(record.petition_id).petition
    assert (petition.name, petition.problem) == ("林溪", "村道破损")
    assert petition.channel is Channel.VISIT
    assert petition.status is Status.REGISTERED


@pytest.mark.parametrize(
    "typed, field, said",
    [
        ({"came_on": date(2027, 3, 1)}, "came_on", "来访时间不能晚于现在"),
        ({"people_count": -3}, "people_count", "请填写整数"),
        ({"people_count": 0}, "people_count", "人数应在 1 到 9999 之间"),
        ({"people_count": 9}, "origin_due_on", "集体访要定问题发生地解决的期限"),
        ({"name": ""}, "name", "请填写姓名"),
        ({"channel": "领导接访", "receiving_leader": ""}, "receiving_leader", "请填写接访领导"),
        ({"age": 190}, "age", "0 到 130"),
    ],
)
def test_pet_02_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(
    qtbot: QtBot, qingshan: Office, typed: dict[str, object], field: str, said: str
) -> None:
    """A future visit, negative people, a group without a day for its place (PET-09)."""
    page = page_of(qtbot, qingshan)
    dialog = registering(qtbot, page)
    form = dialog.form
    form.set_values({"name": "林溪", "phone": "13900000001", "problem": "村道破损"})
    form.set_values(typed)
    form.changed.emit(form.draft())
    dialog.submit()
    assert said in form.problem_shown(field)
    assert form.text("problem") == "村道破损"
    dialog.reject()


def test_pet_02_five_may_speak_for_a_group_and_a_sixth_is_refused(
    qtbot: QtBot, qingshan: Office
) -> None:
    """信访工作条例 20: representatives are added and removed one by one."""
    page = page_of(qtbot, qingshan)
    dialog = registering(qtbot, page)
    form = dialog.form
    assert not dialog.add.isVisible()
    form.set_values(
        {
            "name": "林溪",
            "phone": "13900000001",
            "problem": "征地补偿",
            "people_count": 12,
            "origin_due_on": date(2026, 12, 30),
        }
    )
    form.changed.emit(form.draft())
    for number in range(5):
        QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
        form.set_values({f"rep{number}_name": f"代表{number}"})
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    assert form.problem_shown("rep4_name") == TOO_MANY
    QTest.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    dialog.submit()
    gone(qtbot, FormDialog)
    record = page.record()
    assert record is not None
    petition = record.file.petition
    assert [one["name"] for one in petition.representatives] == [f"代表{n}" for n in range(4)]
    assert petition.collective
    assert record.banner.isVisible()


def in_sight(field: QWidget) -> bool:
    """Whether any of it can be seen."""
    return not field.visibleRegion().isEmpty()


def test_buttons_and_the_field_typed_into_stay_in_sight(qtbot: QtBot, qingshan: Office) -> None:
    """A group with five representatives is longer than the screen: the fields scroll."""
    page = page_of(qtbot, qingshan)
    dialog = registering(qtbot, page)
    form = dialog.form
    form.set_values({"people_count": 12})
    form.changed.emit(form.draft())
    for _ in range(5):
        QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    assert dialog.height() <= dialog.screen().availableGeometry().height()
    for name in ("platform_due_on", "name", "problem"):
        form.focus(name)
        qtbot.waitUntil(partial(in_sight, form.editor(name)))
        assert dialog.rect().contains(dialog.ok.geometry())
    dialog.reject()


def test_a_kept_form_comes_back_with_its_representatives(qtbot: QtBot, qingshan: Office) -> None:
    page = page_of(qtbot, qingshan)
    dialog = registering(qtbot, page)
    dialog.form.set_values({"people_count": 3, "problem": "征地补偿"})
    dialog.form.changed.emit(dialog.form.draft())
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    dialog.form.set_values({"rep0_name": "林溪"})
    dialog.form.changed.emit(dialog.form.draft())
    dialog.reject()
    gone(qtbot, FormDialog)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    again = registering(qtbot, page)
    assert again.form.text("problem") == "征地补偿"
    assert again.form.text("rep0_name") == "林溪"
    again.reject()


def test_an_earlier_petition_is_told_while_registering(qtbot: QtBot, qingshan: Office) -> None:
    """The same phone is enough; the earlier answer stands there or that there is none."""
    Grievances(qingshan).petition(phone="13900000077")
    page = page_of(qtbot, qingshan)
    dialog = registering(qtbot, page)
    dialog.form.set_values({"phone": "13900000077"})
    dialog.look()
    assert "QS-XF-2026-000001" in dialog.notice.label.text()
    assert "电话相同" in dialog.notice.label.text()
    assert "还没有答复" in dialog.notice.label.text()
    dialog.reject()


# --- The list ------------------------------------------------------------------------------------


def test_the_list_says_which_clock_presses_and_masks(qtbot: QtBot, qingshan: Office) -> None:
    """PET-03, D8: the earliest clock by name; the phone is masked."""
    Grievances(qingshan).petition(urgent=True)
    page = page_of(qtbot, qingshan)
    row = cells(page, 0)
    assert "答复承诺" in row
    assert "139****0011" in row
    assert any(cell.startswith("【急】") for cell in row)


def test_pet_10_others_see_a_stub_and_cannot_open_it(qtbot: QtBot, qingshan: Office) -> None:
    """Number and nothing more, only in the whole list; it answers to no search."""
    secret = Grievances(qingshan).petition(
        purpose=Purpose.ACCUSATION, problem="虚报补贴", accused=[Accused("马守田")]
    )
    deputy = qingshan.actor(Role.DEPUTY)
    page = page_of(qtbot, qingshan, deputy)
    assert page.listing.model.rowCount() == 0
    page.listing.show_quick("all")
    row = [cell for cell in cells(page, 0) if cell]
    assert row == ["QS-XF-2026-000001", "保密件，内容不显示"]
    page.open(secret)
    assert page.record() is None
    assert "保密件" in page.listing.notice.label.text()
    for word in ("虚报", "何谷雨", "000001"):
        page.listing.set_filters({}, word)
        assert page.listing.model.rowCount() == 0
    with qingshan.store.read(qingshan.director) as work:
        opened = work.session.scalars(select(JournalRow).where(JournalRow.action == "open"))
        assert not list(opened)


def test_pet_10_every_opening_of_a_secret_petition_is_journalled_once(
    qtbot: QtBot, qingshan: Office
) -> None:
    secret = Grievances(qingshan).petition(purpose=Purpose.ACCUSATION)
    page = page_of(qtbot, qingshan)

    def openings() -> int:
        with qingshan.store.read(qingshan.director) as work:
            query = select(JournalRow).where(JournalRow.action == "open")
            return len(list(work.session.scalars(query)))

    page.open(secret)
    record = page.record()
    assert record is not None
    record.refresh()
    qtbot.wait(1)
    assert openings() == 1
    page.close_record()
    page.open(secret)
    assert openings() == 2


def test_pet_10_a_colleague_is_named_on_a_secret_petition(qtbot: QtBot, qingshan: Office) -> None:
    """The 知情人 tab: whoever is named opens it from then on, whom it accuses never."""
    desk = Grievances(qingshan)
    secret = desk.petition(purpose=Purpose.ACCUSATION, accused=[Accused("马守田")])
    clerk: Actor = qingshan.actor(Role.PETITION_CLERK)
    page = page_of(qtbot, qingshan)
    page.open(secret)
    record = page.record()
    assert record is not None
    record.go("readers")
    record._ask(READER, reader_ask(record._desk))
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values({"account": clerk.account.hex})
    dialog.submit()
    gone(qtbot, FormDialog)
    page.close_record()
    other = page_of(qtbot, qingshan, clerk)
    other.open(secret)
    assert other.record() is not None
    with qingshan.store.read(clerk) as work:
        assert work.session.get_one(Petition, secret).secret


def test_the_ledger_of_a_period_leaves_as_a_table(
    qtbot: QtBot, qingshan: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A span the wrong way is refused at the field; the file holds what was counted."""
    Grievances(qingshan).petition()
    page = page_of(qtbot, qingshan)
    path = tmp_path / "信访.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))
    page.export.click()
    dialog = dialog_of(qtbot)
    assert dialog.form.text("table") == "petitions"
    today = dialog.form.date("last")
    assert today is not None
    dialog.form.set_values({"last": today - timedelta(days=40)})
    dialog.submit()
    assert "不能早于" in dialog.form.problem_shown("last")
    dialog.form.set_values({"last": today})
    dialog.submit()
    gone(qtbot, FormDialog)
    qtbot.waitUntil(lambda: "已导出 1 行" in page.listing.notice.label.text())
    assert path.stat().st_size > 0


def test_a_petition_opens_in_its_tab_from_elsewhere(qtbot: QtBot, qingshan: Office) -> None:
    """Search, 今日 and links lead here; 今日 also filters the list."""
    petition = Grievances(qingshan).petition(urgent=True)
    tab = PetitionsTab(Desk(qingshan.store, qingshan.director))
    qtbot.addWidget(tab)
    tab.resize(1226, 660)
    tab.show()
    tab.show_matter("petition", petition)
    page = tab.show_section("petitions")
    assert isinstance(page, PetitionsPage)
    record = page.record()
    assert record is not None
    assert record.petition_id == petition
    tab.show_filtered("petitions", {"uninformed": "1"})
    assert page.record() is None
    assert page.listing.model.rowCount() == 1


def test_the_list_is_walked_by_keys_and_keeps_what_presses_first(
    qtbot: QtBot, qingshan: Office
) -> None:
    """Enter opens, Esc goes back; what is due first stands first, 全部 shows what came last."""
    desk = Grievances(qingshan)
    late = desk.petition(received_at=at("9-14"))
    desk.petition(channel=Channel.LEADER, receiving_leader="林若安")
    page = page_of(qtbot, qingshan)
    assert keys(page)[0] == late
    page.listing.table.stand_on(0)
    page.listing.table.setFocus()
    QTest.keyClick(page.listing.table, Qt.Key.Key_Return)
    record = page.record()
    assert record is not None
    assert record.petition_id == late
    QTest.keyClick(record, Qt.Key.Key_Escape)
    assert page.record() is None
    QTest.mouseClick(page.listing.quick["all"], Qt.MouseButton.LeftButton)
    assert keys(page)[1] == late
