"""A file that was opened by a double click, handed to the program that has its office open.

One window program stands over a data folder. A second one, started because somebody opened a data
package, leaves the file's name in a folder the first one watches, and goes when it was taken.
"""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

FOLDER = "opening"
_LOOK_MS = 100
_LONGEST_MS = 5_000


class Door(QObject):
    """Watches an open office's folder for files that others hand in."""

    handed = Signal(object)
    """The path of a file that somebody wants opened."""

    def __init__(self, office: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = office / FOLDER
        self._folder.mkdir(exist_ok=True)
        # What waits from a program that crashed is nobody's wish any more.
        for left in self._folder.iterdir():
            left.unlink(missing_ok=True)
        self._watcher = QFileSystemWatcher([str(self._folder)], self)
        self._watcher.directoryChanged.connect(lambda _folder: self._look())

    def _look(self) -> None:
        for note in sorted(self._folder.glob("*.txt")):
            path = note.read_text("utf-8")
            note.unlink()
            self.handed.emit(Path(path))


class Handing(QObject):
    """Hands a file to the program that stands over this office, and says how that ended."""

    ended = Signal(bool)
    """Whether the other program took it; if not, nothing is left waiting."""

    def __init__(self, office: Path, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        folder = office / FOLDER
        folder.mkdir(exist_ok=True)
        name = uuid4().hex
        self._note = folder / f"{name}.txt"
        part = folder / f"{name}.part"
        part.write_text(str(path.absolute()), "utf-8")
        part.replace(self._note)
        self._looks = _LONGEST_MS // _LOOK_MS
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        self._looks -= 1
        taken = not self._note.exists()
        if taken or self._looks <= 0:
            self._timer.stop()
            self._note.unlink(missing_ok=True)
            self.ended.emit(taken)
