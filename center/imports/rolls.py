"""Bringing in a roll that was kept in a table: who is new, who changed, who cannot come in and why.

Repeatable: who is on the roll with the same facts stays as it is; a changed category, amount or
account is adjusted. One operation with a note of the import in the journal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from center.errors import Expected, Refused
from center.identity import check_name, clean_name
from center.imports.cells import id_of, moment_of, text_of
from center.imports.given import phone_of
from center.imports.headings import Target
from center.imports.plan import Verdict
from center.imports.rows import Cancelled, Cell, Progress, Row, never, silent
from center.journal import batches, commit
from center.money import fen_of
from center.people import Identity, Person
from center.records import local_date
from center.rights import Right, needs, visible
from center.rolls.members import CORRECTABLE, Entry, adjust, correct, enrol, find_member, kinds
from center.rolls.records import Departure, Member, State
from center.storage import Note, Work
from center.text import LINE_LIMIT

LOOKUP = 500

ROLL_TARGETS: tuple[Target, ...] = tuple(
    Target(name, label, (label, *more), required=name in ("name", "id_number"))
    for name, label, *more in (
        ("name", "姓名", "对象姓名", "户主姓名", "申请人", "领取人", "享受人"),
        ("id_number", "证件号码", "身份证号", "身份证号码", "公民身份号码", "身份证"),
        ("roll", "花名册", "救助类别", "待遇类型", "补贴类型", "险种"),
        ("category", "类别", "类别或等级", "等级", "档次", "保障类别", "残疾等级"),
        ("amount", "每月金额", "月标准", "每月金额（元）", "金额", "补助标准", "月补助金额"),
        ("started", "享受起始", "起始日期", "享受开始时间", "纳入时间", "开始时间", "批准日期"),
        ("review_due", "下次复核", "下次复核日期", "复核日期", "年审日期"),
        ("village", "村（社区）", "村", "村居", "所属村", "行政村"),
        ("group", "组", "村民小组", "小组"),
        ("household_head", "户主", "户主姓名"),
        ("phone", "联系电话", "电话", "手机", "手机号码"),
        ("card_account", "一卡通账号", "银行账号", "账号", "卡号", "一卡通"),
        ("card_holder", "一卡通户名", "户名", "开户名"),
        ("state", "状态", "享受状态", "在册状态"),
        ("remark", "备注", "说明"),
    )
)
_ON = ("", "在册", "正常", "享受中", "在享", "享受", "正常享受")


@dataclass(slots=True)
class PlannedMember:
    """One row: who it names, what becomes of it and why."""

    row: int
    name: str
    roll: str
    verdict: Verdict = Verdict.CREATE
    why: str = ""
    entry: Entry | None = None
    given: dict[str, str] = field(default_factory=dict)
    member: UUID | None = None


@dataclass(frozen=True, slots=True)
class MembersImported:
    """The operation (None: nothing was new) and every row's verdict."""

    operation: UUID | None
    rows: Sequence[PlannedMember]


