"""The one page of a record: number and state, the lawful steps, and what is known about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.following import Following
from desktop.listing import Listing
from desktop.notice import Notice


@dataclass(frozen=True, slots=True)
class Step:
    """One step with a record. A `reason` says why it is not lawful now; then it only tells so."""

    title: str
    run: Callable[[], object]
    reason: str = ""
    primary: bool = False
    shortcut: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a record: `state` is a key of `theme.LIGHTS` or empty, `facts` one line below."""

    number: str
    title: str
    state: str = ""
    due: str = ""
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One tab of a record (事实, 材料, 时限, 经过, 文书, 附件), built when first looked at."""

    name: str
    title: str
    build: Callable[[], QWidget]


class RecordPage(QWidget):
    """A record on its own page. Esc or 返回 leaves it; the open tab stays when it is refreshed."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None, *, most_steps: int = 5) -> None:
        super().__init__(parent)
        theme.set_role(self, "page")
        self._most = most_steps
        self._sections: list[Section] = []
        self.steps: dict[str, QPushButton] = {}
        self.back = QPushButton("← 返回")
        theme.set_role(self.back, "link")
        self.back.setToolTip("返回列表（Esc）")
        self.back.clicked.connect(self.closed)
        self.number = QLabel()
        theme.set_role(self.number, "second")
        self.title = QLabel()
        theme.set_role(self.title, "title")
        for label in (self.number, self.title):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.light = LightBox()
        self.due = QLabel()
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        theme.set_role(self.facts, "second")
        self.notice = Notice()
        self.tabs = QTabWidget()
        self.tabs.currentChanged.connect(self._build_tab)
        self._bar = QHBoxLayout()
        self._bar.setSpacing(theme.SMALL)
        head = QHBoxLayout()
        head.setSpacing(theme.SMALL)
        for widget in (self.back, self.number, self.title):
            head.addWidget(widget)
        head.addStretch()
        head.addWidget(self.light)
        head.addWidget(self.due)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(head)
        layout.addWidget(self.facts)
        layout.addLayout(self._bar)
        layout.addWidget(self.notice)
        layout.addWidget(self.tabs, 1)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    def show_record(self, head: Head, steps: Sequence[Step], sections: Sequence[Section]) -> None:
        """Show a record, or the same one again after a step; the open tab stays open."""
        self.number.setText(head.number)
        self.title.setText(head.title)
        self.light.set_state(head.state)
        self.due.setText(head.due)
        self.facts.setText(head.facts)
        self.facts.setVisible(bool(head.facts))
        self.setAccessibleName(f"{head.number} {head.title}")
        self._show_steps(steps)
        self._show_sections(sections)

    def go(self, section: str) -> None:
        """Open a tab by name."""
        self.tabs.setCurrentIndex([one.name for one in self._sections].index(section))

    def rename(self, section: str, title: str) -> None:
        """Give a tab another title: its count has changed."""
        names = [one.name for one in self._sections]
        if section in names:
            self.tabs.setTabText(names.index(section), title)

    def _show_steps(self, steps: Sequence[Step]) -> None:
        while (item := self._bar.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.steps.clear()
        ordered = sorted(steps, key=lambda step: (not step.primary, bool(step.reason)))
        for step in ordered[: self._most]:
            self._bar.addWidget(self._button(step))
        if rest := ordered[self._most :]:
            more = QPushButton("更多")
            more.setAutoDefault(False)
            theme.set_role(more, "more")
            menu = QMenu(more)
            for step in rest:
                action = menu.addAction(step.title, lambda s=step: self._take(s))
                action.setToolTip(step.reason)
                if step.reason:
                    action.setText(f"{step.title}（{step.reason}）")
            more.setMenu(menu)
            self._bar.addWidget(more)
        self._bar.addStretch()

    def _button(self, step: Step) -> QPushButton:
        keys = step.shortcut.replace("Return", "Enter")
        button = QPushButton(f"{step.title}  {keys}" if keys else step.title)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: self._take(step))
        button.setAccessibleName(step.title)
        if step.reason:
            # Not disabled: a disabled button cannot be reached by key and never says why.
            theme.set_role(button, "unlawful")
            button.setToolTip(step.reason)
            button.setStatusTip(step.reason)
            button.setAccessibleDescription(f"现在不能办理：{step.reason}")
        elif step.primary:
            theme.set_role(button, "primary")
        if step.shortcut:
            key = QShortcut(QKeySequence(step.shortcut), button)
            key.setContext(Qt.ShortcutContext.WindowShortcut)
            key.activated.connect(button.click)
        self.steps[step.title] = button
        return button

    def _take(self, step: Step) -> None:
        if step.reason:
            self.notice.say(f"现在不能“{step.title}”：{step.reason}")
        else:
            self.notice.clear()
            step.run()

    def _show_sections(self, sections: Sequence[Section]) -> None:
        current = self.tabs.currentIndex()
        name = self._sections[current].name if 0 <= current < len(self._sections) else ""
        self.tabs.blockSignals(True)
        while self.tabs.count():
            page = self.tabs.widget(0)
            self.tabs.removeTab(0)
            page.deleteLater()
        self._sections = list(sections)
        for section in sections:
            self.tabs.addTab(QScrollArea(), section.title)
        names = [section.name for section in sections]
        self.tabs.setCurrentIndex(names.index(name) if name in names else 0)
        self.tabs.blockSignals(False)
        self._build_tab(self.tabs.currentIndex())

    def _build_tab(self, number: int) -> None:
        frame = self.tabs.widget(number)
        if isinstance(frame, QScrollArea) and frame.widget() is None:
            page = self._sections[number].build()
            frame.setWidgetResizable(True)
            frame.setWidget(page)
            page.setAutoFillBackground(False)
            frame.viewport().setAutoFillBackground(False)


