"""How each table is made of what is wanted; its subject is imported when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from center.storage import Work
from reports.offer.report import Wanted
from reports.span import span_words

if TYPE_CHECKING:
    from reports.table import Table


def case_ledger(work: Work, wanted: Wanted) -> Table | None:
    """办件台账."""
    from reports.case_export import ledger

    days, window = (wanted.first, wanted.last), wanted.of("window")
    return ledger(work, *days, window, wanted.progress, wanted.cancelled)


def timeliness(work: Work, wanted: Wanted) -> Table | None:
    """办件时效统计表."""
    from reports.case_export import timeliness

    return timeliness(work, wanted.first, wanted.last, wanted.progress, wanted.cancelled)


def reconciliation(work: Work, wanted: Wanted) -> Table:
    """收费对账单."""
    from center.fees.reconciling import days
    from reports.fees import reconciliation

    span = wanted.first, wanted.last
    return reconciliation(days(work, *span), *span)


def filings(work: Work, wanted: Wanted) -> Table:
    """归档目录."""
    from reports.filing import filing_list

    return filing_list(work, wanted.first.year)


def visits(work: Work, wanted: Wanted) -> Table | None:
    """来访登记台账."""
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


def waiting(work: Work, wanted: Wanted) -> Table:
    """排队等候统计表."""
    from reports.queue import waiting_table

    return waiting_table(work, wanted.first, wanted.last)


def figures(work: Work, wanted: Wanted) -> Table:
    """信访投诉统计表."""
    from reports.petitions import figures_table

    return figures_table(work, wanted.first, wanted.last)


def petitions(work: Work, wanted: Wanted) -> Table:
    """信访登记台账."""
    from reports.petitions import petition_ledger

    return petition_ledger(work, wanted.first, wanted.last, wanted.of("village"))


def complaints(work: Work, wanted: Wanted) -> Table:
    """投诉登记台账."""
    from reports.petitions import complaint_ledger

    return complaint_ledger(work, wanted.first, wanted.last, wanted.of("window"))


def orders(work: Work, wanted: Wanted) -> Table:
    """12345工单台账."""
    from reports.petitions import order_ledger

    return order_ledger(work, wanted.first, wanted.last, wanted.of("village"))


def disputes(work: Work, wanted: Wanted) -> Table:
    """矛盾纠纷排查台账."""
    from reports.disputes import dispute_ledger

    return dispute_ledger(work, f"{wanted.first:%Y-%m}")


def duty_roster(work: Work, wanted: Wanted) -> Table:
    """值班表."""
    from center.roster.records import Plan
    from reports.roster import duty_roster

    plan, phones = Plan(wanted.of("plan") or Plan.RECEPTION), bool(wanted.of("version"))
    return duty_roster(work, plan, wanted.first.year, wanted.first.month, phones=phones)


def fulfilment(work: Work, wanted: Wanted) -> Table:
    """领导履职情况表."""
    from center.roster.records import Plan
    from reports.roster import fulfilment_table

    return fulfilment_table(work, wanted.first.year, Plan(wanted.of("leaders") or Plan.RECEPTION))


def summary(work: Work, wanted: Wanted) -> Table:
    """考勤汇总表."""
    from reports.attendance_lists import attendance_summary

    return attendance_summary(work, wanted.first.year, wanted.first.month, wanted.progress)


def outings(work: Work, wanted: Wanted) -> Table:
    """外出登记表."""
    from reports.attendance_lists import outing_log

    return outing_log(work, wanted.first, wanted.last)


def desk_aways(work: Work, wanted: Wanted) -> Table:
    """暂时离岗记录."""
    from center.attendance import desk_log
    from reports.attendance_lists import away_log

    asked = desk_log.Wanted(wanted.first, wanted.last, window=wanted.of("window"))
    return away_log(work, asked)


def spot_checks(work: Work, wanted: Wanted) -> Table:
    """在岗抽查记录."""
    from center.attendance import desk_log
    from reports.attendance_lists import check_log

    asked = desk_log.Wanted(wanted.first, wanted.last, window=wanted.of("window"))
    return check_log(work, asked)


def leave(work: Work, wanted: Wanted) -> Table:
    """请假登记表."""
    from reports.leave import leave_ledger

    return leave_ledger(work, wanted.first, wanted.last)


def accountability(work: Work, wanted: Wanted) -> Table:
    """责任追究台账."""
    from center.accountability.listing import AccountabilityFilter
    from reports.accountability import accountability_table

    those = AccountabilityFilter(happened_from=wanted.first, happened_to=wanted.last)
    period = span_words(wanted.first, wanted.last)
    return accountability_table(work, those, descending=False, period=period)


def satisfaction(work: Work, wanted: Wanted) -> Table:
    """群众评价满意度汇总表."""
    from reports.evaluations import satisfaction_table

    return satisfaction_table(work, wanted.first, wanted.last)


def follow_ups(work: Work, wanted: Wanted) -> Table:
    """办件回访清单."""
    from center.follow_ups import FollowUpFilter
    from reports.evaluations import follow_up_table

    return follow_up_table(work, FollowUpFilter(opened_from=wanted.first, opened_to=wanted.last))


def roll(work: Work, wanted: Wanted) -> Table | None:
    """对象花名册."""
    from center.rolls.listing import MemberFilter
    from center.rolls.records import State
    from reports.rolls import roll_table

    on_it = MemberFilter(wanted.of("roll"), wanted.of("village"), State.ACTIVE)
    return roll_table(
        work, on_it, masked=wanted.masked, progress=wanted.progress, cancelled=wanted.cancelled
    )


def batch(work: Work, wanted: Wanted) -> Table:
    """批量办理清单."""
    from reports.batches import batch_table

    return batch_table(work, UUID(wanted.of("batch")))
