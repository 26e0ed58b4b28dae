"""Nothing typed at the registration desk is lost: bad input, refusals, crashes, a full form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from center import drafts
from center.registration import Visit
from center.rights import Role
from desktop.desk import Desk
from desktop.registration import RegistrationPage
from desktop.registration.entry import DRAFT, RESTORED
from tests.desk import id_number
from tests.hands import CONTROL, Hands, desk_of, page_of, visits
from tests.offices import Office

QUESTION = {"visit_kind": "咨询", "about": "topic:其他"}


@pytest.fixture
def desk(qingshan: Office) -> Iterator[Desk]:
    yield desk_of(qingshan)
    qingshan.store.listeners.clear()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> RegistrationPage:
    return page_of(qtbot, desk)


@pytest.fixture
def hands(page: RegistrationPage) -> Hands:
    return Hands(page)


def under(page: RegistrationPage, field: str) -> str:
    return page.entry.form.problem_shown(field)


def kept(desk: Desk) -> dict[str, object] | None:
    return drafts.kept(desk.store, desk.actor, DRAFT)


# --- bad input, field by field --------------------------------------------------------------------


@pytest.mark.parametrize(
    "day, time, field, message",
    [
        ("2026-02-30", "0900", "received_on", "没有 2026年2月30日 这一天"),
        ("2026-09-21", "2570", "received_time", "没有 25时70分 这个时间"),
        ("2026-09-22", "0900", "received_on", "收件时间不能晚于现在"),
        ("1926-09-21", "0900", "received_on", "收件时间太早，请核对年份"),
    ],
)
def test_impossible_times_are_refused_under_their_field_and_stay(
    qingshan: Office,
    page: RegistrationPage,
    hands: Hands,
    day: str,
    time: str,
    field: str,
    message: str,
) -> None:
    page.entry.form.set_values({**QUESTION, "more": True, "late": True})
    page.entry.form.editor("received_on").set_raw(day)
    page.entry.form.editor("received_time").set_raw(time)
    hands.save()
    assert visits(qingshan) == []
    assert under(page, field) == message
    assert page.entry.form.editor("received_on").raw() == day


def test_ten_thousand_characters_are_refused_and_every_one_of_them_stays(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    long = "地" * 10_000
    page.entry.form.set_values({**QUESTION, "need": long, "who": long})
    hands.save()
    assert visits(qingshan) == []
    assert "现在有 10,000 个字" in under(page, "need")
    assert "现在有 10,000 个字" in under(page, "who")
    assert page.entry.form.editor("need").raw() == long
    assert page.entry.form.editor("who").raw() == long
    page.entry.keeper.flush()
    content = kept(page.entry._desk)
    assert content is not None
    assert content["need"] == long


def test_pasted_line_breaks_and_control_characters_are_cleaned(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.entry.form.set_values(QUESTION)
    page.entry.begin()
    hands.paste("\ufeff何\u200b秀兰\r\n")
    page.entry.form.focus("need")
    hands.paste("第一行\r\n第\x07二行\u202e\n\n")
    hands.save()
    (visit,) = visits(qingshan)
    assert (visit.name, visit.need) == ("何秀兰", "第一行\n第二行")


def test_emoji_are_kept_in_the_story_but_are_no_name_and_no_department(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.entry.form.set_values({**QUESTION, "who": "何秀兰🙂", "need": "谢谢😀", "route": "中心外"})
    page.entry.form.set_values({"department": "人社局👍"})
    hands.save()
    assert visits(qingshan) == []
    assert under(page, "who") == "姓名里有表情符号"
    assert "印不到纸上" in under(page, "department")
    assert under(page, "need") == "表情符号😀会保存，但印不到纸上"
    page.entry.form.set_values({"who": "何秀兰", "department": "人社局"})
    hands.save()
    assert visits(qingshan)[0].need == "谢谢😀"


def test_an_item_that_is_none_is_refused_under_its_field(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.entry.form.set_values(QUESTION)
    page.entry.form.editor("about").set_raw("没有这个事项")
    hands.save()
    assert visits(qingshan) == []
    assert under(page, "about").startswith("请从列表中选择")
    assert page.entry.form.editor("about").raw() == "没有这个事项"


def test_no_people_at_all_are_refused(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.entry.form.set_values({**QUESTION, "more": True, "people_count": "0"})
    hands.save()
    assert visits(qingshan) == []
    assert under(page, "people_count") == "人数应在 1 到 9999 之间"


def test_a_passport_goes_on_with_a_reason(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    hands.write("E12345678")
    hands.enter()
    page.entry.form.set_values({"name": "李·安娜", "phone": "13900000001"})
    page.entry.form.set_values({"id_reason": "护照"})
    hands.press(Qt.Key.Key_S, CONTROL)
    (visit,) = visits(qingshan)
    assert (visit.id_kind, visit.id_number, visit.id_reason) == ("其他证件", "E12345678", "护照")


# --- drafts ---------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_after_a_pause_and_offered_after_a_crash(
    qtbot: QtBot, qingshan: Office, desk: Desk, page: RegistrationPage, hands: Hands
) -> None:
    hands.write("何秀兰")
    page.entry.form.set_values({"visit_kind": "咨询", "route": "约期答复", "need": "还没写完"})
    qtbot.waitUntil(lambda: kept(desk) is not None)
    # The program ends here without a word; the next start finds what was typed.
    again = page_of(qtbot, desk)
    assert again.entry.notice.text == RESTORED
    form = again.entry.form
    assert (form.text("who"), form.text("need")) == ("何秀兰", "还没写完")
    assert (form.text("visit_kind"), form.text("route")) == ("咨询", "约期答复")
    assert visits(qingshan) == []


def test_a_draft_remembers_the_known_person_it_was_about(
    qtbot: QtBot, desk: Desk, page: RegistrationPage, hands: Hands
) -> None:
    number = id_number("19630205", 42)
    page.entry.form.set_values({"who": number, "name": "何秀兰", "phone": "13900000012"})
    hands.press(Qt.Key.Key_S, CONTROL)
    page.entry.form.set_values({"who": "何秀兰"})
    page.entry.asking.look()
    page.person.take(1)
    page.entry.keeper.flush()
    again = page_of(qtbot, desk)
    assert again.entry.asking.kept is not None
    assert again.entry.asking.identity().id_number == number


def test_saving_drops_the_draft(
    qtbot: QtBot, qingshan: Office, desk: Desk, page: RegistrationPage, hands: Hands
) -> None:
    page.entry.form.set_values(QUESTION)
    page.entry.keeper.flush()
    assert kept(desk) is not None
    hands.save()
    assert len(visits(qingshan)) == 1
    assert kept(desk) is None
    assert page_of(qtbot, desk).entry.notice.text == ""


def test_leaving_the_tab_keeps_what_was_typed_in_the_last_second(
    desk: Desk, page: RegistrationPage, hands: Hands
) -> None:
    hands.write("何秀兰")
    assert kept(desk) is None
    page.hide()
    assert kept(desk) is not None


def test_clearing_is_taken_back_by_the_same_key(
    desk: Desk, page: RegistrationPage, hands: Hands
) -> None:
    hands.write("何秀兰")
    page.entry.form.set_values({"need": "问低保"})
    hands.press(Qt.Key.Key_F9)
    assert page.entry.form.text("who") == ""
    assert kept(desk) is None
    hands.press(Qt.Key.Key_F9)
    assert (page.entry.form.text("who"), page.entry.form.text("need")) == ("何秀兰", "问低保")


def test_what_was_cleared_is_no_colleagues_to_bring_back(
    qtbot: QtBot, qingshan: Office, desk: Desk, page: RegistrationPage, hands: Hands
) -> None:
    hands.write("何秀兰")
    hands.press(Qt.Key.Key_F9)
    with qtbot.waitSignal(page.ready):
        desk.take_over(qingshan.actor(Role.WINDOW_CLERK, login="second"))
    hands.press(Qt.Key.Key_F9)
    assert page.entry.form.text("who") == ""


def test_a_person_of_the_search_box_puts_what_was_typed_aside(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.entry.form.set_values({"who": "王志强", "id_number": id_number("19700101", 7)})
    page.entry.form.set_values({"phone": "13900000077"})
    hands.press(Qt.Key.Key_S, CONTROL)
    (visit,) = visits(qingshan)
    hands.write("何秀兰")
    assert isinstance(visit, Visit)
    assert visit.person is not None
    page.show_person(visit.person)
    assert page.person.title.text() == "王志强"
    assert "来访 1 次" in page.person.facts.text()
    assert "F9" in page.entry.notice.text, "what stood there can be brought back"


# --- keys -----------------------------------------------------------------------------------------


def test_f6_walks_between_the_form_and_the_list_and_escape_comes_back(
    page: RegistrationPage, hands: Hands
) -> None:
    def has_keys(widget: QWidget) -> bool:
        focus = widget.window().focusWidget()
        return focus is widget or widget.isAncestorOf(focus)

    hands.press(Qt.Key.Key_F6)
    assert has_keys(page.listing)
    hands.press(Qt.Key.Key_F6)
    assert has_keys(page.entry)
    hands.press(Qt.Key.Key_F6)
    hands.press(Qt.Key.Key_Escape)
    assert has_keys(page.entry.form.editor("who"))
