"""Service items (事项) and their versions (CASE-24, CASE-30).

Every edit makes a new version; a case keeps the version it was opened with. Materials, limits and
procedure come from here and nowhere else.
"""

from __future__ import annotations

import csv
import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from center.errors import Problem, Refused
from center.nodes import Node, node_problems, nodes_of
from center.records import Base, Record, unique_unless_voided
from center.rights import Right, needs
from center.settings import values
from center.storage import Work
from center.text import BLOCK_LIMIT, LINE_LIMIT, clean_block, length_problems

SHIPPED = Path(__file__).resolve().parent.parent / "resources" / "items.csv"
LICENCE = "行政许可"


class CaseKind(enum.StrEnum):
    """How an item is handled."""

    INSTANT = "即办件"
    COMMITTED = "承诺件"
    UPWARD = "上报件"
    CARRIED = "代办件"


class MaterialForm(enum.StrEnum):
    """How a material is handed in; a copy made by the applicant is not among them (ONCE-13)."""

    ORIGINAL = "原件"
    FORM = "申请表"
    ELECTRONIC = "电子"
    SHARED = "系统共享"


class LimitUnit(enum.StrEnum):
    """What a limit is counted in."""

    WORKDAY = "工作日"
    DAY = "日"


@dataclass(frozen=True, slots=True)
class Material:
    """One material of an item; without a `secondary` one the case may be accepted (可容缺)."""

    name: str
    form: MaterialForm = MaterialForm.ORIGINAL
    count: int = 1
    note: str = ""
    secondary: bool = False

    def plain(self) -> dict[str, Any]:
        """As stored on the item version."""
        return {
            "name": self.name,
            "form": self.form.value,
            "count": self.count,
            "note": self.note,
            # Told only where it is so: earlier editions know nothing of it.
            **({"secondary": True} if self.secondary else {}),
        }


class Item(Record, Base):
    """One version of a service item; `edition` counts from 1, `active` marks the version in use.

    Limits are in `limit_unit` (statutory) and working days (promised, notice); 0 promised means the
    same day, None means none is set.
    """

    __tablename__ = "items"
    __table_args__ = (unique_unless_voided("code", "edition"),)
    kind = "item"

    code: Mapped[str] = mapped_column(String(20), index=True)
    edition: Mapped[int] = mapped_column(Integer)
    name: Mapped[str]
    case_kind: Mapped[CaseKind]
    active: Mapped[bool] = mapped_column(default=True)
    department: Mapped[str] = mapped_column(default="")
    nature: Mapped[str] = mapped_column(default="公共服务")
    decider: Mapped[str] = mapped_column(default="")
    legal_limit: Mapped[int | None] = mapped_column(default=None)
    limit_unit: Mapped[LimitUnit] = mapped_column(default=LimitUnit.WORKDAY)
    legal_basis: Mapped[str] = mapped_column(default="")
    promised_limit: Mapped[int | None] = mapped_column(default=None)
    excluded_time: Mapped[str] = mapped_column(default="")
    materials: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    fee: Mapped[str] = mapped_column(default="不收费")
    result_document: Mapped[str] = mapped_column(default="")
    window: Mapped[str] = mapped_column(default="")
    procedure: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    target: Mapped[str] = mapped_column(default="")
    conditions: Mapped[str] = mapped_column(default="")
    applies_per: Mapped[str] = mapped_column(default="人")
    notice_limit: Mapped[int] = mapped_column(default=5)
    restart_after_supplement: Mapped[bool] = mapped_column(default=False)
    max_extension: Mapped[int] = mapped_column(default=0)
    deemed_acceptance: Mapped[bool] = mapped_column(default=False)
    yearly_review: Mapped[bool] = mapped_column(default=False)
    authorised: Mapped[bool] = mapped_column(default=True)
    nodes: Mapped[str] = mapped_column(default="")

    @property
    def licence(self) -> bool:
        """Whether the 行政许可法 applies, and with it its sentences and deemed acceptance."""
        return self.nature == LICENCE

    def node_list(self) -> list[Node]:
        """Who answers for which link of the way (CASE-18)."""
        return nodes_of(self.nodes)

    def material_list(self) -> list[Material]:
        """The materials as values."""
        return [
            Material(
                m["name"],
                MaterialForm(m["form"]),
                m["count"],
                m["note"],
                secondary=bool(m.get("secondary")),
            )
            for m in self.materials
        ]


EDITABLE = tuple(
    c.key
    for c in Item.__table__.columns
    if c.key not in {"id", "station", "version", "voided_at", "void_reason", "edition", "active"}
)
"""The fields of an item that an edit may change."""


