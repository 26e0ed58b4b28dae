"""What the papers of petitions and complaints (信访投诉) say, and how it is checked.

The same plain JSON as in `forms.facts`. Where a petitioner is kept secret, the facts come without
the name already: nothing here hides.
"""

from __future__ import annotations

from forms.facts import UNIT, Fact, optional

_PETITION = (
    Fact("petition_number", "信访编号"),
    Fact("petitioner", "信访人"),
    Fact("received_on", "收到日期", "date"),
    Fact("channel", "信访形式"),
    Fact("problem", "反映的主要问题"),
)
_REACHED = (
    optional("phone", "联系电话（已脱敏）"),
    optional("address", "住址或工作单位"),
)
_SENT = (
    optional("secrecy", "密级"),
    Fact("urgency", "紧急程度"),
    Fact("undertaker", "承办单位"),
    optional("co_units", "协办单位"),
    optional("requirement", "办理要求"),
    optional("reply_due", "反馈期限", "date"),
    Fact("sent_on", "交办（转送）日期", "date"),
)
_REFUSED = (
    Fact(
        "ground",
        "不予（不再）受理的情形",
        "choice",
        options=("not_ours", "legal_route", "pending", "ended"),
    ),
    Fact("reason", "理由和依据"),
    optional("elsewhere", "应当向哪个机关提出"),
    Fact("decided_on", "决定日期", "date"),
)
# A letter carries the unit's seal and the phone of whoever answers questions about it.
LETTER = (
    Fact("unit", "落款单位"),
    Fact("handler", "联系人"),
    Fact("consult_phone", "联系电话"),
    Fact("date", "成文日期", "date"),
    optional("prefix", "发文机关代字"),
    optional("signer", "签发人"),
    optional("enclosures", "附件"),
    optional("copy_to", "抄送"),
    optional("replaces", "被代替文书的编号"),
)
_REVIEWED = (
    *LETTER,
    *_PETITION,
    optional("original_number", "原处理意见文号"),
    Fact("original_on", "原意见日期", "date"),
    Fact("asked_on", "提出请求的日期", "date"),
    optional("request", "请求"),
    Fact("verdict", "意见"),
    Fact("text", "查明的情况和意见"),
)
_COMPLAINT = (
    Fact("complaint_number", "投诉编号"),
    Fact("complainant", "投诉人"),
    Fact("received_at", "投诉时间", "moment"),
    Fact("channel", "投诉渠道"),
    Fact("subject", "投诉内容分类"),
    Fact("against", "被投诉窗口、人员或单位"),
    Fact("facts", "投诉事由"),
    optional("demand", "要求"),
)

