"""Tolerance acceptance (容缺受理): accepted although secondary materials are missing, on a promise.

Only what the item's edition marks as 可容缺 may be missing. The promise names the day and what
follows if it is broken; the case cannot be finished before the materials came, unless a leader
says why. The caller commits.
"""

from __future__ import annotations

from datetime import date, datetime

from center.cases.actions import Action
from center.cases.events import moment, must_be_filled, must_be_lawful, record
from center.cases.file import derive, file_of
from center.cases.helping import Undertaking
from center.cases.limits import handling_limit
from center.cases.records import CLOSED, Case, Happened
from center.cases.steps import take_on
from center.clock import Unit, deadline
from center.errors import Problem, Refused
from center.holidays import work_calendar
from center.items import Item
from center.records import local_date
from center.rights import Right, needs
from center.settings import values
from center.storage import Work


@needs(Right.HANDLE_CASES)
def accept_on_promise(
    work: Work, case: Case, promised_on: date | None, effect: str, at: datetime | None = None
) -> Undertaking:
    """Accept with an undertaking: what is missing, by when it comes, what follows if it does not.

    The promised day lies after the acceptance, no further than the setting, and not after the
    case's own limit.
    """
    facts = must_be_lawful(work, case, Action.TOLERATE, at)
    must_be_filled(effect=(effect, "请写明逾期不补的处理"))
    when = moment(work, case, facts, at)
    latest = latest_promise(work, case, local_date(when))
    if promised_on is None:
        raise Refused([Problem("promised_on", "请填写承诺补齐的日期")])
    if not local_date(when) < promised_on <= latest:
        said = f"补齐日期应在受理之后，不晚于 {latest.month}月{latest.day}日"
        raise Refused([Problem("promised_on", said)])
    names = [material.name for material in facts.missing]
    made = Undertaking(
        id=work.new_id(),
        station=work.station,
        case=case.id,
        promised_on=promised_on,
        effect=effect.strip(),
        materials=names,
    )
    work.session.add(made)
    words = f"{'、'.join(names)}，{promised_on.month}月{promised_on.day}日前补齐"
    record(work, case, Happened.PROMISED, when, words)
    take_on(work, case, facts, when)
    derive(work, case)
    return made


@needs(Right.HANDLE_CASES)
def latest_promise(work: Work, case: Case, accepted: date) -> date:
    """The last day a promise made on the day of acceptance may name."""
    settings, calendar = values(work.session, case.received_at), work_calendar(work.session)
    latest = deadline(accepted, settings.number("tolerance_days"), Unit.WORKDAY, calendar).due
    limit = handling_limit(case, work.session.get_one(Item, case.item), settings)
    if not limit.days:
        return latest
    return min(latest, deadline(accepted, limit.days, limit.unit, calendar).due)


@needs(Right.APPROVE)
def excuse(work: Work, case: Case, reason: str) -> Undertaking:
    """Let the case be finished without what was promised, for a reason."""
    if case.voided_at is not None or case.status in CLOSED:
        raise Refused("这件已经结束，没有改动。")
    file = file_of(work, case)
    promise = file.helping.promise
    if promise is None or not file.facts.owed:
        raise Refused("这件没有还没补齐的容缺材料，没有改动。")
    must_be_filled(reason=(reason, "请写明为什么不再要求补齐"))
    promise.excused_on, promise.excuse = local_date(work.now), reason.strip()
    promise.excused_by = work.actor.name
    record(work, case, Happened.EXCUSED, work.now, f"容缺材料不再补交：{reason.strip()}")
    return promise
