"""A group of parameters: shown, changed, saved in one go, with who changed what and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from center import changes, settings
from center.errors import Expected, Refused
from center.identity import check_phone
from center.journal import commit
from center.settings import DEFINITIONS, HOURS, Definition
from desktop import theme
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.listing import Column
from desktop.settings.frame import Frame, heading, scrolled
from desktop.short_list import ShortList

_WIDTHS = {"unit_name": 44, "unit_address": 60, "review_authority": 44, "court": 44}
_NO_BOUND = 10_000
_ONE_COLUMN = 4
_HISTORY = (
    Column("at", "时间", 18, sortable=False),
    Column("who", "谁", 12, sortable=False),
    Column("name", "参数", 34, sortable=False),
    Column("value", "改成", 40, sortable=False),
)
_FROM_NOW = "保存后从现在起生效。此前收的件和出具的文书仍按当时的设置。"


class ValuesPage(Frame):
    """The parameters of one group of `center.settings.DEFINITIONS`."""

    def __init__(self, desk: Desk, group: str, title: str) -> None:
        super().__init__(title, _FROM_NOW)
        self._desk = desk
        self._definitions = [one for one in DEFINITIONS if one.group == group]
        many = len(self._definitions) > _ONE_COLUMN
        fields = [_field(one) for one in self._definitions]
        self.form = Form(fields, desk.today(), columns=2 if many else 1)
        self.undo = self.add_action("放弃修改", self.show_values)
        self.save_button = self.add_action("保存", self.save, shortcut="Ctrl+S", role="primary")
        self.history = ShortList(
            f"{title}的修改记录", _HISTORY, desk.today(), wide="value", fit=True
        )
        self._history_title = heading("修改记录")
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, theme.SMALL, 0)
        inner.setSpacing(theme.SMALL)
        inner.addWidget(self.form)
        inner.addSpacing(theme.LARGE)
        inner.addWidget(self._history_title)
        inner.addWidget(self.history)
        inner.addStretch()
        self.body.addWidget(scrolled(content))
        self.setFocusProxy(self.form.editor(self._definitions[0].name))
        self.form.changed.connect(lambda _draft: self._tell())
        self.form.submitted.connect(self.save)
        self._shown: dict[str, Any] = {}
        self.show_values()
        desk.changed.connect(self._heard)

    def show_values(self) -> None:
        """Show what is in force, dropping what was typed."""
        found = self._desk.settings.values
        self._shown = {one.name: found[one.name] for one in self._definitions}
        self.form.set_values({n: _as_shown(v) for n, v in self._shown.items()})
        self.form.set_problems(())
        self._tell()
        self._show_history()

    def changed_values(self) -> dict[str, Any]:
        """What was typed and differs from what is in force."""
        typed = {one.name: _as_stored(one, self.form) for one in self._definitions}
        return {name: value for name, value in typed.items() if value != self._shown[name]}

    def save(self) -> None:
        """Save every change in one commit, or show what is wrong and save nothing."""
        self.notice.clear()
        wanted = self.changed_values()
        if not self.form.validate() or not wanted:
            return
        try:
            problems = [p for name, value in wanted.items() for p in settings.check(name, value)]
            if problems:
                raise Refused(problems)
            with self._desk.work() as work:
                for name, value in wanted.items():
                    settings.set_value(work, name, value)
                commit(work)
        except Refused as refused:
            rest = self.form.set_problems(refused.problems)
            if rest or not refused.problems:
                self.notice.problem(refused.sentence)
            return
        except Expected as error:
            self.notice.error(error)
            return
        # What was typed is in force now; until here it counted as typed over it.
        self._shown |= wanted
        self._tell()
        self._show_history()
        self.notice.say(f"已保存 {len(wanted)} 项，从现在起生效。")

    def _tell(self) -> None:
        wanted = bool(self.changed_values())
        for button in (self.save_button, self.undo):
            button.setEnabled(wanted)
            button.setToolTip("" if wanted else "没有改动")

    def _heard(self, kinds: frozenset[str]) -> None:
        if "setting" not in kinds:
            return
        if self.changed_values():
            self._show_history()
        else:
            self.show_values()

    def _show_history(self) -> None:
        labels = {one.name: one.label for one in self._definitions}
        with self._desk.read() as work:
            found = changes.setting_changes(work, list(labels))
        self.history.show_rows(
            [
                (
                    number,
                    (c.at, c.who, labels[c.name], changes.spoken_value(c.name, c.value)),
                )
                for number, c in enumerate(found)
            ]
        )
        for widget in (self.history, self._history_title):
            widget.setVisible(bool(found))


def _field(one: Definition) -> Field:
    hint = one.help
    match one.shape:
        case "number":
            span = f"{one.low} 到 {one.high}" if one.high < _NO_BOUND else f"不少于 {one.low}"
            return Field(
                one.name,
                one.label,
                "number",
                10,
                required=True,
                hint=f"{hint}（{span}）" if hint else span,
                check=_checked(one),
            )
        case "switch":
            return Field(one.name, one.label, "tick", hint=hint)
        case "choice":
            choices = [Choice(value, words) for value, words in one.choices]
            warn = _short_day if one.name == "hours_profile" else None
            return Field(
                one.name,
                one.label,
                "choice",
                44,
                required=True,
                choices=choices,
                hint=hint,
                warn=warn,
            )
        case "lines":
            return Field(
                one.name,
                one.label,
                "lines",
                required=not one.optional,
                hint=hint,
                lines=_lines_of(one),
            )
        case _:
            phone = one.name.startswith("phone_")
            return Field(
                one.name,
                one.label,
                "text",
                _WIDTHS.get(one.name, 24 if phone else 52),
                required=one.name == "unit_name",
                hint=hint,
                check=_checked(one),
                warn=_phone_warning if phone else None,
            )


def _lines_of(one: Definition) -> int:
    return min(max(len(one.default) + 1, 4), 12)


def _checked(one: Definition) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        found = settings.check(one.name, value)
        return found[0].message if found else None

    return check


def _phone_warning(value: str) -> str | None:
    found = check_phone(value)
    return None if found.valid else "；".join(found.problems)


def _short_day(value: str) -> str | None:
    """TIME-02: the profiles of less than eight hours say so."""
    minutes = sum(_minutes(end) - _minutes(start) for start, end in HOURS[value])
    if minutes >= 8 * 60:
        return None
    return f"每天合计 {minutes / 60:g} 小时，不足八小时。"


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def _as_shown(value: Any) -> object:
    return "\n".join(value) if isinstance(value, list) else value


def _as_stored(one: Definition, form: Form) -> Any:
    value = form.values().get(one.name)
    match one.shape:
        case "lines":
            return [line.strip() for line in str(value or "").split("\n") if line.strip()]
        case "number":
            return value
        case "switch":
            return bool(value)
        case _:
            return str(value or "")
