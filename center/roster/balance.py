"""The fair planner: an integer programme solved to proven optimality by HiGHS.

Every requirement that can fail has a slack variable with a price, so that there is always an
answer, and what could not be met is what `check` then finds. Prices are far apart: an empty seat
is worse than a chief without a day (DUTY-02), that than a day over the limit, that than two days
in a row, and that than any unfairness.

Fairness counts a rolling year: for each class of day apart, and for the weighted whole, the k-th
day of a member costs more the further ahead of the fair share it brings him. The marginal prices of
a square add up to the square, so the sum of squares is minimal without leaving linear terms.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import highspy

from center.errors import Expected
from center.roster.request import (
    DayClass,
    Days,
    Member,
    Request,
    debts,
    neighbours,
    owed,
    weighted,
)

SECONDS = 2.0
"""How long the solver may look for something better."""
EMPTY, CHIEF, MOST, ROW = 1e6, 1e5, 3e4, 3e3
"""Prices of what could not be met."""
KEPT = 0.1
"""What it is worth to leave a turn where it stands."""
TOTAL = 4
"""How much more the weighted whole counts than one class of days."""
STEPS = 8
"""Days of one member and class that are priced one by one."""

_make_solver: Callable[[], highspy.Highs] = highspy.Highs

Column = highspy.highs.highs_var
Sum = highspy.highs.highs_linear_expression


@dataclass(frozen=True, slots=True)
class Proposal:
    """A planned month. `gap` is how far it may be from the best, 0 when proven optimal (0…1).

    `seconds` is what the search took.
    """

    days: Days
    gap: float
    seconds: float

    @property
    def optimal(self) -> bool:
        """Whether nothing better exists."""
        return self.gap == 0


def balance(request: Request, *, seconds: float = SECONDS) -> Proposal:
    """Plan a month as fairly as can be. Raises `Expected` when nobody could serve at all."""
    began = time.monotonic()
    model = _Model(request)
    return model.solve(began, seconds)


class _Model:
    """The programme: a column for every member and day, and for everything that has a price."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._highs = _make_solver()
        self._highs.setOptionValue("output_flag", False)
        # One thread and a fixed seed: the same request gives the same roster on every computer.
        self._highs.setOptionValue("threads", 1)
        self._highs.setOptionValue("random_seed", 0)
        self._highs.setOptionValue("mip_rel_gap", 0.0)
        self._highs.setOptionValue("mip_abs_gap", 1e-6)
        self._cost = Sum()
        self._serves = self._columns()
        if not self._serves:
            raise Expected("名单上没有人能在这个月值班，没有排班。请先添加值班人员。")
        self._seats()
        self._chiefs()
        self._rows()
        self._fairness()

    def solve(self, began: float, seconds: float) -> Proposal:
        """Run the solver and read the roster out of it."""
        self._highs.setOptionValue("time_limit", max(seconds - (time.monotonic() - began), 0.1))
        self._highs.minimize(self._cost)
        solution = self._highs.getSolution()
        if not solution.value_valid:
            raise Expected(
                "规定时间内没有排出班表，没有保存。请改用“按顺序排班”，或减少固定的日期。"
            )
        values = solution.col_value
        found = {
            day: tuple(
                member.id
                for member in self._request.members
                if (member.id, day) in self._serves
                and values[self._serves[member.id, day].index] > 0.5
            )
            for day in self._request.need
        }
        solved = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        gap = 0.0 if solved else min(max(self._highs.getInfo().mip_gap, 1e-9), 1.0)
        return Proposal(found, gap, time.monotonic() - began)

    def _columns(self) -> dict[tuple[UUID, date], Column]:
        found: dict[tuple[UUID, date], Column] = {}
        for day in self._request.need:
            pinned = self._request.pinned.get(day, ())
            for member in self._request.members:
                if member.id in pinned:
                    found[member.id, day] = self._highs.addVariable(
                        1, 1, type=highspy.HighsVarType.kInteger
                    )
                elif member.can(day):
                    column = found[member.id, day] = self._highs.addBinary()
                    if member.id in self._request.present.get(day, ()):
                        self._cost -= KEPT * column
        return found

    def _slack(self, price: float) -> Column:
        column: Column = self._highs.addVariable(0, highspy.kHighsInf)
        self._cost += price * column
        return column

    def _seats(self) -> None:
        known = {member.id for member in self._request.members}
        for day in self._request.need:
            gone = sum(member not in known for member in self._request.pinned.get(day, ()))
            there = self._sum(c for (_, on), c in self._serves.items() if on == day)
            wanted = self._request.seats(day) - gone
            self._highs.addConstr(there + self._slack(EMPTY) == wanted)

    def _chiefs(self) -> None:
        for member in self._request.members:
            mine = [c for (of, _), c in self._serves.items() if of == member.id]
            if not mine:
                continue
            if member.chief:
                self._highs.addConstr(
                    self._sum(mine) + self._slack(CHIEF) >= self._request.chief_days
                )
            if self._request.most:
                self._highs.addConstr(self._sum(mine) - self._slack(MOST) <= self._request.most)

    def _rows(self) -> None:
        for (member, day), column in self._serves.items():
            before, after = neighbours(day)
            if member in self._request.served.get(before, ()):
                self._cost += ROW * column
            following = self._serves.get((member, after))
            if following is not None:
                self._highs.addConstr(column + following - self._slack(ROW) <= 1)

    def _fairness(self) -> None:
        request = self._request
        before, share = debts(request), owed(request, {d: request.seats(d) for d in request.need})
        for member in request.members:
            ahead = {of: -before[member.id][of] - share[member.id][of] for of in DayClass}
            for of in DayClass:
                days = self._mine(member, of)
                self._price(days, ahead[of], 1.0)
            whole = [
                (column, request.weights[of])
                for of in DayClass
                for column, _ in self._mine(member, of)
            ]
            self._price(whole, weighted(ahead, request.weights), TOTAL)

    def _mine(self, member: Member, of: DayClass) -> list[tuple[Column, int]]:
        return [
            (column, 1)
            for (one, day), column in self._serves.items()
            if one == member.id and self._request.classes[day] is of
        ]

    def _price(self, days: list[tuple[Column, int]], ahead: float, price: float) -> None:
        """Charge (ahead + n)² − ahead² for n days, step by step."""
        if not days:
            return
        steps = min(sum(weight for _, weight in days), STEPS)
        counted = Sum()
        for column, weight in days:
            counted += weight * column
        for step in range(steps):
            last = step == steps - 1
            part = self._highs.addVariable(0, highspy.kHighsInf if last else 1)
            self._cost += price * (2 * ahead + 2 * step + 1) * part
            counted -= part
        self._highs.addConstr(counted == 0)

    @staticmethod
    def _sum(columns: Iterable[Column]) -> Sum:
        total = Sum()
        for column in columns:
            total += column
        return total