def material_problems(names: Iterable[str], banned: Iterable[str]) -> tuple[Problem, ...]:
    """Refuse catch-all materials (ONCE-11) and copies made by the applicant (ONCE-13)."""
    problems = []
    words = tuple(banned)
    seen: set[str] = set()
    for name in names:
        bare = re.sub(r"[\s《》“”\"']", "", re.sub("[（(].*", "", name)) or name.strip()
        if not name.strip():
            problems.append(Problem("materials", "材料名称不能为空"))
        elif word := next((w for w in words if w in name), None):
            problems.append(
                Problem("materials", f"“{name}”含有“{word}”，兜底性质的材料不得要求，请写明是什么")
            )
        elif "复印件" in name:
            problems.append(Problem("materials", f"“{name}”要求复印件，请改为原件，由窗口自行复印"))
        elif bare in seen:
            problems.append(Problem("materials", f"“{name}”重复了"))
        seen.add(bare)
    return tuple(problems)


def legal_workdays(item: Item) -> int:
    """The statutory limit in working days; calendar days hold five of them a week, 0: none set."""
    days = item.legal_limit or 0
    return days if item.limit_unit is LimitUnit.WORKDAY else days * 5 // 7


def problems_of(item: Item, banned: Iterable[str]) -> tuple[Problem, ...]:
    """What is wrong with an item version, field by field (CASE-04, CASE-18, ONCE-11, ONCE-13)."""
    found = _material_list_problems(item, tuple(banned)) + _text_problems(item)
    for field, value in (
        ("legal_limit", item.legal_limit),
        ("promised_limit", item.promised_limit),
    ):
        if value is not None and not 0 <= value <= 3650:
            found.append(Problem(field, "时限应在 0 到 3650 之间"))
    if item.promised_limit is not None and item.legal_limit is not None:
        if item.promised_limit > legal_workdays(item):
            found.append(Problem("promised_limit", "承诺时限不得超过法定时限"))
    if item.case_kind is CaseKind.INSTANT and item.promised_limit not in (0, None):
        found.append(Problem("promised_limit", "即办件当场办结，承诺时限应为 0"))
    if item.deemed_acceptance and not item.licence:
        found.append(Problem("deemed_acceptance", "只有行政许可事项才有逾期视为受理"))
    if not 1 <= item.notice_limit <= 30:
        found.append(Problem("notice_limit", "补正告知期限应在 1 到 30 个工作日之间"))
    if not 0 <= item.max_extension <= 365:
        found.append(Problem("max_extension", "延长期限应在 0 到 365 之间"))
    found += [Problem("nodes", said) for said in node_problems(item.nodes, item.promised_limit)]
    return tuple(found)


def _material_list_problems(item: Item, banned: tuple[str, ...]) -> list[Problem]:
    found = list(material_problems((m["name"] for m in item.materials), banned))
    for m in item.materials:
        name = m["name"]
        if m["form"] not in set(MaterialForm):
            found.append(Problem("materials", f"请选择“{name}”的形式"))
        if not 1 <= m["count"] <= 99:
            found.append(Problem("materials", f"“{name}”的份数应在 1 到 99 之间"))
        if "复印件" in m["note"]:
            found.append(Problem("materials", f"“{name}”的说明要求复印件，请改由窗口自行复印"))
        found += length_problems("materials", "材料名称和说明", name + m["note"], LINE_LIMIT)
    return found


def _text_problems(item: Item) -> list[Problem]:
    found = []
    if not re.fullmatch(r"[A-Za-z0-9-]{2,20}", item.code):
        found.append(Problem("code", "事项编码用 2 到 20 位字母、数字或短横"))
    if not item.name.strip():
        found.append(Problem("name", "请填写事项名称"))
    found += length_problems("name", "事项名称", item.name, LINE_LIMIT)
    for field in _TEXTS:
        found += length_problems(field, "这一项", getattr(item, field), BLOCK_LIMIT)
    return found


_TEXTS = (
    "department",
    "nature",
    "decider",
    "legal_basis",
    "excluded_time",
    "fee",
    "result_document",
    "window",
    "procedure",
    "notes",
    "target",
    "conditions",
    "applies_per",
    "nodes",
)


@needs(Right.SEE_OFFICE)
def active_items(work: Work) -> list[Item]:
    """The version in use of every item, by code."""
    query = select(Item).where(Item.active, Item.voided_at.is_(None)).order_by(Item.code)
    return list(work.session.scalars(query))


