"""Editing an item: every save makes a new version; what is typed survives Esc and a crash."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from center import drafts, items
from center.errors import Expected, Problem, Refused
from center.items import EDITABLE, CaseKind, Item, LimitUnit
from center.journal import commit
from center.nodes import EXAMPLE
from desktop import theme
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.settings.frame import Frame, scrolled
from desktop.settings.item_words import LABELS, NATURES
from desktop.settings.materials_editor import MaterialsEditor

_KEEP_MS = 1500
_MATERIALS = "materials"
_WORDS = "保存后成为新的版本，从现在起收的件用它；已经收的件仍按收件时的版本。"
_NUMBERS = ("legal_limit", "promised_limit", "notice_limit", "max_extension")
_TICKS = ("restart_after_supplement", "deemed_acceptance", "yearly_review", "authorised")


class ItemEditor(Frame):
    """All fields of an item and its materials. `saved` gives the item's code."""

    saved = Signal(object)
    closed = Signal()

    def __init__(self, desk: Desk, item: Item | None) -> None:
        title = f"修改事项　{item.code} {item.name}" if item is not None else "新增事项"
        super().__init__(title, _WORDS)
        self._desk, self._item = desk, item
        self._draft = f"item:{item.code if item is not None else ''}"
        self.form = Form(_fields(item), desk.today())
        self.materials = MaterialsEditor(list(item.materials) if item is not None else [])
        if item is not None:
            self.form.set_locked("code", True)
        self.leave = self.add_action("返回", self.close_editor, shortcut="Esc")
        self.drop = self.add_action("放弃修改", self.drop_draft)
        self.save_button = self.add_action("保存", self.save, shortcut="Ctrl+S", role="primary")
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, theme.SMALL, 0)
        inner.setSpacing(theme.MEDIUM)
        inner.addWidget(self.form)
        inner.addWidget(self.materials)
        inner.addStretch()
        self.body.addWidget(scrolled(content))
        self.setFocusProxy(self.form.editor("code" if item is None else "name"))
        self._began = self._typed()
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEEP_MS)
        self._keeping.timeout.connect(self._keep)
        self._restore()
        self.form.changed.connect(lambda _draft: self._edited())
        self.form.submitted.connect(self.save)
        self.materials.changed.connect(self._edited)
        self._tell()

    @property
    def dirty(self) -> bool:
        """Whether anything differs from the version in use."""
        return self._typed() != self._began

    def save(self) -> None:
        """Make the new version, or show what is wrong; the version in use stays then."""
        self.notice.clear()
        if not self.form.validate() or not self.dirty:
            return
        try:
            with self._desk.work() as work:
                fields = self._fields()
                if self._item is None and items.editions(work, fields["code"]):
                    said = f"已经有编码为 {fields['code']} 的事项，请换一个编码"
                    raise Refused([Problem("code", said)])
                made = items.save_edition(work, fields)
                code = made.code
                commit(work)
        except Refused as refused:
            self._refused(refused)
            return
        except Expected as error:
            self.notice.error(error)
            return
        self._forget()
        self.saved.emit(code)

    def close_editor(self) -> None:
        """Go back; what was typed is kept for the next time."""
        if self._keeping.isActive():
            self._keep()
        self.closed.emit()

    def drop_draft(self) -> None:
        """放弃修改: back to the version in use."""
        self.form.restore(dict(self._began[0]))
        self.materials.set_materials([dict(m) for m in self._began[1]])
        self.form.set_problems(())
        self._forget()
        self._tell()
        self.notice.say("已放弃修改。")

    def _fields(self) -> dict[str, Any]:
        found = self.form.values()
        fields: dict[str, Any] = {
            name: str(found[name] or "") for name in LABELS if name in EDITABLE and name in found
        }
        fields |= {name: self.form.number(name) for name in _NUMBERS}
        fields |= {name: self.form.ticked(name) for name in _TICKS}
        fields["notice_limit"] = fields["notice_limit"] or 0
        fields["max_extension"] = fields["max_extension"] or 0
        fields["case_kind"] = CaseKind(self.form.text("case_kind"))
        fields["limit_unit"] = LimitUnit(self.form.text("limit_unit"))
        fields[_MATERIALS] = self.materials.materials()
        return fields

    def _refused(self, refused: Refused) -> None:
        about = [p for p in refused.problems if p.field == _MATERIALS]
        self.materials.say("；".join(p.message for p in about))
        rest = self.form.set_problems(p for p in refused.problems if p.field != _MATERIALS)
        if rest or not refused.problems:
            self.notice.problem("；".join(p.message for p in rest) or refused.sentence)
        elif about:
            # The table may lie below what is in sight.
            self.notice.problem("；".join(p.message for p in about))
            if len(about) == len(refused.problems):
                self.materials.setFocus()

    # Drafts

    def _typed(self) -> tuple[dict[str, str], list[dict[str, Any]]]:
        return self.form.draft(), self.materials.materials()

    def _edited(self) -> None:
        self._keeping.start()
        self._tell()

    def _tell(self) -> None:
        for button in (self.save_button, self.drop):
            button.setEnabled(self.dirty)
            button.setToolTip("" if self.dirty else "没有改动")

    def _keep(self) -> None:
        self._keeping.stop()
        if not self.dirty:
            self._forget()
            return
        form, materials = self._typed()
        kept = {**form, f"*{_MATERIALS}": json.dumps(materials, ensure_ascii=False)}
        drafts.keep(self._desk.store, self._desk.actor, self._draft, dict(kept))

    def _restore(self) -> None:
        kept = drafts.kept(self._desk.store, self._desk.actor, self._draft)
        if not kept:
            return
        materials = kept.pop(f"*{_MATERIALS}", None)
        self.form.restore({name: str(raw) for name, raw in kept.items()})
        if isinstance(materials, str):
            self.materials.set_materials(json.loads(materials))
        self.notice.say("已找回上次没有保存的修改。", seconds=0)

    def _forget(self) -> None:
        self._keeping.stop()
        drafts.drop(self._desk.store, self._desk.actor, self._draft)


