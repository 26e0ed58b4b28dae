"""A tab of many pages: a plain list of their titles at the left, the page at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from center.rights import Right
from desktop import theme
from desktop.desk import Desk

_NAME = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Section:
    """One page; without `right` it is shown as one line that says why."""

    name: str
    title: str
    build: Callable[[Desk], QWidget]
    right: Right | None = None


class SidePages(QWidget):
    """Each page is built when first looked at and keeps what was typed into it."""

    def __init__(self, desk: Desk, sections: Sequence[Section], title: str) -> None:
        super().__init__()
        theme.set_role(self, "page")
        self._desk = desk
        self._sections = sections
        self._built: dict[str, QWidget] = {}
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        theme.set_role(self.list, "plain")
        self.stack = QStackedWidget()
        for section in sections:
            item = QListWidgetItem(section.title)
            item.setData(_NAME, section.name)
            self.list.addItem(item)
        self._fit()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SMALL, 0, 0, 0)
        layout.setSpacing(0)
        side = QVBoxLayout()
        side.setContentsMargins(0, theme.MEDIUM, 0, 0)
        side.addWidget(self.list)
        layout.addLayout(side)
        layout.addWidget(self.stack, 1)
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(lambda _item: self.stack.setFocus())
        self.setFocusProxy(self.list)
        desk.actor_changed.connect(self._sit_down)
        self.list.setCurrentRow(0)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "list"):
            self._fit()

    def _fit(self) -> None:
        widest = max(self.fontMetrics().horizontalAdvance(s.title) for s in self._sections)
        bar = self.list.verticalScrollBar().sizeHint().width()
        self.list.setFixedWidth(widest + bar + theme.WIDE + theme.SMALL)

    def show_section(self, name: str) -> QWidget:
        """Open a page by name and return it."""
        self.list.setCurrentRow([section.name for section in self._sections].index(name))
        return self._built[name]

    def _show(self, number: int) -> None:
        section = self._sections[number]
        if section.name not in self._built:
            page = self._build(section)
            self._built[section.name] = page
            self.stack.addWidget(page)
        page = self._built[section.name]
        self.stack.setCurrentWidget(page)
        self.stack.setFocusProxy(page)

    def _build(self, section: Section) -> QWidget:
        from desktop.settings.frame import Frame

        if section.right is None or self._desk.may(section.right):
            return section.build(self._desk)
        page = Frame(section.title)
        page.say(f"当前账号没有“{section.right.value}”的权限。需要时请联系主任或系统管理员。")
        return page

    def _sit_down(self) -> None:
        """Another person sits here: nothing of the one before stays on the screen."""
        for page in self._built.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self._built.clear()
        self._show(self.list.currentRow())
