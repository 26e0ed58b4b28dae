"""Try the installer as an office would: install, test, upgrade over data, uninstall; measure start.

Each finding is a line; a fault raises `Stop`.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from desktop.about import VERSION
from resources.linux.debian import Stop
from resources.linux.earlier import LEDGER, SCHEMA, check_upgraded, leave_behind
from resources.linux.telling import Say, check, fingerprint
from resources.windows.build import installer
from resources.windows.looks import (
    PREFIX,
    SCALED,
    check_names,
    check_names_gone,
    enlarge,
    look_at_pages,
    press,
    registered,
    take_picture,
)
from resources.windows.machine import NATIVE, Machine

OLD = "0.0.9"
KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\bianmin"
TOO_OLD, RUNNING = 3, 4


def older_installer(machine: Machine, program: Path) -> Path:
    """An installer of an invented earlier version, with a file that the present one has not."""
    orphan = program / "_internal" / "resources" / "只在旧版里.txt"
    orphan.write_text("旧版", "utf-8")
    try:
        return installer(machine, program, OLD, fast=True)
    finally:
        orphan.unlink()


def run_all(machine: Machine, old: Path, new: Path, say: Say) -> None:
    """The whole life of an installation, from refusing an old Windows to the last uninstall."""
    if NATIVE and installed_version(machine):
        raise Stop("这台电脑上已经装有便民，没有在它上面试安装。请换一台电脑，或先卸载。")
    if not NATIVE:
        refuse_old_windows(machine, new, say)
    machine.fresh(PREFIX)
    look_at_pages(machine, new, say)
    install(machine, old, OLD)
    data = machine.local_data(PREFIX) / "bianmin" / "office"
    make_office(machine, data)
    refuse_while_running(machine, new, say)
    leave_behind(data)
    before = fingerprint(data)
    began = time.monotonic()
    install(machine, new, VERSION)
    say(f"从 {OLD} 升级到 {VERSION}：{time.monotonic() - began:.0f} 秒")
    orphans = [path for path in folder_of(machine).rglob("*") if path.name == "只在旧版里.txt"]
    check(not orphans, f"旧版的文件没有清走：{orphans}")
    check(fingerprint(data) == before, "升级动了办公室数据")
    ledger = machine_path(data.parent / "升级后.xlsx")
    told = command(machine, "--data", machine_path(data), *LEDGER, ledger)
    check(told == 0, "升级后导不出台账")
    check_upgraded(data)
    say(f"换程序时办公室数据一个字节没有变；打开时从 {SCHEMA} 升级，留有副本，台账导得出来")
    check_names(machine, new, say)
    self_test(machine, say)
    close_when_told(machine, new, say)
    self_test_enlarged(machine, say)
    before = fingerprint(data)
    uninstall(machine, say)
    check(fingerprint(data) == before, "卸载动了办公室数据")
    say("卸载后程序、快捷方式和登记项都没有了，办公室数据还在")
    began = time.monotonic()
    install(machine, new, VERSION)
    say(f"全新安装：{time.monotonic() - began:.0f} 秒")
    uninstall(machine, say, "/DELETEDATA")
    check(not data.parent.exists(), "要求删除数据，数据却还在")
    say("卸载时要求删除数据，数据已删除")
    for_all_users(machine, new, say)


def folder_of(machine: Machine) -> Path:
    """Where the program is installed for one user."""
    if NATIVE:
        return machine.work / "installed 便民"
    return machine.local_data(PREFIX) / "Programs" / "bianmin"


def machine_path(path: Path) -> str:
    """A path inside the prefix as a Windows program spells it."""
    if NATIVE:
        return str(path)
    inside = path.as_posix().partition("/drive_c/")[2]
    return "C:\\" + inside.replace("/", "\\")


def install(machine: Machine, setup: Path, version: str) -> None:
    """Install silently for one user and look at what is there afterwards."""
    where = [f"/D={folder_of(machine)}"] if NATIVE else []
    status = machine.run([machine.path(setup), "/S", "/CurrentUser", *where], PREFIX)
    check(status == 0, f"安装程序以 {status} 结束")
    for name in ("bianmin.exe", "bianmin-cli.exe", "uninstall.exe"):
        check((folder_of(machine) / name).exists(), f"没有装上 {name}")
    check(len(shortcuts(machine)) == 2, f"快捷方式不对：{shortcuts(machine)}")
    found = installed_version(machine)
    check(found == version, f"登记的版本是“{found}”，不是 {version}")


def shortcuts(machine: Machine) -> list[Path]:
    """The program's shortcuts on the desktop and in the start menu."""
    home = machine.home(PREFIX)
    menu = home / "AppData" / "Roaming" / "Microsoft" / "Windows" / "Start Menu"
    return [p for place in (home / "Desktop", menu) for p in place.rglob("便民.lnk")]


