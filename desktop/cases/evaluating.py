"""Asking for an evaluation (SAT-04): a full window of five buttons turned to the visitor.

It hides everything of the case, has no default, and goes away by itself when nobody answers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from center.cases.file import CaseFile
from center.errors import Expected
from center.evaluations import (
    Rating,
    enter_slip,
    evaluation_of,
    rate_on_screen,
    reason_against,
    told,
)
from center.follow_ups import handlers_of
from center.journal import commit
from center.rights import Right
from desktop import theme
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.record import Step

ASK, SLIP = "请群众评价", "录入评价单"
_THANKS_MS = 1500


class RateDialog(QDialog):
    """Five large buttons over the whole screen, on a second one where there is one.

    Esc ends it without a record: the visitor was not asked after all.
    """

    def __init__(
        self, parent: QWidget, unit: str, seconds: int, rated: Callable[[Rating | None], object]
    ) -> None:
        super().__init__(parent)
        self._here = parent.screen()
        self._left, self._rated = seconds, rated
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("请您评价")
        points = self.font().pointSizeF()
        self.buttons = {rating: _large(rating.value, points * 1.8) for rating in Rating}
        self.asked = _centred("请您对这次服务作出评价", points * 2.4)
        self.words = _centred("请点选一项。您的评价经办人不能修改。", points * 1.4)
        self.rest = _centred("", points * 1.1)
        row = QHBoxLayout()
        row.setSpacing(theme.LARGE)
        for rating, button in self.buttons.items():
            button.clicked.connect(partial(self._tapped, rating))
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(48, 48, 48, 24)
        layout.setSpacing(theme.WIDE)
        layout.addWidget(_centred(unit, points * 1.4))
        layout.addStretch(1)
        layout.addWidget(self.asked)
        layout.addWidget(self.words)
        layout.addSpacing(theme.WIDE)
        layout.addLayout(row, 2)
        layout.addStretch(1)
        layout.addWidget(self.rest)
        self.second = QTimer(self)
        self.second.setInterval(1000)
        self.second.timeout.connect(self._tick)
        # No button has the focus: Enter or Space of the clerk rates nothing.
        self.setFocus()

    def start(self) -> None:
        """Cover a screen and begin to wait."""
        screens = QApplication.screens()
        other = next((screen for screen in screens if screen is not self._here), self._here)
        self.setGeometry(other.geometry())
        self.setModal(True)
        self.showFullScreen()
        self._tell_rest()
        self.second.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back; no other key does anything."""
        if event.key() == Qt.Key.Key_Escape:
            self.reject()

    def _tick(self) -> None:
        self._left -= 1
        self._tell_rest()
        if self._left <= 0:
            self._end(None)

    def _tell_rest(self) -> None:
        self.rest.setText(f"{self._left} 秒后自动关闭")

    def _tapped(self, rating: Rating) -> None:
        for button in self.buttons.values():
            button.setEnabled(False)
        self.asked.setText("谢谢您的评价")
        self._end(rating)

    def _end(self, rating: Rating | None) -> None:
        self.second.stop()
        self.rest.clear()
        self._rated(rating)
        if rating is None:
            self.accept()
        else:
            QTimer.singleShot(_THANKS_MS, self, self.accept)


def evaluation_steps(
    desk: Desk, parent: QWidget, file: CaseFile, done: Callable[[], object]
) -> list[Step]:
    """The two ways to evaluate a case that has ended; none while it is under way."""
    case = file.case
    if case.ended_on is None or case.voided_at is not None or case.finished_elsewhere:
        return []
    with desk.read() as work:
        against = reason_against(case, evaluation_of(work, case.id))
        handled = desk.actor.account in handlers_of(work.session, case)
    handle = "" if desk.may(Right.HANDLE_CASES) else "当前账号不办理办件"
    slip = against
    if not slip and handled:
        slip = "经办人不能录入自己办件的评价，请由其他同事录入"
    if not slip and not desk.may(Right.FOLLOW_UP):
        slip = f"当前账号没有“{Right.FOLLOW_UP.value}”的权限"
    return [
        Step(
            ASK,
            lambda: ask_on_screen(desk, parent, case.id, done),
            against or handle,
            shortcut="" if against or handle else "Alt+V",
        ),
        Step(SLIP, lambda: ask_slip(desk, parent, case.id, done), slip),
    ]


def evaluation_words(desk: Desk, file: CaseFile) -> str:
    """The evaluation for the head of a case; empty before anybody was asked."""
    if file.case.ended_on is None:
        return ""
    with desk.read() as work:
        made = evaluation_of(work, file.case.id)
    return f"　评价 {told(made)}" if made is not None else ""


def ask_on_screen(
    desk: Desk, parent: QWidget, case: UUID, done: Callable[[], object]
) -> RateDialog:
    """Turn the screen to the visitor."""

    def rated(rating: Rating | None) -> None:
        try:
            with desk.work() as work:
                rate_on_screen(work, case, rating)
                commit(work)
        except Expected as error:
            dialog.words.setText(error.sentence)

    settings = desk.settings
    dialog = RateDialog(
        parent, settings.text("unit_name"), settings.number("evaluation_seconds"), rated
    )
    dialog.accepted.connect(done)
    dialog.start()
    return dialog


def ask_slip(desk: Desk, parent: QWidget, case: UUID, done: Callable[[], object]) -> None:
    """Enter the slip that the person filled in."""

    def run(form: Form) -> None:
        chosen = form.text("rating")
        with desk.work() as work:
            enter_slip(work, case, Rating(chosen) if chosen else None, form.text("remark"))
            commit(work)

    dialog = FormDialog(
        desk,
        parent,
        SLIP,
        [
            Field(
                "rating",
                "评价单上勾的是",
                "buttons",
                required=True,
                wide=True,
                choices=[Choice(rating.value, rating.value) for rating in Rating],
            ),
            Field("remark", "意见", "lines", wide=True, lines=2),
        ],
        "保存",
        run,
        intro="照群众填的评价单录入。不满意的自动列入回访。",
    )
    dialog.accepted.connect(done)
    dialog.open()


def _large(words: str, points: float) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    button.setMinimumHeight(140)
    button.setMaximumHeight(260)
    _grow(button, points)
    return button


def _centred(words: str, points: float) -> QLabel:
    label = QLabel(words)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    _grow(label, points)
    return label


def _grow(widget: QWidget, points: float) -> None:
    font = widget.font()
    font.setPointSizeF(points)
    widget.setFont(font)
