"""Parameters of the unit, its hours, registration and the queue."""

from __future__ import annotations

from center.parameters.shape import Definition

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
)
