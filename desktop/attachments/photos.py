"""Photos given along with a form, before the record they belong to exists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from center.records import Record
from center.storage import Work
from desktop import parts, tasks, theme
from desktop.attachments.incoming import Added, Given, from_file, from_mime, keep
from desktop.attachments.section import FILES
from desktop.desk import Desk
from desktop.notice import Notice

_NONE = "可以把照片拖到这里，选择文件或粘贴；登记后一起存进附件。"


class Photos(QWidget):
    """Holds what was dropped, chosen or pasted until the form is saved."""

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__()
        self._desk = desk
        self.given: list[Given] = []
        self.setAcceptDrops(True)
        self.said = parts.words(_NONE, "hint")
        self.buttons: dict[str, QPushButton] = {}
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        bar.addWidget(parts.words(title, "heading"))
        for name, run in (
            ("选择照片…", self.choose),
            ("粘贴", self.paste),
            ("清除", self.drop_all),
        ):
            button = QPushButton(name)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, r=run: r())
            self.buttons[name.rstrip("…")] = button
            bar.addWidget(button)
        bar.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SMALL, 0, 0)
        layout.setSpacing(theme.TIGHT)
        layout.addLayout(bar)
        layout.addWidget(self.said)
        self._tell()

    def add(self, given: Sequence[Given]) -> None:
        """Hold more of them."""
        self.given += given
        self._tell()

    def choose(self) -> None:
        """Files of this computer."""
        paths, _ = QFileDialog.getOpenFileNames(self, "选择照片", "", FILES)
        self.add([from_file(Path(path), self._desk) for path in paths])

    def paste(self) -> None:
        """What the clipboard holds."""
        found = from_mime(QGuiApplication.clipboard().mimeData(), self._desk)
        self.add(found)
        if not found:
            self.said.setText("剪贴板里没有图片或文件。")

    def drop_all(self) -> None:
        """Take all of them away again."""
        self.given = []
        self._tell()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and pictures may be dropped."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hold what was dropped."""
        self.add(from_mime(event.mimeData(), self._desk))
        event.acceptProposedAction()

    def _tell(self) -> None:
        names = "、".join(name for name, _read in self.given)
        self.said.setText(f"{len(self.given)} 张：{names}" if self.given else _NONE)
        self.buttons["清除"].setVisible(bool(self.given))


def keep_given(
    desk: Desk,
    parent: QWidget,
    told: Notice,
    open_about: Callable[[Work], Record],
    given: Sequence[Given],
) -> None:
    """Keep the photos of a form with the record that was saved, off the GUI thread."""

    def done(added: Added) -> None:
        if added.refused:
            told.problem(f"已登记，{added.kept} 张照片已添加。{''.join(added.refused)}")
        else:
            told.say(f"已登记，{added.kept} 张照片已添加。")

    tasks.run(
        parent, "正在添加照片", partial(keep, desk, open_about, list(given)), done, told.error
    )
