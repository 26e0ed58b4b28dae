"""The parts of a template as blocks on paper."""

from __future__ import annotations

from forms import blocks, templates
from forms.page import Scale
from forms.paragraph import Block, Paragraph, Style
from forms.tables import Cell, Table
from forms.templates import Template, fill, holds, say
from forms.words import Words


def block(template: Template, part: templates.Part, given: Words, scale: Scale) -> Block:
    """One part of a template, filled in."""
    match part:
        case templates.Say():
            return paragraph(say(template, part, given), scale, part.indent)
        case templates.Heading(text, _, larger):
            style = Style(
                role="heading",
                size=scale.size * larger,
                leading=scale.leading * larger,
                align="center" if larger > 1 else "left",
                before=scale.gap,
            )
            return Paragraph(fill(text, given.texts), style, keep_next=True)
        case templates.Facts(rows):
            shown = [
                blocks.Fact(row.label, fill(row.value, given.texts), row.wide, row.lines)
                for row in rows
                if holds(row.when, given.given)
            ]
            return blocks.facts_table(shown, scale)
        case templates.Rows():
            return _rows_table(part, given, scale)
        case templates.Choices(fact, options):
            # Nothing is ticked where a hand will.
            chosen = given.texts.get(fact, "")
            return blocks.Choices(
                [
                    (fill(template.texts[o.text], given.texts), o.value == chosen)
                    for o in options
                    if holds(o.when, given.given)
                ],
                scale,
            )
        case templates.Line():
            raise ValueError(f"{template.kind}: a line stands on boards and cards only")


def paragraph(text: str, scale: Scale, indent: int) -> Paragraph:
    """A text in the type of the paper; `indent` of the first line in em."""
    style = Style(size=scale.size, leading=scale.leading, indent=indent, before=scale.gap / 2)
    return Paragraph(text, style)


def _rows_table(part: templates.Rows, given: Words, scale: Scale) -> Table:
    rows = given.rows[part.rows]
    # A column that nobody filled in would be an empty strip.
    columns = [c for c in part.columns if c.keep or any(fill(c.value, row) for row in rows)]
    label = Style(role="heading", size=scale.size - 0.5, leading=scale.leading, align="center")
    left = Style(size=scale.size, leading=scale.leading, align="left")
    center = Style(size=scale.size, leading=scale.leading, align="center")
    return Table(
        [
            [
                Cell(fill(c.value, row), center if c.align == "center" else left, lines=part.lines)
                for c in columns
            ]
            for row in rows
        ],
        [c.width for c in columns],
        header=[[Cell(c.label, label) for c in columns]],
        pad=scale.pad,
        before=scale.gap,
    )
