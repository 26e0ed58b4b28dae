"""Parameters of attendance (考勤)."""

from __future__ import annotations

from center.parameters.shape import Definition

GROUP = "考勤"

ATTENDANCE: tuple[Definition, ...] = (
    Definition(
        "staff_kinds",
        GROUP,
        "人员类别",
        "lines",
        ["公务员", "事业", "三支一扶", "公益性岗位", "临聘", "驻村", "借调"],
        "每类一张月考勤表",
    ),
    Definition("late_tolerance", GROUP, "上班后几分钟内不算迟到", "number", 10, low=0, high=60),
    Definition("early_tolerance", GROUP, "下班前几分钟内走不算早退", "number", 0, low=0, high=60),
    Definition("early_hint", GROUP, "提倡提前几分钟到岗", "number", 10, low=0, high=60),
    Definition("away_limit", GROUP, "暂时离岗几分钟提醒", "number", 15, low=1, high=120),
    Definition("empty_post", GROUP, "离岗几分钟算空岗", "number", 30, low=1, high=240),
    Definition(
        "overtime_cap", GROUP, "加班上限（占当天工时百分之几）", "number", 50, low=0, high=100
    ),
    Definition("make_up_allowed", GROUP, "允许经领导批准补签", "switch", False, "按月计次数"),
    Definition(
        "absence_automatic",
        GROUP,
        "上班未打卡自动记旷工",
        "switch",
        False,
        "关闭时只显示待核实，由考勤员提出、领导确认",
    ),
    Definition(
        "attendance_symbols",
        GROUP,
        "考勤表符号",
        "lines",
        [],
        "要改的每行一个，如“迟到 ▲”；没有写的用默认符号",
        optional=True,
    ),
    Definition(
        "sheet_signers",
        GROUP,
        "月考勤表签字栏",
        "lines",
        ["考勤员", "审核人", "分管领导"],
        "每行一个；只用于一类人员的写成“驻村：村党组织书记”",
    ),
    Definition(
        "leave_chain",
        "请假",
        "请假审批",
        "choice",
        "graded",
        choices=(("graded", "按天数逐级"), ("single", "主管领导一级")),
    ),
    Definition(
        "leave_approvers",
        "请假",
        "三级审批人",
        "lines",
        ["站所（窗口）负责人", "分管领导", "主要领导"],
        "从低到高三行",
    ),
    Definition(
        "section_heads",
        "请假",
        "站所（窗口）负责人的职务",
        "lines",
        ["主任", "副主任", "站长", "所长", "窗口负责人"],
        "这些人请假从分管领导开始批",
    ),
    Definition(
        "leave_by_calendar",
        "请假",
        "按自然日计算的假",
        "lines",
        ["探亲假", "产假"],
        "其余按工作日计算，节假日和休息日不计",
    ),
    Definition(
        "formalities_days", "请假", "电话、代请后几个工作日内补手续", "number", 1, low=1, high=30
    ),
    Definition("must_wait_for_substitute", "请假", "顶岗人员到岗前不得离岗", "switch", True),
    Definition("time_off_months", "请假", "调休几个月内有效", "number", 6, low=1, high=36),
)
