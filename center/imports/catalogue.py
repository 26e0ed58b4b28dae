"""The catalogue as a table: every field a column of text, every item a row, out and in again.

A row that changes nothing makes no version; one that breaks a rule of the catalogue is refused with
the reason and its row number, the others come in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from center.errors import Expected
from center.imports.cells import text_of
from center.imports.headings import Target
from center.imports.plan import Verdict
from center.imports.rows import Cancelled, Cell, Progress, Row, never, silent
from center.items import (
    EDITABLE,
    CaseKind,
    Item,
    LimitUnit,
    Material,
    MaterialForm,
    catalogue,
    problems_of,
    save_edition,
    shipped_material,
)
from center.journal import commit
from center.rights import Right, needs
from center.settings import values
from center.storage import Note, Work
from center.text import clean_block

YES, NO = "是", "否"
SECONDARY = "可容缺"
_MATERIAL = re.compile(
    rf"(.+)[（(]({'|'.join(MaterialForm)})[，,]\s*([0-9]{{1,3}})\s*份(?:[，,](.*))?[）)]"
)

ITEM_TARGETS: tuple[Target, ...] = tuple(
    Target(name, label, (label, *more), required=name in ("code", "name", "case_kind"))
    for name, label, *more in (
        ("code", "事项编码", "编码", "事项编号"),
        ("name", "事项名称", "事项"),
        ("department", "归口", "归口部门", "责任部门", "部门"),
        ("window", "窗口", "办理窗口"),
        ("case_kind", "办件类型", "类型"),
        ("nature", "事项性质", "事项类型", "性质"),
        ("applies_per", "申请单位"),
        ("target", "受理对象", "服务对象"),
        ("conditions", "申办条件", "办理条件", "受理条件"),
        ("legal_basis", "法定依据", "设定依据", "实施依据", "依据"),
        ("decider", "决定机关", "审批机关", "实施主体"),
        ("legal_limit", "法定时限", "法定办结时限"),
        ("limit_unit", "法定时限单位"),
        ("promised_limit", "承诺时限", "承诺办结时限"),
        ("notice_limit", "补正告知期限"),
        ("max_extension", "最多延长"),
        ("excluded_time", "不计入时限", "特别程序"),
        ("restart_after_supplement", "补正后重新计时"),
        ("deemed_acceptance", "逾期未告知视为受理"),
        ("materials", "申请材料", "材料", "申报材料"),
        ("procedure", "办理程序", "办理流程"),
        ("nodes", "办理环节"),
        ("fee", "收费", "收费标准"),
        ("result_document", "办理结果", "结果文书", "审批结果"),
        ("yearly_review", "每年复核"),
        ("authorised", "已授权本中心办理"),
        ("notes", "备注", "注意事项"),
    )
)
"""Every column of the table in the order of a service guide; the label is its title."""

_LABELS = {target.name: target.label for target in ITEM_TARGETS}
_SWITCHES = {"restart_after_supplement", "deemed_acceptance", "yearly_review", "authorised"}
_NUMBERS = {"legal_limit": None, "promised_limit": None, "notice_limit": 5, "max_extension": 0}


@dataclass(slots=True)
class PlannedItem:
    """One row of the table: its item, what becomes of it, and why or which fields change."""

    row: int
    code: str
    name: str
    verdict: Verdict
    why: str = ""
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemsImported:
    """The operation (None: nothing was new) and every row's verdict."""

    operation: UUID | None
    rows: Sequence[PlannedItem]


def cells_of(item: Item) -> list[str]:
    """An item as a row of text, in the order of `ITEM_TARGETS`."""
    return [_spelled(name, getattr(item, name)) for name in _LABELS]


def _spelled(name: str, value: Any) -> str:
    if name == "materials":
        return "\n".join(_material_words(Material(**_material(m))) for m in value)
    if name in _SWITCHES:
        return YES if value else NO
    if value is None:
        return ""
    return str(value.value) if isinstance(value, CaseKind | LimitUnit) else str(value)


def _material(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": stored["name"],
        "form": MaterialForm(stored["form"]),
        "count": stored["count"],
        "note": stored["note"],
        "secondary": bool(stored.get("secondary")),
    }


def _material_words(material: Material) -> str:
    more = [SECONDARY] if material.secondary else []
    words = "，".join([*more, material.note] if material.note else more)
    note = f"，{words}" if words else ""
    return f"{material.name}（{material.form.value}，{material.count} 份{note}）"


