"""A table exported by the 12345 line as work orders: headings are known by the usual words.

The file itself is read by `reports.reading`; rows that say nothing are left out, rows that say
something wrong are told with their number in the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from center.errors import Refused
from center.imports.cells import moment_of, text_of
from center.imports.headings import Target, find_headings, propose
from center.imports.rows import Row
from center.records import local_date
from center.workorders.intake import OrderForm

TARGETS: tuple[Target, ...] = (
    Target(
        "external",
        "工单编号",
        ("工单编号", "工单号", "诉求编号", "受理编号", "受理单号", "编号", "流水号"),
        required=True,
    ),
    Target(
        "content",
        "工单内容",
        ("工单内容", "诉求内容", "反映内容", "主要内容", "问题描述", "诉求描述", "内容"),
        required=True,
    ),
    Target(
        "dispatched_at", "派单时间", ("派单时间", "派发时间", "交办时间", "转派时间", "下派时间")
    ),
    Target(
        "external_due_on",
        "办理期限",
        ("办理期限", "办结期限", "处理时限", "截止时间", "到期时间", "要求办结时间", "办理时限"),
    ),
    Target("name", "来电人", ("来电人", "诉求人", "姓名", "联系人", "反映人", "来电人姓名")),
    Target("phone", "来电号码", ("来电号码", "联系电话", "电话", "手机号", "联系方式", "来电电话")),
    Target("village", "村（社区）", ("村", "村社区", "所属村", "社区", "村居")),
    Target("address", "地址", ("地址", "事发地址", "事发地点", "诉求地址", "发生地点")),
    Target(
        "subject", "内容分类", ("内容分类", "诉求分类", "诉求类型", "问题类型", "事项分类", "分类")
    ),
    Target("unit", "承办单位", ("承办单位", "办理单位", "责任单位", "处理单位", "主办单位")),
)


@dataclass(frozen=True, slots=True)
class ReadTable:
    """The work orders of a table, and the rows that could not be read, each with the reason."""

    forms: tuple[OrderForm, ...]
    refused: tuple[tuple[int, str], ...]


def read_table(rows: Sequence[Row], remembered: Mapping[str, str] | None = None) -> ReadTable:
    """Read a table; raises `Refused` when its headings name no number or no content.

    `remembered` maps a target to the title the clerk chose for it last time.
    """
    headings = find_headings(rows, TARGETS)
    columns = propose(headings.titles, TARGETS, remembered) if headings is not None else {}
    missing = [t.label for t in TARGETS if t.required and t.name not in columns]
    if headings is None or missing:
        named = "、".join(missing or ["工单编号", "工单内容"])
        raise Refused(f"表头里没有找到{named}，没有导入。请核对表头，或为这几列指定标题。")
    forms: list[OrderForm] = []
    refused: list[tuple[int, str]] = []
    for number, cells in rows:
        if number <= headings.last_row:
            continue
        found = {
            name: cells[place] if place < len(cells) else None for name, place in columns.items()
        }
        texts = {
            name: text_of(cell)
            for name, cell in found.items()
            if name not in ("dispatched_at", "external_due_on")
        }
        if not any(texts.values()):
            continue
        at, _, wrong = moment_of(found.get("dispatched_at"))
        until, _, wrong_too = moment_of(found.get("external_due_on"))
        if wrong or wrong_too:
            refused.append((number, wrong or wrong_too))
            continue
        due: date | None = local_date(until) if until is not None else None
        forms.append(OrderForm(**texts, dispatched_at=at, external_due_on=due, row=number))
    return ReadTable(tuple(forms), tuple(refused))
