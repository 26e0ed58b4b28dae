"""A row of an old ledger or of the platform's export as what it says of one case, or why not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from center.cases.records import CLOSED, Status
from center.cases.steps import RESULTS
from center.identity import ID_KIND_LABELS, check_name, check_phone, clean_name
from center.identity.numbers import IdKind
from center.imports.cells import IdCell, id_of, moment_of, text_of
from center.imports.rows import Cell
from center.people import PersonKind
from center.records import local_date
from center.registration import CLOCK_SLACK
from center.text import LINE_LIMIT

NO_ID, HIDDEN_ID = "导入的表格中没有证件号码", "导入的表格中证件号码已遮盖"
NO_PHONE = "导入的表格中没有电话"

STATUS_WORDS: tuple[tuple[Status, tuple[str, ...]], ...] = (
    (Status.REFUSED, ("不予受理", "不受理")),
    (Status.SUPPLEMENTING, ("待补正", "补正", "退回补正", "待补件", "补件")),
    (Status.RETURNED, ("退件", "退回", "撤回", "撤件", "作废", "终止")),
    (Status.SUSPENDED, ("已暂停", "暂停", "挂起", "特别程序")),
    (Status.FINISHED, ("已办结", "办结", "办毕", "已完成", "完成", "已送达", "已领取", "已办")),
    (Status.RECEIVED, ("已收件", "收件", "待受理", "未受理", "待预审", "已提交", "已申请")),
    (
        Status.ACCEPTED,
        ("办理中", "在办", "已受理", "受理", "审核中", "审批中", "正在办理", "未办结"),
    ),
)
FIRM = re.compile(r"公司|合作社|厂$|店$|行$|部$|中心$|站$|委员会|学校|医院|协会|农场|超市|政府")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each thing stands in the table, and which item a foreign name means.

    `places` gives the column of a target, `item_names` the code of an item by its name in the
    table, `source` what the imported cases will say of where they came from.
    """

    places: Mapping[str, int]
    after_row: int
    source: str
    item_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Given:
    """What a row says. `timed` tells that the time of receipt is more than a day."""

    row: int
    name: str = ""
    person_kind: PersonKind = PersonKind.NATURAL
    id: IdCell = field(default_factory=IdCell)
    phone: str = ""
    village: str = ""
    address: str = ""
    item: str = ""
    item_code: str = ""
    platform_number: str = ""
    platform_status: str = ""
    status: Status = Status.RECEIVED
    received_at: datetime | None = None
    timed: bool = False
    accepted_at: datetime | None = None
    finished_at: datetime | None = None
    result: str = ""
    document_number: str = ""
    handler: str = ""
    window: str = ""
    remark: str = ""
    problem: str = ""
    number: str = ""
    """The number of ours, once it was allotted."""

    @property
    def id_kind(self) -> str:
        """The kind of paper the ID number is of; empty without one."""
        kind: IdKind = "resident" if self.id.kind in ("", "resident_15") else self._kind
        return ID_KIND_LABELS[kind] if self.known_id else ""

    @property
    def known_id(self) -> str:
        """The whole ID number; empty when there is none or stars hide some of it."""
        return "" if self.id.masked else self.id.number

    @property
    def _kind(self) -> IdKind:
        return next(kind for kind in ID_KIND_LABELS if kind == self.id.kind)


def status_of(words: str) -> Status | None:
    """Which of our statuses a foreign word means; None when it means none of them."""
    bare = re.sub(r"[\s（(].*", "", words)
    for status, known in STATUS_WORDS:
        if bare in known:
            return status
    for status, known in STATUS_WORDS:
        if any(word in bare for word in known) and not bare.startswith(("未", "不", "待")):
            return status
    return None


