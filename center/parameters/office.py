"""Parameters of the unit, its hours, registration and the queue."""

from __future__ import annotations

from center.parameters.shape import Definition
from center.queue.groups import LINE_HELP, SLOT_HELP

OFFICE: tuple[Definition, ...] = (
    Definition("unit_name", "单位", "单位名称", "text", "便民服务中心", "印在每张文书和表格上"),
    Definition("unit_address", "单位", "办公地址", "text", "", "印在一次性告知单和领取单上"),
    Definition("phone_consultation", "单位", "咨询电话", "text", ""),
    Definition("phone_complaint", "单位", "本镇投诉电话", "text", "", "印在每张文书上"),
    Definition("phone_efficiency", "单位", "行政效能投诉中心电话", "text", "", "印在每张文书上"),
    Definition("review_authority", "单位", "行政复议机关", "text", "", "印在不予受理等文书上"),
    Definition("court", "单位", "行政诉讼法院", "text", "", "印在不予受理等文书上"),
    Definition(
        "hours_profile",
        "作息",
        "作息时间",
        "choice",
        "B",
        choices=(
            ("A", "8:00—11:30，14:30—17:30"),
            ("B", "8:00—12:00，14:00—18:00"),
            ("C", "8:30—12:00，14:30—17:30"),
            ("D", "9:00—17:00，中午不休息"),
            ("E", "9:00—18:00，午休一小时"),
            ("F", "五天八小时"),
        ),
    ),
    Definition("question_needs_name", "登记", "咨询和引导也要登记姓名", "switch", False),
    Definition(
        "topics",
        "登记",
        "咨询主题",
        "lines",
        [
            "社会保险",
            "医疗保障",
            "社会救助",
            "残疾人服务",
            "退役军人",
            "宅基地与建房",
            "涉农政策",
            "科技信息",
            "劳务输出",
            "民事调解",
            "其他",
        ],
        "每行一个，登记时用数字键选",
    ),
    Definition(
        "first_ask_mode",
        "登记",
        "首问责任",
        "choice",
        "transfer",
        "首问责任人对转出去的事一直督办到底",
        choices=(("transfer", "可以转窗口，由首问人督办"), ("whole", "首问人全程负责，不转窗口")),
    ),
    Definition(
        "transfer_minutes",
        "登记",
        "转窗口后多少分钟没接手算超时",
        "number",
        30,
        "只算上班时间；约了时间的以约定时间为准",
        low=1,
        high=1440,
    ),
    Definition("entry_delay_days", "登记", "补录超过几个工作日算延期录入", "number", 0, high=30),
    Definition("queue_on", "排队预约", "使用排队叫号和预约", "switch", True),
    Definition("queue_groups", "排队预约", "排队业务", "lines", ["A 综合业务"], LINE_HELP),
    Definition(
        "queue_priority_reasons",
        "排队预约",
        "优先叫号的原因",
        "lines",
        ["60岁以上", "行动不便", "孕妇", "怀抱婴幼儿", "残疾人", "军人军属", "急难情形"],
        "每行一个，只用来提前叫号，不用来筛选群众",
    ),
    Definition(
        "queue_ordinary_every",
        "排队预约",
        "每几个号至少叫一个普通号",
        "number",
        3,
        "优先号先叫，但普通号不会一直等下去",
        low=2,
        high=10,
    ),
    Definition(
        "queue_back_after", "排队预约", "过号回来后隔几个号再叫", "number", 3, low=0, high=20
    ),
    Definition(
        "queue_slip",
        "排队预约",
        "排队小票",
        "choice",
        "none",
        choices=(
            ("none", "不打印，写给群众或口头告知"),
            ("roll", "80 毫米热敏小票"),
            ("a4", "A4 纸（上角一张，沿线裁开）"),
        ),
    ),
    Definition("queue_beep", "排队预约", "叫号时大屏响一声", "switch", True),
    Definition(
        "appointment_slots",
        "排队预约",
        "预约时段",
        "lines",
        ["上午 08:30-11:30", "下午 14:30-17:00"],
        SLOT_HELP,
    ),
    Definition(
        "appointment_capacity", "排队预约", "每个时段最多预约几人", "number", 6, low=1, high=200
    ),
    Definition("appointment_days", "排队预约", "最多提前几天预约", "number", 14, low=1, high=90),
    Definition("appointment_priority", "排队预约", "预约按时到的优先叫号", "switch", True),
)
