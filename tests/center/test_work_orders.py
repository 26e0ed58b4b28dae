"""12345 work orders (工单): import by number again and again, steps, second dispatch."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from center.clock import State
from center.errors import Refused
from center.journal import commit
from center.rights import Role
from center.settings import set_value
from center.workorders import listing, steps
from center.workorders.file import file_of
from center.workorders.intake import OrderForm, register
from center.workorders.limits import FINISH
from center.workorders.listing import OrderFilter
from center.workorders.records import Status, WorkOrder
from center.workorders.steps import Action, primary, reason_against
from tests.desk import at, change, fields, on
from tests.grievances import Grievances
from tests.offices import Office


@pytest.fixture
def desk(qingshan: Office) -> Grievances:
    return Grievances(qingshan)


def order(desk: Grievances, external: str = "12345-001", **changes: Any) -> UUID:
    with desk.office.work() as work:
        given: dict[str, Any] = {"content": "路灯不亮", "phone": "13900000011"}
        found = register(work, OrderForm(external, **(given | changes)))
        commit(work)
        return found.id


def take(desk: Grievances, which: UUID, function: Any, *args: Any, **named: Any) -> None:
    desk.step(WorkOrder, which, function, *args, **named)


def refused(desk: Grievances, which: UUID, function: Any, *args: Any, **named: Any) -> Refused:
    with pytest.raises(Refused) as told:
        desk.step(WorkOrder, which, function, *args, **named)
    return told.value


def stored(desk: Grievances, which: UUID) -> WorkOrder:
    with desk.office.store.read(desk.office.director) as work:
        return work.session.get_one(WorkOrder, which)


def test_from_dispatch_to_call_back_and_the_second_dispatch(either: Office) -> None:
    desk = Grievances(either)
    which, director = order(desk), either.director
    assert stored(desk, which).number == "QS-GD-2026-000001"
    assert primary(stored(desk, which), director) is Action.SIGN
    assert "请先签收" in refused(desk, which, steps.reply, "已修好").sentence
    take(desk, which, steps.sign, "周明")
    assert "首次联系" in refused(desk, which, steps.reply, "已修好").sentence
    assert primary(stored(desk, which), director) is Action.CONTACT
    take(desk, which, steps.contact, "已电话说明")
    assert primary(stored(desk, which), director) is Action.REPLY
    assert "已经记过" in refused(desk, which, steps.contact, "再联系").sentence
    desk.to("9-28")
    take(desk, which, steps.reply, "路灯已修复")
    assert stored(desk, which).ended_on == on("9-28")
    assert fields(refused(desk, which, steps.call_back, "很好")) == ["result"]
    take(desk, which, steps.call_back, "不满意", "又灭了")
    desk.to("9-30")
    take(desk, which, steps.dispatch_again, "来电人不满意")
    found = stored(desk, which)
    assert (found.status, found.round, found.ended_on) == (Status.DISPATCHED, 2, None)
    assert (found.signed_at, found.contacted_at, found.finished_at) == (None, None, None)
    assert found.due_on == on("10-8")  # signed within one working day, after the holiday
    with either.store.read(either.director) as work:
        assert [r.id for r in listing.page(work, OrderFilter(again=True))] == [which]


def test_a_return_gives_its_reason_within_its_days(desk: Grievances) -> None:
    which, late, mine = order(desk, "1"), order(desk, "2"), order(desk, "3")
    assert fields(refused(desk, which, steps.send_back, " ")) == ["reason"]
    take(desk, mine, steps.sign)
    assert "已经签收" in refused(desk, mine, steps.send_back, "不属本镇").sentence
    desk.to("9-23")
    take(desk, which, steps.send_back, "属县供电公司")
    assert stored(desk, which).status is Status.RETURNED
    desk.to("9-24")
    assert fields(refused(desk, late, steps.send_back, "属县供电公司")) == ["at"]


def test_an_extension_is_approved_once_before_the_end(desk: Grievances) -> None:
    which = order(desk)
    take(desk, which, steps.sign)
    take(desk, which, steps.contact, "已联系")
    clerk = desk.office.actor(Role.PETITION_CLERK, login="xinfang")
    assert "主任" in reason_against(Action.EXTEND, stored(desk, which), clerk)
    assert fields(refused(desk, which, steps.extend, 6, "林若安", "等配件")) == ["days"]
    assert fields(refused(desk, which, steps.extend, 3, "", "")) == ["approver", "reason"]
    take(desk, which, steps.extend, 5, "林若安", "等配件")
    assert stored(desk, which).due_on == on("10-12")  # 10-10 is a make-up Saturday
    assert "一次" in refused(desk, which, steps.extend, 1, "林若安", "等配件").sentence
    late = order(desk, "L")
    take(desk, late, steps.sign)
    desk.to("9-30")
    assert fields(refused(desk, late, steps.extend, 3, "林若安", "等配件")) == ["at"]


def test_a_new_limit_holds_for_orders_dispatched_from_then_on(desk: Grievances) -> None:
    before = order(desk, "1")
    desk.to("9-22")
    change(desk.office, set_value, "work_order_days", 3)
    desk.to("9-22", "10:00")
    after = order(desk, "2")
    with desk.office.store.read(desk.office.director) as work:
        dues = {
            which: next(
                clock.deadline.due
                for clock in file_of(work, work.session.get_one(WorkOrder, which)).clocks
                if clock.name == FINISH
            )
            for which in (before, after)
        }
    assert dues == {before: on("9-29"), after: on("9-28")}


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"external": " "}, "external"),
        ({"content": ""}, "content"),
        ({"dispatched_at": at("9-22")}, "dispatched_at"),
        ({"external": "9" * 61}, "external"),
    ],
)
def test_bad_input_is_refused_at_its_field(
    qingshan: Office, changes: dict[str, Any], field: str
) -> None:
    given = {"external": "1", "content": "路灯不亮"} | changes
    with qingshan.work() as work, pytest.raises(Refused) as told:
        register(work, OrderForm(**given))
    assert field in fields(told.value)


def test_one_number_is_registered_once(desk: Grievances) -> None:
    order(desk, "1")
    with desk.office.work() as work, pytest.raises(Refused) as told:
        register(work, OrderForm(" 1 ", "路灯不亮"))
    assert fields(told.value) == ["external"]


def test_lights_by_date_are_the_lights_of_the_rows(desk: Grievances) -> None:
    for number, day in enumerate(("9-10", "9-17", "9-18", "9-21")):
        order(desk, str(number), dispatched_at=at(day))
    with desk.office.store.read(desk.office.director) as work:
        rows = listing.page(work, OrderFilter())
        for light in State:
            found = {row.id for row in listing.page(work, OrderFilter(light=light))}
            assert found == {row.id for row in rows if row.light is light}, light
