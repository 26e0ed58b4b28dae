"""Parameters of limits, items, papers, files, ledgers and safety."""

from __future__ import annotations

from center.parameters.shape import Definition
from center.rolls.kinds import DEFAULTS

HANDLING: tuple[Definition, ...] = (
    Definition("due_soon_days", "时限", "提前几个工作日提示将到期", "number", 2, high=30),
    Definition("clock_stop_on_supplement", "时限", "补正期间不计入办理时限", "switch", True),
    Definition("urgency_normal_days", "时限", "无规定时限：普通件（工作日）", "number", 5, low=1),
    Definition("urgency_urgent_days", "时限", "无规定时限：急件（工作日）", "number", 3, low=1),
    Definition("urgency_extra_days", "时限", "无规定时限：特急件（工作日）", "number", 1, low=1),
    Definition("supplement_days", "时限", "补正期限（工作日）", "number", 10, low=1, high=90),
    Definition(
        "banned_material_words",
        "事项",
        "材料清单中不得出现的词",
        "lines",
        ["其他材料", "有关材料", "相关材料", "其它材料"],
        "兜底性质的材料不得要求",
    ),
    Definition(
        "paper_copies",
        "文书",
        "文书版式",
        "choice",
        "two_on_a4",
        choices=(("two_on_a4", "一张 A4 两联，中间裁切"), ("a5", "A5 单张")),
    ),
    Definition(
        "number_pattern",
        "文书",
        "编号样式",
        "text",
        "{station}-{kind}-{year}-{epoch}{serial:06d}",
        "可用：站点、类别、年份、批次字母、流水号",
    ),
    Definition(
        "roll_kinds",
        "台账",
        "花名册的种类",
        "lines",
        DEFAULTS,
        "每行一种：名称、复核叫什么、每几个月一次（0 为不复核）、满几岁起提示，用空格隔开",
    ),
    Definition(
        "roll_pay_day",
        "台账",
        "每月几日发放",
        "number",
        10,
        "死亡、迁出以后多发了几个月按它推算",
        low=1,
        high=28,
    ),
    Definition("candidate_months", "台账", "提前几个月提示到龄", "number", 3, high=24),
    Definition(
        "batch_kinds",
        "台账",
        "批量办理的种类",
        "lines",
        ["医保缴费", "资格认证", "年审"],
        "每行一个",
    ),
    Definition("evaluation_seconds", "评价回访", "评价屏等多少秒", "number", 60, low=10, high=600),
    Definition("follow_up_days", "评价回访", "几个工作日内回访", "number", 5, low=1, high=60),
    Definition(
        "follow_up_percent",
        "评价回访",
        "每月抽百分之几回访",
        "number",
        5,
        "从上月办结、留有电话的件中抽，至少一件",
        low=1,
        high=100,
    ),
    Definition(
        "satisfaction_least",
        "评价回访",
        "满意率至少要几份评价",
        "number",
        5,
        "少于这个数不算满意率，几份评价说明不了一个窗口",
        low=1,
        high=1000,
    ),
    Definition(
        "guide_stale_days", "事项", "办事指南多少天没改要核对", "number", 180, low=1, high=3650
    ),
    Definition("idle_lock_minutes", "安全", "多少分钟不操作自动锁定", "number", 10, low=1, high=60),
)