@needs(Right.SEE_OFFICE)
def catalogue(work: Work) -> list[Item]:
    """The latest version of every item, stopped ones too, by code."""
    query = select(Item).where(Item.voided_at.is_(None)).order_by(Item.code, Item.edition)
    return list({item.code: item for item in work.session.scalars(query)}.values())


@needs(Right.SEE_OFFICE)
def editions(work: Work, code: str) -> list[Item]:
    """Every version of an item, newest first: its change log (CASE-30)."""
    query = select(Item).where(Item.code == code, Item.voided_at.is_(None))
    return list(work.session.scalars(query.order_by(Item.edition.desc())))


@needs(Right.EDIT_ITEMS)
def save_edition(work: Work, fields: dict[str, Any]) -> Item:
    """Make a new version of an item (or a new item) from its editable fields.

    Raises `Refused` with a problem per field; the version in use stays then.
    """
    unknown = fields.keys() - set(EDITABLE)
    if unknown:
        raise ValueError(f"not a field of an item: {sorted(unknown)}")
    fields = {k: clean_block(v).strip() if type(v) is str else v for k, v in fields.items()}
    code = fields["code"]
    earlier = work.session.scalars(
        select(Item)
        .where(Item.code == code, Item.voided_at.is_(None))
        .order_by(Item.edition.desc())
    ).all()
    carried = {f: getattr(earlier[0], f) for f in EDITABLE} if earlier else {}
    item = Item(
        id=work.new_id(),
        station=work.station,
        edition=earlier[0].edition + 1 if earlier else 1,
        **_enumerated({**carried, **fields}),
    )
    found = problems_of(item, values(work.session, work.now).lines("banned_material_words"))
    if found:
        raise Refused(found)
    for version in earlier:
        if version.active:
            version.active = False
    work.session.add(item)
    return item


def _enumerated(fields: dict[str, Any]) -> dict[str, Any]:
    try:
        kind = CaseKind(fields["case_kind"])
        unit = LimitUnit(fields.get("limit_unit", LimitUnit.WORKDAY))
    except (KeyError, ValueError) as error:
        raise Refused([Problem("case_kind", "请选择办件类型和时限单位")]) from error
    return {**fields, "case_kind": kind, "limit_unit": unit}


@needs(Right.EDIT_ITEMS)
def stop_item(work: Work, code: str) -> None:
    """Take an item out of use; cases opened with it go on."""
    item = item_of(work.session, code)
    if item is not None:
        item.active = False


def shipped_fields(path: Path = SHIPPED) -> list[dict[str, Any]]:
    """The catalogue that comes with the program, as fields for `save_edition`."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_fields_of(row) for row in csv.DictReader(file)]


def _fields_of(row: dict[str, str]) -> dict[str, Any]:
    fee = row["fee_yuan"].strip()
    return {
        "code": row["code"],
        "name": row["name"],
        "department": row["department"],
        "case_kind": CaseKind(row["kind"]),
        "nature": row["nature"],
        "decider": row["decider"],
        "legal_limit": int(row["legal_limit"]) if row["legal_limit"] else None,
        "limit_unit": LimitUnit(row["limit_unit"] or "工作日"),
        "legal_basis": row["legal_basis"],
        "promised_limit": int(row["promised_limit_wd"]) if row["promised_limit_wd"] else None,
        "excluded_time": row["excluded_time"],
        "materials": [shipped_material(name).plain() for name in row["materials"].split("；")],
        "fee": "不收费" if fee in ("", "0") else f"{fee} 元",
        "result_document": row["result_document"],
        "window": row["window"],
        "procedure": row["procedure"],
        "notes": row["notes"],
        "applies_per": row["applies_per"],
        "notice_limit": _days(row["notice_limit"]) or 5,
        "restart_after_supplement": row["supplement"] == "restart",
        "max_extension": _days(row["max_extension"]),
        "deemed_acceptance": row["deemed_acceptance"] == "yes",
        "yearly_review": row["yearly_review"] == "yes",
    }


def shipped_material(name: str) -> Material:
    """A material known by its name alone: forms tell themselves, all else is an original."""
    material = Material(name.strip())
    if re.search(r"申请书|申请表|审批表|登记表|承诺书|授权书|声明", name):
        material = replace(material, form=MaterialForm.FORM)
    return material


def _days(text: str) -> int:
    found = re.match(r"\d+", text.strip())
    return int(found[0]) if found else 0


def item_of(session: Session, code: str) -> Item | None:
    """The version in use of an item."""
    query = select(Item).where(Item.code == code, Item.active, Item.voided_at.is_(None))
    return session.scalars(query).one_or_none()
