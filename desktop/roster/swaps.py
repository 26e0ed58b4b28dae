"""换班: the requests, those that wait on top, and the decision about them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from center.errors import Problem, Refused
from center.journal import commit
from center.records import local_date
from center.rights import Right
from center.roster.changing import decide_swap, swaps
from center.roster.records import Swap
from center.storage import Work
from desktop.dates import show_date, show_weekday
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing import Column
from desktop.roster.book import Book, Rows
from desktop.roster.printing import Printer

_COLUMNS = (
    Column("state", "状态", 8, sortable=False),
    Column("on", "日期", 14, sortable=False),
    Column("seat", "岗位", 9, sortable=False),
    Column("giver", "原值班", 8, sortable=False),
    Column("taker", "接班", 8, sortable=False),
    Column("back", "对调日期", 14, sortable=False),
    Column("reason", "原因", 24, sortable=False),
    Column("asked", "申请", 17, sortable=False),
    Column("decided", "审批", 17, sortable=False),
)
_WORDS = "公布以后调整班次，由本人或办公室申请，主任或副主任批准后班表标明“已变更”。"


class SwapsPage(Book):
    """Requests to change a published roster."""

    shows = frozenset({"swap", "turn", "roster"})

    def __init__(self, desk: Desk) -> None:
        empty = "没有换班申请。在班表上选中一班，按 Enter 申请。"
        super().__init__(desk, "换班", _WORDS, _COLUMNS, "reason", empty)
        reason = self.against(Right.APPROVE)
        self.agree = self.add_action("批准", self.approve, role="primary", reason=reason)
        self.refuse = self.add_action("不批准…", self.ask_refuse, reason=reason)
        self.printer = Printer(desk, self, self.notice)
        self.add_action("打印换班单…", self.print_slip)
        self.list.opened.connect(lambda _key: self.approve())
        self.refresh()

    def read(self, work: Work) -> Rows:
        """Those to be decided first, the others latest first."""
        today = self._desk.today()
        found = sorted(swaps(work), key=lambda swap: swap.agreed is not None)
        return [
            (
                swap.id,
                (
                    _state(swap),
                    show_weekday(swap.on),
                    swap.seat.value,
                    swap.giver_name,
                    swap.taker_name,
                    show_weekday(swap.back_on) if swap.back_on else "",
                    swap.reason,
                    f"{swap.asked_by} {show_date(local_date(swap.asked_at), today)}",
                    _decided(swap, today),
                ),
            )
            for swap in found
        ]

    def approve(self) -> None:
        """Agree to the request stood on; the roster changes and is marked."""
        key = self.key()
        if isinstance(key, UUID):
            self.save(
                lambda work: decide_swap(work, _swap(work, key), agreed=True),
                "已批准，班表已变更，请重新打印公示",
            )

    def print_slip(self) -> None:
        """换班单 of the request stood on."""
        key = self.key()
        if isinstance(key, UUID):
            self.printer.swap(key)

    def ask_refuse(self) -> None:
        """不批准, with the reason that is told to who asked."""
        key = self.key()
        if not isinstance(key, UUID):
            return

        def run(form: Form) -> None:
            with self._desk.work() as work:
                decide_swap(work, _swap(work, key), agreed=False, remark=form.text("remark"))
                commit(work)
            self.done("已记下不批准，班表没有变动")

        fields = [Field("remark", "不批准的理由", width=48, required=True, wide=True)]
        FormDialog(self._desk, self, "不批准换班", fields, "不批准", run).open()


def _swap(work: Work, key: UUID) -> Swap:
    found = work.session.get(Swap, key)
    if found is None or found.voided_at is not None:
        raise Refused([Problem("swap", "这份申请已经不在了，请刷新")])
    return found


def _state(swap: Swap) -> str:
    if swap.agreed is None:
        return "待审批"
    return "已批准" if swap.agreed else "未批准"


def _decided(swap: Swap, today: date) -> str:
    if swap.decided_at is None:
        return ""
    return (
        f"{swap.decided_by} {show_date(local_date(swap.decided_at), today)} {swap.remark}".strip()
    )