def read_row(number: int, cells: Sequence[Cell], columns: Columns, now: datetime) -> Given:
    """What a row says; `problem` is the first reason why it cannot be taken in."""

    def cell(name: str) -> Cell:
        place = columns.places.get(name)
        return cells[place] if place is not None and place < len(cells) else None

    def text(name: str) -> str:
        return text_of(cell(name))[:LINE_LIMIT]

    given = Given(number, item=text("item"), item_code=text("item_code").upper())
    given.platform_number = text("platform_number").strip("'‘’`")
    given.platform_status = text("status")[:40] if given.platform_number else ""
    given.village, given.address = text("village"), text("address")
    given.result, given.remark = text("result"), text("remark")
    given.document_number = text("document_number")
    given.handler, given.window = text("handler"), text("window")
    problems = [
        _read_who(given, cell("name"), cell("id_number"), cell("phone"), local_date(now)),
        _read_days(given, cell("received"), cell("accepted"), cell("finished"), now),
        _read_status(given, text("status")),
    ]
    if len(given.platform_number) > 60:
        problems.append("平台办件编号太长")
    if not given.item and not given.item_code:
        problems.append("没有写事项")
    given.problem = next(filter(None, problems), "")
    return given


def _read_who(given: Given, name: Cell, number: Cell, phone: Cell, today: date) -> str:
    given.name = clean_name(text_of(name))[:100]
    given.id = id_of(number, today)
    firm = given.id.kind == "credit_code" or bool(FIRM.search(given.name))
    if firm:
        given.person_kind = PersonKind.ENTERPRISE
    given.phone = phone_of(text_of(phone))
    if not given.name:
        return "没有写申请人"
    wrong = check_name(given.name).problems if not firm else ()
    return given.id.problem or (wrong[0] if wrong else "")


def phone_of(text: str) -> str:
    """The first phone number of a cell, or what stands there; masked ones are left out."""
    if "*" in text:
        return ""
    parts = [check_phone(part) for part in (text, *re.split(r"[、,，;；/\s]+", text)) if part]
    found = next((part.number for part in parts if part.valid), "")
    return found or text[:40]


def _read_days(given: Given, received: Cell, accepted: Cell, finished: Cell, now: datetime) -> str:
    given.received_at, given.timed, wrong = moment_of(received)
    given.accepted_at, _, wrong_accepted = moment_of(accepted)
    given.finished_at, _, wrong_finished = moment_of(finished)
    if wrong or wrong_accepted or wrong_finished:
        label = "收件" if wrong else "受理" if wrong_accepted else "办结"
        return f"{label}日期：{wrong or wrong_accepted or wrong_finished}"
    if given.received_at is None:
        given.received_at = given.accepted_at
    if given.received_at is None:
        return "没有写收件日期"
    for at, label in (
        (given.received_at, "收件"),
        (given.accepted_at, "受理"),
        (given.finished_at, "办结"),
    ):
        # Without a time of day nine o'clock stands for the day, also on the day itself.
        if (
            at is not None
            and at > now + CLOCK_SLACK
            and at.date() > now.astimezone(at.tzinfo).date()
        ):
            return f"{label}日期在今天之后"
    previous, told = given.received_at, "收件"
    for name, label in (("accepted_at", "受理"), ("finished_at", "办结")):
        at = getattr(given, name)
        if at is None:
            continue
        if at.date() < previous.date():
            return f"{label}日期早于{told}日期"
        at = max(at, previous)
        setattr(given, name, at)
        previous, told = at, label
    _not_after(given, now)
    return ""


def _not_after(given: Given, now: datetime) -> None:
    """Nine o'clock of today may lie ahead; what happened today happened by now."""
    for name in ("received_at", "accepted_at", "finished_at"):
        at = getattr(given, name)
        if at is not None and at > now:
            setattr(given, name, now)


def _read_status(given: Given, words: str) -> str:
    if words:
        status = status_of(words)
        if status is None:
            return f"不认识的办件状态“{words[:20]}”"
    elif given.finished_at is not None:
        status = Status.FINISHED
    else:
        status = Status.RECEIVED if given.accepted_at is None else Status.ACCEPTED
    given.status = status
    if status in CLOSED and given.finished_at is None:
        return f"{status.value}的要有办结日期"
    if status not in CLOSED and given.finished_at is not None:
        return f"状态是“{words[:20]}”，却写了办结日期"
    return ""


def result_of(given: Given) -> str:
    """How a finished case ended, in our words."""
    if re.search("不予|不通过|不同意|不准|未通过|否决", given.result):
        return "不予办理"
    if given.result in RESULTS:
        return given.result
    return "准予" if re.search("准予|同意|通过|许可", given.result) else "办成"
