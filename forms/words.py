"""Facts as a paper prints them: checked, in words, ready for the template."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from center.errors import Problem, Refused
from forms.accountability_facts import ACCOUNTABILITY_FACTS
from forms.attendance_facts import ATTENDANCE_FACTS
from forms.facts import FACTS, JSON, Fact, Facts
from forms.office_facts import OFFICE_FACTS
from forms.paragraph import clean
from forms.petition_facts import PETITION_FACTS

Row = dict[str, str]

_EVERY = FACTS | PETITION_FACTS | OFFICE_FACTS | ATTENDANCE_FACTS | ACCOUNTABILITY_FACTS

# A fact that another one makes mandatory: (paper, fact, value) → fact.
_CALLED_FOR: dict[tuple[str, str, JSON], str] = {
    ("non_acceptance_notice", "ground", "not_ours"): "competent_authority",
    ("completion_notice", "refused", True): "reason",
    ("special_procedure_notice", "licence", True): "expected",
    ("petition_refusal", "ground", "not_ours"): "elsewhere",
    ("complaint_circular", "removal", True): "repeated",
}

_BARE_ID = re.compile(r"\d{17}[\dXx]|\d{15}")


@dataclass(frozen=True, slots=True)
class Words:
    """Facts as they are printed: texts by key, tables by key, the keys that are set."""

    texts: Mapping[str, str]
    rows: Mapping[str, tuple[Row, ...]]
    given: frozenset[str]


def needs(kind: str) -> tuple[Fact, ...]:
    """The facts of a paper (KeyError: no such kind)."""
    return _EVERY[kind]


def words(kind: str, facts: Facts) -> Words:
    """The facts of a paper in words.

    Raises Refused naming every missing mandatory fact (CASE-23), and ValueError for what can only
    be a programmer's mistake: an unknown key, a wrong value, an ID number that is not masked
    (TypeError for a wrong type).
    """
    wanted = needs(kind)
    unknown = facts.keys() - {fact.key for fact in wanted}
    if unknown:
        raise ValueError(f"{kind} knows no {sorted(unknown)}")
    problems = list(_missing(kind, wanted, facts))
    if problems:
        raise Refused(problems, f"{kind}: facts are missing")
    texts: dict[str, str] = {}
    rows: dict[str, tuple[Row, ...]] = {}
    given = set()
    for fact in wanted:
        value = facts.get(fact.key)
        if _is_empty(value):
            continue
        if fact.kind == "rows":
            rows[fact.key] = _rows(fact, value)
            given.add(fact.key)
            texts[fact.key + "_count"] = str(len(rows[fact.key]))
        elif fact.kind == "flag":
            if not isinstance(value, bool):
                raise TypeError(f"{fact.key} is not true or false")
            if value:
                given.add(fact.key)
        else:
            texts[fact.key] = say(fact, value)
            given.add(fact.key)
            if fact.kind == "choice":
                given.add(f"{fact.key}={value}")
    if _BARE_ID.fullmatch(texts.get("id_number", "")):
        raise ValueError("id_number is not masked")
    return Words(texts, rows, frozenset(given))


def say(fact: Fact, value: JSON) -> str:
    """One fact as it is printed; ValueError if it is not of the fact's kind."""
    if fact.kind == "date":
        return say_date(date.fromisoformat(str(value)))
    if fact.kind == "moment":
        moment = datetime.fromisoformat(str(value))
        return f"{say_date(moment.date())} {moment:%H:%M}"
    if fact.kind == "years" and isinstance(value, Sequence):
        return "、".join(f"{year}年" for year in value)
    if fact.kind == "choice" and value not in fact.options:
        raise ValueError(f"{fact.key} is none of {fact.options}")
    return clean(str(value))


def say_date(day: date) -> str:
    """A date as papers print it: 2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _is_empty(value: JSON) -> bool:
    return value is None or (isinstance(value, str | list | tuple) and not value)


def _missing(kind: str, wanted: tuple[Fact, ...], facts: Facts) -> list[Problem]:
    names = {fact.key: fact.name for fact in wanted}
    problems = []
    for fact in wanted:
        value = facts.get(fact.key)
        if fact.required and (_is_empty(value) or (isinstance(value, str) and not value.strip())):
            problems.append(Problem(fact.key, f"文书缺少“{fact.name}”，请先补全"))
        if fact.kind == "rows" and isinstance(value, Sequence) and not isinstance(value, str):
            problems += _missing_cells(fact, value)
    for (paper, key, value), called in _CALLED_FOR.items():
        if paper == kind and facts.get(key) == value and _is_empty(facts.get(called)):
            problems.append(Problem(called, f"文书缺少“{names[called]}”，请先补全"))
    return problems


def _missing_cells(fact: Fact, rows: Sequence[JSON]) -> list[Problem]:
    return [
        Problem(fact.key, f"{fact.name}第{number}行缺少“{column.name}”，请先补全")
        for number, row in enumerate(rows, 1)
        if isinstance(row, Mapping)
        for column in fact.columns
        if column.required and _is_empty(row.get(column.key))
    ]


def _rows(fact: Fact, value: JSON) -> tuple[Row, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise TypeError(f"{fact.key} is not a list of rows")
    found = []
    for number, row in enumerate(value, 1):
        if not isinstance(row, Mapping):
            raise TypeError(f"{fact.key}: row {number} is not a mapping")
        cells = {c.key: "" if row.get(c.key) is None else say(c, row[c.key]) for c in fact.columns}
        found.append({"no": str(number), **cells})
    return tuple(found)
