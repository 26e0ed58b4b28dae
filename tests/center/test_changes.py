"""操作记录: who did what, newest first, without personal numbers; who set which value."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from center import changes, journal
from center.calendar import FIXED_HOLIDAYS, DayMark
from center.cases.file import recompute
from center.change_words import ACTIONS, KINDS
from center.changes import Wanted
from center.errors import NotAllowed
from center.holidays import replace_years
from center.items import catalogue, save_edition
from center.journal import commit
from center.people import Identity
from center.records import Base, Record
from center.registration import VisitForm, VisitKind, register
from center.rights import Role
from center.settings import set_value
from tests.desk import LI, Desk
from tests.matters import case
from tests.offices import Office

ID_NUMBER, PHONE = "110105199003072816", "13800001234"


def test_every_kind_of_record_has_a_name() -> None:
    kinds = {m.class_.kind for m in Base.registry.mappers if issubclass(m.class_, Record)}
    assert kinds <= set(KINDS)


def test_a_value_is_told_with_who_set_it_and_when(qingshan: Office) -> None:
    keeper = qingshan.actor(Role.ADMINISTRATOR, login="keeper")
    qingshan.clock.advance(minutes=5)
    with qingshan.work(keeper) as work:
        set_value(work, "due_soon_days", 3)
        commit(work)
    qingshan.clock.advance(minutes=5)
    with qingshan.work() as work:
        set_value(work, "due_soon_days", 4)
        commit(work)
        found = changes.setting_changes(work, ["due_soon_days", "supplement_days"])
    assert [(c.value, c.who) for c in found] == [(4, "林若安"), (3, "测试keeper")]
    assert found[0].at - found[1].at == timedelta(minutes=5)


def test_lines_are_newest_first_and_paged_without_gap(qingshan: Office) -> None:
    for days in range(1, 8):
        qingshan.clock.advance(minutes=1)
        with qingshan.work() as work:
            set_value(work, "due_soon_days", days)
            set_value(work, "supplement_days", days)
            commit(work)
    with qingshan.work() as work:
        everything = changes.entries(work, Wanted(), limit=1000)
        paged, after = [], None
        while page := changes.entries(work, Wanted(), after, limit=3):
            paged += page
            after = page[-1].key
        assert changes.count(work, Wanted()) == len(everything)
        assert changes.count(work, Wanted(), cap=5) == 5
    assert paged == everything
    assert everything[0].about == "补正期限（工作日）：7"
    assert everything[1].about == "提前几个工作日提示将到期：7"
    assert all(a.at >= b.at for a, b in itertools.pairwise(everything))


def test_lines_are_narrowed_by_day_person_kind_and_action(qingshan: Office) -> None:
    keeper = qingshan.actor(Role.ADMINISTRATOR, login="keeper")
    qingshan.clock.set(date(2026, 9, 22), 0, 0)
    with qingshan.work(keeper) as work:
        set_value(work, "due_soon_days", 5)
        commit(work)
    with qingshan.work() as work:
        on = date(2026, 9, 22)
        assert [e.who for e in changes.entries(work, Wanted(first=on, last=on))] == ["测试keeper"]
        assert all(
            e.at < work.now for e in changes.entries(work, Wanted(last=on - timedelta(days=1)))
        )
        mine = changes.entries(work, Wanted(account=keeper.account))
        assert [(e.kind, e.action) for e in mine] == [("参数", "新增")]
        made = changes.entries(work, Wanted(record_kind="account", action="create"))
        assert {e.about for e in made} == {"测试keeper　keeper", "林若安　zhuren"}


def test_lines_hold_no_personal_numbers(qingshan: Office) -> None:
    """D8: names in full inside the office, ID, phone and address never in this list."""
    who = Identity(
        "王㛃",
        id_kind="resident",
        id_number=ID_NUMBER,
        phone=PHONE,
        village="柳河村",
        address="柳河村三组 12 号",
    )
    with qingshan.work() as work:
        register(work, VisitForm(VisitKind.INQUIRY, who, need=f"电话{PHONE}"))
        commit(work)
    with qingshan.work() as work:
        told = changes.entries(work, Wanted(), limit=1000)
        assert journal.verify(work.session) == []
    said = " ".join(f"{e.who} {e.action} {e.kind} {e.about}" for e in told)
    assert "王㛃" in said
    for secret in (ID_NUMBER, PHONE, "三组 12 号"):
        assert secret not in said


def test_the_administrator_reads_of_no_visitor_and_no_applicant(qingshan: Office) -> None:
    """Who keeps the program running sees nobody's business (rights), here as anywhere."""
    opened = Desk(qingshan).open()
    with qingshan.work() as work:
        register(work, VisitForm(VisitKind.INQUIRY, LI, need="问低保"))
        commit(work)
    admin = qingshan.actor(Role.ADMINISTRATOR, login="admin")
    with qingshan.work(admin) as work:
        told = changes.entries(work, Wanted(), limit=1000)
    said = " ".join(entry.about for entry in told)
    assert "QS-SL-2026-000001" in said
    assert LI.name not in said
    with qingshan.work() as work:
        (line,) = [e for e in changes.entries(work, Wanted(), limit=1000) if e.record == opened]
    assert LI.name in line.about


def test_the_list_needs_its_right(qingshan: Office) -> None:
    clerk = qingshan.actor(Role.WINDOW_CLERK)
    with qingshan.work(clerk) as work:
        with pytest.raises(NotAllowed):
            changes.entries(work, Wanted())
        with pytest.raises(NotAllowed):
            changes.count(work, Wanted())


def test_only_settings_and_items_tell_their_author_to_everyone(qingshan: Office) -> None:
    cadre = qingshan.actor(Role.VILLAGE_CADRE, login="cun", station="LH")
    with qingshan.work(cadre) as work:
        items = [item.id for item in catalogue(work)]
        assert set(changes.authors(work, [*items, cadre.account])) == set(items)


def test_item_versions_are_told_with_their_author(qingshan: Office) -> None:
    """CASE-30: the change log says who changed an item."""
    deputy = qingshan.actor(Role.DEPUTY)
    with qingshan.work(deputy) as work:
        item = catalogue(work)[0]
        made = save_edition(work, {"code": item.code, "name": item.name + "（试行）"})
        commit(work)
        told = changes.authors(work, [item.id, made.id])
    assert (told[item.id].name, told[made.id].name) == ("林若安", deputy.name)


def test_actions_are_named() -> None:
    assert {"create", "update", "void", "merge"} == set(journal.CHANGES) <= set(ACTIONS)


def test_a_recomputed_deadline_is_told_with_its_case(qingshan: Office) -> None:
    """TIME-01: after an import 操作记录 says which dates moved, from when to when."""
    qingshan.clock.set(date(2026, 12, 29))
    with qingshan.work() as work:
        case(work)
        commit(work)
    new_year = DayMark("holiday", "元旦")
    fixed = [date(2027, m, d) for m, d in FIXED_HOLIDAYS]
    with qingshan.work() as work:
        replace_years(work, dict.fromkeys(fixed, new_year))
        assert recompute(work) == 1
        commit(work)
        (told,) = changes.entries(work, Wanted(action="recompute"))
    assert told.action == "重算时限"
    assert told.about == "QS-SL-2026-000001　到期日由 2027-01-05 改为 2027-01-06"
