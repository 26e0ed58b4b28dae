"""What the Windows and the Linux package share: locked packages, the source, PyInstaller."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from desktop.about import installs
from resources.linux.debian import Stop, follow

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("center", "forms", "reports", "desktop", "resources")
FILES = ("LICENSE", "build.spec", "requirements.txt")
LOCK = ROOT / "requirements-build.txt"
PYTHON = (3, 13)
TIME = "time.txt"
Run = Callable[[Sequence[str], Mapping[str, str], Path], int]


def install_locked(work: Path, system: str, platforms: Sequence[str]) -> None:
    """Put the locked packages of a system (as in sys.platform) into work/site, unless they are
    there; every file is checked against its hash. `platforms` are the tags of wheels that suit.
    """
    site, mark = work / "site", work / "site.sha256"
    text = lock_for(LOCK.read_text("utf-8"), system)
    wanted = hashlib.sha256(text.encode()).hexdigest()
    if mark.exists() and mark.read_text("ascii") == wanted:
        return
    shutil.rmtree(site, ignore_errors=True)
    lock = work / "site.txt"
    lock.write_text(text, "utf-8")
    options = ["--target", str(site), "--only-binary=:all:", "--no-deps", "--no-compile"]
    options += ["--python-version", ".".join(str(part) for part in PYTHON)]
    # pip would compare with the Python it runs in.
    options += ["--implementation", "cp", "--ignore-requires-python"]
    options += [word for name in platforms for word in ("--platform", name)]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    follow([*pip, "install", *options, "--require-hashes", "-r", str(lock)])
    mark.write_text(wanted, "ascii")


def lock_for(lock: str, system: str) -> str:
    """The entries of a lock file that a system installs, without markers.

    pip would read the markers as meant for the system it runs on.
    """
    kept = []
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        marker = re.match(r"\S+ ; ([^\\]+)", entry)
        if marker is None or installs(marker.group(1), system, PYTHON):
            kept.append(re.sub(r"^(\S+) ; [^\\]+\\", r"\1 \\", entry))
    return "\n".join(kept) + "\n"


def copy_source(work: Path) -> Path:
    """The program's files in the work folder, so that nothing is written into the clone."""
    source = work / "source"
    shutil.rmtree(source, ignore_errors=True)
    for part in PARTS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / part, source / part, ignore=ignored)
    for file in FILES:
        shutil.copy(ROOT / file, source / file)
    (source / TIME).write_text(str(commit_time()), "ascii")
    return source


def source_time(work: Path) -> int:
    """When the copied source was committed, in seconds since 1970: all built files bear it."""
    return int((work / "source" / TIME).read_text("ascii"))


def commit_time() -> int:
    """When the commit was made, in seconds since 1970."""
    asked = ["git", "-c", f"safe.directory={ROOT}", "log", "-1", "--format=%ct"]
    try:
        told = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True, encoding="ascii")
        return int(told.stdout)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return 1_767_225_600


def pyinstaller(
    work: Path, path: Callable[[Path], str], run: Run, env: Mapping[str, str], *, empty: bool
) -> None:
    """Build work/dist/bianmin (or the empty window) from work/source with `run`, which starts the
    Python of the target; `path` spells a path for it. Raises Stop when there is no program.
    """
    name = "empty" if empty else "bianmin"
    dist = work / "dist"
    shutil.rmtree(dist / name, ignore_errors=True)
    told = {
        "PYTHONHASHSEED": "1",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "SOURCE_DATE_EPOCH": str(source_time(work)),
        **env,
        **({"BIANMIN_EMPTY": "1"} if empty else {}),
    }
    options = ["--noconfirm", "--clean", "--log-level", "WARN"]
    options += ["--distpath", path(dist), "--workpath", path(work / "build")]
    log = work / f"freeze-{name}.log"
    log.unlink(missing_ok=True)
    words = ["-m", "PyInstaller", *options, path(work / "source" / "build.spec")]
    status = run(words, told, log)
    if status != 0 or not any((dist / name).glob(f"{name}*")):
        last = "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
        raise Stop(f"PyInstaller 没有成功（{status}），全文在 {log}：\n{last}")
