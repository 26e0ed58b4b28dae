"""Daily reconciliation (FEE-05): each window's day against the settlement office's figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select

from center.errors import Problem, Refused
from center.fees.records import Fee, Reconciliation
from center.money import MOST, yuan
from center.records import local_date
from center.rights import Right, needs, visible
from center.storage import Work
from center.text import BLOCK_LIMIT, length_problems

LOOKED_BACK = 31
"""Days in which a forgotten reconciliation is still reminded of."""


@dataclass(frozen=True, slots=True)
class WindowDay:
    """One window's money of one day, in 分; `done` is its reconciliation, None while there is none.

    Two stations' windows of one name are two. `total` is what was received less what was paid back
    that day.
    """

    on: date
    window: str
    fees: Sequence[Fee]
    refunds: Sequence[Fee]
    done: Reconciliation | None
    station: str

    @property
    def place(self) -> str:
        """The window, or the village station that has none."""
        return self.window or self.station

    @property
    def total(self) -> int:
        """Received less paid back."""
        return sum(f.received for f in self.fees) - sum(f.refunded for f in self.refunds)

    @property
    def changed(self) -> bool:
        """Whether a fee was added, voided or refunded since it was checked."""
        return self.done is not None and self.done.counted != self.total

    @property
    def open(self) -> bool:
        """Whether it is still to be checked, or again."""
        return self.done is None or self.changed

    @property
    def deviations(self) -> list[Fee]:
        """The fees that differ from the published standard (FEE-02)."""
        return [fee for fee in self.fees if fee.deviates]


@needs(Right.SEE)
def days(work: Work, first: date, last: date) -> list[WindowDay]:
    """Every window's day with money or a reconciliation, newest day first, both ends included."""
    query = select(Fee).where(
        Fee.voided_at.is_(None),
        or_(Fee.paid_on.between(first, last), Fee.refunded_on.between(first, last)),
    )
    fees: dict[tuple[date, str, str], list[Fee]] = {}
    refunds: dict[tuple[date, str, str], list[Fee]] = {}
    for fee in work.session.scalars(visible(query.order_by(Fee.charged_at, Fee.id), work.actor)):
        if first <= fee.paid_on <= last:
            fees.setdefault((fee.paid_on, fee.window, fee.station), []).append(fee)
        if fee.refunded_on is not None and first <= fee.refunded_on <= last:
            refunds.setdefault((fee.refunded_on, fee.window, fee.station), []).append(fee)
    checked = select(Reconciliation).where(
        Reconciliation.voided_at.is_(None), Reconciliation.on.between(first, last)
    )
    done = {
        (one.on, one.window, one.station): one
        for one in work.session.scalars(visible(checked, work.actor))
    }
    keys = sorted({*fees, *refunds, *done}, key=lambda key: (-key[0].toordinal(), *key[1:]))
    return [
        WindowDay(key[0], key[1], fees.get(key, ()), refunds.get(key, ()), done.get(key), key[2])
        for key in keys
    ]


@needs(Right.HANDLE_CASES)
def reconcile(
    work: Work, on: date, window: str, settled: int, explanation: str, station: str = ""
) -> Reconciliation:
    """Write down the settlement office's figure of a day; an earlier check of it is voided.

    `station` is the window's, by default the actor's own. Refused without an explanation when the
    figures differ, and for a day that is still to come.
    """
    where = (window, station or work.station)
    found = [one for one in days(work, on, on) if (one.window, one.station) == where]
    if on > local_date(work.now):
        raise Refused([Problem("on", "还没到的日子不能对账")])
    if not found:
        raise Refused("这个窗口这一天没有收费，不用对账。")
    day, problems = found[0], []
    if not -MOST < settled < MOST:
        problems.append(Problem("settled", "结算室金额不对，请核对"))
    elif settled != day.total and not explanation.strip():
        gap = yuan(day.total - settled)
        problems.append(Problem("explanation", f"窗口与结算室相差 {gap} 元，要写明原因"))
    problems += length_problems("explanation", "差异说明", explanation, BLOCK_LIMIT)
    if problems:
        raise Refused(problems)
    if day.done is not None:
        day.done.voided_at, day.done.void_reason = work.now, "重新对账"
        work.session.flush()
    made = Reconciliation(
        id=work.new_id(),
        station=day.station,
        on=on,
        window=window,
        counted=day.total,
        settled=settled,
        explanation=explanation.strip(),
        checked_at=work.now,
        checker=work.actor.account,
        checker_name=work.actor.name,
    )
    work.session.add(made)
    return made


@needs(Right.SEE)
def forgotten(work: Work) -> list[WindowDay]:
    """The windows' days before today, of the last month, that had money and nobody reconciled."""
    today = local_date(work.now)
    found = days(work, today - timedelta(days=LOOKED_BACK), today - timedelta(days=1))
    return [day for day in found if day.open]
