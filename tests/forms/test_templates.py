"""Templates are data: every placeholder is known, none may be empty, an office edits the texts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from center.errors import Refused
from forms import templates
from forms.facts import FACTS
from forms.office_facts import OFFICE_FACTS

EVERY = sorted(FACTS) + sorted(OFFICE_FACTS)


@pytest.mark.parametrize("kind", EVERY)
def test_shipped_templates_are_sound(kind: str) -> None:
    template = templates.load(kind)
    assert template.kind == kind
    assert template.version >= 1
    assert len(template.copies) == (2 if kind in FACTS else 1)


@pytest.mark.parametrize("kind", EVERY)
def test_every_text_of_a_template_is_used(kind: str) -> None:
    template = templates.load(kind)
    used = set()
    for part in (*template.parts, *template.lines, *template.sign):
        match part:
            case templates.Say(text) | templates.Line(text):
                used.add(text)
            case templates.Choices(_, options):
                used |= {option.text for option in options}
            case _:
                pass
    common = {say.text for say in (*template.contacts, *template.remarks)}
    assert set(template.texts) == used | common


def test_unknown_kind_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        templates.load("letter")


def test_office_edits_title_and_texts() -> None:
    shipped = templates.load("receipt")
    changed = templates.edited(
        shipped, {"title": "材料收据", "not_accepted": "以{window}通知为准。"}
    )
    assert changed.title == "材料收据"
    assert changed.texts["not_accepted"] == "以{window}通知为准。"
    assert changed.texts["received"] == shipped.texts["received"]
    assert templates.load("receipt").title == "收件凭证"


@pytest.mark.parametrize(
    "texts, problem",
    [
        ({"received": "今收到{telephone}"}, "{telephone}不是这种文书的内容"),
        ({"received": "今收到{agent}的材料"}, "{agent}可能是空的"),
        ({"nothing": "甲"}, "没有名为“nothing”的文字"),
        ({"received": " \n"}, "不能为空"),
        ({"title": ""}, "不能为空"),
    ],
)
def test_bad_office_text_is_refused_by_name(texts: dict[str, str], problem: str) -> None:
    with pytest.raises(Refused) as caught:
        templates.edited(templates.load("receipt"), texts)
    assert [p.field for p in caught.value.problems] == list(texts)
    assert problem in caught.value.sentence


def test_optional_fact_is_allowed_where_a_condition_guards_it() -> None:
    changed = templates.edited(templates.load("acceptance_notice"), {"basis": "依据{basis}受理。"})
    assert changed.texts["basis"] == "依据{basis}受理。"


def test_condition_on_an_unknown_fact_is_found() -> None:
    template = replace(templates.load("receipt"), lines=(templates.Say("signed", ("nonsense",)),))
    with pytest.raises(Refused, match="nonsense"):
        templates.edited(template, {"title": "收据"})


def test_braces_inside_a_fact_stay_as_they_are() -> None:
    assert templates.fill("{a}和{b}", {"a": "{b}", "b": "乙"}) == "{b}和乙"


@pytest.mark.parametrize(
    "when, expected",
    [
        ((), True),
        (("a",), True),
        (("!a",), False),
        (("b",), False),
        (("a", "!b"), True),
        (("c=x",), True),
        (("c=y",), False),
    ],
)
def test_conditions(when: tuple[str, ...], expected: bool) -> None:
    assert templates.holds(when, frozenset({"a", "c", "c=x"})) is expected