def installed_version(machine: Machine) -> str:
    """The version that Windows lists under its programs; empty when there is none."""
    return registered(machine, KEY, "DisplayVersion")


def command(machine: Machine, *words: str, log: Path | None = None) -> int:
    """Run the installed program's command line."""
    program = machine_path(folder_of(machine) / "bianmin-cli.exe")
    return machine.run([program, *words], PREFIX, log=log)


def make_office(machine: Machine, data: Path) -> None:
    """Put a sample office where the program keeps its data."""
    log = machine.work / "demo.log"
    status = command(machine, "demo", machine_path(data), log=log)
    check(status == 0, f"示例办公室没有建成，见 {log}")


def self_test(machine: Machine, say: Say, name: str = "pictures") -> None:
    """Run the installed window program's self-test and keep its pictures."""
    pictures = machine.work / "out" / name
    shutil.rmtree(pictures, ignore_errors=True)
    report = machine.work / "out" / f"self-test-{name}.txt"
    report.unlink(missing_ok=True)
    program = machine_path(folder_of(machine) / "bianmin.exe")
    words = ["self-test", "--report", machine.path(report), "--pictures", machine.path(pictures)]
    status = machine.run([program, *words], PREFIX)
    told = report.read_text("utf-8") if report.exists() else ""
    say(told.rstrip())
    check(status == 0 and "自检通过。" in told, f"装好的程序自检没有通过（{status}）")
    say(f"页面图片：{pictures}（{len(list(pictures.glob('*.png')))} 张）")


def refuse_old_windows(machine: Machine, setup: Path, say: Say) -> None:
    """Windows 8.1 is refused with a status of its own."""
    machine.fresh(PREFIX)
    machine.run(["winecfg", "-v", "win81"], PREFIX)
    status = machine.run([machine.path(setup), "/S", "/CurrentUser"], PREFIX)
    check(status == TOO_OLD, f"旧 Windows 没有被拒绝（{status}）")
    check(not folder_of(machine).exists(), "拒绝安装之后留下了文件")
    say("旧 Windows 被拒绝，没有留下文件")


def self_test_enlarged(machine: Machine, say: Say) -> None:
    """The same pictures at 150 %, to be looked at."""
    if not NATIVE:
        enlarge(machine, SCALED)
        self_test(machine, say, "pictures-150")
        enlarge(machine, 96)


def opened(machine: Machine) -> subprocess.Popen[bytes]:
    """Open the installed program and wait for its window."""
    program = machine_path(folder_of(machine) / "bianmin.exe")
    running = subprocess.Popen(machine.command([program], PREFIX), stderr=subprocess.DEVNULL)
    wait_for_window(machine, "示例办公室|便民")
    return running


def ended(running: subprocess.Popen[bytes]) -> None:
    """Wait for the end of a program that was asked to close. Raises `Stop`."""
    try:
        running.wait(30)
    except subprocess.TimeoutExpired as error:
        raise Stop("程序没有按要求关闭") from error


def close_when_told(machine: Machine, setup: Path, say: Say) -> None:
    """With /CLOSE a running program is asked to close, and the installation goes on."""
    running = opened(machine)
    status = machine.run([machine.path(setup), "/S", "/CurrentUser", "/CLOSE"], PREFIX)
    check(status == 0, f"要求关闭正在运行的程序，安装程序却以 {status} 结束")
    ended(running)
    say("加 /CLOSE 时先关闭正在运行的程序，再装完")


def for_all_users(machine: Machine, setup: Path, say: Say) -> None:
    """With an administrator's rights the program stands where every user has it, and goes again."""
    if NATIVE:
        return
    status = machine.run([machine.path(setup), "/S", "/AllUsers"], PREFIX)
    check(status == 0, f"给所有用户安装，安装程序以 {status} 结束")
    program = machine.drive(PREFIX) / "Program Files" / "bianmin"
    check((program / "bianmin.exe").exists(), "给所有用户安装，程序不在 Program Files")
    everyone = machine.drive(PREFIX) / "users" / "Public" / "Desktop" / "便民.lnk"
    check(everyone.exists(), "给所有用户安装，公用桌面上没有图标")
    found = registered(machine, KEY.replace("HKCU", "HKLM"), "DisplayVersion")
    check(found == VERSION, f"给所有用户安装，登记的版本是“{found}”")
    remove(machine, program, "/AllUsers")
    check(not everyone.exists(), "卸载后公用桌面上还有图标")
    say("给所有用户安装、卸载")


