"""Receiving a case (收件): who, for whom, what with, and what is refused field by field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from center.cases.intake import CaseForm, receive
from center.cases.listing import CaseFilter, OnPlatform, page
from center.cases.records import Case, GreenReason, Happened
from center.errors import Refused
from center.items import save_edition
from center.journal import commit, history
from center.people import Identity
from center.registration import Relation, ServiceMode
from center.rights import Role
from center.settings import set_value, values
from tests.desk import COMMITTED, LI, Desk, at, change, fields
from tests.offices import Office


@pytest.fixture
def desk(qingshan: Office) -> Desk:
    return Desk(qingshan)


def with_text(field: str, text: str) -> Identity:
    changes: dict[str, Any] = {field: text}
    return replace(LI, **changes)


def test_d2_id_and_phone_are_asked_for_or_a_reason(desk: Desk) -> None:
    for who, expected in (
        (Identity(""), ["name", "id_number", "phone"]),
        (Identity("李青禾"), ["id_number", "phone"]),
        (Identity("李青禾", no_id_reason="忘带", no_phone_reason="没有手机"), []),
    ):
        if expected:
            with pytest.raises(Refused) as told:
                desk.open(applicant=who)
            assert fields(told.value) == expected
        else:
            assert desk.case(desk.open(applicant=who)).no_id_reason == "忘带"


@pytest.mark.parametrize(
    "relation, name, seen, expected",
    [
        (Relation.SELF, "", False, []),
        (Relation.FAMILY, "", False, ["visitor_name"]),
        (Relation.FAMILY, "李小满", False, []),
        (Relation.AGENT, "周远", False, ["authority_seen"]),
        (Relation.GUARDIAN, "", False, ["visitor_name", "authority_seen"]),
        (Relation.OFFICER, "周远", True, []),
    ],
)
def test_the_one_at_the_desk_is_kept_apart_from_the_applicant(
    desk: Desk, relation: Relation, name: str, seen: bool, expected: list[str]
) -> None:
    changes: dict[str, Any] = {"relation": relation, "visitor_name": name, "authority_seen": seen}
    if expected:
        with pytest.raises(Refused) as told:
            desk.open(**changes)
        assert fields(told.value) == expected
    else:
        case = desk.case(desk.open(**changes))
        assert case.name == "李青禾"
        assert case.visitor_name == (name or "李青禾")


def test_an_item_changed_meanwhile_must_be_chosen_again(desk: Desk) -> None:
    """The form may have stood open while someone saved a new version (CASE-30)."""
    form = CaseForm(desk.item(COMMITTED), LI)
    change(desk.office, save_edition, {"code": COMMITTED, "promised_limit": 8})
    with pytest.raises(Refused, match="已有新版本") as told:
        change(desk.office, receive, form)
    assert fields(told.value) == ["item"]


@pytest.mark.parametrize(
    "field, text",
    [
        ("name", "李" * 10_000),
        ("id_number", "1" * 41),
        ("phone", "1" * 41),
        ("card_account", "6" * 41),
        ("address", "石" * 10_000),
    ],
)
def test_endless_texts_are_refused_field_by_field(either: Office, field: str, text: str) -> None:
    with pytest.raises(Refused) as told:
        Desk(either).open(applicant=with_text(field, text))
    assert fields(told.value) == [field]


def test_data_are_copied_and_the_person_linked(desk: Desk) -> None:
    first = desk.open()
    moved = desk.open(applicant=replace(LI, village="柳河村", phone="13900000009"))
    one, other = desk.case(first), desk.case(moved)
    assert one.person == other.person
    assert (one.village, one.phone) == ("石桥村", "13900000001")
    assert (other.village, other.phone) == ("柳河村", "13900000009")


def test_16_every_step_is_on_record_with_actor_and_two_times(desk: Desk) -> None:
    """CASE-16, CASE-17: 收、审、发 with who, when it happened and when it was typed."""
    clerk = desk.office.actor(Role.WINDOW_CLERK)
    desk.to("9-22", "08:30")
    case = Desk(desk.office, clerk).open(received_at=at("9-21", "16:00"))
    (event,) = desk.file(case).events
    assert (event.at, event.entered_at) == (at("9-21", "16:00"), at("9-22", "08:30"))
    assert (event.account, event.actor_name) == (clerk.account, clerk.name)
    stored = desk.case(case)
    assert (stored.handler, stored.handler_name) == (clerk.account, clerk.name)
    with desk.office.work() as work:
        assert [row.action for row in history(work, case)] == ["create"]


# --- where and by whom ----------------------------------------------------------------------------


def test_case_21_taken_in_at_the_centre_unless_at_home(desk: Desk) -> None:
    """一门办理: the centre is the place; 上门服务 is chosen and stays on the record."""
    inside = desk.case(desk.open(COMMITTED))
    outside = desk.case(desk.open(COMMITTED, mode=ServiceMode.HOME))
    assert (inside.mode, outside.mode) == (ServiceMode.WINDOW, ServiceMode.HOME)


def test_case_22_the_window_that_takes_in_is_not_who_decides(desk: Desk) -> None:
    """一窗受理: any window may take the case in, the item's authority decides it."""
    file = desk.file(desk.open(COMMITTED, window="综合窗口"))
    assert file.case.window == "综合窗口"
    assert file.item.window != "综合窗口"
    assert file.item.decider


def test_case_25_what_is_not_entered_on_the_platform_is_listed(desk: Desk) -> None:
    """二次录入: a number of the platform takes the case off the list of 未回录."""
    missing = CaseFilter(platform=OnPlatform.MISSING)
    case = desk.open(COMMITTED)
    with desk.office.work() as work:
        assert [row.id for row in page(work, missing)] == [case]
        work.session.get_one(Case, case).platform_number = "410000-2026-1"
        commit(work)
    with desk.office.work() as work:
        assert page(work, missing) == []


def test_case_27_the_fields_of_service_are_the_offices_own(desk: Desk) -> None:
    with desk.office.work() as work:
        set_value(work, "topics", ["社会保障", "环境保护"])
        commit(work)
    with desk.office.work() as work:
        assert values(work.session, work.now).lines("topics") == ["社会保障", "环境保护"]


def test_case_15_an_urgent_case_is_taken_in_as_such(desk: Desk) -> None:
    """Its event stands beside the receipt; 其他 is written down in the case instead."""
    case = desk.open(COMMITTED, green=GreenReason.FRAIL)
    assert desk.case(case).green is GreenReason.FRAIL
    assert [e.happened for e in desk.file(case).events] == [Happened.RECEIVED, Happened.GREEN]
    with pytest.raises(Refused) as told:
        desk.open(COMMITTED, green=GreenReason.OTHER)
    assert [problem.field for problem in told.value.problems] == ["green"]
