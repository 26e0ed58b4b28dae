"""Reports of bugs, for the clerk to bring along: where it happened and with what, never with whose
data.

One file per bug in the user's log folder; the oldest make room.
"""

from __future__ import annotations

import platform
import sys
from datetime import datetime
from pathlib import Path

import platformdirs

from center.errors import where

KEPT = 20


def folder() -> Path:
    """Where reports lie: the user's log folder, apart from the office's data."""
    return platformdirs.user_log_path("bianmin", appauthor=False)


def report(error: BaseException) -> str:
    """Version, system and the places the bug passed through; no message, it may quote a name."""
    # Reading package records takes longer than the login window may.
    from desktop.about import VERSION

    built = "安装的程序" if getattr(sys, "frozen", False) else "源代码"
    return "\n".join(
        (
            f"便民 {VERSION}（{built}）",
            f"Python {platform.python_version()}，{platform.system()} {platform.version()}",
            where(error),
        )
    )


def keep(error: BaseException) -> Path | None:
    """Write a report and return its file; None when the disk does not take it."""
    try:
        place = folder()
        place.mkdir(parents=True, exist_ok=True)
        earlier = sorted(place.glob("error-*.txt"))
        for path in earlier[: max(0, len(earlier) - KEPT + 1)]:
            path.unlink(missing_ok=True)
        path = place / f"error-{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}.txt"
        path.write_text(report(error) + "\n", "utf-8")
    except OSError:
        return None
    return path
