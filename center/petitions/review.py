"""Review and final review of an opinion (复查、复核, 信访工作条例 35, 36)."""

from __future__ import annotations

from datetime import date, datetime

from center.cases.events import must_be_filled, must_not_be_endless
from center.errors import Problem, Refused
from center.petitions.actions import Action
from center.petitions.records import Happened, Petition, Status
from center.petitions.steps import must_be_lawful, take
from center.rights import Right, needs
from center.storage import Work

VERDICTS = ("维持", "撤销", "变更", "责令重新处理")


@needs(Right.HANDLE_PETITIONS)
def ask_review(
    work: Work, petition: Petition, organ: str, request: str = "", at: datetime | None = None
) -> None:
    """The petitioner asks the next higher organ for a review, within 30 days (35)."""
    facts = must_be_lawful(work, petition, Action.ASK_REVIEW, at)
    must_be_filled(organ=(organ, "请填写复查机关"))
    must_not_be_endless(request=request)
    petition.status = Status.REVIEWING
    take(work, petition, facts, Happened.REVIEW_ASKED, at, request, organ=organ.strip())


@needs(Right.HANDLE_PETITIONS)
def review(
    work: Work,
    petition: Petition,
    verdict: str,
    text: str,
    at: datetime | None = None,
    *,
    delivered_on: date | None = None,
) -> None:
    """The review's opinion (35); final review may be asked for within 30 days."""
    facts = must_be_lawful(work, petition, Action.REVIEW, at)
    _check(verdict, text)
    petition.status = Status.REVIEWED
    said = delivered_on.isoformat() if delivered_on else ""
    take(work, petition, facts, Happened.REVIEWED, at, text, verdict=verdict, delivered_on=said)


@needs(Right.HANDLE_PETITIONS)
def ask_final(
    work: Work, petition: Petition, organ: str, request: str = "", at: datetime | None = None
) -> None:
    """The petitioner asks for the final review, within 30 days (36)."""
    facts = must_be_lawful(work, petition, Action.ASK_FINAL, at)
    must_be_filled(organ=(organ, "请填写复核机关"))
    must_not_be_endless(request=request)
    petition.status = Status.FINAL_REVIEWING
    take(work, petition, facts, Happened.FINAL_ASKED, at, request, organ=organ.strip())


@needs(Right.HANDLE_PETITIONS)
def final_review(
    work: Work,
    petition: Petition,
    verdict: str,
    text: str,
    at: datetime | None = None,
    *,
    hearing: tuple[date, date] | None = None,
) -> None:
    """The final review's opinion ends it (36); days after `hearing[0]` through [1] do not count."""
    facts = must_be_lawful(work, petition, Action.FINAL, at)
    _check(verdict, text)
    if hearing is not None and hearing[1] < hearing[0]:
        raise Refused([Problem("hearing", "听证结束日不能早于开始日")])
    petition.status = Status.ENDED
    data = {"verdict": verdict}
    if hearing is not None:
        data |= {"hearing_from": hearing[0].isoformat(), "hearing_to": hearing[1].isoformat()}
    take(work, petition, facts, Happened.FINAL_REVIEWED, at, text, **data)


def _check(verdict: str, text: str) -> None:
    if verdict not in VERDICTS:
        raise Refused([Problem("verdict", "请选择维持、撤销、变更或责令重新处理")])
    must_be_filled(text=(text, "请填写意见内容"))
