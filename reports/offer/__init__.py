"""Every table the office takes out: what it answers and for whom, of which days, who may have it.

The window and the command line both choose from `REPORTS`.
"""

from __future__ import annotations

from collections.abc import Sequence

from center.rights import Actor, Right
from reports.offer import making
from reports.offer.asks import BATCH, LEADERS, PLAN, ROLL, VERSION, VILLAGE, WINDOW
from reports.offer.report import SHEETS, Ask, Report, Wanted

__all__ = ["MONTH_SET", "REPORTS", "Ask", "Report", "Wanted", "named", "offered"]

FEES = "reconciliation"

REPORTS: Sequence[Report] = (
    Report(
        "case-ledger",
        "办件",
        "台账",
        "这段时间收的每一件：谁的事、谁在办、到哪一步、按时没有。给主任审阅、签字、存档。",
        making.case_ledger,
        asks=(WINDOW,),
    ),
    Report(
        "timeliness",
        "办件",
        "时效统计",
        "各窗口、各事项、各经办人收了多少、按时办结多少、超期多少。给主任看忙闲和拖延。",
        making.timeliness,
    ),
    Report(
        FEES,
        "办件",
        "收费对账",
        "各窗口每天收的钱，与结算室对上了没有。给结算室和窗口负责人。",
        making.reconciliation,
    ),
    Report(
        "filings",
        "办件",
        "归档目录",
        "这一年归档的档案袋，按档号排列。给档案管理员移交、查找用。",
        making.filings,
        days="year",
    ),
    Report(
        "visit-ledger",
        "登记",
        "来访台账",
        "这段时间谁来过、为什么事、谁是首问责任人、去向怎样。给主任和检查的人看。",
        making.visits,
        asks=(WINDOW,),
        full=True,
    ),
    Report(
        "waiting",
        "登记",
        "等候统计",
        "每天各窗口叫了多少号、群众等了多久。给主任调配窗口用。",
        making.waiting,
    ),
    Report(
        "petition-figures",
        "信访投诉",
        "统计",
        "信访、投诉、12345 工单各有多少，按时没有，群众满意没有。给主任和上级。",
        making.figures,
    ),
    Report(
        "petitions",
        "信访投诉",
        "信访台账",
        "这段时间收到的每一件信访：去向、承办单位、时限和结果。给分管领导。",
        making.petitions,
        asks=(VILLAGE,),
    ),
    Report(
        "complaints",
        "信访投诉",
        "投诉台账",
        "这段时间收到的每一件投诉：投诉谁、核查结论、回访。给主任和监督人员。",
        making.complaints,
        asks=(WINDOW,),
    ),
    Report(
        "work-orders",
        "信访投诉",
        "工单台账",
        "这段时间派来的每一张工单：签收、联系、回复的时间和回访。给分管领导。",
        making.orders,
        asks=(VILLAGE,),
    ),
    Report(
        "disputes",
        "信访投诉",
        "纠纷排查",
        "这个月各村排查出的纠纷和化解情况，零报告的村也写明。给综治和分管领导。",
        making.disputes,
        days="month",
    ),
    Report(
        "duty-roster",
        "值班",
        "值班表",
        "这个月每天谁值班。不带电话的可以张贴，带电话的只在内部用。",
        making.duty_roster,
        days="month",
        asks=(PLAN, VERSION),
        right=Right.SEE_OFFICE,
    ),
    Report(
        "fulfilment",
        "值班",
        "履职情况",
        "每位领导这一年应值、实值多少天，接待和解决多少。给年度考核用。",
        making.fulfilment,
        days="year",
        asks=(LEADERS,),
        right=Right.SEE_OFFICE,
    ),
    Report(
        SHEETS,
        "考勤",
        "月考勤表",
        "每人每天上午、下午的出勤符号，签字后存档。下面预览的是它的汇总。",
        making.summary,
        days="month",
        right=Right.SEE_OFFICE,
    ),
    Report(
        "attendance-summary",
        "考勤",
        "汇总表",
        "这个月每人出勤、请假、外出、加班各多少。给主任公布和发工资用。",
        making.summary,
        days="month",
        right=Right.SEE_OFFICE,
    ),
    Report(
        "outing-log",
        "考勤",
        "外出登记",
        "这段时间谁外出、去哪里、谁批准、手续全不全。给考勤员和主任。",
        making.outings,
        right=Right.SEE_OFFICE,
    ),
    Report(
        "leave",
        "考勤",
        "请假登记",
        "这段时间的请假单：谁、为什么、几天、谁批的、销假没有。给考勤员和批假的领导。",
        making.leave,
        right=Right.KEEP_ATTENDANCE,
    ),
    Report(
        "desk-aways",
        "考勤",
        "离岗记录",
        "这段时间谁离开柜台多久，哪些超过时限、哪些算空岗。给考勤员和监督人员。",
        making.desk_aways,
        asks=(WINDOW,),
        right=Right.SEE_OFFICE,
    ),
    Report(
        "spot-checks",
        "考勤",
        "抽查记录",
        "这段时间抽查了谁，在岗、串岗、擅自离岗还是空岗。给考勤员和监督人员。",
        making.spot_checks,
        asks=(WINDOW,),
        right=Right.SEE_OFFICE,
    ),
    Report(
        "satisfaction",
        "监督考核",
        "满意度",
        "各窗口群众评价的份数和满意率。给主任评比、公布用。",
        making.satisfaction,
    ),
    Report(
        "follow-ups",
        "监督考核",
        "回访清单",
        "这段时间列入回访的件：联系上没有，群众怎么说，怎么处理的。给监督人员。",
        making.follow_ups,
    ),
    Report(
        "accountability",
        "监督考核",
        "责任追究",
        "这段时间发生的违规事实：谁、什么情形、怎样处理、执行没有。给主任和纪检。",
        making.accountability,
        right=Right.SUPERVISE,
    ),
    Report(
        "roll",
        "台账",
        "花名册",
        "现在在册的享受对象，按村排列。给民政等条线和村里核对。",
        making.roll,
        days="none",
        asks=(ROLL, VILLAGE),
        full=True,
    ),
    Report(
        "batch",
        "台账",
        "批量清单",
        "一批统一办理的人，谁办了、谁没办、收了多少钱。给经办和审核人。",
        making.batch,
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
