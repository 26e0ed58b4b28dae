"""The house keeps its own rules: small modules, plain names, locked versions, no foreign paths."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# "About 400" leaves room for the last docstring; the tests of one subject may be longer.
LONGEST, LONGEST_TEST = 450, 700
# start.py stands alone by design: it may import nothing of ours.
STANDS_ALONE = {"start.py": 620}
BINARY = {".ttf", ".otf", ".png", ".ico", ".pdf", ".xlsx", ".gz", ".icns"}


def tracked() -> list[Path]:
    """The files git tracks, those deleted but not yet committed left out."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout.split("\0")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


TRACKED = tracked()
MODULES = [path for path in TRACKED if path.suffix == ".py"]
TEXTS = [path for path in TRACKED if path.suffix not in BINARY]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def holding(pattern: str, paths: list[Path]) -> list[str]:
    """`file:line` of every line in which the pattern occurs."""
    found = re.compile(pattern)
    return [
        f"{name(path)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if found.search(line)
    ]


def longest(path: Path) -> int:
    if "versions" in path.parts:  # a migration is written by Alembic and never read again
        return sys.maxsize
    return STANDS_ALONE.get(name(path), LONGEST_TEST if "tests" in path.parts else LONGEST)


def test_modules_are_small() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    long = {name(path): count for path, count in lines.items() if count > longest(path)}
    assert not long, f"make each a folder of the same name, with a module per part: {long}"


def test_every_module_says_what_it_is() -> None:
    silent = [name(p) for p in MODULES if not ast.get_docstring(ast.parse(p.read_bytes()))]
    assert not silent, f"modules without a docstring: {silent}"


def test_names_say_something() -> None:
    empty = {"util", "utils", "misc", "manager", "managers", "helper", "helpers", "common", "base"}
    bad = [name(p) for p in MODULES if empty & {p.stem, *p.relative_to(ROOT).parts}]
    assert not bad, f"name these after the thing they hold: {bad}"


def test_no_exemptions_from_the_gates() -> None:
    assert holding(r"#\s*(type:\s*ignore|noqa|pragma:\s*no)", MODULES) == []


def test_tests_neither_skip_nor_wait() -> None:
    tests = [p for p in MODULES if "tests" in p.parts]
    assert (
        holding(r"pytest[.]skip|[.]skip(if)?\(|importor[s]kip|[x]fail\(|time[.]sleep", tests) == []
    )


def test_tests_are_no_package() -> None:
    assert [name(p) for p in MODULES if "tests" in p.parts and p.stem == "__init__"] == []


def test_nothing_tells_of_the_machine_it_was_written_on() -> None:
    machine = r"[/](w[o]rk|r[o]ot)[/]\w|[/]home[/]\w|[A-Z]:\\Users\\\w"
    assert holding(machine, TEXTS) == []


def test_no_registry_is_named() -> None:
    hosts = r"p[y]pi[.]\w+|python[h]osted|mirrors?[.]\w+[.](com|cn|edu)"
    assert holding(hosts, TEXTS) == []


@pytest.mark.parametrize("module", ["desktop.cli", "desktop.sample"])
def test_command_line_starts_light(module: str) -> None:
    """A command must not pay for windows, migrations or pinyin, nor need Qt's system libraries."""
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    ).stdout.split()
    assert not {"PySide6", "alembic", "pypinyin"} & set(loaded)


# --- locked requirements --------------------------------------------------------------------------

LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-build.txt"]


def pinned(lock: str) -> dict[str, str]:
    """Version by package."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[a-z0-9._-]+==\S+( ; [^\\]+)? \\\n    --hash=sha256:[0-9a-f]{64}", entry)
    assert not re.search(r"://|--index|--extra|--find|--trusted", text)


@pytest.mark.parametrize("lock", LOCKS[1:])
def test_the_gates_run_on_the_versions_users_run_on(lock: str) -> None:
    assert pinned("requirements.txt").items() <= pinned(lock).items()


def test_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-dev.txt": project["dependency-groups"]["dev"],
        "requirements-build.txt": project["dependency-groups"]["build"],
    }
    for lock, wanted in asked.items():
        names = {re.split(r"[^\w.-]", entry)[0].lower() for entry in wanted}
        assert names <= set(pinned(lock)), lock


# --- the README's commands ------------------------------------------------------------------------


def test_continuous_integration_runs_the_command_of_the_readme() -> None:
    command = "python3 start.py test"
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    lines = [line for line in script.splitlines() if line and not line.startswith("#")]
    assert lines[-1] == f"exec {command} </dev/null"
    assert [line.split()[0] for line in lines[:-1]] == ["set", "cd"]


def test_build_spec_is_valid() -> None:
    ast.parse((ROOT / "build.spec").read_text(encoding="utf-8"))
