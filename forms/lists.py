"""Long lists on paper: the head and the column titles on every page, totals at every foot.

A section (a village) begins on a page of its own, so that it can be handed out and signed alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from reportlab.lib.units import mm

from forms import fonts
from forms.fitting import fit
from forms.page import A4_HEIGHT, A4_WIDTH, Scale, Sheet, make_sheets
from forms.paragraph import Block, Paragraph, Style, clean
from forms.tables import Cell, Table

UPRIGHT = Sheet(A4_WIDTH, A4_HEIGHT, 18 * mm, 14 * mm, 13 * mm, 13 * mm)
WIDE = Sheet(A4_HEIGHT, A4_WIDTH, 14 * mm, 14 * mm, 13 * mm, 13 * mm)
TYPE = Scale(size=10.5, leading=14.5, title=18, unit=11, pad=3, gap=5, qr=0)
SMALL_TYPE = Scale(size=9.5, leading=13, title=18, unit=11, pad=3, gap=5, qr=0)

Row = Sequence[str]


class ListColumn(NamedTuple):
    """A column: its label, its share of the width, where its cells stand."""

    label: str
    width: float
    align: Literal["left", "center"] = "left"


@dataclass(frozen=True, slots=True)
class Part:
    """One section: what stands under the title at the left, its rows, what closes it."""

    heading: str
    rows: Sequence[Row]
    closing: str = ""


def list_pdf(
    title: str,
    unit: str,
    columns: Sequence[ListColumn],
    parts: Sequence[Part],
    *,
    made: str,
    totals: Callable[[Sequence[Row]], str],
    wide: bool = False,
    pad: float = 3,
    fitted: bool = False,
) -> bytes:
    """The list as a PDF, A4 upright or `wide`; `totals` says the totals of one page's rows.

    `made` is who made it and when, `pad` the space in the cells (more where a hand signs). With
    `fitted` widths and type follow from what stands in the cells, not from the columns. Raises
    fonts.MissingGlyph; the same input gives the same bytes.
    """
    texts = [title, unit, made, *(column.label for column in columns)]
    for part in parts:
        texts += [part.heading, part.closing, *("".join(row) for row in part.rows)]
    fonts.check("".join(dict.fromkeys(clean("\n".join(texts)).replace("\n", ""))))
    sheet, scale = (WIDE, SMALL_TYPE) if wide else (UPRIGHT, TYPE)
    if fitted:
        labels = [column.label for column in columns]
        rows = [row for part in parts for row in part.rows]
        widths, size = fit(labels, rows, sheet.column[0], pad)
        columns = [c._replace(width=width) for c, width in zip(columns, widths, strict=True)]
        scale = replace(scale, size=size, leading=round(size * 1.36, 1))
    made_by = _Maker(title, unit, columns, made, totals, scale, pad)

    def build(_scale: Scale) -> list[Block]:
        return [page for part in parts for page in made_by.pages(part, *sheet.column)]

    return make_sheets(build, title=title, author=unit, sheet=sheet, scales=(scale,))


class _Page(Block):
    """One whole page: blocks from the top, the totals below them."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        super().__init__()
        self._blocks = blocks

    def wrap(self, width: float, height: float, /) -> tuple[float, float]:
        """As large as the column."""
        self.width, self.height = width, height
        return width, height

    def draw(self) -> None:
        """Set the blocks below each other."""
        y = self.height
        for block in self._blocks:
            y -= block.before + block.wrap(self.width, self.height)[1]
            block.drawOn(self.canv, 0, y)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Cuts the rows of a part into pages."""

    title: str
    unit: str
    columns: Sequence[ListColumn]
    made: str
    totals: Callable[[Sequence[Row]], str]
    scale: Scale
    pad: float

    def pages(self, part: Part, width: float, height: float) -> list[Block]:
        """The pages of a part; one even when it has no rows."""
        room = height - sum(
            block.before + block.wrap(width, height)[1]
            for block in (*self._head(part), *self._foot(part, part.rows, last=True))
        )
        pages: list[list[Row]] = [[]]
        used = header = self._table([]).wrap(width, height)[1]
        for row in part.rows:
            own = self._table([row]).wrap(width, height)[1] - header
            if pages[-1] and used + own > room:
                pages.append([])
                used = header
            pages[-1].append(row)
            used += own
        return [
            _Page(
                [
                    *self._head(part),
                    self._table(rows),
                    *self._foot(part, rows, last=number == len(pages)),
                ]
            )
            for number, rows in enumerate(pages, 1)
        ]

    def _head(self, part: Part) -> list[Block]:
        scale = self.scale
        title = Style(role="title", size=scale.title, leading=scale.title * 1.4, align="center")
        under = Style(size=scale.size, leading=scale.leading, align="left", before=2)
        return [Paragraph(self.title, title), Paragraph(f"{self.unit}　　{part.heading}", under)]

    def _foot(self, part: Part, rows: Sequence[Row], *, last: bool) -> list[Block]:
        scale = self.scale
        style = Style(size=scale.size, leading=scale.leading, align="left", before=scale.gap)
        totals = Paragraph(self.totals(rows), style)
        if not last:
            return [totals]
        return [totals, Paragraph(f"{part.closing}　　{self.made}", style)]

    def _table(self, rows: Sequence[Row]) -> Table:
        scale = self.scale
        label = Style(role="heading", size=scale.size, leading=scale.leading, align="center")
        styles = [
            Style(size=scale.size, leading=scale.leading, align=column.align)
            for column in self.columns
        ]
        return Table(
            [[Cell(text, style) for text, style in zip(row, styles, strict=True)] for row in rows],
            [column.width for column in self.columns],
            header=[[Cell(column.label, label) for column in self.columns]],
            pad=self.pad,
            before=scale.gap,
        )
