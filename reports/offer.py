"""Every table the office takes out: what it answers and for whom, of which days, who may have it.

The window and the command line both choose from `REPORTS`; how a table is made stands with its
subject and is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from center.imports.rows import Cancelled, Progress, never, silent
from center.rights import Actor, Right
from center.storage import Store, Work
from reports.span import month_span, span_words, year_span

if TYPE_CHECKING:
    from reports.table import Table

Days = Literal["any", "month", "year", "none"]
"""Of which days a table can be made: any span, a whole month, a whole year, or as of today."""

Offer = Sequence[tuple[str, str]]
"""Values with the words they are chosen by."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One more thing to choose; where nothing need be, `every` says what is meant without."""

    name: str
    label: str
    choices: Callable[[Work], Offer]
    required: bool = False
    every: str = "全部"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which days, what of it (by the name of what was asked), and for whom the numbers are full."""

    first: date
    last: date
    chosen: Mapping[str, str] = field(default_factory=dict)
    full_reason: str | None = None
    progress: Progress = silent
    cancelled: Cancelled = never

    @property
    def masked(self) -> bool:
        """Whether ID numbers and phones are masked (D8)."""
        return self.full_reason is None

    def of(self, name: str) -> str:
        """What was chosen, empty for everything."""
        return self.chosen.get(name, "")


@dataclass(frozen=True, slots=True)
class Report:
    """One table: its name on the command line, its group and title, what it answers.

    `short` is what it is called beside the others of its group.
    `full` says that its numbers can be had unmasked, with the right and a reason.
    """

    name: str
    group: str
    title: str
    short: str
    answers: str
    make: Callable[[Work, Wanted], Table | None]
    days: Days = "any"
    asks: Sequence[Ask] = ()
    right: Right = Right.SEE
    full: bool = False

    def allowed(self, actor: Actor) -> bool:
        """Whether this account may take it out."""
        return actor.may(Right.EXPORT) and actor.may(self.right)

    def file_name(self, wanted: Wanted) -> str:
        """What the file is called, without its ending: 办件台账 2026年9月."""
        words = [self.title, *(w for w in wanted.chosen.values() if w and not _is_id(w))]
        if self.days != "none":
            words.append(span_words(wanted.first, wanted.last))
        return " ".join(words)

    def wanted_of(self, year: int, month: int) -> Wanted:
        """It for a month; a table told by the year for the month's year."""
        span = year_span(year) if self.days == "year" else month_span(year, month)
        return Wanted(*span)

    def export(self, store: Store, actor: Actor, wanted: Wanted, path: Path) -> int | None:
        """Write it to `path`, a .xlsx or a .pdf; how many rows, None when it was cancelled.

        See `reports.table.take_out_slowly`.
        """
        if self.name == SHEETS:
            return _write_sheets(store, actor, wanted, path)
        from reports.table import take_out_slowly

        return take_out_slowly(
            store,
            actor,
            path,
            lambda work: self.make(work, wanted),
            full_reason=wanted.full_reason,
        )


SHEETS = "monthly-attendance"
"""The one table with a look of its own; its preview is the summary of the same sheets."""


FEES = "reconciliation"


def _is_id(word: str) -> bool:
    return len(word) == 32 and word.isalnum()


def _write_sheets(store: Store, actor: Actor, wanted: Wanted, path: Path) -> int:
    from reports.attendance_export import export_monthly_attendance

    year, month = wanted.first.year, wanted.first.month
    return export_monthly_attendance(store, actor, year, month, path, progress=wanted.progress)


# --- what can be chosen --------------------------------------------------------------------------


def _windows(work: Work) -> Offer:
    from center.staff import windows

    return [(one.name, one.name) for one in windows(work)]


def _villages(work: Work) -> Offer:
    from center.staff import villages

    return [(one.name, one.name) for one in villages(work)]


def _rolls(work: Work) -> Offer:
    from center.rolls.listing import rolls_in_use
    from center.rolls.members import kinds

    names = [*(kind.name for kind in kinds(work)), *rolls_in_use(work)]
    return [(name, name) for name in dict.fromkeys(names)]


def _batches(work: Work) -> Offer:
    from center.batches.ticking import page

    return [(one.id.hex, one.name) for one in page(work, limit=200)]


def _plans(_work: Work) -> Offer:
    from center.roster.records import Plan

    return [(plan.value, plan.value) for plan in Plan]


def _versions(_work: Work) -> Offer:
    return [("带电话", "带电话（内部用）")]


WINDOW = Ask("window", "窗口", _windows)
VILLAGE = Ask("village", "村（社区）", _villages)
ROLL = Ask("roll", "花名册", _rolls)
BATCH = Ask("batch", "哪一批", _batches, required=True)
PLAN = Ask("plan", "班次种类", _plans, required=True)
VERSION = Ask("version", "电话", _versions, every="不带电话")


# --- how each is made ----------------------------------------------------------------------------


