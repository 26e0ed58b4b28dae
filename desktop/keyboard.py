"""Is 大写锁定 on? Qt does not say, so Windows is asked and other systems are read from the keys."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent


def caps_lock(event: QKeyEvent | None = None) -> bool | None:
    """True or False as far as can be told, None if not.

    A letter that comes out large without Shift tells; on Windows no key is needed.
    """
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.user32.GetKeyState(0x14) & 1)
    if event is None:
        return None
    letter = event.text()
    if len(letter) != 1 or not letter.isascii() or not letter.isalpha():
        return None
    shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return letter.isupper() != shift
