"""The program's log, beside the reports of bugs: starts, ends, where bugs were, Qt's troubles.

It never holds what somebody typed or a record says: libraries' own logs, which quote values, do not
go into it, and Qt's messages are written without anything that could be a name or a number.
"""

from __future__ import annotations

import logging
import logging.handlers
import platform
import re
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from desktop import crash
from desktop.about import VERSION

FILE = "bianmin.log"
SIZE = 512 * 1024
"""Bytes after which the log makes room; with the older ones it never holds more than two MB."""
OLDER = 3

LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
# Whole paths, text that is not plain English, and long numbers.
_PRIVATE = re.compile(r"""(?:[A-Za-z]:[\\/]|/)[^"'\n]*|[^\x20-\x7e]+|\d{5,}""")

logger = logging.getLogger(crash.LOGGER)


def begin() -> None:
    """Open the log of a window program and listen to Qt; a disk that takes none is no trouble."""
    place = crash.folder()
    with suppress(OSError):
        place.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            place / FILE, maxBytes=SIZE, backupCount=OLDER, encoding="utf-8"
        )
        handler.rotator = _rotate
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        logger.addHandler(handler)
    # A full disk during a write is told by whatever the clerk does next, not by the log.
    logging.raiseExceptions = False
    logger.propagate = False
    logger.setLevel(logging.INFO)
    last = crash.watch()
    logger.info("便民 %s，Python %s，%s", VERSION, platform.python_version(), platform.platform())
    if last is not None:
        logger.error("上次没有正常关闭，报告：%s", last.name)
    qInstallMessageHandler(_from_qt)


def end() -> None:
    """Write that the program ended as it should, and let go of the file."""
    logger.info("关闭")
    qInstallMessageHandler(None)
    crash.unwatch()
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


def _rotate(source: str, target: str) -> None:
    """Put a full log aside; one that another program has open is copied and emptied instead."""
    try:
        Path(source).replace(target)
    except OSError:
        with suppress(OSError):
            shutil.copyfile(source, target)
            Path(source).write_bytes(b"")


def _from_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    del context  # holds file and line in Qt's own sources, in debug builds only
    logger.log(LEVELS.get(kind, logging.WARNING), "Qt：%s", without_names(text))
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n")


def without_names(text: str) -> str:
    """A message of Qt's without paths, Chinese text and long numbers."""
    return _PRIVATE.sub("…", text)
