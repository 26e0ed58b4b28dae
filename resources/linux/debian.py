"""A Debian of its own below a work folder, to build or try something in.

It is made from the package sources this machine already uses, and entered in namespaces of its own,
so that no mount and no process stays behind.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

INSIDE = Path("/b")  # the work folder, seen from that Debian
NAMESPACE = "BIANMIN_NAMESPACE"


class Stop(Exception):
    """The build cannot go on; the message says what happened and what to do."""


def enter_namespace(module: str, words: Sequence[str]) -> None:
    """On Linux become `python -m module words` in mount and process namespaces of its own."""
    if sys.platform == "win32" or os.environ.get(NAMESPACE):
        return
    if os.geteuid() != 0:
        raise Stop("在 Linux 上制作安装包要用 root 运行，因为要建立一个单独的系统目录。")
    command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", sys.executable, "-m"]
    os.environ[NAMESPACE] = "1"
    os.execvp("unshare", [*command, module, *words])


class Debian:
    """A root folder with one release of Debian; `work` is seen in it as `INSIDE`."""

    def __init__(self, folder: Path, release: str, packages: Sequence[str], work: Path) -> None:
        self.folder = folder
        self.release = release
        self.packages = packages
        self.work = work
        self.display = ""

    def ready(self) -> None:
        """Make it if it is not there, mount what it needs, install the packages."""
        done = self.folder / ".bianmin-ready"
        wanted = " ".join((self.release, *self.packages))
        made = done.exists() and done.read_text("ascii") == wanted
        if not made:
            self._debootstrap()
        self.mount()
        if not made:
            self._install()
            done.write_text(wanted, "ascii")

    def copy_of(self, other: Debian) -> None:
        """Become a fresh copy of another Debian, in which nothing stays mounted."""
        for place in ("dev", "proc", str(INSIDE.relative_to("/"))):
            follow(["umount", "--recursive", "--lazy", str(other.folder / place)])
        shutil.rmtree(self.folder, ignore_errors=True)
        follow(["cp", "-a", str(other.folder), str(self.folder)])
        self.mount()

    def _debootstrap(self) -> None:
        if (self.folder / "etc" / "debian_version").exists():
            return
        if shutil.which("debootstrap") is None:
            follow(["apt-get", "install", "-y", "--no-install-recommends", "debootstrap"])
        shutil.rmtree(self.folder, ignore_errors=True)
        variant = ["--variant=minbase", "--components=main"]
        follow(["debootstrap", *variant, self.release, str(self.folder), debian_source()])

    def mount(self) -> None:
        """Mount devices, processes and the work folder; they go with the namespace."""
        inside = self.folder / INSIDE.relative_to("/")
        inside.mkdir(exist_ok=True)
        follow(["mount", "--make-rprivate", "/"])
        follow(["mount", "--rbind", "/dev", str(self.folder / "dev")])
        follow(["mount", "-t", "proc", "proc", str(self.folder / "proc")])
        follow(["mount", "--bind", str(self.work), str(inside)])

    def _install(self) -> None:
        shutil.copy("/etc/resolv.conf", self.folder / "etc" / "resolv.conf")
        daemons = self.folder / "usr" / "sbin" / "policy-rc.d"
        daemons.write_text("#!/bin/sh\nexit 101\n", "ascii")
        daemons.chmod(0o755)
        self.apt("update")
        self.apt("install", *self.packages)

    def apt(self, *words: str) -> None:
        """Run apt-get inside, asking nothing. Raises Stop when it fails."""
        options = ["-y", "--no-install-recommends"]
        follow(self.command(["apt-get", *options, *words], {"DEBIAN_FRONTEND": "noninteractive"}))

    def path(self, path: Path) -> str:
        """A path below the work folder as it is spelt inside."""
        return str(INSIDE / path.relative_to(self.work))

    def command(
        self, command: Sequence[str], env: Mapping[str, str] | None = None, cwd: str = "/"
    ) -> list[str]:
        """The command line that runs a command inside, in an environment of its own."""
        kept = {
            name: os.environ[name] for name in os.environ if name.endswith(("_proxy", "_PROXY"))
        }
        told = {
            "HOME": "/root",
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "DISPLAY": self.display,
            "LANG": "C.UTF-8",
            **kept,
            **(env or {}),
        }
        words = [f"{name}={value}" for name, value in told.items()]
        return ["chroot", str(self.folder), "env", "-i", "-C", cwd, *words, *command]

    def run(
        self,
        command: Sequence[str],
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        *,
        log: Path | None = None,
    ) -> int:
        """Run a command inside to its end and return its exit status; output goes to `log`."""
        words = self.command(command, env, self.path(cwd) if cwd else "/")
        return run(words, log)

    def start_screen(self) -> None:
        """Start a screen inside; its number is free, as another of this machine may have any."""
        screen = ["Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
        server = subprocess.Popen(
            self.command(screen),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="ascii",
        )
        number = server.stdout.readline().strip() if server.stdout else ""
        if not number:
            raise Stop("虚拟屏幕 Xvfb 没有启动。")
        self.display = f":{number}"

    def wait_for_window(self, title: str) -> None:
        """Wait until a window whose title matches is on the screen. Raises Stop."""
        words = ["timeout", "60", "xdotool", "search", "--sync", "--onlyvisible", "--name", title]
        if self.run(words) != 0:
            raise Stop(f"等了 60 秒，没有等到窗口“{title}”")


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
    raise Stop("没有在本机的 apt 设置里找到 Debian 软件源，不能建立单独的系统目录。")


def run(
    command: Sequence[str],
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> int:
    """Run a command to its end and return its exit status; output is added to `log`."""
    with (log or Path(os.devnull)).open("ab") as out:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            check=False,
        ).returncode


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
