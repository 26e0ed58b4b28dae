"""设置: staff and windows, the calendar, the catalogue, paper texts, 操作记录, the data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from center.cases.file import open_file
from center.holidays import work_calendar
from center.items import catalogue, editions
from center.journal import commit
from center.papers import SHEETS, PaperKind
from center.postings import Move, save_window
from center.rights import Actor, Role
from center.settings import set_value, values
from center.staff import ServiceWindow, Staff, Village, everything, save
from desktop.desk import Desk
from desktop.fields import Form
from desktop.form_dialog import FormDialog
from desktop.notice import Message
from desktop.settings import SettingsPage
from desktop.settings.data import DataPage
from desktop.settings.holidays import HolidaysPage
from desktop.settings.item_editor import ItemEditor
from desktop.settings.item_versions import Comparison
from desktop.settings.items import ItemRecord, ItemsPage
from desktop.settings.journal import JournalPage
from desktop.settings.staff import StaffPage
from desktop.settings.texts import TextsPage
from tests.desktop.case_desk import COMMITTED, WAIT, a_case, gone, shown, write
from tests.offices import Office

CONTROL = Qt.KeyboardModifier.ControlModifier
FESTIVALS = {
    "元旦": ["01-01"],
    "春节": ["02-05", "02-08", "02-09", "02-10"],
    "清明节": ["04-05"],
    "劳动节": ["05-01", "05-03"],
    "端午节": ["06-09"],
    "中秋节": ["09-15"],
    "国庆节": ["10-01", "10-02", "10-03", "10-04", "10-05"],
}
"""An invented arrangement of 2027."""


@pytest.fixture(autouse=True)
def listeners(qingshan: Office) -> Iterator[None]:
    yield
    qingshan.store.listeners.clear()


def page_of(qtbot: QtBot, office: Office, actor: Actor | None = None) -> SettingsPage:
    page = SettingsPage(Desk(office.store, actor or office.director))
    qtbot.addWidget(page)
    page.resize(1226, 660)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def retype(form: Form, name: str, text: str) -> None:
    """Replace what stands in a field by typing."""
    field = form.editor(name).input
    assert isinstance(field, QLineEdit | QPlainTextEdit)
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    write(field, text)


def answer(qtbot: QtBot, verb: int) -> None:
    """Press a button of the next message box that runs its own loop."""

    def press() -> None:
        message = shown(qtbot, Message)
        QTest.mouseClick(message.buttons[verb], Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, press)


# 人员和窗口


def staff_page(qtbot: QtBot, office: Office) -> StaffPage:
    section = page_of(qtbot, office).show_section("staff")
    assert isinstance(section, StaffPage)
    return section


def test_a_leader_is_added_with_rank(qtbot: QtBot, qingshan: Office) -> None:
    section = staff_page(qtbot, qingshan)
    QTest.mouseClick(section.add, Qt.MouseButton.LeftButton)
    dialog = shown(qtbot, FormDialog)
    retype(dialog.form, "name", "邵景行")
    retype(dialog.form, "post", "党委书记")
    dialog.form.set_values({"leader_rank": "正职"})
    retype(dialog.form, "phone", "12")
    dialog.form.validate()
    assert dialog.form.problem_shown("phone"), "a strange phone is a warning"
    QTest.keyClick(dialog.form.editor("phone").input, Qt.Key.Key_Return, CONTROL)
    gone(qtbot, FormDialog)
    row = [section.people.text(0, c) for c in ("name", "post", "rank", "phone", "state")]
    assert row == ["邵景行", "党委书记", "正职", "12", "在岗"]


def test_ab_01_a_window_warns_until_two_different_people_hold_it(
    qtbot: QtBot, qingshan: Office
) -> None:
    with qingshan.work() as work:
        people = [
            Staff(id=work.new_id(), station="QS", name=name, staff_number=str(number))
            for number, name in enumerate(("沈秋禾", "顾明远"))
        ]
        for person in people:
            save(work, person)
        save(work, ServiceWindow(id=work.new_id(), station="QS", name="民政窗口", position=1))
        commit(work)
    section = staff_page(qtbot, qingshan)
    section.tabs.setCurrentIndex(1)
    said = []
    for a, b in ((0, None), (0, 0), (0, 1)):
        section.windows.setFocus()
        QTest.keyClick(section.windows, Qt.Key.Key_Return)
        dialog = shown(qtbot, FormDialog)
        chosen = {
            "a_post": people[a].id.hex,
            "b_post": people[b].id.hex if b is not None else "none",
        }
        dialog.form.set_values(chosen)
        dialog.submit()
        gone(qtbot, FormDialog)
        said.append(section.windows.text(0, "warning"))
    assert said == ["还没有 B 岗", "A 岗和 B 岗是同一个人", ""]
    assert [section.windows.text(0, c) for c in ("name", "a", "b")] == [
        "民政窗口",
        "沈秋禾",
        "顾明远",
    ]


def test_hr_03_a_move_before_two_years_is_warned_of_and_asks_why(
    qtbot: QtBot, qingshan: Office
) -> None:
    with qingshan.work() as work:
        people = [
            Staff(id=work.new_id(), station="QS", name=name, staff_number=name)
            for name in ("沈秋禾", "顾明远")
        ]
        for person in people:
            save(work, person)
        window = ServiceWindow(id=work.new_id(), station="QS", name="民政窗口", position=1)
        window.a_post = people[0].id
        save_window(work, window, Move(date(2025, 3, 1)))
        commit(work)
    section = staff_page(qtbot, qingshan)
    (row,) = [n for n in range(2) if section.people.text(n, "name") == "沈秋禾"]
    assert section.people.text(row, "posting") == "民政窗口A岗2025-03-01"
    section.tabs.setCurrentIndex(1)
    section.windows.setFocus()
    QTest.keyClick(section.windows, Qt.Key.Key_Return)
    dialog = shown(qtbot, FormDialog)
    assert dialog.form.date("a_post_since") == date(2025, 3, 1)
    dialog.form.set_values({"a_post": people[1].id.hex, "a_post_since": None})
    assert "沈秋禾从2025年3月1日起在这个窗口，不满 24 个月" in dialog.intro.text()
    dialog.submit()
    assert "请写明变动原因" in dialog.form.problem_shown("reason")
    dialog.form.set_values({"cause": "工作需要", "reason": "医保征缴期人手不够"})
    dialog.submit()
    gone(qtbot, FormDialog)
    assert section.windows.text(0, "a") == "顾明远"
    assert section.people.text(row, "posting") == ""


def test_a_village_keeps_its_groups_and_its_name_is_its_own(qtbot: QtBot, qingshan: Office) -> None:
    section = staff_page(qtbot, qingshan)
    section.tabs.setCurrentIndex(2)
    for attempt in (1, 2):
        section.ask_new()
        dialog = shown(qtbot, FormDialog)
        retype(dialog.form, "name", "柳河村")
        dialog.form.set_values({"groups": "一组\n\n二组\n一组"})
        dialog.submit()
        if attempt == 2:
            assert dialog.form.problem_shown("name") == "已经有“柳河村”，请换一个名称"
            dialog.reject()
        gone(qtbot, FormDialog)
    assert section.villages.text(0, "groups") == "一组、二组"
    section.villages.setFocus()
    QTest.keyClick(section.villages, Qt.Key.Key_Return)
    dialog = shown(qtbot, FormDialog)
    QTest.keyClick(dialog.form.editor("active").input, Qt.Key.Key_Space)
    dialog.submit()
    gone(qtbot, FormDialog)
    assert section.villages.text(0, "state") == "停用"
    with qingshan.work() as work:
        (village,) = everything(work, Village)
        assert (village.groups, village.active) == (["一组", "二组"], False)


# 节假日


def holidays_page(qtbot: QtBot, office: Office, actor: Actor | None = None) -> HolidaysPage:
    section = page_of(qtbot, office, actor).show_section("holidays")
    assert isinstance(section, HolidaysPage)
    return section


def arrangement(tmp_path: Path, extra: str = "") -> Path:
    lines = [f"2027-{day},放假,{name}" for name, days in FESTIVALS.items() for day in days]
    path = tmp_path / "2027.csv"
    path.write_text("日期,类型,名称\n" + "\n".join(lines) + extra + "\n", "gb18030")
    return path


def test_an_imported_year_moves_open_deadlines_in_one_commit(
    qtbot: QtBot, qingshan: Office, tmp_path: Path
) -> None:
    """TIME-01, D1: a case whose date reaches 2027 is counted again when 2027 is known."""
    qingshan.clock.set(date(2026, 12, 29))
    case = a_case(qingshan, COMMITTED)
    section = holidays_page(qtbot, qingshan)
    section.show_year(2027)
    assert section.state.text().startswith("2027 年安排未公布或还没有导入，暂按周末推算")
    section.read_file(arrangement(tmp_path))
    offer = shown(qtbot, Message)
    assert "2027 年：放假 15 天，调休上班 0 天，工作日 249 天" in offer.label.text()
    assert "请与通知核对" in offer.label.text()
    QTest.mouseClick(offer.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "已换用" in section.notice.text, timeout=WAIT)
    assert section.notice.text == "已换用 2027 年的安排，1 件的到期日有变动。"
    assert section.state.text().startswith("2027 年：放假 15 天")
    with qingshan.work() as work:
        assert open_file(work, case).case.due_on == date(2027, 1, 6)
        assert 2027 in work_calendar(work.session).known_years


def test_a_refused_or_declined_file_changes_nothing(
    qtbot: QtBot, qingshan: Office, tmp_path: Path
) -> None:
    section = holidays_page(qtbot, qingshan)
    section.read_file(arrangement(tmp_path, "\n2027-13-01,放假,元旦"))
    assert "第17行" in section.notice.text
    section.read_file(tmp_path / "没有.csv")
    assert "文件打不开，原来的安排没有变" in section.notice.text
    section.read_file(arrangement(tmp_path))
    offer = shown(qtbot, Message)
    QTest.mouseClick(offer.buttons[1], Qt.MouseButton.LeftButton)
    gone(qtbot, Message)
    with qingshan.work() as work:
        assert 2027 not in work_calendar(work.session).known_years


def test_days_are_typed_by_hand_and_saved_as_a_whole_year(qtbot: QtBot, qingshan: Office) -> None:
    section = holidays_page(qtbot, qingshan)
    section.calendar.go_to(date(2026, 11, 21))
    section.calendar.setFocus()
    QTest.keyClick(section.calendar, Qt.Key.Key_Right)
    QTest.keyClick(section.calendar, Qt.Key.Key_Return)
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values({"kind": "makeup_workday", "name": "州庆"})
    dialog.submit()
    gone(qtbot, FormDialog)
    assert section.where.text() == "2026年11月22日（周日） 州庆调休上班，还没有保存"
    QTest.keyClick(section.calendar, Qt.Key.Key_S, CONTROL)
    QTest.mouseClick(shown(qtbot, Message).buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "已换用 2026" in section.notice.text, timeout=WAIT)
    with qingshan.work() as work:
        calendar = work_calendar(work.session)
    assert calendar.is_workday(date(2026, 11, 22))
    assert not calendar.is_workday(date(2026, 10, 1)), "the rest of the year stays"
    assert not section.save_button.isEnabled()


def test_a_typed_year_passes_the_check_of_a_file(qtbot: QtBot, qingshan: Office) -> None:
    """One day of 2027 makes no known year."""
    section = holidays_page(qtbot, qingshan)
    section.calendar.go_to(date(2027, 4, 5))
    section.ask_mark()
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values({"kind": "holiday", "name": ""})
    dialog.submit()
    assert dialog.form.problem_shown("name") == "请填写是哪个节日"
    dialog.form.set_values({"kind": "makeup_workday", "name": "清明节"})
    dialog.submit()
    assert "本来就是工作日" in dialog.form.problem_shown("kind")
    dialog.form.set_values({"kind": "holiday"})
    dialog.submit()
    gone(qtbot, FormDialog)
    QTest.mouseClick(section.save_button, Qt.MouseButton.LeftButton)
    assert "2027年的安排不全" in section.notice.text
    QTest.mouseClick(section.drop, Qt.MouseButton.LeftButton)
    assert section.state.text().startswith("2027 年安排未公布")


def test_who_may_not_edit_sees_the_calendar_and_why(qtbot: QtBot, qingshan: Office) -> None:
    section = holidays_page(qtbot, qingshan, qingshan.actor(Role.WINDOW_CLERK))
    assert section.state.text().startswith("2026 年：放假 33 天，调休上班 6 天，工作日 248 天")
    QTest.mouseClick(section.file, Qt.MouseButton.LeftButton)
    assert section.notice.text == "只有主任和系统管理员可以改节假日安排"


def test_the_mouse_stands_on_a_day_and_every_day_has_its_own_place(
    qtbot: QtBot, qingshan: Office
) -> None:
    calendar = holidays_page(qtbot, qingshan).calendar
    days = [date(2026, month, number) for month in range(1, 13) for number in (1, 15, 28)]
    boxes = [calendar.where(day) for day in days]
    assert len({(box.x(), box.y()) for box in boxes}) == len(days)
    for day, box in zip(days, boxes, strict=True):
        QTest.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=box.center())
        assert calendar.day == day
    QTest.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert calendar.day == days[-1], "no day, no move"


# 事项目录


def items_section(qtbot: QtBot, office: Office, actor: Actor | None = None) -> ItemsPage:
    section = page_of(qtbot, office, actor).show_section("items")
    assert isinstance(section, ItemsPage)
    return section


def editor_of(section: ItemsPage) -> ItemEditor:
    editor = section.currentWidget()
    assert isinstance(editor, ItemEditor)
    return editor


def edit(section: ItemsPage, code: str) -> ItemEditor:
    section.open(code)
    record = section.currentWidget()
    assert isinstance(record, ItemRecord)
    QTest.mouseClick(record.steps["修改"], Qt.MouseButton.LeftButton)
    return editor_of(section)


def test_the_catalogue_is_found_by_name_and_opened_by_enter(qtbot: QtBot, qingshan: Office) -> None:
    section = items_section(qtbot, qingshan)
    assert section.listing.model.rowCount() == 40
    write(section.listing.search, "临时救助")
    QTest.keyClick(section.listing.search, Qt.Key.Key_Return)
    assert section.listing.model.rowCount() == 1
    section.listing.table.setFocus()
    QTest.keyClick(section.listing.table, Qt.Key.Key_Return)
    record = section.currentWidget()
    assert isinstance(record, ItemRecord)
    assert (record.number.text(), record.title.text()) == ("MZ03", "临时救助")
    QTest.keyClick(record, Qt.Key.Key_Escape)
    assert section.currentWidget() is section.listing


def test_case_30_an_edit_is_a_new_version_with_its_author(qtbot: QtBot, qingshan: Office) -> None:
    section = items_section(qtbot, qingshan)
    editor = edit(section, "MZ03")
    retype(editor.form, "promised_limit", "8")
    QTest.keyClick(editor.form.editor("promised_limit").input, Qt.Key.Key_S, CONTROL)
    record = section.currentWidget()
    assert isinstance(record, ItemRecord)
    assert "第 2 版" in record.facts.text()
    assert "8 个工作日" in record.facts.text()
    with qingshan.work() as work:
        newest, oldest = editions(work, "MZ03")
        assert (newest.promised_limit, oldest.promised_limit) == (8, 10)
        assert (newest.active, oldest.active) == (True, False)
        assert newest.materials == oldest.materials
    QTest.mouseClick(record.steps["与以前的版本对比"], Qt.MouseButton.LeftButton)
    comparison = shown(qtbot, Comparison)
    assert comparison.rows == [("承诺时限", "10 个工作日", "8 个工作日")]
    comparison.reject()


@pytest.mark.parametrize(
    "name, rule",
    [
        ("其他材料", "兜底"),  # ONCE-11
        ("身份证复印件", "由窗口自行复印"),  # ONCE-13
    ],
)
def test_once_11_and_13_are_refused_under_the_materials(
    qtbot: QtBot, qapp: QApplication, qingshan: Office, name: str, rule: str
) -> None:
    section = items_section(qtbot, qingshan)
    editor = edit(section, "MZ03")
    table = editor.materials.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Insert)
    cell = table.findChild(QLineEdit)
    assert cell is not None
    write(cell, name)
    QTest.keyClick(cell, Qt.Key.Key_Return)
    qapp.processEvents()
    QTest.mouseClick(editor.save_button, Qt.MouseButton.LeftButton)
    assert rule in editor.materials.problem.text()
    with qingshan.work() as work:
        assert len(editions(work, "MZ03")) == 1
    table.setCurrentCell(table.rowCount() - 1, 0)
    QTest.keyClick(table, Qt.Key.Key_Delete, CONTROL)
    assert editor.materials.problem.text() == ""
    assert not editor.dirty


def test_case_04_a_promise_above_the_law_is_refused_under_its_field(
    qtbot: QtBot, qingshan: Office
) -> None:
    editor = edit(items_section(qtbot, qingshan), "MZ03")
    retype(editor.form, "promised_limit", "16")
    QTest.mouseClick(editor.save_button, Qt.MouseButton.LeftButton)
    assert editor.form.problem_shown("promised_limit") == "承诺时限不得超过法定时限"


def test_a_material_is_marked_as_one_that_may_come_later(qtbot: QtBot, qingshan: Office) -> None:
    editor = edit(items_section(qtbot, qingshan), "MZ03")
    titles = [editor.materials.table.horizontalHeaderItem(n) for n in range(5)]
    assert [title.text() for title in titles if title is not None][3] == "可容缺"
    tick = editor.materials.table.item(1, 3)
    assert tick is not None
    tick.setCheckState(Qt.CheckState.Checked)
    QTest.mouseClick(editor.save_button, Qt.MouseButton.LeftButton)
    with qingshan.work() as work:
        secondary = [m.secondary for m in editions(work, "MZ03")[0].material_list()]
    assert secondary == [False, True, False, False, False]


def test_materials_are_moved_and_their_form_chosen(qtbot: QtBot, qingshan: Office) -> None:
    editor = edit(items_section(qtbot, qingshan), "MZ03")
    names = [m["name"] for m in editor.materials.materials()]
    editor.materials.table.setFocus()
    editor.materials.table.setCurrentCell(0, 0)
    QTest.keyClick(editor.materials.table, Qt.Key.Key_Down, CONTROL)
    moved = [m["name"] for m in editor.materials.materials()]
    assert moved == [names[1], names[0], *names[2:]]
    assert editor.materials.table.currentRow() == 1
    QTest.mouseClick(editor.save_button, Qt.MouseButton.LeftButton)
    with qingshan.work() as work:
        assert [m["name"] for m in editions(work, "MZ03")[0].materials] == moved


def test_a_half_edited_item_survives_esc(qtbot: QtBot, qingshan: Office) -> None:
    section = items_section(qtbot, qingshan)
    editor = edit(section, "MZ03")
    retype(editor.form, "conditions", "本镇户籍")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert isinstance(section.currentWidget(), ItemRecord)
    again = edit(section, "MZ03")
    assert again.form.text("conditions") == "本镇户籍"
    assert "已找回" in again.notice.text
    QTest.mouseClick(again.drop, Qt.MouseButton.LeftButton)
    assert again.form.text("conditions") == ""
    QTest.keyClick(again, Qt.Key.Key_Escape)
    assert not edit(section, "MZ03").dirty


def test_a_new_item_needs_a_code_of_its_own(qtbot: QtBot, qingshan: Office) -> None:
    section = items_section(qtbot, qingshan)
    section.listing.table.setFocus()
    QTest.keyClick(section.listing.table, Qt.Key.Key_N, CONTROL)
    editor = editor_of(section)
    retype(editor.form, "code", "MZ03")
    retype(editor.form, "name", "殡葬惠民补贴")
    QTest.mouseClick(editor.save_button, Qt.MouseButton.LeftButton)
    assert editor.form.problem_shown("code") == "已经有编码为 MZ03 的事项，请换一个编码"
    retype(editor.form, "code", "MZ09")
    QTest.mouseClick(editor.save_button, Qt.MouseButton.LeftButton)
    with qingshan.work() as work:
        made = next(item for item in catalogue(work) if item.code == "MZ09")
    assert (made.name, made.edition, made.authorised) == ("殡葬惠民补贴", 1, True)


def test_a_stopped_item_leaves_the_list_and_says_so(qtbot: QtBot, qingshan: Office) -> None:
    section = items_section(qtbot, qingshan)
    section.open("ZH03")
    record = section.currentWidget()
    assert isinstance(record, ItemRecord)
    answer(qtbot, 0)
    QTest.mouseClick(record.steps["停用"], Qt.MouseButton.LeftButton)
    assert "已停用" in record.facts.text()
    section.close_record()
    assert section.listing.model.rowCount() == 39
    section.listing.show_quick("stopped")
    assert section.listing.model.rowCount() == 1


def test_a_clerk_reads_the_catalogue_and_is_told_why_not_to_edit(
    qtbot: QtBot, qingshan: Office
) -> None:
    section = items_section(qtbot, qingshan, qingshan.actor(Role.WINDOW_CLERK))
    section.open("MZ03")
    record = section.currentWidget()
    assert isinstance(record, ItemRecord)
    QTest.mouseClick(record.steps["修改"], Qt.MouseButton.LeftButton)
    assert "没有修改事项的权限" in record.notice.text
    assert section.currentWidget() is record


# 文书文字


def texts_page(qtbot: QtBot, office: Office) -> TextsPage:
    section = page_of(qtbot, office).show_section("texts")
    assert isinstance(section, TextsPage)
    return section


def drawn(qtbot: QtBot, section: TextsPage) -> None:
    qtbot.waitUntil(lambda: not section.picture.pixmap().isNull(), timeout=WAIT)


def own_texts(office: Office, kind: PaperKind) -> dict[str, str]:
    with office.work() as work:
        return values(work.session, work.now).template(kind)


def test_an_own_text_is_saved_shown_and_reset(qtbot: QtBot, qingshan: Office) -> None:
    section = texts_page(qtbot, qingshan)
    drawn(qtbot, section)
    assert not section.reset.isEnabled()
    retype(section.form, "not_accepted", "本凭证只证明收到上述材料。")
    QTest.keyClick(section.form.editor("not_accepted").input, Qt.Key.Key_S, CONTROL)
    assert own_texts(qingshan, PaperKind.RECEIPT) == {"not_accepted": "本凭证只证明收到上述材料。"}
    assert section.history.text(0, "what") == "改了 1 处"
    answer(qtbot, 0)
    QTest.mouseClick(section.reset, Qt.MouseButton.LeftButton)
    assert own_texts(qingshan, PaperKind.RECEIPT) == {}
    assert section.form.text("not_accepted") == "本凭证证明收到上述材料，是否受理以受理通知为准。"


def test_a_text_with_an_unknown_placeholder_is_refused_under_it(
    qtbot: QtBot, qingshan: Office
) -> None:
    """CASE-23: no paper may have a blank where a fact belongs."""
    section = texts_page(qtbot, qingshan)
    retype(section.form, "not_accepted", "请于{tomorrow}来。")
    QTest.mouseClick(section.save_button, Qt.MouseButton.LeftButton)
    assert "{tomorrow}不是这种文书的内容" in section.form.problem_shown("not_accepted")
    assert own_texts(qingshan, PaperKind.RECEIPT) == {}


@pytest.mark.parametrize("kind", [*PaperKind, *SHEETS])
def test_every_paper_can_be_seen_with_invented_facts(
    qtbot: QtBot, qingshan: Office, kind: str
) -> None:
    section = texts_page(qtbot, qingshan)
    section.kinds.setCurrentIndex(section.kinds.findData(str(kind)))
    section.licence.setChecked(True)
    drawn(qtbot, section)
    qtbot.waitUntil(lambda: not section._pause.isActive(), timeout=WAIT)
    assert not section.problem.isVisible(), section.problem.text()


# 操作记录


def test_the_journal_tells_who_did_what_and_opens_cases(qtbot: QtBot, qingshan: Office) -> None:
    case = a_case(qingshan, COMMITTED)
    qingshan.clock.advance(hours=1)
    with qingshan.work() as work:
        set_value(work, "due_soon_days", 4)
        commit(work)
    section = page_of(qtbot, qingshan).show_section("journal")
    assert isinstance(section, JournalPage)
    table, model = section.listing.table, section.listing.model
    assert [model.index(0, column).data() for column in range(5)] == [
        "9月21日 10:00",
        "林若安",
        "新增",
        "参数",
        "提前几个工作日提示将到期：4",
    ]
    opened: list[object] = []
    section._desk.open_case.connect(opened.append)
    row = next(
        n for n in range(model.rowCount()) if "李桂花 临时救助" in str(model.index(n, 4).data())
    )
    table.setFocus()
    table.stand_on(row)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == [case]


# 数据


def data_page(qtbot: QtBot, office: Office) -> DataPage:
    section = page_of(qtbot, office).show_section("data")
    assert isinstance(section, DataPage)
    return section


def test_a_backup_is_made_and_remembered(qtbot: QtBot, qingshan: Office, tmp_path: Path) -> None:
    section = data_page(qtbot, qingshan)
    assert section.last.text() == "还没有备份过。"
    section.back_up(tmp_path / "备份")
    qtbot.waitUntil(lambda: "已备份到" in section.notice.text, timeout=WAIT)
    assert (tmp_path / "备份.bianmin").stat().st_size > 10_000
    assert section.last.text() == "上次备份 9月21日 09:00，今天。"
    qingshan.clock.advance(days=3)
    section.refresh()
    assert section.last.text() == "上次备份 9月21日 09:00，3 天前。"


def test_trouble_with_a_backup_is_told_in_the_page(
    qtbot: QtBot, qingshan: Office, tmp_path: Path
) -> None:
    section = data_page(qtbot, qingshan)
    section.back_up(tmp_path / "没有的文件夹" / "备份")
    qtbot.waitUntil(lambda: bool(section.notice.text), timeout=WAIT)
    assert "备份没有做成" in section.notice.text
    assert section.last.text() == "还没有备份过。"


def test_the_data_are_verified_off_the_gui_thread(
    qtbot: QtBot, qingshan: Office, qapp: QApplication
) -> None:
    section = data_page(qtbot, qingshan)
    QTest.mouseClick(section.verify_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(section.faults.text()), timeout=WAIT)
    assert section.faults.text() == "9月21日 09:00 校验：没有发现问题。"
    assert qapp.activeModalWidget() is None
