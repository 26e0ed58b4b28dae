"""Colours, sizes and the stylesheet."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontInfo, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from center.clock import State
from desktop import theme


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["background", "surface", "hover", "selected"])
@pytest.mark.parametrize("text", ["text", "second", "disabled", "accent", *theme.STATES])
def test_every_text_colour_reads_on_every_ground(
    palette: theme.Palette, ground: str, text: str
) -> None:
    colors = asdict(palette)
    assert theme.contrast(colors[text], colors[ground]) >= 4.5


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_button_text_reads_on_the_accent(palette: theme.Palette) -> None:
    for ground in (palette.accent, palette.accent_hover):
        assert theme.contrast(palette.on_accent, ground) >= 4.5
    assert theme.contrast(palette.edge, palette.surface) >= 3, "borders of fields are seen"


def test_contrast_of_black_on_white_is_21() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("size", theme.SIZES)
def test_the_stylesheet_has_no_unknown_token(palette: theme.Palette, size: str) -> None:
    sheet = theme.stylesheet(theme.Look(palette, size))
    assert "$" not in sheet
    used = {color.upper() for color in re.findall(r"#[0-9A-Fa-f]{6}", sheet)}
    assert used <= {color.upper() for color in asdict(palette).values()}


def test_zoom_changes_open_windows_at_once_and_stops_at_the_ends(
    qtbot: QtBot, qapp: QApplication
) -> None:
    label = QLabel("办件")
    qtbot.addWidget(label)
    label.show()
    assert label.font().pointSizeF() == 10.5
    assert theme.zoom(qapp, 1) == "large"
    assert label.font().pointSizeF() == 12
    assert [theme.zoom(qapp, 1), theme.zoom(qapp, 1)] == ["largest", "largest"]
    assert label.font().pointSizeF() == 14
    assert [theme.zoom(qapp, -1) for _ in range(3)] == ["large", "standard", "standard"]


def test_hints_are_never_under_ten_points() -> None:
    for size in theme.SIZES:
        assert theme.Look(theme.LIGHT, size).hint_points >= 10


def test_the_vendored_font_is_on_screen(qapp: QApplication) -> None:
    assert QFontInfo(qapp.font()).family() in ("Noto Sans SC", "Microsoft YaHei UI")


def test_every_state_of_the_clock_has_a_light() -> None:
    """D6: one set of states everywhere, told apart by shape even without colour."""
    assert set(theme.LIGHTS) == {state.value for state in State}
    assert len({light.glyph for light in theme.LIGHTS.values()}) == len(theme.LIGHTS)
    assert all(hasattr(theme.LIGHT, light.color) for light in theme.LIGHTS.values())


@pytest.mark.usefixtures("qapp")
def test_every_light_draws_another_shape() -> None:
    """D6: drawn in one colour the shapes still differ."""
    pictures = set()
    for state in theme.LIGHTS:
        image = QImage(32, 32, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        theme.draw_light(painter, QRectF(4, 4, 24, 24), state)
        painter.end()
        opaque = [image.pixelColor(x, y).alpha() > 127 for x in range(32) for y in range(32)]
        pictures.add(tuple(opaque))
        assert any(opaque)
    assert len(pictures) >= len(theme.LIGHTS) - 1, "超期 and 超期办结 share the cross"
