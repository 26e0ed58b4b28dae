"""Settings (参数): append-only `(name, value, effective_from)`; a matter keeps those of its start.

`DEFINITIONS` (center/parameters) is the list the settings page draws: every parameter of the rules
that the program uses has its default, bounds and the rules it serves. Office-edited template texts
use the same table under names that begin with `template.`.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from center.archive_number import against_code
from center.errors import Problem, Refused
from center.parameters import BY_NAME, DEFINITIONS, Definition
from center.queue.groups import lines_problem, slots_problem
from center.records import Base, Record
from center.rights import Right, needs
from center.rolls.kinds import against_lines
from center.storage import Work
from center.text import BLOCK_LIMIT, LINE_LIMIT, clean_line, length_problems

__all__ = [
    "BY_NAME",
    "DEFINITIONS",
    "HOURS",
    "STORED",
    "Definition",
    "Setting",
    "Values",
    "check",
    "history",
    "set_value",
    "values",
]


class Setting(Record, Base):
    """One value of one parameter from a moment on."""

    __tablename__ = "settings"
    kind = "setting"

    name: Mapped[str] = mapped_column(String(80), index=True)
    value: Mapped[Any] = mapped_column(JSON)
    effective_from: Mapped[datetime]


HOURS: dict[str, tuple[tuple[str, str], ...]] = {
    "A": (("08:00", "11:30"), ("14:30", "17:30")),
    "B": (("08:00", "12:00"), ("14:00", "18:00")),
    "C": (("08:30", "12:00"), ("14:30", "17:30")),
    "D": (("09:00", "17:00"),),
    "E": (("09:00", "12:00"), ("13:00", "18:00")),
    "F": (("08:00", "12:00"), ("14:00", "18:00")),
}
"""Office hours profiles of TIME-02; profile E's lunch and F's clock times are proposals."""

NUMBER_FIELDS = {"station", "kind", "year", "epoch", "serial"}


@dataclass(frozen=True, slots=True)
class Values:
    """All parameters as they were at one moment."""

    values: dict[str, Any]

    def text(self, name: str) -> str:
        """A text or choice."""
        return str(self.values[name])

    def number(self, name: str) -> int:
        """A whole number."""
        return int(self.values[name])

    def switch(self, name: str) -> bool:
        """On or off."""
        return bool(self.values[name])

    def lines(self, name: str) -> list[str]:
        """A list of short texts."""
        return [str(line) for line in self.values[name]]

    def template(self, kind: str) -> dict[str, str]:
        """The office's own texts of a paper; empty where the shipped ones stand."""
        return dict(self.values.get(f"template.{kind}", {}))


STORED = "settings"
_ALL = (
    select(Setting.name, Setting.value, Setting.effective_from)
    .where(Setting.voided_at.is_(None))
    .order_by(Setting.effective_from, Setting.id)
)


def values(session: Session, at: datetime) -> Values:
    """The parameters in force at a moment; defaults where the office set none."""
    found = {d.name: d.default for d in DEFINITIONS}
    rows = session.info.get(STORED)
    if rows is None:
        # One unit of work asks several times: by now, and by the moment its matter began.
        rows = session.info[STORED] = session.connection().execute(_ALL).all()
    found.update((name, value) for name, value, since in rows if since <= at)
    return Values(found)


def check(name: str, value: Any) -> tuple[Problem, ...]:
    """What is wrong with a value for a parameter."""
    if name.startswith("template."):
        return _check_texts(name, value)
    definition = BY_NAME.get(name)
    if definition is None:
        return (Problem(name, "没有这个参数"),)
    said = _against(definition, value)
    if not said and name == "unit_name" and not value.strip():
        said = "请填写单位名称"
    if not said and name == "number_pattern":
        said = _against_pattern(value)
    if not said and name in _READERS:
        said = _READERS[name](value)
    if not said and name == "roll_kinds":
        said = against_lines(value)
    return (Problem(name, said),) if said else ()


