"""Rolls: who is on them, reviews, stops, deaths told in every roll, candidates, masking."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.errors import NotAllowed, Refused
from center.journal import commit, history
from center.money import fen_of, yuan
from center.people import Identity, merge, person_for
from center.rights import Role
from center.rolls.candidates import candidates
from center.rolls.departures import (
    Report,
    departure_of,
    open_cases,
    report_departure,
    still_listed,
    take_back,
)
from center.rolls.kinds import DEFAULTS, against_lines, kind_of, kinds_of
from center.rolls.listing import Due, MemberFilter, Waits, count, light_of, open_member, page, waits
from center.rolls.members import (
    Entry,
    Review,
    adjust,
    correct,
    enrol,
    find_member,
    memberships,
    recover,
    resume,
    review,
    void,
)
from center.rolls.months import Spell, add_months, last_paid, paid_after, reaches
from center.rolls.records import Happened, Leaving, Member, Outcome, State
from center.rolls.stopping import Stop, stop, stop_everywhere
from center.settings import set_value
from tests import matters
from tests.desk import change, fields, id_number
from tests.offices import Office

LOW, OLD = "低保", "高龄津贴"
TODAY = date(2026, 9, 21)


def someone(name: str = "林有田", birth: str = "19450305", serial: int = 1) -> Identity:
    return Identity(
        name,
        id_kind="居民身份证",
        id_number=id_number(birth, serial),
        phone="13900000001",
        village="石桥村",
        group="二组",
        card_account="6200000000000001",
    )


def entry(roll: str = LOW, **changes: Any) -> Entry:
    made = Entry(roll, someone(), date(2026, 1, 1), "A类", 45000)
    return replace(made, **changes)


def on_roll(office: Office, roll: str = LOW, **changes: Any) -> UUID:
    member: Member = change(office, enrol, entry(roll, **changes))
    return member.id


def step(office: Office, function: Any, member: UUID, *args: Any, **named: Any) -> Any:
    """Take a step with a membership in a unit of work of its own."""
    with office.work() as work:
        done = function(work, find_member(work, member), *args, **named)
        commit(work)
        return done


def read(office: Office, member: UUID) -> Member:
    with office.store.read(office.director) as work:
        return find_member(work, member)


def dies(office: Office, person: UUID, on: date = date(2026, 6, 15)) -> None:
    change(office, report_departure, person, Report(Leaving.DEATH, on, "村里上报"))


# --- months ---------------------------------------------------------------------------------------


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 240))
def test_months_come_round_to_the_same_day_or_the_last_of_the_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and add_months(later, 0) == later)
    assert add_months(later, -months) <= day


@pytest.mark.parametrize(
    "birth, years, day",
    [
        (date(1946, 9, 21), 80, date(2026, 9, 21)),
        (date(1948, 2, 29), 80, date(2028, 2, 29)),
        (date(1961, 2, 28), 65, date(2026, 2, 28)),
        (date(1960, 2, 29), 65, date(2025, 3, 1)),
    ],
)
def test_an_age_is_reached_on_the_birthday_leap_days_on_1_march(
    birth: date, years: int, day: date
) -> None:
    assert reaches(birth, years) == day


@pytest.mark.parametrize(
    "today, month",
    [(date(2026, 9, 9), date(2026, 8, 1)), (date(2026, 9, 10), date(2026, 9, 1))],
)
def test_the_last_paid_month_turns_on_the_pay_day(today: date, month: date) -> None:
    assert last_paid(today, 10) == month


SPELLS = [Spell(date(2026, 1, 1), True, 45000), Spell(date(2026, 7, 20), True, 60000)]


@pytest.mark.parametrize(
    "left, through, owed",
    [
        (date(2026, 6, 1), date(2026, 6, 1), (0, 0)),
        (date(2026, 6, 30), date(2026, 7, 1), (1, 60000)),
        (date(2026, 5, 31), date(2026, 8, 1), (3, 45000 + 60000 + 60000)),
        (date(2026, 9, 30), date(2026, 8, 1), (0, 0)),
        (date(2025, 11, 2), date(2026, 1, 1), (1, 45000)),
    ],
)
def test_months_paid_after_a_death_begin_with_the_next_month(
    left: date, through: date, owed: tuple[int, int]
) -> None:
    assert paid_after(left, through, SPELLS) == owed


def test_months_in_which_nothing_was_paid_are_not_asked_back() -> None:
    stopped = [*SPELLS[:1], Spell(date(2026, 4, 2), False, 45000, date(2026, 3, 1))]
    again = [*stopped, Spell(date(2026, 6, 1), True, 30000)]
    assert paid_after(date(2026, 1, 5), date(2026, 7, 1), again) == (4, 45000 * 2 + 30000 * 2)


# --- money and kinds ------------------------------------------------------------------------------


@given(st.integers(0, 9_999_999_999))
def test_an_amount_shown_in_yuan_is_read_back(fen: int) -> None:
    assert fen_of(yuan(fen)) == fen


@pytest.mark.parametrize("typed, fen", [("", 0), ("５0", 5000), ("1,234.5元", 123450), ("0.07", 7)])
def test_amounts_are_typed_in_yuan(typed: str, fen: int) -> None:
    assert fen_of(typed) == fen


@pytest.mark.parametrize("typed", ["-1", "1.234", "五十", "1e3", "1234567890"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="金额"):
        fen_of(typed)


def test_a_kind_is_a_line_with_its_own_period() -> None:
    known = {kind.name: kind for kind in kinds_of(DEFAULTS)}
    assert len(known) == len(DEFAULTS)
    assert (known[OLD].review, known[OLD].review_months, known[OLD].age) == ("资格认证", 12, 80)
    assert known["临时救助"].review_months == 0
    assert kind_of(DEFAULTS, "旧种类").review_months == 12


@pytest.mark.parametrize("lines", [["低保"], ["低保 复核"], ["低保 复核 12", "低保 年审 6"]])
def test_kinds_that_cannot_be_read_are_refused(lines: list[str], qingshan: Office) -> None:
    assert against_lines(lines)
    with qingshan.work() as work, pytest.raises(Refused):
        set_value(work, "roll_kinds", lines)


# --- members --------------------------------------------------------------------------------------


def test_a_member_comes_with_person_amount_and_first_review(either: Office) -> None:
    member = read(either, on_roll(either))
    assert (member.state, member.amount, member.category) == (State.ACTIVE, 45000, "A类")
    assert member.birth == date(1945, 3, 5)
    assert member.sex == "男"
    assert member.review_due == date(2027, 1, 1)
    with either.store.read(either.director) as work:
        file = open_member(work, member.id)
        assert file.person is not None
        assert file.person.name == "林有田"
        assert [c.happened for c in file.changes] == [Happened.ENROLLED]


def test_nobody_is_twice_on_one_roll_but_may_be_on_several(qingshan: Office) -> None:
    first = on_roll(qingshan)
    on_roll(qingshan, OLD)
    with qingshan.work() as work, pytest.raises(Refused, match="已经在“低保”"):
        enrol(work, entry())
    with qingshan.store.read(qingshan.director) as work:
        assert [m.roll for m in memberships(work, read(qingshan, first).person)] == [LOW, OLD]


def test_an_entry_is_refused_field_by_field(qingshan: Office) -> None:
    wrong = entry("没有的", who=Identity("", phone="1"), started_on=date(2027, 9, 1), amount=-1)
    with qingshan.work() as work, pytest.raises(Refused) as refused:
        enrol(work, wrong)
    assert set(fields(refused.value)) == {"amount", "roll", "started_on", "name", "id_number"}


def test_an_adjustment_needs_a_reason_and_a_difference(qingshan: Office) -> None:
    member = on_roll(qingshan)
    with pytest.raises(Refused) as refused:
        step(qingshan, adjust, member, TODAY, "A类", 45000, "")
    assert fields(refused.value) == ["reason", "amount"]
    step(qingshan, adjust, member, TODAY, "B类", 30000, "收入增加")
    assert (read(qingshan, member).category, read(qingshan, member).amount) == ("B类", 30000)


def test_a_correction_reaches_the_person_too(qingshan: Office) -> None:
    member = on_roll(qingshan)
    told = dict.fromkeys(("phone", "village", "group", "household_head", "card_holder"), "")
    told |= {"card_account": "6200000000000009", "village": "柳河村", "phone": "13900000002"}
    step(qingshan, correct, member, told, "换卡")
    assert read(qingshan, member).card_account == "6200000000000009"
    with qingshan.store.read(qingshan.director) as work:
        person = open_member(work, member).person
        assert person is not None
        assert (person.card_account, person.village) == ("6200000000000009", "柳河村")
        assert person.phone == "13900000002"


def test_a_stopped_member_is_resumed_with_a_fresh_period(qingshan: Office) -> None:
    member = on_roll(qingshan)
    step(qingshan, stop, member, Stop(State.STOPPED, TODAY, TODAY, reason="超过标准"))
    assert read(qingshan, member).state is State.STOPPED
    with pytest.raises(Refused, match="恢复以后"):
        step(qingshan, review, member, Review(Outcome.KEEP, TODAY))
    with pytest.raises(Refused) as refused:
        step(qingshan, resume, member, date(2026, 9, 20), "")
    assert fields(refused.value) == ["on", "reason"]
    step(qingshan, resume, member, TODAY, "重新核查符合")
    found = read(qingshan, member)
    assert (found.state, found.review_due) == (State.ACTIVE, date(2027, 9, 21))
    with qingshan.store.read(qingshan.director) as work:
        told = [c.happened for c in open_member(work, member).changes]
    assert told == [Happened.RESUMED, Happened.STOPPED, Happened.ENROLLED]


@pytest.mark.parametrize(
    "told, field",
    [
        (Stop(State.STOPPED, TODAY, TODAY), "reason"),
        (Stop(State.ACTIVE, TODAY, TODAY, reason="x"), "state"),
        (Stop(State.DIED, TODAY, TODAY), "left_on"),
        (Stop(State.STOPPED, date(2026, 9, 22), TODAY, reason="x"), "on"),
        (Stop(State.STOPPED, date(2025, 12, 31), TODAY, reason="x"), "on"),
        (Stop(State.STOPPED, TODAY, date(2026, 10, 1), reason="x"), "paid_through"),
    ],
)
def test_a_stop_is_refused_field_by_field(qingshan: Office, told: Stop, field: str) -> None:
    member = on_roll(qingshan)
    with pytest.raises(Refused) as refused:
        step(qingshan, stop, member, told)
    assert field in fields(refused.value)
    assert read(qingshan, member).state is State.ACTIVE


def test_a_voided_entry_leaves_the_roll_and_only_leaders_void(qingshan: Office) -> None:
    member = on_roll(qingshan)
    clerk = qingshan.actor(Role.WINDOW_CLERK)
    with qingshan.work(clerk) as work, pytest.raises(NotAllowed):
        void(work, find_member(work, member), "录错")
    step(qingshan, void, member, "录错了人")
    with qingshan.store.read(qingshan.director) as work:
        assert page(work, MemberFilter()) == []
    on_roll(qingshan)


# --- reviews --------------------------------------------------------------------------------------


def test_a_review_moves_the_next_one_by_the_period_of_the_kind(qingshan: Office) -> None:
    change(qingshan, set_value, "roll_kinds", ["低保 季度复核 3", "临时救助 复核 0"])
    member = on_roll(qingshan)
    assert read(qingshan, member).review_due == date(2026, 4, 1)
    step(qingshan, review, member, Review(Outcome.KEEP, date(2026, 8, 31)))
    assert read(qingshan, member).review_due == date(2026, 11, 30)
    step(
        qingshan,
        review,
        member,
        Review(Outcome.ADJUST, TODAY, "C类", 20000, date(2027, 5, 1), "核减"),
    )
    found = read(qingshan, member)
    assert (found.amount, found.reviewed_on, found.review_due) == (20000, TODAY, date(2027, 5, 1))
    once = on_roll(qingshan, "临时救助")
    assert read(qingshan, once).review_due is None


def test_a_review_is_refused_field_by_field(qingshan: Office) -> None:
    member = on_roll(qingshan)
    wrong = Review(Outcome.ADJUST, date(2026, 9, 22), "A类", 45000, date(2026, 9, 1))
    with pytest.raises(Refused) as refused:
        step(qingshan, review, member, wrong)
    assert fields(refused.value) == ["on", "amount", "next_due"]


def test_a_review_that_ends_with_a_stop_is_one_change(qingshan: Office) -> None:
    member = on_roll(qingshan)
    told = Stop(State.STOPPED, TODAY, TODAY, reason="不再符合", reviewed=True)
    done = step(qingshan, stop, member, told)
    assert (done.happened, done.outcome) == (Happened.REVIEWED, Outcome.STOP)
    assert read(qingshan, member).reviewed_on == TODAY


@pytest.mark.parametrize(
    "due, light, month, overdue",
    [
        (date(2026, 9, 20), "overdue", 0, 1),
        (date(2026, 9, 21), "due_today", 1, 0),
        (date(2026, 9, 30), "due_soon", 1, 0),
        (date(2026, 10, 1), "normal", 0, 0),
    ],
)
def test_a_review_is_due_until_its_day_and_overdue_after_it(
    either: Office, due: date, light: str, month: int, overdue: int
) -> None:
    on_roll(either, review_due=due)
    with either.store.read(either.director) as work:
        assert [row.light for row in page(work, MemberFilter())] == [light]
        assert count(work, MemberFilter(due=Due.MONTH)) == month
        assert count(work, MemberFilter(due=Due.OVERDUE)) == overdue
        assert waits(work) == Waits(0, month, overdue)
    assert light_of(State.STOPPED, due, TODAY) == ""


# --- death and moving out -------------------------------------------------------------------------


def test_a_death_told_once_warns_in_every_roll(either: Office) -> None:
    low, old = on_roll(either), on_roll(either, OLD, amount=10000, category="")
    person = read(either, low).person
    dies(either, person)
    with either.store.read(either.director) as work:
        warned = still_listed(work)
        assert [(w.member.roll, w.months, w.overpaid) for w in warned] == [
            (LOW, 3, 135000),
            (OLD, 3, 30000),
        ]
        assert count(work, MemberFilter(departed=True)) == 2
        assert waits(work) == Waits(2, 0, 0)
        departure = departure_of(work, person)
        assert departure is not None
        assert departure.on == date(2026, 6, 15)
        found = open_member(work, old).person
        assert found is not None
        assert found.died_on == date(2026, 6, 15)
    stopped = change(either, stop_everywhere, person, TODAY, date(2026, 9, 1))
    assert [c.overpaid for c in stopped] == [135000, 30000]
    with either.store.read(either.director) as work:
        assert still_listed(work) == []
        assert count(work, MemberFilter(state=State.DIED, to_recover=True)) == 2


def test_a_death_is_known_whichever_entry_of_a_merged_person_is_on_the_roll(
    either: Office,
) -> None:
    """A merge rewrites no reference; the warning must reach both entries."""
    first = on_roll(either)
    with either.work() as work:
        other = person_for(work, Identity("林有田", phone="13900000009"))
        commit(work)
        merge(work, find_person_of(work, first), other)
        commit(work)
        dead = other.id
    dies(either, dead)
    with either.store.read(either.director) as work:
        assert [w.member.id for w in still_listed(work)] == [first]
        assert [w.member.id for w in still_listed(work, dead)] == [first]


def find_person_of(work: Any, member: UUID) -> Any:
    from center.people import Person

    return work.session.get_one(Person, find_member(work, member).person)


def test_a_stop_by_death_records_the_death_and_warns_elsewhere(qingshan: Office) -> None:
    low, old = on_roll(qingshan), on_roll(qingshan, OLD)
    told = Stop(State.DIED, TODAY, date(2026, 8, 1), left_on=date(2026, 7, 31))
    done = step(qingshan, stop, low, told)
    assert (done.overpaid_months, done.overpaid) == (1, 45000)
    assert read(qingshan, low).to_recover == 45000
    with qingshan.store.read(qingshan.director) as work:
        assert [w.member.id for w in still_listed(work)] == [old]


def test_money_is_recovered_in_parts_and_never_more_than_owed(qingshan: Office) -> None:
    member = on_roll(qingshan)
    told = Stop(State.DIED, TODAY, date(2026, 8, 1), left_on=date(2026, 7, 31))
    step(qingshan, stop, member, told)
    step(qingshan, recover, member, TODAY, 40000, "家属退回")
    with pytest.raises(Refused, match=r"50\.00"):
        step(qingshan, recover, member, TODAY, 5001, "")
    step(qingshan, recover, member, TODAY, 5000, "")
    with qingshan.store.read(qingshan.director) as work:
        assert count(work, MemberFilter(to_recover=True)) == 0


def test_moving_out_warns_like_a_death_and_a_later_death_counts(qingshan: Office) -> None:
    member = on_roll(qingshan)
    person = read(qingshan, member).person
    change(qingshan, report_departure, person, Report(Leaving.MOVE, date(2026, 8, 5)))
    with qingshan.store.read(qingshan.director) as work:
        assert [(w.departure.leaving, w.months) for w in still_listed(work)] == [(Leaving.MOVE, 1)]
    with qingshan.work() as work, pytest.raises(Refused, match="已登记迁出"):
        report_departure(work, person, Report(Leaving.MOVE, TODAY))
    dies(qingshan, person, TODAY)
    for leaving in Leaving:
        with qingshan.work() as work, pytest.raises(Refused, match="已登记死亡"):
            report_departure(work, person, Report(leaving, TODAY))
    with qingshan.store.read(qingshan.director) as work:
        assert [w.departure.leaving for w in still_listed(work)] == [Leaving.DEATH]


def test_a_death_cannot_be_ahead_or_before_birth(qingshan: Office) -> None:
    person = read(qingshan, on_roll(qingshan)).person
    for on in (date(2026, 9, 22), date(1945, 3, 4)):
        with qingshan.work() as work, pytest.raises(Refused) as refused:
            report_departure(work, person, Report(Leaving.DEATH, on))
        assert fields(refused.value) == ["left_on"]


def test_who_died_is_neither_enrolled_nor_resumed_until_the_report_is_taken_back(
    qingshan: Office,
) -> None:
    member = on_roll(qingshan)
    person = read(qingshan, member).person
    dies(qingshan, person)
    change(qingshan, stop_everywhere, person, TODAY, date(2026, 9, 1))
    with pytest.raises(Refused, match="已登记死亡"):
        step(qingshan, resume, member, TODAY, "误停")
    with qingshan.work() as work, pytest.raises(Refused, match="已登记死亡"):
        enrol(work, entry(OLD))
    with qingshan.work() as work:
        report = departure_of(work, person)
        assert report is not None
        take_back(work, report, "同名弄错")
        commit(work)
    step(qingshan, resume, member, TODAY, "误停")
    with qingshan.store.read(qingshan.director) as work:
        found = open_member(work, member)
        assert found.person is not None
        assert found.person.died_on is None
        assert found.departure is None


def test_open_cases_of_the_dead_are_told(qingshan: Office) -> None:
    member = on_roll(qingshan)
    with qingshan.work() as work:
        case = matters.case(work, someone())
        commit(work)
        assert [c.id for c in open_cases(work, find_member(work, member).person)] == [case.id]


# --- candidates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "birth, proposed",
    [("19461221", True), ("19461222", False), ("19460921", True), ("19301001", True)],
)
def test_who_turns_80_within_the_months_of_the_setting_is_proposed(
    either: Office, birth: str, proposed: bool
) -> None:
    with either.work() as work:
        person_for(work, someone("林候补", birth))
        commit(work)
        assert [c.person.name for c in candidates(work)] == (["林候补"] if proposed else [])


def test_nobody_on_the_roll_dead_or_gone_is_proposed(qingshan: Office) -> None:
    on_roll(qingshan, OLD, who=someone("林在册", "19400101", 3))
    with qingshan.work() as work:
        gone = person_for(work, someone("林去世", "19400101", 5))
        person_for(work, someone("林候补", "19400101", 7))
        commit(work)
    dies(qingshan, gone.id)
    with qingshan.store.read(qingshan.director) as work:
        assert [c.person.name for c in candidates(work)] == ["林候补"]


# --- who sees what --------------------------------------------------------------------------------


def test_lists_are_masked_and_full_rows_need_the_right(qingshan: Office) -> None:
    on_roll(qingshan)
    keeper = qingshan.actor(Role.ATTENDANCE_KEEPER)
    with qingshan.store.read(qingshan.director) as work:
        (row,) = page(work, MemberFilter())
        assert row.id_number == f"110105********{someone().id_number[-4:]}"
        assert row.phone == "139****0001"
        assert row.card_account.startswith("****")
        (full,) = page(work, MemberFilter(), masked=False)
        assert full.id_number == someone().id_number
    with qingshan.store.read(keeper) as work, pytest.raises(NotAllowed):
        page(work, MemberFilter(), masked=False)


def test_a_village_sees_its_own_members_only(qingshan: Office) -> None:
    on_roll(qingshan)
    cadre = qingshan.actor(Role.VILLAGE_CADRE, station="SQ")
    with qingshan.store.work(cadre) as work:
        enrol(work, entry(who=someone("林村民", serial=9)))
        commit(work)
    with qingshan.store.read(cadre) as work:
        assert [row.name for row in page(work, MemberFilter())] == ["林村民"]
    with qingshan.store.read(qingshan.director) as work:
        assert count(work, MemberFilter()) == 2


def test_who_may_not_keep_ledgers_changes_nothing(qingshan: Office) -> None:
    keeper = qingshan.actor(Role.INSPECTOR)
    with qingshan.store.work(keeper) as work, pytest.raises(NotAllowed):
        enrol(work, entry())


def test_members_are_found_by_name_initials_and_number_tail(qingshan: Office) -> None:
    on_roll(qingshan)
    on_roll(qingshan, who=someone("王大山", serial=11))
    with qingshan.store.read(qingshan.director) as work:
        for text in ("有田", "lyt", someone().id_number[-4:]):
            found = page(work, MemberFilter(text=text))
            assert [row.name for row in found] == ["林有田"], text


def test_every_change_is_in_the_journal(qingshan: Office) -> None:
    member = on_roll(qingshan)
    step(qingshan, adjust, member, TODAY, "B类", 30000, "收入增加")
    with qingshan.store.read(qingshan.director) as work:
        assert [row.action for row in history(work, member)] == ["create", "update"]