@needs(Right.IMPORT)
def plan_members(
    work: Work,
    rows: Sequence[Row],
    places: Mapping[str, int],
    after_row: int,
    roll: str = "",
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> list[PlannedMember] | None:
    """What importing these rows would do; None when cancelled. Writes nothing.

    `roll` is where rows go that name no roll of their own.
    """
    for target in ROLL_TARGETS:
        if target.required and target.name not in places:
            raise Expected(f"请选择“{target.label}”在哪一列。")
    known = [kind.name for kind in kinds(work)]
    data = [row for row in rows if row[0] > after_row]
    made = []
    for done, (number, cells) in enumerate(data, 1):
        if cancelled():
            return None
        made.append(_read(number, cells, places, roll, known, local_date(work.now)))
        progress(done, len(data), "正在核对每一行")
    _refuse_repeated(made)
    _match(work, [one for one in made if one.verdict is Verdict.CREATE])
    return made


@needs(Right.IMPORT)
def import_members(
    work: Work,
    rows: Sequence[Row],
    places: Mapping[str, int],
    after_row: int,
    roll: str,
    source: str,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> MembersImported | None:
    """Do what the plan says and commit; None when cancelled, then nothing is kept."""
    made = plan_members(work, rows, places, after_row, roll, progress, cancelled)
    if made is None:
        return None
    fresh = [one for one in made if one.verdict in (Verdict.CREATE, Verdict.UPDATE)]
    if not fresh:
        return MembersImported(None, made)
    for done, one in enumerate(fresh, 1):
        if cancelled():
            work.session.rollback()
            return None
        try:
            _write(work, one, source)
        except Refused as refused:
            one.verdict, one.why = Verdict.REFUSE, refused.sentence
        progress(done, len(fresh), "正在导入花名册")
    counts = {v.name.lower(): sum(one.verdict is v for one in made) for v in Verdict}
    note = {"source": source, "rows": len(made), **counts}
    work.notes.append(Note("import", Member.kind, work.new_id(), note))
    return MembersImported(commit(work).id, made)


def _write(work: Work, one: PlannedMember, source: str) -> None:
    entry = one.entry
    if entry is None:
        raise ValueError("a refused row is not written")
    if one.member is None:
        enrol(work, entry)
        return
    member = find_member(work, one.member)
    told = {name: one.given.get(name) or getattr(member, name) for name in CORRECTABLE}
    if any(told[name] != getattr(member, name) for name in CORRECTABLE):
        correct(work, member, told, entry.remark or member.remark)
    category = entry.category or member.category
    amount = entry.amount or member.amount
    if (category, amount) != (member.category, member.amount):
        adjust(work, member, local_date(work.now), category, amount, f"导入 {source}"[:LINE_LIMIT])


def _read(
    number: int,
    cells: Sequence[Cell],
    places: Mapping[str, int],
    roll: str,
    known: Sequence[str],
    today: date,
) -> PlannedMember:
    def cell(name: str) -> Cell:
        place = places.get(name)
        return cells[place] if place is not None and place < len(cells) else None

    def text(name: str) -> str:
        return text_of(cell(name))[:LINE_LIMIT]

    given = {t.name: text(t.name) for t in ROLL_TARGETS}
    name = clean_name(given["name"])[:100]
    wanted = _roll_of(given["roll"], known) if given["roll"] else roll
    made = PlannedMember(number, name, wanted or given["roll"], given=given)
    given["phone"] = phone_of(given["phone"])[:40]
    number_read = id_of(cell("id_number"), today)
    started, _, wrong_start = moment_of(cell("started"))
    review, _, wrong_review = moment_of(cell("review_due"))
    amount, wrong_amount = _amount(given["amount"])
    checked = check_name(name)
    problems = (
        "没有写姓名" if not name else "",
        checked.problems[0] if name and checked.problems else "",
        number_read.problem,
        "没有写证件号码" if not number_read.number else "",
        "证件号码被遮盖，请用完整的表" if number_read.masked else "",
        f"没有“{given['roll']}”这种花名册" if not wanted else "",
        f"状态是“{given['state']}”，只导入在册的" if given["state"] not in _ON else "",
        f"享受起始：{wrong_start}" if wrong_start else "",
        f"下次复核：{wrong_review}" if wrong_review else "",
        wrong_amount,
    )
    made.why = next(filter(None, problems), "")
    if made.why:
        made.verdict = Verdict.REFUSE
        return made
    told: dict[str, Any] = {field: given[field] for field in CORRECTABLE}
    made.entry = Entry(
        wanted,
        Identity(name, id_kind="居民身份证", id_number=number_read.number, **told),
        started.date() if started is not None else today.replace(day=1),
        given["category"][:40],
        amount,
        review.date() if review is not None else None,
        given["remark"],
    )
    return made


def _roll_of(said: str, known: Sequence[str]) -> str:
    """The roll a foreign word means: the same name, or the only one that holds it."""
    if said in known:
        return said
    near = [name for name in known if said in name or name in said]
    return near[0] if len(near) == 1 else ""


def _amount(text: str) -> tuple[int, str]:
    try:
        return fen_of(re.sub(r"/月|每月|/人", "", text)), ""
    except ValueError:
        return 0, f"金额“{text[:20]}”不对，请写成 123.45"


def _refuse_repeated(rows: Sequence[PlannedMember]) -> None:
    first: dict[tuple[str, str], int] = {}
    for one in rows:
        if one.entry is None:
            continue
        key = one.roll, one.entry.who.id_number
        if key in first:
            one.verdict, one.why = Verdict.REFUSE, f"与第 {first[key]} 行重复"
        first.setdefault(key, one.row)


def _match(work: Work, rows: Sequence[PlannedMember]) -> None:
    """Who is on the roll already, and who has died or moved out."""
    wanted = sorted({one.entry.who.id_number for one in rows if one.entry})
    there: dict[tuple[str, str], Member] = {}
    gone: dict[str, str] = {}
    for some in batches(wanted, LOOKUP):
        alive = Member.state == State.ACTIVE, Member.voided_at.is_(None)
        query = select(Member).where(Member.id_number.in_(some), *alive)
        found = work.session.scalars(visible(query, work.actor))
        there.update(((one.roll, one.id_number), one) for one in found)
        left = (
            select(Person.id_number, Departure.leaving)
            .join(Departure, Departure.person == Person.id)
            .where(Person.id_number.in_(some), Departure.voided_at.is_(None))
        )
        gone.update((number, leaving.value) for number, leaving in work.session.execute(left))
    for one in rows:
        if one.entry is None:
            continue
        number = one.entry.who.id_number
        if number in gone:
            one.verdict, one.why = Verdict.REFUSE, f"这个人已登记{gone[number]}"
        elif (member := there.get((one.roll, number))) is not None:
            _compare(one, one.entry, member)


def _compare(one: PlannedMember, entry: Entry, member: Member) -> None:
    one.member = member.id
    said = []
    if entry.category and entry.category != member.category:
        said.append("类别")
    if entry.amount and entry.amount != member.amount:
        said.append("金额")
    labels = {target.name: target.label for target in ROLL_TARGETS}
    said += [
        labels[name]
        for name in CORRECTABLE
        if one.given.get(name) and one.given[name] != getattr(member, name)
    ]
    one.verdict = Verdict.UPDATE if said else Verdict.SAME
    one.why = "、".join(said)
