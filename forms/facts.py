"""What each paper needs to know: the facts a caller fills in from its records.

Facts are plain JSON. Dates are `2026-11-21`, moments `2026-11-21T09:31` (local time), and both are
printed as 2026年11月21日. Names come in full and ID and phone numbers already masked (D8): nothing
here unmasks or masks. A missing mandatory fact refuses the paper (CASE-23).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from center.errors import Problem, Refused
from forms.paragraph import clean

JSON: TypeAlias = "str | int | float | bool | None | Sequence[JSON] | Mapping[str, JSON]"
Facts: TypeAlias = Mapping[str, JSON]
Row: TypeAlias = dict[str, str]

Kind = Literal["text", "date", "moment", "flag", "years", "rows", "choice"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One key of the facts: its Chinese name, its kind, and whether a paper can do without.

    `columns` are the keys of a table's rows, `options` the values of a choice.
    """

    key: str
    name: str
    kind: Kind = "text"
    required: bool = True
    columns: tuple[Fact, ...] = ()
    options: tuple[str, ...] = ()


def _optional(key: str, name: str, kind: Kind = "text") -> Fact:
    return Fact(key, name, kind, required=False)


# On every paper. Both complaint phones are mandatory (OPEN-11). `unknown_years` are years whose
# holidays are not published and which a printed date reaches; `replaces` is the number of a voided
# paper that this one stands for.
UNIT = (
    Fact("unit", "单位名称"),
    Fact("window", "窗口"),
    Fact("handler", "经办人"),
    Fact("consult_phone", "咨询电话"),
    Fact("complaint_phone", "本镇投诉电话"),
    Fact("efficiency_phone", "行政效能投诉电话"),
    Fact("date", "出具日期", "date"),
    _optional("office_hours", "办公时间"),
    _optional("unit_address", "单位地址"),
    _optional("unknown_years", "节假日未公布的年份", "years"),
    _optional("replaces", "被代替文书的编号"),
)
# Of a case: `licence` chooses the statutory sentences of 行政许可.
CASE = (
    Fact("case_number", "办件编号"),
    Fact("licence", "是否行政许可", "flag"),
    Fact("item", "事项名称"),
    _optional("item_code", "事项编码"),
    Fact("case_kind", "办件类型"),
    Fact("applicant", "申请人"),
    Fact("id_number", "证件号码（已脱敏）"),
    Fact("phone", "联系电话（已脱敏）"),
    _optional("agent", "来办人"),
    _optional("agent_relation", "来办人与申请人关系"),
)


def _materials(*columns: Fact, required: bool = True) -> Fact:
    return Fact("materials", "材料清单", "rows", required, (Fact("name", "材料名称"), *columns))


_RECEIVED = (
    Fact("form", "材料形式"),  # 原件、电子、系统共享…
    Fact("copies", "份数"),
    _optional("pages", "页数"),
    Fact("returned", "是否退还"),  # 是 / 否 / 当场退还
)
# Remedies (行政复议法 Art 20, 行政诉讼法 Art 46): the authority that reviews, where it is known.
_REMEDY = (_optional("review_body", "行政复议机关"),)

