"""Parameters of petitions, complaints, 12345 work orders and surveys (信访投诉)."""

from __future__ import annotations

from center.parameters.shape import Definition

PETITIONS: tuple[Definition, ...] = (
    Definition("petition_due_days", "信访投诉", "信访答复承诺（日）", "number", 3, low=1, high=15),
    Definition(
        "petition_leader_due_days", "信访投诉", "领导接访答复承诺（日）", "number", 7, low=1
    ),
    Definition(
        "petition_papers_days",
        "信访投诉",
        "登记后几个工作日内出交办单、告知书",
        "number",
        1,
        "到期一份也没有的，在今日、列表和这件信访上提醒",
        low=1,
        high=15,
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
    Definition(
        "sanction_enum",
        "责任追究",
        "处理方式",
        "lines",
        [
            *("告诫", "取消评优评先资格", "通报批评并调离岗位", "批评教育", "警告", "记过"),
            *("记大过", "降职、降级", "辞退", "退回原单位", "移送处理"),
        ],
        "较轻、较重、严重三档对应的前三种总是可选",
    ),
    Definition(
        "prohibited_acts",
        "责任追究",
        "服务中的禁止行为",
        "lines",
        [
            "使用已失效的法律、法规、规章或者已宣布废止的文件",
            "对职责范围内的事不受理，或者拖延、推诿、设置障碍",
            "擅自改变办事范围，违反规定的程序、标准办理",
            "不使用规范的服务语言和服务规范",
            "违反首问责任制度和一次性告知制度",
            "不在规定期限内核实并书面答复实名投诉人",
            "利用工作之便谋取私利，随意减免规费",
            "在职责之外宣传、推销产品和服务",
        ],
        "十三种情形以外另列的，提出责任追究时可选",
        optional=True,
    ),
    Definition(
        "repeat_window",
        "责任追究",
        "“一年内两次以上”怎样算",
        "choice",
        "rolling",
        choices=(("rolling", "连续 12 个月"), ("calendar", "一个自然年")),
    ),
    Definition(
        "award_disqualify_period",
        "责任追究",
        "取消评优评先到什么时候",
        "choice",
        "year_end",
        choices=(("year_end", "当年年底"), ("months12", "决定之日起 12 个月")),
    ),
    Definition(
        "referral_bodies",
        "责任追究",
        "可以移送的机关",
        "lines",
        ["县问责委员会", "县纪委监委", "司法机关", "组织部门", "派出单位"],
        "按本地名称填写",
    ),
    Definition(
        "circular_names",
        "责任追究",
        "通报里怎样写姓名",
        "choice",
        "full",
        choices=(("full", "写全名"), ("surname", "只写姓（张某某）"), ("none", "只写窗口")),
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
