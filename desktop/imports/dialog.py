"""The import in a window of its own, over the list it fills."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.imports.kinds import Kind
from desktop.imports.page import ImportPage

WIDTH, HEIGHT = 1080, 620


def open_import(desk: Desk, parent: QWidget, kind: Kind) -> ImportPage:
    """Show the import over `parent`; Esc closes it."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(kind.title)
    page = ImportPage(desk, kind)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(page)
    room = parent.screen().availableGeometry()
    dialog.resize(min(WIDTH, room.width() - 80), min(HEIGHT, room.height() - 80))
    dialog.open()
    page.choose.setFocus()
    return page
