"""Colours, text sizes and the one stylesheet of the window, light and dark from the same names.

Imports only Qt and the standard library, so that the login window opens at once.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QWidget

from desktop import fonts
from desktop.stylesheet import SHEET

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"

# Spacing in logical pixels; layouts use no other steps.
TIGHT, SMALL, MEDIUM, LARGE, WIDE = 4, 8, 12, 16, 24
ROW = 34


@dataclass(frozen=True, slots=True)
class Palette:
    """Named colours (`#RRGGBB`). Text on `background`, `surface`, `hover` and `selected` keeps a
    contrast of at least 4.5 to 1.
    """

    background: str
    surface: str
    hover: str
    selected: str
    text: str
    second: str
    disabled: str
    line: str
    edge: str
    accent: str
    accent_hover: str
    on_accent: str
    normal: str
    soon: str
    today: str
    overdue: str

    def color(self, name: str) -> QColor:
        """The colour of a token name; an unknown name is a bug (KeyError)."""
        return QColor(asdict(self)[name])


LIGHT = Palette(
    background="#F5F6F8",
    surface="#FFFFFF",
    hover="#EEF1F5",
    selected="#E9F1FD",
    text="#1F2329",
    second="#5A616B",
    disabled="#646B76",
    line="#DEE0E3",
    edge="#8A919C",
    accent="#1F6AD4",
    accent_hover="#1A5BB8",
    on_accent="#FFFFFF",
    normal="#21752F",
    soon="#A85800",
    today="#C92A2A",
    overdue="#7A1212",
)
DARK = Palette(
    background="#1A1C20",
    surface="#24272C",
    hover="#2D3137",
    selected="#243B5A",
    text="#E7E9EC",
    second="#B0B7C1",
    disabled="#A3AAB4",
    line="#3B4047",
    edge="#7C8490",
    accent="#74ABF5",
    accent_hover="#94BFF8",
    on_accent="#10151C",
    normal="#74C982",
    soon="#EBAD58",
    today="#FF8F87",
    overdue="#FFB4AE",
)
STATES = ("normal", "soon", "today", "overdue")


@dataclass(frozen=True, slots=True)
class Light:
    """One state of a time limit (D6): shape and colour together, so that it also prints grey."""

    glyph: str
    word: str
    color: str


# Keys are the values of `center.clock.State`; the last two are how a finished matter ended.
LIGHTS = {
    "normal": Light("●", "正常", "normal"),
    "due_soon": Light("▲", "将到期", "soon"),
    "due_today": Light("■", "今天到期", "today"),
    "overdue": Light("✖", "超期", "overdue"),
    "paused": Light("‖", "暂停", "second"),
    "on_time": Light("✔", "按时办结", "normal"),
    "late": Light("✘", "超期办结", "overdue"),
}

SIZES = {"standard": 10.5, "large": 12.0, "largest": 14.0}
SIZE_WORDS = {"standard": "标准", "large": "大", "largest": "特大"}
SCHEME_WORDS = {"system": "随系统", "light": "浅色", "dark": "深色"}


@dataclass(frozen=True, slots=True)
class Look:
    """What is on screen now: the palette and the name of the text size."""

    palette: Palette
    size: str = "standard"

    @property
    def points(self) -> float:
        """Text size in points."""
        return SIZES[self.size]

    @property
    def hint_points(self) -> float:
        """Size of hints, never under 10 pt."""
        return max(10.0, self.points - 1)


_look = Look(LIGHT)


def look() -> Look:
    """The look that was applied last."""
    return _look


def system_palette() -> Palette:
    """Light or dark as the desktop of the computer asks for."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def palette_for(scheme: str) -> Palette:
    """The palette for a setting of `SCHEME_WORDS`."""
    if scheme == "system":
        return system_palette()
    return DARK if scheme == "dark" else LIGHT


def apply(app: QApplication, wanted: Look) -> None:
    """Dress the whole program; open windows change at once."""
    global _look
    _look = wanted
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(_qt_palette(wanted.palette))
    app.setFont(fonts.screen_font(wanted.points))
    app.setStyleSheet(stylesheet(wanted))


