"""制作数据包: for which station, into which file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from center.exchange.container import PACKAGE_SUFFIX
from center.exchange.making import make, package_name
from center.exchange.records import Package, Peer
from desktop import tasks
from desktop.desk import Desk
from desktop.exchange.stations import Standing
from desktop.exchange.words import HAND_OVER
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.notice import Notice
from desktop.reports.result import last_folder, remember_folder

NOT_PAIRED = "还没有与任何站点配对。请先在“设置”的“站点名片”里交换名片。"
ALL = "all"
_HOLDS = "数据包里是对方还没有的全部内容，只有对方能打开。"
_MEMORY = "packages_made"


def ask_make(desk: Desk, parent: QWidget, notice: Notice, standings: Sequence[Standing]) -> None:
    """Ask for which of these stations, if there are several, and where to put the file."""
    found = [one.peer for one in standings]
    if not found:
        notice.problem(NOT_PAIRED)
        return
    if len(found) == 1:
        _ask_file(desk, parent, notice, found[0])
        return

    def run(form: Form) -> None:
        only = [peer for peer in found if peer.id.hex == form.text("peer")]

        def go_on() -> None:
            if only:
                _ask_file(desk, parent, notice, only[0])
            else:
                _ask_folder(desk, parent, notice, found)

        # Not over the dialog, which closes now.
        QTimer.singleShot(0, parent, go_on)

    choices = [Choice(one.peer.id.hex, f"{one.peer.name}（{one.waits}）") for one in standings]
    choices.append(Choice(ALL, f"全部 {len(found)} 个站点，每个站点一个文件"))
    field = Field("peer", "给哪个站点", "choice", 44, required=True, choices=choices)
    FormDialog(desk, parent, "制作数据包", [field], "选择位置", run, intro=_HOLDS).open()


def _ask_file(desk: Desk, parent: QWidget, notice: Notice, peer: Peer) -> None:
    with desk.read() as work:
        name = package_name(work, peer)
    path, _ = QFileDialog.getSaveFileName(
        parent,
        "制作数据包",
        str(last_folder(desk.memory(_MEMORY)) / name),
        f"便民数据包 (*{PACKAGE_SUFFIX})",
    )
    if path:
        file = Path(path)
        target = (
            file if file.suffix == PACKAGE_SUFFIX else file.with_name(file.name + PACKAGE_SUFFIX)
        )
        make_files(desk, parent, notice, [(peer, target)])


def _ask_folder(desk: Desk, parent: QWidget, notice: Notice, found: Sequence[Peer]) -> None:
    path = QFileDialog.getExistingDirectory(
        parent, "放到哪个文件夹", str(last_folder(desk.memory(_MEMORY)))
    )
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
        remember_folder(desk.memory(_MEMORY), made[0][0].parent)
        rows = sum(package.rows for _, package in made)
        where = (
            str(made[0][0]) if len(made) == 1 else f"{made[0][0].parent} 里的 {len(made)} 个文件"
        )
        notice.say(f"已制作数据包，共 {rows:,} 条：{where}。{HAND_OVER}", seconds=0)

    tasks.run(parent, "正在制作数据包", work, done, notice.error)
