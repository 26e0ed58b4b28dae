"""Set up bianmin (便民) and start it: the one file people call. `HELP` lists its commands.

Standard library alone, in the syntax of Python 3.8, so that an unsuitable Python can say so. It
makes `.venv` from the hash-locked requirements, sees to Qt's system libraries on Debian-like
systems, and leaves a stamp by which the next call knows in milliseconds that all is there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import queue
import re
import shlex
import shutil
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping, NoReturn, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "bianmin-setup.json"
RUNTIME = ROOT / "requirements.txt"
GATES = ROOT / "requirements-dev.txt"  # holds RUNTIME whole
BUILD = ROOT / "requirements-build.txt"
PACKAGES = ("center", "forms", "reports", "desktop")
HELP = """便民：乡镇便民服务中心的桌面程序

    python3 start.py                 打开程序（没有屏幕时建立示例办公室，写出文书和表格）
    python3 start.py test [...]      全部检查和测试；后面的参数交给 pytest
    python3 start.py demo 文件夹     在这个文件夹里建立示例办公室
    python3 start.py bench           性能测试
    python3 start.py deb             制作麒麟、统信的 deb 安装包，并试装（在 Linux 上用 root）
    python3 start.py windows         制作 Windows 程序和安装包，并试装（在 Linux 上用 root）
    python3 start.py run 参数...     程序自己的命令行；也可以写成 start.py -- 参数...

