"""The window program: first start, login, main window, lock, takeover.

Only what the login window needs is imported here; the database, the papers and the pages come when
someone has entered, so that the login window stands at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLockFile, QObject, QProcess, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from center import keys
from center.errors import Expected
from center.folders import state_folder
from desktop import fonts, log, memory, notice, tasks, theme
from desktop.login import LoginWindow
from desktop.opening import Door, Handing

if TYPE_CHECKING:
    from center.rights import Actor
    from center.storage import Store
    from desktop.desk import Desk
    from desktop.setup import FirstStart

LOCK_FILE = "window.lock"
DATABASE = "bianmin.db"
SAMPLE_FOLDER = "sample-office"
ALREADY_OPEN = (
    "这个办公室已经在另一个窗口打开，数据没有变化。"
    "请切换到已打开的窗口；如果看不到它，请重启电脑后再试。"
)
NOT_TAKEN = (
    "这个办公室已经打开，但没有回应，文件没有读入，数据没有变化。"
    "请切换到已打开的窗口，在“台账”的“数据包”里按“读入数据包”。"
)


class Program(QObject):
    """One window program over one data folder."""

    opened = Signal()
    """The main window stands."""
    finished = Signal()
    """There is nothing left to do: another program has taken the file over."""

    def __init__(self, folder: Path, asked: Path | None = None) -> None:
        """`asked` is a data package to read as soon as somebody has logged in."""
        super().__init__()
        self.folder = folder
        self._asked = asked
        self.memory = memory.recall()
        self.window: QWidget | None = None
        self.desk: Desk | None = None
        self._lock: QLockFile | None = None
        self._door: Door | None = None
        self._first_actor: tuple[Store, Actor] | None = None

    def start(self) -> None:
        """Show the first window: set-up, login, or the choice of a person in the sample office."""
        if not (self.folder / DATABASE).exists():
            self._begin_anew()
        elif self._take_folder():
            self._show_login()

    def _take_folder(self) -> bool:
        """Hold the folder for this program; a second window program is told and goes away."""
        lock = QLockFile(str(self.folder / LOCK_FILE))
        lock.setStaleLockTime(0)
        if not lock.tryLock(100):
            self._hand_over()
            return False
        self._lock = lock
        self._door = Door(self.folder, self)
        self._door.handed.connect(self._handed)
        return True

    def _hand_over(self) -> None:
        """Leave the file that was asked for to the program that has this office open."""
        if self._asked is None:
            self._refuse(ALREADY_OPEN)
            return
        handing = Handing(self.folder, self._asked, self)
        handing.ended.connect(
            lambda taken: self.finished.emit() if taken else self._refuse(NOT_TAKEN)
        )

    def _handed(self, path: Path) -> None:
        """Somebody opened a data package: the window comes forward and reads it."""
        self._asked = path
        window = self.window
        if window is not None:
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.raise_()
            window.activateWindow()
            QApplication.alert(window)
        self._read_asked()

    def _read_asked(self) -> None:
        if self.desk is not None and self._asked is not None:
            path, self._asked = self._asked, None
            self.desk.open_package.emit(path)

    def _refuse(self, sentence: str, details: str = "") -> None:
        """The only window is one sentence; the program ends with it."""
        self._show(notice.Message(None, "没有打开", sentence, ("知道了",), copy=details))

    # First start

    def _begin_anew(self) -> None:
        from center import office

        try:
            office.check_keys_alone(self.folder)
        except Expected as error:
            self._refuse(error.sentence, error.details)
        else:
            self._show_setup()

    def _show_setup(self) -> None:
        from desktop.setup import SetupWindow

        window = SetupWindow(self._found, datetime.now(UTC).astimezone().date())
        window.sample_wanted.connect(self.open_sample)
        window.finished.connect(self._enter_founded)
        self._show(window)

    def _found(self, answers: FirstStart) -> str:
        from center import office

        made = office.found(
            self.folder,
            office.Founding(
                unit_name=answers.unit_name,
                station=answers.station,
                login=answers.login,
                name=answers.name,
                password=answers.password,
                phones=answers.phones,
                hours_profile=answers.hours_profile,
            ),
            state=state_folder(),
        )
        self._first_actor = made.store, made.actor
        return made.recovery_key

    def _enter_founded(self) -> None:
        if self._first_actor is not None and self._take_folder():
            self._open(self._first_actor)

    def open_sample(self) -> None:
        """Open the sample office in this program, in place of the set-up."""
        self._with_sample(self._go_to)

    def start_sample(self) -> None:
        """Open the sample office in a second program, beside the office at work."""
        command = [] if getattr(sys, "frozen", False) else ["-m", "desktop.cli"]

        def begin(folder: Path) -> None:
            QProcess.startDetached(
                sys.executable, [*command, "--data", str(folder)], str(Path.cwd())
            )

        self._with_sample(begin)

    def _with_sample(self, use: Callable[[Path], None]) -> None:
        """Build the sample office if there is none, then use its folder."""
        folder = self.folder.parent / SAMPLE_FOLDER
        if (folder / keys.SAMPLE_FILE).exists() and (folder / "out").exists():
            use(folder)
            return
        if self.window is None:
            return
        from desktop.sample.build import build

        tasks.run(
            self.window,
            "正在建立示例办公室",
            lambda progress, cancelled: build(folder, progress=progress, cancelled=cancelled),
            lambda _office: use(folder),
        )

    def _go_to(self, folder: Path) -> None:
        self.close()
        self.folder = folder
        self.start()

    # Login

    def _show_login(self) -> None:
        sample: tuple[tuple[str, str], ...] = ()
        unlocked = keys.sample_key(self.folder)
        if unlocked is not None:
            from desktop.sample.office import people_to_choose

            sample = people_to_choose()
        try:
            accounts = keys.logins(self.folder)
        except Expected as error:
            self._refuse(error.sentence, error.details)
            return
        last = str(self.memory.get("login", {}).get("account", ""))
        window = LoginWindow(
            str(self.memory.get("login", {}).get("unit", "")) if not sample else "示例办公室",
            sorted(accounts, key=lambda name: (name != last, name)),
            self._enter,
            sample=sample,
            with_recovery=not sample,
            resized=self._resized,
        )
        window.entered.connect(self._open)
        window.recovery_wanted.connect(self._show_recovery)
        self._show(window)

    def enter(self, login: str, password: str) -> None:
        """Go in as if it had been typed (for pictures and tests)."""
        self._open(self._enter(login, password))

    def _enter(self, login: str, password: str) -> object:
        from center import office

        sample = keys.sample_key(self.folder)
        if sample is not None:
            return office.enter_office(self.folder, keys.Unlocked(sample.key, login))
        unlocked = keys.unlock(self.folder, login, password, datetime.now(UTC))
        return office.enter_office(self.folder, unlocked, state=state_folder())

    def _show_recovery(self) -> None:
        from desktop.passwords import RecoveryDialog

        if self.window is not None:
            dialog = RecoveryDialog(self.window, self.folder)
            dialog.open()

    # The main window

    def _open(self, entered: object) -> None:
        store, actor = _opened(entered)
        from desktop.desk import Desk
        from desktop.main import main_window

        sample = keys.sample_key(self.folder) is not None
        desk = Desk(store, actor, sample=sample, memory=self.memory)
        self.desk = desk
        self.memory.setdefault("login", {}).update(
            {"account": actor.login, "unit": desk.settings.text("unit_name")}
        )
        window = main_window(desk)
        window.resized_text.connect(self._resized)
        if not sample:
            window.account.menu().addAction("打开示例办公室", self.start_sample)
        self._show(window)
        self.opened.emit()
        self._read_asked()

    def _resized(self, size: str) -> None:
        self.memory.setdefault("look", {})["size"] = size

    def _show(self, window: QWidget) -> None:
        earlier, self.window = self.window, window
        window.show()
        if earlier is not None:
            earlier.hide()
            earlier.deleteLater()

    def close(self) -> None:
        """Leave the folder: window, store, lock."""
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None
        if self.desk is not None:
            self.desk.close()
            self.desk = None
        if self._door is not None:
            self._door.deleteLater()
            self._door = None
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None
        memory.remember(self.memory)


def _opened(entered: object) -> tuple[Store, Actor]:
    assert isinstance(entered, tuple)
    store, actor = entered
    return store, actor


def application(arguments: list[str] | None = None) -> QApplication:
    """The Qt application in its dress: fonts, Chinese texts, remembered text size and colours."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(arguments or sys.argv[:1])
    QCoreApplication.setApplicationName("便民")
    fonts.load_screen()
    fonts.speak_chinese(app)
    app.setWindowIcon(QIcon(str(theme.ICONS / "program.ico")))
    kept = memory.recall().get("look", {})
    size = str(kept.get("size", ""))
    palette = theme.palette_for(str(kept.get("scheme", "")))
    theme.apply(app, theme.Look(palette, size if size in theme.SIZES else theme.look().size))
    return app


def run(
    folder: Path,
    started: Callable[[Program], None] | None = None,
    *,
    asked: Path | None = None,
) -> int:
    """Run the window program on a data folder until its last window is closed.

    `asked` is a data package to read after the login.
    """
    log.begin()
    app = application()
    notice.catch_bugs()
    program = Program(folder, asked)
    app.aboutToQuit.connect(program.close)
    program.finished.connect(app.quit)
    program.start()
    if started is not None:
        started(program)
    status = app.exec()
    log.end()
    return status
