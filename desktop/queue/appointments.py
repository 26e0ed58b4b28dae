"""Appointments of a day (预约, REG-21): booked by phone, ticked at arrival, marked when missed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date, timedelta
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from center.errors import Expected
from center.identity import mask_phone
from center.items import active_items
from center.journal import commit
from center.queue import appointments
from center.queue.appointments import AppointmentForm
from center.queue.records import Appointment, AppointmentState, BookingChannel, Ticket
from center.queue.tickets import ticket_of
from desktop import dates, theme
from desktop.choice import Choice
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing import Column
from desktop.notice import Notice
from desktop.queue import asks
from desktop.registration.catalogue import initials
from desktop.short_list import ShortList

WIDTH, HEIGHT = 980, 560
NO_REASON = "没有"
COLUMNS = (
    Column("slot", "时段", 8, sortable=False),
    Column("name", "姓名", 12, sortable=False),
    Column("phone", "电话", 14, sortable=False),
    Column("about", "办什么", 30, sortable=False),
    Column("channel", "怎样约的", 9, sortable=False),
    Column("care", "优先", 12, sortable=False),
    Column("state", "情况", 22, sortable=False),
)


class AppointmentsDialog(QDialog):
    """The list of a day with its slots; Enter or Space on a row: the person is here."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._found: dict[Hashable, Appointment] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("预约")
        self.resize(WIDTH, HEIGHT)
        self.day = desk.today()
        self.title, self.slots = QLabel(), QLabel()
        theme.set_role(self.title, "title")
        theme.set_role(self.slots, "second")
        self.notice = Notice()
        self.list = ShortList("预约名单", COLUMNS, desk.today(), wide="about")
        self.list.opened.connect(lambda _key: self.arrive())
        self.list.selectionModel().currentRowChanged.connect(lambda *_: self._tell_row())
        self.empty = QLabel("这一天还没有预约。有人来电、来微信或当面约的，按 Ctrl+N 记下。")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.set_role(self.empty, "second")
        self.book_button = self._button("预约", self.ask_booking, "Ctrl+N", "primary")
        self.here = self._button("到了，取号", self.arrive, "Enter")
        self.missed = self._button("未到", self.miss)
        self.cancelled = self._button("取消预约", self.ask_cancel)
        self._build()
        desk.changed.connect(self._heard)
        self.show_day(self.day)

    def show_day(self, day: date) -> None:
        """Show the appointments of a day."""
        self.day = day
        self.notice.clear()
        self.refresh()

    def refresh(self) -> None:
        """Read the day again."""
        with self._desk.read() as work:
            found = appointments.appointments_of(work, self.day)
            rooms = appointments.rooms(work, self.day)
            said = appointments.day_problem(work, self.day)
            numbers = {a.ticket: ticket_of(work, a.ticket) for a in found if a.ticket is not None}
        self._found = {one.id: one for one in found}
        weekday = dates.show_weekday(self.day)
        self.title.setText(f"{weekday}　今天" if self.day == self._desk.today() else weekday)
        parts = [f"{r.slot}　已约 {r.booked} / {r.capacity}" for r in rooms]
        past = self.day < self._desk.today()
        self.slots.setText(said if said and not past else "　　".join(parts))
        self.list.show_rows([(one.id, self._row(one, numbers)) for one in found])
        self.list.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.book_button.setEnabled(not said)
        self.book_button.setToolTip(said or "预约（Ctrl+N）")
        self._tell_row()

    def _row(self, one: Appointment, numbers: dict[UUID, Ticket]) -> tuple[object, ...]:
        ticket = numbers.get(one.ticket) if one.ticket is not None else None
        state = one.state.value
        if ticket is not None:
            state = f"{state} {ticket.number} {ticket.state.value}"
        elif self._is_over(one):
            state = "时段已过，没有来"
        about = one.item_name or self._line(one.line)
        if one.note:
            about = f"{about}（{one.note}）"
        phone = mask_phone(one.phone)
        return (one.slot, one.name, phone, about, one.channel.value, one.care, state)

    def _line(self, letters: str) -> str:
        found = {choice.value: choice.title for choice in asks.line_choices(self._desk)}
        return found.get(letters, letters)

    def _is_over(self, one: Appointment) -> bool:
        over = appointments.is_over(self._desk.settings, one, self._desk.now())
        return one.state is AppointmentState.BOOKED and over

    def chosen(self) -> Appointment | None:
        """The appointment the clerk stands on."""
        key = self.list.current_key()
        return self._found.get(key) if key is not None else None

    # What the clerk does

    def arrive(self) -> None:
        """The person is here: a number is taken."""

        def run(one: Appointment) -> None:
            with self._desk.work() as work:
                kept = work.session.get_one(Appointment, one.id)
                ticket = appointments.arrive(work, kept)
                commit(work)
            first = f"，{ticket.reason}先叫" if ticket.reason else "，不在预约时段，按普通号叫"
            self.notice.say(f"{one.name} 到了，号码 {ticket.number}{first}", seconds=20)
            if self._desk.settings.text("queue_slip") != "none":
                asks.show_slip(self._desk, self, ticket.id)

        self._on_chosen(run)

    def miss(self) -> None:
        """Nobody came."""

        def run(one: Appointment) -> None:
            with self._desk.work() as work:
                appointments.miss(work, work.session.get_one(Appointment, one.id))
                commit(work)

        self._on_chosen(run)

    def ask_cancel(self) -> None:
        """Ask why an appointment is called off."""
        one = self.chosen()
        if one is None:
            return

        def run(form: Form) -> None:
            with self._desk.work() as work:
                kept = work.session.get_one(Appointment, one.id)
                appointments.cancel(work, kept, form.text("reason"))
                commit(work)

        field = Field("reason", "谁取消的、为什么", width=40, required=True, wide=True)
        FormDialog(
            self._desk,
            self,
            f"取消预约：{one.name} {one.slot}",
            [field],
            "取消预约",
            run,
            danger=True,
        ).open()

    def ask_booking(self) -> None:
        """Ask for what an appointment needs."""
        if not self.book_button.isEnabled():
            return

        def run(form: Form) -> None:
            care = form.text("care")
            made = AppointmentForm(
                form.text("name"),
                form.text("phone"),
                form.date("day"),
                form.text("slot"),
                form.text("line"),
                item_code=form.text("item_code"),
                channel=BookingChannel(form.text("channel")),
                care="" if care == NO_REASON else care,
                note=form.text("note"),
            )
            with self._desk.work() as work:
                found = appointments.book(work, made)
                commit(work)
            self.show_day(found.day)
            self.notice.say(f"已约：{found.name} {show_date(found.day)} {found.slot}")

        FormDialog(
            self._desk, self, "预约", self._fields(), "预约", run, draft="appointment"
        ).open()

    def _fields(self) -> list[Field]:
        with self._desk.read() as work:
            items = [Choice(i.code, i.name, initials(i.name)) for i in active_items(work)]
            rooms = appointments.rooms(work, self.day)
        slots = [Choice(r.slot.title, f"{r.slot} 还有 {r.free}") for r in rooms]
        free = next((room.slot.title for room in rooms if room.free), None)
        lines = asks.line_choices(self._desk)
        cares = [Choice(NO_REASON, NO_REASON), *asks.reason_choices(self._desk)[1:]]
        channels = [Choice(one.value, one.value) for one in BookingChannel]
        phone = BookingChannel.PHONE.value
        return [
            Field("name", "姓名", width=20, required=True, limit=100),
            Field("phone", "电话", width=20, required=True, limit=40),
            Field("day", "日期", "date", required=True, default=self.day, check=self._day_problem),
            Field("slot", "时段", "buttons", choices=slots, required=True, default=free, wide=True),
            Field("line", "业务", "buttons", choices=lines, default=lines[0].value, wide=True),
            Field("item_code", "事项（可不填）", "pick", choices=items, width=40, wide=True),
            Field("channel", "怎样约的", "buttons", choices=channels, default=phone, wide=True),
            Field("care", "优先情形", "choice", choices=cares, default=NO_REASON),
            Field("note", "备注", width=40),
        ]

    def _day_problem(self, day: object) -> str | None:
        with self._desk.read() as work:
            return appointments.day_problem(work, day if isinstance(day, date) else None) or None

    def _on_chosen(self, run: Callable[[Appointment], None]) -> None:
        one = self.chosen()
        if one is None:
            return
        self.notice.clear()
        try:
            run(one)
        except Expected as error:
            self.notice.error(error)

    # What is shown

    def _tell_row(self) -> None:
        one = self.chosen()
        waits = one is not None and one.state is AppointmentState.BOOKED
        today = self.day == self._desk.today()
        self.here.setEnabled(waits and today)
        self.here.setToolTip("" if today else "当天才能取号")
        self.missed.setEnabled(one is not None and self._is_over(one))
        self.missed.setToolTip("时段结束后才能标记")
        self.cancelled.setEnabled(waits)

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & asks.CHANGED:
            self.refresh()

    def _button(
        self, words: str, run: Callable[[], object], keys: str = "", role: str = ""
    ) -> QPushButton:
        button = QPushButton(f"{words} {keys}" if keys else words)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: run())
        if role:
            theme.set_role(button, role)
        if keys.startswith("Ctrl"):
            QShortcut(QKeySequence(keys), self).activated.connect(run)
        return button

    def _step(self, words: str, run: Callable[[], object], keys: str) -> QToolButton:
        button = QToolButton()
        button.setText(words)
        button.setToolTip(keys)
        button.clicked.connect(lambda _=False: run())
        QShortcut(QKeySequence(keys), self).activated.connect(run)
        return button

    def _go(self, days: int) -> None:
        self.show_day(self.day + timedelta(days=days))

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SMALL)
        head.addWidget(self._step("前一天", lambda: self._go(-1), "Alt+Left"))
        head.addWidget(self._step("今天", lambda: self.show_day(self._desk.today()), "Alt+Home"))
        head.addWidget(self._step("后一天", lambda: self._go(1), "Alt+Right"))
        head.addSpacing(theme.MEDIUM)
        head.addWidget(self.title)
        head.addStretch()
        head.addWidget(self.book_button)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SMALL)
        for button in (self.here, self.missed, self.cancelled):
            foot.addWidget(button)
        foot.addStretch()
        close = QPushButton("关闭")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.LARGE, theme.WIDE, theme.LARGE)
        layout.setSpacing(theme.MEDIUM)
        layout.addLayout(head)
        layout.addWidget(self.slots)
        layout.addWidget(self.notice)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.empty, 1)
        layout.addLayout(foot)
        self.list.setFocus()
