"""年度履职: planned and served days of each leader in a year, for the assessment (DUTY-09)."""

from __future__ import annotations

from PySide6.QtCore import Qt

from center.rights import Right
from center.roster.fulfilment import fulfilment
from center.roster.records import Plan
from center.storage import Work
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.listing import Column
from desktop.roster.book import Book, Rows
from desktop.roster.printing import Printer

_NUMBERS = (
    ("planned", "应值"),
    ("done", "已到岗"),
    ("missed", "未到岗"),
    ("unrecorded", "没有记录"),
    ("to_come", "待值"),
    ("given", "换出"),
    ("taken", "换入"),
    ("besides", "临时到"),
    ("visitors", "接待人数"),
    ("solved", "解决件数"),
    ("petitions", "信访件"),
    ("closed", "办结"),
)
_COLUMNS = (
    Column("name", "姓名", 9, sortable=False),
    Column("post", "职务", 12, sortable=False),
    Column("rank", "级别", 7, sortable=False),
    *(
        Column(name, title, max(6, 2 * len(title)), kind="number", sortable=False)
        for name, title in _NUMBERS
    ),
)
_WORDS = "应值计到昨天，以公布的班表为准；换班以后算接班的人。用于年度责任目标考核。"
_YEARS = 4


class FulfilmentPage(Book):
    """One year and plan at a time."""

    shows = frozenset({"duty_record", "turn", "swap", "roster", "staff"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "年度履职", _WORDS, _COLUMNS, "post", "这一年还没有公布的班表。")
        year = desk.today().year
        plans = [Choice(p.name, p.value) for p in (Plan.RECEPTION, Plan.WATCH)]
        self.span = Form(
            [
                Field(
                    "year",
                    "年度",
                    "choice",
                    10,
                    choices=[Choice(str(year - n), f"{year - n}年") for n in range(_YEARS)],
                    default=str(year),
                ),
                Field("plan", "班表", "buttons", choices=plans, default=Plan.RECEPTION.name),
            ],
            desk.today(),
        )
        self.printer = Printer(desk, self, self.notice)
        self.export = self.add_action(
            "导出 Excel",
            lambda: self.printer.ask_fulfilment(self.year, self.plan),
            reason=self.against(Right.EXPORT),
        )
        self.span.changed.connect(lambda _draft: self.refresh())
        self.body.insertWidget(0, self.span, 0, Qt.AlignmentFlag.AlignLeft)
        self.refresh()

    @property
    def year(self) -> int:
        """The year in sight."""
        return int(self.span.text("year") or self._desk.today().year)

    @property
    def plan(self) -> Plan:
        """The plan in sight."""
        return Plan[self.span.text("plan") or Plan.RECEPTION.name]

    def read(self, work: Work) -> Rows:
        """Everybody who was planned or came, by rank."""
        return [
            (one.staff, (one.name, one.post, one.rank, *(getattr(one, n) for n, _ in _NUMBERS)))
            for one in fulfilment(work, self.year, self.plan)
        ]
