"""The page of a complaint or a work order: how it is read again, and the keys of its steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from center.attachments.keeping import count_of
from center.errors import Expected
from center.matters import Matter, must_see, not_found
from center.rights import Right
from center.storage import Work
from desktop import theme
from desktop.attachments.section import AttachmentsPage
from desktop.desk import Desk
from desktop.following import Following
from desktop.matters import Ask, ask_step
from desktop.record import Head, RecordPage, Section, Step
from desktop.registration.reveal import ask_reveal

M = TypeVar("M", bound=Matter)
VOID = "作废"


def find_matter(work: Work, kind: type[M], matter_id: UUID) -> M:
    """A matter in a unit of work that follows its opening: it is journalled no second time."""
    matter = work.session.get(kind, matter_id)
    if matter is None:
        raise not_found()
    must_see(work, matter)
    return matter


class MatterRecord(RecordPage):
    """One matter. Enter takes the next step, Alt with a letter any other; Esc goes back.

    A subclass reads its file in `read` and shows it by `show_matter`.
    """

    def __init__(
        self, desk: Desk, matter_id: UUID, kind: type[Matter], shown: frozenset[str]
    ) -> None:
        """`shown` are the kinds of record whose change is seen on the page."""
        super().__init__()
        self._desk, self._id, self._kind = desk, matter_id, kind
        self.full = False
        self._next: Step | None = None
        self._keys: list[QShortcut] = []
        self._stale = Following(self, desk.changed, shown, self.refresh)

    def refresh(self) -> None:
        """Read the matter again; the open tab stays."""
        self._stale.stop()
        try:
            self.read()
        except Expected as error:
            self.notice.problem(error.sentence)

    def read(self) -> None:
        """Read the file and show it; raises Expected when it cannot be opened any more."""
        # Qt's metaclass leaves no room for abc; every kind of matter has its own.
        raise NotImplementedError

    def show_matter(self, head: Head, steps: Sequence[Step], sections: Sequence[Section]) -> None:
        """Show head, steps and tabs, the attachments last."""
        self._next = next((step for step in steps if step.primary and not step.reason), None)
        with self._desk.read() as work:
            attached = _attached(count_of(work, self._id))
        kept = Section("attachments", attached, self._attachments_page)
        self.show_record(head, steps, [*sections, kept])
        for key in self._keys:
            key.deleteLater()
        self._keys = []
        for step in steps:
            if step.shortcut and step.title not in self.steps:
                key = QShortcut(QKeySequence(step.shortcut), self)
                key.activated.connect(step.run)
                self._keys.append(key)

    def ask(
        self,
        verb: str,
        asked: Ask[M],
        matter: M,
        last: datetime,
        done: Callable[[], object] | None = None,
    ) -> None:
        """Ask what a step needs, take it and read the page again."""
        kind = type(matter)

        def taken() -> None:
            self.refresh()
            self.notice.say(f"已保存：{verb}")
            if done is not None:
                done()

        ask_step(
            self._desk,
            self,
            verb,
            asked,
            matter,
            last,
            lambda work: find_matter(work, kind, matter.id),
            taken,
        )

    def against_void(self, matter: Matter) -> str:
        """Why it cannot be voided; empty when it can."""
        if matter.voided_at is not None:
            return "这件已作废"
        return "" if self._desk.may(Right.VOID) else "作废要由主任或副主任办理"

    def against_correcting(self, matter: Matter) -> str:
        """Why what was taken down cannot be put right; empty when it can."""
        if matter.voided_at is not None:
            return "这件已作废"
        may = self._desk.may(Right.HANDLE_PETITIONS)
        may = may or matter.registrar == self._desk.actor.account
        return "" if may else "由登记人或有“办理信访投诉”权限的人更正"

    def visit_steps(self, visit: UUID | None) -> list[Step]:
        """Back to the visit a matter began with."""
        if visit is None:
            return []
        return [Step("打开来访登记", lambda: self._desk.open_visit.emit(visit))]

    def mask_bar(self) -> QHBoxLayout:
        """That phone and address are masked, and the button that shows them (D8)."""
        bar = QHBoxLayout()
        said = "显示的是完整信息，离开这件后恢复遮盖" if self.full else "电话、住址已遮盖"
        hint = QLabel(said)
        theme.set_role(hint, "warning" if self.full else "hint")
        button = QPushButton("查看完整信息…")
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: self.ask_reveal())
        button.setVisible(not self.full)
        bar.addWidget(hint)
        bar.addWidget(button)
        bar.addStretch()
        return bar

    def ask_reveal(self) -> None:
        """Show phone and address in full, for a reason that is journalled."""
        if not self._desk.may(Right.REVEAL):
            self.notice.problem(f"当前账号没有“{Right.REVEAL.value}”的权限，需要时请联系主任。")
            return

        def shown() -> None:
            self.full = True
            self.refresh()

        def found(work: Work) -> Matter:
            return find_matter(work, self._kind, self._id)

        ask_reveal(self._desk, self, self.title.text(), found, shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the next lawful step."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in enter and not event.modifiers() and self._next is not None:
            self._next.run()
        else:
            super().keyPressEvent(event)

    def _attachments_page(self) -> QWidget:
        page = AttachmentsPage(
            self._desk, self._id, lambda work: find_matter(work, self._kind, self._id), {}
        )
        page.counted.connect(lambda count: self.rename("attachments", _attached(count)))
        return page


def _attached(count: int) -> str:
    return f"附件 {count}" if count else "附件"
