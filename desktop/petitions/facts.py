"""The 事实 tab of a petition: the fields of PET-02, the matter, how it goes; masked (D8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from center.identity import mask_address, mask_id, mask_phone
from center.petitions.file import PetitionFile
from center.petitions.records import Petition
from desktop import theme
from desktop.cases.parts import entered_later, facts_card, new_page
from desktop.dates import show_date, show_moment, show_weekday
from desktop.parts import Fact


def facts_page(
    file: PetitionFile, today: date, *, full: bool, reveal: Callable[[], object]
) -> QWidget:
    """What is known of a petition; ID, phone and address masked unless `full` (D8)."""
    page, layout = new_page()
    bar = QHBoxLayout()
    words = "显示的是完整信息，离开这件后恢复遮盖" if full else "证件号、电话、住址已遮盖"
    hint = QLabel(words)
    theme.set_role(hint, "warning" if full else "hint")
    button = QPushButton("查看完整信息…")
    button.setAutoDefault(False)
    button.clicked.connect(lambda _=False: reveal())
    button.setVisible(not full)
    bar.addWidget(hint)
    bar.addWidget(button)
    bar.addStretch()
    layout.addLayout(bar)
    petition = file.petition
    for title, facts in (
        ("信访人", person_facts(petition, full=full)),
        ("信访事项", matter_facts(petition, today)),
        ("办理", handling_facts(petition, today)),
    ):
        layout.addWidget(facts_card(title, [(label, said) for label, said in facts if said]))
    layout.addStretch()
    return page


def person_facts(petition: Petition, *, full: bool) -> list[Fact]:
    """Who petitions, and who speaks for a group."""
    phone = petition.phone if full else mask_phone(petition.phone)
    number = petition.id_number if full else mask_id(petition.id_number)
    address = petition.address if full else mask_address(petition.address)
    spoken = [
        "　".join(
            part
            for part in (one["name"], one["phone"] if full else mask_phone(one["phone"]))
            if part
        )
        for one in petition.representatives
    ]
    return [
        ("姓名", petition.name or "匿名"),
        ("性别", petition.sex),
        ("年龄", str(petition.age) if petition.age is not None else ""),
        ("职业", petition.occupation),
        ("政治面貌", petition.political_status),
        ("住址或单位", address),
        ("村（社区）", petition.village),
        ("联系电话", phone),
        ("证件号码", number),
        ("人数", f"{petition.people_count} 人" if petition.people_count > 1 else ""),
        ("代表", "；".join(spoken)),
    ]


def matter_facts(petition: Petition, today: date) -> list[Fact]:
    """What it is about."""
    came = show_moment(petition.received_at, today)
    marks = [
        word
        for word, holds in (
            ("重大紧急", petition.urgent),
            ("集体访", petition.collective),
            ("重复信访", petition.repeat),
            ("附有书面材料", petition.written),
            ("已经或正在诉讼、仲裁、复议", petition.litigation),
        )
        if holds
    ]
    due = petition.platform_due_on
    return [
        ("来访时间", came + entered_later(petition.received_at, petition.entered_at)),
        ("渠道", petition.channel.value),
        ("信访目的", petition.purpose.value),
        ("接访领导", petition.receiving_leader),
        ("主要问题", petition.problem),
        ("内容分类", petition.subject),
        ("涉及单位", petition.about_unit),
        ("标记", "、".join(marks)),
        ("曾到过的机关", petition.been_to),
        ("上级正在办理", petition.pending_above),
        ("问题发生地", petition.origin_unit),
        ("要求解决期限", show_weekday(petition.origin_due_on) if petition.origin_due_on else ""),
        ("省级系统编号", petition.platform_number or ""),
        ("省级系统期限", show_weekday(due) if due else ""),
        ("登记人", petition.registrar_name),
    ]


def handling_facts(petition: Petition, today: date) -> list[Fact]:
    """How it goes and how it ended."""
    simple = "（简易办理）" if petition.simple else ""
    told = [
        (petition.unit_informed, petition.unit_informed_at),
        (petition.leader_informed, petition.leader_informed_at),
    ]
    unit, leader = (f"{who}　{show_moment(at, today)}" if at else "" for who, at in told)
    accepted, back = petition.accepted_on, petition.unit_due_on
    return [
        ("状态", petition.status.value + ("（已作废）" if petition.voided_at else "")),
        ("办理方式", petition.route.value + simple),
        ("受理", show_date(accepted, today) if accepted else ""),
        ("承办单位", petition.unit),
        ("反馈期限", show_weekday(back) if back else ""),
        ("责任人", petition.responsible),
        ("限期解决", show_weekday(petition.solve_by) if petition.solve_by else ""),
        ("已通知单位", unit),
        ("已汇报领导", leader),
        ("办理结果", petition.outcome),
        ("处理结论", petition.opinion),
        ("答复和意见", petition.answer),
        ("信访人评价", petition.satisfied),
        ("作废原因", petition.void_reason),
    ]
