"""Tables of the 12345 line: repeatable by number, our own handling untouched, taken back whole."""

from __future__ import annotations

from uuid import UUID

import pytest

from center.errors import Expected, Refused
from center.imports.headings import find_headings, propose
from center.imports.plan import Verdict
from center.imports.rows import Row
from center.imports.undo import Undone, earlier_orders, undo_orders
from center.imports.workorders import ORDER_TARGETS, OrdersImported, import_orders, plan_orders
from center.matters import events_of
from center.workorders import listing, steps
from center.workorders.listing import OrderFilter
from center.workorders.records import Status, WorkOrder
from tests.desk import at, change, on
from tests.grievances import Grievances
from tests.offices import Office

PLACES = {"external": 0, "content": 1, "dispatched_at": 2, "address": 3, "external_due_on": 4}


@pytest.fixture
def desk(qingshan: Office) -> Grievances:
    return Grievances(qingshan)


def rows(*said: tuple[str, ...]) -> list[Row]:
    """A table below a heading in row 1: number, content, dispatched, address, due."""
    return [(place, cells) for place, cells in enumerate(said, 2)]


def imported(desk: Grievances, *said: tuple[str, ...]) -> OrdersImported:
    with desk.office.work() as work:
        found = import_orders(work, rows(*said), PLACES, 1, "9月.xlsx")
    assert found is not None
    return found


def count(found: OrdersImported) -> tuple[int, int, int, int]:
    """New, changed, as before, refused."""
    kinds = (Verdict.CREATE, Verdict.UPDATE, Verdict.SAME, Verdict.REFUSE)
    created, changed, same, refused = (
        sum(one.verdict is kind for one in found.rows) for kind in kinds
    )
    return created, changed, same, refused


def orders(desk: Grievances) -> dict[str, WorkOrder]:
    with desk.office.store.read(desk.office.director) as work:
        found = work.session.query(WorkOrder).filter(WorkOrder.voided_at.is_(None))
        return {order.external: order for order in found}


def take(desk: Grievances, external: str, function: object, *args: object) -> None:
    assert callable(function)
    desk.step(WorkOrder, orders(desk)[external].id, function, *args)


def undone(desk: Grievances, operation: UUID | None, reason: str = "导错了") -> Undone:
    assert operation is not None
    with desk.office.work() as work:
        found = undo_orders(work, operation, reason)
    assert found is not None
    return found


TABLE = [(f"N{n}", f"事项{n}", "2026-09-18 10:30") for n in range(1, 4)]


def test_an_import_is_repeatable_by_number(either: Office) -> None:
    desk = Grievances(either)
    assert count(imported(desk, *TABLE)) == (3, 0, 0, 0)
    again = imported(desk, *TABLE)
    assert count(again) == (0, 0, 3, 0)
    assert again.operation is None
    changed = ("N2", "事项2，补充地址", "2026-09-18 10:30", "石桥村", "2026/9/25")
    assert count(imported(desk, TABLE[0], changed)) == (0, 1, 1, 0)
    found = orders(desk)
    assert [found[key].content for key in sorted(found)] == ["事项1", "事项2，补充地址", "事项3"]
    assert found["N2"].external_due_on == on("9-25")
    with either.store.read(either.director) as work:
        assert listing.count(work, OrderFilter(text="N2")) == 1


def test_a_dry_run_writes_nothing_and_says_what_would_change(desk: Grievances) -> None:
    imported(desk, TABLE[0])
    with desk.office.store.read(desk.office.director) as work:
        made = plan_orders(work, rows(("N1", "换了内容"), TABLE[1]), PLACES, 1)
    assert made is not None
    assert [(one.verdict, one.why) for one in made] == [
        (Verdict.UPDATE, "更新工单内容"),
        (Verdict.CREATE, ""),
    ]
    assert list(orders(desk)) == ["N1"]


def test_what_is_wrong_is_left_out_and_told_with_its_row(desk: Grievances) -> None:
    found = imported(
        desk,
        ("", "无编号"),
        ("A", "好"),
        ("A", "重复"),
        ("B", "未来", "2026-12-01"),
        ("C", "不是时间", "昨天"),
        ("", ""),
    )
    assert count(found) == (1, 0, 0, 4)
    refused = {one.row: one.why for one in found.rows if one.verdict is Verdict.REFUSE}
    assert sorted(refused) == [2, 4, 5, 6]
    assert "两次" in refused[4]


