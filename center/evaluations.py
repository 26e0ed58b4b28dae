"""Evaluation of a service by the one who was served (评价, SAT-04): five levels, no default.

The person taps on the screen turned to them, or writes a slip that somebody other than the handler
enters. One of the last two levels opens a follow-up.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, mapped_column

from center.cases.file import open_file
from center.cases.records import CLOSED, Case
from center.errors import Problem, Refused
from center.follow_ups import Origin, handlers_of, open_follow_up
from center.records import Base, Record, link, local_date, unique_unless_voided
from center.rights import Right, needs, visible
from center.settings import values
from center.storage import Work
from center.text import BLOCK_LIMIT, length_problems


class Rating(enum.StrEnum):
    """The five levels, best first."""

    VERY_GOOD = "非常满意"
    GOOD = "满意"
    FAIR = "基本满意"
    BAD = "不满意"
    VERY_BAD = "非常不满意"


LOW = frozenset({Rating.BAD, Rating.VERY_BAD})
CONTENT = frozenset(Rating) - LOW
UNRATED = "未评价"


class Way(enum.StrEnum):
    """How an evaluation came in."""

    SCREEN = "屏幕点选"
    SLIP = "纸质评价单"


class Evaluation(Record, Base):
    """One case's evaluation; `rating` None: asked, and no answer given (未评价)."""

    __tablename__ = "evaluations"
    __table_args__ = (unique_unless_voided("case"),)
    kind = "evaluation"

    case: Mapped[UUID] = mapped_column(link("cases.id"))
    window: Mapped[str]
    handler_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    way: Mapped[Way]
    account: Mapped[UUID] = mapped_column(link("accounts.id"))
    actor_name: Mapped[str]
    rating: Mapped[Rating | None] = mapped_column(default=None)
    remark: Mapped[str] = mapped_column(default="")


@needs(Right.SEE)
def evaluation_of(work: Work, case: UUID) -> Evaluation | None:
    """A case's evaluation; None when nobody was asked yet."""
    query = select(Evaluation).where(Evaluation.case == case, Evaluation.voided_at.is_(None))
    return work.session.scalars(visible(query, work.actor)).one_or_none()


def reason_against(case: Case, there: Evaluation | None) -> str:
    """Why a case cannot be evaluated now; empty when it can."""
    if case.voided_at is not None:
        return "这件已作废"
    if case.status not in CLOSED:
        return "还没有办完"
    if case.finished_elsewhere:
        return "这件不是在本中心办结的"
    if there is not None and there.rating is not None:
        return f"群众已评价：{there.rating.value}"
    return ""


@needs(Right.HANDLE_CASES)
def rate_on_screen(work: Work, case_id: UUID, rating: Rating | None) -> Evaluation:
    """What the person tapped on the screen turned to them; None when nobody tapped in time."""
    return _rate(work, case_id, rating, Way.SCREEN, "")


@needs(Right.FOLLOW_UP)
def enter_slip(work: Work, case_id: UUID, rating: Rating | None, remark: str = "") -> Evaluation:
    """Enter a slip that the person filled in; refused for whoever handled the case (SAT-04)."""
    case = open_file(work, case_id).case
    if work.actor.account in handlers_of(work.session, case):
        raise Refused("经办人不能录入自己办件的评价，没有保存。请把评价单交给其他同事录入。")
    if rating is None:
        raise Refused([Problem("rating", "请选择评价单上勾的是哪一级")])
    if problems := length_problems("remark", "意见", remark, BLOCK_LIMIT):
        raise Refused(problems)
    return _rate(work, case_id, rating, Way.SLIP, remark.strip())


def _rate(work: Work, case_id: UUID, rating: Rating | None, way: Way, remark: str) -> Evaluation:
    case = open_file(work, case_id).case
    made = evaluation_of(work, case_id)
    if reason := reason_against(case, made):
        raise Refused(f"{reason}，没有再记录。")
    if made is None:
        made = Evaluation(
            id=work.new_id(),
            station=work.station,
            case=case.id,
            window=case.window,
            handler_name=case.handler_name,
            at=work.now,
            way=way,
            account=work.actor.account,
            actor_name=work.actor.name,
        )
        work.session.add(made)
    made.rating, made.remark, made.way, made.at = rating, remark, way, work.now
    made.account, made.actor_name = work.actor.account, work.actor.name
    if rating in LOW:
        open_follow_up(work, case, Origin.LOW, f"{rating.value}{f'：{remark}' if remark else ''}")
    return made


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """A window's month: cases ended, asked, and how many gave each level.

    `rate` is the share of the first three levels among those who answered; None below the office's
    least number, which says nothing about a window.
    """

    window: str
    ended: int
    unrated: int
    levels: Mapping[Rating, int]
    rate: float | None

    @property
    def rated(self) -> int:
        """How many answered."""
        return sum(self.levels.values())


@needs(Right.SEE)
def satisfaction(work: Work, first: date, last: date) -> list[Satisfaction]:
    """Each window's evaluations of the cases that ended in a span of days (SAT-03), then all."""
    least = values(work.session, work.now).number("satisfaction_least")
    ended = (
        select(Case.window, func.count(Case.id))
        .where(
            Case.voided_at.is_(None),
            Case.ended_on >= first,
            Case.ended_on <= last,
            ~Case.finished_elsewhere,
        )
        .group_by(Case.window)
    )
    rated = (
        select(Evaluation.window, Evaluation.rating, func.count(Evaluation.id))
        .join(Case, Case.id == Evaluation.case)
        .where(
            Evaluation.voided_at.is_(None),
            Case.voided_at.is_(None),
            Case.ended_on >= first,
            Case.ended_on <= last,
        )
        .group_by(Evaluation.window, Evaluation.rating)
    )
    done = {row[0]: row[1] for row in work.session.execute(visible(ended, work.actor))}
    given: dict[str, dict[Rating | None, int]] = {}
    for window, rating, number in work.session.execute(visible(rated, work.actor)):
        given.setdefault(window, {})[rating] = number
    names = sorted(done.keys() | given.keys())
    rows = [_window(name, done.get(name, 0), given.get(name, {}), least) for name in names]
    whole: dict[Rating | None, int] = {}
    for counts in given.values():
        for rating, number in counts.items():
            whole[rating] = whole.get(rating, 0) + number
    return [*rows, _window("合计", sum(done.values()), whole, least)] if rows else []


def _window(name: str, ended: int, counts: Mapping[Rating | None, int], least: int) -> Satisfaction:
    levels = {rating: counts.get(rating, 0) for rating in Rating}
    rated = sum(levels.values())
    content = sum(levels[rating] for rating in CONTENT)
    rate = content / rated if rated and rated >= least else None
    return Satisfaction(name or "（未分窗口）", ended, counts.get(None, 0), levels, rate)


def told(made: Evaluation) -> str:
    """An evaluation in a line: 满意（屏幕点选，11月21日）."""
    day = local_date(made.at)
    word = made.rating.value if made.rating is not None else UNRATED
    remark = f"　{made.remark}" if made.remark else ""
    return f"{word}（{made.way.value}，{day.month}月{day.day}日）{remark}"
