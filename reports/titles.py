"""The titles of the tables by name, apart from how they are made: every command reads them."""

from __future__ import annotations

from collections.abc import Mapping

TITLES: Mapping[str, str] = {
    "case-ledger": "办件台账",
    "timeliness": "办件时效统计表",
    "reconciliation": "收费对账单",
    "filings": "归档目录",
    "visit-ledger": "来访登记台账",
    "waiting": "排队等候统计表",
    "petition-figures": "信访投诉统计表",
    "petitions": "信访登记台账",
    "complaints": "投诉登记台账",
    "work-orders": "12345工单台账",
    "disputes": "矛盾纠纷排查台账",
    "duty-roster": "值班表",
    "fulfilment": "领导履职情况表",
    "monthly-attendance": "月考勤表",
    "attendance-summary": "考勤汇总表",
    "outing-log": "外出登记表",
    "leave": "请假登记表",
    "desk-aways": "暂时离岗记录",
    "spot-checks": "在岗抽查记录",
    "satisfaction": "群众评价满意度汇总表",
    "follow-ups": "办件回访清单",
    "accountability": "责任追究台账",
    "roll": "对象花名册",
    "batch": "批量办理清单",
}
