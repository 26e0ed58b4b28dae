"""What a person sees of the installer and the installed program, in Wine: pages, names, scaling."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from desktop.about import VERSION
from resources.linux.debian import Stop
from resources.linux.telling import Say, check
from resources.windows.machine import NATIVE, Machine

PREFIX = "trial"
CLASSES = r"HKCU\Software\Classes"
# The pages of the installer in their order; Enter goes on.
PAGES = ("欢迎", "许可", "给谁安装", "文件夹")
SCALED = 144
"""Dots per inch at 150 %."""


def take_picture(machine: Machine, name: str) -> None:
    """Keep a picture of the whole screen."""
    place = machine.work / "out" / "pages"
    place.mkdir(parents=True, exist_ok=True)
    path = machine.tool_path(place / f"{name}.png")
    machine.run(["scrot", "--overwrite", path], PREFIX, wine=False)


def press(machine: Machine, *keys: str) -> None:
    """Press keys in the window in front, and give it time to draw."""
    machine.run(["xdotool", "key", *keys], PREFIX, wine=False)
    time.sleep(2)


def look_at_pages(machine: Machine, setup: Path, say: Say) -> None:
    """Go through the installer's pages to the last before it installs, and cancel."""
    if NATIVE:
        return
    running = subprocess.Popen(
        machine.command([machine.path(setup)], PREFIX), stderr=subprocess.DEVNULL
    )
    machine.debian.wait_for_window("安装便民")
    time.sleep(2)
    for page in PAGES:
        take_picture(machine, page)
        if page != PAGES[-1]:
            press(machine, "Return")
    press(machine, "Escape")
    take_picture(machine, "取消")
    press(machine, "alt+y")
    try:
        running.wait(30)
    except subprocess.TimeoutExpired as error:
        raise Stop("安装程序没有按要求取消") from error
    say(f"安装页面的图片：{machine.work / 'out' / 'pages'}")


def registered(machine: Machine, key: str, name: str = "") -> str:
    """A value of the registry; empty when there is none."""
    log = machine.work / "registry.log"
    log.unlink(missing_ok=True)
    value = ["/v", name] if name else ["/ve"]
    machine.run(["reg", "query", key, *value], PREFIX, log=log)
    told = log.read_text("utf-8", "replace")
    return told.partition("REG_SZ")[2].strip()


def check_names(machine: Machine, setup: Path, say: Say) -> None:
    """The installer and the program bear their names, version and icon; packages open with it."""
    icon = (machine.work / "source" / "resources" / "icons" / "program.ico").read_bytes()
    for path in (setup, machine.work / "dist" / "bianmin" / "bianmin.exe"):
        data = path.read_bytes()
        for words in ("便民", VERSION):
            check(words.encode("utf-16-le") in data, f"{path.name} 的属性里没有“{words}”")
        check(icon[-500:] in data, f"{path.name} 没有图标")
    kind = registered(machine, rf"{CLASSES}\.bmpkg")
    check(kind == "bianmin.package", f"数据包的文件类型是“{kind}”")
    opens = registered(machine, rf"{CLASSES}\{kind}\shell\open\command")
    check(opens.endswith('bianmin.exe" "%1"'), f"数据包用“{opens}”打开")
    say("安装程序和程序的名称、版本、图标都在；双击数据包用便民打开")


def check_names_gone(machine: Machine) -> None:
    """After uninstalling no kind of file is known any more."""
    for extension in (".bmpkg", ".bianmin"):
        kind = registered(machine, rf"{CLASSES}\{extension}")
        check(not kind, f"卸载后留下了文件类型 {extension}：{kind}")


def enlarge(machine: Machine, dots: int) -> None:
    """Set the scaling of the screen, as in 设置, 显示."""
    words = ["/v", "LogPixels", "/t", "REG_DWORD", "/d", str(dots), "/f"]
    machine.run(["reg", "add", r"HKCU\Control Panel\Desktop", *words], PREFIX)
    machine.run(["wineserver", "--kill"], PREFIX, wine=False)
