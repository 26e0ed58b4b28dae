"""The input of one field: base class, and the inputs that are typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from center.text import clean_block, clean_line, half_width
from desktop import theme
from desktop.choice import Choice
from desktop.dates import WEEKDAYS, parse_date, parse_time
from desktop.fields.spec import Field

_LONGEST_PASTE = 100_000


class Editor(QWidget):
    """Base of all inputs. `raw` is the text as typed: a draft keeps it, readable or not."""

    edited = Signal()
    input: QWidget
    """The widget that takes the keys."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.SMALL)

    def _take(self, widget: QWidget) -> None:
        self.input = widget
        self._row.addWidget(widget, 1)
        if self.field.width and self.field.kind != "lines":
            self._row.addStretch(0)
        self.setFocusProxy(widget)

    def value(self) -> object:
        """The value, None where nothing (or nothing readable) was entered."""
        raise NotImplementedError

    def set_value(self, value: object) -> None:
        """Show a value; None empties the field."""
        self.set_raw("" if value is None else str(value))

    def raw(self) -> str:
        """What was typed, as text."""
        raise NotImplementedError

    def set_raw(self, text: str) -> None:
        """Put back what `raw` gave."""
        raise NotImplementedError

    def problem(self) -> str:
        """Why what was typed cannot be taken, empty if it can."""
        return ""

    def empty(self) -> bool:
        """True when nothing was entered."""
        return not self.raw().strip()

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices; only inputs that choose have any."""
        raise NotImplementedError

    def set_locked(self, locked: bool) -> None:
        """Show the value without letting it be changed."""
        self.input.setEnabled(not locked)

    def left(self) -> None:
        """The clerk has left the field: write the value in its usual form."""


class _CleanLine(QValidator):
    """Takes line breaks and unseen characters out of what is pasted; nothing visible is lost."""

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        if text.isprintable():
            return QValidator.State.Acceptable, text, place
        cleaned = clean_line(text)
        return QValidator.State.Acceptable, cleaned, min(place, len(cleaned))


class LineEditor(Editor):
    """One line of text."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.line = QLineEdit()
        self.line.setMaxLength(_LONGEST_PASTE)
        self.line.setValidator(_CleanLine(self.line))
        self._take(self.line)
        self.line.textChanged.connect(lambda _text: self.edited.emit())

    def value(self) -> object:
        """The text, cleaned."""
        return clean_line(self.line.text())

    def raw(self) -> str:
        """The text as typed."""
        return self.line.text()

    def set_raw(self, text: str) -> None:
        """Put text into the field, its beginning in sight."""
        if text != self.line.text():
            self.line.setText(text if text.isprintable() else clean_line(text))
            self.line.setCursorPosition(0)

    def problem(self) -> str:
        """Too long; nothing is cut off."""
        return _too_long(self.field, self.line.text())

    def set_locked(self, locked: bool) -> None:
        """Read-only, so that it can still be copied."""
        self.line.setReadOnly(locked)


class SecretEditor(LineEditor):
    """Hidden text, taken exactly as typed, never part of a draft."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)

    def value(self) -> object:
        """The text, blanks at its ends included."""
        return self.line.text()


class LinesEditor(Editor):
    """Several lines of text; Enter starts a new line, Tab leaves."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.box = _PlainBox()
        self.box.setTabChangesFocus(True)
        self._take(self.box)
        self._fit()
        self.box.textChanged.connect(self.edited)

    def value(self) -> object:
        """The text, cleaned, with its line breaks."""
        return clean_block(self.box.toPlainText())

    def raw(self) -> str:
        """The text as typed."""
        return self.box.toPlainText()

    def set_raw(self, text: str) -> None:
        """Put text into the field."""
        if text != self.box.toPlainText():
            self.box.setPlainText(text)

    def problem(self) -> str:
        """Too long; nothing is cut off."""
        return _too_long(self.field, self.box.toPlainText())

    def set_locked(self, locked: bool) -> None:
        """Read-only, so that it can still be copied."""
        self.box.setReadOnly(locked)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "box"):
            self._fit()

    def _fit(self) -> None:
        height = self.box.fontMetrics().lineSpacing() * self.field.lines
        self.box.setFixedHeight(height + theme.LARGE + theme.TIGHT)


class _PlainBox(QPlainTextEdit):
    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste text alone, without unseen characters."""
        self.insertPlainText(clean_block(source.text()))


class DateEditor(LineEditor):
    """A day typed in any usual way; its weekday stands beside it, Up and Down move by a day."""

    def __init__(self, field: Field, today: date, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._today = today
        self.line.setPlaceholderText("如 1121")
        self._weekday = QLabel()
        theme.set_role(self._weekday, "hint")
        self._row.insertWidget(1, self._weekday)
        self.line.textChanged.connect(self._tell_weekday)

    def value(self) -> date | None:
        """The day, None while it cannot be read."""
        try:
            return parse_date(self.line.text(), self._today) if not self.empty() else None
        except ValueError:
            return None

    def set_value(self, value: object) -> None:
        """Show a day."""
        self.set_raw(value.isoformat() if isinstance(value, date) else "")

    def problem(self) -> str:
        """Why the text is no day."""
        try:
            if not self.empty():
                parse_date(self.line.text(), self._today)
        except ValueError as error:
            return str(error)
        return ""

    def left(self) -> None:
        """Write the day as 2026-11-21."""
        if value := self.value():
            self.set_raw(value.isoformat())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up is the next day, Down the day before."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None or self.line.isReadOnly():
            super().keyPressEvent(event)
            return
        value = self.value()
        moved = value + timedelta(days=step) if value else self._today
        self.set_raw(moved.isoformat())

    def _tell_weekday(self) -> None:
        value = self.value()
        self._weekday.setText(WEEKDAYS[value.weekday()] if value else "")


class TimeEditor(LineEditor):
    """A time of day typed as 0931 or 9:31."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.line.setPlaceholderText("如 0931")

    def value(self) -> time | None:
        """The time, None while it cannot be read."""
        try:
            return parse_time(self.line.text()) if not self.empty() else None
        except ValueError:
            return None

    def set_value(self, value: object) -> None:
        """Show a time."""
        self.set_raw(f"{value:%H:%M}" if isinstance(value, time) else "")

    def problem(self) -> str:
        """Why the text is no time."""
        try:
            if not self.empty():
                parse_time(self.line.text())
        except ValueError as error:
            return str(error)
        return ""

    def left(self) -> None:
        """Write the time as 09:31."""
        if value := self.value():
            self.set_value(value)


class NumberEditor(LineEditor):
    """A whole number, not negative."""

    def value(self) -> int | None:
        """The number, None while it cannot be read."""
        typed = half_width(self.line.text()).replace(",", "").strip()
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 15 else None

    def problem(self) -> str:
        """Not a whole number."""
        return "" if self.empty() or self.value() is not None else "请填写整数"


def _too_long(field: Field, text: str) -> str:
    if len(text) <= field.most:
        return ""
    return f"最多 {field.most:,} 个字，现在有 {len(text):,} 个字，请删减"
