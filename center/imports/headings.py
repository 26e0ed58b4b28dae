"""Which row of a foreign table is its heading, and which column holds what.

Columns are proposed by the words offices write over them; what the clerk corrects is remembered by
title, so that next month's export of the same layout needs no mapping.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from center.imports.cells import text_of
from center.imports.rows import Row

LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Target:
    """Something a column may hold: its name, label, the words that head it, whether it must be."""

    name: str
    label: str
    words: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Headings:
    """The title of every column, and the number of the row the data begin after."""

    titles: tuple[str, ...]
    last_row: int


CASE_TARGETS: tuple[Target, ...] = (
    Target(
        "platform_number",
        "平台办件编号",
        (
            "平台办件编号",
            "办件编号",
            "办件号",
            "办件流水号",
            "业务流水号",
            "流水号",
            "申报号",
            "受理编号",
            "受理号",
            "业务编号",
            "查询编号",
            "办件编码",
        ),
    ),
    Target(
        "item",
        "事项",
        (
            "事项名称",
            "事项",
            "办理事项",
            "服务事项",
            "申请事项",
            "业务名称",
            "办件名称",
            "办理业务",
            "业务类型",
            "业务事项",
            "办理内容",
        ),
    ),
    Target("item_code", "事项编码", ("事项编码", "事项编号", "实施编码", "事项代码")),
    Target(
        "name",
        "申请人",
        (
            "申请人",
            "姓名",
            "申请人姓名",
            "申请人名称",
            "申请人或单位",
            "办事人",
            "办事群众",
            "群众姓名",
            "服务对象",
            "当事人",
            "申报人",
            "来访人",
            "申请单位",
        ),
        required=True,
    ),
    Target(
        "id_number",
        "证件号码",
        (
            "证件号码",
            "身份证号码",
            "身份证号",
            "证件号",
            "公民身份号码",
            "身份证",
            "申请人证件号码",
            "申请人身份证号",
            "统一社会信用代码",
            "证照号码",
        ),
    ),
    Target(
        "phone",
        "联系电话",
        ("联系电话", "手机号码", "手机号", "电话", "手机", "联系方式", "电话号码", "申请人电话"),
    ),
    Target("village", "村（社区）", ("村", "村居", "村社区", "所属村", "行政村", "户籍村", "村名")),
    Target("address", "住址", ("住址", "地址", "家庭住址", "联系地址", "家庭地址", "户籍地址")),
    Target(
        "received",
        "收件日期",
        (
            "收件日期",
            "收件时间",
            "申请日期",
            "申请时间",
            "登记日期",
            "登记时间",
            "申报时间",
            "提交时间",
            "申报日期",
            "办理日期",
            "办理时间",
            "来访日期",
            "日期",
            "时间",
        ),
        required=True,
    ),
    Target("accepted", "受理日期", ("受理日期", "受理时间")),
    Target(
        "finished",
        "办结日期",
        ("办结日期", "办结时间", "完成日期", "完成时间", "实际办结时间", "办毕日期"),
    ),
    Target("status", "办件状态", ("办件状态", "状态", "当前状态", "办理状态", "办理情况", "进度")),
    Target("result", "办理结果", ("办理结果", "结果", "审批结果", "办结结果", "审核结果")),
    Target("document_number", "结果文书编号", ("证照编号", "证书编号", "文书编号", "结果文书编号")),
    Target(
        "handler",
        "经办人",
        ("经办人", "承办人", "办理人员", "工作人员", "受理人员", "办理人", "受理人", "经办人员"),
    ),
    Target("window", "窗口", ("窗口", "受理窗口", "办理窗口", "窗口名称")),
    Target("remark", "备注", ("备注", "说明", "备注说明")),
)


def bare(title: object) -> str:
    """A title without blanks, marks and what stands in brackets."""
    text = re.sub(r"[（(\[【].*?[）)\]】]", "", str(title))
    return re.sub(r"[\s*＊:：、/\\_]", "", text)


def find_headings(rows: Sequence[Row], targets: Sequence[Target]) -> Headings | None:
    """The heading among the first rows, or None when no row looks like one.

    A heading of two rows (申请人 over 姓名 and 电话) is one: the lower title, else the upper.
    """
    words = {bare(word) for target in targets for word in target.words}
    best, found = 1, None
    for place, (number, cells) in enumerate(rows[:LOOKED_AT]):
        upper = [text_of(cell) for cell in cells]
        choices = [(upper, number)]
        if place + 1 < len(rows):
            after, below = rows[place + 1]
            lower = [text_of(cell) for cell in below]
            width = max(len(upper), len(lower))
            upper_wide, lower_wide = _widened(upper, width), _widened(lower, width)
            both = [low or up for up, low in zip(upper_wide, lower_wide, strict=True)]
            choices.append((both, after))
        for titles, last in choices:
            score = len({bare(title) for title in titles} & words)
            if score > best:
                best, found = score, Headings(tuple(titles), last)
    return found


def _widened(texts: list[str], width: int) -> list[str]:
    return texts + [""] * (width - len(texts))


def propose(
    titles: Sequence[str],
    targets: Sequence[Target],
    remembered: Mapping[str, str] | None = None,
) -> dict[str, int]:
    """The column of each target, by what was remembered (target name to title), else by words.

    A target remembered with an empty title was deliberately left out.
    """
    kept = remembered or {}
    found: dict[str, int] = {}
    for target in targets:
        title = kept.get(target.name)
        if title and title in titles:
            found[target.name] = titles.index(title)
    open_targets = [t for t in targets if t.name not in found and kept.get(t.name) != ""]
    shown = [bare(title) for title in titles]
    for exact in (True, False):
        for target in open_targets:
            if target.name in found:
                continue
            for word in map(bare, target.words):
                places = [
                    place
                    for place, title in enumerate(shown)
                    if place not in found.values()
                    and (title == word if exact else len(word) > 1 and word in title)
                ]
                if places:
                    found[target.name] = places[0]
                    break
    return found
