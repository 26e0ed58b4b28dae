"""Ruled tables: cells of broken text, spans, a repeated header, rows that go on over the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus.flowables import Flowable

from forms.paragraph import Block, Line, Style, break_lines, draw_lines

HAIRLINE = 0.5
# A row is cut by the page only when both parts keep this many lines.
_MIN_LINES = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """Text in a style over `span` columns; `lines` is the least height, for a hand to write in."""

    text: str
    style: Style
    span: int = 1
    lines: int = 1


@dataclass(slots=True)
class _Row:
    """A wrapped row: for each cell its lines, style, left edge and width; lines still to be set."""

    cells: list[tuple[list[Line], Style, float, float]]
    height: float


class Table(Block):
    """Rows of cells with hairlines around them.

    `widths` are shares of the full width. `header` rows are repeated on every page. A row that does
    not fit goes to the next page, or is cut between two lines when it is long.
    """

    def __init__(
        self,
        rows: Sequence[Sequence[Cell]],
        widths: Sequence[float],
        *,
        header: Sequence[Sequence[Cell]] = (),
        pad: float = 3,
        before: float = 0,
        keep_next: bool = False,
    ) -> None:
        super().__init__()
        self.before = self.spaceBefore = before
        self.spaceAfter = 0
        self.keep_next = keep_next
        self._cells = (header, rows)
        self._shares = widths
        self._pad = pad
        self._header: list[_Row] = []
        self._rows: list[_Row] = []
        self._wrapped_at = -1.0

    def wrap(self, width: float, height: float, /) -> tuple[float, float]:
        """Break every cell into lines; rows are as high as their longest cell."""
        if width != self._wrapped_at:
            total = sum(self._shares)
            edges = [0.0]
            for share in self._shares:
                edges.append(edges[-1] + width * share / total)
            header, rows = self._cells
            self._header = [self._wrap_row(row, edges) for row in header]
            self._rows = [self._wrap_row(row, edges) for row in rows]
            self._wrapped_at = width
        self.width = width
        self.height = sum(row.height for row in self._header) + sum(r.height for r in self._rows)
        return width, self.height

    def _wrap_row(self, row: Sequence[Cell], edges: list[float]) -> _Row:
        cells = []
        column = 0
        for cell in row:
            left, right = edges[column], edges[column + cell.span]
            inner = right - left - 2 * self._pad
            lines = break_lines(cell.text, cell.style.role, cell.style.size, inner)
            lines += [Line("", 0, 0, True)] * (cell.lines - len(lines))
            cells.append((lines, cell.style, left, right - left))
            column += cell.span
        return _Row(cells, self._row_height(cells))

    def _row_height(self, cells: list[tuple[list[Line], Style, float, float]]) -> float:
        return max(len(lines) * style.leading for lines, style, _, _ in cells) + 2 * self._pad

    def first_height(self, width: float) -> float:
        """The header with the first row, or with the first lines of a long one."""
        self.wrap(width, 0)
        head = sum(row.height for row in self._header)
        if not self._rows:
            return head
        first = self._rows[0]
        parts = self._cut(first, self._least(first))
        return head + (parts[0] if parts else first).height

    def _least(self, row: _Row) -> float:
        leading = max(style.leading for _, style, _, _ in row.cells)
        return _MIN_LINES * leading + 2 * self._pad

    def split(self, width: float, height: float, /) -> list[Flowable]:
        """The rows that fit into `height` points, and the rest under the same header."""
        self.wrap(width, height)
        left = height + 0.01 - sum(row.height for row in self._header)
        for at, row in enumerate(self._rows):
            if row.height <= left:
                left -= row.height
                continue
            cut = self._cut(row, left)
            if cut:
                return [
                    self._part([*self._rows[:at], cut[0]]),
                    self._part([cut[1], *self._rows[at + 1 :]]),
                ]
            if at == 0:
                return []
            return [self._part(self._rows[:at]), self._part(self._rows[at:])]
        return [self]

    def _cut(self, row: _Row, height: float) -> tuple[_Row, _Row] | None:
        """The row as far as `height` points and the rest, if both keep enough lines."""
        longest = max(len(lines) for lines, _, _, _ in row.cells)
        upper, lower = [], []
        for lines, style, x, width in row.cells:
            fit = min(len(lines), int((height - 2 * self._pad) // style.leading))
            if len(lines) == longest:
                fit = min(fit, longest - _MIN_LINES)
                if fit < _MIN_LINES:
                    return None
            upper.append((lines[:fit], style, x, width))
            lower.append((lines[fit:], style, x, width))
        return _Row(upper, self._row_height(upper)), _Row(lower, self._row_height(lower))

    def _part(self, rows: list[_Row]) -> Table:
        part = Table((), self._shares, pad=self._pad, before=self.before, keep_next=self.keep_next)
        part._header, part._rows, part._wrapped_at = self._header, rows, self._wrapped_at
        return part

    def draw(self) -> None:
        """Draw the text and the rules."""
        canvas = self.canv
        pad = self._pad
        across: list[tuple[float, float, float, float]] = []
        # For each edge the rules going down, as long as rows share it.
        down: dict[float, list[tuple[float, float]]] = {self.width: [(self.height, 0)]}
        top = self.height
        for row in (*self._header, *self._rows):
            bottom = top - row.height
            across.append((0, top, self.width, top))
            for text, style, x, width in row.cells:
                rules = down.setdefault(x, [(top, top)])
                if rules[-1][1] == top:
                    rules[-1] = (rules[-1][0], bottom)
                else:
                    rules.append((top, bottom))
                free = row.height - 2 * pad - len(text) * style.leading
                draw_lines(canvas, text, style, x + pad, top - pad - free / 2, width - 2 * pad)
            top = bottom
        across.append((0, 0, self.width, 0))
        lines = [(x, top, x, bottom) for x, rules in down.items() for top, bottom in rules]
        lines += across
        canvas.setLineWidth(HAIRLINE)
        canvas.lines(lines)
