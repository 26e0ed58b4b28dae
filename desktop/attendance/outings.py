"""外出下村: the log of outings, returns to the home unit with their four steps (LEAVE-18, 19)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from center.attendance.absence import authorised
from center.attendance.outings import OutingForm, come_back, outings, save_outing
from center.attendance.records import Outing, OutingKind
from center.records import CHINA
from center.rights import Actor, Right
from center.roster.records import CHIEF, IN_CHARGE
from center.staff import Staff, everything, staff, villages
from center.storage import Store, Work
from desktop.attachments.photos import Photos, keep_given
from desktop.attachments.section import AttachmentsPage
from desktop.attendance import asking
from desktop.attendance.printing import ask_table
from desktop.attendance.today import KINDS
from desktop.cases.ask import choices
from desktop.dates import show_moment
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.following import Following
from desktop.form_dialog import FormDialog
from desktop.listing import Column
from desktop.notice import Notice
from desktop.settings.frame import Frame
from desktop.short_list import ShortList

_COLUMNS = (
    Column("staff", "姓名", 9, sortable=False),
    Column("kind", "外出种类", 9, sortable=False),
    Column("from", "从", 13, sortable=False),
    Column("to", "到", 13, sortable=False),
    Column("where", "去哪里", 12, sortable=False),
    Column("matter", "事由", 16, sortable=False),
    Column("companions", "同行人", 11, sortable=False),
    Column("cover", "代理人", 8, sortable=False),
    Column("approver", "批准人", 9, sortable=False),
    Column("state", "手续、返回", 13, sortable=False),
)
_TICKS = (
    ("told", "已当面说明去向"),
    ("substitute_fixed", "代理人已落实"),
    ("agreed", "分管领导已同意"),
    ("informed", "已告知原单位"),
)
_WORDS = "外出、下村、培训会议期间不用打卡。回原单位的四项都办齐才算公出。按 Enter 改选中的一条。"


class OutingsPage(Frame):
    """The outings of a span of days, latest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("外出下村", _WORDS)
        self._desk = desk
        today = desk.today()
        no = "" if desk.may(Right.KEEP_ATTENDANCE) else asking.NO_RIGHT
        self.new = self.add_action(
            "外出登记", self.ask_new, shortcut="Ctrl+N", role="primary", reason=no
        )
        self.change = self.add_action("修改…", self.ask_change, reason=no)
        self.back = self.add_action("登记返回…", self.ask_back, shortcut="Alt+B", reason=no)
        see = "" if desk.may(Right.SEE) else f"当前账号没有“{Right.SEE.value}”的权限"
        self.photos = self.add_action("照片…", self.show_photos, shortcut="Alt+P", reason=see)
        no = "" if desk.may(Right.EXPORT) else f"当前账号没有“{Right.EXPORT.value}”的权限"
        self.export = self.add_action("导出登记表…", self.ask_export, reason=no)
        self.span = Form(
            [
                Field("first", "从", "date", 14, default=today - timedelta(days=30)),
                Field("last", "到", "date", 14, default=today + timedelta(days=30)),
            ],
            today,
        )
        self.list = ShortList("外出登记", _COLUMNS, today, wide="matter")
        self.list.opened.connect(lambda _key: self.change.click())
        self.body.addWidget(self.span, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.span.changed.connect(lambda _draft: self.refresh())
        Following(self, desk.changed, KINDS, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the outings of the span again."""
        first, last = self.span.date("first"), self.span.date("last")
        if first is None or last is None or first > last:
            return
        with self._desk.read() as work:
            names = {one.id: one.name for one in everything(work, Staff)}
            found = outings(work, first, last)
        today = self._desk.today()
        self.list.show_rows(
            [(one.id, _values(one, names.get(one.staff, ""), today)) for one in found]
        )

    def ask_new(self) -> None:
        """外出登记."""
        ask_outing(self._desk, self, self.notice, None, self._saved)

    def ask_change(self) -> None:
        """Correct the outing stood on."""
        key = self.list.current_key()
        if not isinstance(key, UUID):
            self.notice.say("请先选中一条外出登记")
            return
        with self._desk.read() as work:
            outing = work.session.get_one(Outing, key)
        ask_outing(self._desk, self, self.notice, outing, self._saved)

    def ask_back(self) -> None:
        """登记返回: who came back early has to punch again from then on."""
        key = self.list.current_key()
        if not isinstance(key, UUID):
            self.notice.say("请先选中一条外出登记")
            return
        now = _local(self._desk.now())

        def take(work: Work, form: Form) -> None:
            at = asking.moment(form, "day", "time")
            assert at is not None
            come_back(work, work.session.get_one(Outing, key), at)

        fields = [
            Field("day", "哪天回来", "date", 14, required=True, default=now.date()),
            Field("time", "几点", "time", 8, required=True, default=now.time()),
        ]
        asking.ask(
            self._desk,
            self,
            "登记返回",
            fields,
            "登记",
            take,
            self._saved,
            intro="提前回来的，从回来起照常打卡。",
            names={"returned_at": "time", "month": "day"},
        )

    def show_photos(self) -> None:
        """The photos of the outing stood on (LEAVE-18): dropped, pasted or chosen."""
        key = self.list.current_key()
        if not isinstance(key, UUID):
            self.notice.say("请先选中一条外出登记")
            return
        dialog = QDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("外出照片")
        dialog.resize(760, 520)
        page = AttachmentsPage(
            self._desk,
            key,
            lambda work: work.session.get_one(Outing, key),
            {},
            right=Right.KEEP_ATTENDANCE,
        )
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)
        dialog.open()

    def ask_export(self) -> None:
        """导出 the outings of the span in sight."""
        first, last = self.span.date("first"), self.span.date("last")
        if first is None or last is None:
            return

        def write(store: Store, actor: Actor, path: Path) -> int:
            from reports.attendance_lists import export_outing_log

            return export_outing_log(store, actor, first, last, path)

        ask_table(self._desk, self, self.notice, "外出登记表", write)

    def _saved(self) -> None:
        self.refresh()
        self.notice.say("已保存")


def ask_outing(
    desk: Desk,
    parent: QWidget,
    told: Notice,
    outing: Outing | None,
    done: Callable[[], object],
) -> FormDialog:
    """Enter an outing with its photos (LEAVE-18), or correct one."""
    photos = Photos(desk, "照片")
    saved: list[UUID] = []
    with desk.read() as work:
        among = asking.people(work)
        halls = [village.name for village in villages(work)]
        leaders = [one.name for one in staff(work) if one.leader_rank in (CHIEF, IN_CHARGE)]

    def take(work: Work, form: Form) -> None:
        asked = _asked(form)
        assert asked is not None
        kept = None if outing is None else work.session.get_one(Outing, outing.id)
        saved.append(save_outing(work, asked, kept).id)

    def about(work: Work) -> Outing:
        return work.session.get_one(Outing, saved[-1])

    def after() -> None:
        done()
        if photos.given:
            keep_given(desk, parent, told, about, photos.given)

    dialog = asking.ask(
        desk,
        parent,
        "外出登记" if outing is None else "修改外出登记",
        _fields(desk.today(), among, halls, leaders),
        "登记" if outing is None else "保存",
        take,
        after,
        names={"starts_at": "from_time", "ends_at": "to_time"},
        draft="outing:new" if outing is None else "",
    )

    def follow() -> None:
        kind = dialog.form.text("kind")
        dialog.form.set_visible("village", kind == OutingKind.VILLAGE.value)
        dialog.form.set_visible("place", kind != OutingKind.VILLAGE.value)
        for name, _ in _TICKS:
            dialog.form.set_visible(name, kind == OutingKind.HOME_UNIT.value)
        dialog.fit()

    if outing is not None:
        dialog.form.set_values(_shown(outing))
    dialog.form.changed.connect(lambda _draft: follow())
    dialog.add_below(photos)
    follow()
    return dialog


def _fields(
    today: date, among: Sequence[Choice], halls: Sequence[str], leaders: Sequence[str]
) -> list[Field]:
    kinds = choices([one.value for one in OutingKind])
    return [
        asking.person("staff", "谁外出", among),
        Field(
            "kind",
            "外出种类",
            "buttons",
            required=True,
            choices=kinds,
            default=OutingKind.VILLAGE.value,
        ),
        Field("from_day", "从", "date", 14, required=True, default=today),
        Field("from_time", "几点", "time", 8, required=True, default=time(8)),
        Field("to_day", "到", "date", 14, required=True, default=today),
        Field("to_time", "几点", "time", 8, required=True, default=time(18)),
        Field("village", "去哪个村", "suggest", 20, choices=choices(halls)),
        Field("place", "去哪里", width=28),
        Field("companions", "同行人", width=28),
        Field("matter", "事由", width=0, wide=True, required=True),
        Field("phone", "联系电话", width=18, required=True),
        Field("approver", "批准人", "suggest", 16, required=True, choices=choices(leaders)),
        asking.person("substitute", "工作代理人", among, required=False),
        *(Field(name, label, "tick") for name, label in _TICKS),
    ]


def _asked(form: Form) -> OutingForm | None:
    person = asking.who(form)
    start = asking.moment(form, "from_day", "from_time")
    end = asking.moment(form, "to_day", "to_time")
    if person is None or start is None or end is None:
        return None
    return OutingForm(
        staff=person,
        outing_kind=OutingKind(form.text("kind")),
        starts_at=start,
        ends_at=end,
        matter=form.text("matter"),
        phone=form.text("phone"),
        approver=form.text("approver"),
        place=form.text("place"),
        village=form.text("village"),
        companions=form.text("companions"),
        substitute=asking.who(form, "substitute"),
        told=form.ticked("told"),
        substitute_fixed=form.ticked("substitute_fixed"),
        agreed=form.ticked("agreed"),
        informed=form.ticked("informed"),
    )


def _shown(outing: Outing) -> dict[str, object]:
    start, end = _local(outing.starts_at), _local(outing.ends_at)
    return {
        "staff": outing.staff.hex,
        "kind": outing.outing_kind.value,
        "from_day": start.date(),
        "from_time": start.time(),
        "to_day": end.date(),
        "to_time": end.time(),
        "village": outing.village,
        "place": outing.place,
        "companions": outing.companions,
        "matter": outing.matter,
        "phone": outing.phone,
        "approver": outing.approver,
        "substitute": outing.substitute.hex if outing.substitute else None,
        "told": outing.told,
        "substitute_fixed": outing.substitute_fixed,
        "agreed": outing.agreed,
        "informed": outing.informed,
    }


def _local(at: datetime) -> datetime:
    return at.astimezone(CHINA)


def _values(one: Outing, name: str, today: date) -> tuple[object, ...]:
    state = "" if authorised(one) else "手续不全"
    if not state and one.returned_at is not None:
        state = f"{show_moment(one.returned_at, today)}返回"
    return (
        name,
        one.outing_kind.value,
        show_moment(one.starts_at, today),
        show_moment(one.ends_at, today),
        one.village or one.place,
        one.matter,
        one.companions,
        one.substitute_name,
        one.approver,
        state,
    )
