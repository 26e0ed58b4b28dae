"""What was written and where, with the ways to it: open the file, open its folder."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from desktop import theme

_FOLDER = "folder"


class Result(QFrame):
    """One line under the title; hidden until something has been written."""

    def __init__(self) -> None:
        super().__init__()
        theme.set_role(self, "notice")
        self._path = Path()
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.open_file = self._button("打开文件", lambda: _open(self._path))
        self.open_folder = self._button("打开所在文件夹", lambda: _open(self._path.parent))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.TIGHT, theme.TIGHT, theme.TIGHT)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.open_file)
        layout.addWidget(self.open_folder)
        self.hide()

    def show_written(self, words: str, path: Path, *, folder: bool = False) -> None:
        """Say what was written; with `folder` the path is that of a folder's first file."""
        self._path = path
        self.label.setText(words)
        self.setAccessibleName(words)
        self.open_file.setVisible(not folder)
        self.show()

    def _button(self, title: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(title)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: run())
        return button


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def last_folder(memory: MutableMapping[str, object]) -> Path:
    """Where tables were written last, the documents when that folder is gone."""
    kept = memory.get(_FOLDER)
    if isinstance(kept, str) and Path(kept).is_dir():
        return Path(kept)
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(documents))


def remember_folder(memory: MutableMapping[str, object], folder: Path) -> None:
    """Propose this folder the next time."""
    memory[_FOLDER] = str(folder)
