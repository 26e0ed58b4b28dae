"""文书文字: the office's own title and texts of each paper, beside the paper as it will look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from center import changes, settings
from center.errors import Expected, Refused
from center.journal import commit
from center.papers import SHEETS, TITLES, PaperKind
from desktop import notice, printing, tasks, theme
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.listing import Column
from desktop.settings.frame import Frame, heading, scrolled
from desktop.settings.sample_facts import sample_facts
from desktop.short_list import ShortList
from forms import templates
from forms.cases import render
from forms.facts import JSON
from forms.office import sheet
from forms.templates import Choices, Say, Template
from forms.words import needs

_PAUSE_MS = 700
_LEAST_DPI = 60
_MARGIN = 2 * theme.MEDIUM
_TITLE = "title"
_COMMON = {
    "handler": "经办和咨询电话",
    "complaints": "投诉电话（每张文书都要有）",
    "hours": "办公时间",
    "address": "地址",
    "unknown_years": "节假日未公布时的说明",
    "replaces": "代替原文书时的说明",
}
_KINDS = {kind.value: TITLES[kind] for kind in PaperKind} | SHEETS
_HISTORY = (
    Column("at", "时间", 18, sortable=False),
    Column("who", "谁", 12, sortable=False),
    Column("what", "改动", 30, sortable=False),
)
_WORDS = "保存后出具的文书用新的文字；已经出具的文书不变。花括号里的内容由程序填写。"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One preview: which paper, with which texts."""

    kind: str
    texts: Mapping[str, str]
    licence: bool


