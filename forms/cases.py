"""The papers of cases, the registration desk, petitions and complaints, from facts to PDF."""

from __future__ import annotations

from collections.abc import Mapping

from forms import blocks, fonts, letters, templates
from forms.facts import Facts
from forms.page import PaperSize, Scale, make_pdf
from forms.paragraph import Block
from forms.parts import block, paragraph
from forms.templates import Template, holds, say
from forms.words import Words, words

NO_NUMBER = "出具时编号"

# What a paper is about: its number stands at the left and in the QR code.
_ABOUT = (
    ("case_number", "办件编号"),
    ("visit_number", "登记编号"),
    ("petition_number", "信访编号"),
    ("complaint_number", "投诉编号"),
    ("accountability_number", "责任追究编号"),
)


def render(
    kind: str,
    facts: Facts,
    number: str | None,
    *,
    texts: Mapping[str, str] | None = None,
    paper: PaperSize = "A4",
) -> bytes:
    """The PDF of a paper: the same bytes for the same input.

    `forms.words.needs(kind)` names the facts each paper needs; `number` is the
    paper's number, None for a preview (watermark 预览, no number). `texts` are the office's own
    title and texts by name. Raises Refused for missing facts (CASE-23) or bad texts,
    fonts.MissingGlyph for characters that cannot be printed; then there is no paper at all.
    """
    template = templates.load(kind)
    if texts:
        template = templates.edited(template, texts)
    given = words(kind, facts)
    fonts.check(all_text(template, given, number))
    if template.letter is not None:
        return letters.draw(template, given, number)
    return make_pdf(
        lambda scale: _compose(template, given, number, scale),
        title=template.title,
        author=given.texts["unit"],
        number=number or "",
        copies=template.copies,
        size=paper,
        preview=number is None,
    )


def all_text(template: Template, given: Words, number: str | None) -> str:
    """Every character a paper may print."""
    cells = (cell for rows in given.rows.values() for row in rows for cell in row.values())
    parts = (template.title, number or "", *template.texts.values(), *given.texts.values(), *cells)
    return "".join(parts).replace("\n", "")


def _compose(template: Template, given: Words, number: str | None, scale: Scale) -> list[Block]:
    """The blocks of a paper in their order."""
    known = given.texts
    label, code = next(((label, known[key]) for key, label in _ABOUT if key in known), ("", ""))
    found: list[Block] = [
        blocks.Head(
            unit=known["unit"],
            title=template.title,
            number=number or NO_NUMBER,
            case=f"{label}：{code}" if code else "",
            code=code,
            scale=scale,
        )
    ]
    found += [
        block(template, part, given, scale)
        for part in template.parts
        if holds(part.when, given.given)
    ]
    remarks = [
        paragraph(say(template, use, given), scale, 0)
        for use in template.remarks
        if holds(use.when, given.given)
    ]
    if not template.closed:
        return found
    # A remark is one line: what stands before it goes along with the signatures too.
    for last in (found[-1], *remarks):
        last.keep_next = True
    found += remarks
    found.append(blocks.Closing(_closing(template, given), known["unit"], known["date"], scale))
    return found


def _closing(template: Template, given: Words) -> list[str]:
    # Both complaint phones stand on every paper (OPEN-11): they are no part of a template.
    uses = (*template.lines, *template.contacts, *template.sign)
    return [say(template, use, given) for use in uses if holds(use.when, given.given)]