def _fields(item: Item | None) -> list[Field]:
    def default(name: str) -> object:
        return getattr(item, name) if item is not None else None

    def text(name: str, width: int, **options: Any) -> Field:
        return Field(name, LABELS[name], width=width, default=default(name), **options)

    def long(name: str, lines: int, hint: str = "") -> Field:
        held = default(name) or ""
        return Field(name, LABELS[name], "lines", wide=True, lines=lines, default=held, hint=hint)

    def number(name: str, hint: str) -> Field:
        return Field(name, LABELS[name], "number", 10, hint=hint, default=default(name))

    def tick(name: str, hint: str = "") -> Field:
        held = default(name) if item is not None else name == "authorised"
        return Field(name, LABELS[name], "tick", hint=hint, default=held)

    kinds = [Choice(kind.value, kind.value) for kind in CaseKind]
    units = [Choice(LimitUnit.WORKDAY.value, "工作日"), Choice(LimitUnit.DAY.value, "自然日")]
    case_kind = item.case_kind.value if item is not None else CaseKind.COMMITTED.value
    unit = item.limit_unit.value if item is not None else LimitUnit.WORKDAY.value
    notice = item.notice_limit if item is not None else 5
    return [
        text("code", 12, required=True, hint="如 MZ01，保存后不能改"),
        text("name", 60, required=True, limit=100),
        text("department", 20),
        text("window", 20),
        Field(
            "case_kind",
            LABELS["case_kind"],
            "buttons",
            required=True,
            choices=kinds,
            default=case_kind,
        ),
        Field(
            "nature",
            LABELS["nature"],
            "suggest",
            20,
            choices=[Choice(nature, nature) for nature in NATURES],
            default=default("nature") or "公共服务",
            hint="行政许可的文书引用行政许可法",
        ),
        number("legal_limit", "没有规定就不填"),
        Field(
            "limit_unit",
            LABELS["limit_unit"],
            "buttons",
            required=True,
            choices=units,
            default=unit,
        ),
        number("promised_limit", "工作日；0 为当场办结；不得超过法定时限"),
        Field(
            "notice_limit",
            LABELS["notice_limit"],
            "number",
            10,
            required=True,
            hint="工作日，收件后几天内一次告知",
            default=notice,
        ),
        Field(
            "max_extension",
            LABELS["max_extension"],
            "number",
            10,
            hint="工作日；不填就不超过法定时限",
            default=default("max_extension") or None,
        ),
        text("excluded_time", 40),
        tick("restart_after_supplement", "不勾选时补正只暂停计时"),
        tick("deemed_acceptance", "只有行政许可才有"),
        text("applies_per", 12),
        text("decider", 40),
        text("fee", 24),
        text("result_document", 60),
        tick("yearly_review"),
        tick("authorised", "没有授权的只能转报"),
        long("legal_basis", 2),
        long("target", 2),
        long("conditions", 2),
        long("procedure", 2),
        long("nodes", 3, f"受理、办理、回复，每行一个环节：{EXAMPLE}；当天办完的写“当天”"),
        long("notes", 2),
    ]
