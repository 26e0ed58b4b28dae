"""Complaints and 12345 work orders of the sample office; invented."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from center.complaints import intake as complaints
from center.complaints import steps
from center.complaints.intake import ComplaintForm
from center.complaints.records import Channel, Complaint, Fault, Happened, Role, Verdict
from center.complaints.steps import CAUSES, Finding
from center.imports.rows import Cell
from center.imports.workorders import import_orders
from center.journal import commit
from center.opinions import OpinionForm, OpinionKind, Place, add, became
from center.rights import Actor
from center.staff import staff
from center.storage import Store, Work
from center.workorders import intake as orders
from center.workorders import steps as order_steps
from center.workorders.records import WorkOrder
from desktop.sample import opinions
from desktop.sample.hall import Hall
from desktop.sample.names import VILLAGES
from desktop.sample.office import WINDOWS
from desktop.sample.petitions import In, Scene, Take, scene, take
from reports.petitions import (
    export_complaints,
    export_figures,
    export_petitions,
    export_work_orders,
)

COMPLAINTS, TABLES, SPAN = 40, 4, 56
FACTS = (
    ("服务态度", "说话不耐烦，问第二遍就不理人", "当面道歉"),
    ("服务质量", "材料清单前后说了两次，多跑一趟", "一次说清"),
    ("处理异议", "对不予受理的理由不认可", "重新核对"),
    ("违规违纪", "上班时间离开窗口半个多小时", "按规定处理"),
)
_FALSE = Finding(Verdict.FALSE, "调取监控并询问现场人员，没有发现所反映的情况")
_TRUE = Finding(Verdict.TRUE, "监控证实，本人承认", Fault.STAFF, CAUSES[2], "批评教育，当面致歉")
WHO, WHOM = "（投诉人）", "（被投诉人）"
_HEARD = (
    take(0.05, steps.hear, Role.COMPLAINANT, WHO, "经过与登记一致"),
    take(0.05, steps.hear, Role.RESPONDENT, WHOM, "当时人多，语气急了些"),
)
_ENDED = (
    take(0.1, steps.reply, "已查清并处理，谢谢监督", "电话"),
    take(0.02, steps.close, "电话反馈，表示认可", In(0), "满意"),
)
PATHS: tuple[tuple[Take, ...], ...] = (
    (take(0.02, steps.accept, "江予白"), take(0.1, steps.decide, _FALSE), *_ENDED),
    (take(0.02, steps.accept, "江予白"), *_HEARD, take(0.1, steps.decide, _TRUE), *_ENDED),
    (
        take(0.02, steps.accept, "江予白"),
        take(0.1, steps.send, "人社所", In(3)),
        take(0.02, steps.tell_delay, "要等人社所核对", In(4)),
        take(2, steps.unit_opinion, "已核对，理由成立"),
        take(0.1, steps.decide, _FALSE),
        *_ENDED,
    ),
    (
        take(0.02, steps.accept, "江予白"),
        take(3, steps.tell_delay, "当事人外出学习", In(4)),
        take(3, steps.decide, _FALSE),
        *_ENDED,
    ),
    (
        take(0.02, steps.accept, "江予白"),
        *_HEARD,
        take(0.02, steps.tell_delay, "要调取监控", In(5)),
        take(3, steps.decide, _FALSE),
        *_ENDED,
    ),
)
STOPPED = {0: 0, 1: 2, 2: 3, 3: 4, 4: 5}
"""The last complaints are still under way: after how many steps each stands."""
MAJOR = 5
"""A major complaint, in writing: answered, not yet closed."""
WEIGHTY = (
    take(0.02, steps.accept, "江予白"),
    take(0.02, steps.report, Happened.REPORTED_LEADER, "林若安"),
    take(0.02, steps.report, Happened.REPORTED_DISCIPLINE, "县纪委监委第三室"),
    take(0.1, steps.coordinate, "由中心牵头，两天内查清并答复"),
    *_HEARD,
    take(1, steps.decide, _FALSE),
    take(0.1, steps.reply, "经查，没有收取任何费用，收据和监控都可以查看", "书面"),
)
UNSIGNED, SIGNED = (2, 23, 44), (4, 31)
"""Rows of the last table that nobody has signed yet, and those where nobody has called yet."""
ORDER_TEXTS = (
    ("市政设施", "路灯不亮", "村镇建设办"),
    ("环境卫生", "垃圾桶满了两天没有清运", "环卫站"),
    ("噪声扰民", "夜间广场舞音量大", "综合执法队"),
    ("农村道路", "雨后路面积水，车辆难行", "村镇建设办"),
    ("社会保障", "咨询医保报销比例", "便民服务中心"),
)
PLACES = {
    name: place
    for place, name in enumerate(
        ("external", "content", "dispatched_at", "name", "phone", "village", "subject", "unit")
    )
}


def play(hall: Hall, seed: int) -> None:
    """Play them by the real services, after the petitions."""
    on = scene(hall, seed + 1)
    _complaints(on)
    _orders(on)
    opinions.play(hall, seed)


def _complaints(on: Scene) -> None:
    with on.hall.store.read(on.hall.cast.director) as work:
        people = {one.name: one.id for one in staff(work)}
    for number in range(COMPLAINTS):
        at = on.opening(SPAN - number * SPAN / COMPLAINTS)
        window, a_post, b_post = WINDOWS[number % len(WINDOWS)]
        subject, facts, demand = FACTS[number % len(FACTS)]
        path = PATHS[number % len(PATHS)]
        if (left := COMPLAINTS - 1 - number) in STOPPED:
            path = path[: STOPPED[left]]
        if left == MAJOR:
            path = WEIGHTY
        person = on.rng.choice(on.hall.people)
        form = ComplaintForm(
            on.rng.choice((Channel.ORAL, Channel.PHONE, Channel.BOX, Channel.ONLINE)),
            subject,
            facts,
            demand,
            name=person.name,
            phone=person.phone,
            window=window,
            respondents=[people[a_post if number % 10 else b_post]],
            units=["人社所", "民政办"] if number % 7 == 3 else [],
            written=left == MAJOR,
            major=left == MAJOR,
            protected=number % 8 == 5,
        )
        on.hall.set_clock(at)
        with on.hall.store.work(on.clerk) as work:
            made = complaints.register(work, form)
            if form.channel is Channel.BOX:
                found = OpinionForm(Place.BOX, at.date(), facts, OpinionKind.COMPLAINT, person.name)
                became(work, add(work, found), made)
            complaint = made.id
            commit(work)
        names = {WHO: person.name, WHOM: a_post if number % 10 else b_post}
        own = [
            (after, step, tuple(names.get(arg, arg) for arg in given), more)
            for after, step, given, more in path
        ]
        on.walk(Complaint, complaint, at, own, on.clerk)


def _orders(on: Scene) -> None:
    """Four tables of the line, fifty orders each; most are answered, some late, some come again."""
    for table in range(TABLES):
        at = on.opening(SPAN - 2 - table * 17)
        rows = [_order(on, table * 50 + row, at.replace(hour=8, minute=0)) for row in range(50)]
        on.hall.set_clock(at)
        source = f"12345工单导出{at:%Y%m%d}.xlsx·工单"
        with on.hall.store.work(on.clerk) as work:
            import_orders(work, list(enumerate(rows, 2)), PLACES, 1, source)
            known = orders.known_orders(work, [str(row[0]) for row in rows])
            ids = [known[str(row[0])].id for row in rows]
        on.hall.set_clock(on.end)
        with on.hall.store.work(on.hall.cast.deputy) as work:
            for row, ident in enumerate(ids):
                fresh = table == TABLES - 1
                _handle(on, work.session.get_one(WorkOrder, ident), row, work, fresh=fresh)
            commit(work)


def _order(on: Scene, number: int, at: datetime) -> tuple[Cell, ...]:
    """A row of the line's table, in the order of `PLACES`."""
    subject, content, unit = ORDER_TEXTS[number % len(ORDER_TEXTS)]
    person = on.rng.choice(on.hall.people)
    return (
        f"12345-2026-{700000 + number}",
        content,
        at.replace(tzinfo=None),
        person.name,
        person.phone,
        on.rng.choice(list(VILLAGES)),
        subject,
        unit,
    )


