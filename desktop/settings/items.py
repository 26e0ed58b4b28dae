"""事项目录: the catalogue, an item with its versions, and what may be done with it (CASE-24)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QFileDialog, QWidget

from center import changes, items
from center.blank_forms import forms_of
from center.guides import confirm_guide, stale_guides
from center.items import CaseKind, Item
from center.journal import commit
from center.proof_reviews import last_reviews, review_due
from center.records import local_date
from center.rights import Right
from desktop import notice, parts, tasks, theme
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.listing import Column, Filter, Listing, Query, Quick, Row
from desktop.listing.views import add_views
from desktop.record import Head, RecordPage, Section, Step, Subject
from desktop.settings.item_editor import ItemEditor
from desktop.settings.item_forms import FormsPage
from desktop.settings.item_proofs import ask_review, proofs_page
from desktop.settings.item_versions import Comparison
from desktop.settings.item_words import LABELS, changed_fields, promised_words, spoken
from desktop.short_list import ShortList

_COLUMNS = (
    Column("code", "编码", 8),
    Column("name", "事项", 40),
    Column("department", "归口", 10),
    Column("window", "窗口", 12, shown=False),
    Column("case_kind", "类型", 8),
    Column("legal", "法定时限", 15, sortable=False),
    Column("promised", "承诺时限", 14, sortable=False),
    Column("proofs", "证明清理", 13, sortable=False),
    Column("materials", "材料", 6, "number"),
    Column("edition", "版次", 6, "number", shown=False),
    Column("state", "状态", 8, shown=False),
)
_VERSIONS = (
    Column("edition", "版次", 8, sortable=False),
    Column("at", "何时", 18, sortable=False),
    Column("who", "谁", 12, sortable=False),
    Column("changed", "改了什么", 60, sortable=False),
)
_IN_USE, _STOPPED, _STALE, _PROOFS = "in_use", "stopped", "stale", "proofs"


class ItemSource:
    """The latest version of every item, filtered and sorted in memory: an office has dozens."""

    columns = _COLUMNS
    quick = (
        Quick("in_use", "在用", {"state": _IN_USE}),
        Quick("stale", "指南待核对", {"state": _STALE}),
        Quick("proofs", "待清理证明", {"state": _PROOFS}),
        Quick("stopped", "已停用", {"state": _STOPPED}),
        Quick("all", "全部"),
    )
    sort = ("code", False)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def filters(self) -> Sequence[Filter]:
        """归口 and 类型."""
        kinds = [Choice(kind.value, kind.value) for kind in CaseKind]
        return (
            Filter("department", "归口", self._departments),
            Filter("case_kind", "类型", kinds),
        )

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """The items that match, after a place."""
        found = self._matching(query)
        with self._desk.read() as work:
            reviewed = {code: local_date(one.at) for code, one in last_reviews(work).items()}
        place = next(n for n, c in enumerate(_COLUMNS) if c.name == (query.sort or "code"))
        rows = sorted(
            ((item.code, _values(item, reviewed.get(item.code))) for item in found),
            key=lambda row: (row[1][place], row[0]),
            reverse=query.descending,
        )
        start = cast(int, after) if after is not None else 0
        return [
            Row(code, values, start + n)
            for n, (code, values) in enumerate(rows[start : start + limit], 1)
        ]

    def count(self, query: Query, cap: int) -> int:
        """How many items match."""
        return min(len(self._matching(query)), cap)

    def _matching(self, query: Query) -> list[Item]:
        with self._desk.read() as work:
            found = items.catalogue(work)
            stale = {guide.code for guide in stale_guides(work)}
            due = review_due(work)
        state = query.filters.get("state")
        if state == _STALE:
            found = [item for item in found if item.code in stale]
        elif state == _PROOFS:
            found = [item for item in found if item.code in due]
        elif state is not None:
            found = [item for item in found if item.active == (state == _IN_USE)]
        for name in ("department", "case_kind"):
            wanted = query.filters.get(name)
            if wanted is not None:
                found = [item for item in found if str(getattr(item, name)) == wanted]
        text = query.text.casefold()
        return [i for i in found if text in f"{i.code} {i.name} {i.window}".casefold()]

    def _departments(self) -> list[Choice]:
        with self._desk.read() as work:
            names = dict.fromkeys(item.department for item in items.catalogue(work))
        return [Choice(name, name) for name in names if name]


class ItemsPage(Subject):
    """The catalogue, a record in front of it, an editor in front of the record."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        listing = Listing(
            "事项目录",
            ItemSource(desk),
            desk.today,
            memory=desk.memory("items"),
            empty="没有符合条件的事项",
        )
        super().__init__(listing, lambda key: ItemRecord(desk, self, str(key)))
        if desk.may(Right.EDIT_ITEMS):
            listing.add_action("新增事项", lambda: self.edit(None), shortcut="Ctrl+N", primary=True)
            listing.add_action("导出模板", self.ask_template)
            listing.add_action("导入", self.ask_import)
        add_views(desk, "items", listing)
        self.setFocusProxy(listing)
        desk.changed.connect(self._heard)

    def edit(self, item: Item | None) -> ItemEditor:
        """Open the editor for an item, or for a new one."""
        back = item.code if item is not None else None
        editor = ItemEditor(self._desk, item)
        self._show(editor)
        editor.closed.connect(lambda: self.open(back) if back else self.close_record())
        editor.saved.connect(self.open)
        return editor

    def ask_template(self) -> None:
        """导出模板: the catalogue as a workbook to change and read back."""
        path, _ = QFileDialog.getSaveFileName(self, "导出模板", "事项目录.xlsx", "Excel (*.xlsx)")
        if path:
            self.template_to(Path(path))

    def template_to(self, path: Path) -> None:
        """Write the template off the GUI thread."""
        desk, notice_line = self._desk, self.listing.notice

        def write(_progress: tasks.Progress, _cancelled: tasks.Cancelled) -> int:
            from reports.catalogue import write_catalogue

            with desk.read() as work:
                found = items.catalogue(work)
            unit = desk.settings.text("unit_name")
            return write_catalogue(found, path, unit=unit, made_at=desk.now())

        def done(count: int) -> None:
            notice_line.say(f"已导出 {count} 个事项：{path}。改好后用“导入”读回来。", seconds=0)

        tasks.run(self, "正在导出事项目录", write, done, notice_line.error)

    def ask_import(self) -> None:
        """导入: read the changed template back, row by row."""
        from desktop.imports.dialog import open_import
        from desktop.imports.kinds import Catalogue

        open_import(self._desk, self, Catalogue())

    def _show(self, page: ItemEditor) -> None:
        self.close_record(refresh=False)
        self.addWidget(page)
        self.setCurrentWidget(page)
        page.setFocus()

    def _heard(self, kinds: frozenset[str]) -> None:
        if "item" in kinds and self.currentWidget() is self.listing:
            self.listing.refresh()


