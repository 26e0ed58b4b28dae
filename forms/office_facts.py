"""What the office's own sheets need to know: guides, boards, cards, the register, archive sheets.

They are printed on demand, carry no number and are not kept. Those that hang in the hall or are
handed out hold nothing about an applicant (OPEN-01).
"""

from __future__ import annotations

from forms.facts import Fact, optional

_PHONES = (
    Fact("consult_phone", "咨询电话"),
    Fact("complaint_phone", "本镇投诉电话"),
    Fact("efficiency_phone", "行政效能投诉电话"),
)
# One person, as the public may know them (OPEN-09): nothing else of the staff record.
_PERSON = (
    Fact("unit", "单位名称"),
    Fact("name", "姓名"),
    Fact("staff_number", "编号"),
    optional("department", "派驻单位或窗口"),
    optional("post", "职务"),
)
_ARCHIVED = (
    Fact("unit", "单位名称"),
    Fact("archive_number", "档号"),
    Fact("case_number", "办件编号"),
    Fact("item", "事项名称"),
    Fact("applicant", "申请人"),
)

OFFICE_FACTS: dict[str, tuple[Fact, ...]] = {
    # OPEN-10: the union of the four variants of a guide; what the catalogue lacks is left out.
    "service_guide": (
        Fact("unit", "单位名称"),
        Fact("item", "事项名称"),
        Fact("item_code", "事项编码"),
        Fact("case_kind", "办件类型"),
        optional("nature", "事项性质"),
        optional("decider", "决定机关"),
        optional("basis", "办事依据"),
        optional("target", "受理对象"),
        optional("conditions", "申办条件"),
        Fact(
            "materials",
            "申请材料",
            "rows",
            columns=(
                Fact("name", "材料名称"),
                Fact("form", "材料形式"),
                Fact("copies", "份数"),
                optional("note", "要求"),
            ),
        ),
        optional("sample_form", "样表"),
        optional("procedure", "办理程序"),
        # CASE-18.
        Fact(
            "nodes",
            "办理环节",
            "rows",
            required=False,
            columns=(
                Fact("name", "环节"),
                Fact("who", "责任人"),
                Fact("when", "时限"),
            ),
        ),
        optional("legal_limit", "法定时限"),
        Fact("promised_limit", "承诺时限"),
        optional("excluded_time", "不计入时限的环节"),
        Fact("fee", "收费标准"),
        optional("fee_basis", "收费依据"),
        optional("result_document", "办理结果"),
        optional("notes", "注意事项"),
        optional("window", "办理窗口"),
        optional("unit_address", "办理地点"),
        Fact("office_hours", "办公时间"),
        *_PHONES,
        Fact("date", "更新日期", "date"),
    ),
    # CASE-26, ONCE-16: blank, for a hand to fill, ending in the declaration.
    "application_form": (
        Fact("unit", "单位名称"),
        Fact("item", "事项名称"),
        Fact("item_code", "事项编码"),
        optional("window", "办理窗口"),
        Fact(
            "materials",
            "申请材料",
            "rows",
            required=False,
            columns=(
                Fact("name", "材料名称"),
                Fact("form", "材料形式"),
                Fact("copies", "份数"),
            ),
        ),
    ),
    # FEE-01, FEE-07: `fees` is empty where everything is free of charge.
    "fee_board": (
        Fact("unit", "单位名称"),
        Fact(
            "fees",
            "收费事项",
            "rows",
            required=False,
            columns=(
                Fact("item", "事项名称"),
                Fact("fee", "收费标准"),
                Fact("fee_basis", "收费依据"),
                optional("window", "窗口"),
            ),
        ),
        Fact("free_count", "不收费的事项数"),
        *_PHONES,
        Fact("date", "公示日期", "date"),
    ),
    # CASE-20, CASE-28: handed to who asks about one case; ID masked, no address and no phone.
    "inquiry_answer": (
        Fact("unit", "单位名称"),
        Fact("case_number", "办件编号"),
        Fact("asked_at", "查询时间"),
        Fact("applicant", "申请人"),
        Fact("id_number", "证件号码（已脱敏）"),
        Fact("item", "事项名称"),
        Fact("received_on", "收件日期", "date"),
        optional("accepted_on", "受理日期", "date"),
        Fact("status", "现在的状态"),
        optional("due", "应办结日期", "date"),
        optional("finished_on", "办结日期", "date"),
        optional("result", "办理结果"),
        optional("note", "说明"),
        Fact("next_step", "下一步"),
        Fact("window", "办理窗口"),
        Fact("answered_by", "答复人"),
        Fact(
            "materials",
            "还缺的材料",
            "rows",
            required=False,
            columns=(Fact("name", "材料名称"), Fact("problem", "存在问题和要求")),
        ),
        *_PHONES[:2],
    ),
    # TIME-06, HALL-04.
    "hours_board": (
        Fact("unit", "单位名称"),
        Fact("days", "办公的日子"),
        Fact("morning", "上午"),
        optional("afternoon", "下午"),
        optional("note", "说明"),
        Fact("consult_phone", "咨询电话"),
        Fact("complaint_phone", "本镇投诉电话"),
    ),
    # CODE-01, OPEN-09: one person each.
    "staff_card": _PERSON,
    "desk_plate": (*_PERSON, *_PHONES[:2]),
    # For power cuts: what is written here is entered later with the real time of receipt.
    "blank_register": (
        Fact("unit", "单位名称"),
        Fact(
            "lines",
            "登记行",
            "rows",
            columns=tuple(
                optional(key, name)
                for key, name in (
                    ("time", "时间"),
                    ("name", "姓名"),
                    ("id_number", "证件号码"),
                    ("phone", "联系电话"),
                    ("address", "住址"),
                    ("need", "所办事项、咨询内容"),
                    ("materials", "收到的材料"),
                    ("handled", "处理情况"),
                    ("handler", "经办人"),
                    ("entered", "补录编号"),
                )
            ),
        ),
    ),
    # ARCH-01, ARCH-03: the bag of one case and what lies in it.
    "archive_cover": (
        *_ARCHIVED,
        Fact("received_on", "收件日期", "date"),
        optional("finished_on", "办结日期", "date"),
        optional("result", "办理结果"),
        Fact("retention", "保管期限"),
        optional("pieces", "件数"),
        optional("pages", "页数"),
        optional("box", "盒号"),
        optional("location", "存放位置"),
        optional("archived_by", "立卷人"),
        optional("archived_on", "立卷日期", "date"),
    ),
    "archive_contents": (
        *_ARCHIVED,
        Fact(
            "papers",
            "卷内文件",
            "rows",
            columns=(
                Fact("title", "题名"),
                optional("number", "文号"),
                optional("author", "责任者"),
                optional("date", "日期"),
                optional("pages", "页数"),
                optional("remark", "备注"),
            ),
        ),
        optional("archived_by", "立卷人"),
        optional("archived_on", "立卷日期", "date"),
    ),
}
