"""Where Windows programs run: on Windows itself, or in Wine inside a Debian of its own.

That Debian lies below the work folder and is made from the package sources this machine already
uses. Everything runs in namespaces of its own, so that no mount and no process stays behind.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path, PureWindowsPath

from resources.windows import ucrt

RELEASE = "trixie"  # has Wine 10; in the Wine 8 of the release before, Qt 6 does not start
PACKAGES = (
    *("fonts-noto-cjk", "locales", "nsis", "wine", "wine64"),
    *("x11-utils", "xauth", "xdotool", "xvfb"),
)
INSIDE = Path("/b")  # the work folder, seen from that Debian
NAMESPACE = "BIANMIN_NAMESPACE"
NATIVE = sys.platform == "win32"


class Stop(Exception):
    """The build cannot go on; the message says what happened and what to do."""


def enter_namespace(words: Sequence[str]) -> None:
    """On Linux become the same command in mount and process namespaces of its own."""
    if sys.platform == "win32" or os.environ.get(NAMESPACE):
        return
    if os.geteuid() != 0:
        raise Stop("在 Linux 上制作 Windows 程序要用 root 运行，因为要建立一个单独的系统目录。")
    command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", sys.executable, "-m"]
    os.environ[NAMESPACE] = "1"
    os.execvp("unshare", [*command, "resources.windows", *words])


class Machine:
    """Runs Windows programs over one work folder; a `prefix` is a Windows of its own in Wine."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.debian = work / "debian"
        self.display = ""

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
        return Path.home() if NATIVE else self._drive(prefix) / "users" / "root"

    def _drive(self, prefix: str) -> Path:
        return self.work / prefix / "drive_c"

    # Making it ready

    def ready(self) -> None:
        """Make the Debian if it is not there, mount what it needs, start a screen in it."""
        if NATIVE:
            if shutil.which("makensis") is None:
                raise Stop("没有找到 makensis。请安装 NSIS 3.08 以上，并把它放进 PATH。")
            return
        done = self.debian / ".bianmin-ready"
        wanted = " ".join(PACKAGES)
        if not done.exists() or done.read_text("ascii") != wanted:
            self._debootstrap()
        self._mount()
        if not done.exists() or done.read_text("ascii") != wanted:
            self._install()
            done.write_text(wanted, "ascii")
        ucrt.complete(self.debian)
        self._start_screen()

    def _start_screen(self) -> None:
        # Another screen of this machine may have any number, so Xvfb looks for a free one.
        screen = ["Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
        server = subprocess.Popen(
            self._inside(screen, {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="ascii",
        )
        number = server.stdout.readline().strip() if server.stdout else ""
        if not number:
            raise Stop("虚拟屏幕 Xvfb 没有启动。")
        self.display = f":{number}"

    def _debootstrap(self) -> None:
        if (self.debian / "etc" / "debian_version").exists():
            return
        if shutil.which("debootstrap") is None:
            follow(["apt-get", "install", "-y", "--no-install-recommends", "debootstrap"])
        shutil.rmtree(self.debian, ignore_errors=True)
        variant = ["--variant=minbase", "--components=main"]
        follow(["debootstrap", *variant, RELEASE, str(self.debian), debian_source()])

    def _mount(self) -> None:
        inside = self.debian / INSIDE.relative_to("/")
        inside.mkdir(exist_ok=True)
        follow(["mount", "--make-rprivate", "/"])
        follow(["mount", "--rbind", "/dev", str(self.debian / "dev")])
        follow(["mount", "-t", "proc", "proc", str(self.debian / "proc")])
        follow(["mount", "--bind", str(self.work), str(inside)])

    def _install(self) -> None:
        shutil.copy("/etc/resolv.conf", self.debian / "etc" / "resolv.conf")
        daemons = self.debian / "usr" / "sbin" / "policy-rc.d"
        daemons.write_text("#!/bin/sh\nexit 101\n", "ascii")
        daemons.chmod(0o755)
        silent = {"DEBIAN_FRONTEND": "noninteractive"}
        follow(self._inside(["apt-get", "update"], silent))
        install = ["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES]
        follow(self._inside(install, silent))
        follow(self._inside(["localedef", "-i", "zh_CN", "-f", "UTF-8", "zh_CN.UTF-8"], silent))

    def _inside(self, command: Sequence[str], env: Mapping[str, str], cwd: str = "/") -> list[str]:
        kept = {
            name: os.environ[name] for name in os.environ if name.endswith(("_proxy", "_PROXY"))
        }
        told = {
            "HOME": "/root",
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "DISPLAY": self.display,
            "LANG": "zh_CN.UTF-8",  # so that Wine is a Chinese Windows, code page 936
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree=;mshtml=;winedbg.exe=d",  # a fault ends, it is not looked into
            **kept,
            **env,
        }
        words = [f"{name}={value}" for name, value in told.items()]
        return ["chroot", str(self.debian), "env", "-i", "-C", cwd, *words, *command]

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
        prefixed = {"WINEPREFIX": str(INSIDE / prefix), **(env or {})}
        return self._inside(words, prefixed, self.tool_path(cwd) if cwd else "/")

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
        with (log or Path(os.devnull)).open("ab") as out:
            return subprocess.run(
                words,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=own,
                cwd=cwd if NATIVE else None,
                check=False,
            ).returncode

    def tool(self, command: Sequence[str], log: Path) -> None:
        """Run a tool that is no Windows program on Linux (makensis). Raises Stop when it fails."""
        words = list(command) if NATIVE else self._inside(command, {})
        follow(words, log)


def debian_source() -> str:
    """The address from which this machine's own apt takes Debian's packages."""
    wanted = "$(ORIGIN)|$(COMPONENT)|$(REPO_URI)"
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", wanted, "Identifier: Packages"],
        capture_output=True,
        check=False,
        encoding="utf-8",
    ).stdout
    for line in listed.splitlines():
        origin, component, address = line.split("|", 2)
        if (origin, component) == ("Debian", "main") and "security" not in address:
            return address
    raise Stop("没有在本机的 apt 设置里找到 Debian 软件源，不能建立 Wine 用的系统目录。")


def follow(command: Sequence[str], log: Path | None = None) -> None:
    """Run a command quietly. Raises Stop with the end of its output when it fails."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    if log is not None:
        log.write_text(done.stdout, "utf-8")
    if done.returncode != 0:
        last = "\n".join(done.stdout.splitlines()[-15:])
        raise Stop(f"{command[0]} 没有成功：\n{last}")
