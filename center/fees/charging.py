"""Charging a case: the published amount, a deviation only with its reason (FEE-01…04, FEE-07)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from center.cases.records import Case
from center.errors import Expected, Problem, Refused
from center.fees.records import Fee
from center.items import Item
from center.money import MOST, fen_of, yuan
from center.records import local_date
from center.registration import ServiceMode
from center.rights import Right, needs, visible
from center.settings import Values, values
from center.storage import Work
from center.text import BLOCK_LIMIT, LINE_LIMIT, clean_line, length_problems

FREE = frozenset({"", "0", "0元", "不收费", "免费", "免收"})
CASH = "现金"
METHODS = (CASH, "扫码", "刷卡", "转账")
_ONE_AMOUNT = re.compile(r"(\d{1,7}(?:[.]\d{1,2})?)\s*元")
_BARE = re.compile(r"\d{1,7}([.]\d{1,2})?")
_VARIES = re.compile(r"[%％~～—至]|最高|最低|起|以[上下内]|按")


def standard(fee: str) -> int | None:
    """The published fee of an item in 分: 0 for free, None when its text names no one amount."""
    text = re.sub(r"\s", "", fee).rstrip("。")
    if text in FREE:
        return 0
    if _VARIES.search(text):
        return None
    found = [text] if _BARE.fullmatch(text) else _ONE_AMOUNT.findall(text)
    return fen_of(found[0]) if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class FeeForm:
    """What is typed at the window, amounts in 分; `receipt_number` may be blank until printed."""

    due: int
    received: int
    payer: str
    method: str = METHODS[0]
    receipt_kind: str = ""
    receipt_number: str = ""
    reason: str = ""


def reason_against(case: Case, settings: Values) -> str:
    """Why nothing can be charged for a case; empty when it can."""
    if settings.switch("free_service"):
        return "本单位所有服务不收费"
    return "这件已作废" if case.voided_at is not None else ""


@needs(Right.HANDLE_CASES)
def charge(work: Work, case: Case, form: FeeForm) -> Fee:
    """Record a payment; the caller commits.

    Refused while all services are free (FEE-07), for another amount than the item's without a
    reason (FEE-02), when more or less was taken than is due, and for cash outside the centre
    (FEE-03).
    """
    settings = values(work.session, work.now)
    if reason := reason_against(case, settings):
        raise Refused(f"不能收费：{reason}。")
    item = work.session.get_one(Item, case.item)
    fixed = standard(item.fee)
    problems = _problems(form, fixed)
    if case.mode is ServiceMode.HOME and form.method == CASH:
        said = "上门办理不收现金，收费只在中心（扎口收费），请群众到窗口缴或扫码缴到中心账户"
        problems.append(Problem("method", said))
    if problems:
        raise Refused(problems)
    fee = Fee(
        id=work.new_id(),
        station=case.station,
        case=case.id,
        item_name=case.item_name,
        standard_text=item.fee,
        standard=fixed,
        due=form.due,
        received=form.received,
        payer=clean_line(form.payer),
        window=case.window,
        paid_on=local_date(work.now),
        charged_at=work.now,
        cashier=work.actor.account,
        cashier_name=work.actor.name,
        method=form.method,
        receipt_kind=form.receipt_kind.strip(),
        receipt_number=clean_line(form.receipt_number) or None,
        reason=form.reason.strip(),
    )
    work.session.add(fee)
    return fee


def _problems(form: FeeForm, fixed: int | None) -> list[Problem]:
    found: list[Problem] = []
    if not 0 <= form.due < MOST:
        found.append(Problem("due", "应收金额不对，请核对"))
    if form.received != form.due:
        found.append(Problem("received", "实收要与应收一致；减免或多收请改应收并写明原因"))
    if fixed is not None and form.due != fixed and not form.reason.strip():
        found.append(Problem("reason", f"与公布的标准 {yuan(fixed)} 元不一致，要写明依据和原因"))
    if not form.payer.strip():
        found.append(Problem("payer", "请填写缴费人"))
    if form.method not in METHODS:
        found.append(Problem("method", "请选择缴费方式"))
    found += length_problems("payer", "缴费人", form.payer, LINE_LIMIT)
    found += length_problems("receipt_number", "票据号", form.receipt_number, 40)
    found += length_problems("receipt_kind", "票据种类", form.receipt_kind, 60)
    found += length_problems("reason", "原因", form.reason, BLOCK_LIMIT)
    return found


@needs(Right.HANDLE_CASES)
def set_receipt(work: Work, fee: Fee, kind: str, number: str) -> None:
    """Note the receipt printed by the tax or finance system (FEE-04)."""
    problems = [] if number.strip() else [Problem("receipt_number", "请填写票据号")]
    problems += length_problems("receipt_number", "票据号", number, 40)
    problems += length_problems("receipt_kind", "票据种类", kind, 60)
    if problems:
        raise Refused(problems)
    if fee.voided_at is not None:
        raise Refused("这笔收费已作废，没有做任何改动。")
    fee.receipt_kind, fee.receipt_number = kind.strip(), clean_line(number)
    work.session.flush()


@needs(Right.HANDLE_CASES)
def refund(work: Work, fee: Fee, amount: int, reason: str) -> None:
    """Pay back all or part of a fee today, for a reason; the payment stays on record."""
    problems = []
    if not 0 < amount <= fee.received:
        problems.append(Problem("amount", f"退费应在 0.01 到 {yuan(fee.received)} 元之间"))
    if not reason.strip():
        problems.append(Problem("reason", "请写明退费原因"))
    problems += length_problems("reason", "原因", reason, BLOCK_LIMIT)
    if problems:
        raise Refused(problems)
    if fee.voided_at is not None or fee.refunded_on is not None:
        raise Refused("这笔收费已作废或已退过费，没有做任何改动。")
    fee.refunded, fee.refunded_on = amount, local_date(work.now)
    fee.refund_reason, fee.refunder_name = reason.strip(), work.actor.name


@needs(Right.HANDLE_CASES)
def void_fee(work: Work, fee: Fee, reason: str) -> None:
    """Void a fee typed by mistake; another's, or one of an earlier day, needs the right to void."""
    own = fee.cashier == work.actor.account and fee.paid_on == local_date(work.now)
    if not own and not work.actor.may(Right.VOID):
        raise Refused("只有当天的收费人或主任可以作废这笔收费，没有做任何改动。退钱请用“退费”。")
    if not reason.strip():
        raise Refused([Problem("reason", "请写明作废原因")])
    if problems := length_problems("reason", "作废原因", reason, BLOCK_LIMIT):
        raise Refused(problems)
    if fee.voided_at is not None or fee.refunded_on is not None:
        raise Refused("这笔收费已作废或已退费，没有做任何改动。")
    fee.voided_at, fee.void_reason = work.now, reason.strip()


def fees_of(session: Session, case: UUID) -> list[Fee]:
    """The payments of a case, oldest first, voided ones included."""
    query = select(Fee).where(Fee.case == case).order_by(Fee.charged_at, Fee.id)
    return list(session.scalars(query))


@needs(Right.SEE)
def fee(work: Work, ident: UUID) -> Fee:
    """One payment this actor may see; raises `Expected` when there is none."""
    query = visible(select(Fee).where(Fee.id == ident), work.actor)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Expected("没有找到这笔收费，可能不属于本站。请刷新后再试。")
    return found
