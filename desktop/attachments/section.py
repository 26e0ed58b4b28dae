"""The 附件 section of a record: small pictures of what is kept, and how more comes in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
    QImage,
    QKeySequence,
    QPainter,
    QPixmap,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from center.attachments.contents import Media
from center.attachments.keeping import (
    attachment,
    attachments_of,
    content,
    left,
    set_material,
    void_attachment,
)
from center.attachments.records import Attachment
from center.errors import Expected
from center.journal import commit
from center.records import Record, local_date
from center.rights import Right
from center.storage import Work
from desktop import tasks, theme
from desktop.attachments.incoming import Added, Given, from_file, from_mime, keep
from desktop.attachments.pictures import THUMBNAIL, decoded
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.notice import Notice
from desktop.parts import words

NONE = "none"
FILES = "图片和 PDF (*.png *.jpg *.jpeg *.pdf);;所有文件 (*)"
_SOME = 3
"""Refused files that are told one by one."""


class AttachmentsPage(QWidget):
    """The attachments of one record. `lines` are the lines of its checklist, by id.

    `open_about` opens the record in a unit of work, `right` is who may add to it.
    """

    counted = Signal(int)
    """How many stand, after each change."""

    def __init__(
        self,
        desk: Desk,
        about: UUID,
        open_about: Callable[[Work], Record],
        lines: Mapping[UUID, str],
        *,
        right: Right = Right.REGISTER,
    ) -> None:
        super().__init__()
        self._desk, self._about, self._open = desk, about, open_about
        self._lines, self._right = lines, right
        self._found: list[Attachment] = []
        self.setAcceptDrops(desk.may(self._right))
        self.notice = Notice()
        self.list = QListWidget()
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setIconSize(THUMBNAIL)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setWordWrap(True)
        self.list.setSpacing(theme.SMALL)
        self.list.setAccessibleName("附件")
        self.list.itemActivated.connect(lambda _item: self._with_current(self.show_one))
        self.list.currentRowChanged.connect(lambda _row: self._follow())
        self.empty = words("还没有附件。把扫描件或照片拖到这里，或按“添加文件”。", "second")
        self.buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(self._bar())
        layout.addWidget(words(_rules(desk), "hint"))
        layout.addWidget(self.notice)
        layout.addWidget(self.empty)
        layout.addWidget(self.list, 1)
        QShortcut(
            QKeySequence(QKeySequence.StandardKey.Paste),
            self,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        ).activated.connect(self.paste)
        desk.changed.connect(self._heard)
        self.refresh()

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        may = self._desk.may(self._right)
        for title, run in (
            ("添加文件…", self._ask_files),
            ("粘贴图片  Ctrl+V", self.paste),
            ("打开", partial(self._with_current, self.show_one)),
            ("另存为…", partial(self._with_current, self._ask_path)),
            ("对应材料…", partial(self._with_current, self._ask_material)),
            ("作废…", partial(self._with_current, self._ask_void)),
        ):
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, r=run: r())
            self.buttons[title.partition("  ")[0].rstrip("…")] = button
            bar.addWidget(button)
            if len(self.buttons) == 2:
                bar.addSpacing(theme.LARGE)
        theme.set_role(self.buttons["添加文件"], "primary")
        for name in ("添加文件", "粘贴图片"):
            self.buttons[name].setEnabled(may)
        self.buttons["对应材料"].setVisible(bool(self._lines))
        bar.addStretch()
        return bar

    # What is there

    def refresh(self) -> None:
        """Read the attachments again and draw their small pictures in the background."""
        current = self._current()
        stood = current.id if current is not None else None
        with self._desk.read() as work:
            self._found = attachments_of(work, self._about)
        self.list.clear()
        for found in self._found:
            item = QListWidgetItem(_caption(found, self._lines, self._desk.today()))
            item.setIcon(_icon(None))
            item.setSizeHint(self._room())
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            item.setToolTip(f"{found.name}　{found.adder_name}添加")
            if not found.valid:
                item.setForeground(theme.look().palette.color("second"))
            self.list.addItem(item)
        ids = [found.id for found in self._found]
        if ids:
            self.list.setCurrentRow(ids.index(stood) if stood in ids else 0)
        self.empty.setVisible(not ids)
        self.list.setVisible(bool(ids))
        self._follow()
        self.counted.emit(sum(found.valid for found in self._found))
        if ids:
            tasks.quiet(self, partial(_thumbnails, self._desk, ids), self._show_pictures)

    def _show_pictures(self, pictures: Mapping[UUID, QImage]) -> None:
        for row, found in enumerate(self._found):
            picture = pictures.get(found.id)
            if picture is not None and not picture.isNull():
                self.list.item(row).setIcon(_icon(picture))

    def _room(self) -> QSize:
        """A small picture and four lines of words."""
        lines = 4 * self.list.fontMetrics().lineSpacing()
        return THUMBNAIL + QSize(2 * theme.WIDE, lines + theme.LARGE)

    def _current(self) -> Attachment | None:
        row = self.list.currentRow()
        return self._found[row] if 0 <= row < len(self._found) else None

    def _with_current(self, run: Callable[[Attachment], object]) -> None:
        current = self._current()
        if current is not None:
            run(current)

    def _follow(self) -> None:
        current = self._current()
        may, leave = self._desk.may(self._right), self._desk.may(Right.EXPORT)
        alive = current is not None and current.valid
        self.buttons["打开"].setEnabled(current is not None)
        self.buttons["另存为"].setEnabled(current is not None and leave)
        self.buttons["对应材料"].setEnabled(alive and may)
        self.buttons["作废"].setEnabled(alive and may)

    def _heard(self, kinds: frozenset[str]) -> None:
        if Attachment.kind in kinds:
            self.refresh()

    # What comes in

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and pictures may be dropped."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        self.add(from_mime(event.mimeData(), self._desk))
        event.acceptProposedAction()

    def paste(self) -> None:
        """Take files or a picture from the clipboard (a scan program's or a screenshot)."""
        if not self._desk.may(self._right):
            return
        given = from_mime(QGuiApplication.clipboard().mimeData(), self._desk)
        if given:
            self.add(given)
        else:
            self.notice.say("剪贴板里没有图片或文件。")

    def _ask_files(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, "添加附件", "", FILES)
        self.add([from_file(Path(path), self._desk) for path in paths])

    def add(self, given: Sequence[Given]) -> None:
        """Check and keep files, each in a commit of its own, off the GUI thread."""
        if given:
            self.notice.clear()
            tasks.run(
                self,
                "正在添加附件",
                partial(keep, self._desk, self._open, given),
                self._told,
                self._failed,
            )

    def _told(self, added: Added) -> None:
        self.refresh()
        done = f"已添加 {added.kept} 份附件。" if added.kept else ""
        if not added.refused:
            self.notice.say(done)
            return
        more = len(added.refused) - _SOME
        told = "".join(added.refused[:_SOME]) + (f"另有 {more} 份也没有添加。" if more > 0 else "")
        self.notice.problem(done + told)

    def _failed(self, error: Exception) -> None:
        self.notice.error(error)

    # What is done with one

    def show_one(self, found: Attachment) -> None:
        """Open a picture in the viewer, a PDF in the preview."""

        def read() -> tuple[bytes, QImage]:
            with self._desk.read() as work:
                data = content(work, attachment(work, found.id))
            whole = QImage() if found.media is Media.PDF else decoded(found.media, data)
            return data, whole

        def show(answer: tuple[bytes, QImage]) -> None:
            data, image = answer
            try:
                self._show(found, data, image)
            except Expected as error:
                self.notice.error(error)

        tasks.run(self, "正在打开附件", lambda _p, _c: read(), show, self._failed)

    def _show(self, found: Attachment, data: bytes, image: QImage) -> None:
        from desktop.attachments.viewer import FORM, Viewer
        from desktop.preview import Preview

        memory = self._desk.memory("printers")
        dialog: Viewer | Preview
        if found.media is Media.PDF:
            stem = found.name.removesuffix(".pdf")
            dialog = Preview(self, stem, FORM, data, memory, said="附件", color=True)
            buttons = [dialog.print_button, dialog.save_button]
        else:
            suffix = found.media.suffix
            dialog = Viewer(self, found.name, image, data, suffix, memory)
            buttons = [dialog.buttons["打印"], dialog.buttons["另存为"]]
        for button in buttons:
            button.setEnabled(self._desk.may(Right.EXPORT))
        dialog.printed.connect(lambda: self._left(found, "print"))
        dialog.saved.connect(lambda _path: self._left(found, "save"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _ask_path(self, found: Attachment) -> None:
        name = Path(found.name).stem + found.media.suffix
        path, _ = QFileDialog.getSaveFileName(self, "另存为", name, f"*{found.media.suffix}")
        if path:
            self.save_to(found, Path(path))

    def save_to(self, found: Attachment, path: Path) -> None:
        """Write a copy out of the program; journalled."""
        part = path.with_name(path.name + ".part")
        try:
            with self._desk.work() as work:
                stored = attachment(work, found.id)
                part.write_bytes(content(work, stored))
                left(work, stored, "save")
                commit(work)
            part.replace(path)
        except Expected as error:
            self.notice.error(error)
        except OSError:
            self.notice.problem(
                f"没有保存到“{path}”：磁盘已满、没有权限或文件正被打开。附件仍在程序里，请换个位置再存。"
            )
        else:
            self.notice.say(f"已保存到 {path}。离开程序的文件没有加密，用完请删除。")
        finally:
            part.unlink(missing_ok=True)

    def _left(self, found: Attachment, how: str) -> None:
        kept = self._desk.memory("printers").get("attachment")
        printer = str(kept.get("printer", "")) if isinstance(kept, dict) and how == "print" else ""
        try:
            with self._desk.work() as work:
                left(work, attachment(work, found.id), how, printer)
                commit(work)
        except Expected as error:
            self.notice.error(error)

    def _ask_material(self, found: Attachment) -> None:
        choices = [Choice(NONE, "不对应某一份"), *_choices(self._lines)]

        def run(form: Form) -> None:
            chosen = form.text("material")
            with self._desk.work() as work:
                line = None if chosen == NONE else UUID(hex=chosen)
                set_material(work, attachment(work, found.id), line)
                commit(work)

        now = found.material.hex if found.material is not None else NONE
        field = Field("material", "清单里的材料", "choice", 44, choices=choices, default=now)
        FormDialog(self._desk, self, "对应材料", [field], "保存", run, intro=found.name).open()

    def _ask_void(self, found: Attachment) -> None:
        def run(form: Form) -> None:
            with self._desk.work() as work:
                void_attachment(work, attachment(work, found.id), form.text("reason"))
                commit(work)

        FormDialog(
            self._desk,
            self,
            "作废附件",
            [Field("reason", "作废原因", "lines", required=True, wide=True, lines=2)],
            "作废",
            run,
            intro=f"{found.name}：作废后仍留在这里，不再算这件的附件。",
            danger=True,
        ).open()


def _rules(desk: Desk) -> str:
    most, whole = (desk.settings.number(n) for n in ("attachment_mb", "attachment_case_mb"))
    return (
        f"可以拖进来、选择文件或粘贴。PNG、JPEG、PDF，每个不超过 {most} MB，"
        f"每件合计不超过 {whole} MB；照片里的拍摄地点、时间和机型会去掉，内容加密保存。"
    )


def _choices(lines: Mapping[UUID, str]) -> list[Choice]:
    return [Choice(ident.hex, name) for ident, name in lines.items()]


def _caption(found: Attachment, lines: Mapping[UUID, str], today: date) -> str:
    size = found.size / (1 << 20)
    told = f"{size:.1f} MB" if size >= 0.1 else f"{max(1, found.size >> 10)} KB"
    pages = f"　{found.pages} 页" if found.media is Media.PDF else ""
    line = lines.get(found.material) if found.material is not None else None
    about = f"\n{line}" if line else ""
    state = "" if found.valid else "\n已作废"
    added = show_date(local_date(found.added_at), today)
    return f"{found.name}{about}\n{added}　{told}{pages}{state}"


def _icon(picture: QImage | None) -> QIcon:
    """A picture in the middle of its square, the same whether it is chosen or not."""
    palette, square = theme.look().palette, QPixmap(THUMBNAIL)
    square.fill(Qt.GlobalColor.transparent)
    painter = QPainter(square)
    if picture is not None:
        box = picture.rect()
        box.moveCenter(square.rect().center())
        painter.drawImage(box.topLeft(), picture)
        painter.setPen(palette.color("line"))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
    painter.end()
    icon = QIcon(square)
    icon.addPixmap(square, QIcon.Mode.Selected)
    return icon


def _thumbnails(desk: Desk, ids: Sequence[UUID]) -> dict[UUID, QImage]:
    """Small pictures; one that cannot be read has none, opening it says why."""
    found: dict[UUID, QImage] = {}
    for ident in ids:
        try:
            with desk.read() as work:
                one = attachment(work, ident)
                data = content(work, one)
        except Expected:
            continue
        found[ident] = decoded(one.media, data, THUMBNAIL)
    return found