def _case_ledger(work: Work, wanted: Wanted) -> Table | None:
    from reports.case_export import ledger

    days, window = (wanted.first, wanted.last), wanted.of("window")
    return ledger(work, *days, window, wanted.progress, wanted.cancelled)


def _timeliness(work: Work, wanted: Wanted) -> Table | None:
    from reports.case_export import timeliness

    return timeliness(work, wanted.first, wanted.last, wanted.progress, wanted.cancelled)


def _reconciliation(work: Work, wanted: Wanted) -> Table:
    from center.fees.reconciling import days
    from reports.fees import reconciliation

    span = wanted.first, wanted.last
    return reconciliation(days(work, *span), *span)


def _filings(work: Work, wanted: Wanted) -> Table:
    from reports.filing import filing_list

    return filing_list(work, wanted.first.year)


def _visits(work: Work, wanted: Wanted) -> Table | None:
    from reports.registration import visit_ledger

    return visit_ledger(
        work,
        wanted.first,
        wanted.last,
        wanted.of("window"),
        masked=wanted.masked,
        progress=wanted.progress,
        cancelled=wanted.cancelled,
    )


def _waiting(work: Work, wanted: Wanted) -> Table:
    from reports.queue import waiting_table

    return waiting_table(work, wanted.first, wanted.last)


def _figures(work: Work, wanted: Wanted) -> Table:
    from reports.petitions import figures_table

    return figures_table(work, wanted.first, wanted.last)


def _petitions(work: Work, wanted: Wanted) -> Table:
    from reports.petitions import petition_ledger

    return petition_ledger(work, wanted.first, wanted.last, wanted.of("village"))


def _complaints(work: Work, wanted: Wanted) -> Table:
    from reports.petitions import complaint_ledger

    return complaint_ledger(work, wanted.first, wanted.last, wanted.of("window"))


def _orders(work: Work, wanted: Wanted) -> Table:
    from reports.petitions import order_ledger

    return order_ledger(work, wanted.first, wanted.last, wanted.of("village"))


def _disputes(work: Work, wanted: Wanted) -> Table:
    from reports.disputes import dispute_ledger

    return dispute_ledger(work, f"{wanted.first:%Y-%m}")


def _duty_roster(work: Work, wanted: Wanted) -> Table:
    from center.roster.records import Plan
    from reports.roster import duty_roster

    plan, phones = Plan(wanted.of("plan") or Plan.RECEPTION), bool(wanted.of("version"))
    return duty_roster(work, plan, wanted.first.year, wanted.first.month, phones=phones)


def _fulfilment(work: Work, wanted: Wanted) -> Table:
    from center.roster.records import Plan
    from reports.roster import fulfilment_table

    return fulfilment_table(work, wanted.first.year, Plan(wanted.of("plan") or Plan.RECEPTION))


def _summary(work: Work, wanted: Wanted) -> Table:
    from reports.attendance_lists import attendance_summary

    return attendance_summary(work, wanted.first.year, wanted.first.month, wanted.progress)


def _outings(work: Work, wanted: Wanted) -> Table:
    from reports.attendance_lists import outing_log

    return outing_log(work, wanted.first, wanted.last)


def _satisfaction(work: Work, wanted: Wanted) -> Table:
    from reports.evaluations import satisfaction_table

    return satisfaction_table(work, wanted.first, wanted.last)


def _follow_ups(work: Work, wanted: Wanted) -> Table:
    from center.follow_ups import FollowUpFilter
    from reports.evaluations import follow_up_table

    return follow_up_table(work, FollowUpFilter(opened_from=wanted.first, opened_to=wanted.last))


def _roll(work: Work, wanted: Wanted) -> Table | None:
    from center.rolls.listing import MemberFilter
    from center.rolls.records import State
    from reports.rolls import roll_table

    on_it = MemberFilter(wanted.of("roll"), wanted.of("village"), State.ACTIVE)
    return roll_table(
        work, on_it, masked=wanted.masked, progress=wanted.progress, cancelled=wanted.cancelled
    )


def _batch(work: Work, wanted: Wanted) -> Table:
    from reports.batches import batch_table

    return batch_table(work, UUID(wanted.of("batch")))


