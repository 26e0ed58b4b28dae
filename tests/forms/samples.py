"""Facts of invented papers, and how tests read a PDF."""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from typing import Any

from PIL import Image

from forms.facts import JSON

# It has no type hints.
pdfium: Any = importlib.import_module("pypdfium2")

UNIT: dict[str, JSON] = {
    "unit": "青山镇便民服务中心",
    "window": "民政窗口",
    "handler": "李存",
    "consult_phone": "0376-5550110",
    "complaint_phone": "0376-5550119",
    "efficiency_phone": "0376-5551234",
    "date": "2026-11-21",
    "office_hours": "周一至周五 8:30—12:00、14:30—17:30",
}
CASE: dict[str, JSON] = {
    "case_number": "QS-SL-2026-000123",
    "licence": False,
    "item": "最低生活保障审核确认",
    "item_code": "MZ01",
    "case_kind": "上报件",
    "applicant": "阿卜杜拉·买买提",
    "id_number": "411502********123X",
    "phone": "138****5678",
}
NAMES = (
    "最低生活保障申请书（表）",
    "共同生活家庭成员身份证、户口簿",
    "家庭经济状况核对授权书",
    "收入及财产状况材料或承诺书",
    "社会保障卡（银行卡）",
)
RECEIVED: list[JSON] = [
    {"name": name, "form": "原件", "copies": "1", "pages": "2", "returned": "当场退还"}
    for name in NAMES
]