FACTS: dict[str, tuple[Fact, ...]] = {
    # A1, REG-04: what was received, before anything is decided.
    "receipt": (
        *UNIT,
        *CASE,
        Fact("received_at", "收件时间", "moment"),
        Fact("notice_due", "一次性告知的最后日期", "date"),
        _materials(*_RECEIVED),
    ),
    # CASE-03: for whatever is not finished on the spot.
    "acceptance_receipt": (
        *UNIT,
        *CASE,
        Fact("accepted_at", "受理时间", "moment"),
        Fact("promised_limit", "承诺时限"),  # 25个工作日
        Fact("due", "承诺办结日期", "date"),
        _optional("excluded_time", "不计入时限的环节"),
        _optional("collect_way", "结果领取方式"),
        _materials(*_RECEIVED, required=False),
    ),
    # CASE-02, 行政许可法 Art 32(1)(5).
    "acceptance_notice": (
        *UNIT,
        *CASE,
        Fact("applied_on", "申请日期", "date"),
        Fact("accepted_on", "受理日期", "date"),
        _optional("legal_limit", "法定时限"),
        Fact("promised_limit", "承诺时限"),
        Fact("due", "承诺办结日期", "date"),
        _optional("basis", "办理依据"),
        _optional("excluded_time", "不计入时限的环节"),
        Fact("collect_way", "结果领取方式"),
        _materials(*_RECEIVED, required=False),
    ),
    # ONCE-01: five elements and 注意事项; for a plain question without a name too.
    "one_time_notice": (
        *UNIT,
        _optional("case_number", "办件编号"),
        _optional("visit_number", "登记编号"),
        Fact("item", "事项名称"),
        _optional("item_code", "事项编码"),
        _optional("applicant", "申请人"),
        _optional("phone", "联系电话（已脱敏）"),
        _optional("asked_on", "咨询日期", "date"),
        _materials(Fact("form", "材料形式"), Fact("note", "要求", required=False)),
        Fact("procedure", "办理程序"),
        Fact("promised_limit", "承诺时限"),
        Fact("fee", "收费标准"),
        Fact("basis", "办事依据"),
        Fact("notes", "注意事项"),
        _optional("next_step", "下一步到哪里办"),  # ONCE-09
    ),
    # ONCE-02, ONCE-03, 行政许可法 Art 32(1)(4). `accepted`: the handling clock is paused.
    "supplement_notice": (
        *UNIT,
        *CASE,
        Fact("accepted", "是否已受理", "flag"),
        Fact("applied_on", "申请日期", "date"),
        Fact("supplement_due", "补正期限", "date"),
        _optional("overdue_effect", "逾期未补正的处理"),  # needs a local basis
        _materials(
            Fact("problem", "存在问题"),
            Fact("requirement", "补正要求"),
            _optional("sample", "样本"),
        ),
    ),
    # CASE-12: reason and basis are mandatory.
    "non_acceptance_notice": (
        *UNIT,
        *CASE,
        Fact("applied_on", "申请日期", "date"),
        Fact("ground", "不予受理的情形", "choice", options=("not_needed", "not_ours", "other")),
        _optional("competent_authority", "有权处理的机关"),  # mandatory with not_ours
        Fact("reason", "不予受理的理由"),
        Fact("basis", "依据"),
        *_REMEDY,
    ),
    # ONCE-05, CASE-13: reasons once and in writing.
    "return_notice": (
        *UNIT,
        *CASE,
        Fact("applied_on", "申请日期", "date"),
        _optional("accepted_on", "受理日期", "date"),
        Fact("reason", "退件理由"),
        Fact("basis", "依据"),
        _materials(Fact("form", "材料形式"), Fact("copies", "份数"), required=False),
        _optional("next_step", "重新办理的方法"),
        *_REMEDY,
    ),
    # CASE-19. `refused`: the result is against the applicant, so the remedies are printed.
    "completion_notice": (
        *UNIT,
        *CASE,
        Fact("accepted_on", "受理日期", "date"),
        Fact("finished_on", "办结日期", "date"),
        Fact("result", "办理结果"),  # 准予、确认、转报…
        Fact("refused", "是否不予办理", "flag"),
        _optional("reason", "理由"),
        _optional("result_document", "结果文书"),
        _optional("document_number", "文号"),
        _optional("document_copies", "份数"),
        Fact("collect_way", "领取方式"),
        _optional("collect_until", "领取截止日期", "date"),
        _optional("notified_by", "通知方式"),
        _optional("notified_on", "通知日期", "date"),
        *_REMEDY,
    ),
    # REG-11: outside the centre.
    "guidance_slip": (
        *UNIT,
        _optional("visit_number", "登记编号"),
        _optional("applicant", "来访群众"),
        Fact("topic", "所办事项"),
        Fact("department", "主管部门"),
        Fact("department_address", "部门地址"),
        Fact("department_phone", "部门电话"),
        _optional("department_hours", "部门办公时间"),
        _optional("materials_hint", "建议带上的材料"),
        _optional("notes", "说明"),
    ),
}

# A fact that another one makes mandatory: (paper, fact, value) → fact.
_CALLED_FOR: dict[tuple[str, str, JSON], str] = {
    ("non_acceptance_notice", "ground", "not_ours"): "competent_authority",
    ("completion_notice", "refused", True): "reason",
}

_BARE_ID = re.compile(r"\d{17}[\dXx]|\d{15}")


