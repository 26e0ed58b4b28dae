"""The inputs that choose: a list, buttons in sight, a typed choice, a tick."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QCompleter,
    QPushButton,
    QWidget,
)

from desktop import theme
from desktop.choice import Choice
from desktop.fields.editor import Editor, LineEditor
from desktop.fields.spec import Field

_VALUE = int(Qt.ItemDataRole.UserRole)
_FOUND_BY = _VALUE + 1


class ListEditor(Editor):
    """A closed list that drops down."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.combo = _Combo()
        self._take(self.combo)
        self.set_choices(field.choices)
        self.combo.currentIndexChanged.connect(lambda _index: self.edited.emit())

    def value(self) -> str | None:
        """The chosen value."""
        value = self.combo.currentData()
        return value if isinstance(value, str) else None

    def raw(self) -> str:
        """The chosen value as text."""
        return self.value() or ""

    def set_raw(self, text: str) -> None:
        """Choose a value; one that is not offered leaves nothing chosen."""
        self.combo.setCurrentIndex(self.combo.findData(text) if text else -1)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices, keeping the chosen one if it is still among them."""
        chosen = self.value()
        self.combo.blockSignals(True)
        self.combo.clear()
        for choice in choices:
            self.combo.addItem(choice.title, choice.value)
        self.set_raw(chosen or "")
        self.combo.blockSignals(False)
        if self.value() != chosen:
            self.edited.emit()


class _Combo(QComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the page never changes an answer."""
        event.ignore()


class ButtonsEditor(Editor):
    """Few choices as buttons in sight; arrows or the keys 1 to 9 choose."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._group = QButtonGroup(self)
        self._values: list[str] = []
        self._row.setSpacing(theme.TIGHT)
        self._row.addStretch()
        self.set_choices(field.choices)
        self._group.idToggled.connect(lambda _id, on: self.edited.emit() if on else None)

    def value(self) -> str | None:
        """The chosen value."""
        number = self._group.checkedId()
        return self._values[number] if number >= 0 else None

    def raw(self) -> str:
        """The chosen value as text."""
        return self.value() or ""

    def set_raw(self, text: str) -> None:
        """Choose a value; one that is not offered leaves nothing chosen."""
        if text in self._values:
            button = self._group.button(self._values.index(text))
            button.setChecked(True)
            self.setFocusProxy(button)
            return
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(False)
        self._group.setExclusive(True)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices, keeping the chosen one if it is still among them."""
        chosen = self.raw()
        buttons = self._group.buttons()
        self._values = [choice.value for choice in choices]
        # Buttons in sight are used again: new ones would come last for Tab.
        for number in range(len(buttons), len(choices)):
            buttons.append(self._new_button(number))
        for button, choice in zip(buttons, choices, strict=False):
            button.setText(choice.title)
        for button in buttons[len(choices) :]:
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.deleteLater()
        first = self._group.button(0)
        if first is not None:
            self.input = first
            self.setFocusProxy(first)
        self.set_raw(chosen)

    def _new_button(self, number: int) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setAutoDefault(False)
        theme.set_role(button, "choice")
        self._group.addButton(button, number)
        self._row.insertWidget(number, button)
        return button

    def inputs(self) -> list[QWidget]:
        """The buttons, left to right."""
        return list(self._group.buttons())

    def set_locked(self, locked: bool) -> None:
        """Show the choice without letting it be changed."""
        for button in self._group.buttons():
            button.setEnabled(not locked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys 1 to 9 choose by place."""
        place = event.key() - Qt.Key.Key_1
        if 0 <= place < len(self._values) and not event.modifiers():
            self._group.button(place).setChecked(True)
            self._group.button(place).setFocus()
        else:
            super().keyPressEvent(event)


class TickEditor(Editor):
    """Yes or no."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.box = QCheckBox(field.label)
        self._take(self.box)
        self.box.toggled.connect(lambda _on: self.edited.emit())

    def value(self) -> bool:
        """True when ticked."""
        return self.box.isChecked()

    def set_value(self, value: object) -> None:
        """Tick or not."""
        self.box.setChecked(bool(value))

    def raw(self) -> str:
        """`1` when ticked."""
        return "1" if self.box.isChecked() else ""

    def set_raw(self, text: str) -> None:
        """Put back what `raw` gave."""
        self.box.setChecked(text == "1")


class PickEditor(LineEditor):
    """A choice found by typing a part of its title or its pinyin initials; Enter takes the first.

    With kind `suggest` any other text is taken too, and only Down reaches a proposal.
    """

    picked = Signal()
    """Enter was pressed in the list of proposals."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._free = field.kind == "suggest"
        self._choices: list[Choice] = []
        self._model = QStandardItemModel(self)
        self.completer = _Completer(self._model, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.line.setCompleter(self.completer)
        self.completer.popup().installEventFilter(self)
        self.set_choices(field.choices)

    def value(self) -> str | None:
        """The value of the title in the field; with `suggest` the text itself if it is none."""
        typed = str(super().value())
        found = next((c.value for c in self._choices if c.title == typed), None)
        return typed if found is None and self._free else found

    def set_value(self, value: object) -> None:
        """Show the title of a value."""
        known = next((choice.title for choice in self._choices if choice.value == value), None)
        self.set_raw(known if known is not None else str(value or "") if self._free else "")

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices; what was typed stays."""
        self._choices = list(choices)
        self._model.clear()
        for choice in choices:
            item = QStandardItem(choice.title)
            item.setData(f"{choice.title} {choice.keys}", _FOUND_BY)
            self._model.appendRow(item)

    def matches(self) -> list[Choice]:
        """The choices that what was typed may mean."""
        typed = self.raw().strip().casefold()
        return [c for c in self._choices if typed in f"{c.title} {c.keys}".casefold()]

    def problem(self) -> str:
        """No such choice."""
        if self._free or self.empty() or self.value() is not None:
            return super().problem()
        return "请从列表中选择，可输入名称的一部分或拼音首字母"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the proposals takes the marked one, or the first, in a single stroke."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in enter and not event.modifiers():
                popup = self.completer.popup()
                marked = popup.currentIndex()
                if not marked.isValid() and not self._free:
                    marked = popup.model().index(0, 0)
                popup.hide()
                if marked.isValid():
                    self.set_raw(self.completer.pathFromIndex(marked))
                self.picked.emit()
                return True
        return super().eventFilter(watched, event)

    def left(self) -> None:
        """Take the only, or exactly spelled, match."""
        found = self.matches() if not self._free and not self.empty() else []
        if self.value() is None and len(found) == 1:
            self.set_raw(found[0].title)


class _Completer(QCompleter):
    """Finds by title and keys, writes the title."""

    def __init__(self, model: QStandardItemModel, parent: PickEditor) -> None:
        super().__init__(model, parent)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompletionRole(_FOUND_BY)
        self.setMaxVisibleItems(10)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))
