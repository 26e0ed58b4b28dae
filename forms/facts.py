"""What each paper needs to know: the facts a caller fills in from its records.

Facts are plain JSON. Dates are `2026-11-21`, moments `2026-11-21T09:31` (local time), and both are
printed as 2026年11月21日. Names come in full and ID and phone numbers already masked (D8): nothing
here unmasks or masks. A missing mandatory fact refuses the paper (CASE-23).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

JSON: TypeAlias = "str | int | float | bool | None | Sequence[JSON] | Mapping[str, JSON]"
Facts: TypeAlias = Mapping[str, JSON]

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


def optional(key: str, name: str, kind: Kind = "text") -> Fact:
    """A fact a paper can do without."""
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
    optional("office_hours", "办公时间"),
    optional("unit_address", "单位地址"),
    optional("unknown_years", "节假日未公布的年份", "years"),
    optional("replaces", "被代替文书的编号"),
)
# Of a case: `licence` chooses the statutory sentences of 行政许可.
CASE = (
    Fact("case_number", "办件编号"),
    Fact("licence", "是否行政许可", "flag"),
    Fact("item", "事项名称"),
    optional("item_code", "事项编码"),
    Fact("case_kind", "办件类型"),
    Fact("applicant", "申请人"),
    Fact("id_number", "证件号码（已脱敏）"),
    Fact("phone", "联系电话（已脱敏）"),
    optional("agent", "来办人"),
    optional("agent_relation", "来办人与申请人关系"),
)


def _materials(*columns: Fact, required: bool = True) -> Fact:
    return Fact("materials", "材料清单", "rows", required, (Fact("name", "材料名称"), *columns))


_RECEIVED = (
    Fact("form", "材料形式"),  # 原件、电子、系统共享…
    Fact("copies", "份数"),
    optional("pages", "页数"),
    Fact("returned", "是否退还"),  # 是 / 否 / 当场退还
)
_FORM = (Fact("form", "材料形式"), Fact("copies", "份数"))
# Remedies (行政复议法 Art 20, 行政诉讼法 Art 46): the authority that reviews, where it is known.
_REMEDY = (optional("review_body", "行政复议机关"),)

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
        optional("excluded_time", "不计入时限的环节"),
        optional("collect_way", "结果领取方式"),
        _materials(*_RECEIVED, required=False),
    ),
    # CASE-02, 行政许可法 Art 32(1)(5).
    "acceptance_notice": (
        *UNIT,
        *CASE,
        Fact("applied_on", "申请日期", "date"),
        Fact("accepted_on", "受理日期", "date"),
        optional("legal_limit", "法定时限"),
        Fact("promised_limit", "承诺时限"),
        Fact("due", "承诺办结日期", "date"),
        optional("basis", "办理依据"),
        optional("excluded_time", "不计入时限的环节"),
        Fact("collect_way", "结果领取方式"),
        _materials(*_RECEIVED, required=False),
    ),
    # ONCE-01: five elements and 注意事项; for a plain question without a name too.
    "one_time_notice": (
        *UNIT,
        optional("case_number", "办件编号"),
        optional("visit_number", "登记编号"),
        Fact("item", "事项名称"),
        optional("item_code", "事项编码"),
        optional("applicant", "申请人"),
        optional("phone", "联系电话（已脱敏）"),
        optional("asked_on", "咨询日期", "date"),
        _materials(Fact("form", "材料形式"), Fact("note", "要求", required=False)),
        Fact("procedure", "办理程序"),
        Fact("promised_limit", "承诺时限"),
        Fact("fee", "收费标准"),
        Fact("basis", "办事依据"),
        Fact("notes", "注意事项"),
        optional("next_step", "下一步到哪里办"),  # ONCE-09
    ),
    # ONCE-02, ONCE-03, 行政许可法 Art 32(1)(4). `accepted`: the handling clock is paused.
    "supplement_notice": (
        *UNIT,
        *CASE,
        Fact("accepted", "是否已受理", "flag"),
        Fact("applied_on", "申请日期", "date"),
        Fact("supplement_due", "补正期限", "date"),
        optional("overdue_effect", "逾期未补正的处理"),  # needs a local basis
        _materials(
            Fact("problem", "存在问题"),
            Fact("requirement", "补正要求"),
            optional("sample", "样本"),
        ),
    ),
    # CASE-12: reason and basis are mandatory.
    "non_acceptance_notice": (
        *UNIT,
        *CASE,
        Fact("applied_on", "申请日期", "date"),
        Fact("ground", "不予受理的情形", "choice", options=("not_needed", "not_ours", "other")),
        optional("competent_authority", "有权处理的机关"),  # mandatory with not_ours
        Fact("reason", "不予受理的理由"),
        Fact("basis", "依据"),
        *_REMEDY,
    ),
    # ONCE-05, CASE-13: reasons once and in writing.
    "return_notice": (
        *UNIT,
        *CASE,
        Fact("applied_on", "申请日期", "date"),
        optional("accepted_on", "受理日期", "date"),
        Fact("reason", "退件理由"),
        Fact("basis", "依据"),
        _materials(Fact("form", "材料形式"), Fact("copies", "份数"), required=False),
        optional("next_step", "重新办理的方法"),
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
        optional("reason", "理由"),
        optional("result_document", "结果文书"),
        optional("document_number", "文号"),
        optional("document_copies", "份数"),
        Fact("collect_way", "领取方式"),
        optional("collect_until", "领取截止日期", "date"),
        optional("notified_by", "通知方式"),
        optional("notified_on", "通知日期", "date"),
        *_REMEDY,
    ),
    # REG-11: outside the centre.
    "guidance_slip": (
        *UNIT,
        optional("visit_number", "登记编号"),
        optional("applicant", "来访群众"),
        Fact("topic", "所办事项"),
        Fact("department", "主管部门"),
        Fact("department_address", "部门地址"),
        Fact("department_phone", "部门电话"),
        optional("department_hours", "部门办公时间"),
        optional("materials_hint", "建议带上的材料"),
        optional("notes", "说明"),
    ),
    # A7, 行政许可法 Art 42: decided before the limit ends, once, with an approver.
    "extension_notice": (
        *UNIT,
        *CASE,
        Fact("applied_on", "申请日期", "date"),
        Fact("accepted_on", "受理日期", "date"),
        Fact("original_due", "原定办结日期", "date"),
        Fact("extended_by", "延长的期限"),  # 10个工作日
        Fact("due", "新的办结日期", "date"),
        Fact("reason", "延长的理由"),
        optional("basis", "依据"),
        Fact("approver", "批准人"),
    ),
    # A8, 行政许可法 Art 45: the time a special procedure needs is told in writing.
    "special_procedure_notice": (
        *UNIT,
        *CASE,
        Fact("accepted_on", "受理日期", "date"),
        Fact("procedure", "程序名称"),  # 听证、检验、鉴定、专家评审、公示…
        Fact("since", "程序开始日期", "date"),
        optional("expected", "预计所需时间"),  # mandatory for a licence
    ),
    # A5, CASE-13, 行政许可法 Art 38: reason, basis and remedies.
    "refusal_decision": (
        *UNIT,
        *CASE,
        Fact("applied_on", "申请日期", "date"),
        Fact("accepted_on", "受理日期", "date"),
        Fact("decided_on", "作出决定的日期", "date"),
        Fact("reason", "不予办理的理由"),
        Fact("basis", "依据"),
        optional("document_number", "文号"),
        optional("court", "行政诉讼法院"),
        *_REMEDY,
    ),
    # A9: which papers were handed to whom; the rest is written by hand.
    "delivery_receipt": (
        *UNIT,
        *CASE,
        Fact(
            "papers",
            "送达的文书",
            "rows",
            columns=(
                Fact("title", "文书名称"),
                Fact("number", "编号"),
                Fact("issued_on", "出具日期", "date"),
            ),
        ),
        optional("address", "送达地点"),
    ),
    # A11: what is lacking is promised by a day, and what follows if the promise is broken.
    "tolerance_undertaking": (
        *UNIT,
        *CASE,
        Fact("applied_on", "申请日期", "date"),
        Fact("received", "已交的主要材料", "rows", columns=(Fact("name", "材料名称"), *_FORM)),
        Fact("lacking", "欠缺的材料", "rows", columns=(Fact("name", "材料名称"), *_FORM)),
        Fact("promised_on", "补齐期限", "date"),
        Fact("overdue_effect", "逾期的处理"),
    ),
    # A10: applicant, agent, powers and papers; the way from village to town to county.
    "agency_authorisation": (
        *UNIT,
        *CASE,
        Fact("deputy", "受托人（代办员）"),
        optional("deputy_unit", "代办员所在单位"),
        optional("deputy_phone", "代办员电话"),
        Fact("powers", "代办权限"),
        _materials(*_FORM, required=False),
    ),
    "agency_handover": (
        *UNIT,
        *CASE,
        Fact("deputy", "代办员"),
        Fact(
            "stages",
            "交接环节",
            "rows",
            columns=(
                Fact("stage", "环节"),
                Fact("giver", "移交"),
                Fact("taker", "接收"),
                optional("signed", "签收"),
                optional("at", "交接时间"),
            ),
        ),
        _materials(*_FORM),
    ),
    # ONCE-04: the lead tells what all departments need, in one list.
    "joint_materials": (
        *UNIT,
        *CASE,
        Fact("lead", "牵头窗口"),
        Fact(
            "departments",
            "联办部门",
            "rows",
            columns=(
                Fact("department", "部门"),
                Fact("matter", "办理事项"),
                optional("limit", "时限"),
                optional("phone", "电话"),
            ),
        ),
        _materials(Fact("departments", "哪些部门要"), *_FORM, optional("note", "要求")),
    ),
}
