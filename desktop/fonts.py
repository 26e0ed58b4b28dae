"""Screen fonts: the system's Chinese font first, then the vendored ones for every rare name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"
SCREEN = "NotoSansSC-Medium-8105.ttf"
RARE = "HanaMinB.ttf"
FAMILIES = ("Microsoft YaHei UI", "Noto Sans SC", "HanaMinB")


@cache
def _load(name: str) -> tuple[str, ...]:
    number = QFontDatabase.addApplicationFont(str(FONTS / name))
    return tuple(QFontDatabase.applicationFontFamilies(number)) if number >= 0 else ()


def load_screen() -> tuple[str, ...]:
    """Load the 8,105-character screen font (some 20 ms); returns its families, none if missing."""
    return _load(SCREEN)


def load_rare() -> tuple[str, ...]:
    """Load the font of rare characters (30 MB): call it when the window is already up."""
    return _load(RARE)


def screen_font(points: float) -> QFont:
    """The window's font with digits of one width, so that columns of numbers line up."""
    font = QFont(list(FAMILIES))
    font.setPointSizeF(points)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def speak_chinese(app: QApplication) -> None:
    """Qt's own words (确定, 取消, the menus of text fields) and dates in Chinese."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)
