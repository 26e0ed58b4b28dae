"""The page of one 12345 work order: what it says, what can be done next, its clocks."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QWidget

from center.identity import mask_address, mask_phone
from center.lights import day_of
from center.matters import last_step
from center.workorders.file import OrderFile, open_file
from center.workorders.records import WorkOrder
from center.workorders.steps import Action, primary, reason_against
from desktop.cases.parts import facts_card, new_page
from desktop.dates import show_moment, show_weekday
from desktop.desk import Desk
from desktop.matter_record import VOID, MatterRecord
from desktop.matters import CORRECT, Ask, clocks_page, due_line, history_page
from desktop.parts import Fact
from desktop.record import Head, Section, Step
from desktop.workorders import asks

KINDS_SHOWN = frozenset({"work_order", "matter_event", "calendar_day"})
SHORTCUTS: dict[Action, str] = {
    Action.SIGN: "Alt+S",
    Action.RETURN: "Alt+T",
    Action.CONTACT: "Alt+L",
    Action.EXTEND: "Alt+E",
    Action.REPLY: "Alt+D",
    Action.CALL_BACK: "Alt+V",
    Action.AGAIN: "Alt+Z",
}


class OrderRecord(MatterRecord):
    """One work order."""

    file: OrderFile

    def __init__(self, desk: Desk, order_id: UUID) -> None:
        super().__init__(desk, order_id, WorkOrder, KINDS_SHOWN)
        self.order_id = order_id
        self.refresh()

    def read(self) -> None:
        """Read and show it."""
        with self._desk.read() as work:
            self.file = open_file(work, self.order_id)
            day = day_of(work)
        order, light = self.file.order, self.file.light
        ended = order.ended_on is not None or order.voided_at is not None
        status = order.status.value + ("（已作废）" if order.voided_at else "")
        marks = [
            order.status.value,
            f"第 {order.round} 次派单" if order.round > 1 else "",
            f"经办 {order.handler_name}" if order.handler_name else "",
            f"已延期 {order.extension_days} 个工作日" if order.extension_days else "",
            f"回访 {order.call_back}" if order.call_back else "",
        ]
        head = Head(
            order.external,
            order.subject or "12345 工单",
            light.deadline.state.value if light else "",
            status if ended else due_line(light, day),
            "　".join(mark for mark in marks if mark),
        )
        self.show_matter(head, self._steps(), self._tabs())

    def take(self, action: Action) -> None:
        """Ask what a step needs and take it."""
        self._ask(action.value, asks.ASKS[action](self._desk, self.file))

    def _ask(self, verb: str, asked: Ask[WorkOrder]) -> None:
        order = self.file.order
        self.ask(verb, asked, order, last_step(order, self.file.events))

    def ask_correct(self) -> None:
        """更正 what was typed."""
        from desktop.workorders.entering import ask_correct

        def done(_id: UUID) -> None:
            self.refresh()
            self.notice.say(f"已保存：{CORRECT}")

        ask_correct(self._desk, self, self.file.order, done, full=self.full)

    def _steps(self) -> list[Step]:
        order, actor = self.file.order, self._desk.actor
        first = primary(order, actor)
        found = []
        for action in Action:
            reason = reason_against(action, order, actor)
            keys = "" if reason else SHORTCUTS[action]
            step = partial(self.take, action)
            found.append(Step(action.value, step, reason, action is first, keys))
        found.append(Step(CORRECT, self.ask_correct, self.against_correcting(order)))
        void = partial(self._ask, VOID, asks.void())
        found.append(Step(VOID, void, self.against_void(order)))
        return found

    def _tabs(self) -> list[Section]:
        desk, file, today = self._desk, self.file, self._desk.today()
        return [
            Section(
                "facts",
                "事实",
                lambda: _facts_page(file.order, today, full=self.full, bar=self.mask_bar()),
            ),
            Section("limits", "时限", lambda: clocks_page(file.clocks, today)),
            Section("history", "经过", lambda: history_page(desk, self.order_id, file.events, ())),
        ]


def _facts_page(order: WorkOrder, today: date, *, full: bool, bar: QHBoxLayout) -> QWidget:
    """What is known of a work order; phone and address masked unless `full` (D8)."""
    page, layout = new_page()
    layout.addLayout(bar)
    for title, facts in (
        ("工单", _order_facts(order, today, full=full)),
        ("办理", _handling_facts(order, today)),
    ):
        layout.addWidget(facts_card(title, [(label, said) for label, said in facts if said]))
    layout.addStretch()
    return page


def _order_facts(order: WorkOrder, today: date, *, full: bool) -> list[Fact]:
    came = show_moment(order.received_at, today)
    until = order.external_due_on
    return [
        ("工单编号", order.external),
        ("本中心编号", order.number or ""),
        ("来电人", order.name),
        ("来电号码", order.phone if full else mask_phone(order.phone)),
        ("村（社区）", order.village),
        ("地址", order.address if full else mask_address(order.address)),
        ("内容分类", order.subject),
        ("承办单位", order.unit),
        ("工单内容", order.content),
        ("首次派单", came),
        ("平台期限", show_weekday(until) if until else ""),
        ("登记", f"{order.registrar_name}　{show_moment(order.entered_at, today)}"),
    ]


def _handling_facts(order: WorkOrder, today: date) -> list[Fact]:
    again = order.dispatched_at if order.round > 1 else None
    times = (
        ("本次派单", again),
        ("签收", order.signed_at),
        ("首次联系", order.contacted_at),
        ("回复时间", order.finished_at),
    )
    return [
        ("状态", order.status.value + ("（已作废）" if order.voided_at else "")),
        ("经办人", order.handler_name),
        *((label, show_moment(at, today) if at else "") for label, at in times),
        ("延期", f"{order.extension_days} 个工作日" if order.extension_days else ""),
        ("退单理由", order.return_reason),
        ("回复内容", order.reply),
        ("回访结果", order.call_back),
        ("作废原因", order.void_reason),
    ]
