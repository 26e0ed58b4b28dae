"""Issued papers (文书): frozen, numbered without a gap, voided and replaced but never edited.

`issue` allots the number, calls the renderer and stores the exact bytes, the facts and the
template's version, all in one transaction. A failed print is a reprint of the stored bytes.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from center.errors import NotAllowed, Problem, Refused
from center.journal import commit, note
from center.lists import COUNT_CAP, Condition, Key, Sort, between, count_rows, rows_after
from center.records import NUMBER, Base, Record, link, local_date, unique_unless_voided
from center.rights import Right, needs, visible
from center.secrecy import OFFICE, STUB, may_see
from center.storage import NumberRequest, Work
from center.text import BLOCK_LIMIT, length_problems


class PaperKind(enum.StrEnum):
    """The papers about a case, a visit, a petition, a complaint, an accountability matter.

    The value names the template.
    """

    RECEIPT = "receipt"
    ACCEPTANCE_RECEIPT = "acceptance_receipt"
    ACCEPTANCE_NOTICE = "acceptance_notice"
    ONE_TIME_NOTICE = "one_time_notice"
    SUPPLEMENT_NOTICE = "supplement_notice"
    NON_ACCEPTANCE_NOTICE = "non_acceptance_notice"
    RETURN_NOTICE = "return_notice"
    COMPLETION_NOTICE = "completion_notice"
    GUIDANCE_SLIP = "guidance_slip"
    EXTENSION_NOTICE = "extension_notice"
    SPECIAL_PROCEDURE_NOTICE = "special_procedure_notice"
    REFUSAL_DECISION = "refusal_decision"
    DELIVERY_RECEIPT = "delivery_receipt"
    TOLERANCE_UNDERTAKING = "tolerance_undertaking"
    AGENCY_AUTHORISATION = "agency_authorisation"
    AGENCY_HANDOVER = "agency_handover"
    JOINT_MATERIALS = "joint_materials"
    PETITION_REGISTER = "petition_register"
    LEADER_RECEPTION = "leader_reception"
    PETITION_ASSIGNMENT = "petition_assignment"
    PETITION_TRANSFER = "petition_transfer"
    PETITION_ACCEPTANCE = "petition_acceptance"
    PETITION_REFUSAL = "petition_refusal"
    PETITION_NOT_AGAIN = "petition_not_again"
    PETITION_SENT_NOTICE = "petition_sent_notice"
    PETITION_LEGAL_ROUTE = "petition_legal_route"
    PETITION_EXTENSION = "petition_extension"
    PETITION_OPINION = "petition_opinion"
    PETITION_REVIEW = "petition_review"
    PETITION_FINAL_REVIEW = "petition_final_review"
    COMPLAINT_REGISTER = "complaint_register"
    COMPLAINT_RECORD = "complaint_record"
    COMPLAINT_REPLY = "complaint_reply"
    COMPLAINT_CIRCULAR = "complaint_circular"
    ATTENDANCE_CIRCULAR = "attendance_circular"
    ACCOUNTABILITY_RECORD = "accountability_record"
    ACCOUNTABILITY_ADMONITION = "accountability_admonition"
    ACCOUNTABILITY_CIRCULAR = "accountability_circular"


TITLES: dict[PaperKind, str] = {
    PaperKind.RECEIPT: "收件凭证",
    PaperKind.ACCEPTANCE_RECEIPT: "受理回单",
    PaperKind.ACCEPTANCE_NOTICE: "受理通知书",
    PaperKind.ONE_TIME_NOTICE: "一次性告知单",
    PaperKind.SUPPLEMENT_NOTICE: "材料补正通知单",
    PaperKind.NON_ACCEPTANCE_NOTICE: "不予受理通知书",
    PaperKind.RETURN_NOTICE: "退件通知书",
    PaperKind.COMPLETION_NOTICE: "办结通知（领取单）",
    PaperKind.GUIDANCE_SLIP: "中心外事项引导单",
    PaperKind.EXTENSION_NOTICE: "延期办理通知书",
    PaperKind.SPECIAL_PROCEDURE_NOTICE: "特别程序告知书",
    PaperKind.REFUSAL_DECISION: "不予办理决定书",
    PaperKind.DELIVERY_RECEIPT: "送达回证",
    PaperKind.TOLERANCE_UNDERTAKING: "容缺受理承诺书",
    PaperKind.AGENCY_AUTHORISATION: "委托代办书",
    PaperKind.AGENCY_HANDOVER: "代办交接单",
    PaperKind.JOINT_MATERIALS: "联办材料清单",
    PaperKind.PETITION_REGISTER: "信访事项登记表",
    PaperKind.LEADER_RECEPTION: "领导接访登记表",
    PaperKind.PETITION_ASSIGNMENT: "信访事项交办单",
    PaperKind.PETITION_TRANSFER: "信访事项转送单",
    PaperKind.PETITION_ACCEPTANCE: "信访事项受理告知书",
    PaperKind.PETITION_REFUSAL: "信访事项不予受理告知书",
    PaperKind.PETITION_NOT_AGAIN: "信访事项不再受理告知书",
    PaperKind.PETITION_SENT_NOTICE: "信访事项转送（交办）告知书",
    PaperKind.PETITION_LEGAL_ROUTE: "法定途径告知书",
    PaperKind.PETITION_EXTENSION: "信访事项延期告知书",
    PaperKind.PETITION_OPINION: "信访事项处理意见书",
    PaperKind.PETITION_REVIEW: "信访事项复查意见书",
    PaperKind.PETITION_FINAL_REVIEW: "信访事项复核意见书",
    PaperKind.COMPLAINT_REGISTER: "投诉登记表",
    PaperKind.COMPLAINT_RECORD: "投诉反馈记录表",
    PaperKind.COMPLAINT_REPLY: "投诉答复书",
    PaperKind.COMPLAINT_CIRCULAR: "投诉查实通报",
    PaperKind.ATTENDANCE_CIRCULAR: "考勤通报",
    PaperKind.ACCOUNTABILITY_RECORD: "责任追究记录",
    PaperKind.ACCOUNTABILITY_ADMONITION: "告诫书",
    PaperKind.ACCOUNTABILITY_CIRCULAR: "通报批评",
}

SHEETS = {
    "service_guide": "办事指南",
    "application_form": "通用申请表",
    "fee_board": "收费公示表",
    "archive_cover": "档案袋封面",
    "archive_contents": "卷内目录",
    "inquiry_answer": "查询结果",
    "hours_board": "工作时间牌",
    "away_sign": "暂时离岗牌",
    "staff_card": "工作牌",
    "desk_plate": "台牌",
    "blank_register": "手工登记簿",
}
"""Sheets printed on demand, without a number and not kept, whose texts an office may edit too."""

CODES: dict[PaperKind, str] = {
    PaperKind.RECEIPT: "SJ",
    PaperKind.ACCEPTANCE_RECEIPT: "HZ",
    PaperKind.ACCEPTANCE_NOTICE: "SZ",
    PaperKind.ONE_TIME_NOTICE: "GZ",
    PaperKind.SUPPLEMENT_NOTICE: "BZ",
    PaperKind.NON_ACCEPTANCE_NOTICE: "BS",
    PaperKind.RETURN_NOTICE: "TJ",
    PaperKind.COMPLETION_NOTICE: "LQ",
    PaperKind.GUIDANCE_SLIP: "YD",
    PaperKind.EXTENSION_NOTICE: "YQ",
    PaperKind.SPECIAL_PROCEDURE_NOTICE: "TX",
    PaperKind.REFUSAL_DECISION: "BB",
    PaperKind.DELIVERY_RECEIPT: "SD",
    PaperKind.TOLERANCE_UNDERTAKING: "RQ",
    PaperKind.AGENCY_AUTHORISATION: "DW",
    PaperKind.AGENCY_HANDOVER: "JJ",
    PaperKind.JOINT_MATERIALS: "LB",
    PaperKind.PETITION_REGISTER: "XD",
    PaperKind.LEADER_RECEPTION: "JF",
    PaperKind.PETITION_ASSIGNMENT: "XJ",
    PaperKind.PETITION_TRANSFER: "XZ",
    PaperKind.PETITION_ACCEPTANCE: "XS",
    PaperKind.PETITION_REFUSAL: "XB",
    PaperKind.PETITION_NOT_AGAIN: "XN",
    PaperKind.PETITION_SENT_NOTICE: "XG",
    PaperKind.PETITION_LEGAL_ROUTE: "FD",
    PaperKind.PETITION_EXTENSION: "XY",
    PaperKind.PETITION_OPINION: "CL",
    PaperKind.PETITION_REVIEW: "FC",
    PaperKind.PETITION_FINAL_REVIEW: "FH",
    PaperKind.COMPLAINT_REGISTER: "TD",
    PaperKind.COMPLAINT_RECORD: "TF",
    PaperKind.COMPLAINT_REPLY: "DF",
    PaperKind.COMPLAINT_CIRCULAR: "TB",
    PaperKind.ATTENDANCE_CIRCULAR: "KT",
    PaperKind.ACCOUNTABILITY_RECORD: "ZJ",
    PaperKind.ACCOUNTABILITY_ADMONITION: "GJ",
    PaperKind.ACCOUNTABILITY_CIRCULAR: "TP",
}

OF_PETITIONS = tuple(
    kind for kind in PaperKind if kind.startswith("petition_") or kind is PaperKind.LEADER_RECEPTION
)
OF_COMPLAINTS = tuple(kind for kind in PaperKind if kind.startswith("complaint_"))
OF_ACCOUNTABILITY = tuple(kind for kind in PaperKind if kind.startswith("accountability_"))


class Blob(Base):
    """Bytes of a record, such as an issued paper; their hash stands on the record."""

    __tablename__ = "blobs"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    data: Mapped[bytes]


class Paper(Record, Base):
    """One issued paper, about a case or a visit; `replaces` names the one it corrects."""

    __tablename__ = "papers"
    __table_args__ = (unique_unless_voided("number"),)
    kind = "paper"

    paper_kind: Mapped[str] = mapped_column(String(40))
    about_kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[UUID] = mapped_column(index=True)
    issued_at: Mapped[datetime] = mapped_column(index=True)
    issuer: Mapped[UUID] = mapped_column(link("accounts.id"))
    issuer_name: Mapped[str]
    facts: Mapped[dict[str, Any]]
    texts: Mapped[dict[str, Any]]
    template_version: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    blob: Mapped[UUID | None] = mapped_column(link("blobs.id"), default=None)
    number: Mapped[str | None] = mapped_column(NUMBER, default=None)
    replaces: Mapped[UUID | None] = mapped_column(link("papers.id"), default=None)
    audience: Mapped[str] = mapped_column(String(40), default=OFFICE)

    @property
    def valid(self) -> bool:
        """Issued and not voided."""
        return self.voided_at is None

    @property
    def title(self) -> str:
        """The paper's Chinese title."""
        return TITLES[PaperKind(self.paper_kind)]


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper ready to be issued: what it is about, its facts, the texts and paper in force."""

    paper_kind: PaperKind
    about: Record
    facts: dict[str, Any]
    texts: dict[str, str]
    template_version: int
    size: str = "A4"
    replaces: Paper | None = None


Render = Callable[[Draft, str], bytes]


@needs(Right.ISSUE_PAPERS)
def issue(work: Work, draft: Draft, render: Render) -> Paper:
    """Issue one paper and commit: number, exact bytes and journal row, or none of them.

    One that corrects another is issued in the same unit of work that voided it. `render` gets the
    draft and the number; whatever it raises (a character no font has, a blank mandatory field)
    leaves no number used.
    """
    if draft.about.voided_at is not None:
        raise Refused("记录已作废，不能再出具文书。")
    old = draft.replaces
    if old is not None and (old.valid or old.about != draft.about.id):
        raise Refused("要更正的文书请先作废，再出具新的一份，没有出具。")
    blob_id = work.new_id()
    paper = Paper(
        id=work.new_id(),
        station=work.station,
        paper_kind=draft.paper_kind,
        about_kind=draft.about.kind,
        about=draft.about.id,
        issued_at=work.now,
        issuer=work.actor.account,
        issuer_name=work.actor.name,
        facts=draft.facts,
        texts=dict(draft.texts),
        template_version=draft.template_version,
        replaces=old.id if old else None,
        audience=getattr(draft.about, "audience", OFFICE),
    )

    def use(number: str) -> None:
        data = render(draft, number)
        paper.number = number
        paper.blob, paper.sha256 = blob_id, hashlib.sha256(data).hexdigest()
        work.session.add(Blob(id=blob_id, data=data))
        work.session.add(paper)

    year = local_date(work.now).year
    work.numbers.append(NumberRequest(work.station, CODES[draft.paper_kind], year, use))
    commit(work)
    return paper


@needs(Right.SEE)
def stored(work: Work, paper: Paper) -> bytes:
    """The exact bytes that were issued; raises if they were changed since.

    The paper of a secret matter opens to nobody it does not open for (PET-10).
    """
    if not may_see(work, paper.audience):
        raise NotAllowed(f"{STUB}，没有打开。")
    data = work.session.get_one(Blob, paper.blob).data
    if hashlib.sha256(data).hexdigest() != paper.sha256:
        raise Refused("这份文书的存档内容与出具时不一致，没有打开。请联系系统管理员校验数据。")
    return data


@needs(Right.ISSUE_PAPERS)
def printed(work: Work, paper: Paper, printer: str) -> None:
    """Journal that a paper was printed or saved as a file."""
    note(work, "print", paper, number=paper.number, printer=printer)


@needs(Right.ISSUE_PAPERS)
def void_paper(work: Work, paper: Paper, reason: str) -> None:
    """Void a paper with a reason; its number stays used. Others' papers need the right to void."""
    if paper.issuer != work.actor.account and not work.actor.may(Right.VOID):
        raise Refused("只有出具人或主任可以作废这份文书，没有做任何改动。")
    if not reason.strip():
        raise Refused([Problem("reason", "请写明作废原因")])
    if problems := length_problems("reason", "作废原因", reason, BLOCK_LIMIT):
        raise Refused(problems)
    if paper.voided_at is not None:
        raise Refused("这份文书已经作废。")
    paper.voided_at, paper.void_reason = work.now, reason.strip()


