"""人员和窗口: who works here, which window is whose A and B post (AB-01), villages and groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from center import postings, staff
from center.journal import commit
from center.staff import ServiceWindow, Staff, Village, post_problems
from desktop import theme
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing import Column
from desktop.settings.frame import Frame
from desktop.settings.window_form import WindowDialog, phone_warning
from desktop.short_list import ShortList

_KINDS = ("公务员", "事业", "派驻", "公益性岗位", "三支一扶", "临聘", "村干部")
_RANKS = ("正职", "分管", "其他")
_STAFF = (
    Column("name", "姓名", 9, sortable=False),
    Column("number", "编号", 7, sortable=False),
    Column("post", "职务或岗位", 14, sortable=False),
    Column("kind", "身份", 11, sortable=False),
    Column("rank", "班子成员", 9, sortable=False),
    Column("posting", "窗口任职（从哪天起）", 30, sortable=False),
    Column("phone", "电话", 13, sortable=False),
    Column("state", "状态", 7, sortable=False),
)
_WINDOWS = (
    Column("position", "次序", 6, sortable=False),
    Column("name", "窗口", 20, sortable=False),
    Column("a", "A 岗", 14, sortable=False),
    Column("b", "B 岗", 14, sortable=False),
    Column("phone", "电话", 16, sortable=False),
    Column("warning", "提醒", 34, sortable=False),
    Column("state", "状态", 10, sortable=False),
)
_VILLAGES = (
    Column("name", "村（社区）", 20, sortable=False),
    Column("groups", "组", 60, sortable=False),
    Column("state", "状态", 10, sortable=False),
)
_NONE = "none"
_IN_USE = {True: "在用", False: "停用"}


class StaffPage(Frame):
    """Three lists; Enter changes the one the keeper stands on, the button adds one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("人员和窗口")
        self._desk = desk
        self.people = ShortList("工作人员", _STAFF, desk.today(), wide="posting")
        self.windows = ShortList("窗口", _WINDOWS, desk.today(), wide="warning")
        self.villages = ShortList("村组", _VILLAGES, desk.today(), wide="groups")
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for one, title in (
            (self.people, "工作人员"),
            (self.windows, "窗口（A、B 岗）"),
            (self.villages, "村组"),
        ):
            holder = QWidget()
            inner = QVBoxLayout(holder)
            inner.setContentsMargins(0, theme.SMALL, 0, 0)
            inner.addWidget(one)
            self.tabs.addTab(holder, title)
        self.body.addWidget(self.tabs)
        self.people.opened.connect(lambda key: self._change(self.people, key))
        self.windows.opened.connect(lambda key: self._change(self.windows, key))
        self.villages.opened.connect(lambda key: self._change(self.villages, key))
        self.change = self.add_action("修改…", self.ask_change)
        self.add = self.add_action("新增…", self.ask_new, role="primary")
        self.setFocusProxy(self.people)
        desk.changed.connect(self._heard)
        self.refresh()

    def refresh(self) -> None:
        """Read everything again."""
        with self._desk.read() as work:
            people = staff.everything(work, Staff)
            windows = staff.everything(work, ServiceWindow)
            villages = staff.everything(work, Village)
            posted = postings.postings(work)
        halls = {one.id: one.name for one in windows}
        served: dict[UUID, list[str]] = {}
        for one in sorted(posted, key=lambda one: one.post):
            since = f"{halls.get(one.window, '')}{one.post}岗{one.since:%Y-%m-%d}"
            served.setdefault(one.staff, []).append(since)
        known = {one.id: one for one in people}
        names = {one.id: one.name for one in people}
        self.people.show_rows(
            [
                (
                    p.id,
                    (
                        p.name,
                        p.staff_number,
                        p.post,
                        p.staff_kind,
                        p.leader_rank,
                        "；".join(served.get(p.id, ())),
                        p.phone,
                        "在岗" if p.active else "已离开",
                    ),
                )
                for p in sorted(people, key=lambda p: (not p.active, p.staff_number, p.name))
            ]
        )
        self.windows.show_rows(
            [
                (
                    w.id,
                    (
                        w.position,
                        w.name,
                        names.get(w.a_post, "") if w.a_post else "",
                        names.get(w.b_post, "") if w.b_post else "",
                        w.phone,
                        "；".join(p.message for p in post_problems(w, known)) if w.active else "",
                        _IN_USE[w.active],
                    ),
                )
                for w in sorted(windows, key=lambda w: (not w.active, w.position, w.name))
            ]
        )
        self.villages.show_rows(
            [(v.id, (v.name, "、".join(v.groups), _IN_USE[v.active])) for v in villages]
        )

    # Adding and changing

    def ask_new(self) -> None:
        """新增 to the list in front."""
        (self._ask_staff, self._ask_window, self._ask_village)[self.tabs.currentIndex()](None)

    def ask_change(self) -> None:
        """修改 the one the keeper stands on in the list in front."""
        table = (self.people, self.windows, self.villages)[self.tabs.currentIndex()]
        self._change(table, table.current_key())

    def _change(self, table: ShortList, key: object) -> None:
        if not isinstance(key, UUID):
            return
        with self._desk.read() as work:
            if table is self.people:
                ask = partial(self._ask_staff, work.session.get_one(Staff, key))
            elif table is self.windows:
                ask = partial(self._ask_window, work.session.get_one(ServiceWindow, key))
            else:
                ask = partial(self._ask_village, work.session.get_one(Village, key))
        ask()

    def _ask_staff(self, record: Staff | None) -> None:
        fields = [
            Field("name", "姓名", width=20, required=True, default=_of(record, "name")),
            Field("staff_number", "编号", width=12, default=_of(record, "staff_number")),
            Field("post", "职务或岗位", width=24, default=_of(record, "post")),
            Field(
                "staff_kind",
                "身份",
                "suggest",
                16,
                choices=[Choice(kind, kind) for kind in _KINDS],
                default=_of(record, "staff_kind"),
            ),
            Field(
                "leader_rank",
                "班子成员",
                "choice",
                16,
                choices=[Choice(_NONE, "不是班子成员"), *(Choice(rank, rank) for rank in _RANKS)],
                default=_of(record, "leader_rank") or _NONE,
                hint="用于带班、坐班接访排班",
            ),
            Field("phone", "电话", width=20, default=_of(record, "phone"), warn=phone_warning),
            Field(
                "hired_on",
                "参加工作日期",
                "date",
                14,
                default=record.hired_on if record is not None else None,
                hint="合同制人员工作不满一年可以请事假",
            ),
            *_active_field(record, "在岗"),
        ]

        def fill(form: Form, made: Staff) -> None:
            made.hired_on = form.date("hired_on")
            for name in ("name", "staff_number", "post", "staff_kind", "phone"):
                setattr(made, name, form.text(name))
            rank = form.text("leader_rank")
            made.leader_rank = "" if rank == _NONE else rank

        self._ask(Staff, record, "工作人员", fields, fill)

    def _ask_window(self, record: ServiceWindow | None) -> None:
        def saved(name: str) -> None:
            self.refresh()
            self.notice.say(f"已保存 {name}。")

        WindowDialog(self._desk, self, record, saved).open()

    def _ask_village(self, record: Village | None) -> None:
        groups = "\n".join(record.groups) if record is not None else ""
        fields = [
            Field("name", "村（社区）名称", width=24, required=True, default=_of(record, "name")),
            Field(
                "groups",
                "组",
                "lines",
                lines=8,
                wide=True,
                default=groups,
                hint="每行一个，例如 一组",
            ),
            *_active_field(record, "在用"),
        ]

        def fill(form: Form, made: Village) -> None:
            made.name = form.text("name")
            lines = (line.strip() for line in form.text("groups").split("\n"))
            made.groups = list(dict.fromkeys(line for line in lines if line))

        self._ask(Village, record, "村组", fields, fill)

    def _ask(
        self,
        kind: type[staff.Listed],
        record: staff.Listed | None,
        title: str,
        fields: Sequence[Field],
        fill: Callable[[Form, staff.Listed], None],
    ) -> None:
        def run(form: Form) -> None:
            with self._desk.work() as work:
                if record is None:
                    made = kind(id=work.new_id(), station=work.station, name="")
                else:
                    made = work.session.get_one(kind, record.id)
                    made.active = form.ticked("active")
                fill(form, made)
                staff.save(work, made)
                name = made.name
                commit(work)
            self.refresh()
            self.notice.say(f"已保存 {name}。")

        heading = f"新增{title}" if record is None else f"修改{title}　{record.name}"
        FormDialog(self._desk, self, heading, fields, "保存", run).open()

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & {"staff", "service_window", "village"}:
            self.refresh()


def _of(record: object, name: str) -> str:
    return str(getattr(record, name, "") or "")


def _active_field(record: Staff | ServiceWindow | Village | None, label: str) -> list[Field]:
    """Only what exists can go out of use."""
    if record is None:
        return []
    return [Field("active", label, "tick", default=record.active, hint="取消勾选后不再供选择")]
