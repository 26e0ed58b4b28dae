"""意见簿和意见箱: the daily tick; from a suggestion to improvement and answer (SAT-06)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from center import opinions
from center.complaints.records import Complaint
from center.opinions import Opinion, OpinionCheck, OpinionForm, OpinionKind, OpinionState, Place
from center.rights import Right
from center.staff import staff
from center.storage import Work
from desktop import parts, theme
from desktop.cases.ask import choices, lines
from desktop.dates import show_date, show_weekday
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog, ask_work
from desktop.listing.source import Column
from desktop.settings.frame import Frame
from desktop.short_list import ShortList

TO_COMPLAINT = "转为投诉"
DAYS = 5
"""Working days in sight above the opinions."""
_WORDS = "意见簿、意见箱每个工作日查看一次并登记。群众的建议要落到改进，再答复本人或公示。"
_CHECKS = (
    Column("day", "日期", 22, sortable=False),
    Column(Place.BOOK.name, Place.BOOK.value, 34, sortable=False),
    Column(Place.BOX.name, Place.BOX.value, 34, sortable=False),
)
_OPINIONS = (
    Column("left_on", "日期", 10, sortable=False),
    Column("place", "来源", 12, sortable=False),
    Column("opinion_kind", "类别", 8, sortable=False),
    Column("text", "内容", 30, sortable=False),
    Column("state", "进展", 10, sortable=False),
    Column("action", "改进措施", 24, sortable=False),
    Column("answer", "答复", 24, sortable=False),
)


class OpinionsPage(Frame):
    """The last days' ticks, and the opinions that wait, or all of the year."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("意见簿和意见箱", _WORDS)
        self._desk = desk
        today = desk.today()
        self._found: Sequence[Opinion] = ()
        may = desk.may(Right.CHECK_OPINIONS)
        reason = "" if may else f"当前账号没有“{Right.CHECK_OPINIONS.value}”的权限"
        self.add = self.add_action("登记意见", self.ask_add, reason=reason)
        self.add.setText("登记意见  Ctrl+N")
        if may:
            QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.add.click)
        self.ticks: dict[Place, QPushButton] = {}
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        for place in Place:
            button = QPushButton(f"登记查看{place.value}…")
            button.setAutoDefault(False)
            button.setEnabled(may)
            button.setToolTip(reason)
            button.clicked.connect(lambda _=False, p=place: self.ask_tick(p))
            self.ticks[place] = button
            bar.addWidget(button)
        bar.addStretch()
        self.missing = parts.words("", "warning")
        self.checks = ShortList("查看登记", _CHECKS, today, wide=Place.BOX.name, fit=True)
        self.list = ShortList("意见", _OPINIONS, today, wide="text")
        self.list.opened.connect(lambda _key: self._go_on())
        self.none = parts.words("", "second")
        self.quick = [QPushButton("待处理"), QPushButton("今年全部")]
        self.steps: dict[str, QPushButton] = {}
        below = QHBoxLayout()
        below.setSpacing(theme.SMALL)
        for number, button in enumerate(self.quick):
            button.setCheckable(True)
            theme.set_role(button, "quick")
            button.clicked.connect(lambda _=False, n=number: self.show_all(n == 1))
            below.addWidget(button)
        below.addStretch()
        for title, run in (
            (f"{TO_COMPLAINT}…", self.ask_complaint),
            ("登记改进…", self.ask_improve),
            ("答复…", self.ask_answer),
        ):
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, r=run: r())
            self.steps[title.rstrip("…")] = button
            below.addWidget(button)
        self.body.addLayout(bar)
        self.body.addWidget(self.missing)
        self.body.addWidget(self.checks)
        self.body.addLayout(below)
        self.body.addWidget(self.none)
        self.body.addWidget(self.list, 1)
        self.body.addStretch()
        self._all = False
        self.list.selectionModel().currentChanged.connect(lambda *_: self._follow())
        self.setFocusProxy(self.list)
        desk.changed.connect(self._heard)
        self.refresh()

    def refresh(self) -> None:
        """Read ticks and opinions again."""
        today = self._desk.today()
        days = _workdays(self._desk, today)
        with self._desk.read() as work:
            seen = opinions.checks(work, days[-1], today)
            owed = opinions.unchecked(work, today.replace(day=1), today)
            first = date(today.year, 1, 1) if self._all else date(2000, 1, 1)
            self._found = opinions.opinions(work, first, today, open_only=not self._all)
            numbers = opinions.numbers(work, self._found)
        self.checks.show_rows(
            [
                (day, (show_weekday(day), *(_tick_words(seen.get((day, p))) for p in Place)))
                for day in days
            ]
        )
        for place, button in self.ticks.items():
            theme.set_role(button, "primary" if (today, place) in owed else "")
        self.missing.setText(_owed_words(owed, today))
        self.missing.setVisible(bool(owed))
        for number, button in enumerate(self.quick):
            button.setChecked(self._all == bool(number))
        self.list.show_rows([(one.id, _cells(one, numbers)) for one in self._found])
        self.list.setVisible(bool(self._found))
        nothing = "今年还没有登记意见。" if self._all else "没有待处理的意见。"
        self.none.setText(nothing)
        self.none.setVisible(not self._found)
        self._follow()

    def show_all(self, every: bool) -> None:
        """Show all opinions of the year, or those that still wait for an answer."""
        self._all = every
        self.refresh()

    # What is asked

    def ask_tick(self, place: Place) -> FormDialog:
        """Tick that book or box was looked at, today or another day (CPL-17)."""
        return self._ask(
            f"登记查看{place.value}",
            [
                Field("found", "新增几条", "number", 8, True, default=0, hint="没有新增的填 0"),
                Field("on", "查看日期", "date", 14, True, default=self._desk.today()),
            ],
            lambda work, form: opinions.tick(work, place, _number(form, "found"), form.date("on")),
            "有新增意见的，登记查看后用“登记意见”逐条录入。",
        )

    def ask_add(self) -> FormDialog:
        """Register what somebody left."""

        made: list[Opinion] = []

        def run(work: Work, form: Form) -> None:
            added = opinions.add(
                work,
                OpinionForm(
                    Place(form.text("place")),
                    form.date("left_on") or self._desk.today(),
                    form.text("text"),
                    OpinionKind(form.text("opinion_kind")),
                    form.text("page"),
                    form.text("name"),
                    form.text("phone"),
                ),
            )
            made[:] = [added]

        def go_on() -> None:
            if made[0].opinion_kind is OpinionKind.COMPLAINT and self._desk.may(Right.REGISTER):
                self.ask_complaint(made[0])

        book = Place.BOOK.value
        return self._ask(
            "登记意见",
            [
                Field("place", "来源", "buttons", 0, True, choices(list(Place)), default=book),
                Field("opinion_kind", "类别", "buttons", 0, True, choices(list(OpinionKind))),
                lines("text", "意见内容", required=True),
                Field("left_on", "留言日期", "date", 14, True, default=self._desk.today()),
                Field("page", "页码", width=8),
                Field("name", "留名", width=16),
                Field("phone", "电话", width=16),
            ],
            run,
            "类别选“投诉”的，保存后接着登记投诉，按投诉的时限办理，不用重填。",
            go_on,
        )

    def ask_complaint(self, opinion: Opinion | None = None) -> FormDialog | None:
        """Register the complaint an opinion is, without typing it again; both are linked."""
        current = opinion or self._current()
        if current is None:
            self.notice.say("请先在列表里选中一条意见。")
            return None
        from desktop.complaints.entering import ask_register

        ident = current.id

        def link(work: Work, complaint: Complaint) -> None:
            opinions.became(work, work.session.get_one(Opinion, ident), complaint)

        def done(complaint: UUID) -> None:
            self.refresh()
            self._desk.open_matter.emit(Complaint.kind, complaint)

        start = opinions.complaint_of(current)
        return ask_register(self._desk, self, done, start, also=link)

    def ask_improve(self) -> FormDialog | None:
        """Write down what was put right because of it (立行立改)."""
        with self._desk.read() as work:
            people = choices([one.name for one in staff(work)])
        return self._ask_about(
            "登记改进",
            [
                Field("responsible", "责任人", "suggest", 16, True, people),
                lines("action", "改进措施", required=True),
            ],
            lambda work, one, form: opinions.improve(
                work, one, form.text("responsible"), form.text("action")
            ),
        )

    def ask_answer(self) -> FormDialog | None:
        """Write down the answer given."""
        return self._ask_about(
            "答复",
            [lines("answer", "答复内容", required=True, hint="没有留名的，写明在哪里公示")],
            lambda work, one, form: opinions.answer(work, one, form.text("answer")),
        )

    def _go_on(self) -> None:
        """Enter in the list takes the next step: improve, then answer."""
        current = self._current()
        if current is None or not self._desk.may(Right.CHECK_OPINIONS):
            return
        complains = current.opinion_kind is OpinionKind.COMPLAINT
        if complains and self.steps[TO_COMPLAINT].isEnabled():
            self.ask_complaint()
        elif current.state is OpinionState.OPEN:
            self.ask_improve()
        elif current.state is OpinionState.IMPROVED:
            self.ask_answer()

    def _ask_about(
        self, title: str, fields: Sequence[Field], run: Callable[[Work, Opinion, Form], object]
    ) -> FormDialog | None:
        current = self._current()
        if current is None:
            self.notice.say("请先在列表里选中一条意见。")
            return None
        ident: UUID = current.id

        def take(work: Work, form: Form) -> None:
            run(work, work.session.get_one(Opinion, ident), form)

        return self._ask(title, fields, take, current.text)

    def _ask(
        self,
        title: str,
        fields: Sequence[Field],
        run: Callable[[Work, Form], object],
        intro: str = "",
        then: Callable[[], object] = lambda: None,
    ) -> FormDialog:
        def saved() -> None:
            self.refresh()
            self.notice.say(f"已保存：{title}")
            then()

        return ask_work(self._desk, self, title, fields, run, saved, intro=intro)

    def _current(self) -> Opinion | None:
        key = self.list.current_key()
        return next((one for one in self._found if one.id == key), None)

    def _follow(self) -> None:
        current, may = self._current(), self._desk.may(Right.CHECK_OPINIONS)
        waits = current is not None and current.state not in opinions.ENDED
        for title, button in self.steps.items():
            allowed = may and (title != TO_COMPLAINT or self._desk.may(Right.REGISTER))
            button.setEnabled(allowed and waits)
            button.setVisible(bool(self._found))
        complains = current is not None and current.opinion_kind is OpinionKind.COMPLAINT
        theme.set_role(self.steps[TO_COMPLAINT], "primary" if waits and complains else "")

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & {"opinion", "opinion_check", "calendar_day"} and self.isVisible():
            self.refresh()


