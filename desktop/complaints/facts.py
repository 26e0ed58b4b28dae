"""The 事实 tab of a complaint: who complains about whom, what happened, how it ended (CPL-05)."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from center.complaints.file import ComplaintFile
from center.complaints.records import Complaint
from center.identity import mask_address, mask_phone
from center.opinions import Opinion
from desktop.cases.parts import entered_later, facts_card, new_page
from desktop.dates import show_date, show_moment, show_weekday
from desktop.parts import Fact


def facts_page(
    file: ComplaintFile, today: date, *, full: bool, bar: QHBoxLayout, origin: Opinion | None
) -> QWidget:
    """What is known of a complaint; phone and address masked unless `full` (D8).

    `origin` is the opinion it came of.
    """
    page, layout = new_page()
    layout.addLayout(bar)
    complaint = file.complaint
    for title, facts in (
        ("投诉人", _complainant(complaint, full=full)),
        ("投诉事项", [*_origin(origin, today), *_matter(complaint, today)]),
        ("处理", _handling(complaint, today)),
    ):
        layout.addWidget(facts_card(title, [(label, said) for label, said in facts if said]))
    layout.addStretch()
    return page


def _origin(origin: Opinion | None, today: date) -> list[Fact]:
    if origin is None:
        return []
    page = f"第 {origin.page} 页" if origin.page else ""
    left = show_date(origin.left_on, today)
    return [("来源", f"{origin.place.value}{page}　{left} 留言，{origin.recorder}登记")]


def _complainant(complaint: Complaint, *, full: bool) -> list[Fact]:
    if not complaint.real_name:
        return [("姓名", "匿名")]
    return [
        ("姓名", complaint.name),
        ("联系电话", complaint.phone if full else mask_phone(complaint.phone)),
        ("住址", complaint.address if full else mask_address(complaint.address)),
    ]


def _matter(complaint: Complaint, today: date) -> list[Fact]:
    came = show_moment(complaint.received_at, today)
    return [
        ("登记时间", came + entered_later(complaint.received_at, complaint.entered_at)),
        ("渠道", complaint.channel.value + ("（有书面材料）" if complaint.written else "")),
        ("内容分类", complaint.subject),
        ("类别", complaint.grade.value),
        ("窗口", complaint.window),
        ("被投诉人", complaint.respondent_names),
        ("涉及单位", "、".join(complaint.units)),
        ("投诉的事实", complaint.facts),
        ("要求", complaint.demand),
        ("受理部门", complaint.accepted_by),
        ("登记人", complaint.registrar_name),
    ]


def _handling(complaint: Complaint, today: date) -> list[Fact]:
    due, replied = complaint.unit_due_on, complaint.replied_at
    back = complaint.fed_back_on
    return [
        ("状态", complaint.status.value + ("（已作废）" if complaint.voided_at else "")),
        ("承办人", complaint.handler_name),
        ("单位答复期限", show_weekday(due) if due else ""),
        ("核查结论", complaint.verdict.value),
        ("过错方", complaint.fault.value if complaint.finding else ""),
        ("处理措施", complaint.measure),
        ("答复", complaint.reply),
        ("答复方式", complaint.reply_form),
        ("答复时间", show_moment(replied, today) if replied else ""),
        ("反馈情况", complaint.feedback),
        ("反馈日期", show_date(back, today) if back else ""),
        ("投诉人评价", complaint.satisfied),
        ("作废原因", complaint.void_reason),
    ]
