"""What the window remembers between starts: text size, widths, printers; no personal data."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from pathlib import Path

import platformdirs

Memory = dict[str, MutableMapping[str, object]]


def memory_file() -> Path:
    """Where it lies: in the user's own settings, apart from the office's data."""
    return platformdirs.user_config_path("bianmin", appauthor=False) / "window.json"


def recall() -> Memory:
    """What was remembered; nothing when there is no file or it is damaged."""
    try:
        found = json.loads(memory_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {place: kept for place, kept in found.items() if isinstance(kept, dict)}


def remember(memory: Memory) -> None:
    """Write it down; a window whose widths are forgotten is no reason to disturb the clerk."""
    path = memory_file()
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(memory, ensure_ascii=False), "utf-8")
        part.replace(path)
    except (OSError, TypeError):
        part.unlink(missing_ok=True)
