"""The 登记 tab by keyboard alone: D2, REG-01…17, from the visitor to the receipt in hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from center.journal import commit
from center.people import Identity, Person, PersonKind
from center.registration import Channel, Route, ServiceMode, VisitForm, VisitKind, register
from center.rights import Role
from center.settings import set_value
from center.staff import ServiceWindow, Staff, Village
from center.staff import save as save_staff
from desktop.desk import Desk
from desktop.preview import Preview
from desktop.registration import RegistrationPage
from desktop.registration.page import NO_RIGHT
from tests.desk import at, id_number
from tests.hands import ALT, CONTROL, Hands, cases, desk_of, page_of, papers, visits, where
from tests.offices import Office

HE = Identity(
    "何秀兰",
    id_kind="居民身份证",
    id_number=id_number("19630205", 42),
    phone="13900000012",
    village="石桥村",
    group="二组",
)


@pytest.fixture
def furnished(qingshan: Office) -> Office:
    """An office with windows, leaders and villages."""
    with qingshan.work() as work:
        for place, name in enumerate(("综合窗口", "民政窗口")):
            record = ServiceWindow(id=work.new_id(), station="QS", name=name, position=place)
            save_staff(work, record)
        save_staff(work, Staff(id=work.new_id(), station="QS", name="高远", leader_rank="镇长"))
        save_staff(
            work, Village(id=work.new_id(), station="QS", name="石桥村", groups=["一组", "二组"])
        )
        commit(work)
    return qingshan


@pytest.fixture
def desk(furnished: Office) -> Iterator[Desk]:
    yield desk_of(furnished)
    furnished.store.listeners.clear()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> RegistrationPage:
    return page_of(qtbot, desk)


@pytest.fixture
def hands(page: RegistrationPage) -> Hands:
    return Hands(page)


def earlier(office: Office, who: Identity = HE, **fields: Any) -> None:
    """A visit of this person in the days before."""
    form = VisitForm(VisitKind.HANDLING, who, route=Route.HERE, item_code="MZ03", **fields)
    with office.work() as work:
        register(work, form)
        commit(work)


def under(page: RegistrationPage, field: str) -> str:
    return page.entry.form.problem_shown(field)


def asked(page: RegistrationPage) -> set[str]:
    return set(page.entry.form.values())


def rows(page: RegistrationPage) -> list[str]:
    return [page.person.rows.item(n).text() for n in range(page.person.rows.count())]


# --- from the visitor to the receipt --------------------------------------------------------------


def save_under_the_name_offered(hands: Hands) -> None:
    """Press Enter in the file dialog once it stands there."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog) and dialog.isActiveWindow():
            hands.enter()
        else:
            QTimer.singleShot(20, answer)

    QTimer.singleShot(20, answer)


def test_visitor_case_and_receipt_take_under_40_keystrokes_and_no_mouse(
    qtbot: QtBot,
    furnished: Office,
    page: RegistrationPage,
    hands: Hands,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    number = id_number("19630205", 43)
    hands.write(number)
    hands.enter()
    hands.write("何秀兰")
    hands.enter()
    hands.write("13900000012")
    hands.enter()
    hands.write("石桥村二组")
    hands.enter(2)  # no address beyond the group
    hands.enter(2)  # 办理 and 来访 stand already
    hands.write("mz03")
    hands.enter()
    hands.save()  # 登记并收件
    assert page.intake.isVisible()
    hands.press(Qt.Key.Key_F8)  # 全部已收
    hands.save()  # 收件
    hands.enter()  # 收件凭证
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Preview))
    preview = QApplication.activeModalWidget()
    assert isinstance(preview, Preview)
    with qtbot.waitSignal(preview.issued):
        hands.enter()  # 出具
    save_under_the_name_offered(hands)
    with qtbot.waitSignal(preview.saved) as saved:
        hands.press(Qt.Key.Key_S, CONTROL)
    hands.press(Qt.Key.Key_Escape)
    assert hands.strokes < 40, hands.strokes

    (visit,) = visits(furnished)
    (case,) = cases(furnished)
    (paper,) = papers(furnished, case)
    assert (visit.name, visit.id_number, visit.phone) == ("何秀兰", number, "13900000012")
    assert (visit.village, visit.group, visit.item_code) == ("石桥村", "二组", "MZ03")
    assert (case.visit, case.name, case.id_number) == (visit.id, "何秀兰", number)
    assert (paper.paper_kind, paper.number) == ("receipt", "QS-SJ-2026-000001")
    assert saved.args is not None
    assert Path(saved.args[0]).read_bytes().startswith(b"%PDF")
    assert where() is page.entry.form.editor("who").input, "ready for the next visitor"


