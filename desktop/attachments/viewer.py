"""A picture on the screen: as large as the window, nearer, turned, printed, saved."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, MutableMapping
from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeySequence,
    QPainter,
    QPixmap,
    QResizeEvent,
    QShortcut,
    QTransform,
    QWheelEvent,
)
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QGraphicsScene,
    QGraphicsView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from center.errors import Expected
from desktop import printing, tasks, theme
from desktop.attachments.pictures import sheet_of
from desktop.notice import Notice

FORM = "attachment"
"""Under this name the printer of pictures is remembered."""
_NEARER, _NEAREST = 1.25, 8.0


class PictureView(QGraphicsView):
    """One picture; it fits the window until it is zoomed."""

    def __init__(self, image: QImage) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        scene = QGraphicsScene(self)
        self._picture = scene.addPixmap(QPixmap.fromImage(image))
        self._picture.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self.setScene(scene)
        self.turned = 0
        self.fits = True

    def fit(self) -> None:
        """As large as the window, never larger than life."""
        self.fits = True
        self.resetTransform()
        self.rotate(self.turned)
        seen = self.mapToScene(self.viewport().rect()).boundingRect()
        whole = QRectF(self._picture.boundingRect())
        self.setSceneRect(whole)
        if whole.width() > seen.width() or whole.height() > seen.height():
            self.fitInView(whole, Qt.AspectRatioMode.KeepAspectRatio)

    def nearer(self, factor: float) -> None:
        """Zoom in or out by a factor."""
        now = abs(self.transform().m11()) + abs(self.transform().m12())
        if 0.02 < now * factor < _NEAREST:
            self.fits = False
            self.scale(factor, factor)

    def turn(self) -> None:
        """A quarter turn to the right, on the screen and on paper; the file stays."""
        self.turned = (self.turned + 90) % 360
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A picture that fits keeps fitting."""
        super().resizeEvent(event)
        if self.fits:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel zooms."""
        self.nearer(_NEARER if event.angleDelta().y() > 0 else 1 / _NEARER)


class Viewer(QDialog):
    """Shows a picture; `content` are the bytes that 另存 writes."""

    printed = Signal()
    saved = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        title: str,
        image: QImage,
        content: bytes,
        suffix: str,
        memory: MutableMapping[str, object],
    ) -> None:
        super().__init__(parent)
        self._title, self._image, self._content = title, image, content
        self._suffix, self._memory = suffix, memory
        self.setWindowTitle(title)
        self.resize(900, 700)
        self.notice = Notice()
        self.view = PictureView(image)
        self.view.setAccessibleName(title)
        said = QLabel(f"{image.width()}×{image.height()} 像素　滚轮或 + − 放大缩小")
        theme.set_role(said, "second")
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        bar.addWidget(said)
        bar.addStretch()
        self.buttons: dict[str, QPushButton] = {}
        for name, keys, run in (
            ("适合窗口", "0", self.view.fit),
            ("放大", "+", lambda: self.view.nearer(_NEARER)),
            ("缩小", "-", lambda: self.view.nearer(1 / _NEARER)),
            ("转向", "R", self.view.turn),
            ("打印", "Ctrl+P", self.ask_and_print),
            ("另存为", "Ctrl+S", self._ask_path),
            ("关闭", "Esc", self.reject),
        ):
            self.buttons[name] = self._button(name, keys, run)
            bar.addWidget(self.buttons[name])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(bar)
        layout.addWidget(self.notice)
        layout.addWidget(self.view, 1)
        self.view.setFocus()

    def _button(self, name: str, keys: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(name)
        button.setAutoDefault(False)
        button.setToolTip(f"{name}（{keys}）")
        button.clicked.connect(lambda _=False: run())
        if keys != "Esc":
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)
        return button

    def ask_and_print(self) -> None:
        """Put the picture on A4 and print it."""

        def ask(sheet: bytes) -> None:
            pdf = printing.Pdf(sheet)
            try:
                printer = printing.ask_printer(self, FORM, self._memory, pdf)
                if printer is not None:
                    self.print_on(printer, pdf)
            except Expected as error:
                self.notice.error(error)

        turned = self._image.transformed(QTransform().rotate(self.view.turned))
        tasks.run(self, "正在准备打印", lambda _progress, _cancelled: sheet_of(turned), ask)

    def print_on(self, printer: QPrinter, pdf: printing.Pdf) -> None:
        """Print the one page."""
        for _page in printing.draw_pages(pdf, printer, color=True):
            pass
        self.notice.say("已送往打印机")
        self.printed.emit()

    def _ask_path(self) -> None:
        name = Path(self._title).stem + self._suffix
        path, _ = QFileDialog.getSaveFileName(self, "另存为", name, f"图片 (*{self._suffix})")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the picture as it is kept; trouble leaves no half file."""
        part = path.with_name(path.name + ".part")
        try:
            part.write_bytes(self._content)
            part.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            self.notice.problem(
                f"没有保存到“{path}”：磁盘已满、没有权限或文件正被打开。附件仍在程序里，请换个位置再存。"
            )
            self.notice.setToolTip(str(error))
            return
        self.notice.say(f"已保存到 {path}")
        self.saved.emit(str(path))

    def changeEvent(self, event: QEvent) -> None:
        """The background follows the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "view"):
            self.view.setBackgroundBrush(self.palette().window())