class ItemRecord(RecordPage):
    """One item: its guide, its materials, its versions."""

    def __init__(self, desk: Desk, owner: ItemsPage, code: str) -> None:
        super().__init__()
        self._desk, self._owner, self._code = desk, owner, code
        self.refresh()

    def refresh(self) -> None:
        """Read the item and its versions again."""
        with self._desk.read() as work:
            self._editions = items.editions(work, self._code)
            self._authors = changes.authors(work, [item.id for item in self._editions])
            count = len(forms_of(work, self._code))
        latest = self._editions[0]
        state = "在用" if latest.active else "已停用，办理中的件照旧"
        may = self._desk.may(Right.EDIT_ITEMS)
        reason = "" if may else "当前账号没有修改事项的权限"
        steps = [
            Step("修改", lambda: self._owner.edit(latest), reason, primary=may, shortcut="Ctrl+E"),
            Step(
                "与以前的版本对比",
                self.compare,
                "" if len(self._editions) > 1 else "还只有一个版本",
            ),
            Step("指南核对无误", self.confirm, reason),
            Step("清理证明…", self.review, reason),
            Step("停用", self.ask_stop, reason or ("" if latest.active else "已经停用")),
        ]
        head = Head(
            latest.code,
            latest.name,
            facts=f"第 {latest.edition} 版　{state}　{latest.case_kind.value}　"
            f"承诺时限 {promised_words(latest)}",
        )
        self.show_record(
            head,
            steps,
            [
                Section("facts", "事实", lambda: _facts(latest)),
                Section("materials", f"材料 {len(latest.materials)}", lambda: _materials(latest)),
                Section("forms", f"空白表 {count}" if count else "空白表", self._forms),
                Section("proofs", "证明清理", lambda: proofs_page(self._desk, latest)),
                Section("versions", f"版本 {len(self._editions)}", self._versions),
            ],
        )

    def ask_stop(self) -> None:
        """停用: no new case with it; those under way go on."""
        words = "停用后收件时不能再选这个事项，已经收的件照原来的版本办完。以后修改保存一次即恢复。"
        if not notice.confirm(self, f"停用“{self._editions[0].name}”", words, "停用"):
            return
        with self._desk.work() as work:
            items.stop_item(work, self._code)
            commit(work)
        self.refresh()
        self.notice.say("已停用。")

    def confirm(self) -> None:
        """指南核对无误: looked through and still right, without a new version (OPEN-12)."""
        with self._desk.work() as work:
            confirm_guide(work, self._editions[0])
            commit(work)
        self.notice.say("已记下：今天核对过，办事指南与现行规定一致。")

    def review(self) -> None:
        """清理证明: looked through for odd, circular and repeated proofs (ONCE-14)."""
        ask_review(self._desk, self, self._editions[0], self.refresh)

    def _forms(self) -> QWidget:
        return FormsPage(
            self._desk,
            self._editions[0],
            lambda count: self.rename("forms", f"空白表 {count}" if count else "空白表"),
        )

    def compare(self) -> None:
        """Show what differs between two versions."""
        Comparison(self, self._editions).open()

    def _versions(self) -> QWidget:
        page, column = parts.column()
        table = ShortList("版本", _VERSIONS, self._desk.today(), wide="changed", fit=True)
        rows: list[tuple[Hashable, tuple[object, ...]]] = []
        for place, item in enumerate(self._editions):
            author = self._authors.get(item.id)
            earlier = self._editions[place + 1] if place + 1 < len(self._editions) else None
            said = (
                "、".join(LABELS[f] for f in changed_fields(earlier, item)) or "没有改动"
                if earlier is not None
                else "第一版"
            )
            rows.append(
                (
                    item.edition,
                    (
                        f"第 {item.edition} 版",
                        author.at if author else None,
                        author.name if author else "",
                        said,
                    ),
                )
            )
        table.show_rows(rows)
        table.opened.connect(lambda key: Comparison(self, self._editions, key).open())
        column.addWidget(table)
        column.addStretch()
        return page


