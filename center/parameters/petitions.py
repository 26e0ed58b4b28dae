"""Parameters of petitions, complaints, 12345 work orders and surveys (信访投诉)."""

from __future__ import annotations

from center.parameters.shape import Definition

PETITIONS: tuple[Definition, ...] = (
    Definition("petition_due_days", "信访投诉", "信访答复承诺（日）", "number", 3, low=1, high=15),
    Definition(
        "petition_leader_due_days", "信访投诉", "领导接访答复承诺（日）", "number", 7, low=1
    ),
    Definition(
        "collective_min_people", "信访投诉", "几人以上算集体访", "number", 5, low=2, high=99
    ),
    Definition("simple_handling", "信访投诉", "初次信访可以简易办理", "switch", True),
    Definition("simple_handling_days", "信访投诉", "简易办理时限（工作日）", "number", 10, low=1),
    Definition(
        "petition_subjects",
        "信访投诉",
        "信访内容分类",
        "lines",
        ["农村土地", "征地拆迁", "社会保障", "劳动工资", "生态环境", "村务公开", "其他"],
    ),
    Definition(
        "petition_unit",
        "信访投诉",
        "信访意见书落款单位",
        "text",
        "",
        "印在处理意见书上，盖单位公章，不用内设机构章；不填用单位名称",
    ),
    Definition("review_organ", "信访投诉", "复查机关", "text", "", "上一级机关，印在处理意见书上"),
    Definition("final_review_organ", "信访投诉", "复核机关", "text", "", "印在复查意见书上"),
    Definition(
        "document_prefix",
        "信访投诉",
        "发文机关代字",
        "text",
        "",
        "例如填“青”，处理意见书的文号印作 青信处〔2026〕8号",
    ),
    Definition("complaint_acceptor", "信访投诉", "投诉受理部门", "text", "便民服务中心管理办公室"),
    Definition(
        "complaint_general_due",
        "信访投诉",
        "一般投诉答复时限",
        "choice",
        "next_workday",
        choices=(("same_day", "当日"), ("next_day", "次日"), ("next_workday", "下一个工作日")),
    ),
    Definition("complaint_complex_days", "信访投诉", "复杂投诉答复时限（日）", "number", 7, low=1),
    Definition("complaint_opinion_days", "信访投诉", "协调意见期限（工作日）", "number", 3, low=1),
    Definition("complaint_feedback_days", "信访投诉", "结果反馈期限（工作日）", "number", 1, low=1),
    Definition("complaint_unit_days", "信访投诉", "转办单位答复期限（工作日）", "number", 3, low=1),
    Definition("complaint_secret_default", "信访投诉", "投诉默认保密", "switch", True),
    Definition("complaint_major_written", "信访投诉", "重大投诉要有书面材料", "switch", True),
    Definition(
        "two_strikes_removal",
        "信访投诉",
        "两次投诉查实建议调离岗位",
        "choice",
        "all",
        choices=(("all", "不限时间累计"), ("year", "一年内累计"), ("off", "不建议")),
    ),
    Definition(
        "complaint_subjects",
        "信访投诉",
        "投诉内容分类",
        "lines",
        ["服务态度", "服务质量", "违规违纪", "处理异议", "搭车收费", "吃拿卡要", "廉政", "其他"],
    ),
    Definition("work_order_sign_days", "信访投诉", "工单签收（工作日）", "number", 1, low=1),
    Definition("work_order_contact_days", "信访投诉", "工单首次联系（工作日）", "number", 1, low=1),
    Definition("work_order_return_days", "信访投诉", "工单退单（工作日）", "number", 2, low=1),
    Definition("work_order_days", "信访投诉", "工单办结（工作日）", "number", 5, low=1, high=60),
    Definition(
        "work_order_extension_days", "信访投诉", "工单最多延期（工作日）", "number", 5, high=60
    ),
    Definition(
        "survey_least", "信访投诉", "满意度不足几份不作比较", "number", 10, low=1, high=1000
    ),
)