def zoom(app: QApplication, step: int) -> str:
    """One text size up (`step` 1) or down (-1), staying at the ends; returns the size's name."""
    names = list(SIZES)
    place = min(max(names.index(_look.size) + step, 0), len(names) - 1)
    if names[place] != _look.size:
        apply(app, Look(_look.palette, names[place]))
    return names[place]


def row_height(widget: QWidget) -> int:
    """Height of a table row: 34 px, more when the text is larger."""
    return max(ROW, widget.fontMetrics().height() + MEDIUM)


def looks_changed(event: QEvent) -> bool:
    """True for the event by which a widget learns that text size or colours have changed."""
    return event.type() in (
        QEvent.Type.StyleChange,
        QEvent.Type.FontChange,
        QEvent.Type.PaletteChange,
        QEvent.Type.ApplicationFontChange,
    )


def draw_light(painter: QPainter, where: QRectF, state: str) -> None:
    """Draw the shape of a state of `LIGHTS` in a square; an unknown state draws nothing."""
    light = LIGHTS.get(state)
    if light is None:
        return
    color = _look.palette.color(light.color)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    box, thin = where, where.width() / 4
    if light.glyph == "●":
        painter.drawEllipse(box)
    elif light.glyph == "▲":
        peak = QPointF(box.center().x(), box.top())
        painter.drawPolygon([peak, box.bottomRight(), box.bottomLeft()])
    elif light.glyph == "■":
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    elif light.glyph == "✔":
        painter.setPen(QPen(color, thin * 0.8))
        low = QPointF(box.left() + box.width() * 0.4, box.bottom() - 1)
        left = QPointF(box.left(), box.center().y() + 1)
        painter.drawPolyline([left, low, QPointF(box.right(), box.top() + 2)])
    elif light.glyph in "✖✘":
        painter.setPen(QPen(color, thin))
        inner = box.adjusted(1, 1, -1, -1)
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())
    else:
        painter.drawRect(QRectF(box.left() + thin / 2, box.top(), thin, box.height()))
        painter.drawRect(QRectF(box.right() - thin * 1.5, box.top(), thin, box.height()))
    painter.restore()


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget a role of the stylesheet (`title`, `second`, `hint`, `problem`, `primary`…)."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def contrast(first: str, second: str) -> float:
    """WCAG contrast of two `#RRGGBB` colours, 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(color[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _qt_palette(palette: Palette) -> QPalette:
    role = QPalette.ColorRole
    result = QPalette()
    for where, name in (
        (role.Window, "background"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "hover"),
        (role.Text, "text"),
        (role.PlaceholderText, "second"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.ToolTipBase, "surface"),
        (role.ToolTipText, "text"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Accent, "accent"),
        (role.Link, "accent"),
        (role.Light, "surface"),
        (role.Midlight, "hover"),
        (role.Mid, "line"),
        (role.Dark, "edge"),
    ):
        result.setColor(where, palette.color(name))
    for where in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, where, palette.color("disabled"))
    return result


def stylesheet(wanted: Look) -> str:
    """The one stylesheet, generated from the tokens."""
    values = {f.name: str(getattr(wanted.palette, f.name)) for f in fields(Palette)}
    values |= {
        "title": f"{wanted.points * 1.3:g}pt",
        "number": f"{wanted.points * 1.9:g}pt",
        "hint": f"{wanted.hint_points:g}pt",
        "down": (ICONS / "chevron-down.svg").as_posix(),
        "check": (ICONS / f"check-{'dark' if wanted.palette is DARK else 'white'}.svg").as_posix(),
        "up": (ICONS / "chevron-up.svg").as_posix(),
    }
    sheet = SHEET
    for name, value in values.items():
        sheet = sheet.replace(f"${name};", f"{value};")
        sheet = sheet.replace(f"${name})", f"{value})")
    return sheet
