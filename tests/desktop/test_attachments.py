"""附件 of a case at the desk: dropped, pasted, chosen, seen, saved, voided."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from center.attachments.contents import Media
from center.attachments.keeping import attachments_of, content
from center.attachments.records import Attachment
from center.journal import history
from center.rights import Actor, Role
from desktop import tasks
from desktop.attachments.incoming import from_mime
from desktop.attachments.pictures import decoded, sheet_of
from desktop.attachments.section import AttachmentsPage
from desktop.attachments.viewer import Viewer
from desktop.desk import Desk
from desktop.preview import Preview
from desktop.printing import Pdf
from tests import scans
from tests.desktop.case_desk import COMMITTED, WAIT, Hands, a_case, file_of_case, gone, shown
from tests.offices import Office

K = Qt.Key


@pytest.fixture
def case(qingshan: Office, clerk: Actor) -> UUID:
    return a_case(qingshan, COMMITTED, by=clerk)


def attachments(hands: Hands, case: UUID) -> AttachmentsPage:
    record = hands.open(case)
    record.go("attachments")
    return record.findChildren(AttachmentsPage)[-1]


def kept(office: Office, case: UUID) -> list[Attachment]:
    with office.store.read(office.director) as work:
        return attachments_of(work, case)


def settled(hands: Hands) -> None:
    hands.qtbot.waitUntil(lambda: not tasks.busy(), timeout=WAIT)


def drop(page: AttachmentsPage, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(40, 40),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.dropEvent(event)


def scan(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_dropped_files_are_kept_and_the_bad_one_is_named(
    hands: Hands, case: UUID, qingshan: Office, tmp_path: Path
) -> None:
    page = attachments(hands, case)
    assert page.empty.isVisible()
    drop(
        page,
        scan(tmp_path, "户口簿.png", scans.png()),
        scan(tmp_path, "合同.pdf", b"MZ not a pdf"),
        scan(tmp_path, "申请书.pdf", scans.pdf(3)),
        tmp_path / "没有了.jpg",
    )
    settled(hands)
    assert [one.name for one in kept(qingshan, case)] == ["户口簿.png", "申请书.pdf"]
    said = page.notice.label.text()
    assert "已添加 2 份附件" in said
    assert "“合同.pdf”的内容不是 PNG、JPEG 图片或 PDF" in said
    assert "“没有了.jpg”读不出来" in said
    titles = [hands.record.tabs.tabText(n) for n in range(hands.record.tabs.count())]
    assert "附件 2" in titles
    captions = [page.list.item(row).text() for row in range(page.list.count())]
    assert "3 页" in captions[1]
    assert not page.list.item(0).icon().isNull()


def test_a_picture_of_the_right_shape_that_nobody_can_open_is_refused(
    hands: Hands, case: UUID, qingshan: Office, tmp_path: Path
) -> None:
    hollow = scans.png()[:8] + scans.chunk(b"IHDR", b"\0\0\0\x08\0\0\0\x08\x08\x02\0\0\0")
    hollow += scans.chunk(b"IDAT", b"nothing packed") + scans.chunk(b"IEND", b"")
    page = attachments(hands, case)
    drop(page, scan(tmp_path, "空壳.png", hollow))
    settled(hands)
    assert "“空壳.png”打不开" in page.notice.label.text()
    assert kept(qingshan, case) == []


def test_a_picture_is_pasted_from_the_clipboard(hands: Hands, case: UUID, qingshan: Office) -> None:
    page = attachments(hands, case)
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    QGuiApplication.clipboard().setImage(image)
    page.buttons["粘贴图片"].click()
    settled(hands)
    (found,) = kept(qingshan, case)
    assert (found.media, found.width, found.height) == (Media.PNG, 40, 30)
    assert found.name.startswith("粘贴的图片")
    QGuiApplication.clipboard().setText("只有文字")
    page.buttons["粘贴图片"].click()
    assert "没有图片或文件" in page.notice.label.text()
    assert len(kept(qingshan, case)) == 1


def test_an_empty_clipboard_gives_nothing(desk: Desk) -> None:
    """Some systems have no clipboard at all before the first copy."""
    assert from_mime(None, desk) == []


def test_a_photo_opens_upright_is_zoomed_turned_and_saved(
    hands: Hands, case: UUID, qingshan: Office, tmp_path: Path
) -> None:
    page = attachments(hands, case)
    drop(page, scan(tmp_path, "照片.jpg", scans.jpeg(640, 480, orientation=6)))
    settled(hands)
    page.list.setFocus()
    QTest.keyClick(page.list, K.Key_Return)
    viewer = shown(hands.qtbot, Viewer)
    assert "480×640" in viewer.findChildren(type(page.empty))[0].text()
    before = viewer.view.transform().m11()
    viewer.buttons["放大"].click()
    assert viewer.view.transform().m11() > before
    viewer.buttons["转向"].click()
    assert viewer.view.turned == 90
    viewer.save_to(tmp_path / "存出.jpg")
    (found,) = kept(qingshan, case)
    with qingshan.store.read(qingshan.director) as work:
        assert (tmp_path / "存出.jpg").read_bytes() == content(work, found)
        assert "save" in [row.action for row in history(work, found.id)]
    QTest.keyClick(viewer, K.Key_Escape)
    gone(hands.qtbot, Viewer)


def test_a_pdf_opens_in_the_preview(hands: Hands, case: UUID, tmp_path: Path) -> None:
    page = attachments(hands, case)
    drop(page, scan(tmp_path, "申请书.pdf", scans.pdf(2)))
    settled(hands)
    page.buttons["打开"].click()
    dialog = shown(hands.qtbot, Preview)
    assert "附件　共 2 页" in dialog.state.text()
    QTest.keyClick(dialog, K.Key_Escape)
    gone(hands.qtbot, Preview)


def test_a_copy_saved_from_the_list_is_journalled_and_a_full_disk_told(
    hands: Hands, case: UUID, qingshan: Office, tmp_path: Path
) -> None:
    page = attachments(hands, case)
    drop(page, scan(tmp_path, "a.png", scans.png()))
    settled(hands)
    (found,) = kept(qingshan, case)
    page.save_to(found, tmp_path / "没有" / "a.png")
    assert "没有保存到" in page.notice.label.text()
    page.save_to(found, tmp_path / "b.png")
    assert "没有加密" in page.notice.label.text()
    assert decoded(Media.PNG, (tmp_path / "b.png").read_bytes()).width() == 60
    with qingshan.store.read(qingshan.director) as work:
        assert [row.action for row in history(work, found.id)].count("save") == 1
    hands.record.refresh()
    hands.record.go("history")
    (log,) = [
        table
        for table in hands.record.findChildren(QTableWidget)
        if table.accessibleName() == "操作记录"
    ]
    lines = [
        "　".join(item.text() for c in range(4) if (item := log.item(row, c)) is not None)
        for row in range(log.rowCount())
    ]
    assert any("另存附件　a.png" in line for line in lines)


def test_an_attachment_is_tied_to_a_material_and_voided(
    hands: Hands, case: UUID, qingshan: Office, tmp_path: Path
) -> None:
    page = attachments(hands, case)
    drop(page, scan(tmp_path, "a.png", scans.png()))
    settled(hands)
    line = file_of_case(qingshan, case).materials[1]
    page.buttons["对应材料"].click()
    dialog = hands.dialog()
    hands.fill(dialog, material=line.id.hex)
    hands.submit(dialog)
    settled(hands)
    assert kept(qingshan, case)[0].material == line.id
    assert line.name in page.list.item(0).text()
    page.buttons["作废"].click()
    dialog = hands.dialog()
    hands.fill(dialog, reason="扫错了人")
    hands.submit(dialog)
    settled(hands)
    (found,) = kept(qingshan, case)
    assert (found.valid, found.void_reason) == (False, "扫错了人")
    assert "已作废" in page.list.item(0).text()
    assert not page.buttons["作废"].isEnabled()


def test_who_only_looks_adds_nothing(qingshan: Office, case: UUID, qtbot: QtBot) -> None:
    desk = Desk(qingshan.store, qingshan.actor(Role.INSPECTOR))
    page = AttachmentsPage(desk, case, lambda _work: pytest.fail("must not be opened"), {})
    qtbot.addWidget(page)
    assert not page.buttons["添加文件"].isEnabled()
    assert not page.acceptDrops()
    qingshan.store.listeners.clear()


@pytest.mark.usefixtures("qapp")
def test_a_picture_for_the_printer_stands_on_one_sheet_of_a4() -> None:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(0xFF000000)
    sheet = Pdf(sheet_of(image))
    assert sheet.document.pageCount() == 1
    points = sheet.document.pagePointSize(0)
    assert (round(points.width()), round(points.height())) == (842, 595)