def items_page(desk: Desk) -> ItemsPage:
    """The section 事项目录."""
    return ItemsPage(desk)


def _values(item: Item, reviewed: date | None) -> tuple[object, ...]:
    return (
        item.code,
        item.name,
        item.department,
        item.window,
        item.case_kind.value,
        spoken(item, "legal_limit"),
        promised_words(item),
        reviewed,
        len(item.materials),
        item.edition,
        "在用" if item.active else "已停用",
    )


def _facts(item: Item) -> QWidget:
    page, column = parts.column()
    pairs = [
        (LABELS[field], spoken(item, field))
        for field in LABELS
        if field not in ("materials", "limit_unit", "nodes")
    ]
    column.addWidget(parts.facts("事项", pairs))
    if nodes := item.node_list():
        rows = [(node.name, node.who, node.when) for node in nodes]
        heading = parts.words("办理环节", "second")
        heading.setIndent(theme.LARGE)
        column.addWidget(heading)
        column.addWidget(parts.table("办理环节", ("环节", "责任人", "时限"), rows, (20, 0, 16)))
    column.addStretch()
    return page


def _materials(item: Item) -> QWidget:
    page, column = parts.column()
    rows = [
        (str(number), m.name, m.form.value, str(m.count), "可" if m.secondary else "", m.note)
        for number, m in enumerate(item.material_list(), 1)
    ]
    titles = ("序号", "材料名称", "形式", "份数", "容缺", "说明")
    column.addWidget(parts.table("申请材料", titles, rows, (6, 0, 10, 6, 6, 30)))
    column.addStretch()
    return page