def _handle(on: Scene, order: WorkOrder, row: int, work: Work, *, fresh: bool) -> None:
    """What was done with one order, each step at its own time, as far as today.

    Of the last table some wait to be signed, some are signed, one is extended.
    """
    at = order.dispatched_at
    if fresh and row in UNSIGNED:
        return
    if row % 12 == 11:
        order_steps.send_back(work, order, "属县级部门职权", at + timedelta(hours=4))
        return
    late = timedelta(days=6 if row % 9 == 8 else 1)
    path: list[tuple[timedelta, Any, tuple[Any, ...]]] = [
        (timedelta(hours=2), order_steps.sign, ("秦以宁",)),
        (timedelta(hours=5), order_steps.contact, ("电话联系，约定上门时间",)),
        (timedelta(days=2) + late, order_steps.reply, ("已处理并拍照反馈",)),
        (timedelta(days=9), order_steps.call_back, ("不满意" if row % 10 == 9 else "满意",)),
    ]
    if fresh and (row in SIGNED or row % 6 == 5):
        path = path[: 1 if row in SIGNED else 2]
    if fresh and row == 17:
        approved = (3, "林若安", "配件要从县里调")
        path.append((timedelta(hours=6), order_steps.extend, approved))
    if row % 20 == 19:
        path.append((timedelta(days=10), order_steps.dispatch_again, ("回访不满意",)))
        path += [
            (timedelta(days=10, hours=3), order_steps.sign, ("秦以宁",)),
            (timedelta(days=10, hours=5), order_steps.contact, ("上门查看",)),
            (timedelta(days=12), order_steps.reply, ("已返工，来电人现场确认",)),
            (timedelta(days=16), order_steps.call_back, ("满意",)),
        ]
    for after, function, args in path:
        if at + after > on.end:
            return
        function(work, order, *args, at=at + after)


def write_out(store: Store, actor: Actor, out: Path, today: date) -> list[Path]:
    """Last month's three ledgers and the figures."""
    last = today.replace(day=1) - timedelta(days=1)
    span = last.replace(day=1), last
    written = []
    for name, export in (
        ("信访登记台账", export_petitions),
        ("投诉登记台账", export_complaints),
        ("12345工单台账", export_work_orders),
        ("信访投诉统计表", export_figures),
    ):
        path = out / f"{last.year}年{last.month}月{name}.xlsx"
        export(store, actor, *span, path)
        written.append(path)
    return written
