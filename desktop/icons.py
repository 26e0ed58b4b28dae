"""Line icons of `resources/icons`, drawn in the colour of the theme.

Kept out of the login window: reading SVG loads another Qt library.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop import theme


@lru_cache(maxsize=256)
def pixmap(name: str, color: str, size: int, ratio: float) -> QPixmap:
    """An icon of `size` logical pixels in a `#RRGGBB` colour; an unknown name is a bug."""
    drawing = (theme.ICONS / f"{name}.svg").read_bytes().replace(b"currentColor", color.encode())
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(drawing)).render(painter)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, token: str = "second") -> QIcon:
    """An icon for a button or a field, in a token's colour of the look in force."""
    color = theme.look().palette.color(token).name()
    return QIcon(pixmap(name, color, 20, QGuiApplication.primaryScreen().devicePixelRatio()))