def _number(form: Form, name: str) -> int:
    found = form.number(name)
    return -1 if found is None else found


def _workdays(desk: Desk, today: date) -> list[date]:
    """The last working days, the newest first."""
    found: list[date] = []
    day = today
    while len(found) < DAYS:
        if desk.calendar.is_workday(day):
            found.append(day)
        day -= timedelta(days=1)
    return found


def _tick_words(check: OpinionCheck | None) -> str:
    if check is None:
        return "— 没有登记"
    found = f"新增 {check.found} 条" if check.found else "没有新增"
    return f"√ {check.checker}　{found}"


def _owed_words(owed: Sequence[tuple[date, Place]], today: date) -> str:
    days = sorted({day for day, _ in owed if day != today})
    said = []
    if now := [place.value for day, place in owed if day == today]:
        said.append(f"今天还没有登记查看{'、'.join(now)}")
    if days:
        first = "、".join(show_date(day, today) for day in days[:4])
        more = f"等 {len(days)} 天" if len(days) > 4 else ""
        said.append(f"本月{first}{more}没有登记全")
    return "；".join(said) + "。"


def _cells(one: Opinion, numbers: Mapping[UUID, str]) -> tuple[object, ...]:
    page = f"第 {one.page} 页" if one.page else ""
    answer = f"见投诉 {numbers.get(one.complaint, '')}" if one.complaint else one.answer
    return (
        one.left_on,
        f"{one.place.value}{page}",
        one.opinion_kind.value,
        one.text,
        one.state.value,
        f"{one.responsible}：{one.action}" if one.action else "",
        answer,
    )
