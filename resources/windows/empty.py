"""An empty window of PySide6, frozen like the program: the measure for the program's start."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QWidget

app = QApplication(sys.argv)
window = QWidget()
window.setWindowTitle("empty")
window.resize(1366, 768)
window.show()
sys.exit(app.exec())