@dataclass(frozen=True, slots=True)
class Words:
    """Facts as they are printed: texts by key, tables by key, the keys that are set."""

    texts: Mapping[str, str]
    rows: Mapping[str, tuple[Row, ...]]
    given: frozenset[str]


def words(kind: str, facts: Facts) -> Words:
    """The facts of a paper in words.

    Raises Refused naming every missing mandatory fact (CASE-23), and ValueError for what can only
    be a programmer's mistake: an unknown key, a wrong value, an ID number that is not masked
    (TypeError for a wrong type).
    """
    wanted = FACTS[kind]
    unknown = facts.keys() - {fact.key for fact in wanted}
    if unknown:
        raise ValueError(f"{kind} knows no {sorted(unknown)}")
    problems = list(_missing(kind, wanted, facts))
    if problems:
        raise Refused(problems, f"{kind}: facts are missing")
    texts: dict[str, str] = {}
    rows: dict[str, tuple[Row, ...]] = {}
    given = set()
    for fact in wanted:
        value = facts.get(fact.key)
        if _is_empty(value):
            continue
        if fact.kind == "rows":
            rows[fact.key] = _rows(fact, value)
            given.add(fact.key)
            texts[fact.key + "_count"] = str(len(rows[fact.key]))
        elif fact.kind == "flag":
            if not isinstance(value, bool):
                raise TypeError(f"{fact.key} is not true or false")
            if value:
                given.add(fact.key)
        else:
            texts[fact.key] = say(fact, value)
            given.add(fact.key)
            if fact.kind == "choice":
                given.add(f"{fact.key}={value}")
    if _BARE_ID.fullmatch(texts.get("id_number", "")):
        raise ValueError("id_number is not masked")
    return Words(texts, rows, frozenset(given))


def say(fact: Fact, value: JSON) -> str:
    """One fact as it is printed; ValueError if it is not of the fact's kind."""
    if fact.kind == "date":
        return say_date(date.fromisoformat(str(value)))
    if fact.kind == "moment":
        moment = datetime.fromisoformat(str(value))
        return f"{say_date(moment.date())} {moment:%H:%M}"
    if fact.kind == "years" and isinstance(value, Sequence):
        return "、".join(f"{year}年" for year in value)
    if fact.kind == "choice" and value not in fact.options:
        raise ValueError(f"{fact.key} is none of {fact.options}")
    return clean(str(value))


def say_date(day: date) -> str:
    """A date as papers print it: 2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _is_empty(value: JSON) -> bool:
    return value is None or (isinstance(value, str | list | tuple) and not value)


def _missing(kind: str, wanted: tuple[Fact, ...], facts: Facts) -> list[Problem]:
    names = {fact.key: fact.name for fact in wanted}
    problems = []
    for fact in wanted:
        value = facts.get(fact.key)
        if fact.required and (_is_empty(value) or (isinstance(value, str) and not value.strip())):
            problems.append(Problem(fact.key, f"文书缺少“{fact.name}”，请先补全"))
        if fact.kind == "rows" and isinstance(value, Sequence) and not isinstance(value, str):
            problems += _missing_cells(fact, value)
    for (paper, key, value), called in _CALLED_FOR.items():
        if paper == kind and facts.get(key) == value and _is_empty(facts.get(called)):
            problems.append(Problem(called, f"文书缺少“{names[called]}”，请先补全"))
    return problems


def _missing_cells(fact: Fact, rows: Sequence[JSON]) -> list[Problem]:
    return [
        Problem(fact.key, f"{fact.name}第{number}行缺少“{column.name}”，请先补全")
        for number, row in enumerate(rows, 1)
        if isinstance(row, Mapping)
        for column in fact.columns
        if column.required and _is_empty(row.get(column.key))
    ]


def _rows(fact: Fact, value: JSON) -> tuple[Row, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise TypeError(f"{fact.key} is not a list of rows")
    found = []
    for number, row in enumerate(value, 1):
        if not isinstance(row, Mapping):
            raise TypeError(f"{fact.key}: row {number} is not a mapping")
        cells = {c.key: "" if row.get(c.key) is None else say(c, row[c.key]) for c in fact.columns}
        found.append({"no": str(number), **cells})
    return tuple(found)