REPORTS: Sequence[Report] = (
    Report(
        "case-ledger",
        "办件",
        "办件台账",
        "台账",
        "这段时间收的每一件：谁的事、谁在办、到哪一步、按时没有。给主任审阅、签字、存档。",
        _case_ledger,
        asks=(WINDOW,),
    ),
    Report(
        "timeliness",
        "办件",
        "办件时效统计表",
        "时效统计",
        "各窗口、各事项、各经办人收了多少、按时办结多少、超期多少。给主任看忙闲和拖延。",
        _timeliness,
    ),
    Report(
        FEES,
        "办件",
        "收费对账单",
        "收费对账",
        "各窗口每天收的钱，与结算室对上了没有。给结算室和窗口负责人。",
        _reconciliation,
    ),
    Report(
        "filings",
        "办件",
        "归档目录",
        "归档目录",
        "这一年归档的档案袋，按档号排列。给档案管理员移交、查找用。",
        _filings,
        days="year",
    ),
    Report(
        "visit-ledger",
        "登记",
        "来访登记台账",
        "来访台账",
        "这段时间谁来过、为什么事、谁是首问责任人、去向怎样。给主任和检查的人看。",
        _visits,
        asks=(WINDOW,),
        full=True,
    ),
    Report(
        "waiting",
        "登记",
        "排队等候统计表",
        "等候统计",
        "每天各窗口叫了多少号、群众等了多久。给主任调配窗口用。",
        _waiting,
    ),
    Report(
        "petition-figures",
        "信访投诉",
        "信访投诉统计表",
        "统计",
        "信访、投诉、12345 工单各有多少，按时没有，群众满意没有。给主任和上级。",
        _figures,
    ),
    Report(
        "petitions",
        "信访投诉",
        "信访登记台账",
        "信访台账",
        "这段时间收到的每一件信访：去向、承办单位、时限和结果。给分管领导。",
        _petitions,
        asks=(VILLAGE,),
    ),
    Report(
        "complaints",
        "信访投诉",
        "投诉登记台账",
        "投诉台账",
        "这段时间收到的每一件投诉：投诉谁、核查结论、回访。给主任和监督人员。",
        _complaints,
        asks=(WINDOW,),
    ),
    Report(
        "work-orders",
        "信访投诉",
        "12345工单台账",
        "工单台账",
        "这段时间派来的每一张工单：签收、联系、回复的时间和回访。给分管领导。",
        _orders,
        asks=(VILLAGE,),
    ),
    Report(
        "disputes",
        "信访投诉",
        "矛盾纠纷排查台账",
        "纠纷排查",
        "这个月各村排查出的纠纷和化解情况，零报告的村也写明。给综治和分管领导。",
        _disputes,
        days="month",
    ),
    Report(
        "duty-roster",
        "值班",
        "值班表",
        "值班表",
        "这个月每天谁值班。不带电话的可以张贴，带电话的只在内部用。",
        _duty_roster,
        days="month",
        asks=(PLAN, VERSION),
        right=Right.SEE_OFFICE,
    ),
    Report(
        "fulfilment",
        "值班",
        "领导履职情况表",
        "履职情况",
        "每位领导这一年应值、实值多少天，接待和解决多少。给年度考核用。",
        _fulfilment,
        days="year",
        asks=(PLAN,),
        right=Right.SEE_OFFICE,
    ),
    Report(
        SHEETS,
        "考勤",
        "月考勤表",
        "月考勤表",
        "每人每天上午、下午的出勤符号，签字后存档。下面预览的是它的汇总。",
        _summary,
        days="month",
        right=Right.SEE_OFFICE,
    ),
    Report(
        "attendance-summary",
        "考勤",
        "考勤汇总表",
        "汇总表",
        "这个月每人出勤、请假、外出、加班各多少。给主任公布和发工资用。",
        _summary,
        days="month",
        right=Right.SEE_OFFICE,
    ),
    Report(
        "outing-log",
        "考勤",
        "外出登记表",
        "外出登记",
        "这段时间谁外出、去哪里、谁批准、手续全不全。给考勤员和主任。",
        _outings,
        right=Right.SEE_OFFICE,
    ),
    Report(
        "satisfaction",
        "监督考核",
        "群众评价满意度汇总表",
        "满意度",
        "各窗口群众评价的份数和满意率。给主任评比、公布用。",
        _satisfaction,
    ),
    Report(
        "follow-ups",
        "监督考核",
        "办件回访清单",
        "回访清单",
        "这段时间列入回访的件：联系上没有，群众怎么说，怎么处理的。给监督人员。",
        _follow_ups,
    ),
    Report(
        "roll",
        "台账",
        "对象花名册",
        "花名册",
        "现在在册的享受对象，按村排列。给民政等条线和村里核对。",
        _roll,
        days="none",
        asks=(ROLL, VILLAGE),
        full=True,
    ),
    Report(
        "batch",
        "台账",
        "批量办理清单",
        "批量清单",
        "一批统一办理的人，谁办了、谁没办、收了多少钱。给经办和审核人。",
        _batch,
        days="none",
        asks=(BATCH,),
    ),
)

MONTH_SET = (
    "case-ledger",
    "timeliness",
    "petition-figures",
    "fulfilment",
    "attendance-summary",
    "satisfaction",
)
"""What goes to the director at the end of a month (HR-13)."""


def offered(actor: Actor, *, charged: bool) -> list[Report]:
    """What an account may take out; the fees only where the office has any (FEE-07)."""
    return [r for r in REPORTS if r.allowed(actor) and (charged or r.name != FEES)]


def named(name: str) -> Report:
    """The table of this name; KeyError for another."""
    return {report.name: report for report in REPORTS}[name]
