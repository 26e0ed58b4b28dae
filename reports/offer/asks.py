"""What can be chosen of a table: a window, a village, a roll, a batch, a plan."""

from __future__ import annotations

from center.storage import Work
from reports.offer.report import Ask, Offer


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


def _other_plans(_work: Work) -> Offer:
    from center.roster.records import Plan

    return [(plan.value, plan.value) for plan in Plan if plan is not Plan.RECEPTION]


def _watch(_work: Work) -> Offer:
    from center.roster.records import Plan

    return [(Plan.WATCH.value, Plan.WATCH.value)]


def _versions(_work: Work) -> Offer:
    return [("带电话", "带电话（内部用）")]


WINDOW = Ask("window", "窗口", _windows)
VILLAGE = Ask("village", "村（社区）", _villages)
ROLL = Ask("roll", "花名册", _rolls)
BATCH = Ask("batch", "哪一批", _batches, required=True)
PLAN = Ask("plan", "班次种类", _other_plans, every="坐班接访")
LEADERS = Ask("leaders", "班次种类", _watch, every="坐班接访")
VERSION = Ask("version", "电话", _versions, every="不带电话")
