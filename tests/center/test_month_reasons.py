"""A closed month is explained as it was explained when it was closed (ATT-10)."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

import pytest
from sqlalchemy import delete

from center.attendance.hours import Half, Slot, at
from center.attendance.month import close, persons_days
from center.attendance.punches import punch_by_hand
from center.attendance.punching import Result
from center.attendance.records import MonthReasons, Settlement, WorkHours
from center.attendance.settling import appeal, settle
from center.attendance.symbols import CellKind
from center.attendance.why import NOT_KEPT, Why, why
from center.journal import commit, history
from tests.keeping import DAY, Hall, furnished, punched
from tests.offices import Office

NAME = "沈秋禾"


@pytest.fixture
def hall(either: Office) -> Hall:
    made = furnished(either)
    with either.work() as work:
        for name in made.people:
            made.person(work, name).active = name == NAME
        commit(work)
    return made


def explained(hall: Hall, on: date = DAY) -> Why:
    with hall.office.work() as work:
        return why(work, hall.people[NAME], on)


def closed(hall: Hall) -> UUID:
    """22 September: late by eleven minutes, a punch by hand, one settled, an appeal."""
    who = hall.people[NAME]
    punched(hall, "08:11:00", "12:01", "18:01")
    with hall.office.work() as work:
        punch_by_hand(work, who, at(DAY, time(13, 55)), "公务外出：送件")
        appeal(work, who, DAY, Half.MORNING, "送孩子去医院")
        settle(work, who, date(2026, 9, 1), Slot.MORNING_IN, Settlement.DEVICE, "死机")
        commit(work)
    hall.office.clock.set(date(2026, 10, 8))
    with hall.office.work() as work:
        for day in persons_days(work, hall.person(work, NAME), 2026, 9):
            for mark in day.marks:
                if mark.result is Result.MISSING:
                    settle(work, who, day.on, mark.slot, Settlement.POWER, "停电")
        commit(work)
        made = close(work, 2026, 9)
        commit(work)
        return made.id


def test_att_10_a_later_rule_changes_nothing_that_was_told(hall: Hall) -> None:
    closed(hall)
    before = explained(hall)
    assert before.kinds[Half.MORNING] is CellKind.LATE
    said = "\n".join(before.lines[Half.MORNING])
    for part in (
        "08:11:00打卡，08:00上班，允许晚 10 分钟，迟到 11 分钟",
        "当天打卡：08:11:00、12:01:00、13:55:00、18:01:00",
        "手工登记 13:55:00：公务外出：送件",
        "申诉：送孩子去医院",
    ):
        assert part in said, part
    with hall.office.work() as work:
        work.session.add(
            WorkHours(
                id=work.new_id(), station="QS", since=date(2026, 9, 1), profile="C", late_after=60
            )
        )
        commit(work)
    after = explained(hall)
    assert after.day.cells[Half.MORNING].kind is CellKind.PRESENT, "derived now it reads otherwise"
    assert (after.lines, after.kinds) == (before.lines, before.kinds)


def test_att_10_every_half_day_has_its_reason_and_it_is_journalled(hall: Hall) -> None:
    month = closed(hall)
    with hall.office.work() as work:
        (kept,) = work.session.query(MonthReasons).filter_by(month=month)
        assert sorted(map(int, kept.days)) == list(range(1, 31))
        assert kept.days["5"]["上午"] == ["周末"]
        assert "核实为停电停网" in "".join(kept.days["1"]["下午"])
        (row,) = history(work, kept.id)
        assert row.kind == "attendance_reasons"
        assert "迟到 11 分钟" in str(row.payload)


def test_att_10_a_month_closed_before_reasons_were_kept_says_so(hall: Hall) -> None:
    closed(hall)
    with hall.office.work() as work:
        work.session.execute(delete(MonthReasons))
        lines = why(work, hall.people[NAME], DAY).lines[Half.MORNING]
    assert lines[0] == NOT_KEPT
    assert "迟到 11 分钟" in lines[1]


def test_att_10_an_open_month_is_explained_anew(hall: Hall) -> None:
    punched(hall, "08:00", "12:01", "14:00", "18:01")
    found = explained(hall)
    assert found.kinds[Half.MORNING] is CellKind.PRESENT
    assert "核实" not in "".join(found.lines[Half.MORNING])
