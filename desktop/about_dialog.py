"""关于便民: the version, and the licence of every part."""

from __future__ import annotations

import platform

from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop import about, crash, theme


class AboutDialog(QDialog):
    """Versions and terms; 组件许可 opens the notice, read only then."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("关于便民")
        self.setMinimumWidth(480)
        heading = QLabel(f"便民　版本 {about.VERSION}")
        theme.set_role(heading, "title")
        summary = QLabel(about.SUMMARY)
        summary.setWordWrap(True)
        versions = QLabel(
            f"Python {platform.python_version()}　Qt {qVersion()}\n"
            f"出错报告和日志保存在：{crash.folder()}"
        )
        versions.setWordWrap(True)
        theme.set_role(versions, "second")
        self.notice = QPlainTextEdit()
        self.notice.setReadOnly(True)
        self.notice.setAccessibleName("组件许可")
        self.notice.hide()
        self.licences = QPushButton("组件许可")
        self.licences.setAutoDefault(False)
        self.licences.clicked.connect(self._show_notice)
        self.reports = QPushButton("打开出错报告文件夹")
        self.reports.setAutoDefault(False)
        self.reports.clicked.connect(self._show_reports)
        close = QPushButton("知道了")
        theme.set_role(close, "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(self.licences)
        row.addWidget(self.reports)
        row.addStretch()
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.LARGE)
        layout.setSpacing(theme.LARGE)
        for widget in (heading, summary, versions, self.notice):
            layout.addWidget(widget)
        layout.addLayout(row)

    def _show_reports(self) -> None:
        crash.folder().mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(crash.folder())))

    def _show_notice(self) -> None:
        self.notice.setPlainText(about.notice_text())
        self.notice.show()
        self.licences.setEnabled(False)
        self.resize(720, 520)
        self.notice.setFocus()
