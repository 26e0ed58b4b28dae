"""A window in a process of its own: `python -m tests.benchmarks.window_child WHAT FOLDER`.

It says `ready` and its resident memory (bytes) once the window takes input, and ends itself.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from desktop.app import Program

SETTLE_MS = 1500  # a list asks for its counts after it stands


def ready() -> None:
    """Say so and end, without the time it takes to clean up."""
    psutil: Any = importlib.import_module("psutil")  # it has no type stubs
    sys.stdout.write(f"ready {psutil.Process().memory_info().rss}\n")
    sys.stdout.flush()
    os._exit(0)


def after_painting(then: Callable[[], None], wait: int = 0) -> None:
    """Run once what is on the way (showing, painting, focus) is done."""
    QTimer.singleShot(0, lambda: QTimer.singleShot(wait, then))


def empty() -> None:
    """The baseline: the toolkit and an empty window."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.show()
    after_painting(ready)
    app.exec()


def program(folder: Path, started: Callable[[Program], None]) -> None:
    """Our program as its command line starts it without words."""
    from desktop.app import run

    importlib.import_module("desktop.cli")
    run(folder, started)


def login(folder: Path) -> None:
    """To the login window of a real office, with the cursor in the password."""
    program(folder, lambda _program: after_painting(ready))


def main_window(folder: Path, then: Callable[[Program], None]) -> None:
    """To the main window of the sample office, entered by one key."""

    def started(opened: Program) -> None:
        from desktop.login import LoginWindow

        opened.opened.connect(lambda: after_painting(lambda: then(opened)))
        assert isinstance(opened.window, LoginWindow)
        opened.window.enter.click()

    program(folder, started)


def with_list(opened: Program) -> None:
    """Go to the cases and let the list settle."""
    from desktop.window import MainWindow

    assert isinstance(opened.window, MainWindow)
    opened.window.go("cases")
    after_painting(ready, SETTLE_MS)


def main(what: str, folder: Path) -> None:
    """Open what was asked for."""
    match what:
        case "empty":
            empty()
        case "login":
            login(folder)
        case "main":
            main_window(folder, lambda _program: ready())
        case _:
            main_window(folder, with_list)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
