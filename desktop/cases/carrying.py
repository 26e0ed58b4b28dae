"""The 代办 tab of a case: who carries it, hand-overs, the contact log and its age (CASE-10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from center.cases import agency, helped
from center.cases.file import CaseFile, open_file
from center.cases.helping import Agency, Level, Stage
from center.cases.records import Case, Happened
from center.identity import mask_phone
from center.items import CaseKind
from center.journal import commit
from center.lights import day_of
from center.people import PersonKind
from center.records import local_date
from center.registration import Relation
from center.rights import Right
from center.staff import staff, villages
from center.storage import Work
from desktop import theme
from desktop.cases.ask import choices, lines
from desktop.cases.parts import facts_card, hint_text, new_page, short_table, warning_text
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog

NOBODY = "群众自己不便跑的，登记由谁代办：交接、联系都记在这里，太久没有联系会在“今日”提醒。"
Do = Callable[[Work, Case, Form], object]


class CarryingPage(QWidget):
    """Agent, hand-overs, contacts; what this agent and this village have this year."""

    def __init__(self, desk: Desk, file: CaseFile) -> None:
        super().__init__()
        self._desk, self._file = desk, file
        page, layout = new_page()
        own = QHBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(page)
        found, today = file.helping.agency, desk.today()
        self.buttons: dict[str, QPushButton] = {}
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        for title, run in (
            ("换代办员…" if found else "登记代办员…", self.ask_entrust),
            ("记联系…", self.ask_contact),
            ("记交接…", self.ask_hand_over),
        ):
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, r=run: r())
            self.buttons[title.rstrip("…")] = button
            bar.addWidget(button)
        bar.addStretch()
        layout.addLayout(bar)
        self._allow(found)
        if found is None:
            carried = file.case.case_kind is CaseKind.CARRIED
            said = "这是代办件，还没有登记代办员。" if carried else ""
            label = hint_text(said + NOBODY)
            label.setWordWrap(True)
            layout.addWidget(label)
            layout.addStretch()
            return
        last = agency.last_contact(file)
        with desk.read() as work:
            day = day_of(work)
            edge = helped.edge_of(work, day)
            year = date(today.year, 1, 1)
            by_agent = agency.totals(work, year, today, edge)
            by_village = agency.totals(work, year, today, edge, by_village=True)
            invited = agency.totals(work, year, today, edge, enterprise=True)
        if file.case.finished_at is None and (last or found.entrusted_on) < edge:
            layout.addWidget(
                warning_text(f"{agency.contact_words(last, found.entrusted_on, today)}，请联系。")
            )
        layout.addWidget(facts_card("代办", _facts(found, last, today)))
        layout.addWidget(_heading("联系记录"))
        layout.addWidget(_contacts(file, today))
        layout.addWidget(_heading("交接"))
        layout.addWidget(_handovers(file, today))
        layout.addWidget(_heading(f"{today.year}年代办统计"))
        chosen = [one for one in by_agent if one.name == found.agent]
        chosen += [one for one in by_village if one.name == file.case.village]
        chosen += invited
        rows = [(t.name, str(t.all), str(t.open), str(t.finished), str(t.stale)) for t in chosen]
        titles = ("代办员、村、企业", "件数", "在办", "办结", "久未联系")
        layout.addWidget(short_table("代办统计", titles, rows, (20, 8, 8, 8, 0)))
        layout.addStretch()

    def _allow(self, found: Agency | None) -> None:
        case = self._file.case
        may = self._desk.may(Right.HANDLE_CASES)
        reason = "" if may else "当前账号没有办理办件的权限"
        if case.voided_at is not None:
            reason = "这件已作废"
        elif case.collected_at is not None:
            reason = "这件的结果已经领取，代办记录不能再改"
        for title, button in self.buttons.items():
            button.setVisible(found is not None or title == "登记代办员")
            button.setEnabled(not reason)
            button.setToolTip(reason)

    # Asking

    def ask_entrust(self) -> None:
        """Ask who carries the case."""
        case, before = self._file.case, self._file.helping.agency
        with self._desk.read() as work:
            people = {one.name: one for one in staff(work)}
            places = [village.name for village in villages(work)]
            unit = self._desk.settings.text("unit_name")
        village = case.relation is Relation.AGENT
        originals = [m.name for m in self._file.materials if m.received_on and m.form == "原件"]
        fields = [
            Field(
                "agent",
                "代办员",
                "suggest",
                16,
                required=True,
                choices=choices(list(people)),
                default=case.visitor_name if village and before is None else "",
            ),
            Field(
                "level",
                "哪一级",
                "buttons",
                required=True,
                choices=choices([one.value for one in Level]),
                default=(Level.VILLAGE if village else Level.TOWN).value,
            ),
            Field(
                "unit",
                "所在村或单位",
                "suggest",
                28,
                choices=choices([*places, unit]),
                default=case.village if village else unit,
            ),
            Field("phone", "代办员电话", width=16),
            Field("on", "委托日期", "date", 12, required=True, default=self._desk.today()),
            Field(
                "scope",
                "代办权限",
                "lines",
                required=True,
                wide=True,
                lines=2,
                default=agency.POWERS,
            ),
            Field(
                "originals",
                "移交的原件",
                "lines",
                wide=True,
                lines=2,
                default="、".join(originals),
                hint="交给代办员的原件，办完退还",
            ),
        ]
        if case.person_kind is not PersonKind.NATURAL:
            held = before is not None and before.enterprise
            hint = "招商引资企业全程代办，另行统计"
            fields.append(Field("enterprise", "招商引资企业", "tick", hint=hint, default=held))
        if before is not None:
            fields.append(lines("reason", "换人的原因", required=True))

        def take(work: Work, case: Case, form: Form) -> None:
            level, named = form.text("level"), people.get(form.text("agent"))
            agency.entrust(
                work,
                case,
                agency.Entrusting(
                    form.text("agent"),
                    Level(level) if level else None,
                    form.text("unit"),
                    form.text("phone"),
                    named.id if named is not None else None,
                    form.text("scope"),
                    form.text("originals"),
                    form.date("on"),
                    "enterprise" in form.values() and form.ticked("enterprise"),
                ),
                form.text("reason") if before is not None else "",
            )

        title = "换代办员" if before is not None else "登记代办员"
        self._ask(title, fields, "保存", take, "登记后可以出具委托代办书和代办交接单。")

    def ask_contact(self) -> None:
        """Ask for one line of the contact log."""
        case = self._file.case
        known = [case.name, self._agent().agent, case.superior or self._file.item.decider]
        fields = [
            Field(
                "whom",
                "联系了谁",
                "suggest",
                28,
                required=True,
                choices=choices([name for name in dict.fromkeys(known) if name]),
                default=case.name,
            ),
            Field("way", "方式", "buttons", required=True, choices=choices(agency.WAYS)),
            lines("content", "内容和结果", required=True),
            Field("on", "联系日期", "date", 12, required=True, default=self._desk.today()),
        ]

        def take(work: Work, case: Case, form: Form) -> None:
            agency.contact(
                work,
                case,
                form.text("whom"),
                form.text("way"),
                form.text("content"),
                form.date("on"),
            )

        self._ask("记联系", fields, "保存", take)

    def ask_hand_over(self) -> None:
        """Ask for one hand-over; the next leg that was not walked is proposed."""
        way = agency.stages_of(self._file)
        done = {handover.stage for handover in self._file.helping.handovers}
        following = next((stage for stage in way if stage not in done), way[-1])
        fields = [
            Field(
                "stage",
                "环节",
                "buttons",
                required=True,
                wide=True,
                choices=choices([stage.value for stage in way]),
                default=following.value,
            ),
            Field("giver", "移交人", width=20, required=True),
            Field("taker", "接收人", width=20, required=True),
            Field("on", "交接日期", "date", 12, required=True, default=self._desk.today()),
            lines("what", "交接的材料", hint="点清份数，写明原件"),
        ]

        def take(work: Work, case: Case, form: Form) -> None:
            stage = form.text("stage")
            agency.hand_over(
                work,
                case,
                Stage(stage) if stage else None,
                form.text("giver"),
                form.text("taker"),
                form.text("what"),
                form.date("on"),
            )

        self._ask("记交接", fields, "保存", take)

    def _agent(self) -> Agency:
        found = self._file.helping.agency
        if found is None:
            raise LookupError("nobody carries this case")
        return found

    def _ask(self, title: str, fields: list[Field], verb: str, take: Do, intro: str = "") -> None:
        desk, case_id = self._desk, self._file.case.id

        def run(form: Form) -> None:
            with desk.work() as work:
                take(work, open_file(work, case_id).case, form)
                commit(work)

        FormDialog(desk, self.window(), title, fields, verb, run, intro=intro).open()


def _facts(found: Agency, last: date | None, today: date) -> list[tuple[str, str]]:
    facts = [
        ("代办员", f"{found.agent}（{found.level.value}）"),
        ("所在单位", found.unit),
        ("电话", mask_phone(found.phone)),
        ("委托日期", show_date(found.entrusted_on, today)),
        ("全程代办", agency.INVITED if found.enterprise else ""),
        ("最近联系", agency.contact_words(last, found.entrusted_on, today)),
        ("移交的原件", found.originals),
        ("代办权限", found.scope),
    ]
    return [(label, value) for label, value in facts if value]


def _contacts(file: CaseFile, today: date) -> QWidget:
    rows = [
        (
            show_date(local_date(e.at), today),
            str(e.data.get("authority", "")),
            str(e.data.get("way", "")),
            e.remark,
            e.actor_name,
        )
        for e in reversed(file.events)
        if e.happened is Happened.CONTACT
    ]
    titles = ("日期", "联系了谁", "方式", "内容和结果", "记录人")
    return short_table("联系记录", titles, rows, (12, 22, 8, 0, 10))


def _handovers(file: CaseFile, today: date) -> QWidget:
    rows = [
        (h.stage.value, show_date(h.on, today), h.giver, h.taker, h.what)
        for h in file.helping.handovers
    ]
    titles = ("环节", "日期", "移交人", "接收人", "材料")
    return short_table("交接", titles, rows, (14, 12, 20, 20, 0))


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    theme.set_role(label, "second")
    return label
