"""Parameters of duty rosters (值班)."""

from __future__ import annotations

from center.parameters.shape import Definition

GROUP = "值班"

ROSTER: tuple[Definition, ...] = (
    Definition("reception_place", GROUP, "接访地点", "text", "便民服务中心大厅", "印在接访公示上"),
    Definition(
        "two_leader_days",
        GROUP,
        "安排两名领导的日子",
        "lines",
        [],
        "赶场日、集中接访日，每行一个：周三、逢5、15日",
        optional=True,
    ),
    Definition("reception_on_days_off", GROUP, "周末和节假日也安排坐班接访", "switch", False),
    Definition("watch_staff", GROUP, "24小时值班每班值班干部人数", "number", 2, low=1, high=20),
    Definition("handover_time", GROUP, "24小时值班交接班时间", "text", "08:30", "如 08:30"),
    Definition(
        "roster_most", GROUP, "每人每月最多值班天数", "number", 0, "0 表示不限", low=0, high=31
    ),
    Definition("weekend_weight", GROUP, "周末一天按几天计", "number", 2, low=1, high=9),
    Definition("holiday_weight", GROUP, "节假日一天按几天计", "number", 3, low=1, high=9),
    Definition(
        "roster_reminder_days",
        GROUP,
        "月底前几个工作日提醒公布下月班表",
        "number",
        3,
        low=1,
        high=15,
    ),
)