def _against(definition: Definition, value: Any) -> str:
    label = definition.label
    match definition.shape:
        case "number":
            right = isinstance(value, int) and not isinstance(value, bool)
            if not right or not definition.low <= value <= definition.high:
                return f"{label}应在 {definition.low} 到 {definition.high} 之间"
        case "switch":
            if not isinstance(value, bool):
                return f"请选择“{label}”是或否"
        case "choice":
            if value not in [choice for choice, _ in definition.choices]:
                return f"请选择{label}"
        case "lines":
            empty = not value and not definition.optional
            if not isinstance(value, list) or empty or not all(map(_is_line, value)):
                return f"{label}至少要有一行，不能有空行，每行不超过 {LINE_LIMIT} 字"
        case "text":
            if not isinstance(value, str) or len(value) > LINE_LIMIT:
                return f"{label}不能超过 {LINE_LIMIT} 字"
    return ""


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and bool(clean_line(value)) and len(value) <= LINE_LIMIT


def _check_texts(name: str, value: Any) -> tuple[Problem, ...]:
    if not isinstance(value, dict) or not all(
        isinstance(key, str) and isinstance(text, str) for key, text in value.items()
    ):
        return (Problem(name, "文书文本的格式不对，没有保存"),)
    problems = (length_problems(key, "这一段", text, BLOCK_LIMIT) for key, text in value.items())
    return tuple(problem for found in problems for problem in found)


def _against_pattern(pattern: str) -> str:
    """What is wrong with a number pattern: two series, or two numbers of one, must never meet."""
    wanted = "{station}、{kind}、{year}、{epoch}、{serial:06d}"
    try:
        parts = [part[1:] for part in string.Formatter().parse(pattern) if part[1] is not None]
        plain = all(
            not conversion and re.fullmatch("(0[1-9])?d?" if name == "serial" else "", spec or "")
            for name, spec, conversion in parts
        )
        if not plain or {name for name, _, _ in parts} != NUMBER_FIELDS:
            return f"编号样式要含有 {wanted}，缺一样就可能重号"
        trials = (dict(zip(_ORDER, trial, strict=True)) for trial in product(*_TRIALS))
        spelled = [pattern.format(**trial) for trial in trials]
    except (ValueError, KeyError, IndexError, AttributeError):
        return f"编号样式要含有 {wanted}，缺一样就可能重号"
    if max(map(len, spelled)) > LONGEST_NUMBER or not pattern.isprintable():
        return f"编号样式太长或有看不见的字符，编号不能超过 {LONGEST_NUMBER} 个字"
    if len(set(spelled)) < len(spelled):
        return "这个样式会让两份文书的编号相同，请用短横把各部分隔开"
    return ""


_READERS = {
    "queue_groups": lines_problem,
    "appointment_slots": slots_problem,
    "archive_fonds": against_code,
    "archive_category": against_code,
    "archive_unit": against_code,
}
_ORDER = ("station", "kind", "year", "epoch", "serial")
LONGEST_NUMBER = 36
"""Of the 40 characters a number may have, four are for the further matters of a visit (-12)."""
_TRIALS = (
    ("QS", "QSA", "AQS", "Q2", "SQ12", "SQ123456"),
    ("SL", "LQ"),
    (2026, 2027),
    ("", "A", "SL", "Q"),
    (1, 2, 12, 2026, 1_000_000),
)


@needs(Right.EDIT_SETTINGS)
def set_value(work: Work, name: str, value: Any, effective_from: datetime | None = None) -> None:
    """Set a parameter from now or a later moment on; earlier matters keep the earlier value."""
    if isinstance(value, str):
        value = clean_line(value)
    problems = check(name, value)
    if effective_from is not None and effective_from < work.now:
        problems += (Problem("effective_from", "生效时间不能早于现在，已开始的事按原来的参数办"),)
    if problems:
        raise Refused(problems)
    work.session.add(
        Setting(
            id=work.new_id(),
            station=work.station,
            name=name,
            value=value,
            effective_from=effective_from or work.now,
        )
    )
    # Whoever asks next in this work sees it.
    work.session.flush()
    work.session.info.pop(STORED, None)


@needs(Right.SEE_OFFICE)
def history(work: Work, name: str) -> Iterable[Setting]:
    """Every value a parameter ever had, newest first."""
    query = select(Setting).where(Setting.name == name).order_by(Setting.effective_from.desc())
    return list(work.session.scalars(query))
