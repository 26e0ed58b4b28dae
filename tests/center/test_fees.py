"""Fees are charged as published, and every day's money is reconciled (FEE-02…05, FEE-07)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from center.cases.file import open_file
from center.cases.records import Case
from center.errors import Expected, NotAllowed, Refused
from center.fees import charging, reconciling
from center.fees.charging import FeeForm, standard
from center.items import save_edition
from center.journal import commit
from center.registration import ServiceMode
from center.rights import Role
from center.settings import set_value
from tests.matters import case, item, someone
from tests.offices import Office

DAY = date(2026, 9, 21)


@pytest.mark.parametrize(
    ("text, fen"),
    [
        ("不收费", 0),
        ("", 0),
        ("0", 0),
        ("工本费10元。", 1000),
        ("12.5 元", 1250),
        ("35", 3500),
        ("首证 80 元，副本 10 元", None),
        ("按面积每平方米 3 元", None),
        ("50—80元", None),
        ("最高 100 元", None),
        ("按规定标准", None),
    ],
)
def test_fee_01_the_published_text_gives_one_amount_or_none(text: str, fen: int | None) -> None:
    assert standard(text) == fen


def a_case(office: Office, fee: str = "工本费10元", serial: int = 1) -> Case:
    with office.work() as work:
        now = item(work)
        if now.fee != fee:
            fields = {name: getattr(now, name) for name in ("code", "name")}
            save_edition(work, _fields(now) | fields | {"fee": fee})
        commit(work)
    with office.work() as work:
        made = case(work, someone(serial=serial))
        commit(work)
    return made


def _fields(found: Any) -> dict[str, Any]:
    from center.items import EDITABLE

    return {name: getattr(found, name) for name in EDITABLE}


def form(due: int = 1000, **changes: Any) -> FeeForm:
    fields: dict[str, Any] = {"due": due, "received": due, "payer": "林溪"}
    return FeeForm(**(fields | changes))


def pay(office: Office, about: Case, asked: FeeForm) -> UUID:
    with office.work() as work:
        made = charging.charge(work, open_file(work, about.id).case, asked)
        commit(work)
    return made.id


def refusal(office: Office, about: Case, asked: FeeForm) -> list[str]:
    with office.work() as work, pytest.raises(Refused) as caught:
        charging.charge(work, open_file(work, about.id).case, asked)
    return [problem.field for problem in caught.value.problems]


def test_fee_02_another_amount_needs_a_reason_and_is_listed(either: Office) -> None:
    about = a_case(either)
    assert refusal(either, about, form(1200)) == ["reason"]
    assert refusal(either, about, form(0)) == ["reason"]
    pay(either, about, form(1000))
    pay(either, about, form(500, reason="低保对象减半，财税〔2026〕1号"))
    with either.store.read(either.director) as work:
        (day,) = reconciling.days(work, DAY, DAY)
        assert [(fee.due, fee.standard) for fee in day.deviations] == [(500, 1000)]
        assert day.total == 1500


def test_fee_03_no_cash_is_taken_outside_the_centre(either: Office) -> None:
    with either.work() as work:
        at_home = case(work, someone(serial=7), mode=ServiceMode.HOME)
        commit(work)
    free = charging.standard("不收费")
    assert refusal(either, at_home, form(free or 0)) == ["method"]
    pay(either, at_home, form(free or 0, method="扫码"))


def test_an_amount_the_catalogue_does_not_name_is_typed(either: Office) -> None:
    about = a_case(either, "按面积收取")
    found = pay(either, about, form(12345))
    with either.store.read(either.director) as work:
        fee = charging.fee(work, found)
        assert (fee.standard, fee.deviates) == (None, False)


def test_what_is_due_is_what_is_taken(either: Office) -> None:
    about = a_case(either)
    assert refusal(either, about, form(received=900)) == ["received"]
    assert refusal(either, about, form(-1)) == ["due", "reason"]
    assert refusal(either, about, form(payer=" ", method="白条")) == ["payer", "method"]


def test_fee_07_nothing_is_charged_where_everything_is_free(either: Office) -> None:
    about = a_case(either)
    with either.work() as work:
        set_value(work, "free_service", value=True)
        commit(work)
    with either.work() as work, pytest.raises(Refused, match="所有服务不收费"):
        charging.charge(work, open_file(work, about.id).case, form())


def test_fee_04_receipt_numbers_are_kept_and_given_once(either: Office) -> None:
    about = a_case(either)
    first = pay(either, about, form(receipt_kind="政府非税收入票据", receipt_number="A001"))
    second = pay(either, about, form(receipt_kind="政府非税收入票据"))
    with either.work() as work:
        with pytest.raises(Refused, match="票据号"):
            charging.set_receipt(work, charging.fee(work, second), "政府非税收入票据", "")
        charging.set_receipt(work, charging.fee(work, second), "政府非税收入票据", "A002")
        commit(work)
    with pytest.raises(Expected, match="重复"):
        pay(either, about, form(receipt_kind="政府非税收入票据", receipt_number="A001"))
    with either.work() as work:
        charging.void_fee(work, charging.fee(work, first), "开错")
        commit(work)
    pay(either, about, form(receipt_kind="政府非税收入票据", receipt_number="A001"))


def test_voiding_and_refunding(either: Office) -> None:
    about = a_case(either)
    wrong, back = pay(either, about, form()), pay(either, about, form())
    either.clock.set(date(2026, 9, 22))
    clerk = either.actor(Role.WINDOW_CLERK)
    with either.work(clerk) as work, pytest.raises(Refused, match="当天的收费人或主任"):
        charging.void_fee(work, charging.fee(work, wrong), "重复")
    with either.work() as work:
        charging.void_fee(work, charging.fee(work, wrong), "重复")
        with pytest.raises(Refused, match="退费应在"):
            charging.refund(work, charging.fee(work, back), 1001, "不办了")
        charging.refund(work, charging.fee(work, back), 400, "不办了")
        commit(work)
    with either.work() as work, pytest.raises(Refused, match="已退过费"):
        charging.refund(work, charging.fee(work, back), 100, "再退")
    with either.store.read(either.director) as work:
        assert [
            (day.on.day, day.total) for day in reconciling.days(work, DAY, date(2026, 9, 22))
        ] == [
            (22, -400),
            (21, 1000),
        ]
        assert len(charging.fees_of(work.session, about.id)) == 2


def check(office: Office, settled: int, said: str = "", on: date = DAY) -> None:
    with office.work() as work:
        window = reconciling.days(work, on, on)[0].window
        reconciling.reconcile(work, on, window, settled, said)
        commit(work)


def test_fee_05_a_difference_must_be_explained(either: Office) -> None:
    pay(either, a_case(either), form())
    with pytest.raises(Refused, match=r"相差 1\.00 元") as caught:
        check(either, 900, " ")
    assert [problem.field for problem in caught.value.problems] == ["explanation"]
    check(either, 900, "结算室少记一笔，已补记")
    with either.store.read(either.director) as work:
        (day,) = reconciling.days(work, DAY, DAY)
        assert day.done is not None
        assert (day.done.difference, day.done.checker_name, day.open) == (100, "林若安", False)


def test_fee_05_what_changes_after_the_check_is_checked_again(either: Office) -> None:
    about = a_case(either)
    pay(either, about, form())
    check(either, 1000)
    pay(either, about, form())
    with either.store.read(either.director) as work:
        (day,) = reconciling.days(work, DAY, DAY)
        assert (day.changed, day.open, day.total) == (True, True, 2000)
    check(either, 2000)
    with either.store.read(either.director) as work:
        (day,) = reconciling.days(work, DAY, DAY)
        assert day.done is not None
        assert (day.changed, day.done.difference) == (False, 0)


def test_fee_05_a_day_nobody_reconciled_is_reminded_of_from_the_next_day_on(
    either: Office,
) -> None:
    about = a_case(either)
    pay(either, about, form())

    def forgotten() -> list[date]:
        with either.store.read(either.director) as work:
            return [day.on for day in reconciling.forgotten(work)]

    assert forgotten() == []
    either.clock.set(date(2026, 9, 22))
    assert forgotten() == [DAY]
    check(either, 1000)
    assert forgotten() == []


def test_fee_05_two_stations_windows_of_one_name_are_two(either: Office) -> None:
    about = a_case(either)
    pay(either, about, form())
    village = either.actor(Role.VILLAGE_CADRE, station="CX")
    with either.work(village) as work:
        theirs = case(work, someone(serial=7), window=about.window)
        work.session.flush()
        charging.charge(work, theirs, form(1000))
        commit(work)
    with either.work() as work:
        found = reconciling.days(work, DAY, DAY)
        assert [(day.window, day.station) for day in found] == [
            (about.window, "CX"),
            (about.window, "QS"),
        ]
        reconciling.reconcile(work, DAY, about.window, 1000, "", "CX")
        commit(work)
    with either.store.read(either.director) as work:
        assert [day.open for day in reconciling.days(work, DAY, DAY)] == [False, True]


def test_a_day_without_money_and_a_day_to_come_are_not_reconciled(qingshan: Office) -> None:
    with qingshan.work() as work:
        with pytest.raises(Refused, match="没有收费"):
            reconciling.reconcile(work, DAY, "民政窗口", 0, "")
        with pytest.raises(Refused, match="还没到"):
            reconciling.reconcile(work, date(2026, 9, 22), "民政窗口", 0, "")
    inspector = qingshan.actor(Role.INSPECTOR)
    with qingshan.work(inspector) as work, pytest.raises(NotAllowed):
        reconciling.reconcile(work, DAY, "民政窗口", 0, "")