class TextsPage(Frame):
    """One paper at a time. The shipped texts stand wherever the office has none of its own."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("文书文字", _WORDS)
        self._desk = desk
        self.kinds = QComboBox()
        self.kinds.setAccessibleName("文书")
        for kind, title in _KINDS.items():
            self.kinds.addItem(title, kind)
        self.licence = QCheckBox("按行政许可事项预览")
        self.reset = self.add_action("恢复原文", self.ask_reset)
        self.undo = self.add_action("放弃修改", self.show_paper)
        self.save_button = self.add_action("保存", self.save, shortcut="Ctrl+S", role="primary")
        self.history = ShortList("修改记录", _HISTORY, desk.today(), wide="what", fit=True)
        self._history_title = heading("修改记录")
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.set_role(self.facts, "hint")
        self.form = Form((), desk.today(), columns=1)
        self._left = QVBoxLayout()
        self._left.setContentsMargins(0, 0, theme.SMALL, 0)
        self._left.setSpacing(theme.MEDIUM)
        self._left.addWidget(self.form)
        for widget in (self.facts, self._history_title, self.history):
            self._left.addWidget(widget)
        self._left.addStretch()
        holder = QWidget()
        holder.setLayout(self._left)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.picture.setAccessibleName("预览")
        self._paper = QScrollArea()
        self._paper.setWidgetResizable(True)
        self._paper.setWidget(self.picture)
        self._paper.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = b""
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        theme.set_role(self.problem, "problem")
        right = QVBoxLayout()
        right.setSpacing(theme.SMALL)
        right.addWidget(self.licence)
        right.addWidget(self.problem)
        right.addWidget(self._paper, 1)
        bar = QHBoxLayout()
        bar.addWidget(self.kinds)
        bar.addStretch()
        columns = QHBoxLayout()
        columns.setSpacing(theme.LARGE)
        columns.addWidget(scrolled(holder), 9)
        columns.addLayout(right, 11)
        self.body.addLayout(bar)
        self.body.addLayout(columns, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._draw)
        self._asked = 0
        self.kinds.currentIndexChanged.connect(lambda _place: self.show_paper())
        self.licence.toggled.connect(lambda _on: self._pause.start())
        self.setFocusProxy(self.kinds)
        self.show_paper()

    @property
    def kind(self) -> str:
        """The paper or sheet in sight."""
        return str(self.kinds.currentData())

    def show_paper(self) -> None:
        """Show the texts in force of the chosen paper, dropping what was typed."""
        template = templates.load(self.kind)
        own = self._desk.settings.template(self.kind)
        self._shipped = {_TITLE: template.title, **template.texts}
        self._shown = {**self._shipped, **own}
        form = Form(_fields(template, self._shown), self._desk.today(), columns=1)
        self._left.replaceWidget(self.form, form)
        self.form.hide()
        self.form.deleteLater()
        self.form = form
        form.changed.connect(lambda _draft: self._edited())
        form.submitted.connect(self.save)
        names = (f"{{{fact.key}}} {fact.name}" for fact in needs(self.kind) if fact.kind != "rows")
        self.facts.setText("可以用的内容：" + "、".join(names))
        self.licence.setVisible(any(fact.key == "licence" for fact in needs(self.kind)))
        self._show_history()
        self._tell()
        self._draw()

    def own_texts(self) -> dict[str, str]:
        """What was typed and differs from the shipped texts."""
        typed = {name: self.form.text(name).strip() for name in self._shipped}
        return {name: text for name, text in typed.items() if text != self._shipped[name]}

    @property
    def dirty(self) -> bool:
        """Whether what was typed differs from what is in force."""
        return {**self._shipped, **self.own_texts()} != self._shown

    def save(self) -> None:
        """Save the office's own texts, or show under each text what is wrong with it."""
        self.notice.clear()
        if not self.form.validate() or not self.dirty:
            return
        own = self.own_texts()
        try:
            templates.edited(templates.load(self.kind), own)
            self._store(own)
        except Refused as refused:
            rest = self.form.set_problems(refused.problems)
            if rest or not refused.problems:
                self.notice.problem(refused.sentence)
            return
        except Expected as error:
            self.notice.error(error)
            return
        self.notice.say(f"已保存，以后出具的{_KINDS[self.kind]}用新的文字。")

    def ask_reset(self) -> None:
        """恢复原文: the texts that came with the program."""
        if notice.confirm(
            self,
            "恢复原文",
            f"{_KINDS[self.kind]}将恢复为程序自带的文字，本单位改过的文字留在修改记录里。",
            "恢复原文",
        ):
            self._store({})
            self.notice.say("已恢复原文。")

    def _store(self, own: dict[str, str]) -> None:
        with self._desk.work() as work:
            settings.set_value(work, f"template.{self.kind}", own)
            commit(work)
        self.show_paper()

    def _show_history(self) -> None:
        with self._desk.read() as work:
            found = changes.setting_changes(work, [f"template.{self.kind}"])
        self.history.show_rows([(n, (c.at, c.who, _said(c.value))) for n, c in enumerate(found)])
        for widget in (self.history, self._history_title):
            widget.setVisible(bool(found))

    def _edited(self) -> None:
        self._tell()
        self._pause.start()

    def _tell(self) -> None:
        for button in (self.save_button, self.undo):
            button.setEnabled(self.dirty)
            button.setToolTip("" if self.dirty else "没有改动")
        own = self._shown != self._shipped
        self.reset.setEnabled(own)
        self.reset.setToolTip("" if own else "现在用的就是原文")

    # The preview

    def _draw(self) -> None:
        """Draw the paper in the background with the texts as typed."""
        self._pause.stop()
        self._asked += 1
        asked = self._asked
        wanted = _Wanted(self.kind, self.own_texts(), self.licence.isChecked())
        facts = sample_facts(self._desk, wanted.kind, licence=wanted.licence)

        def done(content: bytes) -> None:
            if asked == self._asked:
                self._show_picture(content)

        def failed(error: Exception) -> None:
            if asked == self._asked:
                self.problem.setText(f"预览画不出来：{notice.sentence(error)}")
                self.problem.show()

        tasks.quiet(self, lambda: _drawn(wanted, facts), done, failed)

    def _show_picture(self, content: bytes) -> None:
        self._content = content
        self.problem.hide()
        self._fit_picture()

    def _fit_picture(self) -> None:
        """The page as wide as there is room, at the sharpness of the screen."""
        if not self._content:
            return
        ratio = self.devicePixelRatioF()
        pdf = printing.Pdf(self._content)
        inches = pdf.document.pagePointSize(0).width() / 72
        dpi = max((self._paper.width() - _MARGIN) / inches, _LEAST_DPI)
        image = printing.page_image(pdf, 0, round(dpi * ratio), color=True)
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(ratio)
        self.picture.setPixmap(picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the page to the window."""
        super().resizeEvent(event)
        self._fit_picture()


def _drawn(wanted: _Wanted, facts: dict[str, JSON]) -> bytes:
    if wanted.kind in SHEETS:
        return sheet(wanted.kind, facts, wanted.texts)
    return render(wanted.kind, facts, None, texts=wanted.texts)


def _fields(template: Template, shown: Mapping[str, str]) -> list[Field]:
    """The title, the paper's own texts in the order they are printed, then those of every paper."""
    when = _conditions(template)
    own = [name for name in when if name not in _COMMON]
    rest = [name for name in template.texts if name not in _COMMON and name not in own]
    fields = [Field(_TITLE, "标题", width=40, required=True, default=shown[_TITLE])]
    for number, name in enumerate([*own, *rest], 1):
        hint = "；".join(_said_when(template.kind, when.get(name, ())))
        fields.append(_text(name, f"第 {number} 段", shown[name], hint))
    return fields + [
        _text(name, label, shown[name]) for name, label in _COMMON.items() if name in shown
    ]


def _text(name: str, label: str, text: str, hint: str = "") -> Field:
    lines = min(max(len(text) // 26 + 1, 1), 6)
    return Field(
        name, label, "lines", required=True, wide=True, lines=lines, default=text, hint=hint
    )


def _conditions(template: Template) -> dict[str, tuple[str, ...]]:
    """The texts in the order they are printed, with what must hold for each."""
    found: dict[str, tuple[str, ...]] = {}
    for part in (*template.parts, *template.lines, *template.sign):
        if isinstance(part, Say):
            found.setdefault(part.text, part.when)
        elif isinstance(part, Choices):
            for option in part.options:
                found.setdefault(option.text, (*part.when, *option.when))
    return found


def _said_when(kind: str, when: tuple[str, ...]) -> list[str]:
    """Conditions in words: 是行政许可时印, 没有依据时印."""
    facts = {fact.key: fact for fact in needs(kind)}
    said = []
    for condition in when:
        key, _, value = condition.lstrip("!").partition("=")
        fact = facts.get(key)
        if fact is None or value:
            continue
        no = condition.startswith("!")
        if fact.kind == "flag":
            said.append(f"{'不是' if no else '是'}{fact.name.removeprefix('是否')}时印")
        else:
            said.append(f"{'没有' if no else '有'}{fact.name}时印")
    return said


def _said(value: Any) -> str:
    return f"改了 {len(value)} 处" if value else "恢复原文"
