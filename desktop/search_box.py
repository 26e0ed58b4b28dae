"""The search box of the top bar (Ctrl+K): names, pinyin initials, ID or phone ends, numbers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop import icons, notice, tasks, theme
from desktop.listing.model import AnyIndex

_TYPING_MS = 120
_HIT = int(Qt.ItemDataRole.UserRole)
NOTHING = "没有找到。可以输入姓名的一部分、拼音首字母、证件号或电话的后几位、编号"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: `kind` is the word in front (群众, 办件, 登记), `detail` is masked (D8)."""

    kind: str
    key: Hashable
    title: str
    detail: str = ""


class SearchBox(QLineEdit):
    """Asks while the clerk types; Enter takes the marked hit, or the first."""

    chosen = Signal(object)
    """The `Hit` taken."""

    def __init__(self, find: Callable[[str], Sequence[Hit]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find = find
        self._asked = 0
        self._enter = False
        self.setPlaceholderText("搜索姓名、证件号、电话、编号　Ctrl+K")
        self.setAccessibleName("搜索")
        self.setClearButtonEnabled(True)
        self.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.hits = QListView(self)
        self.hits.setWindowFlags(Qt.WindowType.ToolTip)
        self.hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hits.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.hits.setUniformItemSizes(True)
        self.hits.setAccessibleName("搜索结果")
        self._model = QStandardItemModel(self)
        self.hits.setModel(self._model)
        self.hits.setItemDelegate(_HitDelegate(self.hits))
        self.hits.clicked.connect(lambda index: self._take(index.data(_HIT)))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._ask)
        self.textEdited.connect(self._typed)
        self.returnPressed.connect(self._entered)

    def forget(self) -> None:
        """Somebody else sits down: neither words nor hits of the one before stay."""
        self._asked += 1
        self._typing.stop()
        self.hits.hide()
        self._model.clear()
        self.clear()

    def _typed(self, text: str) -> None:
        self._enter = False
        if text.strip():
            self._typing.start()
        else:
            self._asked += 1
            self._typing.stop()
            self.hits.hide()

    def _entered(self) -> None:
        hit = self.hits.currentIndex().data(_HIT) if self.hits.isVisible() else None
        if isinstance(hit, Hit) and not self._typing.isActive():
            self._take(hit)
        elif self.text().strip():
            # A scanner types a number and Enter faster than any answer comes.
            self._enter = True
            self._ask()

    def _ask(self) -> None:
        self._typing.stop()
        self._asked += 1
        asked, text, enter = self._asked, self.text().strip(), self._enter

        def done(hits: Sequence[Hit]) -> None:
            if asked != self._asked:
                return
            if enter and len(hits) == 1:
                self._take(hits[0])
            else:
                self._show(hits)

        tasks.quiet(self, lambda: self._find(text), done, lambda e: notice.tell(self.window(), e))

    def _show(self, hits: Sequence[Hit]) -> None:
        self._model.clear()
        for hit in hits:
            item = QStandardItem(f"{hit.kind} {hit.title} {hit.detail}")
            item.setData(hit, _HIT)
            self._model.appendRow(item)
        if not hits:
            nothing = QStandardItem(NOTHING)
            nothing.setEnabled(False)
            self._model.appendRow(nothing)
        elif self._enter or len(hits) == 1:
            self.hits.setCurrentIndex(self._model.index(0, 0))
        if not self.hasFocus():
            return
        height = (theme.row_height(self) + 1) * min(max(len(hits), 1), 10) + theme.SMALL
        corner = self.mapToGlobal(QPoint(0, self.height() + theme.TIGHT))
        self.hits.setGeometry(QRect(corner.x(), corner.y(), max(self.width(), 480), height))
        self.hits.show()

    def _take(self, hit: object) -> None:
        if isinstance(hit, Hit):
            self._asked += 1
            self._typing.stop()
            self.hits.hide()
            self.clear()
            self.chosen.emit(hit)

    def _move(self, step: int) -> None:
        row = self.hits.currentIndex().row() + step
        if 0 <= row < self._model.rowCount():
            self.hits.setCurrentIndex(self._model.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk through the hits, Esc closes them, then empties the box."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.hits.isVisible():
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape and self.hits.isVisible():
            self.hits.hide()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The hits go when the clerk turns to something else."""
        if event.type() == QEvent.Type.FocusOut and not self.hits.underMouse():
            self.hits.hide()
        return super().event(event)


class _HitDelegate(QStyledItemDelegate):
    """Kind, title and detail of a hit in one row."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        hint = super().sizeHint(option, index)
        hint.setHeight(theme.row_height(self._view))
        return hint

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        palette = theme.look().palette
        view = self._view
        where = view.visualRect(view.model().index(index.row(), 0))
        marked = index.row() == view.currentIndex().row()
        painter.fillRect(where, palette.color("selected" if marked else "surface"))
        inner = where.adjusted(theme.MEDIUM, 0, -theme.MEDIUM, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        hit = index.data(_HIT)
        painter.setPen(palette.color("second"))
        if not isinstance(hit, Hit):
            painter.drawText(inner, middle | Qt.TextFlag.TextWordWrap, str(index.data()))
            return
        metrics = view.fontMetrics()
        kind = metrics.horizontalAdvance("群众") + theme.LARGE
        painter.drawText(inner, middle, hit.kind)
        title = metrics.elidedText(hit.title, Qt.TextElideMode.ElideRight, inner.width() - kind)
        painter.setPen(palette.color("text"))
        inner.setLeft(inner.left() + kind)
        painter.drawText(inner, middle, title)
        inner.setLeft(inner.left() + metrics.horizontalAdvance(title) + theme.LARGE)
        painter.setPen(palette.color("second"))
        detail = metrics.elidedText(hit.detail, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, middle, detail)
