"""Reports of bugs, for the clerk to bring along: where it happened and with what, never with whose
data.

One file per bug in the user's log folder; the oldest make room. Should the system end the program
(a broken driver, a library's fault), the next start makes a report of it.
"""

from __future__ import annotations

import faulthandler
import logging
import platform
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TextIO

import platformdirs

from center.errors import where
from desktop.about import VERSION

LOGGER = "bianmin"
KEPT = 20
FATAL = "fatal.txt"
"""Where the interpreter writes with its last breath; empty after every ordinary end."""

_watched: TextIO | None = None


def folder() -> Path:
    """Where reports lie: the user's log folder, apart from the office's data."""
    return platformdirs.user_log_path("bianmin", appauthor=False)


def report(error: BaseException) -> str:
    """Version, system and the places the bug passed through; no message, it may quote a name."""
    return _report(where(error))


def _report(places: str) -> str:
    built = "安装的程序" if getattr(sys, "frozen", False) else "源代码"
    return "\n".join(
        (
            f"便民 {VERSION}（{built}）",
            f"Python {platform.python_version()}，{platform.system()} {platform.version()}",
            places,
        )
    )


def keep(error: BaseException) -> Path | None:
    """Write a report and return its file; None when the disk does not take it."""
    try:
        path = _write(report(error))
    except OSError:
        return None
    logging.getLogger(LOGGER).error("出错报告：%s", path.name)
    return path


def _write(text: str) -> Path:
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    earlier = sorted(place.glob("error-*.txt"))
    for path in earlier[: max(0, len(earlier) - KEPT + 1)]:
        path.unlink(missing_ok=True)
    path = place / f"error-{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}.txt"
    path.write_text(text + "\n", "utf-8")
    return path


def watch() -> Path | None:
    """Have the interpreter note where it stood when the system ends it.

    Returns the report of the last time that happened, None when the program ended as it should.
    """
    global _watched
    kept = None
    with suppress(OSError):
        place = folder()
        place.mkdir(parents=True, exist_ok=True)
        path = place / FATAL
        if path.exists() and path.stat().st_size:
            kept = _write(_report(f"上次没有正常关闭\n{path.read_text('utf-8', 'replace')}"))
        _watched = path.open("w", encoding="utf-8")
        faulthandler.enable(_watched)
    return kept


def unwatch() -> None:
    """Take leave: what Windows' own dialogs made the interpreter note was nothing fatal."""
    global _watched
    if _watched is not None:
        faulthandler.disable()
        with suppress(OSError):
            _watched.truncate(0)
        _watched.close()
        _watched = None
