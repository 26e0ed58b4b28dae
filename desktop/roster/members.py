"""名单: who takes turns in each plan, in the fixed order, in groups, with newcomers and leavers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from center.journal import commit
from center.rights import Right
from center.roster.members import enlist, members, people_of, reorder, save_member, strike
from center.roster.records import IN_CHARGE, DutyMember, Plan, Seat
from center.staff import staff
from center.storage import Work
from desktop.choice import Choice
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing import Column
from desktop.roster.asks import people_choices
from desktop.roster.book import Book, Rows

_COLUMNS = (
    Column("place", "次序", 6, kind="number", sortable=False),
    Column("name", "姓名", 10, sortable=False),
    Column("post", "职务", 22, sortable=False),
    Column("rank", "级别", 9, sortable=False),
    Column("team", "固定组", 12, sortable=False),
    Column("share", "承担", 8, sortable=False),
    Column("since", "从", 13, sortable=False),
    Column("until", "到", 13, sortable=False),
)
_WORDS = (
    "按次序轮流值班，Alt+上下键调整；同一固定组的人一起值班。承担比例 100% 是轮满，"
    "新来和离开的人写明日期，只计在岗的日子。"
)


@dataclass(frozen=True, slots=True)
class Which:
    """One list: a plan and the seat it fills."""

    plan: Plan
    seat: Seat
    title: str


LISTS = (
    Which(Plan.RECEPTION, Seat.LEADER, "坐班接访"),
    Which(Plan.WATCH, Seat.LEADER, "24小时带班"),
    Which(Plan.WATCH, Seat.STAFF, "24小时值班"),
    Which(Plan.PATROL, Seat.STAFF, "大厅巡查"),
    Which(Plan.VILLAGE, Seat.STAFF, "村站坐班"),
)


class MembersPage(Book):
    """One list at a time; Alt+Up and Alt+Down change the order."""

    shows = frozenset({"duty_member", "staff"})

    def __init__(self, desk: Desk) -> None:
        empty = "这个名单还没有人，先添加值班人员才能排班。"
        super().__init__(desk, "值班名单", _WORDS, _COLUMNS, "post", empty)
        self.which = Form(
            [
                Field(
                    "which",
                    "名单",
                    "buttons",
                    choices=[Choice(str(n), one.title) for n, one in enumerate(LISTS)],
                    default="0",
                    wide=True,
                )
            ],
            desk.today(),
            columns=1,
        )
        self.which.changed.connect(lambda _draft: self.refresh())
        self.body.insertWidget(0, self.which, 0, Qt.AlignmentFlag.AlignLeft)
        reason = self.against(Right.PLAN_ROSTER)
        self.add = self.add_action(
            "添加…", self.ask_add, shortcut="Ctrl+N", role="primary", reason=reason
        )
        self.all = self.add_action("添加全部班子", self.add_leaders, reason=reason)
        self.edit = self.add_action("修改…", self.ask_edit, reason=reason)
        self.up = self.add_action("上移", lambda: self.shift(-1), reason=reason)
        self.down = self.add_action("下移", lambda: self.shift(1), reason=reason)
        for button, keys in ((self.up, "Alt+Up"), (self.down, "Alt+Down")):
            button.setToolTip(reason or f"{button.text()}（{keys}）")
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)
        self.out = self.add_action("移出…", self.ask_strike, reason=reason)
        self.list.opened.connect(lambda _key: self.edit.click())
        self.refresh()

    @property
    def chosen(self) -> Which:
        """The list in sight."""
        return LISTS[int(self.which.text("which") or 0)]

    def read(self, work: Work) -> Rows:
        """The members in their order."""
        which, today = self.chosen, self._desk.today()
        self.all.setVisible(which.seat is Seat.LEADER)
        listed = members(work, which.plan, which.seat)
        people = people_of(work, listed)
        return [
            (
                one.id,
                (
                    place,
                    _named(people[one.staff].name, people[one.staff].active),
                    people[one.staff].post,
                    people[one.staff].leader_rank,
                    one.team,
                    f"{one.share}%",
                    show_date(one.since, today) if one.since else "",
                    show_date(one.until, today) if one.until else "",
                ),
            )
            for place, one in enumerate(listed, 1)
        ]

    def ask_add(self) -> None:
        """Put somebody at the end of the list."""
        which = self.chosen
        with self._desk.read() as work:
            there = {one.staff for one in members(work, which.plan, which.seat)}
            leads = which.seat is Seat.LEADER
            free = [
                one for one in staff(work) if one.id not in there and bool(one.leader_rank) == leads
            ]

        def run(form: Form) -> None:
            with self._desk.work() as work:
                person = UUID(form.text("person"))
                enlist(work, which.plan, which.seat, [person], form.text("team"))
                commit(work)
            self.done("已添加到名单末尾")

        FormDialog(
            self._desk,
            self,
            f"添加到“{which.title}”",
            [
                Field("person", "人员", "choice", required=True, choices=people_choices(free)),
                Field("team", "固定组", hint="同组的人一起值班；不分组不填"),
            ],
            "添加",
            run,
        ).open()

    def add_leaders(self) -> None:
        """Enlist every leader who is not there; the one in charge sits there every day anyway."""
        which = self.chosen

        def do(work: Work) -> None:
            there = {one.staff for one in members(work, which.plan, which.seat)}
            order = {"正职": 0, IN_CHARGE: 1}
            skipped = {IN_CHARGE} if which.plan is Plan.RECEPTION else set[str]()
            leaders = [
                one
                for one in staff(work)
                if one.leader_rank and one.leader_rank not in skipped and one.id not in there
            ]
            leaders.sort(key=lambda one: order.get(one.leader_rank, 2))
            enlist(work, which.plan, which.seat, [one.id for one in leaders])

        self.save(do, "已添加全部班子成员，可以用上移、下移调整次序")

    def ask_edit(self) -> None:
        """Change group, share and dates of the member stood on."""
        key = self.key()
        if not isinstance(key, UUID):
            return
        with self._desk.read() as work:
            known = work.session.get_one(DutyMember, key)
            name = people_of(work, [known])[known.staff].name

        def run(form: Form) -> None:
            with self._desk.work() as work:
                member = work.session.get_one(DutyMember, key)
                member.team = form.text("team")
                member.share = form.number("share") or 0
                member.since, member.until = form.date("since"), form.date("until")
                save_member(work, member)
                commit(work)
            self.done(f"已保存{name}")

        FormDialog(
            self._desk,
            self,
            name,
            [
                Field("team", "固定组", default=known.team),
                Field(
                    "share",
                    "承担比例（%）",
                    "number",
                    8,
                    required=True,
                    default=known.share,
                    hint="100 是轮满，50 是轮一半",
                ),
                Field("since", "从哪天起", "date", 14, default=known.since),
                Field("until", "到哪天止", "date", 14, default=known.until),
            ],
            "保存",
            run,
        ).open()

    def shift(self, by: int) -> None:
        """Move the member stood on in the fixed order."""
        listed = self.list.keys()
        key, order = self.key(), [one for one in listed if isinstance(one, UUID)]
        if not isinstance(key, UUID):
            return
        at = order.index(key)
        to = at + by
        if 0 <= to < len(order):
            order[at], order[to] = order[to], order[at]
            which = self.chosen
            self.save(lambda work: reorder(work, which.plan, which.seat, order), "已调整次序")
            self.list.stand_on(to)

    def ask_strike(self) -> None:
        """Take the member stood on off the list; what was served stays counted."""
        key = self.key()
        if not isinstance(key, UUID):
            return

        def run(form: Form) -> None:
            with self._desk.work() as work:
                strike(work, work.session.get_one(DutyMember, key), form.text("reason"))
                commit(work)
            self.done("已移出名单，已经公布的班不变，请核对班表")

        fields = [Field("reason", "原因", width=40, wide=True, hint="如调离、不再参加值班")]
        FormDialog(self._desk, self, "移出名单", fields, "移出", run, danger=True).open()


def _named(name: str, active: bool) -> str:
    return name if active else f"{name}（已离开）"
