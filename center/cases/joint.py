"""Joint cases (联办件, CASE-14, ONCE-04): departments that work on a case beside its lead.

Each is asked on a day, owes its answer by a day of its own, and is reminded when it is late (S12).
The case cannot be finished while one has not answered, unless a leader says why not. The caller
commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from center.accounts import Account
from center.calendar import spoken
from center.cases.events import must_be_filled, must_not_be_endless, record
from center.cases.file import CaseFile, file_of
from center.cases.helping import JointPart, Opinion
from center.cases.intake import add_material
from center.cases.records import CLOSED, Case, Happened
from center.clock import Unit, deadline
from center.errors import Problem, Refused
from center.holidays import work_calendar
from center.records import local_date
from center.rights import Right, needs
from center.staff import ServiceWindow
from center.storage import Work

MOST_DAYS = 90


@dataclass(frozen=True, slots=True)
class PartForm:
    """A department to be asked. `materials` are names from the case's checklist, `more` are others
    it needs, which go on the checklist (ONCE-12).
    """

    department: str
    matter: str
    limit_days: int = 3
    handler: UUID | None = None
    phone: str = ""
    materials: Sequence[str] = ()
    more: Sequence[str] = ()


@needs(Right.HANDLE_CASES)
def add_part(work: Work, case: Case, form: PartForm) -> JointPart:
    """Make the case a joint one, or add one more department to it."""
    file = _open(work, case)
    department = form.department.strip()
    must_be_filled(
        department=(department, "请填写联办的窗口或部门"),
        matter=(form.matter, "请写明这个部门办什么"),
    )
    must_not_be_endless(phone=form.phone)
    problems = []
    if department == case.window:
        problems.append(Problem("department", "这是牵头窗口，请填写其他窗口或部门"))
    if department in {part.department for part in file.helping.parts}:
        problems.append(Problem("department", f"“{department}”已经在联办部门里"))
    if not 1 <= form.limit_days <= MOST_DAYS:
        problems.append(Problem("limit_days", f"时限应在 1 到 {MOST_DAYS} 个工作日之间"))
    if set(form.materials) - {m.name for m in file.materials}:
        problems.append(Problem("materials", "分送的材料只能从清单里选"))
    account = _clerk(work, department, form.handler)
    if form.handler is not None and account is None:
        problems.append(Problem("handler", "没有这个账号，请重新选择"))
    if problems:
        raise Refused(problems)
    here = {m.name for m in file.materials}
    more = dict.fromkeys(name.strip() for name in form.more if name.strip())
    for name in more:
        if name not in here:
            add_material(work, case, name, f"联办：{department}办理{form.matter.strip()}需要")
    part = JointPart(
        id=work.new_id(),
        station=work.station,
        case=case.id,
        department=department,
        matter=form.matter.strip(),
        limit_days=form.limit_days,
        handler=account.id if account else None,
        handler_name=account.name if account else "",
        phone=form.phone.strip(),
        materials=[*form.materials, *(name for name in more if name not in form.materials)],
    )
    work.session.add(part)
    return part


@needs(Right.HANDLE_CASES)
def send(work: Work, case: Case, part_id: UUID, on: date | None = None) -> JointPart:
    """Ask a department: its own limit runs from this day, never beyond the case's (CASE-14)."""
    file = _open(work, case)
    if case.accepted_on is None:
        raise Refused("现在不能送联办：还没有受理。请先受理，再把材料分送各部门。")
    part = _part(file, part_id)
    if part.sent_on is not None:
        raise Refused(f"“{part.department}”已经在{spoken(part.sent_on)}送出，没有再送一次。")
    day = on or local_date(work.now)
    _check_day(work, day, case.accepted_on, "sent_on", "送出日期", "受理")
    own = deadline(day, part.limit_days, Unit.WORKDAY, work_calendar(work.session)).due
    # One sent when the case itself is late is due at once, not in the past.
    part.sent_on, part.due_on = day, max(day, min(own, case.due_on or own))
    words = f"{part.department}：{part.matter}，{spoken(part.due_on)}前答复"
    record(work, case, Happened.JOINT_SENT, work.now, words)
    return part


@needs(Right.HANDLE_CASES)
def reply(
    work: Work,
    case: Case,
    part_id: UUID,
    opinion: Opinion | None,
    text: str = "",
    on: date | None = None,
    by: str = "",
) -> JointPart:
    """Put a department's answer on record: its own clerk, or the lead for one outside (CASE-14).

    All but a plain 同意 says why.
    """
    file = _open(work, case)
    part = _part(file, part_id)
    if part.sent_on is None:
        raise Refused(f"“{part.department}”还没有送出，请先送出再登记答复。")
    if part.replied_on is not None:
        raise Refused(f"“{part.department}”已经答复，没有改动。")
    problems = []
    if opinion is None:
        problems.append(Problem("opinion", "请选择同意、不同意或意见"))
    elif opinion is not Opinion.AGREE and not text.strip():
        problems.append(Problem("reply", "请写明理由或意见"))
    if problems:
        raise Refused(problems)
    must_not_be_endless(reply=text, by=by)
    day = on or local_date(work.now)
    _check_day(work, day, part.sent_on, "replied_on", "答复日期", "送出")
    part.replied_on, part.opinion, part.reply = day, opinion, text.strip()
    part.reply_by = by.strip() or part.handler_name or work.actor.name
    words = f"{part.department}：{opinion}" + (f"，{text.strip()}" if text.strip() else "")
    record(work, case, Happened.JOINT_REPLIED, work.now, words)
    return part


