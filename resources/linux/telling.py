"""What the package builds print: steps with their times, files with sizes, findings."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from resources.linux.debian import Stop

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
