"""The panels of the import: which columns, what would happen to each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from center.imports.headings import Target
from center.imports.plan import Verdict
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.imports.kinds import Line, Outcome
from desktop.listing import Column
from desktop.result_rows import Judged, ResultRows

LEFT_OUT = "-"
MOST_ITEMS = 30
_ROWS = (
    Column("row", "行", 6, sortable=False),
    Column("verdict", "结果", 6, sortable=False),
    Column("name", "申请人或编码", 14, sortable=False),
    Column("item", "事项", 26, sortable=False),
    Column("why", "说明", 40, sortable=False),
)


def column_form(
    desk: Desk, targets: Sequence[Target], titles: Sequence[str], places: Mapping[str, int]
) -> Form:
    """A field for each target: the column that holds it."""
    shown = [title or f"第 {number} 列（没有标题）" for number, title in enumerate(titles, 1)]
    choices = [Choice(str(place), title) for place, title in enumerate(shown)]
    left_out = Choice(LEFT_OUT, "（不导入）")
    fields = [
        Field(
            target.name,
            target.label,
            "choice",
            28,
            choices=choices if target.required else [left_out, *choices],
            default=_default(target, places),
            required=target.required,
        )
        for target in targets
    ]
    return Form(fields, desk.today(), columns=3)


def _default(target: Target, places: Mapping[str, int]) -> str | None:
    if target.name in places:
        return str(places[target.name])
    return None if target.required else LEFT_OUT


def places_of(form: Form, targets: Sequence[Target]) -> dict[str, int]:
    """The column of each target that is not left out."""
    return {t.name: int(form.text(t.name)) for t in targets if form.text(t.name).isdigit()}


def item_form(desk: Desk, unknown: Mapping[str, int], items: Sequence[Choice]) -> Form:
    """A field for each foreign item name: which of our items it means."""
    common = sorted(unknown.items(), key=lambda one: -one[1])[:MOST_ITEMS]
    choices = [Choice(LEFT_OUT, "（不导入这些行）"), *items]
    fields = [
        Field(name, f"{name}（{count} 行）", "choice", 40, choices=choices, default=LEFT_OUT)
        for name, count in common
    ]
    return Form(fields, desk.today())


class Rows(ResultRows[Verdict]):
    """Every row with its verdict, filtered by verdict; refused rows come into sight first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "每一行的结果", _ROWS, "why", list(Verdict))
        self._lines: Sequence[Line] = ()

    def show_outcome(self, outcome: Outcome) -> None:
        """Show all rows of a dry run or a result."""
        self._lines = outcome.lines
        rows = [
            Judged(
                line.row,
                line.verdict,
                (line.row, line.verdict.value, line.name, line.item, line.why),
            )
            for line in outcome.lines
        ]
        self.show_rows(rows, [Verdict.REFUSE])

    @property
    def refused(self) -> dict[int, str]:
        """The number and the reason of every row that cannot come in."""
        return {line.row: line.why for line in self._lines if line.verdict is Verdict.REFUSE}