@needs(Right.HANDLE_CASES)
def remind(work: Work, case: Case, part_id: UUID, how: str) -> JointPart:
    """The lead reminds a department that owes its answer (S12)."""
    part = _part(_open(work, case), part_id)
    if part.sent_on is None or not part.waiting:
        raise Refused(f"“{part.department}”现在不欠答复，没有催办。")
    must_be_filled(how=(how, "请写明怎样催办，例如电话、当面"))
    part.reminded_on = local_date(work.now)
    record(work, case, Happened.JOINT_REMINDED, work.now, f"{part.department}：{how.strip()}")
    return part


@needs(Right.APPROVE)
def excuse(work: Work, case: Case, part_id: UUID, reason: str) -> JointPart:
    """Let the case be finished without this department's answer, for a reason."""
    part = _part(_open(work, case), part_id)
    if not part.waiting:
        raise Refused(f"“{part.department}”现在不欠答复，没有改动。")
    must_be_filled(reason=(reason, "请写明为什么不等这个部门"))
    part.excused_on, part.excuse = local_date(work.now), reason.strip()
    part.excused_by = work.actor.name
    words = f"不等{part.department}答复：{reason.strip()}"
    record(work, case, Happened.EXCUSED, work.now, words)
    return part


@needs(Right.HANDLE_CASES)
def remove(work: Work, case: Case, part_id: UUID, reason: str) -> None:
    """Take back a department that was not asked yet."""
    part = _part(_open(work, case), part_id)
    if part.sent_on is not None:
        raise Refused(f"“{part.department}”已经送出，不能移除；不再需要的，请主任批准不再等候。")
    must_be_filled(reason=(reason, "请写明为什么移除"))
    part.voided_at, part.void_reason = work.now, reason.strip()


def material_list(file: CaseFile) -> list[tuple[str, list[str]]]:
    """Every material of the case with the departments that need it: the one list (ONCE-04).

    The lead needs what the item asks for; what only the others need is theirs alone.
    """
    lead = file.case.window or "牵头窗口"
    own = {m.name for m in file.item.material_list()}
    found = []
    for material in file.materials:
        others = [p.department for p in file.helping.parts if material.name in p.materials]
        mine = material.name in own or not others
        found.append((material.name, [*([lead] if mine else []), *others]))
    return found


def progress_words(file: CaseFile) -> str:
    """共 3 个部门，已答复 1 个，还差 民政窗口、残联窗口."""
    parts = file.helping.parts
    done = len(parts) - len(file.helping.unanswered)
    words = f"共 {len(parts)} 个部门，已有结果 {done} 个"
    if left := [part.department for part in file.helping.unanswered]:
        words += f"，还差{'、'.join(left)}"
    return words


@needs(Right.SEE)
def parts_of(work: Work, cases: Sequence[UUID]) -> dict[UUID, list[JointPart]]:
    """The departments of several cases."""
    found: dict[UUID, list[JointPart]] = {}
    query = select(JointPart).where(JointPart.case.in_(cases), JointPart.voided_at.is_(None))
    for part in work.session.scalars(query.order_by(JointPart.id)):
        found.setdefault(part.case, []).append(part)
    return found


def _clerk(work: Work, department: str, chosen: UUID | None) -> Account | None:
    """Who answers: the account that was chosen, else that of the window's A post (AB-01)."""
    if chosen is not None:
        return work.session.get(Account, chosen)
    query = (
        select(Account)
        .join(ServiceWindow, ServiceWindow.a_post == Account.staff)
        .where(
            ServiceWindow.name == department,
            ServiceWindow.voided_at.is_(None),
            Account.voided_at.is_(None),
            Account.active,
        )
    )
    return work.session.scalars(query).first()


def _open(work: Work, case: Case) -> CaseFile:
    if case.voided_at is not None:
        raise Refused("这件已作废，没有改动。")
    if case.status in CLOSED:
        raise Refused(f"这件{case.status.value}，联办部门不能再改。")
    return file_of(work, case)


def _part(file: CaseFile, part_id: UUID) -> JointPart:
    found = next((part for part in file.helping.parts if part.id == part_id), None)
    if found is None:
        raise Refused("没有找到这个联办部门，没有改动。请刷新后再试。")
    return found


def _check_day(work: Work, day: date, first: date, field: str, label: str, after: str) -> None:
    if day > local_date(work.now):
        raise Refused([Problem(field, f"{label}不能晚于今天")])
    if day < first:
        raise Refused([Problem(field, f"{label}不能早于{after}（{spoken(first)}）")])
