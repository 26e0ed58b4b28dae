"""Window programs in tests: started over an office's folder, and none left behind."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from desktop.app import Program


class Start(Protocol):
    """Starts a program on a folder, perhaps with a data package that was opened."""

    def __call__(self, folder: Path, asked: Path | None = None) -> Program: ...
