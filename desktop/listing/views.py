"""常用筛选: a list's filters, order and columns under a name, per account or shared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from center.errors import Expected
from center.rights import Right
from center.views import View, delete_view, make_default, rename_view, save_view, views
from desktop import theme
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing.chips import spans
from desktop.listing.page import Listing
from desktop.listing.source import Dates, FilterValue

TITLE = "常用筛选"
_PASSING = frozenset({"ids"})
"""Filters that name certain records of today and mean nothing tomorrow."""


class SavedViews(QToolButton):
    """The button in the chips row. `current` is the view last chosen."""

    def __init__(self, desk: Desk, name: str, listing: Listing) -> None:
        super().__init__(listing)
        self._desk, self._name, self._listing = desk, name, listing
        self.current: View | None = None
        self.setText(TITLE)
        self.setToolTip("把现在的筛选、排序和列存成一个名称，下次一点就到")
        theme.set_role(self, "chip")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(QMenu(self))
        self.menu().aboutToShow.connect(self._fill)
        desk.actor_changed.connect(self.open_default)

    def open_default(self) -> None:
        """Show the list as this account wants it opened, if it said so."""
        self.current = None
        self._tell()
        default = next((view for view in self._views() if view.default), None)
        if default is not None:
            self.choose(default)

    def choose(self, view: View) -> None:
        """Show the list by a view."""
        self.current = view
        self._tell()
        content = view.content
        filters = decode(content.get("filters", {}), self._desk.today())
        sort = content.get("sort") or ("", False)
        columns = [str(column) for column in content.get("columns", ())]
        text = str(content.get("text", ""))
        self._listing.show_view(filters, text, (str(sort[0]), bool(sort[1])), columns)

    def ask_save(self) -> None:
        """Save what the list shows now; an own view with the same name is replaced."""
        listing = self._listing

        def run(form: Form) -> None:
            query = listing.query
            content = {
                "filters": encode(query.filters, self._desk.today()),
                "text": query.text,
                "sort": [query.sort, query.descending],
                "columns": listing.table.shown_columns(),
            }
            with self._desk.work() as work:
                ident = save_view(
                    work, self._name, form.text("name"), content, shared=form.ticked("shared")
                )
            self.current = next(view for view in self._views() if view.id == ident)
            self._tell()
            listing.notice.say(f"已存为常用筛选“{self.current.name}”。")

        self._ask("存为常用筛选", "", run, shared=False)

    def ask_rename(self, view: View) -> None:
        """Give the view another name, share it or take it back."""

        def run(form: Form) -> None:
            shared = form.ticked("shared") if self._desk.may(Right.SHARE_VIEWS) else None
            with self._desk.work() as work:
                rename_view(work, view.id, form.text("name"), shared=shared)
            self.current = next(one for one in self._views() if one.id == view.id)
            self._tell()

        self._ask("改名或共用", view.name, run, shared=view.shared)

    def _ask(self, title: str, name: str, run: Any, *, shared: bool) -> None:
        fields = [Field("name", "名称", width=24, required=True, default=name)]
        if self._desk.may(Right.SHARE_VIEWS):
            fields.append(Field("shared", "全单位共用", "tick", wide=True, default=shared))
        intro = "“本月”“今年”这样的日期会跟着走，不会停在今天。"
        FormDialog(self._desk, self, title, fields, "保存", run, intro=intro).open()

    def _delete(self, view: View) -> None:
        self._do(lambda: self._written(delete_view, view.id))
        self.current = None
        self._tell()
        self._listing.notice.say(f"已删除常用筛选“{view.name}”，列表里的记录都在。")

    def _make_default(self, view: View, on: bool) -> None:
        self._do(lambda: self._written(make_default, self._name, view.id if on else None))
        self.current = next((one for one in self._views() if one.id == view.id), None)

    def _written(self, function: Any, *args: object) -> None:
        with self._desk.work() as work:
            function(work, *args)

    def _do(self, run: Any) -> None:
        try:
            run()
        except Expected as error:
            self._listing.notice.error(error)

    def _views(self) -> list[View]:
        with self._desk.read() as work:
            return views(work, self._name)

    def _fill(self) -> None:
        menu, found = self.menu(), self._views()
        menu.clear()
        for view in found:
            title = view.name.replace("&", "&&") + ("　共用" if view.shared else "")
            action = QAction(title, menu)
            action.setCheckable(True)
            action.setChecked(self.current is not None and self.current.id == view.id)
            action.triggered.connect(partial(self._chosen, view))
            menu.addAction(action)
        if found:
            menu.addSeparator()
        menu.addAction("把现在的筛选存为…", self.ask_save)
        current = self.current
        if current is None:
            return
        default = menu.addAction("打开列表时就用它")
        default.setCheckable(True)
        default.setChecked(current.default)
        default.triggered.connect(lambda on: self._make_default(current, on))
        if current.own:
            menu.addAction("改名或共用…", partial(self.ask_rename, current))
            menu.addAction("删除", partial(self._delete, current))

    def _chosen(self, view: View, _on: bool = False) -> None:
        self.choose(view)

    def _tell(self) -> None:
        name = self.current.name if self.current is not None else ""
        self.setText(f"{TITLE}：{name}" if name else TITLE)
        self.setAccessibleName(f"{TITLE}，现为{name or '没有选'}")
        self.setProperty("set", bool(name))
        self.style().unpolish(self)
        self.style().polish(self)


def add_views(desk: Desk, name: str, listing: Listing) -> SavedViews:
    """Give a list its saved views, kept under `name`, and open it as this account wants."""
    button = SavedViews(desk, name, listing)
    listing.add_to_bar(button)
    button.open_default()
    return button


def encode(filters: Mapping[str, FilterValue], today: date) -> dict[str, Any]:
    """Filters as they are stored: a span of days that has a name stays that name."""
    found: dict[str, Any] = {}
    for name, value in filters.items():
        if name in _PASSING:
            continue
        if isinstance(value, str):
            found[name] = value
            continue
        named = next((word for word, span in spans(today).items() if span == value), None)
        ends = [day.isoformat() if day else None for day in (value.first, value.last)]
        found[name] = {"span": named} if named else {"first": ends[0], "last": ends[1]}
    return found


def decode(stored: Mapping[str, Any], today: date) -> dict[str, FilterValue]:
    """Stored filters as they are meant today; what is not understood is left out."""
    found: dict[str, FilterValue] = {}
    for name, value in stored.items():
        if isinstance(value, str):
            found[name] = value
        elif isinstance(value, Mapping) and value.get("span") in spans(today):
            found[name] = spans(today)[value["span"]]
        elif isinstance(value, Mapping) and value.keys() == {"first", "last"}:
            ends = (value["first"], value["last"])
            first, last = (date.fromisoformat(day) if day else None for day in ends)
            found[name] = Dates(first, last)
    return found
