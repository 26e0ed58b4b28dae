"""The 事实 tab: applicant, handling, item; personal data masked until revealed (D8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from center.cases.file import CaseFile
from center.cases.limits import days_early, handling_limit, legal_unit
from center.cases.records import Happened
from center.clock import UNIT_LABELS
from center.identity import mask_account, mask_address, mask_id, mask_phone
from center.registration import Relation, ServiceMode
from desktop import theme
from desktop.cases import marks
from desktop.cases.copying import copied_facts, copy_card
from desktop.cases.parts import entered_later, facts_card, new_page
from desktop.dates import show_date, show_moment
from desktop.parts import Fact


def facts_page(file: CaseFile, today: date, *, full: bool, reveal: Callable[[], object]) -> QWidget:
    """What is known of the case; ID, phone, address and account masked unless `full` (D8)."""
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
    for title, facts in (
        ("申请人", applicant_facts(file, full=full)),
        ("办理", handling_facts(file, today)),
        ("事项", item_facts(file)),
    ):
        layout.addWidget(facts_card(title, facts))
    layout.addWidget(copy_card(copied_facts(file), page, full=full, reveal=reveal))
    layout.addStretch()
    return page


def applicant_facts(file: CaseFile, *, full: bool) -> list[Fact]:
    """Who applies, and who stood at the desk."""
    case = file.case
    number = case.id_number if full else mask_id(case.id_number)
    phone = case.phone if full else mask_phone(case.phone)
    place = f"{case.village}{case.group}{case.address}"
    if not full and case.address:
        place = f"{case.village}{case.group}" or mask_address(case.address)
        place += "***" if not place.endswith("***") else ""
    facts = [
        ("申请人", f"{case.name}（{case.person_kind.value}）"),
        (
            case.id_kind or "证件号码",
            number if case.id_number else f"未提供（{case.no_id_reason}）",
        ),
        ("联系电话", phone or f"无（{case.no_phone_reason}）"),
        ("住址", place),
    ]
    if case.relation is not Relation.SELF:
        seen = "，已核对委托或身份" if case.authority_seen else ""
        facts.append(("来办人", f"{case.visitor_name}（{case.relation.value}{seen}）"))
        agent = case.visitor_phone if full else mask_phone(case.visitor_phone)
        facts.append(("来办人电话", agent))
    if case.card_account:
        account = case.card_account if full else mask_account(case.card_account)
        other = case.card_holder and case.card_holder != case.name
        warned = f"（户名 {case.card_holder}，不是申请人，请核对）" if other else ""
        facts.append(("一卡通账号", account + warned))
    return facts


def handling_facts(file: CaseFile, today: date) -> list[Fact]:
    """How the case goes and how it ended."""
    case = file.case
    received, notified, collected = show_moment(case.received_at, today), "", ""
    received += entered_later(case.received_at, case.entered_at)
    if case.notified_at is not None:
        notified = f"{show_moment(case.notified_at, today)}（{case.notified_by}）"
    if case.collected_at is not None:
        collected = f"{show_moment(case.collected_at, today)}　{case.collector}"
    urgent = f"，{case.urgency.value}件" if case.urgency.value != "普通" else ""
    facts = [
        ("状态", case.status.value + ("（已作废）" if case.voided_at else "")),
        ("类型", case.case_kind.value + urgent),
        ("收件", received),
        ("窗口", case.window + ("" if case.mode is ServiceMode.WINDOW else "（上门）")),
        ("经办", case.handler_name),
        ("受理", show_date(case.accepted_on, today) if case.accepted_on else ""),
        ("绿色通道", case.green.value if case.green else ""),
        ("报送部门", case.superior),
        ("上级应答复", marks.reply_due(file)),
        ("上级答复", _remark(file, Happened.REPLIED)),
        ("结果告知", _told(file)),
        ("办结", show_moment(case.finished_at, today) if case.finished_at else ""),
        ("提前", _early(file)),
        ("办理结果", case.result),
        ("结果文书", f"{case.result_document} {case.result_number}".strip()),
        ("理由", case.reason),
        ("依据", case.basis),
        ("通知", notified),
        ("领取", collected),
        ("平台办件编号", case.platform_number or ""),
        ("平台状态", case.platform_status),
        ("导入自", f"{case.import_source} 第 {case.import_row} 行" if case.import_source else ""),
        ("作废原因", case.void_reason),
    ]
    return [(label, value) for label, value in facts if value]


def _early(file: CaseFile) -> str:
    """提前 6 个工作日（60%）, of the promised limit (CASE-08)."""
    limit = handling_limit(file.case, file.item, file.settings)
    early = days_early(file.clock, limit) if file.case.finished_at is not None else 0
    return f"{early} {UNIT_LABELS[limit.unit]}（{early * 100 // limit.days}%）" if early else ""


def _remark(file: CaseFile, kind: Happened) -> str:
    event = file.facts.last(kind)
    return event.remark if event is not None else ""


def _told(file: CaseFile) -> str:
    event = file.facts.last(Happened.TOLD)
    if event is None:
        return ""
    return f"{event.data['whom']}（{event.data['how']}，{show_moment(event.at)}）"


def item_facts(file: CaseFile) -> list[Fact]:
    """The version of the item the case was opened with (CASE-30)."""
    item = file.item
    limit = handling_limit(file.case, item, file.settings)
    promised = f"{limit.days} {UNIT_LABELS[limit.unit]}" if limit.days else "当场办结"
    legal = (
        "" if item.legal_limit is None else f"{item.legal_limit} {UNIT_LABELS[legal_unit(item)]}"
    )
    newer = "" if item.active else "，已有新版本或停用，本件按收件时的版本办"
    facts = [
        ("事项", f"{item.name}（{item.code}）"),
        ("事项版本", f"第 {item.edition} 版{newer}"),
        ("承诺时限", promised),
        ("法定时限", legal),
        ("不计入时限", item.excluded_time),
        ("审批机关", item.decider),
        ("依据", item.legal_basis),
        ("收费", item.fee),
        ("办理程序", item.procedure),
        (
            "办理环节",
            "；".join(f"{node.name}：{node.who}，{node.when}" for node in item.node_list()),
        ),
        ("注意事项", item.notes),
    ]
    return [(label, value) for label, value in facts if value]
