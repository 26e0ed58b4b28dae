"""The 设置 tab: a plain list of sections at the left, the section at the right."""

from __future__ import annotations

from collections.abc import Callable
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
from desktop.settings.frame import Frame

_NAME = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Section:
    """One section; without `right` it is shown as one line that says why."""

    name: str
    title: str
    build: Callable[[Desk], QWidget]
    right: Right | None = None


def _own(desk: Desk) -> QWidget:
    from desktop.settings.own import OwnPage

    return OwnPage(desk)


def _values(group: str, title: str) -> Callable[[Desk], QWidget]:
    def build(desk: Desk) -> QWidget:
        from desktop.settings.values import ValuesPage

        return ValuesPage(desk, group, title)

    return build


def _texts(desk: Desk) -> QWidget:
    from desktop.settings.texts import TextsPage

    return TextsPage(desk)


def _accounts(desk: Desk) -> QWidget:
    from desktop.settings.accounts import AccountsPage

    return AccountsPage(desk)


def _staff(desk: Desk) -> QWidget:
    from desktop.settings.staff import StaffPage

    return StaffPage(desk)


def _holidays(desk: Desk) -> QWidget:
    from desktop.settings.holidays import HolidaysPage

    return HolidaysPage(desk)


def _items(desk: Desk) -> QWidget:
    from desktop.settings.items import items_page

    return items_page(desk)


def _journal(desk: Desk) -> QWidget:
    from desktop.settings.journal import JournalPage

    return JournalPage(desk)


def _data(desk: Desk) -> QWidget:
    from desktop.settings.data import DataPage

    return DataPage(desk)


def _imports(desk: Desk) -> QWidget:
    from desktop.imports import ImportPage

    return ImportPage(desk)


def _office_papers(desk: Desk) -> QWidget:
    from desktop.settings.office_papers import OfficePapersPage

    return OfficePapersPage(desk)


_EDIT = Right.EDIT_SETTINGS
SECTIONS = (
    Section("own", "显示和密码", _own),
    Section("unit", "单位", _values("单位", "单位"), _EDIT),
    Section("hours", "作息", _values("作息", "作息"), _EDIT),
    Section("registration", "登记", _values("登记", "登记"), _EDIT),
    Section("limits", "时限", _values("时限", "时限"), _EDIT),
    Section("item_values", "事项参数", _values("事项", "事项参数"), _EDIT),
    Section("papers", "文书", _values("文书", "文书"), _EDIT),
    Section("texts", "文书文字", _texts, _EDIT),
    Section("office_papers", "指南和牌表", _office_papers, Right.SEE_OFFICE),
    Section("safety", "安全", _values("安全", "安全"), _EDIT),
    Section("accounts", "账号", _accounts, Right.MANAGE_ACCOUNTS),
    Section("staff", "人员和窗口", _staff, _EDIT),
    Section("holidays", "节假日", _holidays, Right.SEE_OFFICE),
    Section("items", "事项目录", _items, Right.SEE_OFFICE),
    Section("journal", "操作记录", _journal, Right.SEE_JOURNAL),
    Section("imports", "导入办件", _imports, Right.IMPORT),
    Section("data", "数据", _data, Right.MAINTAIN),
)


class SettingsPage(QWidget):
    """Each section is built when first looked at and keeps what was typed into it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        theme.set_role(self, "page")
        self._desk = desk
        self._built: dict[str, QWidget] = {}
        self.list = QListWidget()
        self.list.setAccessibleName("设置的各部分")
        theme.set_role(self.list, "plain")
        self.stack = QStackedWidget()
        for section in SECTIONS:
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
        widest = max(self.fontMetrics().horizontalAdvance(s.title) for s in SECTIONS)
        bar = self.list.verticalScrollBar().sizeHint().width()
        self.list.setFixedWidth(widest + bar + theme.WIDE + theme.SMALL)

    def show_section(self, name: str) -> QWidget:
        """Open a section by name and return its page."""
        self.list.setCurrentRow([section.name for section in SECTIONS].index(name))
        return self._built[name]

    def _show(self, number: int) -> None:
        section = SECTIONS[number]
        if section.name not in self._built:
            page = self._build(section)
            self._built[section.name] = page
            self.stack.addWidget(page)
        page = self._built[section.name]
        self.stack.setCurrentWidget(page)
        self.stack.setFocusProxy(page)

    def _build(self, section: Section) -> QWidget:
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
