"""Satisfaction surveys (服务质量测评, SAT-01, SAT-03): issue forms, enter them, tally by window.

A window with fewer forms than the setting's minimum is shown and not compared.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Integer, select
from sqlalchemy.orm import Mapped, mapped_column

from center.cases.events import must_be_filled, must_not_be_endless
from center.errors import Problem, Refused
from center.records import Base, Record, link, local_date
from center.rights import Right, needs, visible
from center.settings import values
from center.storage import Work


class Rating(enum.StrEnum):
    """The five levels of the form, the best first."""

    BEST = "非常满意"
    GOOD = "满意"
    FAIR = "基本满意"
    BAD = "不满意"
    WORST = "非常不满意"


SATISFIED = frozenset({Rating.BEST, Rating.GOOD, Rating.FAIR})


class Survey(Record, Base):
    """One survey: its title and period, and how many forms were handed out."""

    __tablename__ = "surveys"
    kind = "survey"

    title: Mapped[str]
    first: Mapped[date]
    last: Mapped[date]
    issued: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[datetime]
    maker: Mapped[str]
    closed_on: Mapped[date | None] = mapped_column(default=None)


class SurveyAnswer(Record, Base):
    """One returned form: the window it rates, and what it says; it names nobody."""

    __tablename__ = "survey_answers"
    kind = "survey_answer"

    survey: Mapped[UUID] = mapped_column(link("surveys.id"), index=True)
    window: Mapped[str]
    rating: Mapped[Rating]
    entered_at: Mapped[datetime]
    comment: Mapped[str] = mapped_column(default="")


@needs(Right.HANDLE_PETITIONS)
def issue(work: Work, title: str, first: date, last: date, issued: int) -> Survey:
    """Begin a survey with so many forms handed out."""
    must_be_filled(title=(title, "请填写测评名称"))
    problems = []
    if last < first:
        problems.append(Problem("last", "结束日期不能早于开始日期"))
    if not 1 <= issued <= 100_000:
        problems.append(Problem("issued", "发放份数应在 1 到 100000 之间"))
    if problems:
        raise Refused(problems)
    survey = Survey(
        id=work.new_id(),
        station=work.station,
        title=title.strip(),
        first=first,
        last=last,
        issued=issued,
        made_at=work.now,
        maker=work.actor.name,
    )
    work.session.add(survey)
    return survey


@needs(Right.HANDLE_PETITIONS)
def enter(
    work: Work, survey: Survey, window: str, rating: Rating, comment: str = "", copies: int = 1
) -> None:
    """Enter returned forms, `copies` alike at once; never more than were handed out."""
    if survey.voided_at is not None or survey.closed_on is not None:
        raise Refused("这次测评已经结束或作废，没有录入。")
    must_be_filled(window=(window, "请选择窗口"))
    must_not_be_endless(comment=comment)
    if not 1 <= copies <= 1000:
        raise Refused([Problem("copies", "一次录入 1 到 1000 份")])
    if len(_answers(work, survey)) + copies > survey.issued:
        raise Refused([Problem("copies", f"收回的份数超过了发放的 {survey.issued} 份，请核对")])
    for _ in range(copies):
        work.session.add(
            SurveyAnswer(
                id=work.new_id(),
                station=work.station,
                survey=survey.id,
                window=window.strip(),
                rating=rating,
                entered_at=work.now,
                comment=comment.strip(),
            )
        )
    work.session.flush()


@needs(Right.HANDLE_PETITIONS)
def close(work: Work, survey: Survey) -> None:
    """End a survey: no more forms are entered."""
    survey.closed_on = local_date(work.now)


def _answers(work: Work, survey: Survey) -> Sequence[SurveyAnswer]:
    query = select(SurveyAnswer).where(
        SurveyAnswer.survey == survey.id, SurveyAnswer.voided_at.is_(None)
    )
    return work.session.scalars(query.order_by(SurveyAnswer.id)).all()


@dataclass(frozen=True, slots=True)
class WindowTally:
    """One window's forms; `rate` in per cent of satisfied ones, None below the minimum."""

    window: str
    counts: Mapping[Rating, int]
    returned: int
    rate: float | None


@dataclass(frozen=True, slots=True)
class Tally:
    """A survey counted: forms out and back, each window, and what people wrote."""

    issued: int
    returned: int
    least: int
    windows: tuple[WindowTally, ...]
    total: WindowTally
    comments: tuple[tuple[str, str], ...]

    @property
    def ranked(self) -> tuple[WindowTally, ...]:
        """The windows that may be compared, the best first; few forms prove nothing."""
        fit = [one for one in self.windows if one.rate is not None]
        return tuple(sorted(fit, key=lambda one: (-(one.rate or 0.0), one.window)))


@needs(Right.SEE)
def tally(work: Work, survey: Survey) -> Tally:
    """Count a survey by window (SAT-03)."""
    least = values(work.session, work.now).number("survey_least")
    answers = _answers(work, survey)
    windows = sorted({answer.window for answer in answers})
    return Tally(
        survey.issued,
        len(answers),
        least,
        tuple(_count(w, [a for a in answers if a.window == w], least) for w in windows),
        _count("合计", answers, least),
        tuple((a.window, a.comment) for a in answers if a.comment),
    )


def _count(window: str, answers: Sequence[SurveyAnswer], least: int) -> WindowTally:
    counts = {rating: sum(a.rating is rating for a in answers) for rating in Rating}
    good = sum(counts[rating] for rating in SATISFIED)
    enough = len(answers) >= max(least, 1)
    rate = round(100 * good / len(answers), 1) if enough else None
    return WindowTally(window, counts, len(answers), rate)


@needs(Right.SEE)
def surveys(work: Work) -> Sequence[Survey]:
    """Every survey, newest first."""
    query = (
        select(Survey)
        .where(Survey.voided_at.is_(None))
        .order_by(Survey.made_at.desc(), Survey.id.desc())
    )
    return work.session.scalars(visible(query, work.actor)).all()
