"""制作数据包: for which station, into which file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from center.exchange.cards import peers
from center.exchange.container import PACKAGE_SUFFIX
from center.exchange.making import make, package_name, pending
from center.exchange.records import Package, Peer
from desktop import tasks
from desktop.desk import Desk
from desktop.exchange.words import HAND_OVER
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.notice import Notice

NOT_PAIRED = "还没有与任何站点配对。请先在“设置”的“站点名片”里交换名片。"
_ALL = "all"


def ask_make(desk: Desk, parent: QWidget, notice: Notice, key: UUID | None = None) -> None:
    """Ask for which station (`key` has been chosen already) and where to put the file."""
    with desk.read() as work:
        found = peers(work)
        choices = [Choice(peer.id.hex, _words(peer, pending(work, peer))) for peer in found]
    chosen = [peer for peer in found if key in (None, peer.id)]
    if not found:
        notice.problem(NOT_PAIRED)
    elif len(chosen) == 1:
        _ask_file(desk, parent, notice, chosen[0])
    else:
        everyone = Choice(_ALL, f"全部 {len(found)} 个站点，每个站点一个文件")

        def run(form: Form) -> None:
            wanted = form.text("peer")
            only = [peer for peer in found if peer.id.hex == wanted]

            def go_on() -> None:
                if only:
                    _ask_file(desk, parent, notice, only[0])
                else:
                    _ask_folder(desk, parent, notice, found)

            # Not over the dialog, which closes now.
            QTimer.singleShot(0, parent, go_on)

        field = Field(
            "peer", "给哪个站点", "choice", 44, required=True, choices=[*choices, everyone]
        )
        words = "数据包里是对方还没有的全部内容，只有对方能打开。"
        FormDialog(desk, parent, "制作数据包", [field], "选择位置", run, intro=words).open()


def _words(peer: Peer, waiting: int) -> str:
    return f"{peer.name}（{f'{waiting:,} 条' if waiting else '没有新内容'}）"


def _folder(desk: Desk) -> Path:
    kept = str(desk.memory("packages_made").get("folder", ""))
    usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(kept if kept and Path(kept).is_dir() else usual)


def _ask_file(desk: Desk, parent: QWidget, notice: Notice, peer: Peer) -> None:
    with desk.read() as work:
        name = package_name(work, peer)
    path, _ = QFileDialog.getSaveFileName(
        parent, "制作数据包", str(_folder(desk) / name), f"便民数据包 (*{PACKAGE_SUFFIX})"
    )
    if path:
        file = Path(path)
        target = (
            file if file.suffix == PACKAGE_SUFFIX else file.with_name(file.name + PACKAGE_SUFFIX)
        )
        make_files(desk, parent, notice, [(peer, target)])


def _ask_folder(desk: Desk, parent: QWidget, notice: Notice, found: Sequence[Peer]) -> None:
    path = QFileDialog.getExistingDirectory(parent, "放到哪个文件夹", str(_folder(desk)))
    if path:
        with desk.read() as work:
            wanted = [(peer, Path(path) / package_name(work, peer)) for peer in found]
        make_files(desk, parent, notice, wanted)


def make_files(
    desk: Desk, parent: QWidget, notice: Notice, wanted: Sequence[tuple[Peer, Path]]
) -> None:
    """Make packages off the GUI thread; cancelled, those already made are kept."""

    def work(progress: tasks.Progress, cancelled: tasks.Cancelled) -> list[tuple[Path, Package]]:
        made: list[tuple[Path, Package]] = []
        for peer, file in wanted:
            with desk.work() as work:
                package = make(work, peer, file, progress, cancelled)
            if package is None:
                break
            made.append((file, package))
        return made

    def done(made: list[tuple[Path, Package]]) -> None:
        if not made:
            notice.say("已取消，没有制作数据包。")
            return
        desk.memory("packages_made")["folder"] = str(made[0][0].parent)
        rows = sum(package.rows for _, package in made)
        where = (
            str(made[0][0]) if len(made) == 1 else f"{made[0][0].parent} 里的 {len(made)} 个文件"
        )
        notice.say(f"已制作数据包，共 {rows:,} 条：{where}。{HAND_OVER}", seconds=0)

    tasks.run(parent, "正在制作数据包", work, done, notice.error)