class LightBox(QWidget):
    """The shape of a state and its word (D6)."""

    def __init__(self, state: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state

    def set_state(self, state: str) -> None:
        """Show another state; empty shows nothing."""
        self._state = state
        self.setAccessibleName(theme.LIGHTS[state].word if state else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as shape and word."""
        light = theme.LIGHTS.get(self._state)
        if light is None:
            return QSize(0, 0)
        metrics = self.fontMetrics()
        width = metrics.height() + theme.TIGHT + metrics.horizontalAdvance(light.word)
        return QSize(width, metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw shape and word."""
        light = theme.LIGHTS.get(self._state)
        if light is None:
            return
        painter = QPainter(self)
        height = self.fontMetrics().height()
        side = height * 0.6
        top = (self.height() - side) / 2
        theme.draw_light(painter, QRectF(2, top, side, side), self._state)
        painter.setPen(theme.look().palette.color(light.color))
        words = self.rect().adjusted(height, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, light.word)


class Subject(QStackedWidget):
    """A tab of the program: its list, and a record page in front of it while one is open."""

    def __init__(self, listing: Listing, open_record: Callable[[object], QWidget]) -> None:
        """`open_record` builds the page of a key; it is asked each time a row is opened."""
        super().__init__()
        self.listing = listing
        self._open = open_record
        self._missed = False
        self.addWidget(listing)
        listing.opened.connect(self.open)

    def follow(self, changed: SignalInstance, shown: frozenset[str]) -> None:
        """Keep the list true: read it again when a record of the kinds it shows has changed."""
        Following(self, changed, shown, self._refresh_list)

    def _refresh_list(self) -> None:
        """Read the list again; at once only while it is in sight."""
        if self.isVisible() and self.currentWidget() is self.listing:
            self.listing.refresh()
        else:
            self._missed = True

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while another page was open."""
        super().showEvent(event)
        if self._missed and self.currentWidget() is self.listing:
            self._missed = False
            self.listing.refresh()

    def open(self, key: object) -> None:
        """Show a record's page in front of the list."""
        self.close_record(refresh=False)
        page = self._open(key)
        self.addWidget(page)
        self.setCurrentWidget(page)
        if isinstance(page, RecordPage):
            page.closed.connect(self.close_record)
        page.setFocus()

    def close_record(self, refresh: bool = True) -> None:
        """Back to the list, which has kept its place."""
        page = self.currentWidget()
        if page is not self.listing:
            self.removeWidget(page)
            page.deleteLater()
            if refresh:
                self.listing.refresh()
        self.setCurrentWidget(self.listing)
        self.listing.setFocus()
