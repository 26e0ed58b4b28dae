"""What the fields of exchanged records are called, and their values as a clerk reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from center.corrections import LABELS as MATTER_LABELS
from center.identity import mask_account, mask_address, mask_id, mask_phone
from center.records import CHINA, instant

LABELS: dict[str, str] = {
    **MATTER_LABELS,
    "voided_at": "是否作废",
    "status": "办理状态",
    "case_kind": "办件类型",
    "item": "事项",
    "item_code": "事项编码",
    "item_name": "事项名称",
    "number": "编号",
    "handler": "经办人账号",
    "handler_name": "经办人",
    "mode": "服务方式",
    "urgency": "缓急",
    "green": "绿色通道",
    "person": "对应的群众",
    "person_kind": "申请人类型",
    "no_id_reason": "未带证件的原因",
    "id_reason": "仍按这个号码登记的原因",
    "no_phone_reason": "没有电话的原因",
    "group": "村民小组",
    "card_account": "一卡通账号",
    "card_holder": "一卡通户名",
    "visitor_name": "来办人",
    "visitor_phone": "来办人电话",
    "relation": "与申请人关系",
    "authority_seen": "已看授权",
    "accepted_on": "受理日期",
    "supplement_due_on": "补正期限",
    "finished_at": "办结时间",
    "result": "办理结果",
    "result_document": "结果文书",
    "result_number": "结果文号",
    "reason": "理由",
    "basis": "依据",
    "superior": "上级部门",
    "notified_at": "通知时间",
    "notified_by": "通知人",
    "collected_at": "领取时间",
    "collector": "领取人",
    "platform_status": "省级系统状态",
    "birth": "出生日期",
    "household": "所属的户",
    "household_relation": "与户主关系",
    "head_name": "户主",
    "died_on": "死亡日期",
    "merged_into": "合并到",
    "topic": "主题",
    "need": "诉求",
    "reply": "答复",
    "route": "去向",
    "visit_kind": "来访类型",
    "department": "部门",
    "replied_at": "答复时间",
    "feedback": "反馈",
    "state": "状态",
    "state_since": "状态起始日",
    "category": "类别",
    "amount": "金额（分）",
    "remark": "备注",
    "pages": "页数",
    "count": "份数",
    "received_on": "收到日期",
    "verified": "已核对",
    "rating": "评价",
    "settled_on": "化解日期",
    "mediator": "调解人",
    "about": "所关联的记录",
    "about_kind": "关联的种类",
    "absent": "经办人不在",
    "account": "账号",
    "active": "在用",
    "actor_name": "操作人",
    "added_at": "添加时间",
    "adder": "添加人账号",
    "adder_name": "添加人",
    "agent": "代办员",
    "agreement": "协议内容",
    "answer": "回复",
    "applicant": "申请人",
    "applies_per": "按什么收",
    "appointed_at": "约定时间",
    "assigned_department": "指定的部门",
    "at": "时间",
    "audience": "知情范围",
    "authorised": "授权情况",
    "blob": "存档内容",
    "by_name": "操作人",
    "case": "办件",
    "cashier": "收费人账号",
    "cashier_name": "收费人",
    "cause": "补录原因",
    "charged_at": "收费时间",
    "code": "代码",
    "conditions": "受理条件",
    "contact_way": "联系方式",
    "contacted_at": "联系时间",
    "data": "所记内容",
    "decider": "决定机关",
    "deemed_acceptance": "逾期视为受理",
    "delayed": "延时服务",
    "department_address": "部门地址",
    "department_phone": "部门电话",
    "dispute_kind": "纠纷类型",
    "due": "应收（分）",
    "due_at": "应办结时间",
    "due_on": "到期日",
    "edition": "版次",
    "effect": "不补交的后果",
    "effective_from": "生效日期",
    "entered_at": "录入时间",
    "enterprise": "企业代办",
    "entrusted_on": "委托日期",
    "excluded_time": "不计入时限的环节",
    "excuse": "逾期原因",
    "excused_by": "批准人",
    "excused_on": "批准日期",
    "extra_reason": "加收原因",
    "fault": "关联原因",
    "fee": "收费标准",
    "finished_elsewhere": "在别处办结",
    "first_asked": "首问责任人账号",
    "first_asked_name": "首问责任人",
    "fixed_on_spot": "当场补正",
    "form": "材料形式",
    "found": "排查件数",
    "found_on": "排查日期",
    "given_back": "已退还",
    "giver": "移交人",
    "handed_at": "移交时间",
    "handed_by": "移交人账号",
    "handed_by_name": "移交人",
    "happened": "经过",
    "height": "图片高度",
    "household_head": "户主",
    "id": "记录号",
    "import_row": "导入的行",
    "import_source": "导入的文件",
    "in_file": "所在文件",
    "issued_at": "出具时间",
    "issuer": "出具人账号",
    "issuer_name": "出具人",
    "leaving": "去向",
    "legal_basis": "法定依据",
    "legal_limit": "法定时限",
    "level": "代办级别",
    "limit_days": "时限天数",
    "limit_unit": "时限单位",
    "line": "行",
    "link_kind": "关联方式",
    "login": "登录名",
    "made_at": "建立时间",
    "major": "重大事项",
    "mark": "休或班",
    "material": "对应材料",
    "materials": "材料",
    "matter": "事由",
    "max_extension": "最长延期",
    "media": "文件类型",
    "member": "对象",
    "method": "支付方式",
    "month": "月份",
    "nature": "事项性质",
    "nodes": "办理环节",
    "note": "说明",
    "notes": "备注",
    "notice_limit": "告知时限",
    "now": "改后",
    "on": "日期",
    "opinion": "意见",
    "originals": "所收原件",
    "other": "另一件",
    "other_channel": "其他渠道",
    "outcome": "结果",
    "overpaid": "多发金额（分）",
    "overpaid_months": "多发月数",
    "page": "页码",
    "paid_on": "缴费日期",
    "paid_through": "发放至",
    "paper_kind": "文书种类",
    "papers": "文书",
    "parties": "当事人",
    "payer": "缴费人",
    "petition": "信访件",
    "position": "次序",
    "procedure": "办理程序",
    "promised_limit": "承诺时限",
    "promised_on": "承诺补交日期",
    "promised_reply_on": "承诺答复日期",
    "receipt_kind": "票据种类",
    "receipt_number": "票据号",
    "received": "实收（分）",
    "receiver": "接收人账号",
    "receiver_name": "接收人",
    "recovered": "已追回（分）",
    "reference": "文号",
    "refund_reason": "退费原因",
    "refunded": "退费（分）",
    "refunded_on": "退费日期",
    "refunder_name": "退费人",
    "reminded_on": "催办日期",
    "replaces": "替换的文书",
    "replied_on": "回复日期",
    "reply_by": "回复期限",
    "reply_due_on": "应回复日期",
    "reported_at": "报告时间",
    "reported_to": "报告给",
    "reporter": "上报人",
    "requirement": "要求",
    "responsible": "责任人",
    "restart_after_supplement": "补正后重新计时",
    "review_due": "下次复核",
    "reviewed_on": "复核日期",
    "roles": "角色",
    "roll": "花名册",
    "same_visit": "同次来访",
    "scope": "代办范围",
    "sent_at": "送出时间",
    "sent_on": "送出日期",
    "settled": "化解件数",
    "sha256": "内容校验值",
    "size": "文件大小",
    "source": "来源",
    "special_care": "特殊照顾",
    "staff": "工作人员",
    "stage": "交接环节",
    "standard": "收费标准（分）",
    "standard_text": "收费标准",
    "started_on": "纳入日期",
    "station": "站点",
    "taken_at": "接手时间",
    "taken_by_name": "接手人",
    "taker": "接收人",
    "target": "服务对象",
    "template_version": "模板版本",
    "texts": "文字",
    "to_recover": "应追回（分）",
    "told_at": "告知时间",
    "told_how": "告知方式",
    "told_whom": "告知对象",
    "value": "取值",
    "visit": "来访登记",
    "void_reason": "作废原因",
    "was": "改前",
    "way": "评价方式",
    "went_to": "去往",
    "what": "交接的材料",
    "width": "图片宽度",
    "yearly_review": "每年复核",
}
"""Chinese names of the fields of every kind that travels; another is told by its own name."""

_LINK = re.compile("[0-9a-f]{32}")
"""How a link to another record stands in a row's content."""
_MASKS = {
    "id_number": mask_id,
    "phone": mask_phone,
    "visitor_phone": mask_phone,
    "address": mask_address,
    "card_account": mask_account,
}
"""How personal values are told (D8)."""


