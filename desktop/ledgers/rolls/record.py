"""The page of one member: facts, every change, other rolls; what can be done next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from center.errors import Expected
from center.identity import mask_account, mask_id, mask_phone
from center.money import yuan
from center.rights import Right
from center.rolls.departures import open_cases, still_listed
from center.rolls.listing import MemberFile, light_of, open_member
from center.rolls.members import find_member
from center.rolls.records import Member, State
from desktop import parts, theme
from desktop.dates import show_date, show_moment
from desktop.desk import Desk
from desktop.following import Following
from desktop.ledgers.rolls import asks, entering
from desktop.record import Head, RecordPage, Section, Step
from desktop.registration.reveal import ask_reveal

KINDS_SHOWN = frozenset({"roll_member", "roll_change", "departure"})
NO_RIGHT = "当前账号没有“登记台账”的权限"


class MemberRecord(RecordPage):
    """One membership. Enter takes the next step; Esc goes back."""

    def __init__(self, desk: Desk, member_id: UUID, parent: QWidget | None = None) -> None:
        super().__init__(parent, most_steps=6)
        self._desk = desk
        self.member_id = member_id
        self._full = False
        self._next: Step | None = None
        self.file: MemberFile
        self._stale = Following(self, desk.changed, KINDS_SHOWN, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the membership again."""
        self._stale.stop()
        try:
            with self._desk.read() as work:
                self.file = open_member(work, self.member_id)
                person = self.file.member.person
                listed = still_listed(work, person) if self.file.departure else []
                self._cases = open_cases(work, person) if self.file.departure else []
        except Expected as error:
            self.notice.problem(f"这条已经打不开了：{error.sentence}")
            return
        member, today = self.file.member, self._desk.today()
        due = ""
        if member.state is State.ACTIVE and member.review_due is not None:
            due = f"下次{self.file.kind.review} {show_date(member.review_due, today)}"
        head = Head(
            member.roll,
            member.name,
            light_of(member.state, member.review_due, today),
            due,
            self._facts_line(),
        )
        steps = self._steps()
        self._next = next((step for step in steps if step.primary), None)
        sections = [
            Section("facts", "事实", self._facts_page),
            Section("changes", f"变动 {len(self.file.changes)}", self._changes_page),
            Section("others", f"其他花名册 {len(self.file.others)}", self._others_page),
        ]
        self.show_record(head, steps, sections)
        mine = next((one for one in listed if one.member.id == self.member_id), None)
        if mine is not None:
            words = f"{entering.left_words(mine.departure, today)}，仍在册"
            if mine.months:
                words += f"，已多发 {mine.months} 个月，应追回 {yuan(mine.overpaid)} 元"
            others = [one.member.roll for one in listed if one is not mine]
            words += f"；{'、'.join(others)}也要停" if others else ""
            self.notice.problem(words + "。")

    def _steps(self) -> list[Step]:
        member, active = self.file.member, self.file.member.state is State.ACTIVE
        gone = self.file.departure is not None
        run: dict[str, Callable[[], object]] = {
            self.file.kind.review: self._review,
            "停发": self._stop,
            "调整": partial(self._ask, asks.ask_adjust),
            "恢复": partial(self._ask, asks.ask_resume),
            "登记死亡迁出": self._departure,
            "登记追回": partial(self._ask, asks.ask_recover),
            "更正": partial(self._ask, asks.ask_correct),
            "作废": partial(self._ask, asks.ask_void),
        }
        against = {
            "停发": "" if active else f"已经{member.state.value}",
            "调整": "" if active else f"已经{member.state.value}，恢复以后才能调整",
            "恢复": "现在在册" if active else "已登记死亡或迁出" if gone else "",
            "登记死亡迁出": "这个人已经登记过" if gone else "",
            "登记追回": "" if member.to_recover > member.recovered else "没有要追回的钱",
            "作废": "" if self._desk.may(Right.VOID) else "作废要由主任或副主任办理",
        }
        review = f"已经{member.state.value}，不用复核" if not active else ""
        against[self.file.kind.review] = review
        first = "停发" if active and gone else self.file.kind.review if active else ""
        if not active:
            first = "登记追回" if member.to_recover > member.recovered else "恢复"
        may = self._desk.may(Right.KEEP_LEDGERS)
        return [
            Step(
                title,
                step,
                against.get(title, "") if may else NO_RIGHT,
                title == first and may and not against.get(title, ""),
            )
            for title, step in run.items()
        ]

    def _ask(self, ask: Callable[[Desk, QWidget, Member, Callable[[], object]], object]) -> None:
        ask(self._desk, self, self.file.member, self._done)

    def _review(self) -> None:
        review = self.file.kind.review
        asks.ask_review(self._desk, self, self.file.member, review, self._done)

    def _stop(self) -> None:
        asks.ask_stop(self._desk, self, self.file.member, self.file.departure, self._done)

    def _departure(self) -> None:
        if self.file.person is not None:
            entering.ask_departure(self._desk, self, lambda _person: self._done(), self.file.person)

    def _done(self) -> None:
        self.refresh()
        if not self.notice.text:
            self.notice.say("已保存")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the next lawful step."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in enter and not event.modifiers() and self._next is not None:
            self._next.run()
        else:
            super().keyPressEvent(event)

    # Tabs

    def _facts_line(self) -> str:
        member = self.file.member
        words = (
            member.state.value,
            member.category,
            f"每月 {yuan(member.amount)} 元",
            mask_id(member.id_number) if member.id_number else "未提供证件",
            f"{member.village}{member.group}",
        )
        return "　".join(word for word in words if word)

    def _facts_page(self) -> QWidget:
        page, layout = parts.column()
        bar = QHBoxLayout()
        said = "显示的是完整信息，离开后恢复遮盖" if self._full else "证件号、电话、账号已遮盖"
        hint = QLabel(said)
        theme.set_role(hint, "warning" if self._full else "hint")
        bar.addWidget(hint)
        button = QPushButton("查看完整信息…")
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: self.ask_reveal())
        button.setVisible(not self._full)
        bar.addWidget(button)
        bar.addStretch()
        layout.addLayout(bar)
        layout.addWidget(parts.facts("本人", self._person_facts()))
        layout.addWidget(parts.facts("待遇", self._benefit_facts()))
        layout.addStretch()
        return page

    def _person_facts(self) -> list[parts.Fact]:
        member, today = self.file.member, self._desk.today()
        number, phone, account = member.id_number, member.phone, member.card_account
        if not self._full:
            number, phone = mask_id(number) if number else "", mask_phone(phone) if phone else ""
            account = mask_account(account) if account else ""
        holder = member.card_holder
        other = holder and holder != member.name
        warned = f"（户名 {holder}，不是本人，请核对）" if other else ""
        birth = show_date(member.birth) if member.birth and self._full else ""
        gone = self.file.departure
        return [
            ("姓名", member.name),
            ("证件号码", number or "未提供"),
            ("性别", member.sex),
            ("出生日期", birth),
            ("联系电话", phone),
            ("村（社区）", f"{member.village}{member.group}"),
            ("户主", member.household_head),
            ("一卡通账号", account + warned if account else ""),
            ("死亡或迁出", entering.left_words(gone, today) if gone else ""),
        ]

    def _benefit_facts(self) -> list[parts.Fact]:
        member, today, kind = self.file.member, self._desk.today(), self.file.kind
        months = f"每 {kind.review_months} 个月" if kind.review_months else "不定期"
        owed = f"{yuan(member.to_recover)} 元，已追回 {yuan(member.recovered)} 元"
        return [
            ("花名册", member.roll),
            ("类别或等级", member.category),
            ("每月金额", f"{yuan(member.amount)} 元"),
            ("享受起始", show_date(member.started_on, today)),
            ("状态", f"{member.state.value}（{show_date(member.state_since, today)}起）"),
            (kind.review, months),
            ("上次复核", show_date(member.reviewed_on, today) if member.reviewed_on else ""),
            ("下次复核", show_date(member.review_due, today) if member.review_due else ""),
            ("应追回", owed if member.to_recover else ""),
            ("备注", member.remark),
        ]

    def _changes_page(self) -> QWidget:
        page, layout = parts.column()
        today = self._desk.today()
        rows = []
        for change in self.file.changes:
            outcome = f"，{change.outcome.value}" if change.outcome else ""
            words = [change.reason]
            if change.paid_through is not None:
                through = change.paid_through
                words.append(f"发放到 {through.year}年{through.month}月")
            if change.overpaid_months:
                owed = yuan(change.overpaid)
                words.append(f"多发 {change.overpaid_months} 个月，应追回 {owed} 元")
            rows.append(
                (
                    show_date(change.on, today),
                    f"{change.happened.value}{outcome}",
                    change.now.value,
                    change.category,
                    yuan(change.amount),
                    "；".join(word for word in words if word),
                    change.actor_name,
                    show_moment(change.entered_at, today),
                )
            )
        titles = ("日期", "变动", "状态", "类别", "每月（元）", "说明", "经办", "登记时间")
        widths = (14, 14, 6, 10, 10, 0, 8, 18)
        layout.addWidget(parts.table("变动", titles, rows, widths))
        layout.addStretch()
        return page

    def _others_page(self) -> QWidget:
        page, layout = parts.column()
        if self.file.others:
            layout.addWidget(self._others_table())
        else:
            layout.addWidget(parts.words("这个人不在别的花名册上。", "second"))
        if self._cases:
            layout.addWidget(parts.words("这个人还有没办完的件", "heading"))
            rows = [
                (c.number or "", c.item_name, c.status.value, c.handler_name) for c in self._cases
            ]
            layout.addWidget(
                parts.table("未办完的件", ("编号", "事项", "状态", "经办"), rows, (20, 0, 8, 10))
            )
        layout.addStretch()
        return page

    def _others_table(self) -> QWidget:
        rows = [
            (o.roll, o.category, yuan(o.amount), o.state.value, o.remark) for o in self.file.others
        ]
        titles = ("花名册", "类别", "每月（元）", "状态", "备注")
        return parts.table("其他花名册", titles, rows, (20, 12, 12, 8, 0))

    # Reveal, listening

    def ask_reveal(self) -> None:
        """Show number, phone and account in full, for a reason that is journalled."""
        if not self._desk.may(Right.REVEAL):
            said = Right.REVEAL.value
            self.notice.problem(f"当前账号没有“{said}”的权限，需要时请联系主任。")
            return

        def shown() -> None:
            self._full = True
            self.refresh()

        member = self.member_id
        name = self.file.member.name
        ask_reveal(self._desk, self, name, lambda work: find_member(work, member), shown)
