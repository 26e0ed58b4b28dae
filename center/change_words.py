"""What the journal's actions and kinds of record are called, and what names each record."""

from __future__ import annotations

ACTIONS: dict[str, str] = {
    "create": "新增",
    "update": "修改",
    "void": "作废",
    "merge": "合并",
    "print": "打印",
    "save": "另存",
    "export": "导出",
    "import": "导入",
    "undo": "撤销导入",
    "open": "打开",
    "reveal": "查看完整信息",
    "recompute": "重算时限",
    "password": "设置密码",
    "pin": "设置换人密码",
    "recovery_key": "换恢复密钥",
    "backup": "备份",
    "restore": "恢复",
    "reopen": "重新打开",
    "verify": "校验",
    "check": "核对",
}
"""What a journal row's action is called."""

KINDS: dict[str, str] = {
    "case": "办件",
    "case_event": "办件经过",
    "case_material": "办件材料",
    "joint_part": "联办部门",
    "agency": "代办委托",
    "agency_handover": "代办交接",
    "undertaking": "容缺承诺",
    "evaluation": "评价",
    "follow_up": "回访",
    "follow_up_sample": "回访抽样",
    "visit": "来访登记",
    "transfer": "转办",
    "supervision": "督办",
    "call": "回电",
    "book_line": "手工登记簿",
    "ticket": "排队号",
    "appointment": "预约",
    "dispatch": "上报",
    "case_link": "办件关联",
    "proposal": "扣分建议",
    "paper": "文书",
    "attachment": "附件",
    "filing": "归档",
    "filing_loan": "档案借阅",
    "fee": "收费",
    "fee_reconciliation": "收费对账",
    "person": "群众",
    "household": "户",
    "item": "事项",
    "proof_review": "清理证明",
    "setting": "参数",
    "calendar_day": "节假日",
    "account": "账号",
    "staff": "工作人员",
    "service_window": "窗口",
    "village": "村组",
    "station": "站点",
    "roll_member": "花名册对象",
    "roll_change": "花名册变动",
    "departure": "死亡迁出",
    "batch": "批量办理",
    "batch_line": "批量名单",
    "duty_member": "值班名单",
    "duty_absence": "不能值班的日子",
    "roster": "班表",
    "turn": "值班安排",
    "swap": "换班申请",
    "duty_record": "坐班记录",
    "watch_entry": "值班日志",
    "watch_handover": "交接班",
    "work_hours": "作息安排",
    "punch_user": "考勤机人员",
    "punch_import": "打卡导入",
    "punch": "打卡",
    "attendance_finding": "考勤核实",
    "attendance_appeal": "考勤申诉",
    "leave": "请假单",
    "leave_step": "请假审批",
    "outing": "外出",
    "desk_away": "暂时离岗",
    "spot_check": "在岗抽查",
    "overtime": "加班",
    "time_off": "调休",
    "entitlement": "年休假天数",
    "attendance_month": "月考勤",
    "meeting": "会议",
    "backup": "备份",
    "petition": "信访",
    "petition_link": "信访关联",
    "complaint": "投诉",
    "interview": "投诉询问",
    "verified_complaint": "投诉查实",
    "work_order": "12345 工单",
    "matter_event": "信访投诉经过",
    "secret_name": "保密件知情人",
    "secret_cover": "保密件",
    "dispute": "矛盾纠纷",
    "dispute_report": "矛盾纠纷月报",
    "opinion": "群众意见",
    "opinion_check": "意见簿查看",
    "survey": "满意度测评",
    "survey_answer": "测评表",
}
"""What a kind of record is called."""

NAMED_BY: dict[str, tuple[str, ...]] = {
    "matter_event": ("happened",),
    "petition_link": ("link_kind",),
    "interview": ("role",),
    "verified_complaint": ("on",),
    "work_order": ("number", "external"),
    "dispute": ("village", "dispute_kind"),
    "dispute_report": ("village", "month"),
    "opinion": ("place", "opinion_kind"),
    "opinion_check": ("on", "place"),
    "survey": ("title",),
    "survey_answer": ("window", "rating"),
    "case_event": ("happened",),
    "transfer": ("window", "receiver_name"),
    "supervision": ("by_name",),
    "call": ("outcome", "by_name"),
    "book_line": ("page", "line"),
    "roll_member": ("roll", "name"),
    "roll_change": ("happened",),
    "departure": ("name", "leaving", "on"),
    "batch_line": ("name", "mark"),
    "visit": ("number", "visit_kind", "name"),
    "dispatch": ("superior",),
    "case_link": ("link_kind",),
    "proposal": ("rule", "name", "state"),
    "joint_part": ("department", "opinion"),
    "agency": ("agent", "level"),
    "proof_review": ("code", "finding"),
    "agency_handover": ("stage",),
    "undertaking": ("promised_on",),
    "fee": ("item_name", "payer"),
    "fee_reconciliation": ("on", "window"),
    "filing_loan": ("borrower", "purpose"),
    "ticket": ("number", "state", "window"),
    "appointment": ("day", "slot", "name", "state"),
}
"""The fields that name a record in a few words; of others its number and name."""

_PETITIONS = frozenset(
    {"petition", "complaint", "interview", "work_order", "matter_event", "secret_name"}
    | {"verified_complaint"}
    | {"dispute", "opinion", "survey_answer"}
)
BUSINESS = _PETITIONS | frozenset(
    {"case", "case_event", "case_material", "visit", "paper", "person", "household"}
    | {"transfer", "supervision", "call"}
    | {"roll_member", "roll_change", "departure", "batch_line"}
    | {"dispatch", "case_link", "proposal"}
    | {"ticket", "appointment"}
    | {"joint_part", "agency", "agency_handover", "undertaking"}
    | {"attachment", "filing", "filing_loan", "fee"}
)
"""The kinds whose lines name a visitor or applicant."""
NAMELESS = ("number", "happened", "paper_kind", "visit_kind", "was", "due")
"""What of them is told to who keeps the program running and sees nobody's business."""
