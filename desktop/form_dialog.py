"""A form in a dialog of its own: asked, refused field by field, and never lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from center import drafts
from center.errors import Expected, Refused
from center.journal import commit
from center.storage import Work
from desktop import notice, theme
from desktop.desk import Desk
from desktop.fields import Field, Form

_KEEP_MS = 1500
_LEAST_WIDTH, _MOST_WIDTH, _LEAST_HEIGHT = 480, 900, 160
_FRAME = 72
"""The window's own frame and a margin to the edges of the screen."""


class FormDialog(QDialog):
    """Asks `fields` and calls `run` with the form when `verb` is pressed (Ctrl+Enter).

    What `run` refuses stands under its field and the dialog stays; it closes when `run` returns.
    With `draft` (a name) an unfinished form survives Esc, a change of page and a crash. `columns`
    beyond two suit a long form of short fields.
    """

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        title: str,
        fields: Sequence[Field],
        verb: str,
        run: Callable[[Form], object],
        *,
        intro: str = "",
        danger: bool = False,
        draft: str = "",
        columns: int = 2,
    ) -> None:
        super().__init__(parent)
        self._desk, self._run, self._draft = desk, run, draft
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        heading = QLabel(title)
        theme.set_role(heading, "title")
        self.intro = QLabel(intro)
        self.intro.setWordWrap(True)
        self.intro.setVisible(bool(intro))
        theme.set_role(self.intro, "second")
        self.notice = notice.Notice()
        self.form = Form(fields, desk.today(), columns=columns)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFixedHeight(_LEAST_HEIGHT)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._top = top = QVBoxLayout(self._inside)
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self.form)
        top.addStretch()
        self._scroll.setWidget(self._inside)
        self._scroll.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        self.ok = QPushButton(verb)
        theme.set_role(self.ok, "danger" if danger else "primary")
        self.ok.setToolTip(f"{verb}（Ctrl+Enter）")
        self.ok.setDefault(not danger)
        self.ok.clicked.connect(self.submit)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self._buttons = buttons = QHBoxLayout()
        hint = QLabel("Ctrl+Enter 提交，Esc 返回" + ("（已填内容会保留）" if draft else ""))
        theme.set_role(hint, "hint")
        buttons.addWidget(hint)
        buttons.addStretch()
        buttons.addWidget(self.ok)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.LARGE, theme.WIDE, theme.LARGE)
        layout.setSpacing(theme.MEDIUM)
        for widget in (heading, self.intro, self.notice):
            layout.addWidget(widget)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(buttons)
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEEP_MS)
        self._keeping.timeout.connect(self._keep)
        self._restore()
        self.form.changed.connect(self._changed)
        self.form.submitted.connect(self.submit)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.submit)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._show_cursor)
        self.form.focus(fields[0].name)
        self.fit()

    def add_below(self, widget: QWidget) -> None:
        """Put a widget below the fields, inside what scrolls."""
        self._top.insertWidget(1, widget)
        self.fit()

    def offer(self, title: str, run: Callable[[], object]) -> None:
        """A second button beside the verb: another way out, which asks for nothing typed."""
        self.instead = QPushButton(title)
        self.instead.setAutoDefault(False)

        def take() -> None:
            try:
                run()
            except Expected as error:
                self.notice.problem(error.sentence)
                return
            self._keeping.stop()
            self.accept()

        self.instead.clicked.connect(lambda _=False: take())
        self._buttons.insertWidget(self._buttons.indexOf(self.ok), self.instead)

    def submit(self) -> None:
        """Do it, or show what is in the way."""
        self.notice.clear()
        if not self.form.validate():
            self.fit()
            return
        try:
            self._run(self.form)
        except Refused as refused:
            rest = self.form.set_problems(refused.problems)
            if rest or not refused.problems:
                told = "；".join(problem.message for problem in rest)
                self.notice.problem(told or refused.sentence)
            self.fit()
            return
        except Expected as error:
            self.notice.problem(error.sentence)
            return
        self._keeping.stop()
        if self._draft:
            drafts.drop(self._desk.store, self._desk.actor, self._draft)
        self.accept()

    def reject(self) -> None:
        """Esc: go back; what was typed is kept for the next time."""
        if self._keeping.isActive():
            self._keep()
        super().reject()

    def hideEvent(self, event: QHideEvent) -> None:
        """The lock hides the dialog; whoever takes over then must not cost the last words typed."""
        if self._keeping.isActive():
            self._keep()
        super().hideEvent(event)

    def _show_cursor(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.form.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now, 0, theme.WIDE * 2)

    def _restore(self) -> None:
        kept = None
        if self._draft:
            kept = drafts.kept(self._desk.store, self._desk.actor, self._draft)
        if kept:
            self.form.restore({name: str(raw) for name, raw in kept.items()})
            self.notice.say("已找回上次没有提交的内容", seconds=0)

    def _changed(self) -> None:
        self.fit()
        if self._draft:
            self._keeping.start()

    def _keep(self) -> None:
        self._keeping.stop()
        drafts.keep(self._desk.store, self._desk.actor, self._draft, dict(self.form.draft()))

    def fit(self) -> None:
        """As large as the form is now, as far as the screen goes; beyond that it scrolls."""
        room = self.screen().availableGeometry()
        for widget in (self.form, self._inside):
            layout = widget.layout()
            if layout is not None:
                layout.activate()
        wanted = self._inside.sizeHint()
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        width = min(max(wanted.width() + bar, _LEAST_WIDTH), _MOST_WIDTH, room.width() - 80)
        height = wanted.height()
        if self._inside.hasHeightForWidth():
            height = max(height, self._inside.heightForWidth(width - bar))
        own = self.layout()
        # Heading and buttons stay in sight: the rest of the screen belongs to the fields.
        if own is not None:
            own.activate()
        around = self.sizeHint().height() - self._scroll.minimumHeight() + _FRAME
        self._scroll.setFixedHeight(min(height, max(room.height() - around, _LEAST_HEIGHT)))
        self._scroll.setMinimumWidth(width)
        if own is not None:
            own.activate()
        self.resize(max(self.width(), self.minimumSizeHint().width()), self.sizeHint().height())


def ask_work(
    desk: Desk,
    parent: QWidget,
    title: str,
    fields: Sequence[Field],
    run: Callable[[Work, Form], object],
    done: Callable[[], object],
    *,
    intro: str = "",
    danger: bool = False,
) -> FormDialog:
    """Ask and do it in one unit of work that is committed; `title` is also the verb."""

    def save(form: Form) -> None:
        with desk.work() as work:
            run(work, form)
            commit(work)
        done()

    dialog = FormDialog(desk, parent, title, fields, title, save, intro=intro, danger=danger)
    dialog.open()
    return dialog