SAMPLES: dict[str, dict[str, JSON]] = {
    "receipt": {
        **UNIT,
        **CASE,
        "received_at": "2026-11-21T09:31",
        "notice_due": "2026-11-27",
        "materials": RECEIVED,
    },
    "acceptance_receipt": {
        **UNIT,
        **CASE,
        "agent": "王㛃",
        "agent_relation": "配偶",
        "accepted_at": "2026-11-21T09:40",
        "promised_limit": "25个工作日",
        "due": "2026-12-25",
        "excluded_time": "公示、民主评议",
        "collect_way": "窗口领取",
    },
    "acceptance_notice": {
        **UNIT,
        **CASE,
        "applied_on": "2026-11-20",
        "accepted_on": "2026-11-21",
        "legal_limit": "30个工作日",
        "promised_limit": "25个工作日",
        "due": "2026-12-25",
        "basis": "《最低生活保障审核确认办法》",
        "collect_way": "窗口领取",
        "materials": RECEIVED,
    },
    "one_time_notice": {
        **UNIT,
        "item": "临时救助",
        "materials": [{"name": name, "form": "原件", "note": "当场退还"} for name in NAMES],
        "procedure": "申请→受理→审查→决定→领取",
        "promised_limit": "10个工作日",
        "fee": "不收费",
        "basis": "《社会救助暂行办法》第四十七条",
        "notes": "情况紧急的先行救助，后补手续。",
    },
    "supplement_notice": {
        **UNIT,
        **CASE,
        "accepted": False,
        "applied_on": "2026-11-20",
        "supplement_due": "2026-11-27",
        "materials": [
            {
                "name": NAMES[2],
                "problem": "缺少配偶签名",
                "requirement": "配偶补签",
                "sample": "有",
            },
            {"name": NAMES[3], "problem": "未提交", "requirement": "提交原件1份"},
        ],
    },
    "non_acceptance_notice": {
        **UNIT,
        **CASE,
        "applied_on": "2026-11-20",
        "ground": "not_ours",
        "competent_authority": "浉水县自然资源局",
        "reason": "该宗地位于县城规划区内。",
        "basis": "《中华人民共和国土地管理法》",
    },
    "return_notice": {
        **UNIT,
        **CASE,
        "applied_on": "2026-11-10",
        "accepted_on": "2026-11-12",
        "reason": "家庭人均月收入高于当地标准。",
        "basis": "《最低生活保障审核确认办法》第十九条",
        "materials": [{"name": name, "form": "原件", "copies": "1"} for name in NAMES[:3]],
    },
    "completion_notice": {
        **UNIT,
        **CASE,
        "accepted_on": "2026-10-12",
        "finished_on": "2026-11-20",
        "result": "确认同意",
        "refused": False,
        "result_document": "最低生活保障证",
        "document_number": "青低保〔2026〕58号",
        "collect_way": "窗口领取",
    },
    "extension_notice": {
        **UNIT,
        **CASE,
        "applied_on": "2026-10-10",
        "accepted_on": "2026-10-12",
        "original_due": "2026-11-23",
        "extended_by": "5个工作日",
        "due": "2026-11-30",
        "reason": "现场情况复杂，需要两个部门共同踏勘。",
        "basis": "《最低生活保障审核确认办法》第二十一条",
        "approver": "江予白",
    },
    "special_procedure_notice": {
        **UNIT,
        **CASE,
        "accepted_on": "2026-11-12",
        "procedure": "公示",
        "since": "2026-11-21",
        "expected": "7日",
    },
    "refusal_decision": {
        **UNIT,
        **CASE,
        "applied_on": "2026-11-10",
        "accepted_on": "2026-11-12",
        "decided_on": "2026-11-20",
        "reason": "家庭人均月收入高于当地最低生活保障标准。",
        "basis": "《最低生活保障审核确认办法》第四条",
    },
    "delivery_receipt": {
        **UNIT,
        **CASE,
        "papers": [
            {
                "title": "不予办理决定书",
                "number": "QS-BB-2026-000003",
                "issued_on": "2026-11-20",
            }
        ],
    },
    "tolerance_undertaking": {
        **UNIT,
        **CASE,
        "applied_on": "2026-11-21",
        "received": [{"name": name, "form": "原件", "copies": "1"} for name in NAMES[:3]],
        "lacking": [{"name": NAMES[4], "form": "原件", "copies": "1"}],
        "promised_on": "2026-12-04",
        "overdue_effect": "本次申请按退件处理，材料全部退还。",
    },
    "agency_authorisation": {
        **UNIT,
        **CASE,
        "agent": "石守信",
        "agent_relation": "村代办员",
        "deputy": "石守信",
        "deputy_unit": "石桥村便民服务站",
        "powers": "递交材料、签收文书、领取办理结果",
        "materials": [{"name": name, "form": "原件", "copies": "1"} for name in NAMES[:3]],
    },
    "agency_handover": {
        **UNIT,
        **CASE,
        "deputy": "石守信",
        "stages": [
            {"stage": "村→镇", "giver": "石桥村代办员石守信", "taker": "青山镇便民服务中心"},
            {"stage": "镇→县", "giver": "青山镇便民服务中心", "taker": "浉水县民政局"},
            {"stage": "县→镇（结果）", "giver": "浉水县民政局", "taker": "青山镇便民服务中心"},
            {"stage": "镇→村（结果）", "giver": "青山镇便民服务中心", "taker": "石桥村代办员"},
        ],
        "materials": [{"name": name, "form": "原件", "copies": "1"} for name in NAMES[:3]],
    },
    "joint_materials": {
        **UNIT,
        **CASE,
        "lead": "民政窗口",
        "departments": [
            {"department": "民政窗口", "matter": "审核确认", "limit": "25个工作日"},
            {"department": "医保窗口", "matter": "参保资助", "limit": "5个工作日"},
        ],
        "materials": [
            {"name": NAMES[1], "form": "原件", "copies": "1", "departments": "民政、医保"},
            {"name": NAMES[4], "form": "原件", "copies": "1", "departments": "医保"},
        ],
    },
    "guidance_slip": {
        **UNIT,
        "visit_number": "QS-DJ-2026-000077",
        "topic": "不动产登记",
        "department": "浉水县不动产登记中心",
        "department_address": "浉水县城关镇人民路8号",
        "department_phone": "0376-5552200",
    },
}


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, without white space."""
    document = pdfium.PdfDocument(pdf)
    return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]


def text_of(pdf: bytes) -> str:
    """The text of a document, without white space."""
    return "".join(page_texts(pdf))


def without_feet(text: str) -> str:
    """The text of a document titled 试 without its page numbers."""
    return re.sub(r"第\d+页共\d+页试", "", text)


def pictures(pdf: bytes, scale: float = 1) -> list[Image.Image]:
    """The pages as grey pictures, `scale` pixels to a point."""
    document = pdfium.PdfDocument(pdf)
    return [page.render(scale=scale, grayscale=True).to_pil().convert("L") for page in document]


def ink(picture: Image.Image, box: Sequence[float]) -> bool:
    """Whether anything is printed inside a box (left, top, right, bottom in pixels)."""
    left, top, right, bottom = (round(edge) for edge in box)
    darkest, _ = picture.crop((left, top, right, bottom)).getextrema()
    return isinstance(darkest, int) and darkest < 128
