"""From visit to case (收件): applicant and 来办人 apart, checklist, 一卡通, unfinished work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from center.cases.file import open_file
from center.cases.records import Case, GreenReason, Happened
from center.journal import commit
from center.people import Identity, PersonKind, family, find_person, household_of
from center.registration import Relation, Route, VisitForm, VisitKind, register
from desktop.desk import Desk
from desktop.registration import RegistrationPage
from tests.desk import at, id_number
from tests.hands import Hands, cases, desk_of, page_of, where
from tests.offices import Office

# What a known visitor who applies in person is asked for 临时救助 (applied for by household).
ASKED = {"item", "relation", "more", "household_head", "household_relation"}
HE = Identity(
    "何秀兰",
    id_kind="居民身份证",
    id_number=id_number("19630205", 42),
    phone="13900000012",
    village="石桥村",
    group="二组",
)


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


def visit(office: Office, who: Identity = HE, **fields: Any) -> UUID:
    given: dict[str, Any] = {
        "visit_kind": VisitKind.HANDLING,
        "route": Route.HERE,
        "item_code": "MZ03",
    }
    given |= fields
    with office.work() as work:
        made = register(work, VisitForm(who=who, **given))
        commit(work)
    return made.id


def under(page: RegistrationPage, field: str) -> str:
    return page.intake.form.problem_shown(field)


def asked(page: RegistrationPage) -> set[str]:
    return set(page.intake.form.values())


def received(office: Office, case: Case) -> list[bool]:
    with office.store.read(office.director) as work:
        return [m.received_on is not None for m in open_file(work, case.id).materials]


def test_the_visitor_is_the_applicant_and_space_ticks_the_papers(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.new_case(visit(qingshan))
    assert where() is page.intake.checklist.list, "nothing is left to ask"
    assert asked(page) == ASKED
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Space)
    hands.save()
    (case,) = cases(qingshan)
    assert received(qingshan, case) == [True, False, True, False, False]
    assert (case.name, case.relation, case.visitor_name) == ("何秀兰", Relation.SELF, "何秀兰")


def test_one_key_ticks_all_papers_and_once_more_none(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.new_case(visit(qingshan))
    hands.press(Qt.Key.Key_F8)
    assert len(page.intake.checklist.received()) == 5
    hands.press(Qt.Key.Key_F8)
    assert page.intake.checklist.received() == ()
    hands.press(Qt.Key.Key_F8)
    hands.enter()  # Enter in the list goes on as well
    (case,) = cases(qingshan)
    assert all(received(qingshan, case))


def test_a_guardian_is_kept_apart_and_must_show_authority(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.new_case(visit(qingshan))
    page.intake.form.set_values({"relation": "监护人"})
    assert "who" in asked(page)
    child = id_number("20150601", 31)
    page.intake.form.set_values({"who": child, "name": "何小满", "phone": "13900000012"})
    hands.save()
    assert cases(qingshan) == []
    assert under(page, "authority_seen") == "代他人办理要查看委托或身份证明，请核对后勾选"
    page.intake.form.set_values({"authority_seen": True})
    hands.save()
    (case,) = cases(qingshan)
    assert (case.name, case.id_number, case.relation) == ("何小满", child, Relation.GUARDIAN)
    assert (case.visitor_name, case.visitor_phone) == ("何秀兰", "13900000012")
    assert case.authority_seen


def test_back_to_the_applicant_in_person_asks_nothing_more(
    qingshan: Office, page: RegistrationPage
) -> None:
    page.new_case(visit(qingshan))
    page.intake.form.set_values({"relation": "家属"})
    page.intake.form.set_values({"relation": "本人"})
    assert asked(page) == ASKED
    assert page.intake.asking.identity().id_number == HE.id_number


def test_a_unit_applies_through_the_one_at_the_desk(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    unit = Identity(
        "青山镇石桥果蔬合作社",
        PersonKind.ORGANISATION,
        id_kind="统一社会信用代码",
        id_number="91350100M000100Y43",
        phone="13900000033",
    )
    page.new_case(visit(qingshan, unit))
    assert page.intake.form.text("relation") == Relation.OFFICER
    hands.save()
    assert under(page, "visitor_name") == "请填写来办人姓名"
    page.intake.form.set_values({"visitor_name": "王志强", "authority_seen": True})
    hands.save()
    (case,) = cases(qingshan)
    assert (case.name, case.visitor_name) == ("青山镇石桥果蔬合作社", "王志强")
    assert case.person_kind is PersonKind.ORGANISATION


def test_d2_a_question_without_a_name_becomes_a_case_by_asking_the_rest(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    nobody = visit(
        qingshan, Identity(""), visit_kind=VisitKind.QUESTION, route=Route.ANSWERED, topic="救助"
    )
    page.new_case(nobody)
    assert where() is page.intake.form.editor("who").input
    hands.write(HE.id_number)
    hands.enter()
    hands.write("何秀兰")
    hands.enter()
    hands.save()
    assert under(page, "phone") == "请填写联系电话，或勾选“没有电话”并写明原因"
    page.intake.form.set_values({"no_phone": True, "no_phone_reason": "无手机"})
    hands.save()
    (case,) = cases(qingshan)
    assert (case.visit, case.no_phone_reason) == (nobody, "无手机")


def test_a_case_without_a_visit_asks_item_and_person(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.new_case(None)
    assert where() is page.intake.form.editor("item").input
    hands.save()
    assert under(page, "item") == "请填写事项"
    hands.write("mz03")
    hands.enter(2)
    page.intake.form.set_values({"who": HE.id_number, "name": "何秀兰", "phone": HE.phone})
    hands.save()
    (case,) = cases(qingshan)
    assert (case.visit, case.name) == (None, "何秀兰")


def test_a_card_of_somebody_else_is_warned_of(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.new_case(visit(qingshan))
    page.intake.form.set_values({"more": True, "card_account": "6210 0000 0000 0012"})
    page.intake.form.set_values({"card_holder": "何建国"})
    assert "补贴可能发错人" in under(page, "card_holder")
    hands.save()
    (case,) = cases(qingshan)
    assert (case.card_account, case.card_holder) == ("6210000000000012", "何建国")


def test_an_item_for_households_asks_for_the_head_and_keeps_the_family_together(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.new_case(visit(qingshan))
    page.intake.form.set_values({"household_head": "何建国", "household_relation": "配偶"})
    hands.save()
    with qingshan.store.read(qingshan.director) as work:
        (case,) = cases(qingshan)
        assert case.person is not None
        person = find_person(work, case.person)
        assert person is not None
        home = household_of(work, person)
        assert home is not None
        assert (home.head_name, person.household_relation) == ("何建国", "配偶")
        assert [member.name for member in family(work, home.id)] == ["何秀兰"]


def test_an_item_without_a_limit_asks_how_urgent_it_is(
    qingshan: Office, page: RegistrationPage
) -> None:
    with qingshan.store.read(qingshan.director) as work:
        from center.items import CaseKind, active_items

        open_ended = next(
            (
                item.code
                for item in active_items(work)
                if item.promised_limit is None and item.case_kind is not CaseKind.INSTANT
            ),
            "",
        )
    page.new_case(visit(qingshan))
    assert "urgency" not in asked(page)
    if open_ended:
        page.intake.form.set_values({"item": f"item:{open_ended}"})
        assert "urgency" in asked(page), "CASE-04"


def test_a_late_visit_opens_a_late_case(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.new_case(visit(qingshan, received_at=at("9-18", "15:20")))
    assert page.intake.form.date("received_on") == date(2026, 9, 18)
    hands.save()
    (case,) = cases(qingshan)
    assert (case.received_at, case.entered_at) == (at("9-18", "15:20"), at("9-21"))


def test_an_unfinished_case_is_kept_and_taken_up_again_after_a_crash(
    qtbot: QtBot, qingshan: Office, desk: Desk, page: RegistrationPage, hands: Hands
) -> None:
    page.new_case(visit(qingshan))
    hands.press(Qt.Key.Key_Space)
    page.intake.form.set_values({"more": True, "card_holder": "何秀兰"})
    page.intake.keeper.flush()
    again = page_of(qtbot, desk)
    assert again.entry.unfinished.isVisible()
    again.entry.unfinished.click()
    assert again.intake.isVisible()
    assert again.intake.form.text("card_holder") == "何秀兰"
    assert again.intake.checklist.received() == (0,)
    hands = Hands(again)
    hands.save()
    (case,) = cases(qingshan)
    assert case.visit is not None
    assert not again.entry.unfinished.isVisible()


def test_escape_leaves_a_case_for_later_and_giving_up_forgets_it(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.new_case(visit(qingshan))
    hands.press(Qt.Key.Key_Escape)
    assert page.entry.isVisible()
    assert page.entry.unfinished.isVisible()
    page.entry.unfinished.click()
    page.intake.give_up()
    assert not page.entry.unfinished.isVisible()
    assert cases(qingshan) == []


def test_several_cases_may_be_left_for_later_and_each_is_taken_up_again(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    first, second = visit(qingshan), visit(qingshan)
    for made, holder in ((first, "何秀兰"), (second, "何秀珍"), (None, "李小满")):
        page.new_case(made)
        page.intake.form.set_values({"more": True, "card_holder": holder})
        hands.press(Qt.Key.Key_Escape)
        qingshan.clock.advance(minutes=1)
    assert page.entry.unfinished.text() == "继续未完成的收件（3 件）"
    page.entry.unfinished.choices.actions()[-1].trigger()
    assert page.intake.form.text("card_holder") == "何秀兰"
    page.intake.give_up()
    assert page.entry.unfinished.text() == "继续未完成的收件（2 件）"
    # 收件 on the visit itself goes on where it was left.
    page.new_case(second)
    assert page.intake.form.text("card_holder") == "何秀珍"


def test_a_doubtful_number_explained_at_registration_is_not_asked_again(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    wrong = Identity(
        "何秀兰", id_number="110105196302050420", id_reason="证上如此", phone="13900000012"
    )
    page.new_case(visit(qingshan, wrong))
    hands.save()
    (case,) = cases(qingshan)
    assert (case.id_number, case.id_reason) == ("110105196302050420", "证上如此")


def test_another_case_for_the_same_visit_is_one_press_away(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    made = visit(qingshan)
    page.new_case(made)
    hands.save()
    page.done.buttons[2].click()
    assert page.intake.isVisible()
    page.intake.form.set_values({"item": "item:MZ01"})
    hands.save()
    assert [case.visit for case in cases(qingshan)] == [made, made]


def test_on_a_narrow_screen_the_form_has_one_column(qtbot: QtBot, page: RegistrationPage) -> None:
    """1366×768 at 150 % leaves 763 for the page; two columns come back with the room."""
    tab = QWidget()
    qtbot.addWidget(tab)
    page.setParent(tab)
    tab.show()
    page.show()
    form = page.entry.form
    needed = {}
    for width in (763, 1218, 763):
        page.resize(width, 640)
        QApplication.processEvents()
        needed[width] = form.minimumSizeHint().width()
        kind, channel = (form.editor(name) for name in ("visit_kind", "channel"))
        below = kind.mapTo(form, kind.rect().topLeft()).y() < (
            channel.mapTo(form, channel.rect().topLeft()).y()
        )
        assert below == (width == 763)
    assert needed[763] < needed[1218]
    assert page.entry.area.viewport().width() >= needed[763]
    page.setParent(None)


def test_a_probable_duplicate_is_pointed_out_and_refuses_nothing(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    """The same person and item with an open case: told with its number, the clerk decides."""
    page.new_case(visit(qingshan))
    assert not page.intake.double.isVisible()
    hands.press(Qt.Key.Key_F8)
    hands.save()
    (first,) = cases(qingshan)
    page.new_case(visit(qingshan))
    assert page.intake.double.isVisible()
    assert (first.number or "") in page.intake.double.text()
    page.intake.form.set_values({"item": "item:RS01"})
    assert not page.intake.double.isVisible()
    page.intake.form.set_values({"item": "item:MZ03"})
    assert page.intake.double.isVisible()
    hands.save()
    assert len(cases(qingshan)) == 2


def test_case_15_a_case_enters_the_green_channel_at_the_counter(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    page.new_case(visit(qingshan))
    page.intake.form.set_values({"more": True})
    assert "green" in asked(page)
    page.intake.form.set_values({"green": "老弱病残孕"})
    hands.save()
    (case,) = cases(qingshan)
    assert case.green is GreenReason.FRAIL
    with qingshan.store.read(qingshan.director) as work:
        events = open_file(work, case.id).events
    assert [event.happened for event in events] == [Happened.RECEIVED, Happened.GREEN]