# --- a question: one key and a topic (D2) ---------------------------------------------------------


@pytest.mark.parametrize(
    "key, topic_key, kind, topic",
    [
        (Qt.Key.Key_F2, "2", VisitKind.QUESTION, "医疗保障"),
        (Qt.Key.Key_F3, "0", VisitKind.GUIDANCE, "民事调解"),
        (Qt.Key.Key_F2, "a", VisitKind.QUESTION, "其他"),
    ],
)
def test_d2_a_question_takes_one_key_and_a_topic(
    furnished: Office,
    page: RegistrationPage,
    hands: Hands,
    key: Qt.Key,
    topic_key: str,
    kind: VisitKind,
    topic: str,
) -> None:
    hands.write("何秀兰")  # somebody else is being registered
    hands.press(key)
    hands.write(topic_key)
    (visit,) = visits(furnished)
    assert (visit.visit_kind, visit.topic, visit.name) == (kind, topic, "")
    assert visit.first_asked == page.entry._desk.actor.account, "REG-08"
    assert visit.replied_at is not None
    assert page.entry.form.text("who") == "何秀兰", "what was begun stays"
    assert page.done.isVisible()


def test_d2_escape_leaves_the_topics_without_a_record(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.press(Qt.Key.Key_Escape)
    assert visits(furnished) == []
    assert where() is page.entry.form.editor("who").input


def test_d2_an_office_that_wants_names_is_asked_in_the_form(
    qtbot: QtBot, furnished: Office
) -> None:
    with furnished.work() as work:
        set_value(work, "question_needs_name", True)
        commit(work)
    page = page_of(qtbot, desk_of(furnished))
    hands = Hands(page)
    hands.press(Qt.Key.Key_F2)
    assert not page.entry.topics.isVisible()
    assert page.entry.form.text("visit_kind") == VisitKind.QUESTION
    page.entry.form.set_values({"about": "topic:医疗保障"})
    hands.save()
    assert visits(furnished) == []
    assert under(page, "who") == "请填写证件号、电话或姓名"


# --- who it is ------------------------------------------------------------------------------------


def test_reg_01_one_field_takes_id_phone_or_name(page: RegistrationPage, hands: Hands) -> None:
    for typed, words, left in (
        (id_number("19630205", 42), "居民身份证，女，1963年2月5日出生，63 岁", {"name", "phone"}),
        ("13900000012", "电话", {"name", "id_number"}),
        ("古丽娜·买买提", "姓名", {"id_number", "phone"}),
        ("91350100M000100Y43", "统一社会信用代码", {"name", "phone"}),
    ):
        page.entry.form.set_values({"who": ""})
        page.entry.begin()
        hands.write(typed)
        assert under(page, "who") == words
        assert {"name", "id_number", "phone"} & asked(page) == left


def test_reg_01_a_known_id_brings_the_person_and_earlier_matters(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    earlier(furnished)
    hands.write(HE.id_number)
    hands.enter()
    assert page.person.isVisible()
    assert page.person.title.text() == "何秀兰"
    assert "110105********0426" in page.person.facts.text(), "D8"
    assert HE.id_number not in page.person.facts.text()
    assert rows(page) == ["9月21日 09:00　办理 临时救助"]
    assert not {"name", "phone", "village"} & asked(page), "what is known is not asked again"
    page.entry.form.set_values({"about": "item:MZ03"})
    hands.save()
    second = visits(furnished)[1]
    assert (second.name, second.phone, second.group) == ("何秀兰", "13900000012", "二组")
    assert second.person == visits(furnished)[0].person


def test_reg_01_one_key_takes_one_of_several_people_of_a_name(
    qtbot: QtBot, furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    earlier(furnished)
    other = id_number("19680809", 24)
    earlier(furnished, Identity("何秀珍", id_number=other, phone="13900000078"))
    hands.write("何秀")
    qtbot.waitUntil(lambda: page.person.rows.count() == 2)
    assert other not in "".join(rows(page)), "D8"
    hands.press(Qt.Key.Key_2, ALT)
    assert page.person.title.text() == "何秀珍"
    page.entry.form.set_values({"about": "item:MZ03"})
    hands.save()
    assert visits(furnished)[2].id_number == other, "the record has it in full"


def test_a_person_taken_by_mistake_is_let_go_and_not_taken_again(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    earlier(furnished)
    hands.write(HE.id_number)
    hands.enter()
    page.person.wrong.click()
    page.entry.asking.look()
    assert page.entry.asking.kept is None
    assert {"name", "phone"} <= asked(page)


def test_writing_about_somebody_else_forgets_the_person(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    earlier(furnished)
    hands.write(HE.id_number)
    hands.enter()
    page.entry.begin()
    page.entry.form.set_values({"who": "王志强"})
    assert page.entry.asking.kept is None
    assert {"id_number", "phone"} <= asked(page)


def test_known_data_are_put_right_behind_their_masks(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    earlier(furnished)
    hands.write(HE.id_number)
    hands.enter()
    hands.press(Qt.Key.Key_F4)
    assert page.entry.form.text("phone") == "139****0012", "D8"
    page.entry.form.set_values({"phone": "13900009999", "about": "item:MZ03"})
    hands.save()
    second = visits(furnished)[1]
    assert (second.phone, second.village) == ("13900009999", "石桥村")
    with furnished.work() as work:
        assert work.session.get_one(Person, second.person).phone == "13900009999"


def test_organisations_have_a_credit_code(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    hands.write("91350100M000100Y43")
    hands.enter()
    hands.write("青山镇石桥果蔬合作社")
    page.entry.form.set_values({"phone": "13900000001", "person_kind": "组织"})
    hands.press(Qt.Key.Key_S, CONTROL)
    (visit,) = visits(furnished)
    assert (visit.person_kind, visit.id_kind) == (PersonKind.ORGANISATION, "统一社会信用代码")


# --- the form follows the conversation ------------------------------------------------------------


def test_the_form_asks_only_what_the_kind_needs(page: RegistrationPage, hands: Hands) -> None:
    assert asked(page) == {
        "who", "visit_kind", "channel", "about", "need", "route", "major", "more",
    }  # fmt: skip
    hands.write("何秀兰")
    assert {"id_number", "phone", "village", "address"} <= asked(page)
    page.entry.form.set_values({"visit_kind": VisitKind.QUESTION})
    assert "phone" in asked(page)
    assert not {"id_number", "village", "address", "no_id"} & asked(page)
    assert "reply" in asked(page)
    page.entry.form.set_values({"route": Route.OUTSIDE})
    assert {"department", "department_phone", "department_address"} <= asked(page)
    assert "reply" not in asked(page)


def test_d2_no_id_and_no_phone_are_ticks_with_a_reason(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    hands.write("何秀兰")
    hands.save()
    assert visits(furnished) == []
    assert under(page, "id_number") == "请填写证件号码，或勾选“未带证件”并写明原因"
    assert under(page, "phone") == "请填写联系电话，或勾选“没有电话”并写明原因"
    page.entry.form.set_values({"no_id": True, "no_phone": True})
    page.entry.form.set_values({"no_id_reason": "补办中", "no_phone_reason": "老人无手机"})
    hands.press(Qt.Key.Key_S, CONTROL)
    (visit,) = visits(furnished)
    assert (visit.no_id_reason, visit.no_phone_reason) == ("补办中", "老人无手机")


def test_a_wrong_check_digit_is_a_warning_and_goes_on_with_a_reason(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    right = id_number("19630205", 42)
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    hands.write(wrong)
    hands.enter()
    assert "校验码不符" in under(page, "who")
    page.entry.form.set_values({"name": "何秀兰", "phone": "13900000012"})
    hands.press(Qt.Key.Key_S, CONTROL)
    assert visits(furnished) == []
    assert where() is page.entry.form.editor("id_reason").input
    hands.write("身份证上就是这样印的")
    hands.press(Qt.Key.Key_S, CONTROL)
    (visit,) = visits(furnished)
    assert (visit.id_number, visit.id_reason) == (wrong, "身份证上就是这样印的")


def test_reg_11_outside_the_centre_needs_the_department_and_offers_the_slip(
    qtbot: QtBot, furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.entry.form.set_values({"visit_kind": "引导", "about": "topic:其他", "route": "中心外"})
    hands.save()
    assert under(page, "department") == "中心外的事项要写明去哪个部门"
    page.entry.form.set_values(
        {"department": "县不动产登记中心", "department_phone": "0000-7654321"}
    )
    hands.save()
    (visit,) = visits(furnished)
    assert (visit.department, visit.department_phone) == ("县不动产登记中心", "0000-7654321")
    hands.press(Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Preview))
    preview = QApplication.activeModalWidget()
    assert isinstance(preview, Preview)
    with qtbot.waitSignal(preview.issued):
        hands.save()
    hands.press(Qt.Key.Key_Escape)
    assert [paper.paper_kind for paper in papers(furnished, visit)] == ["guidance_slip"]


def test_reg_17_a_call_that_waits_needs_a_date_or_another_channel_and_a_phone(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.entry.form.set_values(
        {"who": "何秀兰", "visit_kind": "咨询", "channel": "来电", "route": "约期答复"}
    )
    page.entry.form.set_values({"about": "topic:其他"})
    hands.save()
    assert under(page, "promised_reply_on") == "不能当场答复的，要告知答复日期或其他渠道"
    assert under(page, "phone") == "约期答复要留电话"
    page.entry.form.set_values({"phone": "13900000012", "promised_reply_on": date(2026, 9, 20)})
    hands.save()
    assert under(page, "promised_reply_on") == "答复日期不能早于收到的那天"
    page.entry.form.set_values({"promised_reply_on": date(2026, 9, 23)})
    hands.save()
    (visit,) = visits(furnished)
    assert (visit.channel, visit.promised_reply_on) == (Channel.CALL, date(2026, 9, 23))
    page.show_quick("owed")
    assert page.listing.model.rowCount() == 1


def test_reg_12_a_major_matter_waits_until_it_is_reported(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    for reported in ("", "高远"):
        page.entry.form.set_values({"visit_kind": "咨询", "about": "topic:其他", "major": True})
        page.entry.form.set_values({"reported_to": reported})
        hands.save()
    waiting, told = visits(furnished)
    assert (waiting.reported_at, told.reported_to) == (None, "高远")
    page.show_quick("major")
    assert page.listing.model.rowCount() == 1


def test_a_late_entry_keeps_the_time_of_receipt_apart_from_that_of_entry(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.entry.form.set_values({"visit_kind": "咨询", "about": "topic:其他", "more": True})
    page.entry.form.set_values(
        {"late": True, "received_on": date(2026, 9, 19), "people_count": "3", "mode": "上门"}
    )
    page.entry.form.set_values({"special_care": True})
    hands.save()
    assert under(page, "received_time") == "请填写实际接待时间"
    page.entry.form.editor("received_time").set_raw("1520")
    hands.save()
    assert under(page, "went_to") == "上门服务要写明去了哪里", "REG-19"
    page.entry.form.set_values({"went_to": "石桥村二组"})
    hands.save()
    (visit,) = visits(furnished)
    assert visit.received_at == at("9-19", "15:20")
    assert visit.entered_at == at("9-21")
    assert (visit.people_count, visit.mode, visit.special_care) == (3, ServiceMode.HOME, True)


def test_reg_08_a_late_entry_may_name_the_colleague_who_was_asked_first(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.entry.form.set_values({"visit_kind": "咨询", "about": "topic:其他", "more": True})
    page.entry.form.set_values({"late": True, "received_on": date(2026, 9, 19)})
    page.entry.form.editor("received_time").set_raw("1520")
    page.entry.form.editor("first_asked").set_raw("林若安")
    hands.save()
    assert visits(furnished)[0].first_asked == furnished.director.account


# --- who may --------------------------------------------------------------------------------------


def test_without_the_right_to_register_the_page_is_emptied_with_one_line(
    qtbot: QtBot, furnished: Office
) -> None:
    desk = desk_of(furnished, Role.ATTENDANCE_KEEPER)
    page = RegistrationPage(desk)
    qtbot.addWidget(page)
    page.show()
    assert page._nothing.isVisible()
    assert page._nothing.text() == NO_RIGHT
    assert not page.entry.isVisible()
    assert not page.listing.isVisible()


def test_who_takes_over_sees_an_own_form(
    qtbot: QtBot, furnished: Office, desk: Desk, page: RegistrationPage, hands: Hands
) -> None:
    first = desk.actor
    second = furnished.actor(Role.WINDOW_CLERK, login="second")
    hands.write("何秀兰")
    with qtbot.waitSignal(page.ready):
        desk.take_over(second)
    assert page.entry.form.text("who") == ""
    with qtbot.waitSignal(page.ready):
        desk.take_over(first)
    assert page.entry.form.text("who") == "何秀兰", "what the first had typed comes back"
    with qtbot.waitSignal(page.ready):
        desk.take_over(second)
    page.entry.form.set_values({"visit_kind": "咨询", "about": "topic:其他"})
    hands.save()
    assert visits(furnished)[0].first_asked == second.account, "REG-08"
