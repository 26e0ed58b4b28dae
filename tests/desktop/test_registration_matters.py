"""Several matters of one visit, hand-overs, the paper book and the ID reader, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from center.accounts import add_account
from center.journal import commit
from center.people import Identity, Person
from center.registration import (
    Cause,
    Relation,
    Route,
    VisitForm,
    VisitKind,
    line_of,
    register,
    transfers_of,
)
from center.settings import set_value
from center.staff import ServiceWindow, Staff, Village, save
from desktop.desk import Desk
from desktop.fields.choosing import TickEditor
from desktop.registration import RegistrationPage
from tests.desk import at, id_number
from tests.hands import CONTROL, Hands, cases, desk_of, page_of, visits
from tests.offices import Office

HE = Identity(
    "何秀兰",
    id_kind="居民身份证",
    id_number=id_number("19630205", 42),
    phone="13900000012",
    village="石桥村",
    group="二组",
)
WRONG = HE.id_number[:-1] + ("1" if HE.id_number[-1] != "1" else "2")


@pytest.fixture
def furnished(qingshan: Office) -> Office:
    """Two windows; 沈岚 is the A post of the second."""
    with qingshan.work() as work:
        post = Staff(id=work.new_id(), station="QS", name="沈岚")
        save(work, post)
        for place, name in enumerate(("综合窗口", "民政窗口")):
            window = ServiceWindow(id=work.new_id(), station="QS", name=name, position=place)
            window.a_post = post.id if place else None
            save(work, window)
        save(work, Village(id=work.new_id(), station="QS", name="石桥村", groups=["二组"]))
        add_account(work, "shenlan", "沈岚", ["window_clerk"], post.id)
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


def this_morning(office: Office) -> None:
    """何秀兰 was here today already."""
    form = VisitForm(VisitKind.HANDLING, HE, route=Route.HERE, item_code="MZ03")
    with office.work() as work:
        register(work, form)
        commit(work)


def numbers(office: Office) -> list[str]:
    return [visit.number or "" for visit in visits(office)]


def label_of(page: RegistrationPage, field: str) -> str:
    """What stands beside a tick, which is what a screen reader says."""
    editor = page.entry.form.editor(field)
    assert isinstance(editor, TickEditor)
    assert editor.box.text() == editor.accessibleName()
    return editor.box.text()


# --- several matters -----------------------------------------------------------------------------


def test_who_comes_again_today_is_proposed_as_the_same_visit(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    """D2, REG-02: nothing but the ID and the item is typed for the second matter."""
    this_morning(furnished)
    hands.write(HE.id_number)
    hands.enter()
    assert label_of(page, "same") == (
        "今天 09:00 已登记 QS-DJ-2026-000001，作为同一次来访的第 2 件事"
    )
    assert page.entry.form.ticked("same")
    page.entry.form.set_values({"about": "item:MZ01"})
    hands.press(Qt.Key.Key_S, CONTROL)
    assert numbers(furnished) == ["QS-DJ-2026-000001", "QS-DJ-2026-000001-2"]


def test_the_proposal_is_turned_down_by_its_tick(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    this_morning(furnished)
    hands.write(HE.id_number)
    hands.enter()
    page.entry.form.set_values({"same": False, "about": "item:MZ01"})
    hands.press(Qt.Key.Key_S, CONTROL)
    assert numbers(furnished) == ["QS-DJ-2026-000001", "QS-DJ-2026-000002"]


def test_on_another_day_nothing_is_proposed(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    this_morning(furnished)
    furnished.clock.now = at("9-22")
    hands.write(HE.id_number)
    hands.enter()
    assert page.entry.asking.kept is not None
    assert "same" not in page.entry.form.values()


def test_d2_a_question_without_a_name_may_be_followed_by_a_second(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.write("1")
    next(b for b in page.done.buttons if b.accessibleName() == "再登记一件").click()
    assert "第 2 件事" in label_of(page, "same")
    page.entry.form.set_values({"visit_kind": "咨询", "about": "topic:医疗保障"})
    hands.press(Qt.Key.Key_S, CONTROL)
    assert numbers(furnished) == ["QS-DJ-2026-000001", "QS-DJ-2026-000001-2"]
    # The next visitor is another one.
    hands.press(Qt.Key.Key_F2)
    hands.write("1")
    assert numbers(furnished)[-1] == "QS-DJ-2026-000002"


def test_a_draft_remembers_which_visit_it_joined(
    qtbot: QtBot, desk: Desk, page: RegistrationPage, hands: Hands
) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.write("1")
    next(b for b in page.done.buttons if b.accessibleName() == "再登记一件").click()
    page.entry.form.set_values({"need": "还问医保"})
    page.entry.keeper.flush()
    again = page_of(qtbot, desk)
    assert "第 2 件事" in label_of(again, "same")


def test_who_came_for_somebody_else_is_kept_apart_up_to_the_case(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    this_morning(furnished)
    hands.write(HE.id_number)
    hands.enter()
    page.entry.form.set_values({"about": "item:MZ01", "more": True, "relation": "家属"})
    hands.save()
    assert page.entry.form.problem_shown("applicant") == "请填写替谁来办"
    page.entry.form.set_values({"applicant": "李小满"})
    hands.save()
    assert page.intake.isVisible()
    assert page.intake.form.text("relation") == Relation.FAMILY
    assert page.intake.form.text("who") == "李小满"
    made = visits(furnished)[-1]
    assert (made.name, made.applicant, made.relation) == ("何秀兰", "李小满", Relation.FAMILY)


# --- to another window ---------------------------------------------------------------------------


def test_reg_10_the_post_of_the_window_is_proposed_as_receiver(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    this_morning(furnished)
    hands.write(HE.id_number)
    hands.enter()
    page.entry.form.set_values({"about": "item:MZ01", "route": "转窗口", "window": "民政窗口"})
    assert page.entry.form.editor("receiver").raw() == "沈岚"
    hands.save()
    made = visits(furnished)[-1]
    with furnished.work() as work:
        (transfer,) = transfers_of(work, made.id)
    assert (transfer.window, transfer.receiver_name) == ("民政窗口", "沈岚")


def test_reg_10_a_window_without_a_post_asks_for_the_receiver(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    this_morning(furnished)
    hands.write(HE.id_number)
    hands.enter()
    page.entry.form.set_values({"about": "item:MZ01", "route": "转窗口", "window": "综合窗口"})
    hands.save()
    assert page.entry.form.problem_shown("receiver") == "请选择由谁接手，当面或电话交代清楚"
    assert len(visits(furnished)) == 1


def test_reg_13_an_absent_colleague_needs_requirement_and_time(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    this_morning(furnished)
    hands.write(HE.id_number)
    hands.enter()
    values = {"about": "item:MZ01", "route": "转窗口", "window": "民政窗口", "absent": True}
    page.entry.form.set_values(values)
    hands.save()
    assert page.entry.form.problem_shown("requirement")
    assert page.entry.form.problem_shown("appointed_on") == "请与经办人约定办理时间"
    page.entry.form.set_values({"requirement": "开证明"})
    page.entry.form.restore({"appointed_on": "0922", "appointed_time": "0930"})
    hands.save()
    made = visits(furnished)[-1]
    with furnished.work() as work:
        (transfer,) = transfers_of(work, made.id)
    assert (transfer.appointed_at, transfer.contact_way) == (
        at("9-22", "09:30"),
        "电话联系",
    )


def test_reg_15_whoever_goes_the_whole_way_hands_nothing_over(
    qtbot: QtBot, furnished: Office, desk: Desk
) -> None:
    with furnished.work() as work:
        set_value(work, "first_ask_mode", "whole")
        commit(work)
    page = page_of(qtbot, desk)
    page.entry.form.set_values({"route": "转窗口"})
    assert page.entry.form.text("route") != "转窗口"


# --- the ID reader -------------------------------------------------------------------------------

CARD = f"姓名：何秀兰\n性别：女\n住址：某县青山镇石桥村二组18号\n公民身份号码：{HE.id_number}"


@pytest.mark.parametrize(
    "text",
    [CARD, f"何秀兰\n女\n汉\n某县青山镇石桥村二组18号\n{HE.id_number}"],
    ids=["labels", "lines"],
)
def test_what_an_id_reader_copied_fills_name_sex_address_and_number(
    furnished: Office, page: RegistrationPage, hands: Hands, text: str
) -> None:
    hands.paste(text)
    form = page.entry.form
    assert form.editor("who").raw() == HE.id_number
    assert "已读入证件：何秀兰，女" in form.problem_shown("who")
    form.set_values({"phone": HE.phone, "about": "item:MZ01"})
    hands.press(Qt.Key.Key_S, CONTROL)
    (made,) = visits(furnished)
    assert (made.name, made.id_number, made.village, made.group, made.address) == (
        "何秀兰",
        HE.id_number,
        "石桥村",
        "二组",
        "某县青山镇石桥村二组18号",
    )
    with furnished.work() as work:
        assert work.session.get_one(Person, made.person).sex == "女"


def test_a_wrong_check_digit_of_the_reader_is_said_and_wants_a_reason(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    hands.paste(CARD.replace(HE.id_number, WRONG))
    form = page.entry.form
    form.set_values({"phone": HE.phone, "about": "item:MZ01"})
    hands.press(Qt.Key.Key_S, CONTROL)
    assert "校验" in form.problem_shown("who")
    assert visits(furnished) == []
    form.set_values({"id_reason": "证件上就是这样"})
    hands.press(Qt.Key.Key_S, CONTROL)
    (made,) = visits(furnished)
    assert (made.id_number, made.id_reason, made.no_id_reason) == (WRONG, "证件上就是这样", "")


def test_the_reader_fills_the_applicant_of_a_case(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.new_case(None)
    page.intake.form.set_values({"item": "item:MZ03"})
    page.intake.form.focus("who")
    hands.paste(CARD)
    assert page.intake.form.text("who") == HE.id_number
    page.intake.form.set_values({"phone": HE.phone})
    hands.save()
    (made,) = cases(furnished)
    assert (made.name, made.id_number) == ("何秀兰", HE.id_number)


# --- the paper book ------------------------------------------------------------------------------


def begin_book(page: RegistrationPage) -> None:
    page.entry.begin_book()
    page.entry.form.restore({"book_on": "0918", "book_page": "3", "book_line": "4"})
    page.entry.form.set_values({"book_cause": "断网"})


def write_line(page: RegistrationPage, hands: Hands, time: str, topic: str) -> None:
    page.entry.form.restore({"book_time": time})
    page.entry.form.set_values({"visit_kind": "咨询", "about": f"topic:{topic}"})
    hands.press(Qt.Key.Key_S, CONTROL)


def test_the_book_is_entered_line_after_line_with_the_real_times(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    begin_book(page)
    write_line(page, hands, "0920", "医疗保障")
    assert page.entry.form.editor("book_line").raw() == "5", "day, page and reason stay"
    write_line(page, hands, "0935", "社会保险")
    assert "已补录 2 行" in page.entry.book.label.text()
    made = visits(furnished)
    assert [v.received_at for v in made] == [at("9-18", "09:20"), at("9-18", "09:35")]
    with furnished.work() as work:
        lines = [line_of(work, v.id) for v in made]
    assert [(n.page, n.line, n.cause) for n in lines if n] == [
        (3, 4, Cause.NETWORK),
        (3, 5, Cause.NETWORK),
    ]
    page.entry.book.end.click()
    assert "book_line" not in page.entry.form.values()


def test_a_line_entered_before_is_refused_under_its_field(
    furnished: Office, page: RegistrationPage, hands: Hands
) -> None:
    begin_book(page)
    write_line(page, hands, "0920", "医疗保障")
    page.entry.form.restore({"book_line": "4"})
    write_line(page, hands, "0935", "社会保险")
    assert "已补录为 QS-DJ-2026-000001" in page.entry.form.problem_shown("book_line")
    assert len(visits(furnished)) == 1


def test_in_the_book_a_question_is_asked_in_the_form(page: RegistrationPage, hands: Hands) -> None:
    """F2 would register it as of now."""
    begin_book(page)
    hands.press(Qt.Key.Key_F2)
    assert not page.entry.topics.isVisible()
    assert page.entry.form.text("visit_kind") == "咨询"
