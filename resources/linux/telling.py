"""What the package builds print: steps with their times, files with sizes, findings."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from resources.linux.debian import Stop, enter_namespace
from resources.linux.freezing import ROOT

T = TypeVar("T")
Say = Callable[[str], None]


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def timed(name: str, function: Callable[[], T]) -> T:
    """Say what is done and how long it took."""
    say(f"── {name}")
    began = time.monotonic()
    done = function()
    say(f"   {time.monotonic() - began:.0f} 秒")
    return done


def sizes(*paths: Path) -> list[str]:
    """Each file or folder with its size and, for a file, its hash."""
    told = []
    for path in paths:
        files = [p for p in path.rglob("*") if p.is_file()] if path.is_dir() else [path]
        size = sum(p.stat().st_size for p in files if not p.is_symlink()) / (1 << 20)
        seal = "" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
        told.append(f"{path.name}：{size:.1f} MB　{seal}".rstrip())
    return told


def check(right: bool, otherwise: str) -> None:
    """Raise `Stop` with these words unless it is right."""
    if not right:
        raise Stop(otherwise)


def fingerprint(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of an office; what SQLite keeps only while it is open left out."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))
    }


def seal(*files: Path) -> None:
    """Write the SHA-256 of files into 校验值.txt beside them, to be handed over with them."""
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    (files[0].parent / "校验值.txt").write_text("".join(lines), "utf-8")


def aside(work: Path, *built: Path) -> Path:
    """Put what was built aside, to compare what is built anew; returns the folder it is in."""
    first = work / "first"
    shutil.rmtree(first, ignore_errors=True)
    first.mkdir()
    for path in built:
        path.rename(first / path.name)
    return first


def tell_differences(first: Path, second: Sequence[Path], say: Say) -> None:
    """Compare two builds of one source file by file, byte by byte, and say what differs."""
    before = fingerprint(first)
    after: dict[str, str] = {}
    for path in second:
        after |= {
            name: seal
            for name, seal in fingerprint(path.parent).items()
            if name.split("/")[0] == path.name
        }
    other = sorted(name for name in before | after if before.get(name) != after.get(name))
    say(f"两次制作：{len(before | after) - len(other)} 个文件完全相同，{len(other)} 个不同")
    for name in other[:50]:
        say(f"  不同：{name}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line of a package build asks for; `work` is the folder to build in."""

    work: Path
    build: bool
    twice: bool
    trial: bool


def options(command: str, words: Sequence[str]) -> Asked:
    """Read the words behind `start.py windows` or `start.py deb`."""
    parser = argparse.ArgumentParser(prog=f"start.py {command}")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / command)
    parser.add_argument("--no-build", action="store_true", help="take what was built before")
    parser.add_argument("--twice", action="store_true", help="build again, compare byte by byte")
    parser.add_argument("--no-trial", action="store_true", help="build only")
    args = parser.parse_args(words)
    (args.work / "out").mkdir(parents=True, exist_ok=True)
    return Asked(args.work.resolve(), not args.no_build, args.twice, not args.no_trial)


def guarded(make: Callable[[], None], module: str, words: Sequence[str]) -> int:
    """Enter namespaces of its own and make; status 1 and a sentence when it cannot go on."""
    try:
        enter_namespace(module, words)
        make()
    except Stop as stop:
        say(f"\n{stop}")
        return 1
    return 0