PETITION_FACTS: dict[str, tuple[Fact, ...]] = {
    # B1, PET-02: the eight fields of the rule and what the office adds.
    "petition_register": (
        Fact("unit", "登记机构"),
        Fact("date", "打印日期", "date"),
        *_PETITION,
        *_REACHED,
        Fact("received_at", "来访时间", "moment"),
        Fact("registrar", "登记人"),
        Fact("purpose", "信访目的"),
        optional("sex", "性别"),
        optional("age", "年龄"),
        optional("occupation", "职业"),
        optional("political_status", "政治面貌"),
        optional("id_number", "证件号码（已脱敏）"),
        Fact("people", "人数"),
        optional("representatives", "代表"),
        Fact("first_or_repeat", "初次或重复"),
        Fact("secrecy", "是否保密"),
        optional("subject", "内容分类"),
        optional("village", "问题属地"),
        optional("about_unit", "涉及单位、人员"),
        optional("been_to", "曾到过的机关和处理情况"),
        Fact("litigation", "是否涉法涉诉"),
        optional("platform_number", "省级系统编号"),
        optional("leader", "包案领导"),
        optional("undertaker", "承办单位和责任人"),
        Fact("route", "处理方式"),
        optional("told_on", "告知日期", "date"),
        optional("due", "办理期限", "date"),
        optional("extension", "延期情况"),
        optional("finished_on", "办结日期", "date"),
        optional("review", "复查复核"),
        optional("satisfied", "满意度"),
        optional("replaces", "被代替文书的编号"),
    ),
    # B9, PET-04, PET-11.
    "leader_reception": (
        Fact("unit", "单位名称"),
        Fact("date", "打印日期", "date"),
        *_PETITION,
        *_REACHED,
        Fact("received_at", "接访时间", "moment"),
        Fact("leader", "接访领导"),
        optional("leader_post", "职务"),
        optional("place", "接访地点"),
        Fact("people", "来访人数"),
        Fact("first_or_repeat", "初访或重访"),
        optional("instruction", "领导处理意见"),
        optional("undertaker", "承办部门"),
        optional("due", "办结期限", "date"),
        optional("result", "办理结果"),
        optional("answered_on", "答复时间", "date"),
        optional("satisfied", "满意度"),
        optional("replaces", "被代替文书的编号"),
    ),
    # B2, PET-07: the name may be hidden.
    "petition_assignment": (*UNIT, *_PETITION, *_REACHED, *_SENT),
    "petition_transfer": (*UNIT, *_PETITION, *_REACHED, *_SENT),
    # B3, 信访工作条例 23, 31, 34.
    "petition_acceptance": (
        *UNIT,
        *_PETITION,
        *_REACHED,
        Fact("accepted_on", "受理日期", "date"),
        Fact("due", "办理期限", "date"),
        optional("simple_days", "简易办理的期限"),
        Fact("undertaker", "承办单位"),
    ),
    # B4, 信访工作条例 19, 23, 36.
    "petition_refusal": (*UNIT, *_PETITION, *_REACHED, *_REFUSED),
    "petition_not_again": (*UNIT, *_PETITION, *_REACHED, *_REFUSED),
    # B5, 信访工作条例 22, 23.
    "petition_sent_notice": (
        *UNIT,
        *_PETITION,
        *_REACHED,
        Fact("assigned", "是否交办", "flag"),
        Fact("undertaker", "转送（交办）的机关、单位"),
        Fact("sent_on", "转送（交办）日期", "date"),
        optional("reply_due", "反馈期限", "date"),
    ),
    # DUTY-08.
    "petition_legal_route": (
        *UNIT,
        *_PETITION,
        *_REACHED,
        Fact("way", "法定途径"),
        Fact("organ", "受理机关"),
        Fact("told_on", "告知日期", "date"),
    ),
    # B6, 信访工作条例 34: at most thirty days, once, approved.
    "petition_extension": (
        *UNIT,
        *_PETITION,
        *_REACHED,
        Fact("accepted_on", "受理日期", "date"),
        Fact("original_due", "原办理期限", "date"),
        Fact("extended_by", "延长的期限"),
        Fact("due", "新的办理期限", "date"),
        Fact("reason", "延长的理由"),
        Fact("approver", "批准人"),
    ),
    # B7, 信访工作条例 31, 32, 35: the unit's seal, thirty days to ask for a review.
    "petition_opinion": (
        *LETTER,
        *_PETITION,
        Fact("accepted_on", "受理日期", "date"),
        optional("found", "查明的事实"),
        Fact("verdict", "意见", "choice", options=("支持", "解释说明", "不予支持")),
        Fact("text", "处理意见"),
        Fact("basis", "依据"),
        Fact("review_organ", "复查机关"),
    ),
    # B8, 信访工作条例 35, 36.
    "petition_review": (*_REVIEWED, Fact("review_organ", "复核机关")),
    "petition_final_review": (*_REVIEWED, optional("hearing", "听证情况")),
    # B11, CPL-05.
    "complaint_register": (
        Fact("unit", "单位名称"),
        Fact("date", "打印日期", "date"),
        *_COMPLAINT,
        *_REACHED,
        Fact("real_name", "是否实名"),
        Fact("grade", "类别"),
        Fact("accepted_by", "受理部门"),
        Fact("registrar", "登记人"),
        Fact("secrecy", "是否保密"),
        optional("due", "答复期限", "date"),
        optional("replaces", "被代替文书的编号"),
    ),
    # B11, CPL-18.
    "complaint_record": (
        Fact("unit", "单位名称"),
        Fact("date", "打印日期", "date"),
        *_COMPLAINT,
        *_REACHED,
        Fact("accepted_by", "受理部门"),
        Fact("handler", "承办人"),
        optional("sent", "转办情况"),
        optional("unit_opinion", "承办单位处理意见"),
        optional("finding", "调查情况"),
        optional("verdict", "核查结论"),
        optional("fault", "责任认定"),
        optional("measure", "处理结果"),
        optional("reply", "答复"),
        optional("reply_form", "答复方式和时间"),
        optional("feedback", "反馈情况"),
        optional("fed_back_on", "反馈日期", "date"),
        optional("satisfied", "回访满意度"),
        Fact(
            "heard",
            "询问记录",
            "rows",
            required=False,
            columns=(
                Fact("role", "身份"),
                Fact("name", "被询问人"),
                Fact("at", "时间"),
                Fact("said", "询问情况"),
            ),
        ),
        optional("replaces", "被代替文书的编号"),
    ),
    # CPL-10: a written complaint is answered in writing.
    "complaint_reply": (
        *LETTER,
        *_COMPLAINT,
        Fact("received_on", "投诉日期", "date"),
        optional("finding", "调查情况"),
        optional("verdict", "核查结论"),
        optional("measure", "处理结果"),
        Fact("reply", "答复"),
        Fact("efficiency_phone", "行政效能投诉电话"),
    ),
    # CPL-15: it names neither the complainant nor what they wrote.
    "complaint_circular": (
        *LETTER,
        Fact("complaint_number", "投诉编号"),
        Fact("received_on", "投诉日期", "date"),
        Fact("subject", "投诉内容分类"),
        Fact("window", "窗口"),
        Fact("names", "被通报人"),
        Fact("finding", "查实的情况"),
        optional("cause", "过错"),
        Fact("measure", "处理"),
        Fact("removal", "是否建议调离", "flag"),
        optional("repeated", "第二次查实的人员"),
    ),
    # C8, SAT-01: handed out in the hall; it asks for no name.
    "survey_form": (
        Fact("unit", "单位名称"),
        Fact("survey", "测评名称"),
        Fact("period", "测评时间"),
        Fact("aspects", "测评内容", "rows", columns=(Fact("aspect", "内容"),)),
        Fact("complaint_phone", "本镇投诉电话"),
    ),
    # SAT-03: no comparison below the minimum.
    "survey_tally": (
        Fact("unit", "单位名称"),
        Fact("survey", "测评名称"),
        Fact("period", "测评时间"),
        Fact("issued", "发放份数"),
        Fact("returned", "收回份数"),
        Fact("rate", "满意率"),
        Fact("least", "作比较的最少份数"),
        Fact(
            "windows",
            "各窗口",
            "rows",
            columns=(
                Fact("window", "窗口"),
                Fact("returned", "收回"),
                Fact("best", "非常满意"),
                Fact("good", "满意"),
                Fact("fair", "基本满意"),
                Fact("bad", "不满意"),
                Fact("worst", "非常不满意"),
                Fact("rate", "满意率"),
            ),
        ),
        optional("ranked", "排序"),
        Fact(
            "comments",
            "意见",
            "rows",
            required=False,
            columns=(Fact("window", "窗口"), Fact("comment", "意见")),
        ),
        Fact("date", "制表日期", "date"),
    ),
}
