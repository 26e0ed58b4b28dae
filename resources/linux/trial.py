"""Try the Linux package as an office would, in a clean old Debian."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from desktop.about import VERSION
from resources.linux import package
from resources.linux.debian import Debian, follow
from resources.linux.earlier import LEDGER, SCHEMA, check_upgraded, leave_behind
from resources.linux.telling import Say, check, fingerprint

OLD = "0.0.9"
CLERK = "clerk"
HOME = Path("home") / CLERK
PROGRAM = "/opt/bianmin/bianmin"
PACKAGES = ("desktop-file-utils", "shared-mime-info", "xauth", "xdotool", "xvfb")


def older(debian: Debian, program: Path) -> Path:
    """A package of an invented earlier version, with a file that the present one has not."""
    orphan = program / "_internal" / "resources" / "只在旧版里.txt"
    orphan.write_text("旧版", "utf-8")
    try:
        return package.deb(debian, program, OLD, fast=True)
    finally:
        orphan.unlink()


def run_all(clean: Debian, old: Path, new: Path, say: Say) -> None:
    """The whole life of an installation; each finding is a line, a fault raises `Stop`."""
    follow(clean.command(["useradd", "--create-home", "--shell", "/bin/sh", CLERK]))
    clean.start_screen()
    install(clean, old)
    check(version(clean) == OLD, f"装上的版本是 {version(clean)}，不是 {OLD}")
    data = clean.folder / HOME / ".local" / "share" / "bianmin" / "office"
    inside = "/" / data.relative_to(clean.folder)
    check(as_clerk(clean, "demo", str(inside)) == 0, "示例办公室没有建成")
    refuse_while_running(clean, new, say)
    leave_behind(data)
    before = fingerprint(data)
    began = time.monotonic()
    install(clean, new)
    say(f"从 {OLD} 升级到 {VERSION}：{time.monotonic() - began:.0f} 秒")
    check(version(clean) == VERSION, f"升级后的版本是 {version(clean)}")
    orphans = list((clean.folder / "opt" / "bianmin").rglob("只在旧版里.txt"))
    check(not orphans, f"旧版的文件没有清走：{orphans}")
    check(fingerprint(data) == before, "升级动了办公室数据")
    told = as_clerk(clean, "--data", str(inside), *LEDGER, "升级后.xlsx")
    check(told == 0, "升级后导不出台账")
    check_upgraded(data)
    say(f"换程序时办公室数据一个字节没有变；打开时从 {SCHEMA} 升级，留有副本，台账导得出来")
    before = fingerprint(data)
    self_test(clean, say)
    check_entry(clean, say)
    clean.apt("purge", "bianmin")
    left = list(clean.folder.glob("[ou]*/**/*bianmin*"))
    check(not left, f"卸载后留下了 {left[:5]}")
    check(fingerprint(data) == before, "卸载动了办公室数据")
    say("卸载后程序、图标和文件类型都没有了，办公室数据还在")


def install(clean: Debian, deb: Path) -> None:
    """Install a package file with what it depends on."""
    clean.apt("install", clean.path(deb))


def version(clean: Debian) -> str:
    """The version that dpkg has in its list; empty when there is none."""
    asked = clean.command(["dpkg-query", "--show", "--showformat", "${Version}", "bianmin"])
    return subprocess.run(asked, capture_output=True, check=False, encoding="utf-8").stdout


def as_clerk(clean: Debian, *words: str, log: Path | None = None) -> int:
    """Run the installed program as an ordinary user, by the name it has on the command line."""
    return clean.run(_by_clerk(["bianmin", *words]), log=log)


def _by_clerk(command: Sequence[str]) -> list[str]:
    home = f"HOME=/{HOME}"
    return ["runuser", "-u", CLERK, "--", "env", "-C", f"/{HOME}", home, "LANG=C.UTF-8", *command]


def refuse_while_running(clean: Debian, new: Path, say: Say) -> None:
    """Neither an upgrade nor a removal takes the files from under a running program."""
    running = subprocess.Popen(
        clean.command(_by_clerk([PROGRAM])), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    clean.wait_for_window("示例办公室|便民")
    status = clean.run(["dpkg", "--install", clean.path(new)])
    check(status != 0 and version(clean) == OLD, "程序正在运行，升级却没有停下")
    check(clean.run(["dpkg", "--remove", "bianmin"]) != 0, "程序正在运行，卸载却没有停下")
    running.terminate()  # passed on by runuser
    running.wait(30)
    say("程序正在运行时，升级和卸载都停下，不动它")


def self_test(clean: Debian, say: Say) -> None:
    """Run the installed program's self-test on a real X screen and keep its pictures."""
    place = clean.folder / HOME / "图片"
    log = clean.work / "out" / "self-test.txt"
    log.unlink(missing_ok=True)
    began = time.monotonic()
    status = as_clerk(clean, "self-test", "--pictures", "图片", log=log)
    told = log.read_text("utf-8", "replace")
    say(told.rstrip())
    check(status == 0 and "自检通过。" in told, f"装好的程序自检没有通过（{status}）")
    kept = clean.work / "out" / "pictures"
    follow(["rm", "-rf", str(kept)])
    follow(["cp", "-r", str(place), str(kept)])
    count = len(list(kept.glob("*.png")))
    say(f"自检 {time.monotonic() - began:.0f} 秒；页面图片：{kept}（{count} 张）")


def check_entry(clean: Debian, say: Say) -> None:
    """The menu entry is well formed, and a data package is known by its name."""
    entry = "/usr/share/applications/bianmin.desktop"
    check(clean.run(["desktop-file-validate", entry]) == 0, "菜单项写法不对")
    kinds = (clean.folder / "usr/share/mime/globs2").read_text("utf-8")
    check("application/x-bianmin-package:*.bmpkg" in kinds, "系统不认识数据包")
    opens = (clean.folder / "usr/share/applications/mimeinfo.cache").read_text("utf-8")
    check("application/x-bianmin-package=bianmin.desktop" in opens, "数据包没有交给便民打开")
    say("菜单项和文件类型（便民数据包）都已登记")
