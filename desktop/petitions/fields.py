"""The fields of 登记信访 (PET-02), and what they show of a petition that is known already."""

from __future__ import annotations

from datetime import datetime

from center.identity import check_id
from center.petitions.intake import MOST_REPRESENTATIVES, PetitionForm
from center.petitions.records import Channel, Purpose
from center.staff import staff, villages
from desktop.cases.ask import choices
from desktop.dates import ZONE
from desktop.desk import Desk
from desktop.fields import Field
from desktop.secrecy import accused_field

SUBJECTS = (
    "土地征收",
    "宅基地和房屋",
    "低保救助",
    "惠农补贴",
    "邻里纠纷",
    "劳动报酬",
    "社会保障",
    "道路水利",
    "环境卫生",
    "村务公开",
    "干部作风",
    "其他",
)
POLITICAL = ("群众", "中共党员", "共青团员", "民主党派")
OCCUPATIONS = ("农民", "务工人员", "个体经营", "教师", "退休人员", "学生", "无业")
_WHO, _WHAT, _MORE = "信访人", "信访事项", "其他情况"
_SHOWN = (
    "problem",
    "name",
    "sex",
    "age",
    "occupation",
    "political_status",
    "address",
    "phone",
    "id_number",
    "village",
    "anonymous",
    "people_count",
    "written",
    "subject",
    "about_unit",
    "been_to",
    "pending_above",
    "litigation",
    "urgent",
    "origin_unit",
    "origin_due_on",
    "platform_number",
    "platform_due_on",
    "receiving_leader",
)


def values_of(start: PetitionForm) -> dict[str, object]:
    """What the fields show of a form."""
    came = (start.received_at or datetime.now(ZONE)).astimezone(ZONE)
    plain = {name: getattr(start, name) for name in _SHOWN}
    speaking = {
        f"rep{number}_{part}": getattr(one, part)
        for number, one in enumerate(start.representatives)
        for part in ("name", "phone")
    }
    when = {"came_on": came.date(), "came_at": came.time().replace(second=0, microsecond=0)}
    chosen = {"channel": start.channel.value, "purpose": start.purpose.value}
    return plain | speaking | when | chosen


def register_fields(desk: Desk, at: datetime) -> list[Field]:
    """Everything asked, for a petition that came `at` unless it is typed otherwise."""
    now = at.astimezone(ZONE)
    with desk.read() as work:
        where = [village.name for village in villages(work)]
        leaders = [one.name for one in staff(work) if one.leader_rank]

    def known(number: str) -> str | None:
        result = check_id(number, now.date())
        return None if result.valid else "证件号码核对不上，请看一下证件；确认无误可以保存"

    speaking = [
        field
        for n in range(MOST_REPRESENTATIVES)
        for field in (
            Field(f"rep{n}_name", f"代表 {n + 1}", width=16, limit=100, section=_WHO),
            Field(f"rep{n}_phone", f"代表 {n + 1} 电话", width=16, limit=40, section=_WHO),
        )
    ]
    return [
        Field(
            "channel",
            "渠道",
            "buttons",
            required=True,
            wide=True,
            choices=choices([one.value for one in Channel]),
            default=Channel.VISIT.value,
        ),
        Field(
            "purpose",
            "信访目的",
            "buttons",
            required=True,
            choices=choices([one.value for one in Purpose]),
            default=Purpose.CLAIM.value,
        ),
        Field("came_on", "来访日期", "date", 14, required=True, default=now.date()),
        Field(
            "came_at",
            "来访时间",
            "time",
            8,
            required=True,
            default=now.time().replace(second=0, microsecond=0, tzinfo=None),
        ),
        Field("receiving_leader", "接访领导", "suggest", 16, choices=choices(leaders)),
        Field("name", "姓名", width=16, limit=100, section=_WHO),
        Field("sex", "性别", "buttons", choices=choices(("男", "女")), section=_WHO),
        Field("id_number", "证件号码", width=22, warn=known, section=_WHO),
        Field("age", "年龄", "number", 6, section=_WHO),
        Field("phone", "联系电话", width=18, limit=40, section=_WHO),
        Field("village", "村（社区）", "suggest", 18, choices=choices(where), section=_WHO),
        Field("address", "住址或工作单位", width=0, wide=True, section=_WHO),
        Field("occupation", "职业", "suggest", 16, choices=choices(OCCUPATIONS), section=_WHO),
        Field(
            "political_status", "政治面貌", "suggest", 16, choices=choices(POLITICAL), section=_WHO
        ),
        Field("people_count", "人数", "number", 6, required=True, default=1, section=_WHO),
        Field("anonymous", "匿名", "tick", section=_WHO),
        *speaking,
        Field("problem", "主要问题", "lines", required=True, wide=True, lines=4, section=_WHAT),
        Field("subject", "内容分类", "suggest", 16, choices=choices(SUBJECTS), section=_WHAT),
        Field("about_unit", "涉及单位", width=28, section=_WHAT),
        accused_field(desk, section=_WHAT),
        Field("origin_unit", "问题发生地", "suggest", 24, choices=choices(where), section=_WHAT),
        Field(
            "origin_due_on",
            "责成发生地解决的期限",
            "date",
            14,
            hint="集体访必须填写",
            section=_WHAT,
        ),
        Field("urgent", "重大紧急", "tick", section=_WHAT),
        Field("protected", "信访人要求保密", "tick", section=_WHAT),
        Field("written", "附有书面材料", "tick", section=_MORE),
        Field("litigation", "已经或正在诉讼、仲裁、复议", "tick", section=_MORE),
        Field("been_to", "曾到过的机关", width=28, section=_MORE),
        Field("pending_above", "正在办理的上级机关", width=28, section=_MORE),
        Field("platform_number", "省级系统编号（阳光信访）", width=24, limit=60, section=_MORE),
        Field("platform_due_on", "省级系统期限", "date", 14, section=_MORE),
    ]
