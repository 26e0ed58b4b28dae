"""The 到龄提示 page: who reaches the age of a roll soon and is not on it yet."""

from __future__ import annotations

from uuid import UUID

from center.identity import mask_id
from center.rights import Right
from center.rolls.candidates import Candidate, candidates
from desktop import parts
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.following import Following
from desktop.ledgers.rolls import entering
from desktop.ledgers.rolls.record import KINDS_SHOWN, NO_RIGHT
from desktop.listing import Column
from desktop.settings.frame import Frame
from desktop.short_list import ShortList

_COLUMNS = (
    Column("name", "姓名", 14, sortable=False),
    Column("when", "到龄日期", 28, sortable=False),
    Column("roll", "花名册", 18, sortable=False),
    Column("id_number", "证件号", 22, sortable=False),
    Column("village", "村（社区）", 20, sortable=False),
)


class ComingPage(Frame):
    """People to be told that they may apply; Enter takes one on the roll."""

    def __init__(self, desk: Desk) -> None:
        months = desk.settings.number("candidate_months")
        super().__init__(
            "到龄提示",
            f"{months} 个月内到龄或已经到龄、还没有纳入的人，请通知本人申请。按 Enter 纳入。",
        )
        self._desk = desk
        reason = "" if desk.may(Right.KEEP_LEDGERS) else NO_RIGHT
        self.enrol = self.add_action("纳入选中的", self.ask_enrol, role="primary", reason=reason)
        self.none = parts.words("没有到龄还没纳入的人。", "second")
        self.list = ShortList("到龄提示", _COLUMNS, desk.today(), wide="village")
        self.body.addWidget(self.none)
        self.body.addWidget(self.list, 1)
        self.body.addStretch()
        self.list.opened.connect(lambda _key: self.enrol.click())
        self.setFocusProxy(self.list)
        self._rows: dict[object, Candidate] = {}
        Following(self, desk.changed, KINDS_SHOWN | {"person", "setting"}, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        today = self._desk.today()
        with self._desk.read() as work:
            found = candidates(work)
        self._rows = {one.key: one for one in found}
        self.none.setVisible(not found)
        self.list.setVisible(bool(found))
        self.list.show_rows(
            [
                (one.key, _values(one, show_date(one.reaches_on, today), one.reaches_on <= today))
                for one in found
            ]
        )

    def ask_enrol(self) -> None:
        """纳入 the one the clerk stands on."""
        one = self._rows.get(self.list.current_key())
        if one is None:
            self.notice.say("请先选中一个人")
            return
        entering.ask_enrol(self._desk, self, self._enrolled, one.person, one.roll)

    def _enrolled(self, _member: UUID) -> None:
        self.refresh()
        self.notice.say("已纳入")


def _values(one: Candidate, day: str, reached: bool) -> tuple[object, ...]:
    person = one.person
    when = f"{day}（已到龄）" if reached else day
    number = mask_id(person.id_number) if person.id_number else ""
    return person.name, when, one.roll, number, f"{person.village}{person.group}"
