"""A form: label above field, two columns at most, what is wrong under the field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from center.errors import Problem
from desktop import theme
from desktop.choice import Choice
from desktop.fields.choosing import ButtonsEditor, ListEditor, PickEditor, TickEditor
from desktop.fields.editor import (
    DateEditor,
    Editor,
    LineEditor,
    LinesEditor,
    NumberEditor,
    SecretEditor,
    TimeEditor,
)
from desktop.fields.spec import Field

_PAUSE_MS = 600


class Form(QWidget):
    """Fields in reading order. Enter and Tab go on, Ctrl+Enter (or Enter in the last) submits."""

    changed = Signal(dict)
    """The draft (every field as typed, hidden ones left out) after each change by anyone."""
    submitted = Signal()
    left = Signal(str)
    """The name of a field the clerk is leaving by Enter, Tab or a click elsewhere."""

    def __init__(
        self,
        fields: Sequence[Field],
        today: date,
        *,
        columns: int = 2,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._cells = {field.name: _Cell(field, _editor(field, today)) for field in fields}
        sections = dict.fromkeys(field.section for field in fields if field.section)
        self._headings = {section: QLabel(section, self) for section in sections}
        for heading in self._headings.values():
            theme.set_role(heading, "heading")
            heading.setIndent(0)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.WIDE)
        self._grid.setVerticalSpacing(theme.SMALL)
        for name, cell in self._cells.items():
            # Shown without a parent it would flash up as a window and take the focus.
            cell.setParent(self)
            cell.editor.set_value(cell.field.default)
            cell.editor.edited.connect(lambda n=name: self._edited(n))
            cell.watch(self)
            if isinstance(cell.editor, PickEditor):
                cell.editor.picked.connect(lambda n=name: self._go_on(n))
        self._arrange()

    # Values

    def values(self) -> dict[str, object]:
        """What was entered, by field name; hidden fields are left out."""
        return {n: c.editor.value() for n, c in self._cells.items() if c.wanted}

    def text(self, name: str) -> str:
        """A field's value as text, empty if there is none."""
        value = self._cells[name].editor.value() if self._cells[name].wanted else None
        return "" if value is None else str(value)

    def date(self, name: str) -> date | None:
        """The day of a `date` field."""
        value = self.values().get(name)
        return value if isinstance(value, date) else None

    def time(self, name: str) -> time | None:
        """The time of a `time` field."""
        value = self.values().get(name)
        return value if isinstance(value, time) else None

    def number(self, name: str) -> int | None:
        """The number of a `number` field."""
        value = self.values().get(name)
        return value if isinstance(value, int) else None

    def ticked(self, name: str) -> bool:
        """Whether a `tick` field in sight is ticked."""
        return self.values().get(name) is True

    def set_values(self, values: Mapping[str, object]) -> None:
        """Show values; fields that are not named stay as they are."""
        for name, value in values.items():
            self._cells[name].editor.set_value(value)

    def clear(self) -> None:
        """Back to the defaults, without problems."""
        for cell in self._cells.values():
            cell.editor.set_value(cell.field.default)
            cell.forget()

    def draft(self) -> dict[str, str]:
        """Every field as typed, finished or not; never a hidden text."""
        return {n: c.editor.raw() for n, c in self._cells.items() if c.field.kind != "secret"}

    def restore(self, draft: Mapping[str, str]) -> None:
        """Put a draft back; names that are unknown today are passed over."""
        for name, raw in draft.items():
            if name in self._cells:
                self._cells[name].editor.set_raw(raw)

    # Problems

    def problems(self) -> tuple[Problem, ...]:
        """What must be put right before saving, in the order of the fields."""
        found = ((n, c.current_problem()) for n, c in self._cells.items() if c.wanted)
        return tuple(Problem(name, message) for name, message in found if message)

    def validate(self) -> bool:
        """Show all problems and go to the first; True if there is none.

        What a service refused is forgotten: it is asked again, and the cure may lie in another
        field.
        """
        for cell in self._cells.values():
            cell.ask_again()
        problems = self.problems()
        if problems:
            self.focus(problems[0].field)
        return not problems

    def set_problems(self, problems: Iterable[Problem]) -> list[Problem]:
        """Show the refusal of a service under its fields until they are edited.

        Returns the problems whose field is not on this form, to be shown elsewhere.
        """
        elsewhere, first = [], ""
        for problem in problems:
            cell = self._cells.get(problem.field)
            if cell is None or not cell.wanted:
                elsewhere.append(problem)
                continue
            cell.refuse(problem.message)
            first = first or problem.field
        if first:
            self.focus(first)
        return elsewhere

    def problem_shown(self, name: str) -> str:
        """What stands under a field now."""
        return self._cells[name].message.text()

    # Fields

    def editor(self, name: str) -> Editor:
        """The input of a field; KeyError if there is none."""
        return self._cells[name].editor

    def focus(self, name: str) -> None:
        """Go to a field."""
        self._cells[name].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_choices(self, name: str, choices: Sequence[Choice]) -> None:
        """Offer other choices in a field."""
        cell = self._cells[name]
        cell.editor.set_choices(choices)
        cell.watch(self)

    def set_visible(self, name: str, visible: bool) -> None:
        """Ask for a field or not; one that is not asked has no value and no problem."""
        cell = self._cells[name]
        if cell.wanted != visible:
            cell.wanted = visible
            self._arrange()

    def show_only(self, names: Collection[str]) -> None:
        """Ask for these fields and no others."""
        if {n for n, cell in self._cells.items() if cell.wanted} != set(names):
            for name, cell in self._cells.items():
                cell.wanted = name in names
            self._arrange()

    def set_label(self, name: str, label: str) -> None:
        """Ask for something else in a field (姓名, 单位名称)."""
        self._cells[name].relabel(label)

    def set_hint(self, name: str, hint: str) -> None:
        """Say something else under a field that has no problem."""
        self._cells[name].rehint(hint)

    def set_required(self, name: str, required: bool) -> None:
        """Whether a field must be filled in."""
        self._cells[name].set_required(required)

    def set_locked(self, name: str, locked: bool) -> None:
        """Show a field without letting it be changed."""
        self._cells[name].editor.set_locked(locked)

    # Inside

    def set_columns(self, columns: int) -> None:
        """One column where there is no room for two."""
        if columns != self._columns:
            for number in range(self._columns):
                self._grid.setColumnStretch(number, 0)
            self._columns = columns
            self._arrange()

    def _arrange(self) -> None:
        while self._grid.count():
            self._grid.takeAt(0)
        row = column = 0
        section = ""
        for heading in self._headings.values():
            heading.hide()
        for cell in self._cells.values():
            cell.setVisible(cell.wanted)
            if not cell.wanted:
                continue
            if cell.field.section != section:
                section = cell.field.section
                row, column = row + 1, 0
                self._grid.addWidget(self._headings[section], row, 0, 1, self._columns)
                self._headings[section].show()
                row += 1
            span = self._columns if cell.field.wide else 1
            if column + span > self._columns:
                row, column = row + 1, 0
            self._grid.addWidget(cell, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            column += span
        for number in range(self._columns):
            self._grid.setColumnStretch(number, 1)

    def _edited(self, name: str) -> None:
        self._cells[name].edited()
        self.changed.emit(self.draft())

    def _go_on(self, name: str) -> None:
        names = [n for n, cell in self._cells.items() if cell.wanted and cell.editor.isEnabled()]
        after = names[names.index(name) + 1 :]
        if after:
            self.focus(after[0])
        else:
            self._submit(name)

    def _submit(self, name: str) -> None:
        self._cells[name].editor.left()
        self.submitted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on instead of pressing a dialog's button; leaving a field tidies it."""
        name = watched.property("field")
        if not isinstance(name, str) or name not in self._cells:
            return False
        cell = self._cells[name]
        if isinstance(event, QFocusEvent):
            # Its own list of proposals is no reason to think the clerk has left the field.
            if event.lostFocus() and event.reason() != Qt.FocusReason.PopupFocusReason:
                cell.left()
                self.left.emit(name)
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                    self._submit(name)
                    return True
                if cell.field.kind != "lines":
                    cell.editor.left()
                    self.left.emit(name)
                    self._go_on(name)
                    return True
        return False


class _Cell(QWidget):
    """Label, input, and one line for the hint or for what is wrong."""

    def __init__(self, field: Field, editor: Editor) -> None:
        super().__init__()
        self.field, self.editor = field, editor
        self.wanted = True
        self._required = field.required
        self._refused = ""
        self.label = QLabel()
        self.label.setBuddy(editor.input)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.show_state)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        if field.kind != "tick":
            layout.addWidget(self.label)
        layout.addWidget(editor)
        layout.addWidget(self.message)
        self._fit()
        self.set_required(field.required)
        self.show_state()

    def set_required(self, required: bool) -> None:
        self._required = required
        # The mark is a word: a red star says nothing to a screen reader and fades in grey print.
        self.label.setText(self.field.label + ("（必填）" if required else ""))
        for one in (self.editor, self.editor.input):
            one.setAccessibleName(self.label.text())

    def relabel(self, label: str) -> None:
        if label != self.field.label:
            self.field = replace(self.field, label=label)
            self.set_required(self._required)
            if isinstance(self.editor, TickEditor):
                self.editor.box.setText(label)

    def rehint(self, hint: str) -> None:
        if hint != self.field.hint:
            self.field = replace(self.field, hint=hint)
            if self.message.property("role") == "hint":
                self._show(hint, "hint")

    def inputs(self) -> list[QWidget]:
        inputs = self.editor.inputs() if isinstance(self.editor, ButtonsEditor) else []
        return inputs or [self.editor.input]

    def watch(self, form: Form) -> None:
        for one in self.inputs():
            one.setProperty("field", self.field.name)
            one.installEventFilter(form)

    def current_problem(self) -> str:
        if self._refused:
            return self._refused
        if problem := self.editor.problem():
            return problem
        if self.editor.empty():
            return f"请填写{self.field.label}" if self._required else ""
        return (self.field.check(self.editor.value()) or "") if self.field.check else ""

    def edited(self) -> None:
        """While typing: a problem in sight goes at once, a new one waits for a pause."""
        self._refused = ""
        if self.message.property("role") in ("problem", "warning"):
            self.show_state()
        else:
            self._pause.start()

    def left(self) -> None:
        self.editor.left()
        if not self.editor.empty():
            self.show_state()

    def refuse(self, message: str) -> None:
        self._refused = message
        self.show_state()

    def ask_again(self) -> None:
        self._refused = ""
        self.show_state(also_missing=True)

    def forget(self) -> None:
        self._refused = ""
        self._pause.stop()
        self._show(self.field.hint, "hint")

    def show_state(self, also_missing: bool = False) -> None:
        self._pause.stop()
        problem = self.current_problem()
        if problem and (also_missing or self._refused or not self.editor.empty()):
            self._show(problem, "problem")
            return
        warning = ""
        if self.field.warn is not None and not self.editor.empty():
            warning = self.field.warn(self.editor.value()) or ""
        self._show(warning or self.field.hint, "warning" if warning else "hint")

    def _show(self, text: str, role: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))
        theme.set_role(self.message, role)
        self.editor.input.setAccessibleDescription(text)
        wrong = role == "problem"
        if bool(self.editor.input.property("problem")) != wrong:
            self.editor.input.setProperty("problem", wrong)
            self.editor.input.style().unpolish(self.editor.input)
            self.editor.input.style().polish(self.editor.input)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "message"):
            self._fit()

    def _fit(self) -> None:
        """Width by content, in characters of the text size in force."""
        if self.field.kind in ("buttons", "tick"):
            return
        one = self.editor.input
        policy = one.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        one.setSizePolicy(policy)
        if self.field.width and self.field.kind != "lines":
            character = self.fontMetrics().horizontalAdvance("0")
            one.setMaximumWidth(self.field.width * character + theme.WIDE)


def _editor(field: Field, today: date) -> Editor:
    if field.kind == "date":
        return DateEditor(field, today)
    editors: dict[str, type[Editor]] = {
        "text": LineEditor,
        "secret": SecretEditor,
        "lines": LinesEditor,
        "choice": ListEditor,
        "buttons": ButtonsEditor,
        "pick": PickEditor,
        "suggest": PickEditor,
        "time": TimeEditor,
        "number": NumberEditor,
        "tick": TickEditor,
    }
    return editors[field.kind](field)
