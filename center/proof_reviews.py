"""Looking through the items for odd, circular and repeated proofs (清理证明, ONCE-14).

Each item in use is looked through once in the months of a setting; who did it, when and what came
of it stays on record.
"""

from __future__ import annotations

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from center.errors import Problem, Refused
from center.items import Item, active_items
from center.records import Base, Record, link, local_date
from center.rights import Right, needs
from center.rolls.months import add_months
from center.settings import values
from center.storage import Work
from center.text import LINE_LIMIT, length_problems

PROOF = "证明"


class Finding(enum.StrEnum):
    """What came of looking through an item's materials."""

    NONE = "没有多余证明"
    CLEANED = "有多余证明，已从清单去掉"
    WANTED = "有多余证明，待上级同意后去掉"


class ProofReview(Record, Base):
    """That an item's materials were looked through: by whom, when, with what finding."""

    __tablename__ = "proof_reviews"
    kind = "proof_review"

    code: Mapped[str] = mapped_column(String(20), index=True)
    edition: Mapped[int] = mapped_column(Integer)
    finding: Mapped[Finding]
    at: Mapped[datetime]
    account: Mapped[UUID] = mapped_column(link("accounts.id"))
    actor_name: Mapped[str]
    remark: Mapped[str] = mapped_column(default="")


def proofs_of(item: Item) -> list[str]:
    """The materials of an item that are proofs by their name."""
    return [m.name for m in item.material_list() if PROOF in m.name]


@needs(Right.EDIT_ITEMS)
def review_proofs(work: Work, item: Item, finding: Finding | None, remark: str = "") -> ProofReview:
    """Put on record that the item was looked through; a finding says which proof and why.

    已从清单去掉 is refused while the item stands as it stood at the last review.
    """
    problems = []
    if finding is None:
        problems.append(Problem("finding", "请选择清理结论"))
    elif finding is not Finding.NONE and not remark.strip():
        problems.append(Problem("remark", "请写明是哪份证明、为什么多余"))
    last = last_reviews(work).get(item.code)
    before = last.edition if last is not None else 1
    if finding is Finding.CLEANED and item.edition <= before:
        said = "材料清单还没有改过，请先在“修改”里去掉多余的证明，再记清理"
        problems.append(Problem("finding", said))
    problems += length_problems("remark", "说明", remark, LINE_LIMIT)
    if problems or finding is None:
        raise Refused(problems)
    made = ProofReview(
        id=work.new_id(),
        station=work.station,
        code=item.code,
        edition=item.edition,
        finding=finding,
        at=work.now,
        account=work.actor.account,
        actor_name=work.actor.name,
        remark=remark.strip(),
    )
    work.session.add(made)
    work.session.flush()
    return made


@needs(Right.SEE_OFFICE)
def reviews_of(work: Work, code: str) -> list[ProofReview]:
    """The reviews of an item, newest first."""
    query = select(ProofReview).where(ProofReview.code == code, ProofReview.voided_at.is_(None))
    return list(work.session.scalars(query.order_by(ProofReview.at.desc(), ProofReview.id.desc())))


@needs(Right.SEE_OFFICE)
def last_reviews(work: Work) -> dict[str, ProofReview]:
    """The latest review of each item that has one, by code."""
    query = select(ProofReview).where(ProofReview.voided_at.is_(None))
    found = work.session.scalars(query.order_by(ProofReview.at, ProofReview.id))
    return {review.code: review for review in found}


@needs(Right.SEE_OFFICE)
def review_due(work: Work) -> dict[str, date | None]:
    """The items in use that must be looked through, with the day of the last time (None: never)."""
    months = values(work.session, work.now).number("proof_review_months")
    today, last = local_date(work.now), last_reviews(work)
    found: dict[str, date | None] = {}
    for item in active_items(work):
        review = last.get(item.code)
        on = local_date(review.at) if review is not None else None
        if on is None or add_months(on, months) <= today:
            found[item.code] = on
    return found
