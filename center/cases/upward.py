"""What goes to a superior authority: sent, contacted, answered, told to the applicant (CASE-09)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from center.cases.actions import Action
from center.cases.events import (
    moment,
    must_be_filled,
    must_be_lawful,
    must_not_be_endless,
    record,
)
from center.cases.records import Case, Happened
from center.errors import Problem, Refused
from center.records import Base, Record, link, local_date
from center.rights import Right, needs
from center.storage import Work

_UNTOLD = text("told_at IS NULL AND voided_at IS NULL")


class Dispatch(Record, Base):
    """One thing sent upward: to whom, with what, and what came of it.

    `contacted_at` is the last contact, at first the sending itself; `reply_due_on` the day the
    reply is owed, None when the authority named none. `answer` is the superior's result.
    """

    __tablename__ = "dispatches"
    __table_args__ = (
        Index(
            "ix_dispatches_waiting",
            "reply_due_on",
            sqlite_where=_UNTOLD,
            postgresql_where=_UNTOLD,
        ),
    )
    kind = "dispatch"

    case: Mapped[UUID] = mapped_column(link("cases.id"), index=True)
    superior: Mapped[str]
    sent_at: Mapped[datetime]
    contacted_at: Mapped[datetime]
    papers: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    reply_due_on: Mapped[date | None] = mapped_column(default=None)
    replied_at: Mapped[datetime | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    told_whom: Mapped[str] = mapped_column(default="")
    told_how: Mapped[str] = mapped_column(default="")


def dispatches_of(session: Session, case: UUID) -> Sequence[Dispatch]:
    """What was sent upward of a case, oldest first."""
    query = select(Dispatch).where(Dispatch.case == case, Dispatch.voided_at.is_(None))
    return session.scalars(query.order_by(Dispatch.sent_at, Dispatch.id)).all()


@needs(Right.HANDLE_CASES)
def send_up(
    work: Work,
    case: Case,
    superior: str,
    remark: str = "",
    at: datetime | None = None,
    *,
    papers: str = "",
    reference: str = "",
    reply_due_on: date | None = None,
) -> None:
    """Report upward or hand to the authority that decides (上报、代办, CASE-09, CASE-10).

    `papers` says what was sent, `reference` is the number of the upload or letter.
    """
    facts = must_be_lawful(work, case, Action.SEND_UP)
    must_be_filled(superior=(superior, "请填写报送到哪个部门"))
    must_not_be_endless(remark=remark, papers=papers, reference=reference)
    when = moment(work, case, facts, at)
    if reply_due_on is not None and reply_due_on < local_date(when):
        raise Refused([Problem("reply_due_on", "应答复的日期不能早于上报的日期")])
    case.superior = superior.strip()
    data = {
        "superior": superior.strip(),
        "papers": papers.strip(),
        "reference": reference.strip(),
        "reply_due_on": reply_due_on.isoformat() if reply_due_on else "",
    }
    record(work, case, Happened.SENT_UP, when, remark.strip(), data)
    work.session.add(
        Dispatch(
            id=work.new_id(),
            station=work.station,
            case=case.id,
            superior=superior.strip(),
            sent_at=when,
            contacted_at=when,
            papers=papers.strip(),
            reference=reference.strip(),
            reply_due_on=reply_due_on,
        )
    )


@needs(Right.HANDLE_CASES)
def contact(
    work: Work, case: Case, authority: str, content: str, at: datetime | None = None
) -> None:
    """Note a contact with the authority (CASE-10)."""
    facts = must_be_lawful(work, case, Action.CONTACT)
    must_be_filled(
        authority=(authority, "请填写联系的部门"), content=(content, "请填写联系内容和结果")
    )
    when = moment(work, case, facts, at)
    for sent in _unanswered(work, case):
        sent.contacted_at = max(sent.contacted_at, when)
    data = {"authority": authority.strip()}
    record(work, case, Happened.CONTACT, when, content.strip(), data)


@needs(Right.HANDLE_CASES)
def reply(
    work: Work, case: Case, answer: str, at: datetime | None = None, *, sent: UUID | None = None
) -> None:
    """Record the superior's result (CASE-09): of `sent`, else of what has waited longest."""
    facts = must_be_lawful(work, case, Action.REPLY, at)
    must_be_filled(answer=(answer, "请写明上级的答复或办理结果"))
    waiting = _unanswered(work, case)
    chosen = [one for one in waiting if sent in (None, one.id)]
    if waiting and not chosen:
        raise Refused([Problem("sent", "这一次上报已经有答复，请选择还没有答复的")])
    when = moment(work, case, facts, at)
    data = {"superior": case.superior}
    if chosen:
        chosen[0].replied_at, chosen[0].answer = when, answer.strip()
        data = {"superior": chosen[0].superior}
    record(work, case, Happened.REPLIED, when, answer.strip(), data)


@needs(Right.HANDLE_CASES)
def tell(
    work: Work, case: Case, whom: str, how: str, remark: str = "", at: datetime | None = None
) -> None:
    """Record that the superior's result was told to the applicant: who, how, when (CASE-09)."""
    facts = must_be_lawful(work, case, Action.TELL, at)
    must_be_filled(whom=(whom, "请填写告知了谁"), how=(how, "请选择告知方式"))
    must_not_be_endless(remark=remark)
    when = moment(work, case, facts, at)
    for sent in dispatches_of(work.session, case.id):
        if sent.replied_at is not None and sent.told_at is None:
            sent.told_at, sent.told_whom, sent.told_how = when, whom.strip(), how.strip()
    data = {"whom": whom.strip(), "how": how.strip()}
    record(work, case, Happened.TOLD, when, remark.strip(), data)


def _unanswered(work: Work, case: Case) -> list[Dispatch]:
    # Cases reported upward by an earlier version have events and no dispatch.
    return [one for one in dispatches_of(work.session, case.id) if one.replied_at is None]