def test_an_import_never_touches_our_own_handling(desk: Grievances) -> None:
    imported(desk, ("A", "路灯不亮", "2026-09-18", "石桥村"))
    take(desk, "A", steps.sign, "周明")
    assert count(imported(desk, ("A", "路灯不亮", "2026-09-18", ""))) == (0, 0, 1, 0)
    found = orders(desk)["A"]
    assert (found.status, found.handler_name) == (Status.SIGNED, "周明")
    assert found.address == "石桥村"  # a blank cell changes nothing


def test_a_finished_order_dispatched_anew_begins_a_second_round(desk: Grievances) -> None:
    imported(desk, ("A", "路灯不亮", "2026-09-18"))
    for function, said in ((steps.sign, ""), (steps.contact, "联系"), (steps.reply, "修好")):
        take(desk, "A", function, said)
    desk.to("9-24")
    anew = ("A", "又不亮", "2026-09-23", "", "2026-09-30")
    assert count(imported(desk, anew)) == (0, 1, 0, 0)
    found = orders(desk)["A"]
    assert (found.round, found.status, found.external_due_on) == (
        2,
        Status.DISPATCHED,
        on("9-30"),
    )
    assert count(imported(desk, anew)) == (0, 0, 1, 0)


def test_an_import_is_taken_back_whole(either: Office) -> None:
    """What it made is voided, what it changed is as before; the table can come in again."""
    desk = Grievances(either)
    imported(desk, TABLE[0])
    before = orders(desk)["N1"]
    changed = ("N1", "别的内容", "2026-09-18 10:30", "", "2026-09-22")
    found = imported(desk, changed, TABLE[1])
    assert orders(desk)["N1"].external_due_on == on("9-22")
    back = undone(desk, found.operation)
    assert (back.kept, list(orders(desk))) == ((), ["N1"])
    now = orders(desk)["N1"]
    assert (now.content, now.external_due_on, now.due_on) == ("事项1", None, before.due_on)
    with either.store.read(either.director) as work:
        assert [e.happened for e in events_of(work.session, now.id)] == ["派单"]
        first, second = earlier_orders(work)
    assert (first.undone, first.counts["update"], second.undone) == (True, 1, False)
    with pytest.raises(Refused, match="已经撤销过"):
        undone(desk, found.operation)
    assert count(imported(desk, changed, TABLE[1])) == (1, 1, 0, 0)


def test_an_order_worked_on_since_stays_with_its_history(desk: Grievances) -> None:
    found = imported(desk, *TABLE)
    take(desk, "N1", steps.sign, "周明")
    back = undone(desk, found.operation)
    kept = orders(desk)
    assert list(kept) == ["N1"]
    assert back.kept == (kept["N1"].id,)
    with desk.office.store.read(desk.office.director) as work:
        happened = [event.happened for event in events_of(work.session, kept["N1"].id)]
    assert happened == ["派单", "签收"]


# --- headings ------------------------------------------------------------------------------------


def test_a_table_of_the_line_is_read_by_its_usual_headings(desk: Grievances) -> None:
    titles = ("工单号", "诉求内容", "派单时间", "办理时限", "来电人", "联系电话", "责任单位")
    table: list[Row] = [
        (1, ("青山镇 12345 工单",)),
        (2, titles),
        (3, (20260918001, "路灯不亮", "2026-09-18 10:30", "2026/9/25", "何谷雨", 13900000011, "")),
        (4, ("A3", "垃圾清运", None, None)),
    ]
    headings = find_headings(table, ORDER_TARGETS)
    assert headings is not None
    places = propose(headings.titles, ORDER_TARGETS, None)
    found = change(desk.office, plan_orders, table, places, headings.last_row)
    assert [(one.row, one.form.external) for one in found] == [(3, "20260918001"), (4, "A3")]
    first = found[0].form
    assert (first.dispatched_at, first.external_due_on) == (at("9-18", "10:30"), on("9-25"))
    assert (first.name, first.phone) == ("何谷雨", "13900000011")


def test_a_table_without_number_or_content_cannot_come_in(desk: Grievances) -> None:
    with desk.office.work() as work, pytest.raises(Expected, match="工单内容"):
        plan_orders(work, rows(("A", "甲")), {"external": 0}, 1)