第一次运行会建立 .venv 并安装锁定版本的组件，以后不再重复。"""
COMMANDS = ("open", "test", "demo", "bench", "deb", "windows", "run", "help")

# PySide6 6.9 has wheels for these and no others; the newest first.
SUPPORTED = ((3, 13), (3, 12), (3, 11))

# Debian names a library package after the library and its version; these are the exceptions.
DEBIAN_EXCEPTIONS = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libz.so.1": "zlib1g",
}


class Stop(Exception):
    """Set-up cannot go on; the message says what happened and what to do."""


# --- what can be told without doing anything ------------------------------------------------------


def split_arguments(words: Sequence[str]) -> tuple[str, list[str]]:
    """The command and its arguments; `--` stands for `run`, nothing for `open`.

    Raises Stop for a word that is no command.
    """
    if not words:
        return "open", []
    first, rest = words[0], list(words[1:])
    first = {"--": "run", "-h": "help", "--help": "help"}.get(first, first)
    if first not in COMMANDS:
        raise Stop(f"没有“{first}”这个命令。可用的命令：{'、'.join(COMMANDS)}。")
    return first, rest


def suitable(version: Sequence[int], bits: int) -> bool:
    """Whether PySide6 has wheels for this Python: (major, minor, …), 32 or 64 bits."""
    return tuple(version[:2]) in SUPPORTED and bits == 64


def candidates(windows: bool) -> list[list[str]]:
    """Commands by which another Python may be found, the newest first."""
    if windows:
        return [["py", f"-{major}.{minor}"] for major, minor in SUPPORTED]
    return [[f"python{major}.{minor}"] for major, minor in SUPPORTED]


def has_screen(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether a window can be shown; a Qt platform chosen by hand counts as a screen."""
    if not platform.startswith("linux"):
        return True
    return any(environment.get(k) for k in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of what we start: it writes bytecode, installs into .venv, speaks UTF-8."""
    kept = {k: v for k, v in environment.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PIP_USER": "0", "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}


def locked(requirements: str, platform: str) -> list[str]:
    """Names of the packages a lock file installs on `platform` (as in sys.platform)."""
    names = []
    for line in requirements.splitlines():
        found = re.match(r"([a-z0-9][a-z0-9._-]*)==", line)
        system = re.search(r"sys_platform == '(\w+)'", line)
        if found and (system is None or system.group(1) == platform):
            names.append(found.group(1))
    return names


def pip_line(line: str, done: int, total: int) -> tuple[str, int]:
    """What to show of one line of pip's output ("": nothing), and the packages begun so far."""
    name = r"([A-Za-z0-9_.]+(?:-[A-Za-z]\w*)*)"
    begun = re.match(
        rf"(?:Collecting |Requirement already satisfied: |Processing \S*/){name}", line
    )
    if begun:
        done += 1
        return f"    [{done:>2}/{max(done, total)}] {begun.group(1)}", done
    size = re.match(r"\s+Downloading \S+ \(([\d.]+) MB\)", line)
    if size and float(size.group(1)) >= 10:
        return f"            下载 {size.group(1)} MB ……", done
    if line.startswith("Installing collected packages"):
        return "    正在解开并编译，约一分钟 ……", done
    return "", done


def qt_files(environment: Mapping[str, str]) -> list[str]:
    """What the program loads from the PySide6 folder; the X11 plug-in only where there is X11."""
    parts = ("Widgets", "PrintSupport", "PdfWidgets", "Svg", "Network")
    files = [f"Qt/lib/libQt6{part}.so.6" for part in parts]
    if environment.get("DISPLAY") and not environment.get("QT_QPA_PLATFORM"):
        files.append("Qt/plugins/platforms/libqxcb.so")
    return files


def missing_libraries(ldd: str) -> set[str]:
    """Names of the libraries that `ldd` did not find."""
    return set(re.findall(r"^\s*(\S+) => not found", ldd, re.MULTILINE))


def debian_package(library: str) -> str:
    """The Debian package of a library: libEGL.so.1 is in libegl1, libX11.so.6 in libx11-6."""
    name, _, version = library.partition(".so.")
    dash = "-" if name[-1:].isdigit() else ""
    package = f"{name}{dash}{version}".lower().replace("_", "-")
    return DEBIAN_EXCEPTIONS.get(library, package)


def read_stamp(path: Path) -> dict[str, Any]:
    """What the last set-up left; a missing or damaged stamp is an empty one."""
    try:
        stamp = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def is_ready(stamp: Mapping[str, Any], lock: Path, root: Path, python: Path) -> bool:
    """Whether the set-up that left `stamp` serves this lock file, this folder and this Python."""
    return (
        stamp.get("state") == "ready"
        and stamp.get("root") == str(root)
        and python.exists()
        and stamp.get("python") == os.path.realpath(python)
        and stamp.get("locks", {}).get(lock.name) == digest(lock)
    )


def digest(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


# --- running other programs -----------------------------------------------------------------------


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def quietly(line: str) -> str:
    """Show nothing of a program's output."""
    return line[:0]


def follow(
    command: Sequence[str], env: Mapping[str, str], show: Callable[[str], str] = quietly
) -> None:
    """Run a command, print what `show` makes of each line, and a sign of life in long silences.

    Raises Stop with the last lines of the output when the command fails.
    """
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=env,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise Stop(f"    无法运行 {command[0]}：{error}") from error
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line.rstrip("\n"))
        lines.put(None)

    last: deque[str] = deque(maxlen=15)
    began = time.monotonic()
    with process:
        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        try:
            while True:
                try:
                    line = lines.get(timeout=15)
                except queue.Empty:
                    say(f"            仍在进行，已 {time.monotonic() - began:.0f} 秒 ……")
                    continue
                if line is None:
                    break
                last.append(line)
                shown = show(line)
                if shown:
                    say(shown)
        except BaseException:
            process.kill()
            raise
        finally:
            reader.join(timeout=5)  # a grandchild may still hold the pipe
    if process.returncode != 0:
        raise Stop("\n".join(f"    {line}" for line in last))


def ask(command: Sequence[str]) -> str | None:
    """Standard output of a short command, or None when it cannot run or fails."""
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
            encoding="utf-8",
            errors="replace",
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None


def call(command: Sequence[str], env: Mapping[str, str], cwd: Path | None = None) -> int:
    """Run a program in this terminal and return its exit status; 130 when interrupted."""
    process = subprocess.Popen(command, env=env, cwd=cwd)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()
        return 130


def hand_over(command: Sequence[str], env: Mapping[str, str]) -> NoReturn:
    """Become another program; on Windows, wait for it and leave with its status."""
    if WINDOWS:
        sys.exit(call(command, env))
    sys.stdout.flush()
    os.execve(command[0], list(command), env)


# --- setting up -----------------------------------------------------------------------------------


def find_python() -> list[str]:
    """The command of a suitable Python: this one, else one found on the system. Raises Stop."""
    if suitable(sys.version_info[:2], 64 if sys.maxsize > 2**32 else 32):
        return [sys.executable]
    probe = "import sys; print(*sys.version_info[:2], 64 if sys.maxsize > 2**32 else 32)"
    for command in candidates(WINDOWS):
        answer = ask([*command, "-c", probe])
        if answer is not None:
            *version, bits = (int(word) for word in answer.split())
            if suitable(version, bits):
                return command
    running = ".".join(str(part) for part in sys.version_info[:2])
    raise Stop(
        f"本程序需要 64 位的 Python 3.11、3.12 或 3.13，现在运行的是 Python {running}，"
        "系统里也没有找到合适的版本。请安装其中一个（推荐 3.13），再运行一次。"
    )


def system_packages(packages: Sequence[str], purpose: str, env: Mapping[str, str]) -> None:
    """Install Debian packages when root, else raise Stop with the exact command."""
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    typed = f"sudo apt-get update && sudo {' '.join(shlex.quote(word) for word in install)}"
    if shutil.which("apt-get") is None:
        raise Stop(
            f"系统缺少{purpose}，请用系统的软件管理工具安装后再运行一次。"
            f"Debian 系统里它们叫：{' '.join(packages)}"
        )
    if sys.platform == "win32" or os.geteuid() != 0:
        raise Stop(f"系统缺少{purpose}。请先运行下面这条命令，再运行一次本命令：\n    {typed}")
    say(f"  系统缺少{purpose}，正在安装：{' '.join(packages)}")
    silent = {**env, "DEBIAN_FRONTEND": "noninteractive"}
    with contextlib.suppress(Stop):  # an old list may still be good enough
        follow(["apt-get", "update"], silent)
    try:
        follow(install, silent)
    except Stop as error:
        raise Stop(
            f"系统软件包没有装上：\n{error}\n请检查网络和软件源，或自己运行：\n    {typed}"
        ) from error


def make_venv(env: Mapping[str, str]) -> None:
    """Make .venv from nothing. Raises Stop when the system's Python cannot."""
    python = find_python()
    if ask([*python, "-c", "import ensurepip, venv"]) is None:
        version = ask([*python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]) or "3"
        system_packages([f"python{version.strip()}-venv"], "建立运行环境的 Python 组件", env)
    say("  建立运行环境 .venv ……")
    try:
        follow([*python, "-m", "venv", str(VENV)], env)
    except Stop as error:
        raise Stop(f"运行环境 .venv 没有建成：\n{error}") from error


def clear_broken_venv() -> None:
    """Clear away a .venv that an interrupted set-up left, or that no longer runs. Raises Stop."""
    for old in ROOT.glob(".venv-old-*"):
        shutil.rmtree(old, ignore_errors=True)
    if not VENV.exists():
        return
    answer = ask([str(PYTHON), "-c", "import sys, pip; print(*sys.version_info[:2])"])
    runs = answer is not None and suitable([int(word) for word in answer.split()], 64)
    if runs and read_stamp(STAMP).get("state") != "installing":
        return
    say("  上一次没有准备完，或者运行环境已经失效，现在重新建立 ……")
    aside = ROOT / f".venv-old-{os.getpid()}"
    try:
        VENV.rename(
            aside
        )  # in one step, so that a half-deleted folder never passes for a whole one
    except OSError as error:
        raise Stop("旧的运行环境正在使用。请先关闭便民程序，再运行一次。") from error
    shutil.rmtree(aside, ignore_errors=True)


def install(lock: Path, env: Mapping[str, str]) -> None:
    """Install a lock file into .venv, every file checked against its hash. Raises Stop."""
    total = len(locked(lock.read_text(encoding="utf-8"), sys.platform))
    say(f"  安装 {total} 个组件（版本锁定，逐个校验）……")
    done = 0

    def show(line: str) -> str:
        nonlocal done
        shown, done = pip_line(line, done, total)
        return shown

    options = ["--require-hashes", "--only-binary=:all:", "--no-input", "--progress-bar=off"]
    options += ["--disable-pip-version-check", "--no-warn-script-location"]
    try:
        follow([str(PYTHON), "-m", "pip", "install", *options, "-r", str(lock)], env, show)
    except Stop as error:
        raise Stop(
            f"组件没有装上：\n{error}\n"
            "请检查网络，再运行一次；已经下载的不会重来。单位有自己的软件源的，"
            "先用环境变量 PIP_INDEX_URL 指明；不能上网的，用 PIP_NO_INDEX=1 和 PIP_FIND_LINKS "
            "指到存放安装包的文件夹。"
        ) from error


def write_launcher() -> None:
    """Put the clone on .venv's path and a `bianmin` command beside its python."""
    site = next(VENV.glob("Lib/site-packages" if WINDOWS else "lib/python3*/site-packages"))
    # A relative line survives a moved clone, and a folder name the locale cannot write.
    up = "/".join(".." for _ in site.relative_to(ROOT).parts)
    (site / "bianmin.pth").write_text(f"{up}\n", encoding="ascii")
    if WINDOWS:
        text = '@setlocal\n@set PYTHONDONTWRITEBYTECODE=\n@"%~dp0python.exe" -P -m desktop.cli %*\n'
        (PYTHON.parent / "bianmin.cmd").write_text(text, encoding="ascii")
        return
    launcher = PYTHON.parent / "bianmin"
    launcher.write_text(
        "#!/bin/sh\n"
        "unset PYTHONDONTWRITEBYTECODE\n"
        'exec "$(dirname "$(readlink -f "$0")")/python" -P -m desktop.cli "$@"\n',
        encoding="ascii",
    )
    launcher.chmod(0o755)


def missing_qt_libraries(files: Sequence[str]) -> set[str]:
    """Ask the system's loader which libraries it does not find for these files of PySide6."""
    folder = next(VENV.glob("lib/python3*/site-packages/PySide6"), VENV)
    found = [str(folder / name) for name in files if (folder / name).exists()]
    return missing_libraries(ask(["ldd", *found]) or "")


def check_qt(files: Sequence[str], env: Mapping[str, str]) -> None:
    """See that the system libraries Qt wants are there; install the missing. Raises Stop."""
    missing = missing_qt_libraries(files)
    if missing:
        packages = sorted({debian_package(library) for library in missing})
        system_packages(packages, "图形界面需要的库", env)
        still = missing_qt_libraries(files)
        if still:
            raise Stop(f"系统仍缺少图形界面需要的库，请装上后再运行：{' '.join(sorted(still))}")


def check_builder(env: Mapping[str, str]) -> None:
    """See that PyInstaller has what it needs, since the tests build the program. Raises Stop."""
    if not sys.platform.startswith("linux"):
        return
    look = "from PyInstaller.depend.bindepend import get_python_library_path as f; assert f()"
    packages = [] if shutil.which("objdump") else ["binutils"]
    if ask([str(PYTHON), "-c", look]) is None:
        version = ask([str(PYTHON), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
        packages.append(f"libpython{(version or '3').strip()}")
    if packages:
        system_packages(packages, "打包程序的工具", env)


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Let one process at a time set up; the system frees the lock of one that died."""
    with path.open("a+b") as file:
        if not try_lock(file.fileno()):
            say("  另一个窗口正在准备运行环境，请稍候 ……")
            while not try_lock(file.fileno()):
                time.sleep(0.5)
        yield


def try_lock(descriptor: int) -> bool:
    """Take the lock on an open file, or return False at once."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def set_up(lock: Path, env: Mapping[str, str], *, window: bool) -> None:
    """Make .venv serve `lock`; with `window`, see to Qt's system libraries too. Raises Stop."""
    files = qt_files(env) if window and sys.platform.startswith("linux") else []
    stamp = read_stamp(STAMP)
    if is_ready(stamp, lock, ROOT, PYTHON) and set(files) <= set(stamp["qt"]):
        return
    with only_one(ROOT / ".venv.lock"):
        stamp = read_stamp(STAMP)
        if not is_ready(stamp, lock, ROOT, PYTHON):
            say("正在准备运行环境。第一次要联网下载约 300 MB，需要几分钟，请不要关闭窗口。")
            began = time.monotonic()
            clear_broken_venv()
            if not VENV.exists():
                make_venv(env)
            stamp = prepare(lock, env)
            say(f"  运行环境已备好，用时 {time.monotonic() - began:.0f} 秒。")
        if not set(files) <= set(stamp["qt"]):
            check_qt(files, env)
            write_stamp({**stamp, "qt": files})


def prepare(lock: Path, env: Mapping[str, str]) -> dict[str, Any]:
    """Install, write the launcher, compile, and return the stamp that says so. Raises Stop.

    While pip works the stamp says `installing`: killed there, the next call starts afresh. When pip
    gives up by itself it has put everything back, so the old stamp returns and nothing is lost.
    """
    before = read_stamp(STAMP)
    write_stamp({**before, "state": "installing"})
    try:
        install(lock, env)
    except Stop:
        write_stamp({**before, "state": before.get("state", "empty")})
        raise
    write_launcher()
    own = [str(ROOT / name) for name in PACKAGES]
    follow([str(PYTHON), "-m", "compileall", "-q", *own], env)
    served = (RUNTIME, GATES) if lock == GATES else (lock,)
    stamp = {
        "state": "ready",
        "root": str(ROOT),
        "python": os.path.realpath(PYTHON),
        "locks": {**before.get("locks", {}), **{path.name: digest(path) for path in served}},
        "qt": [],
    }
    write_stamp(stamp)
    return stamp


def write_stamp(stamp: Mapping[str, Any]) -> None:
    """Replace the stamp in one step."""
    fresh = STAMP.with_suffix(".new")
    fresh.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    fresh.replace(STAMP)


# --- the commands ---------------------------------------------------------------------------------


def program(*words: str) -> list[str]:
    """The command line of the program; -P keeps a `desktop` folder of the user's from counting."""
    return [str(PYTHON), "-P", "-m", "desktop.cli", *words]


def open_program(env: Mapping[str, str]) -> int:
    """Open the window, or without a screen build the sample office and name its papers."""
    if has_screen(sys.platform, env):
        set_up(RUNTIME, env, window=True)
        hand_over(program(), env)
    say("没有找到屏幕（DISPLAY 和 WAYLAND_DISPLAY 都没有设置），窗口打不开。")
    say("改为在 ./demo-office 建立示例办公室，写出它的文书和表格。")
    set_up(RUNTIME, env, window=False)
    office = Path.cwd() / "demo-office"
    status = call(program("demo", str(office)), env)
    if status == 0:
        say("写出的文书和表格：")
        for path in sorted((office / "out").rglob("*")):
            if path.is_file():
                say(f"  {path}")
    return status


def test(words: Sequence[str], env: Mapping[str, str]) -> int:
    """Run every gate and the tests, and say of each how it went; 0 when all passed."""
    env = {**env, "QT_QPA_PLATFORM": "offscreen"}
    set_up(GATES, env, window=True)
    check_builder(env)
    python = str(PYTHON)
    contract = "from importlinter.cli import lint_imports_command as check; check()"
    gates = (
        ("格式 ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        ("写法 ruff check", [python, "-m", "ruff", "check", "."]),
        ("类型 mypy --strict", [python, "-m", "mypy"]),
        ("分层 import-linter", [python, "-c", contract]),
        ("测试 pytest", [python, "-m", "pytest", "-n", "2", *words]),
    )
    results = []
    for name, command in gates:
        say(f"── {name}")
        began = time.monotonic()
        status = call(command, env, cwd=ROOT)
        if status == 130:
            return status
        results.append((name, status, time.monotonic() - began))
    say("── 结果")
    for name, status, seconds in results:
        say(f"  {'通过　' if status == 0 else '未通过'} {seconds:6.1f} 秒  {name}")
    return 1 if any(status for _, status, _ in results) else 0


def bench(words: Sequence[str], env: Mapping[str, str]) -> int:
    """Run the benchmarks of `tests/benchmarks/`."""
    if not (ROOT / "tests" / "benchmarks" / "__main__.py").exists():
        raise Stop("这个版本里没有性能测试（tests/benchmarks/）。")
    env = {**env, "QT_QPA_PLATFORM": "offscreen"}
    set_up(GATES, env, window=True)
    return call([str(PYTHON), "-m", "tests.benchmarks", *words], env, cwd=ROOT)


def package(system: str, words: Sequence[str], env: Mapping[str, str]) -> int:
    """Build the program of a system and its installer and try them (`resources/SYSTEM/`)."""
    set_up(BUILD if WINDOWS else RUNTIME, env, window=False)
    return call([str(PYTHON), "-m", f"resources.{system}", *words], env, cwd=ROOT)


def main(words: Sequence[str]) -> int:
    """Do what the command line asks; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot write Chinese shows question marks instead of stopping us.
        getattr(stream, "reconfigure", dict)(errors="replace")
    env = child_environment(os.environ)
    try:
        command, rest = split_arguments(words)
        if command == "help":
            say(HELP)
            return 0
        if command == "open":
            return open_program(env)
        if command == "test":
            return test(rest, env)
        if command == "bench":
            return bench(rest, env)
        if command in ("deb", "windows"):
            return package("linux" if command == "deb" else command, rest, env)
        set_up(RUNTIME, env, window=False)
        hand_over(program(*(["demo"] if command == "demo" else []), *rest), env)
    except Stop as stop:
        say(f"\n{stop}")
        return 1
    except KeyboardInterrupt:
        say("\n已停止。再运行一次会接着准备。")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
