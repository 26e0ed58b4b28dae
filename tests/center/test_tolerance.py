"""Tolerance acceptance (容缺受理): only what may be missing, on a promise that is kept first."""

from __future__ import annotations

from uuid import UUID

import pytest

from center import today
from center.cases import steps, tolerance
from center.cases.actions import Action, primary
from center.cases.helped import Helped
from center.cases.intake import MaterialTick, add_material, tick_materials
from center.cases.listing import CaseFilter, page
from center.cases.papers import reason_against, wanted
from center.cases.records import Happened, Status
from center.errors import NotAllowed, Refused
from center.items import EDITABLE, Material, save_edition
from center.journal import commit
from center.papers import PaperKind
from center.rights import Role
from center.today import Waiting
from tests.desk import COMMITTED, INSTANT, Desk, fields, on
from tests.offices import Office

EFFECT = "按退件处理"
PAPER = PaperKind.TOLERANCE_UNDERTAKING


def mark(office: Office, code: str, *places: int) -> None:
    """Mark the last materials of an item as ones that may come later."""
    item = Desk(office).item(code)
    with office.work() as work:
        kept = {name: getattr(item, name) for name in EDITABLE}
        materials = [dict(one) for one in item.materials]
        for place in places:
            materials[place]["secondary"] = True
        save_edition(work, {**kept, "materials": materials})
        commit(work)


@pytest.fixture
def desk(qingshan: Office) -> Desk:
    """Monday 7 September; the last material of 临时救助 may come later."""
    made = Desk(qingshan)
    made.to("9-7")
    mark(qingshan, COMMITTED, -1)
    return made


def lacking(desk: Desk, code: str = COMMITTED, *, lacks: int = 1) -> UUID:
    """A case without its last materials."""
    return desk.open(code, received=range(len(desk.item(code).materials) - lacks))


def tick(desk: Desk, case: UUID) -> None:
    """Everything is in."""
    ticks = {m.id: MaterialTick(received=True, verified=True) for m in desk.file(case).materials}
    desk.step(case, tick_materials, ticks)


def test_earlier_editions_know_no_secondary_material() -> None:
    assert "secondary" not in Material("身份证").plain()
    assert Material("身份证", secondary=True).plain()["secondary"] is True


def test_only_secondary_materials_may_be_missing(desk: Desk) -> None:
    whole, lax, strict = desk.open(), lacking(desk), lacking(desk, lacks=2)
    assert desk.reason(whole, Action.TOLERATE) == "材料已齐，请直接受理"
    assert desk.reason(lax, Action.TOLERATE) == ""
    assert "不全是可容缺" in desk.reason(strict, Action.TOLERATE)
    assert primary(desk.file(lax).facts) is Action.TOLERATE
    assert primary(desk.file(strict).facts) is Action.SUPPLEMENT
    with pytest.raises(Refused, match="没收到"):
        desk.step(lax, steps.accept)
    with pytest.raises(Refused, match="不全是可容缺"):
        desk.step(strict, tolerance.accept_on_promise, on("9-14"), EFFECT)
    # One asked for outside the item's list is never secondary.
    desk.step(lax, add_material, "村委会说明", "核实需要")
    assert "不全是可容缺" in desk.reason(lax, Action.TOLERATE)


def test_an_instant_case_is_done_at_once_or_becomes_a_committed_one(desk: Desk) -> None:
    mark(desk.office, INSTANT, -1)
    case = lacking(desk, INSTANT)
    assert "转为承诺件" in desk.reason(case, Action.TOLERATE)


def test_accepted_on_a_promise_the_clock_runs_and_the_paper_is_called_for(desk: Desk) -> None:
    case = lacking(desk)
    desk.step(case, tolerance.accept_on_promise, on("9-14"), EFFECT)
    found = desk.case(case)
    assert (found.status, found.accepted_on) == (Status.ACCEPTED, on("9-7"))
    promise = desk.file(case).helping.promise
    assert promise is not None
    assert promise.materials == [desk.file(case).materials[-1].name]
    assert [e.happened for e in desk.file(case).events[-2:]] == [
        Happened.PROMISED,
        Happened.ACCEPTED,
    ]
    assert wanted(desk.file(case))[0] is PAPER
    desk.paper(case, PAPER)
    assert PAPER not in wanted(desk.file(case))
    assert reason_against(PAPER, desk.file(desk.to_acceptance())) == "这件没有容缺受理"


def test_the_promise_names_a_day_within_the_setting_and_what_follows(desk: Desk) -> None:
    case = lacking(desk)
    for promised, effect, field in (
        (None, EFFECT, "promised_on"),
        (on("9-7"), EFFECT, "promised_on"),
        (on("9-21"), EFFECT, "promised_on"),
        (on("9-14"), " ", "effect"),
    ):
        with pytest.raises(Refused) as refused:
            desk.step(case, tolerance.accept_on_promise, promised, effect)
        assert fields(refused.value) == [field]
    assert desk.file(case).helping.promise is None
    # Ten working days after Monday 7 September end on Sunday the 20th, a working day.
    desk.step(case, tolerance.accept_on_promise, on("9-20"), EFFECT)


def test_it_is_not_finished_before_the_promised_materials_came(desk: Desk) -> None:
    case = lacking(desk)
    name = desk.file(case).materials[-1].name
    desk.step(case, tolerance.accept_on_promise, on("9-14"), EFFECT)
    assert desk.reason(case, Action.FINISH) == f"容缺承诺的材料还没有补齐：{name}"
    assert primary(desk.file(case).facts) is None
    tick(desk, case)
    assert desk.reason(case, Action.FINISH) == ""
    desk.step(case, steps.finish, steps.Outcome("办成"))


def test_only_a_leader_gives_up_what_was_promised_and_says_why(desk: Desk) -> None:
    case = lacking(desk)
    desk.step(case, tolerance.accept_on_promise, on("9-14"), EFFECT)
    clerk = Desk(desk.office, desk.office.actor(Role.WINDOW_CLERK))
    with pytest.raises(NotAllowed):
        clerk.step(case, tolerance.excuse, "系统已共享")
    with pytest.raises(Refused) as refused:
        desk.step(case, tolerance.excuse, "")
    assert fields(refused.value) == ["reason"]
    desk.step(case, tolerance.excuse, "系统已共享")
    assert desk.reason(case, Action.FINISH) == ""
    with pytest.raises(Refused, match="没有还没补齐"):
        desk.step(case, tolerance.excuse, "再来一次")


def test_a_promise_is_called_in_when_it_is_due_soon(either: Office) -> None:
    desk = Desk(either)
    desk.to("9-7")
    mark(either, COMMITTED, -1)
    case = lacking(desk)
    desk.step(case, tolerance.accept_on_promise, on("9-14"), EFFECT)

    def due() -> list[str]:
        with either.work() as work:
            found = today.today(work, mine=True)
            rows = page(work, CaseFilter(helped=Helped.PROMISE_DUE))
            assert len(rows) == found.counts[Waiting.PROMISE]
        return [matter.due for matter in found.lists[Waiting.PROMISE]]

    with either.work() as work:
        assert len(page(work, CaseFilter(helped=Helped.PROMISED))) == 1
    assert due() == []
    desk.to("9-10")
    assert due() == ["9月14日 前补齐"]
    desk.to("9-15")
    assert due() == ["9月14日 已到期"]
    tick(desk, case)
    assert due() == []
    with either.work() as work:
        assert page(work, CaseFilter(helped=Helped.PROMISED)) == []
