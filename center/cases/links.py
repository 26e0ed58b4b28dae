"""Cases that belong together (关联): one done again, the same matter twice, duplicates merged."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Mapped, mapped_column

from center.cases.actions import Action
from center.cases.events import moment, must_be_filled, must_be_lawful, record
from center.cases.file import derive
from center.cases.intake import CaseForm, receive
from center.cases.records import CLOSED, Case, Happened
from center.errors import Expected, Problem, Refused
from center.items import item_of
from center.people import Identity, root_of, same_person
from center.records import Base, Record, link, unique_unless_voided
from center.rights import Right, needs, visible
from center.storage import Work
from center.text import BLOCK_LIMIT, length_problems

_NOT_LEFT = "原办件没有留"


class LinkKind(enum.StrEnum):
    """How two cases belong together."""

    REDO = "重办"
    SAME = "同一件事"
    MERGED = "合并"


class Fault(enum.StrEnum):
    """Where the cause lay of a case that must be done again, in neutral words."""

    APPLICANT = "申请人提供的情况有变化"
    WINDOW = "窗口录入或审核有出入"
    DEPARTMENT = "审批部门的意见有变化"
    SYSTEM = "系统或设备原因"
    UNKNOWN = "原因待查"


class CaseLink(Record, Base):
    """`case` was made again of, is the same as, or was merged into `other`.

    `other` is the first result, the earlier of two, or the survivor. A link that was undone is
    voided.
    """

    __tablename__ = "case_links"
    __table_args__ = (unique_unless_voided("case", "other"),)
    kind = "case_link"

    case: Mapped[UUID] = mapped_column(link("cases.id"))
    other: Mapped[UUID] = mapped_column(link("cases.id"), index=True)
    link_kind: Mapped[LinkKind]
    made_at: Mapped[datetime]
    account: Mapped[UUID]
    actor_name: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    fault: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True)
class Linked:
    """A link as one of its two cases sees it; `onward` when this case points to `case`."""

    link: CaseLink
    case: Case
    onward: bool

    @property
    def words(self) -> str:
        """What the other case is to this one."""
        match self.link.link_kind, self.onward:
            case LinkKind.REDO, True:
                return "原办件"
            case LinkKind.REDO, False:
                return "重办为"
            case LinkKind.MERGED, True:
                return "已并入"
            case LinkKind.MERGED, False:
                return "并入本件"
            case _:
                return LinkKind.SAME.value


@needs(Right.SEE)
def links_of(work: Work, case: UUID) -> list[Linked]:
    """The cases linked to a case, both ways, oldest link first."""
    query = select(CaseLink).where(
        CaseLink.voided_at.is_(None), or_(CaseLink.case == case, CaseLink.other == case)
    )
    found = work.session.scalars(query.order_by(CaseLink.made_at, CaseLink.id)).all()
    ids = {one.other if one.case == case else one.case for one in found}
    others = {one.id: one for one in _cases(work, ids)}
    ends = [(one, one.other if one.case == case else one.case) for one in found]
    return [Linked(one, others[end], onward=one.case == case) for one, end in ends if end in others]


@needs(Right.SEE)
def probable(work: Work, case: Case) -> list[Case]:
    """Open cases of the same person and item that nobody has linked to this one yet."""
    if case.person is None or case.status in CLOSED or case.voided_at is not None:
        return []
    known = {one.case.id for one in links_of(work, case.id)}
    found = probable_for(work, case.person, case.item_code)
    return [one for one in found if one.id != case.id and one.id not in known]


@needs(Right.SEE)
def probable_for(work: Work, person: UUID, item_code: str) -> list[Case]:
    """Open cases of this person, under any merged entry, about this item; the oldest first."""
    session = work.session
    query = select(Case).where(
        Case.person.in_(same_person(session, root_of(session, person))),
        Case.item_code == item_code,
        Case.ended_on.is_(None),
        Case.voided_at.is_(None),
    )
    query = visible(query, work.actor).order_by(Case.received_at, Case.id)
    return list(session.scalars(query))


def _cases(work: Work, ids: set[UUID]) -> Sequence[Case]:
    return work.session.scalars(visible(select(Case).where(Case.id.in_(ids)), work.actor)).all()


@needs(Right.HANDLE_CASES)
def link_same(work: Work, case: Case, other: Case, reason: str = "") -> CaseLink:
    """Say that two cases are about the same matter (同一件事); both stay as they are."""
    return _link(work, case, other, LinkKind.SAME, reason)


@needs(Right.VOID)
def merge(work: Work, case: Case, survivor: Case, reason: str) -> CaseLink:
    """Void a duplicate as merged into `survivor`; its events and papers stay readable.

    Only an open case is merged: what has ended keeps its result.
    """
    must_be_filled(reason=(reason, "请写明为什么是同一件"))
    if case.voided_at is not None or case.status in CLOSED:
        raise Refused("只有还在办理的件可以并入另一件，没有改动。")
    for one in links_of(work, case.id):
        if one.case.id == survivor.id and one.link.link_kind is LinkKind.SAME:
            _void(work, one.link, "改为合并")
    work.session.flush()
    made = _link(work, case, survivor, LinkKind.MERGED, reason)
    case.voided_at, case.void_reason = work.now, f"并入 {survivor.number}：{reason.strip()}"
    return made


@needs(Right.HANDLE_CASES)
def undo(work: Work, made: CaseLink, reason: str) -> None:
    """Undo a link; a merged case comes back to life as it was. A redone case stays linked."""
    must_be_filled(reason=(reason, "请写明为什么取消关联"))
    if made.voided_at is not None:
        raise Refused("这个关联已经取消，没有改动。")
    if made.link_kind is LinkKind.REDO:
        raise Refused("重办的件与原办件的关联不能取消，没有改动。")
    if made.link_kind is LinkKind.MERGED:
        if not work.actor.may(Right.VOID):
            raise Refused("取消合并要由主任或副主任办理，没有改动。")
        case = work.session.get_one(Case, made.case)
        case.voided_at, case.void_reason = None, ""
        derive(work, case)
    _void(work, made, reason)


@needs(Right.HANDLE_CASES)
def redo(work: Work, case: Case, reason: str, fault: Fault, at: datetime | None = None) -> Case:
    """Open a case anew (重办): linked to the first with reason and fault, whose result stays.

    The new case follows the item's version in use; its materials count as received.
    """
    facts = must_be_lawful(work, case, Action.REDO, at)
    must_be_filled(reason=(reason, "请写明为什么要重办"))
    for one in links_of(work, case.id):
        again = one.link.link_kind is LinkKind.REDO and not one.onward
        if again and one.case.voided_at is None:
            raise Refused(f"这件已经重办为 {one.case.number}，没有再开新件。")
    item = item_of(work.session, case.item_code)
    if item is None:
        raise Expected("这个事项已停用，没有重办。需要时请按现在的事项重新收件。")
    form = CaseForm(
        item=item,
        applicant=applicant_of(case),
        visit=case.visit,
        visitor_name=case.visitor_name,
        visitor_phone=case.visitor_phone,
        relation=case.relation,
        authority_seen=case.authority_seen,
        urgency=case.urgency,
        mode=case.mode,
        window=case.window,
        received=range(len(item.materials)),
    )
    fresh = receive(work, form)
    fresh.person = case.person or fresh.person
    made = _link(work, fresh, case, LinkKind.REDO, reason)
    made.fault = fault.value
    when = moment(work, case, facts, at)
    record(work, case, Happened.REDONE, when, reason.strip(), {"fault": fault.value})
    return fresh


def applicant_of(case: Case) -> Identity:
    """The applicant as the case has it."""
    return Identity(
        name=case.name,
        person_kind=case.person_kind,
        id_kind=case.id_kind,
        id_number=case.id_number,
        no_id_reason=case.no_id_reason or ("" if case.id_number else _NOT_LEFT),
        phone=case.phone,
        no_phone_reason=case.no_phone_reason or ("" if case.phone else _NOT_LEFT),
        village=case.village,
        group=case.group,
        address=case.address,
        card_account=case.card_account,
        card_holder=case.card_holder,
    )


def _link(work: Work, case: Case, other: Case, kind: LinkKind, reason: str) -> CaseLink:
    if problems := length_problems("reason", "原因", reason, BLOCK_LIMIT):
        raise Refused(problems)
    if case.id == other.id:
        raise Refused([Problem("other", "不能与自己关联，请选择另一件")])
    if case.voided_at is not None or other.voided_at is not None:
        raise Refused([Problem("other", "作废的件不能再关联，请选择另一件")])
    if any(one.case.id == other.id for one in links_of(work, case.id)):
        raise Refused([Problem("other", f"与 {other.number} 已经关联")])
    made = CaseLink(
        id=work.new_id(),
        station=work.station,
        case=case.id,
        other=other.id,
        link_kind=kind,
        made_at=work.now,
        account=work.actor.account,
        actor_name=work.actor.name,
        reason=reason.strip(),
    )
    work.session.add(made)
    return made


def _void(work: Work, made: CaseLink, reason: str) -> None:
    made.voided_at, made.void_reason = work.now, reason.strip()