@needs(Right.EDIT_ITEMS)
def plan_items(
    work: Work,
    rows: Sequence[Row],
    places: Mapping[str, int],
    after_row: int,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> list[PlannedItem] | None:
    """What importing these rows would do; None when cancelled. Writes nothing.

    Columns that are not in the table keep what the item has.
    """
    for target in ITEM_TARGETS:
        if target.required and target.name not in places:
            raise Expected(f"表格里没有“{target.label}”这一列，没有导入。请用导出的模板填写。")
    there = {item.code: item for item in catalogue(work)}
    banned = values(work.session, work.now).lines("banned_material_words")
    made: list[PlannedItem] = []
    seen: dict[str, int] = {}
    data = [row for row in rows if row[0] > after_row]
    for done, (number, cells) in enumerate(data, 1):
        if cancelled():
            return None
        planned = _plan_row(number, cells, places, there, banned)
        if planned.verdict is not Verdict.REFUSE and planned.code in seen:
            planned.verdict = Verdict.REFUSE
            planned.why = f"事项编码与第 {seen[planned.code]} 行重复"
        seen.setdefault(planned.code, number)
        made.append(planned)
        progress(done, len(data), "正在核对每一行")
    return made


def _plan_row(
    number: int,
    cells: Sequence[Cell],
    places: Mapping[str, int],
    there: Mapping[str, Item],
    banned: Iterable[str],
) -> PlannedItem:
    fields, wrong = {}, ""
    for name, place in places.items():
        cell = cells[place] if place < len(cells) else None
        value, problem = _READERS.get(name, _text)(name, cell)
        fields[name] = value
        wrong = wrong or (f"{_LABELS[name]}：{problem}" if problem else "")
    fields["code"] = str(fields["code"]).upper()
    planned = PlannedItem(number, fields["code"], str(fields["name"]), Verdict.CREATE)
    planned.fields = fields
    before = there.get(planned.code)
    if not wrong:
        found = problems_of(_as_item(fields, before), banned)
        wrong = "；".join(f"{_LABELS.get(p.field, '')}：{p.message}" for p in found)
    if wrong:
        planned.verdict, planned.why = Verdict.REFUSE, wrong
    elif before is not None:
        changed = [name for name, value in fields.items() if getattr(before, name) != value]
        planned.verdict = Verdict.UPDATE if changed else Verdict.SAME
        planned.why = "、".join(_LABELS[name] for name in _LABELS if name in changed)
        if changed and not before.active:
            planned.why += "（已停用的事项将恢复使用）"
    return planned


def _as_item(fields: Mapping[str, Any], before: Item | None) -> Item:
    """The item as it would be saved, never added to a session."""
    kept = {name: getattr(before, name) for name in EDITABLE} if before is not None else {}
    unused = UUID(int=0)
    return Item(id=unused, station="", edition=0, **{**kept, **fields})


@needs(Right.EDIT_ITEMS)
def import_items(
    work: Work,
    rows: Sequence[Row],
    places: Mapping[str, int],
    after_row: int,
    source: str,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> ItemsImported | None:
    """Save a new edition of every item the table changes, and commit; None when cancelled."""
    made = plan_items(work, rows, places, after_row, progress, cancelled)
    if made is None:
        return None
    fresh = [p for p in made if p.verdict in (Verdict.CREATE, Verdict.UPDATE)]
    if not fresh:
        return ItemsImported(None, made)
    for done, planned in enumerate(fresh, 1):
        if cancelled():
            work.session.rollback()
            return None
        save_edition(work, planned.fields)
        progress(done, len(fresh), "正在保存事项")
    counts = {v.name.lower(): sum(p.verdict is v for p in made) for v in Verdict}
    note = {"source": source, "rows": len(made), **counts}
    work.notes.append(Note("import", Item.kind, work.new_id(), note))
    return ItemsImported(commit(work).id, made)


# --- one cell -------------------------------------------------------------------------------------

Reader = Callable[[str, Cell], tuple[Any, str]]


def _text(_name: str, cell: Cell) -> tuple[str, str]:
    text = clean_block(cell).strip() if isinstance(cell, str) else text_of(cell)
    return text, ""


def _number(name: str, cell: Cell) -> tuple[int | None, str]:
    text = re.sub(r"\s*(个?工作日|个?自然日|日|天|份)$", "", text_of(cell))
    if text in ("", "无"):
        return _NUMBERS[name], ""
    if text in ("当场办结", "即办", "即时办结"):
        return 0, ""
    if not re.fullmatch("[0-9]{1,5}", text):
        return None, f"“{text[:20]}”不是天数"
    return int(text), ""


def _switch(_name: str, cell: Cell) -> tuple[bool, str]:
    text = text_of(cell)
    if text not in (YES, NO, ""):
        return False, f"“{text[:20]}”请写成是或否"
    return text == YES, ""


def _kind(_name: str, cell: Cell) -> tuple[CaseKind | None, str]:
    text = text_of(cell)
    if text not in set(CaseKind):
        return None, f"“{text[:20]}”请写成{'、'.join(CaseKind)}"
    return CaseKind(text), ""


def _unit(_name: str, cell: Cell) -> tuple[LimitUnit, str]:
    text = text_of(cell) or LimitUnit.WORKDAY.value
    known = {"自然日": LimitUnit.DAY, "天": LimitUnit.DAY, **{u.value: u for u in LimitUnit}}
    if text not in known:
        return LimitUnit.WORKDAY, f"“{text[:20]}”请写成工作日或日"
    return known[text], ""


def _materials(_name: str, cell: Cell) -> tuple[list[dict[str, Any]], str]:
    text, _ = _text("", cell)
    lines = [line.strip() for line in re.split(r"[\n；;]", text) if line.strip()]
    found = []
    for line in lines:
        written = _MATERIAL.fullmatch(line)
        if written is None:
            bare = re.sub(rf"[（(]{SECONDARY}[）)]$", "", line)
            found.append(replace(shipped_material(bare), secondary=bare != line).plain())
            continue
        name, form, count, said = written.groups()
        note = (said or "").strip()
        secondary = re.fullmatch(rf"{SECONDARY}(?:[，,](.*))?", note)
        if secondary is not None:
            note = (secondary[1] or "").strip()
        material = Material(
            name.strip(), MaterialForm(form), int(count), note, secondary=secondary is not None
        )
        found.append(material.plain())
    return found, ""


_READERS: dict[str, Reader] = {
    **dict.fromkeys(_NUMBERS, _number),
    **dict.fromkeys(_SWITCHES, _switch),
    "case_kind": _kind,
    "limit_unit": _unit,
    "materials": _materials,
}