def papers_of(session: Session, about: UUID) -> list[Paper]:
    """The papers about a record, oldest first, voided ones included."""
    query = select(Paper).where(Paper.about == about).order_by(Paper.issued_at, Paper.id)
    return list(session.scalars(query))


@needs(Right.SEE)
def paper(work: Work, paper_id: UUID) -> Paper | None:
    """One paper this actor may see."""
    query = visible(select(Paper).where(Paper.id == paper_id), work.actor)
    return work.session.scalars(query).one_or_none()


@needs(Right.SEE)
def latest_papers(work: Work, kind: PaperKind, limit: int) -> list[Paper]:
    """The papers of a kind issued last, newest first, voided ones left out."""
    query = (
        select(Paper)
        .where(Paper.paper_kind == kind, Paper.voided_at.is_(None))
        .order_by(Paper.issued_at.desc(), Paper.id.desc())
        .limit(limit)
    )
    return list(work.session.scalars(visible(query, work.actor)))


SORTS: dict[str, Sort] = {
    "number": Paper.number,
    "paper_kind": Paper.paper_kind,
    "issued_at": Paper.issued_at,
    "issuer_name": Paper.issuer_name,
}


@dataclass(frozen=True, slots=True)
class PaperFilter:
    """What a list of papers shows; `voided` None means valid and voided ones alike."""

    paper_kind: PaperKind | None = None
    issuer: UUID | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    number: str = ""
    voided: bool | None = None


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper as a list shows it."""

    id: UUID
    number: str | None
    title: str
    paper_kind: PaperKind
    about_kind: str
    about: UUID
    issued_at: datetime
    issuer_name: str
    valid: bool

    def key(self, sort: str) -> Key:
        """Where the next page starts when the list is sorted by this column."""
        return getattr(self, sort), self.id


def _conditions(wanted: PaperFilter) -> list[Condition]:
    found = between(Paper.issued_at, wanted.issued_from, wanted.issued_to)
    if wanted.paper_kind is not None:
        found.append(Paper.paper_kind == wanted.paper_kind)
    if wanted.issuer is not None:
        found.append(Paper.issuer == wanted.issuer)
    if wanted.number.strip():
        found.append(Paper.number.contains(wanted.number.strip().upper(), autoescape=True))
    if wanted.voided is not None:
        found.append(Paper.voided_at.is_not(None) if wanted.voided else Paper.voided_at.is_(None))
    return found


@needs(Right.SEE)
def page(
    work: Work,
    wanted: PaperFilter,
    sort: str = "issued_at",
    *,
    descending: bool = True,
    after: Key | None = None,
    limit: int = 100,
) -> list[PaperRow]:
    """The next papers after the key `after` (None: from the start), at most `limit`."""
    query = select(
        Paper.id,
        Paper.number,
        Paper.paper_kind,
        Paper.about_kind,
        Paper.about,
        Paper.issued_at,
        Paper.issuer_name,
        Paper.voided_at,
    ).where(*_conditions(wanted))
    found = rows_after(
        work, query, SORTS[sort], Paper.id, descending=descending, after=after, limit=limit
    )
    return [
        PaperRow(
            id=row.id,
            number=row.number,
            title=TITLES[PaperKind(row.paper_kind)],
            paper_kind=PaperKind(row.paper_kind),
            about_kind=row.about_kind,
            about=row.about,
            issued_at=row.issued_at,
            issuer_name=row.issuer_name,
            valid=row.voided_at is None,
        )
        for row in found
    ]


@needs(Right.SEE)
def count(work: Work, wanted: PaperFilter, cap: int = COUNT_CAP) -> int:
    """How many papers a filter shows, never counting beyond `cap`."""
    return count_rows(work, select(Paper.id).where(*_conditions(wanted)), cap)
