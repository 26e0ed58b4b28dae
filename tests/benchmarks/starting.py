"""Starting the program, and its memory once a list is open; each in a process of its own."""

from __future__ import annotations

import statistics
import subprocess
import sys
from functools import partial
from pathlib import Path
from time import perf_counter

from tests.benchmarks.measuring import Measured, alternately, at_most
from tests.benchmarks.town import found

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 7
LOGIN, MAIN = 2.0, 8.0
MOST_MB = 250


def measure(folder: Path, rounds: int = ROUNDS) -> list[Measured]:
    """Times in milliseconds from the start of the process; memory in megabytes."""
    from desktop.sample.build import build

    store, _ = found(folder / "office")
    store.close()
    build(folder / "sample")
    empty = partial(_milliseconds, "empty", folder)
    login = partial(_milliseconds, "login", folder / "office")
    main = partial(_milliseconds, "main", folder / "sample")
    for warm in (empty, login, main):
        warm()
    to_login, of_empty = alternately(login, empty, rounds)
    to_main, of_empty_again = alternately(main, empty, rounds)
    memory = statistics.median(_start("list", folder / "sample")[1] / 1e6 for _ in range(3))
    return [
        at_most("启动到登录窗口可用", to_login, of_empty, LOGIN),
        at_most("启动到示例办公室的主窗口", to_main, of_empty_again, MAIN),
        Measured("打开办件列表后的内存", memory, f"< {MOST_MB} MB", memory < MOST_MB, unit="MB"),
    ]


def _milliseconds(what: str, folder: Path) -> float:
    return _start(what, folder)[0]


def _start(what: str, folder: Path) -> tuple[float, int]:
    """Milliseconds until the window takes input, and the memory it then holds (bytes)."""
    begun = perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.window_child", what, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        word, _, memory = process.stdout.readline().partition(" ")
        taken = (perf_counter() - begun) * 1000
        _, said = process.communicate()
    if word != "ready":
        raise RuntimeError(f"the window of {what} did not open: {said}")
    return taken, int(memory)