def refuse_while_running(machine: Machine, setup: Path, say: Say) -> None:
    """A silent upgrade does not replace a running program unless told to close it."""
    running = opened(machine)
    status = machine.run([machine.path(setup), "/S", "/CurrentUser"], PREFIX)
    check(status == RUNNING, f"程序正在运行，安装却没有停下（{status}）")
    check(installed_version(machine) == OLD, "程序正在运行，安装却换了版本")
    ask_to_close(machine, setup)
    machine.run(["taskkill", "/IM", "bianmin.exe"], PREFIX)
    ended(running)
    say("程序正在运行时，安静安装不动它，以状态 4 结束；不安静的先问，答否不动它")


def ask_to_close(machine: Machine, setup: Path) -> None:
    """An installer with pages asks before it closes the program; a no leaves everything."""
    if NATIVE:
        return
    asking = subprocess.Popen(
        machine.command([machine.path(setup), "/CurrentUser"], PREFIX), stderr=subprocess.DEVNULL
    )
    machine.debian.wait_for_window("安装便民")
    time.sleep(2)
    press(machine, "Return")
    press(machine, "Return")
    press(machine, "Return")
    press(machine, "Return")
    take_picture(machine, "正在运行")
    press(machine, "alt+n")
    ended(asking)
    check(installed_version(machine) == OLD, "答了否，安装却换了版本")


def uninstall(machine: Machine, say: Say, *words: str) -> None:
    """Uninstall silently and look that nothing of the program is left."""
    program = folder_of(machine)
    remove(machine, program, "/CurrentUser", *words)
    check(not shortcuts(machine), f"卸载后留下了快捷方式 {shortcuts(machine)}")
    check(not installed_version(machine), "卸载后留下了登记项")
    check_names_gone(machine)
    if words:
        say(f"安静卸载，参数 {' '.join(words)}")


def remove(machine: Machine, program: Path, *words: str) -> None:
    """Run the uninstaller of a program folder silently, and wait until the folder is gone."""
    status = machine.run([machine_path(program / "uninstall.exe"), "/S", *words], PREFIX)
    check(status == 0, f"卸载程序以 {status} 结束")
    # The uninstaller goes on as a copy of itself, so that it can remove its own file.
    for _ in range(120):
        if not program.exists():
            break
        time.sleep(0.5)
    left = [str(path) for path in program.rglob("*")]
    check(not program.exists(), f"卸载后留下了 {left[:5]}")


def wait_for_window(machine: Machine, title: str) -> None:
    """Wait until a window with this title is on the screen."""
    if NATIVE:
        time.sleep(20)
        return
    machine.debian.wait_for_window(title)


def start_times(machine: Machine, program: Path, empty: Path, say: Say, runs: int = 5) -> None:
    """The time from start to the first window, the program's against an empty window's."""
    if NATIVE:
        say("启动时间只在 Wine 里自动测量；在 Windows 上请按测试计划用秒表测。")
        return
    own = [_start(machine, program / "bianmin.exe", "便民|示例") for _ in range(runs + 1)][1:]
    bare = [_start(machine, empty / "empty.exe", "empty") for _ in range(runs + 1)][1:]
    mine, least = sorted(own)[runs // 2], sorted(bare)[runs // 2]
    say(
        f"启动到出现窗口（{runs} 次的中位数）：便民 {mine:.2f} 秒，空窗口 {least:.2f} 秒，"
        f"{mine / least:.2f} 倍（目标 3 倍以内）"
    )


def _start(machine: Machine, exe: Path, title: str) -> float:
    began = time.monotonic()
    running = subprocess.Popen(
        machine.command([machine.path(exe)], "prefix"), stderr=subprocess.DEVNULL
    )
    wait_for_window(machine, title)
    seconds = time.monotonic() - began
    machine.run(["taskkill", "/F", "/IM", exe.name], "prefix")
    running.wait(30)
    return seconds
