"""Facts of invented office sheets."""

from __future__ import annotations

from forms.facts import JSON
from tests.forms.samples import NAMES

UNIT = "青山镇便民服务中心"
PHONES: dict[str, JSON] = {
    "consult_phone": "0376-5550110",
    "complaint_phone": "0376-5550119",
    "efficiency_phone": "0376-5551234",
}
ARCHIVED: dict[str, JSON] = {
    "unit": UNIT,
    "archive_number": "0042-WS·2026-D10-BM-0007",
    "case_number": "QS-SL-2026-000123",
    "item": "最低生活保障审核确认",
    "applicant": "阿卜杜拉·买买提",
}
GUIDE: dict[str, JSON] = {
    "unit": UNIT,
    "item": "最低生活保障审核确认",
    "item_code": "MZ01",
    "case_kind": "上报件",
    "nature": "行政给付",
    "decider": "浉水县民政局",
    "basis": "《最低生活保障审核确认办法》（民发〔2021〕57号）；《社会救助暂行办法》第十一条",
    "target": "具有本镇户籍、家庭人均收入低于当地低保标准的家庭",
    "conditions": "共同生活的家庭成员人均收入和家庭财产符合当地规定",
    "materials": [{"name": name, "form": "原件", "copies": "1"} for name in NAMES],
    "procedure": "申请→受理→初审→报县级部门→结果反馈→领取",
    "legal_limit": "30个工作日",
    "promised_limit": "25个工作日",
    "excluded_time": "公示、民主评议",
    "fee": "不收费",
    "result_document": "确认同意通知书/最低生活保障证",
    "notes": "窗口自行复印或扫描，原件当场退还",
    "window": "民政窗口",
    "unit_address": "青山镇人民路1号便民服务中心一楼大厅",
    "office_hours": "08:00—12:00，14:00—18:00",
    **PHONES,
    "date": "2026-11-21",
}
BLANK: dict[str, JSON] = {
    "unit": UNIT,
    "item": "最低生活保障审核确认",
    "item_code": "MZ01",
    "window": "民政窗口",
    "materials": [{"name": "身份证", "form": "原件", "copies": "1"}],
}
CHARGED: list[JSON] = [
    {
        "item": "不动产登记资料查询",
        "fee": "10元/件",
        "fee_basis": "财税〔2016〕79号",
        "window": "综合窗口",
    },
    {
        "item": "国有土地使用权出让",
        "fee": "按合同",
        "fee_basis": "《土地管理法》第五十五条",
        "window": "综合窗口",
    },
]
FEES: dict[str, JSON] = {
    "unit": UNIT,
    "fees": CHARGED,
    "free_count": "38",
    **PHONES,
    "date": "2026-11-21",
}
HOURS: dict[str, JSON] = {
    "unit": UNIT,
    "days": "星期一至星期五（法定节假日除外）",
    "morning": "上午 8:00—12:00",
    "afternoon": "下午 14:00—18:00",
    "note": "临近下班、下班后尚未离开的群众，延时服务",
    "consult_phone": "0376-5550110",
    "complaint_phone": "0376-5550119",
}
PERSON: dict[str, JSON] = {
    "unit": UNIT,
    "name": "沈秋禾",
    "staff_number": "001",
    "department": "民政窗口",
    "post": "窗口工作人员",
}
PLATE: dict[str, JSON] = {
    **PERSON,
    "consult_phone": "0376-5550110",
    "complaint_phone": "0376-5550119",
}
COVER: dict[str, JSON] = {
    **ARCHIVED,
    "received_on": "2026-10-12",
    "finished_on": "2026-11-20",
    "result": "办成",
    "retention": "10年",
    "pieces": "9",
}
CONTENTS: dict[str, JSON] = {
    **ARCHIVED,
    "papers": [
        *({"title": name, "author": "申请人", "date": "20261012"} for name in NAMES),
        {
            "title": "受理通知书",
            "number": "QS-SZ-2026-000031",
            "author": UNIT,
            "date": "20261012",
        },
    ],
}
ANSWER: dict[str, JSON] = {
    "unit": UNIT,
    "case_number": "QS-SL-2026-000123",
    "asked_at": "2026年11月20日 10:12",
    "applicant": "阿卜杜拉·买买提",
    "id_number": "411***********0013",
    "item": "最低生活保障审核确认",
    "received_on": "2026-10-12",
    "accepted_on": "2026-10-12",
    "status": "待补正",
    "due": "2026-11-30",
    "next_step": "请在 11月27日 前补齐下列材料",
    "window": "民政窗口",
    "answered_by": "沈秋禾",
    "materials": [{"name": name, "problem": "未提交；提交原件"} for name in NAMES[:3]],
    "consult_phone": "0376-5550110",
    "complaint_phone": "0376-5550119",
}
