"""The tables of a month: who sits at the centre, the watch, the patrol, a village, a holiday.

The office's own versions show phones; see `forms.filling.roster` for who may be shown what.
"""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.units import mm

from center.roster.records import Plan, Seat
from forms import fonts
from forms.page import A4_HEIGHT, A4_WIDTH, Scale, Sheet, make_sheets
from forms.paragraph import Block, Paragraph, Style
from forms.roster.month import Day, Month, short
from forms.roster.poster import hours_of, in_charge
from forms.tables import Cell, Table

UPRIGHT = Sheet(A4_WIDTH, A4_HEIGHT, 14 * mm, 14 * mm, 13 * mm, 13 * mm)
WIDE = Sheet(A4_HEIGHT, A4_WIDTH, 14 * mm, 14 * mm, 13 * mm, 13 * mm)
# Thirty-one lines and what stands around them fit on one upright sheet.
_SCALES = tuple(
    Scale(size=size, leading=size * 1.35, title=19, unit=12, pad=pad, gap=5, qr=0)
    for size, pad in ((13, 5), (12, 5), (11, 4), (10.5, 3), (10, 2.5), (9.5, 2), (9, 1.7), (8, 1.2))
)
_REMARK = 12.0
"""The most that the remarks may claim of the width, in characters; the rest is theirs anyway."""
_TITLES = {
    Plan.RECEPTION: "领导坐班接访安排表",
    Plan.WATCH: "24小时值班安排表",
    Plan.PATROL: "大厅巡查安排表",
    Plan.VILLAGE: "村站坐班安排表",
}
_SEATS: dict[Plan, tuple[tuple[Seat, str], ...]] = {
    Plan.RECEPTION: ((Seat.LEADER, "值班领导"),),
    Plan.WATCH: ((Seat.LEADER, "带班领导"), (Seat.STAFF, "值班干部")),
    Plan.PATROL: ((Seat.STAFF, "巡查人"),),
    Plan.VILLAGE: ((Seat.STAFF, "坐班人员"),),
}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table before it is set: the labels, the rows of texts; the last column are remarks.

    A holiday shows everyone with his post and phone, several of one seat below each other in one
    cell; a month shows the staff of a watch in one line.
    """

    labels: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def title_of(month: Month) -> str:
    """2026年11月24小时值班安排表；for a holiday 2026年国庆节值班安排表."""
    if month.name:
        return f"{month.year}年{month.name}值班安排表"
    return f"{month.year}年{month.month}月{_TITLES[month.plan]}"


def grid(month: Month, *, phones: bool) -> Grid:
    """The days of a month on which somebody serves, as a table; for a holiday every day."""
    labels = ["日期", "星期"]
    for seat, label in _SEATS[month.plan]:
        labels.append(label)
        if not _in_one_line(month, seat):
            labels += ["职务", "联系电话"] if phones else ["职务"]
    rows = []
    for day in month.days:
        if not (month.name or day.working or any(day.of(seat) for seat in Seat)):
            continue
        cells = [short(day.on), day.weekday]
        for seat, _ in _SEATS[month.plan]:
            one_line = _in_one_line(month, seat)
            cells += _line(day, seat, phones) if one_line else _people(day, seat, phones)
        rows.append((*cells, day.remark))
    return Grid((*labels, "备注"), tuple(rows))


def notes_of(month: Month) -> list[str]:
    """What stands below the table."""
    said: list[str] = []
    if month.plan is Plan.RECEPTION:
        said += [f"接访时间：{hours_of(month)}　　地点：{month.place}", *in_charge(month)]
    if month.plan is Plan.WATCH:
        said.append(f"每日 {month.handover} 交接班，值到次日 {month.handover}。")
    known = (("咨询电话", month.phone), ("监督电话", month.complaint_phone))
    phones = [f"{label}：{number}" for label, number in known if number]
    return [*said, "　　".join(phones)] if phones else said


def duty_table(month: Month, *, phones: bool = False) -> bytes:
    """The table of a month or a holiday as a PDF, one upright sheet where it can be.

    Raises fonts.MissingGlyph; the same month gives the same bytes.
    """
    made, below = grid(month, phones=phones), notes_of(month)
    heading = f"{month.unit}　　{month.state}"
    texts = [title_of(month), heading, month.made, *below, *made.labels, *_SIGNERS, "：＿"]
    texts += [text for row in made.rows for text in row]
    fonts.check("".join(dict.fromkeys("".join(texts).replace("\n", ""))))

    sheet = WIDE if month.name else UPRIGHT

    def build(scale: Scale) -> list[Block]:
        small = Style("body", scale.size, scale.leading, "left", before=scale.gap)
        signed = "　　".join(f"{name}：＿＿＿＿＿＿" for name in _SIGNERS)
        return [
            Paragraph(title_of(month), Style("title", scale.title, scale.title * 1.4, "center")),
            Paragraph(heading, small),
            _table(made, scale, sheet.column[0]),
            *(Paragraph(text, small) for text in below),
            Paragraph(f"{signed}　　{month.made}", small),
        ]

    fitting = [scale for scale in _SCALES if sum(_natural(made, scale)) <= sheet.column[0]]
    return make_sheets(
        build,
        title=title_of(month),
        author=month.unit,
        sheet=sheet,
        scales=fitting or _SCALES[-1:],
    )


_SIGNERS = ("审核人",)


def _in_one_line(month: Month, seat: Seat) -> bool:
    return month.plan is Plan.WATCH and seat is Seat.STAFF and not month.name


def _line(day: Day, seat: Seat, phones: bool) -> list[str]:
    people = day.of(seat)
    said = (f"{one.name} {one.phone}".strip() if phones else one.name for one in people)
    return ["、".join(said) or "—"]


def _people(day: Day, seat: Seat, phones: bool) -> list[str]:
    people = day.of(seat)
    names = "\n".join(one.name for one in people)
    # A line for each even when a post is not known, so that what belongs together stays level.
    posts = "\n".join(one.post or "—" for one in people)
    cells = [names or "—", posts]
    return [*cells, "\n".join(one.phone or "—" for one in people)] if phones else cells


def _natural(made: Grid, scale: Scale) -> list[float]:
    """How wide each column must be in points so that nothing but remarks is broken."""
    found = []
    for at, label in enumerate(made.labels):
        texts = [line for row in made.rows for line in row[at].split("\n")]
        wide = max(fonts.width("heading", label), *(fonts.width("body", text) for text in texts), 0)
        last = at == len(made.labels) - 1
        found.append((min(wide, _REMARK) if last else wide) * scale.size + 2 * scale.pad + 1)
    return found


def _table(made: Grid, scale: Scale, width: float) -> Table:
    label = Style("heading", scale.size, scale.leading, "center")
    middle = Style("body", scale.size, scale.leading, "center")
    left = Style("body", scale.size, scale.leading, "left")
    wanted = _natural(made, scale)
    # What is left over goes to all alike, twice to the remarks.
    spare = max(width - sum(wanted), 0) / (len(wanted) + 1)
    wanted = [one + spare for one in wanted[:-1]] + [wanted[-1] + 2 * spare]
    return Table(
        [[*(Cell(text, middle) for text in row[:-1]), Cell(row[-1], left)] for row in made.rows],
        wanted,
        header=[[Cell(text, label) for text in made.labels]],
        pad=scale.pad,
        before=scale.gap,
    )
