"""Pieces that the facts of several papers share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from center.cases.file import CaseFile
from center.cases.limits import handling_limit, legal_unit
from center.cases.records import CaseEvent, CaseMaterial, Happened
from center.clock import Deadline, Unit
from center.errors import Refused
from center.items import Item
from center.records import CHINA
from center.settings import HOURS, Values

COLLECT_WAY = "到窗口领取"


def limits(file: CaseFile) -> dict[str, Any]:
    """The promised limit and the due date of an accepted case."""
    clock = file.clock.handling
    if clock is None:
        raise Refused("还没有受理，承诺办结日期还算不出来。")
    return {
        "promised_limit": promised_words(file),
        "due": clock.due.isoformat(),
        "excluded_time": file.item.excluded_time,
        "collect_way": COLLECT_WAY,
        **unknown(clock),
    }


def promised_words(file: CaseFile) -> str:
    """The limit of a case in words: 15个工作日, 当日."""
    limit = handling_limit(file.case, file.item, file.settings)
    return "当日" if limit.unit is Unit.SAME_DAY else f"{limit.days}{unit_of(limit.unit)}"


def legal_limit(item: Item) -> str:
    """The statutory limit in words; empty where the law sets none."""
    return "" if item.legal_limit is None else f"{item.legal_limit}{unit_of(legal_unit(item))}"


def unit_of(unit: Unit) -> str:
    """A unit as it stands after a number."""
    return "个工作日" if unit is Unit.WORKDAY else "日"


def about_item(item: Item) -> dict[str, Any]:
    """What the catalogue says of an item."""
    promised = "当场办结" if item.promised_limit == 0 else f"{item.promised_limit}个工作日"
    if item.promised_limit is None:
        promised = "按轻重缓急尽快办理"
    return {
        "item": item.name,
        "item_code": item.code,
        "materials": [
            {"name": m.name, "form": m.form.value, "note": m.note} for m in item.material_list()
        ],
        "procedure": item.procedure,
        "promised_limit": promised,
        "fee": item.fee,
        "basis": item.legal_basis,
        "notes": item.notes,
    }


def office_hours(settings: Values) -> str:
    """The hours of the profile in force (TIME-02): 08:00—12:00，14:00—18:00."""
    hours = HOURS[settings.text("hours_profile")]
    return "，".join(f"{start}—{end}" for start, end in hours)


def plain(material: CaseMaterial) -> dict[str, str]:
    """A material by name, form and number of copies."""
    return {"name": material.name, "form": material.form, "copies": str(material.count)}


def received(material: CaseMaterial) -> dict[str, str]:
    """A material that came in, as a receipt lists it."""
    return {
        "name": material.name,
        "form": material.form,
        "copies": str(material.count),
        "pages": str(material.pages) if material.pages else "",
        "returned": "当场退还" if material.form == "原件" else "否",
    }


def last(file: CaseFile, kind: Happened) -> CaseEvent | None:
    """The latest event of a kind."""
    return next((e for e in reversed(file.events) if e.happened is kind), None)


def unknown(clock: Deadline) -> dict[str, Any]:
    """The years a date reaches whose holidays are not published."""
    return {"unknown_years": list(clock.unknown_years)} if clock.unknown_years else {}


def moment(at: datetime) -> str:
    """A moment as facts hold it, in local time."""
    return at.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")


def sentence(text: str) -> str:
    """A text as it stands in a letter: with a mark at its end; nothing stays nothing."""
    return text if not text or text[-1] in "。？！；：…”）》" else f"{text}。"


def circular_names(names: Sequence[str], window: str, settings: Values) -> str:
    """Who a circular is about, as the office wants names on what hangs in the hall."""
    match settings.text("circular_names"):
        case "surname":
            return "、".join(
                f"{name[:1]}某某" if len(name) > 2 else f"{name[:1]}某" for name in names
            )
        case "none":
            return f"{window or '有关窗口'}工作人员"
        case _:
            return "、".join(names)