def label(name: str) -> str:
    """What a field is called."""
    return LABELS.get(name, name)


def spoken(name: str, value: Any) -> str:
    """A value of a row's content as a clerk reads it; personal ones masked (D8)."""
    match value:
        case None | "":
            return "（空）" if name != "voided_at" else "没有作废"
        case bool():
            return "是" if value else "否"
        case int() if name.endswith("_at"):
            at = instant(value).astimezone(CHINA)
            said = f"{at:%Y-%m-%d %H:%M}"
            return f"{said} 作废" if name == "voided_at" else said
        case str() if _LINK.fullmatch(value):
            return f"记录 {value[-6:]}"
        case str() if name in _MASKS:
            return _MASKS[name](value)
        case list() | dict():
            return str(_hashable(value))
        case _:
            return str(value)


def told_apart(name: str, values: Sequence[Any], names: Mapping[str, str]) -> tuple[str, ...]:
    """The values of both sides; where masking hides the difference, that is said.

    `names` are those of the records that a value may link to.
    """
    told = [names.get(value) or spoken(name, value) for value in map(_hashable, values)]
    if len(set(told)) == 1 and name in _MASKS:
        return tuple(f"{one}（遮住的几位不同）" for one in told)
    return tuple(told)


def _hashable(value: Any) -> Any:
    return "、".join(map(str, value)) if isinstance(value, list | dict) else value
