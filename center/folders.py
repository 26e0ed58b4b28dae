"""Where things lie on this computer; known before anything heavy is imported."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def state_folder() -> Path:
    """Where this machine remembers how far each database had got."""
    folder = platformdirs.user_state_path("bianmin", appauthor=False) / "streams"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def default_folder() -> Path:
    """Where the window program keeps its data unless told otherwise."""
    return platformdirs.user_data_path("bianmin", appauthor=False) / "office"
