"""Where Windows programs run: on Windows itself, or in Wine inside a Debian of its own."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path, PureWindowsPath

from resources.linux.debian import INSIDE, Debian, Stop, follow, run
from resources.windows import ucrt

RELEASE = "trixie"  # has Wine 10; in the Wine 8 of the release before, Qt 6 does not start
PACKAGES = (
    *("fonts-noto-cjk", "locales", "nsis", "wine", "wine64"),
    *("scrot", "x11-utils", "xauth", "xdotool", "xvfb"),
)
WINE = {
    "LANG": "zh_CN.UTF-8",  # so that Wine is a Chinese Windows, code page 936
    "WINEDEBUG": "-all",
    "WINEDLLOVERRIDES": "mscoree=;mshtml=;winedbg.exe=d",  # a fault ends, it is not looked into
}
NATIVE = sys.platform == "win32"


class Machine:
    """Runs Windows programs over one work folder; a `prefix` is a Windows of its own in Wine."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.debian = Debian(work / "debian", RELEASE, PACKAGES, work)

    # Paths

    def tool_path(self, path: Path) -> str:
        """A path below the work folder as a tool such as makensis spells it."""
        return str(path) if NATIVE else str(INSIDE / path.relative_to(self.work))

    def path(self, path: Path) -> str:
        """A path below the work folder as a Windows program spells it."""
        return str(path) if NATIVE else str(PureWindowsPath("Z:" + self.tool_path(path)))

    def local_data(self, prefix: str) -> Path:
        """%LOCALAPPDATA% of the user in this prefix."""
        if NATIVE:
            return Path(os.environ["LOCALAPPDATA"])
        return self.home(prefix) / "AppData" / "Local"

    def home(self, prefix: str) -> Path:
        """The user's folder in this prefix."""
        return Path.home() if NATIVE else self.drive(prefix) / "users" / "root"

    def drive(self, prefix: str) -> Path:
        """Drive C: of a prefix in Wine."""
        return self.work / prefix / "drive_c"

    # Making it ready

    def ready(self) -> None:
        """Make the Debian if it is not there, mount what it needs, start a screen in it."""
        if NATIVE:
            if shutil.which("makensis") is None:
                raise Stop("没有找到 makensis。请安装 NSIS 3.08 以上，并把它放进 PATH。")
            return
        self.debian.ready()
        self.debian.run(["localedef", "-i", "zh_CN", "-f", "UTF-8", WINE["LANG"]])
        ucrt.complete(self.debian.folder)
        self.debian.start_screen()

    def fresh(self, prefix: str) -> None:
        """A new Windows with nothing installed; on real Windows there is only the one."""
        if not NATIVE:
            shutil.rmtree(self.work / prefix, ignore_errors=True)
            self.run(["wineboot", "--init"], prefix)
            self.run(["wineserver", "--wait"], prefix, wine=False)

    # Running

    def command(
        self,
        command: Sequence[str],
        prefix: str,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        *,
        wine: bool = True,
    ) -> list[str]:
        """The command line by which this system runs a Windows program."""
        if NATIVE:
            return list(command)
        words = ["wine", *command] if wine else list(command)
        prefixed = {**WINE, "WINEPREFIX": str(INSIDE / prefix), **(env or {})}
        return self.debian.command(words, prefixed, self.tool_path(cwd) if cwd else "/")

    def run(
        self,
        command: Sequence[str],
        prefix: str = "prefix",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        *,
        wine: bool = True,
        log: Path | None = None,
    ) -> int:
        """Run a Windows program to its end and return its exit status; output goes to `log`."""
        words = self.command(command, prefix, env, cwd, wine=wine)
        own = {**os.environ, **(env or {})} if NATIVE else None
        return run(words, log, own, cwd if NATIVE else None)

    def tool(self, command: Sequence[str], log: Path) -> None:
        """Run a tool that is no Windows program on Linux (makensis). Raises Stop when it fails."""
        follow(list(command) if NATIVE else self.debian.command(command, WINE), log)
